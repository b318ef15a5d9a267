/* The rows of the ledger, written and chained: see ledger.h and docs/ledger.md. Pure. Depends on: hash, text. */
#include "draw/ledger.h"

#include <assert.h>
#include <inttypes.h>
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

void ledger_document_hash(const char *bytes, size_t length, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu draw v1");
    sibu_hash_field(&hash, bytes, length);
    sibu_hash_done(&hash, out);
}

static void add_hex(struct sibu_text *out, const char *key, const uint8_t *bytes, size_t length)
{
    char hex[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(hex, bytes, length);
    sibu_text_addf(out, "\"%s\":\"%s\"", key, hex);
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

void ledger_start_body(struct sibu_text *out, const struct ledger_start *start)
{
    sibu_text_addf(out, "{\"format\":2,\"mode\":\"%s\",", start->seeded ? "seeded" : "local");
    add_hex(out, "installation", start->who.id, sizeof start->who.id);
    sibu_text_addf(out, ",\"epoch\":%" PRIu64 ",", start->who.epoch);
    add_hex(out, "key", start->key, sizeof start->key);
    sibu_text_add(out, "}");
}

void ledger_rules_body(struct sibu_text *out, int64_t from_tick, const char *rules)
{
    sibu_text_addf(out, "{\"from_tick\":%12" PRId64 ",\"rules\":", from_tick);
    sibu_text_add(out, rules);
    sibu_text_add(out, "}");
}

void ledger_period_body(struct sibu_text *out, const struct ledger_period *period)
{
    sibu_text_addf(out,
                   "{\"rules\":%9" PRId64 ",\"law\":%4u,\"from_tick\":%12" PRId64 ",\"to_tick\":%12" PRId64
                   ",\"theta\":\"%016" PRIx64 "\",\"floor\":\"%016" PRIx64 "\",\"offsets\":[",
                   period->rules, (unsigned)period->law, period->from_tick, period->to_tick, bits_of(period->theta),
                   bits_of(period->floor));
    for (size_t i = 0; i < period->offset_count; i++) {
        sibu_text_addf(out, "%s[%12" PRId64 ",%6" PRId64 "]", i > 0 ? "," : "", period->offsets[i].from_s,
                       period->offsets[i].offset_s);
    }
    sibu_text_add(out, "]}");
}

void ledger_skip_body(struct sibu_text *out, const struct ledger_skip *skip)
{
    sibu_text_addf(out, "{\"from_tick\":%12" PRId64 ",\"to_tick\":%12" PRId64 "}", skip->from_tick, skip->to_tick);
}

void ledger_tick_body(struct sibu_text *out, const struct ledger_tick *tick)
{
    sibu_text_addf(out, "{\"tick\":%12" PRId64 ",\"rules\":%9" PRId64 ",", tick->tick, tick->rules);
    add_hex(out, "plan", tick->plan, sizeof tick->plan);
    sibu_text_addf(out, ",\"closed\":\"%08" PRIx32 "\",", tick->closed);
    add_hex(out, "r", tick->r, sizeof tick->r);
    sibu_text_add(out, ",");
    add_hex(out, "outcomes", tick->outcomes, sizeof tick->outcomes);
    sibu_text_addf(out, ",\"starts\":%5" PRId64 "}", tick->starts);
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

void ledger_drill_body(struct sibu_text *out, const struct ledger_drill *drill)
{
    assert(plain(drill->drill) && plain(drill->reason));
    sibu_text_addf(out,
                   "{\"tick\":%12" PRId64 ",\"unit\":%5u,\"site\":%5u,\"asked\":\"%s\",\"u\":\"%016" PRIx64
                   "\",\"threshold\":\"%016" PRIx64 "\",\"drill\":\"%s\",\"reason\":\"%s\",",
                   drill->tick, (unsigned)drill->unit, (unsigned)drill->site, draw_gate_letter(drill->asked), drill->u,
                   drill->threshold, drill->drill, drill->reason);
    add_hex(out, "draw", drill->document, sizeof drill->document);
    sibu_text_add(out, "}");
}

void ledger_end_body(struct sibu_text *out, const struct ledger_end *end)
{
    assert(plain(end->drill) && plain(end->how));
    sibu_text_addf(out, "{\"drill\":\"%s\",\"how\":\"%s\"}", end->drill, end->how);
}

void ledger_result_body(struct sibu_text *out, const struct ledger_result *result)
{
    assert(plain(result->drill));
    sibu_text_addf(out, "{\"drill\":\"%s\",\"expected\":%6u,\"checked_in\":%6u}", result->drill,
                   (unsigned)result->expected, (unsigned)result->checked_in);
}

void ledger_surprise_body(struct sibu_text *out, const struct ledger_surprise *surprise)
{
    sibu_text_addf(out, "{\"unit\":%5u,\"within_s\":%7" PRId64 "}", (unsigned)surprise->unit, surprise->within_s);
}

void ledger_now_body(struct sibu_text *out, const struct ledger_now *now)
{
    sibu_text_addf(out, "{\"unit\":%5u,", (unsigned)now->unit);
    add_hex(out, "r", now->r, sizeof now->r);
    sibu_text_add(out, "}");
}

void ledger_missed_body(struct sibu_text *out, const struct ledger_missed *missed)
{
    sibu_text_addf(out, "{\"unit\":%5u,\"starts\":%3" PRId64 ",\"least\":%3" PRId64 "}", (unsigned)missed->unit,
                   missed->starts, missed->least);
}

void ledger_damage_body(struct sibu_text *out, const struct ledger_damage *damage)
{
    sibu_text_addf(out, "{\"row\":%12" PRId64 "}", damage->row);
}
