/* The laws of ways that change: after any sequence of closings, openings and smoke the mended fields equal fields that
 * are solved anew, bit for bit; with everything as it was they equal the first ones; the shared ways never change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "route/way_change.h"
#include "scene.h"
#include "sibu/random.h"

enum { SMOKE = 600 }; /* nodes at most that a change slows */

struct trial {
    struct scene *scene;
    struct sibu_ways *base;
    struct way_change *change;
    struct way_sign *signs; /* of a field solved anew */
    struct sibu_pcg64 stream;
    uint32_t slowed[SMOKE];
    size_t slow_count;
};

static void open_trial(struct trial *trial, struct scene *scene, enum sibu_goal goal, uint64_t seed)
{
    struct sibu_fault fault;
    uint8_t key[32];
    *trial = (struct trial){.scene = scene};
    scene_done(scene);
    assert_int_equal(sibu_ways_open(&trial->base, &scene->site, goal, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    trial->change = way_change_open(trial->base);
    assert_non_null(trial->change);
    trial->signs = sibu_array_new(trial->base->map.node_count, sizeof *trial->signs);
    assert_non_null(trial->signs);
    sibu_key_of_seed(key, seed);
    sibu_pcg64_open(&trial->stream, key, "changes", 0);
}

static void close_trial(struct trial *trial)
{
    way_change_close(trial->change);
    sibu_ways_close(trial->base);
    sibu_array_free(trial->signs);
    sibu_array_free(trial->scene);
}

/* Smoke of one density over the nodes of a disc; what was slow before is not any more. */
static void drift_smoke(struct trial *trial, float slowness)
{
    float slow[SMOKE];
    const struct way_map *map = &trial->base->map;
    for (size_t i = 0; i < trial->slow_count; i++) {
        slow[i] = 1.0f;
    }
    way_change_slow(trial->change, trial->slowed, slow, trial->slow_count);
    const struct way_node *middle = &map->nodes[sibu_pcg64_below(&trial->stream, map->node_count)];
    trial->slow_count = 0;
    for (uint32_t i = 0; i < map->node_count && trial->slow_count < SMOKE; i++) {
        float dx = map->nodes[i].x - middle->x, dy = map->nodes[i].y - middle->y;
        if (dx * dx + dy * dy < 9.0f) {
            slow[trial->slow_count] = slowness;
            trial->slowed[trial->slow_count++] = i;
        }
    }
    way_change_slow(trial->change, trial->slowed, slow, trial->slow_count);
}

static void change_something(struct trial *trial)
{
    const struct sibu_site *site = &trial->scene->site;
    uint64_t what = sibu_pcg64_below(&trial->stream, 4), shut = sibu_pcg64_below(&trial->stream, 2);
    if (what == 0 && site->door_count > 0) {
        uint32_t door = (uint32_t)sibu_pcg64_below(&trial->stream, site->door_count);
        assert_true(way_change_line(trial->change, PIECE_DOOR, door, shut != 0));
    } else if (what == 1) {
        uint32_t exit = (uint32_t)sibu_pcg64_below(&trial->stream, site->exit_count);
        assert_true(way_change_line(trial->change, PIECE_EXIT, exit, shut != 0));
    } else {
        drift_smoke(trial, (float)sibu_draw_between(&trial->stream, 1.0, 12.0));
    }
}

static void all_equals_a_solution(struct trial *trial)
{
    const struct sibu_ways *ways = &trial->change->ways;
    struct way_march march;
    assert_true(way_march_open(&march, &ways->map, ways->kind == SIBU_GOAL_EXIT));
    for (size_t i = 0; i < ways->map.node_count; i++) {
        march.front.spots[i].time_s = trial->change->march.front.spots[i].time_s;
    }
    for (uint32_t goal = 0; goal < ways->goal_count; goal++) {
        way_field_solve(&march, &ways->seeds[goal], trial->signs);
        assert_memory_equal(trial->signs, ways->signs[goal], ways->map.node_count * sizeof *trial->signs);
    }
    way_march_close(&march);
}

static void restore_all(struct trial *trial)
{
    const struct sibu_site *site = &trial->scene->site;
    for (uint32_t i = 0; i < site->door_count; i++) {
        assert_true(way_change_line(trial->change, PIECE_DOOR, i, 0));
    }
    for (uint32_t i = 0; i < site->exit_count; i++) {
        assert_true(way_change_line(trial->change, PIECE_EXIT, i, 0));
    }
    drift_smoke(trial, 1.0f);
}

static void all_is_as_it_was(struct trial *trial)
{
    const struct sibu_ways *base = trial->base, *ways = &trial->change->ways;
    assert_memory_equal(base->map.links, ways->map.links, base->map.node_count * sizeof *base->map.links);
    assert_int_equal(ways->map.shut_count, 0);
    for (uint32_t goal = 0; goal < base->goal_count; goal++) {
        assert_memory_equal(base->signs[goal], ways->signs[goal], base->map.node_count * sizeof **base->signs);
    }
}

static void try_scene(struct scene *scene, enum sibu_goal goal, uint64_t seed)
{
    struct trial trial;
    open_trial(&trial, scene, goal, seed);
    size_t bytes = trial.base->map.node_count * sizeof *trial.signs;
    struct way_sign *first = sibu_array_new(bytes, 1);
    assert_non_null(first);
    memcpy(first, trial.base->signs[0], bytes);
    for (int i = 0; i < 12; i++) {
        change_something(&trial);
        all_equals_a_solution(&trial);
    }
    restore_all(&trial);
    all_is_as_it_was(&trial);
    assert_memory_equal(first, trial.base->signs[0], bytes);
    sibu_array_free(first);
    close_trial(&trial);
}

/* The works with a second exit, and doors just before both of them. */
static struct scene *works_with_doors(void)
{
    struct scene *scene = scene_works();
    scene_exit(scene, 0, (const double[]){0.4, 10.2, 0.4, 13.2});
    scene_door(scene, 0, (const double[]){0.7, 10.2, 0.7, 13.2});
    scene_door(scene, 0, (const double[]){20.5, 10.2, 20.5, 13.2});
    scene_door(scene, 0, (const double[]){14.7, 13.3, 15.7, 13.3});
    return scene;
}

static void mended_fields_equal_solved_ones(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        try_scene(works_with_doors(), SIBU_GOAL_EXIT, seed);
        try_scene(works_with_doors(), SIBU_GOAL_MUSTER, seed);
        struct scene *storeys = scene_storeys();
        scene_door(storeys, 1, (const double[]){12.5, 0, 12.5, 6}); /* across the stair's upper end */
        try_scene(storeys, SIBU_GOAL_EXIT, seed);
    }
}

static float length_at(const struct sibu_ways *ways, uint32_t goal, float x, float y)
{
    return way_length(ways, goal, way_node_at(&ways->map, 0, x, y));
}

static void what_is_shut_leads_nowhere(void **state)
{
    (void)state;
    struct trial trial;
    open_trial(&trial, works_with_doors(), SIBU_GOAL_EXIT, 1);
    const struct sibu_ways *ways = &trial.change->ways;
    float before = length_at(ways, 0, 5.0f, 2.0f);
    assert_true(before > 20.0f && before < 60.0f);
    assert_true(way_change_line(trial.change, PIECE_DOOR, 0, 1)); /* the only door of the room */
    assert_true(length_at(ways, 0, 5.0f, 2.0f) >= WAY_FAR && length_at(ways, 1, 5.0f, 2.0f) >= WAY_FAR);
    assert_true(length_at(ways, 0, 15.0f, 2.0f) < WAY_FAR);
    assert_true(way_change_line(trial.change, PIECE_DOOR, 2, 1)); /* 0.3 m before the exit: from here it was in sight */
    assert_true(length_at(ways, 0, 20.1f, 11.6f) >= WAY_FAR);
    assert_true(length_at(ways, 1, 20.1f, 11.6f) < WAY_FAR);
    assert_true(way_change_line(trial.change, PIECE_DOOR, 0, 0));
    assert_true(way_change_line(trial.change, PIECE_EXIT, 1, 1));
    assert_true(length_at(ways, 1, 5.0f, 2.0f) >= WAY_FAR);
    close_trial(&trial);
}

static void smoke_makes_ways_longer(void **state)
{
    (void)state;
    struct trial trial;
    open_trial(&trial, scene_corridor(41.0, 3.0, 40.0), SIBU_GOAL_EXIT, 1);
    const struct way_map *map = &trial.base->map;
    float slow[SMOKE], before = length_at(&trial.change->ways, 0, 5.0f, 1.5f);
    size_t count = 0;
    for (uint32_t i = 0; i < map->node_count && count < SMOKE; i++) {
        if (map->nodes[i].x > 20.0f && map->nodes[i].x < 25.0f) {
            slow[count] = 3.0f;
            trial.slowed[count++] = i;
        }
    }
    way_change_slow(trial.change, trial.slowed, slow, count);
    float longer = length_at(&trial.change->ways, 0, 5.0f, 1.5f) - before;
    assert_true(longer > 9.0f && longer < 11.0f); /* 5 m take three times as long */
    close_trial(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mended_fields_equal_solved_ones),
        cmocka_unit_test(what_is_shut_leads_nowhere),
        cmocka_unit_test(smoke_makes_ways_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
