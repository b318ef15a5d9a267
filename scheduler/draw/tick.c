/* One tick of the draw: see tick.h for the law and its derivation. Pure. Depends on: policy, zone, date, hash. */
#include "draw/tick.h"

#include <assert.h>
#include <string.h>

#include "draw/date.h"
#include "sibu/hash.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US (INT64_C(86400) * SECOND_US)
#define TWO_TO_64 18446744073709551616.0

const char *draw_gate_letter(enum draw_gate gate)
{
    static const char *const LETTERS[] = {"o", "w", "n", "g", "r", "s"};
    return LETTERS[gate];
}

int64_t draw_tick_index(const struct policy *policy, int64_t time_us)
{
    int64_t tick_us = policy->tick_s * SECOND_US;
    return time_us / tick_us - (time_us % tick_us < 0);
}

int64_t draw_tick_time_us(const struct policy *policy, int64_t index)
{
    return index * policy->tick_s * SECOND_US;
}

void draw_half_year(const struct zone *zone, int64_t time_us, int64_t *from_us, int64_t *to_us)
{
    struct zone_local local;
    zone_local(zone, time_us, &local);
    int32_t month = local.month <= 6 ? 1 : 7;
    struct date from = {local.year, month, 1};
    struct date to = {month == 1 ? local.year : local.year + 1, month == 1 ? 7 : 1, 1};
    *from_us = zone_utc_us(zone, date_days(from), 0);
    *to_us = zone_utc_us(zone, date_days(to), 0);
}

/* Weights in [from_us, to_us) as a double: sums are whole numbers far below 2^53, so nothing is rounded. */
static double weight_sum(const struct draw_rules *rules, int64_t from_us, int64_t to_us)
{
    return (double)policy_weight_sum_milli(rules->policy, rules->zone, from_us, to_us);
}

/* The sum of p_s over the ticks of [from_us, to_us), which lie in the half-year [half_from_us, half_to_us). */
static double expected_in(const struct draw_rules *rules, const int64_t half_us[2], int64_t from_us, int64_t to_us)
{
    double weight = weight_sum(rules, from_us, to_us);
    return weight > 0.0 ? rules->policy->mean_per_half_year * weight / weight_sum(rules, half_us[0], half_us[1]) : 0.0;
}

/* The sum of p_s over the ticks whose gap would close the tick at time_us; they lie in two half-years at most. */
static double expected_in_gap(const struct draw_rules *rules, const struct draw_state *state, const int64_t half_us[2],
                              int64_t time_us)
{
    int64_t from_us = time_us - rules->policy->gap_days * DAY_US + 1; /* the start a whole gap ago closes it no more */
    if (from_us < state->installed_us) {
        from_us = state->installed_us;
    }
    if (from_us >= half_us[0]) {
        return expected_in(rules, half_us, from_us, time_us);
    }
    int64_t before_us[2];
    draw_half_year(rules->zone, half_us[0] - 1, &before_us[0], &before_us[1]);
    return expected_in(rules, before_us, from_us, half_us[0]) + expected_in(rules, half_us, half_us[0], time_us);
}

/* The law's hazard of an open tick. */
static double law(const struct draw_rules *rules, const struct draw_state *state, int64_t time_us, double weight)
{
    int64_t half_us[2];
    draw_half_year(rules->zone, time_us, &half_us[0], &half_us[1]);
    double p = rules->policy->mean_per_half_year * weight / weight_sum(rules, half_us[0], half_us[1]);
    double free = 1.0 - expected_in_gap(rules, state, half_us, time_us);
    return p < free ? p / free : 1.0;
}

static int in_gap(const struct draw_rules *rules, const struct draw_state *state, int64_t time_us)
{
    if (state->last_start_us == 0) {
        return 0;
    }
    int64_t started = draw_tick_index(rules->policy, state->last_start_us); /* T0 may lie a little behind its tick */
    return time_us < draw_tick_time_us(rules->policy, started) + rules->policy->gap_days * DAY_US;
}

static enum draw_gate find_gate(const struct draw_rules *rules, const struct draw_state *state, int64_t time_us,
                                int64_t weight_milli)
{
    if (state->drill_running) {
        return DRAW_GATE_RUNNING;
    }
    if (weight_milli == 0) {
        return policy_is_never(rules->policy, rules->zone, time_us) ? DRAW_GATE_NEVER : DRAW_GATE_WINDOW;
    }
    if (state->surprise_until_us > time_us) {
        return DRAW_GATE_SURPRISE;
    }
    return in_gap(rules, state, time_us) ? DRAW_GATE_GAP : DRAW_GATE_OPEN;
}

double draw_hazard(const struct draw_rules *rules, const struct draw_state *state, int64_t index, enum draw_gate *gate)
{
    int64_t time_us = draw_tick_time_us(rules->policy, index);
    int64_t weight_milli = policy_weight_milli(rules->policy, rules->zone, time_us);
    *gate = find_gate(rules, state, time_us, weight_milli);
    if (*gate == DRAW_GATE_SURPRISE) {
        return (double)weight_milli / weight_sum(rules, time_us, state->surprise_until_us);
    }
    return *gate == DRAW_GATE_OPEN ? law(rules, state, time_us, (double)weight_milli) : 0.0;
}

uint64_t draw_threshold(double hazard)
{
    assert(hazard >= 0.0);
    return hazard >= 1.0 ? DRAW_ALWAYS : (uint64_t)(hazard * TWO_TO_64);
}

int draw_fires(uint64_t u, uint64_t threshold)
{
    return threshold == DRAW_ALWAYS || u < threshold;
}

void draw_root(const struct draw_installation *who, int64_t index, const uint8_t r[32], uint8_t R[32])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu tick v1");
    sibu_hash_field(&hash, who->id, sizeof who->id);
    sibu_hash_integer(&hash, who->epoch);
    sibu_hash_integer(&hash, (uint64_t)index);
    sibu_hash_field(&hash, "", 0); /* the local mode has no chain of links */
    sibu_hash_field(&hash, r, 32);
    sibu_hash_done(&hash, R);
}

uint64_t draw_u(const uint8_t R[32])
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    uint64_t u = 0;
    sibu_hash_init_keyed(&hash, "sibu fire v1", R);
    sibu_hash_text(&hash, ""); /* one draw for all sites of the policy */
    sibu_hash_done(&hash, bytes);
    for (size_t i = 0; i < 8; i++) {
        u = u << 8 | bytes[i];
    }
    return u;
}

void draw_tick(const struct draw_rules *rules, const struct draw_state *state, int64_t index, const uint8_t r[32],
               struct draw_tick *out)
{
    out->index = index;
    out->time_us = draw_tick_time_us(rules->policy, index);
    out->threshold = draw_threshold(draw_hazard(rules, state, index, &out->gate));
    memcpy(out->r, r, sizeof out->r);
    draw_root(&rules->who, index, r, out->R);
    out->u = draw_u(out->R);
    out->start = draw_fires(out->u, out->threshold);
}

int draw_surprise_fits(const struct draw_rules *rules, int64_t now_us, int64_t until_us)
{
    return policy_weight_sum_milli(rules->policy, rules->zone, now_us, until_us) > 0;
}
