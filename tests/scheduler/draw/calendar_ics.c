/* Calendars as never-times: holidays, shutdowns, recurrences over changes of the clock; and files that are none, were cut
 * off, never end or are too large, each refused with its line.
 *
 * Expected times follow from RFC 5545 and the zones' published rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "draw/calendar_ics.h"
#include "draw/date.h"
#include "draw/plan.h"
#include "sibu/text.h"

#define SECOND_US INT64_C(1000000)
#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:e@test\r\n" lines "END:VEVENT\r\n"
#define ONE(lines)                                                                                                     \
    HEAD EVENT(lines)                                                                                                  \
    TAIL

static struct zone *open_zone(const char *name)
{
    struct zone *zone = NULL;
    struct sibu_fault fault;
    if (plan_zone_open(&zone, name, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return zone;
}

/* Midnight of the date by the zone's clock. */
static int64_t day_us(const struct zone *zone, const char *date)
{
    int64_t days = 0;
    assert_true(date_read(date, &days));
    return zone_utc_us(zone, days, 0);
}

/* A calendar read for a site, and what came of it. */
struct reading {
    struct zone *zone;
    struct sibu_arena arena;
    struct ics_never *nevers;
    size_t count;
    struct sibu_fault fault;
    enum sibu_status status;
};

static struct reading read_bytes(const char *bytes, size_t length, const char *zone, const char *from, const char *to)
{
    struct reading reading = {.zone = open_zone(zone)};
    struct calendar_ics calendar = {
        "plant.ics", bytes, length, reading.zone, day_us(reading.zone, from), day_us(reading.zone, to)};
    reading.status = calendar_ics_read(&calendar, &reading.arena, &reading.nevers, &reading.count, &reading.fault);
    return reading;
}

static void close_reading(struct reading *reading)
{
    sibu_arena_clear(&reading->arena);
    zone_close(reading->zone);
}

/* What was read, "from to summary" a line, by the wall clock of the zone, against what is expected. */
static void expect(struct reading reading, const char *lines)
{
    struct sibu_text text = {0};
    if (reading.status != SIBU_OK) {
        fail_msg("%s: %s", reading.fault.place, reading.fault.what[SIBU_EN]);
    }
    for (size_t i = 0; i < reading.count; i++) {
        char from[32], to[32];
        zone_time_text(reading.zone, reading.nevers[i].from_us, from);
        zone_time_text(reading.zone, reading.nevers[i].to_us, to);
        sibu_text_addf(&text, "%.16s %.16s %s\n", from, to, reading.nevers[i].summary);
    }
    assert_string_equal(sibu_text_get(&text), lines);
    sibu_text_clear(&text);
    close_reading(&reading);
}

static void expect_2027(const char *calendar, const char *zone, const char *lines)
{
    expect(read_bytes(calendar, strlen(calendar), zone, "2027-01-01", "2028-01-01"), lines);
}

/* It is refused, at the line, in both languages, and nothing is taken. */
static void expect_refused(const char *bytes, size_t length, enum sibu_status status, int line)
{
    char place[64];
    struct reading reading = read_bytes(bytes, length, "Asia/Shanghai", "2027-01-01", "2029-01-01");
    (void)snprintf(place, sizeof place, line > 0 ? "plant.ics:%d" : "plant.ics", line);
    if (reading.status != status) {
        fail_msg("%d, not %d, for %.200s", (int)reading.status, (int)status, bytes);
    }
    assert_string_equal(reading.fault.place, place);
    assert_true(reading.fault.what[SIBU_ZH][0] != '\0' && reading.fault.what[SIBU_EN][0] != '\0');
    assert_null(reading.nevers);
    assert_int_equal(reading.count, 0);
    close_reading(&reading);
}

static void read_sample(struct sibu_text *text)
{
    char path[4096];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/scenarios/policies/holidays-cn-2027.ics", getenv("SIBU_SOURCE"));
    if (file_read(path, CALENDAR_ICS_BYTES_MAX, text, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void public_holidays_are_days_of_the_site(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    read_sample(&text);
    expect_2027(sibu_text_get(&text), "Asia/Shanghai",
                "2027-01-01T00:00 2027-01-02T00:00 元旦 New Year\n"
                "2027-02-05T00:00 2027-02-09T00:00 春节 Spring Festival\n"
                "2027-04-05T00:00 2027-04-06T00:00 清明节 Qingming\n"
                "2027-05-01T00:00 2027-05-03T00:00 劳动节 Labour Day\n"
                "2027-06-09T00:00 2027-06-10T00:00 端午节 Dragon Boat Festival\n"
                "2027-09-15T00:00 2027-09-16T00:00 中秋节 Mid-Autumn Festival\n"
                "2027-10-01T00:00 2027-10-04T00:00 国庆节 National Day\n");
    sibu_text_clear(&text);
}

static void a_week_stays_on_the_wall_clock_when_summer_begins(void **state)
{
    (void)state;
    expect_2027(ONE("DTSTART;TZID=Europe/Berlin:20270320T220000\r\n"
                    "DTEND;TZID=Europe/Berlin:20270321T060000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
                    "EXDATE;TZID=Europe/Berlin:20270403T220000\r\n"),
                "UTC",
                "2027-03-20T21:00 2027-03-21T05:00 \n"
                "2027-03-27T21:00 2027-03-28T05:00 \n" /* eight hours, although the clock then shows seven */
                "2027-04-10T20:00 2027-04-11T04:00 \n");
}

static void a_duration_in_days_follows_the_clock_and_an_end_keeps_its_seconds(void **state)
{
    (void)state;
    expect_2027(HEAD EVENT("SUMMARY:by days\r\nDTSTART;TZID=Europe/Berlin:20270327T120000\r\nDURATION:P1D\r\n")
                    EVENT("SUMMARY:by seconds\r\nDTSTART;TZID=Europe/Berlin:20270326T120000\r\n"
                          "DTEND;TZID=Europe/Berlin:20270327T120000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n") TAIL,
                "Europe/Berlin",
                "2027-03-26T12:00 2027-03-27T12:00 by seconds\n"
                "2027-03-27T12:00 2027-03-28T12:00 by days\n"
                "2027-03-27T12:00 2027-03-28T13:00 by seconds\n");
}

static void an_override_stands_for_its_occurrence(void **state)
{
    (void)state;
    expect_2027(HEAD EVENT("SUMMARY:round\r\nDTSTART;TZID=Asia/Shanghai:20270104T080000\r\nDURATION:PT2H\r\n"
                           "RRULE:FREQ=WEEKLY;UNTIL=20270125T000000Z\r\n")
                    EVENT("SUMMARY:moved\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20270111T080000\r\n"
                          "DTSTART;TZID=Asia/Shanghai:20270112T090000\r\nDURATION:PT1H\r\n")
                        EVENT("STATUS:CANCELLED\r\nRECURRENCE-ID:20270118T000000Z\r\nDTSTART:20270118T000000Z\r\n")
                            TAIL,
                "Asia/Shanghai",
                "2027-01-04T08:00 2027-01-04T10:00 round\n"
                "2027-01-12T09:00 2027-01-12T10:00 moved\n"
                "2027-01-25T08:00 2027-01-25T10:00 round\n"); /* UNTIL is that very moment */
}

static void a_shutdown_elsewhere_is_read_by_its_own_zone(void **state)
{
    (void)state;
    expect_2027(ONE("SUMMARY:停产检修\\, 三号炉\r\nTRANSP:TRANSPARENT\r\nDTSTART;TZID=Asia/Shanghai:20270701T080000\r\n"
                    "DTEND;TZID=\"Asia/Shanghai\":20270715T200000\r\n"),
                "Europe/Berlin", "2027-07-01T02:00 2027-07-15T14:00 停产检修, 三号炉\n");
}

static void floating_times_are_the_sites_and_z_is_utc(void **state)
{
    (void)state;
    static const char CALENDAR[] = HEAD EVENT("DTSTART:20270601T080000\r\nDTEND:20270601T090000\r\n")
        EVENT("DTSTART:20270601T080000Z\r\nDTEND:20270601T090000Z\r\n") TAIL;
    expect_2027(CALENDAR, "Asia/Shanghai", "2027-06-01T08:00 2027-06-01T09:00 \n2027-06-01T16:00 2027-06-01T17:00 \n");
    expect_2027(CALENDAR, "Europe/Berlin", "2027-06-01T08:00 2027-06-01T09:00 \n2027-06-01T10:00 2027-06-01T11:00 \n");
}

#define DAILY(tzid) "DTSTART;TZID=" tzid ":20270101T023000\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY;COUNT=365\r\n"

static void a_vtimezone_counts_before_the_name_and_treats_the_changes_as_every_zone(void **state)
{
    (void)state;
    static const char OWN[] =
        HEAD "BEGIN:VTIMEZONE\r\nTZID:Werk Ost\r\n"
             "BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n"
             "DTSTART:19810329T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
             "BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n"
             "DTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
             "END:VTIMEZONE\r\n" EVENT(DAILY("Werk Ost")) TAIL;
    static const char NAMED[] = ONE(DAILY("Europe/Berlin"));
    struct reading own = read_bytes(OWN, strlen(OWN), "UTC", "2026-12-01", "2028-01-01");
    struct reading named = read_bytes(NAMED, strlen(NAMED), "UTC", "2026-12-01", "2028-01-01");
    assert_int_equal(own.status, SIBU_OK);
    assert_int_equal(named.status, SIBU_OK);
    assert_int_equal(own.count, 365);
    assert_int_equal(named.count, 365);
    for (size_t i = 0; i < 365; i++) {
        assert_int_equal(own.nevers[i].from_us, named.nevers[i].from_us);
    }
    close_reading(&own);
    close_reading(&named);
    expect_2027(HEAD "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:+0530\r\n"
                     "TZOFFSETTO:+0530\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" EVENT(
                         "DTSTART;TZID=Europe/Berlin:20270601T120000\r\nDURATION:PT1H\r\n") TAIL,
                "UTC", "2027-06-01T06:30 2027-06-01T07:30 \n");
}

static void every_nth_week_is_counted_from_the_week_of_the_start(void **state)
{
    (void)state;
    expect_2027(ONE("DTSTART;VALUE=DATE:20270105\r\nRRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU;WKST=TH;COUNT=4\r\n"),
                "Asia/Shanghai",
                "2027-01-05T00:00 2027-01-06T00:00 \n" /* a Tuesday; its week began on 31 December */
                "2027-01-24T00:00 2027-01-25T00:00 \n"
                "2027-01-26T00:00 2027-01-27T00:00 \n"
                "2027-02-14T00:00 2027-02-15T00:00 \n");
}

static void dates_and_periods_are_added_once_and_in_order(void **state)
{
    (void)state;
    expect_2027(HEAD EVENT("DTSTART:20270303T080000\r\nDURATION:PT1H\r\nRDATE:20270302T080000,20270303T080000\r\n"
                           "RDATE;VALUE=PERIOD:20270301T080000/20270301T120000,20270304T000000Z/PT30M\r\n") TAIL,
                "Asia/Shanghai",
                "2027-03-01T08:00 2027-03-01T12:00 \n2027-03-02T08:00 2027-03-02T09:00 \n"
                "2027-03-03T08:00 2027-03-03T09:00 \n2027-03-04T08:00 2027-03-04T08:30 \n");
}

static void what_overlaps_the_window_is_there_and_nothing_else(void **state)
{
    (void)state;
    static const char CALENDAR[] =
        HEAD EVENT("SUMMARY:long\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20270102\r\n")
            EVENT("SUMMARY:before\r\nDTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270101\r\n")
                EVENT("SUMMARY:after\r\nDTSTART;VALUE=DATE:20280101\r\n")
                    EVENT("SUMMARY:cancelled\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20270601\r\n")
                        EVENT("SUMMARY:moment\r\nDTSTART:20270601T080000\r\n") TAIL;
    expect_2027(CALENDAR, "Asia/Shanghai", "2026-12-01T00:00 2027-01-02T00:00 long\n");
    struct reading none = read_bytes(CALENDAR, strlen(CALENDAR), "Asia/Shanghai", "2027-02-01", "2027-03-01");
    assert_null(none.nevers);
    expect(none, "");
    expect_2027(HEAD TAIL, "Asia/Shanghai", "");
}

static void a_rule_without_end_stops_at_the_window(void **state)
{
    (void)state;
    static const char CALENDAR[] = ONE("DTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=DAILY\r\n");
    struct reading reading = read_bytes(CALENDAR, strlen(CALENDAR), "Asia/Shanghai", "2027-01-01", "2028-01-01");
    assert_int_equal(reading.status, SIBU_OK);
    assert_int_equal(reading.count, 365);
    close_reading(&reading);
}

static void what_cannot_be_read_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *calendar;
        enum sibu_status status;
        int line;
    } CASES[] = {
        {"", SIBU_BAD_INPUT, 1},
        {"<!DOCTYPE html>\n<html></html>\n", SIBU_BAD_INPUT, 1},
        {"\xFF\xFE"
         "B",
         SIBU_BAD_INPUT, 1},
        {"BEGIN:VCARD\r\nEND:VCARD\r\n", SIBU_BAD_INPUT, 1},
        {HEAD EVENT("DTSTART;VALUE=DATE:20270101\r\n") TAIL "FN:x\r\n", SIBU_BAD_INPUT, 8},
        {"BEGIN:VCALENDAR\r\nVERSION:1.0\r\n" TAIL, SIBU_BAD_INPUT, 2},
        {HEAD "BEGIN:VEVENT\r\nUID:x\r\n", SIBU_BAD_INPUT, 3},
        {HEAD "BEGIN:VEVENT\r\nUID:x\r\nEND:VCALENDAR\r\n", SIBU_BAD_INPUT, 5},
        {ONE("SUMMARY:no start\r\n"), SIBU_BAD_INPUT, 3},
        {ONE("DTSTART:20270101T080000\r\nDTSTART:20270101T080000\r\n"), SIBU_BAD_INPUT, 6},
        {ONE("DTSTART:20270229T080000\r\n"), SIBU_BAD_INPUT, 5},
        {ONE("DTSTART:10000101T080000\r\n"), SIBU_BAD_INPUT, 5},
        {ONE("DTSTART:20270101T080000\r\nDURATION:1H\r\n"), SIBU_BAD_INPUT, 6},
        {ONE("DTSTART:20270101T080000\r\nDTEND:20270101T070000\r\n"), SIBU_BAD_INPUT, 3},
        {ONE("DTSTART:20270101T080000\r\nDTEND;VALUE=DATE:20270102\r\n"), SIBU_BAD_INPUT, 3},
        {ONE("DTSTART;TZID=Mars/Olympus:20270101T080000\r\nDURATION:PT1H\r\n"), SIBU_BAD_INPUT, 5},
        {ONE("DTSTART;TZID=../../etc/passwd:20270101T080000\r\nDURATION:PT1H\r\n"), SIBU_BAD_INPUT, 5},
        {ONE("DTSTART:20270101T080000\r\nEXRULE:FREQ=DAILY\r\n"), SIBU_BAD_INPUT, 6},
        {ONE("DTSTART:20270101T080000\r\nDURATION:PT1H\r\nEXDATE:tomorrow\r\n"), SIBU_BAD_INPUT, 7},
        {ONE("DTSTART;VALUE=DATE:20270101\r\nRDATE:20270102T080000\r\n"), SIBU_BAD_INPUT, 6},
        {ONE("RECURRENCE-ID;RANGE=THISANDFUTURE:20270101T080000\r\n"), SIBU_BAD_INPUT, 5},
        {ONE("SUMMARY:\xCD\xA3\xB2\xFA\r\nDTSTART:20270101T080000\r\n"), SIBU_BAD_INPUT, 5}, /* GBK */
        {ONE("DTSTART;TZID=\"Asia/Shanghai:20270101T080000\r\n"), SIBU_BAD_INPUT, 5},
        {HEAD "a line of prose\r\n" TAIL, SIBU_BAD_INPUT, 3},
        {HEAD "BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n", SIBU_LIMIT, 10},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        expect_refused(CASES[i].calendar, strlen(CASES[i].calendar), CASES[i].status, CASES[i].line);
    }
}

#define RULE(start, rule) ONE("DTSTART:" start "\r\nDURATION:PT1M\r\nRRULE:" rule "\r\n")
#define HOURS "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23"

static void rules_that_never_end_or_never_happen_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *calendar;
        enum sibu_status status;
    } CASES[] = {
        {RULE("20270101T080000", "FREQ=SECONDLY"), SIBU_LIMIT},
        {RULE("20270101T080000", "FREQ=HOURLY;COUNT=2"), SIBU_LIMIT},
        {RULE("20270101T080000", "FREQ=DAILY;BYHOUR=" HOURS ";BYMINUTE=0,30"), SIBU_LIMIT},
        {RULE("20270101T080000", "FREQ=DAILY;BYHOUR=" HOURS), SIBU_LIMIT}, /* 17,520 in the window */
        {RULE("16010101T080000", "FREQ=DAILY;BYHOUR=" HOURS ";COUNT=1000000"), SIBU_LIMIT}, /* 3.7 million before it */
        {RULE("20270101T080000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=DAILY;FREQ=DAILY"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "INTERVAL=2"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=DAILY;INTERVAL=65537"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=DAILY;COUNT=4294967297"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=DAILY;COUNT=2;UNTIL=20270109"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=YEARLY;BYMONTH=13"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "RSCALE=CHINESE;FREQ=YEARLY"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=WEEKLY;BYDAY=2MO"), SIBU_BAD_INPUT},
        {RULE("20270101T080000", "FREQ=WEEKLY;BYMONTHDAY=2"), SIBU_BAD_INPUT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int line = strstr(CASES[i].calendar, "FREQ=DAILY;BYHOUR=" HOURS "\r") != NULL ? 3 : 7;
        expect_refused(CASES[i].calendar, strlen(CASES[i].calendar), CASES[i].status, line);
    }
}

static void a_file_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    read_sample(&text);
    for (size_t length = 0; length < text.length - 2; length++) { /* the last line end may be missing */
        struct reading reading = read_bytes(sibu_text_get(&text), length, "Asia/Shanghai", "2027-01-01", "2028-01-01");
        if (reading.status != SIBU_BAD_INPUT || reading.count != 0) {
            fail_msg("taken when cut to %zu bytes", length);
        }
        close_reading(&reading);
    }
    sibu_text_clear(&text);
}

static void add_events(struct sibu_text *text, int count)
{
    sibu_text_add(text, HEAD);
    for (int i = 0; i < count; i++) {
        sibu_text_addf(text, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART;VALUE=DATE:20270601\r\nSUMMARY:%d\r\nEND:VEVENT\r\n", i,
                       i);
    }
    sibu_text_add(text, TAIL);
}

static void two_thousand_events_are_read_and_one_more_is_not(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    add_events(&text, 2000);
    struct reading reading = read_bytes(text.bytes, text.length, "Asia/Shanghai", "2027-01-01", "2028-01-01");
    assert_int_equal(reading.status, SIBU_OK);
    assert_int_equal(reading.count, 2000);
    close_reading(&reading);
    sibu_text_clear(&text);
    add_events(&text, 2001);
    expect_refused(text.bytes, text.length, SIBU_LIMIT, 3 + 2000 * 5);
    sibu_text_clear(&text);
}

/* `name` with a value of `count` times the three bytes of one character. */
static void add_long(struct sibu_text *text, const char *name, size_t count)
{
    sibu_text_add(text, HEAD "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270601\r\n");
    sibu_text_add(text, name);
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(text, "停");
    }
    sibu_text_add(text, "\r\nEND:VEVENT\r\n" TAIL);
}

static void a_line_of_a_mebibyte_is_read_and_what_is_kept_of_it_is_short(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    add_long(&text, "SUMMARY:a", 350000);
    struct reading reading = read_bytes(text.bytes, text.length, "Asia/Shanghai", "2027-01-01", "2028-01-01");
    assert_int_equal(reading.status, SIBU_OK);
    assert_int_equal(reading.count, 1);
    assert_int_equal(strlen(reading.nevers[0].summary), 199); /* 66 whole characters and the "a" */
    assert_true(sibu_utf8_valid(reading.nevers[0].summary, 199));
    close_reading(&reading);
    sibu_text_clear(&text);
    add_long(&text, "UID:", 350000);
    expect_refused(text.bytes, text.length, SIBU_BAD_INPUT, 5);
    sibu_text_clear(&text);
    add_long(&text, "SUMMARY:", 1400000);
    expect_refused(text.bytes, text.length, SIBU_LIMIT, 0);
    sibu_text_clear(&text);
}

static void folded_lines_are_one_also_inside_of_a_character(void **state)
{
    (void)state;
    expect_2027("\xEF\xBB\xBF" HEAD EVENT(
                    "DTSTART;VALUE=DA\r\n TE:2027\n\t0601\r\nSUMMARY:停\r\n 产\xE6\xA3\r\n \x80\r\n") TAIL,
                "Asia/Shanghai", "2027-06-01T00:00 2027-06-02T00:00 停产检\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_holidays_are_days_of_the_site),
        cmocka_unit_test(a_week_stays_on_the_wall_clock_when_summer_begins),
        cmocka_unit_test(a_duration_in_days_follows_the_clock_and_an_end_keeps_its_seconds),
        cmocka_unit_test(an_override_stands_for_its_occurrence),
        cmocka_unit_test(a_shutdown_elsewhere_is_read_by_its_own_zone),
        cmocka_unit_test(floating_times_are_the_sites_and_z_is_utc),
        cmocka_unit_test(a_vtimezone_counts_before_the_name_and_treats_the_changes_as_every_zone),
        cmocka_unit_test(every_nth_week_is_counted_from_the_week_of_the_start),
        cmocka_unit_test(dates_and_periods_are_added_once_and_in_order),
        cmocka_unit_test(what_overlaps_the_window_is_there_and_nothing_else),
        cmocka_unit_test(a_rule_without_end_stops_at_the_window),
        cmocka_unit_test(what_cannot_be_read_is_refused_with_its_line),
        cmocka_unit_test(rules_that_never_end_or_never_happen_are_refused),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(two_thousand_events_are_read_and_one_more_is_not),
        cmocka_unit_test(a_line_of_a_mebibyte_is_read_and_what_is_kept_of_it_is_short),
        cmocka_unit_test(folded_lines_are_one_also_inside_of_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
