/* Servers killed at random points around ticks and drills: no tick is drawn twice, none is left out, the ledger is whole,
 * and no drill is lost, begun twice or told of twice. 60 kills; 500 with SIBU_LONG.
 *
 * SIGKILL leaves what was written in the kernel's hands: this is about the order of what is written, not about a machine
 * that loses its power.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "kill.h"
#include "sibu/random.h"

enum { KILLS_A_RUN = 20, LIVES_MAX = 200 };

/* One folder, from its first server to its last. */
struct run {
    char folder[64];
    struct plan *plan;
    struct kill_look *look;
    struct kill_shared *shared;
    struct sibu_pcg64 luck;
    int64_t clock_us;
};
struct tally {
    int kills, by_clock, half, begun, ended; /* begun: died between a drill's begin and its row; ended: by themselves */
    int from[FROM_NEVER + 1];
    int64_t skips, drills;
};

static uint64_t below(struct run *run, uint64_t bound)
{
    return sibu_pcg64_below(&run->luck, bound);
}

static void run_open(struct run *run, struct kill_shared *shared, int number)
{
    static const uint8_t KEY[32] = {0};
    struct sibu_fault fault = {0};
    char policy[4096];
    *run = (struct run){.shared = shared, .clock_us = MORNING_US};
    kill_make_folder(run->folder);
    kill_write_policy(run->folder, policy);
    if (plan_open(&run->plan, policy, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    sibu_pcg64_open(&run->luck, KEY, "kill", (uint64_t)number);
    run->look = kill_look_open(run->folder);
}

static void run_close(struct run *run)
{
    kill_look_close(run->look);
    plan_close(run->plan);
    file_remove_folder(run->folder);
}

/* Between two servers the clock stands, or goes on for some ticks, or is set back. */
static void move_clock(struct run *run)
{
    uint64_t which = below(run, 10);
    if (which < 2) {
        run->clock_us += TICK_US * (int64_t)(1 + below(run, 5));
    } else if (which < 3) {
        run->clock_us -= TICK_US * (int64_t)(1 + below(run, 4));
    }
}

static struct kill_life choose_life(struct run *run)
{
    static const int64_t CALLS[] = {
        [FROM_OPENING] = 60, [FROM_TICK] = 250, [FROM_BEGIN] = 90, [FROM_STOP] = 40, [FROM_CLOSE] = 120};
    struct kill_life life = {.plan = run->plan,
                             .folder = run->folder,
                             .shared = run->shared,
                             .clock_us = run->clock_us,
                             .seed = below(run, 1u << 30),
                             .from = (enum kill_from)below(run, FROM_CLOSE + 2)};
    life.from = life.from > FROM_CLOSE ? FROM_NEVER : life.from; /* there is no link here */
    if (life.from != FROM_NEVER) {
        life.call = 1 + (int64_t)below(run, (uint64_t)CALLS[life.from]);
        life.is_half = below(run, 3) == 0;
    }
    return life;
}

static int live(struct run *run, const struct kill_life *life)
{
    int64_t wait_us = life->from == FROM_NEVER && !life->quiet ? 1000 * (1 + (int64_t)below(run, 400)) : 0;
    int killed = kill_live(life, wait_us);
    run->clock_us = atomic_load(&run->shared->clock_us);
    return killed;
}

/* A server skips what passed before it was there, in one row at most, and nothing else. */
static void check_skips(const struct run *run, const struct kill_life *life, int64_t next, int64_t skips)
{
    int64_t now = kill_look_skips(run->look) - skips;
    int may = next > 0 && life->clock_us / TICK_US > next;
    assert_in_range(now, 0, may);
    if (kill_look_next_tick(run->look) > life->clock_us / TICK_US) {
        assert_int_equal(now, may);
    }
}

static int live_and_look(struct run *run, const struct kill_life *life)
{
    int64_t next = kill_look_next_tick(run->look), skips = kill_look_skips(run->look);
    int killed = live(run, life);
    kill_look_again(run->look);
    check_skips(run, life, next, skips);
    return killed;
}

static void run_to_its_end(struct run *run, struct tally *tally, int kills)
{
    int killed = 0;
    for (int i = 0; killed < kills; i++) {
        assert_true(i < LIVES_MAX);
        struct kill_life life = choose_life(run);
        int died = live_and_look(run, &life);
        killed += died;
        tally->ended += !died;
        tally->by_clock += died && life.from == FROM_NEVER;
        tally->half += died && life.is_half;
        tally->begun += kill_look_begun(run->look);
        tally->from[life.from] += died;
        move_clock(run);
    }
    struct kill_life last = choose_life(run);
    last.from = FROM_NEVER;
    last.quiet = 1;
    assert_int_equal(live_and_look(run, &last), 0);
    kill_check(run->look, run->folder);
    tally->kills += killed;
    tally->skips += kill_look_skips(run->look);
    tally->drills += kill_look_number(run->look, "SELECT count(*) FROM drill");
}

static void a_kill_loses_nothing_and_repeats_nothing(void **state)
{
    (void)state;
    struct tally tally = {0};
    struct kill_shared *shared = kill_share();
    assert_non_null(shared);
    int kills = getenv("SIBU_LONG") != NULL ? 500 : 60;
    for (int number = 0; tally.kills < kills; number++) {
        struct run run;
        run_open(&run, shared, number);
        run_to_its_end(&run, &tally, KILLS_A_RUN);
        run_close(&run);
    }
    print_message(
        "%d kills (%d by the clock, %d in half a write; from opening %d, tick %d, begin %d, stop %d, close %d), "
        "%d ended; %d between a begin and its row; %lld skips; %lld drills; %lld calls\n",
        tally.kills, tally.by_clock, tally.half, tally.from[FROM_OPENING], tally.from[FROM_TICK],
        tally.from[FROM_BEGIN], tally.from[FROM_STOP], tally.from[FROM_CLOSE], tally.ended, tally.begun,
        (long long)tally.skips, (long long)tally.drills, (long long)atomic_load(&shared->calls));
    assert_true(atomic_load(&shared->pages) > 100 * tally.kills); /* SQLite's calls are among those counted */
    assert_true(tally.drills > kills / 4);
    assert_true(tally.by_clock > 0 && tally.half > 0 && tally.begun > 0 && tally.skips > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_kill_loses_nothing_and_repeats_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
