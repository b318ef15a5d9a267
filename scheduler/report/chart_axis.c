/* See chart_axis.h. */
#include "report/chart_axis.h"

#include <inttypes.h>
#include <math.h>

struct chart_axis chart_axis_count(double most, int marks)
{
    static const double ROUND[] = {1.0, 2.0, 5.0};
    double power = 1.0, step = 1.0;
    most = most >= 1.0 && most < 1e15 ? most : 1.0;
    for (int i = 0; most / step > (double)marks; i++) {
        power = i > 0 && i % 3 == 0 ? power * 10.0 : power;
        step = ROUND[i % 3] * power;
    }
    return (struct chart_axis){.from = 0.0, .to = ceil(most / step) * step, .step = step};
}

struct chart_axis chart_axis_time(double until_s, int marks)
{
    static const double STEPS_S[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800};
    until_s = until_s >= 1.0 && until_s < 1e12 ? until_s : 1.0;
    double step = STEPS_S[0];
    for (size_t i = 1; i < sizeof STEPS_S / sizeof STEPS_S[0] && until_s / step > (double)marks; i++) {
        step = STEPS_S[i];
    }
    while (until_s / step > (double)marks) {
        step *= 2.0;
    }
    return (struct chart_axis){.from = 0.0, .to = until_s, .step = step};
}

double chart_axis_at(const struct chart_axis *axis, double value)
{
    double held = value > axis->to ? axis->to : value;
    held = held >= axis->from ? held : axis->from; /* and so is what is not a number */
    return axis->from_px + (held - axis->from) / (axis->to - axis->from) * (axis->to_px - axis->from_px);
}

int chart_axis_marks(const struct chart_axis *axis)
{
    return (int)floor((axis->to - axis->from) / axis->step + 1e-9) + 1;
}

double chart_axis_mark(const struct chart_axis *axis, int mark)
{
    return axis->from + (double)mark * axis->step;
}

void chart_say_time(struct sibu_text *out, double seconds)
{
    int64_t whole = (int64_t)(seconds + 0.5);
    sibu_text_addf(out, "%" PRId64 ":%02" PRId64, whole / 60, whole % 60);
}
