/* What is asked of a time zone once it is read: see zone.h. Pure. Depends on: date, zone_rule. */
#include "draw/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/date.h"
#include "draw/zone_data.h"

#define SECOND_US INT64_C(1000000)
#define DAY_S 86400

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

int zone_name_valid(const char *name)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_";
    if (strlen(name) >= ZONE_NAME_BYTES) {
        return 0;
    }
    for (;;) {
        size_t part = strspn(name, LETTERS);
        if (part == 0 || (name[part] != '/' && name[part] != '\0')) {
            return 0;
        }
        if (name[part] == '\0') {
            return 1;
        }
        name += part + 1;
    }
}

/* How many changes have come by time_s. */
static size_t changes_by(const struct zone *zone, int64_t time_s)
{
    size_t low = 0;
    size_t high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes_s[middle] <= time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int32_t offset_s(const struct zone *zone, int64_t time_s)
{
    size_t come = changes_by(zone, time_s);
    if (come == zone->count && zone->has_rule) {
        return zone_rule_offset_s(&zone->rule, time_s);
    }
    return come == 0 ? zone->first_offset_s : zone->offsets_s[come - 1];
}

static int64_t next_change_s(const struct zone *zone, int64_t time_s)
{
    size_t come = changes_by(zone, time_s);
    if (come < zone->count) {
        return zone->changes_s[come];
    }
    return zone->has_rule ? zone_rule_next_s(&zone->rule, time_s) : INT64_MAX;
}

int32_t zone_offset_s(const struct zone *zone, int64_t time_us)
{
    return offset_s(zone, floor_divide(time_us, SECOND_US));
}

int64_t zone_next_change_us(const struct zone *zone, int64_t time_us)
{
    int64_t next_s = next_change_s(zone, floor_divide(time_us, SECOND_US));
    return next_s <= INT64_MAX / SECOND_US ? next_s * SECOND_US : INT64_MAX;
}

void zone_local(const struct zone *zone, int64_t time_us, struct zone_local *out)
{
    int64_t time_s = floor_divide(time_us, SECOND_US);
    out->offset_s = offset_s(zone, time_s);
    int64_t wall_s = time_s + out->offset_s;
    out->days = floor_divide(wall_s, DAY_S);
    int32_t second = (int32_t)(wall_s - out->days * DAY_S);
    struct date date = date_of_days(out->days);
    out->year = date.year;
    out->month = date.month;
    out->day = date.day;
    out->hour = second / 3600;
    out->minute = second / 60 % 60;
    out->second = second % 60;
    out->microsecond = (int32_t)(time_us - time_s * SECOND_US);
    out->weekday = date_weekday(out->days);
}

int64_t zone_utc_us(const struct zone *zone, int64_t days, int32_t second_of_day)
{
    int64_t wall_s = days * DAY_S + second_of_day;
    int64_t from_s = wall_s - 2 * DAY_S; /* no offset is that large: the wall clock shows less there */
    for (;;) {
        /* From here to the next change the wall clock runs on evenly: does it show the reading in this piece? */
        int64_t shown_s = wall_s - offset_s(zone, from_s);
        if (shown_s <= from_s) {
            return from_s * SECOND_US;
        }
        int64_t next_s = next_change_s(zone, from_s);
        if (shown_s < next_s) {
            return shown_s * SECOND_US;
        }
        from_s = next_s;
    }
}

void zone_time_text(const struct zone *zone, int64_t time_us, char out[32])
{
    struct zone_local local;
    zone_local(zone, time_us, &local);
    int32_t minutes = (local.offset_s < 0 ? -local.offset_s : local.offset_s) / 60;
    char text[96];
    (void)snprintf(text, sizeof text,
                   "%04" PRId32 "-%02" PRId32 "-%02" PRId32 "T%02" PRId32 ":%02" PRId32 ":%02" PRId32 "%c%02" PRId32
                   ":%02" PRId32,
                   local.year, local.month, local.day, local.hour, local.minute, local.second,
                   local.offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
    memcpy(out, text, 31);
    out[31] = '\0';
}
