/* No whisper: in the hour before a drill nothing that can be seen from outside differs from hours without one.
 *
 * From one image of a running server many worlds go on, by the law and inside a surprise, until their drills begin. At one
 * tick all worlds that have had no drill have one public state; some of them are in the hour before T0 and some are not.
 * Rows, sizes of all files, lines of the log, what goes to sockets, lengths of pages, and the system's calls in their order
 * must be the same in all of them.
 *
 * Time is compared world by world in pairs that ran one after the other: the tick of the one that starts earlier, in the hour
 * before its T0, against the same tick of the other. Which of the two that is, the kernel's bytes decide: where nothing
 * whispers, each pair's score has either sign with the same chance, whatever else the machine does, and (Hoeffding) the sum
 * over the root of the sum of squares is beyond x with a chance of at most 2 e^(-x^2/2): 8e-5 at 4.5.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/ledger.h"
#include "sibu/memory.h"
#include "whisper_run.h"

#define STARTS_TIMED 36 /* of each kind: 72 drills */
#define STARTS_TRACED 6
#define LIMIT 4.5
#define CONTROL_LEAST 3.5

enum kind { LAW, SURPRISE, LAW_TRACED, SURPRISE_TRACED, KINDS };

struct runs {
    struct run *of[KINDS];
};

static int set_up(void **state)
{
    static const struct run_def DEFS[KINDS] = {
        {0, 0, STARTS_TIMED}, {1, 0, STARTS_TIMED}, {0, 1, STARTS_TRACED}, {1, 1, STARTS_TRACED}};
    struct runs *runs = sibu_array_new(1, sizeof *runs);
    assert_non_null(runs);
    for (int i = 0; i < KINDS; i++) {
        runs->of[i] = run_open(&DEFS[i]);
    }
    *state = runs;
    return 0;
}

static int tear_down(void **state)
{
    struct runs *runs = *state;
    for (int i = 0; i < KINDS; i++) {
        run_close(runs->of[i]);
    }
    sibu_array_free(runs);
    return 0;
}

/* How many ticks before the world's drill: 0 at T0. A world without one counts as far away. */
static int before_start(const struct world *world, int tick)
{
    return world->began ? world->ticks - 1 - tick : RUN_TICKS_MAX;
}

static void drills_began(void **state)
{
    const struct runs *runs = *state;
    for (int i = 0; i < KINDS; i++) {
        const struct run *run = runs->of[i];
        int ticks = 0;
        for (int k = 0; k < run->count; k++) {
            ticks += run->worlds[k].ticks;
        }
        print_message("%s%s: %d worlds, %d drills, %d ticks\n", run->by_surprise ? "surprise" : "law",
                      run->traced ? ", traced" : "", run->count, run->starts, ticks);
        assert_true(run->starts >= (run->traced ? STARTS_TRACED : STARTS_TIMED) || run->refused);
    }
}

/* The same tick of two worlds. */
static void compare(const struct sample *a, const struct sample *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->row_bytes, b->row_bytes);
    assert_int_equal(a->db, b->db);
    assert_int_equal(a->wal, b->wal);
    assert_int_equal(a->shm, b->shm);
    assert_int_equal(a->others, b->others);
    assert_memory_equal(a->pages, b->pages, sizeof a->pages);
    assert_int_equal(a->calls, b->calls);
    assert_int_equal(a->path, b->path);
}

/* Compares every tick before T0 with the same tick of one world; returns how many of them lie in the hour before it. */
static int compare_worlds(const struct run *run)
{
    const struct sample *known[RUN_TICKS_MAX] = {NULL};
    int in_the_hour = 0;
    for (int k = 0; k < run->count; k++) {
        const struct world *world = &run->worlds[k];
        for (int i = 0; i < world->ticks - world->began; i++) {
            const struct sample *sample = &world->samples[i];
            known[i] = known[i] == NULL ? sample : known[i];
            compare(known[i], sample);
            assert_int_equal(sample->rows, 1);
            assert_int_equal(sample->row_bytes, LEDGER_TICK_LENGTH);
            assert_int_equal(sample->log, 0);
            assert_int_equal(sample->sent, 0);
            assert_true(sample->pages[0] > 0 && sample->pages[1] > 0 && sample->pages[2] > 0 && sample->pages[3] > 0);
            assert_true(sample->pages[4] > 0 && sample->pages[5] > 0);
            in_the_hour += before_start(world, i) <= RUN_HOUR;
        }
    }
    return in_the_hour;
}

static void rows_files_logs_sockets_and_pages_are_the_same(void **state)
{
    const struct runs *runs = *state;
    assert_true(compare_worlds(runs->of[LAW]) > 2 * STARTS_TIMED);
    assert_true(compare_worlds(runs->of[SURPRISE]) > 2 * STARTS_TIMED);
}

static void a_tick_makes_the_same_calls_in_the_same_order(void **state)
{
    const struct runs *runs = *state;
    for (int kind = LAW_TRACED; kind <= SURPRISE_TRACED; kind++) {
        const struct run *run = runs->of[kind];
        if (run->refused) {
            print_message("the kernel does not let a process trace its child here\n");
            skip();
        }
        assert_true(compare_worlds(run) > STARTS_TRACED);
        print_message("a tick makes %d calls\n", (int)run->worlds[0].samples[0].calls);
        assert_true(run->worlds[0].samples[0].calls > 5);
    }
}

enum clock_of { WALL, WORK };

static int64_t time_of(const struct world *world, int tick, enum clock_of which)
{
    return which == WALL ? world->samples[tick].nanoseconds : world->samples[tick].work;
}

/* Of two worlds, the one that starts earlier: in how many of the ticks of its last hour that are no such ticks of the
 * other it took longer than the other, less in how many it took less, in [-1, 1]. 0 where there is none. */
static double score_of(const struct world *a, const struct world *b, enum clock_of which)
{
    const struct world *early = before_start(a, 0) < before_start(b, 0) ? a : b, *late = early == a ? b : a;
    int score = 0, ticks = 0;
    for (int i = early->ticks - 2; i >= 0 && before_start(early, i) <= RUN_HOUR; i--) {
        if (before_start(late, i) > RUN_HOUR) {
            int64_t one = time_of(early, i, which), other = time_of(late, i, which);
            score += (one > other) - (one < other);
            ticks++;
        }
    }
    return ticks > 0 ? (double)score / ticks : 0.0;
}

/* The sum of the scores over the root of the sum of their squares, over worlds two by two as they were run. */
static double sum_of_scores(const struct runs *runs, enum clock_of which)
{
    double sum = 0.0, squares = 0.0;
    int pairs = 0;
    for (int kind = LAW; kind <= SURPRISE; kind++) {
        const struct run *run = runs->of[kind];
        for (int k = 0; k + 1 < run->count; k += 2) {
            double score = score_of(&run->worlds[k], &run->worlds[k + 1], which);
            sum += score;
            squares += score * score;
            pairs += score > 0.0 || score < 0.0;
        }
    }
    assert_true(pairs >= STARTS_TIMED / 3);
    sum /= __builtin_sqrt(squares);
    print_message("%s: %d pairs, %+.2f\n", which == WALL ? "time" : "work", pairs, sum);
    return sum;
}

static void a_step_takes_as_long_before_a_drill_as_ever(void **state)
{
    for (int which = WALL; which <= WORK; which++) {
        double sum = sum_of_scores(*state, (enum clock_of)which);
        assert_true(sum > -LIMIT && sum < LIMIT);
    }
}

/* The control: were a step twice the work in the hour before a drill, that would be found. */
static void a_whisper_would_be_found(void **state)
{
    const struct runs *runs = *state;
    for (int kind = LAW; kind <= SURPRISE; kind++) {
        struct run *run = runs->of[kind];
        for (int k = 0; k < run->count; k++) {
            struct world *world = &run->worlds[k];
            for (int i = 0; i < world->ticks; i++) {
                int64_t *time = &world->samples[i].work;
                *time += before_start(world, i) <= RUN_HOUR ? *time : 0;
            }
        }
    }
    assert_true(sum_of_scores(runs, WORK) > CONTROL_LEAST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drills_began),
        cmocka_unit_test(rows_files_logs_sockets_and_pages_are_the_same),
        cmocka_unit_test(a_tick_makes_the_same_calls_in_the_same_order),
        cmocka_unit_test(a_step_takes_as_long_before_a_drill_as_ever),
        cmocka_unit_test(a_whisper_would_be_found), /* last: it changes what was measured */
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
