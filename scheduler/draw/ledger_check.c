/* The ledger checked row by row: see ledger.h. Depends on: json, ledger, tick. Pure.
 *
 * A body is read, and then made anew from what was read: only if both are the same bytes is its form right. So a row has
 * one way to be written, and its size says nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/ledger.h"
#include "sibu/json.h"

#define SECOND_US INT64_C(1000000)
#define INDEX_MAX INT64_C(999999999999)

/* One row being checked. */
struct subject {
    struct ledger_check *check;
    const struct ledger_row *row;
    struct sibu_json_value body;
    struct sibu_fault *fault;
};

static enum sibu_status refuse(const struct subject *subject, const char *zh, const char *en)
{
    char place[64];
    (void)snprintf(place, sizeof place, "ledger:%" PRId64, subject->row->row);
    return sibu_fault_set(subject->fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
}

static enum sibu_status bad_form(const struct subject *subject)
{
    return refuse(subject, "内容格式不符，可能被改动", "its body has another form: it may have been changed");
}

static int read_hex(struct sibu_json_value object, const char *key, uint8_t *out, size_t length)
{
    return sibu_unhex(out, length, sibu_json_as_string(sibu_json_member(object, key)));
}

static int read_hex_integer(struct sibu_json_value object, const char *key, uint64_t *out)
{
    uint8_t bytes[8];
    if (!read_hex(object, key, bytes, sizeof bytes)) {
        return 0;
    }
    *out = 0;
    for (size_t i = 0; i < sizeof bytes; i++) {
        *out = *out << 8 | bytes[i];
    }
    return 1;
}

static int read_integer(const struct subject *subject, const char *key, int64_t max, int64_t *out)
{
    return sibu_json_integer(subject->body, key, 0, max, out, subject->fault) == SIBU_OK;
}

/* The gate of the letter, or -1. */
static int find_gate(const char *letter)
{
    for (int gate = DRAW_GATE_OPEN; gate <= DRAW_GATE_SURPRISE; gate++) {
        if (strcmp(letter, draw_gate_letter((enum draw_gate)gate)) == 0) {
            return gate;
        }
    }
    return -1;
}

static int read_tick(const struct subject *subject, struct draw_tick *out)
{
    int64_t start = 0;
    int gate = find_gate(sibu_json_as_string(sibu_json_member(subject->body, "gate")));
    memset(out, 0, sizeof *out);
    if (gate < 0 || !read_integer(subject, "tick", INDEX_MAX, &out->index) ||
        !read_integer(subject, "start", 1, &start)) {
        return 0;
    }
    out->gate = (enum draw_gate)gate;
    out->start = (int)start;
    return read_hex(subject->body, "r", out->r, sizeof out->r) && read_hex_integer(subject->body, "u", &out->u) &&
           read_hex_integer(subject->body, "threshold", &out->threshold);
}

/* What the tick says about itself: U from r, the outcome from U. */
static enum sibu_status check_outcome(const struct subject *subject, const struct draw_tick *tick)
{
    uint8_t R[32];
    draw_root(&subject->check->start.who, tick->index, tick->r, R);
    if (draw_u(R) != tick->u) {
        return refuse(subject, "u 不是由 r 算出的", "its u does not come from its r");
    }
    if (draw_fires(tick->u, tick->threshold) != tick->start) {
        return refuse(subject, "结果与 u 和阈值不符", "its outcome does not follow from u and threshold");
    }
    int closed = tick->gate != DRAW_GATE_OPEN && tick->gate != DRAW_GATE_SURPRISE;
    if (closed && tick->threshold != 0) {
        return refuse(subject, "关闭的时刻阈值不为零", "is closed and yet has a threshold");
    }
    return SIBU_OK;
}

static enum sibu_status check_tick(const struct subject *subject)
{
    struct ledger_check *check = subject->check;
    struct draw_tick tick;
    char body[LEDGER_BODY_MAX];
    if (!read_tick(subject, &tick)) {
        return bad_form(subject);
    }
    ledger_tick_body(body, &tick);
    if (strcmp(body, subject->row->body) != 0) {
        return bad_form(subject);
    }
    if (check->is_waiting) {
        return refuse(subject, "之前抽中的演练没有记录其结果", "the drill drawn before has no row");
    }
    int64_t tick_s = check->start.tick_s;
    if (check->ticks > 0 && tick.index * tick_s <= check->last_time_s) {
        return refuse(subject, "该时刻已经抽过", "its tick was drawn before");
    }
    if (tick.index * tick_s * SECOND_US > subject->row->time_us) {
        return refuse(subject, "在时刻到来之前就已抽取", "was drawn before its time");
    }
    check->ticks++;
    check->last_time_s = tick.index * tick_s;
    check->is_waiting = tick.start;
    check->waiting = tick.index;
    return check_outcome(subject, &tick);
}

static int read_start(const struct subject *subject, struct ledger_start *out)
{
    const char *mode = sibu_json_as_string(sibu_json_member(subject->body, "mode"));
    int64_t epoch = 0;
    memset(out, 0, sizeof *out);
    out->seeded = strcmp(mode, "seeded") == 0;
    if (!read_integer(subject, "epoch", INDEX_MAX, &epoch) || !read_integer(subject, "tick_s", 3600, &out->tick_s)) {
        return 0;
    }
    out->who.epoch = (uint64_t)epoch;
    return out->tick_s > 0 && read_hex(subject->body, "installation", out->who.id, sizeof out->who.id) &&
           read_hex(subject->body, "policy", out->policy, sizeof out->policy);
}

static enum sibu_status check_start(const struct subject *subject)
{
    struct ledger_check *check = subject->check;
    struct ledger_start start;
    char body[LEDGER_BODY_MAX];
    if (!read_start(subject, &start)) {
        return bad_form(subject);
    }
    ledger_start_body(body, &start);
    if (strcmp(body, subject->row->body) != 0) {
        return bad_form(subject);
    }
    if (check->starts > 0 && (memcmp(&start.who.id, &check->start.who.id, sizeof start.who.id) != 0 ||
                              start.who.epoch != check->start.who.epoch)) {
        return refuse(subject, "属于另一个安装", "belongs to another installation");
    }
    check->starts++;
    check->seeded |= start.seeded;
    check->start = start;
    return SIBU_OK;
}

static enum sibu_status check_surprise(const struct subject *subject)
{
    int64_t within_s = 0;
    char body[LEDGER_BODY_MAX];
    if (!read_integer(subject, "within_s", 9999999, &within_s)) {
        return bad_form(subject);
    }
    ledger_surprise_body(body, within_s);
    return strcmp(body, subject->row->body) == 0 ? SIBU_OK : bad_form(subject);
}

static enum sibu_status check_drill(const struct subject *subject)
{
    struct ledger_check *check = subject->check;
    struct ledger_drill drill = {.tick = 0};
    char body[LEDGER_BODY_MAX];
    drill.drill = sibu_json_as_string(sibu_json_member(subject->body, "drill"));
    drill.reason = sibu_json_as_string(sibu_json_member(subject->body, "reason"));
    int formed = read_integer(subject, "tick", INDEX_MAX, &drill.tick) &&
                 read_hex(subject->body, "draw", drill.document, sizeof drill.document) && ledger_drill_plain(&drill);
    if (formed) {
        ledger_drill_body(body, &drill);
    }
    if (!formed || strcmp(body, subject->row->body) != 0) {
        return bad_form(subject);
    }
    if (!check->is_waiting || check->waiting != drill.tick) {
        return refuse(subject, "记录了没有抽中的演练", "tells of a drill that was not drawn");
    }
    check->is_waiting = 0;
    check->drills += drill.reason[0] == '\0';
    check->refused += drill.reason[0] != '\0';
    return SIBU_OK;
}

static enum sibu_status check_kind(const struct subject *subject)
{
    static const struct {
        const char *kind;
        enum sibu_status (*check)(const struct subject *subject);
    } KINDS[] = {{"start", check_start}, {"tick", check_tick}, {"surprise", check_surprise}, {"drill", check_drill}};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(subject->row->kind, KINDS[i].kind) == 0) {
            return KINDS[i].check(subject);
        }
    }
    return refuse(subject, "行的种类未知", "is of a kind that is not known");
}

static enum sibu_status check_body(struct subject *subject)
{
    struct sibu_json *document = NULL;
    const char *body = subject->row->body;
    struct sibu_fault ignored;
    if (strlen(body) >= LEDGER_BODY_MAX ||
        sibu_json_open(&document, "ledger", body, strlen(body), &ignored) != SIBU_OK) {
        return bad_form(subject);
    }
    subject->body = sibu_json_root(document);
    enum sibu_status status = check_kind(subject);
    sibu_json_close(document);
    return status;
}

enum sibu_status ledger_check_row(struct ledger_check *check, const struct ledger_row *row, struct sibu_fault *fault)
{
    struct subject subject = {.check = check, .row = row, .fault = fault};
    uint8_t hash[SIBU_HASH_BYTES];
    if (row->row != check->rows + 1) {
        return refuse(&subject, "行号不连续：有行缺失或被重复",
                      "does not follow the row before: one is missing or repeated");
    }
    ledger_hash(row, check->hash, hash);
    if (memcmp(hash, row->hash, sizeof hash) != 0) {
        return refuse(&subject, "哈希不符：本行或之前的内容被改动", "its hash does not fit: this row was changed");
    }
    if (check->starts == 0 && strcmp(row->kind, "start") != 0) {
        return refuse(&subject, "账本应以 start 行开头", "a ledger begins with a row of kind start");
    }
    enum sibu_status status = check_body(&subject);
    if (status != SIBU_OK) {
        return status;
    }
    check->rows++;
    memcpy(check->hash, hash, sizeof hash);
    return SIBU_OK;
}
