/* See measure.h. */
#include "evaluate/measure.h"

enum sibu_status measure_take(struct survival_subject *subjects, size_t count, struct measure *out,
                              struct sibu_fault *fault)
{
    *out = (struct measure){.n = (uint32_t)count,
                            .p10_s = MEASURE_NEVER,
                            .median_s = MEASURE_NEVER,
                            .p90_s = MEASURE_NEVER,
                            .median_low_s = MEASURE_NEVER,
                            .median_high_s = MEASURE_NEVER,
                            .max_s = MEASURE_NEVER,
                            .mean_s = MEASURE_NEVER};
    if (count == 0) {
        return SIBU_OK;
    }
    struct survival_step *steps = sibu_array_new(count, sizeof *steps);
    if (steps == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    size_t step_count = survival_curve(subjects, count, steps);
    for (size_t i = 0; i < count; i++) {
        out->censored += subjects[i].happened ? 0 : 1;
    }
    out->p10_s = survival_quantile(steps, step_count, 0.1);
    out->median_s = survival_quantile(steps, step_count, 0.5);
    out->p90_s = survival_quantile(steps, step_count, 0.9);
    survival_interval(steps, step_count, 0.5, &out->median_low_s, &out->median_high_s);
    out->max_s = step_count > 0 ? steps[step_count - 1].time_s : MEASURE_NEVER;
    out->mean_s = survival_mean(steps, step_count, subjects[count - 1].time_s);
    sibu_array_free(steps);
    return SIBU_OK;
}
