/* A film's moments, its pictures, and the program that makes a file of them, played by small scripts named ffmpeg.
 */
#include "cmocka_first.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_drill.h"
#include "view/encoder.h"
#include "view/snapshot.h"
#include "view/video.h"

#define PATH_DRILL "view_video.drill"
#define PICTURE_BYTES ((long)640 * 480 * 4)

struct told {
    volatile sig_atomic_t stop;
    size_t calls, stop_after; /* stop_after 0: never */
};

static void take_note(void *caller, size_t done, size_t of)
{
    struct told *told = caller;
    told->calls++;
    assert_int_equal(done, told->calls);
    assert_true(done <= of);
    told->stop = told->stop_after != 0 && done >= told->stop_after;
}

static int prepare(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sample_def def = {.people = 60, .frames = 1, .drill = 1};
    (void)signal(SIGPIPE, SIG_IGN);
    (void)mkdir("view_video_bin", 0700);
    return setenv("PATH", "view_video_bin:/usr/bin:/bin", 1) == 0 &&
                   sample_drill_write(PATH_DRILL, &def, &fault) == SIBU_OK
               ? 0
               : -1;
}

/* What "ffmpeg" does, for those that are started after it. */
static void play_ffmpeg(const char *script)
{
    FILE *file = fopen("view_video_bin/ffmpeg", "w");
    assert_non_null(file);
    (void)fprintf(file, "#!/bin/sh\nfor to; do :; done\nto=${to#file:}\n%s\n", script);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod("view_video_bin/ffmpeg", 0700), 0);
}

static struct arguments usual(void)
{
    return (struct arguments){.record = PATH_DRILL,
                              .width = 640,
                              .height = 480,
                              .language = SIBU_EN,
                              .video = {NULL, NULL, 10.0, 11.0, 1.0, 5}};
}

static enum sibu_status run(const struct arguments *arguments, struct told *told, struct sibu_fault *fault)
{
    struct video_watch watch = {&told->stop, take_note, told};
    return video_run(arguments, &watch, fault);
}

static long size_of(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 ? (long)facts.st_size : -1;
}

static int parts_left(void)
{
    return system("ls view_video*.part.* >/dev/null 2>&1") == 0;
}

static void moments_are_even_and_leave_out_the_last(void **state)
{
    (void)state;
    static const struct {
        struct video_def video;
        double first_s, step_s;
        size_t count;
    } CASES[] = {
        {{NULL, NULL, 0.0, 30.0, 1.0, 30}, 0.0, 1.0 / 30.0, 900},
        {{NULL, NULL, 0.0, 30.0, 4.0, 30}, 0.0, 4.0 / 30.0, 225},
        {{NULL, NULL, -1000.0, 1000.0, 1.0, 1}, -5.0, 1.0, 105},
        {{NULL, NULL, 99.95, 1000.0, 1.0, 1}, 99.95, 1.0, 1},
        {{NULL, NULL, 1.0, 1.05, 64.0, 1}, 1.0, 64.0, 1},
    };
    struct playback record = playback_open(-5.0, 100.0);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct video_times times;
        struct sibu_fault fault;
        assert_int_equal(video_times_of(&times, &CASES[i].video, &record, &fault), SIBU_OK);
        assert_true(fabs(times.from_s - CASES[i].first_s) < 1e-9);
        assert_true(fabs(times.step_s - CASES[i].step_s) < 1e-9);
        assert_int_equal(times.count, CASES[i].count);
    }
}

static void what_is_not_in_the_record_is_refused(void **state)
{
    (void)state;
    struct playback record = playback_open(0.0, 100.0), year = playback_open(0.0, 3.2e7);
    struct video_def late = {NULL, NULL, 100.0, 200.0, 1.0, 30}, all = {NULL, NULL, 0.0, 1e9, 1.0, 120};
    struct video_times times;
    struct sibu_fault fault = {0};
    assert_int_equal(video_times_of(&times, &late, &record, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "--from");
    assert_int_equal(video_times_of(&times, &all, &year, &fault), SIBU_LIMIT);
}

static void single_pictures_are_those_of_snapshots(void **state)
{
    (void)state;
    struct arguments film = usual(), still = usual();
    struct told told = {0};
    struct sibu_fault fault = {0};
    (void)system("rm -rf view_video_frames");
    film.video.frames = "view_video_frames";
    assert_int_equal(run(&film, &told, &fault), SIBU_OK);
    assert_int_equal(told.calls, 5);
    assert_int_equal(size_of("view_video_frames/000006.png"), -1);
    still.snapshots[0] = (struct snapshot_def){10.0 + 3.0 * 0.2, "view_video_still.png"};
    still.snapshot_count = 1;
    assert_int_equal(snapshot_run(&still, &fault), SIBU_OK);
    assert_int_equal(system("cmp -s view_video_still.png view_video_frames/000004.png"), 0);
    assert_int_not_equal(system("cmp -s view_video_still.png view_video_frames/000005.png"), 0);
    assert_int_equal(run(&film, &told, &fault), SIBU_BAD_INPUT); /* the folder is no longer empty */
}

static void the_same_record_gives_the_same_film(void **state)
{
    (void)state;
    struct arguments film = usual();
    struct sibu_fault fault = {0};
    const char *const PATHS[] = {"view_video_a.mp4", "view_video_b.webm"};
    play_ffmpeg("cat >\"$to\"");
    for (size_t i = 0; i < 2; i++) {
        struct told told = {0};
        film.video.file = PATHS[i];
        assert_int_equal(run(&film, &told, &fault), SIBU_OK);
        assert_int_equal(size_of(PATHS[i]), 5 * PICTURE_BYTES);
    }
    assert_int_equal(system("cmp -s view_video_a.mp4 view_video_b.webm"), 0);
    assert_false(parts_left());
}

static void a_name_is_never_an_option_or_a_command(void **state)
{
    (void)state;
    struct arguments film = usual();
    struct told told = {0};
    struct sibu_fault fault = {0};
    play_ffmpeg("cat >\"$to\"; printf '%s\\n' \"$@\" | grep -c '^-odd' >view_video_words || :");
    film.video.file = "-odd $(touch view_video_shell) a:b.mp4";
    assert_int_equal(run(&film, &told, &fault), SIBU_OK);
    assert_int_equal(size_of(film.video.file), 5 * PICTURE_BYTES);
    assert_int_equal(size_of("view_video_shell"), -1);
    assert_int_equal(system("grep -qx 0 view_video_words"), 0);
    assert_int_equal(unlink(film.video.file), 0);
}

static void what_goes_wrong_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *script, *words;
    } CASES[] = {
        {"echo '[mp4 @ 0x1] no room' >&2; exit 1", "no film was written: ffmpeg: no room"},
        {"cat >\"$to\"; echo broken >&2; exit 1", "no film was written: ffmpeg: broken"},
        {"cat >\"$to\"; kill -9 $$", "no film was written: ffmpeg ended early, or the file cannot be written"},
        {"exec <&-; : >\"$to\"; exit 0", "no film was written: ffmpeg ended early, or the file cannot be written"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct arguments film = usual();
        struct told told = {0};
        struct sibu_fault fault = {0};
        (void)unlink("view_video_c.mp4");
        play_ffmpeg(CASES[i].script);
        film.video.file = "view_video_c.mp4";
        assert_int_equal(run(&film, &told, &fault), SIBU_IO);
        assert_string_equal(fault.what[SIBU_EN], CASES[i].words);
        assert_int_equal(size_of("view_video_c.mp4"), -1);
        assert_false(parts_left());
    }
}

static void a_stop_leaves_no_film_and_what_was_there_stays(void **state)
{
    (void)state;
    struct arguments film = usual();
    struct told told = {.stop_after = 2};
    struct sibu_fault fault = {0};
    play_ffmpeg("cat >\"$to\"");
    assert_int_equal(system("echo before >view_video_d.mp4"), 0);
    film.video.file = "view_video_d.mp4";
    assert_int_equal(run(&film, &told, &fault), SIBU_NO);
    assert_int_equal(told.calls, 2);
    assert_int_equal(system("grep -q before view_video_d.mp4"), 0);
    assert_false(parts_left());
}

static void without_ffmpeg_the_other_way_is_named(void **state)
{
    (void)state;
    struct arguments film = usual();
    struct told told = {0};
    struct sibu_fault fault = {0};
    assert_int_equal(setenv("PATH", "view_video_no_such_folder", 1), 0);
    film.video.file = "view_video_e.mp4";
    assert_int_equal(run(&film, &told, &fault), SIBU_IO);
    assert_string_equal(fault.place, "ffmpeg");
    assert_non_null(strstr(fault.what[SIBU_EN], "--frames"));
    assert_non_null(strstr(fault.what[SIBU_ZH], "--frames"));
    assert_int_equal(setenv("PATH", "view_video_bin:/usr/bin:/bin", 1), 0);
}

static void films_are_known_by_their_endings(void **state)
{
    (void)state;
    assert_true(encoder_knows("a.mp4") && encoder_knows("x/a.webm") && encoder_knows("a.b.mkv"));
    assert_false(encoder_knows("a") || encoder_knows(".mp4") || encoder_knows("x/.mp4") || encoder_knows("x.mp4/a") ||
                 encoder_knows("a.gif") || encoder_knows(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_even_and_leave_out_the_last),
        cmocka_unit_test(what_is_not_in_the_record_is_refused),
        cmocka_unit_test(single_pictures_are_those_of_snapshots),
        cmocka_unit_test(the_same_record_gives_the_same_film),
        cmocka_unit_test(a_name_is_never_an_option_or_a_command),
        cmocka_unit_test(what_goes_wrong_is_told_and_leaves_nothing),
        cmocka_unit_test(a_stop_leaves_no_film_and_what_was_there_stays),
        cmocka_unit_test(without_ffmpeg_the_other_way_is_named),
        cmocka_unit_test(films_are_known_by_their_endings),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
