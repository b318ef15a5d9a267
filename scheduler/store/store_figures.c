/* Figures of closed drills: see store_figures.h. */
#include "store/store_figures.h"
#include "store/rooms.h"

enum sibu_status store_figures_put(struct store *store, int64_t drill, const char *line, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query =
        store_query(store, "INSERT INTO figure (/*+site_no,*/ drill, line) VALUES (/*+?1 >> 32,*/ ?1, ?2)"
                           " ON CONFLICT (/*+site_no,*/ drill) DO NOTHING");
    store_put_integer(&query, drill);
    store_put_text(&query, line);
    return store_end(store, store_query_run(&query, fault), fault);
}

static void read_line(struct store_query *query, struct sibu_arena *arena, void *item)
{
    const char **line = item;
    *line = store_text(query, 0, arena);
}

enum sibu_status store_figures(struct store *store, struct store_figures_of of, struct sibu_arena *arena,
                               const char ***items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT line FROM (SELECT f.line AS line, d.t0_us AS t0_us, d.key AS key FROM figure AS f"
               " JOIN drill AS d ON /*+d.site_no = f.site_no AND*/ d.key = f.drill WHERE d.site = ?1 AND d.t0_us < ?2"
               " ORDER BY d.t0_us DESC, d.key DESC LIMIT ?3) AS latest ORDER BY t0_us, key");
    store_put_text(&query, of.site);
    store_put_integer(&query, of.t0_us);
    store_put_integer(&query, (int64_t)of.most);
    enum sibu_status status = store_query_list(&query, &list, read_line, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_drill(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_drill *drill = item;
    drill->key = store_integer(query, 0);
    drill->t0_us = store_integer(query, 1);
    drill->id = store_text(query, 2, arena);
    drill->site = store_text(query, 3, arena);
    drill->family = store_text(query, 4, arena);
    drill->zone = store_text(query, 5, arena);
    drill->record = store_text(query, 6, arena);
}

enum sibu_status store_figures_wanting(struct store *store, size_t most, struct sibu_arena *arena,
                                       struct store_drill **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store,
        "SELECT key, t0_us, id, site, family, zone, record FROM drill WHERE state = 'closed'"
        " AND NOT EXISTS (SELECT 1 FROM figure WHERE /*+figure.site_no = drill.site_no AND*/ figure.drill = drill.key) ORDER BY t0_us DESC LIMIT ?1");
    store_put_integer(&query, (int64_t)most);
    enum sibu_status status = store_query_list(&query, &list, read_drill, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}
