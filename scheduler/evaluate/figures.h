/* The few figures of a drill by which it is compared with the site's earlier ones, each with its standard error.
 *
 * People are those expected, times count from T0. A drill that was broken off, that a real emergency overtook or that still
 * runs is no measure: none of its figures is known. Pure. Depends on: evaluation, forecast_time, grade.
 */
#pragma once
#include "evaluate/evaluation.h"
#include "evaluate/forecast_time.h"
#include "evaluate/grade.h"

enum figure_kind {
    FIGURE_ALERTED, /* share reached by an alert within EVALUATION_LATE_S */
    FIGURE_ACKNOWLEDGED, /* share who acknowledged before the end */
    FIGURE_CHECKED_IN, /* share who checked in before the end */
    FIGURE_ACCOUNTED, /* share of whom something was known at last: a check-in, a call for help, a "cannot" */
    FIGURE_ANSWER_MEDIAN, /* s until half had acknowledged, the silent counted in */
    FIGURE_MUSTER_MEDIAN, /* s until half had checked in, likewise */
    FIGURE_MUSTER_P90, /* s until nine tenths had */
    FIGURE_FORECAST, /* time to the forecast's mark as a multiple of the forecast's (forecast_time_ratio) */
    FIGURES
};
enum figure_unit { FIGURE_SHARE, FIGURE_SECONDS, FIGURE_TIMES };

struct figure {
    int known; /* 0: not reached, not measured, or the drill is no measure */
    double value; /* in the figure's unit */
    double error; /* standard error; 0: it has none that is known */
};
struct figures {
    struct figure of[FIGURES];
};

/* Whether a drill that ended so measures anything: by an all-clear, or closed without another end. */
int figures_is_whole(const struct evaluation *evaluation);
/* Errors: of a share x/n sqrt(p (1 - p) / n) with p = (x + 1/2) / (n + 1); of a median the width of its 95 % interval over
 * 2 * 1.96, where it has both ends. */
void figures_take(struct figures *out, const struct evaluation *evaluation, const struct forecast_time *forecast);
/* The shares that a score is made of (grade.h). */
struct grade_figures figures_grade(const struct figures *figures);

/* "alerted", "muster_p90_s", ...: as in JSON. */
const char *figure_name(enum figure_kind kind);
enum figure_unit figure_unit(enum figure_kind kind);
