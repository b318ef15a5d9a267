/* Gas in rooms put together by hand: what it does between two of them and when aired is known exactly. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hazard/block.h"
#include "sibu/indoor.h"

#define ROOMS_MAX 16

/* Rooms in a row, each with a link to the next. */
struct row {
    struct block rooms[ROOMS_MAX];
    struct block_link links[ROOMS_MAX];
    struct block_end ends[2 * ROOMS_MAX];
    uint32_t first_end[ROOMS_MAX + 1];
    struct sibu_blocks blocks;
    struct sibu_indoor *indoor;
};

/* `count` rooms of 12 m2; openings 2 m wide between middles that are 4 m apart. A wall stands before room `wall`. */
static void lay_row(struct row *row, uint32_t count, uint32_t wall)
{
    *row = (struct row){.indoor = NULL};
    uint32_t ends = 0;
    for (uint32_t i = 0; i < count; i++) {
        row->rooms[i] = (struct block){.area_m2 = 12.0F};
        row->links[i] = (struct block_link){.from = i, .to = i + 1, .width_m = 2.0F, .distance_m = 4.0F};
        row->first_end[i] = ends;
        if (i > 0 && i != wall) {
            row->ends[ends++] = (struct block_end){.other = i - 1, .link = i - 1};
        }
        if (i + 1 < count && i + 1 != wall) {
            row->ends[ends++] = (struct block_end){.other = i + 1, .link = i};
        }
    }
    row->first_end[count] = ends;
    row->blocks = (struct sibu_blocks){.blocks = row->rooms,
                                       .count = count,
                                       .links = row->links,
                                       .link_count = count - 1,
                                       .ends = row->ends,
                                       .first_end = row->first_end};
}

static void open_row(struct row *row, double changes_per_h)
{
    struct sibu_fault fault;
    struct sibu_indoor_def def = sibu_indoor_default(&row->blocks);
    def.changes_per_h = changes_per_h;
    assert_int_equal(sibu_indoor_open(&row->indoor, &def, &fault), SIBU_OK);
}

static void run(struct row *row, double step_s, int steps, double wanted_kg)
{
    for (int i = 0; i < steps; i++) {
        sibu_indoor_step(row->indoor, step_s);
        double there = sibu_indoor_kg(row->indoor) + sibu_indoor_aired_kg(row->indoor);
        assert_true(fabs(there - wanted_kg) <= 1e-9 * wanted_kg);
    }
}

static double at(const struct row *row, uint32_t room)
{
    return sibu_indoor_kg_per_m3(row->indoor, room);
}

/* Two rooms of the same volume V: their difference falls by exp(-2 K w h t / (d V)); a door is lower than the ceiling. */
static void two_rooms_even_out_by_the_law(void **state)
{
    (void)state;
    for (int door = 0; door < 2; door++) {
        struct row row;
        lay_row(&row, 2, 0);
        row.links[0].is_door = (uint8_t)door;
        open_row(&row, 0.0);
        sibu_indoor_release(row.indoor, 0, 3.6);
        double rate = 2.0 * 0.2 * 2.0 * (door ? 2.0 : 3.0) / (4.0 * 36.0), before = 3.6 / 36.0;
        for (int minute = 1; minute <= 3; minute++) {
            run(&row, 0.5, 120, 3.6);
            double wanted = before * exp(-rate * 60.0 * minute);
            assert_true(fabs(at(&row, 0) - at(&row, 1) - wanted) < 0.015 * wanted);
        }
        run(&row, 60.0, 60, 3.6);
        assert_true(fabs(at(&row, 0) - 0.05) < 1e-9 && fabs(at(&row, 1) - 0.05) < 1e-9);
        sibu_indoor_close(row.indoor);
    }
}

/* What is left after t is exp(-n t), in whatever steps. */
static void airing_leaves_what_it_should(void **state)
{
    (void)state;
    static const double STEPS_S[] = {1.0, 5.0, 60.0};
    for (size_t i = 0; i < sizeof STEPS_S / sizeof STEPS_S[0]; i++) {
        struct row row;
        lay_row(&row, 3, 0);
        open_row(&row, 6.0);
        sibu_indoor_release(row.indoor, 1, 2.0);
        run(&row, STEPS_S[i], (int)(600.0 / STEPS_S[i]), 2.0);
        assert_true(fabs(sibu_indoor_kg(row.indoor) - 2.0 * exp(-1.0)) < 1e-9);
        assert_true(at(&row, 0) > 0.0 && at(&row, 2) > 0.0);
        sibu_indoor_close(row.indoor);
    }
}

/* From the middle it gets to both sides alike, to the bit. */
static void it_prefers_no_side(void **state)
{
    (void)state;
    struct row row;
    lay_row(&row, 9, 0);
    open_row(&row, 3.0);
    sibu_indoor_release(row.indoor, 4, 1.0);
    run(&row, 5.0, 100, 1.0);
    for (uint32_t i = 0; i < 4; i++) {
        double left = at(&row, i), right = at(&row, 8 - i);
        assert_memory_equal(&left, &right, sizeof left);
        assert_true(left > 0.0 && left < at(&row, i + 1));
    }
    sibu_indoor_close(row.indoor);
}

/* A sliver between large rooms changes its air hundreds of times in the longest step: nothing swings, nothing is below 0. */
static void a_sliver_stays_between_its_neighbours(void **state)
{
    (void)state;
    struct row row;
    lay_row(&row, 4, 0);
    row.rooms[1].area_m2 = 0.04F;
    row.links[0].distance_m = row.links[1].distance_m = 0.2F;
    open_row(&row, 0.0);
    sibu_indoor_release(row.indoor, 0, 1.0);
    for (int i = 0; i < 10; i++) {
        run(&row, 60.0, 1, 1.0);
        for (uint32_t k = 0; k < 3; k++) {
            assert_true(at(&row, k) >= at(&row, k + 1) && at(&row, k + 1) >= 0.0);
        }
    }
    sibu_indoor_close(row.indoor);
}

/* A sliver behind the wall wants short parts: where the gas is that makes no difference, to the bit. */
static void far_off_corners_cost_nothing(void **state)
{
    (void)state;
    double found[2][3];
    for (int sliver = 0; sliver < 2; sliver++) {
        struct row row;
        lay_row(&row, 6, 3);
        row.rooms[4].area_m2 = sliver ? 0.04F : 12.0F;
        open_row(&row, 3.0);
        sibu_indoor_release(row.indoor, 0, 1.0);
        run(&row, 5.0, 40, 1.0);
        for (uint32_t i = 0; i < 3; i++) {
            found[sliver][i] = at(&row, i);
        }
        assert_true(at(&row, 2) > 0.0 && at(&row, 3) <= 0.0);
        sibu_indoor_close(row.indoor);
    }
    assert_memory_equal(found[0], found[1], sizeof found[0]);
}

/* What gets out under the sky is gone, and does not come back in. */
static void under_the_sky_it_is_gone(void **state)
{
    (void)state;
    struct row row;
    lay_row(&row, 3, 0);
    row.rooms[1].is_open = 1;
    row.links[0].is_door = row.links[1].is_door = 1;
    open_row(&row, 0.0);
    sibu_indoor_release(row.indoor, 0, 1.0);
    run(&row, 5.0, 100, 1.0);
    double rate = 0.2 * 2.0 * 2.0 / (4.0 * 36.0);
    assert_true(fabs(sibu_indoor_aired_kg(row.indoor) - (1.0 - exp(-rate * 500.0))) < 0.01);
    assert_true(at(&row, 1) <= 0.0 && at(&row, 2) <= 0.0);
    sibu_indoor_close(row.indoor);
    sibu_indoor_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_rooms_even_out_by_the_law),
        cmocka_unit_test(airing_leaves_what_it_should),
        cmocka_unit_test(it_prefers_no_side),
        cmocka_unit_test(a_sliver_stays_between_its_neighbours),
        cmocka_unit_test(far_off_corners_cost_nothing),
        cmocka_unit_test(under_the_sky_it_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
