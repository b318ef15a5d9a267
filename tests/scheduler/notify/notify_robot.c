/* What is posted to each platform: parsed back and compared, for every kind of alert; signatures against their vectors; and
 * what stays of texts that are far too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_message.h"
#include "notify/robot_part.h"
#include "sibu/json.h"

#define NOW_US 1700000000000000 /* the time of the signatures' vectors */
#define PLATFORMS 8 /* those that are posted JSON, without a template */
#define SECRET "this is secret"

static struct robot robot_of(enum robot_kind kind)
{
    return (struct robot){.kind = kind,
                          .url = kind == ROBOT_DINGTALK ? "https://oapi.example/robot/send?access_token=T"
                                                        : "https://chat.example/hook",
                          .secret = kind == ROBOT_DINGTALK || kind == ROBOT_FEISHU ? SECRET : "",
                          .token = kind >= ROBOT_NTFY ? "tk_123" : "",
                          .topic = kind >= ROBOT_NTFY ? "plant-a" : "",
                          .mention_all = 0,
                          .template = {.method = "POST", .body = "", .user = "", .ok_path = "", .ok_value = ""}};
}

/* The value that the pointer "/a/0/b" names; fails the test where there is none. */
static struct sibu_json_value at(const struct sibu_json *document, const char *pointer)
{
    struct sibu_json_value value = sibu_json_root(document);
    while (*pointer == '/') {
        char token[64];
        size_t length = strcspn(pointer + 1, "/");
        assert_true(length < sizeof token);
        memcpy(token, pointer + 1, length);
        token[length] = '\0';
        value = sibu_json_kind(value) == SIBU_JSON_ARRAY ? sibu_json_item(value, (size_t)strtoul(token, NULL, 10))
                                                         : sibu_json_member(value, token);
        pointer += length + 1;
    }
    assert_int_not_equal(sibu_json_kind(value), SIBU_JSON_ABSENT);
    return value;
}
static const char *text_at(const struct sibu_json *document, const char *pointer)
{
    return sibu_json_as_string(at(document, pointer));
}

/* One call, written and its body parsed. */
struct posted {
    struct sibu_arena arena;
    struct message message;
    struct http_call call;
    struct sibu_json *body;
};
static void clear(struct posted *posted)
{
    sibu_json_close(posted->body);
    sibu_arena_clear(&posted->arena);
}
static void post(struct posted *posted, const struct robot *robot)
{
    struct sibu_fault fault = {.place = ""};
    assert_int_equal(robot_check(robot, &fault), SIBU_OK);
    enum sibu_status status = robot_write(robot, &posted->message, NOW_US, &posted->arena, &posted->call, &fault);
    if (status != SIBU_OK) {
        print_message("%s: %s: %s\n", robot_kind_name(robot->kind), fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(status, SIBU_OK);
    assert_int_equal(posted->call.body_length, strlen(posted->call.body));
    assert_int_equal(sibu_json_open(&posted->body, "body", posted->call.body, posted->call.body_length, &fault),
                     SIBU_OK);
}
static struct posted post_kind(const struct robot *robot, enum alert_kind kind, int is_long)
{
    struct posted posted = {0};
    posted.message = is_long ? fixture_long_message(kind, &posted.arena) : fixture_message(kind, &posted.arena);
    post(&posted, robot);
    return posted;
}

/* Where the words that people see stand: in each of these a reader begins to read. `language` -1: both stand in it, Chinese
 * first. */
struct seen {
    const char *pointer;
    int language;
};
#define SEEN_MAX 4
static const struct seen SEEN[PLATFORMS][SEEN_MAX] = {
    [ROBOT_DINGTALK] = {{"/text/content", -1}},
    [ROBOT_WECOM] = {{"/text/content", -1}},
    [ROBOT_FEISHU] = {{"/content/text", -1}},
    [ROBOT_SLACK] = {{"/text", -1},
                     {"/blocks/0/text/text", -1},
                     {"/blocks/1/text/text", SIBU_ZH},
                     {"/blocks/2/text/text", SIBU_EN}},
    [ROBOT_TEAMS] = {{"/attachments/0/content/body/0/inlines/0/text", SIBU_ZH},
                     {"/attachments/0/content/body/1/inlines/0/text", SIBU_ZH},
                     {"/attachments/0/content/body/4/inlines/0/text", SIBU_EN},
                     {"/attachments/0/content/body/5/inlines/0/text", SIBU_EN}},
    [ROBOT_NTFY] = {{"/title", -1}, {"/message", -1}},
    [ROBOT_GOTIFY] = {{"/title", -1}, {"/message", -1}},
    [ROBOT_APPRISE] = {{"/title", -1}, {"/body", -1}},
};

static void expect_mark(const char *words, int language, int is_exercise)
{
    static const char *const MARKS[2][SIBU_LANGUAGES] = {{"真实险情", "REAL EMERGENCY"}, {"【演练】", "DRILL:"}};
    const char *first = MARKS[is_exercise][language == SIBU_EN ? SIBU_EN : SIBU_ZH];
    assert_memory_equal(words, first, strlen(first));
    if (language == -1) { /* the English part begins a line, or stands behind the stroke of a title */
        const char *english = strstr(words, MARKS[is_exercise][SIBU_EN]);
        assert_non_null(english);
        assert_true(english[-1] == '\n' || memcmp(english - 3, " / ", 3) == 0);
    }
}

static void every_kind_on_every_platform_begins_with_its_mark(void **state)
{
    (void)state;
    for (int platform = 0; platform < PLATFORMS; platform++) {
        struct robot robot = robot_of((enum robot_kind)platform);
        for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
            for (int is_long = 0; is_long < 2; is_long++) {
                struct posted posted = post_kind(&robot, (enum alert_kind)kind, is_long);
                for (int i = 0; i < SEEN_MAX && SEEN[platform][i].pointer != NULL; i++) {
                    if (is_long && platform == ROBOT_TEAMS && i >= 2) {
                        continue; /* a line more or less: where English begins is asked of short texts */
                    }
                    expect_mark(text_at(posted.body, SEEN[platform][i].pointer), SEEN[platform][i].language,
                                posted.message.is_exercise);
                }
                clear(&posted);
            }
        }
    }
}

/* Until when it holds and where the page is stand in every call, however long the texts; it is cut at whole characters. */
static void nothing_that_must_stay_is_cut(void **state)
{
    (void)state;
    for (int platform = 0; platform < PLATFORMS; platform++) {
        struct robot robot = robot_of((enum robot_kind)platform);
        for (int is_long = 0; is_long < 2; is_long++) {
            struct posted posted = post_kind(&robot, ALERT_START, is_long);
            assert_non_null(strstr(posted.call.body, "有效至 18:30。"));
            assert_non_null(strstr(posted.call.body, "Valid until 18:30."));
            assert_non_null(strstr(posted.call.body, FIXTURE_LINK));
            assert_true(sibu_utf8_valid(posted.call.body, posted.call.body_length));
            assert_null(strstr(posted.call.body, "\xEF\xBF\xBD"));
            assert_int_equal(is_long, strstr(posted.call.body, "…") != NULL);
            clear(&posted);
        }
    }
}

static void each_platform_gets_no_more_than_it_takes(void **state)
{
    (void)state;
    static const size_t BODY[PLATFORMS] = {20000, 16000, 20000, 60000, 28000, 32000, 64000, 64000};
    for (int platform = 0; platform < PLATFORMS; platform++) {
        struct robot robot = robot_of((enum robot_kind)platform);
        struct posted posted = post_kind(&robot, ALERT_START, 1);
        assert_in_range(posted.call.body_length, 1, BODY[platform]);
        if (platform == ROBOT_WECOM) {
            assert_in_range(strlen(text_at(posted.body, "/text/content")), 2000, 2048);
        } else if (platform == ROBOT_NTFY) {
            assert_in_range(strlen(text_at(posted.body, "/message")), 4000, 4096);
        } else if (platform == ROBOT_SLACK) {
            assert_in_range(strlen(text_at(posted.body, "/blocks/0/text/text")), 100, 150);
            assert_in_range(strlen(text_at(posted.body, "/blocks/1/text/text")), 2900, 3000);
        }
        clear(&posted);
    }
}

/* From no room at all on: the words are whole in what must stay, or there are none. */
static void any_room_gives_whole_words_or_none(void **state)
{
    (void)state;
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        struct sibu_arena arena = {0};
        struct message message = fixture_message((enum alert_kind)kind, &arena);
        int least = 0;
        for (size_t bytes = 0; bytes < 1200; bytes++) {
            struct sibu_text words = {0};
            if (robot_words(&words, &message, ROBOT_TITLES | ROBOT_LINK, bytes)) {
                least = least == 0 ? (int)bytes : least;
                assert_in_range(words.length, 1, bytes);
                expect_mark(sibu_text_get(&words), -1, message.is_exercise);
                expect_mark(strchr(sibu_text_get(&words), '\n') + 1, -1, message.is_exercise);
                assert_non_null(strstr(sibu_text_get(&words), "\n有效至 18:30。\n\n"));
                assert_non_null(strstr(sibu_text_get(&words), "\nValid until 18:30.\n\n" FIXTURE_LINK));
                assert_true(sibu_utf8_valid(sibu_text_get(&words), words.length));
            } else {
                assert_int_equal(least, 0); /* more room is never too little */
            }
            sibu_text_clear(&words);
        }
        assert_in_range(least, 100, 200);
        sibu_arena_clear(&arena);
    }
}

/* Links of every length that a message may have leave ever less room for the words. */
static void a_longer_link_leaves_whole_words(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct message message = fixture_message(ALERT_START, &arena);
    struct robot robot = robot_of(ROBOT_WECOM);
    char link[MESSAGE_LINK_BYTES_MAX + 8] = FIXTURE_LINK;
    for (size_t length = strlen(link); length < MESSAGE_LINK_BYTES_MAX; length = strlen(link)) {
        struct http_call call;
        struct sibu_fault fault;
        struct sibu_json *body = NULL;
        message.link = link;
        assert_int_equal(robot_write(&robot, &message, NOW_US, &arena, &call, &fault), SIBU_OK);
        assert_int_equal(sibu_json_open(&body, "body", call.body, call.body_length, &fault), SIBU_OK);
        const char *content = text_at(body, "/text/content");
        assert_in_range(strlen(content), 1, 2048);
        assert_string_equal(content + strlen(content) - length, link);
        expect_mark(content, -1, 1);
        sibu_json_close(body);
        memcpy(link + length, "xyz", 4);
    }
    sibu_arena_clear(&arena);
}

static void expect_header(const struct http_call *call, const char *line)
{
    for (size_t i = 0; i < call->header_count; i++) {
        if (strcmp(call->headers[i], line) == 0) {
            return;
        }
    }
    fail_msg("there is no header \"%s\"", line);
}

static void each_call_is_a_post_of_json_with_its_key(void **state)
{
    (void)state;
    for (int platform = 0; platform < PLATFORMS; platform++) {
        struct robot robot = robot_of((enum robot_kind)platform);
        struct posted posted = post_kind(&robot, ALERT_UPDATE, 0);
        assert_string_equal(posted.call.method, "POST");
        assert_memory_equal(posted.call.url, robot.url, strlen(robot.url));
        expect_header(&posted.call, "Content-Type: application/json; charset=utf-8");
        expect_header(&posted.call, "Idempotency-Key: " FIXTURE_KEY);
        for (size_t i = 0; i < posted.call.header_count; i++) {
            assert_null(strpbrk(posted.call.headers[i], "\r\n"));
            assert_null(strstr(posted.call.headers[i], "Delay"));
        }
        assert_null(strstr(posted.call.body, "delay"));
        assert_null(strstr(posted.call.body, SECRET));
        clear(&posted);
    }
}

/* The vectors of vectors.json (dingtalk_sign, feishu_sign): secret "this is secret", 1700000000 s. */
static void dingtalk_is_signed_in_its_url(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_DINGTALK);
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(posted.call.url, "https://oapi.example/robot/send?access_token=T&timestamp=1700000000000"
                                         "&sign=sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0%3D");
    assert_string_equal(text_at(posted.body, "/msgtype"), "text");
    assert_int_equal(sibu_json_as_bool(at(posted.body, "/at/isAtAll")), 0);
    clear(&posted);
    robot.secret = "";
    robot.mention_all = 1;
    posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(posted.call.url, robot.url);
    assert_int_equal(sibu_json_as_bool(at(posted.body, "/at/isAtAll")), 1);
    clear(&posted);
}

static void feishu_is_signed_in_its_body(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_FEISHU);
    robot.mention_all = 1;
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(posted.call.url, robot.url);
    assert_string_equal(text_at(posted.body, "/timestamp"), "1700000000");
    assert_string_equal(text_at(posted.body, "/sign"), "OfGzRzoUICBOoc8wVra1e4A1hPfbZ9zqXozA8CWVUuY=");
    assert_string_equal(text_at(posted.body, "/msg_type"), "text");
    const char *text = text_at(posted.body, "/content/text"), *called = strchr(text, '<');
    assert_non_null(strstr(text, "＜at user_id=")); /* that of a text calls nobody */
    assert_string_equal(called, "<at user_id=\"all\">所有人 / everybody</at>");
    clear(&posted);
}

static void wecom_calls_everybody_where_told_to(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_WECOM);
    robot.mention_all = 1;
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(text_at(posted.body, "/text/mentioned_list/0"), "@all");
    clear(&posted);
}

static void slack_shows_plain_text_and_a_button(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_SLACK);
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_null(strchr(text_at(posted.body, "/text"), '<'));
    for (int i = 0; i < 3; i++) {
        char pointer[64];
        (void)snprintf(pointer, sizeof pointer, "/blocks/%d/text/type", i);
        assert_string_equal(text_at(posted.body, pointer), "plain_text");
    }
    assert_string_equal(text_at(posted.body, "/blocks/1/text/text"), posted.message.text.in[SIBU_ZH]);
    assert_string_equal(text_at(posted.body, "/blocks/2/text/text"), posted.message.text.in[SIBU_EN]);
    assert_string_equal(text_at(posted.body, "/blocks/3/elements/0/url"), FIXTURE_LINK);
    clear(&posted);
}

static void teams_gets_a_card_that_opens_the_page(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_TEAMS);
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(text_at(posted.body, "/attachments/0/contentType"), "application/vnd.microsoft.card.adaptive");
    assert_string_equal(text_at(posted.body, "/attachments/0/content/type"), "AdaptiveCard");
    assert_string_equal(text_at(posted.body, "/attachments/0/content/body/0/inlines/0/text"),
                        posted.message.title.in[SIBU_ZH]);
    assert_string_equal(text_at(posted.body, "/attachments/0/content/body/3/inlines/0/text"), "有效至 18:30。");
    assert_string_equal(text_at(posted.body, "/attachments/0/content/body/7/inlines/0/text"), "Valid until 18:30.");
    assert_string_equal(text_at(posted.body, "/attachments/0/content/actions/0/type"), "Action.OpenUrl");
    assert_string_equal(text_at(posted.body, "/attachments/0/content/actions/0/url"), FIXTURE_LINK);
    clear(&posted);
}

/* The one action opens the page. None posts or gets anything by itself: that would be an answer of nobody. */
static void ntfy_is_loud_and_opens_the_page(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_NTFY);
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(text_at(posted.body, "/topic"), "plant-a");
    assert_int_equal((int)sibu_json_as_number(at(posted.body, "/priority")), 5);
    assert_string_equal(text_at(posted.body, "/click"), FIXTURE_LINK);
    assert_int_equal(sibu_json_count(at(posted.body, "/actions")), 1);
    assert_string_equal(text_at(posted.body, "/actions/0/action"), "view");
    assert_string_equal(text_at(posted.body, "/actions/0/url"), FIXTURE_LINK);
    expect_header(&posted.call, "Authorization: Bearer tk_123");
    clear(&posted);
}

static void ntfy_reaches_a_person_by_its_own_topic(void **state)
{
    (void)state;
    struct robot robot = robot_of(ROBOT_NTFY);
    struct posted posted = {0};
    struct sibu_fault fault;
    posted.message = fixture_message(ALERT_START, &posted.arena);
    posted.message.to = "u-93ac";
    post(&posted, &robot);
    assert_string_equal(text_at(posted.body, "/topic"), "u-93ac");
    posted.message.to = "a/b";
    assert_int_equal(robot_write(&robot, &posted.message, NOW_US, &posted.arena, &posted.call, &fault), SIBU_BAD_INPUT);
    posted.message.to = robot.topic = "";
    assert_int_equal(robot_write(&robot, &posted.message, NOW_US, &posted.arena, &posted.call, &fault), SIBU_BAD_INPUT);
    clear(&posted);
}

static void gotify_and_apprise_get_what_they_know(void **state)
{
    (void)state;
    static const char *const TYPES[FIXTURE_KINDS] = {"warning", "warning", "success", "info", "failure"};
    struct robot robot = robot_of(ROBOT_GOTIFY);
    robot.url = "https://chat.example/hook/";
    struct posted posted = post_kind(&robot, ALERT_START, 0);
    assert_string_equal(posted.call.url, "https://chat.example/hook/message");
    assert_int_equal((int)sibu_json_as_number(at(posted.body, "/priority")), 8);
    assert_string_equal(text_at(posted.body, "/extras/client::notification/click/url"), FIXTURE_LINK);
    expect_header(&posted.call, "X-Gotify-Key: tk_123");
    clear(&posted);
    robot = robot_of(ROBOT_APPRISE);
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        posted = post_kind(&robot, (enum alert_kind)kind, 0);
        assert_string_equal(text_at(posted.body, "/type"), TYPES[kind]);
        assert_string_equal(text_at(posted.body, "/tag"), "plant-a");
        clear(&posted);
    }
}

/* To a group there is no page: no button, and nothing in its place. */
static void a_group_gets_no_button(void **state)
{
    (void)state;
    for (int platform = 0; platform < PLATFORMS; platform++) {
        struct robot robot = robot_of((enum robot_kind)platform);
        struct posted posted = {0};
        posted.message = fixture_message(ALERT_START, &posted.arena);
        posted.message.link = "";
        post(&posted, &robot);
        assert_null(strstr(posted.call.body, "actions"));
        assert_null(strstr(posted.call.body, "\"url\""));
        clear(&posted);
    }
}

static void nothing_unmarked_is_ever_written(void **state)
{
    (void)state;
    for (int platform = 0; platform < PLATFORMS; platform++) {
        struct robot robot = robot_of((enum robot_kind)platform);
        struct posted posted = {0};
        struct sibu_fault fault;
        posted.message = fixture_message(ALERT_START, &posted.arena);
        posted.message.text.in[SIBU_ZH] = "撤离\n有效至 18:30。";
        assert_int_equal(robot_write(&robot, &posted.message, NOW_US, &posted.arena, &posted.call, &fault),
                         SIBU_BAD_INPUT);
        clear(&posted);
    }
}

static void a_robot_that_cannot_work_is_refused(void **state)
{
    (void)state;
    static const char *const URLS[] = {"",
                                       "ftp://a/b",
                                       "https://",
                                       "https:///x",
                                       "https://u:p@a/",
                                       "https://a b/",
                                       "https://a/#x",
                                       "https://a/\r\nX: y",
                                       "https://{phone}.a/",
                                       "https://a/{text}",
                                       "http://:80/"};
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof URLS / sizeof URLS[0]; i++) {
        struct robot robot = robot_of(ROBOT_WECOM);
        robot.url = URLS[i];
        assert_int_equal(robot_check(&robot, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, "/url");
    }
    struct robot robot = robot_of(ROBOT_DINGTALK);
    robot.secret = "a\nb";
    assert_int_equal(robot_check(&robot, &fault), SIBU_BAD_INPUT);
    robot = robot_of(ROBOT_NTFY);
    robot.token = "a b";
    assert_int_equal(robot_check(&robot, &fault), SIBU_BAD_INPUT);
    robot = robot_of(ROBOT_NTFY);
    robot.topic = "a/b";
    assert_int_equal(robot_check(&robot, &fault), SIBU_BAD_INPUT);
    robot = robot_of(ROBOT_GOTIFY);
    robot.token = "";
    assert_int_equal(robot_check(&robot, &fault), SIBU_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_on_every_platform_begins_with_its_mark),
        cmocka_unit_test(nothing_that_must_stay_is_cut),
        cmocka_unit_test(each_platform_gets_no_more_than_it_takes),
        cmocka_unit_test(any_room_gives_whole_words_or_none),
        cmocka_unit_test(a_longer_link_leaves_whole_words),
        cmocka_unit_test(each_call_is_a_post_of_json_with_its_key),
        cmocka_unit_test(dingtalk_is_signed_in_its_url),
        cmocka_unit_test(feishu_is_signed_in_its_body),
        cmocka_unit_test(wecom_calls_everybody_where_told_to),
        cmocka_unit_test(slack_shows_plain_text_and_a_button),
        cmocka_unit_test(teams_gets_a_card_that_opens_the_page),
        cmocka_unit_test(ntfy_is_loud_and_opens_the_page),
        cmocka_unit_test(ntfy_reaches_a_person_by_its_own_topic),
        cmocka_unit_test(gotify_and_apprise_get_what_they_know),
        cmocka_unit_test(a_group_gets_no_button),
        cmocka_unit_test(nothing_unmarked_is_ever_written),
        cmocka_unit_test(a_robot_that_cannot_work_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
