/* What a trainer does, without a window: notes by key, mouse and input method, the ruler, pictures and films on the
 * side, presentation; each with its effect on what is shown and on the disk. */
#include "cmocka_first.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_drill.h"
#include "view/compare.h"
#include "view/errand.h"
#include "view/notes_draw.h"
#include "view/pointer.h"
#include "view/shot.h"
#include "view/timeline.h"
#include "view/typing.h"

#define FOLDER "view_teach_files"
#define PATH FOLDER "/yard.drill"

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
    struct pointer pointer;
    struct errands errands;
};

static int open_desk(void **state)
{
    static struct desk desk;
    struct sibu_fault fault = {0};
    struct sample_def def = {.people = 60, .frames = 1, .drill = 1};
    memset(&desk, 0, sizeof desk);
    (void)signal(SIGPIPE, SIG_IGN);
    if (system("chmod -R u+w " FOLDER " 2>/dev/null; rm -rf " FOLDER) != 0 || mkdir(FOLDER, 0700) != 0 ||
        sample_drill_write(PATH, &def, &fault) != SIBU_OK || replay_open(&desk.replay, PATH, &fault) != SIBU_OK ||
        view_state_open(&desk.view, &desk.replay, &fault) != SIBU_OK ||
        teach_read_notes(&desk.view.teach, PATH, &fault) != SIBU_OK ||
        picture_open(&desk.picture, &desk.replay, 1280, 800, &fault) != SIBU_OK) {
        print_error("%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return -1;
    }
    desk.view.language = SIBU_EN;
    *state = &desk;
    return picture_draw(&desk.picture, &desk.view, &fault) == SIBU_OK ? 0 : -1;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;
    errands_close(&desk->errands, &desk->view);
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
    return system("chmod -R u+w " FOLDER "; rm -rf " FOLDER);
}

static void draw(struct desk *desk)
{
    struct sibu_fault fault = {0};
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

/* As view.c does it: the note being written first, then commands, then what they leave to be done. */
static void press(struct desk *desk, int32_t symbol, unsigned modifiers)
{
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = symbol}}};
    if (!typing_take(&desk->view, &event, desk->picture.widgets.focus)) {
        enum action action = keys_find(symbol, modifiers);
        assert_int_not_equal(action, ACTION_NONE);
        if (action != ACTION_PRESS || !pointer_press_at_cross(&desk->picture, &desk->view)) {
            (void)view_state_do(&desk->view, action, &desk->picture.tally);
        }
    }
    draw(desk);
    (void)errands_do(&desk->errands, &desk->picture, &desk->view);
}

static void type(struct desk *desk, const char *text)
{
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
    (void)snprintf(event.text.text, sizeof event.text.text, "%s", text);
    assert_true(typing_take(&desk->view, &event, 0));
    draw(desk);
}

static void mouse(struct desk *desk, int32_t x, int32_t y, int down, int up)
{
    struct pointer_input input = {x, y, down, up};
    desk->picture.widgets.input = (struct widget_input){.x = x, .y = y, .down = down, .up = up};
    draw(desk);
    (void)view_state_do(&desk->view, desk->picture.widgets.fired, &desk->picture.tally);
    (void)pointer_apply(&desk->pointer, &input, &desk->picture, &desk->view);
    draw(desk);
    (void)errands_do(&desk->errands, &desk->picture, &desk->view);
}

static void click(struct desk *desk, int32_t x, int32_t y)
{
    mouse(desk, x, y, 1, 0);
    mouse(desk, x, y, 0, 1);
}

static struct raster_rect tool(const struct desk *desk, int place)
{
    struct raster_rect box = desk->picture.layout.tools;
    return (struct raster_rect){box.x + 4 + place * 30 + 14, box.y + box.height / 2, 0, 0};
}

static void click_tool(struct desk *desk, int place)
{
    struct raster_rect at = tool(desk, place);
    click(desk, at.x, at.y);
}

static int said(const struct desk *desk, const char *words)
{
    return strstr(desk->view.teach.said[SIBU_EN], words) != NULL;
}

static size_t notes_on_disk(void)
{
    static struct notes notes;
    struct sibu_fault fault;
    assert_int_equal(notes_open(&notes, PATH, &fault), SIBU_OK);
    size_t count = notes.count;
    notes_close(&notes);
    return count;
}

static void a_note_is_written_with_keys(void **state)
{
    struct desk *desk = *state;
    playback_seek(&desk->view.playback, 30.0);
    playback_play(&desk->view.playback);
    press(desk, SDLK_b, KEY_PLAIN);
    assert_true(desk->view.teach.editing && !desk->view.playback.playing);
    assert_true(desk->picture.caret.width > 0);
    type(desk, "门口");
    type(desk, "堵了 jam");
    press(desk, SDLK_b, KEY_PLAIN); /* its letter comes as text, not as a command */
    press(desk, SDLK_SPACE, KEY_PLAIN);
    press(desk, SDLK_BACKSPACE, KEY_PLAIN);
    assert_true(desk->view.teach.editing && !desk->view.playback.playing);
    assert_int_equal(notes_on_disk(), 0);
    press(desk, SDLK_RETURN, KEY_PLAIN);
    assert_false(desk->view.teach.editing);
    assert_int_equal(desk->view.teach.notes.count, 1);
    assert_string_equal(desk->view.teach.notes.items[0].text, "门口堵了 ja");
    assert_true(said(desk, "yard.drill.notes.json"));
    assert_int_equal(notes_on_disk(), 1);
    press(desk, SDLK_e, KEY_PLAIN);
    press(desk, SDLK_HOME, KEY_PLAIN);
    type(desk, "x");
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_string_equal(desk->view.teach.notes.items[0].text, "门口堵了 ja");
    press(desk, SDLK_HOME, KEY_PLAIN);
    press(desk, SDLK_PERIOD, KEY_PLAIN);
    assert_true(fabs(desk->view.playback.time_s - 30.0) < 1e-9);
    press(desk, SDLK_DELETE, KEY_PLAIN);
    assert_int_equal(notes_on_disk(), 0);
}

static void what_an_input_method_composes_is_shown_and_not_taken(void **state)
{
    struct desk *desk = *state;
    SDL_Event event = {.edit = {.type = SDL_TEXTEDITING}};
    press(desk, SDLK_b, KEY_PLAIN);
    int32_t before = desk->picture.caret.x;
    (void)snprintf(event.edit.text, sizeof event.edit.text, "shusan");
    assert_true(typing_take(&desk->view, &event, 0));
    draw(desk);
    assert_true(desk->picture.caret.x > before);
    press(desk, SDLK_RETURN, KEY_PLAIN); /* the input method's own */
    assert_true(desk->view.teach.editing);
    type(desk, "疏散");
    press(desk, SDLK_RETURN, KEY_PLAIN);
    assert_string_equal(desk->view.teach.notes.items[0].text, "疏散");
    press(desk, SDLK_DELETE, KEY_PLAIN);
}

static void notes_are_made_and_used_with_the_mouse(void **state)
{
    struct desk *desk = *state;
    playback_seek(&desk->view.playback, 40.0);
    draw(desk);
    click_tool(desk, 0);
    assert_true(desk->view.teach.editing);
    type(desk, "forty");
    struct raster_rect caret = desk->picture.caret;
    int32_t left = desk->picture.frame.width / 2 - 310 + 14;
    assert_true(caret.x > left && caret.x < left + 120);
    click(desk, left + 40, 38 + (800 - 38) / 2 + 98 - 14 - 16); /* Save */
    assert_false(desk->view.teach.editing);
    assert_int_equal(desk->view.teach.notes.count, 1);
    playback_seek(&desk->view.playback, 5.0);
    click_tool(desk, 1);
    assert_true(desk->view.teach.list_open);
    struct raster_rect list = notes_list_box(&desk->picture.canvas, desk->picture.layout.plan);
    desk->view.teach.note = SIBU_NONE;
    click(desk, list.x + 100, list.y + 40 + 15); /* the first row */
    assert_true(fabs(desk->view.playback.time_s - 40.0) < 1e-9);
    assert_int_equal(desk->view.teach.note, 0);
    click(desk, list.x + list.width - 6 - 14, list.y + 40 + 15); /* its cross */
    assert_int_equal(notes_on_disk(), 0);
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_false(desk->view.teach.list_open);
}

static void a_click_on_a_flag_goes_to_its_moment(void **state)
{
    struct desk *desk = *state;
    playback_seek(&desk->view.playback, 40.0);
    press(desk, SDLK_b, KEY_PLAIN);
    press(desk, SDLK_RETURN, KEY_PLAIN);
    playback_seek(&desk->view.playback, 80.0);
    draw(desk);
    struct raster_rect track = timeline_track(&desk->picture.canvas, desk->picture.layout.timeline);
    struct timeline_scale scale = timeline_scale_of(&desk->view.playback, track);
    click(desk, timeline_x(&scale, 40.0) + 6, track.y - 10);
    assert_true(fabs(desk->view.playback.time_s - 40.0) < 1e-9);
    click(desk, timeline_x(&scale, 60.0), track.y + 20);
    assert_true(fabs(desk->view.playback.time_s - 60.0) < 0.2);
    playback_seek(&desk->view.playback, 40.0);
    press(desk, SDLK_DELETE, KEY_PLAIN);
}

static void a_field_over_the_picture_answers_alone(void **state)
{
    struct desk *desk = *state;
    uint32_t floor = desk->view.floor;
    press(desk, SDLK_b, KEY_PLAIN);
    click(desk, 240, 57); /* the tab of another floor */
    click(desk, 300, 300);
    assert_int_equal(desk->view.floor, floor);
    assert_int_equal(desk->view.chosen, SIBU_NONE);
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    click(desk, 240, 57);
    assert_int_not_equal(desk->view.floor, floor);
    press(desk, SDLK_PAGEDOWN, KEY_PLAIN);
}

static void distances_are_measured_with_the_mouse(void **state)
{
    struct desk *desk = *state;
    press(desk, SDLK_m, KEY_PLAIN);
    click(desk, 200, 300);
    click(desk, 500, 300);
    click(desk, 500, 500);
    double px_per_m = view_state_camera(&desk->view)->px_per_m;
    assert_true(fabs(ruler_length_m(&desk->view.teach.ruler) - 500.0 / px_per_m) < 1e-6);
    assert_int_equal(desk->view.chosen, SIBU_NONE);
    press(desk, SDLK_BACKSPACE, KEY_PLAIN);
    assert_true(fabs(ruler_length_m(&desk->view.teach.ruler) - 300.0 / px_per_m) < 1e-6);
    press(desk, SDLK_RETURN, KEY_PLAIN); /* at the cross, by key */
    assert_int_equal(desk->view.teach.ruler.count, 3);
    mouse(desk, 300, 400, 1, 0); /* dragging still moves the plan */
    mouse(desk, 350, 420, 0, 0);
    mouse(desk, 350, 420, 0, 1);
    assert_int_equal(desk->view.teach.ruler.count, 3);
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_false(desk->view.teach.ruler.on);
    press(desk, SDLK_f, KEY_PLAIN);
}

static void presentation_leaves_the_plan_the_room_and_stays_of_use(void **state)
{
    struct desk *desk = *state;
    struct raster_rect before = desk->picture.layout.plan;
    press(desk, SDLK_F5, KEY_PLAIN);
    struct layout layout = desk->picture.layout;
    assert_true(layout.plan.width + layout.rail.width == 1280 && layout.plan.height > before.height);
    assert_true(layout.panel.width == 0 && layout.controls.width == 0 && layout.banner.width == 1280);
    playback_seek(&desk->view.playback, 10.0);
    click(desk, layout.plan.width - 10 - 6 * 34 + 16, layout.plan.y + layout.plan.height - 28); /* play */
    assert_true(desk->view.playback.playing);
    press(desk, SDLK_SPACE, KEY_PLAIN);
    assert_false(desk->view.playback.playing);
    struct raster_rect track = timeline_track(&desk->picture.canvas, layout.timeline);
    click(desk, track.x + track.width / 2, track.y + track.height / 2);
    assert_true(fabs(desk->view.playback.time_s - 50.0) < 1.0);
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_int_equal(desk->picture.layout.plan.width, before.width);
    click(desk, 1280 - (5 * 32 + 16) + 10 + 2 * 32 + 14, 19); /* the button in the banner */
    assert_true(desk->view.teach.presenting);
    press(desk, SDLK_F5, KEY_PLAIN);
    assert_false(desk->view.teach.presenting);
}

/* A presentation begins with the plan alone; curves can be had in it, and what was beside the plan before comes back. */
static void curves_are_laid_aside_for_a_presentation(void **state)
{
    struct desk *desk = *state;
    press(desk, SDLK_x, KEY_PLAIN);
    assert_int_equal(desk->view.curves, CURVES_MUSTERED);
    press(desk, SDLK_F5, KEY_PLAIN);
    assert_true(desk->view.curves == CURVES_NONE && desk->picture.layout.curves.width == 0);
    press(desk, SDLK_x, KEY_SHIFT);
    assert_true(desk->view.curves == CURVES_ALL && desk->picture.layout.curves.width > 0);
    press(desk, SDLK_F5, KEY_PLAIN);
    assert_int_equal(desk->view.curves, CURVES_ALL);
    press(desk, SDLK_F5, KEY_PLAIN);
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_true(desk->view.curves == CURVES_ALL && !desk->view.teach.presenting);
    desk->view.curves = CURVES_NONE;
    draw(desk);
}

static int exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && facts.st_size > 0;
}

static void pictures_are_saved_beside_the_record_and_never_over_each_other(void **state)
{
    struct desk *desk = *state;
    playback_seek(&desk->view.playback, 25.5);
    press(desk, SDLK_p, KEY_PLAIN);
    assert_true(exists(FOLDER "/yard-T0025.5s.png"));
    assert_true(said(desk, FOLDER "/yard-T0025.5s.png"));
    click_tool(desk, 3);
    assert_true(exists(FOLDER "/yard-T0025.5s-2.png"));
    press(desk, SDLK_p, KEY_SHIFT);
    assert_true(exists(FOLDER "/yard-T0025.5s.svg"));
    click_tool(desk, 4);
    assert_true(exists(FOLDER "/yard-T0025.5s-2.svg"));
    assert_int_equal(system("cmp -s " FOLDER "/yard-T0025.5s.png " FOLDER "/yard-T0025.5s-2.png"), 0);
    assert_int_equal(system("cmp -s " FOLDER "/yard-T0025.5s.svg " FOLDER "/yard-T0025.5s-2.svg"), 0);
}

/* The window draws before a layer is reckoned whole, so that the hand need not wait; a picture that is saved then waits for
 * it. */
static void a_picture_saved_after_a_leap_has_its_layer_whole(void **state)
{
    struct desk *desk = *state;
    assert_true(layers_show(&desk->view.layers, "density-max"));
    playback_seek(&desk->view.playback, 88.0);
    press(desk, SDLK_p, KEY_PLAIN);
    assert_true(exists(FOLDER "/yard-T0088.0s.png"));
    density_course_close(&desk->picture.density); /* nothing is reckoned yet, as when the window has just been opened */
    desk->picture.people_budget = 1;
    draw(desk);
    assert_true(desk->picture.behind);
    desk->view.teach.errand = ACTION_SNAPSHOT;
    assert_true(errands_do(&desk->errands, &desk->picture, &desk->view));
    assert_true(exists(FOLDER "/yard-T0088.0s-2.png"));
    assert_int_equal(system("cmp -s " FOLDER "/yard-T0088.0s.png " FOLDER "/yard-T0088.0s-2.png"), 0);
    assert_int_equal(desk->picture.people_budget, 1);
    desk->picture.people_budget = DENSITY_WHOLE;
    desk->view.layers.area = LAYER_AREA_NONE;
}

static void without_a_folder_that_takes_it_the_picture_goes_where_we_are(void **state)
{
    (void)state;
    char path[SIDE_FILE_PATH_MAX];
    struct sibu_fault fault;
    assert_int_equal(shot_name(path, "no-such-folder/yard.drill", 1.0, ".png", &fault), SIBU_OK);
    assert_string_equal(path, "yard-T0001.0s.png");
    assert_int_equal(shot_name(path, "odd name", -2.0, ".svg", &fault), SIBU_OK);
    assert_string_equal(path, "odd name-T-002.0s.svg");
}

static void play_ffmpeg(const char *script)
{
    FILE *file = fopen(FOLDER "/bin/ffmpeg", "w");
    assert_non_null(file);
    (void)fprintf(file, "#!/bin/sh\nfor to; do :; done\nto=${to#file:}\n%s\n", script);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(FOLDER "/bin/ffmpeg", 0700), 0);
}

static void use_path(const char *path)
{
    assert_int_equal(setenv("PATH", path, 1), 0);
}

static void a_film_is_made_while_the_window_goes_on(void **state)
{
    struct desk *desk = *state;
    (void)mkdir(FOLDER "/bin", 0700);
    use_path(FOLDER "/bin:/usr/bin:/bin");
    play_ffmpeg("exec cat >\"$to\"");
    playback_seek(&desk->view.playback, 98.0);
    playback_speed(&desk->view.playback, 10.0);
    press(desk, SDLK_v, KEY_PLAIN);
    assert_true(desk->view.teach.filming && said(desk, "yard-T0098.0s.mp4"));
    assert_int_equal(desk->view.teach.film_count, 6); /* 2 s at 10 times the speed, 30 pictures a second */
    press(desk, SDLK_HOME, KEY_PLAIN); /* the window goes elsewhere, the film does not */
    while (desk->view.teach.filming) {
        assert_false(exists(FOLDER "/yard-T0098.0s.mp4"));
        (void)errands_step(&desk->errands, &desk->view);
    }
    struct stat facts;
    assert_int_equal(stat(FOLDER "/yard-T0098.0s.mp4", &facts), 0);
    assert_int_equal(facts.st_size, 6L * 1280 * 800 * 4);
    assert_true(said(desk, "finished"));
    assert_true(fabs(desk->view.playback.time_s - desk->view.playback.from_s) < 1e-9);
}

static void a_film_that_is_stopped_keeps_what_it_has(void **state)
{
    struct desk *desk = *state;
    struct stat facts;
    playback_seek(&desk->view.playback, 10.0);
    click_tool(desk, 5);
    assert_true(desk->view.teach.filming);
    for (int i = 0; i < 3; i++) {
        (void)errands_step(&desk->errands, &desk->view);
    }
    click_tool(desk, 5);
    assert_true(!desk->view.teach.filming && said(desk, "kept"));
    assert_int_equal(stat(FOLDER "/yard-T0010.0s.mp4", &facts), 0);
    assert_int_equal(facts.st_size, 3L * 1280 * 800 * 4);
    press(desk, SDLK_v, KEY_PLAIN);
    press(desk, SDLK_v, KEY_PLAIN);
    assert_false(desk->view.teach.filming);
    assert_false(exists(FOLDER "/yard-T0010.0s-2.mp4")); /* not a picture of it was there */
}

static void an_encoder_that_fails_is_told_of(void **state)
{
    struct desk *desk = *state;
    play_ffmpeg("echo broken >&2; exit 1");
    playback_seek(&desk->view.playback, 50.0);
    press(desk, SDLK_v, KEY_PLAIN);
    for (int i = 0; i < 1000 && desk->view.teach.filming; i++) {
        (void)errands_step(&desk->errands, &desk->view);
    }
    assert_true(!desk->view.teach.filming && said(desk, "broken"));
    assert_false(exists(FOLDER "/yard-T0050.0s.mp4"));
}

static void without_ffmpeg_single_pictures_are_written(void **state)
{
    struct desk *desk = *state;
    use_path(FOLDER "/nowhere");
    playback_seek(&desk->view.playback, 99.5);
    press(desk, SDLK_v, KEY_PLAIN);
    assert_true(desk->view.teach.filming && said(desk, "yard-T0099.5s-frames"));
    while (desk->view.teach.filming) {
        (void)errands_step(&desk->errands, &desk->view);
    }
    assert_true(exists(FOLDER "/yard-T0099.5s-frames/000001.png"));
    assert_true(exists(FOLDER "/yard-T0099.5s-frames/000002.png"));
    assert_false(exists(FOLDER "/yard-T0099.5s-frames/000003.png"));
    use_path("/usr/bin:/bin");
}

/* The film's first picture is, bit by bit, what a snapshot of the window saves at that moment. */
static void film_as_the_window(struct desk *desk, const char *time, const char *what)
{
    char command[512];
    use_path(FOLDER "/nowhere");
    draw(desk);
    press(desk, SDLK_p, KEY_PLAIN);
    press(desk, SDLK_v, KEY_PLAIN);
    if (!desk->view.teach.filming) {
        fail_msg("%s: %s", what, desk->view.teach.said[SIBU_EN]);
    }
    (void)errands_step(&desk->errands, &desk->view);
    press(desk, SDLK_v, KEY_PLAIN);
    use_path("/usr/bin:/bin");
    (void)snprintf(command, sizeof command, "cmp -s " FOLDER "/yard-T%ss.png " FOLDER "/yard-T%ss-frames/000001.png",
                   time, time);
    if (system(command) != 0) {
        fail_msg("%s: the film shows something else", what);
    }
}

static void a_film_shows_floors_curves_and_comparison_as_the_window_does(void **state)
{
    struct desk *desk = *state;
    struct sibu_fault fault = {0};
    static struct compare compare;
    struct sample_def def = {.people = 30, .frames = 1, .drill = 1};
    assert_int_equal(sample_drill_write(FOLDER "/other.drill", &def, &fault), SIBU_OK);
    playback_speed(&desk->view.playback, 1.0);
    playback_seek(&desk->view.playback, 61.0);
    view_state_set_floors(&desk->view, FLOORS_SIDE);
    film_as_the_window(desk, "0061.0", "floors side by side");
    playback_seek(&desk->view.playback, 62.0);
    desk->view.curves = CURVES_ALL;
    film_as_the_window(desk, "0062.0", "curves");
    playback_seek(&desk->view.playback, 63.0);
    assert_int_equal(compare_open(&compare, FOLDER "/other.drill", &desk->view, &fault), SIBU_OK);
    film_as_the_window(desk, "0063.0", "a comparison");
    playback_seek(&desk->view.playback, 64.0);
    press(desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(compare.way, COMPARE_OVER);
    press(desk, SDLK_c, KEY_SHIFT);
    film_as_the_window(desk, "0064.0", "ghosts, without the list");
    compare_close(&compare);
    desk->view.compare = NULL;
    desk->view.curves = CURVES_NONE;
    view_state_set_floors(&desk->view, FLOORS_TABS);
}

static void lines_on_the_screen_go_after_a_while(void **state)
{
    struct desk *desk = *state;
    teach_say(&desk->view.teach, SIBU_SAY_VIEW_OPENED, "x");
    assert_false(teach_tick(&desk->view.teach, TEACH_SAID_S / 2.0));
    assert_true(said(desk, "opened x"));
    assert_true(teach_tick(&desk->view.teach, TEACH_SAID_S));
    assert_true(said(desk, "") && desk->view.teach.said[SIBU_ZH][0] == '\0');
    assert_false(teach_tick(&desk->view.teach, 1.0));
}

/* In the smallest window the sheet has pages, and each press of ? turns one; every key is on one of them. */
static void every_key_is_on_a_page_of_the_sheet(void **state)
{
    struct desk *desk = *state;
    struct sibu_fault fault = {0};
    assert_int_equal(picture_resize(&desk->picture, 640, 480, &fault), SIBU_OK);
    press(desk, SDLK_QUESTION, KEY_SHIFT);
    int pages = desk->view.help_pages;
    assert_true(pages >= 2);
    for (int page = 1; page <= pages; page++) {
        assert_int_equal(desk->view.help_open, page);
        press(desk, SDLK_QUESTION, KEY_SHIFT);
    }
    assert_int_equal(desk->view.help_open, 0);
    assert_int_equal(picture_resize(&desk->picture, 1280, 800, &fault), SIBU_OK);
    press(desk, SDLK_QUESTION, KEY_SHIFT);
    press(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_int_equal(desk->view.help_open, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_is_written_with_keys),
        cmocka_unit_test(what_an_input_method_composes_is_shown_and_not_taken),
        cmocka_unit_test(notes_are_made_and_used_with_the_mouse),
        cmocka_unit_test(a_click_on_a_flag_goes_to_its_moment),
        cmocka_unit_test(a_field_over_the_picture_answers_alone),
        cmocka_unit_test(distances_are_measured_with_the_mouse),
        cmocka_unit_test(curves_are_laid_aside_for_a_presentation),
        cmocka_unit_test(presentation_leaves_the_plan_the_room_and_stays_of_use),
        cmocka_unit_test(pictures_are_saved_beside_the_record_and_never_over_each_other),
        cmocka_unit_test(a_picture_saved_after_a_leap_has_its_layer_whole),
        cmocka_unit_test(without_a_folder_that_takes_it_the_picture_goes_where_we_are),
        cmocka_unit_test(a_film_is_made_while_the_window_goes_on),
        cmocka_unit_test(a_film_that_is_stopped_keeps_what_it_has),
        cmocka_unit_test(an_encoder_that_fails_is_told_of),
        cmocka_unit_test(without_ffmpeg_single_pictures_are_written),
        cmocka_unit_test(a_film_shows_floors_curves_and_comparison_as_the_window_does),
        cmocka_unit_test(lines_on_the_screen_go_after_a_while),
        cmocka_unit_test(every_key_is_on_a_page_of_the_sheet),
    };
    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
