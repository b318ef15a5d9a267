/* Statements: see query.h. All SQL of a record but its schema stands here; values are always bound. */
#include "record/query.h"

#include <assert.h>
#include <string.h>

struct query_text {
    const char *table, *sql;
};

static const struct query_text TEXTS[QUERY_COUNT] = {
    [QUERY_PUT_DOCUMENT] = {"document", "INSERT INTO document (name, bytes) VALUES (?1, ?2)"},
    [QUERY_PUT_PERSON] = {"person", "INSERT INTO person (number, id, name, zone, shift, role, pace, language, expected)"
                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
    [QUERY_PUT_EVENT] = {"event", "INSERT INTO event (row, time_us, kind, person, place, detail, hash)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    [QUERY_PUT_DELIVERY] = {"delivery", "INSERT INTO delivery (started_us, ended_us, alert, person, channel, key,"
                                        " attempt, result, fault) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
    [QUERY_PUT_RESPONSE] = {"response", "INSERT INTO response (received_us, client_us, person, kind, place, key)"
                                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (person, key) DO NOTHING"},
    [QUERY_PUT_FLOOR] = {"floor", "INSERT INTO floor (number, id, geometry_hash) VALUES (?1, ?2, ?3)"},
    [QUERY_PUT_FLOOR_CHANGE] = {"floor_change", "INSERT INTO floor_change (person, frame, floor) VALUES (?1, ?2, ?3)"},
    [QUERY_PUT_METADATA] = {"metadata", "INSERT INTO metadata (key, value) VALUES (?1, ?2)"},
    [QUERY_PUT_GEOMETRY] = {"geometry", "INSERT INTO geometry (hash, wkt) VALUES (?1, ?2) ON CONFLICT DO NOTHING"},
    [QUERY_PUT_FRAME] = {"frame_data", "INSERT INTO frame_data (frame, geometry_hash) VALUES (?1, ?2)"},
    [QUERY_PUT_TRAJECTORY] = {"trajectory_data", "INSERT INTO trajectory_data (frame, id, pos_x, pos_y, ori_x, ori_y)"
                                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
    [QUERY_PUT_SEAL] = {"seal", "INSERT INTO seal (name, rows, hash) VALUES (?1, ?2, ?3)"},
    [QUERY_DOCUMENT] = {"document", "SELECT bytes FROM document WHERE name = ?1"},
    [QUERY_PEOPLE] = {"person", "SELECT row, number, expected, id, name, zone, shift, role, pace, language FROM person"
                                " ORDER BY row"},
    [QUERY_EVENTS] = {"event", "SELECT row, time_us, person, hash, kind, place, detail FROM event ORDER BY row"},
    [QUERY_DELIVERIES] = {"delivery", "SELECT row, started_us, ended_us, person, attempt, result, alert, channel, key,"
                                      " fault FROM delivery ORDER BY row"},
    [QUERY_RESPONSES] = {"response", "SELECT row, received_us, client_us, person, kind, place, key FROM response"
                                     " ORDER BY row"},
    [QUERY_FLOORS] = {"floor", "SELECT number, geometry_hash FROM floor ORDER BY number"},
    [QUERY_SEALS] = {"seal", "SELECT name, rows, hash FROM seal ORDER BY row"},
    [QUERY_LAST_PERSON] = {"person", "SELECT ifnull(max(row), 0) FROM person"},
    [QUERY_LAST_EVENT] = {"event", "SELECT ifnull(max(row), 0) FROM event"},
    [QUERY_LAST_DELIVERY] = {"delivery", "SELECT ifnull(max(row), 0) FROM delivery"},
    [QUERY_LAST_RESPONSE] = {"response", "SELECT ifnull(max(row), 0) FROM response"},
    [QUERY_LAST_FRAME] = {"frame_data", "SELECT ifnull(max(rowid), 0) FROM frame_data"},
    [QUERY_EVENT_HASH] = {"event", "SELECT hash FROM event WHERE row = ?1"},
    [QUERY_METADATA] = {"metadata", "SELECT value FROM metadata WHERE key = ?1"},
    [QUERY_FRAME_NUMBER] = {"frame_data", "SELECT frame FROM frame_data WHERE rowid = ?1"},
    [QUERY_FRAME_ROWS] = {"trajectory_data", "SELECT id, pos_x, pos_y, ori_x, ori_y FROM trajectory_data"
                                             " INDEXED BY frame_id_idx WHERE frame = ?1 ORDER BY id"},
    [QUERY_FRAME_COUNT] = {"trajectory_data", /* an index that goes round in circles must end, too */
                           "SELECT count(*) FROM (SELECT 1 FROM trajectory_data INDEXED BY frame_id_idx WHERE"
                           " frame = ?1 LIMIT 1000001)"},
    [QUERY_FRAME_FIRST] = {"trajectory_data", "SELECT rowid FROM trajectory_data INDEXED BY frame_id_idx WHERE"
                                              " frame = ?1 ORDER BY id LIMIT 1"},
    [QUERY_FRAME_ROOT] = {"sqlite_schema", "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND"
                                           " name = 'trajectory_data'"},
    [QUERY_FLOOR_AT] = {"floor_change", "SELECT floor FROM floor_change WHERE person = ?1 AND frame <= ?2"
                                        " ORDER BY frame DESC LIMIT 1"},
    [QUERY_FLOORS_OF] = {"floor_change", "SELECT person, frame, floor FROM floor_change WHERE person BETWEEN ?1 AND ?2"
                                         " ORDER BY person, frame"},
    [QUERY_CHANGES] = {"floor_change", "SELECT person, frame, floor FROM floor_change ORDER BY person, frame"},
};

_Static_assert(QUERY_COUNT <= RECORD_QUERIES, "a record has a slot for every statement");

struct query query_open(struct sibu_record *record, enum query_name name)
{
    struct query query = {.record = record, .table = TEXTS[name].table};
    sqlite3_stmt **slot = &record->statements[name];
    if (*slot == NULL) {
        query.code = sqlite3_prepare_v3(record->database, TEXTS[name].sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
    }
    query.statement = *slot;
    return query;
}

struct query query_open_text(struct sibu_record *record, const char *sql, const char *table)
{
    struct query query = {.record = record, .table = table};
    query.code = sqlite3_prepare_v2(record->database, sql, -1, &query.statement, NULL);
    return query;
}

static int is_kept(const struct query *query)
{
    for (size_t i = 0; i < RECORD_QUERIES; i++) {
        if (query->record->statements[i] == query->statement) {
            return 1;
        }
    }
    return 0;
}

static void keep(struct query *query, int code)
{
    if (query->code == SQLITE_OK && code != SQLITE_OK) {
        query->code = code;
    }
}

void query_put_integer(struct query *query, int64_t value)
{
    if (query->code == SQLITE_OK) {
        keep(query, sqlite3_bind_int64(query->statement, ++query->place, value));
    }
}

void query_put_real(struct query *query, double value)
{
    if (query->code == SQLITE_OK) {
        keep(query, sqlite3_bind_double(query->statement, ++query->place, value));
    }
}

void query_put_text(struct query *query, const char *text)
{
    if (query->code == SQLITE_OK) {
        keep(query, sqlite3_bind_text(query->statement, ++query->place, text, -1, SQLITE_STATIC));
    }
}

void query_put_bytes(struct query *query, const void *bytes, size_t length)
{
    if (query->code == SQLITE_OK) {
        /* A NULL pointer would become NULL, and no bytes are still bytes. */
        const void *from = length == 0 ? "" : bytes;
        keep(query, sqlite3_bind_blob64(query->statement, ++query->place, from, length, SQLITE_STATIC));
    }
}

int query_next(struct query *query)
{
    if (query->code != SQLITE_OK) {
        return 0;
    }
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW) {
        return 1;
    }
    keep(query, code == SQLITE_DONE ? SQLITE_OK : code);
    return 0;
}

enum sibu_status query_run(struct query *query, struct sibu_fault *fault)
{
    int row = query_next(query);
    assert(!row);
    (void)row;
    return query_close(query, fault);
}

int64_t query_integer(struct query *query, int column, int64_t min, int64_t max)
{
    if (query->code != SQLITE_OK) {
        return min;
    }
    sqlite3_value *cell = sqlite3_column_value(query->statement, column); /* ours alone: opened with NOMUTEX */
    int64_t value = sqlite3_value_int64(cell);
    if (sqlite3_value_type(cell) != SQLITE_INTEGER || value < min || value > max) {
        query_doubt(query);
        return min;
    }
    return value;
}

double query_real(struct query *query, int column, double min, double max)
{
    if (query->code != SQLITE_OK) {
        return min;
    }
    sqlite3_value *cell = sqlite3_column_value(query->statement, column);
    double value = sqlite3_value_double(cell);
    if (sqlite3_value_type(cell) != SQLITE_FLOAT || !(value >= min) || !(value <= max)) {
        query_doubt(query);
        return min;
    }
    return value;
}

static int is_same(const char *known, const char *text, size_t length)
{
    return known != NULL && strlen(known) == length && memcmp(known, text, length) == 0;
}

const char *query_text_again(struct query *query, int column, size_t max_bytes, struct sibu_arena *arena,
                             const char *known)
{
    if (query->code != SQLITE_OK) {
        return "";
    }
    if (sqlite3_column_type(query->statement, column) != SQLITE_TEXT) {
        query_doubt(query);
        return "";
    }
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    size_t length = (size_t)sqlite3_column_bytes(query->statement, column);
    if (text == NULL) {
        keep(query, SQLITE_NOMEM);
        return "";
    }
    if (is_same(known, text, length)) {
        return known;
    }
    if (length > max_bytes || !sibu_utf8_valid(text, length)) {
        query_doubt(query);
        return "";
    }
    const char *copy = sibu_arena_text(arena, text, length);
    if (copy == NULL) {
        keep(query, SQLITE_NOMEM);
        return "";
    }
    return copy;
}

const char *query_text(struct query *query, int column, size_t max_bytes, struct sibu_arena *arena)
{
    return query_text_again(query, column, max_bytes, arena, NULL);
}

const void *query_bytes(struct query *query, int column, size_t max_bytes, size_t *length)
{
    *length = 0;
    if (query->code != SQLITE_OK) {
        return NULL;
    }
    if (sqlite3_column_type(query->statement, column) != SQLITE_BLOB) {
        query_doubt(query);
        return NULL;
    }
    const void *bytes = sqlite3_column_blob(query->statement, column);
    *length = (size_t)sqlite3_column_bytes(query->statement, column);
    if (*length > max_bytes) {
        query_doubt(query);
        return NULL;
    }
    if (bytes == NULL && *length > 0) {
        keep(query, SQLITE_NOMEM);
        return NULL;
    }
    return bytes == NULL ? "" : bytes;
}

void query_doubt(struct query *query)
{
    keep(query, SQLITE_CORRUPT);
}

enum sibu_status query_close(struct query *query, struct sibu_fault *fault)
{
    if (query->statement != NULL) {
        if (is_kept(query)) {
            (void)sqlite3_reset(query->statement); /* its code was seen at the step already */
            (void)sqlite3_clear_bindings(query->statement);
        } else {
            (void)sqlite3_finalize(query->statement);
        }
        query->statement = NULL;
    }
    if (query->code == SQLITE_OK) {
        return SIBU_OK;
    }
    return (query->code & 0xff) == SQLITE_CORRUPT ? record_damaged(query->record, query->table, fault)
                                                  : record_fault(query->record, query->code, fault);
}
