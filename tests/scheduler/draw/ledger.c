/* The ledger: rows of one size, a chain that anyone can follow, and every change of it found and named by its row.
 *
 * The hash vector comes from Python's hashlib.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/ledger.h"

#define ROWS 40
#define TICK_US (INT64_C(600) * 1000000)
#define FIRST_INDEX INT64_C(2992000)

/* A ledger of one start, ticks of which every tenth fires, their drills, and a surprise. */
struct book {
    struct ledger_row rows[ROWS];
    char bodies[ROWS][LEDGER_BODY_MAX];
    struct draw_installation who;
    int count;
};

static void add_row(struct book *book, int64_t time_us, const char *kind, const char *body)
{
    struct ledger_row *row = &book->rows[book->count];
    static const uint8_t NONE[SIBU_HASH_BYTES] = {0};
    (void)snprintf(book->bodies[book->count], LEDGER_BODY_MAX, "%s", body);
    *row = (struct ledger_row){.row = book->count + 1, .time_us = time_us, .kind = kind};
    row->body = book->bodies[book->count];
    ledger_hash(row, book->count > 0 ? book->rows[book->count - 1].hash : NONE, row->hash);
    book->count++;
}

static void fill_tick(const struct book *book, int i, struct draw_tick *tick)
{
    memset(tick, 0, sizeof *tick);
    tick->index = FIRST_INDEX + i;
    tick->threshold = i % 10 == 9 ? DRAW_ALWAYS : 0;
    tick->gate = i % 10 == 9 ? DRAW_GATE_SURPRISE : DRAW_GATE_WINDOW;
    memset(tick->r, i, sizeof tick->r);
    draw_root(&book->who, tick->index, tick->r, tick->R);
    tick->u = draw_u(tick->R);
    tick->start = draw_fires(tick->u, tick->threshold);
}

static void add_drill(struct book *book, int64_t index)
{
    struct ledger_drill drill = {.tick = index, .drill = "2026-000001", .reason = ""};
    char body[LEDGER_BODY_MAX];
    if (index % 2 == 0) {
        drill.drill = "";
        drill.reason = "nobody on shift";
    }
    ledger_drill_body(body, &drill);
    add_row(book, index * TICK_US + 1, "drill", body);
}

static void fill(struct book *book)
{
    char body[LEDGER_BODY_MAX];
    struct ledger_start start = {.who = {{7, 7, 7}, 1}, .tick_s = 600};
    memset(book, 0, sizeof *book);
    book->who = start.who;
    ledger_start_body(body, &start);
    add_row(book, FIRST_INDEX * TICK_US - 5, "start", body);
    ledger_surprise_body(body, 28800);
    add_row(book, FIRST_INDEX * TICK_US - 4, "surprise", body);
    for (int i = 0; i < 31; i++) {
        struct draw_tick tick;
        fill_tick(book, i, &tick);
        ledger_tick_body(body, &tick);
        add_row(book, tick.index * TICK_US + 3, "tick", body);
        if (tick.start) {
            add_drill(book, tick.index);
        }
    }
}

/* The first row that the check refuses, 0 where it refuses none. */
static int64_t check_book(const struct book *book, struct ledger_check *check)
{
    memset(check, 0, sizeof *check);
    for (int i = 0; i < book->count; i++) {
        struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
        if (ledger_check_row(check, &book->rows[i], &fault) != SIBU_OK) {
            char place[64];
            (void)snprintf(place, sizeof place, "ledger:%lld", (long long)book->rows[i].row);
            assert_int_equal(fault.status, SIBU_NO);
            assert_string_equal(fault.place, place);
            return i + 1;
        }
    }
    return 0;
}

/* Hashes made right again from row `from` (counted from 0) on: what somebody would do who changes a row. */
static void repair(struct book *book, int from)
{
    static const uint8_t NONE[SIBU_HASH_BYTES] = {0};
    for (int i = from; i < book->count; i++) {
        ledger_hash(&book->rows[i], i > 0 ? book->rows[i - 1].hash : NONE, book->rows[i].hash);
    }
}

static void an_honest_ledger_is_counted(void **state)
{
    (void)state;
    struct book book;
    struct ledger_check check;
    fill(&book);
    assert_int_equal(check_book(&book, &check), 0);
    assert_int_equal(check.rows, book.count);
    assert_int_equal(check.ticks, 31);
    assert_int_equal(check.starts, 1);
    assert_int_equal(check.drills, 3);
    assert_int_equal(check.refused, 0);
    assert_int_equal(check.is_waiting, 0);
    assert_memory_equal(check.hash, book.rows[book.count - 1].hash, SIBU_HASH_BYTES);
}

static void the_chain_is_that_of_the_published_form(void **state)
{
    (void)state;
    static const uint8_t NONE[SIBU_HASH_BYTES] = {0};
    struct ledger_row row = {.row = 1, .time_us = INT64_C(1795444200000000), .kind = "surprise"};
    char body[LEDGER_BODY_MAX];
    char hex[65];
    ledger_surprise_body(body, 28800);
    assert_string_equal(body, "{\"within_s\":  28800}");
    row.body = body;
    ledger_hash(&row, NONE, row.hash);
    sibu_hex(hex, row.hash, sizeof row.hash);
    assert_string_equal(hex, "39d55003ae68d78cb45d68cf15eb4696b0bd169895a57f53bcbde8addff477ef");
}

static void rows_of_a_kind_have_one_size(void **state)
{
    (void)state;
    char body[LEDGER_BODY_MAX];
    struct draw_tick tick = {.index = 0};
    ledger_tick_body(body, &tick);
    assert_int_equal(strlen(body), LEDGER_TICK_LENGTH);
    tick = (struct draw_tick){.index = 999999999999, .u = UINT64_MAX, .threshold = UINT64_MAX, .start = 1};
    tick.gate = DRAW_GATE_SURPRISE;
    ledger_tick_body(body, &tick);
    assert_int_equal(strlen(body), LEDGER_TICK_LENGTH);
    ledger_surprise_body(body, 1);
    assert_int_equal(strlen(body), LEDGER_SURPRISE_LENGTH);
    ledger_surprise_body(body, 9999999);
    assert_int_equal(strlen(body), LEDGER_SURPRISE_LENGTH);
}

/* Without repaired hashes the row itself is found; with them, whatever the bytes then say that cannot be. */
static void every_flipped_byte_is_found(void **state)
{
    (void)state;
    struct book book;
    struct ledger_check check;
    fill(&book);
    for (int i = 0; i < book.count; i++) {
        for (size_t k = 0; book.bodies[i][k] != '\0'; k += 7) {
            char was = book.bodies[i][k];
            book.bodies[i][k] = (char)(was ^ 1);
            assert_int_equal(check_book(&book, &check), i + 1);
            book.bodies[i][k] = was;
        }
        book.rows[i].time_us++;
        assert_int_equal(check_book(&book, &check), i + 1);
        book.rows[i].time_us--;
        book.rows[i].hash[5] ^= 1;
        assert_int_equal(check_book(&book, &check), i + 1);
        book.rows[i].hash[5] ^= 1;
    }
    assert_int_equal(check_book(&book, &check), 0);
}

static void removed_and_moved_rows_are_found(void **state)
{
    (void)state;
    struct book book;
    struct ledger_check check;
    for (int gone = 0; gone < 10; gone++) {
        fill(&book);
        memmove(&book.rows[gone], &book.rows[gone + 1], (size_t)(book.count - gone - 1) * sizeof book.rows[0]);
        book.count--;
        assert_int_equal(check_book(&book, &check), gone + 1);
    }
    fill(&book);
    struct ledger_row row = book.rows[5];
    book.rows[5] = book.rows[6];
    book.rows[6] = row;
    assert_int_equal(check_book(&book, &check), 6);
}

/* Rows changed with all hashes made right again: the sense of the rows still gives them away. */
static void repaired_hashes_do_not_hide_what_cannot_be(void **state)
{
    (void)state;
    static const struct {
        int row; /* counted from 0; 2 is the first tick, 11 the first that fired, 12 its drill */
        const char *was, *is;
        int64_t found; /* counted from 1 */
    } CASES[] = {
        {4, "\"start\":0", "\"start\":1", 5},
        {11, "\"start\":1", "\"start\":0", 12},
        {4, "\"r\":\"0202", "\"r\":\"0203", 5},
        {4, "\"threshold\":\"0000", "\"threshold\":\"8000", 5}, /* closed, yet with a threshold */
        {4, "2992002", "2992001", 5}, /* drawn twice */
        {4, "2992002", "2992902", 5}, /* before its time, and U of another tick */
        {4, "\"gate\":\"w\"", "\"gate\":\"x\"", 5},
        {4, "     2992002", "2992002     ", 5},
        {0, "\"format\":1", "\"format\":2", 1},
        {0, "\"installation\":\"0707", "\"installation\":\"0708", 3},
        {12, "2992009", "2992008", 13},
        {12, "\"held\":true", "\"held\":false", 13},
        {1, "28800", "28x00", 2},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct book book;
        struct ledger_check check;
        fill(&book);
        char *at = strstr(book.bodies[CASES[i].row], CASES[i].was);
        assert_non_null(at);
        char rest[LEDGER_BODY_MAX];
        (void)snprintf(rest, sizeof rest, "%s%s", CASES[i].is, at + strlen(CASES[i].was));
        (void)snprintf(at, LEDGER_BODY_MAX - (size_t)(at - book.bodies[CASES[i].row]), "%s", rest);
        repair(&book, CASES[i].row);
        int64_t found = check_book(&book, &check);
        if (found != CASES[i].found) {
            fail_msg("%s -> %s: found in row %lld", CASES[i].was, CASES[i].is, (long long)found);
        }
    }
}

/* A drawn drill that is kept quiet: the next tick's row tells. */
static void a_drill_kept_quiet_is_found(void **state)
{
    (void)state;
    struct book book;
    struct ledger_check check;
    fill(&book);
    assert_string_equal(book.rows[12].kind, "drill");
    for (int i = 12; i + 1 < book.count; i++) {
        book.rows[i] = book.rows[i + 1];
        book.rows[i].row = i + 1;
    }
    book.count--;
    repair(&book, 12);
    assert_int_equal(check_book(&book, &check), 13);
}

static void a_row_out_of_place_is_found(void **state)
{
    (void)state;
    struct book book;
    struct ledger_check check;
    fill(&book);
    book.rows[0].kind = "tick";
    repair(&book, 0);
    assert_int_equal(check_book(&book, &check), 1);
    fill(&book);
    book.rows[1].kind = "note";
    repair(&book, 1);
    assert_int_equal(check_book(&book, &check), 2);
    fill(&book);
    book.rows[3].time_us = FIRST_INDEX * TICK_US; /* of the tick after */
    repair(&book, 3);
    assert_int_equal(check_book(&book, &check), 4);
}

/* The server was started again, with another policy; another installation is another ledger. */
static void a_restart_goes_on_with_the_same_installation(void **state)
{
    (void)state;
    struct book book;
    struct ledger_check check;
    char body[LEDGER_BODY_MAX];
    struct ledger_start again = {.who = {{7, 7, 7}, 1}, .tick_s = 300, .seeded = 1, .policy = {9}};
    fill(&book);
    ledger_start_body(body, &again);
    add_row(&book, (FIRST_INDEX + 40) * TICK_US, "start", body);
    assert_int_equal(check_book(&book, &check), 0);
    assert_int_equal(check.starts, 2);
    assert_int_equal(check.seeded, 1);
    book.count--;
    again.who.id[0] = 8;
    ledger_start_body(body, &again);
    add_row(&book, (FIRST_INDEX + 40) * TICK_US, "start", body);
    assert_int_equal(check_book(&book, &check), book.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_ledger_is_counted),
        cmocka_unit_test(the_chain_is_that_of_the_published_form),
        cmocka_unit_test(rows_of_a_kind_have_one_size),
        cmocka_unit_test(every_flipped_byte_is_found),
        cmocka_unit_test(removed_and_moved_rows_are_found),
        cmocka_unit_test(repaired_hashes_do_not_hide_what_cannot_be),
        cmocka_unit_test(a_drill_kept_quiet_is_found),
        cmocka_unit_test(a_row_out_of_place_is_found),
        cmocka_unit_test(a_restart_goes_on_with_the_same_installation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
