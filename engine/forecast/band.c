/* The bands of an ensemble's curves: order statistics over the runs, point by point. See sibu/forecast.h.
 *
 * Depends on: forecast/ensemble_state.h, forecast/quantile.h. One thread.
 */
#include <stdlib.h>

#include "forecast/ensemble_state.h"
#include "forecast/quantile.h"

/* How many points the curve of a run has until it does not change any more. */
static size_t points_of(const uint32_t *counts, size_t points)
{
    while (points > 1 && counts[points - 2] == counts[points - 1]) {
        points--;
    }
    return points;
}

size_t sibu_ensemble_points(const struct sibu_ensemble *ensemble)
{
    size_t most = 0;
    for (size_t i = 0; i < ensemble->def.runs && ensemble->points > 0; i++) {
        const struct sibu_run *run = &ensemble->runs[i];
        for (size_t curve = 0; curve < SIBU_CURVES && run->finished; curve++) {
            size_t points = points_of(run->curves[curve], ensemble->points);
            most = points > most ? points : most;
        }
    }
    return most;
}

size_t sibu_ensemble_place_grid(const struct sibu_ensemble *ensemble, size_t *points)
{
    *points = ensemble->place_points;
    return ensemble->place_stride;
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static uint32_t value_at(const double *sorted, size_t count, unsigned percent)
{
    struct quantile_ranks ranks;
    quantile_ranks(count, percent, &ranks);
    return (uint32_t)sorted[ranks.value - 1];
}

void sibu_ensemble_band(const struct sibu_ensemble *ensemble, enum sibu_curve curve, struct sibu_band *out)
{
    double *sample = ensemble->sample;
    size_t points = sibu_ensemble_points(ensemble);
    for (size_t k = 0; k < points; k++) {
        size_t count = 0;
        for (size_t i = 0; i < ensemble->def.runs; i++) {
            if (ensemble->runs[i].finished) {
                sample[count++] = (double)ensemble->runs[i].curves[curve][k];
            }
        }
        qsort(sample, count, sizeof *sample, by_size);
        out[k] =
            (struct sibu_band){value_at(sample, count, 5), value_at(sample, count, 50), value_at(sample, count, 95)};
    }
}
