/* What unfolds while a drill runs, in the viewer: marks with their words, and the exit that is crossed out from its
 * moment on.
 */
#include "cmocka_first.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_drill.h"
#include "view/picture.h"
#include "view/snapshot.h"
#include "view/timeline.h"

#define PATH "view_unfold.drill"

static int no_display(void **state)
{
    (void)state;
    return unsetenv("DISPLAY") == 0 && unsetenv("WAYLAND_DISPLAY") == 0 ? 0 : -1;
}

static void open_sample(struct replay *replay, int unfolds)
{
    struct sibu_fault fault = {0};
    const struct sample_def def = {.people = 40, .frames = 1, .drill = 1, .unfolds = unfolds};
    if (sample_drill_write(PATH, &def, &fault) != SIBU_OK || replay_open(replay, PATH, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static size_t unfolded(const struct replay *replay, const struct replay_mark *marks[8])
{
    size_t count = 0;
    for (size_t i = 0; i < replay->mark_count; i++) {
        if (replay->marks[i].kind == REPLAY_MARK_UNFOLD && count < 8) {
            marks[count++] = &replay->marks[i];
        }
    }
    return count;
}

static void each_event_is_a_mark_with_its_words(void **state)
{
    (void)state;
    static const struct {
        double time_s;
        const char *zh, *en, *got; /* got: the update, in English */
    } MARKS[] = {
        {20.0, "出口无法使用 · 西门", "an exit is lost · West door", "DRILL: the west door is lost to smoke."},
        {30.0, "风向改变", "the wind turns", "DRILL: the wind has turned. Go to the north assembly point."},
        {35.0, "无法读取的事件 · 办公室", "an event that cannot be read · Office", NULL},
        {36.0, "出口无法使用 · 西门", "an exit is lost · West door", "again"},
    };
    struct replay replay;
    const struct replay_mark *marks[8];
    open_sample(&replay, 1);
    assert_int_equal(unfolded(&replay, marks), 4);
    for (size_t i = 0; i < 4; i++) {
        char words[256];
        assert_true(fabs(marks[i]->time_s - MARKS[i].time_s) < 1e-6);
        timeline_mark_words(&replay, marks[i], SIBU_ZH, words, sizeof words);
        assert_string_equal(words, MARKS[i].zh);
        timeline_mark_words(&replay, marks[i], SIBU_EN, words, sizeof words);
        assert_string_equal(words, MARKS[i].en);
        assert_true((marks[i]->unfold != NULL) == (MARKS[i].got != NULL));
        if (MARKS[i].got != NULL) {
            assert_string_equal(marks[i]->unfold->words.in[SIBU_EN], MARKS[i].got);
        }
    }
    replay_close(&replay);
}

static void an_exit_is_lost_from_the_first_time_on(void **state)
{
    (void)state;
    struct replay replay;
    const struct replay_mark *marks[8];
    open_sample(&replay, 1);
    assert_true(fabs(replay.exit_lost_s[0] - 20.0) < 1e-6);
    replay_close(&replay);
    open_sample(&replay, 0);
    assert_int_equal(unfolded(&replay, marks), 0);
    assert_true(replay.exit_lost_s[0] > 1e300);
    replay_close(&replay);
}

/* The words for a place that the site does not know are the row's own, else its id. */
static void a_place_that_the_site_does_not_know_has_a_name(void **state)
{
    (void)state;
    struct replay replay;
    char words[256];
    const struct sibu_unfold_row named = {.what = SIBU_UNFOLD_WARDEN_HURT, .place_name = {{"别处", "Elsewhere"}}};
    const struct sibu_unfold_row nameless = {.what = SIBU_UNFOLD_WARDEN_HURT, .place_name = {{"", ""}}};
    struct replay_mark mark = {.kind = REPLAY_MARK_UNFOLD, .place = "Z9", .person = SIBU_NONE, .unfold = &named};
    open_sample(&replay, 0);
    timeline_mark_words(&replay, &mark, SIBU_EN, words, sizeof words);
    assert_string_equal(words, "a warden is hurt · Elsewhere");
    mark.unfold = &nameless;
    timeline_mark_words(&replay, &mark, SIBU_ZH, words, sizeof words);
    assert_string_equal(words, "疏散引导员受伤 · Z9");
    replay_close(&replay);
}

struct shot {
    uint32_t at_exit; /* the pixel in the middle of the exit */
    uint64_t panel, plan; /* sums over the panel and the plan */
};

static uint64_t sum_of(const struct raster *raster, struct raster_rect box)
{
    uint64_t sum = 1469598103934665603u;
    for (int32_t y = box.y; y < box.y + box.height; y++) {
        for (int32_t x = box.x; x < box.x + box.width; x++) {
            sum = (sum ^ raster->pixels[(size_t)y * (size_t)raster->width + (size_t)x]) * 1099511628211u;
        }
    }
    return sum;
}

static struct shot shoot(struct replay *replay, double time_s, enum sibu_language language)
{
    struct view_state view;
    struct picture picture;
    struct sibu_fault fault;
    assert_int_equal(view_state_open(&view, replay, &fault), SIBU_OK);
    assert_int_equal(picture_open(&picture, replay, 1280, 800, &fault), SIBU_OK);
    playback_seek(&view.playback, time_s);
    view.language = language;
    assert_int_equal(picture_draw(&picture, &view, &fault), SIBU_OK);
    struct raster_point at = camera_fixed(&view.cameras[0], -0.1, 4.0);
    size_t pixel = (size_t)(at.y / RASTER_ONE) * (size_t)picture.frame.width + (size_t)(at.x / RASTER_ONE);
    struct shot shot = {picture.frame.pixels[pixel] | 0xff000000u, sum_of(&picture.frame, picture.layout.panel),
                        sum_of(&picture.frame, picture.layout.plan)};
    picture_close(&picture);
    view_state_close(&view);
    return shot;
}

static void nothing_is_shown_before_its_time(void **state)
{
    (void)state;
    static const double TIMES_S[] = {19.5, 20.5, 34.0};
    const uint32_t danger = theme_of(THEME_LIGHT)->danger | 0xff000000u;
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        for (size_t i = 0; i < sizeof TIMES_S / sizeof TIMES_S[0]; i++) {
            struct replay replay;
            open_sample(&replay, 1);
            struct shot with = shoot(&replay, TIMES_S[i], (enum sibu_language)language);
            replay_close(&replay);
            open_sample(&replay, 0);
            struct shot without = shoot(&replay, TIMES_S[i], (enum sibu_language)language);
            replay_close(&replay);
            int by_now = TIMES_S[i] > 20.0;
            assert_int_equal(with.panel != without.panel, by_now);
            assert_int_equal(with.plan != without.plan, by_now);
            assert_int_equal(with.at_exit == danger, by_now);
            assert_true(without.at_exit != danger);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_is_a_mark_with_its_words),
        cmocka_unit_test(an_exit_is_lost_from_the_first_time_on),
        cmocka_unit_test(a_place_that_the_site_does_not_know_has_a_name),
        cmocka_unit_test(nothing_is_shown_before_its_time),
    };
    return cmocka_run_group_tests(tests, no_display, NULL);
}
