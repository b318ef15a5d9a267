/* Windows as disjoint pieces of the week, minute by minute: see policy_week.h. */
#include "draw/policy_week.h"

#include "draw/policy_time.h"

/* Which window has each minute of the week: its index + 1, or 0. */
struct week {
    uint16_t owner[WEIGHTS_WEEK_MINUTES];
};

/* Claims the minutes of one beginning of a window; false where another weight is there already, *other its window. */
static int claim(struct week *week, const struct policy_rules *rules, uint32_t window, int32_t day, uint32_t *other)
{
    const struct policy_window *it = &rules->windows[window];
    struct policy_hours hours = {it->days, it->from_minute, it->to_minute};
    int32_t from = day * POLICY_DAY_MINUTES + it->from_minute;
    int32_t minutes = policy_time_minutes(&hours);
    for (int32_t m = from; m < from + minutes; m++) {
        uint16_t *owner = &week->owner[m % WEIGHTS_WEEK_MINUTES]; /* Sunday night ends on Monday */
        if (*owner != 0 && rules->windows[*owner - 1].weight_milli != it->weight_milli) {
            *other = *owner - 1u;
            return 0;
        }
        if (*owner == 0) {
            *owner = (uint16_t)(window + 1);
        }
    }
    return 1;
}

static int64_t weight_at(const struct week *week, const struct policy_rules *rules, int32_t minute)
{
    uint16_t owner = week->owner[minute];
    return owner != 0 ? rules->windows[owner - 1].weight_milli : 0;
}

/* Writes the pieces to `out` where it is not NULL; returns how many there are. */
static uint32_t cut(const struct week *week, const struct policy_rules *rules, struct weights_segment *out)
{
    uint32_t count = 0;
    int64_t before = 0;
    for (int32_t minute = 0; minute < WEIGHTS_WEEK_MINUTES; minute++) {
        int64_t weight = weight_at(week, rules, minute);
        if (weight > 0 && weight != before) {
            count++;
        }
        if (weight > 0 && out != NULL) {
            struct weights_segment *piece = &out[count - 1];
            piece->from_minute = weight != before ? minute : piece->from_minute;
            piece->to_minute = minute + 1;
            piece->weight_milli = weight;
        }
        before = weight;
    }
    return count;
}

enum sibu_status policy_week_lay(struct policy_rules *rules, struct sibu_arena *arena, uint32_t *first,
                                 uint32_t *second)
{
    struct week week = {{0}};
    for (uint32_t i = 0; i < rules->window_count; i++) {
        for (int32_t day = 0; day < 7; day++) {
            if ((rules->windows[i].days >> day & 1) != 0 && !claim(&week, rules, i, day, first)) {
                *second = i;
                return SIBU_NO;
            }
        }
    }
    uint32_t count = cut(&week, rules, NULL);
    struct weights_segment *segments = sibu_arena_take(arena, count, sizeof *segments);
    if (segments == NULL) {
        return SIBU_NO_MEMORY;
    }
    rules->segment_count = cut(&week, rules, segments);
    rules->segments = segments;
    return SIBU_OK;
}
