/* Feishu's (Lark's) group robot: a text, signed in the body. It answers HTTP 200 whatever happens; only its code counts.
 *
 * Signature: base64(HMAC-SHA-256(key = "SEC\nsecret", no text)); SEC in seconds, good for an hour. 100 messages a minute
 * and 5 a second; a body of at most 20 kB. In its texts <at ...> calls people: a "<" of ours becomes "＜".
 */
#include <inttypes.h>

#include "notify/robot_part.h"
#include "sibu/catalogue.h"

static void add_signature(const struct robot_letter *letter, struct sibu_text *body)
{
    char signature[ROBOT_HMAC_CHARACTERS];
    struct sibu_text key = {0};
    sibu_text_addf(&key, "%" PRId64 "\n%s", letter->now_us / 1000000, letter->robot->secret);
    robot_hmac(signature, sibu_text_get(&key), "");
    body->failed |= key.failed;
    sibu_text_clear(&key);
    sibu_text_addf(body, "\"timestamp\":\"%" PRId64 "\",\"sign\":\"%s\",", letter->now_us / 1000000, signature);
}

static void add_harmless(struct sibu_text *out, const char *words)
{
    for (const char *c = words; *c != '\0'; c++) {
        sibu_text_add_bytes(out, *c == '<' ? "＜" : c, *c == '<' ? sizeof "＜" - 1 : 1);
    }
}

static int write_body(const struct robot_letter *letter, struct sibu_text *body)
{
    struct sibu_text words = {0}, text = {0};
    int fits = robot_words(&words, letter->message, ROBOT_TITLES | ROBOT_LINK, letter->text_bytes);
    add_harmless(&text, sibu_text_get(&words));
    if (letter->robot->mention_all) {
        sibu_text_addf(&text, "\n<at user_id=\"all\">%s / %s</at>", sibu_say(SIBU_ZH, SIBU_SAY_ALERT_EVERYBODY),
                       sibu_say(SIBU_EN, SIBU_SAY_ALERT_EVERYBODY));
    }
    sibu_text_add(body, "{");
    if (letter->robot->secret[0] != '\0') {
        add_signature(letter, body);
    }
    sibu_text_add(body, "\"msg_type\":\"text\",\"content\":{\"text\":");
    sibu_text_add_json(body, sibu_text_get(&text));
    sibu_text_add(body, "}}");
    body->failed |= text.failed;
    sibu_text_clear(&words);
    sibu_text_clear(&text);
    return fits;
}

/* The code stands at "code"; answers of the first kind of robot have it at "StatusCode". */
static void judge(const struct robot_answer *answer, struct robot_verdict *out)
{
    static const struct robot_code CODES[] = {
        {0, ROBOT_ACCEPTED, 0, ""},           {9499, ROBOT_REFUSED, 0, "malformed"},  {11232, ROBOT_RETRY, 10, "rate"},
        {19001, ROBOT_REFUSED, 0, "token"},   {19021, ROBOT_REFUSED, 0, "signature"}, {19022, ROBOT_REFUSED, 0, "ip"},
        {19024, ROBOT_REFUSED, 0, "keyword"},
    };
    const char *key =
        sibu_json_kind(sibu_json_member(answer->root, "code")) == SIBU_JSON_ABSENT ? "StatusCode" : "code";
    (void)robot_judge_code(answer, key, CODES, sizeof CODES / sizeof CODES[0], out);
}

const struct robot_platform ROBOT_PLATFORM_FEISHU = {
    .name = "feishu", .text_bytes_max = 16000, .body_bytes_max = 20000, .write = write_body, .judge = judge};
