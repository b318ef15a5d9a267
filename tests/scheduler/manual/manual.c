/* The manual pages: they say all that --help says, in both languages, and roff takes the words as words. */
#include "manual/manual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "manual/completion.h"
#include "manual/roff.h"

static const struct command_option WILD[] = {
    {"dash-ed", "FILE|x", {".不是请求", "'no request, \\n no escape"}},
    {"json", NULL, {"自己的", "one of its own"}},
    {NULL, NULL, {NULL, NULL}},
};
static const struct command WILD_COMMAND = {
    .name = "wild card", .arguments = "FILE...", .summary = {"野", "wild - `~^"}, .options = WILD};

static struct manual in(enum sibu_language language)
{
    return (struct manual){"1.2.3", "2026-11-27", language};
}

static int has(const struct sibu_text *text, const char *words)
{
    return strstr(sibu_text_get(text), words) != NULL;
}

static void a_page_is_made_of_the_table_row(void **state)
{
    (void)state;
    struct sibu_text page = {0};
    struct manual manual = in(SIBU_EN);
    manual_add_command(&page, &manual, &WILD_COMMAND);
    assert_true(sibu_text_ok(&page));
    assert_true(has(&page, ".TH \"SIBU\\-WILD\\-CARD\" 1 2026-11-27 \"Sibu 1.2.3\"\n"));
    assert_true(has(&page, ".SH NAME\nsibu\\-wild\\-card \\- wild \\- \\(ga\\(ti\\(ha\n"));
    assert_true(has(&page, "\\fBsibu wild card\\fR \\fIFILE...\\fR [\\fIoptions\\fR]\n"));
    assert_true(has(&page, ".TP\n\\fB\\-\\-dash\\-ed\\fR \\fIFILE|x\\fR\n\\&'no request, \\en no escape\n"));
    assert_true(has(&page, "\\fB\\-\\-json\\fR\none of its own\n")); /* and not the shared one */
    assert_false(has(&page, "answer with one JSON object"));
    assert_true(has(&page, "\\fB\\-\\-lang\\fR"));
    sibu_text_clear(&page);
    manual.language = SIBU_ZH;
    manual_add_command(&page, &manual, &WILD_COMMAND);
    assert_true(has(&page, ".SH 名称\n"));
    assert_true(has(&page, "\n\\&.不是请求\n"));
    sibu_text_clear(&page);
}

/* No line begins with a dot but with a request that is meant. */
static int requests_are_known(const char *page)
{
    static const char *const KNOWN[] = {".TH ", ".SH ", ".TP\n", ".ad l\n", ".nh\n"};
    for (const char *line = page; line != NULL && *line != '\0'; line = strchr(line, '\n'), line += line != NULL) {
        int known = line[0] != '.' && line[0] != '\'';
        for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
            known |= strncmp(line, KNOWN[i], strlen(KNOWN[i])) == 0;
        }
        if (!known) {
            return 0;
        }
    }
    return 1;
}

static void check_command(const struct command *command, const struct manual *manual)
{
    struct sibu_text page = {0}, words = {0};
    manual_add_command(&page, manual, command);
    for (const struct command_option *option = command->options; option != NULL && option->name != NULL; option++) {
        roff_add(&words, option->help[manual->language]);
        assert_true(has(&page, sibu_text_get(&words)));
        sibu_text_clear(&words);
    }
    assert_true(requests_are_known(sibu_text_get(&page)));
    assert_true(sibu_utf8_valid(page.bytes, page.length));
    sibu_text_clear(&page);
}

static void every_command_and_option_has_its_words_in_both_languages(void **state)
{
    (void)state;
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        struct manual manual = in((enum sibu_language)language);
        struct sibu_text program = {0};
        manual_add_program(&program, &manual);
        for (size_t i = 0; COMMANDS[i] != NULL; i++) {
            struct sibu_text summary = {0};
            check_command(COMMANDS[i], &manual);
            roff_add(&summary, COMMANDS[i]->summary[language]);
            assert_true(has(&program, sibu_text_get(&summary)));
            sibu_text_clear(&summary);
        }
        assert_true(requests_are_known(sibu_text_get(&program)));
        sibu_text_clear(&program);
    }
}

static void the_viewers_page_has_every_option_of_its_help(void **state)
{
    (void)state;
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        struct manual manual = in((enum sibu_language)language);
        struct sibu_text page = {0};
        manual_add_viewer(&page, &manual);
        size_t options = 0, entries = 0;
        for (const char *at = sibu_say(manual.language, SIBU_SAY_VIEW_USAGE); (at = strstr(at, "\n  --")) != NULL;
             at++) {
            options++;
        }
        for (const char *at = sibu_text_get(&page); (at = strstr(at, "\n.TP\n\\fB\\-\\-")) != NULL; at++) {
            entries++;
        }
        assert_true(options > 8);
        assert_int_equal(entries, options);
        assert_true(has(&page, language == SIBU_ZH ? ".SH 退出码\n0 完成" : ".SH EXIT STATUS\n0 done"));
        assert_true(requests_are_known(sibu_text_get(&page)));
        sibu_text_clear(&page);
    }
}

static void completion_knows_every_command_and_its_options(void **state)
{
    (void)state;
    struct sibu_text script = {0};
    completion_add_program(&script);
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "\n    '%s '*)\n", COMMANDS[i]->name);
        const char *at = strstr(sibu_text_get(&script), line);
        assert_non_null(at);
        const char *end = strstr(at, ";;\n");
        for (const struct command_option *o = COMMANDS[i]->options; o != NULL && o->name != NULL; o++) {
            (void)snprintf(line, sizeof line, " --%s", o->name);
            const char *found = strstr(at, line);
            assert_true(found != NULL && found < end);
        }
    }
    sibu_text_clear(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_made_of_the_table_row),
        cmocka_unit_test(every_command_and_option_has_its_words_in_both_languages),
        cmocka_unit_test(the_viewers_page_has_every_option_of_its_help),
        cmocka_unit_test(completion_knows_every_command_and_its_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
