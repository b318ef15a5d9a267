/* How long things take when not everybody was seen to finish: the product-limit (Kaplan-Meier) estimate.
 *
 * Who has not answered when the drill ends is not left out: that would make every drill look fast. Such a person is
 * censored: counted among those at risk until that time, and never as an event. Pure. Depends on: sibu/random.h for
 * log and exp that give the same bits everywhere.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"

/* One person: an event after time_s, or nothing until then (censored). Times are seconds from 0, finite. */
struct survival_subject {
    double time_s;
    int happened; /* 1: the event came at time_s; 0: until time_s it had not come */
};

/* The estimate from one time of an event on, until the next. Censored people still count at their own time. */
struct survival_step {
    double time_s;
    uint32_t at_risk, events;
    double waiting; /* S(t): the share whose event has not come yet, the product of (1 - events / at_risk) so far */
    double error; /* standard error of S(t) (Greenwood): S sqrt(sum of events / (at_risk (at_risk - events))) */
    double low, high; /* 95 % band of S(t), log(-log) form: S ^ exp(-+1.959964 error / (S |ln S|)); 0 where S is 0 */
};

/* Sorts the subjects by time and fills steps[] (as many as there are subjects at most). Returns how many steps. */
size_t survival_curve(struct survival_subject *subjects, size_t count, struct survival_step *steps);

/* The time at which the share `q` (in (0, 1)) has had its event: the smallest time t of an event with S(t) <= 1 - q. A
 * negative number where that was never reached. */
double survival_quantile(const struct survival_step *steps, size_t count, double q);
/* The 95 % interval of that time: the smallest t at which the band's lower and upper edge is <= 1 - q; each negative
 * where it is never reached. */
void survival_interval(const struct survival_step *steps, size_t count, double q, double *low_s, double *high_s);
/* The area under S from 0 to `until_s`: the mean time, as far as the drill could see (restricted mean). */
double survival_mean(const struct survival_step *steps, size_t count, double until_s);
/* Its standard error: sqrt(sum over events up to until_s of (area under S from there to until_s)^2 events / (at_risk
 * (at_risk - events))), after Klein and Moeschberger, Survival Analysis (2003), formula 4.5.2. A 95 % interval of the
 * mean is mean +- 1.96 times this. */
double survival_mean_error(const struct survival_step *steps, size_t count, double until_s);
