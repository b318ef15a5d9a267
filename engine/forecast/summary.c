/* What is said of all runs of an ensemble together. See sibu/forecast.h.
 *
 * Depends on: forecast/ensemble_state.h, sibu/hash.h. One thread.
 */
#include <math.h>

#include "forecast/ensemble_state.h"
#include "sibu/hash.h"

size_t sibu_ensemble_finished(const struct sibu_ensemble *ensemble)
{
    return ensemble->finished;
}

const struct sibu_run *sibu_ensemble_runs(const struct sibu_ensemble *ensemble)
{
    return ensemble->runs;
}

void sibu_ensemble_digest(const struct sibu_ensemble *ensemble, uint8_t out[32])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu ensemble v1");
    for (size_t i = 0; i < ensemble->def.runs; i++) {
        const struct sibu_run *run = &ensemble->runs[i];
        if (run->finished) {
            sibu_hash_integer(&hash, run->seed);
            sibu_hash_field(&hash, run->digest, sizeof run->digest);
        }
    }
    sibu_hash_done(&hash, out);
}

static double value_of(const struct sibu_run *run, enum sibu_measure measure, uint32_t place)
{
    switch (measure) {
    case SIBU_MEASURE_T50:
        return run->t50_s;
    case SIBU_MEASURE_T95:
        return run->t95_s;
    case SIBU_MEASURE_LAST:
        return run->last_s;
    case SIBU_MEASURE_EXIT:
        return run->exits[place];
    case SIBU_MEASURE_MUSTER:
        return run->musters[place];
    case SIBU_MEASURE_ZONE_CLEAR:
        return run->clear_s[place];
    case SIBU_MEASURE_ZONE_OUT:
        return run->out_s[place];
    case SIBU_MEASURE_IN_SMOKE:
        return (double)run->in_smoke;
    case SIBU_MEASURE_DOSED:
        return (double)run->dosed;
    case SIBU_MEASURE_OVERCOME:
        return (double)run->overcome;
    case SIBU_MEASURE_MOST_DOSE:
        return run->most_dose;
    }
    return (double)NAN;
}

void sibu_ensemble_summary(const struct sibu_ensemble *ensemble, enum sibu_measure measure, uint32_t place,
                           struct sibu_summary *out)
{
    size_t count = 0;
    for (size_t i = 0; i < ensemble->def.runs; i++) {
        const struct sibu_run *run = &ensemble->runs[i];
        double value = run->finished ? value_of(run, measure, place) : (double)NAN;
        if (!isnan(value)) {
            ensemble->sample[count++] = value;
        }
    }
    sibu_summarise(ensemble->sample, count, out);
}
