/* The pointer over the second of two plans: what it does there happens to both. See pointer.h.
 */
#pragma once
#include "view/compare.h"
#include "view/pointer.h"

/* The input as if it had come at the same place of the first plan, where it came over the second one; else as it is. */
struct pointer_input compare_hand_lead(const struct view_state *view, const struct picture *picture,
                                       const struct pointer_input *input);
/* False where the pointer is not over the second plan. Else *twin is who is there, as the first record knows the person,
 * or SIBU_NONE: nobody, or somebody who is in the second record alone. */
int compare_hand_choose(const struct view_state *view, const struct picture *picture, const struct pointer_input *input,
                        uint32_t *twin);
