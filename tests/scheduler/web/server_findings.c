/* Drills of the little works on a standing clock: what they show is kept until it is closed with proof, and a site whose
 * drills go badly is drawn more often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "evaluate/earlier.h"
#include "held.h"

/* The little works is of grade B: 0.02 in a half-year, and 0.08 where it is of grade D. 12 people are on duty. */
#define COUNTS                                                                                                         \
    "\"tick_s\":60,\"least\":0,\"windows\":[{}],\"gap_days\":0,\"mean\":{\"A\":0.01,\"B\":0.02,\"C\":0.04,\"D\":0.08}"
#define GRADED COUNTS ",\"grades\":\"drills\""

/* The ledger as it stands. The caller closes both. */
static void read_book(const struct stand *stand, struct sibu_arena *arena, struct finding_book *book)
{
    struct store_finding_row *rows = NULL;
    struct sibu_fault fault;
    size_t count = 0;
    assert_int_equal(store_findings(stand->server->store, NULL, arena, &rows, &count, &fault), SIBU_OK);
    assert_int_equal(finding_book_open(book, rows, count, &fault), SIBU_OK);
}

/* How often the ledger says this of what is missing anywhere. */
static int64_t said(const struct stand *stand, const char *event)
{
    char sql[160];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM finding WHERE kind = 'missing' AND event = '%s'", event);
    return stand_number(stand->data, sql);
}

/* Closes everything that is open, by the officer. */
static void close_all(const struct stand *stand, int64_t time_us)
{
    struct sibu_arena arena = {0};
    struct finding_book book;
    struct sibu_fault fault;
    read_book(stand, &arena, &book);
    for (size_t i = 0; i < book.count; i++) {
        struct store_finding_row row;
        const struct finding_deed deed = {FINDING_CLOSE, "anna", "shown on the spot", "", 0, time_us};
        assert_int_equal(finding_act(&row, &book.items[i], &deed, &fault), SIBU_OK);
        assert_int_equal(store_findings_add(stand->server->store, &row, 1, &fault), SIBU_OK);
    }
    assert_true(book.count > 0);
    finding_book_close(&book);
    sibu_arena_clear(&arena);
}

static void open_stand(struct stand *stand, const char *rules)
{
    *stand = (struct stand){.finishes = 1};
    stand_open_as_set(stand, rules);
}

/* What the record of the site's nth drill says of those before it: how many of them, and how many findings. */
static void check_earlier(const struct stand *stand, int nth, size_t drills, int64_t findings)
{
    char path[200];
    struct sibu_record *record = NULL;
    struct sibu_arena arena = {0};
    struct earlier earlier;
    struct sibu_fault fault;
    const char *bytes = NULL;
    size_t length = 0;
    (void)snprintf(path, sizeof path, "%s/records/2026-%06d.drill", stand->data, nth);
    assert_int_equal(sibu_record_open(&record, path, &fault), SIBU_OK);
    assert_int_equal(sibu_record_document(record, "earlier", &arena, &bytes, &length, &fault), SIBU_OK);
    assert_non_null(bytes);
    assert_int_equal(earlier_read(&earlier, bytes, length, INT64_MAX, &arena, &fault), SIBU_OK);
    assert_int_equal(earlier.drill_count, drills);
    assert_int_equal(earlier.finding_count, findings);
    for (size_t i = 0; i < drills; i++) { /* 5 or all of 12 came; the third was broken off, and is no measure */
        const struct figure *figure = &earlier.drills[i].figures.of[FIGURE_CHECKED_IN];
        double share = i == 3 ? 1.0 : 5.0 / HELD_EXPECTED;
        assert_int_equal(figure->known, i != 2);
        assert_true(i == 2 || (figure->value > share - 1e-6 && figure->value < share + 1e-6));
    }
    sibu_arena_clear(&arena);
    sibu_record_close(record);
}

/* Opened by the first, seen again by the second, closed with proof, confirmed by the third, seen again by the fourth. */
static void a_finding_is_closed_by_proof_or_seen_again_in_the_next(void **state)
{
    (void)state;
    struct stand stand;
    int64_t rows = 0;
    char path[128];
    struct sibu_fault fault;
    open_stand(&stand, COUNTS);
    int64_t time_us = held_drill(&stand, STAND_MORNING_US, 5, DRILL_ALL_CLEAR);
    int64_t opened = said(&stand, "opened");
    assert_true(opened > 0);
    assert_int_equal(said(&stand, "seen"), 0);
    time_us = held_drill(&stand, time_us, 5, DRILL_ALL_CLEAR);
    assert_int_equal(said(&stand, "opened"), opened);
    assert_int_equal(said(&stand, "seen"), opened);
    time_us = held_drill(&stand, time_us, 5, DRILL_ABORT); /* tells nothing */
    assert_int_equal(said(&stand, "unknown"), opened);
    close_all(&stand, time_us);
    time_us = held_drill(&stand, time_us, HELD_EXPECTED, DRILL_ALL_CLEAR);
    assert_int_equal(said(&stand, "mended"), opened);
    time_us = held_drill(&stand, time_us, 5, DRILL_ALL_CLEAR);
    assert_int_equal(said(&stand, "reopened"), opened);
    assert_int_equal(said(&stand, "opened"), opened); /* the same findings, not others */
    int64_t all = stand_number(stand.data, "SELECT count(*) FROM finding WHERE event = 'opened' AND drill ="
                                           " '2026-000001'");
    check_earlier(&stand, 1, 0, 0);
    check_earlier(&stand, 2, 1, all);
    check_earlier(&stand, 5, 4, 0); /* closed, and the fourth confirmed it */
    (void)snprintf(path, sizeof path, "%s/sibu.db", stand.data);
    assert_int_equal(finding_file_check(path, &rows, &fault), SIBU_OK);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM finding"), rows);
    stand_close(&stand);
}

static void what_is_overdue_goes_up_while_the_server_runs(void **state)
{
    (void)state;
    struct stand stand;
    open_stand(&stand, COUNTS);
    int64_t time_us = held_drill(&stand, STAND_MORNING_US, 5, DRILL_ALL_CLEAR);
    (void)stand_step(&stand, time_us + 7 * FINDING_DAY_US - 2 * 3600 * INT64_C(1000000)); /* critical: in a week */
    assert_int_equal(said(&stand, "escalated"), 0);
    (void)stand_step(&stand, time_us + 7 * FINDING_DAY_US + HELD_MINUTE_US);
    assert_int_equal(said(&stand, "escalated"), said(&stand, "opened"));
    stand_close(&stand);
}

static const struct rules_unit *unit_of(const struct rules *rules)
{
    return &rules->units[rules_find_unit(rules, HELD_SITE)];
}

static double hazard(const struct stand *stand)
{
    enum draw_gate gate;
    return book_hazard(stand->server->book, rules_find_unit(book_rules(stand->server->book), HELD_SITE), 0, &gate);
}

/* Three bad drills lead from B to D; the next start writes that down, and it waits a day as every change of rules does. Then
 * the site is drawn four times as often, as the policy's means have it. */
static void a_site_whose_drills_go_badly_is_drawn_more_often(void **state)
{
    (void)state;
    struct stand stand;
    int64_t from_tick = 0, time_us = STAND_MORNING_US;
    double before = 0.0;
    open_stand(&stand, GRADED);
    for (int i = 0; i < 3; i++) {
        time_us = held_drill(&stand, time_us, 2, DRILL_ALL_CLEAR);
    }
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM finding WHERE event = 'graded' AND mark = 'D'"), 1);
    assert_int_equal(unit_of(book_rules(stand.server->book))->grade, 'B');
    assert_int_equal(stand_rows(&stand, "rules"), 1); /* not while it runs */
    clock_set_us(&stand.clock, time_us);
    stand_again(&stand);
    assert_int_equal(stand_rows(&stand, "rules"), 2);
    const struct rules *next = book_next_rules(stand.server->book, &from_tick);
    assert_non_null(next);
    assert_int_equal(unit_of(next)->grade, 'D');
    assert_true(from_tick * HELD_MINUTE_US >= time_us + FINDING_DAY_US);
    (void)stand_step(&stand, time_us);
    before = hazard(&stand);
    (void)stand_step(&stand, from_tick * HELD_MINUTE_US);
    assert_int_equal(unit_of(book_rules(stand.server->book))->grade, 'D');
    assert_true(before > 0.0 && hazard(&stand) > 3.6 * before && hazard(&stand) < 4.4 * before);
    clock_set_us(&stand.clock, from_tick * HELD_MINUTE_US + HELD_MINUTE_US);
    stand_again(&stand); /* nothing is written anew */
    assert_int_equal(stand_rows(&stand, "rules"), 2);
    stand_close(&stand);
}

/* Where the policy does not say so, a grade is known and changes no draw. */
static void without_the_rule_a_grade_moves_no_draw(void **state)
{
    (void)state;
    struct stand stand;
    open_stand(&stand, COUNTS);
    int64_t time_us = held_drill(&stand, STAND_MORNING_US, 2, DRILL_ALL_CLEAR);
    time_us = held_drill(&stand, time_us, 2, DRILL_ALL_CLEAR);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM finding WHERE event = 'graded' AND mark = 'C'"), 1);
    clock_set_us(&stand.clock, time_us);
    stand_again(&stand);
    assert_int_equal(stand_rows(&stand, "rules"), 1);
    stand_close(&stand);
}

/* A server that died before the row of the end was written judges the drill again: its findings are there once. */
static void a_drill_is_judged_once_whenever_the_server_dies(void **state)
{
    (void)state;
    struct stand stand;
    open_stand(&stand, COUNTS);
    int64_t time_us = held_drill(&stand, STAND_MORNING_US, 5, DRILL_ALL_CLEAR);
    int64_t rows = stand_number(stand.data, "SELECT count(*) FROM finding");
    stand_stop(&stand);
    assert_int_equal(stand_number(stand.data, "DROP TRIGGER ledger_kept_2"), -1);
    assert_int_equal(stand_number(stand.data, "DROP TRIGGER ledger_head_kept_2"), -1);
    assert_int_equal(stand_number(stand.data,
                                  "DELETE FROM ledger_head WHERE size >= (SELECT row FROM ledger WHERE kind ="
                                  " 'end')"),
                     -1);
    assert_int_equal(stand_number(stand.data, "DELETE FROM ledger WHERE row >= (SELECT row FROM ledger WHERE kind ="
                                              " 'end')"),
                     -1);
    clock_set_us(&stand.clock, time_us);
    stand_serve(&stand);
    (void)stand_step(&stand, time_us + HELD_MINUTE_US);
    assert_int_equal(stand_rows(&stand, "end"), 1);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM finding"), rows);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_is_closed_by_proof_or_seen_again_in_the_next),
        cmocka_unit_test(what_is_overdue_goes_up_while_the_server_runs),
        cmocka_unit_test(a_site_whose_drills_go_badly_is_drawn_more_often),
        cmocka_unit_test(without_the_rule_a_grade_moves_no_draw),
        cmocka_unit_test(a_drill_is_judged_once_whenever_the_server_dies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
