/* How closely people stand, by numbers: on a grid over the sample's site, and summed up over its frames. */
#include "cmocka_first.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_drill.h"
#include "sibu/memory.h"
#include "view/density_course.h"
#include "view/density_layer.h"

#define PATH "view_density.drill"

static struct sibu_site *open_site(void)
{
    struct sibu_site *site = NULL;
    struct sibu_fault fault = {0};
    assert_int_equal(sibu_site_open(&site, "sample", SAMPLE_SITE, strlen(SAMPLE_SITE), &fault), SIBU_OK);
    return site;
}

/* The sum of density times walkable area over a floor. */
static double persons_on(const struct density_grid *grid, uint32_t floor, const float *density)
{
    const struct density_floor *it = &grid->floors[floor];
    double sum = 0.0;
    for (size_t i = 0; i < (size_t)it->width * (size_t)it->height; i++) {
        sum += (double)density[it->first + i] * (double)grid->walkable[it->first + i];
    }
    return sum * grid->cell_m * grid->cell_m;
}

static void the_levels_are_those_of_fruin(void **state)
{
    (void)state;
    static const struct {
        double persons_per_m2;
        enum service_level level;
    } CASES[] = {{0.0, SERVICE_A},  {0.31, SERVICE_A}, {0.32, SERVICE_B}, {0.43, SERVICE_B},
                 {0.44, SERVICE_C}, {0.72, SERVICE_C}, {0.73, SERVICE_D}, {1.08, SERVICE_D},
                 {1.09, SERVICE_E}, {2.15, SERVICE_E}, {2.16, SERVICE_F}, {9.0, SERVICE_F}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(service_level(SERVICE_WALKWAY, CASES[i].persons_per_m2), CASES[i].level);
    }
    static const double SQUARE_FEET[SERVICES][SERVICE_LEVELS - 1] = {
        {35.0, 25.0, 15.0, 10.0, 5.0}, {20.0, 15.0, 10.0, 7.0, 4.0}, {13.0, 10.0, 7.0, 3.0, 2.0}};
    for (size_t kind = 0; kind < SERVICES; kind++) {
        for (size_t i = 0; i < SERVICE_LEVELS - 1; i++) {
            assert_true(fabs(10.7639 / SQUARE_FEET[kind][i] - SERVICE_MOST[kind][i]) < 0.006);
        }
    }
    assert_int_equal(service_level(SERVICE_STAIR, 0.5), SERVICE_A);
    assert_int_equal(service_level(SERVICE_QUEUE, 3.0), SERVICE_D);
}

static void the_grid_knows_where_people_can_walk(void **state)
{
    (void)state;
    struct sibu_site *site = open_site();
    struct density_grid grid;
    struct sibu_fault fault;
    assert_int_equal(density_grid_open(&grid, site, &fault), SIBU_OK);
    assert_true(fabs(grid.cell_m - 0.5) < 1e-12);
    for (uint32_t floor = 0; floor < site->floor_count; floor++) {
        double area = 0.0, want = 0.0;
        const struct density_floor *it = &grid.floors[floor];
        for (size_t i = 0; i < (size_t)it->width * (size_t)it->height; i++) {
            area += (double)grid.walkable[it->first + i] * 0.25;
        }
        for (uint32_t i = 0; i < site->floors[floor].walkable_count; i++) {
            want += sibu_polygon_area(&site->floors[floor].walkable[i]);
        }
        assert_true(fabs(area / want - 1.0) < 0.01);
    }
    assert_true(grid.walkable[density_cell(&grid, 0, 6.5, 1.7)] < 1e-6F); /* in the machine */
    assert_true(grid.walkable[density_cell(&grid, 0, 6.5, 6.0)] > 0.999F);
    assert_true(density_cell(&grid, 0, 99.0, 0.0) == SIZE_MAX && density_cell(&grid, 9, 1.0, 1.0) == SIZE_MAX);
    assert_true(density_cell(&grid, 0, (double)NAN, 1.0) == SIZE_MAX);
    density_grid_close(&grid);
    sibu_site_close(site);
}

/* In the open, beside a wall, in a corner, in a doorway: one person is one person. */
static void nobody_is_lost_to_a_wall(void **state)
{
    (void)state;
    static const double PLACES_M[][2] = {{6.3, 6.1}, {0.1, 6.0}, {0.05, 7.95}, {12.1, 4.0}, {-10.0, 4.0}, {17.9, 0.1}};
    struct sibu_site *site = open_site();
    struct density_grid grid;
    struct sibu_fault fault;
    assert_int_equal(density_grid_open(&grid, site, &fault), SIBU_OK);
    float *density = sibu_array_new(grid.cells, sizeof *density);
    for (size_t i = 0; i < sizeof PLACES_M / sizeof PLACES_M[0]; i++) {
        density_add(&grid, 0, PLACES_M[i][0], PLACES_M[i][1], density);
        assert_true(fabs(persons_on(&grid, 0, density) - (double)(i + 1)) < 1e-4);
    }
    density_add(&grid, 0, 500.0, 500.0, density);
    density_add(&grid, 7, 1.0, 1.0, density);
    density_add(&grid, 0, (double)INFINITY, 1.0, density);
    assert_true(fabs(persons_on(&grid, 0, density) - 6.0) < 1e-4); /* who stands nowhere adds nothing */
    assert_true(persons_on(&grid, 1, density) < 1e-9);
    sibu_array_free(density);
    density_grid_close(&grid);
    sibu_site_close(site);
}

/* Alone in the open: 1 / (2 pi sigma2) in the middle, level A. Four on a square metre, far over many: 4 persons/m2. */
static void density_is_persons_per_square_metre(void **state)
{
    (void)state;
    struct sibu_site *site = open_site();
    struct density_grid grid;
    struct sibu_fault fault;
    assert_int_equal(density_grid_open(&grid, site, &fault), SIBU_OK);
    float *density = sibu_array_new(grid.cells, sizeof *density);
    double x_m = -9.95, y_m = 4.25; /* the middle of a cell */
    size_t cell = density_cell(&grid, 0, x_m, y_m);
    density_add(&grid, 0, x_m, y_m, density);
    double alone = 1.0 / (2.0 * 3.14159265358979 * DENSITY_SIGMA_M * DENSITY_SIGMA_M);
    assert_true(fabs((double)density[cell] / alone - 1.0) < 0.03);
    assert_int_equal(service_level(SERVICE_WALKWAY, (double)density[cell]), SERVICE_A);
    memset(density, 0, grid.cells * sizeof *density);
    for (int i = 0; i < 400; i++) {
        density_add(&grid, 0, x_m + (i % 20 - 9.5) * 0.5, y_m + (i / 20 - 9.5) * 0.5, density);
    }
    assert_true(fabs((double)density[cell] - 4.0) < 0.05);
    sibu_array_free(density);
    density_grid_close(&grid);
    sibu_site_close(site);
}

static void sums_over_time_are_exact(void **state)
{
    (void)state;
    struct density_sum sum;
    struct sibu_fault fault;
    static const float SEEN[4][3] = {{0.5F, 0.0F, 5.0F}, {1.5F, 0.0F, 4.0F}, {1.0F, 0.0F, 4.5F}, {1.0F, 0.25F, 0.5F}};
    assert_int_equal(density_sum_open(&sum, 3, &fault), SIBU_OK);
    for (int i = 0; i < 4; i++) {
        density_sum_add(&sum, SEEN[i], 3, 2.0);
    }
    assert_true(fabs(sum.seconds - 8.0) < 1e-12);
    static const double MOST[] = {1.5, 0.25, 5.0}, TOTAL[] = {8.0, 0.5, 28.0}, E_S[] = {2.0, 0.0, 6.0},
                        CONGESTED_S[] = {0.0, 0.0, 4.0};
    for (int i = 0; i < 3; i++) {
        assert_true(fabs((double)sum.most[i] - MOST[i]) < 1e-6);
        assert_true(fabs((double)sum.total[i] - TOTAL[i]) < 1e-6);
        assert_true(fabs((double)sum.above_s[DENSITY_LIMIT_E][i] - E_S[i]) < 1e-6);
        assert_true(fabs((double)sum.above_s[DENSITY_LIMIT_CONGESTED][i] - CONGESTED_S[i]) < 1e-6);
    }
    density_sum_clear(&sum, 3);
    assert_true(sum.seconds < 1e-12 && sum.most[2] < 1e-6F && sum.above_s[DENSITY_LIMIT_CONGESTED][2] < 1e-6F);
    density_sum_close(&sum);
}

static void open_course(struct replay *replay, struct density_course *course)
{
    struct sibu_fault fault = {0};
    const struct sample_def def = {.people = 90, .frames = 1, .drill = 1};
    if (sample_drill_write(PATH, &def, &fault) != SIBU_OK || replay_open(replay, PATH, &fault) != SIBU_OK ||
        density_course_open(course, replay, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void seek(struct density_course *course, const struct replay *replay, double time_s, size_t budget)
{
    struct sibu_fault fault = {0};
    assert_int_equal(density_course_seek(course, replay, time_s, budget, &fault), SIBU_OK);
}

/* One frame a second: of a mean over all time, everybody is left. */
static void the_mean_holds_everybody(void **state)
{
    (void)state;
    struct replay replay;
    struct density_course course;
    open_course(&replay, &course);
    static const double TIMES_S[] = {0.0, 0.9, 1.0, 50.0, 100.0, 1e6, -1.0};
    static const size_t STEPS[] = {1, 1, 2, 51, 101, 101, 0};
    for (size_t i = 0; i < sizeof TIMES_S / sizeof TIMES_S[0]; i++) {
        seek(&course, &replay, TIMES_S[i], DENSITY_WHOLE);
        assert_int_equal(course.done, STEPS[i]);
        assert_true(fabs(course.sum.seconds - (double)STEPS[i]) < 1e-9);
        double people = persons_on(&course.grid, 0, course.sum.total) + persons_on(&course.grid, 1, course.sum.total);
        assert_true(fabs(people - 90.0 * (double)STEPS[i]) < 0.01 * (double)STEPS[i] + 1e-9);
    }
    density_course_close(&course);
    replay_close(&replay);
}

/* Forwards, backwards, in leaps and in small portions: the same numbers to the bit. */
static void a_moment_has_one_result(void **state)
{
    (void)state;
    struct replay replay;
    struct density_course course, other;
    struct sibu_fault fault = {0};
    open_course(&replay, &course);
    assert_int_equal(density_course_open(&other, &replay, &fault), SIBU_OK);
    static const double TIMES_S[] = {70.0, 30.0, 31.0, 7.0, 8.0, 95.0, 63.0, 0.0, 99.0};
    size_t bytes = (2 + DENSITY_LIMITS) * course.grid.cells * sizeof(float);
    for (size_t i = 0; i < sizeof TIMES_S / sizeof TIMES_S[0]; i++) {
        seek(&course, &replay, TIMES_S[i], DENSITY_WHOLE);
        int portions = 0;
        do {
            seek(&other, &replay, TIMES_S[i], 500);
            portions++;
        } while (other.done < other.due && portions < 1000);
        density_course_close(&other);
        assert_int_equal(density_course_open(&other, &replay, &fault), SIBU_OK);
        seek(&other, &replay, TIMES_S[i], DENSITY_WHOLE);
        assert_true(i != 0 || portions > 3);
        assert_int_equal(course.done, other.done);
        assert_memory_equal(course.sum.most, other.sum.most, bytes);
    }
    density_course_close(&other);
    density_course_close(&course);
    replay_close(&replay);
}

/* Of a record that is long beside its marks, going back a little does not begin at the start. */
static void going_back_begins_at_a_mark(void **state)
{
    (void)state;
    struct replay replay;
    struct density_course course;
    open_course(&replay, &course);
    seek(&course, &replay, 100.0, DENSITY_WHOLE);
    assert_int_equal(course.apart, 8);
    seek(&course, &replay, 90.0, 1); /* one frame read: from the mark of 88 steps on */
    assert_int_equal(course.done, 89);
    assert_int_equal(course.due, 91);
    seek(&course, &replay, 3.0, 1);
    assert_int_equal(course.done, 1);
    seek(&course, &replay, 100.0, 1);
    assert_int_equal(course.done, 97);
    density_course_close(&course);
    replay_close(&replay);
}

static void steps_of_the_layers(void **state)
{
    (void)state;
    static const struct {
        enum layer_area area;
        double value;
        int step;
    } CASES[] = {
        {LAYER_DENSITY_NOW, 0.04, -1},    {LAYER_DENSITY_NOW, 0.06, 0},       {LAYER_DENSITY_MOST, 3.0, 5},
        {LAYER_DENSITY_MEAN, 0.5, 2},     {LAYER_DENSITY_ABOVE_E, 0.0, -1},   {LAYER_DENSITY_ABOVE_E, 1.0, 0},
        {LAYER_DENSITY_ABOVE_E, 14.0, 1}, {LAYER_DENSITY_CONGESTED, 60.0, 4}, {LAYER_DENSITY_CONGESTED, 1e4, 5}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct layers layers = {.area = CASES[i].area};
        assert_int_equal(density_layer_step(&layers, CASES[i].value), CASES[i].step);
    }
    struct layers queue = {.area = LAYER_DENSITY_NOW, .service = SERVICE_QUEUE};
    assert_int_equal(density_layer_step(&queue, 3.0), SERVICE_D);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_levels_are_those_of_fruin), cmocka_unit_test(the_grid_knows_where_people_can_walk),
        cmocka_unit_test(nobody_is_lost_to_a_wall),      cmocka_unit_test(density_is_persons_per_square_metre),
        cmocka_unit_test(sums_over_time_are_exact),      cmocka_unit_test(the_mean_holds_everybody),
        cmocka_unit_test(a_moment_has_one_result),       cmocka_unit_test(going_back_begins_at_a_mark),
        cmocka_unit_test(steps_of_the_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
