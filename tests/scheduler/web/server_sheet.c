/* Evaluators' sheets over real HTTP: the form has the drill's questions, what is handed in is kept, signed, beside the record and
 * in the audit trail, a later sheet corrects an earlier one, and the rating reads them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "evaluate/sheet_file.h"
#include "report/report.h"
#include "sibu/record.h"
#include "visitor.h"

#define SELDOM "\"tick_s\":3600,\"least\":0,\"mean\":0.01,\"windows\":[{}]"

/* A drill that runs, an officer, and a trainer. */
struct house {
    struct stand stand;
    struct visitor anna, otto, tina;
    char drill[32], record[300];
};

/* The only drill's number and record. */
static void find_drill(struct house *house)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault = {0};
    struct drill_view drill;
    assert_int_equal(drill_look(server_drill(house->stand.server), NULL, &arena, &drill, &fault), SIBU_OK);
    assert_true(drill.running);
    (void)snprintf(house->drill, sizeof house->drill, "%s", drill.id);
    (void)snprintf(house->record, sizeof house->record, "%s", drill.record);
    sibu_arena_clear(&arena);
}

static void open_house(struct house *house)
{
    char link[360];
    struct sibu_fault fault = {0};
    stand_open(&house->stand, SELDOM);
    (void)stand_step(&house->stand, STAND_MORNING_US);
    visitor_init(&house->anna, &house->stand);
    visitor_init(&house->otto, &house->stand);
    visitor_init(&house->tina, &house->stand);
    visitor_join(&house->anna, server_set_up_link(house->stand.server), "anna");
    visitor_invite(&house->anna, "officer=1", link);
    visitor_join(&house->otto, link, "otto");
    visitor_invite(&house->anna, "trainer=1", link);
    visitor_join(&house->tina, link, "tina");
    assert_int_equal(server_now(house->stand.server, "", &fault), SIBU_OK);
    (void)stand_step(&house->stand, STAND_MORNING_US + 1000000);
    find_drill(house);
}

static void close_house(struct house *house)
{
    visitor_clear(&house->anna);
    visitor_clear(&house->otto);
    visitor_clear(&house->tina);
    stand_close(&house->stand);
}

static long show(const struct house *house, struct visitor *visitor, const char *more)
{
    char path[120];
    (void)snprintf(path, sizeof path, "/sheet?drill=%s%s", house->drill, more);
    return visitor_get(visitor, path);
}

static long hand_in(const struct house *house, struct visitor *visitor, const char *fields)
{
    char body[2048];
    (void)snprintf(body, sizeof body, "drill=%s&%s", house->drill, fields);
    return visitor_post(visitor, "/sheet?lang=en", body);
}

/* What the evaluation of the record makes of the item: the grade by its evaluators, "-" where there is none. */
static void read_grade(const struct house *house, const char *item, char grade[32])
{
    struct sibu_fault fault = {0};
    struct sibu_record *record = NULL;
    struct report report = {0};
    struct sheets sheets;
    assert_int_equal(sibu_record_open(&record, house->record, &fault), SIBU_OK);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    assert_int_equal(sheet_file_open(&sheets, house->record, record, &fault), SIBU_OK);
    assert_int_equal(report_take_answers(&report, sheets.answers, sheets.answer_count, &fault), SIBU_OK);
    assert_non_null(report.rating.rules); /* the record has held them since T0 */
    assert_false(report.rating.from_elsewhere);
    uint32_t index = rating_rules_item(report.rating.rules, item);
    const struct rating_item_result *result = &report.rating.rating.items[index];
    const struct rating_scheme *scheme = rating_item_scheme(report.rating.rules, result->item);
    (void)snprintf(grade, 32, "%s", result->asked == RATING_UNRATED ? "-" : scheme->grades[result->asked].id);
    report_close(&report);
    sheets_close(&sheets);
    sibu_record_close(record);
}

static void assert_grade(const struct house *house, const char *item, const char *wanted)
{
    char grade[32];
    read_grade(house, item, grade);
    assert_string_equal(grade, wanted);
}

/* How the fields begin that the hazard family asks for: the family was drawn. */
static void begin_of_family(const struct house *house, char out[80])
{
    struct sibu_fault fault = {0};
    struct sibu_record *record = NULL;
    struct report report = {0};
    assert_int_equal(sibu_record_open(&record, house->record, &fault), SIBU_OK);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    assert_true(report.draw.family[0] != '\0');
    (void)snprintf(out, 80, "name=\"g:%s.", report.draw.family);
    report_close(&report);
    sibu_record_close(record);
}

/* Without a script, in both languages, and light enough for a phone on a bad line. */
static void the_form_asks_what_the_machine_cannot_see(void **state)
{
    (void)state;
    struct house house;
    char of_family[80];
    open_house(&house);
    begin_of_family(&house, of_family);
    assert_int_equal(visitor_get(&house.tina, "/sheet?lang=en"), 200);
    assert_true(visitor_sees(&house.tina, house.drill));
    for (int zh = 0; zh <= 1; zh++) {
        assert_int_equal(show(&house, &house.tina, zh ? "&lang=zh" : "&lang=en"), 200);
        assert_true(house.tina.body.length < 30000);
        assert_false(visitor_sees(&house.tina, "<script"));
        assert_false(visitor_sees(&house.tina, "style=\""));
        assert_true(visitor_sees(&house.tina, zh ? "应急装备取得到" : "Could equipment be got"));
        assert_true(visitor_sees(&house.tina, zh ? "没有看到" : "not seen"));
        assert_true(visitor_sees(&house.tina, "name=\"g:aqt9009.6.1\""));
        assert_true(visitor_sees(&house.tina, of_family));
        assert_false(visitor_sees(&house.tina, "name=\"g:aqt9009.2.5\"")); /* the machine's own */
    }
    close_house(&house);
}

static void what_is_handed_in_is_kept_signed_and_rated(void **state)
{
    (void)state;
    struct house house;
    char file[400];
    open_house(&house);
    assert_int_equal(hand_in(&house, &house.tina,
                             "g:aqt9009.6.1=good&n:aqt9009.6.1=two+%3Choods%3E&g:aqt9009.4.2=poor&n:aqt9009.4.2="),
                     303);
    assert_non_null(strstr(house.tina.location, "kept=1"));
    (void)snprintf(file, sizeof file, "%s" SHEET_SUFFIX, house.record);
    assert_int_equal(access(file, R_OK), 0);
    assert_grade(&house, "aqt9009.6.1", "good");
    assert_grade(&house, "aqt9009.4.2", "-"); /* a grade without evidence */
    assert_int_equal(show(&house, &house.tina, "&lang=en"), 200);
    assert_true(visitor_sees(&house.tina, "two &lt;hoods&gt;")); /* her own, escaped */
    assert_int_equal(show(&house, &house.otto, "&lang=en"), 200);
    assert_false(visitor_sees(&house.otto, "two &lt;hoods&gt;")); /* nobody is led by what another wrote */
    assert_int_equal(
        stand_number(house.stand.data, "SELECT count(*) FROM audit WHERE action = 'sheet' AND who = 'tina'"), 1);
    close_house(&house);
}

static void a_later_sheet_corrects_and_both_are_kept(void **state)
{
    (void)state;
    struct house house;
    open_house(&house);
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=good&n:aqt9009.6.1=seen"), 303);
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=poor&n:aqt9009.6.1=seen+again"), 303);
    assert_grade(&house, "aqt9009.6.1", "poor");
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=-&n:aqt9009.6.1=it+was+another"), 303);
    assert_grade(&house, "aqt9009.6.1", "-");
    assert_int_equal(hand_in(&house, &house.otto, "g:aqt9009.6.1=fair&n:aqt9009.6.1=seen"), 303);
    assert_grade(&house, "aqt9009.6.1", "fair");
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM sheet"), 4);
    assert_int_equal(stand_number(house.stand.data, "UPDATE sheet SET line = 'x'"), -1); /* refused by the database */
    assert_int_equal(stand_number(house.stand.data, "DELETE FROM sheet"), -1);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM sheet WHERE line <> 'x'"), 4);
    close_house(&house);
}

/* The file is made of the store: one that is lost or damaged comes again with the next start. */
static void a_restart_makes_the_file_again(void **state)
{
    (void)state;
    struct house house;
    char file[400];
    struct sibu_fault fault = {0};
    open_house(&house);
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=good&n:aqt9009.6.1=seen"), 303);
    (void)snprintf(file, sizeof file, "%s" SHEET_SUFFIX, house.record);
    stand_stop(&house.stand);
    assert_int_equal(file_write(file, "{}\n", 3, 0644, &fault), SIBU_OK);
    stand_serve(&house.stand);
    assert_grade(&house, "aqt9009.6.1", "good");
    stand_stop(&house.stand);
    assert_int_equal(unlink(file), 0);
    stand_serve(&house.stand);
    assert_grade(&house, "aqt9009.6.1", "good");
    close_house(&house);
}

static void what_is_no_answer_is_refused_and_nothing_kept(void **state)
{
    (void)state;
    struct house house;
    char longest[1300] = "n:aqt9009.6.1=";
    open_house(&house);
    assert_int_equal(hand_in(&house, &house.tina, ""), 400);
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=&n:aqt9009.6.1=+"), 400);
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=splendid&n:aqt9009.6.1=seen"), 400);
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.2.5=good&n:aqt9009.2.5=seen"), 400); /* not asked */
    memset(longest + strlen(longest), 'x', SHEET_NOTE_BYTES_MAX + 1);
    assert_int_equal(hand_in(&house, &house.tina, longest), 400);
    assert_int_equal(visitor_post(&house.tina, "/sheet", "drill=2026-999999&g:aqt9009.6.1=good"), 404);
    assert_int_equal(visitor_post(&house.tina, "/sheet", "g:aqt9009.6.1=good"), 400);
    assert_int_equal(visitor_get(&house.tina, "/sheet?drill=%3Cx%3E"), 404);
    house.tina.form[strlen(house.tina.form) - 1] ^= 1; /* another site's form */
    assert_int_equal(hand_in(&house, &house.tina, "g:aqt9009.6.1=good&n:aqt9009.6.1=seen"), 403);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM sheet"), 0);
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_asks_what_the_machine_cannot_see),
        cmocka_unit_test(what_is_handed_in_is_kept_signed_and_rated),
        cmocka_unit_test(a_later_sheet_corrects_and_both_are_kept),
        cmocka_unit_test(a_restart_makes_the_file_again),
        cmocka_unit_test(what_is_no_answer_is_refused_and_nothing_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
