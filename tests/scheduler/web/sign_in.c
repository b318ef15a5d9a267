/* What decides at the door, by tables: roles, waits, names and passwords, and when a session's time is up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/clock.h"
#include "web/limiter.h"
#include "web/origin.h"
#include "web/password.h"
#include "web/rate.h"
#include "web/role.h"
#include "web/session.h"

#define SECOND_US INT64_C(1000000)

static void what_each_role_may(void **state)
{
    (void)state;
    /* administrator, officer, warden, trainer, auditor */
    static const char *const MAY[RIGHTS] = {[RIGHT_ANYBODY] = "aowtu",
                                            [RIGHT_SIGNED_IN] = "aowtu",
                                            [RIGHT_BOARD] = "ow",
                                            [RIGHT_TICK_OFF] = "ow",
                                            [RIGHT_REAL_EMERGENCY] = "ow",
                                            [RIGHT_DRILLS] = "o",
                                            [RIGHT_PEOPLE] = "ao",
                                            [RIGHT_GATES] = "o",
                                            [RIGHT_STATISTICS] = "otu",
                                            [RIGHT_ACCOUNTS] = "a",
                                            [RIGHT_AUDIT] = "au",
                                            [RIGHT_METRICS] = "aou",
                                            [RIGHT_RULES] = "o",
                                            [RIGHT_EVALUATE] = "otu",
                                            [RIGHT_REPORTS] = "owtu",
                                            [RIGHT_FINDINGS] = "otu",
                                            [RIGHT_MEND] = "o"};
    for (int right = 0; right < RIGHTS; right++) {
        for (int role = 0; role < ROLES; role++) {
            assert_int_equal(role_may(ROLE_BIT(role), (enum right)right), strchr(MAY[right], "aowtu"[role]) != NULL);
        }
        assert_int_equal(role_may(0, (enum right)right), right == RIGHT_ANYBODY);
    }
    assert_true(role_may(ROLE_BIT(ROLE_TRAINER) | ROLE_BIT(ROLE_WARDEN), RIGHT_BOARD));
    char list[ROLES_TEXT_BYTES];
    role_list(ROLES_ALL, "", list);
    assert_string_equal(list, "administrator+officer+warden+trainer+auditor");
    role_list(0, "east", list);
    assert_string_equal(list, "");
}

static void waits_grow_up_to_the_longest_and_are_forgotten(void **state)
{
    (void)state;
    static struct limiter limiter;
    limiter = (struct limiter){.rule = {3, 10 * SECOND_US, 100 * SECOND_US}};
    static const int64_t WAITS_S[] = {0, 0, 0, 1, 2, 4, 8, 10, 10};
    int64_t now_us = 1000 * SECOND_US;
    for (size_t i = 0; i < sizeof WAITS_S / sizeof WAITS_S[0]; i++) {
        limiter_failed(&limiter, "anna", now_us);
        assert_int_equal(limiter_wait_us(&limiter, "anna", now_us), WAITS_S[i] * SECOND_US);
        assert_int_equal(limiter_wait_us(&limiter, "bert", now_us), 0);
        now_us += WAITS_S[i] * SECOND_US;
        assert_int_equal(limiter_wait_us(&limiter, "anna", now_us), 0);
    }
    limiter_failed(&limiter, "anna", now_us + 90 * SECOND_US);
    assert_true(limiter_wait_us(&limiter, "anna", now_us + 90 * SECOND_US) > 0);
    limiter_failed(&limiter, "anna", now_us + 191 * SECOND_US); /* after a long rest it is the first again */
    assert_int_equal(limiter_wait_us(&limiter, "anna", now_us + 191 * SECOND_US), 0);
    for (int i = 0; i < 9; i++) {
        limiter_failed(&limiter, "anna", now_us);
    }
    limiter_forget(&limiter, "anna");
    assert_int_equal(limiter_wait_us(&limiter, "anna", now_us), 0);
}

static void a_full_limiter_forgets_the_oldest_failure(void **state)
{
    (void)state;
    static struct limiter limiter;
    limiter = (struct limiter){.rule = {0, 3600 * SECOND_US, 3600 * SECOND_US}};
    char name[32];
    for (int i = 0; i <= LIMITER_ENTRIES; i++) {
        (void)snprintf(name, sizeof name, "n%d", i);
        limiter_failed(&limiter, name, (1000 + i) * SECOND_US);
    }
    int64_t now_us = (1000 + LIMITER_ENTRIES) * SECOND_US;
    assert_int_equal(limiter_wait_us(&limiter, name, now_us), SECOND_US);
    limiter_failed(&limiter, "n1", now_us); /* it is known: the second failure */
    assert_int_equal(limiter_wait_us(&limiter, "n1", now_us), 2 * SECOND_US);
    limiter_failed(&limiter, "n0", now_us); /* it was forgotten: the first */
    assert_int_equal(limiter_wait_us(&limiter, "n0", now_us), SECOND_US);
}

static void sessions_run_out_but_not_while_a_drill_runs(void **state)
{
    (void)state;
    const int64_t T = INT64_C(1795392000) * SECOND_US, NONE = INT64_MAX;
    const struct {
        int64_t made_us, seen_us, now_us, t0_us;
        int is_over;
    } CASES[] = {
        {T, T, T, NONE, 0},
        {T, T, T + SESSION_IDLE_US, NONE, 0},
        {T, T, T + SESSION_IDLE_US + 1, NONE, 1},
        {T, T + SESSION_LONGEST_US, T + SESSION_LONGEST_US, NONE, 0},
        {T, T + SESSION_LONGEST_US, T + SESSION_LONGEST_US + 1, NONE, 1},
        {T, T, T + 3 * SESSION_IDLE_US, T + SESSION_IDLE_US, 0}, /* it was good at T0 */
        {T, T, T + 3 * SESSION_IDLE_US, T + SESSION_IDLE_US + 1, 1}, /* it was over before */
        {T, T + SESSION_LONGEST_US, T + 2 * SESSION_LONGEST_US, T + SESSION_LONGEST_US, 0},
        {T, T, T + 3 * SESSION_IDLE_US, T - 1, 0}, /* it began in the drill */
        {T, T + SECOND_US, T, NONE, 0}, /* a clock that was set back */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const struct store_session session = {.made_us = CASES[i].made_us, .seen_us = CASES[i].seen_us};
        assert_int_equal(session_has_run_out(&session, CASES[i].now_us, CASES[i].t0_us), CASES[i].is_over);
    }
}

static void names_have_one_form(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "a",
                                      "1a",
                                      "-a",
                                      "an na",
                                      "anna\n",
                                      "\xe5\xbc\xa0\xe4\xb8\x89",
                                      "key",
                                      "System",
                                      "nobody",
                                      "<b>",
                                      "an/na",
                                      "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop",
                                      NULL};
    char name[PASSWORD_NAME_MOST + 1];
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(password_name(BAD[i], name, &fault), SIBU_BAD_INPUT);
    }
    assert_int_equal(password_name("Anna.B-2_x", name, &fault), SIBU_OK);
    assert_string_equal(name, "anna.b-2_x");
    assert_int_equal(password_name("abcdefghijklmnopqrstuvwxyzabcdefghijklmn", name, &fault), SIBU_OK);
    assert_int_equal(strlen(name), PASSWORD_NAME_MOST);
}

static void passwords_that_are_refused(void **state)
{
    (void)state;
    static char large[PASSWORD_MOST + 2];
    memset(large, 'x', sizeof large - 1);
    large[0] = 'y';
    const struct {
        const char *password, *again;
        enum sibu_status status;
    } CASES[] = {
        {"elevenchars", "elevenchars", SIBU_BAD_INPUT},
        {"twelve chars", "twelve chars", SIBU_OK},
        {"twelve chars", "twelve charz", SIBU_BAD_INPUT},
        {"twelve chars", NULL, SIBU_BAD_INPUT},
        {NULL, NULL, SIBU_BAD_INPUT},
        {"aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", SIBU_BAD_INPUT},
        {"anna.bertha.c", "anna.bertha.c", SIBU_BAD_INPUT},
        {large, large, SIBU_BAD_INPUT},
        {"\xe5\x9b\x9b\xe4\xb8\x8d\xe5\x9b\x9b\xe4\xb8\x8d", "\xe5\x9b\x9b\xe4\xb8\x8d\xe5\x9b\x9b\xe4\xb8\x8d",
         SIBU_BAD_INPUT}, /* 12 bytes, 4 characters */
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(password_check(CASES[i].password, CASES[i].again, "anna.bertha.c", &fault), CASES[i].status);
    }
}

/* Shortens *shortest_us where this try was shorter. */
static void try_once(const char *kept, struct password_cost cost, int64_t *shortest_us)
{
    int64_t from_us = clock_monotonic_us();
    assert_false(password_fits(kept, "not this one at all", cost));
    int64_t took_us = clock_monotonic_us() - from_us;
    *shortest_us = took_us < *shortest_us ? took_us : *shortest_us;
}

static void a_name_of_nobody_takes_as_long(void **state)
{
    (void)state;
    const struct password_cost cost = {2, (size_t)4 << 20};
    char hash[PASSWORD_HASH_BYTES];
    struct sibu_fault fault;
    assert_int_equal(password_hash("seven blue lamps", cost, hash, &fault), SIBU_OK);
    assert_true(strncmp(hash, "$argon2id$", 10) == 0);
    assert_true(password_fits(hash, "seven blue lamps", cost));
    int64_t known_us = INT64_MAX, nobody_us = INT64_MAX;
    int are_alike = 0;
    for (int i = 0; i < 300 && (i < 10 || !are_alike); i++) { /* by turns: what else the machine does slows both */
        try_once(hash, cost, &known_us);
        try_once(NULL, cost, &nobody_us);
        are_alike = nobody_us > known_us / 2 && known_us > nobody_us / 2;
    }
    assert_true(are_alike);
}

static void the_usual_cost_is_the_moderate_one(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_BYTES];
    struct sibu_fault fault;
    const struct password_cost usual = {0, 0};
    assert_int_equal(password_hash("seven blue lamps", usual, hash, &fault), SIBU_OK);
    assert_true(strncmp(hash, "$argon2id$v=19$m=262144,t=3,p=1$", 32) == 0);
    assert_int_equal(
        crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE), 0);
}

static void a_bucket_empties_and_fills_again(void **state)
{
    (void)state;
    static struct rate rate;
    static const struct {
        int64_t at_ms;
        const char *key;
        uint32_t cost;
        int64_t wait_ms;
    } CASES[] = {
        {0, "anna", 60, 0},     {0, "anna", 50, 1000}, {0, "anna", 40, 0}, /* what is refused takes nothing */
        {0, "anna", 1, 100},    {0, "bert", 100, 0},   {99, "anna", 1, 1},      {100, "anna", 1, 0},
        {100, "anna", 1, 100},  {5000, "anna", 49, 0}, {20000, "anna", 100, 0}, /* never more than a full one */
        {20000, "anna", 1, 100}};
    rate = (struct rate){.rule = {.most = 100, .per_s = 10}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int64_t now_us = 1000 * SECOND_US + CASES[i].at_ms * 1000;
        int64_t wait_us = rate_take(&rate, CASES[i].key, CASES[i].cost, now_us);
        if (wait_us != CASES[i].wait_ms * 1000) {
            fail_msg("case %zu: %lld us", i, (long long)wait_us);
        }
    }
    for (int i = 0; i < 2 * RATE_ENTRIES; i++) { /* many others do not free who took most */
        char name[16];
        (void)snprintf(name, sizeof name, "%d", i);
        assert_int_equal(rate_take(&rate, name, 1, 1020 * SECOND_US), 0);
    }
    assert_int_equal(rate_take(&rate, "anna", 1, 1020 * SECOND_US), 100000);
}

static void a_post_from_another_site_is_told_by_what_the_browser_says(void **state)
{
    (void)state;
    static const struct {
        struct origin from;
        int is_foreign;
    } CASES[] = {
        {{"same-origin", "http://evil.example", "sibu.example", NULL, 0}, 0}, /* it decides alone */
        {{"none", NULL, "sibu.example", NULL, 0}, 0},
        {{"cross-site", "http://sibu.example", "sibu.example", NULL, 0}, 1},
        {{"same-site", NULL, "sibu.example", NULL, 0}, 1},
        {{"", NULL, "sibu.example", NULL, 0}, 1},
        {{NULL, NULL, "sibu.example", NULL, 0}, 0}, /* no browser of today */
        {{NULL, "http://sibu.example", "sibu.example", NULL, 0}, 0},
        {{NULL, "http://SIBU.example", "sibu.EXAMPLE", NULL, 0}, 0},
        {{NULL, "http://sibu.example:80", "sibu.example", NULL, 0}, 0},
        {{NULL, "http://127.0.0.1:8080", "127.0.0.1:8080", NULL, 0}, 0},
        {{NULL, "http://127.0.0.1:8081", "127.0.0.1:8080", NULL, 0}, 1}, /* each of the three counts */
        {{NULL, "https://sibu.example", "sibu.example", NULL, 0}, 1},
        {{NULL, "https://sibu.example", "sibu.example", NULL, 1}, 0}, /* over TLS */
        {{NULL, "https://127.0.0.1:8443", "127.0.0.1:8443", NULL, 1}, 0},
        {{NULL, "http://sibu.example", "sibu.example", NULL, 1}, 1},
        {{NULL, "http://evil.example", "sibu.example", NULL, 0}, 1},
        {{NULL, "http://sibu.example.evil.example", "sibu.example", NULL, 0}, 1},
        {{NULL, "http://evil.example/sibu.example", "sibu.example", NULL, 0}, 1},
        {{NULL, "null", "sibu.example", NULL, 0}, 1},
        {{NULL, "", "sibu.example", NULL, 0}, 1},
        {{NULL, "http://", "", NULL, 0}, 1},
        {{NULL, "http://sibu.example", NULL, NULL, 0}, 1},
        {{NULL, "https://drills.example", "127.0.0.1:8080", "https://drills.example/", 0}, 0}, /* behind a proxy */
        {{NULL, "https://drills.example", "drills.example", "https://drills.example:443", 0}, 0},
        {{NULL, "https://drills.example:8443", "drills.example", "https://drills.example:443", 0}, 1},
        {{NULL, "http://drills.example", "127.0.0.1:8080", "https://drills.example", 0}, 1},
        {{NULL, "http://[::1]:8080", "[::1]:8080", NULL, 0}, 0},
        {{NULL, "http://[::1]", "[::1]:80", NULL, 0}, 0},
        {{NULL, "http://[::2]", "[::1]", NULL, 0}, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        if (origin_is_foreign(&CASES[i].from) != CASES[i].is_foreign) {
            fail_msg("case %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_role_may),
        cmocka_unit_test(waits_grow_up_to_the_longest_and_are_forgotten),
        cmocka_unit_test(a_full_limiter_forgets_the_oldest_failure),
        cmocka_unit_test(sessions_run_out_but_not_while_a_drill_runs),
        cmocka_unit_test(names_have_one_form),
        cmocka_unit_test(passwords_that_are_refused),
        cmocka_unit_test(a_name_of_nobody_takes_as_long),
        cmocka_unit_test(a_bucket_empties_and_fills_again),
        cmocka_unit_test(a_post_from_another_site_is_told_by_what_the_browser_says),
        cmocka_unit_test(the_usual_cost_is_the_moderate_one),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
