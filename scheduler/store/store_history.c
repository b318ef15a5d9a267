/* All drills, and who had a part in how many: for statistics. */
#include "store/store_history.h"
#include "store/rooms.h"

static void read_drill(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_drill *drill = item;
    drill->key = store_integer(query, 0);
    drill->id = store_text(query, 1, arena);
    drill->site = store_text(query, 2, arena);
    drill->family = store_text(query, 3, arena);
    drill->zone = store_text(query, 4, arena);
    drill->state = store_text(query, 5, arena);
    drill->t0_us = store_integer(query, 6);
    drill->end_us = store_integer(query, 7);
    drill->record = "";
    drill->draw = "";
}

enum sibu_status store_drills(struct store *store, struct sibu_arena *arena, struct store_drill **items, size_t *count,
                              struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT key, id, site, family, zone, state, t0_us, end_us FROM drill ORDER BY " STORE_AGE("key"));
    enum sibu_status status = store_query_list(&query, &list, read_drill, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_attendance(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_attendance *attendance = item;
    attendance->site = store_text(query, 0, arena);
    attendance->id = store_text(query, 1, arena);
    attendance->name = store_text(query, 2, arena);
    attendance->drills = store_integer(query, 3);
    attendance->last_us = store_integer(query, 4);
}

enum sibu_status store_attendances(struct store *store, struct sibu_arena *arena, struct store_attendance **items,
                                   size_t *count, struct sibu_fault *fault)
{
    static const char SQL[] =
        "SELECT p.site, p.id, p.name, count(d.key), coalesce(max(d.t0_us), 0) FROM person AS p"
        " LEFT JOIN participant AS a ON /*+a.site_no = p.site_no AND*/ a.person = p.key AND a.expected = 1 LEFT JOIN drill AS d ON /*+d.site_no = a.site_no AND*/ d.key = a.drill"
        " WHERE p.listed = 1 GROUP BY /*+p.site_no,*/ p.key, p.site, p.id, p.name ORDER BY " STORE_AGE("p.key");
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(store, SQL);
    enum sibu_status status = store_query_list(&query, &list, read_attendance, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}
