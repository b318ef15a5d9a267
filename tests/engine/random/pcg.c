/* PCG32 and PCG64-DXSM against the published values, and the laws of streams and bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random/pcg.h"

static uint128 wide(uint64_t high, uint64_t low)
{
    return (uint128)high << 64 | low;
}

static void pcg32_gives_the_published_values(void **state)
{
    (void)state;
    static const struct {
        uint64_t initial, sequence;
        size_t count;
        uint32_t values[12];
    } CASES[] = {
        {42,
         54,
         12,
         {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e, 0xbfc6a3ad, 0x812fff6d, 0xe61f305a,
          0xf9384b90, 0x32db86fe, 0x1dc035f9}},
        {0, 0, 6, {0xe4c14788, 0x379c6516, 0x5c4ab3bb, 0x601d23e0, 0x1c382b8c, 0xd1faab16}},
        {1, 1, 6, {0xc9828f91, 0x1592e274, 0xc0262657, 0xa5c2b6d3, 0xaf811256, 0x6c1c2879}},
        {UINT64_MAX, UINT64_MAX, 6, {0x2675c047, 0x7779a837, 0xa145aa13, 0x5f6be726, 0x523c44c5, 0x75a406d6}},
        {20260101, 7, 6, {0x967657c3, 0x9cd1c13f, 0xb47f874d, 0x483761fe, 0x48a6fe78, 0x23303cb4}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_pcg32 stream;
        pcg32_seed(&stream, CASES[i].initial, CASES[i].sequence);
        for (size_t n = 0; n < CASES[i].count; n++) {
            assert_int_equal(sibu_pcg32_next(&stream), CASES[i].values[n]);
        }
    }
}

static void a_million_of_pcg32_have_the_published_sums(void **state)
{
    (void)state;
    struct sibu_pcg32 stream;
    pcg32_seed(&stream, 42, 54);
    uint32_t crossed = 0;
    uint64_t sum = 0;
    for (int i = 0; i < 1000000; i++) {
        uint32_t value = sibu_pcg32_next(&stream);
        crossed ^= value;
        sum += value;
    }
    assert_int_equal(crossed, 0x7b543e0f);
    assert_int_equal(sum, UINT64_C(2148214104909795));
}

static void pcg32_jumps_to_the_published_values(void **state)
{
    (void)state;
    static const struct {
        uint64_t steps;
        uint32_t value;
    } CASES[] = {{1000, 0xefebeab3},
                 {1000000, 0x11918599},
                 {UINT64_C(1) << 32, 0xee687386},
                 {UINT64_C(1) << 63, 0x82b7a15c},
                 {UINT64_MAX, 0x00000000}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_pcg32 stream;
        pcg32_seed(&stream, 42, 54);
        pcg32_advance(&stream, CASES[i].steps);
        assert_int_equal(sibu_pcg32_next(&stream), CASES[i].value);
    }
}

static void dxsm_gives_the_published_values(void **state)
{
    (void)state;
    static const struct {
        struct sibu_pcg64 start;
        uint64_t values[6];
        size_t count;
    } CASES[] = {
        {{0x0123456789abcdef, 0x0123456789abcdef, 0xfedcba9876543210, 0xfedcba9876543211},
         {0x5a3d0ba6a739bb5e, 0x738f13da3f7c654e, 0x853fb14351920955, 0x1ccb396f2cd743be, 0xd41afa0ec6c92712,
          0xcf7e60beed881c0a},
         6},
        {{0xcea44f6798798f2a, 0xacbc7c9d68860ac8, 0xfa505436c9a8416e, 0x66caf2e28d25abff}, /* NumPy, seed 42 */
         {0xab1c50338e63481d, 0x01bdf91d548d1872, 0xa872905d0418d0a1, 0x5f0a84270b80eabc},
         4},
        {{0x1aa1b5345996452d, 0x09585eb7a69561e3, 0x418ddadb3af71a82, 0x588133bc447873a9}, /* NumPy, seed 0 */
         {0xd97e4a147f788a70, 0x8dfa7bce56e3a253, 0x13556ed9f53d3c10},
         3},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_pcg64 stream = CASES[i].start;
        for (size_t n = 0; n < CASES[i].count; n++) {
            assert_int_equal(sibu_pcg64_next(&stream), CASES[i].values[n]);
        }
    }
}

static void dxsm_seeded_as_published_gives_the_published_values(void **state)
{
    (void)state;
    static const uint64_t VALUES[] = {0xf0847c9518bddb90, 0x8e7d5f5514ba8aaa, 0x86fbd36f8028f6fd, 0x8d14b6edbe9f740a};
    struct sibu_pcg64 stream;
    pcg64_seed(&stream, 42, 54);
    assert_int_equal(stream.state_high, 0x80);
    assert_int_equal(stream.state_low, 0xed5f0774fe8f5330);
    for (size_t n = 0; n < 4; n++) {
        assert_int_equal(sibu_pcg64_next(&stream), VALUES[n]);
    }
}

static const struct sibu_pcg64 RAW = {0x0123456789abcdef, 0x0123456789abcdef, 0xfedcba9876543210, 0xfedcba9876543211};

static void a_million_of_dxsm_have_the_published_sums(void **state)
{
    (void)state;
    struct sibu_pcg64 stream = RAW;
    uint64_t crossed = 0, sum = 0;
    for (int i = 0; i < 1000000; i++) {
        uint64_t value = sibu_pcg64_next(&stream);
        crossed ^= value;
        sum += value;
    }
    assert_int_equal(crossed, 0x0b3160e911e73d78);
    assert_int_equal(sum, 0xfcda94a79edcfde6);
}

static void dxsm_jumps_to_the_published_values(void **state)
{
    (void)state;
    const struct {
        uint128 steps;
        uint64_t value;
    } CASES[] = {{1000000, 0xb7ba06f15611b04d},
                 {wide(1, 0), 0x34f4e62ee9fbf1c0},
                 {wide(UINT64_C(1) << 63, 0), 0x911c43b11e1f92bd}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_pcg64 stream = RAW;
        pcg64_advance(&stream, CASES[i].steps);
        assert_int_equal(sibu_pcg64_next(&stream), CASES[i].value);
    }
}

static void a_step_back_undoes_a_step(void **state)
{
    (void)state;
    struct sibu_pcg64 stream = RAW;
    uint64_t first = sibu_pcg64_next(&stream);
    pcg64_advance(&stream, wide(UINT64_MAX, UINT64_MAX));
    assert_int_equal(sibu_pcg64_next(&stream), first);
}

static void bounds_follow_lemire(void **state)
{
    (void)state;
    static const uint32_t VALUES[] = {3, 2, 4, 3, 4, 4, 4, 3, 5, 5, 1, 0};
    struct sibu_pcg32 stream;
    pcg32_seed(&stream, 42, 54);
    for (size_t n = 0; n < sizeof VALUES / sizeof VALUES[0]; n++) {
        assert_int_equal(sibu_pcg32_below(&stream, 6), VALUES[n]);
    }
}

/* Where almost half of the values must be rejected, a missing rejection shows as a bias of one half. */
static void bounds_are_unbiased_where_rejection_matters_most(void **state)
{
    (void)state;
    uint8_t key[32];
    sibu_key_of_seed(key, 1);
    struct sibu_pcg32 narrow;
    struct sibu_pcg64 broad;
    sibu_pcg32_open(&narrow, key, "test", 0);
    sibu_pcg64_open(&broad, key, "test", 0);
    const uint32_t bound32 = 3u << 30;
    const uint64_t bound64 = UINT64_C(3) << 62;
    int thirds32[3] = {0}, thirds64[3] = {0};
    for (int i = 0; i < 300000; i++) {
        thirds32[sibu_pcg32_below(&narrow, bound32) >> 30]++;
        thirds64[sibu_pcg64_below(&broad, bound64) >> 62]++;
    }
    for (int i = 0; i < 3; i++) { /* expected 100000, deviation 258 */
        assert_in_range(thirds32[i], 98700, 101300);
        assert_in_range(thirds64[i], 98700, 101300);
    }
}

static void a_bound_of_one_gives_zero(void **state)
{
    (void)state;
    struct sibu_pcg64 stream = RAW;
    struct sibu_pcg32 narrow;
    pcg32_seed(&narrow, 1, 1);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(sibu_pcg64_below(&stream, 1), 0);
        assert_int_equal(sibu_pcg32_below(&narrow, 1), 0);
    }
}

/* Pins the opening of streams: a record of today must be replayed alike in ten years. */
static void streams_open_as_they_always_have(void **state)
{
    (void)state;
    uint8_t key[32];
    struct sibu_pcg32 narrow;
    struct sibu_pcg64 broad;
    sibu_key_of_seed(key, 20260101);
    sibu_pcg32_open(&narrow, key, "crowd", 3);
    sibu_pcg64_open(&broad, key, "crowd", 3);
    assert_int_equal(narrow.increment & 1, 1);
    assert_int_equal(broad.increment_low & 1, 1);
    assert_int_equal(sibu_pcg32_next(&narrow), 0xb1235b24);
    assert_int_equal(sibu_pcg64_next(&broad), 0x57c991f4f59f2883);
}

static void streams_differ_by_key_purpose_and_index(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        const char *purpose;
        uint64_t index;
    } STREAMS[] = {{1, "crowd", 0}, {2, "crowd", 0}, {1, "crown", 0}, {1, "crowd", 1}, {1, "", 0}};
    enum { STREAM_COUNT = sizeof STREAMS / sizeof STREAMS[0] };
    uint64_t first[STREAM_COUNT];
    for (size_t i = 0; i < STREAM_COUNT; i++) {
        uint8_t key[32];
        struct sibu_pcg64 stream;
        sibu_key_of_seed(key, STREAMS[i].seed);
        sibu_pcg64_open(&stream, key, STREAMS[i].purpose, STREAMS[i].index);
        first[i] = sibu_pcg64_next(&stream);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(first[i], first[j]);
        }
    }
}

/* 1024 neighbouring streams, read across: each bit of each value must be set half of the time. */
static void neighbouring_streams_are_unrelated(void **state)
{
    (void)state;
    enum { STREAMS = 1024, VALUES = 64 };
    uint8_t key[32];
    sibu_key_of_seed(key, 7);
    int set[64] = {0};
    int changed[64] = {0};
    uint64_t before = 0;
    for (uint64_t i = 0; i < STREAMS; i++) {
        struct sibu_pcg64 stream;
        sibu_pcg64_open(&stream, key, "across", i);
        for (int n = 0; n < VALUES; n++) {
            uint64_t value = sibu_pcg64_next(&stream);
            for (int bit = 0; bit < 64; bit++) {
                set[bit] += (int)(value >> bit & 1);
                changed[bit] += (int)((value ^ before) >> bit & 1);
            }
            before = value;
        }
    }
    for (int bit = 0; bit < 64; bit++) { /* 65536 values: expected 32768, deviation 128 */
        assert_in_range(set[bit], 32768 - 640, 32768 + 640);
        assert_in_range(changed[bit], 32768 - 640, 32768 + 640);
    }
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(pcg32_gives_the_published_values),
        cmocka_unit_test(a_million_of_pcg32_have_the_published_sums),
        cmocka_unit_test(pcg32_jumps_to_the_published_values),
        cmocka_unit_test(dxsm_gives_the_published_values),
        cmocka_unit_test(dxsm_seeded_as_published_gives_the_published_values),
        cmocka_unit_test(a_million_of_dxsm_have_the_published_sums),
        cmocka_unit_test(dxsm_jumps_to_the_published_values),
        cmocka_unit_test(a_step_back_undoes_a_step),
        cmocka_unit_test(bounds_follow_lemire),
        cmocka_unit_test(bounds_are_unbiased_where_rejection_matters_most),
        cmocka_unit_test(a_bound_of_one_gives_zero),
        cmocka_unit_test(streams_open_as_they_always_have),
        cmocka_unit_test(streams_differ_by_key_purpose_and_index),
        cmocka_unit_test(neighbouring_streams_are_unrelated),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
