/* See measure.h. */
#include "evaluate/measure.h"

#include "evaluate/chance.h"
#include "evaluate/quantile_rank.h"

/* The time by which `rank` of them were seen to do it; the subjects by time. */
static double seen_by(const struct survival_subject *subjects, size_t count, uint32_t rank)
{
    for (size_t i = 0; i < count && rank > 0; i++) {
        rank -= subjects[i].happened ? 1 : 0;
        if (rank == 0) {
            return subjects[i].time_s;
        }
    }
    return MEASURE_NEVER;
}

static void set_p95(const struct survival_subject *subjects, const struct survival_step *steps, size_t step_count,
                    struct measure *out)
{
    if (out->n < MEASURE_P95_N_MIN) {
        return;
    }
    out->p95_s = survival_quantile(steps, step_count, 0.95);
    out->p95_low_s = subjects[quantile_rank_low(out->n, 0.95) - 1].time_s;
    out->p95_high_s = seen_by(subjects, out->n, quantile_rank_high(out->n, 0.95));
}

static void set_mean(const struct survival_step *steps, size_t step_count, double until_s, struct measure *out)
{
    out->mean_s = survival_mean(steps, step_count, until_s);
    if (out->n - out->censored >= 2) {
        double half_s = CHANCE_Z_95 * survival_mean_error(steps, step_count, until_s);
        out->mean_low_s = out->mean_s > half_s ? out->mean_s - half_s : 0.0;
        out->mean_high_s = out->mean_s + half_s < until_s ? out->mean_s + half_s : until_s;
    }
}

enum sibu_status measure_take(struct survival_subject *subjects, size_t count, struct measure *out,
                              struct sibu_fault *fault)
{
    *out = (struct measure){.n = (uint32_t)count,
                            .p10_s = MEASURE_NEVER,
                            .median_s = MEASURE_NEVER,
                            .p90_s = MEASURE_NEVER,
                            .median_low_s = MEASURE_NEVER,
                            .median_high_s = MEASURE_NEVER,
                            .p95_s = MEASURE_NEVER,
                            .p95_low_s = MEASURE_NEVER,
                            .p95_high_s = MEASURE_NEVER,
                            .max_s = MEASURE_NEVER,
                            .mean_s = MEASURE_NEVER,
                            .mean_low_s = MEASURE_NEVER,
                            .mean_high_s = MEASURE_NEVER};
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
    set_p95(subjects, steps, step_count, out);
    set_mean(steps, step_count, subjects[count - 1].time_s, out);
    sibu_array_free(steps);
    return SIBU_OK;
}

static double earlier(double a_s, double b_s)
{
    return a_s < 0.0 || (b_s >= 0.0 && b_s < a_s) ? b_s : a_s;
}

static double later(double a_s, double b_s)
{
    return a_s < 0.0 || b_s < 0.0 ? MEASURE_NEVER : a_s > b_s ? a_s : b_s;
}

/* When half, and 90 %, of the people had done it; the measure's own where none are given. */
static void take_both(const struct measure_people *people, struct survival_step *steps, const struct measure *measure,
                      double out[2])
{
    size_t count = people->count > 0 ? survival_curve(people->subjects, people->count, steps) : 0;
    out[0] = people->count > 0 ? survival_quantile(steps, count, 0.5) : measure->median_s;
    out[1] = people->count > 0 ? survival_quantile(steps, count, 0.9) : measure->p90_s;
}

enum sibu_status measure_span_take(const struct measure_people *earliest, const struct measure_people *latest,
                                   const struct measure *measure, struct measure_span *out, struct sibu_fault *fault)
{
    double first_s[2], last_s[2];
    size_t most = earliest->count > latest->count ? earliest->count : latest->count;
    struct survival_step *steps = sibu_array_new(most + 1, sizeof *steps);
    if (steps == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    take_both(earliest, steps, measure, first_s);
    take_both(latest, steps, measure, last_s);
    *out = (struct measure_span){.median_least_s = earlier(measure->median_s, first_s[0]),
                                 .median_most_s = later(measure->median_s, last_s[0]),
                                 .p90_least_s = earlier(measure->p90_s, first_s[1]),
                                 .p90_most_s = later(measure->p90_s, last_s[1])};
    sibu_array_free(steps);
    return SIBU_OK;
}
