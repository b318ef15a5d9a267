/* Aliyun's SMS: SendSms, signed in the RPC way, to one person a call. It answers 200 or 400; only the code in the body counts.
 *
 * The words of an SMS are registered with the provider beforehand, with variables in them. `param` says what fills each
 * variable; it is a JSON template, so it is checked and filled as the body of a gateway is.
 * Signature: base64(HMAC-SHA-1(key = secret + "&", text = "GET&%2F&" + encode(sorted query))). A nonce is good once, so that
 * each attempt has its own; OutId is the same in all, and stands in the provider's reports.
 */
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/robot_part.h"

#define SIGNATURE_CHARACTERS 29 /* base64 of 20 bytes, and the end */
#define NUMBER_DIGITS_LEAST 5
#define NUMBER_DIGITS_MOST 20
#define RATE_WAIT_S 60
#define NAME_BYTES_MAX 100

enum sibu_status robot_aliyun_check(const struct robot *robot, struct sibu_fault *fault)
{
    const struct {
        const char *value, *place, *zh, *en;
    } NEEDED[] = {
        {robot->template.user, "/user", "缺少 AccessKey ID", "is missing: the AccessKey ID"},
        {robot->secret, "/secret_file", "缺少 AccessKey Secret 所在的文件",
         "is missing: the file of the AccessKey Secret"},
        {robot->sign_name, "/sign_name", "缺少报备过的短信签名，最长 100 字节",
         "is missing or over 100 bytes: the sender's name as it is registered"},
        {robot->template_code, "/template_code", "缺少报备过的模板编号，例如 SMS_123456，最长 100 字节",
         "is missing or over 100 bytes: the number of the registered text, as SMS_123456"},
    };
    for (size_t i = 0; i < sizeof NEEDED / sizeof NEEDED[0]; i++) {
        size_t most = NEEDED[i].value == robot->secret ? SIZE_MAX : NAME_BYTES_MAX;
        if (NEEDED[i].value[0] == '\0' || strlen(NEEDED[i].value) > most) {
            return robot_refuse(fault, NEEDED[i].place, NEEDED[i].zh, NEEDED[i].en);
        }
    }
    const char *path = strstr(robot->url, "://") + 3;
    path += strcspn(path, "/?");
    if (path[0] != '\0' && strcmp(path, "/") != 0) {
        return robot_refuse(fault, "/url", "只写到主机名，后面不要路径",
                            "must end with the host: nothing stands behind it");
    }
    struct sibu_fault of_param;
    struct robot bare = *robot; /* no secret belongs into an SMS: a place for one is refused as having no file */
    bare.secret = bare.token = bare.template.user = "";
    enum sibu_status status = robot_template_check(&bare, &of_param);
    return status == SIBU_OK ? SIBU_OK : robot_refuse(fault, "/param", of_param.what[SIBU_ZH], of_param.what[SIBU_EN]);
}

/* base64(HMAC-SHA-1) with the secret and an & as key. */
static int sign(char out[SIGNATURE_CHARACTERS], const char *secret, const char *text)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    struct sibu_text key = {0};
    sibu_text_addf(&key, "%s&", secret);
    int fine = sibu_text_ok(&key) && HMAC(EVP_sha1(), sibu_text_get(&key), (int)key.length, (const unsigned char *)text,
                                          strlen(text), mac, &length) != NULL;
    if (fine) {
        (void)sodium_bin2base64(out, SIGNATURE_CHARACTERS, mac, length, sodium_base64_VARIANT_ORIGINAL);
    }
    sodium_memzero(key.bytes, key.length);
    sibu_text_clear(&key);
    return fine;
}

void robot_aliyun_query(struct sibu_text *out, const struct robot_pair *pairs, size_t count, const char *secret)
{
    char signature[SIGNATURE_CHARACTERS] = "";
    struct sibu_text query = {0}, text = {0};
    for (size_t i = 0; i < count; i++) {
        sibu_text_addf(&query, "%s%s=", i > 0 ? "&" : "", pairs[i].name);
        robot_add_percent(&query, pairs[i].value);
    }
    sibu_text_add(&text, "GET&%2F&");
    robot_add_percent(&text, sibu_text_get(&query));
    out->failed |= query.failed | text.failed | !sign(signature, secret, sibu_text_get(&text));
    sibu_text_addf(out, "%s&Signature=", sibu_text_get(&query));
    robot_add_percent(out, signature);
    sibu_text_clear(&query);
    sibu_text_clear(&text);
}

/* The digits of a number: "+86 139-0000-0000" is 8613900000000. 0 where it is none. */
static int put_number(char out[NUMBER_DIGITS_MOST + 1], const char *to)
{
    size_t used = 0;
    for (const char *c = to; *c != '\0'; c++) {
        if (*c >= '0' && *c <= '9') {
            if (used == NUMBER_DIGITS_MOST) {
                return 0;
            }
            out[used++] = *c;
        } else if (strchr("+-() ", *c) == NULL) {
            return 0;
        }
    }
    out[used] = '\0';
    return used >= NUMBER_DIGITS_LEAST;
}

static void add_url(const struct robot_letter *letter, const char *number, const char *param, struct sibu_text *url)
{
    const struct robot *robot = letter->robot;
    char time[32], stamp[32], nonce[64];
    sibu_time_text(time, letter->now_us);
    (void)snprintf(stamp, sizeof stamp, "%.19sZ", time);
    (void)snprintf(nonce, sizeof nonce, "%.30s-%" PRId64, letter->message->key, letter->now_us);
    const struct robot_pair pairs[] = {
        {"AccessKeyId", robot->template.user}, /* in the order of their bytes, as the signature wants them */
        {"Action", "SendSms"},
        {"Format", "JSON"},
        {"OutId", letter->message->key},
        {"PhoneNumbers", number},
        {"SignName", robot->sign_name},
        {"SignatureMethod", "HMAC-SHA1"},
        {"SignatureNonce", nonce},
        {"SignatureVersion", "1.0"},
        {"TemplateCode", robot->template_code},
        {"TemplateParam", param},
        {"Timestamp", stamp},
        {"Version", "2017-05-25"},
    };
    sibu_text_addf(url, "%s%s?", robot->url, robot->url[strlen(robot->url) - 1] == '/' ? "" : "/");
    robot_aliyun_query(url, pairs, sizeof pairs / sizeof pairs[0], robot->secret);
}

enum sibu_status robot_aliyun_write(const struct robot_letter *letter, struct sibu_arena *arena, struct http_call *out,
                                    struct sibu_fault *fault)
{
    char number[NUMBER_DIGITS_MOST + 1];
    struct sibu_text param = {0}, url = {0};
    if (!put_number(number, letter->message->to)) {
        return robot_refuse(fault, "message:/to", "不是电话号码", "is no telephone number");
    }
    enum sibu_status status = robot_template_fill(letter, &param, fault);
    if (status != SIBU_OK) {
        return status;
    }
    add_url(letter, number, sibu_text_get(&param), &url);
    *out = (struct http_call){.method = "GET", .body = ""};
    out->url = sibu_text_ok(&url) ? sibu_arena_text(arena, sibu_text_get(&url), url.length) : NULL;
    sibu_text_clear(&param);
    sibu_text_clear(&url);
    return out->url != NULL ? SIBU_OK
                            : sibu_fault_set(fault, SIBU_NO_MEMORY, "message", "内存不足", "there is no memory left");
}

/* Codes that begin so. What is refused and stands here not is refused by a code of its own. */
static const struct {
    const char *code;
    enum robot_fate fate;
    int64_t wait_s;
    const char *fault;
} CODES[] = {
    {"isv.BUSINESS_LIMIT_CONTROL", ROBOT_RETRY, RATE_WAIT_S,
     "rate"}, /* to this number, in a minute, an hour or a day */
    {"Throttling", ROBOT_RETRY, RATE_WAIT_S, "rate"},
    {"isp.SYSTEM_ERROR", ROBOT_RETRY, 0, "busy"},
    {"ServiceUnavailable", ROBOT_RETRY, 0, "busy"},
    {"InternalError", ROBOT_RETRY, 0, "busy"},
    {"isv.DAY_LIMIT_CONTROL", ROBOT_REFUSED, 0, "rate"}, /* of the account: waiting does not help in time */
    {"isv.MONTH_LIMIT_CONTROL", ROBOT_REFUSED, 0, "rate"},
    {"SignatureDoesNotMatch", ROBOT_REFUSED, 0, "signature"},
    {"IncompleteSignature", ROBOT_REFUSED, 0, "signature"},
    {"InvalidTimeStamp", ROBOT_REFUSED, 0, "signature"},
    {"InvalidAccessKeyId", ROBOT_REFUSED, 0, "token"},
    {"isp.RAM_PERMISSION_DENY", ROBOT_REFUSED, 0, "token"},
    {"isv.DENY_IP_RANGE", ROBOT_REFUSED, 0, "ip"},
    {"isv.MOBILE_NUMBER_ILLEGAL", ROBOT_REFUSED, 0, "malformed"},
    {"isv.TEMPLATE_MISSING_PARAMETERS", ROBOT_REFUSED, 0, "malformed"},
    {"isv.TEMPLATE_PARAMS_ILLEGAL", ROBOT_REFUSED, 0, "malformed"},
    {"isv.INVALID_", ROBOT_REFUSED, 0, "malformed"},
    {"isv.PARAM_LENGTH_LIMIT", ROBOT_REFUSED, 0, "content"},
    {"isv.SMS_CONTENT_ILLEGAL", ROBOT_REFUSED, 0, "content"},
    {"isv.BLACK_KEY_CONTROL_LIMIT", ROBOT_REFUSED, 0, "content"},
};

static void judge(const struct robot_answer *answer, struct robot_verdict *out)
{
    const char *code = sibu_json_as_string(sibu_json_member(answer->root, "Code"));
    robot_judge_status(answer->http_status, out);
    if (sibu_json_kind(sibu_json_member(answer->root, "Code")) != SIBU_JSON_STRING) {
        return;
    }
    if (strcmp(code, "OK") == 0) {
        if (robot_is_2xx(answer->http_status)) {
            robot_accept(out);
        }
        return;
    }
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (strncmp(code, CODES[i].code, strlen(CODES[i].code)) == 0) {
            *out = (struct robot_verdict){CODES[i].fate, CODES[i].wait_s, CODES[i].fault};
            return;
        }
    }
    if (answer->http_status < 500 && answer->http_status != 429) { /* there the status says: later */
        *out = (struct robot_verdict){ROBOT_REFUSED, 0, "refused"};
    }
}

const struct robot_platform ROBOT_PLATFORM_ALIYUN = {.name = "aliyun_sms", .judge = judge};
