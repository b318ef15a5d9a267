/* The difference of two muster curves: how many more had gathered at a moment than in the other record, or than the
 * forecast's median says; and the band of the forecast around it.
 *
 * Pure. Times are seconds since T0, counts persons of the first record: another number of expected people in the other
 * one is scaled to this one's.
 */
#pragma once
#include "view/replay.h"

struct compare_difference {
    double persons; /* above 0: more had gathered here */
    int has_band; /* the record has a forecast */
    double low, high; /* between which 90 % of the forecasts lie, as a difference to the same */
};
/* there NULL: against the median of here's forecast, which it must have. */
struct compare_difference compare_difference_at(const struct replay *here, const struct replay *there, double time_s);
/* The largest difference, either way, that there is at any time, the band's edges included; at least 1. */
double compare_difference_most(const struct replay *here, const struct replay *there);
/* A round number of persons, at least `most`: 1, 2, 3, 4, 5, 6, 8, 10, 20 ... */
double compare_difference_round(double most);
/* When the forecast's curve first has so many persons: `edge` 0 the 5 % quantile (the slow end), 1 the median; HUGE_VAL
 * where it never has. Between two points in proportion. */
double compare_forecast_time(const struct sibu_forecast *forecast, enum sibu_curve curve, int edge, double persons);
