/* Several servers on one store: a drill is driven by one of them at a time and taken over when it stops, people may talk to any,
 * and all see the same. */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crew.h"

#define SEED 5

/* What any server keeps all see, and each answer counts once wherever it comes again. */
static void an_answer_to_any_server_is_seen_by_all(void **state)
{
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 3);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    /* The others have not looked yet: whoever answers there is found all the same. */
    assert_int_equal(crew_answer(&crew, 1, "one", 0, "acknowledge", "a"), DRILL_TAKEN);
    assert_int_equal(crew_answer(&crew, 2, "one", 1, "check-in", "b"), DRILL_TAKEN);
    assert_int_equal(crew_answer(&crew, 0, "one", 2, "check-in", "c"), DRILL_TAKEN);
    assert_int_equal(crew_answer(&crew, 0, "one", 1, "check-in", "b"), DRILL_KNOWN);
    assert_int_equal(crew_answer(&crew, 1, "two", 1, "check-in", "b"), DRILL_NONE);
    crew_go_on(&crew, 0, crew.now_us + CREW_SECOND_US);
    for (size_t node = 0; node < 3; node++) {
        struct drill_view view = crew_look(&crew, node, id);
        assert_int_equal(view.running, 1);
        assert_int_equal(view.counts.acknowledged, 1);
        assert_int_equal(view.counts.checked_in, 2);
        assert_int_equal(view.counts.expected, CREW_PEOPLE);
        assert_int_equal(view.alert_count, 1);
    }
    for (int n = 3; n < CREW_PEOPLE; n++) {
        assert_int_equal(crew_answer(&crew, (size_t)n % 3, "one", n, "check-in", "d"), DRILL_TAKEN);
    }
    assert_int_equal(crew_answer(&crew, 1, "one", 0, "check-in", "d"), DRILL_TAKEN);
    crew_go_on(&crew, 0, crew.now_us + 2 * CREW_SECOND_US);
    for (size_t node = 0; node < 3; node++) {
        assert_int_equal(crew_look(&crew, node, id).counts.checked_in, CREW_PEOPLE);
        assert_int_equal(crew_look(&crew, node, id).over, 1); /* everybody is there, and the driver has seen it */
    }
    crew_finish(&crew, 0, id);
    crew_check(&crew, id);
    crew_close(&crew);
}

/* An answer that is kept, and an end, come behind what has unfolded, also where their server's clock is behind: drawn again later
 * from the answers, it is the same. */
static void nothing_comes_before_what_has_unfolded(void **state)
{
    static const char EARLY[] = "SELECT count(*) FROM response WHERE received_us < (SELECT unfolded_us FROM drill)";
    static const char ENDED[] =
        "SELECT count(*) FROM event WHERE kind = 'abort' AND time_us >= (SELECT unfolded_us FROM drill)";
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    crew_go_on(&crew, 0, crew.now_us + 20 * CREW_SECOND_US);
    assert_int_equal(crew_number(&crew, "SELECT unfolded_us FROM drill"), crew.now_us);
    assert_true(clock_now_us(&crew.nodes[1].clock) < crew.now_us);
    assert_int_equal(crew_answer(&crew, 1, "one", 3, "acknowledge", "a"), DRILL_TAKEN);
    assert_int_equal(crew_number(&crew, EARLY), 0);
    assert_int_equal(crew_end(&crew, 1, id, DRILL_ABORT), SIBU_OK);
    assert_int_equal(crew_number(&crew, ENDED), 1);
    crew_close(&crew);
}

/* Who stops stepping is followed by another, in a record of its own; woken up it follows, and changes nothing. */
static void a_driver_that_stops_is_followed(void **state)
{
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 3);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    crew_go_on(&crew, 0, crew.now_us + 70 * CREW_SECOND_US);
    assert_int_equal(crew_answer(&crew, 1, "one", 3, "acknowledge", "a"), DRILL_TAKEN);
    assert_int_equal(crew_driver(&crew, id), 0);
    const char *before = crew_record(&crew, id);
    crew_take_over(&crew, 1, id);
    const char *after = crew_record(&crew, id);
    assert_string_not_equal(before, after);
    assert_int_equal(access(after, F_OK), 0);
    crew_go_on(&crew, 1, crew.now_us + 130 * CREW_SECOND_US);
    int64_t rows = crew_number(&crew, "SELECT count(*) FROM event");
    crew_step(&crew, 0); /* it would tell the wardens, note the minutes and what unfolds */
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM event"), rows);
    assert_int_equal(crew_answer(&crew, 0, "one", 4, "check-in", "a"), DRILL_TAKEN);
    crew_go_on(&crew, 0, crew.now_us + CREW_SECOND_US);
    assert_int_equal(crew_look(&crew, 0, id).counts.acknowledged, 1);
    assert_int_equal(crew_look(&crew, 0, id).update_count, crew_look(&crew, 1, id).update_count);
    assert_int_equal(crew_look(&crew, 2, id).counts.checked_in, 1);
    assert_true(crew_driver(&crew, id) > 0);
    char left[200]; /* by one that died while it made its record */
    (void)snprintf(left, sizeof left, "%s/%s-1.drill", crew.records, id);
    assert_int_equal(file_write(left, "SQLite", 6, 0600, &crew.fault), SIBU_OK);
    crew_take_over(&crew, 1, id);
    assert_int_equal(crew_end(&crew, 0, id, DRILL_ALL_CLEAR), SIBU_OK);
    crew_finish(&crew, 0, id);
    crew_check(&crew, id);
    assert_true(crew_number(&crew, "SELECT count(*) FROM event WHERE kind = 'unfold'") > 0);
    crew_close(&crew);
}

/* The server that follows ends the drill at once, and its driver tells nothing behind the end. */
static void a_person_ends_it_on_any_server(void **state)
{
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    assert_int_equal(crew_end(&crew, 1, id, DRILL_ABORT), SIBU_OK); /* it has not looked yet */
    assert_int_equal(crew_end(&crew, 0, id, DRILL_ALL_CLEAR), SIBU_NO); /* nor has the driver */
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM alert"), 2);
    crew_set(&crew, crew.now_us + 2000 * CREW_SECOND_US); /* all would unfold by now */
    crew_step(&crew, 0);
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM alert"), 2);
    assert_int_equal(crew_end(&crew, 1, id, DRILL_REAL_EMERGENCY), SIBU_OK);
    assert_int_equal(crew_look(&crew, 1, id).real, 1);
    crew_step(&crew, 0);
    assert_int_equal(crew_look(&crew, 0, id).real, 1);
    crew_finish(&crew, 0, id);
    crew_check(&crew, id);
    crew_close(&crew);
}

/* Nobody drives it for minutes, and then a person ends it: the record says from when on that was so, and is proved all the same. */
static void minutes_without_a_driver_are_said(void **state)
{
    static const char GAP[] = "SELECT count(*) FROM event WHERE kind = 'undriven'";
    struct crew crew;
    char id[24];
    (void)state;
    for (int gap_s = 20; gap_s <= 300; gap_s += 280) {
        crew_open(&crew);
        crew_serve(&crew, 2);
        assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
        crew_go_on(&crew, 0, crew.now_us + 65 * CREW_SECOND_US);
        crew_set(&crew, crew.now_us + gap_s * CREW_SECOND_US);
        assert_int_equal(crew_end(&crew, 1, id, DRILL_ALL_CLEAR), SIBU_OK);
        crew_take_over(&crew, 1, id);
        crew_finish(&crew, 1, id);
        assert_int_equal(crew_number(&crew, GAP), gap_s > 30);
        crew_check(&crew, id);
        crew_close(&crew);
    }
}

/* The same where all have come while nobody drove: who follows ends the drill in the step in which it first sees it. */
static void whoever_follows_at_the_end_says_it_too(void **state)
{
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    for (int i = 0; i < 10; i++) { /* its record has the scenario, and the other server knows nothing of it */
        crew_set(&crew, crew.now_us + CREW_SECOND_US);
        crew_step(&crew, 0);
    }
    crew_set(&crew, crew.now_us + 300 * CREW_SECOND_US);
    for (int n = 0; n < CREW_PEOPLE; n++) {
        assert_int_equal(crew_answer(&crew, 0, "one", n, "check-in", "a"), DRILL_TAKEN);
    }
    crew_take_over(&crew, 1, id);
    crew_finish(&crew, 1, id);
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM event WHERE kind = 'undriven'"), 1);
    crew_check(&crew, id);
    crew_close(&crew);
}

/* As web/node.c does for as long as the server lives. */
static void live_on(struct crew *crew, size_t node)
{
    char name[40];
    struct store_claim claim;
    (void)snprintf(name, sizeof name, "node/%s", crew->nodes[node].name);
    assert_int_equal(
        store_claim_take(crew->nodes[node].store, name, crew->nodes[node].name, CREW_LEASE_US, &claim, &crew->fault),
        SIBU_OK);
}

/* One server draws both; the second drill is driven by the one that lives and has none. */
static void drills_are_spread_over_the_servers_that_live(void **state)
{
    struct crew crew;
    char first[24], second[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 3);
    live_on(&crew, 0);
    live_on(&crew, 2);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, first), SIBU_OK);
    assert_int_equal(crew_driver(&crew, first), 0);
    assert_int_equal(crew_begin(&crew, 0, "two", SEED + 1, second), SIBU_OK);
    assert_int_equal(crew_driver(&crew, second), 2);
    assert_int_equal(access(crew_record(&crew, second), F_OK), -1); /* not taken up yet */
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM alert"), 2); /* and said all the same */
    assert_int_equal(crew_answer(&crew, 1, "two", 0, "acknowledge", "a"), DRILL_TAKEN);
    crew_go_on(&crew, 0, crew.now_us + 70 * CREW_SECOND_US);
    assert_int_equal(crew_driver(&crew, first), 0);
    assert_int_equal(crew_driver(&crew, second), 2);
    assert_int_equal(access(crew_record(&crew, second), F_OK), 0);
    assert_int_equal(crew_end(&crew, 1, second, DRILL_ALL_CLEAR), SIBU_OK);
    assert_int_equal(crew_end(&crew, 2, first, DRILL_ALL_CLEAR), SIBU_OK);
    crew_finish(&crew, 0, second);
    crew_check(&crew, second);
    crew_finish(&crew, 0, first);
    crew_check(&crew, first);
    crew_close(&crew);
}

struct ending {
    struct crew *crew;
    size_t node;
    const char *id;
    enum drill_state how;
    enum sibu_status status;
};

static void *end_it(void *data)
{
    struct ending *ending = data;
    ending->status = crew_end(ending->crew, ending->node, ending->id, ending->how);
    return NULL;
}

/* How many of the three came through. */
static int end_at_once(struct crew *crew, const char *id, const enum drill_state how[3])
{
    pthread_t threads[3];
    struct ending endings[3];
    int kept = 0;
    for (size_t i = 0; i < 3; i++) {
        endings[i] = (struct ending){crew, i, id, how[i], SIBU_OK};
        assert_int_equal(pthread_create(&threads[i], NULL, end_it, &endings[i]), 0);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(endings[i].status == SIBU_OK || endings[i].status == SIBU_NO);
        kept += endings[i].status == SIBU_OK;
    }
    return kept;
}

/* Of ends on several servers at one time one counts, and its message goes out once. */
static void ends_at_once_are_one_end(void **state)
{
    static const enum drill_state ENDS[] = {DRILL_ALL_CLEAR, DRILL_ABORT, DRILL_ALL_CLEAR};
    static const enum drill_state REAL[] = {DRILL_REAL_EMERGENCY, DRILL_REAL_EMERGENCY, DRILL_REAL_EMERGENCY};
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 3);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    crew_go_on(&crew, 0, crew.now_us + 2 * CREW_SECOND_US);
    assert_int_equal(end_at_once(&crew, id, ENDS), 1);
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM alert"), 2);
    assert_int_equal(end_at_once(&crew, id, REAL), 1);
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM alert"), 3);
    assert_int_equal(drill_close_muster(crew.nodes[1].host, id, "officer", &crew.fault), SIBU_OK);
    assert_int_equal(drill_close_muster(crew.nodes[0].host, id, "officer", &crew.fault), SIBU_NO);
    crew_finish(&crew, 0, id);
    crew_check(&crew, id);
    crew_close(&crew);
}

/* Two that number a drill at one time number two. */
static void drills_at_two_sites_at_once_are_two(void **state)
{
    struct crew crew;
    char one[24], two[24], again[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(drill_number(crew.nodes[0].host, 0, crew.now_us, again, &crew.fault), SIBU_OK);
    assert_int_equal(crew_begin(&crew, 1, "two", SEED, two), SIBU_OK);
    assert_string_not_equal(again, two);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, one), SIBU_OK);
    assert_string_not_equal(one, two);
    assert_int_equal(crew_begin(&crew, 0, "two", SEED, again), SIBU_NO); /* the other's drill */
    crew_go_on(&crew, 0, crew.now_us + CREW_SECOND_US);
    assert_int_equal(crew_driver(&crew, one), 0);
    assert_int_equal(crew_driver(&crew, two), 1);
    assert_int_equal(crew_look(&crew, 0, two).running, 1);
    assert_int_equal(crew_look(&crew, 1, one).running, 1);
    crew_close(&crew);
}

/* A server that shuts down hands over at once, and one that comes later sees all of it. */
static void who_leaves_hands_over(void **state)
{
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    crew_go_on(&crew, 0, crew.now_us + 70 * CREW_SECOND_US);
    assert_int_equal(crew_answer(&crew, 1, "one", 3, "check-in", "a"), DRILL_TAKEN);
    crew_leave(&crew, 0);
    assert_int_equal(crew_driver(&crew, id), -1);
    crew_step(&crew, 1);
    assert_int_equal(crew_driver(&crew, id), 1);
    crew_serve(&crew, 1);
    assert_int_equal(crew_look(&crew, 2, id).counts.checked_in, 1);
    crew_go_on(&crew, 0, crew.now_us + 30 * CREW_SECOND_US);
    assert_int_equal(crew_end(&crew, 2, id, DRILL_ALL_CLEAR), SIBU_OK);
    crew_finish(&crew, 0, id);
    crew_check(&crew, id);
    crew_close(&crew);
}

/* Who has closed a drill finishes it; where it does not, another does. */
static void whoever_closed_it_is_followed_too(void **state)
{
    struct crew crew;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    crew_go_on(&crew, 0, crew.now_us + CREW_SECOND_US);
    assert_int_equal(crew_end(&crew, 0, id, DRILL_ABORT), SIBU_OK);
    while (crew_look(&crew, 0, id).running) {
        crew_set(&crew, crew.now_us + CREW_SECOND_US);
        crew_step(&crew, 0);
        (void)poll(NULL, 0, 2);
    }
    assert_int_equal(crew_driver(&crew, id), 0);
    assert_int_equal(drill_complete(crew.nodes[1].host, id, &crew.fault), SIBU_NO);
    crew_pass(&crew);
    crew_finish(&crew, 1, id);
    crew_check(&crew, id);
    assert_int_equal(drill_complete(crew.nodes[0].host, id, &crew.fault), SIBU_OK); /* it is sealed: nothing is left */
    crew_check(&crew, id);
    crew_close(&crew);
}

/* One server's life beside the others': its clock's thread, and people who answer there. */
struct living {
    struct crew *crew;
    size_t node;
    const char *site;
    int taken;
    volatile int *ends;
};

static void *step_on(void *data)
{
    struct living *living = data;
    struct crew_node *node = &living->crew->nodes[living->node];
    while (!__atomic_load_n(living->ends, __ATOMIC_ACQUIRE)) {
        struct sibu_fault fault;
        int closed = 0;
        if (drill_step(node->host, &closed, &fault) != SIBU_OK) {
            print_message("step: %s: %s\n", fault.place, fault.what[SIBU_EN]);
        }
        (void)poll(NULL, 0, 5 + 7 * (int)living->node);
    }
    return NULL;
}

/* Everybody acknowledges on each server, and checks in on each: each of these counts once. */
static void *answer_on(void *data)
{
    struct living *living = data;
    for (int i = 0; i < 4 * CREW_PEOPLE; i++) {
        const char *kind = i < 2 * CREW_PEOPLE ? "acknowledge" : "check-in";
        char key[8];
        (void)snprintf(key, sizeof key, "%d", i / CREW_PEOPLE);
        int n = (i + 5 * (int)living->node) % CREW_PEOPLE;
        living->taken += n < CREW_PEOPLE - 2 && /* two never come: else the drill ends by itself */
                         crew_answer(living->crew, living->node, living->site, n, kind, key) == DRILL_TAKEN;
        (void)poll(NULL, 0, 3);
    }
    return NULL;
}

/* Time runs for all, by clocks that differ, fifty times as fast as life. */
static void let_time_run(struct crew *crew, double speed)
{
    for (size_t i = 0; i < crew->count; i++) {
        clock_set_speed(&crew->nodes[i].clock, speed);
    }
}

/* With all at work at one time, by clocks that differ by a second, what unfolds is still drawn again from the answers, and none
 * of those that were taken is lost. */
static void servers_at_work_at_once_agree(void **state)
{
    struct crew crew;
    pthread_t steppers[3], people[3];
    struct living lives[3];
    volatile int ends = 0;
    int taken = 0;
    char id[24];
    (void)state;
    crew_open(&crew);
    crew_serve(&crew, 3);
    assert_int_equal(crew_begin(&crew, 0, "one", SEED, id), SIBU_OK);
    crew_step(&crew, 0); /* what unfolds is there */
    let_time_run(&crew, 50.0);
    for (size_t i = 0; i < 3; i++) {
        lives[i] = (struct living){&crew, i, "one", 0, &ends};
        assert_int_equal(pthread_create(&steppers[i], NULL, step_on, &lives[i]), 0);
        assert_int_equal(pthread_create(&people[i], NULL, answer_on, &lives[i]), 0);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(people[i], NULL), 0);
        taken += lives[i].taken;
    }
    crew.now_us = clock_now_us(&crew.nodes[0].clock);
    let_time_run(&crew, 0.0);
    assert_int_equal(crew_end(&crew, 1, id, DRILL_ALL_CLEAR), SIBU_OK);
    __atomic_store_n(&ends, 1, __ATOMIC_RELEASE);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(steppers[i], NULL), 0);
    }
    assert_int_equal(taken, crew_number(&crew, "SELECT count(*) FROM response"));
    assert_int_equal(taken, 4 * (CREW_PEOPLE - 2)); /* two keys of each kind */
    crew_finish(&crew, 0, id);
    crew_check(&crew, id);
    crew_close(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_answer_to_any_server_is_seen_by_all),
                                       cmocka_unit_test(a_driver_that_stops_is_followed),
                                       cmocka_unit_test(nothing_comes_before_what_has_unfolded),
                                       cmocka_unit_test(a_person_ends_it_on_any_server),
                                       cmocka_unit_test(drills_are_spread_over_the_servers_that_live),
                                       cmocka_unit_test(whoever_follows_at_the_end_says_it_too),
                                       cmocka_unit_test(minutes_without_a_driver_are_said),
                                       cmocka_unit_test(ends_at_once_are_one_end),
                                       cmocka_unit_test(drills_at_two_sites_at_once_are_two),
                                       cmocka_unit_test(who_leaves_hands_over),
                                       cmocka_unit_test(whoever_closed_it_is_followed_too),
                                       cmocka_unit_test(servers_at_work_at_once_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
