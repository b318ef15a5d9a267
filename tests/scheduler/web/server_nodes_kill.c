/* Several servers on one store, each a process: killed, paused past the lease, started again, while ticks pass and officers ask for
 * surprises. Each tick is drawn once, the ledger is whole, and whoever is alive draws. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nodes.h"

#define LEASE_US 600000
#define ROUNDS 5
#define PATIENCE_US (INT64_C(40) * 1000000) /* real time; only a failing test waits so long */

/* What the processes have in common besides the store. */
struct shared {
    atomic_int_least64_t clock_us;
    atomic_int holder; /* who said last that it drew */
    atomic_int asks; /* the node that is to ask for a surprise; -1: none */
    atomic_int answered;
};

static void ask(struct server *server, struct shared *shared, int number)
{
    struct sibu_fault fault;
    double bits = 0.0;
    int expected = number;
    if (atomic_compare_exchange_strong(&shared->asks, &expected, -1)) {
        enum sibu_status status = server_surprise(server, "", 7200, &bits, &fault);
        if (status == SIBU_OK || status == SIBU_NO) {
            atomic_fetch_add(&shared->answered, 1);
        }
    }
}

/* A server's process: never ends by itself. */
static void serve(struct nodes *nodes, int number, struct shared *shared)
{
    struct server *server = NULL;
    struct sibu_fault fault = {0};
    clock_set_us(&nodes->clock, atomic_load(&shared->clock_us));
    if (nodes_try(nodes, number, &server, &fault) != SIBU_OK) {
        (void)fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
        _exit(3);
    }
    for (;;) {
        struct server_news news;
        clock_set_us(&nodes->clock, atomic_load(&shared->clock_us));
        enum sibu_status status = server_step(server, &news, &fault);
        if (news.is_over) {
            _exit(4);
        }
        if (status != SIBU_OK && status != SIBU_IO) {
            (void)fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
            _exit(5);
        }
        if (news.drew) {
            atomic_store(&shared->holder, number);
        }
        ask(server, shared, number);
        clock_rest(2000);
    }
}

static pid_t start(struct nodes *nodes, int number, struct shared *shared)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(6);
        }
        serve(nodes, number, shared);
    }
    return child;
}

/* Who has the turn by the store; -1: nobody. */
static int holder_of(struct nodes *nodes)
{
    for (int i = 0; i < NODES_MAX; i++) {
        char sql[120];
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM claim WHERE name = 'tick' AND holder = '%s'",
                       nodes_id(i));
        if (fixture_number(&nodes->f, sql) > 0) {
            return i;
        }
    }
    return -1;
}

/* The next tick comes; whether it is drawn in time. */
static int tick_passes(struct nodes *nodes, struct shared *shared, int64_t patience_us)
{
    int64_t tick = (atomic_fetch_add(&shared->clock_us, NODES_MINUTE_US) + NODES_MINUTE_US) / NODES_MINUTE_US;
    int64_t until_us = clock_monotonic_us() + patience_us;
    char sql[80];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM drawn WHERE tick = %lld", (long long)tick);
    while (fixture_number(&nodes->f, sql) != 1) {
        if (clock_monotonic_us() >= until_us) {
            return 0;
        }
        clock_rest(5000);
    }
    return 1;
}

static void end_child(pid_t child)
{
    int how = 0;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how)); /* and had not ended by itself */
}

static struct shared *share(void)
{
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(shared, MAP_FAILED);
    atomic_store(&shared->clock_us, NODES_MORNING_US);
    atomic_store(&shared->asks, -1);
    return shared;
}

/* The one that draws is paused in the middle of whatever it does, followed, and let go on; the one after is killed. In SQLite one
 * that stands in the middle of a write keeps all others from writing, as it must: there nobody can follow it then. */
static void disturb(struct nodes *nodes, struct shared *shared, pid_t pids[NODES_MAX])
{
    int paused = holder_of(nodes);
    assert_true(paused >= 0);
    atomic_store(&shared->asks, (paused + 1) % NODES_MAX);
    atomic_fetch_add(&shared->clock_us, NODES_MINUTE_US); /* it may be drawing just now */
    assert_int_equal(kill(pids[paused], SIGSTOP), 0);
    int is_followed = tick_passes(nodes, shared, nodes->f.is_postgres ? PATIENCE_US : 4 * LEASE_US);
    assert_true(is_followed || !nodes->f.is_postgres);
    int killed = holder_of(nodes);
    assert_true(killed != paused || !is_followed);
    assert_int_equal(kill(pids[paused], SIGCONT), 0);
    assert_true(tick_passes(nodes, shared, PATIENCE_US));
    end_child(pids[killed]);
    pids[killed] = start(nodes, killed, shared);
    assert_true(tick_passes(nodes, shared, PATIENCE_US));
}

static void each_tick_is_drawn_once_whoever_is_killed_or_paused(void **state)
{
    (void)state;
    struct nodes nodes;
    pid_t pids[NODES_MAX];
    nodes_open(&nodes, NODES_SELDOM, LEASE_US);
    struct shared *shared = share();
    for (int i = 0; i < NODES_MAX; i++) {
        pids[i] = start(&nodes, i, shared); /* all at once: keys and rules are made once */
    }
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (access(nodes.data, F_OK) != 0 || !fixture_sql(&nodes.f, "SELECT 1 FROM claim")) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(5000);
    }
    assert_true(tick_passes(&nodes, shared, PATIENCE_US));
    for (int round = 0; round < ROUNDS; round++) {
        disturb(&nodes, shared, pids);
    }
    for (int i = 0; i < NODES_MAX; i++) {
        end_child(pids[i]);
    }
    nodes_check_ledger(&nodes);
    assert_true(nodes_rows(&nodes, "tick") >= 2 * ROUNDS + 1);
    assert_int_equal(nodes_rows(&nodes, "rules"), 1);
    /* One is armed at a time. By its luck it is drawn meanwhile, which a row says, and the next to ask may arm another. */
    assert_in_range(nodes_rows(&nodes, "surprise"), 1, 1 + nodes_rows(&nodes, "drill"));
    assert_true(atomic_load(&shared->answered) > 0);
    assert_int_equal(munmap(shared, sizeof *shared), 0);
    nodes_close(&nodes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tick_is_drawn_once_whoever_is_killed_or_paused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
