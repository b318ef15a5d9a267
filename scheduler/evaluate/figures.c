/* See figures.h. */
#include "evaluate/figures.h"

#include <math.h>
#include <string.h>

#define WIDTH_OF_ERRORS (2.0 * 1.959963984540054) /* of a 95 % interval of a normal value */

const char *figure_name(enum figure_kind kind)
{
    static const char *const NAMES[FIGURES] = {"alerted",         "acknowledged",    "checked_in",   "accounted",
                                               "answer_median_s", "muster_median_s", "muster_p90_s", "forecast_time"};
    return NAMES[kind];
}

enum figure_unit figure_unit(enum figure_kind kind)
{
    static const enum figure_unit UNITS[FIGURES] = {FIGURE_SHARE,   FIGURE_SHARE,   FIGURE_SHARE,   FIGURE_SHARE,
                                                    FIGURE_SECONDS, FIGURE_SECONDS, FIGURE_SECONDS, FIGURE_TIMES};
    return UNITS[kind];
}

int figures_is_whole(const struct evaluation *evaluation)
{
    return (strcmp(evaluation->end, "all-clear") == 0 || strcmp(evaluation->end, "closed") == 0) &&
           evaluation->all.expected > 0;
}

static struct figure share(uint32_t part, uint32_t whole)
{
    double near = ((double)part + 0.5) / ((double)whole + 1.0);
    return (struct figure){1, (double)part / whole, sqrt(near * (1.0 - near) / whole)};
}

static struct figure median(const struct measure *measure)
{
    int bounded = measure->median_low_s >= 0.0 && measure->median_high_s >= measure->median_low_s;
    return (struct figure){measure->median_s >= 0.0, fmax(measure->median_s, 0.0),
                           bounded ? (measure->median_high_s - measure->median_low_s) / WIDTH_OF_ERRORS : 0.0};
}

void figures_take(struct figures *out, const struct evaluation *evaluation, const struct forecast_time *forecast)
{
    const struct evaluation_group *all = &evaluation->all;
    const struct evaluation_curve *curve = &evaluation->checked_in;
    int never = 0;
    double ratio = forecast_time_ratio(forecast, &never);
    *out = (struct figures){0};
    if (!figures_is_whole(evaluation)) {
        return;
    }
    out->of[FIGURE_ALERTED] = share(evaluation->deliveries.reached - evaluation->deliveries.late, all->expected);
    out->of[FIGURE_ACKNOWLEDGED] = share(all->acknowledgement.n - all->acknowledgement.censored, all->expected);
    out->of[FIGURE_CHECKED_IN] = share(curve->count > 0 ? curve->points[curve->count - 1].people : 0, all->expected);
    out->of[FIGURE_ACCOUNTED] = share(all->expected - all->missing, all->expected);
    out->of[FIGURE_ANSWER_MEDIAN] = median(&all->acknowledgement);
    out->of[FIGURE_MUSTER_MEDIAN] = median(&all->muster);
    out->of[FIGURE_MUSTER_P90] = (struct figure){all->muster.p90_s >= 0.0, fmax(all->muster.p90_s, 0.0), 0.0};
    out->of[FIGURE_FORECAST] = (struct figure){ratio >= 0.0, fmax(ratio, 0.0), 0.0};
}

static double known_or_not(const struct figure *figure)
{
    return figure->known ? figure->value : -1.0;
}

struct grade_figures figures_grade(const struct figures *figures)
{
    struct grade_figures out;
    const struct figure *forecast = &figures->of[FIGURE_FORECAST];
    out.shares[GRADE_CHECKED_IN] = known_or_not(&figures->of[FIGURE_CHECKED_IN]);
    out.shares[GRADE_ACKNOWLEDGED] = known_or_not(&figures->of[FIGURE_ACKNOWLEDGED]);
    out.shares[GRADE_ALERTED] = known_or_not(&figures->of[FIGURE_ALERTED]);
    out.shares[GRADE_FORECAST] = forecast->known ? grade_forecast_share(forecast->value) : -1.0;
    return out;
}
