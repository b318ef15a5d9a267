/* A store copied into another, of the same kind and of the other: all rows, keys that go on, nothing half done. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "store/copy_tables.h"
#include "store/store_audit.h"
#include "store/store_copy.h"
#include "store/store_findings.h"

/* The store that is copied, an SQLite file between, and another like the first. */
struct copies {
    struct fixture from, to;
    struct store *between;
    char path[400];
    struct store_copy_sum sums[3][STORE_COPY_TABLES];
    struct sibu_fault fault;
};

static void open_between(struct copies *copies)
{
    (void)snprintf(copies->path, sizeof copies->path, "%s/between.db", copies->to.folder);
    assert_int_equal(store_open(&copies->between, copies->path, &copies->fault), SIBU_OK);
}

static void setup(struct copies *copies)
{
    memset(copies, 0, sizeof *copies);
    fixture_open(&copies->from);
    fixture_open(&copies->to);
    open_between(copies);
}

static void teardown(struct copies *copies)
{
    store_close(copies->between);
    (void)unlink(copies->path);
    fixture_close(&copies->from);
    fixture_close(&copies->to);
}

static void good(enum sibu_status status, const struct sibu_fault *fault)
{
    if (status != SIBU_OK) {
        fail_msg("%s: %s", fault->place, fault->what[SIBU_EN]);
    }
}

/* Rows of every table, by SQL where it is only of the table that they are there. */
static void fill(struct fixture *from)
{
    static const char *const SQL[] = {
        "INSERT INTO account (name, roles, password, made_us, ended_us, branch) VALUES ('ann', 3, 'x', 1, 0, 'b1')",
        "INSERT INTO invitation (hash, account, roles, made_by, made_us, expires_us, branch) VALUES"
        " (/*-*/zeroblob(32)/*-*//*+decode(repeat('00', 32), 'hex')*/, 1, 3, 'ann', 1, 2, '')",
        "INSERT INTO session (hash, account, made_us, seen_us) VALUES"
        " (/*-*/zeroblob(32)/*-*//*+decode(repeat('00', 32), 'hex')*/, 1, 3, 4)",
        "INSERT INTO ledger (row, time_us, kind, body, hash) VALUES (1, 2, 'x', '{\"zh\":\"抽\"}',"
        " /*-*/zeroblob(32)/*-*//*+decode(repeat('00', 32), 'hex')*/)",
        "INSERT INTO ledger_head (size, note, kept) VALUES (1, 'note', 1)",
        "INSERT INTO claim (name, holder, fence, until_us) VALUES ('tick', 'node-1', 3, 9)",
        "INSERT INTO drawn (tick, row) VALUES (17, 1)",
        "INSERT INTO response (/*+site_no, */drill, sequence, received_us, client_us, person, kind, place, key)"
        " SELECT /*+site_no, */key, 1, 5, -6, 2, 'check-in', 'M1', 'k' FROM drill",
        "INSERT INTO opening (/*+site_no, */drill, person, sign, time_us) SELECT /*+site_no, */key, 1, 'seen', 9 FROM"
        " drill",
        "INSERT INTO alert (/*+site_no, */key, drill, sequence, identifier, xml, sent_us, expires_us, ends_earlier,"
        " to_wardens) SELECT /*+site_no, */key + 40, key, 7, 'a7', '<alert/>', 1, 2, 0, 1 FROM drill",
        "INSERT INTO named (/*+site_no, */alert, person) SELECT /*+site_no, */key, 2 FROM alert",
        "INSERT INTO sheet (/*+site_no, */drill, number, line) SELECT /*+site_no, */key, 1, '{}' FROM drill",
        "INSERT INTO figure (/*+site_no, */drill, line) SELECT /*+site_no, */key, '{}' FROM drill",
        "INSERT INTO signed (/*+site_no, */drill, line) SELECT /*+site_no, */key, '{}' FROM drill",
        "INSERT INTO outbox (/*+site_no, */key, alert, drill, person, channel, address, step, unanswered,"
        " idempotency_key, due_us, expires_us, attempt, state) SELECT /*+site_no, */key + 10, key, drill, NULL, 'mqtt',"
        " '', 0, 0, 'i1', 1, 2, 0, 'waiting' FROM alert",
        "INSERT INTO outbox (/*+site_no, */key, alert, drill, person, channel, address, step, unanswered,"
        " idempotency_key, due_us, expires_us, attempt, state, owner, fence) SELECT /*+site_no, */key + 11, key, drill, 2,"
        " 'http', 'url', 0, 0, 'i2', 1, 2, 0, 'accepted', 'node/1', 5 FROM alert",
        "INSERT INTO delivery (/*+site_no, */drill, sequence, started_us, ended_us, alert, person, channel, key,"
        " attempt, result, fault) SELECT /*+site_no, */key, 1, 2, 3, 'a7', 2, 'http', 'i2', 1, 200, '' FROM drill",
    };
    struct store_audit row = {.time_us = 5, .who = "ann", .roles = "officer", .action = "surprise", .result = "ok"};
    struct store_finding_row finding = {
        .time_us = 6, .site = "park", .event = "opened", .zh = "门锁着", .en = "locked"};
    (void)fixture_drill(from, 3, "http://127.0.0.1/x");
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0]; i++) {
        if (!fixture_sql(from, SQL[i])) {
            fail_msg("refused: %s", SQL[i]);
        }
    }
    good(store_setting_put(from->store, "name", "值", &from->fault), &from->fault);
    good(store_audit_put(from->store, &row, &from->fault), &from->fault);
    good(store_findings_add(from->store, &finding, 1, &from->fault), &from->fault);
}

static void copy(struct copies *copies, struct store *from, struct store *to, int n)
{
    good(store_copy(from, to, NULL, copies->sums[n], &copies->fault), &copies->fault);
}

static void test_there_and_back(void **state)
{
    struct copies copies;
    (void)state;
    setup(&copies);
    fill(&copies.from);
    copy(&copies, copies.from.store, copies.between, 0);
    copy(&copies, copies.between, copies.to.store, 1);
    assert_memory_equal(copies.sums[0], copies.sums[1], sizeof copies.sums[0]);
    for (size_t i = 0; i < STORE_COPY_TABLES; i++) {
        assert_string_equal(copies.sums[0][i].table, COPY_TABLES[i].name);
        if (copies.sums[0][i].rows < 1) {
            fail_msg("no row of %s was tested", COPY_TABLES[i].name);
        }
    }
    int64_t rows = 0;
    good(store_audit_check(copies.to.store, &rows, &copies.fault), &copies.fault);
    assert_int_equal(rows, 1);
    assert_int_equal(fixture_number(&copies.to, "SELECT count(*) FROM outbox WHERE person IS NULL"), 1);
    assert_int_equal(fixture_number(&copies.to, "SELECT count(*) FROM proof"), 1);
    teardown(&copies);
}

/* Keys are given on from the last one, be its row there or not. */
static void test_keys_go_on(void **state)
{
    struct copies copies;
    (void)state;
    setup(&copies);
    fill(&copies.from);
    assert_true(fixture_sql(&copies.from, "INSERT INTO account (name, roles, password, made_us, ended_us) VALUES"
                                          " ('eve', 1, 'x', 1, 0)"));
    assert_true(fixture_sql(&copies.from, "DELETE FROM account WHERE name = 'eve'"));
    copy(&copies, copies.from.store, copies.between, 0);
    copy(&copies, copies.between, copies.to.store, 1);
    assert_true(fixture_sql(&copies.to, "INSERT INTO account (name, roles, password, made_us, ended_us) VALUES"
                                        " ('bob', 1, 'x', 1, 0)"));
    assert_int_equal(fixture_number(&copies.to, "SELECT key FROM account WHERE name = 'bob'"), 3);
    struct store_person more = {
        .id = "W900", .name = "n", .zone = "Z1", .shift = "day", .role = "worker", .language = "zh", .pace = "normal"};
    good(store_people_import(copies.to.store, "park", &more, 1, &copies.fault), &copies.fault);
    assert_int_equal(fixture_number(&copies.to, "SELECT key/*+ & 4294967295*/ FROM person WHERE id = 'W900'"), 4);
    teardown(&copies);
}

/* Stopped half way nothing is there; then all; then nothing more. */
static int stop_at_alerts(void *data, const char *table, int64_t rows)
{
    (void)data;
    (void)rows;
    return strcmp(table, "alert") != 0;
}

static void test_all_or_nothing(void **state)
{
    struct copies copies;
    const struct store_copy_watch watch = {stop_at_alerts, NULL};
    (void)state;
    setup(&copies);
    fill(&copies.from);
    assert_int_equal(store_copy(copies.from.store, copies.to.store, &watch, copies.sums[0], &copies.fault), SIBU_NO);
    assert_int_equal(fixture_number(&copies.to, "SELECT count(*) FROM person"), 0);
    copy(&copies, copies.from.store, copies.to.store, 0);
    assert_int_equal(fixture_number(&copies.to, "SELECT count(*) FROM person"), 3);
    assert_int_equal(store_copy(copies.from.store, copies.to.store, NULL, copies.sums[0], &copies.fault), SIBU_NO);
    assert_non_null(strstr(copies.fault.what[SIBU_EN], "empty"));
    teardown(&copies);
}

/* What arrives otherwise than it was sent is not kept. */
static void test_changed_on_the_way(void **state)
{
    struct copies copies;
    (void)state;
    setup(&copies);
    fill(&copies.from);
    assert_true(fixture_sql(&copies.to,
                            "/*-*/CREATE TRIGGER liar AFTER INSERT ON person BEGIN UPDATE person SET zone = 'Z9' WHERE"
                            " key = new.key; END/*-*//*+CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS"
                            " 'BEGIN new.zone := ''Z9''; RETURN new; END'; CREATE TRIGGER liar BEFORE INSERT ON person"
                            " FOR EACH ROW EXECUTE FUNCTION lie()*/"));
    assert_int_equal(store_copy(copies.from.store, copies.to.store, NULL, copies.sums[0], &copies.fault), SIBU_NO);
    assert_non_null(strstr(copies.fault.what[SIBU_EN], "person"));
    assert_int_equal(fixture_number(&copies.to, "SELECT count(*) FROM person"), 0);
    teardown(&copies);
}

static void test_alone(void **state)
{
    struct fixture from;
    struct store *other = NULL;
    (void)state;
    fixture_open(&from);
    assert_int_equal(store_open(&other, from.path, &from.fault), SIBU_OK);
    assert_int_equal(store_alone(from.store, &from.fault), SIBU_NO);
    store_close(other);
    good(store_alone(from.store, &from.fault), &from.fault);
    assert_int_equal(store_open(&other, from.path, &from.fault), SIBU_IO);
    fixture_close(&from);
}

/* The list has every table and every column of the database. */
static void test_list_is_whole(void **state)
{
    struct fixture from;
    int64_t columns = 0;
    (void)state;
    fixture_open(&from);
    for (size_t i = 0; i < STORE_COPY_TABLES; i++) {
        const struct copy_table *table = &COPY_TABLES[i];
        int has_site = strncmp(table->read, "SELECT d.site", 13) == 0 || strncmp(table->read, "SELECT h.site", 13) == 0;
        columns += strcmp(table->name, "counter") == 0 ? 0 : (int64_t)strlen(table->kinds) - has_site;
    }
    assert_int_equal(fixture_number(&from,
                                    "/*-*/SELECT count(*) FROM sqlite_schema s JOIN pragma_table_info(s.name) WHERE"
                                    " s.type = 'table' AND s.name NOT LIKE 'sqlite_%'/*-*//*+SELECT count(*) FROM"
                                    " information_schema.columns WHERE table_schema = current_schema() AND table_name"
                                    " NOT IN ('site', 'hold', 'sibu_schema') AND column_name <> 'site_no'*/"),
                     columns);
    fixture_close(&from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_keys_go_on),
        cmocka_unit_test(test_all_or_nothing), cmocka_unit_test(test_changed_on_the_way),
        cmocka_unit_test(test_alone),          cmocka_unit_test(test_list_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
