/* The rules of the draw made from a plan: what a policy with its calendars and time zones means for the ledger. */
#pragma once
#include "draw/plan.h"
#include "draw/rules.h"

/* Every group has a unit "*" + its id, every site one of its own id; each grade that occurs in a group has its law. The
 * caller closes the rules. */
SIBU_MUST_USE enum sibu_status rules_of_plan(struct rules **out, const struct plan *plan, struct sibu_fault *fault);
/* The text of the same, each site of the plan moved by so many steps, -1, 0 or 1, where its group's results move it (NULL:
 * none is moved); the caller clears it. */
SIBU_MUST_USE enum sibu_status rules_text(struct sibu_text *out, const struct plan *plan, const int8_t *moves,
                                          struct sibu_fault *fault);
