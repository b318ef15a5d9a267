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
    enum sibu_status status = store_ledger_put(server->store, &kept, &head, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = book_take(server->book, &row, fault);
    if (status != SIBU_OK) {
        log_fault(row.time_us, "ledger", fault); /* a row that we made and cannot read: nothing more is drawn */
    }
    return status;
}

/* What reading the ledger has come to. */
struct reading {
    struct server *server;
    int64_t after; /* rows read */
    uint8_t previous[SIBU_HASH_BYTES]; /* stored hash of the last one */
    int64_t failed; /* the row that failed first and is not acknowledged yet; 0: none */
    struct sibu_fault fault; /* its fault */
};

/* A row behind one that failed: only a "damage" row that names it leads on. */
static void pass_over(struct reading *reading, const struct ledger_row *row)
{
    struct ledger_damage damage;
    struct sibu_fault why;
    if (strcmp(row->kind, "damage") != 0 || !ledger_damage_read(row->body, &damage) || damage.row != reading->failed) {
        return;
    }
    book_resume(reading->server->book, row->row, reading->previous);
    if (book_take(reading->server->book, row, &why) == SIBU_OK) {
        reading->failed = 0;
    }
}

static enum sibu_status read_row(struct reading *reading, const struct store_ledger_row *from)
{
    struct ledger_row row = {.row = from->row, .time_us = from->time_us, .kind = from->kind, .body = from->body};
    memcpy(row.hash, from->hash, sizeof row.hash);
    enum sibu_status status = SIBU_OK;
    if (reading->failed != 0) {
        pass_over(reading, &row);
        if (reading->failed != 0) {
            book_pass(reading->server->book, row.hash);
        }
    } else {
        status = book_take(reading->server->book, &row, &reading->fault);
        reading->failed = status == SIBU_NO ? row.row : 0;
        if (reading->failed != 0) {
            book_pass(reading->server->book, row.hash);
        }
    }
    memcpy(reading->previous, row.hash, sizeof reading->previous);
    reading->after = row.row;
    return status == SIBU_NO ? SIBU_OK : status;
}

static enum sibu_status read_page(struct reading *reading, size_t *count, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row *rows = NULL;
    struct store_ledger_part part = {reading->after, LEDGER_PAGE};
    enum sibu_status status = store_ledger(reading->server->store, part, &arena, &rows, count, fault);
    for (size_t i = 0; i < *count && status == SIBU_OK; i++) {
        status = read_row(reading, &rows[i]);
        if (status != SIBU_OK) {
            *fault = reading->fault;
        }
    }
    sibu_arena_clear(&arena);
    return status;
}

/* The officer has seen the damage: says so in a row behind everything that is there. */
static enum sibu_status acknowledge(struct reading *reading, struct sibu_fault *fault)
{
    struct server *server = reading->server;
    struct ledger_damage damage = {reading->failed};
    struct sibu_text body = {0};
    book_resume(server->book, reading->after + 1, reading->previous);
    ledger_damage_body(&body, &damage);
    enum sibu_status status = ledger_put(server, "damage", &body, fault);
    sibu_text_clear(&body);
    return status;
}

enum sibu_status ledger_read(struct server *server, struct sibu_fault *fault)
{
    struct reading reading = {.server = server};
    size_t count = LEDGER_PAGE;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && count == LEDGER_PAGE) {
        count = 0;
        status = read_page(&reading, &count, fault);
    }
    if (status != SIBU_OK || reading.failed == 0) {
        return status;
    }
    if (server->def.acknowledged_row == reading.failed) {
        return acknowledge(&reading, fault);
    }
    return sibu_fault_set(
        fault, SIBU_NO, reading.fault.place,
        "抽取账本在此行损坏：%s%.0s。请先查明原因（sibu verify），再用 --acknowledge-damage %lld 启动",
        "the ledger of the draw is damaged here: this row %.0s%s; find out why (sibu verify), then start "
        "with --acknowledge-damage %lld",
        reading.fault.what[SIBU_ZH], reading.fault.what[SIBU_EN], (long long)reading.failed);
}
