/* What the rules mean, in figures: see outlook.h. Pure.
 *
 * A week stands for all weeks: it is walked in steps of ten minutes or a tick, whichever is longer.
 */
#include "draw/outlook.h"

#include <string.h>

#include "draw/period.h"
#include "draw/period_law.h"
#include "draw/rules_plan.h"

#define SECOND_US INT64_C(1000000)
#define WEEK_S INT64_C(604800)
#define LEAST_STEP_S 600
#define OFFSETS_MAX 64

/* The walk through a week. */
struct walk {
    const struct plan *plan;
    struct outlook *out;
    uint32_t group;
    const uint64_t *used; /* per site: the shifts that its people work, bit by bit */
    double *site_weights; /* per site: of the moments at which it may be drawn, by its share of the draw */
    double *shift_weights; /* per shift: of the moments at which it is on */
    double weight; /* of the week so far */
    double nobody;
};

double outlook_periods_per_half_year(enum policy_period period)
{
    static const double COUNTS[] = {1.0, 2.0, 6.0, 1.0};
    return COUNTS[period];
}

void outlook_clear(struct outlook *outlook)
{
    rules_close(outlook->rules);
    outlook->rules = NULL;
}

static enum sibu_status take_memory(const struct plan *plan, struct sibu_arena *arena, struct outlook *out)
{
    out->laws = sibu_arena_take(arena, out->rules->law_count, sizeof *out->laws);
    out->groups = sibu_arena_take(arena, plan->policy->group_count, sizeof *out->groups);
    out->sites = sibu_arena_take(arena, plan->site_count, sizeof *out->sites);
    out->families = sibu_arena_take(arena, plan->families->count, sizeof *out->families);
    out->shifts = sibu_arena_take(arena, plan->policy->shift_count, sizeof *out->shifts);
    out->shift_people = sibu_arena_take(arena, plan->policy->shift_count, sizeof *out->shift_people);
    int ok = out->laws != NULL && out->groups != NULL && out->sites != NULL && out->families != NULL &&
             out->shifts != NULL && out->shift_people != NULL;
    return ok ? SIBU_OK : SIBU_NO_MEMORY;
}

/* Which shifts the people of each site work, and how many people each shift has in all. */
static uint64_t *list_shifts(const struct plan *plan, struct sibu_arena *arena, struct outlook *out)
{
    uint64_t *used = sibu_arena_take(arena, plan->site_count, sizeof *used);
    for (uint32_t i = 0; used != NULL && i < plan->site_count; i++) {
        for (size_t person = 0; person < plan->sites[i].roster->count; person++) {
            uint32_t shift = plan->sites[i].shifts[person];
            used[i] |= UINT64_C(1) << shift;
            out->shift_people[shift]++;
        }
    }
    return used;
}

/* The shifts that are on at the moment, bit by bit. */
static uint64_t shifts_on(const struct plan *plan, const struct zone *zone, int64_t time_us)
{
    uint64_t on = 0;
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        on |= (uint64_t)(policy_shift_on(plan->policy, zone, i, time_us) != 0) << i;
    }
    return on;
}

/* The shifts of the site's own people that are on at the moment, on the site's own wall clock. */
static uint64_t on_at_site(const struct walk *walk, uint32_t i, int64_t time_us)
{
    return shifts_on(walk->plan, walk->plan->sites[i].zone, time_us) & walk->used[i];
}

/* How likely the site is drawn at this moment beside others of the group; sites with draws of their own: 1 or 0. */
static double share_of_site(const struct walk *walk, uint32_t i, int64_t time_us)
{
    const struct policy_rules *rules = plan_rules(walk->plan, i);
    double weight = rules->together ? rules->grade_weights[walk->plan->sites[i].site->grade - 'A'] : 1.0;
    return on_at_site(walk, i, time_us) != 0 ? weight : 0.0;
}

/* Adds one moment of the week, of weight w, to every site's and shift's share. */
static void add_moment(struct walk *walk, int64_t time_us, double w)
{
    const struct plan *plan = walk->plan;
    const struct policy_group *group = plan->groups[walk->group].policy;
    double whole = 0.0;
    uint64_t on = 0;
    walk->weight += w;
    for (uint32_t i = group->first_site; i < group->first_site + group->site_count; i++) {
        whole += share_of_site(walk, i, time_us);
        on |= on_at_site(walk, i, time_us);
    }
    walk->nobody += whole > 0.0 ? 0.0 : w;
    double divisor = group->rules.together && whole > 0.0 ? whole : 1.0;
    for (uint32_t i = group->first_site; i < group->first_site + group->site_count; i++) {
        walk->site_weights[i] += w * share_of_site(walk, i, time_us) / divisor;
    }
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        walk->shift_weights[i] += (on >> i & 1) != 0 ? w : 0.0;
    }
}

/* The weights of a week from now on, never-times left aside. */
static void walk_week(struct walk *walk, int64_t now_us)
{
    const struct plan *plan = walk->plan;
    const struct plan_group *group = &plan->groups[walk->group];
    struct weights_offset offsets[OFFSETS_MAX];
    int64_t step_s = plan->policy->tick_s > LEAST_STEP_S ? plan->policy->tick_s : LEAST_STEP_S;
    int64_t first = now_us / SECOND_US / step_s;
    size_t count = period_offsets(group->zone, first * step_s, first * step_s + WEEK_S, offsets, OFFSETS_MAX);
    struct weights_def weekly = {.tick_s = step_s,
                                 .segments = group->policy->rules.segments,
                                 .segment_count = group->policy->rules.segment_count,
                                 .offsets = offsets,
                                 .offset_count = count < OFFSETS_MAX ? count : OFFSETS_MAX};
    for (int64_t i = 0; i < WEEK_S / step_s; i++) {
        int64_t weight = weights_sum(&weekly, first + i, 1);
        if (weight > 0) {
            add_moment(walk, (first + i) * step_s * SECOND_US, (double)weight);
        }
    }
}

static double window_hours(const struct policy_rules *rules)
{
    int64_t minutes = 0;
    for (uint32_t i = 0; i < rules->segment_count; i++) {
        minutes += rules->segments[i].to_minute - rules->segments[i].from_minute;
    }
    return (double)minutes / 60.0;
}

/* From sums of weight to what they are shares of. Returns the drills that the group is expected to hold. */
static double finish_week(struct walk *walk)
{
    const struct plan *plan = walk->plan;
    struct outlook *out = walk->out;
    const struct policy_group *group = plan->groups[walk->group].policy;
    double whole = walk->weight > 0.0 ? walk->weight : 1.0;
    double drills = 0.0;
    out->groups[walk->group].nobody_share = walk->nobody / whole;
    out->groups[walk->group].open_hours_per_week = window_hours(&group->rules);
    for (uint32_t i = group->first_site; i < group->first_site + group->site_count; i++) {
        struct outlook_site *site = &out->sites[i];
        uint32_t unit = rules_find_unit(out->rules, plan->sites[i].site->id);
        site->law = out->rules->units[unit].law;
        double mean = out->laws[site->law].periods[0].mean;
        site->drills_per_half_year =
            mean * outlook_periods_per_half_year(group->rules.period) * walk->site_weights[i] / whole;
        drills += site->drills_per_half_year;
    }
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        out->shifts[i] += drills * walk->shift_weights[i] / whole;
        walk->shift_weights[i] = 0.0;
    }
    return drills;
}

/* The weights of all hazards of the site that may be drawn, by area; those of one family, or of all (SIBU_NONE). */
static double hazard_weights(const struct plan *plan, uint32_t index, uint32_t family)
{
    const struct sibu_site *site = plan->sites[index].site;
    double sum = 0.0;
    for (uint32_t i = 0; i < site->zone_count; i++) {
        const struct sibu_zone *zone = &site->zones[i];
        for (uint32_t k = 0; k < zone->hazard_count; k++) {
            const char *id = zone->hazards[k].family;
            int counts = family == SIBU_NONE || strcmp(id, plan->families->items[family].id) == 0;
            double weight = policy_family_weight(plan_rules(plan, index), id) * zone->hazards[k].weight;
            sum += counts ? weight * zone->area_m2 : 0.0;
        }
    }
    return sum;
}

/* A site's drills are shared among the families as their weights are. */
static void share_families(const struct plan *plan, struct outlook *out)
{
    for (uint32_t i = 0; i < plan->site_count; i++) {
        double whole = hazard_weights(plan, i, SIBU_NONE);
        for (uint32_t family = 0; family < plan->families->count; family++) {
            double share = hazard_weights(plan, i, family) / whole;
            out->families[family] += out->sites[i].drills_per_half_year * share;
        }
    }
}

/* How likely no drill starts in the whole period. */
static double none_share(const struct law *law)
{
    double share = 1.0;
    for (uint32_t tick = 0; law != NULL && tick < law_ticks(law); tick++) {
        share *= 1.0 - law_hazard(law, tick, 0);
    }
    return share;
}

static enum sibu_status make_period(const struct outlook *outlook, uint32_t law, const struct zone *zone,
                                    int64_t time_us, struct outlook_period *out, struct sibu_fault *fault)
{
    const struct rules *rules = outlook->rules;
    struct weights_offset offsets[OFFSETS_MAX];
    struct period_law of;
    period_around(rules->laws[law].period, zone, time_us, &out->from_us, &out->to_us);
    int64_t tick_us = rules->tick_s * SECOND_US;
    int64_t from = (out->from_us + tick_us - 1) / tick_us;
    int64_t to = (out->to_us + tick_us - 1) / tick_us;
    size_t count = period_offsets(zone, from * rules->tick_s, to * rules->tick_s, offsets, OFFSETS_MAX);
    struct period_span span = {.from_tick = from,
                               .to_tick = to,
                               .whole_from = from,
                               .offsets = offsets,
                               .offset_count = count < OFFSETS_MAX ? count : OFFSETS_MAX};
    enum sibu_status status = period_law_open(&of, rules, law, &span, fault);
    if (status != SIBU_OK) {
        return status;
    }
    int64_t open = 0;
    for (int64_t i = 0; i < to - from; i++) {
        open += of.weights[i] > 0;
    }
    out->open_hours = (double)open * (double)rules->tick_s / 3600.0;
    out->fits = of.fits;
    out->mean = of.mean;
    out->none_share = none_share(of.law);
    out->crowded =
        of.least < rules->laws[law].least || of.mean < rules->laws[law].mean || of.mean > rules->laws[law].mean;
    period_law_close(&of);
    return SIBU_OK;
}

/* The zone of a law is that of the group that has it. */
static enum sibu_status make_law(const struct plan *plan, uint32_t law, int64_t now_us, struct outlook *out,
                                 struct sibu_fault *fault)
{
    const struct rules_law *it = &out->rules->laws[law];
    struct outlook_law *to = &out->laws[law];
    for (uint32_t i = out->rules->unit_count; i > 0; i--) {
        to->group = out->rules->units[i - 1].law == law ? out->rules->units[i - 1].group : to->group;
    }
    const struct zone *zone = plan->groups[to->group].zone;
    enum sibu_status status = make_period(out, law, zone, now_us, &to->periods[0], fault);
    if (status == SIBU_OK) {
        status = make_period(out, law, zone, to->periods[0].to_us, &to->periods[1], fault);
    }
    double seconds = (double)(to->periods[0].to_us - to->periods[0].from_us) / (double)SECOND_US;
    double closed = to->periods[0].mean * (double)it->gap_ticks * (double)out->rules->tick_s / seconds;
    to->closed_share = closed < 1.0 ? closed : 1.0;
    return status;
}

static enum sibu_status walk_groups(const struct plan *plan, int64_t now_us, struct sibu_arena *arena,
                                    struct outlook *out)
{
    double drills = 0.0;
    struct walk walk = {.plan = plan, .out = out, .used = list_shifts(plan, arena, out)};
    walk.site_weights = sibu_arena_take(arena, plan->site_count, sizeof *walk.site_weights);
    walk.shift_weights = sibu_arena_take(arena, plan->policy->shift_count, sizeof *walk.shift_weights);
    if (walk.used == NULL || walk.site_weights == NULL || walk.shift_weights == NULL) {
        return SIBU_NO_MEMORY;
    }
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        walk.group = i;
        walk.weight = walk.nobody = 0.0;
        walk_week(&walk, now_us);
        drills += finish_week(&walk);
    }
    for (uint32_t i = 0; i < plan->policy->shift_count && drills > 0.0; i++) {
        out->shifts[i] /= drills;
    }
    return SIBU_OK;
}

enum sibu_status outlook_make(const struct plan *plan, int64_t now_us, struct sibu_arena *arena, struct outlook *out,
                              struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    enum sibu_status status = rules_of_plan(&out->rules, plan, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (take_memory(plan, arena, out) != SIBU_OK) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < out->rules->law_count && status == SIBU_OK; i++) {
        status = make_law(plan, i, now_us, out, fault);
    }
    if (status == SIBU_OK && walk_groups(plan, now_us, arena, out) != SIBU_OK) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    if (status == SIBU_OK) {
        share_families(plan, out);
    }
    return status;
}
