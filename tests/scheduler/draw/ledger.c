/* Rows of the ledger: one way to write each, and nothing else is read.
 *
 * The hash vectors come from Python's hashlib; they stand in docs/ledger.md too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/ledger.h"

/* A body read and written again; false where it is not read. */
typedef int again_fn(const char *body, struct sibu_text *out);

static int again_start(const char *body, struct sibu_text *out)
{
    struct ledger_start row;
    if (!ledger_start_read(body, &row)) {
        return 0;
    }
    ledger_start_body(out, &row);
    return 1;
}

static int again_period(const char *body, struct sibu_text *out)
{
    struct ledger_period row;
    if (!ledger_period_read(body, &row)) {
        return 0;
    }
    ledger_period_body(out, &row);
    return 1;
}

static int again_skip(const char *body, struct sibu_text *out)
{
    struct ledger_skip row;
    if (!ledger_skip_read(body, &row)) {
        return 0;
    }
    ledger_skip_body(out, &row);
    return 1;
}

static int again_tick(const char *body, struct sibu_text *out)
{
    struct ledger_tick row;
    if (!ledger_tick_read(body, &row)) {
        return 0;
    }
    ledger_tick_body(out, &row);
    return 1;
}

static int again_drill(const char *body, struct sibu_text *out)
{
    struct ledger_drill row;
    char keep[LEDGER_BODY_MAX];
    if (!ledger_drill_read(body, &row, keep)) {
        return 0;
    }
    ledger_drill_body(out, &row);
    return 1;
}

static int again_end(const char *body, struct sibu_text *out)
{
    struct ledger_end row;
    char keep[LEDGER_BODY_MAX];
    if (!ledger_end_read(body, &row, keep)) {
        return 0;
    }
    ledger_end_body(out, &row);
    return 1;
}

static int again_result(const char *body, struct sibu_text *out)
{
    struct ledger_result row;
    char keep[LEDGER_BODY_MAX];
    if (!ledger_result_read(body, &row, keep)) {
        return 0;
    }
    ledger_result_body(out, &row);
    return 1;
}

static int again_surprise(const char *body, struct sibu_text *out)
{
    struct ledger_surprise row;
    if (!ledger_surprise_read(body, &row)) {
        return 0;
    }
    ledger_surprise_body(out, &row);
    return 1;
}

static int again_now(const char *body, struct sibu_text *out)
{
    struct ledger_now row;
    if (!ledger_now_read(body, &row)) {
        return 0;
    }
    ledger_now_body(out, &row);
    return 1;
}

static int again_missed(const char *body, struct sibu_text *out)
{
    struct ledger_missed row;
    if (!ledger_missed_read(body, &row)) {
        return 0;
    }
    ledger_missed_body(out, &row);
    return 1;
}

static int again_damage(const char *body, struct sibu_text *out)
{
    struct ledger_damage row;
    if (!ledger_damage_read(body, &row)) {
        return 0;
    }
    ledger_damage_body(out, &row);
    return 1;
}

#define H32 "000102030405060708090a0b0c0d0e0f"
#define H64 H32 "101112131415161718191a1b1c1d1e1f"

static const struct {
    again_fn *again;
    const char *body;
} BODIES[] = {
    {again_start, "{\"format\":2,\"mode\":\"local\",\"installation\":\"" H32 "\",\"epoch\":1,\"key\":\"" H64 "\"}"},
    {again_start, "{\"format\":2,\"mode\":\"seeded\",\"installation\":\"" H32 "\",\"epoch\":12,\"key\":\"" H64 "\"}"},
    {again_period,
     "{\"rules\":        2,\"law\":   0,\"from_tick\":   179566214,\"to_tick\":   179873280,\"theta\":\"3e1c453610fb5bef\","
     "\"floor\":\"0000000000000000\",\"offsets\":[[  1795662140, 28800],[  1795762140, -3600]]}"},
    {again_skip, "{\"from_tick\":   179566214,\"to_tick\":   179566215}"},
    {again_tick, "{\"tick\":     2992000,\"rules\":        2,\"plan\":\"" H64 "\",\"closed\":\"0000000f\",\"r\":\"" H64
                 "\",\"outcomes\":\"" H64 "\",\"starts\":    1}"},
    {again_drill, "{\"tick\":     2992000,\"unit\":    1,\"site\":    1,\"asked\":\"o\",\"u\":\"0123456789abcdef\","
                  "\"threshold\":\"0123456789abcdef\",\"drill\":\"2026-000001\",\"reason\":\"\",\"draw\":\"" H64 "\"}"},
    {again_drill,
     "{\"tick\":     2992000,\"unit\":    1,\"site\":    1,\"asked\":\"s\",\"u\":\"0123456789abcdef\","
     "\"threshold\":\"0123456789abcdef\",\"drill\":\"\",\"reason\":\"nobody on shift\",\"draw\":\"" H64 "\"}"},
    {again_end, "{\"drill\":\"2026-000001\",\"how\":\"all-clear\"}"},
    {again_result, "{\"drill\":\"2026-000001\",\"expected\":   610,\"checked_in\":   597}"},
    {again_surprise, "{\"unit\":    0,\"within_s\":  28800}"},
    {again_now, "{\"unit\":   12,\"r\":\"" H64 "\"}"},
    {again_missed, "{\"unit\":    3,\"starts\":  0,\"least\":  2}"},
    {again_damage, "{\"row\":          17}"},
};
#define BODY_COUNT (sizeof BODIES / sizeof BODIES[0])

/* A body is refused, or is the one way to write what it says. */
static int is_sound(size_t i, const char *body, int *read)
{
    struct sibu_text text = {0};
    *read = BODIES[i].again(body, &text);
    int same = strcmp(sibu_text_get(&text), body) == 0;
    sibu_text_clear(&text);
    return !*read || same;
}

static void each_row_has_one_way_to_be_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < BODY_COUNT; i++) {
        int read = 0;
        assert_true(is_sound(i, BODIES[i].body, &read) && read);
    }
}

static void no_changed_byte_is_read_as_something_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < BODY_COUNT; i++) {
        char body[LEDGER_BODY_MAX];
        size_t length = strlen(BODIES[i].body);
        for (size_t at = 0; at < length; at++) {
            for (unsigned bit = 0; bit < 8; bit++) {
                int read = 0;
                memcpy(body, BODIES[i].body, length + 1);
                body[at] = (char)(body[at] ^ (1 << bit));
                if (!is_sound(i, body, &read)) {
                    fail_msg("body %zu, byte %zu, bit %u: %s", i, at, bit, body);
                }
            }
        }
    }
}

static void offsets_are_divided_by_one_comma(void **state)
{
    (void)state;
    static const char *const LISTS[] = {"[[           1,     2],[           3,     4]]",
                                        "[[           1,     2][           3,     4]]",
                                        "[[           1,     2],]",
                                        "[,[           1,     2]]",
                                        "[]",
                                        "[[           1,     2],,[           3,     4]]"};
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        char body[LEDGER_BODY_MAX];
        struct ledger_period period;
        (void)snprintf(body, sizeof body,
                       "{\"rules\":        2,\"law\":   0,\"from_tick\":           1,\"to_tick\":           2,"
                       "\"theta\":\"3e1c453610fb5bef\",\"floor\":\"0000000000000000\",\"offsets\":%s}",
                       LISTS[i]);
        assert_int_equal(ledger_period_read(body, &period), i == 0);
    }
}

static void no_shorter_or_longer_body_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < BODY_COUNT; i++) {
        char body[LEDGER_BODY_MAX];
        int read = 0;
        size_t length = strlen(BODIES[i].body);
        for (size_t cut = 0; cut < length; cut++) {
            memcpy(body, BODIES[i].body, cut);
            body[cut] = '\0';
            assert_true(is_sound(i, body, &read) && !read);
        }
        memcpy(body, BODIES[i].body, length);
        memcpy(body + length, " ", 2);
        assert_true(is_sound(i, body, &read) && !read);
    }
}

/* Nothing about the outcome shows in a length. */
static void rows_of_ticks_have_one_length(void **state)
{
    (void)state;
    static const int64_t VALUES[] = {0, 1, 99999};
    for (size_t i = 0; i < 3; i++) {
        struct sibu_text text = {0};
        struct ledger_tick tick = {.tick = 2992000 + VALUES[i], .rules = VALUES[i], .closed = (uint32_t)VALUES[i]};
        tick.starts = VALUES[i];
        memset(tick.r, (int)i, sizeof tick.r);
        ledger_tick_body(&text, &tick);
        assert_int_equal(text.length, LEDGER_TICK_LENGTH);
        sibu_text_clear(&text);
    }
}

static void rules_are_found_in_their_row(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    int64_t from_tick = 0;
    const char *rules = NULL;
    size_t length = 0;
    ledger_rules_body(&text, 2992000, "{\"a\":1}");
    assert_string_equal(sibu_text_get(&text), "{\"from_tick\":     2992000,\"rules\":{\"a\":1}}");
    assert_true(ledger_rules_read(sibu_text_get(&text), &from_tick, &rules, &length));
    assert_true(from_tick == 2992000 && length == 7 && strncmp(rules, "{\"a\":1}", 7) == 0);
    assert_false(ledger_rules_read("{\"from_tick\":     2992000,\"rules\":", &from_tick, &rules, &length));
    assert_false(ledger_rules_read("{\"from_tick\": 2992000,\"rules\":{}}", &from_tick, &rules, &length));
    sibu_text_clear(&text);
}

static void the_chain_is_that_of_the_document(void **state)
{
    (void)state;
    static const uint8_t NONE[SIBU_HASH_BYTES] = {0};
    static const char START[] =
        "{\"format\":2,\"mode\":\"local\",\"installation\":\"000102030405060708090a0b0c0d0e0f\",\"epoch\":1,"
        "\"key\":\"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\"}";
    uint8_t first[32], second[32];
    char hex[65];
    struct ledger_row row = {.row = 1, .time_us = INT64_C(1795444200000000), .kind = "start", .body = START};
    ledger_hash(&row, NONE, first);
    sibu_hex(hex, first, 32);
    assert_string_equal(hex, "d978ad2ae9c8670ea833e33f424aef76a8b41b6d254825d5975b3c39b8f274fd");
    row = (struct ledger_row){.row = 2,
                              .time_us = INT64_C(1795444200000001),
                              .kind = "surprise",
                              .body = "{\"unit\":    0,\"within_s\":  28800}"};
    ledger_hash(&row, first, second);
    sibu_hex(hex, second, 32);
    assert_string_equal(hex, "89cafb5aabe9cdd19df2d2b02013c4f2bdd792ef419179d1109ada4c41c5fd5d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_has_one_way_to_be_written),
        cmocka_unit_test(no_changed_byte_is_read_as_something_else),
        cmocka_unit_test(offsets_are_divided_by_one_comma),
        cmocka_unit_test(no_shorter_or_longer_body_is_read),
        cmocka_unit_test(rows_of_ticks_have_one_length),
        cmocka_unit_test(rules_are_found_in_their_row),
        cmocka_unit_test(the_chain_is_that_of_the_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
