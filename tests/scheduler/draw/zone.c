/* Time zones: the offsets, changes and wall clocks of real zones (Debian's tzdata), and files that are none.
 *
 * Expected values are those of Python's zoneinfo, and follow from the published rules of each zone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "draw/date.h"
#include "draw/plan.h"
#include "draw/zone.h"
#include "draw/zone_rule.h"

#define SECOND_US INT64_C(1000000)

static struct zone *open_zone(const char *name)
{
    struct zone *zone = NULL;
    struct sibu_fault fault;
    if (plan_zone_open(&zone, name, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return zone;
}

static void offsets_are_those_of_the_zones_rules(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        int64_t time_s;
        int32_t offset_s;
    } CASES[] = {
        {"Asia/Shanghai", 0, 28800},
        {"Asia/Shanghai", 1795444200, 28800}, /* 2026-11-23 */
        {"Asia/Shanghai", 586200000, 32400}, /* summer time of 1988 */
        {"Asia/Shanghai", -2500000000, 29143}, /* local mean time */
        {"Asia/Shanghai", 4102444800, 28800}, /* 2100 */
        {"Europe/Berlin", 1774745999, 3600}, /* 2026-03-29 00:59:59 UTC */
        {"Europe/Berlin", 1774746000, 7200},
        {"Europe/Berlin", 1792889999, 7200}, /* 2026-10-25 */
        {"Europe/Berlin", 1792890000, 3600},
        {"Europe/Berlin", 4109878799, 3600}, /* 2100-03-28, by the rule of the footer */
        {"Europe/Berlin", 4109878800, 7200},
        {"America/New_York", 1772953199, -18000}, /* 2026-03-08 06:59:59 UTC */
        {"America/New_York", 1772953200, -14400},
        {"America/New_York", 1793512799, -14400}, /* 2026-11-01 */
        {"America/New_York", 1793512800, -18000},
        {"America/New_York", 4120000000, -14400},
        {"Australia/Sydney", 4105000000, 39600}, /* the south: summer in January */
        {"Asia/Kathmandu", 1795444200, 20700},
        {"America/St_Johns", 1795444200, -12600},
        {"UTC", 1795444200, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct zone *zone = open_zone(CASES[i].zone);
        int32_t offset_s = zone_offset_s(zone, CASES[i].time_s * SECOND_US);
        if (offset_s != CASES[i].offset_s) {
            fail_msg("%s at %lld: %d", CASES[i].zone, (long long)CASES[i].time_s, (int)offset_s);
        }
        zone_close(zone);
    }
}

static void the_wall_clock_shows_a_leap_day(void **state)
{
    (void)state;
    struct zone *zone = open_zone("Asia/Shanghai");
    struct zone_local local;
    char text[32];
    int64_t time_us = zone_utc_us(zone, date_days((struct date){2028, 2, 29}), 23 * 3600 + 59 * 60 + 59);
    zone_local(zone, time_us + 7, &local);
    assert_int_equal(local.month, 2);
    assert_int_equal(local.day, 29);
    assert_int_equal(local.weekday, 1); /* a Tuesday */
    assert_int_equal(local.hour, 23);
    assert_int_equal(local.microsecond, 7);
    zone_local(zone, time_us + SECOND_US, &local);
    assert_int_equal(local.month, 3);
    assert_int_equal(local.day, 1);
    zone_time_text(zone, time_us, text);
    assert_string_equal(text, "2028-02-29T23:59:59+08:00");
    zone_close(zone);
}

/* 02:30 does not exist on 2026-03-29 in Berlin and comes twice on 2026-10-25. */
static void skipped_and_doubled_hours_are_found(void **state)
{
    (void)state;
    struct zone *zone = open_zone("Europe/Berlin");
    int64_t half_past_two = 2 * 3600 + 1800;
    int64_t skipped_us = zone_utc_us(zone, date_days((struct date){2026, 3, 29}), (int32_t)half_past_two);
    int64_t doubled_us = zone_utc_us(zone, date_days((struct date){2026, 10, 25}), (int32_t)half_past_two);
    assert_int_equal(skipped_us, INT64_C(1774746000) * SECOND_US);
    assert_int_equal(doubled_us, INT64_C(1792888200) * SECOND_US); /* the earlier one, still summer time */
    zone_close(zone);
}

/* From UTC to the wall clock and back gives the same moment, or one that shows the same reading earlier. */
static void there_and_back_is_the_same_reading(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"Asia/Shanghai",       "Europe/Berlin",     "America/New_York",
                                        "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct zone *zone = open_zone(NAMES[i]);
        for (int64_t time_s = 1700000000; time_s < 1900000000; time_s += 4999) {
            struct zone_local local;
            zone_local(zone, time_s * SECOND_US, &local);
            int32_t second = local.hour * 3600 + local.minute * 60 + local.second;
            int64_t back_s = zone_utc_us(zone, local.days, second) / SECOND_US;
            struct zone_local again;
            zone_local(zone, back_s * SECOND_US, &again);
            assert_int_equal(again.days, local.days);
            assert_int_equal(again.hour * 3600 + again.minute * 60 + again.second, second);
            assert_true(back_s <= time_s && time_s - back_s <= 3600);
        }
        zone_close(zone);
    }
}

/* Between two changes the offset stays, also beyond the file's last one. */
static void the_offset_only_changes_where_it_is_said(void **state)
{
    (void)state;
    struct zone *zone = open_zone("America/New_York");
    int64_t at_us = INT64_C(1700000000) * SECOND_US;
    for (int i = 0; i < 200; i++) {
        int64_t next_us = zone_next_change_us(zone, at_us);
        assert_true(next_us > at_us);
        assert_int_equal(zone_offset_s(zone, at_us), zone_offset_s(zone, next_us - 1));
        assert_int_not_equal(zone_offset_s(zone, next_us - 1), zone_offset_s(zone, next_us));
        at_us = next_us;
    }
    struct zone_local local;
    zone_local(zone, at_us, &local);
    assert_int_equal(local.year, 2123); /* two changes a year for a hundred years */
    zone_close(zone);
}

/* Rules as the footer may hold them, against moments that follow by hand. */
static void footers_of_every_form_are_followed(void **state)
{
    (void)state;
    static const struct {
        const char *footer;
        int64_t time_s;
        int32_t offset_s; /* INT32_MIN: no rule */
    } CASES[] = {
        {"CST-8", 1795444200, 28800},
        {"<+0545>-5:45", 1795444200, 20700},
        {"EST5EDT,M3.2.0,M11.1.0", 1772953200, -14400},
        {"XXX-1YYY,J60,J300", 1772326799, 3600}, /* 2026-03-01 00:59:59 UTC: 01:59:59 on the wall clock */
        {"XXX-1YYY,J60,J300", 1772326800, 7200},
        {"XXX0YYY,59,299/-1", 1772330400, 3600}, /* 59 counts from 0: 1 March in a common year, 02:00 */
        {"IST-2IDT,M3.4.4/26,M10.5.0", 1774569600, 10800}, /* 2026-03-27 02:00, two hours into the day after */
        {"IST-2IDT,M3.4.4/26,M10.5.0", 1774569599, 7200},
        {"EST5EDT4,0/0,J365/25", 1767243600, -14400}, /* summer time all year (RFC 8536, 3.3.1) */
        {"", 0, INT32_MIN},
        {"AB-1", 0, INT32_MIN},
        {"CST", 0, INT32_MIN},
        {"CST-8DST", 0, INT32_MIN},
        {"CST-8DST,M13.1.0,M10.1.0", 0, INT32_MIN},
        {"CST-8DST,M3.1.0,M10.1.0x", 0, INT32_MIN},
        {"CST-25", 0, INT32_MIN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct zone_rule rule;
        int ok = zone_rule_read(&rule, CASES[i].footer, strlen(CASES[i].footer));
        int32_t offset_s = ok ? zone_rule_offset_s(&rule, CASES[i].time_s) : INT32_MIN;
        if (offset_s != CASES[i].offset_s) {
            fail_msg("%s at %lld: %d", CASES[i].footer, (long long)CASES[i].time_s, (int)offset_s);
        }
    }
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "/etc/passwd",
                                      "../../etc/passwd",
                                      "Asia/../Asia/Shanghai",
                                      "Asia//Shanghai",
                                      "Asia/",
                                      "./UTC",
                                      "Asia/Shang hai",
                                      "Asia/Shanghai\n",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    struct zone *zone = NULL;
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(zone_name_valid(BAD[i]));
        assert_int_equal(plan_zone_open(&zone, BAD[i], &fault), SIBU_BAD_INPUT);
    }
    assert_true(zone_name_valid("America/Argentina/ComodRivadavia"));
    assert_true(zone_name_valid("Etc/GMT+12"));
    assert_int_equal(plan_zone_open(&zone, "Asia/Sibu", &fault), SIBU_BAD_INPUT);
    assert_int_equal(plan_zone_open(&zone, "Asia", &fault), SIBU_BAD_INPUT);
}

/* Every cut of a real file is refused; every flipped byte is refused or read, and never crashes. */
static void damaged_files_are_refused(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_fault fault;
    struct zone *zone = NULL;
    assert_int_equal(file_read("/usr/share/zoneinfo/Europe/Berlin", 1 << 20, &text, &fault), SIBU_OK);
    for (size_t length = 0; length < text.length; length++) {
        assert_int_equal(zone_open(&zone, "cut", text.bytes, length, &fault), SIBU_BAD_INPUT);
        assert_null(zone);
    }
    int refused = 0;
    for (size_t i = 0; i < text.length; i++) {
        text.bytes[i] = (char)(text.bytes[i] ^ 0x41);
        if (zone_open(&zone, "flipped", text.bytes, text.length, &fault) == SIBU_OK) {
            (void)zone_offset_s(zone, INT64_C(1795444200) * SECOND_US);
            (void)zone_utc_us(zone, 20780, 3600);
            zone_close(zone);
        } else {
            refused++;
        }
        text.bytes[i] = (char)(text.bytes[i] ^ 0x41);
    }
    assert_true(refused > 40);
    sibu_text_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_the_zones_rules),
        cmocka_unit_test(the_wall_clock_shows_a_leap_day),
        cmocka_unit_test(skipped_and_doubled_hours_are_found),
        cmocka_unit_test(there_and_back_is_the_same_reading),
        cmocka_unit_test(the_offset_only_changes_where_it_is_said),
        cmocka_unit_test(footers_of_every_form_are_followed),
        cmocka_unit_test(names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(damaged_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
