/* Heads in the hands of people: the short form, what somebody may give back of it, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/head.h"

/* Root 1a2b3c4d5e6f7081 and zeros, but for its last byte. */
static const struct tree_head HEAD = {.size = 1234,
                                      .root = {{0x1A, 0x2B, 0x3C, 0x4D, 0x5E, 0x6F, 0x70, 0x81, [31] = 0x9F}}};
#define ROOT "1a2b3c4d5e6f70810000000000000000000000000000000000000000000000" /* but the last byte */

static void a_head_is_short_for_people_and_whole_in_the_document(void **state)
{
    (void)state;
    static const char DOCUMENT[] = "{\"ledger\":{\"size\":1234,\"root\":\"" ROOT "9f\"}}";
    char words[HEAD_SHORT_BYTES];
    struct sibu_text text = {0};
    struct tree_head largest = {.size = TREE_SIZE_MAX};
    head_short(&HEAD, words);
    assert_string_equal(words, "1234 · 1a2b 3c4d 5e6f 7081");
    head_short(&largest, words);
    assert_string_equal(words, "281474976710655 · 0000 0000 0000 0000");
    head_write(&text, &HEAD);
    assert_string_equal(sibu_text_get(&text), "{\"size\":1234,\"root\":\"" ROOT "9f\"}");
    head_short_of(DOCUMENT, sizeof DOCUMENT - 1, words);
    assert_string_equal(words, "1234 · 1a2b 3c4d 5e6f 7081");
    sibu_text_clear(&text);
}

static void a_document_without_a_head_has_none(void **state)
{
    (void)state;
    static const char *const DOCUMENTS[] = {"",
                                            "{}",
                                            "[]",
                                            "{\"ledger\":7}",
                                            "{\"ledger\":{\"size\":7}}",
                                            "{\"ledger\":{\"root\":\"" ROOT "9f\"}}",
                                            "{\"ledger\":{\"size\":0,\"root\":\"" ROOT "9f\"}}",
                                            "{\"ledger\":{\"size\":1.5,\"root\":\"" ROOT "9f\"}}",
                                            "{\"ledger\":{\"size\":7,\"root\":\"" ROOT "\"}}",
                                            "{\"ledger\":{\"size\":7,\"root\":\"" ROOT "9g\"}}"};
    for (size_t i = 0; i < sizeof DOCUMENTS / sizeof DOCUMENTS[0]; i++) {
        char words[HEAD_SHORT_BYTES] = "before";
        head_short_of(DOCUMENTS[i], strlen(DOCUMENTS[i]), words);
        assert_string_equal(words, "");
    }
}

static void what_was_kept_is_read_in_each_of_its_forms(void **state)
{
    (void)state;
    static const char *const FORMS[] = {
        "1234:1a2b",  "1234:" ROOT "9f",  " 1234 : 1a2b 3c4d", "1234:1A2B-3C4D-5E6F", "1234 · 1a2b 3c4d 5e6f 7081",
        "1234·1a2b3", "000000001234:1a2b"};
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        struct head_claim claim;
        assert_true(head_claim_read(FORMS[i], &claim));
        assert_true(head_claim_fits(&claim, &HEAD));
    }
}

static void what_is_no_head_is_refused(void **state)
{
    (void)state;
    static const char *const FORMS[] = {"",
                                        "1234",
                                        "1234:",
                                        "1234:1a2",
                                        ":1a2b",
                                        "0:1a2b",
                                        "-1:1a2b",
                                        "x:1a2b",
                                        "1234:1a2g",
                                        "1234:1a2b:",
                                        "1234 1a2b",
                                        "1234;1a2b",
                                        "12 34:1a2b",
                                        "1.5:1a2b",
                                        "1234567890123:1a2b",
                                        "1234:" ROOT "9f0",
                                        "1234\xC2:1a2b"};
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        struct head_claim claim;
        assert_false(head_claim_read(FORMS[i], &claim));
    }
}

static void another_size_or_any_other_digit_is_another_head(void **state)
{
    (void)state;
    struct head_claim claim;
    assert_true(head_claim_read("1235:1a2b", &claim));
    assert_false(head_claim_fits(&claim, &HEAD));
    assert_true(head_claim_read("1234:" ROOT "9f", &claim));
    for (size_t i = 0; i < claim.count; i++) {
        char was = claim.digits[i];
        claim.digits[i] = was == '0' ? '1' : '0';
        assert_false(head_claim_fits(&claim, &HEAD));
        claim.digits[i] = was;
    }
    assert_true(head_claim_fits(&claim, &HEAD));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_is_short_for_people_and_whole_in_the_document),
        cmocka_unit_test(a_document_without_a_head_has_none),
        cmocka_unit_test(what_was_kept_is_read_in_each_of_its_forms),
        cmocka_unit_test(what_is_no_head_is_refused),
        cmocka_unit_test(another_size_or_any_other_digit_is_another_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
