/* See rank_interval.h. */
#include "evaluate/rank_interval.h"

#include <stdlib.h>

#include "sibu/memory.h"

struct entry {
    double low, high;
    size_t index;
};

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static int compare_lows(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->low < right->low) {
        return -1;
    }
    if (left->low > right->low) {
        return 1;
    }
    return (left->index > right->index) - (left->index < right->index);
}

/* By low ends: a chain ends where the next low is above all highs so far. */
static void set_ties(const struct entry *sorted, size_t count, struct rank_place *places)
{
    for (size_t from = 0, to = 0; from < count; from = to) {
        double reach = sorted[from].high;
        while (to < count && (to == from || sorted[to].low <= reach)) {
            reach = sorted[to].high > reach ? sorted[to].high : reach;
            to++;
        }
        for (size_t i = from; i < to; i++) {
            places[sorted[i].index].rank = (uint32_t)from + 1;
            places[sorted[i].index].tied = (uint32_t)(to - from);
        }
    }
}

/* Going up by low ends, the highs below are counted on the way. */
static void set_best(const struct entry *sorted, const double *highs, size_t count, struct rank_place *places)
{
    size_t before = 0;
    for (size_t i = 0; i < count; i++) {
        while (before < count && highs[before] < sorted[i].low) {
            before++;
        }
        places[sorted[i].index].best = (uint32_t)before + 1;
    }
}

/* How many lows are not above the high end: by halving. */
static void set_worst(const struct entry *sorted, size_t count, struct rank_place *places)
{
    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (sorted[middle].low <= sorted[i].high) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        places[sorted[i].index].worst = (uint32_t)low;
    }
}

enum sibu_status rank_intervals(const struct rank_interval *intervals, size_t count, struct rank_place *places,
                                struct sibu_fault *fault)
{
    struct entry *sorted = sibu_array_new(count, sizeof *sorted);
    double *highs = sibu_array_new(count, sizeof *highs);
    enum sibu_status status = SIBU_OK;
    if (sorted == NULL || highs == NULL) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    } else {
        for (size_t i = 0; i < count; i++) {
            sorted[i] = (struct entry){intervals[i].low, intervals[i].high, i};
            highs[i] = intervals[i].high;
        }
        qsort(sorted, count, sizeof *sorted, compare_lows);
        qsort(highs, count, sizeof *highs, compare_numbers);
        set_ties(sorted, count, places);
        set_best(sorted, highs, count, places);
        set_worst(sorted, count, places);
    }
    sibu_array_free(highs);
    sibu_array_free(sorted);
    return status;
}
