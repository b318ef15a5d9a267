/* DingTalk's group robot: a text, signed in the URL. It answers HTTP 200 whatever happens; only errcode counts.
 *
 * Signature: base64(HMAC-SHA-256(key = secret, text = "MS\nsecret")), percent-encoded once; MS in milliseconds, good for an
 * hour. 20 messages a minute; who sends more is blocked for 10 minutes (130101).
 */
#include <inttypes.h>
#include <string.h>

#include "notify/robot_part.h"

#define BLOCKED_S 600

static int write_body(const struct robot_letter *letter, struct sibu_text *body)
{
    struct sibu_text words = {0};
    int fits = robot_words(&words, letter->message, ROBOT_TITLES | ROBOT_LINK, letter->text_bytes);
    sibu_text_add(body, "{\"msgtype\":\"text\",\"text\":{\"content\":");
    sibu_text_add_json(body, sibu_text_get(&words));
    sibu_text_addf(body, "},\"at\":{\"isAtAll\":%s}}", letter->robot->mention_all ? "true" : "false");
    sibu_text_clear(&words);
    return fits;
}

static void add_url(const struct robot_letter *letter, struct sibu_text *url)
{
    const struct robot *robot = letter->robot;
    char signature[ROBOT_HMAC_CHARACTERS];
    struct sibu_text text = {0};
    sibu_text_add(url, robot->url);
    if (robot->secret[0] == '\0') {
        return;
    }
    sibu_text_addf(&text, "%" PRId64 "\n%s", letter->now_us / 1000, robot->secret);
    robot_hmac(signature, robot->secret, sibu_text_get(&text));
    url->failed |= text.failed;
    sibu_text_clear(&text);
    sibu_text_addf(url, "%stimestamp=%" PRId64 "&sign=", strchr(robot->url, '?') == NULL ? "?" : "&",
                   letter->now_us / 1000);
    robot_add_percent(url, signature);
}

/* 310000 is said of three locks; which one stands in errmsg. */
static const char *lock_of(const char *errmsg)
{
    static const char *const WORDS[][2] = {
        {"keyword", "keyword"}, {"sign", "signature"}, {"timestamp", "signature"}, {" ip ", "ip"}, {"whitelist", "ip"}};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strstr(errmsg, WORDS[i][0]) != NULL) {
            return WORDS[i][1];
        }
    }
    return "refused";
}

static void judge(const struct robot_answer *answer, struct robot_verdict *out)
{
    static const struct robot_code CODES[] = {
        {0, ROBOT_ACCEPTED, 0, ""},
        {-1, ROBOT_RETRY, 0, "busy"},
        {130101, ROBOT_RETRY, BLOCKED_S, "rate"},
        {410100, ROBOT_RETRY, 60, "rate"},
        {310000, ROBOT_REFUSED, 0, "refused"},
        {300001, ROBOT_REFUSED, 0, "token"},
        {300005, ROBOT_REFUSED, 0, "token"},
        {400101, ROBOT_REFUSED, 0, "token"},
        {400102, ROBOT_REFUSED, 0, "token"},
        {400106, ROBOT_REFUSED, 0, "token"},
        {40035, ROBOT_REFUSED, 0, "malformed"},
        {43004, ROBOT_REFUSED, 0, "malformed"},
        {400105, ROBOT_REFUSED, 0, "malformed"},
        {430101, ROBOT_REFUSED, 0, "content"},
        {430102, ROBOT_REFUSED, 0, "content"},
        {430103, ROBOT_REFUSED, 0, "content"},
        {430104, ROBOT_REFUSED, 0, "content"},
    };
    int by_code = robot_judge_code(answer, "errcode", CODES, sizeof CODES / sizeof CODES[0], out);
    if (by_code && sibu_json_as_number(sibu_json_member(answer->root, "errcode")) == 310000.0) {
        out->fault = lock_of(sibu_json_as_string(sibu_json_member(answer->root, "errmsg")));
    }
}

const struct robot_platform ROBOT_PLATFORM_DINGTALK = {.name = "dingtalk",
                                                       .text_bytes_max = 16000,
                                                       .body_bytes_max = 20000,
                                                       .write = write_body,
                                                       .judge = judge,
                                                       .add_url = add_url};
