/* Pictures of a running drill without a window or a display.
 */
#pragma once
#include <signal.h>

#include "view/arguments.h"
#include "view/live.h"
#include "view/view_state.h"

/* Opens the way to the server that the arguments name, with their key. The caller closes it, also after a fault. */
SIBU_MUST_USE enum sibu_status live_run_open(struct live *live, const struct arguments *arguments,
                                             struct sibu_fault *fault);
/* Seconds on a clock that never goes back. */
double live_run_now_s(void);
/* Puts the view of a replay that was opened from live's book into the present. */
void live_run_show(struct live *live, struct view_state *view, double now_s);

/* Waits for a drill, and for each snapshot until the drill's time is there, then writes it; `end` is the moment when all that
 * is known came. A drill that ends before is taken at its end. SIBU_NO where *stop is set. */
SIBU_MUST_USE enum sibu_status live_run(const struct arguments *arguments, const volatile sig_atomic_t *stop,
                                        struct sibu_fault *fault);
