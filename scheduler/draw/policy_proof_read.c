/* The policy's member "proof": whose links and rounds make the draw. See docs/policy.md, docs/proof.md. Depends on: json, note.
 * One thread while reading.
 */
#include <string.h>

#include "draw/policy_read.h"
#include "sibu/hash.h"

#define URL_BYTES_MAX 500

/* http:// or https://, something behind it, no blank, no slash at the end. */
static int is_address(const char *url)
{
    size_t length = strlen(url);
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    if (scheme == 0 || length <= scheme || length > URL_BYTES_MAX || url[length - 1] == '/') {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (url[i] <= ' ' || url[i] > '~') {
            return 0;
        }
    }
    return 1;
}

static enum sibu_status keep_address(struct policy_reader *reader, struct sibu_json_value place, const char *key,
                                     const char *url, const char **out)
{
    if (!is_address(url)) {
        return policy_refuse(reader, place, key, "应为 http:// 或 https:// 地址，不以斜线结尾",
                             "must be an address with http:// or https://, without a slash at its end");
    }
    return policy_keep(reader, url, out);
}

static enum sibu_status read_key(struct policy_reader *reader, struct sibu_json_value item, struct policy_witness *out)
{
    const char *key = "";
    enum sibu_status status = sibu_json_string(item, "key", NOTE_KEY_TEXT_MAX - 1, &key, reader->fault);
    if (status == SIBU_OK && (!note_key_read(&out->key, key) || out->key.type != NOTE_COSIGNATURE)) {
        return policy_refuse(reader, item, "key", "不是见证人的公钥（sibu witness 启动时打印的那一行）",
                             "is no witness's public key: the line that sibu witness prints");
    }
    return status;
}

static enum sibu_status read_witness(struct policy_reader *reader, struct sibu_json_value item,
                                     struct policy_witness *out)
{
    static const char *const KEYS[] = {"url", "key", "token_file", NULL};
    const char *url = "";
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "url", 4096, &url, reader->fault);
    }
    if (status == SIBU_OK) {
        status = keep_address(reader, item, "url", url, &out->url);
    }
    if (status == SIBU_OK) {
        status = read_key(reader, item, out);
    }
    return status == SIBU_OK ? policy_keep_member(reader, item, "token_file", "", &out->token_file) : status;
}

/* One party named twice is one party. */
static enum sibu_status check_new(struct policy_reader *reader, struct sibu_json_value item,
                                  const struct policy_proof *proof)
{
    const struct policy_witness *last = &proof->witnesses[proof->witness_count - 1];
    for (uint32_t i = 0; i + 1 < proof->witness_count; i++) {
        const struct policy_witness *other = &proof->witnesses[i];
        if (memcmp(last->key.public_key, other->key.public_key, sizeof last->key.public_key) == 0) {
            return policy_refuse(reader, item, "key", "与前面的见证人相同", "is that of a witness before");
        }
        if (strcmp(last->url, other->url) == 0) {
            return policy_refuse(reader, item, "url", "与前面的见证人相同", "is that of a witness before");
        }
    }
    return SIBU_OK;
}

static enum sibu_status read_witnesses(struct policy_reader *reader, struct sibu_json_value object)
{
    struct policy_proof *proof = &reader->policy->proof;
    struct sibu_json_value list = sibu_json_member(object, "witnesses");
    if (list.node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(object, "witnesses", 1, POLICY_WITNESSES_MAX, &list, reader->fault);
    for (struct sibu_json_value item = sibu_json_first(list); status == SIBU_OK && item.node != NULL;
         item = sibu_json_next(item)) {
        status = read_witness(reader, item, &proof->witnesses[proof->witness_count++]);
        if (status == SIBU_OK) {
            status = check_new(reader, item, proof);
        }
    }
    return status;
}

static enum sibu_status read_urls(struct policy_reader *reader, struct sibu_json_value beacon)
{
    struct policy_proof *proof = &reader->policy->proof;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(beacon, "urls", 1, POLICY_BEACON_URLS_MAX, &list, reader->fault);
    for (struct sibu_json_value item = sibu_json_first(list); status == SIBU_OK && item.node != NULL;
         item = sibu_json_next(item)) {
        const char *url = sibu_json_kind(item) == SIBU_JSON_STRING ? sibu_json_as_string(item) : "";
        status = keep_address(reader, item, NULL, url, &proof->urls[proof->url_count++]);
    }
    return status;
}

static enum sibu_status read_beacon(struct policy_reader *reader, struct sibu_json_value object)
{
    static const char *const KEYS[] = {"chain", "urls", NULL};
    static const char DIGITS[] = "0123456789abcdef";
    struct policy_proof *proof = &reader->policy->proof;
    struct sibu_json_value beacon = sibu_json_member(object, "beacon");
    const char *chain = "";
    if (beacon.node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(object, "beacon", &beacon, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(beacon, KEYS, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(beacon, "chain", 4096, &chain, reader->fault);
    }
    if (status == SIBU_OK &&
        (strspn(chain, DIGITS) != strlen(chain) || !sibu_unhex(proof->chain, sizeof proof->chain, chain))) {
        return policy_refuse(reader, beacon, "chain", "应为链的哈希：64 位小写十六进制数字",
                             "must be the chain's hash: 64 hexadecimal digits in lower case");
    }
    proof->has_beacon = 1;
    return status == SIBU_OK ? read_urls(reader, beacon) : status;
}

enum sibu_status policy_read_proof(struct policy_reader *reader)
{
    static const char *const KEYS[] = {"witnesses", "beacon", NULL};
    struct sibu_json_value object = sibu_json_member(reader->root, "proof");
    if (object.node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->root, "proof", &object, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(object, KEYS, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_witnesses(reader, object);
    }
    if (status == SIBU_OK) {
        status = read_beacon(reader, object);
    }
    if (status == SIBU_OK && reader->policy->proof.witness_count == 0 && !reader->policy->proof.has_beacon) {
        return policy_refuse(reader, object, NULL, "应有 witnesses 或 beacon", "must have witnesses or a beacon");
    }
    return status;
}
