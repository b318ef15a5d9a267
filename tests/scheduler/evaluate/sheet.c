/* Answer sheets: what is signed is read back, and every change is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "evaluate/sheet.h"

static const struct sheet_drill DRILL = {"2026-000017", {1, 2, 3}};

static struct note_signer signer_of(uint8_t seed)
{
    struct note_signer signer;
    uint8_t bytes[NOTE_SEED_BYTES] = {seed};
    assert_true(note_signer_init(&signer, "sibu/test", NOTE_LOG, bytes));
    return signer;
}

static const struct rating_answer ANSWERS[] = {
    {.question = "aqt9009.6.1",
     .item = "aqt9009.6.1",
     .text = {{"装备用得对吗？", "Was \"it\" used rightly?\n"}},
     .grade = "good",
     .note = "two <hoods> & \\ \"late\"\t"},
    {.question = "fire-hot-work.6", .item = "aqt9009.1.3", .text = {{"问", "asked"}}, .grade = "", .note = ""},
};

/* Appends sheet `number` of the drill, behind what is there. */
static void add_sheet(struct sibu_text *out, uint32_t number, const char *who, uint8_t seed)
{
    struct note_signer signer = signer_of(seed);
    struct sheet sheet = {.drill = DRILL,
                          .number = number,
                          .time_us = INT64_C(1795475400000000) + number,
                          .who = who,
                          .answers = ANSWERS,
                          .count = 2};
    if (out->length > 0) {
        size_t start = out->length - 1;
        while (start > 0 && out->bytes[start - 1] != '\n') {
            start--;
        }
        sheet_hash(out->bytes + start, out->length - 1 - start, sheet.before);
    }
    sheet_write(&sheet, &signer, out);
    assert_true(sibu_text_ok(out));
}

static enum sibu_status read_sheets(const struct sibu_text *text, struct sibu_fault *fault)
{
    struct sheets sheets;
    enum sibu_status status = sheets_open(&sheets, "d.sheets", text, &DRILL, fault);
    if (status == SIBU_OK) {
        sheets_close(&sheets);
    }
    return status;
}

static void what_is_signed_is_read_back(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_fault fault = {0};
    struct sheets sheets;
    add_sheet(&text, 1, "otto", 1);
    add_sheet(&text, 2, "薇拉", 1);
    assert_int_equal(sheets_open(&sheets, "d.sheets", &text, &DRILL, &fault), SIBU_OK);
    assert_int_equal(sheets.count, 2);
    assert_int_equal(sheets.answer_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct rating_answer *answer = &sheets.answers[i], *given = &ANSWERS[i % 2];
        assert_string_equal(answer->question, given->question);
        assert_string_equal(answer->item, given->item);
        assert_string_equal(answer->text.in[SIBU_ZH], given->text.in[SIBU_ZH]);
        assert_string_equal(answer->text.in[SIBU_EN], given->text.in[SIBU_EN]);
        assert_string_equal(answer->grade, given->grade);
        assert_string_equal(answer->note, given->note);
        assert_string_equal(answer->who, i < 2 ? "otto" : "薇拉");
        assert_int_equal(answer->time_us, INT64_C(1795475400000001) + (int64_t)(i / 2));
    }
    sheets_close(&sheets);
    sibu_text_clear(&text);
    assert_int_equal(sheets_open(&sheets, "d.sheets", &text, &DRILL, &fault), SIBU_OK); /* none at all */
    assert_int_equal(sheets.count, 0);
    sheets_close(&sheets);
}

static void every_changed_byte_is_found_and_its_line_named(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    add_sheet(&text, 1, "otto", 1);
    size_t first = text.length;
    add_sheet(&text, 2, "ulla", 1);
    for (size_t at = 0; at < 2 * text.length; at++) {
        size_t i = at / 2;
        char bit = at % 2 == 0 ? 1 : 0x20; /* the latter makes capitals */
        struct sibu_fault fault = {0};
        text.bytes[i] ^= bit;
        if (read_sheets(&text, &fault) != SIBU_NO) {
            fail_msg("byte %zu may be changed", i);
        }
        /* a newline that is gone joins its line with the next */
        assert_string_equal(fault.place, i < first ? "d.sheets:1" : "d.sheets:2");
        assert_true(fault.what[SIBU_ZH][0] != '\0' && fault.what[SIBU_EN][0] != '\0');
        text.bytes[i] ^= bit;
    }
    sibu_text_clear(&text);
}

static void a_sheet_that_is_gone_moved_or_of_others_is_found(void **state)
{
    (void)state;
    struct sibu_text text = {0}, other = {0};
    struct sibu_fault fault = {0};
    struct sheet_drill drawn_otherwise = DRILL, another = DRILL;
    struct sheets sheets;
    add_sheet(&text, 1, "otto", 1);
    size_t first = text.length;
    add_sheet(&text, 2, "ulla", 1);
    sibu_text_add(&other, text.bytes + first); /* the first is gone */
    assert_int_equal(read_sheets(&other, &fault), SIBU_NO);
    sibu_text_add_bytes(&other, text.bytes, first); /* they changed places */
    assert_int_equal(read_sheets(&other, &fault), SIBU_NO);
    sibu_text_clear(&other);
    add_sheet(&other, 1, "otto", 1);
    add_sheet(&other, 2, "mallory", 2); /* somebody else's key */
    assert_int_equal(read_sheets(&other, &fault), SIBU_NO);
    assert_string_equal(fault.place, "d.sheets:2");
    sibu_text_clear(&other);
    add_sheet(&other, 1, "wanda", 1); /* another first one, signed as well, in the place of what was */
    sibu_text_add(&other, text.bytes + first);
    assert_int_equal(read_sheets(&other, &fault), SIBU_NO);
    assert_string_equal(fault.place, "d.sheets:2");
    drawn_otherwise.draw[0] ^= 1;
    another.id = "2026-000018";
    assert_int_equal(sheets_open(&sheets, "d.sheets", &text, &drawn_otherwise, &fault), SIBU_NO);
    assert_int_equal(sheets_open(&sheets, "d.sheets", &text, &another, &fault), SIBU_NO);
    text.length -= 1; /* cut off */
    assert_int_equal(read_sheets(&text, &fault), SIBU_NO);
    assert_string_equal(fault.place, "d.sheets:2");
    text.length += 1;
    sibu_text_clear(&text);
    sibu_text_clear(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_is_read_back),
        cmocka_unit_test(every_changed_byte_is_found_and_its_line_named),
        cmocka_unit_test(a_sheet_that_is_gone_moved_or_of_others_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
