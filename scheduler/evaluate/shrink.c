/* See shrink.h. Names of Morris 1983, section 5, with one fitted value (r = 1): V = error^2, A = between,
 * W = 1 / (V + A). */
#include "evaluate/shrink.h"

#include <math.h>

#include "evaluate/chance.h"

/* What all sites together contribute. */
struct all {
    struct between fit;
    double sites; /* k */
    double weights; /* sum of W */
    double error_2; /* mean of V, weighted by W */
};

static struct all take_all(const struct between_value *values, size_t count, const struct between *fit)
{
    struct all all = {*fit, (double)count, 0.0, 0.0};
    for (size_t i = 0; i < count; i++) {
        double own = values[i].error * values[i].error;
        double weight = own + fit->variance > 0.0 ? 1.0 / (own + fit->variance) : 0.0;
        all.weights += weight;
        all.error_2 += weight * own;
    }
    all.error_2 = all.weights > 0.0 ? all.error_2 / all.weights : 0.0;
    return all;
}

static struct shrink_site shrunk(const struct all *all, const struct between_value *value)
{
    double own = value->error * value->error, total = own + all->fit.variance;
    double rest = value->value - all->fit.level;
    double part = total > 0.0 ? (all->sites - 3.0) / (all->sites - 1.0) * own / total : 0.0; /* B */
    double share = total > 0.0 ? 1.0 / total / all->weights : 0.0; /* of the mean, that this site makes up: r_i / k */
    double spread =
        total > 0.0 ? 2.0 / (all->sites - 3.0) * part * part * (all->error_2 + all->fit.variance) / total : 0.0;
    double half = CHANCE_Z_95 * sqrt(own * (1.0 - (1.0 - share) * part) + spread * rest * rest);
    double fair = value->value - part * rest;
    return (struct shrink_site){part, fair, fair - half, fair + half};
}

void shrink_take(const struct between_value *values, size_t count, struct shrink_site *sites, struct shrink *out)
{
    struct between fit;
    *out = (struct shrink){0};
    if (between_fit(values, count, BETWEEN_LEVEL, &fit)) {
        *out = (struct shrink){fit.level, sqrt(fit.level_variance), fit.variance};
    }
    struct all all = take_all(values, count, &fit);
    for (size_t i = 0; i < count; i++) {
        double half = CHANCE_Z_95 * values[i].error;
        sites[i] = count > 3
                       ? shrunk(&all, &values[i])
                       : (struct shrink_site){0.0, values[i].value, values[i].value - half, values[i].value + half};
    }
}
