/* Accounts, their links and sessions, and the audit trail: what is kept, what is refused, and that nothing is done without
 * its row. */
#include "store/store_accounts.h"

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define DAY_US (INT64_C(86400) * 1000000)

enum { ADMINISTRATOR = 1, OFFICER = 2 };

static struct store_audit row_of(const char *action, int64_t time_us)
{
    return (struct store_audit){.time_us = time_us,
                                .who = "system",
                                .roles = "",
                                .action = action,
                                .object = "",
                                .address = "10.0.0.7",
                                .result = "ok"};
}

static void fill(uint8_t hash[SIBU_HASH_BYTES], int value)
{
    memset(hash, value, SIBU_HASH_BYTES);
}

static struct store_invitation link_of(int value, int64_t account, int64_t roles)
{
    struct store_invitation invitation = {.account = account,
                                          .roles = roles,
                                          .by = "anna",
                                          .made_us = FIXTURE_T0_US,
                                          .expires_us = FIXTURE_T0_US + DAY_US};
    fill(invitation.hash, value);
    return invitation;
}

/* Makes an account through a link. */
static int64_t make(struct fixture *f, const char *name, int64_t roles)
{
    struct store_invitation invitation = link_of(0x77, 0, roles);
    struct store_account account = {.name = name, .password = "hash"};
    const struct store_audit row = row_of("make", FIXTURE_T0_US);
    assert_int_equal(store_invitation_put(f->store, &invitation, &row, &f->fault), SIBU_OK);
    assert_int_equal(store_invitation_use(f->store, invitation.hash, &account, &row, &f->fault), SIBU_OK);
    return account.key;
}

static size_t count_rows(struct fixture *f)
{
    struct store_audit *rows = NULL;
    size_t count = 0;
    assert_int_equal(store_audit(f->store, (struct store_audit_part){0, 1000}, &f->arena, &rows, &count, &f->fault),
                     SIBU_OK);
    return count;
}

static size_t count_accounts(struct fixture *f)
{
    struct store_account *accounts = NULL;
    size_t count = 0;
    assert_int_equal(store_accounts(f->store, &f->arena, &accounts, &count, &f->fault), SIBU_OK);
    return count;
}

static void a_link_works_once_and_in_its_time(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct store_invitation invitation = link_of(1, 0, OFFICER), found;
    struct store_account account = {.name = "bert", .password = "hash"};
    struct store_audit row = row_of("invite", FIXTURE_T0_US);
    assert_int_equal(store_invitation_put(f.store, &invitation, &row, &f.fault), SIBU_OK);
    row = row_of("join", FIXTURE_T0_US + DAY_US); /* too late by nothing */
    assert_int_equal(store_invitation_use(f.store, invitation.hash, &account, &row, &f.fault), SIBU_NO);
    row.time_us--;
    assert_int_equal(store_invitation_use(f.store, invitation.hash, &account, &row, &f.fault), SIBU_OK);
    assert_int_equal(store_account_by_name(f.store, "bert", &f.arena, &account, &f.fault), SIBU_OK);
    assert_int_equal(account.roles, OFFICER);
    account.name = "carl";
    assert_int_equal(store_invitation_use(f.store, invitation.hash, &account, &row, &f.fault), SIBU_NO);
    assert_int_equal(store_invitation_find(f.store, invitation.hash, FIXTURE_T0_US, &f.arena, &found, &f.fault),
                     SIBU_NO);
    assert_int_equal(count_accounts(&f), 1);
    assert_int_equal(count_rows(&f), 2); /* what was refused has none */
    fixture_close(&f);
}

static void a_name_is_never_given_twice_and_the_link_stays_good(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    const struct store_audit row = row_of("end", FIXTURE_T0_US);
    (void)make(&f, "anna", ADMINISTRATOR);
    int64_t bert = make(&f, "bert", OFFICER);
    assert_int_equal(
        store_account_change(f.store, &(struct store_account_change){bert, 0, ADMINISTRATOR, NULL}, &row, &f.fault),
        SIBU_OK);
    assert_int_equal(count_accounts(&f), 1);
    struct store_invitation invitation = link_of(2, 0, OFFICER);
    struct store_account account = {.name = "bert", .password = "hash"};
    assert_int_equal(store_invitation_put(f.store, &invitation, &row, &f.fault), SIBU_OK);
    assert_int_equal(store_invitation_use(f.store, invitation.hash, &account, &row, &f.fault), SIBU_NO);
    assert_string_equal(f.fault.place, "name");
    account.name = "bert.2";
    assert_int_equal(store_invitation_use(f.store, invitation.hash, &account, &row, &f.fault), SIBU_OK);
    fixture_close(&f);
}

static void one_administrator_is_left(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    const struct store_audit row = row_of("change", FIXTURE_T0_US);
    int64_t anna = make(&f, "anna", ADMINISTRATOR);
    struct store_account_change end = {anna, 0, ADMINISTRATOR, NULL};
    struct store_account_change less = {anna, OFFICER, ADMINISTRATOR, NULL};
    assert_int_equal(store_account_change(f.store, &end, &row, &f.fault), SIBU_NO);
    assert_int_equal(store_account_change(f.store, &less, &row, &f.fault), SIBU_NO);
    assert_int_equal(count_rows(&f), 2);
    (void)make(&f, "dora", ADMINISTRATOR | OFFICER);
    assert_int_equal(store_account_change(f.store, &end, &row, &f.fault), SIBU_OK);
    assert_int_equal(store_account_change(f.store, &end, &row, &f.fault), SIBU_NO); /* it lives no more */
    fixture_close(&f);
}

static int has_session(struct fixture *f, int value)
{
    struct store_session session;
    struct store_account account;
    uint8_t hash[SIBU_HASH_BYTES];
    fill(hash, value);
    enum sibu_status status = store_session_find(f->store, hash, &f->arena, &session, &account, &f->fault);
    assert_true(status == SIBU_OK || status == SIBU_NO);
    return status == SIBU_OK;
}

static void put_session(struct fixture *f, int value, int64_t account)
{
    struct store_session session = {.account = account, .made_us = FIXTURE_T0_US, .seen_us = FIXTURE_T0_US};
    const struct store_audit row = row_of("sign-in", FIXTURE_T0_US);
    fill(session.hash, value);
    assert_int_equal(store_session_put(f->store, &session, &row, &f->fault), SIBU_OK);
}

static void sessions_end_with_the_password_and_with_the_account(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    const struct store_audit row = row_of("change", FIXTURE_T0_US);
    int64_t anna = make(&f, "anna", ADMINISTRATOR), bert = make(&f, "bert", OFFICER);
    put_session(&f, 1, anna);
    put_session(&f, 2, anna);
    put_session(&f, 3, bert);
    put_session(&f, 4, 0); /* the key's */
    assert_true(has_session(&f, 1) && has_session(&f, 2) && has_session(&f, 3) && has_session(&f, 4));
    assert_false(has_session(&f, 5));
    assert_int_equal(store_account_password(f.store, anna, "other", &row, &f.fault), SIBU_OK);
    assert_true(!has_session(&f, 1) && !has_session(&f, 2) && has_session(&f, 3) && has_session(&f, 4));
    assert_int_equal(
        store_account_change(f.store, &(struct store_account_change){bert, 0, ADMINISTRATOR, NULL}, &row, &f.fault),
        SIBU_OK);
    assert_false(has_session(&f, 3));
    put_session(&f, 6, bert); /* by a sign-in that was under way */
    assert_false(has_session(&f, 6));
    uint8_t hash[SIBU_HASH_BYTES];
    fill(hash, 4);
    assert_int_equal(store_session_end(f.store, hash, NULL, &f.fault), SIBU_OK);
    assert_false(has_session(&f, 4));
    fixture_close(&f);
}

static void a_link_for_an_account_gives_it_another_password(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    const struct store_audit row = row_of("link", FIXTURE_T0_US);
    int64_t anna = make(&f, "anna", ADMINISTRATOR);
    put_session(&f, 1, anna);
    struct store_invitation first = link_of(2, anna, 0), second = link_of(3, anna, 0), found;
    assert_int_equal(store_invitation_put(f.store, &first, &row, &f.fault), SIBU_OK);
    assert_int_equal(store_invitation_put(f.store, &second, &row, &f.fault), SIBU_OK);
    assert_int_equal(store_invitation_find(f.store, first.hash, FIXTURE_T0_US, &f.arena, &found, &f.fault), SIBU_NO);
    assert_int_equal(store_invitation_find(f.store, second.hash, FIXTURE_T0_US, &f.arena, &found, &f.fault), SIBU_OK);
    assert_string_equal(found.name, "anna");
    struct store_account account = {.name = "ignored", .password = "other"};
    assert_int_equal(store_invitation_use(f.store, second.hash, &account, &row, &f.fault), SIBU_OK);
    assert_int_equal(account.key, anna);
    assert_false(has_session(&f, 1));
    assert_int_equal(store_account_by_name(f.store, "anna", &f.arena, &account, &f.fault), SIBU_OK);
    assert_string_equal(account.password, "other");
    assert_int_equal(account.roles, ADMINISTRATOR);
    fixture_close(&f);
}

/* Whether the trail in the file is sound, and where it is not. */
static int is_sound(struct fixture *f, int64_t rows)
{
    int64_t found = 0;
    enum sibu_status status = store_audit_check(f->store, &found, &f->fault);
    if (!f->is_postgres) { /* and as it is seen in the file */
        int64_t seen = 0;
        enum sibu_status file = audit_file_check(f->path, &seen, &f->fault);
        assert_true(file == SIBU_OK || file == SIBU_NO);
        found = seen < found ? seen : found; /* a NUL in a text shows there only */
        status = file == SIBU_OK ? status : file;
    }
    assert_int_equal(found, rows);
    assert_true(status == SIBU_OK || status == SIBU_NO);
    return status == SIBU_OK;
}

static void the_trail_shows_what_was_changed_in_it(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        int64_t sound;
        int in_file; /* of what only a file can have become */
    } CASES[] = {
        {"DROP TRIGGER audit_kept_1 /*+ON audit*/; UPDATE audit SET who = 'carl' WHERE row = 3", 2, 0},
        {"DROP TRIGGER audit_kept_1 /*+ON audit*/; UPDATE audit SET time_us = time_us + 1 WHERE row = 1", 0, 0},
        {"DROP TRIGGER audit_kept_1 /*+ON audit*/; UPDATE audit SET result = 'asked' WHERE row = 5", 4, 0},
        {"DROP TRIGGER audit_kept_1 /*+ON audit*/; UPDATE audit SET roles = action, action = roles || 'x' WHERE row = 2",
         1, 0},
        {"DROP TRIGGER audit_kept_2 /*+ON audit*/; DELETE FROM audit WHERE row = 2", 1, 0},
        {"DROP TRIGGER audit_kept_1 /*+ON audit*/; DROP TRIGGER audit_kept_2 /*+ON audit*/; DELETE FROM audit WHERE row = 2;"
         " UPDATE audit SET row = row - 1 WHERE row > 2",
         1, 0},
        {"DROP TABLE audit", 0, 1},
        {"DROP TRIGGER audit_kept_1 /*+ON audit*/; UPDATE audit SET object = object || char(0) || 'hidden' WHERE row = 4",
         3, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fixture f;
        fixture_open(&f);
        if (CASES[i].in_file && f.is_postgres) {
            fixture_close(&f);
            continue;
        }
        for (int k = 0; k < 5; k++) {
            const struct store_audit row = row_of("surprise", FIXTURE_T0_US + k);
            assert_int_equal(store_audit_put(f.store, &row, &f.fault), SIBU_OK);
        }
        assert_true(is_sound(&f, 5));
        assert_false(fixture_sql(&f, "UPDATE audit SET who = 'carl' WHERE row = 3"));
        assert_false(fixture_sql(&f, "DELETE FROM audit WHERE row = 5"));
        assert_true(fixture_sql(&f, CASES[i].sql));
        assert_false(is_sound(&f, CASES[i].sound));
        fixture_close(&f);
    }
}

/* Who changes a row and makes its hash anew has to do so with all behind it, whose last one somebody else may have. */
static void a_row_written_anew_shows_in_the_next(void **state)
{
    (void)state;
    struct fixture f;
    struct store_audit *rows = NULL;
    size_t count = 0;
    char sql[300], hex[2 * SIBU_HASH_BYTES + 1];
    uint8_t hash[SIBU_HASH_BYTES];
    fixture_open(&f);
    for (int k = 0; k < 5; k++) {
        const struct store_audit row = row_of("surprise", FIXTURE_T0_US + k);
        assert_int_equal(store_audit_put(f.store, &row, &f.fault), SIBU_OK);
    }
    assert_int_equal(store_audit(f.store, (struct store_audit_part){0, 10}, &f.arena, &rows, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(rows[2].row, 3); /* the newest first */
    rows[2].who = "carl";
    store_audit_hash(&rows[2], rows[3].hash, hash);
    sibu_hex(hex, hash, sizeof hash);
    (void)snprintf(
        sql, sizeof sql,
        "DROP TRIGGER audit_kept_1 /*+ON audit*/; UPDATE audit SET who = 'carl', hash = /*-*/x'%s'/*-*//*+'\\x%s'*/"
        " WHERE row = 3",
        hex, hex);
    assert_true(fixture_sql(&f, sql));
    assert_false(is_sound(&f, 3));
    fixture_close(&f);
}

static void long_texts_are_cut_at_a_character(void **state)
{
    (void)state;
    struct fixture f;
    char text[STORE_AUDIT_TEXT_MAX + 50] = "x";
    struct store_audit *rows = NULL;
    size_t count = 0;
    fixture_open(&f);
    while (strlen(text) + 3 < sizeof text) {
        (void)strncat(text, "安", 4);
    }
    struct store_audit row = row_of("surprise", FIXTURE_T0_US);
    row.object = text;
    assert_int_equal(store_audit_put(f.store, &row, &f.fault), SIBU_OK);
    assert_int_equal(store_audit(f.store, (struct store_audit_part){0, 10}, &f.arena, &rows, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(strlen(rows[0].object), 199);
    assert_true(is_sound(&f, 1));
    fixture_close(&f);
}

static void a_file_of_before_gets_the_new_tables(void **state)
{
    (void)state;
    struct fixture f;
    int64_t rows = 1;
    fixture_open(&f);
    if (f.is_postgres) { /* has never been of a version without them */
        fixture_close(&f);
        return;
    }
    (void)fixture_drill(&f, 3, "");
    assert_true(fixture_sql(
        &f, FIXTURE_BEFORE_CLAIMS
        "DROP TABLE account; DROP TABLE invitation; DROP TABLE session; DROP TABLE audit; DROP TABLE finding; DROP TABLE sheet; DROP TABLE figure; DROP TABLE signed;"
        " ALTER TABLE person DROP COLUMN left_us; DROP INDEX participant_person; DROP TRIGGER alert_kept_1;"
        " ALTER TABLE drill DROP COLUMN stage; DROP TABLE named; ALTER TABLE alert DROP COLUMN to_wardens; DROP INDEX outbox_silence;"
        " CREATE TRIGGER alert_kept_1 BEFORE UPDATE ON alert BEGIN SELECT raise(ABORT, 'kept'); END; PRAGMA user_version = 4"));
    assert_int_equal(audit_file_check(f.path, &rows, &f.fault), SIBU_OK);
    assert_int_equal(rows, 0);
    fixture_reopen(&f);
    (void)make(&f, "anna", ADMINISTRATOR);
    assert_true(is_sound(&f, 2));
    fixture_close(&f);
}

/* Roles hold for all branches in a file of before; from then on for the branch that is said, which a change may leave. */
static void roles_of_before_hold_for_all_branches(void **state)
{
    (void)state;
    struct fixture f;
    struct store_account account;
    fixture_open(&f);
    int64_t anna = make(&f, "anna", ADMINISTRATOR), bert = make(&f, "bert", OFFICER);
    assert_true(fixture_sql(&f, FIXTURE_BEFORE_CLAIMS));
    assert_true(fixture_sql(&f, "ALTER TABLE account DROP COLUMN branch; ALTER TABLE invitation DROP COLUMN branch"));
    assert_true(fixture_sql(&f, f.is_postgres ? "UPDATE sibu_schema SET version = 1" : "PRAGMA user_version = 12"));
    fixture_reopen(&f);
    assert_int_equal(store_account_by_name(f.store, "bert", &f.arena, &account, &f.fault), SIBU_OK);
    assert_string_equal(account.branch, "");
    const struct store_audit row = row_of("roles", FIXTURE_T0_US);
    assert_int_equal(store_account_change(f.store, &(struct store_account_change){bert, OFFICER, ADMINISTRATOR, "east"},
                                          &row, &f.fault),
                     SIBU_OK);
    assert_int_equal(
        store_account_change(f.store, &(struct store_account_change){bert, 4, ADMINISTRATOR, NULL}, &row, &f.fault),
        SIBU_OK);
    fixture_reopen(&f);
    assert_int_equal(store_account_by_name(f.store, "bert", &f.arena, &account, &f.fault), SIBU_OK);
    assert_string_equal(account.branch, "east");
    assert_int_equal(account.roles, 4);
    /* an administrator of a branch is not one who is left */
    assert_int_equal(store_account_change(f.store,
                                          &(struct store_account_change){anna, ADMINISTRATOR, ADMINISTRATOR, "east"},
                                          &row, &f.fault),
                     SIBU_NO);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_works_once_and_in_its_time),
        cmocka_unit_test(a_name_is_never_given_twice_and_the_link_stays_good),
        cmocka_unit_test(one_administrator_is_left),
        cmocka_unit_test(sessions_end_with_the_password_and_with_the_account),
        cmocka_unit_test(a_link_for_an_account_gives_it_another_password),
        cmocka_unit_test(the_trail_shows_what_was_changed_in_it),
        cmocka_unit_test(a_row_written_anew_shows_in_the_next),
        cmocka_unit_test(long_texts_are_cut_at_a_character),
        cmocka_unit_test(a_file_of_before_gets_the_new_tables),
        cmocka_unit_test(roles_of_before_hold_for_all_branches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
