/* See held.h. */
#include "held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

static void check_in(const struct stand *stand, size_t count)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t known = 0;
    assert_int_equal(store_people(stand->server->store, HELD_SITE, &arena, &people, &known, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        struct drill_answer answer = {.token = people[i].token, .kind = "check-in", .place = "M1", .key = "one"};
        enum drill_verdict verdict;
        int64_t received_us = 0;
        assert_int_equal(drill_take(stand->server->drill, &answer, &verdict, &received_us, &fault), SIBU_OK);
        assert_int_equal(verdict, DRILL_TAKEN);
    }
    sibu_arena_clear(&arena);
}

/* A drill in which so many check in, to the end of its evaluation; returns the moment. Its forecast is made on a thread of
 * its own, and is told to make haste by a clock that is far on. */
int64_t held_drill(struct stand *stand, int64_t time_us, size_t arrive, enum drill_state how)
{
    struct sibu_fault fault;
    int64_t ends = stand_rows(stand, "end");
    (void)stand_step(stand, time_us);
    assert_int_equal(server_now(stand->server, "", &fault), SIBU_OK);
    clock_set_us(&stand->clock, time_us + 20 * 1000000);
    check_in(stand, arrive);
    clock_set_us(&stand->clock, time_us + 30 * 1000000);
    if (arrive < HELD_EXPECTED) { /* else it ends by itself */
        assert_int_equal(drill_stop(server_drill(stand->server), &(struct drill_end){"", how, "officer"}, &fault),
                         SIBU_OK);
    }
    for (int i = 1; i < 4000 && stand_rows(stand, "end") == ends; i++) {
        time_us += i <= 60 ? HELD_MINUTE_US : 0;
        (void)stand_step(stand, time_us);
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_int_equal(stand_rows(stand, "end"), ends + 1);
    return time_us + HELD_MINUTE_US;
}
