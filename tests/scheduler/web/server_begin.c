/* A drill that begins while something fails: what was told to people is held, and the ledger goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "kill.h"
#include "stand.h"
#include "web/server.h"

struct bench {
    char folder[64];
    struct plan *plan;
    struct clock clock;
    struct server *server;
    struct server_news news;
    struct sibu_fault fault;
};

static void set_up(struct bench *bench)
{
    char policy[4096];
    *bench = (struct bench){.plan = NULL};
    kill_make_folder(bench->folder);
    kill_write_policy(bench->folder, policy);
    assert_int_equal(plan_open(&bench->plan, policy, &bench->fault), SIBU_OK);
    clock_init_standing(&bench->clock, MORNING_US);
    struct server_def def = {
        .plan = bench->plan, .clock = &bench->clock, .folder = bench->folder, .address = "127.0.0.1"};
    assert_int_equal(server_open(&bench->server, &def, &bench->fault), SIBU_OK);
    assert_int_equal(server_step(bench->server, &bench->news, &bench->fault), SIBU_OK);
}

static void tear_down(struct bench *bench)
{
    server_close(bench->server);
    plan_close(bench->plan);
    clock_clear(&bench->clock);
    file_remove_folder(bench->folder);
}

static enum sibu_status next_tick(struct bench *bench)
{
    clock_set_us(&bench->clock, clock_now_us(&bench->clock) + TICK_US);
    return server_step(bench->server, &bench->news, &bench->fault);
}

static int64_t held(const struct bench *bench)
{
    return stand_number(bench->folder,
                        "SELECT count(*) FROM ledger l JOIN drill d ON d.id = l.body ->> 'drill' WHERE kind = 'drill'");
}

static int runs(struct bench *bench)
{
    struct sibu_arena arena = {0};
    struct drill_view view;
    assert_int_equal(drill_look(server_drill(bench->server), NULL, &arena, &view, &bench->fault), SIBU_OK);
    int running = view.running;
    sibu_arena_clear(&arena);
    return running;
}

static void a_drill_whose_record_cannot_be_made_is_held_and_goes_on_once_it_can(void **state)
{
    (void)state;
    struct bench bench;
    char records[128];
    set_up(&bench);
    (void)snprintf(records, sizeof records, "%s/records", bench.folder);
    assert_int_equal(rmdir(records), 0);
    assert_int_equal(server_now(bench.server, "", &bench.fault), SIBU_OK);
    assert_int_equal(held(&bench), 1);
    assert_int_equal(stand_number(bench.folder, "SELECT count(*) FROM alert"), 1);
    assert_int_not_equal(next_tick(&bench), SIBU_OK);
    assert_int_not_equal(
        drill_stop(server_drill(bench.server), &(struct drill_end){NULL, DRILL_ABORT, "officer"}, &bench.fault),
        SIBU_OK);
    assert_false(runs(&bench));

    assert_int_equal(mkdir(records, 0700), 0);
    assert_int_equal(next_tick(&bench), SIBU_OK);
    assert_true(runs(&bench));
    assert_int_equal(
        drill_stop(server_drill(bench.server), &(struct drill_end){NULL, DRILL_ABORT, "officer"}, &bench.fault),
        SIBU_OK);
    assert_int_equal(stand_number(bench.folder, "SELECT count(*) FROM alert WHERE ends_earlier = 1"), 1);
    tear_down(&bench);
}

static void a_start_whose_row_cannot_be_kept_gets_it_before_the_next_tick(void **state)
{
    (void)state;
    struct bench bench;
    double bits = 0.0;
    set_up(&bench);
    (void)stand_number(bench.folder, "CREATE TRIGGER full BEFORE INSERT ON ledger WHEN new.kind = 'drill' BEGIN"
                                     " SELECT raise(ABORT, 'full'); END");
    assert_int_equal(server_surprise(bench.server, "", 1, &bits, &bench.fault), SIBU_NO); /* no tick is left in it */
    assert_int_equal(server_surprise(bench.server, "", 60, &bits, &bench.fault), SIBU_OK);
    assert_int_not_equal(next_tick(&bench), SIBU_OK);
    assert_int_equal(held(&bench), 0);
    assert_int_not_equal(next_tick(&bench), SIBU_OK); /* and nothing is drawn */
    assert_int_equal(stand_number(bench.folder, "SELECT count(*) FROM ledger WHERE kind = 'tick'"), 2);
    (void)stand_number(bench.folder, "DROP TRIGGER full");

    assert_int_equal(next_tick(&bench), SIBU_OK);
    assert_int_equal(held(&bench), 1);
    assert_int_equal(stand_number(bench.folder, "SELECT count(*) FROM drill"), 1);
    assert_int_equal(next_tick(&bench), SIBU_OK);
    tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drill_whose_record_cannot_be_made_is_held_and_goes_on_once_it_can),
        cmocka_unit_test(a_start_whose_row_cannot_be_kept_gets_it_before_the_next_tick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
