/* The costs of the shared limits of a plan: see odds_limits.h. */
#include "draw/odds_limits.h"

#include <string.h>

#include "draw/period.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US (ODDS_TICK_S * SECOND_US)
#define YEAR_S (365.25 * 86400.0)
#define STARTS_MAX ((size_t)1 << 25) /* chances of all laws together: 256 MB */

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* How many units are drawn for by this law; in this group, or in all (SIBU_NONE). */
static uint32_t count_units(const struct rules *rules, uint32_t law, uint32_t group)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        const struct rules_unit *unit = &rules->units[i];
        count += unit->draws && unit->law == law && (group == SIBU_NONE || unit->group == group);
    }
    return count;
}

/* The laws of a group, and its months. */
struct budget {
    const struct plan *plan;
    const struct outlook *outlook;
    struct odds_budget_law laws[ODDS_BUDGET_LAWS];
    struct occupancy occupancies[ODDS_BUDGET_LAWS];
    size_t count;
    uint32_t law; /* one of them: all have the same periods */
};

/* SIBU_NO: nothing can be drawn in this period. */
static enum sibu_status add_law(struct budget *budget, uint32_t law, uint32_t sites, struct sibu_fault *fault)
{
    struct odds_hours hours;
    struct law *open = NULL;
    struct occupancy *to = &budget->occupancies[budget->count];
    enum sibu_status status = odds_hours_open(&hours, budget->plan, budget->outlook, law, fault);
    struct law_def def = hours.def;
    if (status == SIBU_OK) {
        odds_hours_fit(&def);
        status = def.most > 0 ? law_open(&open, &def, fault) : SIBU_NO;
    }
    if (status == SIBU_OK) {
        budget->laws[budget->count] = (struct odds_budget_law){to, sites, 0};
        budget->law = law;
        budget->count++;
        status = occupancy_open_law(to, open, fault);
    }
    law_close(open);
    odds_hours_close(&hours);
    return status;
}

static enum sibu_status add_laws(struct budget *budget, uint32_t group, struct sibu_fault *fault)
{
    const struct rules *rules = budget->outlook->rules;
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < rules->law_count && status == SIBU_OK && budget->count < ODDS_BUDGET_LAWS; i++) {
        uint32_t sites = count_units(rules, i, group);
        status = sites > 0 ? add_law(budget, i, sites, fault) : SIBU_OK;
    }
    return status;
}

static void add_month(struct odds_months *to, const struct odds_budget *month)
{
    to->mean.drawn += month->drawn;
    to->mean.used_up += month->used_up;
    to->mean.lost += month->lost;
    to->mean.free += month->free;
    to->mean.bits += month->bits;
    to->used_up_most = month->used_up > to->used_up_most ? month->used_up : to->used_up_most;
    to->count++;
}

static void divide(struct odds_months *to)
{
    to->mean.drawn /= to->count;
    to->mean.used_up /= to->count;
    to->mean.lost /= to->count;
    to->mean.free /= to->count;
    to->mean.bits /= to->count;
}

/* The first hour of the period at or after the moment. */
static uint32_t hour_of(const struct budget *budget, const struct period_span *span, int64_t time_us)
{
    int64_t first_us = span->from_tick * budget->outlook->rules->tick_s * SECOND_US;
    int64_t hour = time_us > first_us ? (time_us - first_us + HOUR_US - 1) / HOUR_US : 0;
    uint32_t all = budget->occupancies[0].ticks;
    return hour < all ? (uint32_t)hour : all;
}

static enum sibu_status reckon_months(const struct budget *budget, uint32_t group, struct odds_months *out,
                                      struct sibu_fault *fault)
{
    struct weights_offset offsets[ODDS_OFFSETS_MAX];
    const struct outlook_period *period = &budget->outlook->laws[budget->law].periods[0];
    struct period_span span = odds_hours_span(budget->plan, budget->outlook, budget->law, offsets);
    for (int64_t at_us = period->from_us; at_us < period->to_us;) {
        int64_t from_us, to_us;
        struct odds_budget month;
        period_around(POLICY_MONTH, budget->plan->groups[group].zone, at_us, &from_us, &to_us);
        const uint32_t hours[2] = {hour_of(budget, &span, from_us), hour_of(budget, &span, to_us)};
        enum sibu_status status = odds_budget_of_month(budget->laws, budget->count, hours, out->most, &month, fault);
        if (status != SIBU_OK) {
            return status;
        }
        add_month(out, &month);
        at_us = to_us;
    }
    divide(out);
    return SIBU_OK;
}

enum sibu_status odds_limits_budget(const struct plan *plan, const struct outlook *outlook, uint32_t group,
                                    struct odds_months *out, struct sibu_fault *fault)
{
    struct budget budget = {.plan = plan, .outlook = outlook};
    memset(out, 0, sizeof *out);
    if (outlook->rules->groups[group].most_per_month == 0) {
        return SIBU_OK;
    }
    enum sibu_status status = add_laws(&budget, group, fault);
    if (status == SIBU_OK) {
        out->most = outlook->rules->groups[group].most_per_month;
        status = reckon_months(&budget, group, out, fault);
    }
    for (size_t i = 0; i < budget.count; i++) {
        occupancy_close(&budget.occupancies[i]);
    }
    return status == SIBU_NO ? SIBU_OK : status;
}

/* The chance of a start at each tick of the rules, for one site of each law. */
struct starts {
    double *p; /* [ticks]; NULL: nothing can be drawn */
    int64_t from_tick;
    size_t ticks;
};

static enum sibu_status open_starts(struct starts *out, const struct plan *plan, const struct outlook *outlook,
                                    uint32_t law, struct sibu_fault *fault)
{
    struct weights_offset offsets[ODDS_OFFSETS_MAX];
    struct period_span span = odds_hours_span(plan, outlook, law, offsets);
    struct period_law of;
    struct occupancy occupancy = {0};
    enum sibu_status status = period_law_open(&of, outlook->rules, law, &span, fault);
    if (status != SIBU_OK) {
        return status;
    }
    *out = (struct starts){NULL, span.from_tick, (size_t)(span.to_tick - span.from_tick)};
    if (of.law != NULL) {
        status = occupancy_open_law(&occupancy, of.law, fault);
    }
    if (status == SIBU_OK && of.law != NULL) {
        out->p = occupancy.p;
        occupancy.p = NULL;
    }
    occupancy_close(&occupancy);
    period_law_close(&of);
    return status;
}

/* The ticks that the laws of the group's units have in common, or of all units (SIBU_NONE); from >= to: none. */
static void common_ticks(const struct rules *rules, uint32_t group, const struct starts *starts, int64_t span[2])
{
    span[0] = INT64_MIN;
    span[1] = INT64_MAX;
    for (uint32_t i = 0; i < rules->law_count; i++) {
        if (starts[i].p != NULL && count_units(rules, i, group) > 0) {
            int64_t to = starts[i].from_tick + (int64_t)starts[i].ticks;
            span[0] = starts[i].from_tick > span[0] ? starts[i].from_tick : span[0];
            span[1] = to < span[1] ? to : span[1];
        }
    }
}

/* One limit: of a group, or of all (SIBU_NONE). */
static enum sibu_status reckon_running(const struct plan *plan, const struct rules *rules, uint32_t group,
                                       const struct starts *starts, struct odds_running *out, struct sibu_fault *fault)
{
    int64_t span[2];
    struct odds_concurrent_law *laws = sibu_array_new(rules->law_count, sizeof *laws);
    struct odds_concurrent_def def = {.laws = laws, .most = out->most};
    struct odds_concurrent cost;
    enum sibu_status status = laws != NULL ? SIBU_OK : no_memory(fault);
    common_ticks(rules, group, starts, span);
    for (uint32_t i = 0; i < rules->law_count && status == SIBU_OK && span[0] < span[1]; i++) {
        uint32_t sites = count_units(rules, i, group);
        if (starts[i].p != NULL && sites > 0) {
            laws[def.count++] = (struct odds_concurrent_law){starts[i].p + (span[0] - starts[i].from_tick), sites};
        }
    }
    if (def.count > 0) {
        def.ticks = (size_t)(span[1] - span[0]);
        def.length = (size_t)((plan->policy->limit_s + rules->tick_s - 1) / rules->tick_s);
        status = odds_concurrent_reckon(&def, &cost, fault);
    }
    if (def.count > 0 && status == SIBU_OK) {
        out->lost = cost.lost * YEAR_S / ((double)def.ticks * (double)rules->tick_s);
        out->full = cost.full;
        out->reckoned = 1;
    }
    sibu_array_free(laws);
    return status;
}

/* Whether more units are drawn for than may run at one time. */
static int can_bind(const struct rules *rules, uint32_t group, uint32_t most)
{
    uint32_t units = 0;
    for (uint32_t i = 0; i < rules->law_count; i++) {
        units += count_units(rules, i, group);
    }
    return most > 0 && units > most;
}

/* The starts of all laws by which units are drawn; too many: none. */
static enum sibu_status open_all_starts(const struct plan *plan, const struct outlook *outlook, struct starts *starts,
                                        int *enough, struct sibu_fault *fault)
{
    const struct rules *rules = outlook->rules;
    enum sibu_status status = SIBU_OK;
    size_t sum = 0;
    for (uint32_t i = 0; i < rules->law_count && status == SIBU_OK; i++) {
        if (count_units(rules, i, SIBU_NONE) > 0) {
            status = sum < STARTS_MAX ? open_starts(&starts[i], plan, outlook, i, fault) : SIBU_LIMIT;
            sum += starts[i].ticks;
        }
    }
    *enough = status != SIBU_LIMIT;
    return status == SIBU_LIMIT ? SIBU_OK : status;
}

/* The limits that can bind at all; the others cost nothing. */
static enum sibu_status reckon_limits(const struct plan *plan, const struct outlook *outlook, struct starts *starts,
                                      struct odds_limits *out, struct sibu_fault *fault)
{
    const struct rules *rules = outlook->rules;
    enum sibu_status status = SIBU_OK;
    int opened = 0;
    int enough = 0;
    for (uint32_t i = 0; i <= rules->group_count && status == SIBU_OK; i++) {
        uint32_t group = i < rules->group_count ? i : SIBU_NONE;
        struct odds_running *to = i < rules->group_count ? &out->groups[i] : &out->all;
        to->most = i < rules->group_count ? rules->groups[i].concurrent : rules->concurrent;
        to->binds = can_bind(rules, group, to->most);
        to->reckoned = !to->binds;
        if (to->binds && !opened) {
            status = open_all_starts(plan, outlook, starts, &enough, fault);
            opened = 1;
        }
        if (to->binds && status == SIBU_OK && enough) {
            status = reckon_running(plan, rules, group, starts, to, fault);
        }
    }
    return status;
}

enum sibu_status odds_limits_make(const struct plan *plan, const struct outlook *outlook, struct sibu_arena *arena,
                                  struct odds_limits *out, struct sibu_fault *fault)
{
    const struct rules *rules = outlook->rules;
    memset(out, 0, sizeof *out);
    out->budgets = sibu_arena_take(arena, rules->group_count, sizeof *out->budgets);
    out->groups = sibu_arena_take(arena, rules->group_count, sizeof *out->groups);
    struct starts *starts = sibu_arena_take(arena, rules->law_count, sizeof *starts);
    if (out->budgets == NULL || out->groups == NULL || starts == NULL) {
        return no_memory(fault);
    }
    enum sibu_status status = reckon_limits(plan, outlook, starts, out, fault);
    for (uint32_t i = 0; i < rules->law_count; i++) {
        sibu_array_free(starts[i].p);
    }
    for (uint32_t i = 0; i < rules->group_count && status == SIBU_OK; i++) {
        status = odds_limits_budget(plan, outlook, i, &out->budgets[i], fault);
    }
    return status;
}
