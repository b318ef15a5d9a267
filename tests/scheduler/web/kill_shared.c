/* Servers of a draw that a witness, a beacon, or both have a part in, killed at random points: between the row "open" and the
 * link, at the answer that brings it, in the write of the row "link", and where kill.c kills too. The tick that was open is
 * drawn with exactly what was given for it, none is left out, and the ledger is whole. 24 kills; 500 with SIBU_LONG.
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

enum { LIVES_MAX = 200, ANSWERS_MAX = 12 };

/* One folder, from its first server to its last. */
struct run {
    char folder[64];
    struct kill_others others;
    struct plan *plan;
    struct kill_look *look;
    struct kill_shared *shared;
    struct sibu_pcg64 luck;
    int64_t clock_us;
    enum kill_mode mode;
    int number;
};
struct tally {
    int kills, by_clock, half, begun, ended;
    int given, same; /* died with a link given and no row for it; of those, drawn with it by a later server */
    int founding; /* died while the epoch was agreed on */
    int from[FROM_NEVER + 1];
    int64_t cuts, links, late, between, again, drills; /* between: rows asked for while a tick was open */
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
    *run = (struct run){
        .shared = shared, .clock_us = MORNING_US, .mode = (enum kill_mode)(number % KILL_MODES), .number = number};
    atomic_store(&shared->clock_us, MORNING_US);
    atomic_store(&shared->open_tick, 0);
    kill_make_folder(run->folder);
    kill_others_open(&run->others, run->folder, run->mode, shared);
    kill_write_policy_with(run->folder, run->others.policy, policy);
    if (plan_open(&run->plan, policy, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    sibu_pcg64_open(&run->luck, KEY, "kill shared", (uint64_t)number);
    run->look = kill_look_open(run->folder);
}

static void run_close(struct run *run)
{
    kill_others_close(&run->others);
    kill_look_close(run->look);
    plan_close(run->plan);
    file_remove_folder(run->folder);
}

/* Between two servers the clock stands, or goes on for some seconds or for some ticks, which are late then, or is set back. */
static void move_clock(struct run *run)
{
    uint64_t which = below(run, 10);
    if (which < 4) {
        run->clock_us += TICK_US * (int64_t)(1 + below(run, 5));
    } else if (which < 8) {
        run->clock_us += TICK_US / 60 * (int64_t)(1 + below(run, 5));
    } else if (which < 9) {
        run->clock_us -= TICK_US * (int64_t)(1 + below(run, 4));
    }
}

static struct kill_life any_life(struct run *run)
{
    return (struct kill_life){.plan = run->plan,
                              .folder = run->folder,
                              .shared = run->shared,
                              .clock_us = run->clock_us,
                              .seed = below(run, 1u << 30),
                              .from = FROM_NEVER,
                              .shared_draw = 1};
}

/* A third of the servers die at an answer of the others; the others die as in kill.c. */
static struct kill_life choose_life(struct run *run)
{
    static const int64_t CALLS[] = {[FROM_OPENING] = 60, [FROM_TICK] = 250,  [FROM_BEGIN] = 90,
                                    [FROM_STOP] = 40,    [FROM_CLOSE] = 120, [FROM_LINK] = 24};
    struct kill_life life = any_life(run);
    if (below(run, 3) == 0) {
        atomic_store(&run->shared->cut, (int)below(run, CUTS));
        atomic_store(&run->shared->answers_left, 1 + (long long)below(run, ANSWERS_MAX));
        return life;
    }
    life.from = (enum kill_from)below(run, FROM_NEVER + 1);
    if (life.from != FROM_NEVER) {
        life.call = 1 + (int64_t)below(run, (uint64_t)CALLS[life.from]);
        life.is_half = below(run, 3) == 0;
    }
    return life;
}

static int live_and_look(struct run *run, const struct kill_life *life)
{
    int by_answer = atomic_load(&run->shared->answers_left) > 0;
    int by_clock = life->from == FROM_NEVER && !life->quiet && !by_answer;
    int killed = kill_live(life, by_clock ? 1000 * (1 + (int64_t)below(run, 400)) : 0);
    atomic_store(&run->shared->answers_left, 0);
    run->clock_us = atomic_load(&run->shared->clock_us);
    kill_look_again(run->look);
    kill_check_shared(run->look, run->folder);
    return killed;
}

/* The first server dies while the epoch is agreed on: at the witness's anchor, or where there is none as it opens. The next
 * one comes in another tick, and cannot ask for the same epoch again. */
static int die_founding(struct run *run)
{
    struct kill_life life = any_life(run);
    life.quiet = 1;
    life.founds = 1;
    atomic_store(&run->shared->cut, (int)below(run, CUTS));
    atomic_store(&run->shared->answers_left, run->mode != KILL_BEACON);
    if (run->mode == KILL_BEACON) {
        life.from = FROM_OPENING;
        life.call = 1 + (int64_t)below(run, 60);
    }
    int killed = live_and_look(run, &life);
    run->clock_us += TICK_US * (int64_t)(1 + below(run, 3));
    return killed;
}

/* Agrees on the epoch with the others, and draws its first tick. */
static void found(struct run *run)
{
    struct kill_life first = any_life(run);
    first.quiet = 1;
    first.founds = 1;
    assert_int_equal(live_and_look(run, &first), 0);
    assert_int_equal(kill_look_number(run->look, "SELECT count(*) FROM ledger WHERE kind = 'link'"), 1);
}

static void run_to_its_end(struct run *run, struct tally *tally, int kills)
{
    int killed = 0;
    if (run->number % 2 == 0) {
        killed = die_founding(run);
        tally->founding += killed;
    }
    found(run);
    for (int i = 0; killed < kills; i++) {
        assert_true(i < LIVES_MAX);
        int by_answer = 0;
        int64_t before = kill_given(run->look);
        struct kill_life life = choose_life(run);
        by_answer = atomic_load(&run->shared->answers_left) > 0;
        int died = live_and_look(run, &life);
        killed += died;
        tally->ended += !died;
        tally->by_clock += died && life.from == FROM_NEVER && !by_answer;
        tally->half += died && life.is_half;
        tally->begun += kill_look_begun(run->look);
        tally->from[life.from] += died && !by_answer;
        tally->given += kill_given(run->look) > 0;
        tally->same += before > 0 && kill_given(run->look) == 0;
        move_clock(run);
    }
    struct kill_life last = any_life(run);
    last.quiet = 1;
    assert_int_equal(live_and_look(run, &last), 0);
    assert_int_equal(kill_given(run->look), 0);
    kill_check(run->look, run->folder);
    tally->kills += killed;
    tally->again += kill_given_again(run->look);
    tally->links += kill_look_number(run->look, "SELECT count(*) FROM ledger WHERE kind = 'link'");
    tally->late += kill_look_number(run->look, "SELECT count(*) FROM ledger WHERE kind = 'link' AND"
                                               " time_us / 60000000 > body ->> 'tick'");
    tally->between +=
        kill_look_number(run->look, "SELECT count(*) FROM (SELECT kind, lag(kind) OVER (ORDER BY row) AS"
                                    " before FROM ledger) WHERE before = 'open' AND kind IN ('surprise', 'now')");
    tally->drills += kill_look_number(run->look, "SELECT count(*) FROM drill");
}

static void a_kill_changes_no_link_and_leaves_out_no_tick(void **state)
{
    (void)state;
    struct tally tally = {0};
    struct kill_shared *shared = kill_share();
    assert_non_null(shared);
    int is_long = getenv("SIBU_LONG") != NULL;
    int kills = is_long ? 500 : 24;
    for (int number = 0; tally.kills < kills; number++) {
        struct run run;
        run_open(&run, shared, number);
        run_to_its_end(&run, &tally, is_long ? 20 : 8);
        run_close(&run);
    }
    tally.cuts = atomic_load(&shared->cuts);
    print_message(
        "%d kills (%d before the epoch, %lld at an answer, %d by the clock, %d in half a write; from opening %d, tick %d, begin %d, stop %d, "
        "close %d, link %d), %d ended; %d with a link given and no row, %d of them drawn by the next; %lld given again; "
        "%lld links, %lld late, %lld with a drill asked for before; %d between a begin and its row; %lld drills; %lld times thresholds of another's row\n",
        tally.kills, tally.founding, (long long)tally.cuts, tally.by_clock, tally.half, tally.from[FROM_OPENING],
        tally.from[FROM_TICK], tally.from[FROM_BEGIN], tally.from[FROM_STOP], tally.from[FROM_CLOSE],
        tally.from[FROM_LINK], tally.ended, tally.given, tally.same, (long long)tally.again, (long long)tally.links,
        (long long)tally.late, (long long)tally.between, tally.begun, (long long)tally.drills,
        (long long)atomic_load(&shared->looked_again));
    assert_true(tally.given > kills / 10 && tally.same > 0 && tally.again > kills / 10);
    assert_true(tally.founding > 0);
    assert_true(tally.cuts > kills / 10 && tally.by_clock > 0 && tally.half > 0 && tally.from[FROM_LINK] > 0);
    assert_true(tally.drills > 0);
    assert_true(!is_long || (tally.late > 0 && tally.between > 0)); /* few kills need not come to it */
    assert_true(atomic_load(&shared->looked_again) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_kill_changes_no_link_and_leaves_out_no_tick)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
