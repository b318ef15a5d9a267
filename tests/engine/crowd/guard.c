/* The guard's law: whatever is proposed, after it nobody is in a wall or in somebody else. Tried with proposals drawn at
 * random in dense crowds; and the rule of who goes first, and the order of sorted bodies.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crowd/phase.h"
#include "scene.h"
#include "sibu/random.h"

enum { BODIES = 220 };

struct crowded {
    struct scene *scene;
    struct sibu_ways *ways;
    struct crowd crowd;
    struct sibu_pcg64 stream;
};

/* People on a grid so tight that they nearly touch, in the corner of a room and on a stair. */
static void crowd_in(struct crowded *it, struct scene *scene, const double from[2], uint16_t floor)
{
    struct sibu_fault fault;
    uint8_t key[32];
    it->scene = scene;
    scene_done(scene);
    sibu_key_of_seed(key, 11);
    sibu_pcg64_open(&it->stream, key, "guard", 0);
    assert_int_equal(sibu_ways_open(&it->ways, &scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    assert_true(crowd_open(&it->crowd, it->ways, BODIES, NULL));
    for (uint32_t i = 0; i < BODIES; i++) {
        float x = (float)from[0] + 0.42f * (float)(i % 10), y = (float)from[1] + 0.42f * (float)(i / 10);
        float radius = (float)sibu_draw_between(&it->stream, 0.18, 0.21);
        struct crowd_body body = {
            .who = i, .x = x, .y = y, .radius = radius, .speed = 1.3f, .floor = floor, .goal = CROWD_WAITING};
        uint32_t node = way_node_at(&it->ways->map, floor, x, y);
        if (node != WAY_NONE && crowd_clear_of_walls(&it->ways->map, floor, x, y, radius)) {
            crowd_add(&it->crowd, &body);
        }
    }
    assert_true(it->crowd.count > 20);
    crowd_sort(&it->crowd);
    for (size_t i = 0; i < it->crowd.count; i++) {
        if (i % 7 != 0) {
            crowd_start(&it->crowd, i, 1.0f);
        }
    }
}

static void close_crowd(struct crowded *it)
{
    crowd_close(&it->crowd);
    sibu_ways_close(it->ways);
    sibu_array_free(it->scene);
}

/* Proposes for everybody a way of any direction, up to the longest that is allowed. */
static void propose_anything(struct crowded *it)
{
    struct crowd *crowd = &it->crowd;
    crowd_sort(crowd);
    crowd->step_s = 0.05f;
    crowd->period = 1;
    crowd_sense(crowd);
    assert_true(crowd_walk(crowd));
    for (size_t i = 0; i < crowd->count; i++) {
        double sine, cosine, length = sibu_draw_between(&it->stream, 0.0, 0.999) * (double)crowd->move_m[i];
        sibu_sincos(sibu_draw_between(&it->stream, 0.0, 6.28), &sine, &cosine);
        crowd->to_x[i] = crowd->now.x[i] + (float)(cosine * length);
        crowd->to_y[i] = crowd->now.y[i] + (float)(sine * length);
    }
}

static void assert_nobody_overlaps(const struct crowd *crowd)
{
    const struct crowd_bodies *now = &crowd->now;
    for (size_t i = 0; i < crowd->count; i++) {
        assert_true(crowd_clear_of_walls(&crowd->ways->map, now->self[i].floor, now->x[i], now->y[i], now->radius[i]));
        for (size_t k = i + 1; k < crowd->count; k++) {
            double dx = (double)(now->x[i] - now->x[k]), dy = (double)(now->y[i] - now->y[k]);
            double radii = (double)(now->radius[i] + now->radius[k]);
            assert_true(sqrt(dx * dx + dy * dy) >= 0.95 * radii);
        }
    }
}

static void try_anything(struct scene *scene, const double from[2], uint16_t floor)
{
    struct crowded it;
    crowd_in(&it, scene, from, floor);
    float moved = 0.0f;
    for (int step = 0; step < 400; step++) {
        propose_anything(&it);
        crowd_guard(&it.crowd);
        for (size_t i = 0; i < it.crowd.count; i++) {
            moved += fabsf(it.crowd.to_x[i] - it.crowd.now.x[i]);
        }
        crowd_move(&it.crowd);
        assert_nobody_overlaps(&it.crowd);
    }
    assert_true(moved > 1.0f); /* it lets through what it may */
    close_crowd(&it);
}

static void no_proposal_gets_past_the_guard(void **state)
{
    (void)state;
    try_anything(scene_room(0.8), (const double[]){15.9, 5.0}, 0);
    try_anything(scene_corridor(30.0, 2.0, 29.0), (const double[]){0.3, 0.3}, 0);
    try_anything(scene_works(), (const double[]){3.0, 1.0}, 0);
    try_anything(scene_storeys(), (const double[]){5.0, 2.3}, 0);
}

static void who_goes_first_is_agreed_on(void **state)
{
    (void)state;
    float rank[] = {1.0f, 2.0f, 2.0f, 5.0f, WAY_FAR, 3.0f, 3.0f};
    float patience[] = {0.0f, 9.0f, 0.0f, 3.0f, 0.0f, 0.5f, 5.0f};
    uint16_t goal[] = {0, 0, 0, 1, CROWD_WAITING, 1, 2};
    uint8_t company[] = {0, 1, 0, 2, 0, 3, 9}, stuck[] = {0, 0, 0, 1, 0, 0, 0};
    const struct crowd_bodies bodies = {
        .rank = rank, .patience = patience, .goal = goal, .company = company, .stuck = stuck};
    for (size_t a = 0; a < 7; a++) {
        for (size_t b = 0; b < 7; b++) {
            assert_true(a == b || crowd_first(&bodies, a, b) == -crowd_first(&bodies, b, a));
        }
    }
    assert_int_equal(crowd_first(&bodies, 0, 1), 1); /* same goal: who is nearer */
    assert_int_equal(crowd_first(&bodies, 1, 2), 1); /* equally near: always the same one */
    assert_int_equal(crowd_first(&bodies, 3, 4), 1); /* who stands makes room */
    assert_int_equal(crowd_first(&bodies, 3, 6), 1); /* other goals: who heads a queue */
    assert_int_equal(crowd_first(&bodies, 6, 5), 1); /* else the few make way for the many */
}

static void bodies_of_a_cell_lie_together(void **state)
{
    (void)state;
    struct crowded it;
    crowd_in(&it, scene_works(), (const double[]){3.0, 1.0}, 0);
    for (int step = 0; step < 50; step++) {
        propose_anything(&it);
        crowd_guard(&it.crowd);
        crowd_move(&it.crowd);
        size_t before = it.crowd.count;
        if (step == 25) {
            crowd_remove(&it.crowd, 3);
        }
        crowd_sort(&it.crowd);
        assert_int_equal(it.crowd.count, step == 25 ? before - 1 : before);
        assert_int_equal(it.crowd.first[it.crowd.cell_count], it.crowd.count);
        for (size_t i = 0; i < it.crowd.count; i++) {
            struct crowd_run runs[CROWD_RUNS_MAX];
            size_t count = crowd_runs(&it.crowd, i, runs), seen = 0;
            for (size_t r = 0; r < count; r++) {
                for (uint32_t k = runs[r].from; k < runs[r].to; k++) {
                    seen += hypot((double)(it.crowd.now.x[k] - it.crowd.now.x[i]),
                                  (double)(it.crowd.now.y[k] - it.crowd.now.y[i])) < 1.5;
                }
            }
            size_t near = 0;
            for (size_t k = 0; k < it.crowd.count; k++) {
                near += hypot((double)(it.crowd.now.x[k] - it.crowd.now.x[i]),
                              (double)(it.crowd.now.y[k] - it.crowd.now.y[i])) < 1.5;
            }
            assert_int_equal(seen, near);
        }
    }
    close_crowd(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_proposal_gets_past_the_guard),
        cmocka_unit_test(who_goes_first_is_agreed_on),
        cmocka_unit_test(bodies_of_a_cell_lie_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
