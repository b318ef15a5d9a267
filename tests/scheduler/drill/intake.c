/* The intake alone, by many threads at once: who goes away with "kept" finds it kept, once, and a round or an answer that
 * fails is told to those whom it concerns and to nobody else. */
#include "drill/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "sibu/memory.h"

enum { THREADS = 12, ANSWERS = 150, FAILS_EACH = 5, BAD_EACH = 7 };

/* What the rounds write to. Rounds come one at a time, so nothing here is guarded but what says so. */
struct disk {
    atomic_int leaders; /* at this moment */
    atomic_int overlaps; /* rounds that met another */
    int rounds, failed, largest;
    int torn; /* lists and keys that are not what they should be */
    int in_failed; /* answers in rounds that failed */
    int64_t order; /* answers kept so far: the time of each */
    atomic_int kept[THREADS][ANSWERS]; /* how often */
};
struct visitor {
    struct intake *intake;
    struct disk *disk;
    int number;
    pthread_mutex_t mutex;
    pthread_cond_t told;
    int tells; /* of what nobody waited for */
    int taken, failed, refused; /* as it was told */
    int wrong; /* told what is not so */
};

static int is_bad(int number, int answer)
{
    return (number + answer) % BAD_EACH == 0;
}

static void keep_one(struct disk *disk, struct drill_taking *taking)
{
    int number = 0, answer = 0;
    disk->torn += sscanf(taking->answer->key, "%d-%d", &number, &answer) != 2;
    if (is_bad(number, answer)) {
        taking->status = sibu_fault_set(&taking->fault, SIBU_BAD_INPUT, taking->answer->key, "不行", "no");
        return;
    }
    atomic_fetch_add(&disk->kept[number][answer], 1);
    taking->status = SIBU_OK;
    taking->verdict = DRILL_TAKEN;
    taking->received_us = ++disk->order;
}

/* As a disk does: it takes its time, and now and then it fails for the whole round. */
static void keep(void *data, struct drill_taking *takings, size_t count)
{
    struct disk *disk = data;
    size_t seen = 0;
    atomic_fetch_add(&disk->overlaps, atomic_fetch_add(&disk->leaders, 1) != 0);
    int fails = ++disk->rounds % FAILS_EACH == 0;
    (void)nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    for (struct drill_taking *taking = takings; taking != NULL; taking = taking->next, seen++) {
        if (fails) {
            taking->status = sibu_fault_set(&taking->fault, SIBU_IO, taking->answer->key, "磁盘已满", "full");
        } else {
            keep_one(disk, taking);
        }
    }
    disk->torn += seen != count;
    disk->failed += fails;
    disk->in_failed += fails ? (int)count : 0;
    disk->largest = (int)count > disk->largest ? (int)count : disk->largest;
    atomic_fetch_sub(&disk->leaders, 1);
}

/* Whether what it was told is what became of it. */
static int is_so(struct visitor *visitor, int answer, const struct drill_taking *taking)
{
    int kept = atomic_load(&visitor->disk->kept[visitor->number][answer]);
    if (taking->status == SIBU_OK) {
        visitor->taken++;
        return kept == 1 && taking->verdict == DRILL_TAKEN && taking->received_us > 0;
    }
    visitor->failed += taking->status == SIBU_IO;
    visitor->refused += taking->status == SIBU_BAD_INPUT;
    return kept == 0 && (taking->status == SIBU_IO || is_bad(visitor->number, answer)) &&
           strcmp(taking->fault.place, taking->answer->key) == 0;
}

static void tell(void *data)
{
    struct visitor *visitor = data;
    pthread_mutex_lock(&visitor->mutex);
    visitor->tells++;
    pthread_cond_signal(&visitor->told);
    pthread_mutex_unlock(&visitor->mutex);
}

/* Half of the visitors wait in the intake, the others go away and are told. */
static void bring(struct visitor *visitor, struct drill_taking *taking)
{
    if (visitor->number % 2 == 0) {
        intake_bring_and_wait(visitor->intake, taking);
        return;
    }
    pthread_mutex_lock(&visitor->mutex);
    int before = visitor->tells;
    taking->told = tell;
    taking->data = visitor;
    intake_bring(visitor->intake, taking);
    while (visitor->tells == before) {
        pthread_cond_wait(&visitor->told, &visitor->mutex);
    }
    visitor->wrong += visitor->tells != before + 1;
    pthread_mutex_unlock(&visitor->mutex);
}

/* Brings each answer until it is kept or refused for good. */
static void *visit(void *data)
{
    struct visitor *visitor = data;
    for (int i = 0; i < ANSWERS; i++) {
        char key[32];
        enum sibu_status status = SIBU_IO;
        (void)snprintf(key, sizeof key, "%d-%d", visitor->number, i);
        while (status == SIBU_IO) {
            struct drill_answer answer = {.key = key};
            struct drill_taking taking = {.answer = &answer, .verdict = DRILL_NONE};
            bring(visitor, &taking);
            visitor->wrong += !is_so(visitor, i, &taking);
            status = taking.status;
        }
    }
    return NULL;
}

static void check_disk(const struct disk *disk)
{
    for (int number = 0; number < THREADS; number++) {
        for (int i = 0; i < ANSWERS; i++) {
            assert_int_equal(atomic_load(&disk->kept[number][i]), !is_bad(number, i));
        }
    }
    assert_int_equal(atomic_load(&disk->overlaps), 0);
    assert_int_equal(disk->torn, 0);
    assert_true(disk->failed > 0 && disk->largest > 1);
}

static void each_goes_away_with_what_became_of_its_own(void **state)
{
    (void)state;
    struct intake intake;
    struct disk *disk = sibu_array_new(1, sizeof *disk);
    struct visitor visitors[THREADS];
    pthread_t threads[THREADS];
    int taken = 0, failed = 0, refused = 0;
    struct sibu_fault fault;
    assert_non_null(disk);
    const struct intake_def def = {keep, disk};
    assert_int_equal(intake_open(&intake, &def, &fault), SIBU_OK);
    for (int i = 0; i < THREADS; i++) {
        visitors[i] = (struct visitor){.intake = &intake, .disk = disk, .number = i};
        pthread_mutex_init(&visitors[i].mutex, NULL);
        pthread_cond_init(&visitors[i].told, NULL);
        assert_int_equal(pthread_create(&threads[i], NULL, visit, &visitors[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        pthread_cond_destroy(&visitors[i].told);
        pthread_mutex_destroy(&visitors[i].mutex);
        assert_int_equal(visitors[i].wrong, 0);
        taken += visitors[i].taken;
        failed += visitors[i].failed;
        refused += visitors[i].refused;
    }
    check_disk(disk);
    assert_int_equal(taken, disk->order);
    assert_int_equal(taken + refused, THREADS * ANSWERS);
    assert_int_equal(failed, disk->in_failed); /* all of a round that failed, and only they */
    print_message("%d answers in %d rounds, of which %d failed; at most %d in one\n", taken, disk->rounds, disk->failed,
                  disk->largest);
    intake_close(&intake);
    sibu_array_free(disk);
}

static void count(void *data)
{
    atomic_fetch_add((atomic_int *)data, 1);
}

static void keep_none(void *data, struct drill_taking *takings, size_t takings_count)
{
    (void)data;
    (void)takings;
    (void)takings_count;
}

/* Nothing that was brought is left behind. */
static void an_intake_that_ends_tells_all_first(void **state)
{
    (void)state;
    enum { BROUGHT = 500 };
    struct intake intake;
    struct sibu_fault fault;
    struct drill_taking *takings = sibu_array_new(BROUGHT, sizeof *takings);
    atomic_int told = 0;
    const struct intake_def def = {keep_none, NULL};
    assert_non_null(takings);
    assert_int_equal(intake_open(&intake, &def, &fault), SIBU_OK);
    for (int i = 0; i < BROUGHT; i++) {
        takings[i] = (struct drill_taking){.told = count, .data = &told};
        intake_bring(&intake, &takings[i]);
    }
    intake_close(&intake);
    assert_int_equal(atomic_load(&told), BROUGHT);
    sibu_array_free(takings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_goes_away_with_what_became_of_its_own),
                                       cmocka_unit_test(an_intake_that_ends_tells_all_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
