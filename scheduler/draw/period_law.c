/* The law of a period: see period_law.h. */
#include "draw/period_law.h"

#include <string.h>

void period_law_close(struct period_law *law)
{
    law_close(law->law);
    sibu_array_free(law->weights);
    memset(law, 0, sizeof *law);
}

/* What can be asked of the period: no more than fits, and the mean between least and most. */
static void fit(struct law_def *def, uint32_t fits)
{
    def->least = fits < def->least ? fits : def->least;
    def->most = fits < def->most ? fits : def->most;
    if (def->least == def->most) {
        def->mean = def->least;
    } else if (!(def->mean > def->least && def->mean < def->most)) {
        def->mean = ((double)def->least + (double)def->most) / 2.0;
    }
}

/* The rest of a period in which the epoch began: its share of the mean by weight, and no least. */
static void share(const struct weights_def *weights, const struct period_span *span, struct law_def *def)
{
    if (span->from_tick == span->whole_from) {
        return;
    }
    double whole = (double)weights_sum(weights, span->whole_from, (size_t)(span->to_tick - span->whole_from));
    double rest = (double)weights_sum(weights, span->from_tick, (size_t)(span->to_tick - span->from_tick));
    double mean = whole > 0.0 ? def->mean * rest / whole : 0.0;
    double half = (double)def->most / 2.0;
    def->least = 0;
    def->mean = mean < half ? mean : half;
}

enum sibu_status period_law_open(struct period_law *out, const struct rules *rules, uint32_t law,
                                 const struct period_span *span, struct sibu_fault *fault)
{
    const struct rules_law *it = &rules->laws[law];
    struct weights_def weights = rules_weights(rules, law, span->offsets, span->offset_count);
    size_t ticks = (size_t)(span->to_tick - span->from_tick);
    memset(out, 0, sizeof *out);
    out->weights = sibu_array_new(ticks, sizeof *out->weights);
    if (out->weights == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    weights_fill(&weights, span->from_tick, ticks, out->weights);
    struct law_def def = {.kind = it->kind,
                          .weights_milli = out->weights,
                          .ticks = (uint32_t)ticks,
                          .gap_ticks = (uint32_t)(it->gap_ticks < (int64_t)ticks ? it->gap_ticks : (int64_t)ticks),
                          .least = it->least,
                          .most = it->most,
                          .mean = it->mean,
                          .theta = span->theta,
                          .floor = span->floor};
    out->fits = law_most_that_fit(out->weights, def.ticks, def.gap_ticks);
    share(&weights, span, &def);
    fit(&def, out->fits);
    out->least = def.least;
    out->most = def.most;
    out->mean = def.mean;
    enum sibu_status status = def.most > 0 ? law_open(&out->law, &def, fault) : SIBU_OK;
    if (status != SIBU_OK) {
        period_law_close(out);
    }
    return status;
}
