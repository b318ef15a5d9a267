/* Moments as text: UTC microseconds to ISO 8601. See sibu_time_text in sibu/text.h.
 *
 * Depends on: nothing. The calendar is computed here, since the C library's keeps it in memory shared by all threads.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sibu/text.h"

#define US_PER_S INT64_C(1000000)
#define US_PER_DAY (INT64_C(86400) * US_PER_S)
#define FIRST_US (INT64_C(-62135596800) * US_PER_S) /* 0001-01-01T00:00:00 */
#define LAST_US (INT64_C(253402300799) * US_PER_S + US_PER_S - 1) /* 9999-12-31T23:59:59.999999 */

struct date {
    int64_t year, month, day;
};

/* The proleptic Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that the leap day
 * comes last and a month's first day is a linear function: (153 m + 2) / 5 for m = 0 in March. */
static struct date date_of(int64_t days)
{
    int64_t since_0000 = days + 719468; /* from 0000-03-01 */
    int64_t era = since_0000 / 146097; /* 400 years; never negative within the range above */
    int64_t in_era = since_0000 % 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t march = (5 * in_year + 2) / 153;
    struct date date;
    date.day = in_year - (153 * march + 2) / 5 + 1;
    date.month = march < 10 ? march + 3 : march - 9;
    date.year = year + era * 400 + (date.month <= 2);
    return date;
}

void sibu_time_text(char out[32], int64_t time_us)
{
    int64_t moment = time_us < FIRST_US ? FIRST_US : time_us > LAST_US ? LAST_US : time_us;
    int64_t days = moment / US_PER_DAY;
    int64_t rest = moment % US_PER_DAY;
    if (rest < 0) {
        rest += US_PER_DAY;
        days--;
    }
    struct date date = date_of(days);
    int64_t seconds = rest / US_PER_S;
    char text[80]; /* as long as the compiler thinks that it may get; it is always 27 characters */
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)date.year, (int)date.month, (int)date.day,
             (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60), (int)(rest % US_PER_S));
    memcpy(out, text, 28);
}
