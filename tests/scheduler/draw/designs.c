/* Why a month's budget is a ceiling and not a quota: what is left to guess where exactly 3 of 12 sites are drawn each month,
 * by the designs of survey sampling, against the published figures. Every set of 3 is listed; nothing is simulated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/occupancy.h"

enum { SITES = 12, DRAWN = 3, SUM = 28, SETS = 1 << SITES };
static const int WEIGHTS[SITES] = {4, 4, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1}; /* a site is drawn with 3/28 of it */

static int is_set(unsigned mask)
{
    return __builtin_popcount(mask) == DRAWN;
}

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

/* Entropy and number of the sets; that they are sets of three, and every site as likely as it should be. */
static void check_design(const double chances[SETS], double bits, double half, size_t count)
{
    double entropy = 0.0;
    double whole = 0.0;
    double inclusion[SITES] = {0.0};
    size_t possible = 0;
    for (unsigned mask = 0; mask < SETS; mask++) {
        double chance = chances[mask];
        entropy -= chance > 0.0 ? chance * occupancy_log2(chance) : 0.0;
        whole += chance;
        possible += chance > 1e-15;
        assert_true(chance < 1e-15 || is_set(mask));
        for (int i = 0; i < SITES; i++) {
            inclusion[i] += (mask >> i & 1u) != 0 ? chance : 0.0;
        }
    }
    for (int i = 0; i < SITES && bits < 7.78; i++) { /* uniform sets have other chances */
        assert_true(distance(inclusion[i], (double)(DRAWN * WEIGHTS[i]) / SUM) < 1e-12);
    }
    assert_true(distance(whole, 1.0) < 1e-12);
    if (distance(entropy, bits) > half || possible != count) {
        fail_msg("%.9f bits in %zu sets, not %.4f in %zu", entropy, possible, bits, count);
    }
}

/* P(set) in proportion to the product of its odds. */
static void fill_conditional_poisson(const double odds[SITES], double chances[SETS])
{
    double whole = 0.0;
    for (unsigned mask = 0; mask < SETS; mask++) {
        chances[mask] = is_set(mask) ? 1.0 : 0.0;
        for (int i = 0; i < SITES; i++) {
            chances[mask] *= (mask >> i & 1u) != 0 ? odds[i] : 1.0;
        }
        whole += chances[mask];
    }
    for (unsigned mask = 0; mask < SETS; mask++) {
        chances[mask] /= whole;
    }
}

static void uniform_sets(void **state)
{
    (void)state;
    static double chances[SETS];
    double odds[SITES];
    for (int i = 0; i < SITES; i++) {
        odds[i] = 1.0;
    }
    fill_conditional_poisson(odds, chances);
    check_design(chances, 7.7814, .00005, 220);
}

/* The most entropy with these chances of each site: the odds are fitted to them. */
static void conditional_poisson(void **state)
{
    (void)state;
    static double chances[SETS];
    double odds[SITES];
    for (int i = 0; i < SITES; i++) {
        odds[i] = WEIGHTS[i];
    }
    for (int pass = 0; pass < 200; pass++) {
        fill_conditional_poisson(odds, chances);
        for (int i = 0; i < SITES; i++) {
            double inclusion = 0.0;
            for (unsigned mask = 0; mask < SETS; mask++) {
                inclusion += (mask >> i & 1u) != 0 ? chances[mask] : 0.0;
            }
            odds[i] *= (double)(DRAWN * WEIGHTS[i]) / SUM / inclusion;
        }
    }
    check_design(chances, 7.2543, .00005, 220);
}

/* A comb of three teeth, SUM / 3 apart, over the weights one behind the other; its first tooth lies in [0, SUM / 3). In
 * units of a third, all edges are whole: 28 places of the comb, equally likely. */
static void add_comb(const int order[SITES], double weight, double chances[SETS])
{
    for (int place = 0; place < SUM; place++) {
        unsigned mask = 0;
        int from = 0;
        for (int i = 0; i < SITES; i++) {
            int to = from + DRAWN * WEIGHTS[order[i]];
            for (int tooth = place; tooth < DRAWN * SUM; tooth += SUM) {
                mask |= tooth >= from && tooth < to ? 1u << order[i] : 0u;
            }
            from = to;
        }
        chances[mask] += weight / SUM;
    }
}

static void systematic_in_fixed_order(void **state)
{
    (void)state;
    static double chances[SETS];
    static const int ORDER[SITES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    memset(chances, 0, sizeof chances);
    add_comb(ORDER, 1.0, chances);
    check_design(chances, 3.281, .0005, 12);
}

/* The next order of the weights, as words in a lexicon; 0 after the last. */
static int next_order(int weights[SITES])
{
    int at = SITES - 2;
    while (at >= 0 && weights[at] >= weights[at + 1]) {
        at--;
    }
    if (at < 0) {
        return 0;
    }
    int other = SITES - 1;
    while (weights[other] <= weights[at]) {
        other--;
    }
    int keep = weights[at];
    weights[at] = weights[other];
    weights[other] = keep;
    for (int low = at + 1, high = SITES - 1; low < high; low++, high--) {
        keep = weights[low];
        weights[low] = weights[high];
        weights[high] = keep;
    }
    return 1;
}

/* Sites of one weight in their own order: an order of the sites for one of the weights. */
static void sites_in_order(const int weights[SITES], int order[SITES])
{
    static const int FIRST[] = {0, 9, 5, 2, 0}; /* site of this weight */
    int next[] = {0, FIRST[1], FIRST[2], FIRST[3], FIRST[4]};
    for (int i = 0; i < SITES; i++) {
        order[i] = next[weights[i]]++;
    }
}

/* How many of its sites have each weight: alike for sets that can change places. */
static unsigned kind_of(unsigned mask)
{
    unsigned kind = 0;
    for (int i = 0; i < SITES; i++) {
        kind += (mask >> i & 1u) << (2 * WEIGHTS[i]);
    }
    return kind;
}

/* All sets of a kind are equally likely over all orders. */
static void share_among_alike(double chances[SETS])
{
    static double sums[1 << 12], counts[1 << 12];
    memset(sums, 0, sizeof sums);
    memset(counts, 0, sizeof counts);
    for (unsigned mask = 0; mask < SETS; mask++) {
        if (is_set(mask)) {
            sums[kind_of(mask)] += chances[mask];
            counts[kind_of(mask)] += 1.0;
        }
    }
    for (unsigned mask = 0; mask < SETS; mask++) {
        chances[mask] = is_set(mask) ? sums[kind_of(mask)] / counts[kind_of(mask)] : chances[mask];
    }
}

/* All 12! orders: 277,200 of the weights. */
static void systematic_in_random_order(void **state)
{
    (void)state;
    static double chances[SETS];
    int weights[SITES] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4};
    size_t orders = 0;
    memset(chances, 0, sizeof chances);
    do {
        int order[SITES];
        sites_in_order(weights, order);
        add_comb(order, 1.0 / 277200.0, chances);
        orders++;
    } while (next_order(weights));
    assert_int_equal(orders, 277200);
    share_among_alike(chances);
    /* 7.2535 was printed, as far below as the entropy of some 300,000 simulated orders lies. */
    check_design(chances, 7.254032694, 1e-9, 220);
}

/* Two sites fight: one is settled, drawn or not, and the other goes on with what is left. */
struct fight {
    double a, b; /* chances of being drawn */
    double second; /* the chance that the second is the one that goes on */
    double left; /* of the one that goes on */
    int settled; /* whether the other is drawn */
};

static struct fight fight_of(double a, double b)
{
    int drawn = a + b >= 1.0 - 1e-12;
    return drawn ? (struct fight){a, b, (1.0 - b) / (2.0 - a - b), a + b - 1.0, 1}
                 : (struct fight){a, b, b / (a + b), a + b, 0};
}

/* One site after the other against the one that is left: by who is left, and who is drawn so far. */
static void pivotal_in_fixed_order(void **state)
{
    (void)state;
    static double before[SITES][SETS], after[SITES][SETS];
    static double chances[SETS];
    double left = (double)(DRAWN * WEIGHTS[0]) / SUM; /* the same on all ways */
    memset(before, 0, sizeof before);
    before[0][0] = 1.0;
    for (int site = 1; site < SITES; site++) {
        struct fight fight = fight_of(left, (double)(DRAWN * WEIGHTS[site]) / SUM);
        memset(after, 0, sizeof after);
        for (int first = 0; first < site; first++) {
            for (unsigned mask = 0; mask < SETS; mask++) {
                double chance = before[first][mask];
                unsigned one = fight.settled ? 1u << first : 0u;
                unsigned other = fight.settled ? 1u << site : 0u;
                if (chance > 0.0) {
                    after[site][mask | one] += chance * fight.second;
                    after[first][mask | other] += chance * (1.0 - fight.second);
                }
            }
        }
        left = fight.left;
        memcpy(before, after, sizeof before);
    }
    memset(chances, 0, sizeof chances);
    for (unsigned mask = 0; mask < SETS; mask++) {
        for (int last = 0; last < SITES; last++) {
            chances[mask | (left > .5 ? 1u << last : 0u)] += before[last][mask];
        }
    }
    check_design(chances, 5.971, .0005, 74);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniform_sets),
        cmocka_unit_test(conditional_poisson),
        cmocka_unit_test(systematic_in_fixed_order),
        cmocka_unit_test(systematic_in_random_order),
        cmocka_unit_test(pivotal_in_fixed_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
