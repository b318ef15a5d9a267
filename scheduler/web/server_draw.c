/* The draw as the server runs it: a tick's random bytes, its row in the ledger, and then, where it fires, the drill.
 *
 * Order on disk: 1. the row "tick"; 2. the drill with its first alert; 3. the row "drill". Where the server dies between
 * 1 and 3, the next start finds the tick waiting and files it as drawn, not held: nothing is drawn twice, and a drill is
 * never begun late. Nothing here knows anything of a tick that has not come.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "draw/choose.h"
#include "web/server_state.h"

#define LEDGER_PAGE 1000

static enum sibu_status put_row(struct server *server, const char *kind, const char *body, struct sibu_fault *fault)
{
    struct ledger_row row = {
        .row = server->ledger_rows + 1, .time_us = clock_now_us(server->def.clock), .kind = kind, .body = body};
    ledger_hash(&row, server->ledger_hash, row.hash);
    struct store_ledger_row kept = {.row = row.row, .time_us = row.time_us, .kind = kind, .body = body};
    memcpy(kept.hash, row.hash, sizeof kept.hash);
    enum sibu_status status = store_ledger_put(server->store, &kept, fault);
    if (status == SIBU_OK) {
        memcpy(server->ledger_hash, row.hash, sizeof server->ledger_hash);
        server->ledger_rows++;
    }
    return status;
}

static enum sibu_status check_page(struct server *server, struct ledger_check *check, size_t *count,
                                   struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row *rows = NULL;
    struct store_ledger_part part = {check->rows, LEDGER_PAGE};
    enum sibu_status status = store_ledger(server->store, part, &arena, &rows, count, fault);
    for (size_t i = 0; i < *count && status == SIBU_OK; i++) {
        struct ledger_row row = {
            .row = rows[i].row, .time_us = rows[i].time_us, .kind = rows[i].kind, .body = rows[i].body};
        memcpy(row.hash, rows[i].hash, sizeof row.hash);
        status = ledger_check_row(check, &row, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status check_ledger(struct server *server, struct ledger_check *check, struct sibu_fault *fault)
{
    size_t count = LEDGER_PAGE;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && count == LEDGER_PAGE) {
        count = 0;
        status = check_page(server, check, &count, fault);
    }
    return status;
}

static void seeded_bytes(uint64_t seed, const char *purpose, int64_t index, uint8_t out[32])
{
    uint8_t key[32];
    struct sibu_hash hash;
    sibu_key_of_seed(key, seed);
    sibu_hash_init_keyed(&hash, "sibu seeded v1", key);
    sibu_hash_text(&hash, purpose);
    sibu_hash_integer(&hash, (uint64_t)index);
    sibu_hash_done(&hash, out);
}

/* The installation's name: made once from the kernel's entropy, or from the seed of a demonstration. */
static enum sibu_status name_installation(struct server *server, struct sibu_fault *fault)
{
    uint8_t bytes[32];
    char hex[2 * DRAW_INSTALLATION_BYTES + 1];
    struct sibu_arena arena = {0};
    const char *kept = NULL;
    enum sibu_status status = store_setting(server->store, "installation", &arena, &kept, fault);
    if (status == SIBU_OK && kept != NULL && !sibu_unhex(server->rules.who.id, DRAW_INSTALLATION_BYTES, kept)) {
        status = sibu_fault_set(fault, SIBU_IO, "sibu.db", "安装标识已损坏", "the installation's name is damaged");
    } else if (status == SIBU_OK && kept == NULL) {
        if (server->def.seeded) {
            seeded_bytes(server->def.seed, "installation", 0, bytes);
        } else {
            randombytes_buf(bytes, sizeof bytes);
        }
        memcpy(server->rules.who.id, bytes, DRAW_INSTALLATION_BYTES);
        sibu_hex(hex, server->rules.who.id, DRAW_INSTALLATION_BYTES);
        status = store_setting_put(server->store, "installation", hex, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status read_time(struct server *server, const char *name, int64_t otherwise, int64_t *out,
                                  struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    const char *kept = NULL;
    char text[32];
    enum sibu_status status = store_setting(server->store, name, &arena, &kept, fault);
    *out = kept != NULL ? strtoll(kept, NULL, 10) : otherwise;
    if (status == SIBU_OK && kept == NULL) {
        (void)snprintf(text, sizeof text, "%lld", (long long)otherwise);
        status = store_setting_put(server->store, name, text, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status put_drill_row(struct server *server, int64_t tick, const char *drill, const char *reason,
                                      const char *document, struct sibu_fault *fault)
{
    struct ledger_drill row = {.tick = tick, .drill = drill, .reason = reason};
    char body[LEDGER_BODY_MAX];
    if (document != NULL) {
        ledger_document_hash(document, strlen(document), row.document);
    }
    ledger_drill_body(body, &row);
    return put_row(server, "drill", body, fault);
}

static enum sibu_status put_start_row(struct server *server, struct sibu_fault *fault)
{
    struct ledger_start start = {
        .who = server->rules.who, .seeded = server->def.seeded, .tick_s = server->rules.policy->tick_s};
    char body[LEDGER_BODY_MAX];
    memcpy(start.policy, server->rules.policy->hash, sizeof start.policy);
    ledger_start_body(body, &start);
    return put_row(server, "start", body, fault);
}

enum sibu_status server_draw_open(struct server *server, struct sibu_fault *fault)
{
    struct ledger_check check = {0};
    server->rules =
        (struct draw_rules){.policy = server->def.plan->policy, .zone = server->def.plan->zone, .who = {.epoch = 1}};
    server->last_tick = -1;
    enum sibu_status status = name_installation(server, fault);
    if (status == SIBU_OK) {
        status = check_ledger(server, &check, fault);
    }
    if (status == SIBU_OK) {
        memcpy(server->ledger_hash, check.hash, sizeof server->ledger_hash);
        server->ledger_rows = check.rows;
        server->last_tick = check.ticks > 0 ? draw_tick_index(server->rules.policy, check.last_time_s * 1000000) : -1;
        status = read_time(server, "installed-us", clock_now_us(server->def.clock), &server->installed_us, fault);
    }
    if (status == SIBU_OK) {
        status = read_time(server, "surprise-until-us", 0, &server->surprise_until_us, fault);
    }
    if (status == SIBU_OK && check.is_waiting) {
        status = put_drill_row(server, check.waiting, "", "the server stopped", NULL, fault);
    }
    return status == SIBU_OK ? put_start_row(server, fault) : status;
}

static enum sibu_status arm(struct server *server, int64_t until_us, struct sibu_fault *fault)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", (long long)until_us);
    enum sibu_status status = store_setting_put(server->store, "surprise-until-us", text, fault);
    if (status == SIBU_OK) {
        server->surprise_until_us = until_us;
    }
    return status;
}

/* A start was drawn: chooses what happens where, and begins the drill. `id` is "" where it could not be held. */
static enum sibu_status begin_drill(struct server *server, const struct draw_tick *tick, struct sibu_text *document,
                                    char id[24], struct sibu_fault *fault)
{
    struct draw_result result;
    int64_t t0_us = clock_now_us(server->def.clock);
    id[0] = '\0';
    enum sibu_status status = choose_draw(server->def.plan, tick->R, t0_us, &result, fault);
    if (status == SIBU_OK) {
        status = drill_number(server->drill, result.site, t0_us, id, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct draw_facts facts = {.drill = id, .who = &server->rules.who, .t0_us = t0_us, .seeded = server->def.seeded};
    choose_document(document, server->def.plan, tick, &result, &facts);
    const struct sibu_site *site = server->def.plan->sites[result.site].site;
    struct drill_start start = {.id = id,
                                .site = result.site,
                                .t0_us = t0_us,
                                .family = server->def.plan->families->items[result.family].id,
                                .zone = site->zones[result.zone].id,
                                .document = sibu_text_get(document)};
    status = drill_begin(server->drill, &start, fault);
    if (status != SIBU_OK) {
        id[0] = '\0';
    }
    return status;
}

/* Every drawn start gets its row: held, or why not. */
static enum sibu_status act(struct server *server, const struct draw_tick *tick, struct server_news *news,
                            struct sibu_fault *fault)
{
    struct sibu_text document = {0};
    struct sibu_fault why = {0};
    char id[24];
    enum sibu_status status = begin_drill(server, tick, &document, id, &why);
    if (status == SIBU_OK) {
        news->began = 1;
        status = put_drill_row(server, tick->index, id, "", sibu_text_get(&document), fault);
    } else {
        log_fault(clock_now_us(server->def.clock), "draw", &why);
        enum sibu_status row = put_drill_row(server, tick->index, "",
                                             status == SIBU_NO ? "nobody on shift" : "it could not begin", NULL, fault);
        status = row;
    }
    sibu_text_clear(&document);
    return status;
}

static enum sibu_status read_state(struct server *server, struct draw_state *state, struct sibu_fault *fault)
{
    size_t drills = 0;
    struct sibu_arena arena = {0};
    struct store_drill drill;
    *state = (struct draw_state){.installed_us = server->installed_us, .surprise_until_us = server->surprise_until_us};
    enum sibu_status status = store_last_start(server->store, NULL, &state->last_start_us, &drills, fault);
    if (status == SIBU_OK) {
        enum sibu_status found = store_drill_current(server->store, &arena, &drill, fault);
        state->drill_running = found == SIBU_OK;
        status = found == SIBU_NO ? SIBU_OK : found;
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status draw(struct server *server, int64_t index, struct server_news *news, struct sibu_fault *fault)
{
    struct draw_state state;
    struct draw_tick tick;
    uint8_t r[32];
    char body[LEDGER_BODY_MAX];
    enum sibu_status status = read_state(server, &state, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (server->def.seeded) {
        seeded_bytes(server->def.seed, "tick", index, r);
    } else {
        randombytes_buf(r, sizeof r);
    }
    draw_tick(&server->rules, &state, index, r, &tick);
    ledger_tick_body(body, &tick);
    status = put_row(server, "tick", body, fault);
    if (status != SIBU_OK) {
        return status;
    }
    server->last_tick = index;
    news->drew = 1;
    if (tick.start && tick.gate == DRAW_GATE_SURPRISE) {
        status = arm(server, 0, fault);
    }
    return status == SIBU_OK && tick.start ? act(server, &tick, news, fault) : status;
}

enum sibu_status server_draw_step(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    pthread_mutex_lock(&server->draw_mutex);
    int64_t index = draw_tick_index(server->rules.policy, clock_now_us(server->def.clock));
    if (index > server->last_tick) {
        status = draw(server, index, news, fault);
    }
    pthread_mutex_unlock(&server->draw_mutex);
    return status;
}

static enum sibu_status surprise(struct server *server, int64_t within_s, struct sibu_fault *fault)
{
    struct draw_state state;
    char body[LEDGER_BODY_MAX];
    int64_t now_us = clock_now_us(server->def.clock);
    int64_t until_us = now_us + within_s * 1000000;
    enum sibu_status status = read_state(server, &state, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (state.drill_running) {
        return sibu_fault_set(fault, SIBU_NO, "", "已有演练在进行", "a drill is running already");
    }
    if (server->surprise_until_us > now_us) {
        return sibu_fault_set(fault, SIBU_NO, "", "已经安排了一次突袭演练", "a surprise is armed already");
    }
    if (!draw_surprise_fits(&server->rules, now_us, until_us)) {
        return sibu_fault_set(fault, SIBU_NO, "", "这段时间内策略不允许演练，请放宽窗口",
                              "the policy allows no drill in that time: ask for a longer window");
    }
    ledger_surprise_body(body, within_s);
    status = put_row(server, "surprise", body, fault);
    return status == SIBU_OK ? arm(server, until_us, fault) : status;
}

enum sibu_status server_surprise(struct server *server, int64_t within_s, struct sibu_fault *fault)
{
    pthread_mutex_lock(&server->draw_mutex);
    enum sibu_status status = surprise(server, within_s, fault);
    pthread_mutex_unlock(&server->draw_mutex);
    return status;
}
