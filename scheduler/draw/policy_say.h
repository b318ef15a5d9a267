/* What the rules of a plan mean, in words: how many drills, when, at which sites, for which shifts, of which families.
 *
 * Pure. Any thread. Depends on: outlook, catalogue.
 */
#pragma once
#include "draw/outlook.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

/* What a budget of a branch says: who, over what time, how many. One sentence, without a newline. */
void policy_say_budget(struct sibu_text *out, const struct plan *plan, const struct policy_budget *budget,
                       enum sibu_language language);
/* A paragraph; each line ends with \n. */
void policy_say(struct sibu_text *out, const struct plan *plan, const struct outlook *outlook,
                enum sibu_language language);
