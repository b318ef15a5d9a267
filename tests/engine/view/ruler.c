/* Measuring by numbers: pieces, their sum, taking back, another floor, and the most points there can be. */
#include "cmocka_first.h"

#include <math.h>
#include <string.h>

#include "view/ruler.h"
#include "view/ruler_draw.h"

static int near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void a_length_is_the_sum_of_its_pieces(void **state)
{
    (void)state;
    struct ruler ruler = {0};
    ruler_toggle(&ruler);
    assert_true(ruler.on && near(ruler_length_m(&ruler), 0.0));
    ruler_add(&ruler, 2, (struct sibu_point){1.0, 1.0});
    assert_true(near(ruler_length_m(&ruler), 0.0));
    ruler_add(&ruler, 2, (struct sibu_point){4.0, 5.0});
    ruler_add(&ruler, 2, (struct sibu_point){4.0, -7.0});
    assert_true(near(ruler_piece_m(&ruler, 0), 5.0) && near(ruler_piece_m(&ruler, 1), 12.0));
    assert_true(near(ruler_piece_m(&ruler, 2), 0.0) && near(ruler_length_m(&ruler), 17.0));
    ruler_take_back(&ruler);
    assert_true(near(ruler_length_m(&ruler), 5.0));
}

static void another_floor_begins_a_new_line(void **state)
{
    (void)state;
    struct ruler ruler = {.on = 1};
    ruler_add(&ruler, 0, (struct sibu_point){0.0, 0.0});
    ruler_add(&ruler, 0, (struct sibu_point){3.0, 4.0});
    ruler_add(&ruler, 1, (struct sibu_point){9.0, 9.0});
    assert_int_equal(ruler.count, 1);
    assert_int_equal(ruler.floor, 1);
    ruler_toggle(&ruler);
    assert_true(!ruler.on && ruler.count == 0);
    ruler_take_back(&ruler);
    assert_int_equal(ruler.count, 0);
}

static void points_end_at_the_limit(void **state)
{
    (void)state;
    struct ruler ruler = {.on = 1};
    for (int i = 0; i < RULER_POINTS_MAX + 10; i++) {
        ruler_add(&ruler, 0, (struct sibu_point){(double)i, 0.0});
    }
    assert_int_equal(ruler.count, RULER_POINTS_MAX);
    assert_true(near(ruler_length_m(&ruler), RULER_POINTS_MAX - 1.0));
}

static void metres_are_told_to_the_centimetre_while_that_says_something(void **state)
{
    (void)state;
    char words[32];
    ruler_say(words, 3.4242);
    assert_string_equal(words, "3.42");
    ruler_say(words, 128.64);
    assert_string_equal(words, "128.6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_length_is_the_sum_of_its_pieces),
        cmocka_unit_test(another_floor_begins_a_new_line),
        cmocka_unit_test(points_end_at_the_limit),
        cmocka_unit_test(metres_are_told_to_the_centimetre_while_that_says_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
