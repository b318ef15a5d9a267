/* What the limits cost that sites share, in words and as JSON: see policy_odds.h. */
#include <stdio.h>

#include "command/policy_budgets.h"
#include "command/policy_odds.h"

#define NUMBER_BYTES 32
#define MONTHS_A_YEAR 12.0
#define LEAST_SHOWN 0.001
#define USED_UP_TO_MIND 0.2
#define FULL_TO_MIND 0.01

/* Of numbers that may be tiny. */
static void put_small(char out[NUMBER_BYTES], double value)
{
    if (value > 0.0 && value < LEAST_SHOWN) {
        (void)snprintf(out, NUMBER_BYTES, "<%g", LEAST_SHOWN);
    } else {
        (void)snprintf(out, NUMBER_BYTES, "%.*f", value < 0.0995 && value > 0.0 ? 3 : 2, value);
    }
}

static void say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *const *values,
                int count)
{
    sibu_say_with(out, language, id, values, count);
    sibu_text_add(out, "\n");
}

static const char *group_id(const struct odds_subject *subject, uint32_t group)
{
    return subject->plan->groups[group].policy->id;
}

/* Bits that a drill's time holds, on average over the group's units, or over all (SIBU_NONE). */
static double bits_of_drill(const struct odds_subject *subject, uint32_t group)
{
    const struct rules *rules = subject->outlook->rules;
    double bits = 0.0;
    double drills = 0.0;
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        const struct rules_unit *unit = &rules->units[i];
        const struct odds_law *law = &subject->laws[unit->law];
        if (unit->draws && (group == SIBU_NONE || unit->group == group)) {
            double periods = outlook_periods_per_half_year(rules->laws[unit->law].period);
            bits += periods * law->bits.period;
            drills += periods * law->mean;
        }
    }
    return drills > 0.0 ? bits / drills : 0.0;
}

static void say_budget(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language,
                       uint32_t group)
{
    const struct odds_months *it = &subject->limits->budgets[group];
    char most[NUMBER_BYTES], drawn[NUMBER_BYTES], used_up[NUMBER_BYTES], worst[NUMBER_BYTES], lost[NUMBER_BYTES];
    char spent[NUMBER_BYTES], bits[NUMBER_BYTES];
    if (it->most == 0) {
        return;
    }
    (void)snprintf(most, sizeof most, "%u", (unsigned)it->most);
    put_small(drawn, it->mean.drawn);
    put_small(used_up, 100.0 * it->mean.used_up);
    put_small(worst, 100.0 * it->used_up_most);
    put_small(lost, MONTHS_A_YEAR * it->mean.lost);
    put_small(spent, 100.0 * it->mean.free);
    put_small(bits, it->mean.bits);
    say(out, language, SIBU_SAY_ODDS_BUDGET,
        (const char *[]){group_id(subject, group), most, drawn, used_up, worst, lost, spent, bits}, 8);
}

/* The limit on drills at one time of a group, or of all (SIBU_NONE). */
static void say_running(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language,
                        uint32_t group)
{
    const struct odds_running *it = group == SIBU_NONE ? &subject->limits->all : &subject->limits->groups[group];
    char most[NUMBER_BYTES], lost[NUMBER_BYTES], bits[NUMBER_BYTES], full[NUMBER_BYTES];
    if (it->most == 0) {
        return;
    }
    (void)snprintf(most, sizeof most, "%u", (unsigned)it->most);
    put_small(lost, it->lost);
    put_small(bits, it->lost * bits_of_drill(subject, group));
    put_small(full, 100.0 * it->full);
    const char *const values[] = {most, lost, bits, full, group == SIBU_NONE ? "" : group_id(subject, group)};
    if (!it->reckoned || !it->binds) {
        say(out, language, it->binds ? SIBU_SAY_ODDS_CONCURRENT_UNKNOWN : SIBU_SAY_ODDS_CONCURRENT_FREE, values, 5);
    } else {
        say(out, language, group == SIBU_NONE ? SIBU_SAY_ODDS_CONCURRENT : SIBU_SAY_ODDS_CONCURRENT_IN_GROUP, values,
            5);
    }
}

void policy_odds_limits_words(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language)
{
    say(out, language, SIBU_SAY_ODDS_LIMITS, NULL, 0);
    for (uint32_t i = 0; i < subject->plan->policy->group_count; i++) {
        say_budget(out, subject, language, i);
        say_running(out, subject, language, i);
    }
    for (uint32_t i = 0; i < subject->plan->policy->budget_count; i++) {
        policy_budget_costs(out, subject->plan, &subject->plan->policy->budgets[i], &subject->branches[i], language);
    }
    say_running(out, subject, language, SIBU_NONE);
}

int policy_odds_limits_advice(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language)
{
    int said = 0;
    for (uint32_t i = 0; i < subject->plan->policy->group_count; i++) {
        const struct odds_months *it = &subject->limits->budgets[i];
        char used_up[NUMBER_BYTES], spent[NUMBER_BYTES];
        if (it->most > 0 && it->mean.used_up > USED_UP_TO_MIND) {
            put_small(used_up, 100.0 * it->mean.used_up);
            put_small(spent, 100.0 * it->mean.free);
            say(out, language, SIBU_SAY_ODDS_ADVICE_BUDGET, (const char *[]){group_id(subject, i), used_up, spent}, 3);
            said++;
        }
    }
    for (uint32_t i = 0; i <= subject->plan->policy->group_count; i++) {
        int last = i == subject->plan->policy->group_count;
        const struct odds_running *it = last ? &subject->limits->all : &subject->limits->groups[i];
        char full[NUMBER_BYTES];
        if (it->full > FULL_TO_MIND) {
            put_small(full, 100.0 * it->full);
            say(out, language, SIBU_SAY_ODDS_ADVICE_CONCURRENT, (const char *[]){full}, 1);
            said++;
        }
    }
    return said;
}

static void add_running(struct sibu_text *out, const struct odds_subject *subject, uint32_t group)
{
    const struct odds_running *it = group == SIBU_NONE ? &subject->limits->all : &subject->limits->groups[group];
    if (it->most == 0) {
        sibu_text_add(out, "null");
        return;
    }
    sibu_text_addf(out, "{\"most\":%u", (unsigned)it->most);
    if (it->reckoned) {
        sibu_text_addf(out, ",\"lost_per_year_at_most\":%.9g,\"lost_bits_per_year\":%.9g,\"full_share_at_most\":%.9g}",
                       it->lost, it->lost * bits_of_drill(subject, group), it->full);
    } else {
        sibu_text_add(out, ",\"lost_per_year_at_most\":null,\"lost_bits_per_year\":null,\"full_share_at_most\":null}");
    }
}

static void add_budget(struct sibu_text *out, const struct odds_months *it)
{
    if (it->most == 0) {
        sibu_text_add(out, "null");
        return;
    }
    sibu_text_addf(out,
                   "{\"most\":%u,\"drawn_per_month\":%.9g,\"used_up\":%.9g,\"used_up_likeliest_month\":%.9g,"
                   "\"lost_per_month\":%.9g,\"lost_per_year\":%.9g,\"spent_share\":%.9g,\"bits_per_month\":%.9g}",
                   (unsigned)it->most, it->mean.drawn, it->mean.used_up, it->used_up_most, it->mean.lost,
                   MONTHS_A_YEAR * it->mean.lost, it->mean.free, it->mean.bits);
}

void policy_odds_limits_json(struct sibu_text *out, const struct odds_subject *subject)
{
    sibu_text_add(out, "],\"concurrent\":");
    add_running(out, subject, SIBU_NONE);
    sibu_text_add(out, ",\"budgets\":[");
    for (uint32_t i = 0; i < subject->plan->policy->budget_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        policy_budget_json(out, &subject->plan->policy->budgets[i], &subject->branches[i]);
    }
    sibu_text_add(out, "],\"groups\":[");
    for (uint32_t i = 0; i < subject->plan->policy->group_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"group\":" : "{\"group\":");
        sibu_text_add_json(out, group_id(subject, i));
        sibu_text_add(out, ",\"most_per_month\":");
        add_budget(out, &subject->limits->budgets[i]);
        sibu_text_add(out, ",\"concurrent\":");
        add_running(out, subject, i);
        sibu_text_add(out, "}");
    }
}
