/* Ten thousand people, drawn in software, 60 times a second at least; and any moment found at once. By the processor's
 * time of this process, so that neighbours on the machine don't count; checked where the compiler optimises, told everywhere.
 */
#include "cmocka_first.h"

#include <stdio.h>
#include <time.h>

#include "sibu/memory.h"
#include "view/marker.h"
#include "view/motion.h"
#include "view/people.h"
#include "view/scene.h"
#include "view/widget.h"

#define PEOPLE 10000
#define ROUNDS 120

#ifdef __OPTIMIZE__
static const double SLOWEST_S = 1.0 / 60.0;
#else
static const double SLOWEST_S = 1.0 / 6.0;
#endif

static double cpu_s(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A crowd that covers the window, everybody moving. */
static void place_crowd(struct motion_frame *now, int round)
{
    now->count = PEOPLE;
    for (int i = 0; i < PEOPLE; i++) {
        now->person[i] = (uint32_t)i;
        now->x_m[i] = (float)(i % 125) * 0.8F + (float)round * 0.017F;
        now->y_m[i] = (float)(i / 125) * 0.75F + (float)round * 0.011F;
        now->heading_x[i] = 1.0F;
    }
}

static void set_states(struct replay_person *people)
{
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = (struct replay_person){.times = state_times_none()};
        state_note(&people[i].times, (enum moment)(i % MOMENTS), 1.0);
    }
}

static void ten_thousand_people_at_60_pictures_a_second(void **state)
{
    (void)state;
    struct motion_frame now = {.person = sibu_array_new(PEOPLE, sizeof(uint32_t)),
                               .x_m = sibu_array_new(PEOPLE, sizeof(float)),
                               .y_m = sibu_array_new(PEOPLE, sizeof(float)),
                               .heading_x = sibu_array_new(PEOPLE, sizeof(float)),
                               .heading_y = sibu_array_new(PEOPLE, sizeof(float)),
                               .floor = sibu_array_new(PEOPLE, sizeof(uint16_t))};
    struct replay replay = {.people = sibu_array_new(PEOPLE, sizeof(struct replay_person)), .people_count = PEOPLE};
    struct sibu_fault fault;
    struct raster layer, frame;
    struct marker_set markers = {0};
    struct camera camera =
        camera_fit((struct sibu_box){0.0, 0.0, 102.0, 61.0}, (struct raster_rect){0, 0, 1280, 720}, 0);
    struct view_state view = {.replay = &replay, .cameras = &camera, .chosen = SIBU_NONE};
    assert_int_equal(raster_open(&layer, 1280, 720, &fault), SIBU_OK);
    assert_int_equal(raster_open(&frame, 1280, 720, &fault), SIBU_OK);
    struct canvas canvas = {.raster = &frame, .theme = theme_of(THEME_LIGHT), .scale = 1.0};
    set_states(replay.people);
    view.playback = playback_open(0.0, 10.0);
    playback_seek(&view.playback, 5.0);
    double begin_s = cpu_s();
    for (int round = 0; round < ROUNDS; round++) {
        place_crowd(&now, round);
        raster_copy(&frame, &layer);
        assert_int_equal(people_draw(&canvas, &markers, &view, &now, &fault), SIBU_OK);
    }
    double each_s = (cpu_s() - begin_s) / ROUNDS;
    print_message("%d people: %.2f ms a picture, %.0f pictures a second\n", PEOPLE, each_s * 1e3, 1.0 / each_s);
    assert_true(each_s < SLOWEST_S);
    void *blocks[] = {now.person, now.x_m, now.y_m, now.heading_x, now.heading_y, now.floor, replay.people};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        sibu_array_free(blocks[i]);
    }
    marker_close(&markers);
    raster_close(&layer);
    raster_close(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ten_thousand_people_at_60_pictures_a_second)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
