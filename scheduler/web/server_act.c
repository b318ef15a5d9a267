/* What becomes of a drawn start: the drill, and its row. See server_state.h. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "draw/choose.h"
#include "web/reserve.h"
#include "web/server_state.h"
#include "web/server_turn.h"

#define NOBODY "nobody on shift"

/* A drill of a start, as far as it has come. */
struct act {
    struct server *server;
    struct draw_tick tick;
    uint32_t unit; /* that fired */
    uint32_t site; /* in the plan; SIBU_NONE: none could be chosen */
    char id[24]; /* of the drill; "" where it is not held */
    const char *reason; /* then: why not */
    struct sibu_text document;
};

static enum sibu_status put_drill(const struct act *act, struct sibu_fault *fault)
{
    struct server *server = act->server;
    const struct rules *rules = book_rules(server->book);
    const struct plan *plan = server->def.plan;
    uint32_t site = act->site != SIBU_NONE ? rules_find_unit(rules, plan->sites[act->site].site->id) : SIBU_NONE;
    struct ledger_drill row = {.tick = act->tick.index,
                               .unit = act->unit,
                               .site = site != SIBU_NONE ? site : act->unit,
                               .asked = act->tick.gate,
                               .u = act->tick.u,
                               .threshold = act->tick.threshold,
                               .drill = act->id,
                               .reason = act->reason};
    struct sibu_text body = {0};
    if (act->id[0] != '\0') {
        ledger_document_hash(sibu_text_get(&act->document), act->document.length, row.document);
    }
    ledger_drill_body(&body, &row);
    enum sibu_status status = ledger_put(server, "drill", &body, fault);
    sibu_text_clear(&body);
    return status;
}

static uint32_t find_group(const struct plan *plan, const char *id)
{
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        if (strcmp(plan->groups[i].policy->id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

/* One of the group. Left out are sites where a drill runs, those of branches whose budget is used up, and those that are not in the group by the rules in force: a
 * policy with other sites has not come into force yet. */
static enum sibu_status choose_among_sites(struct act *act, uint32_t group, int64_t t0_us, struct sibu_fault *fault)
{
    const struct plan *plan = act->server->def.plan;
    const struct book *book = act->server->book;
    const struct rules *rules = book_rules(book);
    struct sibu_arena arena = {0};
    uint8_t *left_out = sibu_arena_take(&arena, plan->site_count + (size_t)1, sizeof *left_out);
    const double *weights = server_site_weights(act->server, act->unit, &arena);
    if (left_out == NULL || weights == NULL) {
        sibu_arena_clear(&arena);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < plan->site_count; i++) {
        uint32_t unit = plan->sites[i].group == group ? rules_find_unit(rules, plan->sites[i].site->id) : SIBU_NONE;
        left_out[i] = unit == SIBU_NONE || rules->units[unit].group != rules->units[act->unit].group ||
                      book_runs_at(book, unit) || book_site_spent(book, unit);
    }
    struct choose_among among = {group, t0_us, left_out, weights};
    enum sibu_status status = choose_in_group(plan, act->tick.R, &among, &act->site, fault);
    sibu_arena_clear(&arena);
    return status;
}

/* Where: the unit's own site, or one of its group. */
static enum sibu_status choose_site(struct act *act, int64_t t0_us, struct sibu_fault *fault)
{
    const struct plan *plan = act->server->def.plan;
    const char *unit = act->tick.unit;
    if (unit[0] != '*') {
        act->site = plan_find_site(plan, unit);
        int anybody = act->site != SIBU_NONE && plan_expected_count(plan, act->site, t0_us) > 0;
        return anybody ? SIBU_OK : sibu_fault_set(fault, SIBU_NO, unit, "此刻无人在班", "nobody is on shift there");
    }
    uint32_t group = find_group(plan, unit + 1);
    if (group == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, unit, "规则里已没有这个组", "is no group of the policy any more");
    }
    return choose_among_sites(act, group, t0_us, fault);
}

/* act->reason: why not, where it does not begin. */
static enum sibu_status begin(struct act *act, struct sibu_fault *fault)
{
    struct server *server = act->server;
    const struct plan *plan = server->def.plan;
    struct draw_result result;
    int64_t t0_us = clock_now_us(server->def.clock);
    enum sibu_status status = choose_site(act, t0_us, fault);
    act->reason = status == SIBU_NO ? NOBODY : SERVER_FAILED;
    if (status == SIBU_OK) {
        status = choose_at_site(plan, act->tick.R, act->site, &result, fault);
    }
    if (status == SIBU_OK) {
        status = drill_number(server->drill, act->site, t0_us, act->id, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    const struct ledger_start *start_row = book_start(server->book);
    struct draw_facts facts = {.drill = act->id,
                               .who = &start_row->who,
                               .t0_us = t0_us,
                               .seeded = server->def.seeded,
                               .ledger = book_head(server->book)};
    choose_document(&act->document, plan, &act->tick, &result, &facts);
    const struct sibu_site *site = plan->sites[act->site].site;
    struct drill_start start = {.id = act->id,
                                .site = act->site,
                                .t0_us = t0_us,
                                .family = plan->families->items[result.family].id,
                                .zone = site->zones[result.zone].id,
                                .document = sibu_text_get(&act->document),
                                .claim = server->draws ? &server->turn : NULL};
    return drill_begin(server->drill, &start, fault);
}

/* Whether the drill was begun, by a server that died before the row or by a begin that failed half-way: then it is in the
 * store, and carries this very R and unit. */
static enum sibu_status find_begun(struct act *act, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_drill *open = NULL;
    size_t count = 0;
    struct sibu_text unit = {0};
    char R[2 * 32 + 1], member[96];
    sibu_hex(R, act->tick.R, sizeof act->tick.R);
    (void)snprintf(member, sizeof member, "\"R\":\"%s\"", R);
    sibu_text_add(&unit, "\"unit\":");
    sibu_text_add_json(&unit, act->tick.unit);
    enum sibu_status status = store_drills_open(act->server->store, &arena, &open, &count, fault);
    for (size_t i = 0; i < count; i++) {
        uint32_t site = plan_find_site(act->server->def.plan, open[i].site);
        if (site != SIBU_NONE && strstr(open[i].draw, member) != NULL &&
            strstr(open[i].draw, sibu_text_get(&unit)) != NULL) {
            act->site = site;
            act->reason = "";
            (void)snprintf(act->id, sizeof act->id, "%s", open[i].id);
            sibu_text_add(&act->document, open[i].draw);
            break;
        }
    }
    sibu_arena_clear(&arena);
    sibu_text_clear(&unit);
    return status;
}

/* Of several servers: whether a start's moment has not passed, whoever drew it. An officer's "now" may be opened in the tick
 * after its own, since a server has to notice it first. */
static int is_current(const struct server *server, const struct draw_tick *tick)
{
    int64_t index = draw_tick_index(book_rules(server->book)->tick_s, server->row_us);
    return server->node != NULL && (tick->index == index || (tick->gate == DRAW_GATE_NOW && tick->index == index - 1));
}

/* Of several servers another may have begun it: then it is held, and not a second time. True where that is so, or not known:
 * *status says which. */
static int is_begun(struct act *act, struct server_news *news, enum sibu_status *status, struct sibu_fault *fault)
{
    *status = act->server->node != NULL ? find_begun(act, fault) : SIBU_OK;
    news->began |= act->id[0] != '\0';
    return *status != SIBU_OK || act->id[0] != '\0';
}

/* Holds it where nothing stands against it. */
static void try_to_hold(struct act *act, struct server_news *news)
{
    struct sibu_fault why = {0};
    act->reason = book_obstacle(act->server->book, act->unit, act->unit);
    if (act->reason[0] != '\0') {
        return;
    }
    enum sibu_status status = begin(act, &why);
    if (status == SIBU_OK) {
        act->reason = "";
        news->began = 1;
        return;
    }
    log_fault(clock_now_us(act->server->def.clock), "draw", &why);
    act->id[0] = '\0';
    sibu_text_clear(&act->document);
    if (find_begun(act, &why) == SIBU_OK && act->id[0] != '\0') {
        news->began = 1; /* its people are told: it is held, whatever could not be done */
    }
}

enum sibu_status server_act(struct server *server, const char *late, struct server_news *news, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    struct act act = {.server = server, .site = SIBU_NONE, .reason = ""};
    while (status == SIBU_OK && book_waiting(server->book, &act.tick, &act.unit)) {
        act.site = SIBU_NONE;
        act.id[0] = '\0';
        if (late != NULL && !is_current(server, &act.tick)) {
            act.reason = late;
            status = find_begun(&act, fault);
        } else if (!is_begun(&act, news, &status, fault)) {
            try_to_hold(&act, news);
        }
        if (status == SIBU_OK) {
            status = put_drill(&act, fault);
        }
        sibu_text_clear(&act.document);
    }
    return status;
}

/* How a closed drill had ended: the last of its events that says so. */
static enum sibu_status find_how(struct server *server, int64_t drill, const char **how, struct sibu_fault *fault)
{
    static const char *const HOWS[] = {"all-clear", "abort", "real-emergency"};
    struct sibu_arena arena = {0};
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    struct store_from from = {drill, 0};
    enum sibu_status status = store_events(server->store, from, &arena, &events, &count, fault);
    *how = "limit";
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        for (size_t k = 0; k < sizeof HOWS / sizeof HOWS[0]; k++) {
            *how = strcmp(events[i].kind, HOWS[k]) == 0 ? HOWS[k] : *how;
        }
    }
    sibu_arena_clear(&arena);
    return status;
}

/* Another server may have filed it. */
static int runs(const struct server *server, const char *drill)
{
    for (uint32_t i = 0; i < book_running(server->book); i++) {
        if (strcmp(book_running_drill(server->book, i), drill) == 0) {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status put_end(struct server *server, const struct ledger_end *end, struct sibu_fault *fault)
{
    struct sibu_text body = {0};
    enum sibu_status status = SIBU_OK;
    ledger_end_body(&body, end);
    if (runs(server, end->drill)) {
        status = ledger_put(server, "end", &body, fault);
    }
    sibu_text_clear(&body);
    if (status != SIBU_OK) {
        return status;
    }
    reserve_take(server->folder, server->row_us);
    return server_file_results(server, fault);
}

enum sibu_status server_file_end(struct server *server, const struct store_drill *drill, struct sibu_fault *fault)
{
    struct ledger_end end = {.drill = drill->id};
    int tries = LEDGER_TRIES;
    enum sibu_status status = find_how(server, drill->key, &end.how, fault);
    if (status == SIBU_OK) {
        status = ledger_follow(server, fault);
    }
    if (status == SIBU_OK) {
        do {
            status = put_end(server, &end, fault);
        } while (ledger_again(server, &tries, &status, fault));
    }
    return status;
}
