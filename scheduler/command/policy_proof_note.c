/* What to mind about a policy's proof: see policy_proof.h. Depends on: file (paths), token. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "command/policy_proof.h"
#include "witness/token.h"

#define BEACON_TICK_S 60

/* A host in an address: its bytes, without port, and without the brackets of IPv6. */
struct host {
    const char *at;
    size_t length;
};

static struct host host_of(const char *url)
{
    const char *at = strstr(url, "://") + 3;
    if (at[0] == '[') {
        return (struct host){at + 1, strcspn(at + 1, "]/")};
    }
    return (struct host){at, strcspn(at, ":/")};
}

static int is_host(struct host host, const char *name)
{
    return strlen(name) == host.length && strncasecmp(host.at, name, host.length) == 0;
}

/* A name or address that always means the machine itself. */
static int is_here(struct host host)
{
    static const char *const NAMES[] = {"localhost", "localhost.", "::1", "0:0:0:0:0:0:0:1", "::", "0.0.0.0"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (is_host(host, NAMES[i])) {
            return 1;
        }
    }
    int is_number = strspn(host.at, "0123456789.") == host.length;
    int is_mapped = host.length > 7 && strncasecmp(host.at, "::ffff:127.", 11) == 0;
    int is_below = host.length > 10 && strncasecmp(host.at + host.length - 10, ".localhost", 10) == 0;
    return (is_number && strncmp(host.at, "127.", 4) == 0) || is_mapped || is_below;
}

static void add(struct policy_proof_notes *out, const struct policy_proof_note *note)
{
    out->items[out->count++] = *note;
}

/* Two witnesses on one machine; told once for each, at the later one. */
static void note_one_host(struct policy_proof_notes *out, const struct policy_proof *proof, uint32_t later)
{
    struct host host = host_of(proof->witnesses[later].url);
    for (uint32_t i = 0; i < later; i++) {
        struct host other = host_of(proof->witnesses[i].url);
        if (other.length == host.length && strncasecmp(other.at, host.at, host.length) == 0) {
            add(out, &(struct policy_proof_note){SIBU_SAY_POLICY_NOTE_PROOF_ONE_HOST,
                                                 {proof->witnesses[i].key.name, proof->witnesses[later].key.name, ""},
                                                 0});
            return;
        }
    }
}

static void note_token(struct policy_proof_notes *out, const struct plan *plan, uint32_t index,
                       enum sibu_language language)
{
    const struct policy_witness *witness = &plan->policy->proof.witnesses[index];
    struct sibu_fault *fault = &out->faults[index];
    char path[4096];
    char token[WITNESS_TOKEN_MAX + 1];
    if (witness->token_file[0] == '\0') {
        return;
    }
    file_beside(plan->path, witness->token_file, path);
    if (token_read(path, token, fault) != SIBU_OK) {
        add(out, &(struct policy_proof_note){SIBU_SAY_POLICY_NOTE_PROOF_TOKEN,
                                             {witness->key.name, witness->token_file, fault->what[language]},
                                             1});
    }
    if (strncmp(witness->url, "http://", 7) == 0 && !is_here(host_of(witness->url))) {
        add(out,
            &(struct policy_proof_note){SIBU_SAY_POLICY_NOTE_PROOF_CLEAR, {witness->key.name, witness->url, ""}, 0});
    }
}

void policy_proof_notes_make(struct policy_proof_notes *out, const struct plan *plan, enum sibu_language language)
{
    const struct policy_proof *proof = &plan->policy->proof;
    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < proof->witness_count; i++) {
        const struct policy_witness *witness = &proof->witnesses[i];
        if (is_here(host_of(witness->url))) {
            add(out,
                &(struct policy_proof_note){SIBU_SAY_POLICY_NOTE_PROOF_HERE, {witness->key.name, witness->url, ""}, 0});
        }
        note_one_host(out, proof, i);
        note_token(out, plan, i, language);
    }
    if (proof->has_beacon && proof->witness_count == 0) {
        add(out, &(struct policy_proof_note){SIBU_SAY_POLICY_NOTE_PROOF_BEACON_ALONE, {"", "", ""}, 0});
    }
    if (proof->has_beacon && plan->policy->tick_s < BEACON_TICK_S) {
        (void)snprintf(out->tick, sizeof out->tick, "%" PRId64, plan->policy->tick_s);
        add(out, &(struct policy_proof_note){SIBU_SAY_POLICY_NOTE_PROOF_TICK, {out->tick, "", ""}, 0});
    }
}
