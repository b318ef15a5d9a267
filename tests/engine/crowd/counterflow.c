/* Two groups through one corridor, each to the other's room (IMO MSC.1/Circ.1533 test 8): everybody arrives, and the
 * more come against, the longer it takes. Others' engines come to a standstill here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crowd/phase.h"
#include "scene.h"
#include "sibu/random.h"

#define STEP_S 0.05f
#define UNTIL_S 400.0

/* Rooms of 10 x 10 m, the middles of their sides joined by a corridor of 10 x 2 m, a muster area at each far end. */
static struct scene *two_rooms(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 12,
               (const double[]){0, 0, 10, 0, 10, 4, 20, 4, 20, 0, 30, 0, 30, 10, 20, 10, 20, 6, 10, 6, 10, 10, 0, 10});
    scene_walkable(scene, 0, 1);
    scene_muster(scene, 0, (const double[]){0, 0, 0.9, 10});
    scene_muster(scene, 0, (const double[]){29.1, 0, 30, 10});
    scene_done(scene);
    return scene;
}

/* `count` people from the far end of a room, in rows; goal 1 is the right room. */
static void put_group(struct crowd *crowd, uint32_t count, int to_right, struct sibu_pcg64 *stream)
{
    for (uint32_t i = 0; i < count; i++) {
        float along = 0.4f + 0.5f * (float)(i / 19), across = 0.5f + 0.5f * (float)(i % 19);
        struct crowd_body body = {.who = (uint32_t)crowd->count,
                                  .x = to_right ? along : 30.0f - along,
                                  .y = across,
                                  .goal = CROWD_WAITING,
                                  .radius = 0.2f,
                                  .speed = (float)sibu_draw_between(stream, 0.97, 1.62)}; /* males 30 to 50 */
        crowd_add(crowd, &body);
        crowd_start(crowd, crowd->count - 1, 1.0f);
        crowd_assign(crowd, crowd->count - 1, to_right ? 1 : 0);
    }
}

static int has_arrived(const struct crowd *crowd, size_t i)
{
    return crowd->now.goal[i] == 1 ? crowd->now.x[i] > 20.5f : crowd->now.x[i] < 9.5f;
}

/* When the last of the left hundred is in the right room; UNTIL_S where somebody never arrives. */
static double crossing_time(uint32_t against)
{
    struct scene *scene = two_rooms();
    struct sibu_ways *ways = NULL;
    struct sibu_fault fault;
    struct crowd crowd;
    struct sibu_pcg64 stream;
    uint8_t key[32];
    sibu_key_of_seed(key, 21);
    sibu_pcg64_open(&stream, key, "speeds", 0);
    assert_int_equal(sibu_ways_open(&ways, &scene->site, SIBU_GOAL_MUSTER, 0.25, &fault), SIBU_OK);
    assert_true(crowd_open(&crowd, ways, 200, NULL));
    put_group(&crowd, 100, 1, &stream);
    put_group(&crowd, against, 0, &stream);
    double time_s = 0.0, last_s = 0.0;
    size_t left = 100 + against;
    while (left > 0 && time_s < UNTIL_S) {
        crowd_sort(&crowd);
        assert_true(crowd_plan(&crowd, STEP_S));
        crowd_move(&crowd);
        time_s += (double)STEP_S;
        for (size_t i = 0; i < crowd.count; i++) {
            if (crowd.now.self[i].assigned && has_arrived(&crowd, i)) {
                crowd.now.self[i].assigned = 0;
                last_s = crowd.now.goal[i] == 1 ? time_s : last_s;
                crowd_remove(&crowd, i);
                left--;
            }
        }
    }
    crowd_close(&crowd);
    sibu_ways_close(ways);
    sibu_array_free(scene);
    return left == 0 ? last_s : UNTIL_S;
}

static void everybody_arrives_and_counter_flow_costs_time(void **state)
{
    (void)state;
    static const uint32_t AGAINST[] = {0, 10, 50, 100};
    double before_s = 0.0;
    for (size_t i = 0; i < sizeof AGAINST / sizeof AGAINST[0]; i++) {
        double time_s = crossing_time(AGAINST[i]);
        print_message("%u against: %.1f s\n", (unsigned)AGAINST[i], time_s);
        assert_true(time_s < UNTIL_S);
        assert_true(time_s > before_s);
        before_s = time_s;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_arrives_and_counter_flow_costs_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
