/* Tells the wardens of a drill's site once, some time after T0, who of the expected has not answered in any way. Inside drill/
 * only; with the host's mutex held.
 *
 * The message is filed with its event in one transaction: so it is there once or not at all, whenever the server dies. It names
 * people and no addresses, leads to the page on which they are ticked off, and ends with the drill as other alerts do.
 */
#pragma once
#include "drill/host.h"

/* Does it where it is due now. Nothing while the drill is over, and where nobody is silent or no warden is expected. */
SIBU_MUST_USE enum sibu_status silent_tell(struct hosted *hosted, int64_t now_us, struct sibu_fault *fault);
