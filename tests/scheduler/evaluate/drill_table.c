/* See drill_table.h. */
#include "drill_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NO TABLE_NONE

const struct table_person TABLE[] = {
    /* id, zone, expected, alerted, ack, start, out, check-in, help, cannot, exit, muster */
    {"W1", "Z1", 1, 1.0, 10.0, 20.0, 60.0, 100.0, NO, NO, "E1", "M1"},
    {"W2", "Z1", 1, 2.0, 12.0, 25.0, 70.0, 120.0, NO, NO, "E1", "M1"},
    {"W3", "Z2", 1, 1.0, 30.0, 40.0, 80.0, 180.0, NO, NO, "E2", "M2"},
    {"W4", "Z2", 1, 35.0, NO, 90.0, NO, NO, 150.0, NO, "", ""}, /* alerted late, needs help */
    {"W5", "Z2", 1, NO, NO, NO, NO, NO, NO, NO, "", ""}, /* never reached: silent, missing */
    {"W6", "Z1", 1, 1.5, 20.0, NO, NO, NO, NO, 21.0, "", ""}, /* cannot leave the furnace */
    {"V7", "Z1", 0, 1.0, 15.0, 16.0, 40.0, 90.0, NO, NO, "E1", "M1"}, /* not on shift, came along: in no count */
    {"W8", "Z3", 0, NO, NO, NO, NO, NO, NO, NO, "", ""},
};
const size_t TABLE_COUNT = sizeof TABLE / sizeof TABLE[0];

static int64_t time_us(double seconds)
{
    return TABLE_T0_US + (int64_t)(seconds * 1e6 + (seconds >= 0 ? 0.5 : -0.5));
}

void table_event(struct sibu_record *record, double at_s, const char *kind, uint32_t person, const char *place)
{
    struct sibu_fault fault;
    struct sibu_record_event event = {.time_us = time_us(at_s), .kind = kind, .person = person, .place = place};
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
}

void table_response(struct sibu_record *record, double at_s, uint32_t person, const char *kind, const char *place)
{
    char key[64];
    struct sibu_fault fault;
    (void)snprintf(key, sizeof key, "%s-%.3f", kind, at_s);
    struct sibu_record_response response = {
        .received_us = time_us(at_s), .person = person, .kind = kind, .place = place, .key = key};
    assert_int_equal(sibu_record_put_response(record, &response, &fault), SIBU_OK);
}

void table_delivery(struct sibu_record *record, double at_s, uint32_t person, int attempt, const char *why)
{
    struct sibu_fault fault;
    struct sibu_record_delivery delivery = {.started_us = time_us(at_s - 0.25),
                                            .ended_us = time_us(at_s),
                                            .alert = "alert-1",
                                            .person = person,
                                            .channel = "http",
                                            .key = "key",
                                            .attempt = attempt,
                                            .result = why[0] == '\0' ? 200 : 503,
                                            .fault = why};
    assert_int_equal(sibu_record_put_delivery(record, &delivery, &fault), SIBU_OK);
}

void table_someone(struct sibu_record *record, uint32_t number, const struct table_who *who)
{
    char id[16];
    struct sibu_fault fault;
    (void)snprintf(id, sizeof id, "W%u", (unsigned)number);
    struct sibu_record_person row = {.number = number,
                                     .id = id,
                                     .zone = who->zone,
                                     .shift = who->shift,
                                     .role = who->role,
                                     .expected = who->expected};
    assert_int_equal(sibu_record_put_person(record, &row, &fault), SIBU_OK);
}

void table_told(struct sibu_record *record, double at_s, const char *kind, uint32_t person, const char *detail)
{
    struct sibu_fault fault;
    struct sibu_record_event event = {.time_us = time_us(at_s), .kind = kind, .person = person, .detail = detail};
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_OK);
}

void table_attempt(struct sibu_record *record, uint32_t person, const struct table_attempt *attempt)
{
    struct sibu_fault fault;
    struct sibu_record_delivery delivery = {.started_us = time_us(attempt->from_s),
                                            .ended_us = time_us(attempt->to_s),
                                            .alert = "alert-1",
                                            .person = person,
                                            .channel = attempt->channel,
                                            .key = "key",
                                            .attempt = 1,
                                            .fault = attempt->fault};
    assert_int_equal(sibu_record_put_delivery(record, &delivery, &fault), SIBU_OK);
}

static void put_answers(struct sibu_record *record, uint32_t number, const struct table_person *person)
{
    static const char *const KINDS[] = {"acknowledge", "check-in", "need-help", "cannot"};
    const double at_s[] = {person->acknowledged_s, person->checked_in_s, person->help_s, person->cannot_s};
    for (size_t i = 0; i < 4; i++) {
        if (at_s[i] >= 0) {
            table_response(record, at_s[i], number, KINDS[i], i == 1 ? person->muster : "");
            table_event(record, at_s[i], i == 0 ? "acknowledged" : KINDS[i], number, i == 1 ? person->muster : "");
        }
    }
}

static void put_person(struct sibu_record *record, uint32_t number, const struct table_person *person)
{
    struct sibu_fault fault;
    struct sibu_record_person row = {
        .number = number, .id = person->id, .zone = person->zone, .role = "worker", .expected = person->expected};
    assert_int_equal(sibu_record_put_person(record, &row, &fault), SIBU_OK);
    if (person->alerted_s >= 0) {
        table_delivery(record, person->alerted_s, number, 1, "");
    }
    put_answers(record, number, person);
    if (person->started_s >= 0) {
        table_event(record, person->started_s, "start", number, "");
    }
    if (person->out_s >= 0) {
        table_event(record, person->out_s, "exit", number, person->exit);
    }
}

static const struct sibu_site *little_site(void)
{
    static const struct sibu_point YARD[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
    static const struct sibu_ring RINGS[] = {{YARD, 4}};
    static const struct sibu_polygon GROUND[] = {{RINGS, 1}};
    static const struct sibu_floor FLOORS[] = {{"F1", {{"一层", "Ground"}}, 0.0, GROUND, 1, {0, 0, 10, 10}}};
    static const struct sibu_site SITE = {
        .id = "little", .name = {{"小厂", "Little"}}, .timezone = "Asia/Shanghai", .floors = FLOORS, .floor_count = 1};
    return &SITE;
}

struct sibu_record *table_empty(char path[64])
{
    struct sibu_record *record = NULL;
    struct sibu_fault fault;
    (void)snprintf(path, 64, "/tmp/sibu-evaluate-XXXXXX");
    assert_non_null(mkdtemp(path));
    (void)strncat(path, "/d.drill", 63 - strlen(path));
    assert_int_equal(sibu_record_create(&record, path, little_site(), 4.0, &fault), SIBU_OK);
    return record;
}

struct sibu_record *table_record(char path[64])
{
    struct sibu_fault fault;
    struct sibu_record *record = table_empty(path);
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_OK);
    table_event(record, 0.0, "drawn", 0, "Z1");
    table_event(record, 0.5, "running", 0, "");
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        put_person(record, (uint32_t)i + 1, &TABLE[i]);
    }
    table_event(record, 300.0, "all-clear", 0, "");
    table_event(record, 330.0, "closed", 0, "");
    assert_int_equal(sibu_record_commit(record, &fault), SIBU_OK);
    return record;
}

void table_clear(struct sibu_record *record, const char *path)
{
    static const char *const BESIDE[] = {"", "-wal", "-shm"};
    char each[128];
    sibu_record_close(record);
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(each, sizeof each, "%s%s", path, BESIDE[i]);
        (void)unlink(each);
    }
    (void)snprintf(each, sizeof each, "%s", path);
    *strrchr(each, '/') = '\0';
    (void)rmdir(each);
}
