/* The rule that a TZif file ends with: a POSIX TZ string such as "CET-1CEST,M3.5.0,M10.5.0/3", with the longer hours of
 * RFC 8536 section 3.3.1. Pure; allocates nothing. Any thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum zone_date_kind { ZONE_DATE_JULIAN, ZONE_DATE_DAY, ZONE_DATE_MONTH };

/* One change a year, on the wall clock that holds before it. */
struct zone_date {
    enum zone_date_kind kind; /* Jn: 1..365 without the leap day; n: 0..365; Mm.w.d */
    int32_t day; /* n */
    int32_t month, week, weekday; /* 1..12, 1..5 (5: the last), 0 Sunday .. 6 */
    int32_t second; /* of that day; may lie before it or after it */
};
struct zone_rule {
    int32_t standard_offset_s; /* seconds east of UTC */
    int32_t summer_offset_s;
    int has_summer; /* 0: standard time for ever */
    struct zone_date start, end; /* of summer time */
};

/* False where the `length` bytes are not such a rule. */
int zone_rule_read(struct zone_rule *out, const char *bytes, size_t length);
int32_t zone_rule_offset_s(const struct zone_rule *rule, int64_t time_s);
/* The first change after time_s; INT64_MAX where there is none. */
int64_t zone_rule_next_s(const struct zone_rule *rule, int64_t time_s);
