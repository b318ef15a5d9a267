/* The hazard's fields in the viewer: the same as the engine reckons from the same law, in their steps, on the plan. */
#include "cmocka_first.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sample_drill.h"
#include "view/compare.h"
#include "view/hazard_layer.h"
#include "view/picture.h"

#define PATH "view_hazard.drill"
#define OTHER_PATH "view_hazard_other.drill"
#define SCENARIO(zone, law)                                                                                            \
    "{\"format\":1,\"family\":\"any\",\"zone\":\"" zone "\",\"x_m\":9.5,\"y_m\":6.2,\"ask\":\"evacuate\",\"field\":"   \
    "{" law "}}"
#define NO_FIRE "\"growth_kw_per_s2\":0,\"peak_kw\":0,\"burning_s\":0,\"soot_yield\":0,\"carbon_monoxide_yield\":0,"
#define NO_GAS "\"release_kg_per_s\":0,\"release_s\":0,\"height_m\":0,\"wind_m_per_s\":0,\"wind_from_deg\":0,"
#define GAS_OF_2_KG "\"release_kg_per_s\":2,\"release_s\":3000,\"height_m\":1,\"wind_m_per_s\":2,\"wind_from_deg\":90,"
#define REST "\"airing_share\":1,\"blast_mj\":0,\"water_m3_per_s\":0"

static const char FIRE[] =
    SCENARIO("Z1", "\"growth_kw_per_s2\":0.1,\"peak_kw\":5000,\"burning_s\":60,\"soot_yield\":0.1,"
                   "\"carbon_monoxide_yield\":0.1," NO_GAS REST ",\"substance\":\"ammonia\"");
/* In the open, from the yard: it goes with the wind, which turns at T0 + 30 s. */
static const char GAS[] =
    "{\"zone\":\"Z1\",\"x_m\":-10,\"y_m\":4,\"field\":{" NO_FIRE GAS_OF_2_KG REST ",\"substance\":\"ammonia\"}}";

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static void open_desk(struct desk *desk, const char *scenario, int unfolds)
{
    struct sibu_fault fault = {0};
    const struct sample_def def = {.people = 30, .frames = 1, .drill = 1, .unfolds = unfolds, .scenario = scenario};
    if (unsetenv("DISPLAY") != 0 || sample_drill_write(PATH, &def, &fault) != SIBU_OK ||
        replay_open(&desk->replay, PATH, &fault) != SIBU_OK ||
        view_state_open(&desk->view, &desk->replay, &fault) != SIBU_OK ||
        picture_open(&desk->picture, &desk->replay, 1280, 800, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void close_desk(struct desk *desk)
{
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
}

static void draw(struct desk *desk, enum layer_area area, double time_s)
{
    struct sibu_fault fault = {0};
    playback_seek(&desk->view.playback, time_s);
    desk->view.layers.area = area;
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

/* A field of the engine's own, with the same law and place. */
static struct sibu_field *open_field(const struct desk *desk, double x_m, double y_m)
{
    struct sibu_field *field = NULL;
    struct sibu_fault fault = {0};
    const struct sibu_field_def def = {.site = desk->replay.site,
                                       .blocks = desk->picture.hazard.blocks,
                                       .law = desk->picture.hazard.law,
                                       .origin = {0, 0, x_m, y_m}};
    assert_int_equal(sibu_field_open(&field, &def, &fault), SIBU_OK);
    return field;
}

static int sight_of(const struct sibu_field_here *here)
{
    double sight_m = here->extinction_per_m > 0.0 ? 3.0 / here->extinction_per_m : 1e9;
    return sight_m < 5.0 ? 2 : sight_m < 10.0 ? 1 : sight_m < 30.0 ? 0 : -1;
}

/* Steps a field by itself through the drill and compares it, block by block, with what the layer shows. `turned`: the wind
 * turns at 30 s. Returns how many blocks had a step at the end, in out[] by layer. */
static void compare(const struct desk *desk, struct sibu_field *field, int turned, int out[3])
{
    const struct hazard_course *hazard = &desk->picture.hazard;
    double *dose = calloc(hazard->block_count, sizeof *dose);
    assert_non_null(dose);
    for (size_t point = 0; point < hazard->points; point++) {
        out[0] = out[1] = out[2] = 0;
        for (uint32_t block = 0; block < hazard->block_count; block++) {
            struct sibu_field_here here;
            struct sibu_air air;
            sibu_field_here(field, block, &here, &air);
            int level = (int)sibu_field_level(hazard->law.substance, &here) - 1;
            int fed = dose[block] >= 1.0 ? 2 : dose[block] >= 0.3 ? 1 : dose[block] >= 0.1 ? 0 : -1;
            assert_int_equal(hazard_layer_step(hazard, LAYER_HAZARD_LEVEL, point, block), level);
            assert_int_equal(hazard_layer_step(hazard, LAYER_HAZARD_SIGHT, point, block), sight_of(&here));
            assert_true(fabs((double)hazard->dose[point * hazard->block_count + block] - dose[block]) <
                        1e-4 * (1.0 + dose[block]));
            assert_int_equal(hazard_layer_step(hazard, LAYER_HAZARD_DOSE, point, block), fed);
            out[0] += level >= 0;
            out[1] += sight_of(&here) >= 0;
            out[2] += fed >= 0;
            dose[block] += sibu_dose_rate_per_s(&air) * SIBU_FIELD_STEP_S;
        }
        if (turned && (point + 1) * 5 == 35) {
            sibu_field_turn(field, 247.0);
        }
        sibu_field_step(field);
    }
    free(dose);
}

static void a_fire_is_the_engine_s_fire(void **state)
{
    (void)state;
    struct desk desk;
    int seen[3];
    open_desk(&desk, FIRE, 0);
    draw(&desk, LAYER_HAZARD_LEVEL, 50.0);
    assert_true(desk.picture.hazard.is_known);
    assert_int_equal(desk.picture.hazard.points, 21);
    struct sibu_field *field = open_field(&desk, 9.5, 6.2);
    compare(&desk, field, 0, seen);
    assert_true(seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
    sibu_field_close(field);
    close_desk(&desk);
}

static void a_release_turns_with_the_wind(void **state)
{
    (void)state;
    struct desk desk;
    int seen[3];
    open_desk(&desk, GAS, 1);
    draw(&desk, LAYER_HAZARD_LEVEL, 50.0);
    assert_true(desk.picture.hazard.is_known);
    struct sibu_field *field = open_field(&desk, -10.0, 4.0);
    compare(&desk, field, 1, seen);
    assert_true(seen[0] > 0);
    assert_int_equal(seen[1], 0); /* no smoke */
    sibu_field_close(field);
    close_desk(&desk);
}

static void points_are_five_seconds_apart(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk, FIRE, 0);
    draw(&desk, LAYER_HAZARD_LEVEL, 0.0);
    static const struct {
        double time_s;
        size_t point;
    } CASES[] = {{-0.1, SIZE_MAX}, {0.0, 0}, {4.99, 0}, {5.0, 1}, {99.0, 19}, {100.0, 20}, {1e9, 20}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(hazard_course_point(&desk.picture.hazard, CASES[i].time_s) == CASES[i].point);
    }
    close_desk(&desk);
}

/* Where the hazard is, the ground has its colour; walls and what lies in the clear stay as they were. */
static void blocks_are_painted_and_walls_are_not(void **state)
{
    (void)state;
    struct desk desk;
    static const double PLACES_M[][2] = {{10.6, 6.9}, {11.4, 0.6}, {0.6, 0.6}, {6.5, 1.7}, {-17.0, 13.0}};
    int painted = 0;
    open_desk(&desk, FIRE, 0);
    for (size_t i = 0; i < sizeof PLACES_M / sizeof PLACES_M[0]; i++) {
        draw(&desk, LAYER_AREA_NONE, 90.0);
        struct sibu_point px = camera_px(view_state_camera(&desk.view), PLACES_M[i][0], PLACES_M[i][1]);
        size_t at = (size_t)px.y * (size_t)desk.picture.frame.width + (size_t)px.x;
        uint32_t bare = desk.picture.frame.pixels[at];
        draw(&desk, LAYER_HAZARD_LEVEL, 90.0);
        uint32_t block = sibu_blocks_at(desk.picture.hazard.blocks, 0, PLACES_M[i][0], PLACES_M[i][1]);
        int step = block == SIBU_NONE ? -1 : hazard_layer_step(&desk.picture.hazard, LAYER_HAZARD_LEVEL, 18, block);
        uint32_t want = bare;
        if (step >= 0) {
            uint32_t wash = area_wash(THEME_LIGHT, 2 * step + 1);
            want = raster_mix(bare, wash, wash >> 24);
            painted++;
        }
        assert_int_equal(desk.picture.frame.pixels[at], want);
        assert_true(i != 3 || block == SIBU_NONE);
    }
    assert_true(painted >= 2 && painted < 5);
    close_desk(&desk);
}

/* No document, or one that is not sound: no fields, no fault, and the legend says so. */
static void what_cannot_be_read_shows_nothing(void **state)
{
    (void)state;
    static const char *const SCENARIOS[] = {NULL,
                                            "{",
                                            "[]",
                                            "{}",
                                            SCENARIO("Z9", NO_FIRE NO_GAS REST),
                                            SCENARIO("Z1", "\"growth_kw_per_s2\":\"much\""),
                                            SCENARIO("Z1", NO_FIRE GAS_OF_2_KG REST ",\"substance\":\"kryptonite\""),
                                            "{\"zone\":\"Z1\",\"x_m\":1e300,\"y_m\":0,\"field\":{}}",
                                            "{\"zone\":\"Z1\",\"x_m\":1,\"y_m\":0,\"field\":7}"};
    for (size_t i = 0; i < sizeof SCENARIOS / sizeof SCENARIOS[0]; i++) {
        struct desk desk;
        open_desk(&desk, SCENARIOS[i], 0);
        for (int area = LAYER_HAZARD_FIRST; area <= LAYER_HAZARD_LAST; area++) {
            draw(&desk, (enum layer_area)area, 60.0);
            assert_true(desk.picture.hazard.is_open);
            assert_false(desk.picture.hazard.is_known);
            assert_true(hazard_course_point(&desk.picture.hazard, 60.0) == SIZE_MAX);
        }
        close_desk(&desk);
    }
}

static void the_key_goes_through_the_fields(void **state)
{
    (void)state;
    struct layers layers = {.area = LAYER_DENSITY_MEAN};
    static const enum layer_area WAY[] = {LAYER_HAZARD_LEVEL, LAYER_HAZARD_SIGHT, LAYER_HAZARD_DOSE, LAYER_AREA_NONE};
    for (int i = 0; i < 4; i++) {
        assert_true(layers_do(&layers, ACTION_HAZARD));
        assert_int_equal(layers.area, WAY[i]);
        assert_int_equal(layers_is_hazard(&layers), i < 3);
        assert_false(layers_is_density(&layers));
    }
}

static size_t pixel_of(struct desk *desk, double x_m, double y_m)
{
    struct raster_point at = camera_fixed(view_state_camera(&desk->view), x_m, y_m);
    return (size_t)(at.y / RASTER_ONE) * (size_t)desk->picture.frame.width + (size_t)(at.x / RASTER_ONE);
}

/* Fire here, gas there: in a comparison each plan has the fields of its own record, in both languages, and with one laid over
 * the other the first's are shown. */
static void compared_records_have_their_own_fields(void **state)
{
    (void)state;
    struct desk desk;
    struct compare compare;
    struct sibu_fault fault = {0};
    const struct sample_def gas = {.people = 30, .frames = 1, .drill = 1, .unfolds = 1, .scenario = GAS};
    assert_int_equal(sample_drill_write(OTHER_PATH, &gas, &fault), SIBU_OK);
    open_desk(&desk, FIRE, 0);
    assert_int_equal(compare_open(&compare, OTHER_PATH, &desk.view, &fault), SIBU_OK);
    const struct hazard_course *here = &desk.picture.hazard, *there = &compare.side.hazard;
    for (int area = LAYER_HAZARD_FIRST; area <= LAYER_HAZARD_LAST; area++) {
        desk.view.language = area % 2 == 0 ? SIBU_ZH : SIBU_EN;
        draw(&desk, (enum layer_area)area, 60.0);
        assert_true(here->is_known && there->is_known);
        assert_true(here->law.soot_yield > 0.0 && !(there->law.soot_yield > 0.0));
        assert_true(there->law.release_kg_per_s > 0.0 && !(here->law.release_kg_per_s > 0.0));
    }
    assert_true(here->points > 0 && here->block_count == there->block_count);
    assert_memory_not_equal(here->dose, there->dose, here->points * here->block_count * sizeof *here->dose);
    compare_overlay(&compare);
    assert_int_equal(compare.way, COMPARE_OVER);
    draw(&desk, LAYER_HAZARD_DOSE, 60.0);
    uint32_t over = desk.picture.frame.pixels[pixel_of(&desk, 9.5, 2.0)];
    compare.way = COMPARE_OFF;
    draw(&desk, LAYER_HAZARD_DOSE, 60.0);
    uint32_t alone = desk.picture.frame.pixels[pixel_of(&desk, 9.5, 2.0)];
    assert_int_equal(over, alone);
    picture_close(&desk.picture);
    compare_close(&compare);
    view_state_close(&desk.view);
    replay_close(&desk.replay);
    (void)unlink(OTHER_PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fire_is_the_engine_s_fire),
        cmocka_unit_test(a_release_turns_with_the_wind),
        cmocka_unit_test(points_are_five_seconds_apart),
        cmocka_unit_test(blocks_are_painted_and_walls_are_not),
        cmocka_unit_test(what_cannot_be_read_shows_nothing),
        cmocka_unit_test(the_key_goes_through_the_fields),
        cmocka_unit_test(compared_records_have_their_own_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
