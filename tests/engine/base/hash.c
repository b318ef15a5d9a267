/* BLAKE2b-256 against published values, the framing of fields, and hexadecimal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/hash.h"

static void check(struct sibu_hash *hash, const char *expected)
{
    uint8_t digest[SIBU_HASH_BYTES];
    char hex[2 * SIBU_HASH_BYTES + 1];
    sibu_hash_done(hash, digest);
    sibu_hex(hex, digest, sizeof digest);
    assert_string_equal(hex, expected);
}

static void blake2b_gives_the_published_values(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *bytes, *expected;
    } CASES[] = {
        {"", "", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
        {"", "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"},
        {"sibu tick v1", "abc", "bd750e09ce00a40557a73a4e4b226dacf306844bc5b4b469c9081edd8249279d"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_hash hash;
        sibu_hash_init(&hash, CASES[i].tag);
        sibu_hash_raw(&hash, CASES[i].bytes, strlen(CASES[i].bytes));
        check(&hash, CASES[i].expected);
    }
}

static void a_key_gives_the_published_value(void **state)
{
    (void)state;
    static const uint8_t DATA[] = {0, 1, 2, 3};
    uint8_t key[32];
    struct sibu_hash hash;
    for (uint8_t i = 0; i < 32; i++) {
        key[i] = i;
    }
    sibu_hash_init_keyed(&hash, "", key);
    sibu_hash_raw(&hash, DATA, sizeof DATA);
    check(&hash, "3f256a0e25e019e05fb03db7a465839998de9d79ddf6fdfca34701bb5a17400f");
}

static void a_chain_of_a_thousand_gives_the_published_value(void **state)
{
    (void)state;
    uint8_t link[SIBU_HASH_BYTES] = {0};
    char hex[2 * SIBU_HASH_BYTES + 1];
    for (int i = 0; i < 1000; i++) {
        struct sibu_hash hash;
        sibu_hash_init(&hash, "");
        sibu_hash_raw(&hash, link, sizeof link);
        sibu_hash_done(&hash, link);
    }
    sibu_hex(hex, link, sizeof link);
    assert_string_equal(hex, "6511436ed9a4386ac9b2c52daf9c649fc661b678fb90d3977c9c1879c5a5d9eb");
}

/* The framing, byte by byte: 00000002 "ab" 00000008 0102030405060708 */
static void fields_are_framed_by_their_length(void **state)
{
    (void)state;
    static const uint8_t FRAMED[] = {0, 0, 0, 2, 'a', 'b', 0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};
    struct sibu_hash fields, raw;
    uint8_t one[SIBU_HASH_BYTES], other[SIBU_HASH_BYTES];
    sibu_hash_init(&fields, "t");
    sibu_hash_text(&fields, "ab");
    sibu_hash_integer(&fields, UINT64_C(0x0102030405060708));
    sibu_hash_done(&fields, one);
    sibu_hash_init(&raw, "t");
    sibu_hash_raw(&raw, FRAMED, sizeof FRAMED);
    sibu_hash_done(&raw, other);
    assert_memory_equal(one, other, sizeof one);
}

static void hash_of_two(uint8_t out[SIBU_HASH_BYTES], const char *tag, const char *first, const char *second)
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, tag);
    sibu_hash_text(&hash, first);
    sibu_hash_text(&hash, second);
    sibu_hash_done(&hash, out);
}

static void no_two_lists_of_fields_are_hashed_alike(void **state)
{
    (void)state;
    static const char *const LISTS[][3] = {{"t", "ab", "c"}, {"t", "a", "bc"}, {"t", "abc", ""},
                                           {"t", "", "abc"}, {"u", "ab", "c"}, {"", "ab", "c"}};
    enum { COUNT = sizeof LISTS / sizeof LISTS[0] };
    uint8_t hashes[COUNT][SIBU_HASH_BYTES];
    for (size_t i = 0; i < COUNT; i++) {
        hash_of_two(hashes[i], LISTS[i][0], LISTS[i][1], LISTS[i][2]);
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(hashes[i], hashes[j], SIBU_HASH_BYTES);
        }
    }
}

static void hexadecimal_is_exact(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        int fine;
    } CASES[] = {{"00ffA5", 1},   {"00ffa5", 1}, {"00ff", 0}, {"00ffa5a", 0},
                 {"00ffa500", 0}, {"00ffg5", 0}, {"", 0},     {" 0ffa5", 0}};
    static const uint8_t BYTES[] = {0x00, 0xFF, 0xA5};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint8_t bytes[3] = {1, 1, 1};
        assert_int_equal(sibu_unhex(bytes, 3, CASES[i].hex), CASES[i].fine);
        if (CASES[i].fine) {
            assert_memory_equal(bytes, BYTES, 3);
        }
    }
    char hex[7];
    sibu_hex(hex, BYTES, 3);
    assert_string_equal(hex, "00ffa5");
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(blake2b_gives_the_published_values),
        cmocka_unit_test(a_key_gives_the_published_value),
        cmocka_unit_test(a_chain_of_a_thousand_gives_the_published_value),
        cmocka_unit_test(fields_are_framed_by_their_length),
        cmocka_unit_test(no_two_lists_of_fields_are_hashed_alike),
        cmocka_unit_test(hexadecimal_is_exact),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
