/* Budgets of branches in the answers of `sibu policy check` and `sibu policy odds`. Depends on: odds_branches, catalogue. Pure. */
#pragma once
#include "draw/odds_branches.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

/* What it says (policy_say_budget), what it costs, and whether it comes about: one line. */
void policy_budget_costs(struct sibu_text *out, const struct plan *plan, const struct policy_budget *budget,
                         const struct odds_branch *odds, enum sibu_language language);
/* One object: {"branch", "per", "most", "least", ...}; figures are null where they were not reckoned. */
void policy_budget_json(struct sibu_text *out, const struct policy_budget *budget, const struct odds_branch *odds);
/* Whether its least does not come about for sure by the rules of its sites. */
int policy_budget_misses(const struct policy_budget *budget, const struct odds_branch *odds);
