/* What is put into a record is what comes out, once each, whatever happens in between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "sibu/hash.h"

static void check_people_and_documents(struct sibu_record *record, struct sibu_arena *arena)
{
    struct sibu_fault fault;
    struct sibu_record_person *people;
    const char *bytes;
    size_t count, length;
    assert_int_equal(sibu_record_people(record, arena, &people, &count, &fault), SIBU_OK);
    assert_int_equal(count, 3);
    assert_string_equal(people[0].name, "王芳");
    assert_string_equal(people[1].name, "Li, \"Lei\"");
    assert_string_equal(people[1].role, "warden");
    assert_string_equal(people[2].name, "");
    assert_string_equal(people[2].pace, "wheelchair");
    assert_int_equal(people[2].number, 3);
    assert_int_equal(people[1].expected, 1);
    assert_int_equal(people[2].expected, 0);
    assert_int_equal(sibu_record_document(record, "alert-1", arena, &bytes, &length, &fault), SIBU_OK);
    assert_int_equal(length, 17);
    assert_memory_equal(bytes, "<alert/>\0<!-- -->", 17);
    assert_int_equal(sibu_record_document(record, "empty", arena, &bytes, &length, &fault), SIBU_OK);
    assert_non_null(bytes);
    assert_int_equal(length, 0);
    assert_int_equal(sibu_record_document(record, "nothing", arena, &bytes, &length, &fault), SIBU_OK);
    assert_null(bytes);
}

static void check_happenings(struct sibu_record *record, struct sibu_arena *arena)
{
    struct sibu_fault fault;
    struct sibu_record_event *events;
    struct sibu_record_delivery *deliveries;
    struct sibu_record_response *responses;
    size_t count;
    assert_int_equal(sibu_record_events(record, arena, &events, &count, &fault), SIBU_OK);
    assert_int_equal(count, 6);
    assert_string_equal(events[0].kind, "drawn");
    assert_string_equal(events[0].detail, "{\"family\":\"fire\"}");
    assert_int_equal(events[4].time_us, FIXTURE_T0_US + 71000000);
    assert_int_equal(events[4].person, 1);
    assert_string_equal(events[4].place, "M1");
    assert_int_equal(sibu_record_deliveries(record, arena, &deliveries, &count, &fault), SIBU_OK);
    assert_int_equal(count, 4);
    assert_int_equal(deliveries[1].result, 0);
    assert_string_equal(deliveries[1].fault, "timeout");
    assert_int_equal(deliveries[3].attempt, 3);
    assert_int_equal(deliveries[3].ended_us, FIXTURE_T0_US + 8000400);
    assert_int_equal(sibu_record_responses(record, arena, &responses, &count, &fault), SIBU_OK);
    assert_int_equal(count, 5);
    assert_int_equal(responses[0].client_us, FIXTURE_T0_US + 4000000);
    assert_int_equal(responses[3].client_us, -5);
    assert_string_equal(responses[3].place, "M1");
    assert_string_equal(responses[4].kind, "cannot");
}

static void check_all(struct sibu_record *record)
{
    struct sibu_arena arena = {0};
    struct sibu_record_counts counts;
    struct sibu_fault fault;
    check_people_and_documents(record, &arena);
    check_happenings(record, &arena);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.people, 3);
    assert_int_equal(counts.events, 6);
    assert_int_equal(counts.deliveries, 4);
    assert_int_equal(counts.responses, 5);
    assert_int_equal(counts.frames, 8);
    assert_int_equal(sibu_record_verify(record, &fault), SIBU_OK);
    sibu_arena_clear(&arena);
}

static void what_is_put_is_read_by_writer_and_readers(void **state)
{
    (void)state;
    struct sibu_record *reader = NULL;
    struct sibu_fault fault;
    const char *path = fixture_path("whole.drill");
    struct sibu_record *record = fixture_make(path);
    check_all(record);
    assert_int_equal(sibu_record_open(&reader, path, &fault), SIBU_OK); /* while it is being written */
    check_all(reader);
    sibu_record_close(reader);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    check_all(record);
    sibu_record_close(record);
    assert_int_equal(sibu_record_open(&reader, path, &fault), SIBU_OK);
    check_all(reader);
    sibu_record_close(reader);
}

static void a_key_counts_once_for_each_person(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record_counts counts;
    struct sibu_record *record = fixture_make(fixture_path("keys.drill"));
    struct sibu_record_response again = {
        .received_us = FIXTURE_T0_US, .person = 1, .kind = "cannot", .key = "aaaaaaaa"};
    assert_int_equal(sibu_record_put_response(record, &again, &fault), SIBU_OK);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.responses, 5);
    again.key = "eeeeeeee";
    assert_int_equal(sibu_record_put_response(record, &again, &fault), SIBU_OK);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.responses, 6);
    sibu_record_close(record);
}

static void a_name_or_number_is_taken_once(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = fixture_make(fixture_path("once.drill"));
    struct sibu_record_person twice = {.number = 3, .id = "other"};
    assert_int_equal(sibu_record_put_document(record, "site", "x", 1, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_put_person(record, &twice, &fault), SIBU_BAD_INPUT);
    twice.number = 4; /* and a failed put leaves the record as it was, NULL strings and all */
    assert_int_equal(sibu_record_put_person(record, &twice, &fault), SIBU_OK);
    assert_int_equal(sibu_record_verify(record, &fault), SIBU_OK);
    sibu_record_close(record);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record_counts counts;
    char word[1026];
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    struct sibu_record *record = fixture_make(fixture_path("refused.drill"));
    const struct sibu_record_event events[] = {
        {.kind = "long", .place = word}, {.kind = "\xff\xfe"}, {.kind = "far", .person = 1000001}};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        assert_int_not_equal(sibu_record_put_event(record, &events[i], &fault), SIBU_OK);
    }
    struct sibu_record_person nobody = {.number = 0};
    assert_int_equal(sibu_record_put_person(record, &nobody, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_put_document(record, "huge", word, (size_t)64 * 1024 * 1024 + 1, &fault), SIBU_LIMIT);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.events, 6);
    assert_int_equal(sibu_record_verify(record, &fault), SIBU_OK);
    sibu_record_close(record);
}

static void a_failed_row_takes_its_transaction_back(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record_counts counts;
    struct sibu_record *record = fixture_make(fixture_path("transaction.drill"));
    struct sibu_record_event event = {.time_us = 7, .kind = "start", .person = 1};
    struct sibu_record_event wrong = {.time_us = 7, .kind = "\xc0"};
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_event(record, &wrong, &fault), SIBU_BAD_INPUT);
    assert_int_not_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
    assert_int_not_equal(sibu_record_commit(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_OK); /* left open: taken back too */
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
    assert_int_equal(sibu_record_commit(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.events, 7);
    assert_int_equal(sibu_record_verify(record, &fault), SIBU_OK);
    sibu_record_close(record);
}

/* Each committed row must be there after the writer died; the chain goes on where it was. */
static void a_writer_that_dies_loses_nothing_it_committed(void **state)
{
    (void)state;
    char path[512];
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    struct sibu_record_counts counts;
    (void)snprintf(path, sizeof path, "%s", fixture_path("dies.drill"));
    sibu_record_close(fixture_make(path));
    for (int life = 0; life < 5; life++) {
        pid_t child = fork();
        if (child == 0) {
            struct sibu_record_event event = {.time_us = life, .kind = "start", .person = 1};
            int good = sibu_record_continue(&record, path, &fault) == SIBU_OK &&
                       sibu_record_put_event(record, &event, &fault) == SIBU_OK &&
                       sibu_record_begin(record, &fault) == SIBU_OK &&
                       sibu_record_put_event(record, &event, &fault) == SIBU_OK;
            _exit(good ? 42 : 1); /* with a transaction open, and without a farewell */
        }
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 42);
    }
    assert_int_equal(sibu_record_open(&record, path, &fault), SIBU_OK);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.events, 11);
    assert_int_equal(sibu_record_verify(record, &fault), SIBU_OK);
    sibu_record_close(record);
}

/* The chain of the format, computed here again from docs/record.md. */
static void the_chain_is_the_one_that_is_documented(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_arena arena = {0};
    struct sibu_record_event *events;
    size_t count;
    uint8_t previous[32] = {0};
    struct sibu_record *record = fixture_make(fixture_path("chain.drill"));
    assert_int_equal(sibu_record_events(record, &arena, &events, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        struct sibu_hash hash;
        uint8_t out[32];
        sibu_hash_init(&hash, "sibu event v1");
        sibu_hash_field(&hash, previous, 32);
        sibu_hash_integer(&hash, i + 1);
        sibu_hash_integer(&hash, (uint64_t)events[i].time_us);
        sibu_hash_text(&hash, events[i].kind);
        sibu_hash_integer(&hash, events[i].person);
        sibu_hash_text(&hash, events[i].place);
        sibu_hash_text(&hash, events[i].detail);
        sibu_hash_done(&hash, out);
        assert_memory_equal(out, events[i].hash, 32);
        memcpy(previous, out, 32);
    }
    sibu_arena_clear(&arena);
    sibu_record_close(record);
}

static int clear(void **state)
{
    (void)state;
    fixture_clear();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_read_by_writer_and_readers),
        cmocka_unit_test(a_key_counts_once_for_each_person),
        cmocka_unit_test(a_name_or_number_is_taken_once),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_failed_row_takes_its_transaction_back),
        cmocka_unit_test(a_writer_that_dies_loses_nothing_it_committed),
        cmocka_unit_test(the_chain_is_the_one_that_is_documented),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
