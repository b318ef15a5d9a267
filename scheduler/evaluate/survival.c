/* The product-limit estimate: see survival.h. Formulas after Kaplan and Meier 1958 and Greenwood 1926. */
#include "evaluate/survival.h"

#include <math.h>
#include <stdlib.h>

#include "evaluate/chance.h"
#include "sibu/random.h"

static const double NEVER = -1.0;
static const double SLACK = 1e-9; /* products of fractions miss a half by a rounding */

static int compare(const void *a, const void *b)
{
    const struct survival_subject *left = a, *right = b;
    if (left->time_s < right->time_s) {
        return -1;
    }
    return left->time_s > right->time_s ? 1 : 0;
}

static void set_band(struct survival_step *step, double greenwood)
{
    double share = step->waiting;
    step->error = share * sqrt(greenwood);
    step->low = share;
    step->high = share;
    if (share > 0.0 && share < 1.0) {
        double log_share = sibu_log(share); /* below 0 */
        double width = CHANCE_Z_95 * step->error / (share * -log_share);
        step->low = sibu_exp(log_share * sibu_exp(width));
        step->high = sibu_exp(log_share * sibu_exp(-width));
    }
}

size_t survival_curve(struct survival_subject *subjects, size_t count, struct survival_step *steps)
{
    size_t step_count = 0, at = 0;
    double share = 1.0, greenwood = 0.0;
    qsort(subjects, count, sizeof *subjects, compare);
    while (at < count) {
        size_t from = at;
        uint32_t events = 0;
        for (; at < count && !(subjects[at].time_s > subjects[from].time_s); at++) {
            events += subjects[at].happened ? 1 : 0;
        }
        if (events == 0) {
            continue;
        }
        uint32_t at_risk = (uint32_t)(count - from);
        share *= 1.0 - (double)events / (double)at_risk;
        if (at_risk > events) {
            greenwood += (double)events / ((double)at_risk * (double)(at_risk - events));
        }
        struct survival_step *step = &steps[step_count++];
        *step = (struct survival_step){subjects[from].time_s, at_risk, events, at_risk > events ? share : 0.0, 0, 0, 0};
        set_band(step, greenwood);
    }
    return step_count;
}

double survival_quantile(const struct survival_step *steps, size_t count, double q)
{
    for (size_t i = 0; i < count; i++) {
        if (steps[i].waiting <= 1.0 - q + SLACK) {
            return steps[i].time_s;
        }
    }
    return NEVER;
}

void survival_interval(const struct survival_step *steps, size_t count, double q, double *low_s, double *high_s)
{
    *low_s = NEVER;
    *high_s = NEVER;
    for (size_t i = count; i-- > 0;) {
        *low_s = steps[i].low <= 1.0 - q + SLACK ? steps[i].time_s : *low_s;
        *high_s = steps[i].high <= 1.0 - q + SLACK ? steps[i].time_s : *high_s;
    }
}

double survival_mean(const struct survival_step *steps, size_t count, double until_s)
{
    double area = 0.0, from_s = 0.0, share = 1.0;
    for (size_t i = 0; i < count && steps[i].time_s < until_s; i++) {
        area += share * (steps[i].time_s - from_s);
        from_s = steps[i].time_s;
        share = steps[i].waiting;
    }
    return until_s > from_s ? area + share * (until_s - from_s) : area;
}

double survival_mean_error(const struct survival_step *steps, size_t count, double until_s)
{
    double rest = 0.0, to_s = until_s, sum = 0.0; /* from the end backwards: the area still ahead */
    for (size_t i = count; i-- > 0;) {
        const struct survival_step *step = &steps[i];
        if (step->time_s >= until_s) {
            continue;
        }
        rest += step->waiting * (to_s - step->time_s);
        to_s = step->time_s;
        if (step->at_risk > step->events) {
            double at_risk = (double)step->at_risk, events = (double)step->events;
            sum += rest * rest * events / (at_risk * (at_risk - events));
        }
    }
    return sqrt(sum);
}
