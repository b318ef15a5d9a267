/* A draw that others have a part in: what makes it, what may not change it, and what is refused (docs/proof.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scribe_proof.h"

#define SECOND_US INT64_C(1000000)
#define LAW                                                                                                            \
    "{\"law\":\"max-entropy\",\"period\":\"month\",\"least\":1,\"most\":20,\"mean\":12,\"gap_ticks\":6,"               \
    "\"timezone\":\"Asia/Shanghai\",\"windows\":[[0,10080,1000]],\"never\":[],\"closed\":[]}"
#define RULES                                                                                                          \
    "{\"format\":1,\"tick_s\":600,\"delay_s\":86400,\"concurrent\":1,\"interlocks\":[\"permits\"],\"laws\":[" LAW      \
    "],\"groups\":"                                                                                                    \
    "[{\"group\":\"all\",\"law\":0,\"interlocks\":1,\"most_per_month\":0,\"concurrent\":0}],\"units\":"                \
    "[{\"unit\":\"*all\",\"group\":0,\"law\":0,\"draws\":false},{\"unit\":\"a\",\"group\":0,\"law\":0,"                \
    "\"draws\":true},{\"unit\":\"b\",\"group\":0,\"law\":0,\"draws\":true}]}"

static void begin(struct scribe *scribe)
{
    scribe_open(scribe, RULES, "Asia/Shanghai");
    (void)scribe_tick(scribe, 0);
    scribe_drills(scribe, "");
}

/* Local ticks up to the epoch's first. */
static void go_to(struct scribe *scribe, int64_t tick)
{
    while (book_next_tick(scribe->book) < tick) {
        (void)scribe_tick(scribe, 0);
        scribe_drills(scribe, "");
    }
}

/* A ledger whose epoch has these parties, its first tick being next. */
static void begin_shared(struct scribe *scribe, struct scribe_parties *parties, size_t witnesses, int64_t period_s)
{
    begin(scribe);
    parties_open(parties, scribe, 2, book_next_tick(scribe->book) + 1);
    parties_add(parties, witnesses, 1, period_s);
    scribe_epoch(parties);
    go_to(scribe, parties->epoch.from_tick);
    assert_int_equal(book_turn(scribe->book), BOOK_TURN_OPEN);
}

/* What a book says that has read the ledger up to here and then this row. NULL: it takes it. */
static const char *says(const struct scribe *scribe, const char *kind, struct sibu_text *body, int64_t time_us,
                        struct sibu_fault *fault)
{
    struct book *book = NULL;
    struct ledger_row row = {.row = scribe->count + 1, .time_us = time_us, .kind = kind, .body = sibu_text_get(body)};
    assert_int_equal(scribe_read(scribe->rows, scribe->count, &book, fault), 0);
    ledger_hash(&row, book_hash(book), row.hash);
    enum sibu_status status = book_take(book, &row, fault);
    book_close(book);
    sibu_text_clear(body);
    return status == SIBU_OK ? NULL : fault->what[SIBU_EN];
}

static void assert_says(const char *said, const char *wanted)
{
    if (said == NULL || strstr(said, wanted) == NULL) {
        fail_msg("said \"%s\" instead of \"%s\"", said != NULL ? said : "yes", wanted);
    }
}

static void assert_link_refused(struct scribe *scribe, struct ledger_link *link, const char *wanted)
{
    struct sibu_fault fault;
    struct sibu_text body = {0};
    assert_int_equal(book_draw_link(scribe->book, link, &fault), SIBU_OK);
    ledger_link_body(&body, link);
    assert_says(says(scribe, "link", &body, scribe->now_us, &fault), wanted);
}

static void assert_epoch_refused(const struct scribe_parties *parties, const char *wanted)
{
    struct sibu_fault fault;
    struct sibu_text body = {0};
    ledger_epoch_body(&body, &parties->epoch);
    assert_says(says(parties->scribe, "epoch", &body, parties->scribe->now_us, &fault), wanted);
}

static void a_shared_ledger_is_taken_and_counted(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct book *again = NULL;
    struct sibu_fault fault;
    begin_shared(&scribe, &parties, 2, 3);
    for (int i = 0; i < 600; i++) {
        (void)scribe_shared_tick(&parties, i % 40 == 7);
        scribe_drills(&scribe, "");
    }
    const struct book_counts *counts = book_counts(scribe.book);
    assert_int_equal(counts->both, 600);
    assert_int_equal(counts->local + counts->both, counts->ticks);
    assert_true(counts->held > 2);
    assert_int_equal(counts->late, 0);
    assert_int_equal(scribe_read(scribe.rows, scribe.count, &again, &fault), 0);
    assert_memory_equal(book_counts(again), counts, sizeof *counts);
    book_close(again);
    parties_close(&parties);
    scribe_close(&scribe);
}

/* The same rows, another witness's chain: other outcomes. And nothing of the outcome stands in the sizes. */
static void each_part_moves_the_draw(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct ledger_link link, other;
    struct sibu_fault fault;
    begin_shared(&scribe, &parties, 2, 3);
    scribe_open_tick(&scribe, 0);
    parties_give(&parties, &link);
    assert_int_equal(book_draw_link(scribe.book, &link, &fault), SIBU_OK);
    uint8_t *parts[] = {other.link, other.witnesses[0].link, other.witnesses[1].link, other.signature};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        other = link;
        parts[i][0] ^= 1;
        assert_int_equal(book_draw_link(scribe.book, &other, &fault), SIBU_OK);
        assert_memory_not_equal(other.outcomes, link.outcomes, sizeof link.outcomes);
    }
    parties_close(&parties);
    scribe_close(&scribe);
}

static void links_that_are_not_right_are_refused(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct ledger_link good, link, before;
    begin_shared(&scribe, &parties, 2, 3);
    scribe_open_tick(&scribe, 0);
    parties_give(&parties, &before);
    (void)scribe_link(&scribe, &before);
    scribe_drills(&scribe, "");
    scribe_open_tick(&scribe, 0);
    parties_give(&parties, &good);

    link = good;
    link.link[5] ^= 1;
    assert_link_refused(&scribe, &link, "does not lead to the anchor");
    link = good;
    memcpy(link.witnesses[1].link, before.witnesses[1].link, sizeof link.link); /* the link of the tick before */
    assert_link_refused(&scribe, &link, "does not lead to its anchor");
    link = good;
    link.witnesses[0] = good.witnesses[1];
    link.witnesses[1] = good.witnesses[0];
    assert_link_refused(&scribe, &link, "does not lead to its anchor");
    link = good;
    memcpy(link.witnesses[0].receipt, before.witnesses[0].receipt, sizeof link.witnesses[0].receipt);
    assert_link_refused(&scribe, &link, "has a receipt that does not hold");
    link = good;
    link.witnesses[0].time_s++;
    assert_link_refused(&scribe, &link, "has a receipt that does not hold");
    link = good;
    link.witnesses[0].time_s = link.tick * 600 - 1;
    assert_link_refused(&scribe, &link, "given before its time");
    link = good;
    link.witness_count = 1;
    assert_link_refused(&scribe, &link, "its body has another form");
    link = good;
    link.round++;
    assert_link_refused(&scribe, &link, "another round");
    link = good;
    link.round--;
    assert_link_refused(&scribe, &link, "another round");
    link = good;
    link.signature_bytes = 47;
    assert_link_refused(&scribe, &link, "its body has another form");
    link = good;
    link.previous_bytes = 48;
    assert_link_refused(&scribe, &link, "its body has another form");
    parties_close(&parties);
    scribe_close(&scribe);
}

static void outcomes_follow_from_the_links(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct ledger_link link;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    begin_shared(&scribe, &parties, 1, 3);
    scribe_open_tick(&scribe, 0);
    parties_give(&parties, &link);
    assert_int_equal(book_draw_link(scribe.book, &link, &fault), SIBU_OK);
    link.signature[3] ^= 1; /* another signature of the right round, the outcomes as before */
    ledger_link_body(&body, &link);
    assert_says(says(&scribe, "link", &body, scribe.now_us, &fault), "do not follow");
    link.signature[3] ^= 1;
    link.starts++;
    ledger_link_body(&body, &link);
    assert_says(says(&scribe, "link", &body, scribe.now_us, &fault), "do not follow");
    link.starts--;
    ledger_link_body(&body, &link);
    assert_says(says(&scribe, "link", &body, scribe.now_us - 40 * SECOND_US, &fault), "before its round");
    parties_close(&parties);
    scribe_close(&scribe);
}

/* Between "open" and "link" a surprise is armed and a drill held at once: the open tick's thresholds stay. */
static void what_comes_behind_an_open_row_does_not_move_its_tick(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct ledger_link link, later;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    struct ledger_now now = {.unit = 1, .r = {1}};
    begin_shared(&scribe, &parties, 1, 0);
    scribe_open_tick(&scribe, 0);
    parties_give(&parties, &link);
    assert_int_equal(book_draw_link(scribe.book, &link, &fault), SIBU_OK);
    scribe_surprise(&scribe, 2, 600);
    ledger_now_body(&body, &now);
    scribe_put(&scribe, "now", &body);
    scribe_drills(&scribe, "");
    parties_give(&parties, &later);
    assert_int_equal(book_draw_link(scribe.book, &later, &fault), SIBU_OK);
    assert_memory_equal(later.outcomes, link.outcomes, sizeof link.outcomes);
    (void)scribe_link(&scribe, &later);
    scribe_drills(&scribe, "");
    assert_int_equal(scribe_shared_tick(&parties, 0), 1); /* the surprise's window ends: it fires here */
    parties_close(&parties);
    scribe_close(&scribe);
}

static void what_is_drawn_late_is_not_held(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct ledger_link link;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    struct draw_tick tick;
    uint32_t unit = 0;
    begin_shared(&scribe, &parties, 1, 0);
    scribe_surprise(&scribe, 1, 600);
    scribe_open_tick(&scribe, 0);
    scribe.now_us = draw_tick_time_us(600, book_next_tick(scribe.book) + 1);
    parties_give(&parties, &link);
    assert_true(scribe_link(&scribe, &link) >= 1);
    assert_true(book_waiting(scribe.book, &tick, &unit));
    assert_string_equal(book_obstacle(scribe.book, unit, unit), "late");
    struct ledger_drill drill = {.tick = tick.index,
                                 .unit = unit,
                                 .site = unit,
                                 .asked = tick.gate,
                                 .u = tick.u,
                                 .threshold = tick.threshold,
                                 .drill = "2026-000099",
                                 .reason = ""};
    ledger_drill_body(&body, &drill);
    assert_says(says(&scribe, "drill", &body, scribe.now_us, &fault), "do not allow");
    scribe_drills(&scribe, "");
    assert_true(book_counts(scribe.book)->not_held_late >= 1);
    assert_int_equal(book_counts(scribe.book)->late, 1);
    (void)scribe_shared_tick(&parties, 0); /* the one after is in time again */
    scribe_drills(&scribe, "");
    assert_int_equal(book_counts(scribe.book)->late, 1);
    parties_close(&parties);
    scribe_close(&scribe);
}

static void nobody_draws_alone_in_a_shared_epoch(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct sibu_fault fault;
    struct sibu_text body = {0};
    begin_shared(&scribe, &parties, 1, 0);
    scribe_open_tick(&scribe, 0);
    int64_t next = book_next_tick(scribe.book);
    struct ledger_tick tick = {.tick = next, .rules = 2};
    ledger_tick_body(&body, &tick);
    assert_says(says(&scribe, "tick", &body, scribe.now_us, &fault), "alone");
    struct ledger_open open = {.tick = next, .rules = 2};
    ledger_open_body(&body, &open);
    assert_says(says(&scribe, "open", &body, scribe.now_us, &fault), "opens a tick");
    struct ledger_skip skip = {next, next + 5};
    ledger_skip_body(&body, &skip);
    assert_says(says(&scribe, "skip", &body, scribe.now_us + 6 * 600 * SECOND_US, &fault), "others have a part");
    parties_close(&parties);
    scribe_close(&scribe);
}

static void an_epoch_is_refused_that_breaks_a_rule(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    begin(&scribe);
    int64_t next = book_next_tick(scribe.book);
    parties_open(&parties, &scribe, 2, next + 1);
    parties_add(&parties, 2, 1, 3);
    struct ledger_epoch good = parties.epoch;
    parties.epoch.epoch = 1;
    assert_epoch_refused(&parties, "used before");
    parties.epoch = good;
    scribe.now_us = draw_tick_time_us(600, good.from_tick) - 29 * SECOND_US;
    assert_epoch_refused(&parties, "too early");
    scribe.now_us = draw_tick_time_us(600, good.from_tick) - 30 * SECOND_US;
    parties.epoch.from_tick = parties.epoch.to_tick;
    assert_epoch_refused(&parties, "has no ticks");
    parties.epoch = good;
    parties.epoch.to_tick = good.from_tick + 366 * 144 + 1;
    assert_epoch_refused(&parties, "has no ticks, or too many");
    parties.epoch = good;
    parties.epoch.witnesses[1].key = parties.epoch.witnesses[0].key;
    assert_epoch_refused(&parties, "one witness twice");
    parties.epoch = good;
    parties.epoch.beacon.genesis_s++;
    assert_epoch_refused(&parties, "does not have this hash");
    parties.epoch = good;
    parties.epoch.beacon.period_s = 301;
    assert_epoch_refused(&parties, "does not have this hash");
    parties.epoch = good;
    parties.epoch.witnesses[0].key = scribe.signer.key; /* a log's, and so none of a witness */
    assert_epoch_refused(&parties, "its body has another form");
    parties.epoch = good;
    scribe_epoch(&parties);
    parties_close(&parties);
    parties_open(&parties, &scribe, 3, next + 1);
    parties_add(&parties, 0, 0, 301);
    assert_epoch_refused(&parties, "too slow");
    parties_close(&parties);
    scribe_close(&scribe);
}

/* The body with the first item of its list of witnesses once more. */
static void add_one_more(struct sibu_text *body)
{
    struct sibu_text longer = {0};
    const char *list = strstr(sibu_text_get(body), "\"witnesses\":[");
    assert_non_null(list);
    const char *item = list + strlen("\"witnesses\":[");
    const char *end = strchr(item, '}');
    assert_non_null(end);
    sibu_text_add_bytes(&longer, sibu_text_get(body), (size_t)(item - sibu_text_get(body)));
    sibu_text_add_bytes(&longer, item, (size_t)(end + 1 - item));
    sibu_text_add(&longer, ",");
    sibu_text_add(&longer, item);
    sibu_text_clear(body);
    *body = longer;
}

static void more_witnesses_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    struct ledger_epoch epoch;
    struct ledger_link link;
    struct sibu_text bodies[2] = {{0}, {0}};
    begin_shared(&scribe, &parties, LEDGER_WITNESSES_MAX, 0);
    scribe_open_tick(&scribe, 0);
    parties_give(&parties, &link);
    ledger_epoch_body(&bodies[0], &parties.epoch);
    ledger_link_body(&bodies[1], &link);
    assert_true(ledger_epoch_read(sibu_text_get(&bodies[0]), &epoch));
    assert_true(ledger_link_read(sibu_text_get(&bodies[1]), &link));
    add_one_more(&bodies[0]);
    add_one_more(&bodies[1]);
    assert_false(ledger_epoch_read(sibu_text_get(&bodies[0]), &epoch));
    assert_int_equal(epoch.witness_count, LEDGER_WITNESSES_MAX); /* nothing was written behind the last */
    assert_false(ledger_link_read(sibu_text_get(&bodies[1]), &link));
    assert_int_equal(link.witness_count, LEDGER_WITNESSES_MAX);
    sibu_text_clear(&bodies[0]);
    sibu_text_clear(&bodies[1]);
    parties_close(&parties);
    scribe_close(&scribe);
}

/* Rules that wait come in behind a tick, never behind the row of an epoch: also where the clock was set back so far that they
 * are due already. */
static void the_row_of_an_epoch_brings_no_rules(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1};
    begin(&scribe);
    int64_t next = book_next_tick(scribe.book);
    int64_t row = book_rules_row(scribe.book);
    scribe.now_us = draw_tick_time_us(600, next - 144);
    scribe_rules(&scribe, RULES, next);
    parties_open(&parties, &scribe, 2, next + 1);
    parties_add(&parties, 1, 1, 0);
    scribe_epoch(&parties);
    assert_int_equal(book_rules_row(scribe.book), row);
    (void)scribe_tick(&scribe, 0);
    scribe_drills(&scribe, "");
    assert_true(book_rules_row(scribe.book) > row);
    parties_close(&parties);
    scribe_close(&scribe);
}

/* Whoever could change the parties at once could choose among their links. */
static void other_parties_wait_and_the_same_need_not(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1}, others = {.seed = 2};
    begin_shared(&scribe, &parties, 1, 0);
    int64_t next = book_next_tick(scribe.book);
    parties_open(&others, &scribe, 3, next + 2);
    parties_add(&others, 1, 9, 0);
    assert_epoch_refused(&others, "too early");
    others.epoch.witnesses[0].key = parties.epoch.witnesses[0].key;
    scribe_epoch(&others); /* the same witness: a new chain may begin at once */
    parties_close(&others);

    struct scribe_parties local = {.seed = 3};
    parties_open(&local, &scribe, 4, next + 2);
    memset(local.epoch.anchor, 0, sizeof local.epoch.anchor);
    local.epoch.to_tick = LEDGER_TICK_END;
    assert_epoch_refused(&local, "too early"); /* nor can one go back to drawing alone at once */
    local.epoch.from_tick = next + 145;
    scribe_epoch(&local);
    while (book_next_tick(scribe.book) < next + 145) {
        (void)scribe_shared_tick(&parties, 0);
        scribe_drills(&scribe, "");
    }
    assert_int_equal(book_turn(scribe.book), BOOK_TURN_TICK);
    assert_int_equal(book_start(scribe.book)->who.epoch, 4);
    parties_close(&local);
    parties_close(&parties);
    scribe_close(&scribe);
}

static void ticks_are_given_up_only_with_their_epoch(void **state)
{
    (void)state;
    struct scribe scribe;
    struct scribe_parties parties = {.seed = 1}, others = {.seed = 2};
    struct sibu_fault fault;
    struct sibu_text body = {0};
    begin_shared(&scribe, &parties, 1, 0);
    int64_t next = book_next_tick(scribe.book);
    parties_open(&others, &scribe, 3, next + 146);
    parties_add(&others, 1, 9, 0);
    scribe_epoch(&others);
    scribe_open_tick(&scribe, 0);
    struct ledger_skip skip = {next, next + 145};
    ledger_skip_body(&body, &skip);
    assert_says(says(&scribe, "skip", &body, scribe.now_us + 90000 * SECOND_US, &fault), "others have a part");
    skip.to_tick = next + 147;
    ledger_skip_body(&body, &skip);
    assert_says(says(&scribe, "skip", &body, scribe.now_us + 90000 * SECOND_US, &fault), "others have a part");
    scribe_skip(&scribe, 146);
    assert_int_equal(book_counts(scribe.book)->withheld, 146);
    assert_int_equal(book_counts(scribe.book)->skipped, 0);
    (void)scribe_shared_tick(&others, 0); /* the new epoch goes on */
    assert_int_equal(book_counts(scribe.book)->witnessed, 1);
    parties_close(&others);
    parties_close(&parties);
    scribe_close(&scribe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_ledger_is_taken_and_counted),
        cmocka_unit_test(each_part_moves_the_draw),
        cmocka_unit_test(links_that_are_not_right_are_refused),
        cmocka_unit_test(outcomes_follow_from_the_links),
        cmocka_unit_test(what_comes_behind_an_open_row_does_not_move_its_tick),
        cmocka_unit_test(what_is_drawn_late_is_not_held),
        cmocka_unit_test(nobody_draws_alone_in_a_shared_epoch),
        cmocka_unit_test(an_epoch_is_refused_that_breaks_a_rule),
        cmocka_unit_test(more_witnesses_than_there_is_room_for_are_refused),
        cmocka_unit_test(the_row_of_an_epoch_brings_no_rules),
        cmocka_unit_test(other_parties_wait_and_the_same_need_not),
        cmocka_unit_test(ticks_are_given_up_only_with_their_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
