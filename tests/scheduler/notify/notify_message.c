/* What an alert says to one recipient: the words of its CAP message, how long it holds, and the mark before all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_message.h"
#include "notify/cap_words.h"

static void every_kind_says_first_what_it_is(void **state)
{
    (void)state;
    static const char *const MARKS[2][SIBU_LANGUAGES] = {{"真实险情", "REAL EMERGENCY"}, {"【演练】", "DRILL: "}};
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        struct sibu_arena arena = {0};
        struct message message = fixture_message((enum alert_kind)kind, &arena);
        assert_int_equal(message.kind, kind);
        assert_int_equal(message.number, kind == ALERT_START ? 1 : 3);
        assert_string_equal(message.drill, "2026-000017");
        assert_int_equal(message.utc_offset_s, 8 * 3600);
        assert_true(message.sent_us == FIXTURE_T0_US && message.expires_us > message.sent_us); /* whole seconds */
        assert_int_equal(message.is_exercise, kind != ALERT_REAL_EMERGENCY);
        for (int i = 0; i < SIBU_LANGUAGES; i++) {
            const char *mark = MARKS[message.is_exercise][i];
            assert_memory_equal(message.title.in[i], mark, strlen(mark));
            assert_memory_equal(message.text.in[i], mark, strlen(mark));
        }
        sibu_arena_clear(&arena);
    }
}

/* A robot that refuses what lacks the word 演练 must let the real emergency through: its words hold it too. */
static void a_keyword_lock_lets_the_real_emergency_through(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct message message = fixture_message(ALERT_REAL_EMERGENCY, &arena);
    assert_non_null(strstr(message.text.in[SIBU_ZH], "演练"));
    assert_non_null(strstr(message.text.in[SIBU_EN], "DRILL"));
    sibu_arena_clear(&arena);
}

static void the_words_are_those_of_the_cap_message(void **state)
{
    (void)state;
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        for (int i = 0; i < SIBU_LANGUAGES; i++) {
            struct sibu_arena arena = {0};
            struct sibu_fault fault;
            struct sibu_text expected = {0};
            struct cap_words words = {0};
            struct alert alert = fixture_alert((enum alert_kind)kind);
            struct message message = fixture_message((enum alert_kind)kind, &arena);
            assert_int_equal(cap_words_fill(&words, &alert, (enum sibu_language)i, &fault), SIBU_OK);
            assert_string_equal(message.title.in[i], sibu_text_get(&words.headline));
            cap_words_clean(&expected, sibu_text_get(&words.description));
            sibu_text_add(&expected, "\n");
            cap_words_clean(&expected, sibu_text_get(&words.instruction));
            sibu_text_add(&expected, i == SIBU_ZH ? "\n有效至 18:30。" : "\nValid until 18:30.");
            assert_string_equal(message.text.in[i], sibu_text_get(&expected));
            cap_words_clear(&words);
            sibu_text_clear(&expected);
            sibu_arena_clear(&arena);
        }
    }
}

/* Each case breaks one thing in a lawful message. */
enum breach {
    TITLE_ZH,
    TITLE_EN,
    TEXT_ZH,
    TEXT_EN,
    DENIES,
    UNTIL,
    CONTROL,
    LINES_IN_TITLE,
    NOT_UTF8,
    EXERCISE,
    KEY,
    LINK,
    TO,
    EXPIRES,
    BREACHES
};

static void break_one(struct message *message, enum breach breach)
{
    static const char *const TEXTS[BREACHES + 1] = {[TITLE_ZH] = "演练",
                                                    [TITLE_EN] = "a DRILL: go",
                                                    [TEXT_ZH] = "撤离\n有效至 18:30。",
                                                    [TEXT_EN] = "go\nValid until 18:30.",
                                                    [DENIES] = "DRILL: this is n o t a drill\nValid until 18:30.",
                                                    [UNTIL] = "DRILL: go Valid until 18:30.",
                                                    [CONTROL] = "DRILL: \x1b[2J\nValid until 18:30.",
                                                    [LINES_IN_TITLE] = "DRILL: a\nb",
                                                    [NOT_UTF8] = "【演练】\xff\n有效至 18:30。"};
    const char *text = TEXTS[breach];
    switch (breach) {
    case TITLE_ZH:
        message->title.in[SIBU_ZH] = text;
        break;
    case TITLE_EN:
    case LINES_IN_TITLE:
        message->title.in[SIBU_EN] = text;
        break;
    case TEXT_ZH:
    case NOT_UTF8:
        message->text.in[SIBU_ZH] = text;
        break;
    case TEXT_EN:
    case DENIES:
    case UNTIL:
    case CONTROL:
        message->text.in[SIBU_EN] = text;
        break;
    case EXERCISE:
        message->is_exercise = 0;
        break;
    case KEY:
        message->key = "AbCdEfGhIjKlMnOpQrSt\r\n";
        break;
    case LINK:
        message->link = "https://a/\r\nX: y";
        break;
    case TO:
        message->to = "1\n2";
        break;
    case EXPIRES:
        message->expires_us = message->sent_us;
        break;
    case BREACHES:
    default:
        break;
    }
}

static void one_breach_is_found(void **state)
{
    (void)state;
    for (int breach = 0; breach <= BREACHES; breach++) {
        struct sibu_arena arena = {0};
        struct sibu_fault fault = {.place = ""};
        struct message message = fixture_message(ALERT_START, &arena);
        break_one(&message, (enum breach)breach);
        enum sibu_status status = message_check(&message, &fault);
        if ((status == SIBU_OK) != (breach == BREACHES)) {
            print_message("breach %d gave status %d\n", breach, (int)status);
        }
        assert_int_equal(status, breach == BREACHES ? SIBU_OK : SIBU_BAD_INPUT);
        sibu_arena_clear(&arena);
    }
}

static void a_real_emergency_is_never_marked_as_a_drill(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct message message = fixture_message(ALERT_REAL_EMERGENCY, &arena);
    assert_int_equal(message_check(&message, &fault), SIBU_OK);
    message.title.in[SIBU_ZH] = "【演练】真实险情";
    assert_int_equal(message_check(&message, &fault), SIBU_BAD_INPUT);
    sibu_arena_clear(&arena);
}

static enum sibu_status make(const struct alert *alert, struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_text xml = {0};
    struct message message;
    enum sibu_status status = cap_write(alert, &xml, fault);
    if (status == SIBU_OK) {
        status = message_read(sibu_text_get(&xml), xml.length, arena, &message, fault);
    }
    sibu_text_clear(&xml);
    return status;
}

/* News that denies the drill would make people run: such a message is never made. */
static void hostile_words_of_a_family_make_no_message(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct alert alert = fixture_alert(ALERT_UPDATE);
    alert.news.in[SIBU_EN] = "this is NOT A DRILL";
    assert_int_equal(make(&alert, &arena, &fault), SIBU_BAD_INPUT);
    alert.news.in[SIBU_EN] = "\xff\x01 smoke \xe2\x80";
    assert_int_equal(make(&alert, &arena, &fault), SIBU_OK);
    sibu_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_says_first_what_it_is),
        cmocka_unit_test(a_keyword_lock_lets_the_real_emergency_through),
        cmocka_unit_test(the_words_are_those_of_the_cap_message),
        cmocka_unit_test(one_breach_is_found),
        cmocka_unit_test(a_real_emergency_is_never_marked_as_a_drill),
        cmocka_unit_test(hostile_words_of_a_family_make_no_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
