/* See finding_desk.h. */
#include "web/finding_desk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/date.h"
#include "draw/zone.h"
#include "web/audit.h"
#include "web/scope.h"
#include "web/session.h"

/* What is told of sites that the caller does not reach is left out; returns how many rows stay. */
static size_t leave_reached(const struct server *server, const struct http_request *request,
                            struct store_finding_row *rows, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (scope_site(server, request, rows[i].site)) {
            rows[kept++] = rows[i];
        }
    }
    return kept;
}

enum sibu_status finding_desk_open(struct finding_desk *out, const struct server *server, struct http_request *request,
                                   const char *site, struct sibu_fault *fault)
{
    *out = (struct finding_desk){0};
    enum sibu_status status = store_findings(server->store, site, &request->arena, &out->rows, &out->row_count, fault);
    if (status == SIBU_OK) {
        out->row_count = leave_reached(server, request, out->rows, out->row_count);
    }
    return status == SIBU_OK ? finding_book_open(&out->book, out->rows, out->row_count, fault) : status;
}

void finding_desk_close(struct finding_desk *desk)
{
    finding_book_close(&desk->book);
}

const struct finding_item *finding_desk_find(const struct finding_desk *desk, const char *number)
{
    char *end = NULL;
    errno = 0;
    intmax_t id = strtoimax(number, &end, 10);
    return errno == 0 && end != number && *end == '\0' ? finding_book_find(&desk->book, id) : NULL;
}

int finding_desk_is_of(const struct store_finding_row *row, const struct finding_item *item)
{
    return strcmp(row->site, item->site) == 0 && strcmp(row->kind, item->kind) == 0 &&
           strcmp(row->place, item->place) == 0;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* The end of that day; "" is no day, for what needs none. */
static enum sibu_status read_until(const struct server *server, const char *until, int64_t *due_us,
                                   struct sibu_fault *fault)
{
    int64_t days = 0;
    *due_us = 0;
    if (until[0] == '\0') {
        return SIBU_OK;
    }
    if (!date_read(until, &days)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "until", "应为日期，如 2026-12-31", "takes a date, as 2026-12-31");
    }
    *due_us = (days + 1) * FINDING_DAY_US;
    *due_us -= (int64_t)zone_offset_s(server->def.plan->zone, *due_us) * 1000000;
    return SIBU_OK;
}

/* The row of it, from the ledger as it stands. */
static enum sibu_status make_row(struct server *server, struct http_request *request, const struct finding_wish *wish,
                                 const struct finding_desk *desk, struct store_finding_row *row,
                                 struct sibu_fault *fault)
{
    const struct finding_item *item = finding_desk_find(desk, or_empty(wish->number));
    struct finding_deed deed = {.act = finding_act_of(or_empty(wish->act)),
                                .who = request->caller->name,
                                .text = or_empty(wish->text),
                                .file = or_empty(wish->file),
                                .time_us = clock_now_us(server->def.clock)};
    if (item == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "finding", "没有这个编号的问题",
                              "there is no finding of this number");
    }
    if (deed.act == FINDING_ACTS) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "do", "没有这个动作", "there is no such action");
    }
    enum sibu_status status = read_until(server, or_empty(wish->until), &deed.due_us, fault);
    return status == SIBU_OK ? finding_act(row, item, &deed, fault) : status;
}

/* In the audit trail before it is done, and behind it what came of it; the words themselves stand in the ledger of findings. */
static enum sibu_status keep(struct server *server, struct http_request *request, const char *action,
                             const char *number, const struct store_finding_row *row, struct sibu_fault *fault)
{
    enum sibu_status status = audit_asked(server, request, action, number, fault);
    if (status == SIBU_OK) {
        status = store_findings_add(server->store, row, 1, fault);
        audit_ended(server, request, action, number, status);
    }
    return status;
}

enum sibu_status finding_desk_act(struct server *server, struct http_request *request, const struct finding_wish *wish,
                                  const char **event, struct sibu_fault *fault)
{
    struct finding_desk desk;
    struct store_finding_row row = {0};
    char action[32], number[24];
    pthread_mutex_lock(&server->change_mutex);
    enum sibu_status status = finding_desk_open(&desk, server, request, NULL, fault);
    if (status == SIBU_OK) {
        status = make_row(server, request, wish, &desk, &row, fault);
    }
    if (status == SIBU_OK) {
        const struct finding_item *item = finding_desk_find(&desk, wish->number);
        (void)snprintf(action, sizeof action, "finding-%s", wish->act);
        (void)snprintf(number, sizeof number, "%" PRId64, item->id);
        *event = row.event;
        status = keep(server, request, action, number, &row, fault);
    }
    pthread_mutex_unlock(&server->change_mutex);
    finding_desk_close(&desk);
    return status;
}
