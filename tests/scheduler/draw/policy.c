/* Policies: what holds where nothing is said, groups that begin with the rules of the policy, presets, faults by pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/date.h"
#include "draw/plan.h"

#define SITES "\"sites\": [{\"site\": \"a.geojson\", \"roster\": \"a.csv\"}]"
#define FRAME "{\"format\": 1, \"mean\": 2, "

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

static int near(double a, double b)
{
    return a - b < 1e-12 && b - a < 1e-12;
}

static void three_lines_are_a_policy(void **state)
{
    (void)state;
    struct policy *policy = open_policy(FRAME SITES "}");
    const struct policy_rules *rules = &policy->groups[0].rules;
    assert_int_equal(policy->tick_s, 600);
    assert_int_equal(policy->limit_s, 1200);
    assert_int_equal(policy->delay_s, 86400);
    assert_int_equal(policy->concurrent, 1);
    assert_int_equal(rules->concurrent, 0);
    assert_int_equal(policy->group_count, 1);
    assert_string_equal(policy->groups[0].id, "all");
    assert_int_equal(rules->law, LAW_MAX_ENTROPY);
    assert_int_equal(rules->period, POLICY_HALF_YEAR);
    assert_int_equal(rules->least, 1);
    assert_int_equal(rules->most, 8);
    assert_int_equal(rules->gap_days, 14);
    assert_int_equal(rules->together, 0);
    assert_int_equal(rules->most_per_month, 0);
    assert_int_equal(rules->window_count, 1);
    assert_int_equal(rules->segment_count, 5);
    assert_int_equal(rules->segments[4].from_minute, 4 * 1440 + 480);
    assert_int_equal(rules->segments[4].to_minute, 4 * 1440 + 1080);
    assert_int_equal(rules->never_count + rules->calendar_count + rules->interlock_count + rules->told_count, 0);
    assert_true(near(rules->grade_weights[3], 3.0));
    for (size_t grade = 0; grade < 4; grade++) {
        assert_true(near(rules->mean[grade], 2.0));
    }
    assert_string_equal(rules->timezone, "");
    assert_string_equal(rules->preset, "");
    assert_string_equal(policy->families, "");
    assert_null(rules->allowed);
    assert_true(near(policy_family_weight(rules, "whatever"), 1.0));
    assert_int_equal(policy->shift_count, 3);
    assert_int_equal(policy->site_count, 1);
    assert_string_equal(policy->sites[0].roster, "a.csv");
    policy_close(policy);
}

/* Every member, once. */
static const char FULL[] =
    "{\"format\": 1, \"law\": \"even\", \"period\": \"quarter\", \"least\": 2, \"most\": 5, \"mean\": {\"A\": 2.5, \"B\": 3,"
    " \"C\": 3.5, \"D\": 4}, \"gap_days\": 3, \"most_per_month\": 7, \"together\": true, \"delay_hours\": 48, \"tick_s\": 60,"
    " \"limit_s\": 900, \"timezone\": \"Europe/Berlin\", \"families\": \"f\", \"allowed_families\": {\"fire\": 2, \"leak\":"
    " 0.5}, \"grade_weights\": {\"B\": 4}, \"never\": [{\"calendar\": \"holidays.ics\"}, {\"from\": \"2026-10-04\", \"to\":"
    " \"2026-10-07\"}, {\"from\": \"2026-10-01\", \"to\": \"2026-10-03\", \"reason\": {\"zh\": \"国庆节\", \"en\": \"National"
    " Day\"}}, {\"from\": \"2026-03-29\", \"to\": \"2026-03-29\"}], \"interlocks\": [{\"id\": \"permit_1\", \"file\":"
    " \"p.txt\"}, {\"id\": \"crane\", \"file\": \"c.txt\"}], \"told_at_t0\": [{\"who\": {\"zh\": \"消防队\", \"en\": \"Fire"
    " brigade\"}, \"how\": \"tel 119\"}, {\"who\": {\"zh\": \"园区\", \"en\": \"Park\"}}], " SITES "}";

static void every_member_is_read(void **state)
{
    (void)state;
    struct policy *policy = open_policy(FULL);
    const struct policy_rules *rules = &policy->groups[0].rules;
    assert_int_equal(policy->delay_s, 172800);
    assert_int_equal(policy->tick_s, 60);
    assert_int_equal(policy->limit_s, 900);
    assert_string_equal(policy->families, "f");
    assert_int_equal(rules->law, LAW_EVEN);
    assert_int_equal(rules->period, POLICY_QUARTER);
    assert_int_equal(rules->least, 2);
    assert_int_equal(rules->most, 5);
    assert_int_equal(rules->gap_days, 3);
    assert_int_equal(rules->most_per_month, 7);
    assert_int_equal(rules->together, 1);
    assert_string_equal(rules->timezone, "Europe/Berlin");
    for (int grade = 0; grade < 4; grade++) {
        assert_true(near(rules->mean[grade], 2.5 + 0.5 * grade));
    }
    assert_true(near(rules->grade_weights[0], 1.0) && near(rules->grade_weights[1], 4.0));
    policy_close(policy);
}

static void how_many_at_one_time_is_said_of_the_whole_and_of_each_group_apart(void **state)
{
    (void)state;
    struct policy *policy = open_policy(FRAME "\"concurrent\": 64, \"groups\": [{\"id\": \"a\", " SITES
                                              "}, {\"id\": \"b\", \"concurrent\": 2, " SITES "}]}");
    assert_int_equal(policy->concurrent, 64);
    assert_int_equal(policy->groups[0].rules.concurrent, 0); /* the whole's number is not what a group begins with */
    assert_int_equal(policy->groups[1].rules.concurrent, 2);
    policy_close(policy);
}

static void every_list_is_read(void **state)
{
    (void)state;
    struct policy *policy = open_policy(FULL);
    const struct policy_rules *rules = &policy->groups[0].rules;
    assert_int_equal(rules->calendar_count, 1);
    assert_string_equal(rules->calendars[0], "holidays.ics");
    assert_int_equal(rules->never_count, 3);
    assert_string_equal(rules->nevers[1].reason.in[SIBU_EN], "National Day");
    assert_string_equal(rules->nevers[0].reason.in[SIBU_ZH], "");
    assert_int_equal(rules->never_merged_count, 2);
    assert_int_equal(rules->nevers_merged[0].from_days, date_days((struct date){2026, 3, 29}));
    assert_int_equal(rules->nevers_merged[1].from_days, date_days((struct date){2026, 10, 1}));
    assert_int_equal(rules->nevers_merged[1].to_days, date_days((struct date){2026, 10, 7}));
    assert_int_equal(rules->allowed_count, 2);
    assert_true(near(policy_family_weight(rules, "fire"), 2.0));
    assert_true(near(policy_family_weight(rules, "leak"), 0.5));
    assert_true(near(policy_family_weight(rules, "flood"), 0.0));
    assert_int_equal(rules->interlock_count, 2);
    assert_string_equal(rules->interlocks[0].id, "permit_1");
    assert_string_equal(rules->interlocks[1].file, "c.txt");
    assert_int_equal(rules->told_count, 2);
    assert_string_equal(rules->told[0].who.in[SIBU_ZH], "消防队");
    assert_string_equal(rules->told[0].how, "tel 119");
    assert_string_equal(rules->told[1].how, "");
    policy_close(policy);
}

static void groups_begin_with_the_rules_of_the_policy(void **state)
{
    (void)state;
    struct policy *policy = open_policy(
        "{\"format\": 1, \"preset\": \"cn-school\", \"gap_days\": 5, \"allowed_families\": [\"fire\"], \"interlocks\":"
        " [{\"id\": \"x\", \"file\": \"x\"}], \"never\": [{\"from\": \"2026-01-01\", \"to\": \"2026-01-02\"}], \"groups\": ["
        "{\"id\": \"one\", " SITES "},"
        "{\"id\": \"two\", \"name\": {\"zh\": \"二\", \"en\": \"Two\"}, \"period\": \"half-year\", \"mean\": 2.5, \"least\": 0,"
        " \"most\": 6, \"never\": [], \"interlocks\": [], \"allowed_families\": {\"leak\": 3}, \"together\": true, \"windows\":"
        " [{\"days\": [\"sun\"]}], \"sites\": [{\"site\": \"b\", \"roster\": \"b\"}, {\"site\": \"c\", \"roster\": \"c\"}]}]}");
    const struct policy_rules *one = &policy->groups[0].rules;
    const struct policy_rules *two = &policy->groups[1].rules;
    assert_int_equal(policy->group_count, 2);
    assert_int_equal(one->period, POLICY_MONTH);
    assert_int_equal(one->gap_days, 5);
    assert_int_equal(one->most, 3);
    assert_true(near(one->mean[2], 1.4));
    assert_string_equal(one->preset, "cn-school");
    assert_int_equal(one->interlock_count, 1);
    assert_int_equal(one->never_count, 1);
    assert_int_equal(two->period, POLICY_HALF_YEAR);
    assert_int_equal(two->gap_days, 5);
    assert_int_equal(two->least, 0);
    assert_int_equal(two->most, 6);
    assert_true(near(two->mean[0], 2.5));
    assert_int_equal(two->never_count + two->never_merged_count + two->interlock_count, 0);
    assert_true(near(policy_family_weight(two, "leak"), 3.0));
    assert_true(near(policy_family_weight(two, "fire"), 0.0));
    assert_true(near(policy_family_weight(one, "fire"), 1.0));
    assert_int_equal(two->segment_count, 1);
    assert_int_equal(two->segments[0].from_minute, 6 * 1440);
    assert_int_equal(one->segment_count, 5);
    assert_string_equal(policy->groups[1].name.in[SIBU_EN], "Two");
    assert_int_equal(policy->groups[1].first_site, 1);
    assert_int_equal(policy->groups[1].site_count, 2);
    assert_int_equal(policy->site_count, 3);
    assert_int_equal(policy->sites[2].group, 1);
    policy_close(policy);
}

static void presets_hold_the_numbers_of_the_law(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum policy_period period;
        uint32_t least, most;
        double mean;
        int32_t gap_days;
    } CASES[] = {
        {"cn-dangerous-unit", POLICY_HALF_YEAR, 1, 8, 2.0, 14}, {"cn-unit", POLICY_HALF_YEAR, 1, 8, 2.0, 14},
        {"cn-fire-key-unit", POLICY_HALF_YEAR, 1, 8, 2.0, 14},  {"cn-school", POLICY_MONTH, 1, 3, 1.4, 7},
        {"cn-kindergarten", POLICY_QUARTER, 1, 4, 1.6, 14},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char bytes[300];
        (void)snprintf(bytes, sizeof bytes, "{\"format\": 1, \"preset\": \"%s\", " SITES "}", CASES[i].name);
        struct policy *policy = open_policy(bytes);
        const struct policy_rules *rules = &policy->groups[0].rules;
        assert_int_equal(rules->period, CASES[i].period);
        assert_int_equal(rules->least, CASES[i].least);
        assert_int_equal(rules->most, CASES[i].most);
        assert_int_equal(rules->gap_days, CASES[i].gap_days);
        assert_true(near(rules->mean[0], CASES[i].mean) && near(rules->mean[3], CASES[i].mean));
        policy_close(policy);
    }
}

/* What the period brings with it: a month a gap of a week, "any" no least; and where least and most are one, the mean. */
static void periods_bring_their_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        enum policy_period period;
        uint32_t least;
        int32_t gap_days;
    } CASES[] = {
        {FRAME SITES ", \"period\": \"month\"}", POLICY_MONTH, 1, 7},
        {FRAME SITES ", \"period\": \"month\", \"gap_days\": 9}", POLICY_MONTH, 1, 9},
        {FRAME SITES ", \"period\": \"any\"}", POLICY_ANY, 0, 14},
        {FRAME SITES ", \"least\": 2, \"most\": 2}", POLICY_HALF_YEAR, 2, 14},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct policy *policy = open_policy(CASES[i].bytes);
        assert_int_equal(policy->groups[0].rules.period, CASES[i].period);
        assert_int_equal(policy->groups[0].rules.least, CASES[i].least);
        assert_int_equal(policy->groups[0].rules.gap_days, CASES[i].gap_days);
        policy_close(policy);
    }
}

/* Nights that go on into the next week, and windows that touch or lie upon each other with one weight. */
static void windows_are_laid_over_the_week(void **state)
{
    (void)state;
    struct policy *policy = open_policy(
        FRAME SITES ", \"windows\": [{\"days\": [\"sun\"], \"from\": \"22:30\", \"to\": \"05:15\", \"weight\": 0.25},"
                    " {\"days\": [\"wed\"], \"from\": \"08:00\", \"to\": \"12:00\"}, {\"days\": [\"wed\"], \"from\":"
                    " \"11:00\", \"to\": \"14:00\"}, {\"days\": [\"wed\"], \"from\": \"14:00\", \"to\": \"15:00\","
                    " \"weight\": 2}]}");
    static const struct weights_segment EXPECTED[] = {{0, 315, 250},
                                                      {2 * 1440 + 480, 2 * 1440 + 840, 1000},
                                                      {2 * 1440 + 840, 2 * 1440 + 900, 2000},
                                                      {6 * 1440 + 1350, 10080, 250}};
    const struct policy_rules *rules = &policy->groups[0].rules;
    assert_int_equal(rules->segment_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rules->segments[i].from_minute, EXPECTED[i].from_minute);
        assert_int_equal(rules->segments[i].to_minute, EXPECTED[i].to_minute);
        assert_int_equal(rules->segments[i].weight_milli, EXPECTED[i].weight_milli);
    }
    policy_close(policy);
}

struct fault_case {
    const char *bytes, *place, *says;
};

static void check_faults(const struct fault_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct policy *policy = NULL;
        struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
        enum sibu_status status = policy_open(&policy, "p.json", cases[i].bytes, strlen(cases[i].bytes), &fault);
        assert_null(policy);
        if (status != SIBU_BAD_INPUT || strcmp(fault.place, cases[i].place) != 0 ||
            strstr(fault.what[SIBU_EN], cases[i].says) == NULL || fault.what[SIBU_ZH][0] == '\0') {
            fail_msg("case %zu: %d %s %s", i, (int)status, fault.place, fault.what[SIBU_EN]);
        }
    }
}

static void faults_are_named_by_their_pointer(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {"[]", "p.json:", "object"},
        {"{\"format\": 1, " SITES "}", "p.json:/mean", "missing"},
        {"{\"format\": 1, \"mean\": 0, " SITES "}", "p.json:/mean", "range"},
        {"{\"format\": 2, \"mean\": 2, " SITES "}", "p.json:/format", "range"},
        {FRAME "\"sites\": []}", "p.json:/sites", "array"},
        {FRAME "\"sites\": [{\"site\": \"a\"}]}", "p.json:/sites/0/roster", "missing"},
        {FRAME "\"sites\": [{\"site\": \"\", \"roster\": \"b\"}]}", "p.json:/sites/0/site", "empty"},
        {FRAME SITES ", \"colour\": 1}", "p.json:/colour", "unknown"},
        {FRAME SITES ", \"tick_s\": 5}", "p.json:/tick_s", "range"},
        {FRAME SITES ", \"tick_s\": 700}", "p.json:/tick_s", "hour"},
        {FRAME SITES ", \"gap_days\": 181}", "p.json:/gap_days", "range"},
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
        {FRAME SITES ", \"grades\": \"mine\"}", "p.json:/grades", "site, drills"},
        {FRAME SITES ", \"grades\": \"drills\", \"results\": {\"drills\": 1, \"poor_below\": 0.5, \"good_from\": 0.5}}",
         "p.json:/grades", "besides"},
        {FRAME SITES ", \"grade_weights\": {\"E\": 1}}", "p.json:/grade_weights/E", "unknown"},
        {FRAME SITES ", \"grade_weights\": {\"A\": 0}}", "p.json:/grade_weights/A", "range"},
        {FRAME SITES ", \"shifts\": {\"day\": {\"from\": \"08:00\", \"to\": \"08:00\"}}}", "p.json:/shifts/day/to",
         "no time"},
        {FRAME SITES ", \"shifts\": {\"day\": 1}}", "p.json:/shifts/day", "object"},
        {FRAME SITES ", \"allowed_families\": []}", "p.json:/allowed_families", "array"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}
#define RESULTS(drills, poor, good)                                                                                    \
    "\"results\": {\"drills\": " drills ", \"poor_below\": " poor ", \"good_from\": " good "}"

/* The policy's for all groups but those that have their own; absent: nothing moves. */
static void results_are_read_in_thousandths(void **state)
{
    (void)state;
    struct policy *policy = open_policy(FRAME SITES "}");
    assert_int_equal(policy->groups[0].rules.results.drills, 0);
    policy_close(policy);
    policy = open_policy(
        FRAME RESULTS("8", "0.805", "1") ", \"groups\": [{\"id\": \"a\", \"sites\": [{\"site\":"
                                         " \"a\", \"roster\": \"a\"}]}, {\"id\": \"b\", " RESULTS(
                                             "1", "0", "0.5") ", \"sites\": [{\"site\": \"b\", \"roster\": \"b\"}]}]}");
    assert_int_equal(policy->groups[0].rules.results.drills, 8);
    assert_int_equal(policy->groups[0].rules.results.poor_below_milli, 805);
    assert_int_equal(policy->groups[0].rules.results.good_from_milli, 1000);
    assert_int_equal(policy->groups[1].rules.results.drills, 1);
    assert_int_equal(policy->groups[1].rules.results.poor_below_milli, 0);
    assert_int_equal(policy->groups[1].rules.results.good_from_milli, 500);
    policy_close(policy);
}

static void counts_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {FRAME SITES ", \"law\": \"uniform\"}", "p.json:/law", "max-entropy"},
        {FRAME SITES ", \"period\": \"year\"}", "p.json:/period", "half-year"},
        {FRAME SITES ", \"least\": -1}", "p.json:/least", "range"},
        {FRAME SITES ", \"least\": 65}", "p.json:/least", "range"},
        {FRAME SITES ", \"most\": 0}", "p.json:/most", "range"},
        {FRAME SITES ", \"most\": 65}", "p.json:/most", "range"},
        {FRAME SITES ", \"least\": 9}", "p.json:/least", "contradict"},
        {FRAME SITES ", \"least\": 2}", "p.json:/mean", "least number, 2"},
        {FRAME SITES ", \"most\": 2}", "p.json:/mean", "the most, 2"},
        {FRAME SITES ", \"least\": 3, \"most\": 3}", "p.json:/mean", "between"},
        {FRAME SITES ", \"results\": 3}", "p.json:/results", "object"},
        {FRAME SITES ", \"results\": {\"drills\": 3, \"poor_below\": 0.8}}", "p.json:/results/good_from", "missing"},
        {FRAME SITES ", \"results\": {\"poor_below\": 0.8, \"good_from\": 0.9}}", "p.json:/results/drills", "missing"},
        {FRAME SITES ", " RESULTS("0", "0.8", "0.9") "}", "p.json:/results/drills", "range"},
        {FRAME SITES ", " RESULTS("9", "0.8", "0.9") "}", "p.json:/results/drills", "range"},
        {FRAME SITES ", " RESULTS("1.5", "0.8", "0.9") "}", "p.json:/results/drills", "whole"},
        {FRAME SITES ", " RESULTS("3", "-0.1", "0.9") "}", "p.json:/results/poor_below", "range"},
        {FRAME SITES ", " RESULTS("3", "0.8", "1.1") "}", "p.json:/results/good_from", "range"},
        {FRAME SITES ", " RESULTS("3", "0.8", "\"0.9\"") "}", "p.json:/results/good_from", "number"},
        {FRAME SITES ", " RESULTS("3", "0.8005", "0.9") "}", "p.json:/results/poor_below", "decimals"},
        {FRAME SITES ", " RESULTS("3", "0.8004", "0.9") "}", "p.json:/results/poor_below", "decimals"},
        {FRAME SITES ", " RESULTS("3", "0.9", "0.8") "}", "p.json:/results/poor_below", "contradict"},
        {FRAME SITES ", \"results\": {\"drills\": 3, \"poor_below\": 0.8, \"good_from\": 0.9, \"steps\": 2}}",
         "p.json:/results/steps", "unknown"},
        {FRAME SITES ", \"period\": \"any\", \"least\": 1}", "p.json:/least", "no end"},
        {"{\"format\": 1, \"mean\": 60.5, " SITES "}", "p.json:/mean", "range"},
        {"{\"format\": 1, \"mean\": {\"A\": 2, \"B\": 2, \"C\": 2}, " SITES "}", "p.json:/mean/D", "missing"},
        {"{\"format\": 1, \"mean\": {\"A\": 2, \"B\": 2, \"C\": 2, \"D\": 8}, " SITES "}", "p.json:/mean", "between"},
        {"{\"format\": 1, \"mean\": {\"A\": 2, \"E\": 2}, " SITES "}", "p.json:/mean/E", "unknown"},
        {"{\"format\": 1, \"mean\": \"2\", " SITES "}", "p.json:/mean", "number"},
        {FRAME SITES ", \"most_per_month\": 0}", "p.json:/most_per_month", "range"},
        {FRAME SITES ", \"concurrent\": 0}", "p.json:/concurrent", "range"},
        {FRAME SITES ", \"concurrent\": 65}", "p.json:/concurrent", "range"},
        {FRAME SITES ", \"concurrent\": 1.5}", "p.json:/concurrent", "whole"},
        {FRAME "\"groups\": [{\"id\": \"a\", \"concurrent\": 0, " SITES "}]}", "p.json:/groups/0/concurrent", "range"},
        {FRAME "\"groups\": [{\"id\": \"a\", \"concurrent\": 65, " SITES "}]}", "p.json:/groups/0/concurrent", "range"},
        {FRAME SITES ", \"delay_hours\": 23}", "p.json:/delay_hours", "range"},
        {FRAME SITES ", \"delay_hours\": 721}", "p.json:/delay_hours", "range"},
        {FRAME SITES ", \"together\": 1}", "p.json:/together", "true or false"},
        {FRAME SITES ", \"preset\": \"us-osha\"}", "p.json:/preset", "cn-school"},
        {FRAME SITES ", \"preset\": \"\"}", "p.json:/preset", "empty"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}

#define TOLD(more) FRAME SITES ", \"told_at_t0\": [" more "]}"
#define INTERLOCKS(more) FRAME SITES ", \"interlocks\": [" more "]}"

static void lists_are_refused_item_by_item(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {FRAME SITES ", \"allowed_families\": {}}", "p.json:/allowed_families", "1 to 256"},
        {FRAME SITES ", \"allowed_families\": {\"fire\": 0}}", "p.json:/allowed_families/fire", "weight"},
        {FRAME SITES ", \"allowed_families\": {\"fire\": 1001}}", "p.json:/allowed_families/fire", "weight"},
        {FRAME SITES ", \"allowed_families\": {\"fire\": \"1\"}}", "p.json:/allowed_families/fire", "weight"},
        {FRAME SITES ", \"allowed_families\": [\"fire\", \"\"]}", "p.json:/allowed_families/1", "id"},
        {FRAME SITES ", \"allowed_families\": [1]}", "p.json:/allowed_families/0", "id"},
        {FRAME SITES ", \"allowed_families\": \"fire\"}", "p.json:/allowed_families", "array"},
        {INTERLOCKS("1"), "p.json:/interlocks/0", "object"},
        {INTERLOCKS("{\"id\": \"x\"}"), "p.json:/interlocks/0", "a file, a url"},
        {INTERLOCKS("{\"id\": \"x\", \"topic\": \"a/+/b\"}"), "p.json:/interlocks/0/topic", "without +"},
        {INTERLOCKS("{\"id\": \"x\", \"topic\": \"a\", \"age_s\": 9}"), "p.json:/interlocks/0/age_s", "10"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"age_s\": 60}"), "p.json:/interlocks/0/age_s", "topic"},
        {INTERLOCKS("{\"id\": \"x\", \"topic\": \"a\", \"register\": true}"), "p.json:/interlocks/0", "register"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"register\": 1}"), "p.json:/interlocks/0/register", "true"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"register\": true, \"pointer\": \"/a\", \"max\": 1}"),
         "p.json:/interlocks/0", "register"},
        {INTERLOCKS("{\"id\": \"x\", \"wardens\": 0}"), "p.json:/interlocks/0/wardens", "1"},
        {INTERLOCKS("{\"id\": \"x\", \"wardens\": 2, \"pointer\": \"/a\", \"max\": 1}"), "p.json:/interlocks/0",
         "register"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"pointer\": \"/a\"}"), "p.json:/interlocks/0", "a min or a max"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"pointer\": \"a\", \"max\": 1}"), "p.json:/interlocks/0/pointer",
         "begins with /"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"pointer\": \"/a\", \"min\": 2, \"max\": 1}"),
         "p.json:/interlocks/0", "no greater"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"a\", \"max\": 1}"), "p.json:/interlocks/0/pointer", "missing"},
        {INTERLOCKS("{\"file\": \"x\"}"), "p.json:/interlocks/0/id", "missing"},
        {INTERLOCKS("{\"id\": \"X\", \"file\": \"x\"}"), "p.json:/interlocks/0/id", "a-z"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"x\", \"url\": \"http://y/\"}"), "p.json:/interlocks/0", "one of them"},
        {INTERLOCKS("{\"id\": \"x\", \"url\": \"ftp://y/\"}"), "p.json:/interlocks/0/url", "http"},
        {INTERLOCKS("{\"id\": \"x\", \"url\": \"http:///y\"}"), "p.json:/interlocks/0/url", "http"},
        {INTERLOCKS("{\"id\": \"x\", \"url\": \"http://y/a b\"}"), "p.json:/interlocks/0/url", "http"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"x\", \"mqtt\": \"y\"}"), "p.json:/interlocks/0/mqtt", "unknown"},
        {INTERLOCKS("{\"id\": \"x\", \"file\": \"x\"}, {\"id\": \"x\", \"file\": \"y\"}"), "p.json:/interlocks/1/id",
         "twice"},
        {INTERLOCKS("{\"id\": \"abcdefghijklmnopqrstuvwxyzabcdefghijklmno\", \"file\": \"x\"}"),
         "p.json:/interlocks/0/id", "40"},
        {TOLD("1"), "p.json:/told_at_t0/0", "object"},
        {TOLD("{\"how\": \"x\"}"), "p.json:/told_at_t0/0/who", "missing"},
        {TOLD("{\"who\": {\"zh\": \"x\"}}"), "p.json:/told_at_t0/0/who/en", "missing"},
        {TOLD("{\"who\": {\"zh\": \"x\", \"en\": \"x\"}, \"how\": \"\"}"), "p.json:/told_at_t0/0/how", "empty"},
        {FRAME SITES ", \"never\": [{\"calendar\": \"\"}]}", "p.json:/never/0/calendar", "empty"},
        {FRAME SITES ", \"never\": [{\"calendar\": 1}]}", "p.json:/never/0/calendar", "text"},
        {FRAME SITES ", \"never\": [{\"calendar\": \"x.ics\", \"from\": \"2026-01-01\"}]}", "p.json:/never/0/from",
         "unknown"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}

static void groups_are_refused_by_their_pointer(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {FRAME SITES ", \"groups\": [{\"id\": \"a\", " SITES "}]}", "p.json:/sites", "belongs into the groups"},
        {FRAME "\"groups\": []}", "p.json:/groups", "array"},
        {FRAME "\"groups\": [1]}", "p.json:/groups/0", "object"},
        {FRAME "\"groups\": [{" SITES "}]}", "p.json:/groups/0/id", "missing"},
        {FRAME "\"groups\": [{\"id\": \"a\"}]}", "p.json:/groups/0/sites", "missing"},
        {FRAME "\"groups\": [{\"id\": \"*a\", " SITES "}]}", "p.json:/groups/0/id", "no *"},
        {FRAME "\"groups\": [{\"id\": \"a\", " SITES "}, {\"id\": \"a\", " SITES "}]}", "p.json:/groups/1/id",
         "another"},
        {FRAME "\"groups\": [{\"id\": \"a\", \"tick_s\": 60, " SITES "}]}", "p.json:/groups/0/tick_s", "unknown"},
        {FRAME "\"groups\": [{\"id\": \"a\", \"most\": 1, " SITES "}]}", "p.json:/groups/0/mean", "between"},
        {FRAME "\"groups\": [{\"id\": \"a\", \"mean\": {\"A\": 1}, " SITES "}]}", "p.json:/groups/0/mean/B", "missing"},
        {FRAME "\"groups\": [{\"id\": \"a\", \"windows\": [{\"to\": \"25:00\"}], " SITES "}]}",
         "p.json:/groups/0/windows/0/to", "08:00"},
        {"{\"format\": 1, \"groups\": [{\"id\": \"a\", \"mean\": 2, " SITES "}, {\"id\": \"b\", " SITES "}]}",
         "p.json:/groups/1/mean", "missing"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}

/* One calendar, interlock, person to be told or shift more than there may be. */
static void lists_have_an_end(void **state)
{
    (void)state;
    static const struct {
        const char *key, *item, *place;
        int most;
    } CASES[] = {
        {"never", "{\"calendar\": \"x.ics\"}", "p.json:/never/16", POLICY_CALENDARS_MAX},
        {"told_at_t0", "{\"who\": {\"zh\": \"x\", \"en\": \"x\"}}", "p.json:/told_at_t0", POLICY_TOLD_MAX},
        {"windows", "{}", "p.json:/windows", POLICY_WINDOWS_MAX},
        {"never", "{\"from\": \"2026-01-01\", \"to\": \"2026-01-01\"}", "p.json:/never", POLICY_NEVERS_MAX},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (int more = 0; more < 2; more++) {
            struct sibu_text text = {0};
            struct policy *policy = NULL;
            struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
            sibu_text_addf(&text, FRAME SITES ", \"%s\": [", CASES[i].key);
            for (int k = 0; k < CASES[i].most + more; k++) {
                sibu_text_addf(&text, "%s%s", k > 0 ? "," : "", CASES[i].item);
            }
            sibu_text_add(&text, "]}");
            enum sibu_status status = policy_open(&policy, "p.json", sibu_text_get(&text), text.length, &fault);
            assert_int_equal(status == SIBU_OK, !more);
            assert_string_equal(fault.place, more ? CASES[i].place : "");
            policy_close(policy);
            sibu_text_clear(&text);
        }
    }
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
        cmocka_unit_test(every_member_is_read),
        cmocka_unit_test(how_many_at_one_time_is_said_of_the_whole_and_of_each_group_apart),
        cmocka_unit_test(every_list_is_read),
        cmocka_unit_test(groups_begin_with_the_rules_of_the_policy),
        cmocka_unit_test(presets_hold_the_numbers_of_the_law),
        cmocka_unit_test(periods_bring_their_numbers),
        cmocka_unit_test(windows_are_laid_over_the_week),
        cmocka_unit_test(faults_are_named_by_their_pointer),
        cmocka_unit_test(results_are_read_in_thousandths),
        cmocka_unit_test(counts_that_contradict_each_other_are_refused),
        cmocka_unit_test(lists_are_refused_item_by_item),
        cmocka_unit_test(groups_are_refused_by_their_pointer),
        cmocka_unit_test(lists_have_an_end),
        cmocka_unit_test(shifts_are_on_by_the_wall_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
