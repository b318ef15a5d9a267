/* What unfolded in a drill, as the report tells it: which update belongs to which event, whom it reached and who answered,
 * in the page, the JSON and the list; and records that hold nonsense in its place. The drill is that of drill_table.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "../evaluate/drill_table.h"
#include "report/drawing_svg.h"
#include "report/report.h"
#include "report/site_map_lost.h"

#define DETAIL(number, what, heading, more, zh, en)                                                                    \
    "{\"number\":" #number ",\"what\":\"" what "\",\"place_name\":{\"zh\":\"某处\",\"en\":\"Somewhere\"},"           \
    "\"rate_per_min\":0.21,\"share\":0.43,\"heading\":" #heading more ",\"words\":{\"zh\":\"" zh "\",\"en\":\"" en     \
    "\"}}"

static const char DRAW[] = "{\"family\":\"fire-hot-work\",\"family_name\":{\"zh\":\"动火\",\"en\":\"Hot work\"},"
                           "\"zone\":\"Z1\",\"t0\":\"2026-11-24T07:10:00+08:00\"}";
static const char SCENARIO[] =
    "{\"format\":1,\"family\":\"fire-hot-work\",\"zone\":\"Z1\",\"x_m\":2.5,\"y_m\":3,\"growth\":{\"growth_kw_per_s2\":"
    "0.0117,\"class\":\"fast\",\"nested\":{}},\"events\":[{\"what\":\"exit-lost\",\"per_min\":0.21,\"most\":2},"
    "{\"what\":\"meteor\",\"per_min\":1,\"most\":1},7],\"families_hash\":\"d7c4\"}";

static int64_t at_us(double at_s)
{
    return TABLE_T0_US + (int64_t)(at_s * 1e6 + 0.5);
}

static void put(struct sibu_record *record, double at_s, const char *kind, const char *place, const char *detail)
{
    struct sibu_fault fault;
    struct sibu_record_event event = {.time_us = at_us(at_s), .kind = kind, .place = place, .detail = detail};
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
}

static void put_document(struct sibu_record *record, const char *name, const char *bytes)
{
    struct sibu_fault fault;
    assert_int_equal(sibu_record_put_document(record, name, bytes, strlen(bytes), &fault), SIBU_OK);
}

static void deliver(struct sibu_record *record, const char *alert, double at_s, uint32_t person, const char *why)
{
    struct sibu_fault fault;
    struct sibu_record_delivery delivery = {.started_us = at_us(at_s - 0.1),
                                            .ended_us = at_us(at_s),
                                            .alert = alert,
                                            .person = person,
                                            .channel = "http",
                                            .key = "key",
                                            .attempt = 1,
                                            .result = 200,
                                            .fault = why};
    assert_int_equal(sibu_record_put_delivery(record, &delivery, &fault), SIBU_OK);
}

/* Three events, two of them with an update, and a row that is none. The list is put out of its order. */
static void put_unfolding(struct sibu_record *record)
{
    put(record, 0.0, "alert", "", "{\"identifier\":\"alert-1\"}");
    put(record, 130.0, "unfold", "",
        DETAIL(2, "wind-turned", 0, ",\"bearing_deg\":247", "=风", "<b>\\\"wind\\\", \\\\</b>"));
    put(record, 130.1, "alert", "", "{\"identifier\":\"u.2\"}");
    put(record, 50.0, "unfold", "E1", DETAIL(1, "exit-lost", 3, "", "出口", "exit lost"));
    put(record, 50.1, "alert", "", "{\"identifier\":\"u.1\"}");
    put(record, 140.0, "unfold", "E1", "{\"number\":9,\"what\":\"exit-lost\",\"share\":7}");
    put(record, 250.0, "unfold", "Z2", DETAIL(3, "alarm-silent", 0, "", "未响", "silent"));
    put(record, 300.0, "alert", "", "{\"identifier\":\"end\"}");
    deliver(record, "u.1", 51.0, 1, "");
    deliver(record, "u.1", 55.0, 1, ""); /* again: the first time counts */
    deliver(record, "u.1", 52.0, 2, "");
    deliver(record, "u.1", 53.0, 3, "timeout");
    deliver(record, "u.1", 60.0, 3, "");
    deliver(record, "u.1", 51.0, 7, ""); /* not expected */
    deliver(record, "u.1", 301.0, 4, ""); /* after the end */
    deliver(record, "u.2", 132.0, 1, "");
    deliver(record, "u.2", 131.0, 2, "");
    deliver(record, "end", 301.0, 1, "");
    table_response(record, 58.0, 1, "acknowledge", "");
    table_response(record, 140.0, 2, "acknowledge", ""); /* by then the second update had reached them */
}

static void open_sample(struct report *report, struct sibu_record **record, char path[64])
{
    struct sibu_fault fault;
    *record = table_record(path);
    put_document(*record, "draw", DRAW);
    put_document(*record, "scenario", SCENARIO);
    put_unfolding(*record);
    assert_int_equal(report_open(report, *record, &fault), SIBU_OK);
}

static int near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

static void each_event_has_its_update_and_whom_it_reached(void **state)
{
    (void)state;
    char path[64];
    struct report report;
    struct sibu_record *record;
    open_sample(&report, &record, path);
    const struct report_unfold *events = report.unfolding.events;
    assert_int_equal(report.unfolding.count, 3);
    assert_string_equal(events[0].alert, "u.1");
    assert_true(near(events[0].at_s, 50.0));
    assert_int_equal(events[0].reached, 3);
    assert_true(near(events[0].reach_median_s, 2.0) && near(events[0].reach_max_s, 10.0));
    assert_int_equal(events[0].answered, 1);
    assert_true(near(events[0].answer_median_s, 7.0));
    assert_string_equal(events[1].alert, "u.2");
    assert_int_equal(events[1].reached, 2);
    assert_true(near(events[1].reach_median_s, 1.0) && near(events[1].reach_max_s, 2.0));
    assert_int_equal(events[1].answered, 1);
    assert_true(near(events[1].answer_median_s, 9.0));
    assert_string_equal(events[2].alert, ""); /* the alert at the end tells of the end */
    assert_int_equal(events[2].reached, 0);
    assert_true(events[2].reach_median_s < 0.0 && events[2].answer_median_s < 0.0);
    assert_int_equal(report.unfolding.unreadable, 1);
    report_close(&report);
    table_clear(record, path);
}

/* Then the order in which the alerts were filed says nothing. */
static void a_row_may_name_its_alert(void **state)
{
    (void)state;
    char path[64];
    struct report report;
    struct sibu_fault fault;
    struct sibu_record *record = table_record(path);
    put(record, 50.0, "unfold", "E1", DETAIL(1, "exit-lost", 3, ",\"alert\":\"u.9\"", "出口", "exit lost"));
    put(record, 60.0, "unfold", "E2", DETAIL(2, "exit-lost", 3, ",\"alert\":\"u.8\"", "出口", "exit lost"));
    put(record, 70.0, "unfold", "Z2", DETAIL(3, "alarm-silent", 0, "", "未响", "silent"));
    put(record, 60.0, "alert", "", "{\"identifier\":\"u.8\"}");
    put(record, 61.0, "alert", "", "{\"identifier\":\"u.9\"}");
    put(record, 71.0, "alert", "", "{\"identifier\":\"u.10\"}");
    deliver(record, "u.9", 62.0, 1, "");
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    assert_string_equal(report.unfolding.events[0].alert, "u.9");
    assert_true(near(report.unfolding.events[0].reach_max_s, 12.0));
    assert_string_equal(report.unfolding.events[1].alert, "u.8");
    assert_int_equal(report.unfolding.events[1].reached, 0);
    assert_string_equal(report.unfolding.events[2].alert, "u.10");
    report_close(&report);
    table_clear(record, path);
}

static void the_list_is_as_spreadsheets_read_it(void **state)
{
    (void)state;
    char path[64];
    struct report report;
    struct sibu_record *record;
    struct sibu_text text = {0};
    open_sample(&report, &record, path);
    report_msel(&report, &text);
    assert_string_equal(
        sibu_text_get(&text),
        "\xEF\xBB\xBFnumber,time,t_s,event,place,words_zh,words_en,rate_per_min,share,heading,reached\r\n"
        "1,2026-11-24T07:10:50.000+08:00,50.000,exit-lost,E1,出口,exit lost,0.21,0.43,3,3\r\n"
        "2,2026-11-24T07:12:10.000+08:00,130.000,wind-turned,,'=风,\"<b>\"\"wind\"\", \\</b>\",0.21,0.43,0,2\r\n"
        "3,2026-11-24T07:14:10.000+08:00,250.000,alarm-silent,Z2,未响,silent,0.21,0.43,0,\r\n");
    sibu_text_clear(&text);
    report_close(&report);
    table_clear(record, path);
}

static void assert_said(const struct sibu_text *text, const char *words)
{
    if (strstr(sibu_text_get(text), words) == NULL) {
        fail_msg("not said: %s", words);
    }
}

static void the_page_tells_it_in_both_languages(void **state)
{
    (void)state;
    static const char *const WORDS[] = {
        "What happened, as it was drawn",
        "随演练展开的事件",
        "an exit is lost",
        "出口无法使用",
        ">exit lost</td>",
        ">出口</td>",
        "3 reached",
        "送达 3 人",
        "1 acknowledged, half within 7.0",
        "no update was sent",
        "Nobody wrote this list.",
        "没有人写过这份清单",
        "1 more could not be read and are left out. The first: event:",
        "bearing 247°",
        "The scenario of record",
        "<code>growth_kw_per_s2</code> 0.0117",
        "<code>class</code> fast",
        "an exit is lost: at most 0.21 a minute, 2 in the drill",
        "2 more could not be read", /* the rates that are none */
        "&lt;b&gt;&quot;wind&quot;, \\&lt;/b&gt;",
    };
    char path[64];
    struct report report;
    struct sibu_record *record;
    struct sibu_text text = {0};
    open_sample(&report, &record, path);
    report_html(&report, SIBU_EN, &text);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        assert_said(&text, WORDS[i]);
    }
    assert_null(strstr(sibu_text_get(&text), "<b>\"wind"));
    sibu_text_clear(&text);
    report_json(&report, &text);
    assert_said(&text, "\"msel\":[{\"number\":1,\"time\":\"2026-11-24T07:10:50.000+08:00\",\"t_s\":50,\"event\":"
                       "\"exit-lost\",\"place\":\"E1\"");
    assert_said(&text, "\"update\":{\"alert\":\"u.1\",\"reached\":3,\"reach_median_s\":2,\"reach_max_s\":10,"
                       "\"answered\":1,\"answer_median_s\":7}");
    assert_said(&text, "\"update\":null}],\"msel_unreadable\":1,\"scenario\":{\"family\":\"fire-hot-work\"");
    assert_said(&text, "\"growth\":{\"growth_kw_per_s2\":0.0117,\"class\":\"fast\"},\"events\":[{\"what\":"
                       "\"exit-lost\",\"per_min\":0.21,\"most\":2}],\"families_hash\":\"d7c4\"}");
    sibu_text_clear(&text);
    report_close(&report);
    table_clear(record, path);
}

static void an_exit_is_lost_from_the_first_time_on(void **state)
{
    (void)state;
    const struct report_unfold events[] = {
        {.row = {.what = SIBU_UNFOLD_ALARM_SILENT, .place = "E1"}, .at_s = 5.0},
        {.row = {.what = SIBU_UNFOLD_EXIT_LOST, .place = "E1"}, .at_s = 161.0},
        {.row = {.what = SIBU_UNFOLD_EXIT_LOST, .place = "E1"}, .at_s = 200.0},
    };
    const struct report report = {.unfolding = {.events = events, .count = 3}};
    const double at[2] = {100.0, 50.0};
    struct drawing drawing = {0};
    struct sibu_text text = {0};
    assert_true(near(site_map_lost_s(&report, "E1"), 161.0));
    assert_true(site_map_lost_s(&report, "E2") < 0.0);
    assert_false(site_map_lost_any(&report)); /* there is no site to draw it on */
    site_map_lost_draw(&drawing, at, 20.0, 161.0);
    drawing_svg(&text, &drawing, &(struct drawing_frame){.title = "t"});
    assert_said(&text, "class=\"cross\"");
    assert_said(&text, ">2:41</text>");
    drawing_clear(&drawing);
    sibu_text_clear(&text);
}

static void a_drill_in_which_nothing_unfolds_has_nothing_of_it(void **state)
{
    (void)state;
    char path[64];
    struct report report;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct sibu_record *record = table_record(path);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    report_html(&report, SIBU_EN, &text);
    assert_null(strstr(sibu_text_get(&text), "as it was drawn"));
    sibu_text_clear(&text);
    report_json(&report, &text);
    assert_said(
        &text,
        "\"hazard\":null,\"msel\":[],\"msel_unreadable\":0,\"scenario\":null,\"rating\":null,\"findings\":null,\"trend\":null}\n");
    sibu_text_clear(&text);
    report_msel(&report, &text);
    assert_string_equal(strstr(sibu_text_get(&text), "\r\n"), "\r\n"); /* the head alone */
    sibu_text_clear(&text);
    report_close(&report);
    table_clear(record, path);
}

/* Whatever stands in the rows and the document: a report without what they would tell. */
static void nonsense_is_left_out(void **state)
{
    (void)state;
    static const char *const DETAILS[] = {"",
                                          "{",
                                          "[]",
                                          "{\"number\":1}",
                                          DETAIL(1, "exit-lost", -1, "", "", ""),
                                          "\"x\"",
                                          "7e9",
                                          "{\"what\":\"exit-lost\",\"number\":\"1\"}"};
    static const char *const SCENARIOS[] = {"", "[]", "{\"format\":2,\"family\":\"x\"}", "{\"format\":1}", "\xff"};
    for (size_t i = 0; i < sizeof SCENARIOS / sizeof SCENARIOS[0]; i++) {
        char path[64];
        struct report report;
        struct sibu_fault fault;
        struct sibu_text text = {0};
        struct sibu_record *record = table_record(path);
        put_document(record, "scenario", SCENARIOS[i]);
        for (size_t k = 0; k < sizeof DETAILS / sizeof DETAILS[0]; k++) {
            put(record, 10.0 * (double)k, "unfold", "E1", DETAILS[k]);
            put(record, 10.0 * (double)k, "alert", "", DETAILS[k]);
        }
        assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
        assert_int_equal(report.unfolding.count, 0);
        assert_int_equal(report.unfolding.unreadable, sizeof DETAILS / sizeof DETAILS[0]);
        assert_false(report.scenario.known);
        report_html(&report, SIBU_ZH, &text);
        report_json(&report, &text);
        report_msel(&report, &text);
        assert_true(sibu_text_ok(&text));
        assert_said(&text, "8 more could not be read");
        sibu_text_clear(&text);
        report_close(&report);
        table_clear(record, path);
    }
}

/* A record may hold any time. */
static void times_at_the_ends_do_no_harm(void **state)
{
    (void)state;
    static const int64_t TIMES_US[] = {INT64_MAX, INT64_MIN};
    char path[64];
    struct report report;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct sibu_record *record = table_record(path);
    for (size_t i = 0; i < 2; i++) {
        struct sibu_record_event event = {.time_us = TIMES_US[i],
                                          .kind = "unfold",
                                          .place = "E1",
                                          .detail = DETAIL(1, "exit-lost", 3, "", "出口", "exit lost")};
        assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
    }
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    assert_int_equal(report.unfolding.count, 2);
    report_html(&report, SIBU_EN, &text);
    report_json(&report, &text);
    report_msel(&report, &text);
    assert_said(&text, "\r\n1,1970-01-01T00:00:00.000+00:00,-");
    assert_said(&text, "\r\n1,9999-12-31T04:00:54.775+00:00,");
    sibu_text_clear(&text);
    report_close(&report);
    table_clear(record, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_has_its_update_and_whom_it_reached),
        cmocka_unit_test(a_row_may_name_its_alert),
        cmocka_unit_test(the_list_is_as_spreadsheets_read_it),
        cmocka_unit_test(the_page_tells_it_in_both_languages),
        cmocka_unit_test(an_exit_is_lost_from_the_first_time_on),
        cmocka_unit_test(a_drill_in_which_nothing_unfolds_has_nothing_of_it),
        cmocka_unit_test(nonsense_is_left_out),
        cmocka_unit_test(times_at_the_ends_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
