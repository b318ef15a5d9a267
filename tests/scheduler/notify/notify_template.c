/* The template of a gateway: filled without a leak from any place of any format, refused where it cannot be right, and its
 * answer judged by what stands at one place of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "fixture_message.h"
#include "notify/robot.h"
#include "sibu/json.h"

#define NOW_US 1700000000000000

static const char *const HEADERS[] = {"Authorization: Basic {basic}", "X-Key: {key}"};

static struct robot gateway(enum robot_encoding encoding, const char *body)
{
    return (struct robot){.kind = ROBOT_GENERIC,
                          .url = "https://sms.example/send?to={phone}",
                          .secret = "p:ss\"w",
                          .token = "tk",
                          .topic = "",
                          .template = {.method = "POST",
                                       .encoding = encoding,
                                       .headers = HEADERS,
                                       .header_count = 2,
                                       .body = body,
                                       .user = "AC1",
                                       .text_max_bytes = 2000,
                                       .ok_path = "/Code",
                                       .ok_value = "OK"}};
}

static struct message message_to(enum alert_kind kind, struct sibu_arena *arena)
{
    struct message message = fixture_message(kind, arena);
    message.to = "+86 139&0000=\"<";
    return message;
}

static struct http_call fill(const struct robot *robot, const struct message *message, struct sibu_arena *arena)
{
    struct http_call call = {.method = ""};
    struct sibu_fault fault = {.place = ""};
    enum sibu_status status = robot_check(robot, &fault);
    if (status == SIBU_OK) {
        status = robot_write(robot, message, NOW_US, arena, &call, &fault);
    }
    if (status != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return call;
}

static void json_is_filled_inside_its_strings(void **state)
{
    (void)state;
    struct robot robot = gateway(
        ROBOT_JSON, "{\"to\":\"{phone}\",\"text\":\"{text}\",\"t\":\"{title}\",\"l\":\"{link}\",\"d\":\"{drill}\","
                    "\"e\":\"{expires}\",\"s\":\"{secret}\",\"z\":\"{text_zh}\",\"n\":\"{title_en}\"}");
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        struct sibu_arena arena = {0};
        struct sibu_json *body = NULL;
        struct sibu_fault fault;
        struct message message = message_to((enum alert_kind)kind, &arena);
        struct http_call call = fill(&robot, &message, &arena);
        assert_int_equal(sibu_json_open(&body, "body", call.body, call.body_length, &fault), SIBU_OK);
        struct sibu_json_value root = sibu_json_root(body);
        const char *text = sibu_json_as_string(sibu_json_member(root, "text"));
        const char *mark = message.is_exercise ? "【演练】" : "真实险情";
        assert_memory_equal(text, mark, strlen(mark));
        assert_non_null(strstr(text, message.is_exercise ? "\nDRILL: " : "\nREAL EMERGENCY"));
        assert_memory_equal(sibu_json_as_string(sibu_json_member(root, "t")), mark, strlen(mark));
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "z")), message.text.in[SIBU_ZH]);
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "n")), message.title.in[SIBU_EN]);
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "to")), message.to);
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "l")), FIXTURE_LINK);
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "d")), "2026-000017");
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "e")), "2026-11-24T18:30:00+08:00");
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "s")), "p:ss\"w");
        sibu_json_close(body);
        sibu_arena_clear(&arena);
    }
}

static void the_url_and_headers_are_filled_too(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct robot robot = gateway(ROBOT_JSON, "{\"text\":\"{text}\"}");
    struct message message = message_to(ALERT_START, &arena);
    struct http_call call = fill(&robot, &message, &arena);
    assert_string_equal(call.url, "https://sms.example/send?to=%2B86%20139%260000%3D%22%3C");
    assert_int_equal(call.header_count, 3);
    assert_string_equal(call.headers[0], "Authorization: Basic QUMxOnA6c3Midw==");
    assert_string_equal(call.headers[1], "X-Key: " FIXTURE_KEY);
    assert_string_equal(call.headers[2], "Content-Type: application/json; charset=utf-8");
    sibu_arena_clear(&arena);
}

static void a_form_has_no_more_fields_than_its_template(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct robot robot = gateway(ROBOT_FORM, "To={phone}&Body={text}");
    struct message message = message_to(ALERT_UPDATE, &arena);
    struct http_call call = fill(&robot, &message, &arena);
    size_t ampersands = 0, equals = 0;
    for (const char *c = call.body; *c != '\0'; c++) {
        ampersands += *c == '&';
        equals += *c == '=';
        assert_true(*c > ' ' && *c < 0x7F);
    }
    assert_int_equal(ampersands, 1);
    assert_int_equal(equals, 2);
    assert_non_null(strstr(call.body, "&Body=%E3%80%90%E6%BC%94%E7%BB%83%E3%80%91"));
    assert_string_equal(call.headers[2], "Content-Type: application/x-www-form-urlencoded");
    sibu_arena_clear(&arena);
}

static void xml_keeps_its_elements(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct robot robot = gateway(ROBOT_XML, "<sms><to>{phone}</to><text>{text_zh}</text><en>{text_en}</en></sms>");
    struct message message = message_to(ALERT_START, &arena);
    struct http_call call = fill(&robot, &message, &arena);
    xmlDocPtr document = xmlReadMemory(call.body, (int)call.body_length, NULL, "UTF-8", XML_PARSE_NONET);
    assert_non_null(document);
    xmlNodePtr text = xmlDocGetRootElement(document)->children->next;
    xmlChar *content = xmlNodeGetContent(text);
    assert_string_equal((const char *)text->name, "text");
    assert_string_equal((const char *)content, message.text.in[SIBU_ZH]);
    xmlFree(content);
    xmlFreeDoc(document);
    sibu_arena_clear(&arena);
}

static void plain_text_stands_as_it_is(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct robot robot = gateway(ROBOT_PLAIN, "{text_zh}\n{text_en}");
    struct message message = message_to(ALERT_ABORT, &arena);
    struct http_call call = fill(&robot, &message, &arena);
    assert_memory_equal(call.body, message.text.in[SIBU_ZH], strlen(message.text.in[SIBU_ZH]));
    sibu_arena_clear(&arena);
}

static void a_get_carries_everything_in_its_url(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct robot robot = gateway(ROBOT_JSON, "");
    robot.url = "https://sms.example/send?to={phone}&text={title}&k={key}";
    robot.template.method = "GET";
    struct message message = message_to(ALERT_ALL_CLEAR, &arena);
    struct http_call call = fill(&robot, &message, &arena);
    assert_string_equal(call.method, "GET");
    assert_int_equal(call.body_length, 0);
    assert_int_equal(call.header_count, 2);
    assert_non_null(strstr(call.url, "&text=%E3%80%90%E6%BC%94%E7%BB%83%E3%80%91"));
    assert_non_null(strstr(call.url, "%20%2F%20DRILL%3A%20"));
    sibu_arena_clear(&arena);
}

static void a_long_text_is_cut_to_what_the_gateway_takes(void **state)
{
    (void)state;
    for (size_t bytes = 200; bytes < 400; bytes += 3) {
        struct sibu_arena arena = {0};
        struct robot robot = gateway(ROBOT_PLAIN, "{text}");
        robot.template.text_max_bytes = bytes;
        struct message message = fixture_long_message(ALERT_START, &arena);
        struct http_call call = fill(&robot, &message, &arena);
        assert_in_range(call.body_length, bytes - 10, bytes);
        assert_true(sibu_utf8_valid(call.body, call.body_length));
        assert_memory_equal(call.body, "【演练】", 12);
        assert_non_null(strstr(call.body, "有效至 18:30。\n\nDRILL: "));
        assert_string_equal(call.body + call.body_length - 18, "Valid until 18:30.");
        sibu_arena_clear(&arena);
    }
}

/* The least that a template may allow has room for marks and validity of every kind. */
static void the_least_room_is_enough(void **state)
{
    (void)state;
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        struct sibu_arena arena = {0};
        struct robot robot = gateway(ROBOT_PLAIN, "{text}{title}");
        robot.template.text_max_bytes = ROBOT_TEXT_BYTES_LEAST;
        struct message message = fixture_long_message((enum alert_kind)kind, &arena);
        (void)fill(&robot, &message, &arena);
        sibu_arena_clear(&arena);
    }
}

static const struct {
    enum robot_encoding encoding;
    const char *body;
    const char *place; /* NULL: good */
} BODIES[] = {
    {ROBOT_JSON, "{\"a\":\"{text}\"}", NULL},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":{}}", NULL},
    {ROBOT_JSON, "{\"a\":\"{text_zh}\",\"b\":\"{text_en}\"}", NULL},
    {ROBOT_JSON, "{\"a\":\"【某公司】{text}\"}", NULL},
    {ROBOT_JSON, "{\"a\":\"{text}\",\"to\":\"{phnoe}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{text}\",\"to\":\"{TEXT}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{text_zh}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{text_en}\",\"b\":\"{title_en}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{link}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"Notice: {text}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"Emergency {text}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}: {text} {link}\"}", NULL},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"EMERGENCY={title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"EMERGENCY>{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"EMERGENCY】{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"EMERGENCY【】{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"【】EMERGENCY】{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"a\\\"{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"a\\\"\\\"{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":\"a\\\\\",\"c\":\"{title}\"}", NULL},
    {ROBOT_JSON, "{\"a\":\"{link}{title}\"}", "/body"},
    {ROBOT_JSON, "{\"a\":[\"{title}\",\"【某公司】{text_zh} {text_en}\"]}", NULL},
    {ROBOT_JSON, "{\"a\":{text}}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{text}\"", "/body"},
    {ROBOT_JSON, "To={text}", "/body"},
    {ROBOT_JSON, "", "/body"},
    {ROBOT_FORM, "a={text}", NULL},
    {ROBOT_FORM, "a= {text}", "/body"},
    {ROBOT_FORM, "a={text}&b=now+{title}", "/body"},
    {ROBOT_FORM, "{text}", "/body"},
    {ROBOT_FORM, "a={text}&b=EMERGENCY={title}", "/body"},
    {ROBOT_FORM, "a={text}&b=EMERGENCY%22{title}", "/body"},
    {ROBOT_FORM, "a={text}&b=%E3%80%90X%E3%80%91{title}", NULL},
    {ROBOT_FORM, "a={text}&b=EMERGENCY%E3%80%91{title}", "/body"},
    {ROBOT_XML, "<a>{text}</a>", NULL},
    {ROBOT_XML, "<a b=\"{text}\"/>", NULL},
    {ROBOT_XML, "<a>{text}", "/body"},
    {ROBOT_XML, "<a><b>{title}</b><c>now {text}</c></a>", "/body"},
    {ROBOT_XML, "<?xml version=\"1.0\"?><a b='{text}'/>", NULL},
    {ROBOT_XML, "<a><to x=\"y\">1</to>\n<b>{title}</b><c>【某公司】{text}</c></a>", NULL},
    {ROBOT_XML, "<a>EMERGENCY>{text}</a>", "/body"},
    {ROBOT_XML, "<a>EMERGENCY\"{text}</a>", "/body"},
    {ROBOT_XML, "<a b=\"EMERGENCY'{text}\"/>", "/body"},
    {ROBOT_XML, "<a b=\"EMERGENCY>{text}\"/>", "/body"},
    {ROBOT_XML, "<a>EMERGENCY\n{text}</a>", "/body"},
    {ROBOT_XML, "<a>EMERGENCY <b>{text}</b></a>", "/body"},
    {ROBOT_XML, "<a>EMERGENCY <b/>{text}</a>", "/body"},
    {ROBOT_XML, "<a><b>EMERGENCY</b>{text}</a>", "/body"},
    {ROBOT_XML, "<a><![CDATA[EMERGENCY>{text}]]></a>", "/body"},
    {ROBOT_XML, "<a><!-- ' -->EMERGENCY'>{text}</a>", "/body"},
    {ROBOT_XML, "<a><?x '?><b>EMERGENCY'>{text}</b></a>", "/body"},
    {ROBOT_XML, "<a><b/>{text}</a>", NULL},
    {ROBOT_PLAIN, "{text}", NULL},
    {ROBOT_PLAIN, "【某公司】{text}", NULL},
    {ROBOT_PLAIN, "EMERGENCY\n{text}", "/body"},
    {ROBOT_PLAIN, "EMERGENCY={text}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":[\"【\",\"】{title}\"]}", "/body"},
    {ROBOT_JSON, "{\"a\":\"{title}\",\"b\":[\"【{link}】{title}\"]}", "/body"},
    {ROBOT_PLAIN, "SMS {text}", "/body"},
};

static void expect_verdict_of_check(const struct robot *robot, const char *place, const char *what)
{
    struct sibu_fault fault = {.place = ""};
    enum sibu_status status = robot_check(robot, &fault);
    if (status != (place == NULL ? SIBU_OK : SIBU_BAD_INPUT)) {
        fail_msg("%s gave %d, %s", what, (int)status, fault.what[SIBU_EN]);
    }
    if (place != NULL) {
        assert_string_equal(fault.place, place);
        assert_null(strstr(fault.what[SIBU_EN], robot->secret));
    }
}

static void a_body_that_cannot_be_right_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BODIES / sizeof BODIES[0]; i++) {
        struct robot robot = gateway(BODIES[i].encoding, BODIES[i].body);
        expect_verdict_of_check(&robot, BODIES[i].place, BODIES[i].body);
    }
}

static void words_in_the_url_come_first_too(void **state)
{
    (void)state;
    static const struct {
        const char *url, *place;
    } URLS[] = {
        {"https://a/?to={phone}&x={title}", NULL},
        {"https://a/?x=%E3%80%90A%E3%80%91{title}&to={phone}", NULL},
        {"https://a/?x=EMERGENCY={title}", "/url"},
        {"https://a/?x=EMERGENCY?y={title}", "/url"},
        {"https://a/?x=EMERGENCY+{title}", "/url"},
        {"https://a/x={title}", "/url"},
        {"https://a/{title}", "/url"},
    };
    for (size_t i = 0; i < sizeof URLS / sizeof URLS[0]; i++) {
        struct robot robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
        robot.url = URLS[i].url;
        expect_verdict_of_check(&robot, URLS[i].place, URLS[i].url);
        robot.template.method = "GET";
        robot.template.body = "";
        expect_verdict_of_check(&robot, URLS[i].place, URLS[i].url);
    }
}

static void a_header_that_cannot_be_right_is_refused(void **state)
{
    (void)state;
    static const char *const LINES[] = {"X: {text}",    "X: {what}", "X: 演练",           "X Y: a",
                                        "X: a\r\nY: b", "Host: a",   "content-length: 3", "Transfer-Encoding: chunked",
                                        ": a",          "X"};
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct robot robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
        robot.template.headers = &LINES[i];
        robot.template.header_count = 1;
        expect_verdict_of_check(&robot, "/headers", LINES[i]);
    }
}

static void places_without_their_file_are_refused(void **state)
{
    (void)state;
    struct robot robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\",\"t\":\"{token}\"}");
    robot.token = "";
    expect_verdict_of_check(&robot, "/token_file", "{token}");
    robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
    robot.template.user = "";
    expect_verdict_of_check(&robot, "/user", "{basic}");
    robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
    robot.template.ok_path = "Code";
    expect_verdict_of_check(&robot, "/ok/path", "Code");
    robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
    robot.url = "https://a/?x={nothing}";
    expect_verdict_of_check(&robot, "/url", "{nothing}");
    robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
    robot.template.method = "GET";
    expect_verdict_of_check(&robot, "/body", "GET");
}

static const struct {
    const char *path, *value;
    int status;
    const char *body;
    enum robot_fate fate;
} ANSWERS[] = {
    {"/Code", "OK", 200, "{\"Code\":\"OK\"}", ROBOT_ACCEPTED},
    {"/Code", "OK", 200, "{\"Code\":\"isv.INVALID\"}", ROBOT_REFUSED},
    {"/Code", "OK", 200, "{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}", ROBOT_RETRY},
    {"/Code", "OK", 200, "{}", ROBOT_RETRY},
    {"/Code", "OK", 200, "<html>", ROBOT_RETRY},
    {"/Code", "OK", 200, "", ROBOT_RETRY},
    {"/Code", "OK", 500, "{\"Code\":\"OK\"}", ROBOT_RETRY},
    {"/Code", "OK", 404, "{\"Code\":\"OK\"}", ROBOT_REFUSED},
    {"/a/1/b~1c", "0", 200, "{\"a\":[1,{\"b/c\":0}]}", ROBOT_ACCEPTED},
    {"/a/1/b~1c", "0", 200, "{\"a\":[1,{\"b/c\":\"0\"}]}", ROBOT_ACCEPTED},
    {"/a/1/b~1c", "0", 200, "{\"a\":[1,{\"b/c\":1}]}", ROBOT_REFUSED},
    {"/a/7", "0", 200, "{\"a\":[0]}", ROBOT_RETRY},
    {"/a/99999999999999999999", "0", 200, "{\"a\":[0]}", ROBOT_RETRY},
    {"/a/x", "0", 200, "{\"a\":[0]}", ROBOT_RETRY},
    {"/ok", "true", 201, "{\"ok\":true}", ROBOT_ACCEPTED},
    {"/ok", "true", 201, "{\"ok\":false}", ROBOT_REFUSED},
    {"/ok", "true", 201, "{\"ok\":null}", ROBOT_REFUSED},
    {"", "", 200, "whatever", ROBOT_ACCEPTED}, /* by status */
    {"", "", 503, "whatever", ROBOT_RETRY},
    {"", "", 302, "", ROBOT_REFUSED},
};

static void an_answer_is_judged_by_the_place_that_is_named(void **state)
{
    (void)state;
    static const char *const RETRY[] = {"isv.BUSINESS_LIMIT_CONTROL", "busy"};
    for (size_t i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        struct robot robot = gateway(ROBOT_JSON, "{\"a\":\"{text}\"}");
        struct robot_verdict verdict;
        robot.template.ok_by_status = ANSWERS[i].path[0] == '\0';
        robot.template.ok_path = ANSWERS[i].path;
        robot.template.ok_value = ANSWERS[i].value;
        robot.template.retry_values = RETRY;
        robot.template.retry_count = 2;
        robot_judge(&robot, ANSWERS[i].status, ANSWERS[i].body, strlen(ANSWERS[i].body), &verdict);
        if (verdict.fate != ANSWERS[i].fate) {
            print_message("case %zu: %s\n", i, ANSWERS[i].body);
        }
        assert_int_equal(verdict.fate, ANSWERS[i].fate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_filled_inside_its_strings),
        cmocka_unit_test(the_url_and_headers_are_filled_too),
        cmocka_unit_test(a_form_has_no_more_fields_than_its_template),
        cmocka_unit_test(xml_keeps_its_elements),
        cmocka_unit_test(plain_text_stands_as_it_is),
        cmocka_unit_test(a_get_carries_everything_in_its_url),
        cmocka_unit_test(a_long_text_is_cut_to_what_the_gateway_takes),
        cmocka_unit_test(the_least_room_is_enough),
        cmocka_unit_test(a_body_that_cannot_be_right_is_refused),
        cmocka_unit_test(words_in_the_url_come_first_too),
        cmocka_unit_test(a_header_that_cannot_be_right_is_refused),
        cmocka_unit_test(places_without_their_file_are_refused),
        cmocka_unit_test(an_answer_is_judged_by_the_place_that_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
