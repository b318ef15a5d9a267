/* Push messages as HTTP calls: see push.h. */
#include "notify/push.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define HEADERS_MAX 6
#define PAYLOAD_BYTES 256
#define WORD_MAX 64

static const char BASE64URL[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char WORD[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

static int is_of(const char *text, const char *letters, size_t most)
{
    size_t length = strlen(text);
    return length > 0 && length <= most && strspn(text, letters) == length;
}

static enum sibu_status bad_endpoint(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "endpoint", "应为 https:// 网址，最多 %d 个字符，不含空格和用户名",
                          "should be an https:// address of at most %d characters without blanks or a user",
                          PUSH_ENDPOINT_MAX);
}

static int is_graphic(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~' || strchr("\"\\<>^`{|}", *text) != NULL) {
            return 0;
        }
    }
    return 1;
}

/* The origin, which is the audience of the token: scheme, host, port. */
static enum sibu_status read_origin(const char *endpoint, const char *plain_origin, char out[VAPID_AUDIENCE_BYTES],
                                    struct sibu_fault *fault)
{
    static const char HOST[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:[]";
    int secure = strncmp(endpoint, "https://", 8) == 0;
    size_t scheme = secure ? 8 : 7;
    if ((!secure && strncmp(endpoint, "http://", 7) != 0) || strlen(endpoint) > PUSH_ENDPOINT_MAX ||
        !is_graphic(endpoint)) {
        return bad_endpoint(fault);
    }
    size_t host = strcspn(endpoint + scheme, "/?#");
    if (host == 0 || strspn(endpoint + scheme, HOST) < host || scheme + host >= VAPID_AUDIENCE_BYTES) {
        return bad_endpoint(fault);
    }
    (void)snprintf(out, VAPID_AUDIENCE_BYTES, "%.*s", (int)(scheme + host), endpoint);
    return secure || (plain_origin != NULL && strcmp(out, plain_origin) == 0) ? SIBU_OK : bad_endpoint(fault);
}

enum sibu_status push_subscription_check(const struct push_subscription *subscription, const struct push_sender *sender,
                                         struct sibu_fault *fault)
{
    char origin[VAPID_AUDIENCE_BYTES];
    struct push_recipient recipient;
    enum sibu_status status = read_origin(subscription->endpoint, sender->plain_origin, origin, fault);
    return status != SIBU_OK ? status
                             : push_recipient_read(&recipient, subscription->p256dh, subscription->auth, fault);
}

static enum sibu_status check_message(const struct push_message *message, struct sibu_fault *fault)
{
    if (!is_of(message->drill, WORD, WORD_MAX) || !is_of(message->key, WORD, WORD_MAX)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "push", "演练编号和消息编号应为 1 至 %d 个字母、数字或 -._~",
                              "the drill's id and the key should be 1 to %d letters, digits or -._~", WORD_MAX);
    }
    if (message->ttl_s < 0 || message->ttl_s > PUSH_TTL_MAX_S) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "push", "有效时间应为 0 至 %" PRId64 " 秒",
                              "the time to live should be 0 to %" PRId64 " seconds", PUSH_TTL_MAX_S);
    }
    if (message->topic != NULL && !is_of(message->topic, BASE64URL, PUSH_TOPIC_MAX)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "push", "主题应为 1 至 %d 个 base64url 字符",
                              "the topic should be 1 to %d letters of base64url", PUSH_TOPIC_MAX);
    }
    return SIBU_OK;
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "push", "内存不足", "there is no memory left");
}

/* Adds one line to the headers. A line that finds no memory is missing, which the count at the end shows. */
static void add_header(struct sibu_arena *arena, struct http_call *call, const char **lines, const char *name,
                       const char *value)
{
    size_t bytes = strlen(name) + strlen(value) + 1;
    char *line = sibu_arena_take(arena, bytes, 1);
    if (line != NULL) {
        (void)snprintf(line, bytes, "%s%s", name, value);
        lines[call->header_count++] = line;
    }
}

static enum sibu_status write_headers(const struct push_sender *sender, const struct push_message *message,
                                      const char *token, struct sibu_arena *arena, struct http_call *out)
{
    static const char *const URGENCIES[] = {"very-low", "low", "normal", "high"};
    char ttl[24], vapid[VAPID_TOKEN_BYTES + BASE64URL_BYTES(P256_POINT_BYTES) + 16];
    const char **lines = sibu_arena_take(arena, HEADERS_MAX, sizeof *lines);
    if (lines == NULL) {
        return SIBU_NO_MEMORY;
    }
    (void)snprintf(ttl, sizeof ttl, "%" PRId64, message->ttl_s);
    (void)snprintf(vapid, sizeof vapid, "vapid t=%s, k=%s", token, sender->desk->key->public_text);
    out->header_count = 0;
    out->headers = lines;
    add_header(arena, out, lines, "TTL: ", ttl);
    add_header(arena, out, lines, "Content-Encoding: ", "aes128gcm");
    add_header(arena, out, lines, "Content-Type: ", "application/octet-stream");
    add_header(arena, out, lines, "Urgency: ", URGENCIES[message->urgency]);
    add_header(arena, out, lines, "Authorization: ", vapid);
    if (message->topic != NULL) {
        add_header(arena, out, lines, "Topic: ", message->topic);
    }
    return out->header_count == (message->topic != NULL ? HEADERS_MAX : HEADERS_MAX - 1) ? SIBU_OK : SIBU_NO_MEMORY;
}

static enum sibu_status write_body(const struct push_recipient *recipient, const struct push_message *message,
                                   const struct push_chance *chance, struct push_body *body, struct sibu_fault *fault)
{
    char plain[PAYLOAD_BYTES];
    int n = snprintf(plain, sizeof plain, "{\"drill\":\"%s\",\"key\":\"%s\"}", message->drill, message->key);
    return push_encrypt(recipient, chance, plain, (size_t)n, body, fault);
}

enum sibu_status push_call(const struct push_sender *sender, const struct push_order *order,
                           const struct push_moment *moment, struct sibu_arena *arena, struct http_call *out,
                           struct sibu_fault *fault)
{
    char origin[VAPID_AUDIENCE_BYTES];
    struct push_recipient recipient;
    const char *token = NULL;
    struct push_body *body = sibu_arena_take(arena, 1, sizeof *body);
    *out = (struct http_call){.method = "POST"};
    enum sibu_status status = body == NULL ? no_memory(fault) : check_message(order->message, fault);
    if (status == SIBU_OK) {
        status = read_origin(order->to->endpoint, sender->plain_origin, origin, fault);
    }
    if (status == SIBU_OK) {
        status = push_recipient_read(&recipient, order->to->p256dh, order->to->auth, fault);
    }
    if (status == SIBU_OK) {
        status = write_body(&recipient, order->message, moment->chance, body, fault);
    }
    if (status == SIBU_OK) {
        status = vapid_desk_token(sender->desk, origin, moment->now_us, &token, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    out->url = order->to->endpoint;
    out->body = (const char *)body->bytes;
    out->body_length = body->length;
    return write_headers(sender, order->message, token, arena, out) == SIBU_OK ? SIBU_OK : no_memory(fault);
}

struct push_judgement push_judge(int http_status)
{
    static const struct {
        int least, most;
        struct push_judgement judgement;
    } TABLE[] = {
        {0, 0, {PUSH_RETRY, "none"}},           {200, 299, {PUSH_TAKEN, ""}},
        {404, 404, {PUSH_FORGET, "gone"}},      {410, 410, {PUSH_FORGET, "gone"}},
        {413, 413, {PUSH_GIVE_UP, "too long"}}, {408, 408, {PUSH_RETRY, "busy"}},
        {425, 425, {PUSH_RETRY, "busy"}},       {429, 429, {PUSH_RETRY, "busy"}},
        {500, 599, {PUSH_RETRY, "busy"}},       {400, 403, {PUSH_GIVE_UP, "refused"}},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        if (http_status >= TABLE[i].least && http_status <= TABLE[i].most) {
            return TABLE[i].judgement;
        }
    }
    return (struct push_judgement){PUSH_GIVE_UP, "http"};
}
