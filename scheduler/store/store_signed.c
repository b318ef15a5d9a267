/* Signatures of reports: see store_signed.h. */
#include "store/store_signed.h"
#include "store/rooms.h"

static enum sibu_status add(struct store *store, int64_t drill, const char *line, struct sibu_fault *fault)
{
    struct store_query there = store_query(store, "SELECT 1 FROM signed WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1");
    store_put_integer(&there, drill);
    int is_there = store_step(&there);
    enum sibu_status status = store_query_end(&there, fault);
    if (status == SIBU_OK && is_there) {
        return sibu_fault_set(fault, SIBU_NO, "report", "这份报告已经签过名了", "the report has been signed already");
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query =
        store_query(store, "INSERT INTO signed (/*+site_no,*/ drill, line) VALUES (/*+?1 >> 32,*/ ?1, ?2)");
    store_put_integer(&query, drill);
    store_put_text(&query, line);
    return store_query_run(&query, fault);
}

enum sibu_status store_signed_put(struct store *store, int64_t drill, const char *line, const struct store_audit *row,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = add(store, drill, line, fault);
    if (status == SIBU_OK) {
        status = store_audit_add(store, row, fault);
    }
    return store_end(store, status, fault);
}

enum sibu_status store_signed(struct store *store, int64_t drill, struct sibu_arena *arena, const char **line,
                              struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT line FROM signed WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1");
    store_put_integer(&query, drill);
    int is_there = store_step(&query);
    *line = is_there ? store_text(&query, 0, arena) : NULL;
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}

enum sibu_status store_signed_drills(struct store *store, struct sibu_arena *arena, struct store_drill **items,
                                     size_t *count, struct sibu_fault *fault)
{
    return store_drills_where(
        store,
        "SELECT d.key, d.record FROM signed AS s JOIN drill AS d ON /*+d.site_no = s.site_no AND*/ d.key = s.drill ORDER BY " STORE_AGE(
            "d.key"),
        arena, items, count, fault);
}
