/* Whose links and rounds make the draw: witnesses and a beacon. See docs/policy.md and docs/proof.md.
 *
 * Depends on: json, hash (digits), note. One thread while reading.
 */
#include <string.h>

#include "draw/policy_read.h"
#include "sibu/hash.h"

#define URL_BYTES_MAX 500
#define CHAIN_DIGITS 64

/* The scheme, a host, and what may stand in the rest of it: what asks puts a path of its own behind it. (strchr finds the
 * end of the text too: no host.) */
static int url_is_good(const char *url)
{
    static const char PLAIN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/[]%";
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t length = strlen(url);
    return scheme > 0 && length <= URL_BYTES_MAX && strspn(url, PLAIN) == length && strchr("/:", url[scheme]) == NULL &&
           url[length - 1] != '/';
}

static enum sibu_status refuse_url(struct policy_reader *reader, struct sibu_json_value value, const char *key)
{
    return policy_refuse(
        reader, value, key, "应为 http:// 或 https:// 地址，最长 500 字节，末尾不带斜杠，不含空格、?、# 和 @",
        "must be an address that begins with http:// or https://, of at most 500 bytes, without a slash "
        "at its end and without blanks, ?, # and @");
}

/* A key of a cosigner, whose name can stand in a row of the ledger as it is. */
static int key_is_good(struct note_key *key, const char *text)
{
    return note_key_read(key, text) && key->type == NOTE_COSIGNATURE && strpbrk(key->name, "\"\\") == NULL;
}

static enum sibu_status read_key(struct policy_reader *reader, struct sibu_json_value item, struct note_key *out)
{
    const char *text = "";
    enum sibu_status status = sibu_json_string(item, "key", NOTE_KEY_TEXT_MAX, &text, reader->fault);
    if (status == SIBU_OK && !key_is_good(out, text)) {
        return policy_refuse(
            reader, item, "key", "不是见证人的公钥；应为 sibu witness 启动时显示的“名称+8 位十六进制数+公钥”",
            "is no key of a witness: it is the text NAME+8 hexadecimal digits+KEY that sibu witness shows "
            "when it starts");
    }
    return status;
}

static enum sibu_status refuse_twice(struct policy_reader *reader, struct sibu_json_value value, const char *key)
{
    return policy_refuse(reader, value, key, "重复出现：每一方只算一次", "stands there twice: each party counts once");
}

/* One party under two addresses, or two at one, would be taken for two. */
static enum sibu_status check_others(struct policy_reader *reader, struct sibu_json_value item,
                                     const struct policy_witness *witness)
{
    const struct policy_proof *proof = &reader->policy->proof;
    for (uint32_t i = 0; i < proof->witness_count; i++) {
        const struct policy_witness *other = &proof->witnesses[i];
        if (memcmp(other->key.public_key, witness->key.public_key, sizeof other->key.public_key) == 0) {
            return refuse_twice(reader, item, "key");
        }
        if (strcmp(other->url, witness->url) == 0) {
            return refuse_twice(reader, item, "url");
        }
    }
    return SIBU_OK;
}

static enum sibu_status read_witness(struct policy_reader *reader, struct sibu_json_value item,
                                     struct policy_witness *out)
{
    static const char *const KEYS[] = {"url", "key", "token_file", NULL};
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
    if (status == SIBU_OK) {
        status = policy_keep_member(reader, item, "url", NULL, &out->url);
    }
    if (status == SIBU_OK && !url_is_good(out->url)) {
        return refuse_url(reader, item, "url");
    }
    if (status == SIBU_OK) {
        status = read_key(reader, item, &out->key);
    }
    if (status == SIBU_OK) {
        status = policy_keep_member(reader, item, "token_file", "", &out->token_file);
    }
    return status == SIBU_OK ? check_others(reader, item, out) : status;
}

static enum sibu_status read_witnesses(struct policy_reader *reader, struct sibu_json_value object)
{
    struct policy_proof *proof = &reader->policy->proof;
    struct sibu_json_value list;
    if (sibu_json_member(object, "witnesses").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(object, "witnesses", 1, POLICY_WITNESSES_MAX, &list, reader->fault);
    size_t count = status == SIBU_OK ? sibu_json_count(list) : 0;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = read_witness(reader, sibu_json_item(list, i), &proof->witnesses[i]);
        proof->witness_count += status == SIBU_OK;
    }
    return status;
}

static enum sibu_status read_chain(struct policy_reader *reader, struct sibu_json_value beacon)
{
    const char *text = "";
    enum sibu_status status = sibu_json_string(beacon, "chain", CHAIN_DIGITS, &text, reader->fault);
    if (status == SIBU_OK && (strlen(text) != CHAIN_DIGITS || strspn(text, "0123456789abcdef") != CHAIN_DIGITS ||
                              !sibu_unhex(reader->policy->proof.chain, CHAIN_DIGITS / 2, text))) {
        return policy_refuse(reader, beacon, "chain", "应为链的哈希：64 位小写十六进制数",
                             "must be the chain's hash: 64 lower-case hexadecimal digits");
    }
    return status;
}

static enum sibu_status read_urls(struct policy_reader *reader, struct sibu_json_value beacon)
{
    struct policy_proof *proof = &reader->policy->proof;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(beacon, "urls", 1, POLICY_BEACON_URLS_MAX, &list, reader->fault);
    size_t count = status == SIBU_OK ? sibu_json_count(list) : 0;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        struct sibu_json_value item = sibu_json_item(list, i);
        if (!url_is_good(sibu_json_as_string(item))) {
            return refuse_url(reader, item, NULL);
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(proof->urls[k], sibu_json_as_string(item)) == 0) {
                return policy_refuse(reader, item, NULL, "重复的地址", "stands there twice");
            }
        }
        status = policy_keep(reader, sibu_json_as_string(item), &proof->urls[i]);
        proof->url_count += status == SIBU_OK;
    }
    return status;
}

static enum sibu_status read_beacon(struct policy_reader *reader, struct sibu_json_value object)
{
    static const char *const KEYS[] = {"chain", "urls", NULL};
    struct sibu_json_value beacon;
    if (sibu_json_member(object, "beacon").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(object, "beacon", &beacon, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(beacon, KEYS, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_chain(reader, beacon);
    }
    reader->policy->proof.has_beacon = 1;
    return status == SIBU_OK ? read_urls(reader, beacon) : status;
}

enum sibu_status policy_read_proof(struct policy_reader *reader)
{
    static const char *const KEYS[] = {"witnesses", "beacon", NULL};
    struct sibu_json_value object;
    if (sibu_json_member(reader->root, "proof").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->root, "proof", &object, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(object, KEYS, reader->fault);
    }
    if (status == SIBU_OK && sibu_json_count(object) == 0) {
        return policy_refuse(reader, object, NULL, "应写明 witnesses、beacon 或两者；不要 proof 就是本机抽取",
                             "must name witnesses, a beacon, or both; without a proof the draw is local");
    }
    if (status == SIBU_OK) {
        status = read_witnesses(reader, object);
    }
    return status == SIBU_OK ? read_beacon(reader, object) : status;
}
