/* Inside the store: one connection to a database, its prepared statements, and the way every room asks it something.
 *
 * Depends on nothing of a database: what is peculiar to one stands in its driver (sqlite*.c, postgres*.c). All rooms share
 * one set of statements, in SQL that both understand. Values are ?1, ?2 ... What stands between slash-star-plus and
 * star-slash is read by PostgreSQL alone; what stands between two empty marks, slash-star-minus-star-slash, by SQLite alone.
 *
 * Invariants: 1. the connection is used only between store_lock and store_unlock (store_begin and store_end contain
 * them); 2. what is written is written between store_begin and store_end; 3. a query is ended before the lock is given
 * back, so that no statement stays open; 4. no fault holds a value of a row; 5. this process is not the only writer: what a
 * transaction reads in order to write, it has locked before, the drill's row (store_drill_check_open) or a name
 * (store_hold): claims first (store_claim_check), then drills in the order of their keys, then names.
 */
#pragma once
#include <pthread.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/memory.h"
#include "store/store_audit.h"
#include "store/store_outbox.h"

#define STORE_STATEMENTS_MAX 160
#define STORE_VALUES_MAX 16 /* of one query */

/* What kept a query from being carried out. */
enum store_failure {
    STORE_FINE,
    STORE_NO_MEMORY,
    STORE_TOO_LARGE, /* a value or a list */
    STORE_MISSING, /* a value that must be there is not */
    STORE_RULE, /* another rule of the schema is broken */
    STORE_BUSY, /* kept locked for too long, or two transactions in each other's way */
    STORE_FULL, /* the disk */
    STORE_DAMAGED,
    STORE_FOREIGN, /* no database */
    STORE_CUT_OFF, /* the connection is lost */
    STORE_FAILED
};

struct store_statement {
    const char *sql; /* the constant itself: compared by address */
    void *prepared; /* the driver's own */
};
struct store_query;
struct store_bytes {
    const void *bytes; /* NULL: no value. Until the next step */
    size_t length;
};
/* One kind of database. Each function runs under the store's lock; what fails is told as a store_failure, with the
 * database's own words in store->said. */
struct store_driver {
    int is_far; /* 1: a statement is a way there and back, so that many rows go better with one */
    const char *begin, *begin_still; /* a transaction that writes; one that only reads and sees one moment */
    enum store_failure (*run)(struct store *store, const char *sql); /* statements without values */
    /* Prepares where that is still to do, gives the values and begins; `next` gives 1 where there is a row. */
    enum store_failure (*start)(struct store_query *query);
    int (*next)(struct store_query *query);
    int64_t (*integer)(const struct store_query *query, int column);
    struct store_bytes (*bytes)(const struct store_query *query, int column);
    const char *(*name)(const struct store_query *query, int column);
    void (*end)(struct store_query *query);
    int (*is_within)(struct store *store); /* a transaction is open */
    enum store_failure (*ready)(struct store *store); /* connects again where the connection is lost */
    enum store_failure (*hold)(struct store *store, const char *name); /* to the end of the transaction */
    enum store_failure (*wipe)(struct store *store, int *busy); /* what was deleted is overwritten */
    enum store_failure (*tidy)(struct store *store); /* the lesser part of it, without stopping anybody */
    enum store_failure (*alone)(struct store *store, int *is_alone); /* see store_alone */
    void (*close)(struct store *store);
};

struct store {
    pthread_mutex_t mutex;
    const struct store_driver *driver;
    void *connection; /* the driver's own */
    struct store_statement statements[STORE_STATEMENTS_MAX];
    int folder; /* SQLite: the file's, locked (shared) as long as the store is open; -1 */
    int is_writing; /* between store_begin and store_end */
    char path[240]; /* for faults, without a password; cut where it is longer */
    char said[160]; /* by the database, of the last failure; holds no value */
};

void store_lock(struct store *store);
void store_unlock(struct store *store);
/* Locks and begins a transaction that writes. On failure nothing is locked. */
SIBU_MUST_USE enum sibu_status store_begin(struct store *store, struct sibu_fault *fault);
/* The same for one that only reads: all its queries see the same moment. */
SIBU_MUST_USE enum sibu_status store_begin_still(struct store *store, struct sibu_fault *fault);
/* Commits where `status` is SIBU_OK, else undoes; unlocks. Returns `status`, or what went wrong with the commit. */
SIBU_MUST_USE enum sibu_status store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault);
/* To the end of the transaction nobody else holds this name ("audit", "ledger", "finding", "account"): for rows that
 * follow each other in one chain over all sites. */
SIBU_MUST_USE enum sibu_status store_hold(struct store *store, const char *name, struct sibu_fault *fault);
/* Says what a failure means to the person who runs the server. */
enum sibu_status store_fault(struct store *store, enum store_failure failure, struct sibu_fault *fault);

/* One question. Values are put in the order of ?1, ?2 ... and must live until the query's end. */
struct store_value {
    enum store_kind { STORE_INTEGER, STORE_TEXT, STORE_BYTES } kind;
    int length; /* of text and bytes */
    const void *bytes;
    int64_t integer;
};
struct store_query {
    struct store *store;
    struct store_statement *statement;
    struct store_value values[STORE_VALUES_MAX];
    int put; /* values so far */
    int is_started;
    int is_streamed; /* set by who asks for more rows than memory holds: PostgreSQL gives one at a time */
    enum store_failure failure; /* the first */
    int64_t changed; /* rows, once it ran to the end */
    void *rows; /* the driver's own */
    int row;
};
/* `sql` is a string constant: its prepared form is kept with the store. */
struct store_query store_query(struct store *store, const char *sql);
void store_put_text(struct store_query *query, const char *text); /* NULL counts as "" */
void store_put_integer(struct store_query *query, int64_t value);
void store_put_bytes(struct store_query *query, const void *bytes, int length);
/* True when there is a row (another one) to read. */
int store_step(struct store_query *query);
int64_t store_integer(struct store_query *query, int column); /* 0 where there is no value; a truth is 0 or 1 */
/* A copy in the arena; "" where there is no memory, which the query's end reports. */
const char *store_text(struct store_query *query, int column, struct sibu_arena *arena);
struct store_bytes store_bytes(struct store_query *query, int column);
/* 32 bytes; all zero where the value is none. */
void store_hash(struct store_query *query, int column, uint8_t out[SIBU_HASH_BYTES]);
SIBU_MUST_USE enum sibu_status store_query_end(struct store_query *query, struct sibu_fault *fault);
/* Runs to the end: for questions that give no rows. query->changed says how many rows it changed. */
SIBU_MUST_USE enum sibu_status store_query_run(struct store_query *query, struct sibu_fault *fault);
/* Runs to the end and gives the number in the first column of the first row; `otherwise` where there is none. */
SIBU_MUST_USE enum sibu_status store_query_number(struct store_query *query, int64_t otherwise, int64_t *out,
                                                  struct sibu_fault *fault);
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

/* The two kinds: each opens the database, makes or brings up its schema, or refuses it. store->driver, path are set. */
SIBU_MUST_USE enum sibu_status store_sqlite_open(struct store *store, const char *path, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_sqlite_schema(struct store *store, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_postgres_open(struct store *store, const char *url, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_postgres_schema(struct store *store, struct sibu_fault *fault);
/* The database is of version `version` and this program knows up to `known`. */
enum sibu_status store_fault_newer(struct store *store, int64_t version, int64_t known, struct sibu_fault *fault);
