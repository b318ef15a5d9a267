/* Robots: the platforms' table, what all calls and verdicts have in common. See robot.h. */
#include "notify/robot.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/robot_part.h"

#define URL_BYTES_MAX 2000
#define SECRET_BYTES_MAX 1000
#define HEADERS 4
#define HEADER_BYTES_MAX 2048

/* The generic kind has a template instead of a platform's rules. */
static const struct robot_platform GENERIC = {.name = "generic", .judge = robot_template_judge};

static const struct robot_platform *platform_of(enum robot_kind kind)
{
    static const struct robot_platform *const PLATFORMS[ROBOT_KINDS] = {
        [ROBOT_DINGTALK] = &ROBOT_PLATFORM_DINGTALK, [ROBOT_WECOM] = &ROBOT_PLATFORM_WECOM,
        [ROBOT_FEISHU] = &ROBOT_PLATFORM_FEISHU,     [ROBOT_SLACK] = &ROBOT_PLATFORM_SLACK,
        [ROBOT_TEAMS] = &ROBOT_PLATFORM_TEAMS,       [ROBOT_NTFY] = &ROBOT_PLATFORM_NTFY,
        [ROBOT_GOTIFY] = &ROBOT_PLATFORM_GOTIFY,     [ROBOT_APPRISE] = &ROBOT_PLATFORM_APPRISE,
        [ROBOT_ALIYUN] = &ROBOT_PLATFORM_ALIYUN,     [ROBOT_GENERIC] = &GENERIC};
    return PLATFORMS[kind];
}

const char *robot_kind_name(enum robot_kind kind)
{
    return platform_of(kind)->name;
}

void robot_hmac(char out[ROBOT_HMAC_CHARACTERS], const char *key, const char *text)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
    (void)crypto_auth_hmacsha256_final(&state, mac);
    (void)sodium_bin2base64(out, ROBOT_HMAC_CHARACTERS, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(&state, sizeof state);
}

void robot_add_percent(struct sibu_text *out, const char *text)
{
    static const char PLAIN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr(PLAIN, *c) != NULL) {
            sibu_text_add_bytes(out, c, 1);
        } else {
            sibu_text_addf(out, "%%%02X", (unsigned)(unsigned char)*c);
        }
    }
}

enum sibu_status robot_refuse(struct sibu_fault *fault, const char *place, const char *zh, const char *en)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

/* Printing ASCII of at most `max` bytes. */
static int is_printing(const char *text, size_t max, int blanks)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c < ' ' || *c >= 0x7F || (*c == ' ' && !blanks)) {
            return 0;
        }
    }
    return strlen(text) <= max;
}

/* http or https, a host, and neither user nor fragment. A template's places stand behind the host. */
static int is_url(const char *url)
{
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t host = strcspn(url + scheme, "/?");
    return scheme > 0 && host > 0 && is_printing(url, URL_BYTES_MAX, 0) && strpbrk(url, "#\"<>\\^`|") == NULL &&
           strchr("/:", url[scheme]) == NULL && memchr(url + scheme, '@', host) == NULL &&
           memchr(url + scheme, '{', host) == NULL;
}

/* A topic of ntfy, a tag of Apprise. */
static int is_topic(const char *topic)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return strlen(topic) <= 64 && strspn(topic, LETTERS) == strlen(topic);
}

enum sibu_status robot_check(const struct robot *robot, struct sibu_fault *fault)
{
    if (!is_url(robot->url) || (robot->kind != ROBOT_GENERIC && strpbrk(robot->url, "{}") != NULL)) {
        return robot_refuse(fault, "/url", "应为 http:// 或 https:// 地址，不含空格、@、# 和引号",
                            "must be an address that begins with http:// or https://, without blanks, @, # and quotes");
    }
    if (!is_printing(robot->secret, SECRET_BYTES_MAX, 1)) {
        return robot_refuse(fault, "/secret_file", "密钥含有不可见字符或太长",
                            "the secret holds characters that cannot be printed, or is too long");
    }
    if (!is_printing(robot->token, SECRET_BYTES_MAX, 0)) {
        return robot_refuse(fault, "/token_file", "令牌含有不可见字符或太长",
                            "the token holds characters that cannot be printed, or is too long");
    }
    if (robot->kind == ROBOT_GOTIFY && robot->token[0] == '\0') {
        return robot_refuse(fault, "/token_file", "Gotify 要有应用令牌", "Gotify needs the token of an application");
    }
    if (!is_topic(robot->topic)) {
        return robot_refuse(fault, "/topic", "应为最多 64 个字母、数字、- 和 _",
                            "must be at most 64 letters, digits, - and _");
    }
    return robot->kind == ROBOT_GENERIC  ? robot_template_check(robot, fault)
           : robot->kind == ROBOT_ALIYUN ? robot_aliyun_check(robot, fault)
                                         : SIBU_OK;
}

static enum sibu_status no_room(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_LIMIT, "message", "链接太长，这个渠道放不下",
                          "the link is too long for this channel");
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "message", "内存不足", "there is no memory left");
}

/* A copy of the text in the arena, and the text cleared; NULL where there is no memory. */
static const char *keep(struct sibu_arena *arena, struct sibu_text *text)
{
    const char *copy = sibu_text_ok(text) ? sibu_arena_text(arena, sibu_text_get(text), text->length) : NULL;
    sibu_text_clear(text);
    return copy;
}

/* The body, with ever less of the texts until it has room. Escapes make it longer than the texts. */
static enum sibu_status write_body(struct robot_letter *letter, const struct robot_platform *platform,
                                   struct sibu_text *body, struct sibu_fault *fault)
{
    for (letter->text_bytes = platform->text_bytes_max;; letter->text_bytes /= 2) {
        sibu_text_clear(body);
        if (!platform->write(letter, body)) {
            return no_room(fault);
        }
        if (!sibu_text_ok(body)) {
            return no_memory(fault);
        }
        if (body->length <= platform->body_bytes_max) {
            return SIBU_OK;
        }
    }
}

static const char *keep_header(struct sibu_arena *arena, const char *name, const char *value)
{
    struct sibu_text line = {.max_length = HEADER_BYTES_MAX};
    sibu_text_add(&line, name);
    sibu_text_add(&line, value);
    return keep(arena, &line);
}

static int put_headers(const struct robot_letter *letter, const struct robot_platform *platform,
                       struct sibu_arena *arena, struct http_call *out)
{
    const char **lines = sibu_arena_take(arena, HEADERS, sizeof *lines);
    if (lines == NULL) {
        return 0;
    }
    size_t count = 0;
    lines[count++] = "Content-Type: application/json; charset=utf-8";
    lines[count++] = "Accept: application/json";
    lines[count++] = keep_header(arena, "Idempotency-Key: ", letter->message->key);
    if (platform->token_header != NULL && letter->robot->token[0] != '\0') {
        lines[count++] = keep_header(arena, platform->token_header, letter->robot->token);
    }
    out->headers = lines;
    out->header_count = count;
    return lines[2] != NULL && lines[count - 1] != NULL;
}

static enum sibu_status write_call(struct robot_letter *letter, struct sibu_arena *arena, struct http_call *out,
                                   struct sibu_fault *fault)
{
    const struct robot_platform *platform = platform_of(letter->robot->kind);
    struct sibu_text body = {0}, url = {0};
    enum sibu_status status = write_body(letter, platform, &body, fault);
    if (status != SIBU_OK) {
        sibu_text_clear(&body);
        return status;
    }
    if (platform->add_url != NULL) {
        platform->add_url(letter, &url);
    } else {
        sibu_text_add(&url, letter->robot->url);
    }
    *out = (struct http_call){.method = "POST", .body_length = body.length};
    out->body = keep(arena, &body);
    out->url = keep(arena, &url);
    int fine = out->body != NULL && out->url != NULL && put_headers(letter, platform, arena, out);
    return fine ? SIBU_OK : no_memory(fault);
}

enum sibu_status robot_write(const struct robot *robot, const struct message *message, int64_t now_us,
                             struct sibu_arena *arena, struct http_call *out, struct sibu_fault *fault)
{
    struct robot_letter letter = {.robot = robot, .message = message, .now_us = now_us};
    enum sibu_status status = message_check(message, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (robot->kind == ROBOT_GENERIC) {
        return robot_template_write(&letter, arena, out, fault);
    }
    if (robot->kind == ROBOT_ALIYUN) {
        return robot_aliyun_write(&letter, arena, out, fault);
    }
    if ((robot->kind == ROBOT_NTFY || robot->kind == ROBOT_APPRISE) && !is_topic(message->to)) {
        return robot_refuse(fault, "message:/to", "不能作为主题或标签", "cannot be a topic or tag");
    }
    if (robot->kind == ROBOT_NTFY && message->to[0] == '\0' && robot->topic[0] == '\0') {
        return robot_refuse(fault, "message:/to", "没有主题", "there is no topic to send to");
    }
    return write_call(&letter, arena, out, fault);
}

int robot_is_2xx(int http_status)
{
    return http_status >= 200 && http_status <= 299;
}

void robot_accept(struct robot_verdict *out)
{
    *out = (struct robot_verdict){ROBOT_ACCEPTED, 0, ""};
}

void robot_judge_status(int http_status, struct robot_verdict *out)
{
    static const struct {
        int status;
        struct robot_verdict verdict;
    } KNOWN[] = {
        {0, {ROBOT_RETRY, 0, "http"}},        {401, {ROBOT_REFUSED, 0, "token"}}, {403, {ROBOT_REFUSED, 0, "token"}},
        {408, {ROBOT_RETRY, 0, "http"}},      {425, {ROBOT_RETRY, 0, "http"}},    {429, {ROBOT_RETRY, 0, "rate"}},
        {413, {ROBOT_REFUSED, 0, "content"}},
    };
    *out = (struct robot_verdict){ROBOT_REFUSED, 0, "http"};
    if (robot_is_2xx(http_status)) {
        *out = (struct robot_verdict){ROBOT_RETRY, 0, "answer"};
    } else if (http_status >= 500 && http_status <= 599) {
        *out = (struct robot_verdict){ROBOT_RETRY, 0, "http"};
    }
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (KNOWN[i].status == http_status) {
            *out = KNOWN[i].verdict;
        }
    }
}

int robot_judge_code(const struct robot_answer *answer, const char *key, const struct robot_code *codes, size_t count,
                     struct robot_verdict *out)
{
    struct sibu_json_value value = sibu_json_member(answer->root, key);
    robot_judge_status(answer->http_status, out);
    int is_final = answer->http_status < 500 && answer->http_status != 429; /* there the status says: later */
    if (sibu_json_kind(value) != SIBU_JSON_NUMBER) {
        return 0;
    }
    double code = sibu_json_as_number(value);
    for (size_t i = 0; i < count; i++) {
        if (code >= (double)codes[i].code && code <= (double)codes[i].code) {
            if (codes[i].fate == ROBOT_ACCEPTED && !robot_is_2xx(answer->http_status)) {
                return 0;
            }
            *out = (struct robot_verdict){codes[i].fate, codes[i].wait_s, codes[i].fault};
            return 1;
        }
    }
    if (is_final) {
        *out = (struct robot_verdict){ROBOT_REFUSED, 0, "refused"};
    }
    return is_final;
}

void robot_judge(const struct robot *robot, int http_status, const char *body, size_t length, struct robot_verdict *out)
{
    struct robot_answer answer = {.robot = robot, .http_status = http_status, .body = body, .length = length};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    if (length > ROBOT_ANSWER_BYTES_MAX) {
        robot_judge_status(http_status, out);
        return;
    }
    if (length > 0 && sibu_json_open(&document, "answer", body, length, &fault) == SIBU_OK) {
        answer.root = sibu_json_root(document);
    }
    platform_of(robot->kind)->judge(&answer, out);
    sibu_json_close(document);
}
