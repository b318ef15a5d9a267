/* Times as they stand on the screen. Pure.
 */
#pragma once
#include <stddef.h>

/* "T+03:25.4", "T+1:03:25.4", "T-00:02.0"; rounded down to a tenth, so that a clock never shows what is not yet. */
void clock_say(char *out, size_t size, double time_s);
/* "3:25" or "1:03:25", for axes and tables; rounded to the second. */
void clock_say_short(char *out, size_t size, double time_s);
/* The distance between two ticks of an axis of span_s that has room for `most`: 1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10, 15,
 * 30 min, 1, 2, 6, 12 h, then days. */
double clock_tick_s(double span_s, int most);
