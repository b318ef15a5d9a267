/* Inside the store: one connection to SQLite, its prepared statements, and the way every room asks it something.
 *
 * Depends on sqlite3. Private to scheduler/store.
 *
 * Invariants: 1. the connection is used only between store_lock and store_unlock (store_begin and store_end contain
 * them); 2. what is written is written between store_begin and store_end; 3. a query is ended before the lock is given
 * back, so that no statement stays open; 4. no fault holds a value of a row.
 */
#pragma once
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/memory.h"
#include "store/store_audit.h"
#include "store/store_outbox.h"

#define STORE_STATEMENTS_MAX 128

struct store_statement {
    const char *sql; /* the constant itself: compared by address */
    sqlite3_stmt *prepared;
};
struct store {
    pthread_mutex_t mutex;
    sqlite3 *connection;
    struct store_statement statements[STORE_STATEMENTS_MAX];
    char path[240]; /* for faults; cut where it is longer */
};

void store_lock(struct store *store);
void store_unlock(struct store *store);
/* Locks and begins a transaction that writes. On failure nothing is locked. */
SIBU_MUST_USE enum sibu_status store_begin(struct store *store, struct sibu_fault *fault);
/* Commits where `status` is SIBU_OK, else undoes; unlocks. Returns `status`, or what went wrong with the commit. */
SIBU_MUST_USE enum sibu_status store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault);
/* Says what SQLite's result code means to the person who runs the server. */
enum sibu_status store_fault(struct store *store, int code, struct sibu_fault *fault);

/* One question. Values are put in the order of ?1, ?2 ... and must live until the query's end. */
struct store_query {
    struct store *store;
    sqlite3_stmt *prepared;
    int put; /* values so far */
    int code; /* the first result code that was not good */
};
/* `sql` is a string constant: its prepared form is kept with the store. */
struct store_query store_query(struct store *store, const char *sql);
void store_put_text(struct store_query *query, const char *text); /* NULL counts as "" */
void store_put_integer(struct store_query *query, int64_t value);
void store_put_bytes(struct store_query *query, const void *bytes, int length);
/* True when there is a row (another one) to read. */
int store_step(struct store_query *query);
int64_t store_integer(struct store_query *query, int column);
/* A copy in the arena; "" where there is no memory, which the query's end reports. */
const char *store_text(struct store_query *query, int column, struct sibu_arena *arena);
/* 32 bytes; all zero where the value is none. */
void store_hash(struct store_query *query, int column, uint8_t out[SIBU_HASH_BYTES]);
SIBU_MUST_USE enum sibu_status store_query_end(struct store_query *query, struct sibu_fault *fault);
/* Runs to the end: for questions that give no rows. */
SIBU_MUST_USE enum sibu_status store_query_run(struct store_query *query, struct sibu_fault *fault);
/* Runs SQL without values. */
SIBU_MUST_USE enum sibu_status store_run(struct store *store, const char *sql, struct sibu_fault *fault);

/* All rows of a query into an array in the arena, each read by `read` into a zeroed item. Ends the query. */
struct store_list {
    struct sibu_arena *arena;
    size_t item_bytes;
    void *items;
    size_t count, capacity;
};
SIBU_MUST_USE enum sibu_status store_query_list(struct store_query *query, struct store_list *list,
                                                void (*read)(struct store_query *query, struct sibu_arena *arena,
                                                             void *item),
                                                struct sibu_fault *fault);

/* How long a session is kept that is not seen: a week, in microseconds. */
#define STORE_SESSION_US "604800000000"
/* What stands in place of an alert to wardens once somebody whom it named is forgotten. */
#define STORE_UNNAMED "<forgotten/>"
/* Brings the database of a new connection to the present schema, or refuses it. (store_sqlite_schema.c) */
SIBU_MUST_USE enum sibu_status store_schema_open(struct store *store, struct sibu_fault *fault);
/* Reads a person from the columns that stand from `column` on, in the order of STORE_PERSON_COLUMNS. */
#define STORE_PERSON_COLUMNS                                                                                           \
    "h.key, h.site, h.id, h.name, h.name_en, h.zone, h.shift, h.role, h.language, h.pace, h.token," STORE_ADDRESS(     \
        "url") "," STORE_ADDRESS("email") "," STORE_ADDRESS("phone") ", h.listed"
#define STORE_ADDRESS(kind)                                                                                            \
    " coalesce((SELECT value FROM address WHERE address.person = h.key AND address.kind = '" kind "'), '')"
void store_person_read(struct store_query *query, int column, struct sibu_arena *arena, struct store_person *person);
/* Adds an event inside a transaction. */
SIBU_MUST_USE enum sibu_status store_event_add(struct store *store, int64_t drill,
                                               const struct sibu_record_event *event, struct sibu_fault *fault);
/* Adds an alert, with its event and its outbox rows, inside a transaction. */
SIBU_MUST_USE enum sibu_status store_alert_add(struct store *store, int64_t drill, const struct store_alert *alert,
                                               struct sibu_fault *fault);
/* *ends: whether an answer in this drill could end what waits for somebody's silence, or what tells of the silent. Inside a
 * transaction; holds until something else than answers is written. */
SIBU_MUST_USE enum sibu_status store_outbox_awaits(struct store *store, int64_t drill, int *ends,
                                                   struct sibu_fault *fault);
/* Who has answered needs no later steps. Inside a transaction. */
SIBU_MUST_USE enum sibu_status store_outbox_answered(struct store *store, int64_t drill, uint32_t person,
                                                     struct sibu_fault *fault);
/* What the roster says of a person's address; "" takes it away. Inside a transaction. */
SIBU_MUST_USE enum sibu_status store_address_set(struct store *store, int64_t person, const char *kind,
                                                 const char *value, struct sibu_fault *fault);
/* The drills that a query gives, by key and record: its first two columns. Takes the lock. */
SIBU_MUST_USE enum sibu_status store_drills_where(struct store *store, const char *sql, struct sibu_arena *arena,
                                                  struct store_drill **items, size_t *count, struct sibu_fault *fault);
/* SIBU_NO, with a fault, where the drill is closed or there is none with this key. Inside a transaction. */
SIBU_MUST_USE enum sibu_status store_drill_check_open(struct store *store, int64_t drill, struct sibu_fault *fault);
/* Adds a row to the audit trail inside a transaction. */
SIBU_MUST_USE enum sibu_status store_audit_add(struct store *store, const struct store_audit *row,
                                               struct sibu_fault *fault);
