/* See comparison.h. The rank within an ensemble as a probability is that of a Monte Carlo test (Barnard 1963).
 */
#include "evaluate/comparison.h"

#include <math.h>
#include <stdlib.h>

static const double SLACK = 1e-9; /* areas are sums of products, and miss equality by a rounding */

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static int compare_counts(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* The least of so many sorted values that the share of them does not exceed. */
static uint32_t quantile_of(const uint32_t *sorted, uint32_t count, uint32_t percent)
{
    uint32_t rank = (uint32_t)(((uint64_t)count * percent + 99) / 100);
    return sorted[rank > 0 ? rank - 1 : 0];
}

/* At all of the runs' times, also those after the end. */
static void fill_band(const struct comparison_def *def, uint32_t *sample, struct sibu_band *band)
{
    for (size_t k = 0; k < def->points; k++) {
        for (uint32_t i = 0; i < def->run_count; i++) {
            sample[i] = def->runs != NULL ? def->runs[i * def->points + k] : 0;
        }
        qsort(sample, def->run_count, sizeof *sample, compare_counts);
        band[k] = (struct sibu_band){quantile_of(sample, def->run_count, 5), quantile_of(sample, def->run_count, 50),
                                     quantile_of(sample, def->run_count, 95)};
    }
}

static double add_strip(const double *times_s, size_t k, double before, double now)
{
    return 0.5 * (before + now) * (times_s[k] - times_s[k - 1]);
}

static double area_of(const struct comparison *comparison, const uint32_t *counts)
{
    double area = 0.0;
    for (size_t k = 1; k < comparison->points && counts != NULL; k++) {
        area += add_strip(comparison->times_s, k, (double)counts[k - 1], (double)counts[k]);
    }
    return area;
}

static double median_area(const struct comparison *comparison)
{
    double area = 0.0;
    for (size_t k = 1; k < comparison->points; k++) {
        area += add_strip(comparison->times_s, k, (double)comparison->band[k - 1].p50, (double)comparison->band[k].p50);
    }
    return area;
}

static void rank(struct comparison *out, const struct comparison_def *def)
{
    double middle = median_area(out);
    uint32_t as_far = 0;
    out->area_person_s = area_of(out, out->counts) - middle;
    double far = fabs(out->area_person_s);
    for (uint32_t i = 0; i < def->run_count; i++) {
        double area = area_of(out, def->runs != NULL ? def->runs + i * def->points : NULL);
        as_far += fabs(area - middle) >= far - SLACK * (1.0 + far) ? 1 : 0;
    }
    out->p = (1.0 + (double)as_far) / ((double)def->run_count + 1.0);
}

/* The squares between the drill and the median, which comes so much later. */
static double squares(const struct comparison *comparison, const struct comparison_def *def, double shift_s)
{
    double sum = 0.0;
    size_t to = 1; /* the first of the median's points from the second on that is not before the time */
    for (size_t k = 0; k < comparison->points; k++) {
        double at_s = def->times_s[k] - shift_s;
        while (to + 1 < def->points && def->times_s[to] < at_s) {
            to++;
        }
        double from_s = def->times_s[to - 1], share = (at_s - from_s) / (def->times_s[to] - from_s);
        double before = (double)comparison->band[to - 1].p50, after = (double)comparison->band[to].p50;
        share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
        double apart = (double)comparison->counts[k] - (before + share * (after - before));
        sum += apart * apart;
    }
    return sum;
}

static void align(struct comparison *out, const struct comparison_def *def)
{
    double until_s = out->times_s[out->points - 1], least = squares(out, def, 0.0);
    int most = until_s < (double)COMPARISON_SHIFT_MAX_S ? (int)until_s : COMPARISON_SHIFT_MAX_S, best = 0;
    for (int shift = 1; shift <= most; shift++) {
        for (int sign = 1; sign >= -1; sign -= 2) {
            double sum = squares(out, def, (double)(sign * shift));
            if (sum < least - SLACK * (1.0 + least)) {
                least = sum;
                best = sign * shift;
            }
        }
    }
    out->has_shift = out->counts[out->points - 1] > 0 && out->band[def->points - 1].p50 > 0 && abs(best) < most;
    out->shift_s = out->has_shift ? (double)best : 0.0;
}

static void find_departure(struct comparison *out)
{
    struct sibu_forecast bands = {.runs = out->runs, .points = out->points, .times_s = out->times_s};
    bands.curves[SIBU_CURVE_OUT] = out->band;
    out->departure = sibu_forecast_compare(&bands, SIBU_CURVE_OUT, out->counts, out->points);
}

/* How many there were at each time up to the end. */
static size_t count_seen(const struct comparison_def *def, const double *seen_s, size_t seen, uint32_t *counts)
{
    size_t points = 0, people = 0;
    while (points < def->points && def->times_s[points] <= def->end_s) {
        while (people < seen && seen_s[people] <= def->times_s[points]) {
            people++;
        }
        counts[points++] = (uint32_t)people;
    }
    return points;
}

enum sibu_status comparison_take(struct comparison *out, const struct comparison_def *def, const double *seen_s,
                                 size_t seen, struct sibu_arena *arena, struct sibu_fault *fault)
{
    uint32_t *sample = sibu_array_new(def->run_count, sizeof *sample);
    uint32_t *counts = sibu_arena_take(arena, def->points, sizeof *counts);
    struct sibu_band *band = sibu_arena_take(arena, def->points, sizeof *band);
    *out = (struct comparison){.times_s = def->times_s, .counts = counts, .band = band, .runs = def->run_count};
    if (sample == NULL || counts == NULL || band == NULL) {
        sibu_array_free(sample);
        return no_memory(fault);
    }
    out->points = count_seen(def, seen_s, seen, counts);
    fill_band(def, sample, band);
    if (out->points >= 2) {
        find_departure(out);
        rank(out, def);
        align(out, def);
    }
    sibu_array_free(sample);
    return SIBU_OK;
}
