/* What the viewer understands of a record, and what it refuses. */
#include "cmocka_first.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sample_drill.h"
#include "view/motion.h"
#include "view/replay.h"
#include "view/tally.h"

#define PATH "view_replay.drill"

static void make(const struct sample_def *def)
{
    struct sibu_fault fault = {0};
    if (sample_drill_write(PATH, def, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void open_sample(struct replay *replay, const struct sample_def *def)
{
    struct sibu_fault fault = {0};
    make(def);
    if (replay_open(replay, PATH, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void a_drill_is_read_whole(void **state)
{
    (void)state;
    struct replay replay;
    open_sample(&replay, &(struct sample_def){.people = 60, .frames = 1, .drill = 1});
    assert_int_equal(replay.people_count, 60);
    assert_int_equal(replay.expected_count, 60);
    assert_true(replay.drill);
    assert_true(replay.t0_us == SAMPLE_T0_US);
    assert_true(fabs(replay.from_s) < 1e-9 && fabs(replay.to_s - 100.0) < 1e-9);
    assert_int_equal(replay.frame_count, 201);
    assert_string_equal(replay.people[4].id, "A-005");
    assert_int_equal(replay.people[4].zone, 1);
    assert_true(replay.origin.known);
    assert_int_equal(replay.origin.floor, 0);
    assert_int_equal(replay.origin.zone, 0);
    assert_string_equal(replay.origin.family.in[SIBU_EN], "Hot work fire");
    assert_int_equal(replay_find(&replay, 60), 59);
    assert_int_equal(replay_find(&replay, 61), SIBU_NONE);
    assert_int_equal(replay_find(&replay, 0), SIBU_NONE);
    replay_close(&replay);
}

static void marks_are_what_concerns_all_and_calls_for_help(void **state)
{
    (void)state;
    static const enum replay_mark_kind KINDS[] = {REPLAY_MARK_DRAWN,   REPLAY_MARK_ALERTING,  REPLAY_MARK_ALERT,
                                                  REPLAY_MARK_RUNNING, REPLAY_MARK_OTHER,     REPLAY_MARK_HELP,
                                                  REPLAY_MARK_HELP,    REPLAY_MARK_ALL_CLEAR, REPLAY_MARK_CLOSED};
    struct replay replay;
    open_sample(&replay, &(struct sample_def){.people = 40, .frames = 0, .drill = 1});
    assert_int_equal(replay.mark_count, sizeof KINDS / sizeof KINDS[0]);
    for (size_t i = 0; i < replay.mark_count; i++) {
        assert_int_equal(replay.marks[i].kind, KINDS[i]);
        assert_true(fabs(replay.mark_times_s[i] - replay.marks[i].time_s) < 1e-12);
        assert_true(i == 0 || replay.marks[i].time_s >= replay.marks[i - 1].time_s);
    }
    assert_string_equal(replay.marks[4].word, "smoke-spreads");
    assert_int_equal(replay.marks[5].person, 7);
    assert_int_equal(replay_is_real(&replay, 1e9), 0);
    replay_close(&replay);
}

/* expected = checked in + help + cannot + missing at every moment, and the curve agrees with the count. */
static void counts_agree_with_each_other(void **state)
{
    (void)state;
    struct replay replay;
    struct tally tally;
    struct motion motion;
    struct sibu_fault fault;
    open_sample(&replay, &(struct sample_def){.people = 120, .frames = 1, .drill = 1});
    assert_int_equal(tally_open(&tally, &replay, &fault), SIBU_OK);
    motion_open(&motion);
    for (double time_s = 0.0; time_s <= 100.0; time_s += 3.7) {
        assert_int_equal(motion_seek(&motion, &replay, time_s, &fault), SIBU_OK);
        tally_take(&tally, &replay, &motion, time_s);
        size_t states = 0;
        for (int i = 0; i < STATES; i++) {
            states += tally.by_state[i];
        }
        assert_int_equal(states, tally.people);
        assert_int_equal(tally.expected, 120);
        assert_int_equal(tally.checked_in + tally.help + tally.cannot + tally.missing, tally.expected);
        assert_int_equal(tally.checked_in, replay_curve_at(&replay.gathered, time_s));
        assert_int_equal(tally.acknowledged, replay_curve_at(&replay.answered, time_s));
        assert_int_equal(tally.at_muster[0] + tally.at_muster[1], tally.checked_in);
        assert_int_equal(tally.on_floor[0] + tally.on_floor[1], 120);
        assert_int_equal(tally.missing_count, tally.missing + tally.help);
    }
    assert_int_equal(tally.help, 5);
    assert_int_equal(tally.missing, 0);
    assert_int_equal(state_at(&replay.people[tally.missing_people[0]].times, 100.0), STATE_HELP);
    motion_close(&motion);
    tally_close(&tally);
    replay_close(&replay);
}

static void who_was_alerted_stands_in_the_deliveries(void **state)
{
    (void)state;
    struct replay replay;
    open_sample(&replay, &(struct sample_def){.people = 20, .frames = 0, .drill = 1});
    assert_true(fabs(replay.people[2].times.at_s[MOMENT_ALERTED] - 1.1) < 1e-6);
    assert_false(state_reached(&replay.people[13].times, MOMENT_ALERTED, 1e6)); /* its delivery failed */
    assert_true(replay.zone_known);
    assert_int_equal(replay.ahead_s, 8 * 3600);
    replay_close(&replay);
}

#define FLAT "{\"p5\":[0,0,0],\"p50\":[0,0,0],\"p95\":[0,0,0]}"
static const char FORECAST[] =
    "{\"format\":1,\"runs\":7,\"people\":30,\"curves\":{\"t_s\":[0,10,30],\"acknowledged\":" FLAT ",\"moving\":" FLAT
    ",\"out\":" FLAT ",\"arrived\":" FLAT ",\"checked_in\":{\"p5\":[0,2,10],\"p50\":[0,4,20],\"p95\":[0,8,28]}}}";

static void the_forecast_is_read_between_its_times(void **state)
{
    (void)state;
    static const double CASES[][4] = {{-5, 0, 0, 0},  {0, 0, 0, 0},     {5, 1, 2, 4},     {10, 2, 4, 8},
                                      {15, 4, 8, 13}, {30, 10, 20, 28}, {900, 10, 20, 28}};
    struct replay replay;
    open_sample(&replay, &(struct sample_def){.people = 30, .drill = 1, .forecast = FORECAST});
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double people[3];
        assert_true(replay_expected_at(&replay, CASES[i][0], people));
        for (size_t k = 0; k < 3; k++) {
            assert_true(fabs(people[k] - CASES[i][k + 1]) < 1e-9);
        }
    }
    replay_close(&replay);
}

static void the_last_forecast_that_could_be_made_is_shown(void **state)
{
    (void)state;
    static const char *const BROKEN[] = {"{\"format\":1,\"runs\":0}", "x"};
    static const char LATER[] =
        "{\"format\":1,\"events\":2,\"runs\":7,\"people\":30,\"curves\":{\"t_s\":[0,10,30],\"acknowledged\":" FLAT
        ",\"moving\":" FLAT ",\"out\":" FLAT ",\"arrived\":" FLAT
        ",\"checked_in\":{\"p5\":[0,1,2],\"p50\":[0,1,3],\"p95\":[0,1,4]}}}";
    struct replay replay;
    double people[3];
    struct sample_def def = {.people = 30, .drill = 1, .forecast = FORECAST, .later_forecast = LATER};
    open_sample(&replay, &def);
    assert_true(replay_expected_at(&replay, 30.0, people));
    assert_true(fabs(people[0] - 2.0) + fabs(people[1] - 3.0) + fabs(people[2] - 4.0) < 1e-9);
    replay_close(&replay);
    for (size_t i = 0; i < 2; i++) {
        def.later_forecast = BROKEN[i];
        open_sample(&replay, &def);
        assert_true(replay_expected_at(&replay, 30.0, people));
        assert_true(fabs(people[0] - 10.0) + fabs(people[1] - 20.0) + fabs(people[2] - 28.0) < 1e-9);
        replay_close(&replay);
    }
}

static void a_drill_is_shown_without_a_forecast_that_can_be_read(void **state)
{
    (void)state;
    static const char *const DOCUMENTS[] = {NULL, "{\"format\":1,\"runs\":0}", "{\"format\":1,\"runs\":7}", "x"};
    for (size_t i = 0; i < sizeof DOCUMENTS / sizeof DOCUMENTS[0]; i++) {
        struct replay replay;
        double people[3];
        open_sample(&replay, &(struct sample_def){.people = 30, .drill = 1, .forecast = DOCUMENTS[i]});
        assert_false(replay_expected_at(&replay, 10.0, people));
        assert_true(replay.gathered.count > 0);
        replay_close(&replay);
    }
}

static void a_simulation_has_no_answers(void **state)
{
    (void)state;
    struct replay replay;
    open_sample(&replay, &(struct sample_def){.people = 30, .frames = 1, .drill = 0});
    assert_false(replay.drill);
    assert_false(replay.origin.known);
    assert_int_equal(replay.answered.count, 0);
    assert_int_equal(replay.gathered.count, 29); /* all but the one who stays */
    replay_close(&replay);
}

static void a_real_emergency_ends_the_drill(void **state)
{
    (void)state;
    struct replay replay;
    open_sample(&replay, &(struct sample_def){.people = 9, .frames = 0, .drill = 1, .real_emergency = 1});
    assert_int_equal(replay_is_real(&replay, 49.9), 0);
    assert_int_equal(replay_is_real(&replay, 50.0), 1);
    replay_close(&replay);
}

static void people_glide_between_frames(void **state)
{
    (void)state;
    struct replay replay;
    struct motion motion;
    struct sibu_fault fault;
    open_sample(&replay, &(struct sample_def){.people = 30, .frames = 1, .drill = 1});
    motion_open(&motion);
    for (double time_s = 20.0; time_s < 24.0; time_s += 0.5) {
        float x[3], y[3];
        for (int i = 0; i < 3; i++) {
            assert_int_equal(motion_seek(&motion, &replay, time_s + i * 0.25, &fault), SIBU_OK);
            assert_int_equal(motion.now.count, 30);
            x[i] = motion.now.x_m[3];
            y[i] = motion.now.y_m[3];
        }
        assert_true(fabsf(x[1] - (x[0] + x[2]) / 2.0F) < 1e-4F);
        assert_true(fabsf(y[1] - (y[0] + y[2]) / 2.0F) < 1e-4F);
    }
    motion_close(&motion);
    replay_close(&replay);
}

/* Whichever way a moment is reached, forwards, backwards or by a leap, it looks the same. */
static void a_moment_does_not_depend_on_the_way_there(void **state)
{
    (void)state;
    static const double WAY_S[] = {50.1, 50.3, 50.6, 51.2, 50.6, 50.3, 0.0, 100.0, 50.3, 1e9, -1e9, 50.3, 50.4, 50.3};
    struct replay replay;
    struct motion motion;
    struct sibu_fault fault;
    float first = 0.0F;
    open_sample(&replay, &(struct sample_def){.people = 30, .frames = 1, .drill = 1});
    motion_open(&motion);
    for (size_t i = 0; i < sizeof WAY_S / sizeof WAY_S[0]; i++) {
        assert_int_equal(motion_seek(&motion, &replay, WAY_S[i], &fault), SIBU_OK);
        if (fabs(WAY_S[i] - 50.3) < 1e-9) {
            first = i == 1 ? motion.now.x_m[8] : first;
            assert_true(!(motion.now.x_m[8] < first) && !(motion.now.x_m[8] > first));
        }
    }
    motion_close(&motion);
    replay_close(&replay);
}

static void a_record_without_frames_has_nobody_on_the_plan(void **state)
{
    (void)state;
    struct replay replay;
    struct motion motion;
    struct sibu_fault fault;
    open_sample(&replay, &(struct sample_def){.people = 30, .frames = 0, .drill = 1});
    motion_open(&motion);
    assert_int_equal(motion_seek(&motion, &replay, 20.0, &fault), SIBU_OK);
    assert_int_equal(motion.now.count, 0);
    motion_close(&motion);
    replay_close(&replay);
}

static void assert_refused(const char *path)
{
    struct replay replay;
    struct sibu_fault fault = {0};
    enum sibu_status status = replay_open(&replay, path, &fault);
    assert_int_not_equal(status, SIBU_OK);
    assert_true(fault.place[0] != '\0' && fault.what[SIBU_ZH][0] != '\0' && fault.what[SIBU_EN][0] != '\0');
    assert_null(replay.record);
    assert_null(replay.site);
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    assert_refused("no-such-file.drill");
    assert_refused(".");
    (void)unlink(PATH);
    FILE *file = fopen(PATH, "wb");
    assert_non_null(file);
    fputs("not a record", file);
    fclose(file);
    assert_refused(PATH);
}

/* Cut off or overwritten anywhere, a record is refused or shown, never more. */
static void a_damaged_record_does_no_harm(void **state)
{
    (void)state;
    make(&(struct sample_def){.people = 20, .frames = 1, .drill = 1});
    FILE *file = fopen(PATH, "rb");
    assert_non_null(file);
    static char bytes[4 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t round = 0; round < 40; round++) {
        static char damaged[4 << 20];
        memcpy(damaged, bytes, length);
        size_t kept = round % 2 == 0 ? length : length * (round + 1) / 41;
        memset(damaged + (round * 7919 * 13) % (length - 64), (int)(round * 37 & 255), 64);
        (void)unlink(PATH);
        file = fopen(PATH, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(damaged, 1, kept, file), kept);
        fclose(file);
        struct replay replay;
        struct motion motion;
        struct sibu_fault fault = {0};
        motion_open(&motion);
        if (replay_open(&replay, PATH, &fault) == SIBU_OK) {
            (void)(motion_seek(&motion, &replay, 33.0, &fault) == SIBU_OK);
            replay_close(&replay);
        } else {
            assert_true(fault.what[SIBU_EN][0] != '\0');
        }
        motion_close(&motion);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drill_is_read_whole),
        cmocka_unit_test(marks_are_what_concerns_all_and_calls_for_help),
        cmocka_unit_test(counts_agree_with_each_other),
        cmocka_unit_test(who_was_alerted_stands_in_the_deliveries),
        cmocka_unit_test(the_forecast_is_read_between_its_times),
        cmocka_unit_test(the_last_forecast_that_could_be_made_is_shown),
        cmocka_unit_test(a_drill_is_shown_without_a_forecast_that_can_be_read),
        cmocka_unit_test(a_simulation_has_no_answers),
        cmocka_unit_test(a_real_emergency_ends_the_drill),
        cmocka_unit_test(people_glide_between_frames),
        cmocka_unit_test(a_moment_does_not_depend_on_the_way_there),
        cmocka_unit_test(a_record_without_frames_has_nobody_on_the_plan),
        cmocka_unit_test(what_is_no_record_is_refused),
        cmocka_unit_test(a_damaged_record_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
