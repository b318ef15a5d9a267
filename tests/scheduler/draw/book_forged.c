/* Ledgers that were changed: what is refused, and at which row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scribe.h"
#include "sibu/random.h"

/* Two sites, hours, months: a start now and then, a surprise, an interlock. */
#define LAW                                                                                                            \
    "{\"law\":\"max-entropy\",\"period\":\"month\",\"least\":1,\"most\":6,\"mean\":3,\"gap_ticks\":24,"                \
    "\"timezone\":\"Asia/Shanghai\",\"windows\":[[480,1080,1000],[1920,2520,1000],[3360,3960,500]],\"never\":[],"      \
    "\"closed\":[]}"
#define RULES(delay)                                                                                                   \
    "{\"format\":1,\"tick_s\":3600,\"delay_s\":" delay ",\"concurrent\":1,\"interlocks\":[\"permits\"],\"laws\":[" LAW \
    "],\"groups\":"                                                                                                    \
    "[{\"group\":\"all\",\"law\":0,\"interlocks\":1,\"most_per_month\":0,\"concurrent\":0}],\"units\":"                \
    "[{\"unit\":\"*all\",\"group\":0,\"law\":0,\"draws\":false},{\"unit\":\"a\",\"group\":0,\"law\":0,"                \
    "\"draws\":true},{\"unit\":\"b\",\"group\":0,\"law\":0,\"draws\":true}]}"

static void write_month(struct scribe *scribe)
{
    scribe_open(scribe, RULES("86400"), "Asia/Shanghai");
    for (int i = 0; i < 800; i++) {
        if (i == 200) {
            scribe_surprise(scribe, 0, 172800);
        }
        (void)scribe_tick(scribe, i % 50 == 7);
        scribe_drills(scribe, i % 3 == 0 ? "nobody on shift" : "");
        if (i == 500) {
            scribe_skip(scribe, 5);
        }
    }
    assert_true(book_counts(scribe->book)->held >= 3 && book_counts(scribe->book)->not_held >= 1);
}

static int64_t first_of_kind(const struct scribe *scribe, const char *kind, int from)
{
    for (int i = from; i < scribe->count; i++) {
        if (strcmp(scribe->rows[i].kind, kind) == 0) {
            return i;
        }
    }
    fail_msg("there is no row of kind %s", kind);
    return 0;
}

static void assert_refused(const struct ledger_row *rows, int count, int64_t row, const char *what)
{
    struct book *book = NULL;
    struct sibu_fault fault;
    char place[64];
    int64_t refused = scribe_read(rows, count, &book, &fault);
    (void)snprintf(place, sizeof place, "ledger:%lld", (long long)row);
    if (refused != row || strcmp(fault.place, place) != 0 || strstr(fault.what[SIBU_EN], what) == NULL) {
        fail_msg("row %lld refused instead of %lld: %s: %s", (long long)refused, (long long)row,
                 refused != 0 ? fault.place : "", refused != 0 ? fault.what[SIBU_EN] : "");
    }
    book_close(book);
}

static struct ledger_row *copy_rows(struct scribe *scribe)
{
    struct ledger_row *rows = sibu_arena_take(&scribe->arena, SCRIBE_ROWS_MAX, sizeof *rows);
    assert_non_null(rows);
    memcpy(rows, scribe->rows, (size_t)scribe->count * sizeof *rows);
    return rows;
}

static void a_whole_ledger_is_taken_and_counted(void **state)
{
    (void)state;
    struct scribe scribe;
    struct book *book = NULL;
    struct sibu_fault fault;
    write_month(&scribe);
    assert_int_equal(scribe_read(scribe.rows, scribe.count, &book, &fault), 0);
    assert_memory_equal(book_counts(book), book_counts(scribe.book), sizeof *book_counts(book));
    assert_int_equal(book_counts(book)->ticks, 800);
    assert_int_equal(book_counts(book)->skipped, 5);
    assert_int_equal(book_counts(book)->starts, book_counts(book)->held + book_counts(book)->not_held);
    assert_true(book_counts(book)->closed_ticks > 0 && book_counts(book)->closed_expected > 0.0);
    struct tree_head one = book_head(book), other = book_head(scribe.book);
    assert_true(one.size == (uint64_t)scribe.count && other.size == one.size);
    assert_memory_equal(one.root.bytes, other.root.bytes, sizeof one.root.bytes);
    book_close(book);
    scribe_close(&scribe);
}

/* One byte of the body of every tenth row, at a place that moves on. */
static void a_flipped_byte_is_found_at_its_row(void **state)
{
    (void)state;
    struct scribe scribe;
    write_month(&scribe);
    struct ledger_row *rows = copy_rows(&scribe);
    for (int i = 0; i < scribe.count; i += 10) {
        size_t length = strlen(scribe.rows[i].body);
        char *body = sibu_arena_text(&scribe.arena, scribe.rows[i].body, length);
        assert_non_null(body);
        body[(size_t)i * 7 % length] ^= 1;
        rows[i].body = body;
        assert_refused(rows, scribe.count, i + 1, "hash");
        rows[i] = scribe.rows[i];
        rows[i].hash[i % 32] ^= 4;
        assert_refused(rows, scribe.count, i + 1, "hash");
        rows[i] = scribe.rows[i];
        rows[i].time_us ^= 1;
        assert_refused(rows, scribe.count, i + 1, "hash");
        rows[i] = scribe.rows[i];
    }
    scribe_close(&scribe);
}

static void removed_repeated_and_moved_rows_are_found(void **state)
{
    (void)state;
    struct scribe scribe;
    write_month(&scribe);
    for (int i = 1; i + 1 < scribe.count; i += 37) {
        struct ledger_row *rows = copy_rows(&scribe);
        memmove(&rows[i], &rows[i + 1], (size_t)(scribe.count - i - 1) * sizeof *rows);
        assert_refused(rows, scribe.count - 1, i + 2, "missing or repeated");
        rows = copy_rows(&scribe);
        rows[i + 1] = rows[i];
        assert_refused(rows, scribe.count, i + 1, "missing or repeated");
        rows = copy_rows(&scribe);
        rows[i] = scribe.rows[i + 1];
        rows[i + 1] = scribe.rows[i];
        assert_refused(rows, scribe.count, i + 2, "missing or repeated");
    }
    scribe_close(&scribe);
}

/* The row at `index` replaced, numbers and hashes made good behind it. */
static void assert_forged(struct scribe *scribe, int64_t index, const struct sibu_text *body, const char *what)
{
    struct ledger_row *rows = copy_rows(scribe);
    rows[index].body = sibu_text_get(body);
    scribe_repair(rows, (int)index, scribe->count);
    assert_refused(rows, scribe->count, index + 1, what);
}

static void forged_ticks_are_found_though_hashes_fit(void **state)
{
    (void)state;
    struct scribe scribe;
    write_month(&scribe);
    int64_t at = first_of_kind(&scribe, "tick", 300);
    struct ledger_tick tick, was;
    assert_true(ledger_tick_read(scribe.rows[at].body, &was));
    const struct {
        const char *what;
        int64_t tick, rules, starts;
        uint8_t r, outcomes;
    } FORGED[] = {{"was drawn before", -1, 0, 0, 0, 0},
                  {"leaves out ticks", 1, 0, 0, 0, 0},
                  {"rules in force", 0, 1, 0, 0, 0},
                  {"do not follow", 0, 0, 1, 0, 0},
                  {"do not follow", 0, 0, 0, 0, 1}};
    for (size_t i = 0; i < sizeof FORGED / sizeof FORGED[0]; i++) {
        struct sibu_text body = {0};
        tick = was;
        tick.tick += FORGED[i].tick;
        tick.rules += FORGED[i].rules;
        tick.starts += FORGED[i].starts;
        tick.outcomes[3] ^= FORGED[i].outcomes;
        ledger_tick_body(&body, &tick);
        assert_forged(&scribe, at, &body, FORGED[i].what);
        sibu_text_clear(&body);
    }
    scribe_close(&scribe);
}

static void a_drill_without_a_start_and_a_start_without_its_drill_are_found(void **state)
{
    (void)state;
    struct scribe scribe;
    write_month(&scribe);
    int64_t at = first_of_kind(&scribe, "drill", 0);
    struct ledger_row *rows = copy_rows(&scribe);
    memmove(&rows[at], &rows[at + 1], (size_t)(scribe.count - at - 1) * sizeof *rows);
    scribe_repair(rows, (int)at, scribe.count - 1);
    assert_true(strcmp(rows[at].kind, "end") == 0 || strcmp(rows[at].kind, "tick") == 0);
    assert_refused(rows, scribe.count - 1, at + 1, strcmp(rows[at].kind, "tick") == 0 ? "has no row" : "does not run");
    rows = copy_rows(&scribe);
    int64_t later = first_of_kind(&scribe, "tick", (int)at + 3);
    memmove(&rows[later + 1], &rows[later], (size_t)(scribe.count - later) * sizeof *rows);
    rows[later] = scribe.rows[at];
    scribe_repair(rows, (int)later, scribe.count + 1);
    assert_refused(rows, scribe.count + 1, later + 1, "was not drawn");
    scribe_close(&scribe);
}

static void a_refusal_must_have_a_true_reason(void **state)
{
    (void)state;
    struct scribe scribe;
    char keep[LEDGER_BODY_MAX];
    struct sibu_text body = {0};
    struct ledger_drill drill;
    write_month(&scribe);
    int64_t at = first_of_kind(&scribe, "drill", 0);
    while (strstr(scribe.rows[at].body, "\"reason\":\"\"") == NULL) {
        at = first_of_kind(&scribe, "drill", (int)at + 1);
    }
    assert_true(ledger_drill_read(scribe.rows[at].body, &drill, keep));
    drill.drill = "";
    drill.reason = "a drill runs";
    ledger_drill_body(&body, &drill);
    assert_forged(&scribe, at, &body, "does not hold");
    sibu_text_clear(&body);
    assert_true(ledger_drill_read(scribe.rows[at].body, &drill, keep));
    drill.site = drill.site == 1 ? 2 : 1;
    drill.unit = drill.site;
    ledger_drill_body(&body, &drill);
    assert_forged(&scribe, at, &body, "was not drawn");
    sibu_text_clear(&body);
    scribe_close(&scribe);
}

static void nobody_chooses_theta_or_the_length_of_a_period(void **state)
{
    (void)state;
    struct scribe scribe;
    struct ledger_period was, period;
    write_month(&scribe);
    int64_t at = first_of_kind(&scribe, "period", 0);
    assert_true(ledger_period_read(scribe.rows[at].body, &was));
    const struct {
        const char *what;
        double theta;
        int64_t from, to;
    } FORGED[] = {{"does not give the mean", 1.00001, 0, 0},
                  {"", 0.0, 0, 0},
                  {"no period of the calendar", 1.0, 0, 24},
                  {"no period of the calendar", 1.0, 0, -24},
                  {"no period of the calendar", 1.0, -24, 0}};
    for (size_t i = 0; i < sizeof FORGED / sizeof FORGED[0]; i++) {
        struct sibu_text body = {0};
        period = was;
        period.theta *= FORGED[i].theta;
        period.from_tick += FORGED[i].from;
        period.to_tick += FORGED[i].to;
        ledger_period_body(&body, &period);
        assert_forged(&scribe, at, &body, FORGED[i].what);
        sibu_text_clear(&body);
    }
    scribe_close(&scribe);
}

/* A tick drawn again with everything behind it made good: only the signed head knows. */
static void a_tick_drawn_again_does_not_fit_the_signed_head(void **state)
{
    (void)state;
    struct scribe one, other;
    struct sibu_fault fault;
    char note[NOTE_MAX], forged[NOTE_MAX];
    write_month(&one);
    scribe_head(&one, note);
    assert_int_equal(book_check_head(one.book, one.count, note, &fault), SIBU_OK);
    scribe_open(&other, RULES("86400"), "Asia/Shanghai");
    other.seed = 1; /* other bytes at each tick */
    while (other.count < one.count) {
        (void)scribe_tick(&other, 0);
        scribe_drills(&other, "nobody on shift");
    }
    assert_int_equal(book_check_head(other.book, other.count, note, &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "other rows"));
    static const uint8_t THIEF[NOTE_SEED_BYTES] = {1};
    assert_true(note_signer_init(&other.signer, one.signer.key.name, NOTE_LOG, THIEF));
    scribe_head(&other, forged);
    assert_int_equal(book_check_head(other.book, other.count, forged, &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "not signed"));
    assert_int_equal(book_check_head(one.book, one.count, "no head", &fault), SIBU_NO);
    scribe_close(&one);
    scribe_close(&other);
}

static void new_rules_wait(void **state)
{
    (void)state;
    struct scribe scribe;
    struct book *book = NULL;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    scribe_open(&scribe, RULES("86400"), "Asia/Shanghai");
    for (int i = 0; i < 10; i++) {
        (void)scribe_tick(&scribe, 0);
        scribe_drills(&scribe, "");
    }
    int64_t due = book_next_tick(scribe.book) - 1 + 25; /* 3 µs past the hour, and a day later */
    for (int64_t early = due - 24; early < due; early += 23) {
        struct ledger_row row = {.row = scribe.count + 1, .time_us = scribe.now_us, .kind = "rules"};
        assert_int_equal(scribe_read(scribe.rows, scribe.count, &book, &fault), 0);
        ledger_rules_body(&body, early, RULES("90000"));
        row.body = sibu_text_get(&body);
        ledger_hash(&row, book_hash(book), row.hash);
        assert_int_equal(book_take(book, &row, &fault), SIBU_NO);
        assert_non_null(strstr(fault.what[SIBU_EN], "in force"));
        sibu_text_clear(&body);
        book_close(book);
    }
    scribe_rules(&scribe, RULES("90000"), due);
    while (book_next_tick(scribe.book) < due) {
        assert_int_equal(book_rules(scribe.book)->delay_s, 86400);
        (void)scribe_tick(&scribe, 0);
        scribe_drills(&scribe, "");
    }
    assert_int_equal(book_rules(scribe.book)->delay_s, 90000);
    scribe_close(&scribe);
}

static void damage_that_is_acknowledged_begins_a_new_epoch(void **state)
{
    (void)state;
    struct scribe scribe;
    struct book *book = NULL;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    write_month(&scribe);
    struct ledger_row *rows = copy_rows(&scribe);
    rows[50].hash[0] ^= 1;
    assert_int_equal(scribe_read(rows, scribe.count, &book, &fault), 51);
    for (int i = 50; i < scribe.count; i++) {
        book_pass(book, rows[i].hash);
    }
    struct ledger_row row = {.row = scribe.count + 1, .time_us = scribe.now_us, .kind = "damage"};
    struct ledger_damage damage = {51};
    ledger_damage_body(&body, &damage);
    row.body = sibu_text_get(&body);
    ledger_hash(&row, rows[scribe.count - 1].hash, row.hash);
    book_resume(book, row.row, rows[scribe.count - 1].hash);
    assert_int_equal(book_take(book, &row, &fault), SIBU_OK);
    assert_int_equal(book_start(book)->who.epoch, 2);
    assert_null(book_rules(book));
    assert_int_equal(book_head(book).size, (uint64_t)row.row);
    sibu_text_clear(&body);
    book_close(book);
    scribe_close(&scribe);
}

/* Else whoever has the key could forget all counts and gaps. */
static void damage_that_is_not_there_cannot_be_acknowledged(void **state)
{
    (void)state;
    struct scribe scribe;
    struct book *book = NULL;
    struct sibu_fault fault;
    struct sibu_text body = {0};
    struct ledger_damage damage = {3};
    write_month(&scribe);
    assert_int_equal(scribe_read(scribe.rows, scribe.count, &book, &fault), 0);
    struct ledger_row row = {.row = scribe.count + 1, .time_us = scribe.now_us, .kind = "damage"};
    ledger_damage_body(&body, &damage);
    row.body = sibu_text_get(&body);
    ledger_hash(&row, book_hash(book), row.hash);
    assert_int_equal(book_take(book, &row, &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "not there"));
    sibu_text_clear(&body);
    book_close(book);
    scribe_close(&scribe);
}

/* A month in which nothing is held ends with a row that says so; without it the next month does not begin. */
static void a_missed_least_cannot_be_left_out(void **state)
{
    (void)state;
    struct scribe scribe;
    scribe_open(&scribe, RULES("86400"), "Asia/Shanghai");
    for (int i = 0; i < 60 * 24; i++) {
        (void)scribe_tick(&scribe, 0);
        scribe_drills(&scribe, "nobody on shift");
    }
    int64_t at = first_of_kind(&scribe, "missed", 0);
    struct ledger_row *rows = copy_rows(&scribe);
    memmove(&rows[at], &rows[at + 1], (size_t)(scribe.count - at - 1) * sizeof *rows);
    scribe_repair(rows, (int)at, scribe.count - 1);
    assert_refused(rows, scribe.count - 1, at + 1, "");
    scribe_close(&scribe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_ledger_is_taken_and_counted),
        cmocka_unit_test(a_flipped_byte_is_found_at_its_row),
        cmocka_unit_test(removed_repeated_and_moved_rows_are_found),
        cmocka_unit_test(forged_ticks_are_found_though_hashes_fit),
        cmocka_unit_test(a_drill_without_a_start_and_a_start_without_its_drill_are_found),
        cmocka_unit_test(a_refusal_must_have_a_true_reason),
        cmocka_unit_test(nobody_chooses_theta_or_the_length_of_a_period),
        cmocka_unit_test(a_tick_drawn_again_does_not_fit_the_signed_head),
        cmocka_unit_test(new_rules_wait),
        cmocka_unit_test(damage_that_is_not_there_cannot_be_acknowledged),
        cmocka_unit_test(a_missed_least_cannot_be_left_out),
        cmocka_unit_test(damage_that_is_acknowledged_begins_a_new_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
