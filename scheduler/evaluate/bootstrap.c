/* See bootstrap.h. */
#include "evaluate/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/random.h"

static const double SLACK = 1e-9; /* as in survival.c: products of fractions miss a half by a rounding */

/* One run's people: how often each of the sorted subjects was drawn. */
struct sample {
    const struct survival_subject *subjects;
    uint32_t *times_drawn;
    size_t count;
};

struct outcome {
    double median_s; /* infinite where not reached: sorts last */
    double mean_s;
};

static int compare_subjects(const void *a, const void *b)
{
    const struct survival_subject *left = a, *right = b;
    if (left->time_s < right->time_s) {
        return -1;
    }
    if (left->time_s > right->time_s) {
        return 1;
    }
    return (left->happened < right->happened) - (left->happened > right->happened);
}

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void draw(struct sample *sample, struct sibu_pcg64 *stream)
{
    memset(sample->times_drawn, 0, sample->count * sizeof *sample->times_drawn);
    for (size_t i = 0; i < sample->count; i++) {
        sample->times_drawn[sibu_pcg64_below(stream, sample->count)]++;
    }
}

/* The product-limit estimate in one pass, without its steps kept. */
static struct outcome take_outcome(const struct sample *sample, double until_s)
{
    struct outcome out = {(double)INFINITY, 0.0};
    double share = 1.0, from_s = 0.0;
    size_t at_risk = sample->count;
    for (size_t from = 0, to = 0; from < sample->count; from = to) {
        double time_s = sample->subjects[from].time_s;
        size_t events = 0, leaving = 0;
        for (; to < sample->count && !(sample->subjects[to].time_s > time_s); to++) {
            events += sample->subjects[to].happened ? sample->times_drawn[to] : 0;
            leaving += sample->times_drawn[to];
        }
        if (events > 0) {
            double end_s = time_s < until_s ? time_s : until_s;
            out.mean_s += share * (end_s - from_s);
            from_s = end_s;
            share = events < at_risk ? share * (1.0 - (double)events / (double)at_risk) : 0.0;
            out.median_s = share <= 0.5 + SLACK && out.median_s > time_s ? time_s : out.median_s;
        }
        at_risk -= leaving;
    }
    out.mean_s += share * (until_s - from_s);
    return out;
}

static double deviation(const double *values, size_t count)
{
    double mean = 0.0, squares = 0.0;
    for (size_t i = 0; i < count; i++) {
        mean += values[i] / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    return sqrt(squares / (double)(count - 1));
}

/* Of the sorted values the (runs + 1) / 40-th from below and from above. */
static void interval(double *values, uint32_t runs, double *low, double *high)
{
    qsort(values, runs, sizeof *values, compare_numbers);
    uint32_t rank = (runs + 1) / 40;
    *low = isinf(values[rank - 1]) ? -1.0 : values[rank - 1];
    *high = isinf(values[runs - rank]) ? -1.0 : values[runs - rank];
}

static void run_all(struct sample *sample, const struct bootstrap_def *def, double *medians, double *means)
{
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, def->key, "bootstrap", 0);
    for (uint32_t i = 0; i < def->runs; i++) {
        draw(sample, &stream);
        struct outcome outcome = take_outcome(sample, def->until_s);
        medians[i] = outcome.median_s;
        means[i] = outcome.mean_s;
    }
}

enum sibu_status bootstrap_take(const struct survival_subject *subjects, size_t count, const struct bootstrap_def *def,
                                struct bootstrap *out, struct sibu_fault *fault)
{
    *out = (struct bootstrap){0};
    if (count == 0 || def->runs < BOOTSTRAP_RUNS_MIN || def->runs > BOOTSTRAP_RUNS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "重抽样至少需要 1 人,次数须为 39 到 100000",
                              "drawing again needs a person at least, and 39 to 100000 runs");
    }
    struct survival_subject *sorted = sibu_array_new(count, sizeof *sorted);
    uint32_t *times_drawn = sibu_array_new(count, sizeof *times_drawn);
    double *medians = sibu_array_new(def->runs, sizeof *medians);
    double *means = sibu_array_new(def->runs, sizeof *means);
    enum sibu_status status = SIBU_OK;
    if (sorted == NULL || times_drawn == NULL || medians == NULL || means == NULL) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    } else {
        memcpy(sorted, subjects, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, compare_subjects);
        struct sample sample = {sorted, times_drawn, count};
        run_all(&sample, def, medians, means);
        interval(medians, def->runs, &out->median_low_s, &out->median_high_s);
        out->mean_error_s = deviation(means, def->runs);
        interval(means, def->runs, &out->mean_low_s, &out->mean_high_s);
    }
    sibu_array_free(means);
    sibu_array_free(medians);
    sibu_array_free(times_drawn);
    sibu_array_free(sorted);
    return status;
}
