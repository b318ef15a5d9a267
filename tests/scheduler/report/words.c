/* Sentences, durations and times as the report says them; and reports of records that hold little, or nonsense.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../evaluate/drill_table.h"
#include "report/draw_read.h"
#include "report/report.h"
#include "report/say.h"

#define NB "\xC2\xA0" /* a space that keeps its line */

static void durations_are_said_in_their_unit(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *zh, *en;
    } CASES[] = {
        {-1, "未达到", "not reached"},
        {0, "0.0" NB "秒", "0.0" NB "s"},
        {9.94, "9.9" NB "秒", "9.9" NB "s"},
        {42.4, "42" NB "秒", "42" NB "s"},
        {59.4, "59" NB "秒", "59" NB "s"},
        {59.5, "1" NB "分" NB "00" NB "秒", "1" NB "min" NB "00" NB "s"},
        {185, "3" NB "分" NB "05" NB "秒", "3" NB "min" NB "05" NB "s"},
        {3599.6, "1" NB "小时" NB "00" NB "分", "1" NB "h" NB "00" NB "min"},
        {7384, "2" NB "小时" NB "03" NB "分", "2" NB "h" NB "03" NB "min"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_text zh = {0}, en = {0};
        say_duration(&zh, SIBU_ZH, CASES[i].seconds);
        say_duration(&en, SIBU_EN, CASES[i].seconds);
        assert_string_equal(sibu_text_get(&zh), CASES[i].zh);
        assert_string_equal(sibu_text_get(&en), CASES[i].en);
        sibu_text_clear(&zh);
        sibu_text_clear(&en);
    }
}

static void clocks_show_the_wall_of_the_site(void **state)
{
    (void)state;
    static const struct {
        int64_t time_us;
        int32_t offset_s;
        const char *says;
    } CASES[] = {
        {INT64_C(1795415400000000), 28800, "2026-11-23 14:30:00"},
        {INT64_C(1795415400999999), 0, "2026-11-23 06:30:00"},
        {INT64_C(1709251199000000), 0, "2024-02-29 23:59:59"},
        {INT64_C(1709251199000000), 1, "2024-03-01 00:00:00"},
        {INT64_C(1709251199000000), -34200, "2024-02-29 14:29:59"},
        {-5, 0, "1970-01-01 00:00:00"},
        {INT64_MAX, 0, "9999-12-31 04:00:54"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_text text = {0};
        say_date_and_time(&text, CASES[i].time_us, CASES[i].offset_s);
        assert_string_equal(sibu_text_get(&text), CASES[i].says);
        sibu_text_clear(&text);
    }
    struct sibu_text text = {0};
    say_clock_s(&text, 185.26);
    sibu_text_add(&text, " ");
    say_clock_s(&text, 3725.0);
    sibu_text_add(&text, " ");
    say_offset(&text, -34200);
    assert_string_equal(sibu_text_get(&text), "3:05.3 62:05.0 -09:30");
    sibu_text_clear(&text);
}

static void the_offset_is_read_from_the_draw(void **state)
{
    (void)state;
    assert_int_equal(draw_offset_s("2026-11-23T14:30:00+08:00"), 28800);
    assert_int_equal(draw_offset_s("2026-11-23T14:30:00-09:30"), -34200);
    static const char *const NONE[] = {"", "Z", "2026-11-23T06:30:00Z", "+99:00", "+08:61", "x+0a:00", "+08-00"};
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++) {
        assert_int_equal(draw_offset_s(NONE[i]), 0);
    }
}

struct verdict_case {
    uint32_t expected, checked_in, need_help, cannot, missing, in_time;
    double max_s, median_s;
    const char *end, *zh, *en;
};

static void the_verdict_says_how_it_was(void **state)
{
    (void)state;
    static const struct verdict_case CASES[] = {
        {0, 0, 0, 0, 0, 0, -1, -1, "all-clear", "本次演练没有应到人员。", "Nobody was expected in this drill."},
        {5, 5, 0, 0, 0, 5, 90, 60, "all-clear",
         "应到 5 人全部到达集合点，最后一人用时 1" NB "分" NB "30" NB "秒。半数应到人员在 1" NB "分" NB "00" NB
         "秒内到达。",
         "All 5 people expected reached an assembly point, the last after 1" NB "min" NB "30" NB
         "s. Half of those expected were there within 1" NB "min" NB "00" NB "s."},
        {9, 5, 1, 1, 2, 4, 90, -1, "abort",
         "应到 9 人中，5 人到达集合点（其中 1 人在演练结束之后）；2 人未到、1 人求助、1 人表示无法参加。"
         "到演练结束时，到达的人不足应到人员的一半。演练被中止，数字截至中止时刻。",
         "5 of 9 people expected reached an assembly point (1 of them after the drill had ended); 2 missing, 1 asked for "
         "help, 1 could not take part. Fewer than half of those expected were there when the drill ended. The drill was "
         "broken off; the figures end there."},
        {3, 0, 0, 0, 3, 0, -1, -1, "real-emergency",
         "应到 3 人，没有人到达集合点；3 人未到。到演练结束时，到达的人不足应到人员的一半。演练因真实险情而终止，数字截至终止时刻。",
         "3 people were expected and none reached an assembly point; 3 missing. Fewer than half of those expected were "
         "there when the drill ended. The drill was stopped for a real emergency; the figures end there."},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const struct verdict_case *row = &CASES[i];
        struct report report = {.evaluation = {.end = row->end}};
        struct sibu_text zh = {0}, en = {0};
        report.evaluation.all = (struct evaluation_group){.expected = row->expected,
                                                          .checked_in = row->checked_in,
                                                          .need_help = row->need_help,
                                                          .cannot = row->cannot,
                                                          .missing = row->missing};
        report.evaluation.all.muster = (struct measure){.n = row->expected,
                                                        .censored = row->expected - row->in_time,
                                                        .max_s = row->max_s,
                                                        .median_s = row->median_s};
        report_verdict(&report, SIBU_ZH, &zh);
        report_verdict(&report, SIBU_EN, &en);
        assert_string_equal(sibu_text_get(&zh), row->zh);
        assert_string_equal(sibu_text_get(&en), row->en);
        sibu_text_clear(&zh);
        sibu_text_clear(&en);
    }
}

struct documents {
    const char *site, *draw;
};

/* The rules that come with Sibu, in the record since T0, of a drill that ends as it should. */
static void a_drill_is_judged_by_the_rules_in_its_record(void **state)
{
    (void)state;
    char path[64], rules[FINDING_RULES_PATH_BYTES];
    struct report report;
    struct sibu_fault fault;
    struct sibu_text bytes = {0}, json = {0}, page = {0};
    struct sibu_record *record = table_record(path);
    assert_int_equal(finding_rules_read(&bytes, rules, NULL, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "finding-rules", sibu_text_get(&bytes), bytes.length, &fault),
                     SIBU_OK);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    report_json(&report, &json);
    assert_non_null(strstr(sibu_text_get(&json), "\"findings\":{\"rules\":\"record\",\"judged\":true"));
    assert_non_null(strstr(sibu_text_get(&json), "{\"kind\":\"missing\",\"place\":\"Z2\",\"severity\":\"critical\","
                                                 "\"unit\":\"people\",\"value\":1,\"above\":0,\"at_least\":false,"
                                                 "\"count\":1,\"of\":3"));
    report_html(&report, SIBU_EN, &page);
    assert_non_null(strstr(sibu_text_get(&page), "by whom it is mended: in the record since T0"));
    assert_non_null(strstr(sibu_text_get(&page), "1 of the 3 people expected could not be accounted for at the end."));
    assert_non_null(strstr(sibu_text_get(&page), "Rule missing: critical above 0 people"));
    assert_non_null(strstr(sibu_text_get(&page), "规则 missing：超过 0 人为重大"));
    assert_non_null(strstr(sibu_text_get(&page), "<td>head of the zone</td><td>2026-11-30</td>"));
    assert_null(strstr(sibu_text_get(&page), "What earlier drills had left")); /* the record does not say */
    sibu_text_clear(&bytes);
    sibu_text_clear(&json);
    sibu_text_clear(&page);
    report_close(&report);
    table_clear(record, path);
}

/* A record may hold anything under the names that a report reads: the report does without. */
static void a_report_does_without_its_documents(void **state)
{
    (void)state;
    static const struct documents DOCUMENTS[] = {
        {NULL, NULL},
        {"", ""},
        {"no site", "no draw"},
        {"{\"type\":\"FeatureCollection\"}", "[]"},
        {"\xff",
         "{\"drill\":7,\"site_name\":\"x\",\"t0\":[],\"tick\":{\"index\":-1},\"x_m\":1e300,\"seeded\":\"yes\"}"},
        {"{}", "{\"drill\":\"<script>alert(1)</script>\",\"family_name\":{\"en\":\"a\\\"b'&<>\"},\"zone\":\"]]>\"}"},
    };
    for (size_t i = 0; i < sizeof DOCUMENTS / sizeof DOCUMENTS[0]; i++) {
        char path[64];
        struct report report;
        struct sibu_fault fault;
        struct sibu_text html = {0}, json = {0}, csv = {0}, pdf = {0};
        struct sibu_record *record = table_record(path);
        if (DOCUMENTS[i].site != NULL) {
            const char *site = DOCUMENTS[i].site, *draw = DOCUMENTS[i].draw;
            assert_int_equal(sibu_record_put_document(record, "site", site, strlen(site), &fault), SIBU_OK);
            assert_int_equal(sibu_record_put_document(record, "draw", draw, strlen(draw), &fault), SIBU_OK);
            assert_int_equal(sibu_record_put_document(record, "finding-rules", draw, strlen(draw), &fault), SIBU_OK);
        }
        assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
        report_html(&report, SIBU_EN, &html);
        report_json(&report, &json);
        report_csv(&report, &csv);
        assert_int_equal(report_pdf(&report, &(struct report_paper){.in = {1, 1}}, &pdf, &fault), SIBU_OK);
        assert_memory_equal(sibu_text_get(&pdf), "%PDF-1.", 7);
        assert_true(sibu_text_ok(&html) && sibu_text_ok(&json) && sibu_text_ok(&csv));
        assert_null(strstr(sibu_text_get(&html), "<script"));
        assert_non_null(strstr(sibu_text_get(&html), "<b>6</b>")); /* expected */
        assert_non_null(strstr(sibu_text_get(&json), "\"missing_people\":[{\"number\":5,\"id\":\"W5\""));
        sibu_text_clear(&html);
        sibu_text_clear(&json);
        sibu_text_clear(&csv);
        sibu_text_clear(&pdf);
        report_close(&report);
        table_clear(record, path);
    }
}

static void the_csv_has_a_row_for_each_person(void **state)
{
    (void)state;
    char path[64];
    struct report report;
    struct sibu_fault fault;
    struct sibu_text csv = {0};
    struct sibu_record *record = table_record(path);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    report_csv(&report, &csv);
    assert_string_equal(
        sibu_text_get(&csv),
        "number,zone,expected,state,alerted_s,acknowledged_s,started_s,out_s,exit,checked_in_s,muster\r\n"
        "1,Z1,1,checked-in,1.000,10.000,20.000,60.000,E1,100.000,M1\r\n"
        "2,Z1,1,checked-in,2.000,12.000,25.000,70.000,E1,120.000,M1\r\n"
        "3,Z2,1,checked-in,1.000,30.000,40.000,80.000,E2,180.000,M2\r\n"
        "4,Z2,1,need-help,35.000,,90.000,,,,\r\n"
        "5,Z2,1,missing,,,,,,,\r\n"
        "6,Z1,1,cannot,1.500,20.000,,,,,\r\n"
        "7,Z1,0,not-expected,1.000,15.000,16.000,40.000,E1,90.000,M1\r\n"
        "8,Z3,0,not-expected,,,,,,,\r\n");
    sibu_text_clear(&csv);
    report_close(&report);
    table_clear(record, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_said_in_their_unit),
        cmocka_unit_test(clocks_show_the_wall_of_the_site),
        cmocka_unit_test(the_offset_is_read_from_the_draw),
        cmocka_unit_test(the_verdict_says_how_it_was),
        cmocka_unit_test(a_drill_is_judged_by_the_rules_in_its_record),
        cmocka_unit_test(a_report_does_without_its_documents),
        cmocka_unit_test(the_csv_has_a_row_for_each_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
