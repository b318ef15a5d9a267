/* The viewer in a window of its own.
 */
#pragma once
#include "view/arguments.h"

/* Opens the record and shows it until the window is closed. SIBU_IO where there is no display. Must be called from the
 * main thread (SDL). */
SIBU_MUST_USE enum sibu_status view_run(const struct arguments *arguments, struct sibu_fault *fault);
