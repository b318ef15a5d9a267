/* See say.h. */
#include "report/say.h"

#include <inttypes.h>
#include <stdio.h>

#include "draw/date.h"

/* Rounded to the unit, half up; times here are far below 2^53. */
static int64_t rounded(double value)
{
    return (int64_t)(value + 0.5);
}

void say_duration(struct sibu_text *out, enum sibu_language language, double seconds)
{
    char first[32], second[32];
    const char *const values[] = {first, second};
    if (seconds < 0.0) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_REPORT_NOT_REACHED));
        return;
    }
    int64_t whole = rounded(seconds);
    if (whole >= 3600) {
        (void)snprintf(first, sizeof first, "%" PRId64, whole / 3600);
        (void)snprintf(second, sizeof second, "%02" PRId64, whole % 3600 / 60);
        sibu_say_with(out, language, SIBU_SAY_REPORT_DURATION_H, values, 2);
    } else if (whole >= 60) {
        (void)snprintf(first, sizeof first, "%" PRId64, whole / 60);
        (void)snprintf(second, sizeof second, "%02" PRId64, whole % 60);
        sibu_say_with(out, language, SIBU_SAY_REPORT_DURATION_MIN, values, 2);
    } else {
        (void)snprintf(first, sizeof first, seconds < 10.0 ? "%.1f" : "%.0f", seconds);
        sibu_say_with(out, language, SIBU_SAY_REPORT_DURATION_S, values, 1);
    }
}

void say_clock_s(struct sibu_text *out, double seconds)
{
    if (seconds < 0.0) {
        sibu_text_add(out, "–");
        return;
    }
    int64_t tenths = rounded(seconds * 10.0);
    sibu_text_addf(out, "%" PRId64 ":%02" PRId64 ".%" PRId64, tenths / 600, tenths % 600 / 10, tenths % 10);
}

#define LAST_DAY INT64_C(2932896) /* 9999-12-31 */

/* Seconds of the wall clock since 1970; what lies before counts as 1970. */
static int64_t wall_seconds(int64_t time_us, int32_t offset_s)
{
    int64_t seconds = time_us / 1000000 + offset_s;
    return seconds < 0 ? 0 : seconds;
}

void say_time_of_day(struct sibu_text *out, int64_t time_us, int32_t offset_s)
{
    int64_t second = wall_seconds(time_us, offset_s) % 86400;
    sibu_text_addf(out, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, second / 3600, second % 3600 / 60, second % 60);
}

void say_date_and_time(struct sibu_text *out, int64_t time_us, int32_t offset_s)
{
    char date[11];
    int64_t day = wall_seconds(time_us, offset_s) / 86400;
    date_text(day < LAST_DAY ? day : LAST_DAY, date);
    sibu_text_addf(out, "%s ", date);
    say_time_of_day(out, time_us, offset_s);
}

void say_offset(struct sibu_text *out, int32_t offset_s)
{
    int32_t size = offset_s < 0 ? -offset_s : offset_s;
    sibu_text_addf(out, "%c%02d:%02d", offset_s < 0 ? '-' : '+', size / 3600, size % 3600 / 60);
}

void say_iso(struct sibu_text *out, int64_t time_us, int32_t offset_s)
{
    char date[11];
    int64_t day = wall_seconds(time_us, offset_s) / 86400, part_us = time_us % 1000000;
    date_text(day < LAST_DAY ? day : LAST_DAY, date);
    sibu_text_addf(out, "%sT", date);
    say_time_of_day(out, time_us, offset_s);
    sibu_text_addf(out, ".%03" PRId64, (part_us < 0 ? 0 : part_us) / 1000);
    say_offset(out, offset_s);
}

void say_count(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, uint64_t count)
{
    char number[32];
    const char *const values[] = {number};
    (void)snprintf(number, sizeof number, "%" PRIu64, count);
    sibu_say_with(out, language, id, values, 1);
}

void say_title(struct sibu_text *out, const struct report *report, enum sibu_language language)
{
    const char *name = report->draw.site_name.in[language];
    sibu_text_add(out, sibu_say(language, SIBU_SAY_REPORT_TITLE));
    sibu_text_addf(out, "%s%s · ", name[0] != '\0' ? " · " : "", name);
    say_date_and_time(out, report->evaluation.t0_us, report->draw.offset_s);
}
