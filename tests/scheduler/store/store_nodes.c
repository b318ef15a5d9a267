/* Several servers, each a process with a connection of its own, that draw ticks under one claim: paused past the lease, killed,
 * started again. Every tick is in the ledger once, and no row is of a server that had been followed by another. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "store/store_ledger.h"

#define NODES 3
#define LEASE_US 150000

/* Draws the tick that comes behind the last one. The row's body is the fence, for the check over all rows afterwards. */
static enum sibu_status draw_next(struct store *store, const struct store_claim *claim, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row last, row = {.kind = "tick"};
    char fence[24];
    enum sibu_status status = store_ledger_last(store, &arena, &last, fault);
    if (status == SIBU_OK || status == SIBU_NO) {
        (void)snprintf(fence, sizeof fence, "%lld", (long long)claim->fence);
        row.row = last.row + 1;
        row.time_us = last.row + 1;
        row.body = fence;
        status = store_ledger_put_in_turn(store, &row, NULL, (struct store_ledger_turn){claim, row.row}, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* A server: takes the claim whenever it can, draws five ticks, tells of each by its own digit, and gives it up, every other time
 * by letting the lease pass. Never ends by itself. */
static void serve(const char *path, int node, int out)
{
    struct store *store = NULL;
    struct sibu_fault fault;
    char name[16], digit = (char)('0' + node);
    (void)snprintf(name, sizeof name, "node-%d", node);
    if (store_open(&store, path, &fault) != SIBU_OK) {
        _exit(3);
    }
    for (int round = 0;; round++) {
        struct store_claim claim;
        enum sibu_status status = store_claim_take(store, "tick", name, LEASE_US, &claim, &fault);
        if (status != SIBU_OK) {
            (void)poll(NULL, 0, 5);
            continue;
        }
        for (int i = 0; i < 5 && status == SIBU_OK; i++) {
            status = draw_next(store, &claim, &fault);
            if (status == SIBU_OK && write(out, &digit, 1) != 1) {
                _exit(4);
            }
            (void)poll(NULL, 0, 3); /* mostly it is paused between two writes */
        }
        if (round % 2 == 0 && store_claim_give_up(store, &claim, &fault) != SIBU_OK) {
            continue;
        }
    }
}

/* A process that goes when the test goes. */
static pid_t fork_node(void)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    return child;
}

static pid_t start(const char *path, int node, const int ends[2])
{
    pid_t child = fork_node();
    if (child == 0) {
        close(ends[0]);
        serve(path, node, ends[1]);
    }
    return child;
}

/* Reads what servers tell until `more` ticks were drawn or nothing was told for a while: one that was paused in the middle of a
 * transaction holds up the others, as it must. Returns how many were drawn; *last: by whom the last. */
static size_t read_told(int in, size_t more, int *last)
{
    char told[64];
    size_t count = 0;
    struct pollfd wait = {.fd = in, .events = POLLIN};
    while (count < more && poll(&wait, 1, 500) > 0) {
        ssize_t got = read(in, told, sizeof told);
        assert_true(got > 0);
        count += (size_t)got;
        *last = told[got - 1] - '0';
    }
    return count;
}

static void end_child(pid_t child)
{
    int how = 0;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
}

static void check_history(struct fixture *f, size_t told)
{
    int64_t rows = fixture_number(f, "SELECT count(*) FROM ledger");
    assert_true(rows >= (int64_t)told); /* what was told is there; of each kill one more may be */
    assert_true(rows <= (int64_t)told + 64);
    assert_int_equal(fixture_number(f, "SELECT max(row) FROM ledger"), rows);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM drawn"), rows);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM drawn WHERE tick <> row"), 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM ledger a JOIN ledger b ON b.row = a.row + 1"
                                       " WHERE CAST(b.body AS bigint) < CAST(a.body AS bigint)"),
                     0);
}

static void servers_that_are_paused_and_killed_draw_every_tick_once(void **state)
{
    (void)state;
    struct fixture f;
    pid_t nodes[NODES];
    int ends[2], holder = 0;
    size_t told = 0;
    fixture_open(&f);
    store_close(f.store); /* no connection goes into the children */
    f.store = NULL;
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < NODES; i++) {
        nodes[i] = start(f.path, i, ends);
    }
    told += read_told(ends[0], 20, &holder);
    for (int round = 0; round < 9; round++) {
        int paused = holder, killed = (paused + 1) % NODES;
        assert_int_equal(kill(nodes[paused], SIGSTOP), 0);
        told += read_told(ends[0], 15, &holder);
        assert_int_equal(kill(nodes[paused], SIGCONT), 0);
        told += read_told(ends[0], 10, &holder);
        end_child(nodes[killed]);
        nodes[killed] = start(f.path, killed, ends);
    }
    for (int i = 0; i < NODES; i++) {
        end_child(nodes[i]);
    }
    close(ends[1]);
    char rest[64];
    for (ssize_t got = 1; got > 0; told += (size_t)(got > 0 ? got : 0)) {
        got = read(ends[0], rest, sizeof rest);
    }
    close(ends[0]);
    assert_true(told > 100);
    assert_int_equal(store_open(&f.store, f.path, &f.fault), SIBU_OK);
    check_history(&f, told);
    assert_true(fixture_number(&f, "SELECT fence FROM claim WHERE name = 'tick'") > 9);
    fixture_close(&f);
}

/* Takes the claim, draws, says so, and draws again once it is told to: by then another has followed it. */
static void draw_before_and_after(const char *path, int in, int out)
{
    struct store *store = NULL;
    struct sibu_fault fault;
    struct store_claim claim;
    char told = '-';
    int good = store_open(&store, path, &fault) == SIBU_OK &&
               store_claim_take(store, "tick", "east", LEASE_US, &claim, &fault) == SIBU_OK &&
               draw_next(store, &claim, &fault) == SIBU_OK && write(out, "k", 1) == 1 && read(in, &told, 1) == 1;
    if (!good) {
        _exit(3);
    }
    enum sibu_status late = draw_next(store, &claim, &fault);
    enum sibu_status renewed = store_claim_renew(store, &claim, LEASE_US, &fault);
    store_close(store);
    _exit(late == SIBU_NO && renewed == SIBU_NO ? 0 : 9);
}

static void a_server_paused_past_its_lease_is_followed_and_writes_no_more(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim claim;
    int to[2], from[2], how = 0;
    char told = '-';
    fixture_open(&f);
    store_close(f.store);
    f.store = NULL;
    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    pid_t child = fork_node();
    if (child == 0) {
        draw_before_and_after(f.path, to[0], from[1]);
    }
    assert_int_equal(read(from[0], &told, 1), 1);
    assert_int_equal(kill(child, SIGSTOP), 0);
    assert_int_equal(write(to[1], "g", 1), 1);
    assert_int_equal(store_open(&f.store, f.path, &f.fault), SIBU_OK);
    enum sibu_status status = SIBU_NO;
    while (status == SIBU_NO) { /* the lease passes */
        status = store_claim_take(f.store, "tick", "west", 60000000, &claim, &f.fault);
    }
    assert_int_equal(status, SIBU_OK);
    assert_int_equal(draw_next(f.store, &claim, &f.fault), SIBU_OK);
    assert_int_equal(kill(child, SIGCONT), 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM ledger"), 2);
    for (int i = 0; i < 2; i++) {
        close(to[i]);
        close(from[i]);
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_paused_past_its_lease_is_followed_and_writes_no_more),
        cmocka_unit_test(servers_that_are_paused_and_killed_draw_every_tick_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
