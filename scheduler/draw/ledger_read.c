/* The rows of the ledger, read: see ledger.h. Pure. Depends on: ledger_scan. */
#include <string.h>

#include "draw/ledger.h"
#include "draw/ledger_scan.h"

static double bits(struct scan *scan)
{
    uint64_t integer = scan_hex_integer(scan, 8);
    double value;
    memcpy(&value, &integer, sizeof value);
    return value;
}

int ledger_start_read(const char *body, struct ledger_start *out)
{
    static const char SEEDED[] = "seeded";
    struct scan scan = {body};
    scan_literal(&scan, "{\"format\":2,\"mode\":\"");
    out->seeded = scan.at != NULL && strncmp(scan.at, SEEDED, sizeof SEEDED - 1) == 0;
    scan_literal(&scan, out->seeded ? SEEDED : "local");
    scan_literal(&scan, "\",\"installation\":\"");
    scan_hex(&scan, out->who.id, sizeof out->who.id);
    scan_literal(&scan, "\",\"epoch\":");
    out->who.epoch = scan_whole(&scan);
    scan_literal(&scan, ",\"key\":\"");
    scan_hex(&scan, out->key, sizeof out->key);
    scan_literal(&scan, "\"}");
    return scan_done(&scan) && out->who.epoch > 0;
}

int ledger_rules_read(const char *body, int64_t *from_tick, const char **rules, size_t *length)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"from_tick\":");
    *from_tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"rules\":");
    if (scan.at == NULL) {
        return 0;
    }
    *rules = scan.at;
    *length = strlen(scan.at);
    if (*length < 2 || scan.at[*length - 1] != '}') {
        return 0;
    }
    (*length)--;
    return 1;
}

static void offsets(struct scan *scan, struct ledger_period *out)
{
    out->offset_count = 0;
    scan_literal(scan, "[");
    while (scan_item(scan, &out->offset_count, LEDGER_OFFSETS_MAX)) {
        struct weights_offset *it = &out->offsets[out->offset_count - 1];
        scan_literal(scan, "[");
        it->from_s = scan_padded(scan, 12);
        scan_literal(scan, ",");
        it->offset_s = scan_padded(scan, 6);
        scan_literal(scan, "]");
    }
}

int ledger_period_read(const char *body, struct ledger_period *out)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"rules\":");
    out->rules = scan_padded(&scan, 9);
    scan_literal(&scan, ",\"law\":");
    out->law = scan_count(&scan, 4);
    scan_literal(&scan, ",\"from_tick\":");
    out->from_tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"to_tick\":");
    out->to_tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"theta\":\"");
    out->theta = bits(&scan);
    scan_literal(&scan, "\",\"floor\":\"");
    out->floor = bits(&scan);
    scan_literal(&scan, "\",\"offsets\":");
    offsets(&scan, out);
    scan_literal(&scan, "}");
    return scan_done(&scan) && out->offset_count > 0;
}

int ledger_skip_read(const char *body, struct ledger_skip *out)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"from_tick\":");
    out->from_tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"to_tick\":");
    out->to_tick = scan_padded(&scan, 12);
    scan_literal(&scan, "}");
    return scan_done(&scan);
}

int ledger_tick_read(const char *body, struct ledger_tick *out)
{
    struct scan scan = {body};
    struct scan_turn turn = {.plan = out->plan};
    scan_turn(&scan, &turn);
    out->tick = turn.tick;
    out->rules = turn.rules;
    out->closed = turn.closed;
    scan_literal(&scan, ",\"r\":\"");
    scan_hex(&scan, out->r, sizeof out->r);
    scan_literal(&scan, "\",\"outcomes\":\"");
    scan_hex(&scan, out->outcomes, sizeof out->outcomes);
    scan_literal(&scan, "\",\"starts\":");
    out->starts = scan_padded(&scan, 5);
    scan_literal(&scan, "}");
    return scan_done(&scan);
}

/* One of the letters that may stand there. */
static enum draw_gate asked(struct scan *scan)
{
    static const enum draw_gate GATES[] = {DRAW_GATE_OPEN, DRAW_GATE_SURPRISE, DRAW_GATE_NOW};
    for (size_t i = 0; i < sizeof GATES / sizeof GATES[0] && scan->at != NULL; i++) {
        if (*scan->at == draw_gate_letter(GATES[i])[0]) {
            scan->at++;
            return GATES[i];
        }
    }
    scan->at = NULL;
    return DRAW_GATE_OPEN;
}

int ledger_drill_read(const char *body, struct ledger_drill *out, char keep[LEDGER_BODY_MAX])
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"tick\":");
    out->tick = scan_padded(&scan, 12);
    scan_literal(&scan, ",\"unit\":");
    out->unit = scan_count(&scan, 5);
    scan_literal(&scan, ",\"site\":");
    out->site = scan_count(&scan, 5);
    scan_literal(&scan, ",\"asked\":\"");
    out->asked = asked(&scan);
    scan_literal(&scan, "\",\"u\":\"");
    out->u = scan_hex_integer(&scan, 8);
    scan_literal(&scan, "\",\"threshold\":\"");
    out->threshold = scan_hex_integer(&scan, 8);
    scan_literal(&scan, "\",\"drill\":");
    out->drill = scan_plain(&scan, &keep);
    scan_literal(&scan, ",\"reason\":");
    out->reason = scan_plain(&scan, &keep);
    scan_literal(&scan, ",\"draw\":\"");
    scan_hex(&scan, out->document, sizeof out->document);
    scan_literal(&scan, "\"}");
    return scan_done(&scan) && (out->drill[0] == '\0') == (out->reason[0] != '\0');
}

int ledger_end_read(const char *body, struct ledger_end *out, char keep[LEDGER_BODY_MAX])
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"drill\":");
    out->drill = scan_plain(&scan, &keep);
    scan_literal(&scan, ",\"how\":");
    out->how = scan_plain(&scan, &keep);
    scan_literal(&scan, "}");
    return scan_done(&scan);
}

int ledger_result_read(const char *body, struct ledger_result *out, char keep[LEDGER_BODY_MAX])
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"drill\":");
    out->drill = scan_plain(&scan, &keep);
    scan_literal(&scan, ",\"expected\":");
    out->expected = scan_count(&scan, 6);
    scan_literal(&scan, ",\"checked_in\":");
    out->checked_in = scan_count(&scan, 6);
    scan_literal(&scan, "}");
    return scan_done(&scan);
}

int ledger_surprise_read(const char *body, struct ledger_surprise *out)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"unit\":");
    out->unit = scan_count(&scan, 5);
    scan_literal(&scan, ",\"within_s\":");
    out->within_s = scan_padded(&scan, 7);
    scan_literal(&scan, "}");
    return scan_done(&scan) && out->within_s > 0;
}

int ledger_now_read(const char *body, struct ledger_now *out)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"unit\":");
    out->unit = scan_count(&scan, 5);
    scan_literal(&scan, ",\"r\":\"");
    scan_hex(&scan, out->r, sizeof out->r);
    scan_literal(&scan, "\"}");
    return scan_done(&scan);
}

int ledger_missed_read(const char *body, struct ledger_missed *out)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"unit\":");
    out->unit = scan_count(&scan, 5);
    scan_literal(&scan, ",\"starts\":");
    out->starts = scan_padded(&scan, 3);
    scan_literal(&scan, ",\"least\":");
    out->least = scan_padded(&scan, 3);
    scan_literal(&scan, "}");
    return scan_done(&scan);
}

int ledger_damage_read(const char *body, struct ledger_damage *out)
{
    struct scan scan = {body};
    scan_literal(&scan, "{\"row\":");
    out->row = scan_padded(&scan, 12);
    scan_literal(&scan, "}");
    return scan_done(&scan) && out->row > 0;
}
