/* The rows of the ledger, read: see ledger.h. Each body has one form, so it is followed byte by byte: a million rows are
 * read in the time that a JSON parser takes for some ten thousand. Pure. Depends on: hash.
 */
#include <string.h>

#include "draw/ledger.h"

/* Where the reading stands; at is NULL once something was not as it must be. */
struct scan {
    const char *at;
};

static void literal(struct scan *scan, const char *text)
{
    size_t length = strlen(text);
    if (scan->at != NULL) {
        scan->at = strncmp(scan->at, text, length) == 0 ? scan->at + length : NULL;
    }
}

/* The digits from `at` up to `end`; false where there are none, something else, or a zero too many. */
static int digits(const char *text, int at, int end, int64_t *value)
{
    if (at >= end || (text[at] == '0' && end > at + 1)) {
        return 0;
    }
    *value = 0;
    for (int i = at; i < end; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return 0;
        }
        *value = *value * 10 + (text[i] - '0');
    }
    return 1;
}

/* A number right-aligned in `width` <= 18 characters, as "%*lld" writes it. */
static int64_t padded(struct scan *scan, int width)
{
    int64_t value = 0;
    int at = 0;
    if (scan->at == NULL) {
        return 0;
    }
    while (at < width - 1 && scan->at[at] == ' ') {
        at++;
    }
    int negative = scan->at[at] == '-';
    int good = digits(scan->at, at + negative, width, &value) && !(negative && value == 0);
    scan->at = good ? scan->at + width : NULL;
    return negative ? -value : value;
}

/* The same, where "%*u" wrote it: no sign. */
static uint32_t count(struct scan *scan, int width)
{
    int64_t value = padded(scan, width);
    scan->at = value < 0 ? NULL : scan->at;
    return (uint32_t)value;
}

/* A number as "%llu" writes it. */
static uint64_t whole(struct scan *scan)
{
    uint64_t value = 0;
    size_t i = 0;
    if (scan->at == NULL) {
        return 0;
    }
    for (; i < 18 && scan->at[i] >= '0' && scan->at[i] <= '9'; i++) {
        value = value * 10 + (uint64_t)(scan->at[i] - '0');
    }
    scan->at = i > 0 && (i == 1 || scan->at[0] != '0') ? scan->at + i : NULL;
    return value;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void hex(struct scan *scan, uint8_t *out, size_t length)
{
    for (size_t i = 0; i < length && scan->at != NULL; i++) {
        int high = digit(scan->at[0]);
        int low = high >= 0 ? digit(scan->at[1]) : -1;
        if (low < 0) {
            scan->at = NULL;
            return;
        }
        out[i] = (uint8_t)(high * 16 + low);
        scan->at += 2;
    }
}

static uint64_t hex_integer(struct scan *scan, size_t length)
{
    uint8_t bytes[8] = {0};
    uint64_t value = 0;
    hex(scan, bytes, length);
    for (size_t i = 0; i < length; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static double bits(struct scan *scan)
{
    uint64_t integer = hex_integer(scan, 8);
    double value;
    memcpy(&value, &integer, sizeof value);
    return value;
}

/* A quoted text of plain characters, copied to *keep, which moves on. */
static const char *plain(struct scan *scan, char **keep)
{
    const char *copy = *keep;
    size_t length = 0;
    literal(scan, "\"");
    if (scan->at == NULL) {
        return "";
    }
    while (scan->at[length] >= ' ' && scan->at[length] <= '~' && scan->at[length] != '"' && scan->at[length] != '\\') {
        length++;
    }
    if (scan->at[length] != '"' || length > 64) {
        scan->at = NULL;
        return "";
    }
    memcpy(*keep, scan->at, length);
    (*keep)[length] = '\0';
    *keep += length + 1;
    scan->at += length + 1;
    return copy;
}

static int done(const struct scan *scan)
{
    return scan->at != NULL && *scan->at == '\0';
}

int ledger_start_read(const char *body, struct ledger_start *out)
{
    static const char SEEDED[] = "seeded";
    struct scan scan = {body};
    literal(&scan, "{\"format\":2,\"mode\":\"");
    out->seeded = scan.at != NULL && strncmp(scan.at, SEEDED, sizeof SEEDED - 1) == 0;
    literal(&scan, out->seeded ? SEEDED : "local");
    literal(&scan, "\",\"installation\":\"");
    hex(&scan, out->who.id, sizeof out->who.id);
    literal(&scan, "\",\"epoch\":");
    out->who.epoch = whole(&scan);
    literal(&scan, ",\"key\":\"");
    hex(&scan, out->key, sizeof out->key);
    literal(&scan, "\"}");
    return done(&scan) && out->who.epoch > 0;
}

int ledger_rules_read(const char *body, int64_t *from_tick, const char **rules, size_t *length)
{
    struct scan scan = {body};
    literal(&scan, "{\"from_tick\":");
    *from_tick = padded(&scan, 12);
    literal(&scan, ",\"rules\":");
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
    while (scan->at != NULL && *scan->at != ']') {
        if (out->offset_count == LEDGER_OFFSETS_MAX) {
            scan->at = NULL;
            return;
        }
        struct weights_offset *it = &out->offsets[out->offset_count];
        literal(scan, out->offset_count > 0 ? ",[" : "[");
        it->from_s = padded(scan, 12);
        literal(scan, ",");
        it->offset_s = padded(scan, 6);
        literal(scan, "]");
        out->offset_count++;
    }
}

int ledger_period_read(const char *body, struct ledger_period *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"rules\":");
    out->rules = padded(&scan, 9);
    literal(&scan, ",\"law\":");
    out->law = count(&scan, 4);
    literal(&scan, ",\"from_tick\":");
    out->from_tick = padded(&scan, 12);
    literal(&scan, ",\"to_tick\":");
    out->to_tick = padded(&scan, 12);
    literal(&scan, ",\"theta\":\"");
    out->theta = bits(&scan);
    literal(&scan, "\",\"floor\":\"");
    out->floor = bits(&scan);
    literal(&scan, "\",\"offsets\":[");
    offsets(&scan, out);
    literal(&scan, "]}");
    return done(&scan) && out->offset_count > 0;
}

int ledger_skip_read(const char *body, struct ledger_skip *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"from_tick\":");
    out->from_tick = padded(&scan, 12);
    literal(&scan, ",\"to_tick\":");
    out->to_tick = padded(&scan, 12);
    literal(&scan, "}");
    return done(&scan);
}

int ledger_tick_read(const char *body, struct ledger_tick *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"tick\":");
    out->tick = padded(&scan, 12);
    literal(&scan, ",\"rules\":");
    out->rules = padded(&scan, 9);
    literal(&scan, ",\"plan\":\"");
    hex(&scan, out->plan, sizeof out->plan);
    literal(&scan, "\",\"closed\":\"");
    out->closed = (uint32_t)hex_integer(&scan, 4);
    literal(&scan, "\",\"r\":\"");
    hex(&scan, out->r, sizeof out->r);
    literal(&scan, "\",\"outcomes\":\"");
    hex(&scan, out->outcomes, sizeof out->outcomes);
    literal(&scan, "\",\"starts\":");
    out->starts = padded(&scan, 5);
    literal(&scan, "}");
    return done(&scan);
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
    literal(&scan, "{\"tick\":");
    out->tick = padded(&scan, 12);
    literal(&scan, ",\"unit\":");
    out->unit = count(&scan, 5);
    literal(&scan, ",\"site\":");
    out->site = count(&scan, 5);
    literal(&scan, ",\"asked\":\"");
    out->asked = asked(&scan);
    literal(&scan, "\",\"u\":\"");
    out->u = hex_integer(&scan, 8);
    literal(&scan, "\",\"threshold\":\"");
    out->threshold = hex_integer(&scan, 8);
    literal(&scan, "\",\"drill\":");
    out->drill = plain(&scan, &keep);
    literal(&scan, ",\"reason\":");
    out->reason = plain(&scan, &keep);
    literal(&scan, ",\"draw\":\"");
    hex(&scan, out->document, sizeof out->document);
    literal(&scan, "\"}");
    return done(&scan) && (out->drill[0] == '\0') == (out->reason[0] != '\0');
}

int ledger_end_read(const char *body, struct ledger_end *out, char keep[LEDGER_BODY_MAX])
{
    struct scan scan = {body};
    literal(&scan, "{\"drill\":");
    out->drill = plain(&scan, &keep);
    literal(&scan, ",\"how\":");
    out->how = plain(&scan, &keep);
    literal(&scan, "}");
    return done(&scan);
}

int ledger_surprise_read(const char *body, struct ledger_surprise *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"unit\":");
    out->unit = count(&scan, 5);
    literal(&scan, ",\"within_s\":");
    out->within_s = padded(&scan, 7);
    literal(&scan, "}");
    return done(&scan) && out->within_s > 0;
}

int ledger_now_read(const char *body, struct ledger_now *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"unit\":");
    out->unit = count(&scan, 5);
    literal(&scan, ",\"r\":\"");
    hex(&scan, out->r, sizeof out->r);
    literal(&scan, "\"}");
    return done(&scan);
}

int ledger_missed_read(const char *body, struct ledger_missed *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"unit\":");
    out->unit = count(&scan, 5);
    literal(&scan, ",\"starts\":");
    out->starts = padded(&scan, 3);
    literal(&scan, ",\"least\":");
    out->least = padded(&scan, 3);
    literal(&scan, "}");
    return done(&scan);
}

int ledger_damage_read(const char *body, struct ledger_damage *out)
{
    struct scan scan = {body};
    literal(&scan, "{\"row\":");
    out->row = padded(&scan, 12);
    literal(&scan, "}");
    return done(&scan) && out->row > 0;
}
