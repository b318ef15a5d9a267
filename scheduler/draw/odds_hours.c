/* The laws of a plan on hours: see odds_hours.h. */
#include "draw/odds_hours.h"

#include <string.h>

#include "draw/period.h"

#define SECOND_US INT64_C(1000000)

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

void odds_hours_close(struct odds_hours *hours)
{
    sibu_array_free(hours->weights);
    sibu_array_free(hours->open);
    sibu_array_free(hours->level);
}

/* The weights of hours from those of ticks; an hour that the period's ends cut is what is left of it. */
static void sum_hours(const int64_t *ticks, size_t count, size_t per_hour, int64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i / per_hour] += ticks[i];
    }
}

static enum sibu_status fill(struct odds_hours *out, const struct rules *rules, uint32_t law,
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

/* The period of the outlook as a span of the rules' ticks. */
struct period_span odds_hours_span(const struct plan *plan, const struct outlook *outlook, uint32_t law,
                                   struct weights_offset offsets[ODDS_OFFSETS_MAX])
{
    const struct outlook_law *it = &outlook->laws[law];
    int64_t tick_us = outlook->rules->tick_s * SECOND_US;
    int64_t from = (it->periods[0].from_us + tick_us - 1) / tick_us;
    int64_t to = (it->periods[0].to_us + tick_us - 1) / tick_us;
    size_t count = period_offsets(plan->groups[it->group].zone, from * outlook->rules->tick_s,
                                  to * outlook->rules->tick_s, offsets, ODDS_OFFSETS_MAX);
    return (struct period_span){.from_tick = from,
                                .to_tick = to,
                                .whole_from = from,
                                .offsets = offsets,
                                .offset_count = count < ODDS_OFFSETS_MAX ? count : ODDS_OFFSETS_MAX};
}

/* No more than fits, as the draw itself does it. */
void odds_hours_fit(struct law_def *def)
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

enum sibu_status odds_hours_open(struct odds_hours *out, const struct plan *plan, const struct outlook *outlook,
                                 uint32_t law, struct sibu_fault *fault)
{
    struct weights_offset offsets[ODDS_OFFSETS_MAX];
    struct period_span span = odds_hours_span(plan, outlook, law, offsets);
    memset(out, 0, sizeof *out);
    return fill(out, outlook->rules, law, &span, fault);
}
