/* See nodes.h. */
#include "nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

const char *nodes_id(int number)
{
    static const char *const IDS[NODES_MAX] = {"east", "west-2", "n.3"};
    return IDS[number];
}

static void write_policy(const struct nodes *nodes, const char *rules, char path[128])
{
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(path, 128, "%s/policy.json", nodes->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_non_null(source);
    (void)fprintf(
        file,
        "{\"format\":1,%s,\"shifts\":{\"never-now\":{\"days\":[\"mon\"],\"from\":\"03:00\",\"to\":\"03:01\"}},"
        "\"families\":\"%s/scenarios/families\",\"sites\":[{\"site\":\"%s/tests/system/little/site.geojson\","
        "\"roster\":\"%s/tests/system/little/roster.csv\"}]}",
        rules, source, source, source);
    assert_int_equal(fclose(file), 0);
}

/* The fixture's own file is in the way of none: in SQLite the store is in the servers' folder. */
static void place_store(struct nodes *nodes)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
    store_close(nodes->f.store);
    nodes->f.store = NULL;
    for (size_t i = 0; i < 3 && !nodes->f.is_postgres; i++) {
        char path[320];
        (void)snprintf(path, sizeof path, "%s%s", nodes->f.path, SUFFIXES[i]);
        (void)unlink(path);
    }
    if (!nodes->f.is_postgres) {
        (void)snprintf(nodes->f.path, sizeof nodes->f.path, "%s/sibu.db", nodes->data);
    }
}

void nodes_open(struct nodes *nodes, const char *rules, int64_t lease_us)
{
    char policy[128];
    struct sibu_fault fault = {0};
    memset(nodes, 0, sizeof *nodes);
    const char *temporary = getenv("TMPDIR");
    (void)snprintf(nodes->folder, sizeof nodes->folder, "%.40s/sibu-nodes-XXXXXX",
                   temporary != NULL ? temporary : "/tmp");
    assert_non_null(mkdtemp(nodes->folder));
    (void)snprintf(nodes->data, sizeof nodes->data, "%s/data", nodes->folder);
    fixture_open(&nodes->f);
    place_store(nodes);
    write_policy(nodes, rules, policy);
    const struct plan_files files = {.policy = policy};
    if (plan_open_files(&nodes->plan, &files, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    nodes->lease_us = lease_us;
    clock_init_standing(&nodes->clock, NODES_MORNING_US);
}

void nodes_close(struct nodes *nodes)
{
    for (int i = 0; i < NODES_MAX; i++) {
        nodes_stop(nodes, i);
    }
    plan_close(nodes->plan);
    clock_clear(&nodes->clock);
    fixture_close(&nodes->f);
    file_remove_folder(nodes->folder);
}

enum sibu_status nodes_try(struct nodes *nodes, int number, struct server **out, struct sibu_fault *fault)
{
    struct server_def def = {.plan = nodes->plan,
                             .clock = &nodes->clock,
                             .folder = nodes->data,
                             .store = nodes->f.is_postgres ? nodes->f.path : NULL,
                             .node = nodes_id(number),
                             .lease_us = nodes->lease_us,
                             .address = "127.0.0.1",
                             .password_passes = 1,
                             .password_bytes = 8192,
                             .keeps_record_open = 1};
    return server_open(out, &def, fault);
}

void nodes_serve(struct nodes *nodes, int number)
{
    struct sibu_fault fault = {0};
    if (nodes_try(nodes, number, &nodes->servers[number], &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

void nodes_stop(struct nodes *nodes, int number)
{
    server_close(nodes->servers[number]);
    nodes->servers[number] = NULL;
}

struct server_news nodes_step(struct nodes *nodes, int number)
{
    struct server_news news;
    struct sibu_fault fault = {0};
    if (server_step(nodes->servers[number], &news, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return news;
}

int nodes_draws(struct nodes *nodes, int number)
{
    return node_holds(nodes->servers[number]->node, NODE_TICK, NULL);
}

int64_t nodes_rows(const struct nodes *nodes, const char *kind)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM ledger WHERE kind = '%s'", kind);
    return fixture_number(&nodes->f, sql);
}

static void take_all(struct store *store, struct book *book)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault = {0};
    struct store_ledger_row *rows = NULL;
    struct store_ledger_part part = {0, 100000};
    size_t count = 0;
    assert_int_equal(store_ledger(store, part, &arena, &rows, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        struct ledger_row row = {
            .row = rows[i].row, .time_us = rows[i].time_us, .kind = rows[i].kind, .body = rows[i].body};
        memcpy(row.hash, rows[i].hash, sizeof row.hash);
        if (book_take(book, &row, &fault) != SIBU_OK) {
            fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
        }
    }
    assert_int_equal(book_counts(book)->rows, count);
    sibu_arena_clear(&arena);
}

void nodes_check_ledger(struct nodes *nodes)
{
    struct store *store = NULL;
    struct book *book = NULL;
    struct sibu_fault fault = {0};
    assert_int_equal(store_open(&store, nodes->f.path, &fault), SIBU_OK);
    assert_int_equal(book_open(&book, &fault), SIBU_OK);
    take_all(store, book);
    assert_int_equal(fixture_number(&nodes->f, "SELECT count(*) FROM drawn"), book_counts(book)->ticks);
    assert_int_equal(fixture_number(&nodes->f, "SELECT count(*) FROM drawn d JOIN ledger l ON l.row = d.row"
                                               " WHERE l.kind NOT IN ('tick', 'link')"),
                     0);
    book_close(book);
    store_close(store);
}
