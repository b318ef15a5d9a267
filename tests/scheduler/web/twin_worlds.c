/* Twin worlds: what is on the disk and in the memory at a moment does not decide what is drawn after it; the kernel's bytes
 * of each tick do, and nothing else.
 *
 * A world is a copy of the process, memory and all (fork), that goes on with the same files, which are put back, byte for
 * byte, before the next world begins. A surprise is armed over 16 ticks: were its tick decided before, or did all worlds
 * have the same chance bytes, they would agree; by chance alone 12 worlds agree once in 16^11 = 1.8e13. The bytes of the
 * kernel pass through getrandom() below, which stands in front of libc's: so it is seen when they are asked for.
 */
#define _DEFAULT_SOURCE /* syscall(), MAP_ANONYMOUS */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "image.h"
#include "sibu/random.h"
#include "stand.h"

#define TICK_US (INT64_C(60) * 1000000)
#define BEFORE 7 /* ticks before the moment t */
#define WINDOW 16 /* open ticks of the surprise */
#define WORLDS 12
#define COPIES 8
#define SECONDS_A_WORLD 40u

static const char RULES[] =
    "\"tick_s\":60,\"least\":0,\"mean\":0.01,\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\"}]";
static const int64_t T_US = STAND_MORNING_US + BEFORE * TICK_US;

/* What was asked of the kernel. */
static struct {
    int fed; /* 1: the bytes come from `feed` instead */
    struct sibu_pcg64 feed;
    size_t bytes; /* since it was last set to 0 */
    uint8_t last[32]; /* the last 32 */
} kernel;

/* In the place of libc's, for every library of this program. */
__attribute__((visibility("default"))) ssize_t getrandom(void *bytes, size_t length, unsigned flags);
ssize_t getrandom(void *bytes, size_t length, unsigned flags)
{
    ssize_t got = (ssize_t)length;
    if (kernel.fed) {
        for (size_t i = 0; i < length; i++) {
            ((uint8_t *)bytes)[i] = (uint8_t)sibu_pcg64_next(&kernel.feed);
        }
    } else {
        got = syscall(SYS_getrandom, bytes, length, flags);
    }
    if (got > 0) {
        kernel.bytes += (size_t)got;
        memset(kernel.last, 0, sizeof kernel.last);
        memcpy(kernel.last, bytes, (size_t)got < sizeof kernel.last ? (size_t)got : sizeof kernel.last);
    }
    return got;
}

/* What became of a world; in memory that parent and child share. */
struct world {
    int done; /* 1: it came to its end */
    int ticks; /* drawn, the one that starts included */
    int one_draw_a_tick; /* 1: each tick asked the kernel for 32 bytes once, and they are the row's r */
    struct stand_sizes sizes[WINDOW + 1]; /* before each tick */
    int64_t rows[WINDOW + 1];
    uint8_t head[32]; /* hash of the last row */
    char family[64], zone[64];
};

struct bench {
    struct stand stand;
    struct image image; /* the data folder at t */
    struct world *worlds; /* WORLDS, and 2 with bytes of ours */
};

/* Ticks pass, and then the moment t comes: a surprise is armed, the process stands still. */
static int set_up(void **state)
{
    struct bench *bench = sibu_array_new(1, sizeof *bench);
    assert_non_null(bench);
    stand_open(&bench->stand, RULES);
    for (int i = 0; i < BEFORE; i++) {
        assert_true(stand_step(&bench->stand, STAND_MORNING_US + i * TICK_US).drew);
    }
    clock_set_us(&bench->stand.clock, T_US - TICK_US / 2);
    stand_surprise(&bench->stand, WINDOW * 60 - 30);
    image_take(&bench->image, &bench->stand);
    bench->worlds =
        mmap(NULL, (WORLDS + 2) * sizeof *bench->worlds, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(bench->worlds, MAP_FAILED);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    image_put_back(&bench->image, &bench->stand);
    stand_close(&bench->stand);
    image_clear(&bench->image);
    (void)munmap(bench->worlds, (WORLDS + 2) * sizeof *bench->worlds);
    sibu_array_free(bench);
    return 0;
}

/* Is the r of the newest "tick" row what the kernel gave last? */
static int row_has_the_kernels_bytes(const struct stand *stand, int64_t row, const uint8_t last[32])
{
    struct sibu_arena arena = {0};
    struct store_ledger_row *rows = NULL;
    struct ledger_tick tick = {0};
    struct sibu_fault fault;
    struct store_ledger_part part = {row, 1};
    size_t count = 0;
    int same = store_ledger(stand->server->store, part, &arena, &rows, &count, &fault) == SIBU_OK && count == 1 &&
               ledger_tick_read(rows[0].body, &tick) && memcmp(tick.r, last, sizeof tick.r) == 0;
    sibu_arena_clear(&arena);
    return same;
}

static void look_at_drill(const struct stand *stand, struct world *world)
{
    struct sibu_arena arena = {0};
    struct drill_view view;
    struct sibu_fault fault;
    if (drill_look(server_drill(stand->server), NULL, &arena, &view, &fault) == SIBU_OK && view.running) {
        (void)snprintf(world->family, sizeof world->family, "%s", view.family);
        (void)snprintf(world->zone, sizeof world->zone, "%s", view.zone);
    }
    sibu_arena_clear(&arena);
}

/* The world goes on until a drill begins, which ends what is looked at. */
static void go_on(struct stand *stand, struct world *world)
{
    int began = 0;
    world->one_draw_a_tick = 1;
    while (!began && world->ticks <= WINDOW) {
        int64_t row = book_counts(stand->server->book)->rows;
        world->sizes[world->ticks] = stand_sizes(stand);
        world->rows[world->ticks] = row;
        kernel.bytes = 0;
        began = stand_step(stand, T_US + world->ticks * TICK_US).began;
        world->one_draw_a_tick &= began || (kernel.bytes == 32 && row_has_the_kernels_bytes(stand, row, kernel.last));
        world->ticks++;
    }
    look_at_drill(stand, world);
    memcpy(world->head, book_hash(stand->server->book), sizeof world->head);
    world->done = began;
}

/* A copy of the process goes on; afterwards everything is as before. Only the calling thread is copied: where another held
 * a lock just then, the copy stands still, ends by its alarm, and is made again. */
static void fork_world(struct bench *bench, struct world *world, uint64_t feed)
{
    for (int attempt = 0; attempt < 3 && !world->done; attempt++) {
        memset(world, 0, sizeof *world);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            uint8_t key[32];
            (void)alarm(SECONDS_A_WORLD);
            bench->stand.alone = 1;
            sibu_key_of_seed(key, feed);
            sibu_pcg64_open(&kernel.feed, key, "kernel", 0);
            kernel.fed = feed != 0;
            go_on(&bench->stand, world);
            _exit(0);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        image_put_back(&bench->image, &bench->stand);
    }
    assert_true(world->done);
}

static void one_image_has_many_futures(void **state)
{
    struct bench *bench = *state;
    int first = 0, last = 0;
    for (int i = 0; i < WORLDS; i++) {
        fork_world(bench, &bench->worlds[i], 0);
        int ticks = bench->worlds[i].ticks;
        print_message("world %d: tick %d, %s, %s\n", i, ticks, bench->worlds[i].family, bench->worlds[i].zone);
        first = i == 0 || ticks < first ? ticks : first;
        last = ticks > last ? ticks : last;
        assert_in_range(ticks, 1, WINDOW);
        assert_true(bench->worlds[i].one_draw_a_tick);
    }
    assert_true(first < last);
}

/* Until it starts, a world with a drill soon looks as one with a drill late: files of the same sizes, rows as many. */
static void before_the_start_all_worlds_have_one_size(void **state)
{
    const struct bench *bench = *state;
    int compared = 0;
    for (int i = 1; i < WORLDS; i++) {
        const struct world *a = &bench->worlds[i - 1], *b = &bench->worlds[i];
        for (int k = 0; k < a->ticks && k < b->ticks; k++) {
            assert_memory_equal(&a->sizes[k], &b->sizes[k], sizeof a->sizes[k]);
            assert_int_equal(a->rows[k], b->rows[k]);
            assert_true(k == 0 || a->rows[k] == a->rows[k - 1] + 1);
            compared++;
        }
    }
    assert_true(compared >= WORLDS - 1);
}

/* Nothing but the kernel's bytes tells worlds apart: with the same bytes the same drill begins at the same tick. */
static void the_same_bytes_give_the_same_world(void **state)
{
    struct bench *bench = *state;
    struct world *one = &bench->worlds[WORLDS], *two = &bench->worlds[WORLDS + 1];
    fork_world(bench, one, 4711);
    fork_world(bench, two, 4711);
    assert_int_equal(one->ticks, two->ticks);
    assert_string_equal(one->family, two->family);
    assert_string_equal(one->zone, two->zone);
    assert_memory_equal(one->head, two->head, sizeof one->head);
    assert_true(one->one_draw_a_tick);
}

/* The files alone: another server on a copy of the folder goes on with the surprise, and each draws another tick. */
static int go_on_from_a_copy(const struct bench *bench, int number)
{
    struct stand copy = {.plan = bench->stand.plan};
    struct world world = {0};
    (void)snprintf(copy.data, sizeof copy.data, "%.50s/copy-%d", bench->stand.folder, number);
    image_copy(&bench->image, &bench->stand, copy.data);
    clock_init_standing(&copy.clock, T_US - TICK_US / 2);
    stand_serve(&copy);
    go_on(&copy, &world);
    server_close(copy.server);
    clock_clear(&copy.clock);
    assert_true(world.done && world.one_draw_a_tick);
    return world.ticks;
}

static void the_files_alone_decide_nothing(void **state)
{
    struct bench *bench = *state;
    int first = 0, different = 0;
    for (int i = 0; i < COPIES; i++) {
        int tick = go_on_from_a_copy(bench, i);
        print_message("copy %d: tick %d\n", i, tick);
        first = i == 0 ? tick : first;
        different += tick != first;
    }
    assert_true(different > 0); /* alike by chance: once in 16^7 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_image_has_many_futures), /* first: the next one compares its worlds */
        cmocka_unit_test(before_the_start_all_worlds_have_one_size),
        cmocka_unit_test(the_same_bytes_give_the_same_world),
        cmocka_unit_test(the_files_alone_decide_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
