/* The links: the vectors come from Python's hashlib; each link leads to every earlier one and to no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "draw/chain.h"

#define YEAR_MINUTES 525600

static struct draw_installation somebody(uint64_t epoch)
{
    struct draw_installation who = {.epoch = epoch};
    for (unsigned i = 0; i < sizeof who.id; i++) {
        who.id[i] = (uint8_t)i;
    }
    return who;
}

static struct chain *open_chain(int64_t links)
{
    struct draw_installation who = somebody(1);
    uint8_t seed[CHAIN_LINK_BYTES];
    struct chain *chain = NULL;
    struct sibu_fault fault;
    for (unsigned i = 0; i < sizeof seed; i++) {
        seed[i] = (uint8_t)(32 + i);
    }
    assert_int_equal(chain_open(&chain, &who, links, seed, &fault), SIBU_OK);
    assert_int_equal(chain_links(chain), links);
    return chain;
}

static struct chain_known known(const struct chain *chain, int64_t i)
{
    struct chain_known out = {.number = i};
    if (i == 0) {
        chain_anchor(chain, out.link);
    } else {
        assert_true(chain_link(chain, i, out.link));
    }
    return out;
}

static void links_are_as_published(void **state)
{
    (void)state;
    static const struct {
        int64_t links, number;
        const char *hex;
    } CASES[] = {
        {1, 0, "70bc6e6b1c99643d79e83ffe6906dfbabb0638a4119e16d2512a807ff997f655"},
        {1, 1, "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"},
        {5, 3, "d917090fb86fd8995e46cad96255c03f140c0c5a3f3425e1f99aa1bf667db1ff"},
        {5, 0, "f9f9d8a808e662c75bf6c32a2b6db7fc3e821a71b983529c285b2f39f674e246"},
        {2049, 1024, "7b2dd3f6e702e42f30410ea36d2b9e4fd5a285697fcba529f8d141b5cafe425c"},
        {2049, 3, "dd8ce9fa6c1e97904e368b3452bf5107c992488dfd2e51f92ca5faf26391cb4d"},
        {2049, 0, "6fff3637bc4215d0667b0c8bbe4151bbe8204c109d31f5303bd3588902167adc"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char hex[2 * CHAIN_LINK_BYTES + 1];
        struct chain *chain = open_chain(CASES[i].links);
        struct chain_known link = known(chain, CASES[i].number);
        sibu_hex(hex, link.link, sizeof link.link);
        assert_string_equal(hex, CASES[i].hex);
        chain_close(chain);
    }
}

/* At and around the links that are kept, and where the seed is the nearest. */
static void every_link_leads_to_the_one_before_it(void **state)
{
    (void)state;
    static const int64_t LENGTHS[] = {1, 2, 1023, 1024, 1025, 2048, 2500};
    struct draw_installation who = somebody(1);
    for (size_t n = 0; n < sizeof LENGTHS / sizeof LENGTHS[0]; n++) {
        struct chain *chain = open_chain(LENGTHS[n]);
        struct chain_known before = known(chain, 0);
        int64_t step = LENGTHS[n] > 1100 ? 37 : 1;
        for (int64_t i = 1; i <= LENGTHS[n]; i += i % 1024 > 1000 || i % 1024 < 20 ? 1 : step) {
            struct chain_known link = known(chain, i);
            assert_true(chain_leads(&who, &link, &before));
            before = link;
        }
        chain_close(chain);
    }
}

static void a_link_leads_to_all_earlier_ones_and_nowhere_else(void **state)
{
    (void)state;
    struct draw_installation who = somebody(1), other_epoch = somebody(2), other = somebody(1);
    struct chain *chain = open_chain(40);
    other.id[15] ^= 1;
    for (int64_t i = 0; i <= 40; i++) {
        struct chain_known later = known(chain, i);
        for (int64_t j = 0; j <= 40; j++) {
            struct chain_known earlier = known(chain, j);
            assert_int_equal(chain_leads(&who, &later, &earlier), j <= i);
            if (j < i) {
                assert_false(chain_leads(&other_epoch, &later, &earlier));
                assert_false(chain_leads(&other, &later, &earlier));
                earlier.link[i % 32] ^= 1;
                assert_false(chain_leads(&who, &later, &earlier));
            }
        }
    }
    struct chain_known moved = known(chain, 20), anchor = known(chain, 0);
    moved.number = 21; /* the right link for the wrong tick */
    assert_false(chain_leads(&who, &moved, &anchor));
    moved.number = 19;
    assert_false(chain_leads(&who, &moved, &anchor));
    chain_close(chain);
}

static void numbers_out_of_range_give_nothing(void **state)
{
    (void)state;
    static const int64_t WRONG[] = {0, -1, 41, INT64_MIN, INT64_MAX};
    struct draw_installation who = somebody(1);
    struct chain *chain = open_chain(40);
    uint8_t link[CHAIN_LINK_BYTES];
    struct chain_known last = known(chain, 40);
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_false(chain_link(chain, WRONG[i], link));
        assert_int_equal(chain_earlier(&who, &last, WRONG[i], link), WRONG[i] == 0);
    }
    last.number = INT64_MAX; /* a stranger's number does not keep us busy for ever */
    assert_false(chain_earlier(&who, &last, 0, link));
    chain_close(chain);
    chain_close(NULL);
}

/* A year of one-minute ticks: made in one go, and verified from its last link to the anchor in as many hashes. */
static void a_year_of_minutes_is_a_matter_of_a_second(void **state)
{
    (void)state;
    struct draw_installation who = somebody(1);
    int64_t began_us = clock_monotonic_us();
    struct chain *chain = open_chain(YEAR_MINUTES);
    int64_t made_us = clock_monotonic_us();
    struct chain_known last = known(chain, YEAR_MINUTES), anchor = known(chain, 0);
    assert_true(chain_leads(&who, &last, &anchor));
    int64_t led_us = clock_monotonic_us();
    for (int64_t i = 1; i <= YEAR_MINUTES; i += 5003) {
        struct chain_known link = known(chain, i);
        (void)link;
    }
    int64_t given_us = clock_monotonic_us();
    printf("made in %.3f s, led in %.3f s, %.0f us a link\n", (double)(made_us - began_us) / 1e6,
           (double)(led_us - made_us) / 1e6, (double)(given_us - led_us) / 106.0);
    assert_in_range(made_us - began_us, 0, 20 * 1000000); /* a busy machine, with sanitizers */
    chain_close(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_as_published),
        cmocka_unit_test(every_link_leads_to_the_one_before_it),
        cmocka_unit_test(a_link_leads_to_all_earlier_ones_and_nowhere_else),
        cmocka_unit_test(numbers_out_of_range_give_nothing),
        cmocka_unit_test(a_year_of_minutes_is_a_matter_of_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
