/* How predictable a plan's laws are: see odds_plan.h. */
#include "draw/odds_plan.h"

#include <string.h>

#include "draw/period.h"
#include "draw/period_law.h"

#define SECOND_US INT64_C(1000000)
#define HOURS_A_DAY 24
#define SURPRISE_HOURS 8
#define PREPARED 1 /* index of 5 % */

const double ODDS_SHARE[ODDS_SHARES] = {0.02, 0.05, 0.1, 0.2};
const double ODDS_CHANCE[ODDS_CHANCES] = {0.05, 0.2, 0.5};

/* A law on hours, with all that it can be varied by. */
struct hourly {
    struct law_def def;
    int64_t *weights; /* of the hours, summed over the rules' ticks */
    int64_t *open; /* the same, never-times left aside */
    int64_t *level; /* the same: every hour alike */
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static void close_hourly(struct hourly *hourly)
{
    sibu_array_free(hourly->weights);
    sibu_array_free(hourly->open);
    sibu_array_free(hourly->level);
}

/* The weights of hours from those of ticks; an hour that the period's ends cut is what is left of it. */
static void sum_hours(const int64_t *ticks, size_t count, size_t per_hour, int64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i / per_hour] += ticks[i];
    }
}

static enum sibu_status fill_hourly(struct hourly *out, const struct rules *rules, uint32_t law,
                                    const struct period_span *span, struct sibu_fault *fault)
{
    const struct rules_law *it = &rules->laws[law];
    size_t ticks = (size_t)(span->to_tick - span->from_tick);
    size_t per_hour = (size_t)(ODDS_TICK_S / rules->tick_s);
    size_t hours = (ticks + per_hour - 1) / per_hour;
    int64_t *fine = sibu_array_new(ticks, sizeof *fine);
    struct weights_def with = rules_weights(rules, law, span->offsets, span->offset_count);
    struct weights_def without = with;
    without.never_count = without.closed_count = 0;
    out->weights = sibu_array_new(hours, sizeof *out->weights);
    out->open = sibu_array_new(hours, sizeof *out->open);
    out->level = sibu_array_new(hours, sizeof *out->level);
    if (fine == NULL || out->weights == NULL || out->open == NULL || out->level == NULL) {
        sibu_array_free(fine);
        return no_memory(fault);
    }
    weights_fill(&with, span->from_tick, ticks, fine);
    sum_hours(fine, ticks, per_hour, out->weights);
    weights_fill(&without, span->from_tick, ticks, fine);
    sum_hours(fine, ticks, per_hour, out->open);
    for (size_t i = 0; i < hours; i++) {
        out->level[i] = 1000;
    }
    sibu_array_free(fine);
    int64_t gap = (it->gap_ticks + (int64_t)per_hour - 1) / (int64_t)per_hour;
    out->def = (struct law_def){.kind = it->kind,
                                .weights_milli = out->weights,
                                .ticks = (uint32_t)hours,
                                .gap_ticks = (uint32_t)(gap < (int64_t)hours ? gap : (int64_t)hours),
                                .least = it->least,
                                .most = it->most,
                                .mean = it->mean};
    return SIBU_OK;
}

/* The period of the outlook as a span of the rules' ticks; `offsets` has room for 64. */
static struct period_span span_of(const struct plan *plan, const struct outlook *outlook, uint32_t law,
                                  struct weights_offset offsets[64])
{
    const struct outlook_law *it = &outlook->laws[law];
    int64_t tick_us = outlook->rules->tick_s * SECOND_US;
    int64_t from = (it->periods[0].from_us + tick_us - 1) / tick_us;
    int64_t to = (it->periods[0].to_us + tick_us - 1) / tick_us;
    size_t count = period_offsets(plan->groups[it->group].zone, from * outlook->rules->tick_s,
                                  to * outlook->rules->tick_s, offsets, 64);
    return (struct period_span){.from_tick = from,
                                .to_tick = to,
                                .whole_from = from,
                                .offsets = offsets,
                                .offset_count = count < 64 ? count : 64};
}

/* No more than fits, as the draw itself does it. */
static void fit(struct law_def *def)
{
    uint32_t fits = law_most_that_fit(def->weights_milli, def->ticks, def->gap_ticks);
    def->least = def->least < fits ? def->least : fits;
    def->most = def->most < fits ? def->most : fits;
    if (def->least == def->most) {
        def->mean = def->least;
    } else if (!(def->mean > def->least && def->mean < def->most)) {
        def->mean = ((double)def->least + (double)def->most) / 2.0;
    }
}

/* Bits of the period, and what is caught by who is prepared 5 % of the time. False where nothing can be drawn so. */
static int measure(struct law_def def, double *bits, double *caught)
{
    struct law *law = NULL;
    struct occupancy occupancy = {0};
    struct odds_curve curve = {0};
    struct sibu_fault ignored;
    fit(&def);
    int ok = def.most > 0 && law_open(&law, &def, &ignored) == SIBU_OK &&
             occupancy_open_law(&occupancy, law, &ignored) == SIBU_OK &&
             odds_curve_open_period(&curve, &occupancy, &ignored) == SIBU_OK;
    if (ok) {
        *bits = occupancy.bits;
        *caught = odds_caught(&curve, ODDS_SHARE[PREPARED]);
    }
    odds_curve_close(&curve);
    occupancy_close(&occupancy);
    law_close(law);
    return ok;
}

static int same_weights(const int64_t *a, const int64_t *b, uint32_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* The definition without one of its rules; false where the rule is not there. */
static int vary(const struct hourly *hourly, enum odds_without without, struct law_def *out)
{
    *out = hourly->def;
    switch (without) {
    case ODDS_NO_GAP:
        out->gap_ticks = 1;
        return hourly->def.gap_ticks > 1;
    case ODDS_NO_LEAST:
        out->least = 0;
        return hourly->def.least > 0;
    case ODDS_NO_MOST:
        out->most = LAW_MOST_MAX;
        return hourly->def.most < LAW_MOST_MAX;
    case ODDS_NO_WINDOWS:
        out->weights_milli = hourly->level;
        return 1;
    case ODDS_NO_NEVER:
        out->weights_milli = hourly->open;
        return !same_weights(hourly->open, hourly->weights, out->ticks);
    case ODDS_OTHER_LAW:
        out->kind = out->kind == LAW_EVEN ? LAW_MAX_ENTROPY : LAW_EVEN;
        return 1;
    case ODDS_MORE_DRILLS:
        out->mean = out->mean * 1.5;
        return out->mean < out->most;
    case ODDS_COUNT:
        break;
    }
    return 0;
}

static void measure_changes(const struct hourly *hourly, struct odds_law *out)
{
    for (int i = 0; i < ODDS_COUNT; i++) {
        struct law_def def;
        struct odds_change *change = &out->changes[i];
        double bits = 0.0;
        change->possible = vary(hourly, (enum odds_without)i, &def) && measure(def, &bits, &change->caught);
        change->bits = bits - out->bits.period;
    }
}

static enum sibu_status measure_window(const struct occupancy *occupancy, struct odds_law *out,
                                       struct sibu_fault *fault)
{
    struct odds_window window;
    enum sibu_status status = odds_window_open(&window, occupancy, HOURS_A_DAY, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (int i = 0; i < ODDS_CHANCES; i++) {
        out->time_above[i] = odds_window_time_above(&window, ODDS_CHANCE[i]);
        out->drills_above[i] = odds_window_drills_above(&window, ODDS_CHANCE[i]);
    }
    out->worst = odds_window_worst(&window);
    status = odds_window_ever(&window, out->worst, &out->worst_ever, fault);
    for (uint32_t tick = 0; tick < occupancy->ticks && out->days < ODDS_DAYS_MAX; tick += HOURS_A_DAY) {
        out->quiet[out->days++] = odds_window_at(&window, tick, 0);
    }
    odds_window_close(&window);
    return status;
}

static enum sibu_status measure_curve(const struct occupancy *occupancy, struct odds_law *out, struct sibu_fault *fault)
{
    struct odds_curve curve;
    enum sibu_status status = odds_curve_open_period(&curve, occupancy, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (int i = 0; i < ODDS_SHARES; i++) {
        out->caught[i] = odds_caught(&curve, ODDS_SHARE[i]);
    }
    out->pietra = odds_pietra(&curve);
    out->gini = odds_gini(&curve);
    odds_curve_close(&curve);
    return SIBU_OK;
}

static enum sibu_status measure_law(const struct law_def *def, struct odds_law *out, struct sibu_fault *fault)
{
    struct law *law = NULL;
    struct occupancy occupancy = {0};
    enum sibu_status status = law_open(&law, def, fault);
    if (status == SIBU_OK) {
        status = occupancy_open_law(&occupancy, law, fault);
    }
    if (status == SIBU_OK) {
        out->ticks = def->ticks;
        out->mean = occupancy.mean;
        out->bits = odds_bits(&occupancy, HOURS_A_DAY);
        out->min_entropy = odds_min_entropy(&occupancy, 0, 0);
        status = measure_curve(&occupancy, out, fault);
    }
    if (status == SIBU_OK) {
        status = measure_window(&occupancy, out, fault);
    }
    occupancy_close(&occupancy);
    law_close(law);
    return status == SIBU_OK ? odds_best_caught(def, ODDS_SHARE, out->best, ODDS_SHARES, fault) : status;
}

/* The entropy of a start that is drawn by weight inside a window of eight hours, in bits, on average over all beginnings
 * of the window from which it can strike at all. */
static double surprise_bits(const int64_t *weights, uint32_t hours)
{
    double bits = 0.0;
    uint32_t windows = 0;
    for (uint32_t from = 0; from + SURPRISE_HOURS <= hours; from++) {
        double whole = 0.0;
        double sum = 0.0;
        for (uint32_t i = from; i < from + SURPRISE_HOURS; i++) {
            double w = (double)weights[i];
            whole += w;
            sum += w > 0.0 ? w * occupancy_log2(w) : 0.0;
        }
        bits += whole > 0.0 ? occupancy_log2(whole) - sum / whole : 0.0;
        windows += whole > 0.0;
    }
    return windows > 0 ? bits / windows : 0.0;
}

enum sibu_status odds_of_law(const struct plan *plan, const struct outlook *outlook, uint32_t law, struct odds_law *out,
                             struct sibu_fault *fault)
{
    struct weights_offset offsets[64];
    struct hourly hourly = {0};
    memset(out, 0, sizeof *out);
    struct period_span span = span_of(plan, outlook, law, offsets);
    enum sibu_status status = fill_hourly(&hourly, outlook->rules, law, &span, fault);
    struct law_def def = hourly.def;
    if (status == SIBU_OK) {
        fit(&def);
        status = def.most > 0
                     ? measure_law(&def, out, fault)
                     : sibu_fault_set(fault, SIBU_NO, "", "这一时期没有开放时刻", "no tick of this period is open");
    }
    if (status == SIBU_OK) {
        out->surprise_bits = surprise_bits(hourly.weights, hourly.def.ticks);
        measure_changes(&hourly, out);
    }
    close_hourly(&hourly);
    return status;
}
