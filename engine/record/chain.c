/* Hashes of a record: see chain.h. */
#include "record/chain.h"

#include <string.h>

void chain_hash(const uint8_t previous[SIBU_HASH_BYTES], int64_t row, const struct sibu_record_event *event,
                uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu event v1");
    sibu_hash_field(&hash, previous, SIBU_HASH_BYTES);
    sibu_hash_integer(&hash, (uint64_t)row);
    sibu_hash_integer(&hash, (uint64_t)event->time_us);
    sibu_hash_text(&hash, event->kind);
    sibu_hash_integer(&hash, event->person);
    sibu_hash_text(&hash, event->place);
    sibu_hash_text(&hash, event->detail);
    sibu_hash_done(&hash, out);
}

struct covered {
    const char *table, *sql;
};

static const struct covered COVERED[CHAIN_TABLES] = {
    {"metadata", "SELECT key, value FROM metadata ORDER BY rowid"},
    {"geometry", "SELECT hash, wkt FROM geometry ORDER BY rowid"},
    {"floor", "SELECT number, id, geometry_hash FROM floor ORDER BY number"},
    {"document", "SELECT row, name, bytes FROM document ORDER BY row"},
    {"person", "SELECT row, number, id, name, zone, shift, role, pace, language, expected FROM person ORDER BY row"},
    {"event", "SELECT row, time_us, kind, person, place, detail, hash FROM event ORDER BY row"},
    {"delivery", "SELECT row, started_us, ended_us, alert, person, channel, key, attempt, result, fault FROM delivery"
                 " ORDER BY row"},
    {"response", "SELECT row, received_us, client_us, person, kind, place, key FROM response ORDER BY row"},
    {"floor_change", "SELECT person, frame, floor FROM floor_change ORDER BY person, frame"},
    {"frame_data", "SELECT frame, geometry_hash FROM frame_data ORDER BY rowid"},
    {"trajectory_data", "SELECT frame, id, pos_x, pos_y, ori_x, ori_y FROM trajectory_data ORDER BY rowid"},
};

const char *chain_table(size_t index)
{
    return COVERED[index].table;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* A value as a letter for its type and a field: so that 1, 1.0 and "1" are three things. */
static void add_value(struct sibu_hash *hash, sqlite3_stmt *statement, int column)
{
    int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_INTEGER) {
        sibu_hash_raw(hash, "i", 1);
        sibu_hash_integer(hash, (uint64_t)sqlite3_column_int64(statement, column));
    } else if (type == SQLITE_FLOAT) {
        sibu_hash_raw(hash, "r", 1);
        sibu_hash_integer(hash, bits_of(sqlite3_column_double(statement, column)));
    } else if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        const void *bytes = sqlite3_column_blob(statement, column);
        sibu_hash_raw(hash, type == SQLITE_TEXT ? "t" : "b", 1);
        sibu_hash_field(hash, bytes == NULL ? "" : bytes, (size_t)sqlite3_column_bytes(statement, column));
    } else {
        sibu_hash_raw(hash, "n", 1);
    }
}

enum sibu_status chain_table_hash(struct sibu_record *record, size_t table, int64_t *rows, uint8_t out[SIBU_HASH_BYTES],
                                  struct sibu_fault *fault)
{
    struct sibu_hash hash;
    struct query query = query_open_text(record, COVERED[table].sql, COVERED[table].table);
    sibu_hash_init(&hash, "sibu table v1");
    *rows = 0;
    while (query_next(&query)) {
        int columns = sqlite3_column_count(query.statement);
        for (int i = 0; i < columns; i++) {
            add_value(&hash, query.statement, i);
        }
        ++*rows;
    }
    sibu_hash_done(&hash, out);
    return query_close(&query, fault);
}
