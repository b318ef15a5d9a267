/* What the rules mean, in figures: see outlook.h. Pure.
 *
 * A week stands for all weeks: it is walked in steps of ten minutes or a tick, whichever is longer.
 */
#include "draw/outlook.h"

#include <string.h>

#include "draw/tick.h"
#include "sibu/random.h"

#define SECOND_US INT64_C(1000000)
#define WEEK_US (INT64_C(604800) * SECOND_US)
#define LEAST_STEP_S 600
#define HALF_YEAR_DAYS 182.62125

/* The walk through a week. */
struct walk {
    const struct plan *plan;
    const struct policy *weekly; /* the policy without never-times */
    struct outlook *out;
    const uint64_t *used; /* per site: the shifts that its people work, bit by bit */
    double weight; /* of the week so far */
};

static enum sibu_status take_memory(const struct plan *plan, struct sibu_arena *arena, struct outlook *out)
{
    out->sites = sibu_arena_take(arena, plan->site_count, sizeof *out->sites);
    out->families = sibu_arena_take(arena, plan->families->count, sizeof *out->families);
    out->shifts = sibu_arena_take(arena, plan->policy->shift_count, sizeof *out->shifts);
    out->shift_people = sibu_arena_take(arena, plan->policy->shift_count, sizeof *out->shift_people);
    int ok = out->sites != NULL && out->families != NULL && out->shifts != NULL && out->shift_people != NULL;
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

/* The grade weight of the site if anybody is on shift there, else 0. */
static double weight_of_site(const struct walk *walk, uint32_t i, int64_t time_us)
{
    char grade = walk->plan->sites[i].site->grade;
    return on_at_site(walk, i, time_us) != 0 ? walk->plan->policy->grade_weights[grade - 'A'] : 0.0;
}

/* Adds one moment of the week, of weight w, to every site's and shift's share. */
static void add_moment(struct walk *walk, int64_t time_us, double w)
{
    const struct plan *plan = walk->plan;
    uint64_t on = 0;
    double whole = 0.0;
    walk->weight += w;
    for (uint32_t i = 0; i < plan->site_count; i++) {
        on |= on_at_site(walk, i, time_us);
        whole += weight_of_site(walk, i, time_us);
    }
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        walk->out->shifts[i] += (on >> i & 1) != 0 ? w : 0.0;
    }
    if (whole <= 0.0) {
        walk->out->nobody_share += w;
        return;
    }
    for (uint32_t i = 0; i < plan->site_count; i++) {
        walk->out->sites[i].drills_per_half_year += w * weight_of_site(walk, i, time_us) / whole;
    }
}

static void walk_week(struct walk *walk, int64_t from_us)
{
    const struct plan *plan = walk->plan;
    int64_t step_us = (plan->policy->tick_s > LEAST_STEP_S ? plan->policy->tick_s : LEAST_STEP_S) * SECOND_US;
    for (int64_t at_us = from_us / step_us * step_us; at_us < from_us + WEEK_US; at_us += step_us) {
        int64_t weight = policy_weight_milli(walk->weekly, plan->zone, at_us);
        if (weight > 0) {
            add_moment(walk, at_us, (double)weight);
        }
    }
}

/* From sums of weight to what they are shares of. */
static void finish_week(struct walk *walk)
{
    const struct plan *plan = walk->plan;
    struct outlook *out = walk->out;
    double whole = walk->weight > 0.0 ? walk->weight : 1.0;
    out->nobody_share /= whole;
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        out->shifts[i] /= whole;
    }
    for (uint32_t i = 0; i < plan->site_count; i++) {
        struct outlook_site *site = &out->sites[i];
        site->drills_per_half_year *= plan->policy->mean_per_half_year / whole;
        site->none_share = sibu_exp(-site->drills_per_half_year);
    }
}

/* The weights of all hazards of the site that may be drawn, by area; those of one family, or of all (SIBU_NONE). */
static double hazard_weights(const struct plan *plan, const struct sibu_site *site, uint32_t family)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < site->zone_count; i++) {
        const struct sibu_zone *zone = &site->zones[i];
        for (uint32_t k = 0; k < zone->hazard_count; k++) {
            const char *id = zone->hazards[k].family;
            int counts = family == SIBU_NONE || strcmp(id, plan->families->items[family].id) == 0;
            sum += counts && policy_allows_family(plan->policy, id) ? zone->hazards[k].weight * zone->area_m2 : 0.0;
        }
    }
    return sum;
}

/* A site's drills are shared among the families as their weights are. */
static void share_families(const struct plan *plan, struct outlook *out)
{
    for (uint32_t i = 0; i < plan->site_count; i++) {
        const struct sibu_site *site = plan->sites[i].site;
        double whole = hazard_weights(plan, site, SIBU_NONE);
        for (uint32_t family = 0; family < plan->families->count; family++) {
            double share = hazard_weights(plan, site, family) / whole;
            out->families[family] += out->sites[i].drills_per_half_year * share;
        }
    }
}

static double window_hours(const struct policy *policy)
{
    int64_t minutes = 0;
    for (uint32_t i = 0; i < policy->segment_count; i++) {
        minutes += policy->segments[i].to_minute - policy->segments[i].from_minute;
    }
    return (double)minutes / 60.0;
}

/* Looks at the half-year every ten minutes, and at the hazard of every sixth open moment: it changes slowly. */
static void make_half(const struct plan *plan, int64_t time_us, struct outlook_half *out)
{
    struct draw_rules rules = {plan->policy, plan->zone, {{0}, 1}};
    struct draw_state free = {0};
    int64_t open = 0;
    draw_half_year(plan->zone, time_us, &out->from_us, &out->to_us);
    out->crowded = 0;
    for (int64_t at_us = out->from_us; at_us < out->to_us; at_us += LEAST_STEP_S * SECOND_US) {
        int64_t index = draw_tick_index(plan->policy, at_us);
        enum draw_gate gate;
        if (policy_weight_milli(plan->policy, plan->zone, at_us) == 0) {
            continue;
        }
        if (open++ % 6 == 0 && draw_hazard(&rules, &free, index, &gate) >= 1.0) {
            out->crowded = 1;
        }
    }
    out->open_hours = (double)open * LEAST_STEP_S / 3600.0;
}

enum sibu_status outlook_make(const struct plan *plan, int64_t now_us, struct sibu_arena *arena, struct outlook *out,
                              struct sibu_fault *fault)
{
    struct policy weekly = *plan->policy;
    memset(out, 0, sizeof *out);
    weekly.never_merged_count = 0;
    enum sibu_status status = take_memory(plan, arena, out);
    struct walk walk = {.plan = plan, .weekly = &weekly, .out = out};
    if (status == SIBU_OK) {
        walk.used = list_shifts(plan, arena, out);
    }
    if (status != SIBU_OK || walk.used == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    walk_week(&walk, now_us);
    finish_week(&walk);
    share_families(plan, out);
    out->open_hours_per_week = window_hours(plan->policy);
    out->closed_share = plan->policy->mean_per_half_year * plan->policy->gap_days / HALF_YEAR_DAYS;
    make_half(plan, now_us, &out->halves[0]);
    make_half(plan, out->halves[0].to_us, &out->halves[1]);
    return SIBU_OK;
}
