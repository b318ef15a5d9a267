/* The rows of docs/proof.md, read: see ledger_proof.h. Pure. Depends on: ledger_scan, note. */
#include <string.h>

#include "draw/ledger_proof.h"
#include "draw/ledger_scan.h"

#define RECEIPT_CHARACTERS 88
#define NUMBER_MAX INT64_C(9007199254740991)

static int next_is(const struct scan *scan, const char *text)
{
    return scan->at != NULL && strncmp(scan->at, text, strlen(text)) == 0;
}

/* Hexadecimal digits up to the closing quotation mark, at most `most` bytes; the mark is taken too. */
static size_t hex_text(struct scan *scan, uint8_t *out, size_t most)
{
    size_t length = 0;
    while (scan->at != NULL && scan->at[2 * length] != '"' && length < most && scan->at[2 * length] != '\0' &&
           scan->at[2 * length + 1] != '\0') {
        length++;
    }
    scan_hex(scan, out, length);
    scan_literal(scan, "\"");
    return length;
}

static void party(struct scan *scan, struct ledger_party *out)
{
    char key[NOTE_KEY_TEXT_MAX];
    scan_literal(scan, "{\"key\":");
    scan_text(scan, key, sizeof key);
    if (scan->at != NULL && (!note_key_read(&out->key, key) || out->key.type != NOTE_COSIGNATURE)) {
        scan->at = NULL;
    }
    scan_literal(scan, ",\"anchor\":\"");
    scan_hex(scan, out->anchor, sizeof out->anchor);
    scan_literal(scan, "\"}");
}

static void parties(struct scan *scan, struct ledger_epoch *out)
{
    scan_literal(scan, "[");
    while (scan_item(scan, &out->witness_count, LEDGER_WITNESSES_MAX)) {
        party(scan, &out->witnesses[out->witness_count - 1]);
    }
}

static void beacon(struct scan *scan, struct beacon_chain *out)
{
    scan_literal(scan, "{\"chain\":\"");
    scan_hex(scan, out->hash, sizeof out->hash);
    scan_literal(scan, "\",\"period_s\":");
    out->period_s = (int64_t)scan_whole(scan);
    scan_literal(scan, ",\"genesis_s\":");
    out->genesis_s = (int64_t)scan_whole(scan);
    scan_literal(scan, ",\"public_key\":\"");
    out->key_bytes = hex_text(scan, out->public_key, sizeof out->public_key);
    scan_literal(scan, ",\"group_hash\":\"");
    scan_hex(scan, out->group_hash, sizeof out->group_hash);
    scan_literal(scan, "\",\"name\":");
    scan_text(scan, out->name, sizeof out->name);
    scan_literal(scan, ",\"signature_bytes\":");
    out->signature_bytes = (size_t)scan_whole(scan);
    scan_literal(scan, ",\"chained\":");
    out->is_chained = next_is(scan, "true");
    scan_literal(scan, out->is_chained ? "true}" : "false}");
}

static int beacon_is_good(const struct beacon_chain *chain)
{
    return chain->period_s >= 1 && chain->period_s <= 86400 && chain->genesis_s >= 1 &&
           chain->genesis_s <= INT64_C(4294967295) && chain->key_bytes > 0 &&
           (chain->signature_bytes == 48 || chain->signature_bytes == 96);
}

int ledger_epoch_read(const char *body, struct ledger_epoch *out)
{
    struct scan scan = {body};
    memset(out, 0, sizeof *out);
    scan_literal(&scan, "{\"epoch\":");
    out->epoch = scan_whole(&scan);
    scan_literal(&scan, ",\"from_tick\":");
    out->from_tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"to_tick\":");
    out->to_tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"anchor\":\"");
    scan_hex(&scan, out->anchor, sizeof out->anchor);
    scan_literal(&scan, "\",\"witnesses\":");
    parties(&scan, out);
    scan_literal(&scan, ",\"beacon\":");
    out->has_beacon = !next_is(&scan, "null");
    if (out->has_beacon) {
        beacon(&scan, &out->beacon);
    } else {
        scan_literal(&scan, "null");
    }
    scan_literal(&scan, "}");
    return scan_done(&scan) && out->epoch > 0 && out->epoch <= NUMBER_MAX &&
           (!out->has_beacon || beacon_is_good(&out->beacon));
}

int ledger_open_read(const char *body, struct ledger_open *out)
{
    struct scan scan = {body};
    struct scan_turn turn = {.plan = out->plan};
    scan_turn(&scan, &turn);
    out->tick = turn.tick;
    out->rules = turn.rules;
    out->closed = turn.closed;
    scan_literal(&scan, "}");
    return scan_done(&scan);
}

static void given(struct scan *scan, struct ledger_given *out)
{
    scan_literal(scan, "{\"link\":\"");
    scan_hex(scan, out->link, sizeof out->link);
    scan_literal(scan, "\",\"time\":");
    out->time_s = scan_padded(scan, 12);
    scan_literal(scan, ",\"receipt\":");
    scan_text(scan, out->receipt, sizeof out->receipt);
    scan_literal(scan, "}");
    if (scan->at != NULL && (strlen(out->receipt) != RECEIPT_CHARACTERS || out->time_s <= 0)) {
        scan->at = NULL;
    }
}

static void all_given(struct scan *scan, struct ledger_link *out)
{
    scan_literal(scan, "[");
    while (scan_item(scan, &out->witness_count, LEDGER_WITNESSES_MAX)) {
        given(scan, &out->witnesses[out->witness_count - 1]);
    }
}

int ledger_link_read(const char *body, struct ledger_link *out)
{
    struct scan scan = {body};
    memset(out, 0, sizeof *out);
    scan_literal(&scan, "{\"tick\":");
    out->tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"link\":\"");
    scan_hex(&scan, out->link, sizeof out->link);
    scan_literal(&scan, "\",\"witnesses\":");
    all_given(&scan, out);
    scan_literal(&scan, ",\"round\":");
    out->round = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"signature\":\"");
    out->signature_bytes = hex_text(&scan, out->signature, sizeof out->signature);
    scan_literal(&scan, ",\"previous\":\"");
    out->previous_bytes = hex_text(&scan, out->previous, sizeof out->previous);
    scan_literal(&scan, ",\"outcomes\":\"");
    scan_hex(&scan, out->outcomes, sizeof out->outcomes);
    scan_literal(&scan, "\",\"starts\":");
    out->starts = scan_padded(&scan, 5);
    scan_literal(&scan, "}");
    return scan_done(&scan) && out->starts >= 0;
}
