/* Calendar periods: see period.h. */
#include "draw/period.h"

#include "draw/date.h"

#define SECOND_US INT64_C(1000000)

void period_around(enum policy_period period, const struct zone *zone, int64_t time_us, int64_t *from_us,
                   int64_t *to_us)
{
    static const int32_t MONTHS[] = {6, 3, 1, 6};
    struct zone_local local;
    zone_local(zone, time_us, &local);
    int32_t months = MONTHS[period];
    int32_t first = (local.month - 1) / months * months + 1;
    int32_t after = first + months;
    struct date from = {local.year, first, 1};
    struct date to = {after > 12 ? local.year + 1 : local.year, after > 12 ? after - 12 : after, 1};
    *from_us = zone_utc_us(zone, date_days(from), 0);
    *to_us = zone_utc_us(zone, date_days(to), 0);
}

size_t period_offsets(const struct zone *zone, int64_t from_s, int64_t to_s, struct weights_offset *out, size_t max)
{
    size_t count = 0;
    int64_t before = INT64_MIN;
    for (int64_t at_s = from_s; at_s < to_s;) {
        int64_t offset = zone_offset_s(zone, at_s * SECOND_US);
        if (offset != before && count < max) {
            out[count] = (struct weights_offset){at_s, offset};
        }
        count += offset != before;
        before = offset;
        int64_t next_us = zone_next_change_us(zone, at_s * SECOND_US);
        at_s = next_us / SECOND_US >= to_s ? to_s : next_us / SECOND_US;
    }
    return count;
}
