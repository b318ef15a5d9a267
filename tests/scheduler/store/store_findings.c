/* The ledger of findings in the store: rows only ever added, each behind the hash of all before it. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/store_findings.h"

static struct store_finding_row row_of(const char *event, const char *drill)
{
    return (struct store_finding_row){.time_us = FIXTURE_T0_US,
                                      .site = "park",
                                      .kind = "missing",
                                      .place = "Z1",
                                      .event = event,
                                      .who = "system",
                                      .drill = drill,
                                      .mark = "minor",
                                      .due_us = FIXTURE_T0_US + 1,
                                      .value = 3,
                                      .zh = "一人",
                                      .en = "one"};
}

static void add(struct fixture *f, const char *event, const char *drill)
{
    const struct store_finding_row row = row_of(event, drill);
    assert_int_equal(store_findings_add(f->store, &row, 1, &f->fault), SIBU_OK);
}

static void what_is_added_is_there_in_order(void **state)
{
    (void)state;
    struct fixture f;
    struct store_finding_row *rows = NULL;
    size_t count = 0;
    int64_t sound = 0;
    fixture_open(&f);
    add(&f, "drilled", "2026-000001");
    add(&f, "opened", "2026-000001");
    fixture_reopen(&f);
    add(&f, "closed", "");
    assert_int_equal(store_findings(f.store, NULL, &f.arena, &rows, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 3);
    assert_int_equal(rows[2].row, 3);
    assert_string_equal(rows[2].event, "closed");
    assert_string_equal(rows[1].zh, "一人");
    assert_string_equal(rows[1].owner, "");
    assert_int_equal(rows[1].value, 3);
    assert_int_equal(store_findings(f.store, "elsewhere", &f.arena, &rows, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store_findings_check(f.store, &sound, &f.fault), SIBU_OK);
    assert_int_equal(sound, 3);
    if (!f.is_postgres) {
        assert_int_equal(finding_file_check(f.path, &sound, &f.fault), SIBU_OK);
        assert_int_equal(sound, 3);
    }
    fixture_close(&f);
}

/* A drill that is judged twice is in it once, and nothing of the second try. */
static void a_drill_is_judged_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    add(&f, "drilled", "2026-000001");
    const struct store_finding_row rows[] = {row_of("opened", "2026-000001"), row_of("drilled", "2026-000001")};
    assert_int_equal(store_findings_add(f.store, rows, 2, &f.fault), SIBU_NO);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM finding"), 1);
    fixture_close(&f);
}

static void texts_that_are_too_long_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    static char text[STORE_FINDING_TEXT_MAX + 2], word[STORE_FINDING_WORD_MAX + 2];
    memset(text, 'x', sizeof text - 1);
    memset(word, 'x', sizeof word - 1);
    fixture_open(&f);
    struct store_finding_row row = row_of("proof", "");
    row.zh = text;
    assert_int_equal(store_findings_add(f.store, &row, 1, &f.fault), SIBU_BAD_INPUT);
    row = row_of("assigned", "");
    row.owner = word;
    assert_int_equal(store_findings_add(f.store, &row, 1, &f.fault), SIBU_BAD_INPUT);
    row.owner = word + 1;
    assert_int_equal(store_findings_add(f.store, &row, 1, &f.fault), SIBU_OK);
    fixture_close(&f);
}

/* Each of these, done behind the store's back, and the row that must be named. */
static void what_was_changed_is_found_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *place;
        int in_file; /* of what only a file can have become */
    } CASES[] = {
        {"UPDATE finding SET mark = 'major' WHERE row = 2", ":finding:2", 0},
        {"UPDATE finding SET due_us = due_us + 1 WHERE row = 1", ":finding:1", 0},
        {"UPDATE finding SET en = 'none' WHERE row = 3", ":finding:3", 0},
        {"UPDATE finding SET value = 4 WHERE row = 3", ":finding:3", 0},
        {"UPDATE finding SET zh = zh || char(0) || 'x' WHERE row = 2", ":finding:2", 1},
        {"DELETE FROM finding WHERE row = 2", ":finding:2", 0},
        {"UPDATE finding SET row = row + 5 WHERE row = 3", ":finding:3", 0},
        {"DROP TABLE finding", ":finding:1", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fixture f;
        char place[360];
        int64_t sound = 0;
        fixture_open(&f);
        if (CASES[i].in_file && f.is_postgres) {
            fixture_close(&f);
            continue;
        }
        add(&f, "drilled", "2026-000001");
        add(&f, "opened", "2026-000001");
        add(&f, "closed", "");
        assert_false(fixture_sql(&f, "UPDATE finding SET mark = 'major' WHERE row = 2")); /* not by accident */
        assert_false(fixture_sql(&f, "DELETE FROM finding"));
        assert_true(fixture_sql(
            &f, "DROP TRIGGER finding_kept_1 /*+ON finding*/; DROP TRIGGER finding_kept_2 /*+ON finding*/"));
        assert_true(fixture_sql(&f, CASES[i].sql));
        if (!f.is_postgres) {
            (void)snprintf(place, sizeof place, "%s%s", f.path, CASES[i].place);
            assert_int_equal(finding_file_check(f.path, &sound, &f.fault), SIBU_NO);
            assert_string_equal(f.fault.place, place);
        }
        if (!CASES[i].in_file) {
            assert_int_equal(store_findings_check(f.store, &sound, &f.fault), SIBU_NO);
            assert_non_null(strstr(f.fault.place, CASES[i].place));
        }
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_is_there_in_order),
        cmocka_unit_test(a_drill_is_judged_once),
        cmocka_unit_test(texts_that_are_too_long_are_refused),
        cmocka_unit_test(what_was_changed_is_found_and_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
