/* Whether what unfolded in a recorded drill follows from its draw and its answers: drawn again, event by event.
 *
 * Depends on: drill/unfolding.h, sibu/record.h. Reads the record and nothing else.
 */
#pragma once
#include "sibu/family.h"
#include "sibu/record.h"

enum unfold_verdict {
    UNFOLD_FOLLOWS, /* every row is what is drawn again */
    UNFOLD_NOTHING, /* a record without a scenario: nothing was to unfold */
    UNFOLD_OTHER_FAMILIES /* these families are not those of the draw: it cannot be told */
};
/* SIBU_NO: a row is not what is drawn again ("event:14"), or one is missing. Events that are drawn in the last
 * UNFOLD_SLACK_S before the drill's end may be missing: the end can come before the server has looked. */
#define UNFOLD_SLACK_S 30
/* A row of this kind says that from its time on, to the drill's end, no server drove the drill: what is drawn from then on may be
 * missing too. It is for drills that were ended while their server was gone and before another had followed. */
#define UNFOLD_GAP "undriven"
SIBU_MUST_USE enum sibu_status unfold_check(struct sibu_record *record, const struct sibu_families *families,
                                            enum unfold_verdict *verdict, struct sibu_fault *fault);
