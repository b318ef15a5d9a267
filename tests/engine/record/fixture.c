/* See fixture.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

static const struct sibu_point HALL[] = {{0, 0}, {20, 0}, {20, 10}, {0, 10}};
static const struct sibu_point PILLAR[] = {{5, 5}, {5, 6}, {6, 6}, {6, 5}};
static const struct sibu_point SHED[] = {{40, 0}, {42, 0}, {42, 2}, {40, 2}};
static const struct sibu_point OFFICE[] = {{16, 2}, {30, 2}, {30, 8}, {16, 8}};
static const struct sibu_point STAIR[] = {{16, 4}, {20, 4}, {20, 6}, {16, 6}};
static const struct sibu_ring HALL_RINGS[] = {{HALL, 4}, {PILLAR, 4}};
static const struct sibu_ring SHED_RINGS[] = {{SHED, 4}};
static const struct sibu_ring OFFICE_RINGS[] = {{OFFICE, 4}};
static const struct sibu_ring STAIR_RINGS[] = {{STAIR, 4}};
static const struct sibu_polygon GROUND[] = {{SHED_RINGS, 1}, {HALL_RINGS, 2}};
static const struct sibu_polygon UPPER[] = {{OFFICE_RINGS, 1}};
static const struct sibu_floor FLOORS[] = {
    {"F1", {{"一层", "Ground floor"}}, 0.0, GROUND, 2, {0, 0, 42, 10}},
    {"F2", {{"二层", "First floor"}}, 3.6, UPPER, 1, {16, 2, 30, 8}},
};
static const struct sibu_stair STAIRS[] = {{"S1", 0, 1, {STAIR_RINGS, 1}, {1, 0}, 0.6}};
static const struct sibu_site SITE = {.id = "little",
                                      .name = {{"小厂", "Little"}},
                                      .grade = 'B',
                                      .timezone = "Asia/Shanghai",
                                      .floors = FLOORS,
                                      .floor_count = 2,
                                      .stairs = STAIRS,
                                      .stair_count = 1};

static char folder[256];
static char path[512];

const struct sibu_site *fixture_site(void)
{
    return &SITE;
}

const char *fixture_path(const char *name)
{
    if (folder[0] == '\0') {
        const char *under = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/sibu-record-XXXXXX", under != NULL ? under : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void fixture_clear(void)
{
    DIR *files = folder[0] != '\0' ? opendir(folder) : NULL;
    if (files == NULL) {
        return;
    }
    for (struct dirent *file = readdir(files); file != NULL; file = readdir(files)) {
        char each[600];
        (void)snprintf(each, sizeof each, "%s/%s", folder, file->d_name);
        (void)unlink(each);
    }
    (void)closedir(files);
    (void)rmdir(folder);
    folder[0] = '\0';
}

static void put_people(struct sibu_record *record)
{
    static const struct sibu_record_person PEOPLE[] = {
        {1, "W001", "王芳", "Z1", "day", "worker", "normal", "zh", 1},
        {2, "W002", "Li, \"Lei\"", "Z2", "day", "warden", "fast", "en", 1},
        {3, "V003", "", "Z1", "night", "visitor", "wheelchair", "en", 0},
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof PEOPLE / sizeof PEOPLE[0]; i++) {
        assert_int_equal(sibu_record_put_person(record, &PEOPLE[i], &fault), SIBU_OK);
    }
}

static void put_events(struct sibu_record *record)
{
    static const struct sibu_record_event EVENTS[] = {
        {FIXTURE_T0_US, "drawn", 0, "Z1", "{\"family\":\"fire\"}", {0}},
        {FIXTURE_T0_US + 1, "alerting", 0, "", "", {0}},
        {FIXTURE_T0_US + 900000, "running", 0, "", "", {0}},
        {FIXTURE_T0_US + 4100000, "acknowledged", 1, "", "", {0}},
        {FIXTURE_T0_US + 71000000, "check-in", 1, "M1", "", {0}},
        {FIXTURE_T0_US + 300000000, "all-clear", 0, "", "{\"who\":\"officer\"}", {0}},
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof EVENTS / sizeof EVENTS[0]; i++) {
        assert_int_equal(sibu_record_put_event(record, &EVENTS[i], &fault), SIBU_OK);
    }
}

static void put_deliveries(struct sibu_record *record)
{
    static const struct sibu_record_delivery DELIVERIES[] = {
        {FIXTURE_T0_US + 10, FIXTURE_T0_US + 20, "alert-1", 1, "http", "key-1", 1, 200, ""},
        {FIXTURE_T0_US + 11, FIXTURE_T0_US + 5000011, "alert-1", 2, "http", "key-2", 1, 0, "timeout"},
        {FIXTURE_T0_US + 6000000, FIXTURE_T0_US + 6000400, "alert-1", 2, "http", "key-2", 2, 503, "HTTP 503"},
        {FIXTURE_T0_US + 8000000, FIXTURE_T0_US + 8000400, "alert-1", 2, "http", "key-2", 3, 202, ""},
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof DELIVERIES / sizeof DELIVERIES[0]; i++) {
        assert_int_equal(sibu_record_put_delivery(record, &DELIVERIES[i], &fault), SIBU_OK);
    }
}

static void put_responses(struct sibu_record *record)
{
    static const struct sibu_record_response RESPONSES[] = {
        {FIXTURE_T0_US + 4100000, FIXTURE_T0_US + 4000000, 1, "acknowledge", "", "aaaaaaaa"},
        {FIXTURE_T0_US + 9000000, 0, 2, "acknowledge", "", "aaaaaaaa"}, /* the same key from another person counts */
        {FIXTURE_T0_US + 30000000, 0, 2, "need-help", "", "bbbbbbbb"},
        {FIXTURE_T0_US + 71000000, -5, 1, "check-in", "M1", "cccccccc"},
        {FIXTURE_T0_US + 99000000, 0, 3, "cannot", "", "dddddddd"},
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof RESPONSES / sizeof RESPONSES[0]; i++) {
        assert_int_equal(sibu_record_put_response(record, &RESPONSES[i], &fault), SIBU_OK);
    }
}

/* Person 1 walks up the stair in frame 3 and down again in frame 6; person 2 comes into the picture in frame 2. */
static void put_frames(struct sibu_record *record)
{
    struct sibu_fault fault;
    for (int i = 0; i < 8; i++) {
        const uint32_t person[] = {1, 2};
        const float x_m[] = {0.5f + (float)i, 18.25f}, y_m[] = {1.0f, 3.0f};
        const float heading_x[] = {1.0f, 0.0f}, heading_y[] = {0.0f, -1.0f};
        const uint16_t floor[] = {i >= 3 && i < 6 ? 1 : 0, 1};
        struct sibu_record_frame frame = {i / 4.0, i >= 2 ? 2 : 1, person, x_m, y_m, heading_x, heading_y, floor};
        assert_int_equal(sibu_record_put_frame(record, &frame, &fault), SIBU_OK);
    }
}

void fixture_fill(struct sibu_record *record)
{
    struct sibu_fault fault;
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "site", "{\"a\":1}", 7, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "alert-1", "<alert/>\0<!-- -->", 17, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "empty", NULL, 0, &fault), SIBU_OK);
    put_people(record);
    put_events(record);
    put_deliveries(record);
    put_responses(record);
    put_frames(record);
    assert_int_equal(sibu_record_commit(record, &fault), SIBU_OK);
}

struct sibu_record *fixture_make(const char *where)
{
    struct sibu_record *record = NULL;
    struct sibu_fault fault = {0};
    if (sibu_record_create(&record, where, &SITE, 4.0, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    fixture_fill(record);
    return record;
}

int fixture_try(const char *where, const char *sql)
{
    sqlite3 *database = NULL;
    (void)chmod(where, 0644);
    int code = sqlite3_open(where, &database);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(database, sql, NULL, NULL, NULL);
    }
    (void)sqlite3_close(database);
    return code;
}

void fixture_tamper(const char *where, const char *sql)
{
    int code = fixture_try(where, sql);
    if (code != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errstr(code));
    }
}
