/* The law against all calendars: on small rule sets every calendar that is possible is listed, and the product of the
 * hazards along it must be its exact probability.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/law.h"
#include "draw/occupancy.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define TICKS_MAX 16u

struct rules {
    uint32_t ticks, gap, least, most;
    double mean, theta; /* theta 0: from the mean */
    int64_t weights[TICKS_MAX];
};

#define ALL_1                                                                                                          \
    {                                                                                                                  \
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1                                                                 \
    }
#define ALL_1000                                                                                                       \
    {                                                                                                                  \
        1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000                 \
    }

static const struct rules RULES[] = {
    {10, 3, 1, 2, 0, .5, ALL_1},
    {10, 3, 1, 2, 1.3, 0, ALL_1000},
    {14, 3, 1, 3, 0, .0004, {1000, 1000, 1000, 2000, 1000, 0, 0, 1000, 1000, 1000, 1000, 0, 1000, 1000}},
    {14, 3, 1, 3, 2.9, 0, {1000, 1000, 1000, 2000, 1000, 0, 0, 1000, 1000, 1000, 1000, 0, 1000, 1000}},
    {14, 3, 0, 14, 1.5, 0, ALL_1},
    {1, 1, 0, 1, .25, 0, {7}},
    {1, 9, 1, 1, 1, 0, {7}},
    {2, 1, 0, 2, 1.9, 0, {1, 1000}},
    {16, 1, 0, 16, 8, 0, ALL_1000},
    {16, 1, 2, 3, 2.5, 0, {0, 0, 5, 5, 5, 0, 0, 0, 1, 1, 1, 0, 0, 0, 9, 0}},
    {16, 2, 8, 8, 8, 0, ALL_1000}, /* exactly eight of eight that fit */
    {16, 2, 3, 8, 7.9, 0, ALL_1000},
    {16, 4, 1, 4, 1.01, 0, {1, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 27, 0, 0, 81}},
    {16, 5, 2, 64, 2.5, 0, {9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8}},
    {16, 16, 1, 2, 1, 0, ALL_1}, /* the gap fills the period: exactly one */
    {16, 100, 0, 2, .5, 0, ALL_1},
    {15, 3, 2, 2, 2, 0, {0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 0}},
    {15, 3, 0, 3, 0, 2.0, {0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 0}},
    {15, 7, 2, 3, 2.0001, 0, ALL_1000},
    {13, 2, 1, 5, 3.3, 0, {1000, 1, 1000, 1, 1000, 1, 1000, 1, 1000, 1, 1000, 1, 1000}},
    {12, 6, 2, 2, 2, 0, {500, 0, 0, 1000, 0, 0, 0, 0, 0, 1000, 250, 125}},
    {12, 2, 0, 3, 0, 1e-9, {500, 0, 0, 1000, 0, 0, 0, 0, 0, 1000, 250, 125}},
    {16, 3, 4, 5, 4.5, 0, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}},
    {11, 1, 11, 11, 11, 0, {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5}}, /* one calendar */
};
#define RULES_COUNT (sizeof RULES / sizeof RULES[0])

static struct law_def def_of(const struct rules *rules, enum law_kind kind)
{
    return (struct law_def){.kind = kind,
                            .weights_milli = rules->weights,
                            .ticks = rules->ticks,
                            .gap_ticks = rules->gap,
                            .least = rules->least,
                            .most = rules->most,
                            .mean = rules->mean,
                            .theta = rules->theta};
}

/* The even law does not reach every mean that the other does. */
static struct law_def even_def(const struct rules *rules)
{
    struct law_def def = def_of(rules, LAW_EVEN);
    def.mean = rules->least + .02 * (rules->mean - rules->least);
    return def;
}

static struct law *open_def(const struct law_def *def)
{
    struct law *law = NULL;
    struct sibu_fault fault;
    if (law_open(&law, def, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
    return law;
}

static struct law *open_law(const struct rules *rules)
{
    struct law_def def = def_of(rules, LAW_MAX_ENTROPY);
    return open_def(&def);
}

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

static int same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static unsigned count_bits(unsigned mask)
{
    unsigned count = 0;
    for (; mask != 0; mask &= mask - 1) {
        count++;
    }
    return count;
}

/* The product of theta w over the calendar's starts; 0 where the rules forbid it. */
static double product(const struct rules *rules, unsigned mask, double theta)
{
    double value = 1.0;
    unsigned count = count_bits(mask);
    int64_t last = -(int64_t)rules->gap;
    for (uint32_t t = 0; t < rules->ticks; t++) {
        if (mask >> t & 1u) {
            value = t - last >= (int64_t)rules->gap ? value * theta * (double)rules->weights[t] : 0.0;
            last = t;
        }
    }
    return count >= rules->least && count <= rules->most ? value : 0.0;
}

/* The chance that a walk through the hazards holds this calendar; -1 where a start lies in a gap. */
static double walk(const struct law *law, unsigned mask)
{
    double chance = 1.0;
    uint32_t starts = 0;
    uint32_t free_at = 0;
    for (uint32_t t = 0; t < law_ticks(law); t++) {
        unsigned start = mask >> t & 1u;
        if (t >= free_at) {
            double h = law_hazard(law, t, starts);
            assert_true(h >= 0.0 && h <= 1.0);
            chance *= start ? h : 1.0 - h;
        } else if (start) {
            return -1.0;
        }
        free_at = start ? t + law_gap_ticks(law) : free_at;
        starts += start;
    }
    return chance;
}

/* What all calendars together say. */
struct sums {
    double whole, mean, bits;
    size_t possible;
};

static struct sums check_calendars(const struct rules *rules, const struct law *law)
{
    double z = 0.0;
    struct sums sums = {0.0, 0.0, 0.0, 0};
    for (unsigned mask = 0; mask >> rules->ticks == 0; mask++) {
        z += product(rules, mask, law_theta(law));
    }
    for (unsigned mask = 0; mask >> rules->ticks == 0; mask++) {
        double exact = product(rules, mask, law_theta(law)) / z;
        double chance = walk(law, mask);
        if (chance >= 0.0 && distance(chance, exact) > 1e-12 * exact) { /* where it is impossible, exactly 0 */
            fail_msg("rules %zu, calendar %x: %.17g, not %.17g", (size_t)(rules - RULES), mask, chance, exact);
        }
        sums.whole += exact;
        sums.mean += exact * count_bits(mask);
        sums.bits -= exact > 0.0 ? exact * occupancy_log2(exact) : 0.0;
        sums.possible += exact > 0.0;
    }
    return sums;
}

static void check_occupancy(const struct law *law, const struct sums *sums)
{
    struct occupancy occupancy;
    struct sibu_fault fault;
    assert_int_equal(occupancy_open_law(&occupancy, law, &fault), SIBU_OK);
    assert_true(distance(occupancy.mean, sums->mean) < 1e-12);
    assert_true(distance(occupancy.bits, sums->bits) < 1e-11);
    occupancy_close(&occupancy);
}

static void every_calendar_has_its_exact_probability(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES_COUNT; i++) {
        struct law *law = open_law(&RULES[i]);
        struct sums sums = check_calendars(&RULES[i], law);
        assert_true(distance(sums.whole, 1.0) < 1e-12);
        assert_true(distance(sums.mean, law_mean(law)) < 1e-12);
        if (RULES[i].theta > 0.0) {
            assert_true(same_bits(law_theta(law), RULES[i].theta));
        } else if (distance(sums.mean, RULES[i].mean) > 1e-12) {
            fail_msg("rules %zu: a mean of %.17g", i, sums.mean);
        }
        check_occupancy(law, &sums);
        law_close(law);
    }
}

/* The definition, cell by cell, with closed ticks and all. */
static double plain_value(const struct rules *rules, double theta, double v[TICKS_MAX + 1][LAW_MOST_MAX + 2])
{
    for (uint32_t t = rules->ticks + 1; t-- > 0;) {
        for (uint32_t k = 0; k <= rules->most; k++) {
            if (t == rules->ticks) {
                v[t][k] = k >= rules->least ? 1.0 : 0.0;
                continue;
            }
            uint32_t after = rules->ticks - t > rules->gap ? t + rules->gap : rules->ticks;
            double x = theta * (double)rules->weights[t];
            v[t][k] = v[t + 1][k] + (k < rules->most ? x * v[after][k + 1] : 0.0);
        }
    }
    return v[0][0];
}

static double plain_hazard(const struct rules *rules, double theta, double v[TICKS_MAX + 1][LAW_MOST_MAX + 2],
                           uint32_t t, uint32_t k)
{
    uint32_t after = rules->ticks - t > rules->gap ? t + rules->gap : rules->ticks;
    double x = theta * (double)rules->weights[t];
    if (k >= rules->most || rules->weights[t] == 0) {
        return 0.0;
    }
    return v[t][k] > 0.0 ? x * v[after][k + 1] / v[t][k] : 1.0;
}

static void a_stranger_gets_the_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES_COUNT; i++) {
        double v[TICKS_MAX + 1][LAW_MOST_MAX + 2];
        const struct rules *rules = &RULES[i];
        struct law *law = open_law(rules);
        double value = plain_value(rules, law_theta(law), v);
        assert_true(i != 0 || same_bits(value, 12.0)); /* worked out by hand */
        assert_true(i != 2 || distance(value, 17.152) < 1e-13);
        for (uint32_t t = 0; t < rules->ticks; t++) {
            for (uint32_t k = 0; k <= rules->most; k++) {
                assert_true(same_bits(law_hazard(law, t, k), plain_hazard(rules, law_theta(law), v, t, k)));
                assert_int_equal(law_can_keep(law, t, k), v[t][k] > 0.0);
            }
        }
        assert_true(same_bits(law_hazard(law, rules->ticks, 0), 0.0));
        assert_int_equal(law_can_keep(law, rules->ticks, 0), rules->least == 0);
        law_close(law);
    }
}

/* The solved theta given back as a ledger's row would makes the same law. */
static void a_theta_from_a_row_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES_COUNT; i++) {
        for (int kind = LAW_MAX_ENTROPY; kind <= LAW_EVEN; kind++) {
            struct law_def def = kind == LAW_EVEN ? even_def(&RULES[i]) : def_of(&RULES[i], LAW_MAX_ENTROPY);
            struct law *law = open_def(&def);
            def.mean = 0.0;
            def.theta = law_theta(law);
            def.floor = law_floor(law);
            struct law *again = open_def(&def);
            for (uint32_t t = 0; t < RULES[i].ticks; t++) {
                for (uint32_t k = 0; k <= RULES[i].most; k++) {
                    assert_true(same_bits(law_hazard(law, t, k), law_hazard(again, t, k)));
                }
            }
            assert_true(same_bits(law_mean(law), law_mean(again)));
            law_close(again);
            law_close(law);
        }
    }
}

/* How many starts fit from tick t on. */
static uint32_t fit_from(const struct rules *rules, uint32_t t)
{
    return law_most_that_fit(rules->weights + t, rules->ticks - t, rules->gap);
}

static double even_by_words(const struct rules *rules, const struct law *law, uint32_t t, uint32_t k)
{
    double h = law_theta(law) * (double)rules->weights[t];
    if (k >= rules->most || rules->weights[t] == 0) {
        return 0.0;
    }
    if (k < rules->least) {
        int64_t sum = 0;
        for (uint32_t s = t; s < rules->ticks && fit_from(rules, s) >= rules->least - k; s++) {
            sum += rules->weights[s];
        }
        double uniform = sum > 0 ? (double)rules->weights[t] / (double)sum : 1.0;
        h = law_floor(law) * (double)rules->weights[t];
        h = h > uniform ? h : uniform;
    }
    return h < 1.0 ? h : 1.0;
}

static void the_even_law_is_what_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES_COUNT; i++) {
        struct law_def def = even_def(&RULES[i]);
        struct law *law = open_def(&def);
        double whole = 0.0;
        double mean = 0.0;
        for (uint32_t t = 0; t < RULES[i].ticks; t++) {
            for (uint32_t k = 0; k <= RULES[i].most; k++) {
                assert_true(same_bits(law_hazard(law, t, k), even_by_words(&RULES[i], law, t, k)));
            }
        }
        for (unsigned mask = 0; mask >> RULES[i].ticks == 0; mask++) {
            double chance = walk(law, mask);
            whole += chance > 0.0 ? chance : 0.0;
            mean += chance > 0.0 ? chance * count_bits(mask) : 0.0;
            assert_true(chance <= 0.0 || (count_bits(mask) >= RULES[i].least && count_bits(mask) <= RULES[i].most));
        }
        if (distance(whole, 1.0) > 1e-11 || distance(mean, law_mean(law)) > 1e-11) {
            fail_msg("rules %zu: %.17g in all, a mean of %.17g, not %.17g", i, whole, mean, law_mean(law));
        }
        assert_true(RULES[i].theta > 0.0 || distance(mean, def.mean) < 1e-11);
        law_close(law);
    }
}

/* The Poisson chance of fewer than m, by a sum of its own, is e^-3.06. */
static void the_usual_floor_misses_one_period_in_twenty(void **state)
{
    (void)state;
    int64_t weights[128];
    for (size_t t = 0; t < 128; t++) {
        weights[t] = 1;
    }
    for (uint32_t least = 0; least <= 64; least++) {
        struct law_def def = {LAW_EVEN, weights, 128, 1, least, 64, least < 64 ? least + .001 : 64, 0, 0};
        struct law *law = open_def(&def);
        double floor = law_floor(law) * 128.0;
        double term = 1.0;
        double sum = 0.0;
        for (uint32_t n = 0; n < least; n++) {
            sum += term;
            term = term * floor / (n + 1.0);
        }
        assert_true(least > 1 || distance(floor, 3.06) < 1e-14);
        assert_true(least == 0 || distance(sum / sibu_exp(floor - 3.06), 1.0) < 1e-11);
        law_close(law);
    }
}

/* T = 10, g = 3, 1 or 2 starts, theta w = 1/2: worked out by hand in fractions. */
static void ten_ticks_give_the_hazards_worked_out_by_hand(void **state)
{
    (void)state;
    static const double NONE_YET[] = {12. / 64, 8. / 39, 7. / 31, .25, 5. / 18, 4. / 13, 1. / 3, 1. / 3, .5, 1.};
    struct law *law = open_law(&RULES[0]);
    for (uint32_t t = 0; t < 10; t++) {
        assert_true(distance(law_hazard(law, t, 0), NONE_YET[t]) < 1e-15);
        assert_true(t < 3 || distance(law_hazard(law, t, 1), 1.0 / (12 - t)) < 1e-15);
        assert_true(same_bits(law_hazard(law, t, 2), 0.0));
    }
    assert_true(distance(law_mean(law), 19.0 / 12.0) < 1e-15);
    law_close(law);
}

/* A walk through the hazards; the calendar as bits. */
static unsigned draw_calendar(const struct law *law, struct sibu_pcg64 *stream)
{
    unsigned mask = 0;
    uint32_t starts = 0;
    for (uint32_t t = 0; t < law_ticks(law); t++) {
        if (sibu_draw_unit(stream) < law_hazard(law, t, starts)) {
            mask |= 1u << t;
            starts++;
            t += law_gap_ticks(law) - 1;
        }
    }
    return mask;
}

/* Chi-square of whole calendars, against the listed ones. */
static void drawn_calendars_are_distributed_as_listed(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    const struct rules *rules = &RULES[2];
    struct law *law = open_law(rules);
    uint32_t *seen = sibu_array_new((size_t)1 << rules->ticks, sizeof *seen);
    uint8_t key[32];
    struct sibu_pcg64 stream;
    sibu_key_of_seed(key, 20270101);
    sibu_pcg64_open(&stream, key, "calendars", 0);
    assert_non_null(seen);
    for (size_t i = 0; i < DRAWS; i++) {
        seen[draw_calendar(law, &stream)]++;
    }
    double z = 0.0;
    for (unsigned mask = 0; mask >> rules->ticks == 0; mask++) {
        z += product(rules, mask, law_theta(law));
    }
    double chi = 0.0;
    double freedom = -1.0;
    for (unsigned mask = 0; mask >> rules->ticks == 0; mask++) {
        double expected = DRAWS * product(rules, mask, law_theta(law)) / z;
        assert_true(expected > 0.0 || seen[mask] == 0);
        chi += expected > 0.0 ? (seen[mask] - expected) * (seen[mask] - expected) / expected : 0.0;
        freedom += expected > 0.0;
    }
    assert_true(freedom > 109.0 && freedom < 111.0);
    assert_true(chi < freedom + 45.0 && chi > freedom - 45.0); /* three deviations of sqrt(2 * 110) */
    sibu_array_free(seen);
    law_close(law);
}

/* So many calendars there are: with theta w = 1 the least probability is one over their number. */
static void weights_of_one_count_calendars(void **state)
{
    (void)state;
    static const struct {
        uint32_t ticks, gap, least, most;
        double count;
    } CASES[] = {{14, 3, 1, 3, 200}, {14, 3, 0, 14, 277}, {30, 5, 1, 6, 7167}};
    int64_t weights[30];
    for (size_t t = 0; t < 30; t++) {
        weights[t] = 1000;
    }
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct law_def def = {
            LAW_MAX_ENTROPY, weights, CASES[i].ticks, CASES[i].gap, CASES[i].least, CASES[i].most, 0, .001, 0};
        struct law *law = open_def(&def);
        struct occupancy occupancy;
        struct sibu_fault fault;
        assert_int_equal(occupancy_open_law(&occupancy, law, &fault), SIBU_OK);
        assert_true(distance(occupancy.bits, occupancy_log2(CASES[i].count)) < 1e-12); /* all are equally likely */
        occupancy_close(&occupancy);
        law_close(law);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_calendar_has_its_exact_probability),
        cmocka_unit_test(a_stranger_gets_the_same_bits),
        cmocka_unit_test(a_theta_from_a_row_gives_the_same_bits),
        cmocka_unit_test(the_even_law_is_what_it_says),
        cmocka_unit_test(the_usual_floor_misses_one_period_in_twenty),
        cmocka_unit_test(ten_ticks_give_the_hazards_worked_out_by_hand),
        cmocka_unit_test(drawn_calendars_are_distributed_as_listed),
        cmocka_unit_test(weights_of_one_count_calendars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
