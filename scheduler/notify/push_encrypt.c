/* Web Push encryption: see push_encrypt.h. Step numbers are those of RFC 8291, section 3.4. */
#include "notify/push_encrypt.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <string.h>

#define HASH_BYTES 32
#define TAG_BYTES 16
#define KEY_BYTES 16
#define NONCE_BYTES 12
#define RECORD_BYTES 4096

enum sibu_status push_recipient_read(struct push_recipient *recipient, const char *p256dh, const char *auth,
                                     struct sibu_fault *fault)
{
    if (!base64url_read(p256dh, recipient->point, P256_POINT_BYTES)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "p256dh", "应为 65 字节的 base64url，不带填充",
                              "should be 65 bytes in base64url without padding");
    }
    if (!p256_is_point(recipient->point)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "p256dh", "不是 P-256 曲线上的点",
                              "is not a point on the curve P-256");
    }
    if (!base64url_read(auth, recipient->auth, PUSH_AUTH_BYTES)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "auth", "应为 16 字节的 base64url，不带填充",
                              "should be 16 bytes in base64url without padding");
    }
    return SIBU_OK;
}

/* HMAC-SHA-256. */
static int mac(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t out[HASH_BYTES])
{
    unsigned got = 0;
    return HMAC(EVP_sha256(), key, (int)key_length, bytes, length, out, &got) != NULL && got == HASH_BYTES;
}

/* The input keying material, bound to both sides: HMAC(HMAC(auth, ecdh), "WebPush: info" 00 ua_public as_public 01). */
static int keying_material(const struct push_recipient *recipient, const struct push_chance *chance,
                           const uint8_t own_point[P256_POINT_BYTES], uint8_t out[HASH_BYTES])
{
    static const char INFO[] = "WebPush: info"; /* its NUL belongs to it */
    uint8_t shared[HASH_BYTES], key[HASH_BYTES], info[sizeof INFO + 2 * P256_POINT_BYTES + 1];
    memcpy(info, INFO, sizeof INFO);
    memcpy(info + sizeof INFO, recipient->point, P256_POINT_BYTES);
    memcpy(info + sizeof INFO + P256_POINT_BYTES, own_point, P256_POINT_BYTES);
    info[sizeof info - 1] = 1;
    int fine = p256_agree(chance->secret, recipient->point, shared) &&
               mac(recipient->auth, PUSH_AUTH_BYTES, shared, HASH_BYTES, key) &&
               mac(key, HASH_BYTES, info, sizeof info, out);
    sodium_memzero(shared, sizeof shared);
    sodium_memzero(key, sizeof key);
    return fine;
}

struct message_key {
    uint8_t key[HASH_BYTES]; /* of which KEY_BYTES count */
    uint8_t nonce[HASH_BYTES]; /* of which NONCE_BYTES count */
};

static int message_key(const uint8_t salt[PUSH_SALT_BYTES], const uint8_t material[HASH_BYTES], struct message_key *out)
{
    static const char KEY_INFO[] = "Content-Encoding: aes128gcm\0\1", NONCE_INFO[] = "Content-Encoding: nonce\0\1";
    uint8_t extracted[HASH_BYTES];
    int fine = mac(salt, PUSH_SALT_BYTES, material, HASH_BYTES, extracted) &&
               mac(extracted, HASH_BYTES, (const uint8_t *)KEY_INFO, sizeof KEY_INFO - 1, out->key) &&
               mac(extracted, HASH_BYTES, (const uint8_t *)NONCE_INFO, sizeof NONCE_INFO - 1, out->nonce);
    sodium_memzero(extracted, sizeof extracted);
    return fine;
}

/* `out` takes length + 1 + TAG_BYTES: the plain bytes, the mark of the last record, the tag. */
static int seal(const struct message_key *key, const uint8_t *plain, size_t length, uint8_t *out)
{
    static const uint8_t LAST = 2;
    int got = 0, more = 0;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int fine = cipher != NULL && EVP_EncryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, key->key, key->nonce) == 1 &&
               EVP_EncryptUpdate(cipher, out, &got, plain, (int)length) == 1 &&
               EVP_EncryptUpdate(cipher, out + got, &more, &LAST, 1) == 1 && (size_t)(got + more) == length + 1 &&
               EVP_EncryptFinal_ex(cipher, out + length + 1, &more) == 1 && more == 0 &&
               EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, out + length + 1) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return fine;
}

static void write_head(uint8_t *out, const uint8_t salt[PUSH_SALT_BYTES], const uint8_t point[P256_POINT_BYTES])
{
    memcpy(out, salt, PUSH_SALT_BYTES);
    out += PUSH_SALT_BYTES;
    out[0] = out[1] = 0;
    out[2] = RECORD_BYTES >> 8;
    out[3] = RECORD_BYTES & 0xff;
    out[4] = P256_POINT_BYTES;
    memcpy(out + 5, point, P256_POINT_BYTES);
}

enum sibu_status push_encrypt(const struct push_recipient *recipient, const struct push_chance *chance,
                              const void *plain, size_t length, struct push_body *out, struct sibu_fault *fault)
{
    uint8_t own_point[P256_POINT_BYTES], material[HASH_BYTES];
    struct message_key key;
    if (length > PUSH_PLAIN_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "push", "消息最多 %d 字节", "a message has at most %d bytes",
                              PUSH_PLAIN_MAX);
    }
    if (!p256_point_of(chance->secret, own_point)) {
        return sibu_fault_set(fault, SIBU_NO, "push", "这 32 个随机字节不能作密钥，请重新抽取",
                              "these 32 random bytes make no key: draw again");
    }
    int fine = keying_material(recipient, chance, own_point, material) && message_key(chance->salt, material, &key) &&
               seal(&key, plain, length, out->bytes + PUSH_HEAD_BYTES);
    sodium_memzero(material, sizeof material);
    sodium_memzero(&key, sizeof key);
    if (!fine) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "push", "加密失败，请检查订阅的密钥",
                              "cannot be encrypted: check the subscription's key");
    }
    write_head(out->bytes, chance->salt, own_point);
    out->length = PUSH_HEAD_BYTES + length + 1 + TAG_BYTES;
    return SIBU_OK;
}
