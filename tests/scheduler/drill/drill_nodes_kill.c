/* A server that is killed at any of its writes while it drives a drill: another takes over, nothing that a person was told is kept
 * is lost, each alert is there once, and the record is whole. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crew.h"
#include "store/query.h"

#define SEED 5
#define KILLED 9

/* The write at which the child dies, counted down; 0: it lives. */
static struct {
    int left, is_kept;
} death;
/* The write of the first server before which it stands still until the second has followed it. */
static struct {
    struct crew *crew; /* NULL: it never does */
    pthread_t thread;
    int left;
} stillness;

enum sibu_status __real_store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault);
enum sibu_status __wrap_store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault);
enum sibu_status __real_store_begin(struct store *store, struct sibu_fault *fault);
enum sibu_status __wrap_store_begin(struct store *store, struct sibu_fault *fault);

enum sibu_status __wrap_store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault)
{
    int dies = death.left > 0 && store->is_writing && --death.left == 0;
    if (dies && !death.is_kept) {
        _exit(KILLED);
    }
    enum sibu_status ended = __real_store_end(store, status, fault);
    if (dies) {
        _exit(KILLED);
    }
    return ended;
}

enum sibu_status __wrap_store_begin(struct store *store, struct sibu_fault *fault)
{
    struct crew *crew = stillness.crew;
    if (crew != NULL && store == crew->nodes[0].store && pthread_equal(pthread_self(), stillness.thread) &&
        --stillness.left == 0) {
        stillness.crew = NULL;
        crew_pass(crew);
        crew_step(crew, 1);
        crew_step(crew, 1);
    }
    return __real_store_begin(store, fault);
}

static void answer(struct crew *crew, int n, const char *kind, int out)
{
    char told = (char)('A' + n);
    if (crew_answer(crew, 0, "one", n, kind, kind) != DRILL_TAKEN || write(out, &told, 1) != 1) {
        _exit(3);
    }
}

/* A drill from its beginning to its end; tells of each answer that the first server took. */
static void live(struct crew *crew, int out)
{
    char id[24];
    if (crew_begin(crew, 0, "one", SEED, id) != SIBU_OK) {
        _exit(4);
    }
    crew_go_on(crew, 0, crew->now_us + 2 * CREW_SECOND_US);
    answer(crew, 0, "acknowledge", out);
    answer(crew, 1, "check-in", out);
    crew_set(crew, crew->now_us + 200 * CREW_SECOND_US); /* what unfolds, its fields and the silent, in one step */
    crew_step(crew, 0);
    crew_go_on(crew, 0, crew->now_us + 2 * CREW_SECOND_US);
    if (crew_end(crew, 0, id, DRILL_ALL_CLEAR) != SIBU_OK) {
        _exit(5);
    }
    answer(crew, 2, "check-in", out);
    crew_finish(crew, 0, id);
}

/* Returns how many answers the child was told are kept; *ended: it came to its end alive. */
static size_t run_child(struct crew *crew, int write_number, int is_kept, int *ended)
{
    int ends[2], status = 0;
    char told[16];
    size_t count = 0;
    ssize_t got = 0;
    store_close(crew->base.store); /* no connection is carried into the child */
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        death.left = write_number;
        death.is_kept = is_kept;
        (void)close(ends[0]);
        crew->base.store = NULL;
        if (store_open(&crew->base.store, crew->base.path, &crew->fault) != SIBU_OK) {
            _exit(6);
        }
        crew_serve(crew, 1);
        live(crew, ends[1]);
        _exit(0);
    }
    (void)close(ends[1]);
    while ((got = read(ends[0], told, sizeof told)) > 0) {
        count += (size_t)got;
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != KILLED && WEXITSTATUS(status) != 0) {
        fail_msg("the server ended with %d at its write %d", WEXITSTATUS(status), write_number);
    }
    *ended = WEXITSTATUS(status) == 0;
    assert_int_equal(store_open(&crew->base.store, crew->base.path, &crew->fault), SIBU_OK);
    return count;
}

/* Two others go on with whatever the killed one has left. */
static void go_on(struct crew *crew, const char *id)
{
    crew->count = 1; /* the killed one's place stays empty */
    crew->now_us = CREW_MORNING_US + 240 * CREW_SECOND_US;
    crew_serve(crew, 2);
    crew_pass(crew);
    if (crew_number(crew, "SELECT count(*) FROM drill WHERE state <> 'closed'") == 1) {
        crew_take_over(crew, 1, id);
        crew_go_on(crew, 1, crew->now_us + 2 * CREW_SECOND_US);
        enum sibu_status ended = crew_end(crew, 2, id, DRILL_ALL_CLEAR);
        assert_true(ended == SIBU_OK || ended == SIBU_NO);
    }
    crew_finish(crew, 1, id);
    crew_check(crew, id);
}

/* Returns whether the child lived to its end. */
static int kill_at(int write_number, int is_kept)
{
    struct crew crew;
    int ended = 0;
    crew_open(&crew);
    size_t told = run_child(&crew, write_number, is_kept, &ended);
    int64_t drills = crew_number(&crew, "SELECT count(*) FROM drill");
    assert_in_range(drills, 0, 1);
    assert_in_range(crew_number(&crew, "SELECT count(*) FROM response"), told, told + 1);
    if (drills == 1) {
        go_on(&crew, "2026-000001");
        assert_in_range(crew_number(&crew, "SELECT count(*) FROM response"), told, told + 1);
        assert_int_equal(crew_number(&crew, "SELECT count(*) FROM event WHERE kind = 'all-clear'"), 1);
    }
    crew_close(&crew);
    return ended;
}

static void a_server_killed_at_any_write_is_followed(void **state)
{
    (void)state;
    int write_number = 1;
    for (int stride = 1; !kill_at(write_number, write_number % 2); write_number += stride) {
        stride = write_number < 6 ? 1 : 5; /* odd: both kinds of death take turns */
    }
    print_message("the server's life has %d writes at most\n", write_number);
    assert_true(write_number > 20);
}

/* Returns whether the life had so many writes. */
static int stand_still_before(int write_number)
{
    struct crew crew;
    int ends[2];
    crew_open(&crew);
    crew_serve(&crew, 2);
    assert_int_equal(pipe(ends), 0);
    stillness.crew = &crew;
    stillness.thread = pthread_self();
    stillness.left = write_number;
    live(&crew, ends[1]);
    int stood = stillness.crew == NULL;
    stillness.crew = NULL;
    assert_int_equal(crew_number(&crew, "SELECT count(*) FROM response"), 3);
    crew_check(&crew, "2026-000001");
    (void)close(ends[0]);
    (void)close(ends[1]);
    crew_close(&crew);
    return stood;
}

/* What it was about to write when it stood still is not kept, unless it was a person's. */
static void a_server_that_stood_still_before_any_write_is_followed(void **state)
{
    (void)state;
    int write_number = 1;
    while (stand_still_before(write_number)) {
        write_number += write_number < 6 ? 1 : 2;
    }
    assert_true(write_number > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_killed_at_any_write_is_followed),
        cmocka_unit_test(a_server_that_stood_still_before_any_write_is_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
