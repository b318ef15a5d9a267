/* People who left their roster: a server forgets them when their time is over, a few in each step, and never in a drill. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stand.h"

#define HOUR_US (INT64_C(3600) * 1000000)
#define DAY_US (24 * HOUR_US)
#define RULES "\"tick_s\":600,\"least\":0,\"mean\":0.01,\"limit_s\":600"

static int64_t kept(const struct stand *stand)
{
    return stand_number(stand->data, "SELECT count(*) FROM person WHERE site = 'mill'");
}

/* A server with 20 people of a site that its plan does not have any more. */
static void set_up(struct stand *stand)
{
    static const char PEOPLE[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO person (site, id, name,"
        " name_en, zone, shift, role, language, pace, token, token_hash, listed) SELECT 'mill', i, 'x', 'x', 'Z1', 'day',"
        " 'worker', 'zh', 'normal', printf('%022d', i), CAST(printf('%032d', i) AS BLOB), 1 FROM n";
    *stand = (struct stand){.keep_people_us = 30 * DAY_US};
    stand_open_as_set(stand, RULES);
    stand_stop(stand);
    (void)stand_number(stand->data, PEOPLE);
    assert_int_equal(kept(stand), 20);
    stand_serve(stand);
    (void)stand_step(stand, STAND_MORNING_US);
}

static void few_go_in_a_step_when_the_time_is_over(void **state)
{
    (void)state;
    struct stand stand;
    set_up(&stand);
    (void)stand_step(&stand, STAND_MORNING_US + 30 * DAY_US - 1);
    assert_int_equal(kept(&stand), 20);
    (void)stand_step(&stand, STAND_MORNING_US + 30 * DAY_US + HOUR_US);
    assert_in_range(kept(&stand), 1, 19);
    (void)stand_step(&stand, STAND_MORNING_US + 30 * DAY_US + HOUR_US + 200000);
    assert_int_equal(kept(&stand), 0);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM person WHERE listed = 1"), 13);
    stand_close(&stand);
}

static void a_drill_is_waited_for(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_fault fault = {0};
    set_up(&stand);
    clock_set_us(&stand.clock, STAND_MORNING_US + 70 * DAY_US); /* a Monday too */
    assert_int_equal(server_now(stand.server, "", &fault), SIBU_OK);
    (void)stand_step(&stand, STAND_MORNING_US + 70 * DAY_US + HOUR_US / 12);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM drill WHERE state <> 'closed'"), 1);
    assert_int_equal(kept(&stand), 20);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_go_in_a_step_when_the_time_is_over),
        cmocka_unit_test(a_drill_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
