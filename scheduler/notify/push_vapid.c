/* VAPID keys and tokens: see push_vapid.h. */
#include "notify/push_vapid.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define FILE_BYTES_MAX 256
#define SECRET_TEXT_BYTES BASE64URL_BYTES(P256_SECRET_BYTES)

static int fill(struct vapid_key *key)
{
    if (!p256_point_of(key->secret, key->point)) {
        return 0;
    }
    base64url_write(key->public_text, sizeof key->public_text, key->point, P256_POINT_BYTES);
    return 1;
}

void vapid_key_clear(struct vapid_key *key)
{
    sodium_memzero(key, sizeof *key);
}

static enum sibu_status read_line(struct vapid_key *key, const char *path, char *line, struct sibu_fault *fault)
{
    line[strcspn(line, "\r\n")] = '\0';
    if (!base64url_read(line, key->secret, P256_SECRET_BYTES) || !fill(key)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "首行应为 P-256 私钥，即 32 字节的 base64url",
                              "its first line should be a secret key of P-256, 32 bytes in base64url");
    }
    return SIBU_OK;
}

enum sibu_status vapid_key_read(struct vapid_key *key, const char *path, struct sibu_fault *fault)
{
    struct stat about;
    struct sibu_text text = {0};
    memset(key, 0, sizeof *key);
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK && stat(path, &about) == 0 && (about.st_mode & (S_IROTH | S_IWOTH)) != 0) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "推送密钥人人可读，请执行 chmod 600",
                                "everybody on this machine may read the push key: chmod 600 it");
    }
    if (status == SIBU_OK) {
        status = text.length == 0 ? sibu_fault_set(fault, SIBU_BAD_INPUT, path, "文件是空的", "is empty")
                                  : read_line(key, path, text.bytes, fault);
    }
    if (text.bytes != NULL) {
        sodium_memzero(text.bytes, text.length);
    }
    sibu_text_clear(&text);
    if (status != SIBU_OK) {
        vapid_key_clear(key);
    }
    return status;
}

static enum sibu_status make(struct vapid_key *key, const char *path, const uint8_t chance[P256_SECRET_BYTES],
                             struct sibu_fault *fault)
{
    char line[SECRET_TEXT_BYTES + 1];
    memcpy(key->secret, chance, P256_SECRET_BYTES);
    if (!fill(key)) {
        vapid_key_clear(key);
        return sibu_fault_set(fault, SIBU_NO, path, "这 32 个随机字节不能作密钥，请重新抽取",
                              "these 32 random bytes make no key: draw again");
    }
    base64url_write(line, SECRET_TEXT_BYTES, key->secret, P256_SECRET_BYTES);
    size_t length = strlen(line);
    line[length] = '\n';
    enum sibu_status status = file_write(path, line, length + 1, 0600, fault);
    sodium_memzero(line, sizeof line);
    if (status != SIBU_OK) {
        vapid_key_clear(key);
    }
    return status;
}

enum sibu_status vapid_key_open(struct vapid_key *key, const char *path, const uint8_t chance[P256_SECRET_BYTES],
                                struct sibu_fault *fault)
{
    struct stat about;
    if (stat(path, &about) != 0 && errno == ENOENT) {
        return make(key, path, chance, fault);
    }
    return vapid_key_read(key, path, fault);
}

/* Graphic ASCII that JSON takes as it is. */
static int is_plain(const char *text, size_t most)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\') {
            return 0;
        }
    }
    return length > 0 && length < most;
}

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

enum sibu_status vapid_subject_check(const char *subject, struct sibu_fault *fault)
{
    const char *at = strchr(subject, '@');
    int mail = strncmp(subject, "mailto:", 7) == 0 && at != NULL && at > subject + 7 && strchr(at, '.') != NULL &&
               !ends_with(at, ".invalid") && !ends_with(at, "localhost") && strchr(at, '.')[1] != '\0';
    int page = strncmp(subject, "https://", 8) == 0 && subject[8] != '\0';
    if (!is_plain(subject, VAPID_SUBJECT_BYTES) || (!mail && !page)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "push subject",
                              "应为 mailto: 加一个公开域名下的邮箱，或 https:// 网址",
                              "should be mailto: and an address under a public domain, or an https:// address");
    }
    return SIBU_OK;
}

enum sibu_status vapid_token(const struct vapid_key *key, const struct vapid_claims *claims,
                             char out[VAPID_TOKEN_BYTES], struct sibu_fault *fault)
{
    static const char HEADER[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
    char json[VAPID_AUDIENCE_BYTES + VAPID_SUBJECT_BYTES + 64];
    uint8_t signature[P256_SIGNATURE_BYTES];
    if (!is_plain(claims->audience, VAPID_AUDIENCE_BYTES) || !is_plain(claims->subject, VAPID_SUBJECT_BYTES)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "push", "推送服务地址或联系人不合规",
                              "the push service's origin or the subject is not usable");
    }
    int n = snprintf(json, sizeof json, "{\"aud\":\"%s\",\"exp\":%" PRId64 ",\"sub\":\"%s\"}", claims->audience,
                     claims->expires_s, claims->subject);
    base64url_write(out, VAPID_TOKEN_BYTES, (const uint8_t *)HEADER, sizeof HEADER - 1);
    size_t length = strlen(out);
    out[length++] = '.';
    base64url_write(out + length, VAPID_TOKEN_BYTES - length, (const uint8_t *)json, (size_t)n);
    length += strlen(out + length);
    if (!p256_sign(key->secret, out, length, signature)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "push", "签名失败", "cannot be signed");
    }
    out[length++] = '.';
    base64url_write(out + length, VAPID_TOKEN_BYTES - length, signature, sizeof signature);
    return SIBU_OK;
}

/* The pass of this audience, else a free one, else the oldest. */
static struct vapid_pass *find_pass(struct vapid_desk *desk, const char *audience)
{
    struct vapid_pass *best = &desk->passes[0];
    for (size_t i = 0; i < VAPID_AUDIENCES_MAX; i++) {
        struct vapid_pass *pass = &desk->passes[i];
        if (strcmp(pass->audience, audience) == 0) {
            return pass;
        }
        int freer = pass->audience[0] == '\0' && best->audience[0] != '\0';
        int older = pass->audience[0] != '\0' && best->audience[0] != '\0' && pass->made_us < best->made_us;
        best = freer || older ? pass : best;
    }
    best->audience[0] = '\0';
    return best;
}

enum sibu_status vapid_desk_token(struct vapid_desk *desk, const char *audience, int64_t now_us, const char **out,
                                  struct sibu_fault *fault)
{
    struct vapid_pass *pass = find_pass(desk, audience);
    int64_t age_us = now_us - pass->made_us;
    *out = pass->token;
    if (pass->audience[0] != '\0' && age_us >= 0 && age_us < VAPID_RENEWED_AFTER_US) {
        return SIBU_OK;
    }
    struct vapid_claims claims = {audience, (now_us + VAPID_GOOD_FOR_US) / 1000000, desk->subject};
    enum sibu_status status = vapid_token(desk->key, &claims, pass->token, fault);
    if (status != SIBU_OK) {
        pass->audience[0] = '\0';
        return status;
    }
    (void)snprintf(pass->audience, sizeof pass->audience, "%s", audience);
    pass->made_us = now_us;
    return SIBU_OK;
}
