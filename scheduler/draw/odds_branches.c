/* The figures of budgets of branches: see odds_branches.h. */
#include "draw/odds_branches.h"

#include <string.h>

#include "draw/period.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US (ODDS_TICK_S * SECOND_US)
#define FIRST_HOURS 24

/* The laws by which a branch is drawn for, and the time that their periods under way have in common. */
struct branch {
    const struct plan *plan;
    const struct outlook *outlook;
    const struct policy_budget *budget;
    const struct zone *zone;
    struct odds_budget_law laws[ODDS_BUDGET_LAWS];
    struct occupancy occupancies[ODDS_BUDGET_LAWS];
    int64_t begins_us[ODDS_BUDGET_LAWS]; /* of their periods */
    size_t count;
    int64_t from_us, to_us;
};

/* Whether the unit is drawn for in the branch: a site of it, or a group that lies in it. */
static int is_drawn(const struct branch *branch, uint32_t unit)
{
    const struct rules *rules = branch->outlook->rules;
    const struct rules_unit *it = &rules->units[unit];
    uint32_t site = branch->plan->policy->groups[it->group].first_site;
    if (it->id[0] != '*') {
        site = unit - it->group - 1; /* as rules_plan.c lays them */
    }
    return it->draws && plan_budget_holds(branch->plan, branch->budget, site);
}

static uint32_t count_units(const struct branch *branch, uint32_t law)
{
    const struct rules *rules = branch->outlook->rules;
    uint32_t count = 0;
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        count += rules->units[i].law == law && is_drawn(branch, i);
    }
    return count;
}

/* SIBU_NO: nothing can be drawn by this law in its period. */
static enum sibu_status add_law(struct branch *branch, uint32_t law, uint32_t sites, struct sibu_fault *fault)
{
    struct odds_hours hours;
    struct law *open = NULL;
    struct occupancy *to = &branch->occupancies[branch->count];
    const struct outlook_period *period = &branch->outlook->laws[law].periods[0];
    enum sibu_status status = odds_hours_open(&hours, branch->plan, branch->outlook, law, fault);
    struct law_def def = hours.def;
    if (status == SIBU_OK) {
        odds_hours_fit(&def);
        status = def.most > 0 ? law_open(&open, &def, fault) : SIBU_NO;
    }
    if (status == SIBU_OK) {
        branch->laws[branch->count] = (struct odds_budget_law){to, sites, 0};
        branch->begins_us[branch->count++] = period->from_us;
        branch->from_us = period->from_us > branch->from_us ? period->from_us : branch->from_us;
        branch->to_us = period->to_us < branch->to_us ? period->to_us : branch->to_us;
        status = occupancy_open_law(to, open, fault);
    }
    law_close(open);
    odds_hours_close(&hours);
    return status;
}

/* SIBU_LIMIT: there are too many. */
static enum sibu_status add_laws(struct branch *branch, struct odds_branch *out, struct sibu_fault *fault)
{
    const struct rules *rules = branch->outlook->rules;
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < rules->law_count && status == SIBU_OK; i++) {
        uint32_t sites = count_units(branch, i);
        out->sites += sites;
        if (sites > 0) {
            branch->zone = branch->plan->groups[branch->outlook->laws[i].group].zone;
            status = branch->count < ODDS_BUDGET_LAWS ? add_law(branch, i, sites, fault) : SIBU_LIMIT;
            status = status == SIBU_NO ? SIBU_OK : status;
        }
    }
    return status;
}

static enum policy_period span_kind(uint32_t months)
{
    return months == 1 ? POLICY_MONTH : months == 3 ? POLICY_QUARTER : POLICY_HALF_YEAR;
}

/* What the sites' own rules ask for, where their periods are as long as a span. */
static uint32_t sum_leasts(const struct branch *branch)
{
    const struct rules *rules = branch->outlook->rules;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        const struct rules_law *law = &rules->laws[rules->units[i].law];
        sum += law->period == span_kind(branch->budget->months) && is_drawn(branch, i) ? law->least : 0;
    }
    return sum;
}

static void add_span(struct odds_branch *to, const struct odds_budget *span, const struct odds_edges *edges)
{
    to->mean.drawn += edges->drawn;
    to->mean.used_up += span->used_up;
    to->mean.lost += span->lost;
    to->mean.free += span->free;
    to->mean.bits += span->bits;
    to->short_of += edges->short_of;
    to->first_day += edges->beginning;
    to->used_up_most = span->used_up > to->used_up_most ? span->used_up : to->used_up_most;
    to->spans++;
}

static void divide(struct odds_branch *to)
{
    to->mean.drawn /= to->spans;
    to->mean.used_up /= to->spans;
    to->mean.lost /= to->spans;
    to->mean.free /= to->spans;
    to->mean.bits /= to->spans;
    to->short_of /= to->spans;
    to->first_day /= to->spans;
}

/* Hours from the moment that spans are counted from: the earliest beginning of a period. */
static uint32_t hour_of(int64_t zero_us, int64_t time_us)
{
    return (uint32_t)((time_us - zero_us + HOUR_US - 1) / HOUR_US);
}

static enum sibu_status reckon_span(const struct branch *branch, const uint32_t hours[2], struct odds_branch *out,
                                    struct sibu_fault *fault)
{
    const struct policy_budget *budget = branch->budget;
    struct odds_budget span = {0};
    struct odds_edges edges;
    enum sibu_status status = odds_budget_edges(branch->laws, branch->count, hours,
                                                (const uint32_t[]){budget->least, FIRST_HOURS}, &edges, fault);
    if (status == SIBU_OK && budget->most > 0) {
        status = odds_budget_of_month(branch->laws, branch->count, hours, budget->most, &span, fault);
    }
    if (status == SIBU_OK) {
        add_span(out, &span, &edges);
    }
    return status;
}

static enum sibu_status reckon_spans(struct branch *branch, struct odds_branch *out, struct sibu_fault *fault)
{
    int64_t zero_us = INT64_MAX;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < branch->count; i++) {
        zero_us = branch->begins_us[i] < zero_us ? branch->begins_us[i] : zero_us;
    }
    for (size_t i = 0; i < branch->count; i++) {
        branch->laws[i].begin = hour_of(zero_us, branch->begins_us[i]);
    }
    for (int64_t at_us = branch->from_us; at_us < branch->to_us && status == SIBU_OK;) {
        int64_t from_us, to_us;
        period_around(span_kind(branch->budget->months), branch->zone, at_us, &from_us, &to_us);
        const uint32_t hours[2] = {hour_of(zero_us, from_us), hour_of(zero_us, to_us)};
        status = reckon_span(branch, hours, out, fault);
        at_us = to_us;
    }
    if (status == SIBU_OK && out->spans > 0) {
        divide(out);
        out->reckoned = 1;
    }
    return status;
}

enum sibu_status odds_of_branch(const struct plan *plan, const struct outlook *outlook,
                                const struct policy_budget *budget, struct odds_branch *out, struct sibu_fault *fault)
{
    struct branch branch = {
        .plan = plan, .outlook = outlook, .budget = budget, .from_us = INT64_MIN, .to_us = INT64_MAX};
    memset(out, 0, sizeof *out);
    enum sibu_status status = add_laws(&branch, out, fault);
    if (status == SIBU_OK && branch.count > 0) {
        out->leasts = sum_leasts(&branch);
        status = reckon_spans(&branch, out, fault);
    }
    for (size_t i = 0; i < branch.count; i++) {
        occupancy_close(&branch.occupancies[i]);
    }
    return status == SIBU_LIMIT ? SIBU_OK : status;
}
