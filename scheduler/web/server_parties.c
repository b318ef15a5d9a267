/* Addresses and tokens of the other parties: see server_parties.h. */
#include "web/server_parties.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "web/server_state.h"
#include "witness/token.h"

/* "" where no file is named. */
static enum sibu_status read_token(const char *path, char out[COURIER_TOKEN_MAX], struct sibu_fault *fault)
{
    out[0] = '\0';
    return path[0] == '\0' ? SIBU_OK : token_read(path, out, fault);
}

/* The path of a token file as the server reads it; "" where none is named. */
static void token_path(const struct server *server, const struct policy_witness *witness, char out[4096])
{
    out[0] = '\0';
    if (witness->token_file[0] != '\0') {
        file_beside(server->def.plan->path, witness->token_file, out);
    }
}

enum sibu_status parties_of_policy(const struct server *server, struct courier_parties *out, struct sibu_fault *fault)
{
    const struct policy_proof *proof = &server->def.plan->policy->proof;
    enum sibu_status status = SIBU_OK;
    memset(out, 0, sizeof *out);
    out->witness_count = proof->witness_count;
    for (size_t i = 0; i < proof->witness_count && status == SIBU_OK; i++) {
        char path[4096];
        token_path(server, &proof->witnesses[i], path);
        (void)snprintf(out->witnesses[i].url, COURIER_URL_MAX, "%s", proof->witnesses[i].url);
        out->witnesses[i].key = proof->witnesses[i].key;
        status = read_token(path, out->witnesses[i].token, fault);
    }
    out->has_beacon = proof->has_beacon;
    memcpy(out->chain, proof->chain, sizeof out->chain);
    out->url_count = proof->url_count;
    for (size_t i = 0; i < proof->url_count; i++) {
        (void)snprintf(out->urls[i], COURIER_URL_MAX, "%s", proof->urls[i]);
    }
    return status;
}

void parties_epoch(const struct courier_parties *parties, struct ledger_epoch *out)
{
    memset(out, 0, sizeof *out);
    out->witness_count = parties->witness_count;
    for (size_t i = 0; i < parties->witness_count; i++) {
        out->witnesses[i].key = parties->witnesses[i].key;
    }
    out->has_beacon = parties->has_beacon;
    memcpy(out->beacon.hash, parties->chain, sizeof out->beacon.hash);
}

static void setting_name(uint64_t epoch, char out[32])
{
    (void)snprintf(out, 32, "epoch-%llu", (unsigned long long)epoch);
}

/* A line for each witness, "w URL TOKENPATH", and each address of the beacon, "b URL". */
enum sibu_status parties_keep(struct server *server, uint64_t epoch, struct sibu_fault *fault)
{
    const struct policy_proof *proof = &server->def.plan->policy->proof;
    struct sibu_text text = {0};
    char name[32];
    for (size_t i = 0; i < proof->witness_count; i++) {
        char path[4096];
        token_path(server, &proof->witnesses[i], path);
        sibu_text_addf(&text, "w %s %s\n", proof->witnesses[i].url, path);
    }
    for (size_t i = 0; i < proof->url_count; i++) {
        sibu_text_addf(&text, "b %s\n", proof->urls[i]);
    }
    setting_name(epoch, name);
    enum sibu_status status = sibu_text_ok(&text)
                                  ? store_setting_put(server->store, name, sibu_text_get(&text), fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    sibu_text_clear(&text);
    return status;
}

/* The `index`-th line of this kind, without it and the blank behind it; returns its length, 0: there is none. */
static size_t find_line(const char *text, char kind, size_t index, const char **line)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (text[0] == kind && length > 2 && index-- == 0) {
            *line = text + 2;
            return length - 2;
        }
        text += length + (text[length] == '\n');
    }
    return 0;
}

static enum sibu_status named_nowhere(const char *name, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, name, "账本里的这一方在策略和数据中都找不到地址",
                          "is a party of the ledger whose address stands neither in the policy nor in the data");
}

static enum sibu_status kept_witness(const char *kept, size_t i, struct courier_witness *out, struct sibu_fault *fault)
{
    const char *line = NULL;
    char path[4096];
    size_t length = find_line(kept, 'w', i, &line);
    size_t url = length > 0 ? strcspn(line, " \n") : 0;
    if (length == 0 || url >= length || url >= COURIER_URL_MAX) {
        return named_nowhere(out->key.name, fault);
    }
    (void)snprintf(out->url, sizeof out->url, "%.*s", (int)url, line);
    (void)snprintf(path, sizeof path, "%.*s", (int)(length - url - 1), line + url + 1);
    return read_token(path, out->token, fault);
}

static int same_key(const struct note_key *a, const struct note_key *b)
{
    return memcmp(a->public_key, b->public_key, sizeof a->public_key) == 0;
}

static enum sibu_status find_witness(const struct courier_parties *policy, const char *kept, size_t i,
                                     struct courier_witness *out, struct sibu_fault *fault)
{
    for (size_t k = 0; k < policy->witness_count; k++) {
        if (same_key(&policy->witnesses[k].key, &out->key)) {
            *out = policy->witnesses[k];
            return SIBU_OK;
        }
    }
    return kept_witness(kept, i, out, fault);
}

static enum sibu_status find_beacon(const struct courier_parties *policy, const char *kept, struct courier_parties *out,
                                    struct sibu_fault *fault)
{
    if (policy->has_beacon && memcmp(policy->chain, out->chain, sizeof out->chain) == 0) {
        memcpy(out->urls, policy->urls, sizeof out->urls);
        out->url_count = policy->url_count;
        return SIBU_OK;
    }
    for (; out->url_count < BEACON_URLS_MAX; out->url_count++) {
        const char *line = NULL;
        size_t length = find_line(kept, 'b', out->url_count, &line);
        if (length == 0 || length >= COURIER_URL_MAX) {
            break;
        }
        (void)snprintf(out->urls[out->url_count], COURIER_URL_MAX, "%.*s", (int)length, line);
    }
    return out->url_count > 0 ? SIBU_OK : named_nowhere("beacon", fault);
}

enum sibu_status parties_of_epoch(struct server *server, const struct ledger_epoch *epoch, struct courier_parties *out,
                                  struct sibu_fault *fault)
{
    struct courier_parties policy;
    struct sibu_arena arena = {0};
    const char *kept = NULL;
    char name[32];
    memset(out, 0, sizeof *out);
    out->witness_count = epoch->witness_count;
    out->has_beacon = epoch->has_beacon;
    memcpy(out->chain, epoch->beacon.hash, sizeof out->chain);
    setting_name(epoch->epoch, name);
    enum sibu_status status = parties_of_policy(server, &policy, fault);
    if (status == SIBU_OK) {
        status = store_setting(server->store, name, &arena, &kept, fault);
    }
    for (size_t i = 0; i < epoch->witness_count && status == SIBU_OK; i++) {
        out->witnesses[i].key = epoch->witnesses[i].key;
        status = find_witness(&policy, kept != NULL ? kept : "", i, &out->witnesses[i], fault);
    }
    if (status == SIBU_OK && epoch->has_beacon) {
        status = find_beacon(&policy, kept != NULL ? kept : "", out, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}
