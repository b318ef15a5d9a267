/* See competing.h. The variance's sum over earlier times is kept as sums that need no second pass: with a = d / (n (n -
 * d)), b = S d_c / n^2 it is I^2 sum a - 2 I (sum a I_u + sum b) + sum (a I_u^2 + 2 b I_u + own term). */
#include "evaluate/competing.h"

#include <math.h>
#include <stdlib.h>

#include "evaluate/chance.h"
#include "sibu/random.h"

struct cause_sums {
    double share;
    double square, linear, constant; /* of the variance, as a polynomial in the share now */
};

static int compare(const void *a, const void *b)
{
    const struct competing_subject *left = a, *right = b;
    if (left->time_s < right->time_s) {
        return -1;
    }
    if (left->time_s > right->time_s) {
        return 1;
    }
    return (int)left->cause - (int)right->cause;
}

static struct competing_incidence incidence(const struct cause_sums *sums)
{
    double share = sums->share;
    double variance = (sums->square * share - 2.0 * sums->linear) * share + sums->constant;
    struct competing_incidence out = {share, variance > 0.0 ? sqrt(variance) : 0.0, share, share};
    if (share > 0.0 && share < 1.0) {
        double log_share = sibu_log(share); /* below 0 */
        double width = CHANCE_Z_95 * out.error / (share * -log_share);
        out.low = sibu_exp(log_share * sibu_exp(width));
        out.high = sibu_exp(log_share * sibu_exp(-width));
    }
    return out;
}

static void add_time(struct cause_sums *sums, double before, double at_risk, double all, double own)
{
    double ratio = all < at_risk ? all / (at_risk * (at_risk - all)) : 0.0; /* the last: nothing comes after it */
    double cross = before * own / (at_risk * at_risk);
    sums->share += before * own / at_risk;
    sums->square += ratio;
    sums->linear += ratio * sums->share + cross;
    sums->constant += ratio * sums->share * sums->share + 2.0 * cross * sums->share;
    sums->constant += before * before * own * (at_risk - own) / (at_risk * at_risk * at_risk);
}

size_t competing_curve(struct competing_subject *subjects, size_t count, struct competing_step *steps)
{
    struct cause_sums event = {0}, other = {0};
    size_t step_count = 0, at = 0;
    double waiting = 1.0;
    qsort(subjects, count, sizeof *subjects, compare);
    while (at < count) {
        struct competing_step step = {.time_s = subjects[at].time_s, .at_risk = (uint32_t)(count - at)};
        for (; at < count && !(subjects[at].time_s > step.time_s); at++) {
            step.events += subjects[at].cause == COMPETING_EVENT ? 1 : 0;
            step.others += subjects[at].cause == COMPETING_OTHER ? 1 : 0;
        }
        uint32_t both = step.events + step.others;
        if (both == 0) {
            continue;
        }
        add_time(&event, waiting, (double)step.at_risk, (double)both, (double)step.events);
        add_time(&other, waiting, (double)step.at_risk, (double)both, (double)step.others);
        waiting *= (double)(step.at_risk - both) / (double)step.at_risk;
        step.waiting = waiting;
        step.event = incidence(&event);
        step.other = incidence(&other);
        steps[step_count++] = step;
    }
    return step_count;
}
