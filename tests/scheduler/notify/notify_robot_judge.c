/* What answers mean: each code of the platforms, and answers that are none of theirs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "notify/robot.h"

#define ALL 10

static const struct {
    enum robot_kind kind;
    int status;
    const char *body;
    enum robot_fate fate;
    int64_t wait_s;
    const char *fault;
} CASES[] = {
    {ROBOT_DINGTALK, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_DINGTALK, 200, "{\"errcode\":130101,\"errmsg\":\"send too fast\"}", ROBOT_RETRY, 600, "rate"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":-1,\"errmsg\":\"busy\"}", ROBOT_RETRY, 0, "busy"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}", ROBOT_REFUSED, 0, "keyword"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}", ROBOT_REFUSED, 0, "signature"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":310000,\"errmsg\":\"invalid timestamp\"}", ROBOT_REFUSED, 0, "signature"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":310000,\"errmsg\":\"ip 1.2.3.4 not in whitelist\"}", ROBOT_REFUSED, 0, "ip"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":310000}", ROBOT_REFUSED, 0, "refused"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":300001,\"errmsg\":\"token is not exist\"}", ROBOT_REFUSED, 0, "token"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":40035,\"errmsg\":\"缺少参数 json\"}", ROBOT_REFUSED, 0, "malformed"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":430104}", ROBOT_REFUSED, 0, "content"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":777}", ROBOT_REFUSED, 0, "refused"},
    {ROBOT_DINGTALK, 502, "{\"errcode\":777}", ROBOT_RETRY, 0, "http"},
    {ROBOT_DINGTALK, 500, "{\"errcode\":0}", ROBOT_RETRY, 0, "http"},
    {ROBOT_DINGTALK, 302, "{\"errcode\":0}", ROBOT_REFUSED, 0, "http"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":\"0\"}", ROBOT_RETRY, 0, "answer"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":0.5}", ROBOT_REFUSED, 0, "refused"},
    {ROBOT_DINGTALK, 200, "{\"errcode\":0,\"errcode\":310000}", ROBOT_RETRY, 0, "answer"},
    {ROBOT_WECOM, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_WECOM, 200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}", ROBOT_RETRY, 60, "rate"},
    {ROBOT_WECOM, 200, "{\"errcode\":45033}", ROBOT_RETRY, 5, "rate"},
    {ROBOT_WECOM, 200, "{\"errcode\":-1}", ROBOT_RETRY, 0, "busy"},
    {ROBOT_WECOM, 200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}", ROBOT_REFUSED, 0, "token"},
    {ROBOT_WECOM, 200, "{\"errcode\":40058}", ROBOT_REFUSED, 0, "malformed"},
    {ROBOT_WECOM, 200, "{\"errcode\":45002}", ROBOT_REFUSED, 0, "content"},
    {ROBOT_FEISHU, 200, "{\"code\":0,\"msg\":\"success\",\"data\":{}}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_FEISHU, 200, "{\"StatusCode\":0,\"StatusMessage\":\"success\"}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_FEISHU, 200, "{\"code\":19021,\"StatusCode\":0}", ROBOT_REFUSED, 0, "signature"},
    {ROBOT_FEISHU, 200, "{\"code\":19022}", ROBOT_REFUSED, 0, "ip"},
    {ROBOT_FEISHU, 200, "{\"code\":19024,\"msg\":\"Key Words Not Found\"}", ROBOT_REFUSED, 0, "keyword"},
    {ROBOT_FEISHU, 400, "{\"code\":9499,\"msg\":\"Bad Request\"}", ROBOT_REFUSED, 0, "malformed"},
    {ROBOT_FEISHU, 200, "{\"code\":11232}", ROBOT_RETRY, 10, "rate"},
    {ROBOT_FEISHU, 200, "{\"code\":19001}", ROBOT_REFUSED, 0, "token"},
    {ROBOT_SLACK, 200, "ok", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_SLACK, 200, "ok\n", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_SLACK, 200, "okay", ROBOT_RETRY, 0, "answer"},
    {ROBOT_SLACK, 200, "", ROBOT_RETRY, 0, "answer"},
    {ROBOT_SLACK, 429, "", ROBOT_RETRY, 1, "rate"},
    {ROBOT_SLACK, 400, "invalid_payload", ROBOT_REFUSED, 0, "malformed"},
    {ROBOT_SLACK, 403, "action_prohibited", ROBOT_REFUSED, 0, "token"},
    {ROBOT_SLACK, 404, "no_service", ROBOT_REFUSED, 0, "token"},
    {ROBOT_SLACK, 410, "channel_is_archived", ROBOT_REFUSED, 0, "token"},
    {ROBOT_SLACK, 500, "rollup_error", ROBOT_RETRY, 0, "http"},
    {ROBOT_TEAMS, 202, "", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_TEAMS, 200, "1", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_TEAMS, 200, "Webhook message delivery failed with error: HTTP error 429", ROBOT_RETRY, 10, "rate"},
    {ROBOT_TEAMS, 200, "Webhook message delivery failed", ROBOT_RETRY, 0, "answer"},
    {ROBOT_TEAMS, 401, "", ROBOT_REFUSED, 0, "token"},
    {ROBOT_TEAMS, 429, "", ROBOT_RETRY, 10, "rate"},
    {ROBOT_NTFY, 200, "{\"id\":\"sPs71M8A2T\",\"event\":\"message\"}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_NTFY, 200, "{\"id\":7}", ROBOT_RETRY, 0, "answer"},
    {ROBOT_NTFY, 429, "{\"code\":42901,\"http\":429}", ROBOT_RETRY, 5, "rate"},
    {ROBOT_NTFY, 403, "{\"code\":40301}", ROBOT_REFUSED, 0, "token"},
    {ROBOT_NTFY, 413, "", ROBOT_REFUSED, 0, "content"},
    {ROBOT_GOTIFY, 200, "{\"id\":25,\"appid\":5}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_GOTIFY, 200, "{\"error\":\"x\"}", ROBOT_RETRY, 0, "answer"},
    {ROBOT_GOTIFY, 401, "{\"error\":\"Unauthorized\"}", ROBOT_REFUSED, 0, "token"},
    {ROBOT_APPRISE, 200, "{\"error\":null}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_APPRISE, 200, "<ul class=\"logs\"><li>", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_APPRISE, 200, " \n<!DOCTYPE html><title>Login", ROBOT_RETRY, 0, "answer"},
    {ROBOT_APPRISE, 200, "<HTML>", ROBOT_RETRY, 0, "answer"},
    {ROBOT_APPRISE, 424, "{\"error\":\"One or more\"}", ROBOT_RETRY, 60, "partly"},
    {ROBOT_APPRISE, 204, "", ROBOT_REFUSED, 0, "refused"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"OK\",\"Message\":\"OK\",\"BizId\":\"1\"}", ROBOT_ACCEPTED, 0, ""},
    {ROBOT_ALIYUN, 500, "{\"Code\":\"OK\"}", ROBOT_RETRY, 0, "http"},
    {ROBOT_ALIYUN, 502, "{\"Code\":\"Whatever\"}", ROBOT_RETRY, 0, "http"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"OKAY\"}", ROBOT_REFUSED, 0, "refused"},
    {ROBOT_ALIYUN, 200, "{\"Code\":0}", ROBOT_RETRY, 0, "answer"},
    {ROBOT_ALIYUN, 200, "OK", ROBOT_RETRY, 0, "answer"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}", ROBOT_RETRY, 60, "rate"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isv.DAY_LIMIT_CONTROL\"}", ROBOT_REFUSED, 0, "rate"},
    {ROBOT_ALIYUN, 400, "{\"Code\":\"Throttling.User\"}", ROBOT_RETRY, 60, "rate"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isp.SYSTEM_ERROR\"}", ROBOT_RETRY, 0, "busy"},
    {ROBOT_ALIYUN, 503, "{\"Code\":\"ServiceUnavailable\"}", ROBOT_RETRY, 0, "busy"},
    {ROBOT_ALIYUN, 400, "{\"Code\":\"SignatureDoesNotMatch\"}", ROBOT_REFUSED, 0, "signature"},
    {ROBOT_ALIYUN, 400, "{\"Code\":\"InvalidTimeStamp.Expired\"}", ROBOT_REFUSED, 0, "signature"},
    {ROBOT_ALIYUN, 404, "{\"Code\":\"InvalidAccessKeyId.NotFound\"}", ROBOT_REFUSED, 0, "token"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isv.DENY_IP_RANGE\"}", ROBOT_REFUSED, 0, "ip"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isv.INVALID_JSON_PARAM\"}", ROBOT_REFUSED, 0, "malformed"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isv.PARAM_LENGTH_LIMIT\"}", ROBOT_REFUSED, 0, "content"},
    {ROBOT_ALIYUN, 200, "{\"Code\":\"isv.SMS_SIGNATURE_ILLEGAL\"}", ROBOT_REFUSED, 0, "refused"},
};

static struct robot robot_of(enum robot_kind kind)
{
    return (struct robot){.kind = kind,
                          .url = "https://a/",
                          .secret = "",
                          .token = "",
                          .topic = "",
                          .template = {.method = "POST", .body = "", .user = "", .ok_path = "/Code", .ok_value = "OK"}};
}

static void each_answer_means_what_the_platform_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct robot_verdict verdict;
        struct robot robot = robot_of(CASES[i].kind);
        robot_judge(&robot, CASES[i].status, CASES[i].body, strlen(CASES[i].body), &verdict);
        if (verdict.fate != CASES[i].fate || verdict.wait_s != CASES[i].wait_s ||
            strcmp(verdict.fault, CASES[i].fault) != 0) {
            print_message("%s %d %s\n", robot_kind_name(CASES[i].kind), CASES[i].status, CASES[i].body);
        }
        assert_int_equal(verdict.fate, CASES[i].fate);
        assert_int_equal(verdict.wait_s, CASES[i].wait_s);
        assert_string_equal(verdict.fault, CASES[i].fault);
    }
}

static void expect_no_acceptance(const char *body, size_t length)
{
    for (int kind = 0; kind < ALL; kind++) {
        struct robot robot = robot_of((enum robot_kind)kind);
        struct robot_verdict verdict;
        robot_judge(&robot, 200, body, length, &verdict);
        assert_int_not_equal(verdict.fate, ROBOT_ACCEPTED);
        assert_string_not_equal(verdict.fault, "");
    }
}

/* A page of somebody in between, rubbish, and what is too much: never an acceptance, never a crash. */
static void hostile_answers_are_no_acceptance(void **state)
{
    (void)state;
    static char huge[ROBOT_ANSWER_BYTES_MAX + 2], deep[40000];
    memset(huge, ' ', sizeof huge);
    memcpy(huge, "{\"errcode\":0,\"code\":0,\"id\":\"1\",\"Code\":\"OK\"}", 44);
    memset(deep, '[', sizeof deep);
    expect_no_acceptance(huge, sizeof huge);
    for (int kind = 0; kind < ALL; kind++) { /* json or not, Apprise and Teams have no code to look for */
        struct robot robot = robot_of((enum robot_kind)kind);
        struct robot_verdict verdict;
        robot_judge(&robot, 200, deep, sizeof deep, &verdict);
        assert_int_equal(verdict.fate, kind == ROBOT_APPRISE ? ROBOT_ACCEPTED : ROBOT_RETRY);
    }
    static const char PAGE[] = "<!doctype html><html><body>{\"errcode\":0,\"code\":0}</body></html>";
    expect_no_acceptance(PAGE, sizeof PAGE - 1);
}

/* Every beginning of a good answer, and the answer with each byte changed: a verdict, and none that takes it for refused
 * by a platform that said nothing. */
static void no_broken_answer_breaks_the_judge(void **state)
{
    (void)state;
    static const char GOOD[] = "{\"errcode\":0,\"errmsg\":\"ok\",\"code\":0,\"id\":\"1\",\"Code\":\"OK\"}";
    for (int kind = 0; kind < ALL; kind++) {
        struct robot robot = robot_of((enum robot_kind)kind);
        struct robot_verdict verdict;
        for (size_t i = 1; i < sizeof GOOD - 1; i++) {
            char bytes[sizeof GOOD];
            memcpy(bytes, GOOD, sizeof bytes);
            robot_judge(&robot, 200, bytes, i, &verdict);
            assert_int_equal(verdict.fate, kind == ROBOT_APPRISE ? ROBOT_ACCEPTED : ROBOT_RETRY);
            bytes[i] = (char)(bytes[i] ^ (1 << (i % 8)));
            robot_judge(&robot, 200, bytes, sizeof GOOD - 1, &verdict);
            assert_in_range(verdict.fate, ROBOT_ACCEPTED, ROBOT_REFUSED);
            assert_int_equal(verdict.fate == ROBOT_ACCEPTED, verdict.fault[0] == '\0');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_means_what_the_platform_says),
        cmocka_unit_test(hostile_answers_are_no_acceptance),
        cmocka_unit_test(no_broken_answer_breaks_the_judge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
