/* The beacon's rounds and answers: see beacon.h. */
#include "draw/beacon.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/json.h"

#define SECOND_US INT64_C(1000000)

int64_t beacon_round_at(const struct beacon_chain *chain, int64_t time_us)
{
    int64_t since_us = time_us - chain->genesis_s * SECOND_US, period_us = chain->period_s * SECOND_US;
    if (since_us <= 0) {
        return 1;
    }
    return since_us / period_us + (since_us % period_us > 0) + 1;
}

int64_t beacon_time_us(const struct beacon_chain *chain, int64_t round)
{
    assert(round >= 1 && round <= BEACON_ROUND_MAX / SECOND_US);
    return (chain->genesis_s + (round - 1) * chain->period_s) * SECOND_US;
}

/* The member as lower-case hexadecimal of exactly `length` bytes. */
static enum sibu_status hex_at(struct sibu_json_value object, const char *key, uint8_t *out, size_t length,
                               struct sibu_fault *fault)
{
    const char *text = "";
    enum sibu_status status = sibu_json_string(object, key, 2 * BEACON_SIGNATURE_BYTES_MAX, &text, fault);
    if (status != SIBU_OK || (strspn(text, "0123456789abcdef") == strlen(text) && sibu_unhex(out, length, text))) {
        return status;
    }
    char place[240];
    sibu_json_place(object, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "应为 %zu 位小写十六进制数字",
                          "must be %zu hexadecimal digits in lower case", 2 * length);
}

/* Opens the answer, an object of at most 4 KiB. */
static enum sibu_status open_answer(struct sibu_json **out, const struct beacon_answer *answer,
                                    struct sibu_fault *fault)
{
    *out = NULL;
    if (answer->length > BEACON_ANSWER_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, answer->name, "信标的回答大于 %d 字节，不是信标的回答",
                              "the answer has more than %d bytes: it is not a beacon's", BEACON_ANSWER_BYTES_MAX);
    }
    enum sibu_status status = sibu_json_open(out, answer->name, answer->bytes, answer->length, fault);
    if (status == SIBU_OK && sibu_json_kind(sibu_json_root(*out)) != SIBU_JSON_OBJECT) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, answer->name, "信标的回答不是 JSON 对象",
                              "the answer is no JSON object");
    }
    return status;
}

static void put_integer(crypto_hash_sha256_state *state, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) {
        uint8_t byte = (uint8_t)(value >> (8 * i));
        crypto_hash_sha256_update(state, &byte, 1);
    }
}

/* SHA-256(period u32 BE, genesis i64 BE, public key, group hash, name). */
static void hash_chain(const struct beacon_chain *chain, uint8_t out[BEACON_HASH_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    put_integer(&state, (uint64_t)chain->period_s, 4);
    put_integer(&state, (uint64_t)chain->genesis_s, 8);
    crypto_hash_sha256_update(&state, chain->public_key, chain->key_bytes);
    crypto_hash_sha256_update(&state, chain->group_hash, sizeof chain->group_hash);
    if (strcmp(chain->name, "default") != 0) {
        crypto_hash_sha256_update(&state, (const unsigned char *)chain->name, strlen(chain->name));
    }
    crypto_hash_sha256_final(&state, out);
}

int beacon_chain_is_whole(const struct beacon_chain *chain)
{
    uint8_t computed[BEACON_HASH_BYTES];
    hash_chain(chain, computed);
    return memcmp(computed, chain->hash, sizeof computed) == 0;
}

/* How the schemes sign. Others are refused: the retired bls-unchained-on-g1 hashed by mistake to the wrong curve's tag. */
static enum sibu_status read_scheme(struct sibu_json_value root, struct beacon_chain *out, struct sibu_fault *fault)
{
    static const char *const NAMES[] = {"pedersen-bls-chained", "pedersen-bls-unchained", "bls-unchained-g1-rfc9380",
                                        NULL};
    size_t scheme = 0;
    enum sibu_status status = sibu_json_choice(root, "schemeID", NAMES, &scheme, fault);
    out->is_chained = scheme == 0;
    out->signature_bytes = scheme == 2 ? 48 : 96;
    out->key_bytes = scheme == 2 ? 96 : 48; /* the key lies in the other group */
    return status;
}

/* Letters that a ledger's row can carry as they are. */
static int is_plain(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        if (name[i] < ' ' || name[i] > '~' || name[i] == '"' || name[i] == '\\') {
            return 0;
        }
    }
    return 1;
}

static enum sibu_status read_name(struct sibu_json_value root, struct beacon_chain *out, struct sibu_fault *fault)
{
    struct sibu_json_value metadata;
    const char *name = "default";
    char place[240];
    (void)snprintf(out->name, sizeof out->name, "%s", name);
    if (sibu_json_kind(sibu_json_member(root, "metadata")) == SIBU_JSON_ABSENT) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(root, "metadata", &metadata, fault);
    if (status == SIBU_OK && sibu_json_kind(sibu_json_member(metadata, "beaconID")) != SIBU_JSON_ABSENT) {
        status = sibu_json_string(metadata, "beaconID", BEACON_NAME_MAX, &name, fault);
    }
    if (status == SIBU_OK && !is_plain(name)) {
        sibu_json_place(metadata, "beaconID", place);
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, place, "含有名称中不应有的字符",
                                "has characters that do not belong into a name");
    }
    if (status == SIBU_OK) {
        (void)snprintf(out->name, sizeof out->name, "%s", name);
    }
    return status;
}

static enum sibu_status read_chain(struct sibu_json_value root, struct beacon_chain *out, struct sibu_fault *fault)
{
    enum sibu_status status = read_scheme(root, out, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "period", 1, 86400, &out->period_s, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "genesis_time", 1, INT64_C(4294967295), &out->genesis_s, fault);
    }
    if (status == SIBU_OK) {
        status = hex_at(root, "public_key", out->public_key, out->key_bytes, fault);
    }
    if (status == SIBU_OK) {
        status = hex_at(root, "groupHash", out->group_hash, sizeof out->group_hash, fault);
    }
    if (status == SIBU_OK) {
        status = hex_at(root, "hash", out->hash, sizeof out->hash, fault);
    }
    return status == SIBU_OK ? read_name(root, out, fault) : status;
}

enum sibu_status beacon_info_read(struct beacon_chain *out, const struct beacon_answer *answer,
                                  const uint8_t hash[BEACON_HASH_BYTES], struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct beacon_chain found = {0};
    *out = (struct beacon_chain){0};
    enum sibu_status status = open_answer(&document, answer, fault);
    if (status == SIBU_OK) {
        status = read_chain(sibu_json_root(document), &found, fault);
    }
    sibu_json_close(document);
    if (status != SIBU_OK) {
        return status;
    }
    if (!beacon_chain_is_whole(&found) || memcmp(found.hash, hash, BEACON_HASH_BYTES) != 0) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, answer->name, "链的参数算出的哈希与规则中的不符；请核对链的哈希和信标的地址",
            "the chain described here does not have the hash of the policy: check the hash and the beacon's address");
    }
    *out = found;
    return SIBU_OK;
}

/* previous_signature: there where the chain is chained, nowhere else. Round 1 has the group hash in its place. */
static enum sibu_status read_previous(struct sibu_json_value root, const struct beacon_chain *chain,
                                      struct beacon_round *out, struct sibu_fault *fault)
{
    struct sibu_json_value previous = sibu_json_member(root, "previous_signature");
    if (!chain->is_chained) {
        enum sibu_json_kind kind = sibu_json_kind(previous);
        if (kind == SIBU_JSON_ABSENT || (kind == SIBU_JSON_STRING && sibu_json_as_string(previous)[0] == '\0')) {
            return SIBU_OK;
        }
        char place[240];
        sibu_json_place(root, "previous_signature", place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "这条链的各轮互不相连，不应有此项",
                              "does not belong here: the rounds of this chain do not build on each other");
    }
    out->previous_bytes = out->round == 1 ? BEACON_HASH_BYTES : chain->signature_bytes;
    return hex_at(root, "previous_signature", out->previous, out->previous_bytes, fault);
}

static enum sibu_status read_round(struct sibu_json_value root, const struct beacon_chain *chain,
                                   struct beacon_round *out, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"round", "randomness", "signature", "previous_signature", NULL};
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "round", 1, BEACON_ROUND_MAX, &out->round, fault);
    }
    if (status == SIBU_OK) {
        status = hex_at(root, "randomness", out->randomness, sizeof out->randomness, fault);
    }
    if (status == SIBU_OK) {
        status = hex_at(root, "signature", out->signature, chain->signature_bytes, fault);
    }
    return status == SIBU_OK ? read_previous(root, chain, out, fault) : status;
}

/* It is the round that was asked for, and its randomness follows from its signature. */
static enum sibu_status check_round(const struct beacon_round *found, const struct beacon_answer *answer,
                                    const struct beacon_chain *chain, int64_t round, struct sibu_fault *fault)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    if (found->round != round) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, answer->name,
                              "要的是第 %lld 轮，答的是第 %lld 轮；请核对信标的地址",
                              "asked for round %lld, answered with round %lld: check the beacon's address",
                              (long long)round, (long long)found->round);
    }
    crypto_hash_sha256(hash, found->signature, chain->signature_bytes);
    if (memcmp(hash, found->randomness, sizeof hash) != 0) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, answer->name, "随机数不是签名的 SHA-256；这个地址不可信，请换一个",
            "the randomness is not the SHA-256 of the signature: trust this address no longer, use another");
    }
    return SIBU_OK;
}

enum sibu_status beacon_round_read(struct beacon_round *out, const struct beacon_answer *answer,
                                   const struct beacon_chain *chain, int64_t round, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct beacon_round found = {0};
    *out = (struct beacon_round){0};
    enum sibu_status status = open_answer(&document, answer, fault);
    if (status == SIBU_OK) {
        status = read_round(sibu_json_root(document), chain, &found, fault);
    }
    sibu_json_close(document);
    if (status == SIBU_OK) {
        status = check_round(&found, answer, chain, round, fault);
    }
    if (status == SIBU_OK) {
        *out = found;
    }
    return status;
}
