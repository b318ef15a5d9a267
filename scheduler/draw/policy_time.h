/* The words of a policy that name times: days of the week, hours, dates. For policy_read.c and policy_shift_read.c.
 *
 * Depends on: json, date. Pure; allocates nothing.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/json.h"

#define POLICY_DAY_MINUTES 1440
#define POLICY_ALL_DAYS 0x7f

/* Days and hours as windows and shifts have them. */
struct policy_hours {
    uint8_t days; /* bit 0 Monday; the days it begins on */
    int32_t from_minute, to_minute; /* to <= from: it ends on the next day */
};

/* The members "days", "from" and "to" of the object; absent ones are every day, 00:00 and 24:00. */
SIBU_MUST_USE enum sibu_status policy_time_hours(struct sibu_json_value object, struct policy_hours *out,
                                                 struct sibu_fault *fault);
/* The date at `key` as a day number. */
SIBU_MUST_USE enum sibu_status policy_time_date(struct sibu_json_value object, const char *key, int64_t *days,
                                                struct sibu_fault *fault);
/* How long it lasts, in (0, 1440]. */
int32_t policy_time_minutes(const struct policy_hours *hours);
