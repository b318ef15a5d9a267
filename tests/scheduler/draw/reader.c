/* The reader: whoever has rules, ledger and all history up to a tick cannot do better than the exact hazard, and the exact
 * hazard costs exactly the entropy that is published.
 *
 * Simulated half-years of one policy: mornings from nine to noon and late evenings of weekdays, a gap of a fortnight, one to eight
 * drills, two to be expected. Each tick is drawn as the server draws it: 32 bytes, R, U, threshold, and its row's hash.
 * 3,000 half-years; 100,000 with SIBU_LONG. The bytes come from a stated seed, so that a failure can be had again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw/ledger.h"
#include "draw/occupancy.h"
#include "draw/weights.h"
#include "reader_model.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define TICK_S 3600
#define TICKS 4344u /* Thursday 2026-01-01 to 2026-06-30, UTC */
#define FIRST_TICK INT64_C(490896)
#define GAP 336u
#define MOST 8u
#define DECILES 10
#define BLOCK 30 /* half-years whose surprise is taken together: some 60 drills */
#define LAMBDAS_MAX 400000

static const char UNIT[] = "plant";

/* Sum, squares: of a number that every half-year gives. */
struct tally {
    double sum, squares;
    int count;
};

static void add(struct tally *tally, double value)
{
    tally->sum += value;
    tally->squares += value * value;
    tally->count++;
}

static double mean_of(const struct tally *tally)
{
    return tally->sum / tally->count;
}

static double error_of(const struct tally *tally)
{
    double mean = mean_of(tally);
    double variance = (tally->squares / tally->count - mean * mean) * tally->count / (tally->count - 1);
    return __builtin_sqrt(variance / tally->count);
}

/* What is the same in all half-years. */
struct world {
    int64_t weights[TICKS];
    struct law *law;
    struct occupancy occupancy;
    struct draw_installation who;
    struct sibu_pcg64 entropy, chance; /* the kernel's part; what the tests themselves throw */
    int years; /* half-years */
    int64_t rows;
    struct model models[MODEL_COUNT];
    struct tally losses[MODEL_COUNT]; /* bits, of half-years of the second half */
    struct tally gains[MODEL_COUNT]; /* bits by which the exact hazard was worse */
    struct tally exact; /* bits of all half-years */
    struct tally starts;
    double surprise, surprise_expected, surprise_variance; /* of the block under way */
    double *z; /* of each block */
    int z_count;
    double *lambdas; /* the time between starts, by the hazard's own clock */
    int lambda_count;
    double lambda;
    double decile_expected[DECILES], decile_variance[DECILES], decile_starts[DECILES];
};

static void fill_weights(int64_t *weights)
{
    static const int FROM_MINUTES[] = {9 * 60, 22 * 60}, TO_MINUTES[] = {12 * 60, 24 * 60};
    struct weights_segment segments[10];
    struct weights_offset utc = {0, 0};
    for (int i = 0; i < 10; i++) {
        segments[i] = (struct weights_segment){.from_minute = i / 2 * 1440 + FROM_MINUTES[i % 2],
                                               .to_minute = i / 2 * 1440 + TO_MINUTES[i % 2],
                                               .weight_milli = i % 2 == 1 ? 500 : 1000};
    }
    struct weights_def def = {
        .tick_s = TICK_S, .segments = segments, .segment_count = 10, .offsets = &utc, .offset_count = 1};
    weights_fill(&def, FIRST_TICK, TICKS, weights);
}

static int set_up(void **state)
{
    struct world *world = sibu_array_new(1, sizeof *world);
    struct sibu_fault fault;
    uint8_t key[32];
    assert_non_null(world);
    fill_weights(world->weights);
    struct law_def def = {.kind = LAW_MAX_ENTROPY,
                          .weights_milli = world->weights,
                          .ticks = TICKS,
                          .gap_ticks = GAP,
                          .least = 1,
                          .most = MOST,
                          .mean = 2.0};
    if (law_open(&world->law, &def, &fault) != SIBU_OK ||
        occupancy_open_law(&world->occupancy, world->law, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
    world->years = getenv("SIBU_LONG") != NULL ? 100000 : 3000;
    world->z = sibu_array_new((size_t)world->years / BLOCK + 1, sizeof *world->z);
    world->lambdas = sibu_array_new(LAMBDAS_MAX, sizeof *world->lambdas);
    assert_non_null(world->z);
    assert_non_null(world->lambdas);
    sibu_key_of_seed(key, 20261123);
    sibu_pcg64_open(&world->entropy, key, "kernel", 0);
    sibu_pcg64_open(&world->chance, key, "tests", 0);
    for (int i = 0; i < MODEL_COUNT; i++) {
        world->models[i].kind = (enum model_kind)i;
    }
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    law_close(world->law);
    occupancy_close(&world->occupancy);
    sibu_array_free(world->z);
    sibu_array_free(world->lambdas);
    sibu_array_free(world);
    return 0;
}

/* One half-year under way. */
struct year {
    int number;
    uint32_t starts, free_tick, last_tick;
    double exact; /* bits so far */
    double losses[MODEL_COUNT];
    struct moment moment;
};

/* The tick is drawn, and its row goes into the ledger: does it start one? */
static int draw(struct world *world, struct year *year, uint32_t tick)
{
    struct moment *moment = &year->moment;
    struct ledger_tick row = {.tick = FIRST_TICK + tick, .rules = 2};
    struct sibu_text body = {0};
    uint8_t R[32];
    for (int i = 0; i < 32; i += 8) {
        uint64_t word = sibu_pcg64_next(&world->entropy);
        memcpy(row.r + i, &word, 8);
    }
    draw_root(&world->who, row.tick, row.r, R);
    uint64_t u = draw_u(R, UNIT);
    int start = draw_fires(u, draw_threshold(moment->h));
    row.starts = start;
    memcpy(row.outcomes, R, sizeof row.outcomes);
    ledger_tick_body(&body, &row);
    struct ledger_row kept = {.row = ++world->rows,
                              .time_us = row.tick * TICK_S * INT64_C(1000000),
                              .kind = "tick",
                              .body = sibu_text_get(&body)};
    ledger_hash(&kept, moment->hash, moment->hash);
    moment->bytes += body.length + 140; /* the columns beside it */
    moment->u = u;
    memcpy(moment->r, row.r, sizeof row.r);
    sibu_text_clear(&body);
    return start;
}

static void look_around(const struct world *world, struct year *year, uint32_t tick)
{
    struct moment *moment = &year->moment;
    moment->tick = tick;
    moment->starts = year->starts;
    moment->h = law_hazard(world->law, tick, year->starts);
    moment->since_days = (double)(tick - year->last_tick) / 24.0;
    moment->hour = (int)(tick % 24);
    moment->weekday = (int)((tick / 24 + 3) % 7);
}

/* Surprise and its own clock: what section 2.8 of the reference asks of a running ledger. */
static void keep_statistics(struct world *world, double h, int start)
{
    if (h < 1.0) {
        double yes = -sibu_log(h), no = -sibu_log(1.0 - h);
        int decile = (int)(h * 2000.0) < DECILES - 1 ? (int)(h * 2000.0) : DECILES - 1;
        world->surprise += start ? yes : no;
        world->surprise_expected += h * yes + (1.0 - h) * no;
        world->surprise_variance += h * (1.0 - h) * (yes - no) * (yes - no);
        world->decile_expected[decile] += h;
        world->decile_variance[decile] += h * (1.0 - h);
        world->decile_starts[decile] += start;
    }
    if (!start) {
        world->lambda -= sibu_log(1.0 - h);
        return;
    }
    world->lambda -= sibu_log(1.0 - h * sibu_draw_unit(&world->chance)); /* somewhere inside the tick */
    assert_true(world->lambda_count < LAMBDAS_MAX);
    world->lambdas[world->lambda_count++] = world->lambda;
    world->lambda = 0.0;
}

/* Readers learn in the first half of the half-years, and are held to what they know in the second. */
static void bet(struct world *world, struct year *year, const struct moment *moment, int start)
{
    for (int i = 0; i < MODEL_COUNT; i++) {
        if (2 * year->number < world->years) {
            model_learn(&world->models[i], moment, start);
        } else {
            year->losses[i] += model_loss(model_bet(&world->models[i], moment), start);
        }
    }
}

static void step(struct world *world, struct year *year, uint32_t tick)
{
    look_around(world, year, tick);
    struct moment before = year->moment;
    int start = draw(world, year, tick);
    /* The control: one bit that is right five times of eight where a start comes, and else a coin. */
    before.leak = start ? sibu_pcg64_below(&world->chance, 8) < 5 : (int)sibu_pcg64_below(&world->chance, 2);
    year->exact += model_loss(before.h, start);
    keep_statistics(world, before.h, start);
    bet(world, year, &before, start);
    if (start) {
        year->starts++;
        year->last_tick = tick;
        year->free_tick = tick + GAP;
    }
}

static void close_year(struct world *world, const struct year *year)
{
    add(&world->exact, year->exact);
    add(&world->starts, (double)year->starts);
    for (int i = 0; i < MODEL_COUNT && 2 * year->number >= world->years; i++) {
        add(&world->losses[i], year->losses[i]);
        add(&world->gains[i], year->exact - year->losses[i]);
    }
    if ((year->number + 1) % BLOCK == 0) {
        world->z[world->z_count++] =
            (world->surprise - world->surprise_expected) / __builtin_sqrt(world->surprise_variance);
        world->surprise = world->surprise_expected = world->surprise_variance = 0.0;
    }
}

static void half_years_pass(void **state)
{
    struct world *world = *state;
    struct year year = {0};
    for (int number = 0; number < world->years; number++) {
        struct moment kept = year.moment;
        year = (struct year){.number = number, .moment = kept};
        for (uint32_t tick = 0; tick < TICKS; tick++) {
            int open = world->weights[tick] > 0 && tick >= year.free_tick && year.starts < MOST;
            if (open && law_hazard(world->law, tick, year.starts) > 0.0) {
                step(world, &year, tick);
            }
        }
        assert_true(year.starts >= 1 && year.starts <= MOST);
        close_year(world, &year);
    }
    print_message("%d half-years, %.3f drills each (2 wanted)\n", world->years, mean_of(&world->starts));
    assert_true(__builtin_fabs(mean_of(&world->starts) - 2.0) < 3.0 * error_of(&world->starts));
}

static void the_exact_hazard_costs_the_exact_entropy(void **state)
{
    const struct world *world = *state;
    double loss = mean_of(&world->exact), error = error_of(&world->exact);
    print_message("exact hazard: %.4f bits a half-year, entropy %.4f, standard error %.4f\n", loss,
                  world->occupancy.bits, error);
    assert_true(error < 0.01 * world->occupancy.bits);
    assert_true(__builtin_fabs(loss - world->occupancy.bits) < 3.0 * error);
}

static void no_reader_gets_below_the_entropy(void **state)
{
    const struct world *world = *state;
    for (int i = 0; i < MODEL_LEAK; i++) {
        double loss = mean_of(&world->losses[i]), error = error_of(&world->losses[i]);
        double gain = mean_of(&world->gains[i]), gain_error = error_of(&world->gains[i]);
        print_message("%-24s %.4f bits, gains %+.5f +- %.5f\n", model_name((enum model_kind)i), loss, gain, gain_error);
        assert_true(loss > world->occupancy.bits - 3.0 * error);
        assert_true(gain <= 3.0 * gain_error); /* against the exact hazard on the very same ticks: far sharper */
    }
}

/* The control: were there a bit somewhere that tells a little, this test would find it. */
static void a_leak_would_be_found(void **state)
{
    const struct world *world = *state;
    double gain = mean_of(&world->gains[MODEL_LEAK]), error = error_of(&world->gains[MODEL_LEAK]);
    print_message("%-24s gains %+.5f +- %.5f\n", model_name(MODEL_LEAK), gain, error);
    assert_true(gain > 4.0 * error);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void the_surprise_of_a_ledger_is_standard_normal(void **state)
{
    const struct world *world = *state;
    struct tally z = {0};
    for (int i = 0; i < world->z_count; i++) {
        add(&z, world->z[i]);
    }
    double variance = z.squares / z.count - mean_of(&z) * mean_of(&z);
    print_message("Z over %d ledgers: mean %+.3f, variance %.3f\n", z.count, mean_of(&z), variance);
    assert_true(__builtin_fabs(mean_of(&z)) < 3.0 / __builtin_sqrt(z.count));
    assert_true(__builtin_fabs(variance - 1.0) < 3.0 * __builtin_sqrt(2.0 / z.count));
}

static void time_between_starts_by_the_hazards_clock_is_exponential(void **state)
{
    struct world *world = *state;
    double worst = 0.0, n = world->lambda_count;
    qsort(world->lambdas, (size_t)world->lambda_count, sizeof *world->lambdas, compare_doubles);
    for (int i = 0; i < world->lambda_count; i++) {
        double f = 1.0 - sibu_exp(-world->lambdas[i]);
        double above = (i + 1) / n - f, below = f - i / n;
        worst = above > worst ? above : worst;
        worst = below > worst ? below : worst;
    }
    print_message("%d starts: KS distance %.5f, limit %.5f\n", world->lambda_count, worst, 1.949 / __builtin_sqrt(n));
    assert_true(world->lambda_count > world->years);
    assert_true(worst < 1.949 / __builtin_sqrt(n));
}

static void starts_come_as_often_as_the_hazard_says(void **state)
{
    const struct world *world = *state;
    int used = 0;
    for (int i = 0; i < DECILES; i++) {
        double deviation = __builtin_sqrt(world->decile_variance[i]);
        if (world->decile_expected[i] >= 10.0) {
            used++;
            assert_true(__builtin_fabs(world->decile_starts[i] - world->decile_expected[i]) < 3.5 * deviation);
        }
    }
    assert_true(used >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_years_pass), /* first: the others look at what happened */
        cmocka_unit_test(the_exact_hazard_costs_the_exact_entropy),
        cmocka_unit_test(no_reader_gets_below_the_entropy),
        cmocka_unit_test(a_leak_would_be_found),
        cmocka_unit_test(the_surprise_of_a_ledger_is_standard_normal),
        cmocka_unit_test(time_between_starts_by_the_hazards_clock_is_exponential),
        cmocka_unit_test(starts_come_as_often_as_the_hazard_says),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
