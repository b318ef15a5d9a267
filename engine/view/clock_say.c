/* See clock_say.h. */
#include "view/clock_say.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

void clock_say(char *out, size_t size, double time_s)
{
    int before = time_s < 0.0;
    int64_t tenths = (int64_t)floor(fabs(time_s) * 10.0 + 1e-6);
    int64_t hours = tenths / 36000, minutes = tenths / 600 % 60, seconds = tenths / 10 % 60;
    const char *sign = before && tenths > 0 ? "T-" : "T+";
    if (hours > 0) {
        (void)snprintf(out, size, "%s%lld:%02lld:%02lld.%lld", sign, (long long)hours, (long long)minutes,
                       (long long)seconds, (long long)(tenths % 10));
    } else {
        (void)snprintf(out, size, "%s%02lld:%02lld.%lld", sign, (long long)minutes, (long long)seconds,
                       (long long)(tenths % 10));
    }
}

void clock_say_short(char *out, size_t size, double time_s)
{
    int64_t all = (int64_t)floor(fabs(time_s) + 0.5);
    const char *sign = time_s <= -0.5 ? "-" : "";
    long long hours = all / 3600, minutes = all / 60 % 60, seconds = all % 60;
    if (hours > 0) {
        (void)snprintf(out, size, "%s%lld:%02lld:%02lld", sign, hours, minutes, seconds);
    } else {
        (void)snprintf(out, size, "%s%lld:%02lld", sign, minutes, seconds);
    }
}

double clock_tick_s(double span_s, int most)
{
    static const double STEPS_S[] = {1,   2,   5,    10,   15,   30,    60,    120,  300,
                                     600, 900, 1800, 3600, 7200, 21600, 43200, 86400};
    size_t count = sizeof STEPS_S / sizeof STEPS_S[0];
    for (size_t i = 0; i < count; i++) {
        if (span_s <= STEPS_S[i] * most) {
            return STEPS_S[i];
        }
    }
    double days = 2.0;
    while (span_s > days * 86400.0 * most && days < 1e9) {
        days *= 2.0;
    }
    return days * 86400.0;
}
