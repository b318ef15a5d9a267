/* Signed reports as lines: what is signed is read back, and every byte of the line counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "report/signed.h"

static struct note_signer signer_of(uint8_t seed, const char *name)
{
    struct note_signer signer;
    uint8_t bytes[NOTE_SEED_BYTES] = {seed};
    assert_true(note_signer_init(&signer, name, NOTE_LOG, bytes));
    return signer;
}

static struct signed_report sample(void)
{
    struct signed_report report = {.drill = "2026-000017",
                                   .draw_hash = "00ff",
                                   .record = {1, 2, 3},
                                   .end_us = INT64_C(1795416020000000),
                                   .sheets = 3,
                                   .who = "王安全 \"Anna\"",
                                   .made_by = "sibu",
                                   .count = 2};
    report.files[0] = (struct signed_file){.name = "r.html",
                                           .form = report_form_find("html"),
                                           .tongue = REPORT_IN_ZH,
                                           .names = REPORT_NAMES_PSEUDONYMS,
                                           .bytes = 7,
                                           .sha256 = {9}};
    report.files[1] = (struct signed_file){.name = "报告.csv", .form = report_form_find("csv")};
    return report;
}

static void write_sample(struct sibu_text *out, const char *key_name)
{
    struct signed_report report = sample();
    struct note_signer signer = signer_of(7, key_name);
    signed_write(&report, &signer, out);
    assert_true(sibu_text_ok(out));
}

static void what_is_signed_is_read_back(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_fault fault = {0};
    struct signed_report wanted = sample(), found;
    write_sample(&text, SIGNED_KEY_NAME);
    assert_int_equal(signed_read(&found, "d.signed", &text, &fault), SIBU_OK);
    assert_string_equal(found.drill, wanted.drill);
    assert_string_equal(found.draw_hash, wanted.draw_hash);
    assert_memory_equal(found.record, wanted.record, sizeof wanted.record);
    assert_int_equal(found.end_us, wanted.end_us);
    assert_int_equal(found.sheets, wanted.sheets);
    assert_string_equal(found.who, wanted.who);
    assert_string_equal(found.made_by, wanted.made_by);
    assert_int_equal(found.count, 2);
    for (size_t i = 0; i < found.count; i++) {
        assert_string_equal(found.files[i].name, wanted.files[i].name);
        assert_ptr_equal(found.files[i].form, wanted.files[i].form);
        assert_int_equal(found.files[i].tongue, wanted.files[i].tongue);
        assert_int_equal(found.files[i].names, wanted.files[i].names);
        assert_int_equal(found.files[i].bytes, wanted.files[i].bytes);
        assert_memory_equal(found.files[i].sha256, wanted.files[i].sha256, 32);
    }
    sibu_text_clear(&text);
}

static void every_byte_counts(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_fault fault = {0};
    struct signed_report found;
    write_sample(&text, SIGNED_KEY_NAME);
    for (size_t i = 0; i < text.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            text.bytes[i] = (char)(text.bytes[i] ^ (1 << bit));
            assert_int_equal(signed_read(&found, "d.signed", &text, &fault), SIBU_NO);
            assert_string_equal(fault.place, "d.signed");
            text.bytes[i] = (char)(text.bytes[i] ^ (1 << bit));
        }
    }
    for (size_t length = text.length - 1; length > 0; length--) {
        struct sibu_text cut = text;
        cut.length = length;
        assert_int_equal(signed_read(&found, "d.signed", &cut, &fault), SIBU_NO);
    }
    assert_int_equal(signed_read(&found, "d.signed", &text, &fault), SIBU_OK);
    sibu_text_clear(&text);
}

/* The key of a ledger or of a witness signs no reports. */
static void keys_of_other_things_sign_no_report(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_fault fault = {0};
    struct signed_report found;
    write_sample(&text, "sibu/0011");
    assert_int_equal(signed_read(&found, "d.signed", &text, &fault), SIBU_NO);
    sibu_text_clear(&text);
}

static void names_that_lead_elsewhere_are_none(void **state)
{
    (void)state;
    static const char *const BAD[] = {"", ".", "..", ".r", "a/b", "../r", "/r", "a\\b", "a\nb", "\x7f", "\xff"};
    char longest[SIGNED_FILE_NAME_MAX + 2];
    memset(longest, 'x', sizeof longest);
    longest[SIGNED_FILE_NAME_MAX + 1] = '\0';
    assert_false(signed_file_name_is_good(longest));
    longest[SIGNED_FILE_NAME_MAX] = '\0';
    assert_true(signed_file_name_is_good(longest));
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(signed_file_name_is_good(BAD[i]));
    }
    assert_true(signed_file_name_is_good("报告 1.pdf"));
    assert_false(signed_who_is_good(""));
    assert_false(signed_who_is_good("a\tb"));
    assert_true(signed_who_is_good("王"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_is_read_back),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(keys_of_other_things_sign_no_report),
        cmocka_unit_test(names_that_lead_elsewhere_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
