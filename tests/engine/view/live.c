/* A running drill followed, by number: when the server is asked, what time it is there, what its answers may say, the record
 * that is built of them, the way back from the present, and the sounds of the alarm. The net itself is in live.sh. */
#include "cmocka_first.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sample_drill.h"
#include "view/alarm.h"
#include "view/live_book.h"
#include "view/live_pace.h"
#include "view/live_show.h"
#include "view/playback.h"
#include "view/replay.h"

static void assert_near(double value, double wanted)
{
    if (!(value > wanted - 1e-6 && value < wanted + 1e-6)) {
        fail_msg("%.9g is not %.9g", value, wanted);
    }
}

/* ---- When, and what time it is ---- */

static void failures_make_the_pauses_longer_and_an_answer_ends_them(void **state)
{
    (void)state;
    static const double PAUSES_S[] = {1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0};
    struct live_pace pace = {0};
    double now_s = 100.0;
    live_pace_asked(&pace, 98.0);
    for (size_t i = 0; i < sizeof PAUSES_S / sizeof PAUSES_S[0]; i++) {
        live_pace_failed(&pace, now_s);
        assert_near(pace.next_s - now_s, PAUSES_S[i]);
        now_s = pace.next_s;
        live_pace_asked(&pace, now_s);
    }
    assert_near(live_pace_lost_for(&pace, now_s), now_s - 98.0); /* since the first that went unanswered */
    live_pace_good(&pace, now_s, 0);
    assert_near(live_pace_lost_for(&pace, now_s + 50.0), 0.0);
    assert_near(pace.next_s - now_s, LIVE_PACE_S);
    live_pace_good(&pace, now_s, 1);
    assert_near(pace.next_s, now_s);
}

static void the_present_runs_as_the_servers_clock_does_and_never_back(void **state)
{
    (void)state;
    struct live_clock clock = {.is_set = 0};
    live_clock_hear(&clock, 10.0, 500.0);
    assert_near(live_clock_at(&clock, 500.5), 10.5);
    live_clock_hear(&clock, 40.0, 501.0); /* thirty times as fast as ours */
    assert_near(live_clock_at(&clock, 501.5), 55.0);
    live_clock_hear(&clock, 50.0, 502.0); /* slower again: what was shown stays */
    assert_near(live_clock_at(&clock, 502.1), 55.0);
    assert_near(live_clock_at(&clock, 503.0), 60.0);
    assert_near(live_clock_at(&clock, 600.0), 50.0 + 10.0 * LIVE_AHEAD_S); /* no answer: it stands */
    live_clock_hear(&clock, -1000.0, 603.0);
    assert_near(live_clock_at(&clock, 604.0), 80.0);
    live_clock_stand(&clock, 90.0);
    assert_near(live_clock_at(&clock, 900.0), 90.0);
}

/* ---- Away from the present, and back ---- */

/* A round of the window's loop, with what the hand does in it. */
static void round_with(struct live_show *live, struct playback *playback, double present_s,
                       void (*hand)(struct playback *))
{
    if (hand != NULL) {
        hand(playback);
    }
    if (playback->playing && !live->following) {
        playback_advance(playback, 0.1);
    }
    live_show_heed(live, playback);
    live_show_grow(live, playback, present_s);
    live_show_heed(live, playback);
}

static void step_back(struct playback *playback)
{
    playback_step(playback, -20.0);
}

static void to_the_end(struct playback *playback)
{
    playback_step(playback, 1e6);
}

static void fast(struct playback *playback)
{
    playback_play(playback);
    playback_speed(playback, 64.0);
}

static void who_goes_back_is_behind_until_they_return(void **state)
{
    (void)state;
    struct live_show live = {.on = 1, .following = 1};
    struct playback playback = playback_open(0.0, 0.0);
    live_show_grow(&live, &playback, 30.0);
    round_with(&live, &playback, 31.0, NULL);
    assert_true(live.following);
    assert_near(playback.time_s, 31.0);
    round_with(&live, &playback, 32.0, step_back);
    assert_false(live.following);
    assert_near(playback.time_s, 11.0);
    round_with(&live, &playback, 40.0, NULL); /* the drill goes on */
    assert_near(live_show_behind_s(&live, &playback), 29.0);
    round_with(&live, &playback, 40.1, fast);
    for (int i = 0; i < 20 && !live.following; i++) {
        round_with(&live, &playback, 40.2 + 0.1 * i, NULL);
    }
    assert_true(live.following); /* caught up */
    assert_near(playback.speed, 1.0);
    round_with(&live, &playback, 50.0, playback_play); /* stopped: stands where it was */
    assert_false(live.following);
    round_with(&live, &playback, 55.0, NULL);
    assert_true(live_show_behind_s(&live, &playback) > 4.9);
    round_with(&live, &playback, 56.0, to_the_end);
    round_with(&live, &playback, 57.0, NULL);
    assert_true(live.following);
    assert_near(live_show_behind_s(&live, &playback), 0.0);
}

/* ---- What the server says ---- */

#define DRILL                                                                                                          \
    "\"id\":\"2026-000001\",\"site\":\"sample\",\"state\":\"running\",\"t0_us\":1795473000000000,"                     \
    "\"now_us\":1795473030000000,\"drawn\":{\"family\":\"fire\",\"family_name\":{\"zh\":\"火\",\"en\":\"Fire\"},"     \
    "\"zone\":\"hall\",\"floor\":\"F1\",\"t0\":\"2026-11-24T06:30:00+08:00\",\"x_m\":5,\"y_m\":5}"
#define ROW "{\"time_us\":1795473000000000,\"person\":0,\"kind\":\"drawn\",\"place\":\"hall\",\"detail\":\"\"}"
#define ANSWERED "{\"time_us\":1795473012000000,\"person\":1,\"kind\":\"acknowledged\",\"place\":\"\",\"detail\":\"\"}"
#define SENT                                                                                                           \
    "{\"started_us\":1795473000000000,\"ended_us\":1795473001000000,\"person\":1,\"attempt\":1,\"result\":200,"        \
    "\"accepted\":true,\"channel\":\"http\",\"alert\":\"a\"}"
#define PEOPLE                                                                                                         \
    "\"people\":[{\"number\":1,\"id\":\"W1\",\"name\":\"王\",\"zone\":\"hall\",\"role\":\"worker\",\"expected\":true}]"

static enum sibu_status read_part(struct live_part *part, const char *text, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    return live_part_read(part, "server", text, strlen(text), arena, fault);
}

static void an_answer_that_is_not_as_the_api_says_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "[]",
        "{\"drill\":null}",
        "{\"drill\":7,\"drills\":[]}",
        "{\"drill\":null,\"drills\":[{\"id\":7}]}",
        "{\"drill\":{},\"drills\":[]}",
        "{\"drill\":{" DRILL ",\"documents\":[],\"events\":[],\"deliveries\":7,\"more\":false},\"drills\":[]}",
        "{\"drill\":{" DRILL ",\"documents\":[{\"name\":\"site\"}],\"events\":[],\"deliveries\":[],\"more\":false},"
        "\"drills\":[]}",
        "{\"drill\":{" DRILL ",\"documents\":[],\"people\":[],\"events\":[],\"deliveries\":[],\"more\":false},"
        "\"drills\":[]}",
        "{\"drill\":{" DRILL ",\"documents\":[],\"events\":[{\"time_us\":-1,\"person\":0,\"kind\":\"x\",\"place\":\"\","
        "\"detail\":\"\"}],\"deliveries\":[],\"more\":false},\"drills\":[]}",
        "{\"drill\":{" DRILL ",\"documents\":[],\"events\":[{\"time_us\":1,\"person\":4000000000,\"kind\":\"x\","
        "\"place\":\"\",\"detail\":\"\"}],\"deliveries\":[],\"more\":false},\"drills\":[]}",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct sibu_arena arena = {0};
        struct sibu_fault fault = {0};
        struct live_part part;
        if (read_part(&part, WRONG[i], &arena, &fault) != SIBU_BAD_INPUT) {
            fail_msg("taken: %s", WRONG[i]);
        }
        assert_true(fault.what[SIBU_EN][0] != '\0');
        sibu_arena_clear(&arena);
    }
}

static void what_a_viewer_does_not_want_is_left_out(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_fault fault = {0};
    struct live_part part;
    assert_int_equal(
        read_part(&part,
                  "{\"drill\":{" DRILL ",\"documents\":[{\"name\":\"../evil\",\"text\":\"x\"},{\"name\":\"forecast-9\","
                  "\"text\":\"x\"},{\"name\":\"forecast-2\",\"text\":\"{}\"}],\"events\":[],\"deliveries\":[" SENT "],"
                  "\"more\":true},\"drills\":[{\"id\":\"2026-000001\",\"site\":\"sample\"}]}",
                  &arena, &fault),
        SIBU_OK);
    assert_int_equal(part.document_count, 1);
    assert_string_equal(part.documents[0].name, "forecast-2");
    assert_true(part.more && part.is_drill && part.people == NULL);
    assert_int_equal(part.running_count, 1);
    assert_string_equal(part.deliveries[0].fault, "");
    sibu_arena_clear(&arena);
}

/* ---- The record that is built of it ---- */

static void write_first(struct sibu_text *out, const char *id, const char *site)
{
    sibu_text_addf(out, "{\"drill\":{\"id\":\"%s\"%s,\"documents\":[{\"name\":\"site\",\"text\":", id,
                   strchr(DRILL, ','));
    sibu_text_add_json(out, site);
    sibu_text_add(out, "}]," PEOPLE ",\"events\":[" ROW "],\"deliveries\":[],\"more\":false},\"drills\":[]}");
}

static enum sibu_status take(struct live_book *book, const char *text, int *grew, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct live_part part;
    enum sibu_status status = read_part(&part, text, &arena, fault);
    if (status == SIBU_OK) {
        status = live_book_take(book, &part, grew, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static void expect_query(const struct live_book *book, const char *wanted)
{
    struct sibu_text query = {0};
    live_book_query(book, &query);
    assert_string_equal(sibu_text_get(&query), wanted);
    sibu_text_clear(&query);
}

static void parts_become_a_record_that_the_replay_reads(void **state)
{
    (void)state;
    struct sibu_fault fault = {0};
    struct live_book book;
    struct replay replay;
    struct sibu_text first = {0};
    char folder[LIVE_FOLDER_PATH];
    int grew = 0;
    assert_int_equal(live_book_open(&book, &fault), SIBU_OK);
    (void)snprintf(folder, sizeof folder, "%s", book.folder.path);
    expect_query(&book, "have=&events=0&deliveries=0");
    write_first(&first, "2026-000001", SAMPLE_SITE);
    assert_int_equal(take(&book, sibu_text_get(&first), &grew, &fault), SIBU_OK);
    assert_true(grew);
    expect_query(&book, "have=draw,site,people&events=1&deliveries=0");
    assert_int_equal(take(&book,
                          "{\"drill\":{" DRILL ",\"documents\":[],\"events\":[" ANSWERED "],\"deliveries\":[" SENT
                          "],\"more\":false},\"drills\":[]}",
                          &grew, &fault),
                     SIBU_OK);
    expect_query(&book, "have=draw,site,people&events=2&deliveries=1");
    assert_int_equal(replay_open(&replay, book.path, &fault), SIBU_OK);
    assert_true(replay.drill);
    assert_int_equal(replay.people_count, 1);
    assert_near(replay.people[0].times.at_s[MOMENT_ACKNOWLEDGED], 12.0);
    assert_string_equal(replay.origin.family.in[SIBU_EN], "Fire");
    assert_true(replay.zone_known);
    replay_close(&replay);
    assert_int_equal(take(&book,
                          "{\"drill\":{" DRILL ",\"documents\":[],\"events\":[],\"deliveries\":[],\"more\":false},"
                          "\"drills\":[]}",
                          &grew, &fault),
                     SIBU_OK);
    assert_false(grew);
    sibu_text_clear(&first);
    write_first(&first, "2026-000002", SAMPLE_SITE); /* another drill: another record */
    assert_int_equal(take(&book, sibu_text_get(&first), &grew, &fault), SIBU_OK);
    expect_query(&book, "have=draw,site,people&events=1&deliveries=0");
    sibu_text_clear(&first);
    live_book_close(&book);
    assert_int_not_equal(access(folder, F_OK), 0);
}

static void what_no_record_takes_leaves_none(void **state)
{
    (void)state;
    struct sibu_fault fault = {0};
    struct live_book book;
    struct sibu_text first = {0};
    int grew = 0;
    assert_int_equal(live_book_open(&book, &fault), SIBU_OK);
    write_first(&first, "2026-000001", "{\"type\":\"FeatureCollection\"}");
    assert_int_equal(take(&book, sibu_text_get(&first), &grew, &fault), SIBU_BAD_INPUT);
    assert_string_equal(book.path, "");
    assert_int_equal(take(&book,
                          "{\"drill\":{" DRILL ",\"documents\":[],\"events\":[" ROW
                          "],\"deliveries\":[],\"more\":false},"
                          "\"drills\":[]}",
                          &grew, &fault),
                     SIBU_BAD_INPUT); /* a drill cannot begin without its site */
    sibu_text_clear(&first);
    live_book_close(&book);
}

/* ---- The alarm ---- */

/* The loudest of the samples from..to of a sound. */
static int loudest(enum alarm_kind kind, double from_s, double to_s)
{
    int most = 0;
    int16_t sample;
    for (uint64_t at = (uint64_t)(from_s * ALARM_RATE); at < (uint64_t)(to_s * ALARM_RATE); at++) {
        alarm_tone(kind, at, &sample, 1);
        most = abs(sample) > most ? abs(sample) : most;
    }
    return most;
}

static void a_drill_sounds_three_times_and_a_real_emergency_without_a_pause(void **state)
{
    (void)state;
    for (int cycle = 0; cycle < 5; cycle++) {
        for (int half = 0; half < 8; half++) {
            double from_s = cycle * 4.0 + half * 0.5;
            int loud = loudest(ALARM_DRILL, from_s + 0.01, from_s + 0.49);
            assert_true(half < 6 && half % 2 == 0 ? loud > 4000 && loud < 16000 : loud == 0);
        }
    }
    assert_int_equal(loudest(ALARM_DRILL, 20.0, 24.0), 0);
    for (int tenth = 0; tenth < 599; tenth += 7) {
        assert_true(loudest(ALARM_REAL, tenth / 10.0, tenth / 10.0 + 0.1) > 4000);
    }
    assert_int_equal(loudest(ALARM_REAL, 60.0, 61.0), 0);
    assert_int_equal(loudest(ALARM_NONE, 0.0, 1.0), 0);
}

static void without_a_device_it_is_silent_and_says_so_once(void **state)
{
    (void)state;
    struct alarm alarm = {.device = 0};
    assert_int_equal(setenv("SDL_AUDIODRIVER", "no-such-driver", 1), 0);
    alarm_keep(&alarm);
    assert_null(alarm_take_fault(&alarm)); /* nothing to hear: nothing was tried */
    alarm_start(&alarm, ALARM_DRILL);
    alarm_keep(&alarm);
    assert_non_null(alarm_take_fault(&alarm));
    alarm_keep(&alarm);
    assert_null(alarm_take_fault(&alarm));
    alarm_close(&alarm);
}

static void a_real_emergency_overtakes_and_mute_is_at_once(void **state)
{
    (void)state;
    struct alarm alarm = {.device = 0};
    assert_int_equal(setenv("SDL_AUDIODRIVER", "dummy", 1), 0);
    alarm_start(&alarm, ALARM_DRILL);
    alarm_keep(&alarm);
    assert_null(alarm_take_fault(&alarm));
    assert_true(SDL_GetQueuedAudioSize(alarm.device) > 0);
    alarm_start(&alarm, ALARM_REAL);
    alarm_start(&alarm, ALARM_DRILL);
    assert_int_equal(alarm.kind, ALARM_REAL);
    alarm_keep(&alarm);
    alarm_mute(&alarm, 1);
    assert_int_equal(SDL_GetQueuedAudioSize(alarm.device), 0);
    alarm_start(&alarm, ALARM_NONE);
    alarm_keep(&alarm);
    assert_int_equal(SDL_GetQueuedAudioSize(alarm.device), 0);
    alarm_close(&alarm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_make_the_pauses_longer_and_an_answer_ends_them),
        cmocka_unit_test(the_present_runs_as_the_servers_clock_does_and_never_back),
        cmocka_unit_test(who_goes_back_is_behind_until_they_return),
        cmocka_unit_test(an_answer_that_is_not_as_the_api_says_is_refused),
        cmocka_unit_test(what_a_viewer_does_not_want_is_left_out),
        cmocka_unit_test(parts_become_a_record_that_the_replay_reads),
        cmocka_unit_test(what_no_record_takes_leaves_none),
        cmocka_unit_test(a_drill_sounds_three_times_and_a_real_emergency_without_a_pause),
        cmocka_unit_test(without_a_device_it_is_silent_and_says_so_once),
        cmocka_unit_test(a_real_emergency_overtakes_and_mute_is_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
