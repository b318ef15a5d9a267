/* Fetching rounds from a real HTTP server on loopback that answers rightly, wrongly, too much, too late or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "chance/beacon_fetch.h"
#include "sibu/hash.h"
#include "stand.h"

#define LONG_MS 20000 /* more than any test takes */

/* A stand-in and a fetcher that asks these words of it, in this order. */
struct scene {
    struct stand *stand;
    struct beacon_fetch *fetch;
};

static struct scene open_scene(const char *const words[BEACON_URLS_MAX], int timeout_ms)
{
    struct scene scene = {.stand = stand_open()};
    struct beacon_source source = {.timeout_ms = timeout_ms, .proxy = ""};
    struct sibu_fault fault;
    char addresses[BEACON_URLS_MAX][128];
    assert_true(sibu_unhex(source.hash, sizeof source.hash, TOY_HASH));
    for (size_t i = 0; i < BEACON_URLS_MAX && words[i] != NULL; i++) {
        stand_address(scene.stand, words[i], addresses[i]);
        source.urls[i] = addresses[i];
        source.url_count++;
    }
    assert_int_equal(beacon_fetch_open(&scene.fetch, &source, &fault), SIBU_OK);
    return scene;
}

static void close_scene(struct scene *scene)
{
    beacon_fetch_close(scene->fetch);
    stand_close(scene->stand);
}

static struct beacon_chain toy_chain(void)
{
    struct beacon_chain chain = {.period_s = 3, .genesis_s = 1700000000, .signature_bytes = 48};
    assert_true(sibu_unhex(chain.hash, sizeof chain.hash, TOY_HASH));
    return chain;
}

/* Asks the words for round 1; what came of it. */
static enum sibu_status ask(const char *const words[BEACON_URLS_MAX], int timeout_ms, size_t *asked,
                            struct sibu_fault *fault)
{
    char path[256];
    struct scene scene = open_scene(words, timeout_ms);
    struct beacon_chain chain = toy_chain();
    struct beacon_round round;
    enum sibu_status status = beacon_fetch_round(scene.fetch, &chain, 1, &round, fault);
    if (status == SIBU_OK) {
        char hex[65];
        sibu_hex(hex, round.randomness, 32);
        assert_string_equal(hex, "ddb690ffd32eaa7cd5af10d8f074b9a41e9a71790771cf057190bb98112e32ff");
    }
    *asked = stand_count(scene.stand, path);
    close_scene(&scene);
    return status;
}

static void chain_and_rounds_are_fetched_and_checked(void **state)
{
    (void)state;
    char path[256];
    struct scene scene = open_scene((const char *const[]){"ok/", NULL, NULL}, LONG_MS); /* its slash is not doubled */
    struct beacon_chain chain;
    struct beacon_round round;
    struct sibu_fault fault;
    assert_int_equal(beacon_fetch_info(scene.fetch, &chain, &fault), SIBU_OK);
    assert_int_equal(chain.period_s, 3);
    assert_int_equal(chain.genesis_s, 1700000000);
    for (int64_t i = 1; i <= 3; i++) {
        assert_int_equal(beacon_fetch_round(scene.fetch, &chain, i, &round, &fault), SIBU_OK);
        assert_int_equal(round.round, i);
    }
    assert_int_equal(stand_count(scene.stand, path), 4);
    assert_string_equal(path, "GET /ok/" TOY_HASH "/public/3");
    close_scene(&scene);
}

static void a_round_that_is_not_there_yet_is_no_failure(void **state)
{
    (void)state;
    static const char *const CASES[][BEACON_URLS_MAX] = {
        {"gone", NULL, NULL},   {"early", NULL, NULL}, {"gone-large", NULL, NULL}, {"early", "busy", "other-round"},
        {"busy", "gone", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t asked = 0;
        struct sibu_fault fault = {0};
        assert_int_equal(ask(CASES[i], LONG_MS, &asked, &fault), SIBU_NO);
        assert_int_equal(fault.status, SIBU_NO);
        assert_non_null(strstr(fault.what[SIBU_EN], "yet"));
    }
}

static void the_next_address_is_asked_when_one_fails(void **state)
{
    (void)state;
    static const char *const CASES[][BEACON_URLS_MAX] = {
        {"busy", "ok", NULL},
        {"other-round", "other-randomness", "ok"},
        {"large", "garbage", "ok"},
        {"redirect", "gone", "ok"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t asked = 0, words = CASES[i][2] == NULL ? 2 : 3;
        struct sibu_fault fault;
        assert_int_equal(ask(CASES[i], LONG_MS, &asked, &fault), SIBU_OK);
        assert_int_equal(asked, words);
    }
}

static void what_is_wrong_is_the_outsides_failure_and_names_the_address(void **state)
{
    (void)state;
    static const struct {
        const char *word, *says;
    } CASES[] = {
        {"busy", "503"}, {"redirect", "302"},        {"large", "4096 bytes"},
        {"garbage", ""}, {"other-round", "round 2"}, {"other-randomness", "SHA-256"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t asked = 0;
        struct sibu_fault fault = {0};
        const char *const words[BEACON_URLS_MAX] = {CASES[i].word, NULL, NULL};
        assert_int_equal(ask(words, LONG_MS, &asked, &fault), SIBU_IO);
        assert_int_equal(asked, 1); /* a redirect is not followed */
        assert_int_equal(fault.status, SIBU_IO);
        assert_int_equal(sibu_fault_exit_status(fault.status), 3);
        assert_non_null(strstr(fault.place, CASES[i].word));
        assert_non_null(strstr(fault.what[SIBU_EN], CASES[i].says));
        assert_true(fault.what[SIBU_ZH][0] != '\0' && fault.what[SIBU_EN][0] != '\0');
    }
}

static void an_info_of_another_chain_is_refused(void **state)
{
    (void)state;
    struct scene scene = open_scene((const char *const[]){"other-chain", "gone", NULL}, LONG_MS);
    struct beacon_chain chain;
    struct sibu_fault fault;
    assert_int_equal(beacon_fetch_info(scene.fetch, &chain, &fault), SIBU_IO); /* 404 of an /info is a wrong address */
    assert_int_equal(chain.period_s, 0);
    close_scene(&scene);
}

static void who_never_answers_leaves_time_for_the_others(void **state)
{
    (void)state;
    size_t asked = 0;
    struct sibu_fault fault = {0};
    int64_t begin_us = clock_monotonic_us();
    assert_int_equal(ask((const char *const[]){"slow", "slow", "ok"}, 3000, &asked, &fault), SIBU_OK);
    assert_int_equal(asked, 3);
    assert_true(clock_monotonic_us() - begin_us >= 1900 * 1000); /* two of three seconds were waited */
    begin_us = clock_monotonic_us();
    assert_int_equal(ask((const char *const[]){"slow", NULL, NULL}, 200, &asked, &fault), SIBU_IO);
    assert_true(clock_monotonic_us() - begin_us >= 190 * 1000);
    assert_non_null(strstr(fault.what[SIBU_EN], "in time"));
}

static void nobody_at_the_address_is_a_failure(void **state)
{
    (void)state;
    struct scene scene = open_scene((const char *const[]){"ok", NULL, NULL}, LONG_MS);
    struct beacon_chain chain = toy_chain();
    struct beacon_round round;
    struct sibu_fault fault = {0};
    stand_close(scene.stand);
    assert_int_equal(beacon_fetch_round(scene.fetch, &chain, 1, &round, &fault), SIBU_IO);
    assert_non_null(strstr(fault.what[SIBU_EN], "cannot be reached"));
    beacon_fetch_close(scene.fetch);
}

static void only_http_and_https_are_addresses(void **state)
{
    (void)state;
    static const char *const WRONG[] = {"",           "beacon.example",     "file:///etc/passwd",
                                        "ftp://x/",   "http://x/?a",        "https://user@x",
                                        "http://x y", "gopher://127.0.0.1", "http://"};
    struct beacon_fetch *fetch = NULL;
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct beacon_source source = {.urls = {"https://beacon.example", WRONG[i]}, .url_count = 2, .timeout_ms = 1};
        assert_int_equal(beacon_fetch_open(&fetch, &source, &fault), SIBU_BAD_INPUT);
        assert_null(fetch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chain_and_rounds_are_fetched_and_checked),
        cmocka_unit_test(a_round_that_is_not_there_yet_is_no_failure),
        cmocka_unit_test(the_next_address_is_asked_when_one_fails),
        cmocka_unit_test(what_is_wrong_is_the_outsides_failure_and_names_the_address),
        cmocka_unit_test(an_info_of_another_chain_is_refused),
        cmocka_unit_test(who_never_answers_leaves_time_for_the_others),
        cmocka_unit_test(nobody_at_the_address_is_a_failure),
        cmocka_unit_test(only_http_and_https_are_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
