/* What the database of a run said so far, read with SQLite alone. See kill.h.
 *
 * Depends on no part of the store: a copy of the file and of its log is opened, and read with statements of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "kill.h"
#include "sibu/hash.h"
#include "sibu/memory.h"

#define ROWS_MAX 40000

/* Rows that are only ever added, in an order in which new ones come last. */
static const char *const KEPT[] = {
    "SELECT row, time_us, kind, body, hash FROM ledger ORDER BY row",
    "SELECT key, id, site, family, zone, t0_us, record, draw FROM drill ORDER BY key",
    "SELECT drill, sequence, time_us, kind, person, place, detail FROM event ORDER BY drill, sequence",
    "SELECT key, drill, sequence, identifier, xml, sent_us, expires_us FROM alert ORDER BY key",
    "SELECT key, alert, drill, person, idempotency_key FROM outbox ORDER BY key",
    "SELECT size, note FROM ledger_head WHERE kept = 1 ORDER BY size",
    "SELECT name, value FROM setting WHERE name = 'installation'",
};
#define KEPT_COUNT (sizeof KEPT / sizeof KEPT[0])

struct kept {
    size_t count;
    uint8_t (*hashes)[SIBU_HASH_BYTES];
};
struct kill_look {
    char folder[4096];
    sqlite3 *copy; /* NULL: there is no database yet */
    struct kept kept[KEPT_COUNT];
};

struct kill_look *kill_look_open(const char *folder)
{
    struct kill_look *look = sibu_array_new(1, sizeof *look);
    assert_non_null(look);
    (void)snprintf(look->folder, sizeof look->folder, "%s", folder);
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        look->kept[i].hashes = sibu_array_new(ROWS_MAX, sizeof *look->kept[i].hashes);
        assert_non_null(look->kept[i].hashes);
    }
    return look;
}

void kill_look_close(struct kill_look *look)
{
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        sibu_array_free(look->kept[i].hashes);
    }
    sqlite3_close(look->copy);
    sibu_array_free(look);
}

/* False where there is no such file. */
static int copy_file(const char *from, const char *to)
{
    char block[65536];
    FILE *in = fopen(from, "rb");
    (void)unlink(to);
    if (in == NULL) {
        return 0;
    }
    FILE *out = fopen(to, "wb");
    assert_non_null(out);
    for (size_t got = fread(block, 1, sizeof block, in); got > 0; got = fread(block, 1, sizeof block, in)) {
        assert_int_equal(fwrite(block, 1, got, out), got);
    }
    (void)fclose(in);
    assert_int_equal(fclose(out), 0);
    return 1;
}

/* What the others of a shared draw answered, where there are any; they may be at work. */
static void attach_others(const struct kill_look *look)
{
    char sql[4300], path[4200];
    (void)snprintf(path, sizeof path, "%s/others.db", look->folder);
    (void)snprintf(sql, sizeof sql, "ATTACH '%s' AS others", path);
    if (access(path, F_OK) == 0) {
        assert_int_equal(sqlite3_busy_timeout(look->copy, 5000), SQLITE_OK);
        assert_int_equal(sqlite3_exec(look->copy, sql, NULL, NULL, NULL), SQLITE_OK);
    }
}

static void copy_database(struct kill_look *look)
{
    char from[4200], to[4200];
    sqlite3_close(look->copy);
    look->copy = NULL;
    (void)snprintf(to, sizeof to, "%s/look.db-shm", look->folder);
    (void)unlink(to);
    (void)snprintf(from, sizeof from, "%s/sibu.db-wal", look->folder);
    (void)snprintf(to, sizeof to, "%s/look.db-wal", look->folder);
    (void)copy_file(from, to);
    (void)snprintf(from, sizeof from, "%s/sibu.db", look->folder);
    (void)snprintf(to, sizeof to, "%s/look.db", look->folder);
    if (copy_file(from, to)) {
        assert_int_equal(sqlite3_open(to, &look->copy), SQLITE_OK);
        assert_int_equal(sqlite3_exec(look->copy, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
        attach_others(look);
    }
}

/* The schema is made whole or not at all. */
static int has_tables(const struct kill_look *look)
{
    return look->copy != NULL && kill_look_number(look, "SELECT user_version FROM pragma_user_version") > 0;
}

static sqlite3_stmt *ask(const struct kill_look *look, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(look->copy, sql, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(look->copy));
    }
    return statement;
}

static void hash_row(sqlite3_stmt *row, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu kept row");
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const void *bytes = sqlite3_column_blob(row, i);
        sibu_hash_field(&hash, bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(row, i));
    }
    sibu_hash_done(&hash, out);
}

/* What was seen is there as it was; what is new is kept. */
static void look_at(struct kill_look *look, size_t i)
{
    struct kept *kept = &look->kept[i];
    sqlite3_stmt *row = ask(look, KEPT[i]);
    size_t count = 0;
    int code = sqlite3_step(row);
    for (; code == SQLITE_ROW; code = sqlite3_step(row), count++) {
        uint8_t hash[SIBU_HASH_BYTES];
        hash_row(row, hash);
        assert_true(count < ROWS_MAX);
        if (count < kept->count && memcmp(hash, kept->hashes[count], sizeof hash) != 0) {
            fail_msg("row %zu of \"%s\" is not what it was", count + 1, KEPT[i]);
        }
        memcpy(kept->hashes[count], hash, sizeof hash);
    }
    sqlite3_finalize(row);
    if (code != SQLITE_DONE || count < kept->count) {
        fail_msg("%zu rows of \"%s\" where there were %zu (%s)", count, KEPT[i], kept->count,
                 sqlite3_errmsg(look->copy));
    }
    kept->count = count;
}

void kill_look_again(struct kill_look *look)
{
    copy_database(look);
    if (!has_tables(look)) {
        assert_int_equal(look->kept[0].count, 0);
        return;
    }
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        look_at(look, i);
    }
}

int64_t kill_look_number(const struct kill_look *look, const char *sql)
{
    sqlite3_stmt *row = ask(look, sql);
    int code = sqlite3_step(row);
    if (code != SQLITE_ROW) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(look->copy));
    }
    int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return number;
}

int64_t kill_look_next_tick(const struct kill_look *look)
{
    return has_tables(look)
               ? kill_look_number(look, "SELECT coalesce(max(CASE kind WHEN 'tick' THEN body ->> 'tick' + 1"
                                        " WHEN 'link' THEN body ->> 'tick' + 1 WHEN 'skip' THEN body ->> 'to_tick'"
                                        " ELSE body ->> 'from_tick' END), 0) FROM ledger"
                                        " WHERE kind IN ('tick', 'link', 'skip', 'rules')")
               : 0;
}

int64_t kill_look_skips(const struct kill_look *look)
{
    return has_tables(look) ? kill_look_number(look, "SELECT count(*) FROM ledger WHERE kind = 'skip'") : 0;
}

int kill_look_is_there(const struct kill_look *look)
{
    return has_tables(look);
}

int kill_look_begun(const struct kill_look *look)
{
    return has_tables(look) &&
           kill_look_number(look, "SELECT count(*) FROM drill WHERE id NOT IN"
                                  " (SELECT body ->> 'drill' FROM ledger WHERE kind = 'drill')") > 0;
}
