/* POSIX TZ rules: see zone_rule.h. Depends on: date. */
#include "draw/zone_rule.h"

#include <string.h>

#include "draw/date.h"

#define DAY_S 86400

/* What is left to read. */
struct cursor {
    const char *at, *end;
};

static int next_is(const struct cursor *cursor, char c)
{
    return cursor->at < cursor->end && *cursor->at == c;
}

static int take(struct cursor *cursor, char c)
{
    if (!next_is(cursor, c)) {
        return 0;
    }
    cursor->at++;
    return 1;
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* An abbreviation of at least three letters, or anything between < and >. */
static int skip_name(struct cursor *cursor)
{
    const char *from = cursor->at;
    if (take(cursor, '<')) {
        while (cursor->at < cursor->end && *cursor->at != '>') {
            cursor->at++;
        }
        return take(cursor, '>');
    }
    while (cursor->at < cursor->end && is_letter(*cursor->at)) {
        cursor->at++;
    }
    return cursor->at - from >= 3;
}

/* A whole number of 1 to 3 digits in [min, max]. */
static int read_number(struct cursor *cursor, int32_t min, int32_t max, int32_t *out)
{
    int32_t value = 0;
    int count = 0;
    while (count < 4 && cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9') {
        value = value * 10 + (*cursor->at++ - '0');
        count++;
    }
    *out = value;
    return count >= 1 && count <= 3 && value >= min && value <= max;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static int read_time(struct cursor *cursor, int32_t hours_max, int32_t *out)
{
    int32_t hours = 0;
    int32_t minutes = 0;
    int32_t seconds = 0;
    int sign = 1;
    if (take(cursor, '-')) {
        sign = -1;
    } else {
        (void)take(cursor, '+');
    }
    int ok = read_number(cursor, 0, hours_max, &hours);
    if (ok && take(cursor, ':')) {
        ok = read_number(cursor, 0, 59, &minutes);
        if (ok && take(cursor, ':')) {
            ok = read_number(cursor, 0, 59, &seconds);
        }
    }
    *out = sign * (hours * 3600 + minutes * 60 + seconds);
    return ok;
}

static int read_month_date(struct cursor *cursor, struct zone_date *out)
{
    out->kind = ZONE_DATE_MONTH;
    return read_number(cursor, 1, 12, &out->month) && take(cursor, '.') && read_number(cursor, 1, 5, &out->week) &&
           take(cursor, '.') && read_number(cursor, 0, 6, &out->weekday);
}

static int read_date(struct cursor *cursor, struct zone_date *out)
{
    int ok;
    if (take(cursor, 'M')) {
        ok = read_month_date(cursor, out);
    } else if (take(cursor, 'J')) {
        out->kind = ZONE_DATE_JULIAN;
        ok = read_number(cursor, 1, 365, &out->day);
    } else {
        out->kind = ZONE_DATE_DAY;
        ok = read_number(cursor, 0, 365, &out->day);
    }
    out->second = 2 * 3600;
    if (ok && take(cursor, '/')) {
        ok = read_time(cursor, 167, &out->second);
    }
    return ok;
}

/* The summer half, behind the standard offset. */
static int read_summer(struct cursor *cursor, struct zone_rule *out)
{
    if (!skip_name(cursor)) {
        return 0;
    }
    out->summer_offset_s = out->standard_offset_s + 3600;
    if (!next_is(cursor, ',')) {
        int32_t west = 0;
        if (!read_time(cursor, 24, &west)) {
            return 0;
        }
        out->summer_offset_s = -west;
    }
    out->has_summer = 1;
    return take(cursor, ',') && read_date(cursor, &out->start) && take(cursor, ',') && read_date(cursor, &out->end);
}

int zone_rule_read(struct zone_rule *out, const char *bytes, size_t length)
{
    struct cursor cursor = {bytes, bytes + length};
    int32_t west = 0;
    memset(out, 0, sizeof *out);
    if (!skip_name(&cursor) || !read_time(&cursor, 24, &west)) {
        return 0;
    }
    out->standard_offset_s = -west; /* POSIX counts westward */
    int ok = cursor.at == cursor.end || read_summer(&cursor, out);
    return ok && cursor.at == cursor.end;
}

/* The day of the year's change as a day number. */
static int64_t date_in_year(const struct zone_date *date, int32_t year)
{
    int64_t first = date_days((struct date){year, 1, 1});
    if (date->kind == ZONE_DATE_DAY) {
        return first + date->day;
    }
    if (date->kind == ZONE_DATE_JULIAN) {
        int64_t march = date_days((struct date){year, 3, 1});
        return date->day < 60 ? first + date->day - 1 : march + date->day - 60; /* J60 is always 1 March */
    }
    int64_t month = date_days((struct date){year, date->month, 1});
    int32_t ahead = (date->weekday + 6) % 7 - date_weekday(month); /* Sunday is 0 in the rule and 6 in date.h */
    int64_t day = month + (ahead + 7) % 7 + (int64_t)7 * (date->week - 1);
    struct date last = date_of_days(day);
    return last.month == date->month ? day : day - 7; /* the fifth is the last, which may be the fourth */
}

/* UTC seconds of the year's change. */
static int64_t change_s(const struct zone_rule *rule, int summer_begins, int32_t year)
{
    const struct zone_date *date = summer_begins ? &rule->start : &rule->end;
    int32_t before_s = summer_begins ? rule->standard_offset_s : rule->summer_offset_s;
    return date_in_year(date, year) * DAY_S + date->second - before_s;
}

static int32_t year_of(int64_t time_s)
{
    int64_t days = time_s / DAY_S - (time_s % DAY_S < 0);
    return date_of_days(days).year;
}

int32_t zone_rule_offset_s(const struct zone_rule *rule, int64_t time_s)
{
    if (!rule->has_summer) {
        return rule->standard_offset_s;
    }
    int64_t latest_s = INT64_MIN;
    int summer = 0;
    int32_t year = year_of(time_s);
    for (int32_t y = year - 1; y <= year + 1; y++) {
        for (int begins = 0; begins <= 1; begins++) {
            int64_t at_s = change_s(rule, begins, y);
            if (at_s <= time_s && (at_s > latest_s || (at_s == latest_s && begins))) {
                latest_s = at_s; /* where both fall together, summer time lasts all year */
                summer = begins;
            }
        }
    }
    return summer ? rule->summer_offset_s : rule->standard_offset_s;
}

int64_t zone_rule_next_s(const struct zone_rule *rule, int64_t time_s)
{
    int64_t next_s = INT64_MAX;
    if (!rule->has_summer) {
        return next_s;
    }
    int32_t year = year_of(time_s);
    for (int32_t y = year - 1; y <= year + 2; y++) {
        for (int begins = 0; begins <= 1; begins++) {
            int64_t at_s = change_s(rule, begins, y);
            if (at_s > time_s && at_s < next_s) {
                next_s = at_s;
            }
        }
    }
    return next_s;
}
