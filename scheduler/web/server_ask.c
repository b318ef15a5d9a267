/* What officers ask of the draw: a drill somewhere in a window, or at once. See server.h. */
#include <string.h>

#include "web/server_state.h"
#include "web/server_turn.h"

#define LOOK_US 50000
#define LOOK_ROWS 100 /* behind the one that asks: what becomes of it stands before most others */
#define WAIT_US (INT64_C(5) * 1000000)

/* The unit that is meant: a site or group by id, or, with no id, the only group. */
static enum sibu_status find_unit(const struct server *server, const char *id, uint32_t *unit, struct sibu_fault *fault)
{
    const struct rules *rules = book_rules(server->book);
    *unit = SIBU_NONE;
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        const char *name = rules->units[i].id;
        if (id[0] == '\0' ? name[0] == '*' : strcmp(name + (name[0] == '*'), id) == 0) {
            *unit = i;
            break;
        }
    }
    if (id[0] == '\0' && rules->group_count > 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "unit", "有多个组，请指明场所或组的 id",
                              "there are several groups: name a site or a group by its id");
    }
    return *unit != SIBU_NONE ? SIBU_OK
                              : sibu_fault_set(fault, SIBU_BAD_INPUT, "unit", "生效中的规则里没有“%.60s”",
                                               "the rules in force have no \"%.60s\"", id);
}

static enum sibu_status surprise(struct server *server, const char *id, int64_t within_s, double *bits,
                                 struct sibu_fault *fault)
{
    struct ledger_surprise row = {.within_s = within_s};
    struct sibu_text body = {0};
    struct sibu_fault why;
    if (proof_waits(server, &why)) { /* a start of a tick that is late is not held: the surprise would be lost */
        return sibu_fault_set(fault, SIBU_NO, why.place, "抽取在等待：%s%.0s；请稍后再试",
                              "the draw waits: %.0s%s; try again later", why.what[SIBU_ZH], why.what[SIBU_EN]);
    }
    enum sibu_status status = find_unit(server, id, &row.unit, fault);
    if (status == SIBU_OK) {
        status = book_surprise_fits(server->book, row.unit, server->row_us, within_s, bits, fault);
    }
    if (status == SIBU_OK) {
        ledger_surprise_body(&body, &row);
        status = ledger_put(server, "surprise", &body, fault);
    }
    sibu_text_clear(&body);
    return status;
}

enum sibu_status server_surprise(struct server *server, const char *unit, int64_t within_s, double *bits,
                                 struct sibu_fault *fault)
{
    int tries = LEDGER_TRIES;
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    enum sibu_status status = ledger_follow(server, fault);
    if (status == SIBU_OK) {
        do {
            status = surprise(server, unit, within_s, bits, fault);
        } while (ledger_again(server, &tries, &status, fault));
    }
    pthread_mutex_unlock(&server->draw_mutex);
    return status;
}

/* Whether an interlock closes the unit's group. */
static int is_closed(const struct server *server, uint32_t unit)
{
    const struct rules *rules = book_rules(server->book);
    return (rules->groups[rules->units[unit].group].interlocks & server_interlocks(server)) != 0;
}

static enum sibu_status fault_of_none(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, "", "演练没有开始：此刻无人在班，或无法开始（见日志）",
                          "no drill began: nobody is on shift, or it could not begin (see the log)");
}

/* What became of earlier starts, which only the server that draws may say. */
static enum sibu_status settle(struct server *server, struct sibu_fault *fault)
{
    struct server_news ignored = {0};
    struct draw_tick tick;
    uint32_t unit = 0;
    if (server->node != NULL && !server->draws) {
        return book_waiting(server->book, &tick, &unit)
                   ? sibu_fault_set(fault, SIBU_NO, "", "另一次演练正要开始，请稍后再试",
                                    "another drill is about to begin: try again in a moment")
                   : SIBU_OK;
    }
    return server_act(server, SERVER_FAILED, &ignored, fault);
}

/* The row that asks for it. */
static enum sibu_status ask_now(struct server *server, const char *id, struct sibu_fault *fault)
{
    struct ledger_now row = {0};
    struct sibu_text body = {0};
    enum sibu_status status = settle(server, fault);
    if (status == SIBU_OK) {
        status = server_file_results(server, fault);
    }
    if (status == SIBU_OK) {
        status = find_unit(server, id, &row.unit, fault);
    }
    if (status == SIBU_OK && book_running_obstacle(server->book, row.unit, row.unit)[0] != '\0') {
        return book_running_fault(server->book, row.unit, fault);
    }
    if (status == SIBU_OK && is_closed(server, row.unit)) {
        return sibu_fault_set(fault, SIBU_NO, "", "联锁关闭：此刻不能演练", "an interlock is closed: not now");
    }
    if (status == SIBU_OK) {
        server_random(server, "now", book_counts(server->book)->rows, row.r);
        ledger_now_body(&body, &row);
        status = ledger_put(server, "now", &body, fault);
    }
    sibu_text_clear(&body);
    return status;
}

/* Begins it, where this server draws. */
static enum sibu_status begin_now(struct server *server, struct sibu_fault *fault)
{
    struct server_news news = {0};
    int tries = LEDGER_TRIES;
    enum sibu_status status = SIBU_OK;
    do {
        status = server_act(server, NULL, &news, fault);
    } while (ledger_again(server, &tries, &status, fault));
    return status == SIBU_OK && !news.began ? fault_of_none(fault) : status;
}

/* What another server wrote of the start that this row asked for: *is_known is 0 as long as it has not. */
static enum sibu_status look_for(struct server *server, int64_t row, int *is_known, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row *rows = NULL;
    struct store_ledger_part part = {row, LOOK_ROWS};
    size_t count = 0;
    int began = 0;
    *is_known = 0;
    enum sibu_status status = store_ledger(server->store, part, &arena, &rows, &count, fault);
    for (size_t i = 0; i < count && !*is_known; i++) {
        struct ledger_drill drill;
        char keep[LEDGER_BODY_MAX];
        *is_known = strcmp(rows[i].kind, "drill") == 0 && ledger_drill_read(rows[i].body, &drill, keep);
        began = *is_known && drill.drill[0] != '\0';
    }
    sibu_arena_clear(&arena);
    return status == SIBU_OK && *is_known && !began ? fault_of_none(fault) : status;
}

/* The server that draws begins it, or the one that follows it, once its lease has passed. */
static enum sibu_status wait_for(struct server *server, int64_t row, struct sibu_fault *fault)
{
    int64_t until_us = clock_monotonic_us() + 2 * node_lease_us(server->node) + WAIT_US;
    int is_known = 0;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && !is_known && clock_monotonic_us() < until_us) {
        clock_rest(LOOK_US);
        status = look_for(server, row, &is_known, fault);
    }
    return status == SIBU_OK && !is_known
               ? sibu_fault_set(fault, SIBU_IO, "", "已记入账本，但还没有服务器开始这次演练（见日志）",
                                "it is in the ledger, and no server has begun it yet (see the logs)")
               : status;
}

/* *row: to wait for; 0: it is done. */
static enum sibu_status now(struct server *server, const char *id, int64_t *row, struct sibu_fault *fault)
{
    int tries = LEDGER_TRIES;
    enum sibu_status status = ledger_follow(server, fault);
    if (status != SIBU_OK) {
        return status;
    }
    turn_hold(server);
    do {
        status = ask_now(server, id, fault);
    } while (ledger_again(server, &tries, &status, fault));
    *row = status == SIBU_OK && server->node != NULL ? book_counts(server->book)->rows : 0;
    if (status == SIBU_OK && (server->node == NULL || server->draws)) {
        status = begin_now(server, fault);
        int is_lost = status == SIBU_NO && server->overtaken;
        *row = is_lost ? *row : 0;
        status = is_lost ? SIBU_OK : status;
    }
    return turn_leave(server, status, fault);
}

enum sibu_status server_now(struct server *server, const char *unit, struct sibu_fault *fault)
{
    int64_t row = 0;
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    enum sibu_status status = now(server, unit, &row, fault);
    pthread_mutex_unlock(&server->draw_mutex);
    return status == SIBU_OK && row != 0 ? wait_for(server, row, fault) : status;
}
