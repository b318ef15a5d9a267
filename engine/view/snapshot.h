/* Pictures without a window: for reports, tests, and machines without a display.
 */
#pragma once
#include "view/arguments.h"
#include "view/compare.h"
#include "view/easel.h"
#include "view/view_state.h"

/* Sets up the view as the arguments say: floor, language, colours. */
SIBU_MUST_USE enum sibu_status snapshot_set_view(struct view_state *view, const struct arguments *arguments,
                                                 struct sibu_fault *fault);
/* Opens what the arguments compare with and hangs it at the view; see compare_open. The caller closes it. */
SIBU_MUST_USE enum sibu_status snapshot_set_compare(struct compare *compare, struct view_state *view,
                                                    const struct arguments *arguments, struct sibu_fault *fault);
/* Draws one into its file. */
SIBU_MUST_USE enum sibu_status snapshot_shoot(struct easel *easel, const struct snapshot_def *snapshot,
                                              struct sibu_fault *fault);
/* Draws every snapshot of the arguments into its file. Times are held to the record's start and end. */
SIBU_MUST_USE enum sibu_status snapshot_run(const struct arguments *arguments, struct sibu_fault *fault);
