/* See fixture.h. */
#include "fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void open_new(struct fixture *fixture, int is_apart)
{
    memset(fixture, 0, sizeof *fixture);
    fixture->is_apart = is_apart;
    const char *base = getenv("TMPDIR");
    int length =
        snprintf(fixture->folder, sizeof fixture->folder, "%s/sibu-store-XXXXXX", base == NULL ? "/tmp" : base);
    assert_in_range(length, 1, sizeof fixture->folder - 1);
    assert_non_null(mkdtemp(fixture->folder));
    const char *kind = getenv("SIBU_TEST_STORE");
    fixture->is_postgres = kind != NULL && strcmp(kind, "postgres") == 0;
    if (fixture->is_postgres) {
        fixture_postgres_open(fixture);
    } else {
        (void)snprintf(fixture->path, sizeof fixture->path, "%s/sibu.db", fixture->folder);
    }
    if (store_open(&fixture->store, fixture->path, &fixture->fault) != SIBU_OK) {
        fail_msg("%s: %s", fixture->fault.place, fixture->fault.what[SIBU_EN]);
    }
}

void fixture_open(struct fixture *fixture)
{
    open_new(fixture, 0);
}

void fixture_open_apart(struct fixture *fixture)
{
    open_new(fixture, 1);
}

void fixture_reopen(struct fixture *fixture)
{
    store_close(fixture->store);
    assert_int_equal(store_open(&fixture->store, fixture->path, &fixture->fault), SIBU_OK);
}

void fixture_close(struct fixture *fixture)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm", "-journal"};
    store_close(fixture->store);
    sibu_arena_clear(&fixture->arena);
    if (fixture->is_postgres) {
        fixture_postgres_close(fixture);
    }
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0] && !fixture->is_postgres; i++) {
        char path[320];
        (void)snprintf(path, sizeof path, "%s%s", fixture->path, SUFFIXES[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(fixture->folder), 0);
}

static void import_people(struct fixture *fixture, size_t count, const char *url)
{
    struct store_person *people = sibu_arena_take(&fixture->arena, count, sizeof *people);
    for (size_t i = 0; i < count; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "W%03zu", i + 1);
        people[i] = (struct store_person){.id = sibu_arena_text(&fixture->arena, id, strlen(id)),
                                          .name = "王芳",
                                          .zone = "Z1",
                                          .shift = "day",
                                          .role = "worker",
                                          .language = "zh",
                                          .pace = "normal",
                                          .url = url};
    }
    assert_int_equal(store_people_import(fixture->store, "park", people, count, &fixture->fault), SIBU_OK);
}

int64_t fixture_drill(struct fixture *fixture, size_t count, const char *url)
{
    struct store_person *people = NULL;
    size_t listed = 0;
    import_people(fixture, count, url);
    assert_int_equal(store_people(fixture->store, "park", &fixture->arena, &people, &listed, &fixture->fault), SIBU_OK);
    assert_int_equal(listed, count);
    struct store_participant *participants = sibu_arena_take(&fixture->arena, count, sizeof *participants);
    for (size_t i = 0; i < count; i++) {
        participants[i] = (struct store_participant){.person = people[i].key, .number = (uint32_t)i + 1, .expected = 1};
    }
    struct store_drill drill = {.id = "2026-000017",
                                .site = "park",
                                .family = "fire-hot-work",
                                .zone = "Z1",
                                .t0_us = FIXTURE_T0_US,
                                .record = "drill.drill",
                                .draw = "{}"};
    assert_int_equal(store_drill_open(fixture->store, &drill, participants, count, &fixture->fault), SIBU_OK);
    return drill.key;
}

int fixture_sql(const struct fixture *fixture, const char *sql)
{
    if (fixture->is_postgres) {
        return fixture_postgres_sql(fixture, sql);
    }
    sqlite3 *outside = NULL;
    assert_int_equal(sqlite3_open(fixture->path, &outside), SQLITE_OK);
    int code = sqlite3_exec(outside, sql, NULL, NULL, NULL);
    sqlite3_close(outside);
    return code == SQLITE_OK;
}

int64_t fixture_number(const struct fixture *fixture, const char *sql)
{
    if (fixture->is_postgres) {
        return fixture_postgres_number(fixture, sql);
    }
    sqlite3 *outside = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(fixture->path, &outside), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(outside, sql, -1, &statement, NULL), SQLITE_OK);
    int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    (void)sqlite3_finalize(statement);
    sqlite3_close(outside);
    return value;
}
