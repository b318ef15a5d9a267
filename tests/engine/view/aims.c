/* Where people wanted to go: what a simulation's record says of it, what a drill's does not, and that lines lead there. */
#include "cmocka_first.h"

#include <string.h>

#include "sample_drill.h"
#include "view/aims.h"
#include "view/picture.h"

#define PATH "view_aims.drill"

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static void open_desk(struct desk *desk, struct sample_def def)
{
    struct sibu_fault fault = {0};
    memset(desk, 0, sizeof *desk);
    assert_int_equal(sample_drill_write(PATH, &def, &fault), SIBU_OK);
    assert_int_equal(replay_open(&desk->replay, PATH, &fault), SIBU_OK);
    assert_int_equal(view_state_open(&desk->view, &desk->replay, &fault), SIBU_OK);
    assert_int_equal(picture_open(&desk->picture, &desk->replay, 1280, 800, &fault), SIBU_OK);
}

static void close_desk(struct desk *desk)
{
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
}

static void draw(struct desk *desk, double time_s)
{
    struct sibu_fault fault = {0};
    desk->picture.widgets.input = (struct widget_input){.x = -1, .y = -1};
    playback_seek(&desk->view.playback, time_s);
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

/* Moment by moment, with changes; a place that the site does not have is passed over; nobody aims before they set out. */
static void a_simulation_says_where_people_wanted_to_go(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk, (struct sample_def){.people = 40, .frames = 1, .targets = 1});
    const struct replay *replay = &desk.replay;
    uint32_t exit = sibu_site_find_exit(replay->site, "E1");
    uint32_t muster = replay->site->exit_count + sibu_site_find_muster(replay->site, "M1");
    assert_true(replay->aim_count > 40);
    for (uint32_t i = 0; i < replay->people_count; i++) {
        double start_s = replay->people[i].times.at_s[MOMENT_STARTED];
        if (!(start_s < STATE_NEVER)) {
            assert_int_equal(replay_aim_at(replay, i, 100.0), SIBU_NONE); /* never set out */
            continue;
        }
        assert_int_equal(replay_aim_at(replay, i, start_s - 0.01), SIBU_NONE);
        assert_int_equal(replay_aim_at(replay, i, start_s + 0.01), i % 4 == 0 ? muster : exit);
        assert_int_equal(replay_aim_at(replay, i, start_s + 1.5), i % 4 == 0 ? muster : exit);
        assert_int_equal(replay_aim_at(replay, i, start_s + 2.5), exit);
        playback_seek(&desk.view.playback, replay->people[i].times.at_s[MOMENT_ARRIVED] + 0.01);
        assert_int_equal(aims_of(&desk.view, i), SIBU_NONE); /* there already */
    }
    for (size_t i = 0; i < replay->mark_count; i++) {
        assert_string_not_equal(replay->marks[i].word, "target");
    }
    close_desk(&desk);
}

/* Nobody asked: the exit that each crossed later, then the assembly point, then nothing. */
static void a_drill_says_where_people_went(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk, (struct sample_def){.people = 40, .frames = 1, .drill = 1});
    const struct replay *replay = &desk.replay;
    unsigned seen = 0;
    assert_int_equal(replay->aim_count, 0);
    for (uint32_t i = 0; i < replay->people_count; i++) {
        const struct replay_person *person = &replay->people[i];
        if (person->exit == SIBU_NONE || person->muster == SIBU_NONE) {
            continue;
        }
        assert_int_equal(replay_aim_at(replay, i, 50.0), SIBU_NONE);
        playback_seek(&desk.view.playback, person->times.at_s[MOMENT_EXITED] - 0.1);
        assert_int_equal(aims_of(&desk.view, i), person->exit);
        playback_seek(&desk.view.playback, person->times.at_s[MOMENT_EXITED] + 0.1);
        assert_int_equal(aims_of(&desk.view, i), replay->site->exit_count + person->muster);
        seen++;
    }
    assert_true(seen > 20);
    close_desk(&desk);
}

/* Along the straight way from a person to the exit the picture changes, aside of it not. */
static void lines_lead_there(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk, (struct sample_def){.people = 3, .frames = 1, .targets = 1});
    double time_s = desk.replay.people[0].times.at_s[MOMENT_STARTED] + 2.2;
    struct raster *frame = &desk.picture.frame;
    size_t bytes = (size_t)frame->width * (size_t)frame->height * sizeof *frame->pixels;
    uint32_t *bare = test_malloc(bytes);
    draw(&desk, time_s);
    memcpy(bare, frame->pixels, bytes);
    assert_true(view_state_do(&desk.view, ACTION_AIMS, &desk.picture.tally));
    draw(&desk, time_s);
    size_t at = motion_find(&desk.picture.motion, 0);
    const struct motion_frame *now = &desk.picture.motion.now;
    assert_true(at < now->count);
    const struct sibu_point *ends = desk.replay.site->exits[0].line.points;
    const struct camera *camera = &desk.view.cameras[0];
    struct sibu_point from = camera_px(camera, (double)now->x_m[at], (double)now->y_m[at]);
    struct sibu_point to = camera_px(camera, (ends[0].x + ends[1].x) / 2.0, (ends[0].y + ends[1].y) / 2.0);
    for (int i = 30; i < 70; i++) {
        int32_t x = (int32_t)(from.x + (to.x - from.x) * i / 100.0),
                y = (int32_t)(from.y + (to.y - from.y) * i / 100.0);
        size_t on = (size_t)y * (size_t)frame->width + (size_t)x;
        size_t aside = on + 25 * (size_t)frame->width;
        assert_true(frame->pixels[on] != bare[on]);
        assert_true(frame->pixels[aside] == bare[aside]);
    }
    test_free(bare);
    close_desk(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_simulation_says_where_people_wanted_to_go),
        cmocka_unit_test(a_drill_says_where_people_went),
        cmocka_unit_test(lines_lead_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
