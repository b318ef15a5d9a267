/* What is measured is what is shown: the record that is made for it, and that a measurement can be stopped.
 */
#include "cmocka_first.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view/easel.h"
#include "view/measure.h"

#define PATH "view_measure.drill"
#define PROGRAM "view_measure.sh"

static void the_record_is_a_crowd_on_its_way(void **state)
{
    (void)state;
    struct sibu_fault fault = {0};
    struct easel easel;
    struct arguments arguments = {.width = 640, .height = 480};
    double per_s = 0.0;
    (void)unlink(PATH);
    assert_int_equal(measure_record(PATH, 150, &fault), SIBU_OK);
    assert_int_equal(easel_open(&easel, PATH, &arguments, &fault), SIBU_OK);
    assert_int_equal(easel.replay.people_count, 150);
    assert_int_equal(easel.replay.frame_count, MEASURE_FRAMES);
    assert_int_equal(easel_draw(&easel, 5.0, &fault), SIBU_OK);
    const struct motion_frame *now = &easel.picture.motion.now;
    assert_int_equal(now->count, 150);
    assert_int_equal(easel.picture.tally.by_state[STATE_WALKING], 150);
    float x_m = now->x_m[3], y_m = now->y_m[3];
    assert_int_equal(easel_draw(&easel, 5.25, &fault), SIBU_OK);
    double moved_m = (double)((now->x_m[3] - x_m) * (now->x_m[3] - x_m) + (now->y_m[3] - y_m) * (now->y_m[3] - y_m));
    assert_true(moved_m > 0.1 && moved_m < 0.12); /* a quarter of a second at 1.3 m/s, squared */
    assert_int_equal(measure_plain(now, view_state_camera(&easel.view), &per_s, &fault), SIBU_OK);
    assert_true(per_s > 0.0);
    easel_close(&easel);
}

static void what_is_stopped_leaves_no_figures(void **state)
{
    (void)state;
    struct measure measures[MEASURES];
    struct sibu_fault fault = {0};
    volatile sig_atomic_t stop = 1;
    assert_int_equal(measure_run(measures, &stop, &fault), SIBU_NO);
    assert_string_equal(measures[0].name, "draw/10000");
}

static void a_new_process_is_measured_as_a_whole(void **state)
{
    (void)state;
    static const char SCRIPT[] = "#!/bin/sh\n[ \"$1 $2 $3\" = 'a.drill --snapshot 0' ] || exit 1\n"
                                 "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; echo 1 2 3; : > \"$4\"\n";
    struct sibu_fault fault = {0};
    double seconds = 0.0;
    FILE *script = fopen(PROGRAM, "w");
    assert_non_null(script);
    assert_int_equal(fwrite(SCRIPT, 1, sizeof SCRIPT - 1, script), sizeof SCRIPT - 1);
    assert_int_equal(fclose(script), 0);
    assert_int_equal(chmod(PROGRAM, 0700), 0);
    (void)unlink("measure.png");
    assert_int_equal(measure_new_process("./" PROGRAM, "a.drill", "measure.png", &seconds, &fault), SIBU_OK);
    assert_int_equal(unlink("measure.png"), 0);
    assert_true(seconds > 0.001);
    assert_int_equal(measure_new_process("./" PROGRAM, "b.drill", "measure.png", &seconds, &fault), SIBU_IO);
    assert_int_equal(unlink(PROGRAM), 0);
    assert_int_equal(measure_new_process("./" PROGRAM, "a.drill", "measure.png", &seconds, &fault), SIBU_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_record_is_a_crowd_on_its_way),
        cmocka_unit_test(a_new_process_is_measured_as_a_whole),
        cmocka_unit_test(what_is_stopped_leaves_no_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
