/* A server whose draw a witness has a part in: a real witness on loopback, silent, back, another, given up. The laws:
 *
 *  1. The first epoch of a witness comes soon: within a minute and a half, and a tick.
 *  2. While a witness is silent nothing is drawn, and no tick is passed over.
 *  3. People may be drilled at once all the same.
 *  4. No surprise is armed meanwhile: the draw waits.
 *  5. A server that starts between "open" and "link" goes on with that tick.
 *  6. What was missed is drawn late, in its order; nothing is skipped or withheld.
 *  7. Without the seed of its own links a server draws nothing, and another epoch is agreed on.
 *  8. The ticks that have no links are given up when that epoch has been there for an hour, not before, and counted as withheld.
 *  9. A link that another key signed draws nothing, be it the right one.
 * 10. The way back to a draw without others takes the rules' delay.
 * 11. Until then the first witness is asked, though the policy names it no more.
 * 12. A demonstration's seed has no proof.
 * 13. Whoever reads the ledger comes to the same counts.
 *
 * (Laws 7 to 11 take minutes more: with SIBU_LONG.)
 *
 * The witness goes by the kernel's clock and gives no link before its time, so ticks are waited for: they have ten seconds.
 * The server's clock stands, and is set to the kernel's, or ahead of it, where links are to be out of reach.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "stand.h"
#include "web/witness_server.h"

#define SELDOM "\"tick_s\":10,\"least\":0,\"mean\":0.01,\"windows\":[{}]"
#define TICK_S 10
#define SECOND_US INT64_C(1000000)
#define HOUR_S INT64_C(3600)
#define PATIENCE_US (120 * SECOND_US)
#define REST_US 100000

struct witness {
    char folder[64];
    struct desk *desk;
    struct witness_server *server;
    uint16_t port;
};

/* Opens the witness, at the port that it had where it had one. */
static void speak(struct witness *witness)
{
    struct sibu_fault fault;
    struct witness_server_def def = {0};
    assert_int_equal(http_listen("127.0.0.1", witness->port, &def.fd, &witness->port, &fault), SIBU_OK);
    assert_int_equal(desk_open(&witness->desk, witness->folder, "auditor", &fault), SIBU_OK);
    def.desk = witness->desk;
    assert_int_equal(witness_server_open(&witness->server, &def, &fault), SIBU_OK);
}

static void be_silent(struct witness *witness)
{
    witness_server_close(witness->server);
    desk_close(witness->desk);
    witness->server = NULL;
    witness->desk = NULL;
}

/* Puts the witness's key away, or back: without it the witness makes another, and has all its links. */
static void put_key(const struct witness *witness, int back)
{
    char key[96], away[96];
    (void)snprintf(key, sizeof key, "%s/witness.key", witness->folder);
    (void)snprintf(away, sizeof away, "%s/witness.key.away", witness->folder);
    assert_int_equal(back ? rename(away, key) : rename(key, away), 0);
}

static void make_folder(struct witness *witness)
{
    (void)snprintf(witness->folder, sizeof witness->folder, "/tmp/sibu-witness-XXXXXX");
    assert_non_null(mkdtemp(witness->folder));
}

struct bench {
    struct stand stand;
    struct witness witness;
    char rules[512];
};

static void write_rules(const struct witness *witness, char out[512])
{
    char key[NOTE_KEY_TEXT_MAX];
    note_key_text(key, desk_key_of(witness->desk));
    (void)snprintf(out, 512, SELDOM ",\"proof\":{\"witnesses\":[{\"url\":\"http://127.0.0.1:%u\",\"key\":\"%s\"}]}",
                   (unsigned)witness->port, key);
}

static int64_t now_us(void)
{
    return (int64_t)time(NULL) * SECOND_US;
}

/* The server as it begins today, not on the stand's morning. */
static int set_up(void **state)
{
    struct bench *bench = sibu_array_new(1, sizeof *bench);
    assert_non_null(bench);
    make_folder(&bench->witness);
    speak(&bench->witness);
    write_rules(&bench->witness, bench->rules);
    stand_open(&bench->stand, SELDOM);
    stand_stop(&bench->stand);
    file_remove_folder(bench->stand.data);
    clock_set_us(&bench->stand.clock, now_us());
    stand_change(&bench->stand, bench->rules);
    stand_serve(&bench->stand);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    stand_close(&bench->stand);
    be_silent(&bench->witness);
    file_remove_folder(bench->witness.folder);
    sibu_array_free(bench);
    return 0;
}

static const struct book *book_of(const struct bench *bench)
{
    return bench->stand.server->book;
}

/* One step at the kernel's time, and a little rest. */
static struct server_news go_on(struct bench *bench)
{
    struct server_news news = stand_step(&bench->stand, now_us());
    clock_rest(REST_US);
    return news;
}

/* Steps until that epoch waits or is in force. */
static void await_epoch(struct bench *bench, uint64_t number)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (book_last_epoch(book_of(bench)) < number) {
        assert_true(clock_monotonic_us() < until_us);
        (void)go_on(bench);
    }
}

/* Steps until so many ticks are witnessed. */
static void await_witnessed(struct bench *bench, int64_t count)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US + count * TICK_S * SECOND_US;
    while (book_counts(book_of(bench))->witnessed < count) {
        assert_true(clock_monotonic_us() < until_us);
        (void)go_on(bench);
    }
}

/* Steps until a tick is open and has no links. */
static void await_open(struct bench *bench)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (book_turn(book_of(bench)) != BOOK_TURN_LINK) {
        assert_true(clock_monotonic_us() < until_us);
        (void)go_on(bench);
    }
}

/* A book of its own reads the rows, and comes to the same counts: the server of a restart does nothing else. */
static void the_ledger_is_whole(const struct bench *bench)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row *rows = NULL;
    struct store_ledger_part part = {0, 100000};
    struct book *book = NULL;
    struct sibu_fault fault = {0};
    size_t count = 0;
    assert_int_equal(book_open(&book, &fault), SIBU_OK);
    assert_int_equal(store_ledger(bench->stand.server->store, part, &arena, &rows, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        struct ledger_row row = {
            .row = rows[i].row, .time_us = rows[i].time_us, .kind = rows[i].kind, .body = rows[i].body};
        memcpy(row.hash, rows[i].hash, sizeof row.hash);
        stand_need(&bench->stand, book_take(book, &row, &fault) == SIBU_OK, fault.what[SIBU_EN]);
    }
    assert_int_equal(book_counts(book)->rows, book_counts(book_of(bench))->rows);
    assert_int_equal(book_counts(book)->witnessed, book_counts(book_of(bench))->witnessed);
    assert_memory_equal(book_hash(book), book_hash(book_of(bench)), 32);
    book_close(book);
    sibu_arena_clear(&arena);
}

static void the_first_epoch_comes_soon_and_silence_only_delays(void **state)
{
    struct bench *bench = *state;
    struct sibu_fault fault;
    double bits = 0.0;
    await_epoch(bench, 1 + book_start(book_of(bench))->who.epoch);
    int64_t ahead_s = book_next_epoch(book_of(bench))->from_tick * TICK_S - (int64_t)time(NULL);
    assert_in_range(ahead_s, BOOK_EPOCH_AHEAD_S, 60 + BOOK_EPOCH_AHEAD_S + TICK_S);
    await_witnessed(bench, 1);
    be_silent(&bench->witness);
    await_open(bench);
    int64_t tick = book_next_tick(book_of(bench));
    struct book_counts before = *book_counts(book_of(bench));
    while ((int64_t)time(NULL) < (tick + 2) * TICK_S + 1) {
        assert_int_equal(go_on(bench).drew, 0);
    }
    assert_int_equal(server_now(bench->stand.server, "", &fault), SIBU_OK); /* people may still be drilled */
    assert_int_equal(server_surprise(bench->stand.server, "", HOUR_S, &bits, &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "the draw waits")); /* and not for the drill that runs */
    struct drill_end end = {NULL, DRILL_ABORT, "officer"};
    assert_int_equal(drill_stop(server_drill(bench->stand.server), &end, &fault), SIBU_OK);
    assert_int_equal(book_counts(book_of(bench))->ticks, before.ticks);
    assert_int_equal(book_next_tick(book_of(bench)), tick);
    stand_stop(&bench->stand);
    stand_serve(&bench->stand); /* between "open" and "link" */
    assert_int_equal(book_turn(book_of(bench)), BOOK_TURN_LINK);
    speak(&bench->witness);
    await_witnessed(bench, before.witnessed + 3);
    const struct book_counts *after = book_counts(book_of(bench));
    assert_int_equal(after->skipped, before.skipped);
    assert_int_equal(after->withheld, 0);
    assert_true(after->late >= before.late + 2);
    the_ledger_is_whole(bench);
}

/* The seed of the server's own links is gone: nothing is drawn, another epoch is agreed on, and the ticks are given up when
 * it has been there for an hour. */
static void without_its_seed_the_epoch_is_given_up(void **state)
{
    struct bench *bench = *state;
    uint64_t first = 1 + book_start(book_of(bench))->who.epoch;
    char path[128];
    await_epoch(bench, first);
    int64_t from = book_next_epoch(book_of(bench))->from_tick;
    (void)snprintf(path, sizeof path, "%s/epoch-%06llu.seed", bench->stand.data, (unsigned long long)first);
    stand_stop(&bench->stand);
    assert_int_equal(unlink(path), 0);
    stand_serve(&bench->stand); /* the one before could go on with what it had in memory */
    await_open(bench);
    assert_int_equal(book_next_tick(book_of(bench)), from);
    await_epoch(bench, first + 1);
    assert_int_equal(book_counts(book_of(bench))->witnessed, 0);
    int64_t next = book_next_epoch(book_of(bench))->from_tick;
    (void)stand_step(&bench->stand, (next * TICK_S + HOUR_S - TICK_S) * SECOND_US);
    assert_int_equal(book_counts(book_of(bench))->withheld, 0);
    (void)stand_step(&bench->stand, (next * TICK_S + HOUR_S) * SECOND_US);
    assert_int_equal(book_counts(book_of(bench))->withheld, next - from);
    assert_int_equal(book_counts(book_of(bench))->witnessed, 0);
    the_ledger_is_whole(bench);
}

/* A witness with the links and another key at the same address draws nothing; and a policy without proof waits for the delay, while the
 * first witness is asked where the store knows it. */
static void another_key_is_no_witness_and_the_way_back_takes_its_time(void **state)
{
    struct bench *bench = *state;
    await_epoch(bench, 1 + book_start(book_of(bench))->who.epoch);
    uint64_t shared = book_last_epoch(book_of(bench));
    int64_t from = book_next_epoch(book_of(bench))->from_tick;
    be_silent(&bench->witness);
    put_key(&bench->witness, 0);
    speak(&bench->witness);
    while ((int64_t)time(NULL) < (from + 1) * TICK_S) {
        assert_true(go_on(bench).drew == 0 || book_turn(book_of(bench)) != BOOK_TURN_LINK);
    }
    assert_int_equal(book_turn(book_of(bench)), BOOK_TURN_LINK);
    assert_int_equal(book_counts(book_of(bench))->witnessed, 0);
    stand_stop(&bench->stand);
    be_silent(&bench->witness);
    put_key(&bench->witness, 1);
    speak(&bench->witness);
    stand_change(&bench->stand, SELDOM);
    stand_serve(&bench->stand);
    await_epoch(bench, shared + 1);
    const struct ledger_epoch *next = book_next_epoch(book_of(bench));
    assert_non_null(next);
    assert_false(ledger_epoch_is_shared(next));
    assert_true(next->from_tick * TICK_S >= (int64_t)time(NULL) - 1 + book_rules(book_of(bench))->delay_s);
    await_witnessed(bench, 2);
    the_ledger_is_whole(bench);
}

static void a_seeded_draw_has_no_proof(void **state)
{
    struct bench *bench = *state;
    struct sibu_fault fault;
    stand_stop(&bench->stand);
    file_remove_folder(bench->stand.data);
    struct server_def def = {.plan = bench->stand.plan,
                             .clock = &bench->stand.clock,
                             .folder = bench->stand.data,
                             .address = "127.0.0.1",
                             .seeded = 1,
                             .seed = 7};
    assert_int_equal(server_open(&bench->stand.server, &def, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "proof"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_seeded_draw_has_no_proof, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_epoch_comes_soon_and_silence_only_delays, set_up, tear_down),
    };
    const struct CMUnitTest more[] = {
        /* minutes more, by the kernel's clock */
        cmocka_unit_test_setup_teardown(without_its_seed_the_epoch_is_given_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_key_is_no_witness_and_the_way_back_takes_its_time, set_up, tear_down),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return getenv("SIBU_LONG") != NULL ? failed + cmocka_run_group_tests(more, NULL, NULL) : failed;
}
