/* The ledger of the draw: rows only ever added, and the signed heads of it.
 *
 * A row and the head that it makes are written in one transaction, so the last row always has a head.
 */
#include "store/store_ledger.h"
#include "store/ledger_file.h"
#include "store/rooms.h"

/* The head of the ledger with this row; one that was not to be kept goes. */
static enum sibu_status put_head(struct store *store, const struct store_ledger_head *head, struct sibu_fault *fault)
{
    struct store_query remove = store_query(store, "DELETE FROM ledger_head WHERE kept = 0");
    enum sibu_status status = store_query_run(&remove, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "INSERT INTO ledger_head (size, note, kept) VALUES (?1, ?2, ?3)");
    store_put_integer(&query, head->size);
    store_put_text(&query, head->note);
    store_put_integer(&query, head->kept);
    return store_query_run(&query, fault);
}

static enum sibu_status put_row(struct store *store, const struct store_ledger_row *row,
                                const struct store_ledger_head *head, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "INSERT INTO ledger (row, time_us, kind, body, hash)"
                           " VALUES ((SELECT coalesce(max(row), 0) + 1 FROM ledger), ?1, ?2, ?3, ?4)");
    store_put_integer(&query, row->time_us);
    store_put_text(&query, row->kind);
    store_put_text(&query, row->body);
    store_put_bytes(&query, row->hash, sizeof row->hash);
    enum sibu_status status = store_query_run(&query, fault);
    return status == SIBU_OK && head != NULL ? put_head(store, head, fault) : status;
}

enum sibu_status store_ledger_put(struct store *store, const struct store_ledger_row *row,
                                  const struct store_ledger_head *head, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_hold(store, "ledger", fault);
    if (status == SIBU_OK) {
        status = put_row(store, row, head, fault);
    }
    return store_end(store, status, fault);
}

/* The row is the next one, and its tick has not been drawn. */
static enum sibu_status check_turn(struct store *store, int64_t row, int64_t tick, struct sibu_fault *fault)
{
    int64_t next = 0, drawn = 0;
    struct store_query last = store_query(store, "SELECT coalesce(max(row), 0) + 1 FROM ledger");
    enum sibu_status status = store_query_number(&last, 1, &next, fault);
    if (status == SIBU_OK) {
        struct store_query before = store_query(store, "SELECT count(*) FROM drawn WHERE tick = ?1");
        store_put_integer(&before, tick);
        status = store_query_number(&before, 0, &drawn, fault);
    }
    if (status == SIBU_OK && drawn > 0) {
        return sibu_fault_set(fault, SIBU_NO, "ledger", "这一次已经抽取过", "this tick has been drawn");
    }
    if (status == SIBU_OK && next != row) {
        return sibu_fault_set(fault, SIBU_NO, "ledger", "另一台服务器已在账本中添加了行，请先读入",
                              "another server has added rows to the ledger; read them first");
    }
    return status;
}

static enum sibu_status mark_drawn(struct store *store, int64_t row, int64_t tick, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "INSERT INTO drawn (tick, row) VALUES (?1, ?2)");
    store_put_integer(&query, tick);
    store_put_integer(&query, row);
    return store_query_run(&query, fault);
}

enum sibu_status store_ledger_put_in_turn(struct store *store, const struct store_ledger_row *row,
                                          const struct store_ledger_head *head, struct store_ledger_turn turn,
                                          struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_claim_check(store, turn.claim, fault);
    if (status == SIBU_OK) {
        status = store_hold(store, "ledger", fault);
    }
    if (status == SIBU_OK) {
        status = check_turn(store, row->row, turn.tick, fault);
    }
    if (status == SIBU_OK) {
        status = put_row(store, row, head, fault);
    }
    if (status == SIBU_OK && turn.tick != 0) {
        status = mark_drawn(store, row->row, turn.tick, fault);
    }
    return store_end(store, status, fault);
}

static void read_ledger_row(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_ledger_row *row = item;
    row->row = store_integer(query, 0);
    row->time_us = store_integer(query, 1);
    row->kind = store_text(query, 2, arena);
    row->body = store_text(query, 3, arena);
    store_hash(query, 4, row->hash);
}

enum sibu_status store_ledger_last(struct store *store, struct sibu_arena *arena, struct store_ledger_row *out,
                                   struct sibu_fault *fault)
{
    *out = (struct store_ledger_row){0};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT row, time_us, kind, body, hash FROM ledger ORDER BY row DESC LIMIT 1");
    if (store_step(&query)) {
        read_ledger_row(&query, arena, out);
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    if (status == SIBU_OK && out->row == 0) {
        return sibu_fault_set(fault, SIBU_NO, "ledger", "抽取账本还是空的", "the ledger of the draw is empty");
    }
    return status;
}

enum sibu_status store_ledger(struct store *store, struct store_ledger_part part, struct sibu_arena *arena,
                              struct store_ledger_row **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT row, time_us, kind, body, hash FROM ledger WHERE row > ?1 ORDER BY row LIMIT ?2");
    store_put_integer(&query, part.after_row);
    store_put_integer(&query, part.most > STORE_ROWS_MAX ? STORE_ROWS_MAX : (int64_t)part.most);
    enum sibu_status status = store_query_list(&query, &list, read_ledger_row, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

/* A row and its head's note, "" where it has none. */
struct closed_row {
    struct store_ledger_row row;
    const char *note;
};

static void read_closed_row(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct closed_row *closed = item;
    read_ledger_row(query, arena, &closed->row);
    closed->note = store_text(query, 5, arena);
}

static enum sibu_status list_closed(struct store *store, int64_t after, struct store_list *list,
                                    struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT l.row, l.time_us, l.kind, l.body, l.hash, coalesce(h.note, '') FROM ledger AS l"
                           " LEFT JOIN ledger_head AS h ON h.size = l.row WHERE l.row > ?1 ORDER BY l.row LIMIT 1000");
    store_put_integer(&query, after);
    enum sibu_status status = store_query_list(&query, list, read_closed_row, fault);
    store_unlock(store);
    return status;
}

enum sibu_status store_ledger_give(struct store *store, const struct ledger_sink *sink, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    size_t count = 1;
    for (int64_t last = 0; status == SIBU_OK && count > 0;) {
        struct sibu_arena arena = {0};
        struct store_list list = {.arena = &arena, .item_bytes = sizeof(struct closed_row)};
        status = list_closed(store, last, &list, fault);
        count = list.count;
        for (size_t i = 0; i < list.count && status == SIBU_OK; i++) {
            const struct closed_row *closed = (const struct closed_row *)list.items + i;
            last = closed->row.row;
            status = sink->row(sink->data, &closed->row, fault);
            if (status == SIBU_OK && closed->note[0] != '\0') {
                status = sink->head(sink->data, last, closed->note, fault);
            }
        }
        sibu_arena_clear(&arena);
    }
    return status;
}
