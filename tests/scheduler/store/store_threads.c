/* Many threads use one store at once, as the HTTP pool, the clock's thread and the notifier do. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/store_audit.h"

#define THREADS 4
#define EACH 150
#define EACH_OF_SERVERS 40 /* SQLite gives no server its turn: it tries until it has it */
#define PEOPLE 200

struct worker {
    pthread_t thread;
    struct store *store;
    int64_t drill;
    uint32_t person;
    int each, failed;
    int taken[PEOPLE + 1]; /* by the person's number */
};

/* cmocka's assertions belong to the main thread: a worker only counts what went wrong. */
static void *answer(void *data)
{
    struct worker *worker = data;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    for (int i = 0; i < worker->each; i++) {
        char key[24];
        int is_new = 0;
        int64_t received_us = 0;
        struct store_drill *drills = NULL;
        size_t count = 0;
        (void)snprintf(key, sizeof key, "key-%08d", i);
        struct sibu_record_response response = {
            .received_us = i, .person = worker->person, .kind = "acknowledge", .key = key};
        worker->failed +=
            store_response_put(worker->store, worker->drill, &response, &is_new, &received_us, &fault) != SIBU_OK;
        worker->failed += !is_new;
        if (i % 10 == 0) {
            const struct store_audit row = {.time_us = i, .who = "anna", .action = "look", .result = "ok"};
            worker->failed += store_audit_put(worker->store, &row, &fault) != SIBU_OK;
        }
        worker->failed += store_drills_open(worker->store, &arena, &drills, &count, &fault) != SIBU_OK;
        sibu_arena_clear(&arena);
    }
    return NULL;
}

/* own: each has a store of its own, as servers of one database have. */
static void answer_together(int own)
{
    struct fixture f;
    struct worker workers[THREADS];
    const int each = own ? EACH_OF_SERVERS : EACH;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, THREADS, "");
    for (uint32_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.store = f.store, .drill = drill, .person = i + 1, .each = each};
        if (own) {
            assert_int_equal(store_open(&workers[i].store, f.path, &f.fault), SIBU_OK);
        }
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&workers[i].thread, NULL, answer, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].failed, 0);
        store_close(own ? workers[i].store : NULL);
    }
    struct sibu_record_response *responses = NULL;
    int64_t next_us[THREADS] = {0};
    size_t count = 0;
    assert_int_equal(store_responses(f.store, (struct store_from){drill, 0}, &f.arena, &responses, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, THREADS * each);
    for (size_t i = 0; i < count; i++) {
        assert_true(responses[i].received_us == next_us[responses[i].person - 1]++); /* each thread's own order */
    }
    assert_int_equal(fixture_number(&f, "SELECT max(sequence) FROM event"), THREADS * each + 1);
    int64_t rows = 0;
    assert_int_equal(store_audit_check(f.store, &rows, &f.fault), SIBU_OK); /* one chain */
    assert_int_equal(rows, THREADS * each / 10);
    fixture_close(&f);
}

static void answers_of_many_threads_are_all_kept_in_one_sequence(void **state)
{
    (void)state;
    answer_together(0);
}

static void answers_of_many_servers_are_all_kept_in_one_sequence(void **state)
{
    (void)state;
    answer_together(1);
}

/* Takes what is due until nothing is. */
static void *take_all(void *data)
{
    struct worker *worker = data;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    const struct store_lease lease = {FIXTURE_T0_US, FIXTURE_T0_US + 30000000, 5, "http", NULL};
    for (size_t count = 1; count > 0 && worker->failed == 0;) {
        struct store_outbox_item *items = NULL;
        worker->failed += store_outbox_take(worker->store, lease, &arena, &items, &count, &fault) != SIBU_OK;
        for (size_t i = 0; i < count; i++) {
            worker->taken[items[i].person]++;
        }
    }
    sibu_arena_clear(&arena);
    return NULL;
}

static void what_is_due_is_taken_by_one_server_each(void **state)
{
    (void)state;
    struct fixture f;
    struct worker workers[THREADS];
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, PEOPLE, "http://127.0.0.1:9/");
    const struct store_alert alert = {
        .identifier = "a", .xml = "<alert/>", .sent_us = FIXTURE_T0_US, .expires_us = FIXTURE_T0_US + 600000000};
    assert_int_equal(store_alert_put(f.store, drill, &alert, &f.fault), SIBU_OK);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.failed = 0};
        assert_int_equal(store_open(&workers[i].store, f.path, &f.fault), SIBU_OK);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&workers[i].thread, NULL, take_all, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].failed, 0);
        store_close(workers[i].store);
    }
    for (int person = 1; person <= PEOPLE; person++) {
        int taken = 0;
        for (int i = 0; i < THREADS; i++) {
            taken += workers[i].taken[person];
        }
        assert_int_equal(taken, 1);
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_of_many_threads_are_all_kept_in_one_sequence),
                                       cmocka_unit_test(answers_of_many_servers_are_all_kept_in_one_sequence),
                                       cmocka_unit_test(what_is_due_is_taken_by_one_server_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
