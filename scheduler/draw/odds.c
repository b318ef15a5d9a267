/* Bits, and what preparation buys: see odds.h. Depends on: occupancy, memory. */
#include "draw/odds.h"

#include <stdlib.h>

#include "draw/law_frame.h"
#include "sibu/memory.h"

struct odds_bits odds_bits(const struct occupancy *occupancy, double ticks_per_day)
{
    double days = occupancy->ticks / ticks_per_day;
    double drills = occupancy->mean;
    return (struct odds_bits){occupancy->bits, drills > 0.0 ? occupancy->bits / drills : 0.0, occupancy->bits / days};
}

static int by_number(double a, double b) /* the greater first */
{
    return (a < b) - (a > b);
}

/* States that are alike in both are the same to every sum. */
static int by_hazard(const void *a, const void *b)
{
    const struct occupancy_state *one = a;
    const struct occupancy_state *other = b;
    int order = by_number(one->h, other->h);
    return order != 0 ? order : by_number(one->q, other->q);
}

enum sibu_status odds_curve_open(struct odds_curve *out, const struct occupancy_state *states, size_t count,
                                 double time, struct sibu_fault *fault)
{
    *out = (struct odds_curve){.time = time};
    out->states = sibu_array_new(count, sizeof *out->states);
    if (out->states == NULL) {
        return law_no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        if (states[i].q > 0.0 && states[i].h > 0.0) {
            out->states[out->count++] = states[i];
        }
    }
    qsort(out->states, out->count, sizeof *out->states, by_hazard);
    for (size_t i = 0; i < out->count; i++) {
        out->mean += out->states[i].q * out->states[i].h;
    }
    return SIBU_OK;
}

enum sibu_status odds_curve_open_period(struct odds_curve *out, const struct occupancy *occupancy,
                                        struct sibu_fault *fault)
{
    size_t count = (size_t)occupancy->ticks * (occupancy->most + 1);
    return odds_curve_open(out, occupancy->states, count, occupancy->ticks, fault);
}

void odds_curve_close(struct odds_curve *curve)
{
    sibu_array_free(curve->states);
    *curve = (struct odds_curve){0};
}

double odds_caught(const struct odds_curve *curve, double share)
{
    double left = share * curve->time;
    double caught = 0.0;
    for (size_t i = 0; i < curve->count && left > 0.0; i++) {
        double taken = curve->states[i].q < left ? curve->states[i].q : left;
        caught += taken * curve->states[i].h;
        left -= taken;
    }
    return caught / curve->mean;
}

double odds_pietra(const struct odds_curve *curve)
{
    double excess = 0.0; /* the curve is steeper than x where the hazard is above its mean over time */
    for (size_t i = 0; i < curve->count && curve->states[i].h > curve->mean / curve->time; i++) {
        excess += curve->states[i].q * (curve->states[i].h / curve->mean - 1.0 / curve->time);
    }
    return excess;
}

double odds_gini(const struct odds_curve *curve)
{
    double area = 0.0; /* below the curve */
    double time = 0.0;
    double caught = 0.0;
    for (size_t i = 0; i < curve->count; i++) {
        double more = curve->states[i].q * curve->states[i].h;
        area += curve->states[i].q * (caught + more / 2.0);
        time += curve->states[i].q;
        caught += more;
    }
    area += (curve->time - time) * caught;
    return 2.0 * area / (curve->time * curve->mean) - 1.0;
}
