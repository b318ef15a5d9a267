/* From one state of a drill to the next, in the store first. Inside drill/ only; with the host's mutex held.
 *
 * Two write states where several servers are: the driver what the drill does by itself, under its claim; and whichever server a
 * person talks to what that person decides, under none, so that it works at once also where the driver has died. Both are refused
 * where the drill does not stand as memory has it: the transaction compares its state and the count of its alerts with the drill's
 * row locked. So of two ends at one time one is kept and the other is asked again with the first before it; no end is lost, since
 * only a later look at the drill can turn it down; an end's alert has the next number, and no driver that has not seen the end
 * tells anything after it. The driver learns of it by its next look, or by being refused.
 */
#pragma once
#include "drill/host.h"

struct turn {
    enum drill_state state;
    const char *who; /* becomes part of the event */
    int is_own; /* 1: the driver's, under its claim; 0: a person's */
    int64_t events; /* as in struct store_stand */
};
/* SIBU_NO: it does not stand so any more, or another drives it; nothing is kept, and memory is to be brought to what the store has.
 * An end whose message cannot be written is made no less, and that is told. */
SIBU_MUST_USE enum sibu_status move_to(struct hosted *hosted, struct turn turn, struct sibu_fault *fault);
