/* See scribe.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw/plan.h"
#include "scribe.h"
#include "sibu/random.h"

#define SECOND_US INT64_C(1000000)

void scribe_put(struct scribe *scribe, const char *kind, struct sibu_text *body)
{
    struct sibu_fault fault;
    struct ledger_row row = {.row = book_counts(scribe->book)->rows + 1, .time_us = scribe->now_us, .kind = kind};
    row.body = sibu_text_get(body);
    ledger_hash(&row, book_hash(scribe->book), row.hash);
    if (book_take(scribe->book, &row, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    if (!scribe->forgets) {
        assert_true(scribe->count < SCRIBE_ROWS_MAX);
        row.body = sibu_arena_text(&scribe->arena, row.body, body->length);
        assert_non_null(row.body);
        scribe->rows[scribe->count++] = row;
    }
    sibu_text_clear(body);
}

void scribe_rules(struct scribe *scribe, const char *rules, int64_t from_tick)
{
    struct sibu_text body = {0};
    ledger_rules_body(&body, from_tick, rules);
    scribe_put(scribe, "rules", &body);
}

void scribe_open(struct scribe *scribe, const char *rules, const char *zone)
{
    static const uint8_t SEED[NOTE_SEED_BYTES] = {9};
    struct ledger_start start = {.who = {{7, 7, 7}, 1}};
    struct sibu_fault fault;
    struct sibu_text body = {0};
    char name[64];
    memset(scribe, 0, sizeof *scribe);
    scribe->now_us = SCRIBE_BEGIN_US;
    scribe->rows = sibu_array_new(SCRIBE_ROWS_MAX, sizeof *scribe->rows);
    assert_non_null(scribe->rows);
    assert_int_equal(book_open(&scribe->book, &fault), SIBU_OK);
    assert_int_equal(plan_zone_open(&scribe->zone, zone, &fault), SIBU_OK);
    book_origin(&start, name);
    assert_true(note_signer_init(&scribe->signer, name, NOTE_LOG, SEED));
    memcpy(start.key, scribe->signer.key.public_key, sizeof start.key);
    ledger_start_body(&body, &start);
    scribe_put(scribe, "start", &body);
    const char *at = strstr(rules, "\"tick_s\":");
    assert_non_null(at);
    int64_t tick_s = strtoll(at + strlen("\"tick_s\":"), NULL, 10);
    scribe_rules(scribe, rules, draw_tick_index(tick_s, scribe->now_us));
}

void scribe_close(struct scribe *scribe)
{
    book_close(scribe->book);
    zone_close(scribe->zone);
    sibu_arena_clear(&scribe->arena);
    sibu_array_free(scribe->rows);
}

void scribe_periods(struct scribe *scribe)
{
    struct ledger_missed missed;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    while (book_missed(scribe->book, &missed) != SIBU_NONE) {
        ledger_missed_body(&body, &missed);
        scribe_put(scribe, "missed", &body);
    }
    for (uint32_t law = book_period_due(scribe->book); law != SIBU_NONE; law = book_period_due(scribe->book)) {
        struct ledger_period period;
        if (book_period_make(scribe->book, law, scribe->zone, &period, &fault) != SIBU_OK) {
            fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
        }
        ledger_period_body(&body, &period);
        scribe_put(scribe, "period", &body);
    }
}

int64_t scribe_tick(struct scribe *scribe, uint32_t closed)
{
    struct ledger_tick tick = {.closed = closed};
    struct sibu_fault fault;
    struct sibu_text body = {0};
    int64_t index = book_next_tick(scribe->book);
    scribe->now_us = draw_tick_time_us(book_rules(scribe->book)->tick_s, index) + 3;
    scribe_periods(scribe);
    sibu_key_of_seed(tick.r, scribe->seed * UINT64_C(1000000007) + (uint64_t)index);
    assert_int_equal(book_draw(scribe->book, &tick, &fault), SIBU_OK);
    ledger_tick_body(&body, &tick);
    scribe_put(scribe, "tick", &body);
    return tick.starts;
}

void scribe_end(struct scribe *scribe)
{
    struct ledger_end end = {book_running_drill(scribe->book, 0), "all-clear"};
    struct sibu_text body = {0};
    ledger_end_body(&body, &end);
    scribe_put(scribe, "end", &body);
}

/* The unit's own site; for a group's the first site of that group. */
static uint32_t site_of(const struct rules *rules, uint32_t unit)
{
    for (uint32_t i = 0; rules->units[unit].id[0] == '*' && i < rules->unit_count; i++) {
        if (rules->units[i].id[0] != '*' && rules->units[i].group == rules->units[unit].group) {
            return i;
        }
    }
    return unit;
}

void scribe_drills(struct scribe *scribe, const char *reason)
{
    struct draw_tick tick;
    uint32_t unit = 0;
    while (book_waiting(scribe->book, &tick, &unit)) {
        char id[24] = "";
        uint32_t site = site_of(book_rules(scribe->book), unit);
        const char *why = reason[0] != '\0' ? reason : book_obstacle(scribe->book, unit, site);
        struct sibu_text body = {0};
        if (why[0] == '\0') {
            (void)snprintf(id, sizeof id, "2026-%06d", ++scribe->drills);
        }
        struct ledger_drill drill = {.tick = tick.index,
                                     .unit = unit,
                                     .site = site,
                                     .asked = tick.gate,
                                     .u = tick.u,
                                     .threshold = tick.threshold,
                                     .drill = id,
                                     .reason = why};
        ledger_drill_body(&body, &drill);
        scribe_put(scribe, "drill", &body);
    }
    while (book_running(scribe->book) > 0) {
        scribe_end(scribe);
    }
}

void scribe_skip(struct scribe *scribe, int64_t ticks)
{
    struct ledger_skip skip = {book_next_tick(scribe->book), book_next_tick(scribe->book) + ticks};
    struct sibu_text body = {0};
    scribe->now_us = draw_tick_time_us(book_rules(scribe->book)->tick_s, skip.to_tick);
    ledger_skip_body(&body, &skip);
    scribe_put(scribe, "skip", &body);
}

void scribe_surprise(struct scribe *scribe, uint32_t unit, int64_t within_s)
{
    struct ledger_surprise surprise = {unit, within_s};
    struct sibu_text body = {0};
    ledger_surprise_body(&body, &surprise);
    scribe_put(scribe, "surprise", &body);
}

void scribe_head(const struct scribe *scribe, char note[NOTE_MAX])
{
    struct note all = {.count = 0};
    char line[NOTE_LINE_MAX];
    (void)snprintf(all.checkpoint.origin, sizeof all.checkpoint.origin, "%s", scribe->signer.key.name);
    all.checkpoint.head = book_head(scribe->book);
    note_sign(&scribe->signer, &all.checkpoint, 0, line);
    assert_true(note_add_line(&all, line));
    note_write(note, &all);
}

int64_t scribe_read(const struct ledger_row *rows, int count, struct book **out, struct sibu_fault *fault)
{
    assert_int_equal(book_open(out, fault), SIBU_OK);
    for (int i = 0; i < count; i++) {
        if (book_take(*out, &rows[i], fault) != SIBU_OK) {
            return rows[i].row;
        }
    }
    return 0;
}

void scribe_repair(struct ledger_row *rows, int from, int count)
{
    static const uint8_t NONE[SIBU_HASH_BYTES] = {0};
    for (int i = from; i < count; i++) {
        rows[i].row = i + 1;
        ledger_hash(&rows[i], i > 0 ? rows[i - 1].hash : NONE, rows[i].hash);
    }
}
