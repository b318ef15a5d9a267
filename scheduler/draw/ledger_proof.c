/* The rows of docs/proof.md, written: see ledger_proof.h. Pure. Depends on: hash, text, note. */
#include "draw/ledger_proof.h"

#include <inttypes.h>
#include <string.h>

int ledger_epoch_is_shared(const struct ledger_epoch *epoch)
{
    return epoch->witness_count > 0 || epoch->has_beacon;
}

static int same_key(const struct note_key *a, const struct note_key *b)
{
    return strcmp(a->name, b->name) == 0 && memcmp(a->public_key, b->public_key, sizeof a->public_key) == 0;
}

int ledger_epoch_is_like(const struct ledger_epoch *a, const struct ledger_epoch *b)
{
    if (a->witness_count != b->witness_count || a->has_beacon != b->has_beacon) {
        return 0;
    }
    for (size_t i = 0; i < a->witness_count; i++) {
        if (!same_key(&a->witnesses[i].key, &b->witnesses[i].key)) {
            return 0;
        }
    }
    return !a->has_beacon || memcmp(a->beacon.hash, b->beacon.hash, sizeof a->beacon.hash) == 0;
}

static void add_hex(struct sibu_text *out, const char *key, const uint8_t *bytes, size_t length)
{
    char hex[2 * BEACON_SIGNATURE_BYTES_MAX + 1] = "";
    sibu_hex(hex, bytes, length);
    sibu_text_addf(out, "\"%s\":\"%s\"", key, hex);
}

static void add_beacon(struct sibu_text *out, const struct beacon_chain *chain)
{
    sibu_text_add(out, "{");
    add_hex(out, "chain", chain->hash, sizeof chain->hash);
    sibu_text_addf(out, ",\"period_s\":%" PRId64 ",\"genesis_s\":%" PRId64 ",", chain->period_s, chain->genesis_s);
    add_hex(out, "public_key", chain->public_key, chain->key_bytes);
    sibu_text_add(out, ",");
    add_hex(out, "group_hash", chain->group_hash, sizeof chain->group_hash);
    sibu_text_addf(out, ",\"name\":\"%s\",\"signature_bytes\":%zu,\"chained\":%s}", chain->name, chain->signature_bytes,
                   chain->is_chained ? "true" : "false");
}

void ledger_epoch_body(struct sibu_text *out, const struct ledger_epoch *epoch)
{
    sibu_text_addf(out, "{\"epoch\":%" PRIu64 ",\"from_tick\":%12" PRId64 ",\"to_tick\":%12" PRId64 ",", epoch->epoch,
                   epoch->from_tick, epoch->to_tick);
    add_hex(out, "anchor", epoch->anchor, sizeof epoch->anchor);
    sibu_text_add(out, ",\"witnesses\":[");
    for (size_t i = 0; i < epoch->witness_count; i++) {
        char key[NOTE_KEY_TEXT_MAX];
        note_key_text(key, &epoch->witnesses[i].key);
        sibu_text_addf(out, "%s{\"key\":\"%s\",", i > 0 ? "," : "", key);
        add_hex(out, "anchor", epoch->witnesses[i].anchor, CHAIN_LINK_BYTES);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "],\"beacon\":");
    if (epoch->has_beacon) {
        add_beacon(out, &epoch->beacon);
    } else {
        sibu_text_add(out, "null");
    }
    sibu_text_add(out, "}");
}

void ledger_open_body(struct sibu_text *out, const struct ledger_open *open)
{
    sibu_text_addf(out, "{\"tick\":%12" PRId64 ",\"rules\":%9" PRId64 ",", open->tick, open->rules);
    add_hex(out, "plan", open->plan, sizeof open->plan);
    sibu_text_addf(out, ",\"closed\":\"%08" PRIx32 "\"}", open->closed);
}

void ledger_link_body(struct sibu_text *out, const struct ledger_link *link)
{
    sibu_text_addf(out, "{\"tick\":%12" PRId64 ",", link->tick);
    add_hex(out, "link", link->link, sizeof link->link);
    sibu_text_add(out, ",\"witnesses\":[");
    for (size_t i = 0; i < link->witness_count; i++) {
        const struct ledger_given *given = &link->witnesses[i];
        sibu_text_add(out, i > 0 ? ",{" : "{");
        add_hex(out, "link", given->link, sizeof given->link);
        sibu_text_addf(out, ",\"time\":%12" PRId64 ",\"receipt\":\"%s\"}", given->time_s, given->receipt);
    }
    sibu_text_addf(out, "],\"round\":%12" PRId64 ",", link->round);
    add_hex(out, "signature", link->signature, link->signature_bytes);
    sibu_text_add(out, ",");
    add_hex(out, "previous", link->previous, link->previous_bytes);
    sibu_text_add(out, ",");
    add_hex(out, "outcomes", link->outcomes, sizeof link->outcomes);
    sibu_text_addf(out, ",\"starts\":%5" PRId64 "}", link->starts);
}
