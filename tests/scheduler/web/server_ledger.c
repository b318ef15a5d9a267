/* The server's ledger over its life: restarts, jumps of the clock, changed rules, interlocks, damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stand.h"

#define SELDOM "\"tick_s\":60,\"least\":0,\"mean\":0.01,\"windows\":[{}]"
#define MINUTE_US (INT64_C(60) * 1000000)
#define HOUR_US (60 * MINUTE_US)

static void each_tick_is_drawn_once_wherever_the_clock_goes(void **state)
{
    (void)state;
    struct stand stand;
    stand_open(&stand, SELDOM);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(stand_step(&stand, STAND_MORNING_US + i * MINUTE_US).drew, 1);
        assert_int_equal(stand_step(&stand, STAND_MORNING_US + i * MINUTE_US + 5).drew, 0);
    }
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + HOUR_US).drew, 1); /* forward: skipped, not made up for */
    assert_int_equal(stand_rows(&stand, "skip"), 1);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + 2 * MINUTE_US).drew, 0); /* back: nothing is drawn again */
    stand_stop(&stand);
    stand_serve(&stand);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + 30 * MINUTE_US).drew, 0);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + HOUR_US + MINUTE_US).drew, 1);
    assert_int_equal(stand_rows(&stand, "tick"), 7);
    assert_int_equal(stand_rows(&stand, "skip"), 1);
    assert_int_equal(stand_rows(&stand, "start"), 2);
    assert_int_equal(stand_rows(&stand, "rules"), 1); /* the same rules are not written again */
    stand_close(&stand);
}

static void a_server_asleep_for_a_week_draws_nothing_for_it(void **state)
{
    (void)state;
    struct stand stand;
    stand_open(&stand, SELDOM);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US).drew, 1);
    stand_stop(&stand);
    clock_set_us(&stand.clock, STAND_MORNING_US + 7 * 24 * HOUR_US);
    stand_serve(&stand);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + 7 * 24 * HOUR_US).drew, 1);
    assert_int_equal(stand_rows(&stand, "tick"), 2);
    assert_int_equal(book_counts(stand.server->book)->skipped, 7 * 24 * 60 - 1);
    stand_close(&stand);
}

static void changed_rules_wait_a_day(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_fault fault;
    int64_t from_tick = 0;
    stand_open(&stand, SELDOM);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US).drew, 1);
    stand_stop(&stand);
    stand_change(&stand, "\"tick_s\":60,\"mean\":3,\"windows\":[{}]");
    stand_serve(&stand);
    assert_int_equal(stand_rows(&stand, "rules"), 2);
    assert_non_null(book_next_rules(stand.server->book, &from_tick));
    assert_int_equal(from_tick, STAND_MORNING_US / MINUTE_US + 24 * 60);
    (void)stand_step(&stand, STAND_MORNING_US + 24 * HOUR_US - 2 * MINUTE_US);
    assert_true(book_rules(stand.server->book)->laws[0].mean < 1.0);
    (void)stand_step(&stand, STAND_MORNING_US + 24 * HOUR_US);
    assert_true(book_rules(stand.server->book)->laws[0].mean > 2.0);
    stand_stop(&stand);
    stand_change(&stand, "\"tick_s\":600,\"mean\":3,\"windows\":[{}]");
    struct server_def def = {.plan = stand.plan, .clock = &stand.clock, .folder = stand.data, .address = "127.0.0.1"};
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "tick_s"));
    stand_close(&stand);
}

static void write_interlock(const struct stand *stand, const char *word)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/permits", stand->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(word, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void an_interlock_that_is_closed_or_silent_means_not_now(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_fault fault;
    stand_open(&stand, SELDOM ",\"interlocks\":[{\"id\":\"permits\",\"file\":\"permits\"}]");
    assert_int_equal(server_interlocks(stand.server), 1); /* no file */
    assert_int_equal(server_now(stand.server, "", &fault), SIBU_NO);
    write_interlock(&stand, "closed since 08:00\n");
    assert_int_equal(server_interlocks(stand.server), 1);
    (void)stand_step(&stand, STAND_MORNING_US);
    stand_surprise(&stand, 600);
    for (int i = 1; i <= 5; i++) {
        assert_int_equal(stand_step(&stand, STAND_MORNING_US + i * MINUTE_US).began, 0);
    }
    write_interlock(&stand, "open\n");
    assert_int_equal(server_interlocks(stand.server), 0);
    int began = 0;
    for (int i = 6; i <= 10; i++) {
        began += stand_step(&stand, STAND_MORNING_US + i * MINUTE_US).began;
    }
    assert_int_equal(began, 1);
    write_interlock(&stand, "opened");
    assert_int_equal(server_interlocks(stand.server), 1);
    stand_close(&stand);
}

static void damage_stops_the_server_until_an_officer_has_seen_it(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_fault fault;
    stand_open(&stand, SELDOM);
    for (int i = 0; i < 6; i++) {
        (void)stand_step(&stand, STAND_MORNING_US + i * MINUTE_US);
    }
    stand_stop(&stand);
    assert_int_equal(stand_number(stand.data, "DROP TRIGGER ledger_kept_1"), -1);
    assert_int_equal(stand_number(stand.data,
                                  "UPDATE ledger SET body = replace(body, '\"starts\":    0', '\"starts\":    1')"
                                  " WHERE row = 5"),
                     -1);
    struct server_def def = {.plan = stand.plan, .clock = &stand.clock, .folder = stand.data, .address = "127.0.0.1"};
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_NO);
    assert_string_equal(fault.place, "ledger:5");
    assert_non_null(strstr(fault.what[SIBU_EN], "--acknowledge-damage 5"));
    def.acknowledged_row = 4; /* another row than the damaged one */
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_NO);
    def.acknowledged_row = 5;
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_OK);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + 9 * MINUTE_US).drew, 1);
    assert_int_equal(book_start(stand.server->book)->who.epoch, 2);
    stand_stop(&stand);
    stand_serve(&stand); /* once is enough */
    assert_int_equal(stand_rows(&stand, "damage"), 1);
    assert_int_equal(stand_step(&stand, STAND_MORNING_US + 10 * MINUTE_US).drew, 1);
    stand_close(&stand);
}

static void a_drill_at_once_and_its_end_are_in_the_ledger(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_fault fault;
    stand_open(&stand, SELDOM);
    (void)stand_step(&stand, STAND_MORNING_US);
    assert_int_equal(server_now(stand.server, "nowhere", &fault), SIBU_BAD_INPUT);
    assert_int_equal(server_now(stand.server, "all", &fault), SIBU_OK);
    assert_int_equal(server_now(stand.server, "all", &fault), SIBU_NO);
    assert_int_equal(stand_rows(&stand, "now"), 1);
    assert_int_equal(
        stand_number(stand.data, "SELECT count(*) FROM ledger WHERE kind = 'drill' AND body LIKE '%\"asked\":\"n\"%'"),
        1);
    assert_int_equal(drill_stop(server_drill(stand.server), &(struct drill_end){NULL, DRILL_ABORT, "officer"}, &fault),
                     SIBU_OK);
    for (int i = 1; i < 600 && stand_rows(&stand, "end") == 0; i++) {
        (void)stand_step(&stand, STAND_MORNING_US + i * MINUTE_US);
        clock_rest(20000); /* a forecast that is hurried ends in real time */
    }
    assert_int_equal(
        stand_number(stand.data, "SELECT count(*) FROM ledger WHERE kind = 'end' AND body LIKE '%\"how\":\"abort\"%'"),
        1);
    assert_int_equal(book_counts(stand.server->book)->aborted, 1);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tick_is_drawn_once_wherever_the_clock_goes),
        cmocka_unit_test(a_server_asleep_for_a_week_draws_nothing_for_it),
        cmocka_unit_test(changed_rules_wait_a_day),
        cmocka_unit_test(an_interlock_that_is_closed_or_silent_means_not_now),
        cmocka_unit_test(damage_stops_the_server_until_an_officer_has_seen_it),
        cmocka_unit_test(a_drill_at_once_and_its_end_are_in_the_ledger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
