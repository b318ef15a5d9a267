/* WeCom's group robot: a text of at most 2048 bytes. It answers HTTP 200 whatever happens; only errcode counts. 20
 * messages a minute. */
#include "notify/robot_part.h"

#define MINUTE_S 60

static int write_body(const struct robot_letter *letter, struct sibu_text *body)
{
    struct sibu_text words = {0};
    int fits = robot_words(&words, letter->message, ROBOT_TITLES | ROBOT_LINK, letter->text_bytes);
    sibu_text_add(body, "{\"msgtype\":\"text\",\"text\":{\"content\":");
    sibu_text_add_json(body, sibu_text_get(&words));
    sibu_text_add(body, letter->robot->mention_all ? ",\"mentioned_list\":[\"@all\"]}}" : "}}");
    sibu_text_clear(&words);
    return fits;
}

static void judge(const struct robot_answer *answer, struct robot_verdict *out)
{
    static const struct robot_code CODES[] = {
        {0, ROBOT_ACCEPTED, 0, ""},
        {-1, ROBOT_RETRY, 0, "busy"},
        {45009, ROBOT_RETRY, MINUTE_S, "rate"},
        {45033, ROBOT_RETRY, 5, "rate"},
        {93000, ROBOT_REFUSED, 0, "token"},
        {40008, ROBOT_REFUSED, 0, "malformed"},
        {40058, ROBOT_REFUSED, 0, "malformed"},
        {44004, ROBOT_REFUSED, 0, "malformed"},
        {45002, ROBOT_REFUSED, 0, "content"},
    };
    (void)robot_judge_code(answer, "errcode", CODES, sizeof CODES / sizeof CODES[0], out);
}

const struct robot_platform ROBOT_PLATFORM_WECOM = {
    .name = "wecom", .text_bytes_max = 2048, .body_bytes_max = 16000, .write = write_body, .judge = judge};
