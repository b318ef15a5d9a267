/* Budgets of branches in words and as JSON: see policy_budgets.h. */
#include "command/policy_budgets.h"

#include <stdio.h>

#include "draw/policy_say.h"

#define NUMBER_BYTES 32
#define LEAST_SHOWN 0.001
#define SURE 1e-9 /* of a least: what is rarer never comes */

static const char *const PER[] = {"month", "quarter", "half-year"};

static size_t per_of(const struct policy_budget *budget)
{
    return budget->months == 1 ? 0 : budget->months == 3 ? 1 : 2;
}

/* Of shares in percent, and of counts, that may be tiny. */
static void put_small(char out[NUMBER_BYTES], double value)
{
    if (value > 0.0 && value < LEAST_SHOWN) {
        (void)snprintf(out, NUMBER_BYTES, "<%g", LEAST_SHOWN);
    } else {
        (void)snprintf(out, NUMBER_BYTES, "%.*f", value < 0.0995 && value > 0.0 ? 3 : 2, value);
    }
}

void policy_budget_costs(struct sibu_text *out, const struct plan *plan, const struct policy_budget *budget,
                         const struct odds_branch *odds, enum sibu_language language)
{
    char drawn[NUMBER_BYTES], used_up[NUMBER_BYTES], worst[NUMBER_BYTES], lost[NUMBER_BYTES], spent[NUMBER_BYTES];
    char bits[NUMBER_BYTES], first[NUMBER_BYTES], missed[NUMBER_BYTES];
    put_small(drawn, odds->mean.drawn);
    put_small(used_up, 100.0 * odds->mean.used_up);
    put_small(worst, 100.0 * odds->used_up_most);
    put_small(lost, 12.0 / budget->months * odds->mean.lost);
    put_small(spent, 100.0 * odds->mean.free);
    put_small(bits, odds->mean.bits);
    put_small(first, 100.0 * odds->first_day);
    put_small(missed, 100.0 * odds->short_of);
    const char *const values[] = {drawn, used_up, worst, lost, spent, bits, first, missed};
    sibu_text_add(out, "  ");
    policy_say_budget(out, plan, budget, language);
    if (!odds->reckoned) {
        sibu_text_add(out, " ");
        sibu_text_add(out, sibu_say(language, SIBU_SAY_ODDS_BRANCH_UNKNOWN));
    }
    if (odds->reckoned && budget->most > 0) {
        sibu_text_add(out, " ");
        sibu_say_with(out, language, SIBU_SAY_ODDS_BRANCH_MOST, values, 8);
    }
    if (odds->reckoned && budget->least > 0) {
        sibu_text_add(out, " ");
        sibu_say_with(out, language, SIBU_SAY_ODDS_BRANCH_LEAST, values, 8);
    }
    sibu_text_add(out, "\n");
}

static void add_limit(struct sibu_text *out, const char *key, uint32_t limit)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_addf(out, limit > 0 ? "%u" : "null", (unsigned)limit);
}

void policy_budget_json(struct sibu_text *out, const struct policy_budget *budget, const struct odds_branch *odds)
{
    sibu_text_add(out, "{\"branch\":");
    sibu_text_add_json(out, budget->branch);
    sibu_text_addf(out, ",\"per\":\"%s\"", PER[per_of(budget)]);
    add_limit(out, "most", budget->most);
    add_limit(out, "least", budget->least);
    const struct {
        const char *key;
        double value;
        int holds;
    } FIGURES[] = {{"drawn", odds->mean.drawn, 1},
                   {"used_up", odds->mean.used_up, budget->most > 0},
                   {"used_up_likeliest", odds->used_up_most, budget->most > 0},
                   {"lost", odds->mean.lost, budget->most > 0},
                   {"spent_share", odds->mean.free, budget->most > 0},
                   {"bits", odds->mean.bits, budget->most > 0},
                   {"first_day", odds->first_day, 1},
                   {"short", odds->short_of, budget->least > 0}};
    for (size_t i = 0; i < sizeof FIGURES / sizeof FIGURES[0]; i++) {
        sibu_text_addf(out, ",\"%s\":", FIGURES[i].key);
        sibu_text_addf(out, odds->reckoned && FIGURES[i].holds ? "%.9g" : "null", FIGURES[i].value);
    }
    sibu_text_add(out, "}");
}

int policy_budget_misses(const struct policy_budget *budget, const struct odds_branch *odds)
{
    return budget->least > 0 && (!odds->reckoned || odds->short_of > SURE);
}
