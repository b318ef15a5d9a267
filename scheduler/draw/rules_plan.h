/* The rules of the draw made from a plan: what a policy with its calendars and time zones means for the ledger. */
#pragma once
#include "draw/plan.h"
#include "draw/rules.h"

/* Every group has a unit "*" + its id, every site one of its own id; each grade that occurs in a group has its law. The
 * caller closes the rules. */
SIBU_MUST_USE enum sibu_status rules_of_plan(struct rules **out, const struct plan *plan, struct sibu_fault *fault);
/* What drills have done to the sites of a plan, in its order. */
struct rules_sites {
    const int8_t *moves; /* by how many steps, -1, 0 or 1, where its group's results move it; NULL: none is moved */
    const char *grades; /* 'A'..'D' where its group is graded by drills and there is one, else 0; NULL: none has any */
};
/* The text of the same with these (NULL: nothing); the caller clears it. A site of a group that is graded by drills has the
 * site file's grade until there is another. */
SIBU_MUST_USE enum sibu_status rules_text(struct sibu_text *out, const struct plan *plan,
                                          const struct rules_sites *sites, struct sibu_fault *fault);
