/* Windows as disjoint pieces of the week, minute by minute: see policy_week.h. */
#include "draw/policy_week.h"

#include "draw/policy_time.h"

/* Which window has each minute of the week: its index + 1, or 0. */
struct week {
    uint16_t owner[POLICY_WEEK_MINUTES];
};

/* Claims the minutes of one beginning of a window; false where another weight is there already, *other its window. */
static int claim(struct week *week, const struct policy *policy, uint32_t window, int32_t day, uint32_t *other)
{
    const struct policy_window *it = &policy->windows[window];
    struct policy_hours hours = {it->days, it->from_minute, it->to_minute};
    int32_t from = day * POLICY_DAY_MINUTES + it->from_minute;
    int32_t minutes = policy_time_minutes(&hours);
    for (int32_t m = from; m < from + minutes; m++) {
        uint16_t *owner = &week->owner[m % POLICY_WEEK_MINUTES]; /* Sunday night ends on Monday */
        if (*owner != 0 && policy->windows[*owner - 1].weight_milli != it->weight_milli) {
            *other = *owner - 1u;
            return 0;
        }
        if (*owner == 0) {
            *owner = (uint16_t)(window + 1);
        }
    }
    return 1;
}

static int64_t weight_at(const struct week *week, const struct policy *policy, int32_t minute)
{
    uint16_t owner = week->owner[minute];
    return owner != 0 ? policy->windows[owner - 1].weight_milli : 0;
}

/* Writes the pieces to `out` where it is not NULL; returns how many there are. */
static uint32_t cut(const struct week *week, const struct policy *policy, struct policy_segment *out)
{
    uint32_t count = 0;
    int64_t before = 0;
    for (int32_t minute = 0; minute < POLICY_WEEK_MINUTES; minute++) {
        int64_t weight = weight_at(week, policy, minute);
        if (weight > 0 && weight != before) {
            count++;
        }
        if (weight > 0 && out != NULL) {
            struct policy_segment *piece = &out[count - 1];
            piece->from_minute = weight != before ? minute : piece->from_minute;
            piece->to_minute = minute + 1;
            piece->weight_milli = weight;
        }
        before = weight;
    }
    return count;
}

enum sibu_status policy_week_lay(struct policy *policy, uint32_t *first, uint32_t *second)
{
    struct week week = {{0}};
    for (uint32_t i = 0; i < policy->window_count; i++) {
        for (int32_t day = 0; day < 7; day++) {
            if ((policy->windows[i].days >> day & 1) != 0 && !claim(&week, policy, i, day, first)) {
                *second = i;
                return SIBU_NO;
            }
        }
    }
    uint32_t count = cut(&week, policy, NULL);
    struct policy_segment *segments = sibu_arena_take(&policy->arena, count, sizeof *segments);
    if (segments == NULL) {
        return SIBU_NO_MEMORY;
    }
    policy->segment_count = cut(&week, policy, segments);
    policy->segments = segments;
    return SIBU_OK;
}
