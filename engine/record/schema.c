/* The schema of version 1: see schema.h and docs/record.md. */
#include "record/schema.h"

#include <stdio.h>
#include <string.h>

#include "record/query.h"

/* Rows are only ever added: whoever tries to change one gets this. */
#define KEEP(table)                                                                                                    \
    {"trigger", table "_kept_update",                                                                                  \
     "CREATE TRIGGER " table "_kept_update BEFORE UPDATE ON " table                                                    \
     " BEGIN SELECT raise(ABORT, 'a drill record is append-only'); END"},                                              \
    {                                                                                                                  \
        "trigger", table "_kept_delete",                                                                               \
            "CREATE TRIGGER " table "_kept_delete BEFORE DELETE ON " table                                             \
            " BEGIN SELECT raise(ABORT, 'a drill record is append-only'); END"                                         \
    }

struct piece {
    const char *type, *name, *sql; /* as in sqlite_schema */
};

static const struct piece PIECES[] = {
    /* JuPedSim's, version 2, as its readers and PedPy want them */
    {"table", "trajectory_data",
     "CREATE TABLE trajectory_data (frame INTEGER NOT NULL, id INTEGER NOT NULL, pos_x REAL NOT NULL,"
     " pos_y REAL NOT NULL, ori_x REAL NOT NULL, ori_y REAL NOT NULL)"},
    {"table", "metadata", "CREATE TABLE metadata (key TEXT NOT NULL UNIQUE PRIMARY KEY, value TEXT NOT NULL)"},
    {"table", "geometry", "CREATE TABLE geometry (hash INTEGER NOT NULL, wkt TEXT NOT NULL)"},
    {"index", "geometry_hash", "CREATE UNIQUE INDEX geometry_hash ON geometry (hash)"},
    {"table", "frame_data", "CREATE TABLE frame_data (frame INTEGER NOT NULL, geometry_hash INTEGER NOT NULL)"},
    {"index", "frame_id_idx", "CREATE INDEX frame_id_idx ON trajectory_data (frame, id)"},
    /* ours */
    {"table", "document",
     "CREATE TABLE document (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT"},
    {"table", "person",
     "CREATE TABLE person (row INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, id TEXT NOT NULL,"
     " name TEXT NOT NULL, zone TEXT NOT NULL, shift TEXT NOT NULL, role TEXT NOT NULL, pace TEXT NOT NULL,"
     " language TEXT NOT NULL, expected INTEGER NOT NULL CHECK (expected IN (0, 1))) STRICT"},
    {"table", "event",
     "CREATE TABLE event (row INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, kind TEXT NOT NULL,"
     " person INTEGER NOT NULL, place TEXT NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL) STRICT"},
    {"table", "delivery",
     "CREATE TABLE delivery (row INTEGER PRIMARY KEY, started_us INTEGER NOT NULL, ended_us INTEGER NOT NULL,"
     " alert TEXT NOT NULL, person INTEGER NOT NULL, channel TEXT NOT NULL, key TEXT NOT NULL,"
     " attempt INTEGER NOT NULL, result INTEGER NOT NULL, fault TEXT NOT NULL) STRICT"},
    {"table", "response",
     "CREATE TABLE response (row INTEGER PRIMARY KEY, received_us INTEGER NOT NULL, client_us INTEGER NOT NULL,"
     " person INTEGER NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL, key TEXT NOT NULL,"
     " UNIQUE (person, key)) STRICT"},
    {"table", "floor",
     "CREATE TABLE floor (number INTEGER PRIMARY KEY, id TEXT NOT NULL, geometry_hash INTEGER NOT NULL) STRICT"},
    {"table", "floor_change",
     "CREATE TABLE floor_change (person INTEGER NOT NULL, frame INTEGER NOT NULL, floor INTEGER NOT NULL,"
     " PRIMARY KEY (person, frame)) STRICT, WITHOUT ROWID"},
    {"table", "seal",
     "CREATE TABLE seal (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL,"
     " hash BLOB NOT NULL) STRICT"},
    KEEP("document"),
    KEEP("person"),
    KEEP("event"),
    KEEP("delivery"),
    KEEP("response"),
    KEEP("floor"),
    KEEP("floor_change"),
    KEEP("seal"),
};
#define PIECE_COUNT (sizeof PIECES / sizeof PIECES[0])

enum sibu_status schema_make(struct sibu_record *record, struct sibu_fault *fault)
{
    char pragma[64];
    (void)snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", SCHEMA_APPLICATION_ID);
    enum sibu_status status = record_execute(record, pragma, fault);
    if (status == SIBU_OK) {
        (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", SIBU_RECORD_VERSION);
        status = record_execute(record, pragma, fault);
    }
    for (size_t i = 0; i < PIECE_COUNT && status == SIBU_OK; i++) {
        status = record_execute(record, PIECES[i].sql, fault);
    }
    return status;
}

static size_t find_piece(const char *type, const char *name, const char *sql)
{
    for (size_t i = 0; i < PIECE_COUNT; i++) {
        if (strcmp(PIECES[i].type, type) == 0 && strcmp(PIECES[i].name, name) == 0 && strcmp(PIECES[i].sql, sql) == 0) {
            return i;
        }
    }
    return PIECE_COUNT;
}

/* The indexes that SQLite makes by itself for PRIMARY KEY and UNIQUE have no statement. */
static int is_automatic(const char *type, const char *name, const char *sql)
{
    return type != NULL && name != NULL && sql == NULL && strcmp(type, "index") == 0 &&
           strncmp(name, "sqlite_autoindex_", strlen("sqlite_autoindex_")) == 0;
}

/* Ticks off what the file has. False where it has something else, or the same twice. */
static int tick_off(struct query *query, int seen[PIECE_COUNT])
{
    const char *type = (const char *)sqlite3_column_text(query->statement, 0);
    const char *name = (const char *)sqlite3_column_text(query->statement, 1);
    const char *sql = (const char *)sqlite3_column_text(query->statement, 2);
    if (is_automatic(type, name, sql)) {
        return 1;
    }
    if (type == NULL || name == NULL || sql == NULL) {
        return 0;
    }
    size_t piece = find_piece(type, name, sql);
    if (piece == PIECE_COUNT || seen[piece]) {
        return 0;
    }
    seen[piece] = 1;
    return 1;
}

enum sibu_status schema_check(struct sibu_record *record, struct sibu_fault *fault)
{
    int seen[PIECE_COUNT] = {0};
    size_t found = 0;
    int right = 1;
    struct query query = query_open_text(record, "SELECT type, name, sql FROM sqlite_schema", "sqlite_schema");
    while (right && query_next(&query)) {
        right = tick_off(&query, seen);
    }
    enum sibu_status status = query_close(&query, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; i < PIECE_COUNT; i++) {
        found += seen[i] ? 1 : 0;
    }
    if (!right || found != PIECE_COUNT) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "演练记录的表结构不符：被其他程序改动过，或已损坏",
                              "the record's tables are not as they should be: another program changed them, or it is "
                              "damaged");
    }
    return SIBU_OK;
}
