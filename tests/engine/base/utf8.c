/* UTF-8: what is a character, what is not, and where a cut text ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "sibu/text.h"

static void what_rfc_3629_allows_is_valid_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        int valid;
    } CASES[] = {
        {"", 0, 1},
        {"abc", 3, 1},
        {"a\0c", 3, 0},
        {"\xC2\x80", 2, 1},
        {"\xDF\xBF", 2, 1},
        {"\xE0\xA0\x80", 3, 1},
        {"\xE6\xBC\x94", 3, 1},
        {"\xED\x9F\xBF", 3, 1},
        {"\xEE\x80\x80", 3, 1},
        {"\xEF\xBF\xBF", 3, 1},
        {"\xF0\x90\x80\x80", 4, 1},
        {"\xF4\x8F\xBF\xBF", 4, 1},
        {"\xF0\xA0\xAE\xB7\xE9\x98\x9F", 7, 1},
        {"\x80", 1, 0}, /* a continuation byte alone */
        {"\xBF", 1, 0},
        {"\xC0\x80", 2, 0}, /* overlong */
        {"\xC1\xBF", 2, 0},
        {"\xE0\x80\x80", 3, 0},
        {"\xE0\x9F\xBF", 3, 0},
        {"\xF0\x80\x80\x80", 4, 0},
        {"\xF0\x8F\xBF\xBF", 4, 0},
        {"\xED\xA0\x80", 3, 0}, /* surrogates */
        {"\xED\xBF\xBF", 3, 0},
        {"\xF4\x90\x80\x80", 4, 0}, /* beyond Unicode */
        {"\xF5\x80\x80\x80", 4, 0},
        {"\xF8\x88\x80\x80\x80", 5, 0},
        {"\xFF", 1, 0},
        {"\xFE", 1, 0},
        {"\xC2", 1, 0}, /* cut short */
        {"\xE6\xBC", 2, 0},
        {"\xF0\xA0\xAE", 3, 0},
        {"\xE6\xBC"
         "a",
         3, 0},
        {"\xC2\xC2", 2, 0},
        {"\xD1\xDD\xC1\xB7", 4, 0}, /* "演练" in GBK */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(sibu_utf8_valid(CASES[i].bytes, CASES[i].length), CASES[i].valid);
    }
}

/* Every code point, encoded by another road, comes back as itself. */
static void every_character_decodes_to_itself(void **state)
{
    (void)state;
    for (uint32_t character = 1; character <= 0x10FFFF; character++) {
        if (character >= 0xD800 && character <= 0xDFFF) {
            continue;
        }
        unsigned char bytes[4];
        size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
        for (size_t i = length; i > 1; i--) {
            bytes[i - 1] = (unsigned char)(0x80 | (character >> (6 * (length - i)) & 0x3F));
        }
        static const unsigned char LEADS[] = {0, 0, 0xC0, 0xE0, 0xF0};
        bytes[0] = (unsigned char)(LEADS[length] | character >> (6 * (length - 1)));
        size_t used = 0;
        assert_int_equal(utf8_decode((const char *)bytes, length, &used), character);
        assert_int_equal(used, length);
    }
}

static void a_torn_character_at_the_end_is_left_away(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t whole;
    } CASES[] = {{"", 0},
                 {"ab", 2},
                 {"a\xE6\xBC\x94", 4},
                 {"a\xE6\xBC", 1},
                 {"a\xE6", 1},
                 {"a\xF0\xA0\xAE", 1},
                 {"a\xF0\xA0\xAE\xB7", 5},
                 {"\xE6", 0},
                 {"\x80\x80\x80\x80", 4}}; /* was never text: left as it is */
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(utf8_whole_length(CASES[i].bytes, strlen(CASES[i].bytes)), CASES[i].whole);
    }
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(what_rfc_3629_allows_is_valid_and_nothing_else),
        cmocka_unit_test(every_character_decodes_to_itself),
        cmocka_unit_test(a_torn_character_at_the_end_is_left_away),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
