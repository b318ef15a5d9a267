/* See trend.h. */
#include "evaluate/trend.h"

#include <math.h>
#include <stdlib.h>

#include "evaluate/chance.h"
#include "sibu/memory.h"

/* How many orders of n values have how many pairs that fall, as a share of all orders: how many earlier ones the k-th
 * value is below is uniform in 0..k-1 (Kendall). */
#define PAIRS_EXACT_MAX (TREND_EXACT_MAX * (TREND_EXACT_MAX - 1) / 2)
struct orders {
    double share[PAIRS_EXACT_MAX + 1];
    size_t pairs;
};

struct ties {
    double pairs, triples, weighted; /* sums of t (t - 1), t (t - 1) (t - 2), t (t - 1) (2 t + 5) */
};

static int sign(double x)
{
    return (x > 0.0) - (x < 0.0);
}

static int compare(const void *a, const void *b)
{
    return sign(*(const double *)a - *(const double *)b);
}

static double median(const double *sorted, size_t count)
{
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2.0;
}

static struct ties count_ties(double *values, size_t count)
{
    struct ties ties = {0};
    qsort(values, count, sizeof *values, compare);
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && !(values[to] > values[from])) {
            to++;
        }
        double t = (double)(to - from);
        ties.pairs += t * (t - 1.0);
        ties.triples += t * (t - 1.0) * (t - 2.0);
        ties.weighted += t * (t - 1.0) * (2.0 * t + 5.0);
    }
    return ties;
}

static double variance_of(size_t count, struct ties times, struct ties values)
{
    double n = (double)count;
    double variance = (n * (n - 1.0) * (2.0 * n + 5.0) - times.weighted - values.weighted) / 18.0;
    variance += times.pairs * values.pairs / (2.0 * n * (n - 1.0));
    return count < 3 ? variance : variance + times.triples * values.triples / (9.0 * n * (n - 1.0) * (n - 2.0));
}

static void count_orders(size_t n, struct orders *orders)
{
    *orders = (struct orders){.share = {1.0}};
    for (size_t k = 2; k <= n; k++) {
        orders->pairs += k - 1;
        for (size_t i = orders->pairs + 1; i-- > 0;) {
            double sum = 0.0;
            for (size_t j = 0; j < k && j <= i; j++) {
                sum += orders->share[i - j];
            }
            orders->share[i] = sum / (double)k;
        }
    }
}

/* P(S >= s), s > 0 or 0: at most (pairs - s) / 2 pairs fall. */
static double exact_above(const struct orders *orders, int64_t s)
{
    double sum = 0.0;
    for (int64_t i = 0; i <= ((int64_t)orders->pairs - s) / 2; i++) {
        sum += orders->share[i];
    }
    return sum;
}

/* Kendall's test at 2.5 % each side refuses from S = k on: the smallest such k of the right parity, or 0 where none. */
static int64_t refused_from(const struct orders *orders)
{
    double sum = 0.0;
    int64_t least = 0;
    for (int64_t i = 0; 2 * i <= (int64_t)orders->pairs; i++) {
        sum += orders->share[i];
        if (sum > CHANCE_ERROR / 2.0) {
            break;
        }
        least = (int64_t)orders->pairs - 2 * i;
    }
    return least;
}

/* slopes[] sorted. S not refused: the interval lies between the ranks m and slope_count + 1 - m. */
static void set_interval(struct trend *out, const double *slopes, size_t slope_count, const struct orders *orders)
{
    int64_t m = 0;
    if (orders != NULL) {
        int64_t from = refused_from(orders);
        m = from > 0 ? ((int64_t)slope_count - from) / 2 + 1 : 0;
    } else {
        m = (int64_t)floor(((double)slope_count - CHANCE_Z_95 * sqrt(out->variance)) / 2.0);
    }
    out->bounded = m >= 1 && (size_t)m <= slope_count;
    if (out->bounded) {
        out->slope_low = slopes[m - 1];
        out->slope_high = slopes[slope_count - (size_t)m];
    }
}

static size_t take_slopes(const struct between_value *points, size_t count, double *slopes, int64_t *s)
{
    size_t slope_count = 0;
    *s = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            double time = points[i].time - points[j].time, value = points[i].value - points[j].value;
            *s += sign(time) * sign(value);
            if (sign(time) != 0) {
                slopes[slope_count++] = value / time;
            }
        }
    }
    qsort(slopes, slope_count, sizeof *slopes, compare);
    return slope_count;
}

/* room[] holds a value for each point. */
static void set_test(const struct between_value *points, double *room, struct trend *out, struct orders *orders)
{
    for (size_t i = 0; i < out->n; i++) {
        room[i] = points[i].time;
    }
    struct ties times = count_ties(room, out->n);
    for (size_t i = 0; i < out->n; i++) {
        room[i] = points[i].value;
    }
    struct ties values = count_ties(room, out->n);
    out->variance = variance_of(out->n, times, values);
    double size = (double)(out->s < 0 ? -out->s : out->s);
    out->z = size > 0.0 && out->variance > 0.0 ? (size - 1.0) / sqrt(out->variance) * (out->s < 0 ? -1.0 : 1.0) : 0.0;
    out->p_normal = size > 0.0 ? 2.0 * chance_normal_above(fabs(out->z)) : 1.0;
    out->p = out->p_normal;
    if (out->n <= TREND_EXACT_MAX && times.pairs + values.pairs < 1.0) {
        count_orders(out->n, orders);
        double both = 2.0 * exact_above(orders, (int64_t)size);
        out->p_exact = both < 1.0 ? both : 1.0;
        out->p = out->p_exact;
    }
}

static void set_line(const struct between_value *points, double *room, const double *slopes, size_t slope_count,
                     struct trend *out)
{
    out->slope = slope_count > 0 ? median(slopes, slope_count) : 0.0;
    for (size_t i = 0; i < out->n; i++) {
        room[i] = points[i].value - out->slope * points[i].time;
    }
    qsort(room, out->n, sizeof *room, compare);
    out->level = median(room, out->n);
}

enum sibu_status trend_take(const struct between_value *points, size_t count, struct trend *out,
                            struct sibu_fault *fault)
{
    *out = (struct trend){.p_normal = 1.0, .p_exact = -1.0, .p = 1.0};
    if (count > TREND_POINTS_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "", "趋势最多可由 4000 次演练算出",
                              "a trend takes 4000 drills at most");
    }
    if (count == 0) {
        return SIBU_OK;
    }
    double *slopes = sibu_array_new(count * (count - 1) / 2, sizeof *slopes);
    double *room = sibu_array_new(count, sizeof *room);
    struct orders *orders = sibu_array_new(1, sizeof *orders);
    enum sibu_status status = SIBU_OK;
    if (slopes == NULL || room == NULL || orders == NULL) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    } else {
        out->n = (uint32_t)count;
        size_t slope_count = take_slopes(points, count, slopes, &out->s);
        if (count > 1) {
            set_test(points, room, out, orders);
            set_interval(out, slopes, slope_count, out->p_exact < 0.0 ? NULL : orders);
        }
        set_line(points, room, slopes, slope_count, out);
    }
    sibu_array_free(orders);
    sibu_array_free(room);
    sibu_array_free(slopes);
    return status;
}
