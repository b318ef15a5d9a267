/* The answer of `sibu policy odds`: words, JSON, chart. Depends on: odds_plan, odds_limits, catalogue. Pure. */
#pragma once
#include "draw/odds_branches.h"
#include "draw/odds_limits.h"
#include "draw/odds_plan.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

struct odds_subject {
    const char *path;
    const struct plan *plan;
    const struct outlook *outlook;
    const struct odds_law *laws; /* as in outlook->rules */
    const struct odds_limits *limits;
    const struct odds_branch *branches; /* as the budgets of the plan's policy */
};
void policy_odds_words(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language);
void policy_odds_json(struct sibu_text *out, const struct odds_subject *subject);
/* One SVG document: for each law what preparation meets, and the chance of a drill within a day while it stays quiet. */
void policy_odds_chart(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language);

/* Parts of these: the limits that sites share. JSON ends the list before it, and leaves its own open. */
void policy_odds_limits_words(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language);
int policy_odds_limits_advice(struct sibu_text *out, const struct odds_subject *subject,
                              enum sibu_language language); /* returns how many lines */
void policy_odds_limits_json(struct sibu_text *out, const struct odds_subject *subject);
