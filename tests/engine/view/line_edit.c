/* Typing: letters of any length go in and out whole, the caret never stands inside one, and nothing runs over. */
#include "cmocka_first.h"

#include <string.h>

#include "sibu/text.h"
#include "view/line_edit.h"

static void letters_go_in_at_the_caret(void **state)
{
    (void)state;
    struct line_edit edit = {0};
    assert_true(line_edit_insert(&edit, "门口"));
    line_edit_home(&edit);
    assert_true(line_edit_insert(&edit, "a"));
    line_edit_move(&edit, 1);
    assert_true(line_edit_insert(&edit, "é"));
    assert_string_equal(edit.bytes, "a门é口");
    line_edit_end(&edit);
    line_edit_erase(&edit, -1);
    line_edit_move(&edit, -1);
    line_edit_move(&edit, -1);
    line_edit_erase(&edit, 1);
    assert_string_equal(edit.bytes, "aé");
    assert_int_equal(edit.caret, 1);
}

static void the_ends_are_ends(void **state)
{
    (void)state;
    struct line_edit edit = {0};
    line_edit_erase(&edit, -1);
    line_edit_erase(&edit, 1);
    line_edit_move(&edit, -1);
    line_edit_move(&edit, 1);
    assert_true(edit.length == 0 && edit.caret == 0);
    line_edit_set(&edit, "门");
    line_edit_move(&edit, 1);
    assert_int_equal(edit.caret, 3);
}

static void what_is_no_text_is_refused_and_control_characters_become_spaces(void **state)
{
    (void)state;
    struct line_edit edit = {0};
    assert_false(line_edit_insert(&edit, "\xff\xfe"));
    assert_false(line_edit_insert(&edit, "ab\xe9"));
    assert_true(line_edit_insert(&edit, "a\nb\x1b"
                                        "c\x7f"));
    assert_string_equal(edit.bytes, "a b c ");
}

static void as_many_whole_letters_as_there_is_room_for(void **state)
{
    (void)state;
    struct line_edit edit = {0};
    for (int i = 0; i < 1000; i++) {
        (void)line_edit_insert(&edit, "门口");
    }
    assert_int_equal(edit.length, (LINE_EDIT_BYTES - 1) / 3 * 3);
    assert_int_equal(strlen(edit.bytes), edit.length);
    assert_true(sibu_utf8_valid(edit.bytes, edit.length));
    assert_true(line_edit_insert(&edit, "x"));
    assert_false(line_edit_insert(&edit, "x"));
}

static void what_is_composed_is_not_in_the_line_until_it_is_chosen(void **state)
{
    (void)state;
    struct line_edit edit = {0};
    line_edit_compose(&edit, "shu san");
    assert_string_equal(edit.composing, "shu san");
    assert_int_equal(edit.length, 0);
    assert_true(line_edit_insert(&edit, "疏散"));
    assert_string_equal(edit.composing, "");
    assert_string_equal(edit.bytes, "疏散");
    line_edit_compose(&edit, "\xc3");
    assert_string_equal(edit.composing, "");
}

/* Any keys in any order, by a plain rule: the line stays valid UTF-8 and the caret between two letters. */
static void no_order_of_keys_breaks_it(void **state)
{
    (void)state;
    static const char *const LETTERS[] = {"a", "é", "门", "😀", "\n", "\xff", ""};
    struct line_edit edit = {0};
    unsigned seed = 12345;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245u + 12345u;
        unsigned key = seed >> 16 & 15u;
        if (key < 7) {
            (void)line_edit_insert(&edit, LETTERS[key]);
        } else if (key < 10) {
            line_edit_erase(&edit, key < 9 ? -1 : 1);
        } else if (key < 14) {
            line_edit_move(&edit, key < 12 ? -1 : 1);
        } else if (key == 14) {
            line_edit_home(&edit);
        } else {
            line_edit_end(&edit);
        }
        assert_true(edit.caret <= edit.length && edit.length < LINE_EDIT_BYTES);
        assert_int_equal(strlen(edit.bytes), edit.length);
        assert_true(sibu_utf8_valid(edit.bytes, edit.length));
        assert_true(sibu_utf8_valid(edit.bytes, edit.caret));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_go_in_at_the_caret),
        cmocka_unit_test(the_ends_are_ends),
        cmocka_unit_test(what_is_no_text_is_refused_and_control_characters_become_spaces),
        cmocka_unit_test(as_many_whole_letters_as_there_is_room_for),
        cmocka_unit_test(what_is_composed_is_not_in_the_line_until_it_is_chosen),
        cmocka_unit_test(no_order_of_keys_breaks_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
