/* Simulated workers' minds: the shares are kept, the same seed thinks the same, and a mind is consistent. */
#include "phones/mind.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/random.h"

#define MINDS 100000

static void shares_are_kept_within_five_standard_errors(void **unused)
{
    (void)unused;
    struct mind_shares shares = mind_default();
    const double wanted[] = {shares.help, shares.cannot, shares.silent, shares.forgets, shares.absent};
    double counts[5] = {0};
    uint8_t key[32];
    sibu_key_of_seed(key, 11);
    for (uint64_t i = 0; i < MINDS; i++) {
        struct mind mind = mind_draw(key, i, &shares);
        counts[0] += mind.needs_help;
        counts[1] += mind.cannot;
        counts[2] += mind.walks && !mind.answers;
        counts[3] += mind.walks && !mind.checks_in;
        counts[4] += !mind.walks && !mind.needs_help && !mind.cannot;
    }
    for (size_t i = 0; i < 5; i++) {
        double error = sqrt(wanted[i] * (1.0 - wanted[i]) / MINDS);
        assert_true(fabs(counts[i] / MINDS - wanted[i]) < 5.0 * error);
    }
}

static void nobody_checks_in_without_walking_there(void **unused)
{
    (void)unused;
    struct mind_shares wild = {.help = 0.2, .cannot = 0.2, .silent = 0.2, .forgets = 0.2, .absent = 0.2};
    uint8_t key[32];
    sibu_key_of_seed(key, 12);
    for (uint64_t i = 0; i < 10000; i++) {
        struct mind mind = mind_draw(key, i, &wild);
        assert_true(mind.walks || !mind.checks_in);
        assert_false(mind.walks && (mind.needs_help || mind.cannot));
        assert_true(mind.answer_s > 0.0 && mind.scan_s > 0.0);
    }
}

static void the_same_seed_thinks_the_same(void **unused)
{
    (void)unused;
    struct mind_shares shares = mind_default();
    uint8_t key[32];
    uint8_t other[32];
    int differences = 0;
    sibu_key_of_seed(key, 1);
    sibu_key_of_seed(other, 2);
    for (uint64_t i = 0; i < 100; i++) {
        struct mind a = mind_draw(key, i, &shares);
        struct mind b = mind_draw(key, i, &shares);
        struct mind c = mind_draw(other, i, &shares);
        assert_memory_equal(&a.answer_s, &b.answer_s, sizeof a.answer_s);
        differences += memcmp(&a.answer_s, &c.answer_s, sizeof a.answer_s) != 0;
    }
    assert_int_equal(differences, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_kept_within_five_standard_errors),
        cmocka_unit_test(nobody_checks_in_without_walking_there),
        cmocka_unit_test(the_same_seed_thinks_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
