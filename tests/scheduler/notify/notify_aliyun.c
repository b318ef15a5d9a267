/* Aliyun's SMS: signed as the vector is, one number and one nonce a call, and nothing sent that is not registered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_message.h"
#include "notify/robot_part.h"

#define NOW_US 1700000000000000

/* One call, written. */
struct sms {
    struct sibu_arena arena;
    struct message message;
    struct http_call call;
};

static struct robot aliyun(void)
{
    return (struct robot){.kind = ROBOT_ALIYUN,
                          .url = "https://sms.example",
                          .secret = "testSecret",
                          .token = "",
                          .topic = "",
                          .template = {.method = "POST",
                                       .encoding = ROBOT_JSON,
                                       .body = "{\"zh\":\"{title_zh}\",\"en\":\"{title_en}\",\"page\":\"{page}\"}",
                                       .user = "testId",
                                       .text_max_bytes = 200,
                                       .ok_by_status = 1,
                                       .ok_path = "",
                                       .ok_value = ""},
                          .sign_name = "阿里云短信测试专用",
                          .template_code = "SMS_71390007"};
}

/* The vector of vectors.json (aliyun_rpc_sms), whose signature is zJDF+Lrzhj/ThnlvIToysFRq6t4= */
static void aliyun_signs_the_sorted_query(void **state)
{
    (void)state;
    static const struct robot_pair PAIRS[] = {{"AccessKeyId", "testId"},
                                              {"Action", "SendSms"},
                                              {"Format", "XML"},
                                              {"OutId", "123"},
                                              {"PhoneNumbers", "15300000001"},
                                              {"RegionId", "cn-hangzhou"},
                                              {"SignName", "阿里云短信测试专用"},
                                              {"SignatureMethod", "HMAC-SHA1"},
                                              {"SignatureNonce", "45e25e9b-0a6f-4070-8c85-2956eda1b466"},
                                              {"SignatureVersion", "1.0"},
                                              {"TemplateCode", "SMS_71390007"},
                                              {"TemplateParam", "{\"customer\":\"test\"}"},
                                              {"Timestamp", "2017-07-12T02:42:19Z"},
                                              {"Version", "2017-05-25"}};
    static const char END[] = "&Version=2017-05-25&Signature=zJDF%2BLrzhj%2FThnlvIToysFRq6t4%3D";
    struct sibu_text query = {0};
    robot_aliyun_query(&query, PAIRS, sizeof PAIRS / sizeof PAIRS[0], "testSecret");
    assert_true(sibu_text_ok(&query));
    const char *end = strstr(sibu_text_get(&query), "&Version=");
    assert_non_null(end);
    assert_string_equal(end, END);
    sibu_text_clear(&query);
}

static void write_sms(struct sms *sms, const struct robot *robot, int64_t now_us)
{
    struct sibu_fault fault = {.place = ""};
    sms->message = fixture_message(ALERT_START, &sms->arena);
    sms->message.to = "+86 153-0000-0001";
    assert_int_equal(robot_check(robot, &fault), SIBU_OK);
    assert_int_equal(robot_write(robot, &sms->message, now_us, &sms->arena, &sms->call, &fault), SIBU_OK);
}

static void aliyun_gets_one_number_a_call_and_a_nonce_for_each_attempt(void **state)
{
    (void)state;
    struct robot robot = aliyun();
    struct sms first = {0}, second = {0};
    write_sms(&first, &robot, NOW_US);
    robot.url = "https://sms.example/";
    write_sms(&second, &robot, NOW_US + 1);
    assert_string_equal(first.call.method, "GET");
    assert_int_equal(first.call.body_length, 0);
    static const char HEAD[] = "https://sms.example/?AccessKeyId=testId&Action=SendSms&Format=JSON&OutId=" FIXTURE_KEY
                               "&PhoneNumbers=8615300000001&SignName=%E9%98%BF";
    assert_memory_equal(first.call.url, HEAD, sizeof HEAD - 1);
    assert_memory_equal(second.call.url, HEAD, sizeof HEAD - 1);
    assert_non_null(strstr(first.call.url, "&SignatureNonce=" FIXTURE_KEY "-1700000000000000&"));
    assert_non_null(strstr(second.call.url, "&SignatureNonce=" FIXTURE_KEY "-1700000000000001&"));
    assert_non_null(strstr(first.call.url,
                           "&TemplateCode=SMS_71390007&TemplateParam=%7B%22zh%22%3A%22%E3%80%90%E6%BC%94"
                           "%E7%BB%83%E3%80%91"));
    assert_non_null(
        strstr(first.call.url, "%22page%22%3A%22k7Qz%3Fa%3D1%26b%3D2%22%7D&Timestamp=2023-11-14T22%3A13%3A20Z"));
    assert_null(strstr(first.call.url, "testSecret"));
    sibu_arena_clear(&first.arena);
    sibu_arena_clear(&second.arena);
}

static void aliyun_refuses_what_is_no_number(void **state)
{
    (void)state;
    static const char *const TO[] = {"", "1234", "zhang@plant.example", "13900000000,13900000001",
                                     "123456789012345678901"};
    for (size_t i = 0; i < sizeof TO / sizeof TO[0]; i++) {
        struct robot robot = aliyun();
        struct sms sms = {0};
        struct sibu_fault fault = {.place = ""};
        sms.message = fixture_message(ALERT_START, &sms.arena);
        sms.message.to = TO[i];
        assert_int_equal(robot_write(&robot, &sms.message, NOW_US, &sms.arena, &sms.call, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, "message:/to");
        sibu_arena_clear(&sms.arena);
    }
}

static void aliyun_needs_what_is_registered_and_sends_no_secret(void **state)
{
    (void)state;
    const struct {
        const char *place, *url, *user, *secret, *sign_name, *template_code, *param;
    } CASES[] = {
        {"/url", "https://sms.example/x", "id", "s", "a", "b", "{\"a\":\"{title}\"}"},
        {"/url", "https://sms.example?x=1", "id", "s", "a", "b", "{\"a\":\"{title}\"}"},
        {"/user", "https://sms.example", "", "s", "a", "b", "{\"a\":\"{title}\"}"},
        {"/secret_file", "https://sms.example", "id", "", "a", "b", "{\"a\":\"{title}\"}"},
        {"/sign_name", "https://sms.example", "id", "s", "", "b", "{\"a\":\"{title}\"}"},
        {"/template_code", "https://sms.example", "id", "s", "a", "", "{\"a\":\"{title}\"}"},
        {"/param", "https://sms.example", "id", "s", "a", "b", "{\"a\":\"EMERGENCY {title}\"}"},
        {"/param", "https://sms.example", "id", "s", "a", "b", "{\"a\":\"{title_en}\"}"},
        {"/param", "https://sms.example", "id", "s", "a", "b", "{\"a\":\"{title}\",\"b\":\"{secret}\"}"},
        {"/param", "https://sms.example", "id", "s", "a", "b", "}"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct robot robot = aliyun();
        struct sibu_fault fault = {.place = ""};
        robot.url = CASES[i].url;
        robot.template.user = CASES[i].user;
        robot.secret = CASES[i].secret;
        robot.sign_name = CASES[i].sign_name;
        robot.template_code = CASES[i].template_code;
        robot.template.body = CASES[i].param;
        assert_int_equal(robot_check(&robot, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, CASES[i].place);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliyun_signs_the_sorted_query),
        cmocka_unit_test(aliyun_gets_one_number_a_call_and_a_nonce_for_each_attempt),
        cmocka_unit_test(aliyun_refuses_what_is_no_number),
        cmocka_unit_test(aliyun_needs_what_is_registered_and_sends_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
