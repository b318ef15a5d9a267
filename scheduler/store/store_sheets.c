/* Answer sheets: see store_sheets.h. */
#include "store/store_sheets.h"
#include "store/rooms.h"

/* Open or closed. */
static enum sibu_status lock_drill(struct store *store, int64_t drill, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT 1 FROM drill WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1 /*+FOR UPDATE*/");
    store_put_integer(&query, drill);
    return store_query_run(&query, fault);
}

static enum sibu_status add(struct store *store, int64_t drill, uint32_t number, const char *line,
                            struct sibu_fault *fault)
{
    enum sibu_status status = lock_drill(store, drill, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query last =
        store_query(store, "SELECT coalesce(max(number), 0) FROM sheet WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1");
    store_put_integer(&last, drill);
    int64_t before = 0;
    status = store_query_number(&last, 0, &before, fault);
    if (status == SIBU_OK && before + 1 != (int64_t)number) {
        return sibu_fault_set(fault, SIBU_NO, "sheet", "同时有另一份答卷交上来了，请再交一次",
                              "another sheet was handed in just now: hand yours in again");
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query =
        store_query(store, "INSERT INTO sheet (/*+site_no,*/ drill, number, line) VALUES (/*+?1 >> 32,*/ ?1, ?2, ?3)");
    store_put_integer(&query, drill);
    store_put_integer(&query, (int64_t)number);
    store_put_text(&query, line);
    return store_query_run(&query, fault);
}

enum sibu_status store_sheet_put(struct store *store, int64_t drill, uint32_t number, const char *line,
                                 const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = add(store, drill, number, line, fault);
    if (status == SIBU_OK) {
        status = store_audit_add(store, row, fault);
    }
    return store_end(store, status, fault);
}

static void read_line(struct store_query *query, struct sibu_arena *arena, void *item)
{
    const char **line = item;
    *line = store_text(query, 0, arena);
}

enum sibu_status store_sheets(struct store *store, int64_t drill, struct sibu_arena *arena, const char ***items,
                              size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT line FROM sheet WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 ORDER BY number");
    store_put_integer(&query, drill);
    enum sibu_status status = store_query_list(&query, &list, read_line, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_sheet_drills(struct store *store, struct sibu_arena *arena, struct store_drill **items,
                                    size_t *count, struct sibu_fault *fault)
{
    return store_drills_where(
        store,
        "SELECT DISTINCT d.key, d.record FROM sheet AS s JOIN drill AS d ON /*+d.site_no = s.site_no AND*/ d.key = s.drill",
        arena, items, count, fault);
}
