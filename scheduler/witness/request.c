/* Requests to a witness: see request.h. Depends on: sibu/json.h. */
#include "witness/request.h"

#include <string.h>

#include "sibu/hash.h"
#include "sibu/json.h"

struct words {
    const char *zh, *en;
};

static enum sibu_status refuse(struct sibu_json_value object, const char *key, struct words words,
                               struct sibu_fault *fault)
{
    char place[240];
    sibu_json_place(object, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "%.0s%s", "%s%.0s", words.en, words.zh);
}

int request_read_installation(const char *hex, uint8_t id[DRAW_INSTALLATION_BYTES])
{
    return sibu_unhex(id, DRAW_INSTALLATION_BYTES, hex);
}

static enum sibu_status read_who(struct sibu_json_value root, struct draw_installation *who, struct sibu_fault *fault)
{
    static const struct words WORDS = {"应为 32 位十六进制数", "takes 32 hexadecimal digits"};
    const char *hex = NULL;
    int64_t epoch = 0;
    enum sibu_status status = sibu_json_string(root, "installation", 64, &hex, fault);
    if (status == SIBU_OK && !request_read_installation(hex, who->id)) {
        return refuse(root, "installation", WORDS, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "epoch", 1, WITNESS_EPOCH_MAX, &epoch, fault);
    }
    who->epoch = (uint64_t)epoch;
    return status;
}

static enum sibu_status read_key(struct sibu_json_value root, struct note_key *key, struct sibu_fault *fault)
{
    static const struct words WORDS = {"应为日志公钥 名称+编号+base64",
                                       "takes the public key of a log, name+id+base64"};
    const char *text = NULL;
    enum sibu_status status = sibu_json_string(root, "log_key", NOTE_KEY_TEXT_MAX, &text, fault);
    if (status == SIBU_OK && (!note_key_read(key, text) || key->type != NOTE_LOG)) {
        return refuse(root, "log_key", WORDS, fault);
    }
    return status;
}

static enum sibu_status read_epoch(struct sibu_json_value root, struct witness_epoch *out, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"installation", "epoch", "ticks", "tick_s", "first_tick", "log_key", NULL};
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    if (status == SIBU_OK) {
        status = read_who(root, &out->who, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "ticks", 1, CHAIN_LINKS_MAX, &out->ticks, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "tick_s", 1, 86400, &out->tick_s, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "first_tick", 0, INT64_C(1) << 40, &out->first_tick, fault);
    }
    return status == SIBU_OK ? read_key(root, &out->log, fault) : status;
}

enum sibu_status request_read_epoch(const char *bytes, size_t length, struct witness_epoch *out,
                                    struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    memset(out, 0, sizeof *out);
    enum sibu_status status = sibu_json_open(&document, "request", bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_epoch(sibu_json_root(document), out, fault);
    }
    sibu_json_close(document);
    return status;
}

static enum sibu_status read_proof(struct sibu_json_value root, struct tree_proof *proof, struct sibu_fault *fault)
{
    static const struct words WORDS = {"每项应为 64 位十六进制数", "takes items of 64 hexadecimal digits"};
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(root, "consistency", 0, TREE_PROOF_MAX, &list, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value item = sibu_json_first(list); sibu_json_kind(item) != SIBU_JSON_ABSENT;
         item = sibu_json_next(item)) {
        if (!sibu_unhex(proof->hashes[proof->count++].bytes, TREE_HASH_BYTES, sibu_json_as_string(item))) {
            return refuse(root, "consistency", WORDS, fault);
        }
    }
    return SIBU_OK;
}

static enum sibu_status read_note(struct sibu_json_value root, struct note *note, struct sibu_fault *fault)
{
    static const struct words WORDS = {"不是带签名的检查点", "is not a signed checkpoint"};
    const char *text = NULL;
    enum sibu_status status = sibu_json_string(root, "checkpoint", NOTE_MAX, &text, fault);
    if (status == SIBU_OK && !note_read(note, text, strlen(text))) {
        return refuse(root, "checkpoint", WORDS, fault);
    }
    return status;
}

static enum sibu_status read_link(struct sibu_json_value root, struct witness_ask *out, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"installation", "epoch", "tick", "old_size", "consistency", "checkpoint", NULL};
    int64_t old_size = 0;
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    if (status == SIBU_OK) {
        status = read_who(root, &out->who, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "tick", 0, INT64_C(1) << 41, &out->tick, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "old_size", 0, (int64_t)TREE_SIZE_MAX, &old_size, fault);
    }
    out->old_size = (uint64_t)old_size;
    if (status == SIBU_OK) {
        status = read_proof(root, &out->growth, fault);
    }
    return status == SIBU_OK ? read_note(root, &out->note, fault) : status;
}

enum sibu_status request_read_link(const char *bytes, size_t length, struct witness_ask *out, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    memset(out, 0, sizeof *out);
    enum sibu_status status = sibu_json_open(&document, "request", bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_link(sibu_json_root(document), out, fault);
    }
    sibu_json_close(document);
    return status;
}

static void write_who(struct sibu_text *text, const struct draw_installation *who)
{
    char hex[2 * DRAW_INSTALLATION_BYTES + 1];
    sibu_hex(hex, who->id, sizeof who->id);
    sibu_text_addf(text, "{\"installation\":\"%s\",\"epoch\":%llu", hex, (unsigned long long)who->epoch);
}

void request_write_epoch(struct sibu_text *text, const struct witness_epoch *epoch)
{
    char key[NOTE_KEY_TEXT_MAX];
    note_key_text(key, &epoch->log);
    write_who(text, &epoch->who);
    sibu_text_addf(text, ",\"ticks\":%lld,\"tick_s\":%lld,\"first_tick\":%lld,\"log_key\":", (long long)epoch->ticks,
                   (long long)epoch->tick_s, (long long)epoch->first_tick);
    sibu_text_add_json(text, key);
    sibu_text_add(text, "}");
}

void request_write_link(struct sibu_text *text, const struct witness_ask *ask)
{
    char note[NOTE_MAX];
    write_who(text, &ask->who);
    sibu_text_addf(text, ",\"tick\":%lld,\"old_size\":%llu,\"consistency\":[", (long long)ask->tick,
                   (unsigned long long)ask->old_size);
    for (size_t i = 0; i < ask->growth.count; i++) {
        char hex[2 * TREE_HASH_BYTES + 1];
        sibu_hex(hex, ask->growth.hashes[i].bytes, TREE_HASH_BYTES);
        sibu_text_addf(text, "%s\"%s\"", i > 0 ? "," : "", hex);
    }
    note_write(note, &ask->note);
    sibu_text_add(text, "],\"checkpoint\":");
    sibu_text_add_json(text, note);
    sibu_text_add(text, "}");
}
