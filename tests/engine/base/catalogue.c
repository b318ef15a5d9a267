/* The catalogue of sentences: both languages everywhere, places filled, languages of people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/catalogue.h"

static void every_sentence_exists_in_both_languages(void **state)
{
    (void)state;
    for (unsigned id = 0; id < SIBU_SAY_COUNT; id++) {
        for (unsigned language = 0; language < SIBU_LANGUAGES; language++) {
            const char *sentence = sibu_say((enum sibu_language)language, (enum sibu_say_id)id);
            assert_true(strlen(sentence) > 0);
            assert_true(sibu_utf8_valid(sentence, strlen(sentence)));
        }
    }
}

static void sentences_are_those_of_the_files(void **state)
{
    (void)state;
    assert_string_equal(sibu_say(SIBU_ZH, SIBU_SAY_WORD_DRILL), "演练");
    assert_string_equal(sibu_say(SIBU_EN, SIBU_SAY_WORD_DRILL), "drill");
    assert_string_equal(sibu_say(SIBU_ZH, SIBU_SAY_WORD_ASSEMBLY_POINT), "集合点");
}

static void a_sentence_without_places_is_itself(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    sibu_say_with(&text, SIBU_EN, SIBU_SAY_WORD_EXIT, NULL, 0);
    assert_string_equal(sibu_text_get(&text), sibu_say(SIBU_EN, SIBU_SAY_WORD_EXIT));
    sibu_text_clear(&text);
}

static void places_are_filled_in_each_language(void **state)
{
    (void)state;
    static const char *const VALUES[] = {"12", "30"};
    static const char *const EXPECTED[] = {"12 / 30 人", "12 of 30 people"};
    for (unsigned language = 0; language < SIBU_LANGUAGES; language++) {
        struct sibu_text text = {0};
        sibu_say_with(&text, (enum sibu_language)language, SIBU_SAY_WORD_COUNT_OF_PEOPLE, VALUES, 2);
        assert_string_equal(sibu_text_get(&text), EXPECTED[language]);
        sibu_text_clear(&text);
    }
}

/* What a person wrote into a value is never taken for a place; a place without a value stays visible. */
static void values_are_not_filled_again(void **state)
{
    (void)state;
    static const char *const VALUES[] = {"{1}{0}"};
    struct sibu_text text = {0};
    sibu_say_with(&text, SIBU_EN, SIBU_SAY_WORD_COUNT_OF_PEOPLE, VALUES, 1);
    assert_string_equal(sibu_text_get(&text), "{1}{0} of {1} people");
    sibu_text_clear(&text);
}

static void the_language_follows_from_the_tag(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        enum sibu_language language;
    } CASES[] = {{"zh", SIBU_ZH},  {"zh-CN", SIBU_ZH}, {"zh_CN.UTF-8", SIBU_ZH}, {"ZH-Hans", SIBU_ZH},
                 {"en", SIBU_EN},  {"en-US", SIBU_EN}, {"C", SIBU_EN},           {"", SIBU_EN},
                 {"zha", SIBU_EN}, {"z", SIBU_EN},     {"de_CH", SIBU_EN}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(sibu_language_of(CASES[i].tag), CASES[i].language);
    }
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(every_sentence_exists_in_both_languages),
        cmocka_unit_test(sentences_are_those_of_the_files),
        cmocka_unit_test(a_sentence_without_places_is_itself),
        cmocka_unit_test(places_are_filled_in_each_language),
        cmocka_unit_test(values_are_not_filled_again),
        cmocka_unit_test(the_language_follows_from_the_tag),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
