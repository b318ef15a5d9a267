/* Weights tick by tick: see weights.h. The clock on the wall runs on evenly between two changes of its offset. */
#include "draw/weights.h"

#define DAY_S 86400
#define MONDAY 3 /* 1970-01-01 was a Thursday */

/* Where the walk through the ticks stands in the lists of moments, which ascend. Dates do not always: a clock set back at
 * midnight shows the day before once more. */
struct walk {
    const struct weights_def *def;
    size_t offset, closed;
};

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t window_weight(const struct weights_def *def, int32_t minute)
{
    size_t low = 0;
    size_t high = def->segment_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (def->segments[middle].to_minute <= minute) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < def->segment_count && def->segments[low].from_minute <= minute ? def->segments[low].weight_milli : 0;
}

static int is_never(const struct weights_def *def, int64_t day)
{
    size_t low = 0;
    size_t high = def->never_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (def->nevers[middle].to_days < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < def->never_count && def->nevers[low].from_days <= day;
}

static int64_t weight_at(struct walk *walk, int64_t time_s)
{
    const struct weights_def *def = walk->def;
    while (walk->offset + 1 < def->offset_count && def->offsets[walk->offset + 1].from_s <= time_s) {
        walk->offset++;
    }
    while (walk->closed < def->closed_count && def->closed[walk->closed].to_s <= time_s) {
        walk->closed++;
    }
    if (walk->closed < def->closed_count && def->closed[walk->closed].from_s <= time_s) {
        return 0;
    }
    int64_t wall_s = time_s + def->offsets[walk->offset].offset_s;
    int64_t day = floor_divide(wall_s, DAY_S);
    if (is_never(def, day)) {
        return 0;
    }
    int64_t weekday = ((day + MONDAY) % 7 + 7) % 7;
    return window_weight(def, (int32_t)(weekday * 1440 + (wall_s - day * DAY_S) / 60));
}

void weights_fill(const struct weights_def *def, int64_t first, size_t count, int64_t *out)
{
    struct walk walk = {.def = def};
    for (size_t i = 0; i < count; i++) {
        out[i] = weight_at(&walk, (first + (int64_t)i) * def->tick_s);
    }
}

int64_t weights_sum(const struct weights_def *def, int64_t first, size_t count)
{
    struct walk walk = {.def = def};
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weight_at(&walk, (first + (int64_t)i) * def->tick_s);
    }
    return sum;
}
