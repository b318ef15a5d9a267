/* The server's ledger: rows made from the book, kept, and taken into it. See server_state.h.
 *
 * A row is on the disk before anything is done that it tells of. What is read at the start is checked row by row; where a
 * row fails the server does not draw, unless an officer has acknowledged that very row, and then a new epoch begins.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "web/server_state.h"

#define LEDGER_PAGE 1000
#define HEAD_EACH 256 /* rows: a signed head is kept at least so often */

void ledger_sign(const struct server *server, const struct tree_head *head, char note[NOTE_MAX])
{
    char line[NOTE_LINE_MAX];
    struct note all = {.count = 0};
    (void)snprintf(all.checkpoint.origin, sizeof all.checkpoint.origin, "%s", server->signer.key.name);
    all.checkpoint.head = *head;
    note_sign(&server->signer, &all.checkpoint, 0, line);
    (void)note_add_line(&all, line); /* our own line always fits */
    note_write(note, &all);
}

/* Of the rows that come with each tick only some heads are kept. */
static int is_kept(const struct ledger_row *row)
{
    int of_tick = strcmp(row->kind, "tick") == 0 || strcmp(row->kind, "open") == 0 || strcmp(row->kind, "link") == 0;
    return !of_tick || row->row % HEAD_EACH == 0;
}

void ledger_mark_time(struct server *server)
{
    server->row_us = clock_now_us(server->def.clock);
}

static void note_read_row(struct server_reading *reading, const struct ledger_row *row)
{
    memcpy(reading->previous, row->hash, sizeof reading->previous);
    reading->after = row->row;
}

/* Where this is the only server, as it is; else in its turn, and a tick once for ever. */
static enum sibu_status keep_row(struct server *server, const struct store_ledger_row *row,
                                 const struct store_ledger_head *head, struct sibu_fault *fault)
{
    if (server->node == NULL) {
        return store_ledger_put(server->store, row, head, fault);
    }
    int draws = strcmp(row->kind, "tick") == 0 || strcmp(row->kind, "link") == 0;
    struct store_ledger_turn turn = {.claim = server->draws ? &server->turn : NULL,
                                     .tick = draws ? book_next_tick(server->book) : 0};
    enum sibu_status status = store_ledger_put_in_turn(server->store, row, head, turn, fault);
    server->overtaken = status == SIBU_NO;
    return status;
}

enum sibu_status ledger_put(struct server *server, const char *kind, const struct sibu_text *body,
                            struct sibu_fault *fault)
{
    if (!sibu_text_ok(body)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    struct ledger_row row = {.row = book_counts(server->book)->rows + 1,
                             .time_us = server->row_us,
                             .kind = kind,
                             .body = sibu_text_get(body)};
    ledger_hash(&row, book_hash(server->book), row.hash);
    struct store_ledger_row kept = {.row = row.row, .time_us = row.time_us, .kind = kind, .body = row.body};
    memcpy(kept.hash, row.hash, sizeof kept.hash);
    char note[NOTE_MAX];
    struct store_ledger_head head = {.size = row.row, .note = note, .kept = is_kept(&row)};
    struct tree_head grown = book_head_with(server->book, row.hash);
    ledger_sign(server, &grown, note);
    enum sibu_status status = keep_row(server, &kept, &head, fault);
    if (status != SIBU_OK) {
        return status;
    }
    note_read_row(&server->reading, &row);
    status = book_take(server->book, &row, fault);
    if (status != SIBU_OK) {
        server->reading.failed = row.row;
        server->reading.fault = *fault;
        log_fault(row.time_us, "ledger", fault); /* a row that we made and cannot read: nothing more is drawn */
    }
    return status;
}

/* A row behind one that failed: only a "damage" row that names it leads on. */
static void pass_over(struct server *server, const struct ledger_row *row)
{
    struct server_reading *reading = &server->reading;
    struct ledger_damage damage;
    struct sibu_fault why;
    if (strcmp(row->kind, "damage") != 0 || !ledger_damage_read(row->body, &damage) || damage.row != reading->failed) {
        return;
    }
    book_resume(server->book, row->row, reading->previous);
    if (book_take(server->book, row, &why) == SIBU_OK) {
        reading->failed = 0;
    }
}

static enum sibu_status read_row(struct server *server, const struct store_ledger_row *from)
{
    struct server_reading *reading = &server->reading;
    struct ledger_row row = {.row = from->row, .time_us = from->time_us, .kind = from->kind, .body = from->body};
    memcpy(row.hash, from->hash, sizeof row.hash);
    enum sibu_status status = SIBU_OK;
    if (reading->failed != 0) {
        pass_over(server, &row);
        if (reading->failed != 0) {
            book_pass(server->book, row.hash);
        }
    } else {
        status = book_take(server->book, &row, &reading->fault);
        reading->failed = status == SIBU_NO ? row.row : 0;
        if (reading->failed != 0) {
            book_pass(server->book, row.hash);
        }
    }
    note_read_row(reading, &row);
    return status == SIBU_NO ? SIBU_OK : status;
}

static enum sibu_status read_page(struct server *server, size_t *count, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row *rows = NULL;
    struct store_ledger_part part = {server->reading.after, LEDGER_PAGE};
    enum sibu_status status = store_ledger(server->store, part, &arena, &rows, count, fault);
    for (size_t i = 0; i < *count && status == SIBU_OK; i++) {
        status = read_row(server, &rows[i]);
        if (status != SIBU_OK) {
            *fault = server->reading.fault;
        }
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status read_to_end(struct server *server, struct sibu_fault *fault)
{
    size_t count = LEDGER_PAGE;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && count == LEDGER_PAGE) {
        count = 0;
        status = read_page(server, &count, fault);
    }
    return status;
}

/* The officer has seen the damage: says so in a row behind everything that is there. */
static enum sibu_status acknowledge(struct server *server, struct sibu_fault *fault)
{
    struct ledger_damage damage = {server->reading.failed};
    struct sibu_text body = {0};
    book_resume(server->book, server->reading.after + 1, server->reading.previous);
    ledger_damage_body(&body, &damage);
    enum sibu_status status = ledger_put(server, "damage", &body, fault);
    if (status == SIBU_OK) {
        server->reading.failed = 0;
    }
    sibu_text_clear(&body);
    return status;
}

static enum sibu_status fault_of_damage(const struct server_reading *reading, struct sibu_fault *fault)
{
    return sibu_fault_set(
        fault, SIBU_NO, reading->fault.place,
        "抽取账本在此行损坏：%s%.0s。请先查明原因（sibu verify），再用 --acknowledge-damage %lld 启动",
        "the ledger of the draw is damaged here: this row %.0s%s; find out why (sibu verify), then start "
        "with --acknowledge-damage %lld",
        reading->fault.what[SIBU_ZH], reading->fault.what[SIBU_EN], (long long)reading->failed);
}

enum sibu_status ledger_read(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = read_to_end(server, fault);
    if (status != SIBU_OK || server->reading.failed == 0) {
        return status;
    }
    return server->def.acknowledged_row == server->reading.failed ? acknowledge(server, fault)
                                                                  : fault_of_damage(&server->reading, fault);
}

enum sibu_status ledger_follow(struct server *server, struct sibu_fault *fault)
{
    if (server->node == NULL) {
        return SIBU_OK;
    }
    server->overtaken = 0;
    enum sibu_status status = read_to_end(server, fault);
    return status == SIBU_OK && server->reading.failed != 0 ? fault_of_damage(&server->reading, fault) : status;
}

int ledger_again(struct server *server, int *tries, enum sibu_status *status, struct sibu_fault *fault)
{
    if (*status != SIBU_NO || !server->overtaken || *tries == 0) {
        return 0;
    }
    --*tries;
    *status = ledger_follow(server, fault);
    return *status == SIBU_OK;
}
