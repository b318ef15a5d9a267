/* What a record says of the draw, of notice, of calls for help and of devices, from records made as tables (drill_table.c).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "drill_table.h"
#include "evaluate/rating_facts.h"

struct opened {
    struct sibu_record *record;
    char path[64];
    struct evaluation evaluation;
    struct rating_facts facts;
};

static void read_facts(struct opened *opened)
{
    struct sibu_fault fault = {0};
    assert_int_equal(evaluation_open(&opened->evaluation, opened->record, &fault), SIBU_OK);
    assert_int_equal(rating_facts_open(&opened->facts, &opened->evaluation, opened->record, &fault), SIBU_OK);
}

static void close_facts(struct opened *opened)
{
    rating_facts_close(&opened->facts);
    evaluation_close(&opened->evaluation);
    table_clear(opened->record, opened->path);
}

static void put_draw(struct sibu_record *record, const char *draw)
{
    struct sibu_fault fault = {0};
    assert_int_equal(sibu_record_put_document(record, "draw", draw, strlen(draw), &fault), SIBU_OK);
}

/* u below its threshold, by the record's own digits: a claim of chance that its own numbers contradict is not believed. */
static void how_it_was_drawn_follows_from_the_draw_alone(void **state)
{
    (void)state;
#define TICK(gate, u, threshold)                                                                                       \
    "{\"tick\": {\"gate\": \"" gate "\", \"u\": \"" u "\", \"threshold\": \"" threshold "\"}, \"ledger\": {\"size\": 3}"
    static const struct {
        const char *draw;
        enum rating_drawn drawn;
    } CASES[] = {
        {TICK("o", "00ff000000000000", "0100000000000000") "}", RATING_DRAWN_BY_CHANCE},
        {TICK("s", "00ff000000000000", "0100000000000000") "}", RATING_DRAWN_IN_WINDOW},
        {TICK("s", "ffffffffffffffff", "ffffffffffffffff") "}", RATING_DRAWN_IN_WINDOW},
        {TICK("n", "00ff000000000000", "ffffffffffffffff") "}", RATING_DRAWN_AT_ONCE},
        {TICK("o", "0200000000000000", "0100000000000000") "}", RATING_DRAWN_UNKNOWN},
        {TICK("o", "0100000000000000", "0100000000000000") "}", RATING_DRAWN_UNKNOWN},
        {TICK("o", "1", "2") "}", RATING_DRAWN_UNKNOWN},
        {TICK("o", "00ff000000000000", "0100000000000000") ", \"seeded\": true}", RATING_DRAWN_SEEDED},
        {"{\"tick\"", RATING_DRAWN_UNKNOWN},
        {"{}", RATING_DRAWN_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct opened opened;
        opened.record = table_record(opened.path);
        put_draw(opened.record, CASES[i].draw);
        read_facts(&opened);
        assert_int_equal(opened.facts.drawn, CASES[i].drawn);
        assert_int_equal(opened.facts.has_ledger, strstr(CASES[i].draw, "ledger") != NULL);
        close_facts(&opened);
    }
}

/* W1 was alerted a minute too early, V7 (not on shift) answered early: one person expected knew. */
static void notice_before_t0_is_found(void **state)
{
    (void)state;
    struct opened opened;
    opened.record = table_record(opened.path);
    read_facts(&opened);
    assert_int_equal(opened.facts.told_before, 0);
    close_facts(&opened);
    opened.record = table_record(opened.path);
    table_delivery(opened.record, -60.0, 1, 1, "");
    table_response(opened.record, -50.0, 7, "acknowledge", "");
    read_facts(&opened);
    assert_int_equal(opened.facts.told_before, 1);
    close_facts(&opened);
}

/* In the table W4 calls at 150 s and never comes, W6 says at 21 s that they cannot, W1 checks in at 100 s, W5 is silent. */
static void who_is_accounted_for_and_whose_call_was_answered(void **state)
{
    (void)state;
    struct opened opened;
    opened.record = table_record(opened.path);
    table_response(opened.record, 140.0, 4, "check-in", "M1"); /* before the call: no answer to it */
    table_response(opened.record, 200.0, 4, "check-in", "M1");
    read_facts(&opened);
    assert_true(opened.facts.accounted_s[0] > 99.9 && opened.facts.accounted_s[0] < 100.1);
    assert_true(opened.facts.accounted_s[3] > 139.9 && opened.facts.accounted_s[3] < 140.1);
    assert_true(opened.facts.accounted_s[4] < 0.0);
    assert_true(opened.facts.accounted_s[5] > 20.9 && opened.facts.accounted_s[5] < 21.1);
    assert_true(opened.facts.help_s[3] > 149.9 && opened.facts.help_s[3] < 150.1);
    assert_true(opened.facts.helped_s[3] > 199.9 && opened.facts.helped_s[3] < 200.1);
    assert_true(opened.facts.help_s[0] < 0.0 && opened.facts.helped_s[0] < 0.0);
    close_facts(&opened);
}

static void put_device(struct sibu_record *record, const char *detail)
{
    struct sibu_fault fault = {0};
    struct sibu_record_event event = {.time_us = TABLE_T0_US + 1000000, .kind = "device", .detail = detail};
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
}

static void devices_are_counted_by_what_they_answered(void **state)
{
    (void)state;
    struct opened opened;
    opened.record = table_record(opened.path);
    put_device(opened.record, "{\"device\": \"siren-1\", \"result\": \"done\"}");
    put_device(opened.record, "{\"device\": \"siren-2\", \"result\": \"done\"}");
    put_device(opened.record, "{\"device\": \"siren-3\", \"result\": \"failed\"}");
    put_device(opened.record, "{\"device\": \"siren-4\"}");
    put_device(opened.record, "nothing readable");
    read_facts(&opened);
    assert_int_equal(opened.facts.devices_done, 2);
    assert_int_equal(opened.facts.devices_failed, 1);
    close_facts(&opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_it_was_drawn_follows_from_the_draw_alone),
        cmocka_unit_test(notice_before_t0_is_found),
        cmocka_unit_test(who_is_accounted_for_and_whose_call_was_answered),
        cmocka_unit_test(devices_are_counted_by_what_they_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
