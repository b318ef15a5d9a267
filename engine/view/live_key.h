/* The key that is shown to the server: out of a file, as `sibu stop` and its like take it.
 */
#pragma once
#include "view/arguments.h"
#include "view/live_link.h"

/* The first line of --key-file, else of officer.key in the folder of --data, else in $XDG_DATA_HOME/sibu or
 * ~/.local/share/sibu. SIBU_IO where it cannot be read, SIBU_BAD_INPUT where it is no key. */
SIBU_MUST_USE enum sibu_status live_key_read(const struct live_arguments *arguments, char out[LIVE_KEY_BYTES],
                                             struct sibu_fault *fault);
