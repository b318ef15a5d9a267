/* Dates of the Gregorian calendar as day numbers since 1970-01-01 (which is 0, a Thursday), and back.
 *
 * Pure; any year from 1 to 9999. The arithmetic counts years from 1 March, so that the leap day comes last.
 */
#pragma once
#include <stdint.h>

struct date {
    int32_t year; /* 1..9999 */
    int32_t month; /* 1..12 */
    int32_t day; /* 1..31 */
};

int64_t date_days(struct date date);
struct date date_of_days(int64_t days);
int date_valid(struct date date);
int date_weekday(int64_t days); /* 0 Monday .. 6 Sunday */
/* "2026-10-01" exactly, and a date that exists; false otherwise. */
int date_read(const char *text, int64_t *days);
void date_text(int64_t days, char out[11]);
