/* The live view goes on: from one drill into the next as somebody has set it, and with a drill that grows.
 */
#include "cmocka_first.h"

#include <stdio.h>
#include <unistd.h>

#include "sample_drill.h"
#include "view/live_run.h"
#include "view/live_watch.h"
#include "view/replay.h"

#define FIRST "view_live_watch_first.drill"
#define NEXT "view_live_watch_next.drill"

/* A live view without a server: the net is not asked before the end of time. */
struct desk {
    struct live_watch watch;
    struct replay replay;
    struct view_state view;
    struct picture picture;
    int stale;
};

static void write_drill(const char *path, unsigned people)
{
    struct sample_def def = {.people = people, .frames = 1, .drill = 1};
    struct sibu_fault fault = {0};
    assert_int_equal(sample_drill_write(path, &def, &fault), SIBU_OK);
}

static void put_in_book(struct desk *desk, const char *path)
{
    (void)snprintf(desk->watch.live.book.path, sizeof desk->watch.live.book.path, "%s", path);
    desk->watch.live.stage = LIVE_DRILL;
}

static void open_desk(struct desk *desk)
{
    struct sibu_fault fault = {0};
    *desk = (struct desk){.watch = {.live = {.pace = {.next_s = 1e18}}}};
    assert_int_equal(live_link_open(&desk->watch.live.link, "http://127.0.0.1:9", "", &fault), SIBU_OK);
    write_drill(FIRST, 40);
    write_drill(NEXT, 60);
    put_in_book(desk, FIRST);
    assert_int_equal(replay_open(&desk->replay, FIRST, &fault), SIBU_OK);
    assert_int_equal(view_state_open(&desk->view, &desk->replay, &fault), SIBU_OK);
    assert_int_equal(picture_open(&desk->picture, &desk->replay, 800, 600, &fault), SIBU_OK);
    live_watch_begin(&desk->watch, &desk->view);
}

static void close_desk(struct desk *desk)
{
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
    desk->watch.live.book.path[0] = '\0'; /* not the book's own */
    live_watch_close(&desk->watch);
    (void)unlink(FIRST);
    (void)unlink(NEXT);
}

static void round_and_picture(struct desk *desk)
{
    struct sibu_fault fault = {0};
    assert_int_equal(live_watch_round(&desk->watch, &desk->view, &desk->picture, &desk->stale, &fault), SIBU_OK);
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

static void the_next_drill_is_seen_as_the_last_was(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    round_and_picture(&desk);
    (void)view_state_do(&desk.view, ACTION_FLOORS, &desk.picture.tally);
    desk.view.curves = CURVES_ALL;
    desk.view.layers.area = LAYER_DENSITY_NOW;
    desk.view.language = SIBU_EN;
    desk.view.theme = THEME_DARK;
    desk.view.chosen = 3;
    round_and_picture(&desk);
    assert_int_equal(desk.view.cell_count, 2);
    put_in_book(&desk, NEXT);
    desk.watch.live.other = 1;
    round_and_picture(&desk);
    assert_int_equal(desk.watch.live.other, 0);
    assert_int_equal(desk.replay.people_count, 60);
    assert_int_equal(desk.view.floors, FLOORS_SIDE);
    assert_int_equal(desk.view.cell_count, 2);
    assert_int_equal(desk.view.curves, CURVES_ALL);
    assert_int_equal(desk.view.layers.area, LAYER_DENSITY_NOW);
    assert_int_equal(desk.view.language, SIBU_EN);
    assert_int_equal(desk.view.theme, THEME_DARK);
    assert_int_equal(desk.view.chosen, SIBU_NONE); /* another drill's person */
    assert_true(desk.view.live.on && desk.view.live.following);
    close_desk(&desk);
}

/* Rounds until the book that grew is shown, as the window's loop makes them. */
static void rounds_until_loaded(struct desk *desk, size_t people)
{
    double until_s = live_run_now_s() + 60.0;
    while (desk->replay.people_count != people && live_run_now_s() < until_s) {
        round_and_picture(desk);
    }
    assert_int_equal(desk->replay.people_count, people);
}

static void let_grow(struct desk *desk, const char *path)
{
    put_in_book(desk, path);
    desk->watch.live.grew = 1;
    desk->watch.next_load_s = 0.0;
}

/* Another record of the same site stands for one that grew. */
static void what_is_chosen_and_reckoned_stays_while_a_drill_grows(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.view.curves = CURVES_DENSITY;
    desk.view.chosen = 5;
    uint32_t number = desk.replay.people[5].number;
    desk.picture.people_budget = SIZE_MAX;
    round_and_picture(&desk);
    size_t done = desk.picture.curves.zones.done;
    const uint32_t *zone = desk.picture.curves.zones.zone;
    assert_true(done > 8);
    let_grow(&desk, NEXT);
    desk.picture.people_budget = 0; /* nothing more is read: what is there was there */
    round_and_picture(&desk);
    assert_int_equal(desk.replay.people_count, 40); /* the picture does not wait for it */
    assert_int_equal(desk.watch.live.grew, 0);
    rounds_until_loaded(&desk, 60);
    assert_int_equal(desk.replay.people[desk.view.chosen].number, number);
    assert_true(desk.picture.curves.zones.done >= done);
    assert_ptr_equal(desk.picture.curves.zones.zone, zone);
    assert_string_equal(desk.replay.path, NEXT);
    close_desk(&desk);
}

static void what_was_read_of_a_drill_that_is_gone_is_not_shown(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    let_grow(&desk, NEXT);
    round_and_picture(&desk);
    put_in_book(&desk, FIRST);
    while (live_load_is_on(&desk.watch.load)) {
        round_and_picture(&desk);
    }
    assert_int_equal(desk.replay.people_count, 40);
    let_grow(&desk, NEXT);
    round_and_picture(&desk);
    close_desk(&desk); /* while it is read */
}

static void a_book_that_cannot_be_read_is_asked_for_anew(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    FILE *file = fopen(NEXT, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    let_grow(&desk, NEXT);
    round_and_picture(&desk);
    while (live_load_is_on(&desk.watch.load)) {
        round_and_picture(&desk);
    }
    assert_int_equal(desk.watch.live.stage, LIVE_IDLE);
    assert_string_not_equal(desk.watch.live.trouble.what[SIBU_ZH], "");
    assert_int_equal(desk.replay.people_count, 40); /* what is shown stays */
    round_and_picture(&desk);
    close_desk(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_drill_is_seen_as_the_last_was),
        cmocka_unit_test(what_was_read_of_a_drill_that_is_gone_is_not_shown),
        cmocka_unit_test(a_book_that_cannot_be_read_is_asked_for_anew),
        cmocka_unit_test(what_is_chosen_and_reckoned_stays_while_a_drill_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
