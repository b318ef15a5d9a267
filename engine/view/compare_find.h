/* The list "who was late, and why", out of two records, or of one and its forecast. See compare_late.h.
 *
 * A forecast knows how many, not who: it is read as the n-th person of its median, and the n-th to gather in the drill is
 * measured against that one's answer, start, exit, arrival and check-in. Who never gathered is on the list where the
 * forecast expected more people than came.
 */
#pragma once
#include "view/compare_late.h"
#include "view/replay.h"

struct compare_late_list {
    struct late *items; /* owned; sorted, the worst first */
    size_t count;
    size_t compared; /* people who could be compared */
    size_t strangers; /* expected people of here who are not in the other record, or not expected there */
};
/* When a person was counted: checked in, or in a simulation out. STATE_NEVER: not. */
double compare_gathered_s(const struct replay *replay, uint32_t person);
/* twins as compare_twins has them. Reads positions for how far people walked. */
SIBU_MUST_USE enum sibu_status compare_find_in_record(struct compare_late_list *out, const struct replay *here,
                                                      const struct replay *there, const uint32_t *twins,
                                                      struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status compare_find_in_forecast(struct compare_late_list *out, const struct replay *here,
                                                        struct sibu_fault *fault);
void compare_late_list_close(struct compare_late_list *list); /* all zero is allowed */
