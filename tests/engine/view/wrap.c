/* Where texts are broken into lines. The widths depend on the font that is installed, so lines are measured, not counted.
 */
#include "cmocka_first.h"

#include <string.h>

#include "view/text_wrap.h"

static const struct text_style STYLE = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, 0};

static struct text_kit *open_kit(void)
{
    struct text_kit *kit = NULL;
    struct sibu_fault fault = {0};
    if (text_open(&kit, 1.0, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return kit;
}

/* Checks every line of a text at a width; returns how many there are. */
static int check_lines(struct text_kit *kit, const char *text, int32_t width, int has_spaces)
{
    int lines = 0;
    for (const char *rest = text; *rest != '\0'; lines++) {
        char line[300];
        size_t length = text_wrap(kit, &STYLE, rest, width);
        assert_true(length > 0 && length <= strlen(rest) && length < sizeof line);
        memcpy(line, rest, length);
        line[length] = '\0';
        rest += length;
        while (length > 0 && line[length - 1] == ' ') {
            line[--length] = '\0'; /* the space at a line's end may stand out */
        }
        assert_true(text_width(kit, &STYLE, line) <= width);
        assert_true(line[0] != ' ' && strncmp(line, "，", 3) != 0 && strncmp(line, "。", 3) != 0);
        assert_true(((unsigned char)rest[0] & 0xC0u) != 0x80u); /* no character is cut */
        assert_true(*rest == '\0' || !has_spaces || rest[-1] == ' ');
    }
    return lines;
}

static void lines_fit_and_lose_nothing(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "DRILL: the south exit of the tank farm is lost to smoke. Do not go there; use the north exit.",
        "演练：罐区西组南侧出口已被烟气封住，不要走那里，请改走北口。",
        "演练：X-TF-S1 出口已被烟气封住，use the north exit。",
    };
    struct text_kit *kit = open_kit();
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        for (int32_t width = 100; width < 200; width += 3) {
            assert_true(check_lines(kit, TEXTS[i], width, i == 0) >= 2);
        }
    }
    text_close(kit);
}

static void there_is_always_a_way_on(void **state)
{
    (void)state;
    struct text_kit *kit = open_kit();
    char longest[4000];
    memset(longest, 'w', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(text_wrap(kit, &STYLE, "", 100), 0);
    assert_int_equal(text_wrap(kit, &STYLE, "w", 1), 1);
    assert_int_equal(text_wrap(kit, &STYLE, "出口", 1), 3);
    assert_int_equal(text_wrap(kit, &STYLE, "\xe5\x87", 100), 2);
    assert_int_equal(text_wrap(kit, &STYLE, "\x80\x80", 100), 2);
    assert_in_range(text_wrap(kit, &STYLE, longest, 100), 1, 100);
    assert_in_range(text_wrap(kit, &STYLE, longest, 1000000), 100, 400);
    assert_int_equal(text_wrap(kit, &STYLE, "short", 1000), 5);
    text_close(kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_fit_and_lose_nothing),
        cmocka_unit_test(there_is_always_a_way_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
