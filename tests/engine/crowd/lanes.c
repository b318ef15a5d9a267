/* The laws of headings: straight on when nothing is in the way, past somebody who stands there, not into walls, behind
 * somebody who walks ahead at the same speed, out of the way of somebody who comes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crowd/lanes.h"

static const float NO_HABIT[2] = {0.0f, 0.0f};

static size_t best_past(const struct other *others, size_t count)
{
    struct lanes lanes;
    lanes_open(&lanes, 1.0f, 0.0f, NO_HABIT, 0);
    for (size_t i = 0; i < count; i++) {
        lanes_meet(&lanes, &others[i], 1.3f);
    }
    return lanes_best(&lanes, 1.3f);
}

static struct other somebody(float x, float y, float vx)
{
    return (struct other){.x = x, .y = y, .vx = vx, .reach = 0.4f, .gap2 = x * x + y * y - 0.16f};
}

static void heading_of(size_t lane, float *x, float *y)
{
    struct lanes lanes;
    lanes_open(&lanes, 1.0f, 0.0f, NO_HABIT, 0);
    *x = lanes.x[lane];
    *y = lanes.y[lane];
}

static void alone_one_goes_straight_on(void **state)
{
    (void)state;
    assert_int_equal(best_past(NULL, 0), 0);
}

static void one_goes_round_somebody_who_stands(void **state)
{
    (void)state;
    const struct other standing = somebody(0.9f, 0.0f, 0.0f);
    float x, y;
    heading_of(best_past(&standing, 1), &x, &y);
    assert_true(y < -0.3f && x > 0.3f); /* on the right, as one does in China */
    const struct other others[] = {somebody(0.9f, 0.0f, 0.0f), somebody(0.7f, -0.45f, 0.0f)};
    heading_of(best_past(others, 2), &x, &y);
    assert_true(y > 0.3f); /* the right is taken */
}

static void one_follows_somebody_of_the_same_speed(void **state)
{
    (void)state;
    const struct other ahead = somebody(0.6f, 0.0f, 1.3f);
    assert_int_equal(best_past(&ahead, 1), 0);
}

static void one_turns_aside_from_somebody_who_comes(void **state)
{
    (void)state;
    const struct other coming = somebody(2.0f, 0.0f, -1.3f); /* too far to matter if they stood there */
    assert_int_not_equal(best_past(&coming, 1), 0);
}

static void nobody_heads_into_a_wall(void **state)
{
    (void)state;
    struct lanes lanes;
    lanes_open(&lanes, 1.0f, 0.0f, NO_HABIT, 0);
    lanes_wall(&lanes, &(struct lane_wall){.x = 0.0f, .y = -1.0f, .room = 0.0f}); /* touching a wall on the right */
    const struct other standing = somebody(0.9f, 0.0f, 0.0f);
    lanes_meet(&lanes, &standing, 1.3f);
    size_t best = lanes_best(&lanes, 1.3f);
    assert_true(lanes.y[best] > 0.3f);
    for (size_t k = 0; k < LANES; k++) {
        assert_true(lanes.y[k] > -0.1f || lanes.cap[k] <= 0.0f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_one_goes_straight_on),
        cmocka_unit_test(one_goes_round_somebody_who_stands),
        cmocka_unit_test(one_follows_somebody_of_the_same_speed),
        cmocka_unit_test(one_turns_aside_from_somebody_who_comes),
        cmocka_unit_test(nobody_heads_into_a_wall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
