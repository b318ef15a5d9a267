/* What officers ask of the draw: a drill somewhere in a window, or at once. See server.h. */
#include <string.h>

#include "web/server_state.h"

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
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    enum sibu_status status = surprise(server, unit, within_s, bits, fault);
    pthread_mutex_unlock(&server->draw_mutex);
    return status;
}

/* Whether an interlock closes the unit's group. */
static int is_closed(const struct server *server, uint32_t unit)
{
    const struct rules *rules = book_rules(server->book);
    return (rules->groups[rules->units[unit].group].interlocks & server_interlocks(server)) != 0;
}

static enum sibu_status now(struct server *server, const char *id, struct sibu_fault *fault)
{
    struct ledger_now row = {0};
    struct server_news news = {0};
    struct sibu_text body = {0};
    enum sibu_status status = server_act(server, SERVER_FAILED, &news, fault);
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
    if (status == SIBU_OK) {
        status = server_act(server, NULL, &news, fault);
    }
    return status == SIBU_OK && !news.began
               ? sibu_fault_set(fault, SIBU_NO, "", "演练没有开始：此刻无人在班，或无法开始（见日志）",
                                "no drill began: nobody is on shift, or it could not begin (see the log)")
               : status;
}

enum sibu_status server_now(struct server *server, const char *unit, struct sibu_fault *fault)
{
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    enum sibu_status status = now(server, unit, fault);
    pthread_mutex_unlock(&server->draw_mutex);
    return status;
}
