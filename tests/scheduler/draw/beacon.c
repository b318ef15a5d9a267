/* The beacon's arithmetic and answers: rounds of ticks, the hashes of the two public chains of drand, and answers that
 * are another chain's, another round's, or no answers.
 *
 * Chains, rounds and signatures are those of the League of Entropy; the toy chain is of a key known to everybody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/beacon.h"
#include "sibu/hash.h"

#define SECOND_US INT64_C(1000000)

#define QUICKNET_HASH "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
#define QUICKNET_KEY                                                                                                   \
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2" \
    "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
#define QUICKNET_GROUP "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"
#define QUICKNET_INFO(period, genesis, key, group, name)                                                               \
    "{\"public_key\":\"" key "\",\"period\":" period ",\"genesis_time\":" genesis ",\"hash\":\"" QUICKNET_HASH         \
    "\",\"groupHash\":\"" group "\",\"schemeID\":\"bls-unchained-g1-rfc9380\",\"metadata\":{\"beaconID\":\"" name      \
    "\"}}"
#define QUICKNET QUICKNET_INFO("3", "1692803367", QUICKNET_KEY, QUICKNET_GROUP, "quicknet")

#define DEFAULT_HASH "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
#define DEFAULT_GROUP "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"
#define DEFAULT                                                                                                        \
    "{\"public_key\":\"868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af" \
    "31\",\"period\":30,\"genesis_time\":1595431050,\"hash\":\"" DEFAULT_HASH "\",\"groupHash\":\"" DEFAULT_GROUP      \
    "\",\"schemeID\":\"pedersen-bls-chained\",\"metadata\":{\"beaconID\":\"default\"}}"

#define SIGNATURE_657413                                                                                               \
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
#define RANDOMNESS_657413 "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
#define ROUND(round, randomness, signature)                                                                            \
    "{\"round\":" round ",\"randomness\":\"" randomness "\",\"signature\":\"" signature "\"}"

static struct beacon_answer answer(const char *text)
{
    return (struct beacon_answer){"https://beacon.example/x", text, strlen(text)};
}

static struct beacon_chain read_chain(const char *text, const char *hash_hex)
{
    struct beacon_chain chain;
    struct sibu_fault fault;
    uint8_t hash[BEACON_HASH_BYTES];
    struct beacon_answer info = answer(text);
    assert_true(sibu_unhex(hash, sizeof hash, hash_hex));
    if (beacon_info_read(&chain, &info, hash, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return chain;
}

static void a_ticks_round_is_the_first_that_nobody_knows_at_the_tick(void **state)
{
    (void)state;
    struct beacon_chain chain = read_chain(QUICKNET, QUICKNET_HASH);
    static const struct {
        int64_t time_us, round;
    } CASES[] = {
        {1692803368 * SECOND_US, 2},
        {1700000000 * SECOND_US, 2398879},
        {1767225600 * SECOND_US, 24807412},
        {1692803367 * SECOND_US, 1},
        {0, 1},
        {1692803367 * SECOND_US + 1, 2},
        {1692803370 * SECOND_US, 2},
        {1692803370 * SECOND_US + 1, 3},
        {1692803370 * SECOND_US - 1, 2},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int64_t round = beacon_round_at(&chain, CASES[i].time_us);
        assert_int_equal(round, CASES[i].round);
        assert_true(beacon_time_us(&chain, round) >= CASES[i].time_us);
        assert_true(round == 1 || beacon_time_us(&chain, round - 1) < CASES[i].time_us);
    }
}

static void the_hashes_of_the_public_chains_are_recomputed(void **state)
{
    (void)state;
    struct beacon_chain quicknet = read_chain(QUICKNET, QUICKNET_HASH);
    struct beacon_chain chained = read_chain(DEFAULT, DEFAULT_HASH);
    assert_int_equal(quicknet.period_s, 3);
    assert_int_equal(quicknet.genesis_s, 1692803367);
    assert_int_equal(quicknet.signature_bytes, 48);
    assert_false(quicknet.is_chained);
    assert_int_equal(chained.period_s, 30);
    assert_int_equal(chained.signature_bytes, 96);
    assert_true(chained.is_chained);
}

static void an_info_that_differs_in_anything_is_refused(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        QUICKNET_INFO("30", "1692803367", QUICKNET_KEY, QUICKNET_GROUP, "quicknet"),
        QUICKNET_INFO("3", "1692803366", QUICKNET_KEY, QUICKNET_GROUP, "quicknet"),
        QUICKNET_INFO("3", "1692803367", QUICKNET_KEY, DEFAULT_GROUP, "quicknet"),
        QUICKNET_INFO("3", "1692803367", QUICKNET_KEY, QUICKNET_GROUP, "default"),
        QUICKNET_INFO("3", "1692803367", QUICKNET_KEY, QUICKNET_GROUP, "quicknet2"),
        QUICKNET_INFO("3.5", "1692803367", QUICKNET_KEY, QUICKNET_GROUP, "quicknet"),
        QUICKNET_INFO("4294967299", "1692803367", QUICKNET_KEY, QUICKNET_GROUP, "quicknet"), /* 3, modulo 2^32 */
        QUICKNET_INFO("3", "1692803367", "83cf", QUICKNET_GROUP, "quicknet"),
        DEFAULT,
        "",
        "[]",
        "{}",
        "<html>",
    };
    uint8_t hash[BEACON_HASH_BYTES];
    assert_true(sibu_unhex(hash, sizeof hash, QUICKNET_HASH));
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct beacon_chain chain;
        struct sibu_fault fault = {0};
        struct beacon_answer info = answer(CASES[i]);
        assert_int_equal(beacon_info_read(&chain, &info, hash, &fault), SIBU_BAD_INPUT);
        assert_int_equal(chain.period_s, 0);
        assert_true(fault.what[SIBU_ZH][0] != '\0' && fault.what[SIBU_EN][0] != '\0');
    }
}

static void a_round_of_quicknet_is_read(void **state)
{
    (void)state;
    struct beacon_chain chain = read_chain(QUICKNET, QUICKNET_HASH);
    struct beacon_round round;
    struct sibu_fault fault;
    char hex[193];
    struct beacon_answer text = answer(ROUND("657413", RANDOMNESS_657413, SIGNATURE_657413));
    assert_int_equal(beacon_round_read(&round, &text, &chain, 657413, &fault), SIBU_OK);
    sibu_hex(hex, round.randomness, 32);
    assert_string_equal(hex, RANDOMNESS_657413);
    sibu_hex(hex, round.signature, 48);
    assert_string_equal(hex, SIGNATURE_657413);
    assert_int_equal(round.previous_bytes, 0);
}

static void the_first_round_of_the_chained_beacon_builds_on_its_group(void **state)
{
    (void)state;
    struct beacon_chain chain = read_chain(DEFAULT, DEFAULT_HASH);
    struct beacon_round round;
    struct sibu_fault fault;
    static const char FIRST[] =
        "{\"round\":1,\"randomness\":\"101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec\",\"signature\":"
        "\"8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb4249982"
        "03d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655\"%s}";
    char bytes[1024];
    (void)snprintf(bytes, sizeof bytes, FIRST, ",\"previous_signature\":\"" DEFAULT_GROUP "\"");
    struct beacon_answer whole = answer(bytes);
    assert_int_equal(beacon_round_read(&round, &whole, &chain, 1, &fault), SIBU_OK);
    assert_int_equal(round.previous_bytes, 32);
    (void)snprintf(bytes, sizeof bytes, FIRST, "");
    struct beacon_answer lacks_previous = answer(bytes);
    assert_int_equal(beacon_round_read(&round, &lacks_previous, &chain, 1, &fault), SIBU_BAD_INPUT);
}

#define TOY_1 "82231ac46f9386855578c6412875c9881255ea4568433322efa4a219832991f7acc6d7591ccfe18bcd0a529e3ef3cbb7"
#define TOY_RANDOMNESS_1 "ddb690ffd32eaa7cd5af10d8f074b9a41e9a71790771cf057190bb98112e32ff"
#define TOY_RANDOMNESS_2 "3001a42448577d628c270105e7a6622d3e0cb9f5d9f09c4cffc99c37cff0bf0a"

static void an_answer_that_is_not_the_rounds_is_refused(void **state)
{
    (void)state;
    struct beacon_chain chain = read_chain(QUICKNET, QUICKNET_HASH);
    static const char *const CASES[] = {
        ROUND("2", TOY_RANDOMNESS_1, TOY_1), /* another round */
        ROUND("1", TOY_RANDOMNESS_2, TOY_1), /* another's randomness */
        ROUND("1", TOY_RANDOMNESS_1, TOY_1 "00"), /* too long */
        ROUND("1", TOY_RANDOMNESS_1, ""),
        ROUND("1", "DDB690FFD32EAA7CD5AF10D8F074B9A41E9A71790771CF057190BB98112E32FF", TOY_1), /* upper case */
        ROUND("1.5", TOY_RANDOMNESS_1, TOY_1),
        ROUND("\"1\"", TOY_RANDOMNESS_1, TOY_1),
        "{\"round\":1,\"randomness\":\"" TOY_RANDOMNESS_1 "\",\"signature\":\"" TOY_1
        "\",\"previous_signature\":\"00\"}",
        "{\"round\":1,\"randomness\":\"" TOY_RANDOMNESS_1 "\",\"signature\":\"" TOY_1 "\",\"previous_signature\":7}",
        "{\"round\":1,\"randomness\":\"" TOY_RANDOMNESS_1 "\",\"signature\":\"" TOY_1 "\",\"more\":1}",
        "{\"round\":1,\"round\":1,\"randomness\":\"" TOY_RANDOMNESS_1 "\",\"signature\":\"" TOY_1 "\"}",
        "{\"round\":1,\"randomness\":\"" TOY_RANDOMNESS_1 "\"}",
        "null",
    };
    struct beacon_answer good = answer(ROUND("1", TOY_RANDOMNESS_1, TOY_1));
    struct beacon_round round;
    struct sibu_fault fault;
    assert_int_equal(beacon_round_read(&round, &good, &chain, 1, &fault), SIBU_OK);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct beacon_answer wrong = answer(CASES[i]);
        if (beacon_round_read(&round, &wrong, &chain, 1, &fault) != SIBU_BAD_INPUT) {
            fail_msg("taken: %s", CASES[i]);
        }
        assert_int_equal(round.round, 0);
        assert_int_equal(strncmp(fault.place, "https://beacon.example/x", 24), 0);
    }
}

static void an_answer_over_four_kibibytes_is_refused(void **state)
{
    (void)state;
    struct beacon_chain chain = read_chain(QUICKNET, QUICKNET_HASH);
    static const char GOOD[] = ROUND("1", TOY_RANDOMNESS_1, TOY_1);
    char bytes[BEACON_ANSWER_BYTES_MAX + 2];
    struct beacon_round round;
    struct sibu_fault fault;
    memset(bytes, ' ', sizeof bytes);
    memcpy(bytes, GOOD, sizeof GOOD - 1);
    struct beacon_answer text = {"x", bytes, BEACON_ANSWER_BYTES_MAX};
    assert_int_equal(beacon_round_read(&round, &text, &chain, 1, &fault), SIBU_OK);
    text.length++;
    assert_int_equal(beacon_round_read(&round, &text, &chain, 1, &fault), SIBU_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ticks_round_is_the_first_that_nobody_knows_at_the_tick),
        cmocka_unit_test(the_hashes_of_the_public_chains_are_recomputed),
        cmocka_unit_test(an_info_that_differs_in_anything_is_refused),
        cmocka_unit_test(a_round_of_quicknet_is_read),
        cmocka_unit_test(the_first_round_of_the_chained_beacon_builds_on_its_group),
        cmocka_unit_test(an_answer_that_is_not_the_rounds_is_refused),
        cmocka_unit_test(an_answer_over_four_kibibytes_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
