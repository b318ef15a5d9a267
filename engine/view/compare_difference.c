/* See compare_difference.h. */
#include "view/compare_difference.h"

#include <math.h>

/* How many had gathered there, in persons of `here`. */
static double scaled_count(const struct replay *here, const struct replay *there, double time_s)
{
    double count = (double)replay_curve_at(&there->gathered, time_s);
    return there->expected_count > 0 ? count * (double)here->expected_count / (double)there->expected_count : 0.0;
}

struct compare_difference compare_difference_at(const struct replay *here, const struct replay *there, double time_s)
{
    double expected[3] = {0.0, 0.0, 0.0}, count = (double)replay_curve_at(&here->gathered, time_s);
    struct compare_difference out = {.has_band = replay_expected_at(here, time_s, expected)};
    double base = there != NULL ? scaled_count(here, there, time_s) : expected[1];
    out.persons = count - base;
    if (out.has_band) {
        out.low = expected[0] - base;
        out.high = expected[2] - base;
    }
    return out;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double extent(const struct compare_difference *at)
{
    double band = at->has_band ? larger(fabs(at->low), fabs(at->high)) : 0.0;
    return larger(fabs(at->persons), band);
}

/* Curves are steps: what is largest is so at a step, or just before one. */
static double most_at_steps(const struct replay *here, const struct replay *there, const struct replay_curve *steps)
{
    double most = 0.0;
    for (size_t i = 0; i < steps->count; i++) {
        struct compare_difference at = compare_difference_at(here, there, steps->times_s[i]);
        struct compare_difference before = compare_difference_at(here, there, steps->times_s[i] - 1e-6);
        most = larger(most, larger(extent(&at), extent(&before)));
    }
    return most;
}

double compare_difference_most(const struct replay *here, const struct replay *there)
{
    double most = larger(1.0, most_at_steps(here, there, &here->gathered));
    if (there != NULL) {
        most = larger(most, most_at_steps(here, there, &there->gathered));
    }
    for (size_t i = 0; here->forecast.runs > 0 && i < here->forecast.points; i++) {
        struct compare_difference at = compare_difference_at(here, there, here->forecast.times_s[i]);
        most = larger(most, extent(&at));
    }
    return most;
}

double compare_difference_round(double most)
{
    static const double STEPS[] = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0};
    double ten = 1.0;
    for (; ten < 1e6; ten *= 10.0) {
        for (int i = 0; i < 7; i++) {
            if (STEPS[i] * ten >= most) {
                return STEPS[i] * ten;
            }
        }
    }
    return ten;
}

static double value_of(const struct sibu_band *band, int edge)
{
    return edge == 0 ? (double)band->p5 : (double)band->p50;
}

/* The first point that has so many, or the number of points: the curves never fall. */
static size_t first_with(const struct sibu_forecast *forecast, enum sibu_curve curve, int edge, double persons)
{
    size_t low = 0, high = forecast->runs > 0 ? forecast->points : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (value_of(&forecast->curves[curve][middle], edge) < persons) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

double compare_forecast_time(const struct sibu_forecast *forecast, enum sibu_curve curve, int edge, double persons)
{
    const struct sibu_band *points = forecast->curves[curve];
    size_t i = first_with(forecast, curve, edge, persons);
    if (forecast->runs == 0 || i >= forecast->points) {
        return (double)HUGE_VAL;
    }
    if (i == 0) {
        return forecast->times_s[0];
    }
    double before = value_of(&points[i - 1], edge), value = value_of(&points[i], edge);
    double share = (persons - before) / (value - before);
    return forecast->times_s[i - 1] + share * (forecast->times_s[i] - forecast->times_s[i - 1]);
}
