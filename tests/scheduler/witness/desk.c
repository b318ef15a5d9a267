/* A witness's desk, asked as a server asks: what it gave it gives again, also after a restart, and never otherwise.
 *
 * Requests and answers pass as the bytes that HTTP would carry; the time is the test's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "book.h"
#include "witness/ask_read.h"
#include "witness/desk.h"
#include "witness/request.h"

#define TICK_S 60
#define FIRST INT64_C(29924070)
#define SECOND_US INT64_C(1000000)
#define TICK_US (TICK_S * SECOND_US)
#define BEFORE_US (FIRST * TICK_US - SECOND_US)

struct office {
    char folder[64];
    struct desk *desk;
    struct book book;
    struct witness_epoch epoch;
    struct chain_known anchor;
    struct ask_refusal refusal; /* of the last request */
    char body[ASK_ANSWER_BYTES_MAX]; /* its answer */
};

static void open_desk(struct office *office)
{
    struct sibu_fault fault;
    assert_int_equal(desk_open(&office->desk, office->folder, NULL, &fault), SIBU_OK);
}

static void reopen(struct office *office)
{
    desk_close(office->desk);
    open_desk(office);
}

static int set_up(void **state)
{
    struct office *office = calloc(1, sizeof *office);
    assert_non_null(office);
    memcpy(office->folder, "/tmp/sibu-desk-XXXXXX", sizeof "/tmp/sibu-desk-XXXXXX");
    assert_non_null(mkdtemp(office->folder));
    book_fill(&office->book, 0, 0);
    office->epoch = book_epoch(&office->book, 1, TICK_S, FIRST);
    open_desk(office);
    *state = office;
    return 0;
}

static int tear_down(void **state)
{
    struct office *office = *state;
    desk_close(office->desk);
    file_remove_folder(office->folder);
    free(office);
    return 0;
}

static struct ask_answer answer_of(struct office *office, unsigned status, struct sibu_text *answer)
{
    assert_true(sibu_text_ok(answer));
    (void)snprintf(office->body, sizeof office->body, "%s", sibu_text_get(answer));
    struct ask_answer out = {"witness", (long)status, office->body, answer->length};
    sibu_text_clear(answer);
    return out;
}

static enum sibu_status ask_for_epoch(struct office *office, const struct witness_epoch *epoch, int64_t now_us,
                                      uint8_t anchor[CHAIN_LINK_BYTES])
{
    struct sibu_text body = {0}, answer = {0};
    struct sibu_fault fault;
    request_write_epoch(&body, epoch);
    struct desk_request request = {sibu_text_get(&body), body.length, now_us};
    unsigned status = desk_epoch(office->desk, &request, &answer);
    sibu_text_clear(&body);
    struct ask_answer read = answer_of(office, status, &answer);
    return ask_read_anchor(&read, anchor, &office->refusal, &fault);
}

static void open_epoch(struct office *office)
{
    office->anchor.number = 0;
    assert_int_equal(ask_for_epoch(office, &office->epoch, BEFORE_US, office->anchor.link), SIBU_OK);
}

/* Asks `late_us` after the tick's moment; checks the link against the anchor, and both signatures. */
static enum sibu_status ask_for_link(struct office *office, const struct witness_ask *ask, int64_t late_us,
                                     struct ask_given *given)
{
    struct sibu_text body = {0}, answer = {0};
    struct sibu_fault fault;
    request_write_link(&body, ask);
    assert_true(body.length < REQUEST_BYTES_MAX);
    struct desk_request request = {sibu_text_get(&body), body.length, ask->tick * TICK_US + late_us};
    unsigned status = desk_link(office->desk, &request, &answer);
    sibu_text_clear(&body);
    struct ask_link link = {&office->epoch, ask, office->anchor};
    struct ask_answer read = answer_of(office, status, &answer);
    return ask_read_link(&read, desk_key_of(office->desk), &link, given, &office->refusal, &fault);
}

static enum witness_verdict refused(struct office *office, const struct witness_ask *ask, int64_t late_us)
{
    struct ask_given given;
    assert_int_not_equal(ask_for_link(office, ask, late_us, &given), SIBU_OK);
    assert_null(strstr(office->body, "link\":")); /* not a word of it */
    assert_null(strstr(office->body, "cosignature"));
    return office->refusal.verdict;
}

static void the_same_definition_has_the_same_anchor(void **state)
{
    struct office *office = *state;
    uint8_t again[CHAIN_LINK_BYTES];
    open_epoch(office);
    assert_int_equal(ask_for_epoch(office, &office->epoch, BEFORE_US + 1000 * SECOND_US, again), SIBU_OK);
    assert_memory_equal(again, office->anchor.link, sizeof again);
    reopen(office);
    assert_int_equal(ask_for_epoch(office, &office->epoch, BEFORE_US, again), SIBU_OK);
    assert_memory_equal(again, office->anchor.link, sizeof again);
    struct witness_epoch other = office->epoch;
    other.ticks++;
    assert_int_equal(ask_for_epoch(office, &other, BEFORE_US, again), SIBU_NO);
    assert_int_equal(office->refusal.verdict, WITNESS_OTHER_EPOCH);
    other = office->epoch;
    other.who.id[0] ^= 1; /* another installation under the same log's name */
    assert_int_equal(ask_for_epoch(office, &other, BEFORE_US, again), SIBU_NO);
    assert_int_equal(office->refusal.verdict, WITNESS_OTHER_LOG);
    other = office->epoch;
    other.who.epoch = 2;
    assert_int_equal(ask_for_epoch(office, &other, BEFORE_US + SECOND_US, again), SIBU_NO);
    assert_int_equal(office->refusal.verdict, WITNESS_LATE_EPOCH);
    assert_int_equal(ask_for_epoch(office, &other, BEFORE_US, again), SIBU_OK);
    assert_memory_not_equal(again, office->anchor.link, sizeof again);
}

static void a_link_is_given_in_time_and_again(void **state)
{
    struct office *office = *state;
    struct ask_given first, again;
    open_epoch(office);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 3);
    assert_int_equal(refused(office, &ask, -SECOND_US / 2), WITNESS_EARLY);
    assert_int_equal(office->refusal.wait_s, 1);
    assert_int_equal(ask_for_link(office, &ask, 0, &first), SIBU_OK);
    assert_int_equal(first.time_s, FIRST * TICK_S);
    assert_int_equal(ask_for_link(office, &ask, 3600 * SECOND_US, &again), SIBU_OK);
    assert_memory_equal(&first, &again, sizeof first);
    reopen(office);
    assert_int_equal(ask_for_link(office, &ask, 3600 * SECOND_US, &again), SIBU_OK);
    assert_memory_equal(&first, &again, sizeof first);
}

static void what_was_given_binds_after_a_restart(void **state)
{
    struct office *office = *state;
    struct ask_given given;
    struct book forked;
    open_epoch(office);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 10);
    assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
    reopen(office);
    ask = book_ask(&office->book, &office->epoch, FIRST, 10, 11);
    assert_int_equal(refused(office, &ask, 0), WITNESS_OTHER_HEAD);
    book_fill(&forked, 1, 9);
    ask = book_ask(&forked, &office->epoch, FIRST + 1, 10, 12);
    assert_int_equal(refused(office, &ask, 0), WITNESS_NO_PROOF);
    ask = book_ask(&office->book, &office->epoch, FIRST + 1, 5, 9);
    assert_int_equal(refused(office, &ask, 0), WITNESS_SMALLER);
    assert_int_equal(office->refusal.size, 10);
    ask = book_ask(&office->book, &office->epoch, FIRST + 1, 5, 12);
    assert_int_equal(refused(office, &ask, 0), WITNESS_OLD_SIZE);
    assert_int_equal(office->refusal.size, 10);
    ask = book_ask(&office->book, &office->epoch, FIRST + 1, office->refusal.size, 12);
    assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
}

static void a_whole_epoch_passes_and_every_link_leads_to_the_last(void **state)
{
    struct office *office = *state;
    struct chain_known before;
    open_epoch(office);
    before = office->anchor;
    for (int64_t i = 0; i < 10; i++) {
        struct ask_given given;
        struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST + i, (size_t)i * 3, (size_t)i * 3 + 3);
        assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
        struct chain_known link = {.number = i + 1};
        memcpy(link.link, given.link, sizeof link.link);
        assert_true(chain_leads(&office->epoch.who, &link, &before));
        before = link;
    }
    struct witness_ask beyond = book_ask(&office->book, &office->epoch, FIRST + 10, 30, 33);
    assert_int_equal(refused(office, &beyond, 0), WITNESS_NO_TICK);
}

static void a_skipped_tick_gives_its_link_and_no_signature(void **state)
{
    struct office *office = *state;
    struct ask_given later, skipped;
    struct sibu_text answer = {0};
    open_epoch(office);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST + 5, 0, 10);
    assert_int_equal(ask_for_link(office, &ask, 0, &later), SIBU_OK);
    ask = book_ask(&office->book, &office->epoch, FIRST + 2, 10, 20);
    assert_int_equal(ask_for_link(office, &ask, 0, &skipped), SIBU_OK);
    assert_true(skipped.is_implied);
    assert_string_equal(skipped.cosignature, "");
    assert_null(strstr(office->body, "cosignature"));
    struct chain_known out = {.number = 6}, implied = {.number = 3};
    memcpy(out.link, later.link, sizeof out.link);
    memcpy(implied.link, skipped.link, sizeof implied.link);
    assert_true(chain_leads(&office->epoch.who, &out, &implied));
    assert_int_equal(desk_head(office->desk, "07070707070707070707070707070707", &answer), 200);
    assert_non_null(strstr(sibu_text_get(&answer), "sibu\\n10\\n")); /* its head was not taken */
    sibu_text_clear(&answer);
}

/* Two epochs over the same time, both opened before: once one has given its link, the other has none for that moment. */
static void a_second_epoch_is_no_second_draw(void **state)
{
    struct office *office = *state;
    struct ask_given given;
    struct office other = *office;
    open_epoch(office);
    other.epoch.who.epoch = 2;
    open_epoch(&other);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 10);
    assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
    reopen(office);
    other.desk = office->desk;
    ask = book_ask(&other.book, &other.epoch, FIRST, 10, 12);
    assert_int_equal(refused(&other, &ask, 0), WITNESS_PASSED);
    ask = book_ask(&other.book, &other.epoch, FIRST + 1, 10, 12);
    assert_int_equal(ask_for_link(&other, &ask, 0, &given), SIBU_OK);
    ask = book_ask(&office->book, &office->epoch, FIRST + 1, 12, 14);
    assert_int_equal(refused(office, &ask, 0), WITNESS_PASSED);
}

static void the_head_is_told_with_both_signatures(void **state)
{
    struct office *office = *state;
    struct sibu_text answer = {0};
    struct ask_given given;
    struct note note;
    struct sibu_fault fault;
    open_epoch(office);
    assert_int_equal(desk_head(office->desk, "07070707070707070707070707070707", &answer), 404);
    sibu_text_clear(&answer);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 10);
    assert_true(note_add_line(&ask.note, "\xe2\x80\x94 somebody AAAAAAAA")); /* what others sign is not repeated */
    assert_int_equal(ask_for_link(office, &ask, 5 * SECOND_US, &given), SIBU_OK);
    reopen(office);
    unsigned status = desk_head(office->desk, "07070707070707070707070707070707", &answer);
    struct ask_answer read = answer_of(office, status, &answer);
    assert_int_equal(ask_read_head(&read, desk_key_of(office->desk), &note, &fault), SIBU_OK);
    int64_t time_s = 0;
    assert_true(note_check(&note, &office->book.signer.key, NULL));
    assert_true(note_check(&note, desk_key_of(office->desk), &time_s));
    assert_int_equal(time_s, FIRST * TICK_S + 5);
    assert_int_equal(note.count, 2);
    assert_int_equal(desk_head(office->desk, NULL, &answer), 400);
    sibu_text_clear(&answer);
    assert_int_equal(desk_head(office->desk, "0707", &answer), 400);
    sibu_text_clear(&answer);
}

static void what_is_kept_is_its_owners_alone(void **state)
{
    struct office *office = *state;
    static const char *const NAMES[] = {"witness.db", "witness.key"};
    open_epoch(office);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        char path[128];
        struct stat about;
        (void)snprintf(path, sizeof path, "%s/%s", office->folder, NAMES[i]);
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_mode & 0777, 0600);
    }
    struct desk *other = NULL;
    struct sibu_fault fault;
    assert_int_equal(desk_open(&other, office->folder, "another-name", &fault), SIBU_BAD_INPUT);
    assert_int_equal(desk_open(&other, office->folder, "no name", &fault), SIBU_BAD_INPUT);
}

/* Two desks on one folder, as when a second daemon is started by mistake: they bind each other. */
static void two_desks_on_one_folder_give_one_truth(void **state)
{
    struct office *office = *state;
    struct ask_given given;
    struct office second = *office;
    second.desk = NULL;
    open_epoch(office);
    second.anchor = office->anchor;
    open_desk(&second);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 10);
    assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
    ask = book_ask(&office->book, &office->epoch, FIRST, 0, 11);
    assert_int_equal(refused(&second, &ask, 0), WITNESS_OTHER_HEAD);
    desk_close(second.desk);
}

/* Every member left out, doubled by another name, of a wrong kind: each refused, nothing kept. */
static void requests_that_are_none_are_refused(void **state)
{
    struct office *office = *state;
    static const char *const WRONG[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"installation\":\"07\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"tick\":1,\"old_size\":0,\"consistency\":[]}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"tick\":1,\"old_size\":0,\"consistency\":[],"
        "\"checkpoint\":\"a\\n1\\n\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"tick\":1.5,\"old_size\":0,\"consistency\":[],"
        "\"checkpoint\":\"\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"tick\":1,\"old_size\":-1,\"consistency\":[],"
        "\"checkpoint\":\"\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"tick\":1,\"old_size\":0,\"consistency\":[7],"
        "\"checkpoint\":\"\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"tick\":1,\"old_size\":0,"
        "\"consistency\":[\"00\"],\"checkpoint\":\"\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":0,\"ticks\":1,\"tick_s\":1,\"first_tick\":1,"
        "\"log_key\":\"\"}",
        "{\"installation\":\"07070707070707070707070707070707\",\"epoch\":1,\"ticks\":1,\"tick_s\":1,\"first_tick\":1,"
        "\"log_key\":\"a+b+c\"}",
        "{\"more\":1}",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct sibu_text answer = {0};
        struct desk_request request = {WRONG[i], strlen(WRONG[i]), BEFORE_US};
        assert_int_equal(desk_link(office->desk, &request, &answer), 400);
        assert_non_null(strstr(sibu_text_get(&answer), "\"refused\":\"unread\""));
        sibu_text_clear(&answer);
        assert_int_equal(desk_epoch(office->desk, &request, &answer), 400);
        sibu_text_clear(&answer);
    }
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 10);
    assert_int_equal(refused(office, &ask, 0), WITNESS_NO_EPOCH);
}

/* One byte of a good request changed, at each place in turn: it is refused, or it is the same request in other letters. */
static void a_spoilt_request_gives_no_link(void **state)
{
    struct office *office = *state;
    struct sibu_text body = {0};
    open_epoch(office);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST, 0, 10);
    request_write_link(&body, &ask);
    for (size_t i = 0; i < body.length; i++) {
        struct sibu_text answer = {0};
        char kept = body.bytes[i];
        body.bytes[i] = (char)(kept ^ 2);
        struct desk_request request = {body.bytes, body.length, FIRST * TICK_US};
        assert_int_not_equal(desk_link(office->desk, &request, &answer), 200);
        sibu_text_clear(&answer);
        body.bytes[i] = kept;
    }
    sibu_text_clear(&body);
    struct ask_given given;
    assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
}

/* An answer changed on its way, or made up: the server does not take it. */
static void a_spoilt_answer_is_not_believed(void **state)
{
    struct office *office = *state;
    struct ask_given given;
    struct sibu_fault fault;
    open_epoch(office);
    struct witness_ask ask = book_ask(&office->book, &office->epoch, FIRST + 3, 0, 10);
    assert_int_equal(ask_for_link(office, &ask, 0, &given), SIBU_OK);
    struct ask_link link = {&office->epoch, &ask, office->anchor};
    struct ask_answer read = {"witness", 200, office->body, strlen(office->body)};
    assert_int_equal(ask_read_link(&read, desk_key_of(office->desk), &link, &given, &office->refusal, &fault), SIBU_OK);
    for (size_t i = 0; i + 1 < read.length; i++) { /* not its last line end */
        char kept = office->body[i];
        office->body[i] = (char)(kept ^ 2);
        if (ask_read_link(&read, desk_key_of(office->desk), &link, &given, &office->refusal, &fault) == SIBU_OK) {
            fail_msg("believed at %zu: %s", i, office->body);
        }
        office->body[i] = kept;
    }
    struct note_key other = office->book.signer.key;
    assert_int_equal(ask_read_link(&read, &other, &link, &given, &office->refusal, &fault), SIBU_BAD_INPUT);
    struct witness_ask moved = book_ask(&office->book, &office->epoch, FIRST + 4, 0, 10);
    link.ask = &moved;
    assert_int_equal(ask_read_link(&read, desk_key_of(office->desk), &link, &given, &office->refusal, &fault),
                     SIBU_BAD_INPUT);
    read.http_status = 503;
    assert_int_equal(ask_read_link(&read, desk_key_of(office->desk), &link, &given, &office->refusal, &fault), SIBU_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_definition_has_the_same_anchor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_link_is_given_in_time_and_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_given_binds_after_a_restart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_whole_epoch_passes_and_every_link_leads_to_the_last, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_skipped_tick_gives_its_link_and_no_signature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_second_epoch_is_no_second_draw, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_head_is_told_with_both_signatures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_kept_is_its_owners_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_desks_on_one_folder_give_one_truth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(requests_that_are_none_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_spoilt_request_gives_no_link, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_spoilt_answer_is_not_believed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
