/* Dates as day numbers: see date.h. Pure arithmetic on whole numbers. */
#include "draw/date.h"

#include <stddef.h>

#define DAYS_OF_ERA 146097 /* 400 years */
#define DAYS_BEFORE_1970 719468 /* from 0000-03-01 to 1970-01-01 */

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t date_days(struct date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year; /* of the year that began on 1 March */
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month = (date.month + 9) % 12; /* March is 0 */
    int64_t day_of_year =
        (153 * month + 2) / 5 + date.day - 1; /* 153 days in any five months from March or August on */
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_OF_ERA + day_of_era - DAYS_BEFORE_1970;
}

struct date date_of_days(int64_t days)
{
    int64_t since = days + DAYS_BEFORE_1970;
    int64_t era = floor_divide(since, DAYS_OF_ERA);
    int64_t day_of_era = since - era * DAYS_OF_ERA;
    int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_OF_ERA - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    struct date date;
    date.day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1);
    date.month = (int32_t)(month < 10 ? month + 3 : month - 9);
    date.year = (int32_t)(year + era * 400 + (date.month <= 2));
    return date;
}

static int leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_valid(struct date date)
{
    static const int32_t DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1) {
        return 0;
    }
    return date.day <= DAYS[date.month - 1] + (date.month == 2 && leap(date.year));
}

int date_weekday(int64_t days)
{
    return (int)(days + 3 - 7 * floor_divide(days + 3, 7)); /* day 0 was a Thursday */
}

/* `count` digits from `text`, or -1. */
static int32_t digits(const char *text, size_t count)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

int date_read(const char *text, int64_t *days)
{
    struct date date = {0, 0, 0};
    size_t length = 0;
    while (length < 11 && text[length] != '\0') {
        length++;
    }
    if (length != 10 || text[4] != '-' || text[7] != '-') {
        return 0;
    }
    date.year = digits(text, 4);
    date.month = digits(text + 5, 2);
    date.day = digits(text + 8, 2);
    if (!date_valid(date)) {
        return 0;
    }
    *days = date_days(date);
    return 1;
}

static void put_digits(char *out, size_t count, int32_t value)
{
    for (size_t i = count; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

void date_text(int64_t days, char out[11])
{
    struct date date = date_of_days(days);
    put_digits(out, 4, date.year);
    put_digits(out + 5, 2, date.month);
    put_digits(out + 8, 2, date.day);
    out[4] = '-';
    out[7] = '-';
    out[10] = '\0';
}
