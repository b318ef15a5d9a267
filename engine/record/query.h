/* One statement of a record, from its values to its rows, with everything that it reads checked for type and size.
 *
 * The first thing that goes wrong is kept, and every later call does nothing; query_close gives it as a fault. So a
 * caller puts, steps and reads freely and asks once. Depends on: SQLite.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "record/record.h"

/* All statements, in the order of the texts in query.c. */
enum query_name {
    QUERY_PUT_DOCUMENT,
    QUERY_PUT_PERSON,
    QUERY_PUT_EVENT,
    QUERY_PUT_DELIVERY,
    QUERY_PUT_RESPONSE,
    QUERY_PUT_FLOOR,
    QUERY_PUT_FLOOR_CHANGE,
    QUERY_PUT_METADATA,
    QUERY_PUT_GEOMETRY,
    QUERY_PUT_FRAME,
    QUERY_PUT_TRAJECTORY,
    QUERY_PUT_SEAL,
    QUERY_DOCUMENT,
    QUERY_PEOPLE,
    QUERY_EVENTS,
    QUERY_DELIVERIES,
    QUERY_RESPONSES,
    QUERY_FLOORS,
    QUERY_SEALS,
    QUERY_LAST_PERSON,
    QUERY_LAST_EVENT,
    QUERY_LAST_DELIVERY,
    QUERY_LAST_RESPONSE,
    QUERY_LAST_FRAME,
    QUERY_EVENT_HASH,
    QUERY_METADATA,
    QUERY_FRAME_NUMBER,
    QUERY_FRAME_ROWS,
    QUERY_FRAME_COUNT,
    QUERY_FRAME_FIRST,
    QUERY_FRAME_ROOT,
    QUERY_FLOOR_AT,
    QUERY_FLOORS_OF,
    QUERY_CHANGES,
    QUERY_COUNT
};

struct query {
    struct sibu_record *record;
    sqlite3_stmt *statement;
    const char *table; /* what the query is about, for faults */
    int code; /* of SQLite; SQLITE_OK while all is well */
    int place; /* of the next value to put */
};

struct query query_open(struct sibu_record *record, enum query_name name);
/* A statement made on the spot: finished by query_close. */
struct query query_open_text(struct sibu_record *record, const char *sql, const char *table);

/* Values are put in their order. Texts and bytes must stay as they are until the statement has run. */
void query_put_integer(struct query *query, int64_t value);
void query_put_real(struct query *query, double value);
void query_put_text(struct query *query, const char *text);
void query_put_bytes(struct query *query, const void *bytes, size_t length);

/* Steps to the next row: 1 while there is one. */
int query_next(struct query *query);
/* Runs a statement that gives no rows, and closes it. */
SIBU_MUST_USE enum sibu_status query_run(struct query *query, struct sibu_fault *fault);

/* The value of a column, which must be of that type and in that range; what is not marks the record as damaged. */
int64_t query_integer(struct query *query, int column, int64_t min, int64_t max);
double query_real(struct query *query, int column, double min, double max);
/* Copied into the arena; never NULL. */
const char *query_text(struct query *query, int column, size_t max_bytes, struct sibu_arena *arena);
/* Likewise; where it is what `known` says, `known` itself. That is NULL, or came from the same column with this max_bytes. */
const char *query_text_again(struct query *query, int column, size_t max_bytes, struct sibu_arena *arena,
                             const char *known);
/* Valid until the next step. NULL where something is wrong. */
const void *query_bytes(struct query *query, int column, size_t max_bytes, size_t *length);
/* Marks what was read as impossible. */
void query_doubt(struct query *query);

/* Ends the use of the statement; SIBU_OK where everything went well. */
SIBU_MUST_USE enum sibu_status query_close(struct query *query, struct sibu_fault *fault);
