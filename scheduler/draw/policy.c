/* What is asked of a policy once it is read: see policy.h. Pure; whole numbers only. Depends on: zone.
 *
 * Sums go piece by piece of constant offset to UTC; inside a piece the wall clock runs on evenly, a tick shows the wall
 * second k tick_s + offset, and whole weeks all hold the same weight, because tick_s divides a week.
 */
#include "draw/policy.h"

#include <string.h>

#include "draw/policy_time.h"

#define SECOND_US INT64_C(1000000)
#define DAY_S 86400
#define WEEK_S 604800
#define FIRST_MONDAY_S (INT64_C(4) * DAY_S) /* 1970-01-05 */

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t ceil_divide(int64_t a, int64_t b)
{
    return a / b + (a % b > 0);
}

/* The first merged never-time that ends on this day or later; never_merged_count where there is none. */
static uint32_t first_never(const struct policy *policy, int64_t days)
{
    uint32_t low = 0;
    uint32_t high = policy->never_merged_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (policy->nevers_merged[middle].to_days < days) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int policy_is_never(const struct policy *policy, const struct zone *zone, int64_t time_us)
{
    struct zone_local local;
    zone_local(zone, time_us, &local);
    uint32_t i = first_never(policy, local.days);
    return i < policy->never_merged_count && policy->nevers_merged[i].from_days <= local.days;
}

static int32_t minute_of_day(const struct zone_local *local)
{
    return local->hour * 60 + local->minute;
}

/* The weight of a minute of the week, windows only. */
static int64_t week_weight(const struct policy *policy, int32_t minute)
{
    for (uint32_t i = 0; i < policy->segment_count; i++) {
        const struct policy_segment *piece = &policy->segments[i];
        if (minute < piece->to_minute) {
            return minute >= piece->from_minute ? piece->weight_milli : 0;
        }
    }
    return 0;
}

int64_t policy_weight_milli(const struct policy *policy, const struct zone *zone, int64_t time_us)
{
    struct zone_local local;
    if (policy_is_never(policy, zone, time_us)) {
        return 0;
    }
    zone_local(zone, time_us, &local);
    return week_weight(policy, local.weekday * POLICY_DAY_MINUTES + minute_of_day(&local));
}

/* A stretch of wall-clock seconds [from_s, to_s) in which the offset is the same. */
struct stretch {
    int64_t from_s, to_s;
    int64_t offset_s;
};

/* How many ticks show a wall second in [from_s, to_s). */
static int64_t count_ticks(const struct policy *policy, int64_t offset_s, int64_t from_s, int64_t to_s)
{
    return to_s <= from_s
               ? 0
               : ceil_divide(to_s - offset_s, policy->tick_s) - ceil_divide(from_s - offset_s, policy->tick_s);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The weight of the part of the stretch that lies in the week that begins at the wall second week_s. */
static int64_t sum_in_week(const struct policy *policy, const struct stretch *stretch, int64_t week_s)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < policy->segment_count; i++) {
        const struct policy_segment *piece = &policy->segments[i];
        int64_t from_s = most(stretch->from_s, week_s + (int64_t)piece->from_minute * 60);
        int64_t to_s = least(stretch->to_s, week_s + (int64_t)piece->to_minute * 60);
        sum += piece->weight_milli * count_ticks(policy, stretch->offset_s, from_s, to_s);
    }
    return sum;
}

/* The weight of a stretch, windows only. */
static int64_t sum_windows(const struct policy *policy, const struct stretch *stretch)
{
    if (stretch->to_s <= stretch->from_s) {
        return 0;
    }
    int64_t first = floor_divide(stretch->from_s - FIRST_MONDAY_S, WEEK_S);
    int64_t last = floor_divide(stretch->to_s - 1 - FIRST_MONDAY_S, WEEK_S);
    int64_t first_s = FIRST_MONDAY_S + first * WEEK_S;
    int64_t sum = sum_in_week(policy, stretch, first_s);
    if (last > first) {
        sum += sum_in_week(policy, stretch, FIRST_MONDAY_S + last * WEEK_S);
    }
    if (last > first + 1) {
        struct stretch whole = {first_s + WEEK_S, first_s + (int64_t)2 * WEEK_S, stretch->offset_s};
        sum += (last - first - 1) * sum_in_week(policy, &whole, whole.from_s);
    }
    return sum;
}

/* The weight of a stretch, never-times taken off. */
static int64_t sum_stretch(const struct policy *policy, const struct stretch *stretch)
{
    int64_t sum = sum_windows(policy, stretch);
    for (uint32_t i = first_never(policy, floor_divide(stretch->from_s, DAY_S)); i < policy->never_merged_count; i++) {
        const struct policy_never *never = &policy->nevers_merged[i];
        struct stretch closed = {most(stretch->from_s, never->from_days * DAY_S),
                                 least(stretch->to_s, (never->to_days + 1) * DAY_S), stretch->offset_s};
        if (closed.from_s >= stretch->to_s) {
            break;
        }
        sum -= sum_windows(policy, &closed);
    }
    return sum;
}

int64_t policy_weight_sum_milli(const struct policy *policy, const struct zone *zone, int64_t from_us, int64_t to_us)
{
    int64_t at_s = ceil_divide(from_us, SECOND_US); /* ticks are whole seconds */
    int64_t end_s = ceil_divide(to_us, SECOND_US);
    int64_t sum = 0;
    while (at_s < end_s) {
        int64_t change_us = zone_next_change_us(zone, at_s * SECOND_US);
        int64_t next_s = least(end_s, change_us / SECOND_US);
        int64_t offset_s = zone_offset_s(zone, at_s * SECOND_US);
        struct stretch stretch = {at_s + offset_s, next_s + offset_s, offset_s};
        sum += sum_stretch(policy, &stretch);
        at_s = next_s;
    }
    return sum;
}

uint32_t policy_find_shift(const struct policy *policy, const char *id)
{
    for (uint32_t i = 0; i < policy->shift_count; i++) {
        if (strcmp(policy->shifts[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

int policy_shift_on(const struct policy *policy, const struct zone *zone, uint32_t shift, int64_t time_us)
{
    const struct policy_shift *it = &policy->shifts[shift];
    if (it->always) {
        return 1;
    }
    struct zone_local local;
    zone_local(zone, time_us, &local);
    int32_t minute = minute_of_day(&local);
    int today = it->days >> local.weekday & 1;
    int yesterday = it->days >> (local.weekday + 6) % 7 & 1;
    if (it->to_minute > it->from_minute) {
        return today && minute >= it->from_minute && minute < it->to_minute;
    }
    return (today && minute >= it->from_minute) || (yesterday && minute < it->to_minute);
}

int policy_allows_family(const struct policy *policy, const char *family)
{
    for (uint32_t i = 0; i < policy->allowed_count; i++) {
        if (strcmp(policy->allowed[i], family) == 0) {
            return 1;
        }
    }
    return policy->allowed == NULL;
}

void policy_close(struct policy *policy)
{
    if (policy != NULL) {
        sibu_arena_clear(&policy->arena);
        sibu_array_free(policy);
    }
}
