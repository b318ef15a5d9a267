/* sibu simulate --drills: thousands of drills drawn and unfolded, and whether all is as it should be.
 *
 * Depends on: rehearse/rehearse.h, command/command.h.
 */
#pragma once
#include "command/command.h"
#include "rehearse/rehearse.h"

/* Rehearses what is defined (families, stop and progress are filled in here) and prints the answer. `*result` is the exit
 * status: SIBU_NO's where a guard was broken, two scenarios are equal, or a p is 0.001 or less. */
SIBU_MUST_USE enum sibu_status simulate_drills(const struct command_call *call, const struct rehearse_def *def,
                                               int *result, struct sibu_fault *fault);
