/* The rows of the ledger, made and chained: see ledger.h and docs/ledger.md. Pure. Depends on: hash. */
#include "draw/ledger.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void ledger_hash(const struct ledger_row *row, const uint8_t previous[SIBU_HASH_BYTES], uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu ledger v1");
    sibu_hash_field(&hash, previous, SIBU_HASH_BYTES);
    sibu_hash_integer(&hash, (uint64_t)row->row);
    sibu_hash_integer(&hash, (uint64_t)row->time_us);
    sibu_hash_text(&hash, row->kind);
    sibu_hash_text(&hash, row->body);
    sibu_hash_done(&hash, out);
}

void ledger_start_body(char out[LEDGER_BODY_MAX], const struct ledger_start *start)
{
    char id[2 * DRAW_INSTALLATION_BYTES + 1];
    char policy[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(id, start->who.id, sizeof start->who.id);
    sibu_hex(policy, start->policy, sizeof start->policy);
    int length = snprintf(out, LEDGER_BODY_MAX,
                          "{\"format\":1,\"mode\":\"%s\",\"installation\":\"%s\",\"epoch\":%" PRIu64
                          ",\"tick_s\":%" PRId64 ",\"policy\":\"%s\"}",
                          start->seeded ? "seeded" : "local", id, start->who.epoch, start->tick_s, policy);
    assert(length > 0 && length < LEDGER_BODY_MAX);
    (void)length;
}

void ledger_tick_body(char out[LEDGER_BODY_MAX], const struct draw_tick *tick)
{
    char r[65];
    sibu_hex(r, tick->r, sizeof tick->r);
    int length = snprintf(out, LEDGER_BODY_MAX,
                          "{\"tick\":%12" PRId64 ",\"gate\":\"%s\",\"r\":\"%s\",\"u\":\"%016" PRIx64
                          "\",\"threshold\":\"%016" PRIx64 "\",\"start\":%d}",
                          tick->index, draw_gate_letter(tick->gate), r, tick->u, tick->threshold, tick->start);
    assert(length == LEDGER_TICK_LENGTH);
    (void)length;
}

void ledger_surprise_body(char out[LEDGER_BODY_MAX], int64_t within_s)
{
    int length = snprintf(out, LEDGER_BODY_MAX, "{\"within_s\":%7" PRId64 "}", within_s);
    assert(length == LEDGER_SURPRISE_LENGTH);
    (void)length;
}

/* Our own words only: nothing that JSON would have to escape. */
static int plain(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\') {
            return 0;
        }
    }
    return length <= 64;
}

int ledger_drill_plain(const struct ledger_drill *drill)
{
    return plain(drill->drill) && plain(drill->reason);
}

void ledger_drill_body(char out[LEDGER_BODY_MAX], const struct ledger_drill *drill)
{
    char document[2 * SIBU_HASH_BYTES + 1];
    assert(ledger_drill_plain(drill));
    sibu_hex(document, drill->document, sizeof drill->document);
    int length = snprintf(
        out, LEDGER_BODY_MAX, "{\"tick\":%" PRId64 ",\"drill\":\"%s\",\"held\":%s,\"reason\":\"%s\",\"draw\":\"%s\"}",
        drill->tick, drill->drill, drill->reason[0] == '\0' ? "true" : "false", drill->reason, document);
    assert(length > 0 && length < LEDGER_BODY_MAX);
    (void)length;
}

void ledger_document_hash(const char *bytes, size_t length, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu draw v1");
    sibu_hash_field(&hash, bytes, length);
    sibu_hash_done(&hash, out);
}
