/* People who left their roster: a server forgets them when their time is over, a few in each step, and never in a drill. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "draw/kept.h"
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
    assert_int_equal(stand_number(stand.data,
                                  "SELECT count(*) FROM audit WHERE action = 'person-expire' AND object LIKE"
                                  " '#%' AND who = 'system'"),
                     20);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM person WHERE listed = 1"), 13);
    stand_close(&stand);
}

/* A server that was told to keep people for good: the demonstration's. */
static void without_a_time_nobody_goes(void **state)
{
    (void)state;
    struct stand stand;
    set_up(&stand);
    stand_stop(&stand);
    stand.keep_people_us = 0;
    stand_serve(&stand);
    (void)stand_step(&stand, STAND_MORNING_US + 4000 * DAY_US);
    (void)stand_step(&stand, STAND_MORNING_US + 4000 * DAY_US + 2 * HOUR_US);
    assert_int_equal(kept(&stand), 20);
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

/* A file of rosters that officers brought, last in force at this moment. */
static void put_kept(const struct stand *stand, const char *path, int64_t time_us)
{
    char folder[128];
    struct sibu_fault fault;
    (void)snprintf(folder, sizeof folder, "%s/" SERVER_KEPT, stand->data);
    assert_int_equal(file_make_folder(folder, &fault), SIBU_OK);
    assert_int_equal(file_write(path, "id,name,zone\n", 13, 0600, &fault), SIBU_OK);
    assert_int_equal(file_set_time(path, time_us, &fault), SIBU_OK);
}

/* One stands in place of the little works' file, the others of nothing that is there. */
static void rosters_that_are_in_force_no_more_go_in_their_time(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_text text = {0};
    struct sibu_fault fault;
    char folder[128], wanted[KEPT_PATH_BYTES], old[160], part[160], policy[160];
    set_up(&stand);
    const struct plan_site *at = &stand.plan->sites[0];
    assert_int_equal(file_read(at->roster_path, 100000, &text, &fault), SIBU_OK);
    (void)snprintf(folder, sizeof folder, "%s/" SERVER_KEPT, stand.data);
    (void)snprintf(old, sizeof old, "%s/roster-0123.csv", folder);
    (void)snprintf(part, sizeof part, "%s/roster-0123.csv.99.part", folder);
    (void)snprintf(policy, sizeof policy, "%s/policy-0123.json", folder);
    kept_path(folder, &(struct kept_key){KEPT_ROSTER, at->site->id, sibu_text_get(&text), text.length}, wanted);
    put_kept(&stand, wanted, STAND_MORNING_US - 100 * DAY_US);
    put_kept(&stand, old, STAND_MORNING_US + HOUR_US);
    put_kept(&stand, part, STAND_MORNING_US);
    put_kept(&stand, policy, STAND_MORNING_US - 100 * DAY_US);
    (void)stand_step(&stand, STAND_MORNING_US + 2 * HOUR_US);
    (void)stand_step(&stand, STAND_MORNING_US + 30 * DAY_US + HOUR_US - 1);
    assert_int_equal(access(old, F_OK), 0);
    assert_int_not_equal(access(part, F_OK), 0);
    (void)stand_step(&stand, STAND_MORNING_US + 30 * DAY_US + 3 * HOUR_US);
    assert_int_not_equal(access(old, F_OK), 0);
    assert_int_equal(access(wanted, F_OK), 0); /* in force at each start, however long ago it was brought */
    int64_t time_us = 0;
    assert_int_equal(file_time(wanted, &time_us, &fault), SIBU_OK);
    assert_int_equal(time_us, STAND_MORNING_US + 30 * DAY_US + 3 * HOUR_US); /* from here on its days would count */
    assert_int_equal(access(policy, F_OK), 0); /* it names nobody */
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM audit WHERE action = 'roster-expire' AND who ="
                                              " 'system' AND object = 'roster-0123.csv'"),
                     1);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM audit WHERE action = 'person-expire'"), 20);
    sibu_text_clear(&text);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_go_in_a_step_when_the_time_is_over),
        cmocka_unit_test(without_a_time_nobody_goes),
        cmocka_unit_test(a_drill_is_waited_for),
        cmocka_unit_test(rosters_that_are_in_force_no_more_go_in_their_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
