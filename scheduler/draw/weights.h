/* How likely each tick is beside another: windows by weekday and hour, never-times, on a wall clock.
 *
 * Whole numbers only, and nothing but what stands in the ledger: two readers get the same weights without a time zone
 * database. Pure; the pointers are the caller's.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#define WEIGHTS_WEEK_MINUTES 10080

/* Open minutes of the week as disjoint pieces, ascending: minutes since Monday 00:00 on the wall clock, [from, to). */
struct weights_segment {
    int32_t from_minute, to_minute;
    int64_t weight_milli; /* > 0, at most 1,000,000 */
};
/* Dates on the wall clock, both included (date.h); ascending, disjoint. */
struct weights_days {
    int64_t from_days, to_days;
};
/* Moments, [from, to), seconds since 1970 (UTC); ascending, disjoint. */
struct weights_span {
    int64_t from_s, to_s;
};
/* From here on the wall clock is so many seconds east of UTC; ascending. Before the first one it holds too. */
struct weights_offset {
    int64_t from_s, offset_s;
};
struct weights_def {
    int64_t tick_s;
    const struct weights_segment *segments;
    size_t segment_count;
    const struct weights_days *nevers;
    size_t never_count;
    const struct weights_span *closed;
    size_t closed_count;
    const struct weights_offset *offsets; /* one at least */
    size_t offset_count;
};

/* The weights, in thousandths, of `count` ticks from index `first` on; tick k is the moment k tick_s since 1970. A tick is
 * open in the minute of the week that the wall clock shows at it. */
void weights_fill(const struct weights_def *def, int64_t first, size_t count, int64_t *out);
/* Their sum: at most 1,000,000 a tick, so 2^63 is never reached. */
int64_t weights_sum(const struct weights_def *def, int64_t first, size_t count);
