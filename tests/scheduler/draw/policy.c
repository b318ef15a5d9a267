/* Policies: defaults, faults by pointer, and weights, whose sums must equal what adding tick by tick gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/date.h"
#include "draw/plan.h"
#include "sibu/random.h"

#define SECOND_US INT64_C(1000000)
#define SITES "\"sites\": [{\"site\": \"a.geojson\", \"roster\": \"a.csv\"}]"
#define FRAME "{\"format\": 1, \"mean_per_half_year\": 2, "

static struct policy *open_policy(const char *bytes)
{
    struct policy *policy = NULL;
    struct sibu_fault fault;
    if (policy_open(&policy, "p.json", bytes, strlen(bytes), &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return policy;
}

static struct zone *open_zone(const char *name)
{
    struct zone *zone = NULL;
    struct sibu_fault fault;
    assert_int_equal(plan_zone_open(&zone, name, &fault), SIBU_OK);
    return zone;
}

/* The moment that the wall clock of the zone shows. */
static int64_t moment(const struct zone *zone, struct date date, int32_t hour, int32_t minute)
{
    return zone_utc_us(zone, date_days(date), hour * 3600 + minute * 60);
}

static void three_lines_are_a_policy(void **state)
{
    (void)state;
    struct policy *policy = open_policy(FRAME SITES "}");
    assert_int_equal(policy->tick_s, 600);
    assert_int_equal(policy->gap_days, 14);
    assert_int_equal(policy->limit_s, 1200);
    assert_int_equal(policy->window_count, 1);
    assert_int_equal(policy->segment_count, 5);
    assert_int_equal(policy->segments[4].from_minute, 4 * 1440 + 480);
    assert_int_equal(policy->segments[4].to_minute, 4 * 1440 + 1080);
    assert_int_equal(policy->never_count, 0);
    assert_true(policy->grade_weights[3] > 2.9 && policy->grade_weights[3] < 3.1);
    assert_string_equal(policy->timezone, "");
    assert_string_equal(policy->families, "");
    assert_null(policy->allowed);
    assert_int_equal(policy->shift_count, 3);
    assert_int_equal(policy->site_count, 1);
    assert_string_equal(policy->sites[0].roster, "a.csv");
    policy_close(policy);
}

static void faults_are_named_by_their_pointer(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *place, *says;
    } CASES[] = {
        {"[]", "p.json:", "object"},
        {"{\"format\": 1, " SITES "}", "p.json:/mean_per_half_year", "missing"},
        {"{\"format\": 1, \"mean_per_half_year\": 0, " SITES "}", "p.json:/mean_per_half_year", "range"},
        {"{\"format\": 2, \"mean_per_half_year\": 1, " SITES "}", "p.json:/format", "range"},
        {FRAME "\"sites\": []}", "p.json:/sites", "array"},
        {FRAME "\"sites\": [{\"site\": \"a\"}]}", "p.json:/sites/0/roster", "missing"},
        {FRAME "\"sites\": [{\"site\": \"\", \"roster\": \"b\"}]}", "p.json:/sites/0/site", "empty"},
        {FRAME SITES ", \"colour\": 1}", "p.json:/colour", "unknown"},
        {FRAME SITES ", \"tick_s\": 5}", "p.json:/tick_s", "range"},
        {FRAME SITES ", \"tick_s\": 700}", "p.json:/tick_s", "hour"},
        {FRAME SITES ", \"gap_days\": 90}", "p.json:/gap_days", "leaves room"},
        {FRAME SITES ", \"gap_days\": 1.5}", "p.json:/gap_days", "whole"},
        {FRAME SITES ", \"limit_s\": 30}", "p.json:/limit_s", "range"},
        {FRAME SITES ", \"timezone\": \"../x\"}", "p.json:/timezone", "time zone"},
        {FRAME SITES ", \"windows\": []}", "p.json:/windows", "no window"},
        {FRAME SITES ", \"windows\": [{\"from\": \"08:00\", \"to\": \"08:00\"}]}", "p.json:/windows/0/to", "no time"},
        {FRAME SITES ", \"windows\": [{\"from\": \"24:00\", \"to\": \"08:00\"}]}", "p.json:/windows/0/from", "no time"},
        {FRAME SITES ", \"windows\": [{\"from\": \"8:00\"}]}", "p.json:/windows/0/from", "08:00"},
        {FRAME SITES ", \"windows\": [{\"to\": \"24:01\"}]}", "p.json:/windows/0/to", "08:00"},
        {FRAME SITES ", \"windows\": [{\"to\": \"10:60\"}]}", "p.json:/windows/0/to", "08:00"},
        {FRAME SITES ", \"windows\": [{\"days\": [\"mon\", \"Tue\"]}]}", "p.json:/windows/0/days/1", "mon tue"},
        {FRAME SITES ", \"windows\": [{\"days\": [\"mon\", \"mon\"]}]}", "p.json:/windows/0/days/1", "once"},
        {FRAME SITES ", \"windows\": [{\"days\": []}]}", "p.json:/windows/0/days", "array"},
        {FRAME SITES ", \"windows\": [{\"weight\": 0}]}", "p.json:/windows/0/weight", "range"},
        {FRAME SITES ", \"windows\": [{\"weight\": 0.0015}]}", "p.json:/windows/0/weight", "decimals"},
        {FRAME SITES ", \"windows\": [{\"to\": \"12:00\"}, {\"from\": \"11:59\", \"weight\": 2}]}", "p.json:/windows/1",
         "contradict"},
        {FRAME SITES
         ", \"windows\": [{\"days\": [\"mon\"], \"to\": \"02:00\"}, {\"days\": [\"sun\"], \"from\": \"22:00\", "
         "\"to\": \"01:00\", \"weight\": 2}]}",
         "p.json:/windows/1", "contradict"},
        {FRAME SITES ", \"never\": [{\"from\": \"2026-10-07\", \"to\": \"2026-10-01\"}]}", "p.json:/never/0/to",
         "before"},
        {FRAME SITES ", \"never\": [{\"from\": \"2026-02-29\", \"to\": \"2026-10-01\"}]}", "p.json:/never/0/from",
         "no date"},
        {FRAME SITES ", \"never\": [{\"from\": \"2026-01-01\", \"to\": \"2027-01-02\"}]}", "p.json:/never/0/to", "366"},
        {FRAME SITES ", \"never\": [{\"from\": \"2026-01-01\", \"to\": \"2026-01-02\", \"reason\": {\"zh\": \"\"}}]}",
         "p.json:/never/0/reason/en", "missing"},
        {FRAME SITES ", \"grade_weights\": {\"E\": 1}}", "p.json:/grade_weights/E", "unknown"},
        {FRAME SITES ", \"grade_weights\": {\"A\": 0}}", "p.json:/grade_weights/A", "range"},
        {FRAME SITES ", \"shifts\": {\"day\": {\"from\": \"08:00\", \"to\": \"08:00\"}}}", "p.json:/shifts/day/to",
         "no time"},
        {FRAME SITES ", \"shifts\": {\"day\": 1}}", "p.json:/shifts/day", "object"},
        {FRAME SITES ", \"allowed_families\": []}", "p.json:/allowed_families", "array"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct policy *policy = NULL;
        struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
        enum sibu_status status = policy_open(&policy, "p.json", CASES[i].bytes, strlen(CASES[i].bytes), &fault);
        assert_null(policy);
        if (status != SIBU_BAD_INPUT || strcmp(fault.place, CASES[i].place) != 0 ||
            strstr(fault.what[SIBU_EN], CASES[i].says) == NULL || fault.what[SIBU_ZH][0] == '\0') {
            fail_msg("case %zu: %d %s %s", i, (int)status, fault.place, fault.what[SIBU_EN]);
        }
    }
}

/* Day shift on weekdays with weight 1, nights with weight 0.25 (Sunday's into Monday), and two never-times that touch. */
static const char RICH[] = FRAME SITES
    ", \"windows\": [{\"days\": [\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"], \"from\": \"08:00\", \"to\": \"18:00\"},"
    " {\"from\": \"22:30\", \"to\": \"05:15\", \"weight\": 0.25}],"
    " \"never\": [{\"from\": \"2026-10-04\", \"to\": \"2026-10-07\"}, {\"from\": \"2026-10-01\", \"to\":"
    " \"2026-10-03\", \"reason\": {\"zh\": \"国庆节\", \"en\": \"National Day\"}},"
    " {\"from\": \"2026-03-29\", \"to\": \"2026-03-29\"}], \"tick_s\": 900}";

static void weights_follow_windows_and_never_times(void **state)
{
    (void)state;
    struct policy *policy = open_policy(RICH);
    struct zone *zone = open_zone("Asia/Shanghai");
    static const struct {
        struct date date;
        int32_t hour, minute;
        int64_t weight_milli;
    } CASES[] = {
        {{2026, 9, 28}, 8, 0, 1000}, /* a Monday */
        {{2026, 9, 28}, 7, 59, 0},    {{2026, 9, 28}, 17, 59, 1000}, {{2026, 9, 28}, 18, 0, 0},
        {{2026, 9, 28}, 3, 0, 250}, /* Sunday's night */
        {{2026, 9, 28}, 5, 14, 250},  {{2026, 9, 28}, 5, 15, 0},     {{2026, 9, 27}, 12, 0, 0},
        {{2026, 9, 27}, 22, 30, 250}, {{2026, 9, 30}, 23, 59, 250},  {{2026, 10, 1}, 0, 0, 0}, /* never from here */
        {{2026, 10, 5}, 12, 0, 0},    {{2026, 10, 7}, 23, 59, 0},    {{2026, 10, 8}, 0, 0, 250},
        {{2026, 10, 8}, 12, 0, 1000},
    };
    assert_int_equal(policy->never_count, 3);
    assert_int_equal(policy->never_merged_count, 2);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int64_t at_us = moment(zone, CASES[i].date, CASES[i].hour, CASES[i].minute);
        assert_int_equal(policy_weight_milli(policy, zone, at_us), CASES[i].weight_milli);
    }
    assert_true(policy_is_never(policy, zone, moment(zone, (struct date){2026, 10, 4}, 0, 0)));
    assert_false(policy_is_never(policy, zone, moment(zone, (struct date){2026, 10, 8}, 0, 0)));
    policy_close(policy);
    zone_close(zone);
}

static int64_t sum_tick_by_tick(const struct policy *policy, const struct zone *zone, int64_t from_us, int64_t to_us)
{
    int64_t tick_us = policy->tick_s * SECOND_US;
    int64_t sum = 0;
    for (int64_t at_us = (from_us + tick_us - 1) / tick_us * tick_us; at_us < to_us; at_us += tick_us) {
        sum += policy_weight_milli(policy, zone, at_us);
    }
    return sum;
}

/* Over summer time's changes, never-times, week ends, offsets that no tick divides, and ranges of any length. */
static void sums_equal_adding_tick_by_tick(void **state)
{
    (void)state;
    static const char *const ZONES[] = {"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu",
                                        "Australia/Lord_Howe"};
    struct policy *policy = open_policy(RICH);
    struct sibu_pcg64 stream;
    uint8_t key[32];
    sibu_key_of_seed(key, 7);
    sibu_pcg64_open(&stream, key, "ranges", 0);
    for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
        struct zone *zone = open_zone(ZONES[i]);
        for (int k = 0; k < 60; k++) {
            int64_t from_us = (1767225600 + (int64_t)sibu_pcg64_below(&stream, 31536000)) * SECOND_US + k;
            int64_t longest_s = k % 3 == 0 ? 3600 : k % 3 == 1 ? 1000000 : 9000000;
            int64_t to_us = from_us + (int64_t)sibu_pcg64_below(&stream, (uint64_t)longest_s) * SECOND_US;
            int64_t sum = policy_weight_sum_milli(policy, zone, from_us, to_us);
            assert_int_equal(sum, sum_tick_by_tick(policy, zone, from_us, to_us));
        }
        assert_int_equal(policy_weight_sum_milli(policy, zone, 10, 5), 0);
        zone_close(zone);
    }
    policy_close(policy);
}

static void shifts_are_on_by_the_wall_clock(void **state)
{
    (void)state;
    struct policy *policy = open_policy(
        FRAME SITES ", \"shifts\": {\"day\": {\"days\": [\"mon\",\"tue\"], \"from\": \"08:00\", \"to\": \"20:00\"},"
                    " \"night\": {\"days\": [\"mon\"], \"from\": \"20:00\", \"to\": \"08:00\"}, \"sun\": {\"days\": "
                    "[\"sun\"]}}}");
    struct zone *zone = open_zone("Asia/Shanghai");
    static const struct {
        const char *shift;
        int32_t day, hour, minute; /* of November 2026: the 23rd is a Monday */
        int on;
    } CASES[] = {
        {"day", 23, 8, 0, 1},    {"day", 23, 20, 0, 0},   {"day", 25, 12, 0, 0},  {"day", 24, 19, 59, 1},
        {"night", 23, 20, 0, 1}, {"night", 24, 7, 59, 1}, {"night", 24, 8, 0, 0}, {"night", 23, 7, 0, 0},
        {"sun", 29, 0, 0, 1},    {"sun", 29, 23, 59, 1},  {"sun", 30, 0, 0, 0},   {"always", 26, 3, 0, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint32_t shift = policy_find_shift(policy, CASES[i].shift);
        int64_t at_us = moment(zone, (struct date){2026, 11, CASES[i].day}, CASES[i].hour, CASES[i].minute);
        assert_int_not_equal(shift, SIBU_NONE);
        assert_int_equal(policy_shift_on(policy, zone, shift, at_us), CASES[i].on);
    }
    assert_int_equal(policy_find_shift(policy, "dusk"), SIBU_NONE);
    policy_close(policy);
    zone_close(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_lines_are_a_policy),
        cmocka_unit_test(faults_are_named_by_their_pointer),
        cmocka_unit_test(weights_follow_windows_and_never_times),
        cmocka_unit_test(sums_equal_adding_tick_by_tick),
        cmocka_unit_test(shifts_are_on_by_the_wall_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
