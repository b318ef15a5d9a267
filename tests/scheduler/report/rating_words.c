/* The rating in words and in JSON: evaluators are numbered, and what they wrote cannot speak to a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../evaluate/drill_table.h"
#include "base/file.h"
#include "report/report.h"

static const struct rating_answer ANSWERS[] = {
    {.question = "aqt9009.6.1",
     .item = "aqt9009.6.1",
     .text = {{"问", "asked"}},
     .grade = "good",
     .note = "one\x1b[2J\ntwo\xc2\x9b"
             "31m \xc3\xa9\x7f",
     .who = "tina.tan"},
    {.question = "aqt9009.6.1",
     .item = "aqt9009.6.1",
     .text = {{"问", "asked"}},
     .grade = "poor",
     .note = "seen",
     .who = "otto.ou"},
};

/* An officer began it at once, and so was told of it. */
static const char AT_ONCE[] =
    "{\"format\":1,\"drill\":\"2026-000001\",\"site\":\"s\",\"t0\":\"2026-11-23T14:30:00+08:00\","
    "\"tick\":{\"index\":1,\"u\":\"0000000000000001\",\"threshold\":\"0000000000000002\","
    "\"gate\":\"n\"},\"surprise\":true,\"seeded\":false}";

/* The report of the table's drill, by the standard rules, with the answers; `draw` may be NULL. */
static void open_rated(struct report *report, const char *draw)
{
    char record_path[64], path[4096];
    struct sibu_fault fault = {0};
    struct sibu_text text = {0};
    struct rating_rules *rules = NULL;
    struct sibu_record *record = table_record(record_path);
    if (draw != NULL) {
        assert_int_equal(sibu_record_put_document(record, "draw", draw, strlen(draw), &fault), SIBU_OK);
    }
    assert_int_equal(report_open(report, record, &fault), SIBU_OK);
    table_clear(record, record_path);
    assert_null(report->rating.rules); /* the record has none */
    file_share("scenarios/ratings/standard.json", path);
    assert_int_equal(file_read(path, RATING_FILE_BYTES_MAX, &text, &fault), SIBU_OK);
    assert_int_equal(rating_rules_open(&rules, path, sibu_text_get(&text), text.length, &fault), SIBU_OK);
    sibu_text_clear(&text);
    assert_int_equal(report_take_answers(report, ANSWERS, 2, &fault), SIBU_OK);
    assert_int_equal(report_rate(report, rules, &fault), SIBU_OK);
}

static void notes_are_one_line_and_evaluators_numbers(void **state)
{
    (void)state;
    struct report report;
    open_rated(&report, NULL);
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        struct sibu_text words = {0};
        report_rating_words(&report, (enum sibu_language)language, &words);
        assert_true(sibu_text_ok(&words));
        assert_non_null(strstr(sibu_text_get(&words), "one [2J two 31m \xc3\xa9 "));
        assert_non_null(
            strstr(sibu_text_get(&words), language == SIBU_ZH ? "评估员 2：差——seen" : "Evaluator 2: poor"));
        assert_null(strstr(sibu_text_get(&words), "otto"));
        assert_null(strchr(sibu_text_get(&words), '\x1b'));
        sibu_text_clear(&words);
    }
    report_close(&report);
}

/* W5 of the table is missing: of six that is more than 5 %, and the objective of nobody missing was not reached. */
static void each_verdict_names_its_figure_and_its_rule(void **state)
{
    (void)state;
    struct report report;
    struct sibu_text words = {0}, json = {0};
    open_rated(&report, NULL);
    report_rating_words(&report, SIBU_EN, &words);
    assert_non_null(
        strstr(sibu_text_get(&words), "people unaccounted for at last = 16.67 % (n = 6) → poor. Rule 9.1-missing:"));
    assert_non_null(strstr(sibu_text_get(&words), "unaccounted for at last = 1 people (n = 6) → U"));
    assert_non_null(strstr(sibu_text_get(&words), "lower bound"));
    report_json(&report, &json);
    assert_non_null(
        strstr(sibu_text_get(&json), "\"figure\":\"missing.people\",\"unit\":\"people\",\"n\":6,\"value\":1"));
    assert_non_null(strstr(sibu_text_get(&json), "\"evaluator\":1,"));
    assert_null(strstr(sibu_text_get(&json), "tina"));
    sibu_text_clear(&words);
    sibu_text_clear(&json);
    report_close(&report);
}

static void assert_told(const struct sibu_text *text, const char *words)
{
    if (strstr(sibu_text_get(text), words) == NULL) {
        fail_msg("not told: %s", words);
    }
}

/* Page and paper: failed, not rated and undecided are told apart; evaluators by number, with when it was signed. */
static void the_page_tells_verdicts_apart_and_who_said_what(void **state)
{
    (void)state;
    struct report report;
    struct sibu_text page = {0}, pdf = {0};
    struct sibu_fault fault;
    open_rated(&report, NULL);
    report_html(&report, SIBU_EN, &page);
    assert_true(sibu_text_ok(&page));
    static const char *const TOLD[] = {
        ("people unaccounted for at last: 16.67 % (n = 6) → poor<small>Rule 9.1-missing: excellent ≤ 0 %, good ≤ 2 %, "
         "fair ≤ 5 %, else poor</small>"),
        "<td class=\"bad\">poor</td>", /* failed */
        "<td class=\"faint\">undecided<small>what was seen until the end allows more than one grade</small></td>",
        "<td class=\"faint\">not rated<small>the record has no evidence</small></td>",
        "Condition The moment was drawn, and nobody knew it before: no evidence",
        "Evaluator 1: good – one [2J two 31m \xc3\xa9 <small>sheet signed 1970-01-01 00:00:00; counts</small>",
        "Evaluator 2: poor – seen",
        "评估员 2：差——seen",
        "由机器填写",
        "The record holds no rules of findings.",
        "a file",
    };
    for (size_t i = 0; i < sizeof TOLD / sizeof TOLD[0]; i++) {
        assert_told(&page, TOLD[i]);
    }
    assert_null(strstr(sibu_text_get(&page), "tina"));
    assert_null(strchr(sibu_text_get(&page), '\x1b'));
    assert_int_equal(report_pdf(&report, &(struct report_paper){.in = {1, 1}, .is_summary = 1}, &pdf, &fault), SIBU_OK);
    sibu_text_clear(&page);
    sibu_text_clear(&pdf);
    report_close(&report);
}

/* A drill with notice does not test the item on drills without: that is no failure, and no lack of evidence either. */
static void a_drill_with_notice_does_not_test_the_item_on_notice(void **state)
{
    (void)state;
    struct report report;
    struct sibu_text page = {0};
    open_rated(&report, AT_ONCE);
    report_html(&report, SIBU_EN, &page);
    assert_told(&page,
                "<td class=\"faint\">not tested<small>a condition is not kept: this drill does not test it</small>");
    assert_told(&page, "Condition The moment was drawn, and nobody knew it before: not kept");
    assert_told(&page, "Item 2.5, filled in by the machine: a condition is not kept");
    assert_told(&page, "第 2.5 项，由机器填写：前提不满足");
    sibu_text_clear(&page);
    report_close(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_one_line_and_evaluators_numbers),
        cmocka_unit_test(each_verdict_names_its_figure_and_its_rule),
        cmocka_unit_test(the_page_tells_verdicts_apart_and_who_said_what),
        cmocka_unit_test(a_drill_with_notice_does_not_test_the_item_on_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
