/* The rules of the draw: how often drills may start, when, when never, and for whom. Read from JSON (docs/policy.md).
 *
 * A policy is immutable once open, owns all that its pointers lead to, and may be read by any number of threads.
 * Weights are whole thousandths, so that sums over a half-year are exact on every machine.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/zone.h"
#include "sibu/memory.h"
#include "sibu/site.h"

#define POLICY_SITES_MAX 1000
#define POLICY_WINDOWS_MAX 64
#define POLICY_NEVERS_MAX 400
#define POLICY_SHIFTS_MAX 63
#define POLICY_WEEK_MINUTES 10080

/* Open hours of the week as disjoint pieces, ascending: minutes since Monday 00:00 on the wall clock, [from, to). */
struct policy_segment {
    int32_t from_minute, to_minute;
    int64_t weight_milli; /* > 0 */
};
struct policy_window { /* as written */
    uint8_t days; /* bit 0 Monday .. bit 6 Sunday: the days it begins on */
    int32_t from_minute, to_minute; /* of the day; to <= from: it ends on the next day */
    int64_t weight_milli; /* 1 .. 1,000,000 */
};
struct policy_never {
    int64_t from_days, to_days; /* dates on the wall clock, both included (date.h) */
    struct sibu_name reason; /* "" where none is given */
};
struct policy_shift {
    const char *id;
    uint8_t days; /* the days it begins on */
    int32_t from_minute, to_minute; /* of the day; to <= from: it ends on the next day */
    int always; /* 1: on at all times, the rest is 0 */
};
struct policy_site {
    const char *site, *roster; /* paths as written, seen from the policy's folder */
};

struct policy {
    int64_t tick_s; /* a divisor of 3600, in [10, 3600] */
    double mean_per_half_year; /* expected starts of all sites together, in (0, 100] */
    int32_t gap_days; /* no draw starts a drill for so many times 24 h after a start; in [0, 180] */
    int64_t limit_s; /* a drill that nobody ends closes itself, in [60, 14400] */
    const struct policy_window *windows;
    uint32_t window_count;
    const struct policy_segment *segments; /* the windows, without overlaps */
    uint32_t segment_count;
    const struct policy_never *nevers; /* as written; may overlap */
    uint32_t never_count;
    const struct policy_never *nevers_merged; /* ascending, disjoint, not touching; no reasons */
    uint32_t never_merged_count;
    double grade_weights[4]; /* 'A'..'D' */
    const char *timezone; /* of windows and nevers; "": the first site's */
    const struct policy_shift *shifts; /* "always" is among them */
    uint32_t shift_count;
    const char *families; /* folder, as written; "": those that come with Sibu */
    const char *const *allowed; /* family ids, or NULL: all families may be drawn */
    uint32_t allowed_count;
    const struct policy_site *sites;
    uint32_t site_count;
    uint8_t hash[32]; /* of the file's bytes */
    struct sibu_arena arena; /* owns everything above */
};

/* Reads and checks. Besides the values' ranges it refuses windows of no length, overlapping windows of different weights,
 * never-times that end before they begin, and a mean that the gap leaves no room for. The fault names the JSON pointer,
 * and *out is NULL then. The caller closes it. */
SIBU_MUST_USE enum sibu_status policy_open(struct policy **out, const char *name, const char *bytes, size_t length,
                                           struct sibu_fault *fault);
void policy_close(struct policy *policy); /* NULL is allowed */

/* The weight of the moment `time_us` in thousandths: 0 outside the windows and at never-times. `zone` is the policy's. */
int64_t policy_weight_milli(const struct policy *policy, const struct zone *zone, int64_t time_us);
int policy_is_never(const struct policy *policy, const struct zone *zone, int64_t time_us);
/* The sum of the weights of all ticks T with from_us <= T < to_us, in thousandths; exact. Ticks are the multiples of
 * tick_s since 1970 (UTC). from_us > to_us gives 0. Cost: about the weeks' rest and the never-times, not the ticks. */
int64_t policy_weight_sum_milli(const struct policy *policy, const struct zone *zone, int64_t from_us, int64_t to_us);

uint32_t policy_find_shift(const struct policy *policy, const char *id); /* SIBU_NONE where there is none */
/* Is the shift on at this moment on the wall clock of `zone` (the site's)? */
int policy_shift_on(const struct policy *policy, const struct zone *zone, uint32_t shift, int64_t time_us);
int policy_allows_family(const struct policy *policy, const char *family);
