/* What limits cost that sites share, against all calendars of small sites. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/law.h"
#include "draw/odds_budget.h"
#include "draw/odds_concurrent.h"
#include "draw/odds_count.h"

enum { TICKS = 6, MASKS = 1 << TICKS, SITES = 3, GAP = 2 };

static const int64_t WEIGHTS[TICKS] = {3, 1, 0, 5, 2, 4};
/* Two sites have the first law, one has the second. */
static const struct law_def LAWS[2] = {
    {LAW_MAX_ENTROPY, WEIGHTS, TICKS, GAP, 1, 3, 1.7, 0, 0},
    {LAW_EVEN, WEIGHTS, TICKS, GAP, 0, 3, 1.1, 0, 0},
};
static const size_t LAW_OF[SITES] = {0, 0, 1};

/* The laws, and the chance of each calendar of each site. */
struct scene {
    struct law *laws[2];
    struct occupancy occupancies[2];
    double chances[SITES][MASKS];
};

static double walk(const struct law *law, unsigned mask)
{
    double chance = 1.0;
    uint32_t starts = 0;
    uint32_t free_at = 0;
    for (uint32_t t = 0; t < TICKS; t++) {
        unsigned start = mask >> t & 1u;
        double h = t >= free_at ? law_hazard(law, t, starts) : 0.0;
        chance *= start ? h : 1.0 - h;
        free_at = start ? t + GAP : free_at;
        starts += start;
    }
    return chance;
}

static void open_scene(struct scene *scene)
{
    struct sibu_fault fault;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(law_open(&scene->laws[i], &LAWS[i], &fault), SIBU_OK);
        assert_int_equal(occupancy_open_law(&scene->occupancies[i], scene->laws[i], &fault), SIBU_OK);
    }
    for (size_t site = 0; site < SITES; site++) {
        for (unsigned mask = 0; mask < MASKS; mask++) {
            scene->chances[site][mask] = walk(scene->laws[LAW_OF[site]], mask);
        }
    }
}

static void close_scene(struct scene *scene)
{
    for (size_t i = 0; i < 2; i++) {
        occupancy_close(&scene->occupancies[i]);
        law_close(scene->laws[i]);
    }
}

static void assert_near(double value, double exact, const char *what)
{
    if (!(value - exact <= 1e-12 && exact - value <= 1e-12)) {
        fail_msg("%s: %.17g, not %.17g", what, value, exact);
    }
}

/* The calendars of three sites. */
struct calendars {
    unsigned masks[SITES];
};

static struct calendars calendars_of(uint32_t index)
{
    return (struct calendars){{index % MASKS, index / MASKS % MASKS, index / MASKS / MASKS}};
}

static uint32_t index_of(const struct calendars *it)
{
    return it->masks[0] + MASKS * (it->masks[1] + MASKS * it->masks[2]);
}

static double chance_of(const struct scene *scene, const struct calendars *it)
{
    double chance = 1.0;
    for (size_t i = 0; i < SITES; i++) {
        chance *= scene->chances[i][it->masks[i]];
    }
    return chance;
}

static struct calendars until(const struct calendars *it, uint32_t tick)
{
    struct calendars cut = *it;
    for (size_t i = 0; i < SITES; i++) {
        cut.masks[i] &= (1u << tick) - 1u;
    }
    return cut;
}

static uint32_t count_at(const struct calendars *it, uint32_t tick)
{
    return (it->masks[0] >> tick & 1u) + (it->masks[1] >> tick & 1u) + (it->masks[2] >> tick & 1u);
}

static double entropy_of(const double *chances, size_t count)
{
    double bits = 0.0;
    for (size_t i = 0; i < count; i++) {
        bits -= chances[i] > 0.0 ? chances[i] * occupancy_log2(chances[i]) : 0.0;
    }
    return bits;
}

enum { ALL = MASKS * MASKS * MASKS };
static double drawn[ALL], stopped[ALL]; /* chances of calendars up to the month's end, and to where they are held */

/* The month's figures, calendar by calendar. */
static struct odds_budget list_month(const struct scene *scene, const uint32_t span[2], uint32_t most)
{
    struct odds_budget sums = {0};
    memset(drawn, 0, sizeof drawn);
    memset(stopped, 0, sizeof stopped);
    for (uint32_t i = 0; i < ALL; i++) {
        struct calendars it = calendars_of(i);
        double chance = chance_of(scene, &it);
        if (chance <= 0.0) {
            continue;
        }
        uint32_t count = 0;
        uint32_t end = span[1];
        for (uint32_t t = span[0]; t < span[1]; t++) {
            int before = count < most;
            count += count_at(&it, t);
            end = before && count >= most ? t + 1 : end;
        }
        struct calendars month = until(&it, span[1]);
        struct calendars seen = until(&it, end);
        drawn[index_of(&month)] += chance;
        stopped[index_of(&seen)] += chance;
        sums.drawn += chance * count;
        sums.used_up += count >= most ? chance : 0.0;
        sums.lost += count > most ? chance * (count - most) : 0.0;
        sums.free += chance * (span[1] - end) / (span[1] - span[0]);
    }
    sums.bits = entropy_of(drawn, ALL) - entropy_of(stopped, ALL);
    return sums;
}

static void a_budget_costs_what_all_calendars_say(void **state)
{
    (void)state;
    static const uint32_t SPANS[][2] = {{0, TICKS}, {0, 4}, {3, TICKS}, {2, 5}, {1, 4}, {5, 6}};
    static struct scene scene;
    open_scene(&scene);
    const struct odds_budget_law laws[] = {{&scene.occupancies[0], 2, 0}, {&scene.occupancies[1], 1, 0}};
    for (size_t i = 0; i < sizeof SPANS / sizeof SPANS[0]; i++) {
        for (uint32_t most = 1; most <= 6; most += i == 0 ? 1 : 2) {
            struct odds_budget budget;
            struct sibu_fault fault;
            struct odds_budget listed = list_month(&scene, SPANS[i], most);
            assert_int_equal(odds_budget_of_month(laws, 2, SPANS[i], most, &budget, &fault), SIBU_OK);
            assert_near(budget.drawn, listed.drawn, "starts");
            assert_near(budget.used_up, listed.used_up, "used up");
            assert_near(budget.lost, listed.lost, "lost");
            assert_near(budget.free, listed.free, "free time");
            assert_near(budget.bits, listed.bits, "bits");
        }
    }
    close_scene(&scene);
}

/* The ledger's own rule, two sites: what is not held counts for nothing, and of two starts of a tick either may be held. */
static void hold_tick(const struct law *law, double chances[MASKS][MASKS], uint32_t tick, int most)
{
    for (unsigned i = 0; i < 1u << tick; i++) {
        for (unsigned k = 0; k < 1u << tick; k++) {
            const unsigned masks[] = {i, k};
            double h[2];
            for (size_t site = 0; site < 2; site++) {
                unsigned gap = (masks[site] << 1) >> tick & 1u; /* a gap of 2: a start at the tick before */
                h[site] = gap ? 0.0 : law_hazard(law, tick, (uint32_t)__builtin_popcount(masks[site]));
            }
            int left = most - __builtin_popcount(i) - __builtin_popcount(k);
            double here = chances[i][k];
            double both = left > 0 ? here * h[0] * h[1] : 0.0;
            double first = left > 0 ? here * h[0] * (1.0 - h[1]) : 0.0;
            double second = left > 0 ? here * h[1] * (1.0 - h[0]) : 0.0;
            unsigned start = 1u << tick;
            chances[i][k] = here - both - first - second;
            chances[i | start][k] += first + (left == 1 ? both / 2.0 : 0.0);
            chances[i][k | start] += second + (left == 1 ? both / 2.0 : 0.0);
            chances[i | start][k | start] += left > 1 ? both : 0.0;
        }
    }
}

static double spent(double chances[MASKS][MASKS], int most)
{
    double sum = 0.0;
    for (unsigned i = 0; i < MASKS; i++) {
        for (unsigned k = 0; k < MASKS; k++) {
            sum += __builtin_popcount(i) + __builtin_popcount(k) >= most ? chances[i][k] : 0.0;
        }
    }
    return sum;
}

static void a_first_month_is_as_the_ledger_holds_it(void **state)
{
    (void)state;
    static double chances[MASKS][MASKS];
    static const uint32_t SPAN[2] = {0, 5};
    static struct scene scene;
    open_scene(&scene);
    const struct odds_budget_law laws[] = {{&scene.occupancies[0], 2, 0}};
    for (int most = 1; most <= 4; most++) {
        struct odds_budget budget;
        struct sibu_fault fault;
        double free = 0.0;
        memset(chances, 0, sizeof chances);
        chances[0][0] = 1.0;
        for (uint32_t t = 0; t < SPAN[1]; t++) {
            free += spent(chances, most) / SPAN[1];
            hold_tick(scene.laws[0], chances, t, most);
        }
        assert_int_equal(odds_budget_of_month(laws, 1, SPAN, (uint32_t)most, &budget, &fault), SIBU_OK);
        assert_near(budget.used_up, spent(chances, most), "used up");
        assert_near(budget.free, free, "free time");
    }
    close_scene(&scene);
}

/* Of all calendars: starts that find c drills running, of so many ticks each, whichever start of a tick comes first. */
static struct odds_concurrent list_running(const struct scene *scene, size_t length, uint32_t most)
{
    struct odds_concurrent sums = {0};
    for (uint32_t i = 0; i < ALL; i++) {
        struct calendars it = calendars_of(i);
        double chance = chance_of(scene, &it);
        for (uint32_t t = 0; t < TICKS; t++) {
            uint32_t running = 0;
            for (uint32_t s = t >= length ? t + 1 - (uint32_t)length : 0; s < t; s++) {
                running += count_at(&it, s);
            }
            for (uint32_t one = 0; one < count_at(&it, t); one++) {
                sums.lost += running + one >= most ? chance : 0.0;
            }
            sums.full += running >= most && most < SITES ? chance / TICKS : 0.0; /* else none is kept back */
        }
    }
    return sums;
}

static void drills_at_one_time_cost_what_all_calendars_say(void **state)
{
    (void)state;
    static struct scene scene;
    open_scene(&scene);
    const struct odds_concurrent_law laws[] = {{scene.occupancies[0].p, 2}, {scene.occupancies[1].p, 1}};
    for (size_t length = 1; length <= GAP; length++) {
        for (uint32_t most = 1; most <= 3; most++) {
            struct odds_concurrent_def def = {laws, 2, TICKS, length, most};
            struct odds_concurrent listed = list_running(&scene, length, most);
            struct odds_concurrent cost;
            struct sibu_fault fault;
            assert_int_equal(odds_concurrent_reckon(&def, &cost, &fault), SIBU_OK);
            assert_near(cost.lost, listed.lost, "lost");
            assert_near(cost.full, listed.full, "full");
        }
    }
    close_scene(&scene);
}

/* 4000 sites, one after the other, and by powers. */
static void many_counts_add_up(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    static const double ONE[] = {.7, .25, .05};
    struct odds_count one, power, chain, spare[2];
    struct sibu_fault fault;
    assert_int_equal(odds_count_open(&one, 2 * MANY, &fault), SIBU_OK);
    assert_int_equal(odds_count_open(&power, 2 * MANY, &fault), SIBU_OK);
    assert_int_equal(odds_count_open(&chain, 2 * MANY, &fault), SIBU_OK);
    assert_int_equal(odds_count_open(&spare[0], 2 * MANY, &fault), SIBU_OK);
    assert_int_equal(odds_count_open(&spare[1], 2 * MANY, &fault), SIBU_OK);
    odds_count_set(&one, ONE, 3);
    odds_count_repeat(&power, &one, MANY, spare);
    for (size_t i = 0; i < MANY; i++) {
        odds_count_add(&spare[0], &chain, &one);
        struct odds_count keep = chain;
        chain = spare[0];
        spare[0] = keep;
    }
    assert_near(odds_count_mean(&power) / (.35 * MANY), 1.0, "mean");
    assert_true(power.count < 1000); /* what cannot be seen is dropped */
    for (size_t n = 0; n <= 2 * MANY; n += 7) {
        assert_near(odds_count_reaches(&power, n), odds_count_reaches(&chain, n), "reaches");
        assert_near(odds_count_beyond(&power, n) / MANY, odds_count_beyond(&chain, n) / MANY, "beyond");
    }
    struct odds_count *const all[] = {&one, &power, &chain, &spare[0], &spare[1]};
    for (size_t i = 0; i < 5; i++) {
        odds_count_close(all[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_budget_costs_what_all_calendars_say),
        cmocka_unit_test(a_first_month_is_as_the_ledger_holds_it),
        cmocka_unit_test(drills_at_one_time_cost_what_all_calendars_say),
        cmocka_unit_test(many_counts_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
