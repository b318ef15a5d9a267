/* A record in memory: the open database, what is known of its end, and room for one frame. Inside record/ only.
 *
 * Depends on: SQLite, base. A record belongs to one thread at a time.
 * Invariants: 1. while `writable`, event_count and event_hash say what stands at the end of the event table, and
 * frame_count and next_frame what stands at the end of the trajectory, with the rows of an open transaction; 2. `broken`
 * is set only inside a transaction that has been rolled back, and until the next begin no row is taken; 3. a sealed
 * record takes no row; 4. last_floor[number] is the floor of the last frame plus one, or 0 where it is not known yet.
 */
#pragma once
#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "sibu/hash.h"
#include "sibu/record.h"

/* What a record holds at most: a file that claims more is refused. */
#define RECORD_PEOPLE_MAX 1000000
#define RECORD_ROWS_MAX 50000000 /* of events, deliveries, responses, frames each */
#define RECORD_FLOORS_MAX 1000
#define RECORD_DOCUMENT_MAX (64 * 1024 * 1024)
#define RECORD_NAME_MAX 64 /* bytes of a document's name */
#define RECORD_FRAME_MAX 4000000000 /* the largest frame number */
#define RECORD_COORDINATE_MAX 1e7 /* metres from the origin */

#define RECORD_QUERIES 40

struct record_frame_room {
    size_t capacity;
    uint32_t *person;
    float *x_m, *y_m, *heading_x, *heading_y;
    uint16_t *floor;
    int held; /* 1: the frame `number`, of `count` people, is in it */
    int64_t number;
    size_t count;
};

#define RECORD_PAGE_LEVELS 8 /* of a table's tree: with 4 a file of the smallest pages holds more than a record may */
struct record_page_room { /* see page_read.h */
    uint32_t page_bytes, usable_bytes, page_count,
        root; /* of a page, and without its end; pages; where the rows begin */
    int asked; /* 1: the three below are known, as far as they can be */
    sqlite3_file *file; /* the database's own */
    uint8_t *bytes; /* owned; one page for each level, or NULL */
    uint32_t number[RECORD_PAGE_LEVELS]; /* which page is held, or 0 */
};

struct record_change { /* a person is on `floor` from frame `since` on */
    int64_t since;
    uint32_t person;
    uint16_t floor;
};
struct record_changes { /* see floor_read.h */
    int asked, held; /* held: all of the record's stand in items, by person and frame */
    size_t count, capacity;
    struct record_change *items; /* owned */
};

struct sibu_record {
    sqlite3 *database;
    sqlite3_stmt *statements[RECORD_QUERIES]; /* prepared when first asked for */
    char path[4096];
    int writable, sealed, in_transaction, broken;
    int64_t event_count;
    uint8_t event_hash[SIBU_HASH_BYTES];
    double frames_per_s;
    int64_t frame_count, first_frame;
    uint32_t floor_count;
    int64_t *floor_geometry; /* owned; the hash of each floor's geometry */
    uint16_t *last_floor; /* owned; by person number */
    size_t last_floor_capacity;
    struct record_frame_room room; /* owned */
    int at_rest; /* 1: nobody writes the file while it is open, so that its pages can be read and its changes kept */
    struct record_page_room pages; /* owned */
    struct record_changes changes; /* owned */
};

/* Out of memory, as a fault at the record's path. */
enum sibu_status record_no_memory(const struct sibu_record *record, struct sibu_fault *fault);
/* The file holds what a record cannot hold; `where` is a table's name. */
enum sibu_status record_damaged(const struct sibu_record *record, const char *where, struct sibu_fault *fault);
/* Makes the fault that belongs to a result code of SQLite. */
enum sibu_status record_fault(const struct sibu_record *record, int code, struct sibu_fault *fault);
/* Runs one statement that gives no rows. */
enum sibu_status record_execute(struct sibu_record *record, const char *sql, struct sibu_fault *fault);

/* Reads the ends of the event table and of the trajectory, and the floors (invariant 1). */
SIBU_MUST_USE enum sibu_status record_load_ends(struct sibu_record *record, struct sibu_fault *fault);
/* Whether the rows of the seal stand in the record. */
SIBU_MUST_USE enum sibu_status record_has_seal(struct sibu_record *record, int *has, struct sibu_fault *fault);

/* Around every put: opens a transaction of its own where none is open; `done` commits or rolls it back. */
SIBU_MUST_USE enum sibu_status record_put_begin(struct sibu_record *record, int *own, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status record_put_done(struct sibu_record *record, int own, enum sibu_status status,
                                               struct sibu_fault *fault);
/* A string as a record takes it: NULL counts as "", at most max_bytes of UTF-8; else a fault that names the field. */
SIBU_MUST_USE enum sibu_status record_text_check(const char **text, size_t max_bytes, const char *field,
                                                 struct sibu_fault *fault);
