/* After the end: the muster is closed, the drill evaluated and closed, each step once, whenever the server dies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "drill/host.h"
#include "notify/channels.h"
#include "sibu/record.h"
#include "stand.h"

#define SECOND_US INT64_C(1000000)
#define RULES "\"tick_s\":600,\"least\":0,\"mean\":0.01,\"limit_s\":600"

struct scene {
    struct channels *channels;
    struct stand stand;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

/* Channels on which wardens are told of the silent a minute after T0. */
static struct channels *open_channels(void)
{
    static const char CHANNELS[] =
        "{\"sibu_channels\":1,\"channels\":[{\"id\":\"post\",\"kind\":\"http\"}],\"order\":[\"post\"],"
        "\"warden_after_s\":60}";
    char path[] = "/tmp/sibu-channels-XXXXXX";
    struct channels *channels = NULL;
    struct sibu_fault fault = {0};
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, CHANNELS, sizeof CHANNELS - 1), sizeof CHANNELS - 1);
    close(fd);
    enum sibu_status status = channels_open(&channels, path, &fault);
    (void)unlink(path);
    if (status != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return channels;
}

static void set_up(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->stand.finishes = 1;
    scene->channels = open_channels();
    scene->stand.channels = scene->channels;
    stand_open_as_set(&scene->stand, RULES);
    (void)stand_step(&scene->stand, STAND_MORNING_US);
    assert_int_equal(server_now(scene->stand.server, "", &scene->fault), SIBU_OK);
}

static void tear_down(struct scene *scene)
{
    sibu_arena_clear(&scene->arena);
    stand_close(&scene->stand);
    channels_close(scene->channels);
}

static struct drill_host *host(const struct scene *scene)
{
    return server_drill(scene->stand.server);
}

static struct drill_view look(struct scene *scene)
{
    struct drill_view view;
    assert_int_equal(drill_look(host(scene), NULL, &scene->arena, &view, &scene->fault), SIBU_OK);
    return view;
}

static void at(struct scene *scene, int64_t second)
{
    (void)stand_step(&scene->stand, STAND_MORNING_US + second * SECOND_US);
}

static enum sibu_status stop(struct scene *scene, enum drill_state how)
{
    return drill_stop(host(scene), &(struct drill_end){NULL, how, "officer"}, &scene->fault);
}

static enum sibu_status close_muster(struct scene *scene)
{
    return drill_close_muster(host(scene), NULL, "officer", &scene->fault);
}

/* Everybody of the little works; the last is not on shift. Whether the answers are taken. */
static enum drill_verdict check_in(struct scene *scene, size_t first, size_t last)
{
    struct store_person *people = NULL;
    size_t count = 0;
    enum drill_verdict verdict = DRILL_NOBODY;
    int64_t received_us = 0;
    assert_int_equal(store_people(scene->stand.server->store, NULL, &scene->arena, &people, &count, &scene->fault),
                     SIBU_OK);
    for (size_t i = first; i < last; i++) {
        struct drill_answer given = {.token = people[i].token, .kind = "check-in", .place = "M1", .key = "the-key"};
        assert_int_equal(drill_take(host(scene), &given, &verdict, &received_us, &scene->fault), SIBU_OK);
    }
    return verdict;
}

/* The forecast may still be on its way: a drill closes when it is there, or the drill's clock has run on long enough. */
static char *close_at(struct scene *scene, int64_t second)
{
    char *path = NULL;
    for (int tries = 0; tries < 12000 && path == NULL; tries++) {
        struct server_news news = stand_step(&scene->stand, STAND_MORNING_US + (second + tries) * SECOND_US);
        if (news.closed) {
            path = sibu_arena_text(&scene->arena, news.record, strlen(news.record));
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    assert_non_null(path);
    return path;
}

/* The states of the record in order with who made them, as "all-clear officer, mustered clock, ". */
static void assert_states(struct scene *scene, const char *path, const char *expected)
{
    static const char *const STATES[] = {"all-clear", "abort", "real-emergency", "mustered", "evaluated", "closed"};
    struct sibu_record *record = NULL;
    struct sibu_record_event *events = NULL;
    struct sibu_text text = {0};
    size_t count = 0, length = 0;
    const char *evaluation = NULL;
    uint8_t fingerprint[32];
    assert_int_equal(sibu_record_open(&record, path, &scene->fault), SIBU_OK);
    assert_int_equal(sibu_record_events(record, &scene->arena, &events, &count, &scene->fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof STATES / sizeof STATES[0]; k++) {
            if (strcmp(events[i].kind, STATES[k]) == 0) {
                sibu_text_addf(&text, "%s %s, ", events[i].kind, events[i].detail);
            }
        }
    }
    assert_string_equal(sibu_text_get(&text), expected);
    assert_int_equal(sibu_record_document(record, "evaluation", &scene->arena, &evaluation, &length, &scene->fault),
                     SIBU_OK);
    assert_non_null(evaluation);
    assert_int_equal(sibu_record_fingerprint(record, fingerprint, &scene->fault), SIBU_OK); /* sealed */
    sibu_record_close(record);
    sibu_text_clear(&text);
}

static int64_t alerts(const struct scene *scene)
{
    return stand_number(scene->stand.data, "SELECT count(*) FROM alert");
}

static void restart(struct scene *scene)
{
    stand_stop(&scene->stand);
    stand_serve(&scene->stand);
}

static void who_is_late_is_waited_for_a_minute(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(close_muster(&scene), SIBU_NO); /* it still runs */
    assert_int_equal(stop(&scene, DRILL_ALL_CLEAR), SIBU_OK);
    at(&scene, 59);
    assert_int_equal(look(&scene).state, DRILL_ALL_CLEAR);
    at(&scene, 60);
    assert_int_equal(look(&scene).state, DRILL_MUSTERED);
    assert_true(look(&scene).over && !look(&scene).real);
    assert_int_equal(check_in(&scene, 0, 1), DRILL_TAKEN); /* late, but kept */
    assert_int_equal(close_muster(&scene), SIBU_NO);
    assert_states(&scene, close_at(&scene, 700),
                  "all-clear {\"who\":\"officer\"}, mustered {\"who\":\"clock\"}, "
                  "evaluated {\"who\":\"system\"}, closed {\"who\":\"clock\"}, ");
    tear_down(&scene);
}

static void with_the_last_of_the_expected_the_muster_is_closed(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(check_in(&scene, 0, 11), DRILL_TAKEN);
    assert_int_equal(stop(&scene, DRILL_ABORT), SIBU_OK);
    at(&scene, 5);
    assert_int_equal(look(&scene).state, DRILL_ABORT);
    assert_int_equal(check_in(&scene, 11, 12), DRILL_TAKEN);
    at(&scene, 6);
    assert_int_equal(look(&scene).state, DRILL_MUSTERED);
    assert_int_equal(stand_number(scene.stand.data, "SELECT count(*) FROM event WHERE kind = 'mustered' AND detail ="
                                                    " '{\"who\":\"everybody there\"}'"),
                     1);
    tear_down(&scene);
}

/* The officer closes the muster, and then it is real: everybody is told, once, and the muster is open again. */
static void a_real_emergency_overtakes_a_muster_that_is_closed(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(stop(&scene, DRILL_ALL_CLEAR), SIBU_OK);
    assert_int_equal(close_muster(&scene), SIBU_OK);
    assert_int_equal(stop(&scene, DRILL_ALL_CLEAR), SIBU_NO);
    int64_t before = alerts(&scene);
    assert_int_equal(stop(&scene, DRILL_REAL_EMERGENCY), SIBU_OK);
    assert_int_equal(alerts(&scene), before + 1);
    assert_int_equal(look(&scene).state, DRILL_REAL_EMERGENCY);
    assert_int_equal(close_muster(&scene), SIBU_OK);
    restart(&scene);
    assert_true(look(&scene).state == DRILL_MUSTERED && look(&scene).real);
    assert_int_equal(stop(&scene, DRILL_REAL_EMERGENCY), SIBU_NO); /* it is told already */
    assert_int_equal(alerts(&scene), before + 1);
    assert_states(&scene, close_at(&scene, 700),
                  "all-clear {\"who\":\"officer\"}, mustered {\"who\":\"officer\"}, "
                  "real-emergency {\"who\":\"officer\"}, mustered {\"who\":\"officer\"}, "
                  "evaluated {\"who\":\"system\"}, closed {\"who\":\"clock\"}, ");
    assert_int_equal(stand_number(scene.stand.data,
                                  "SELECT count(*) FROM ledger WHERE kind = 'end' AND body LIKE '%real-emergency%'"),
                     1);
    tear_down(&scene);
}

/* What happens while the drill is evaluated, the first and the second time. If it were held up, this would never end. */
static struct {
    struct scene *scene;
    int times;
} evaluated;

static enum sibu_status evaluate_disturbed(const char *path, struct sibu_text *out, struct sibu_fault *fault)
{
    (void)path;
    (void)fault;
    evaluated.times++;
    if (evaluated.times == 1) {
        assert_int_equal(check_in(evaluated.scene, 0, 1), DRILL_TAKEN);
    } else if (evaluated.times == 2) {
        assert_int_equal(stop(evaluated.scene, DRILL_REAL_EMERGENCY), SIBU_OK);
    }
    sibu_text_addf(out, "{\"time\":%d}", evaluated.times);
    return SIBU_OK;
}

/* Steps until the drill has been evaluated so often; a forecast may be waited for. */
static void evaluate_times(struct scene *scene, int times)
{
    for (int64_t second = 100; evaluated.times < times; second++) {
        assert_true(second < 12000);
        at(scene, second);
        (void)nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
}

static void what_comes_while_the_drill_is_evaluated_is_not_held_up_and_counts(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    evaluated.scene = &scene;
    evaluated.times = 0;
    host(&scene)->def.evaluate = evaluate_disturbed;
    assert_int_equal(stop(&scene, DRILL_ALL_CLEAR), SIBU_OK);
    assert_int_equal(close_muster(&scene), SIBU_OK);
    evaluate_times(&scene, 1);
    assert_int_equal(look(&scene).state, DRILL_MUSTERED); /* without the answer that came meanwhile it is none */
    evaluate_times(&scene, 2);
    assert_int_equal(look(&scene).state, DRILL_REAL_EMERGENCY);
    assert_int_equal(close_muster(&scene), SIBU_OK);
    assert_states(&scene, close_at(&scene, 700),
                  "all-clear {\"who\":\"officer\"}, mustered {\"who\":\"officer\"}, "
                  "real-emergency {\"who\":\"officer\"}, mustered {\"who\":\"officer\"}, "
                  "evaluated {\"who\":\"system\"}, closed {\"who\":\"clock\"}, ");
    assert_int_equal(evaluated.times, 3);
    tear_down(&scene);
}

/* A server that died behind each of the steps goes on from there, and tells nobody twice. */
static void a_restart_goes_on_where_it_was(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(stop(&scene, DRILL_REAL_EMERGENCY), SIBU_OK);
    restart(&scene);
    assert_true(look(&scene).state == DRILL_REAL_EMERGENCY && look(&scene).real);
    at(&scene, 60);
    restart(&scene);
    assert_int_equal(look(&scene).state, DRILL_MUSTERED);
    int64_t told = alerts(&scene);
    /* as a server leaves it that died with the evaluation's event on disk */
    assert_int_equal(stand_number(scene.stand.data, "UPDATE drill SET stage = 'evaluated'"), -1);
    restart(&scene);
    assert_int_equal(look(&scene).state, DRILL_EVALUATED);
    assert_int_equal(check_in(&scene, 0, 1), DRILL_NONE); /* the evaluation would not know of it */
    assert_states(&scene, close_at(&scene, 61),
                  "real-emergency {\"who\":\"officer\"}, mustered {\"who\":\"clock\"}, closed {\"who\":\"clock\"}, ");
    assert_int_equal(alerts(&scene), told);
    tear_down(&scene);
}

#define TO_WARDENS " FROM alert WHERE to_wardens = 1 AND xml LIKE "
#define ITEMS "SELECT count(*) FROM outbox JOIN alert a ON a.key = alert WHERE to_wardens = 1"

/* Counted apart from what unfolds meanwhile. */
static int64_t number(const struct scene *scene, const char *sql)
{
    return stand_number(scene->stand.data, sql);
}

/* One message for the one warden, with all the names, however often the server starts; and none is left to be told once all have
 * answered. */
static void the_warden_is_told_once_who_is_silent(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(check_in(&scene, 0, 2), DRILL_TAKEN); /* the warden and Li Xiuying */
    at(&scene, 59);
    assert_int_equal(number(&scene, ITEMS), 0);
    at(&scene, 60);
    assert_int_equal(number(&scene, ITEMS), 1);
    restart(&scene);
    at(&scene, 61);
    at(&scene, 200);
    assert_int_equal(number(&scene, "SELECT count(*)" TO_WARDENS "'%<headline>【演练】%10 人尚未应答：张伟（shop）%'"),
                     1);
    assert_int_equal(
        number(&scene, "SELECT count(*)" TO_WARDENS "'%<headline>DRILL: %10 have not answered: Zhang Wei (shop)%'"), 1);
    assert_int_equal(number(&scene, "SELECT count(*)" TO_WARDENS "'%Maria Costa%'"), 1);
    assert_int_equal(number(&scene, "SELECT count(*)" TO_WARDENS "'%Wang Jianguo%'"), 0);
    assert_int_equal(number(&scene, "SELECT count(*)" TO_WARDENS "'%Li Xiuying%'"), 0);
    assert_int_equal(number(&scene, "SELECT count(*)" TO_WARDENS "'%Sun Li%'"), 0); /* not on shift */
    assert_int_equal(number(&scene, ITEMS), 1);
    assert_int_equal(number(&scene, ITEMS " AND person = 1 AND state = 'waiting'"), 1);
    assert_int_equal(
        number(&scene, "SELECT count(*) FROM event WHERE kind = 'alert' AND detail LIKE '%\"silent\":10}'"), 1);
    assert_int_equal(check_in(&scene, 2, 11), DRILL_TAKEN);
    assert_int_equal(number(&scene, ITEMS " AND state = 'waiting'"), 1);
    assert_int_equal(check_in(&scene, 11, 12), DRILL_TAKEN);
    assert_int_equal(number(&scene, ITEMS " AND state = 'answered'"), 1);
    struct store_cap *feed = NULL;
    size_t count = 0;
    assert_int_equal(store_caps(scene.stand.server->store, 0, &scene.arena, &feed, &count, &scene.fault), SIBU_OK);
    assert_int_equal(count, number(&scene, "SELECT count(*) - 1 FROM alert")); /* whoever polls sees no names */
    tear_down(&scene);
}

static void of_a_drill_that_is_over_no_warden_is_told(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(stop(&scene, DRILL_ABORT), SIBU_OK);
    at(&scene, 60);
    at(&scene, 61);
    assert_int_equal(number(&scene, ITEMS), 0);
    tear_down(&scene);
}

/* The end takes away what still waits. */
static void with_the_end_of_the_drill_nothing_is_left_to_tell(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    at(&scene, 60);
    assert_int_equal(number(&scene, ITEMS " AND state = 'waiting'"), 1);
    assert_int_equal(stop(&scene, DRILL_ALL_CLEAR), SIBU_OK);
    assert_int_equal(number(&scene, ITEMS " AND state = 'superseded'"), 1);
    tear_down(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_late_is_waited_for_a_minute),
        cmocka_unit_test(with_the_last_of_the_expected_the_muster_is_closed),
        cmocka_unit_test(a_real_emergency_overtakes_a_muster_that_is_closed),
        cmocka_unit_test(what_comes_while_the_drill_is_evaluated_is_not_held_up_and_counts),
        cmocka_unit_test(a_restart_goes_on_where_it_was),
        cmocka_unit_test(the_warden_is_told_once_who_is_silent),
        cmocka_unit_test(of_a_drill_that_is_over_no_warden_is_told),
        cmocka_unit_test(with_the_end_of_the_drill_nothing_is_left_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
