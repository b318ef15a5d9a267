/* The laws of the messages that wait for sirens, one by one and without a broker: what overtakes what, also in flight and from
 * one drill to another; how long each lives; what is kept; and that each ends once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "notify/siren_part.h"
#include "sibu/memory.h"

#define S INT64_C(1000000)
#define NOBODY_LISTENS 0x10
#define REFUSED 0x87

struct scene {
    struct clock clock;
    struct siren *siren;
};

static void set_up(struct scene *scene)
{
    clock_init_real(&scene->clock);
    scene->siren = sibu_array_new(1, sizeof *scene->siren);
    assert_non_null(scene->siren);
    assert_int_equal(pthread_mutex_init(&scene->siren->mutex, NULL), 0);
    scene->siren->def.site = "plant-a";
    scene->siren->def.clock = &scene->clock;
}

static void tear_down(struct scene *scene)
{
    assert_int_equal(pthread_mutex_destroy(&scene->siren->mutex), 0);
    sibu_array_free(scene->siren);
    clock_clear(&scene->clock);
}

static struct siren_message word(enum siren_kind kind, const char *drill, const char *zone, int64_t event)
{
    return (struct siren_message){.kind = kind,
                                  .zone = zone,
                                  .drill = drill,
                                  .phase = "running",
                                  .is_exercise = 1,
                                  .event = event,
                                  .text = {"【演练】", "DRILL:"}};
}

static enum sibu_status try_to_give(struct scene *scene, struct siren_message message, const char *key, int64_t life_us)
{
    struct sibu_fault fault;
    message.key = key;
    message.expires_us = clock_now_us(&scene->clock) + life_us;
    return siren_queue_add(scene->siren, &message, &fault);
}

static void give(struct scene *scene, struct siren_message message, const char *key)
{
    assert_int_equal(try_to_give(scene, message, key, 20 * S), SIBU_OK);
}

/* The next that goes out is this one. */
static struct siren_item *goes_out(struct scene *scene, const char *key, int mid)
{
    struct siren_item *item = siren_queue_take(scene->siren);
    assert_non_null(item);
    assert_string_equal(item->key, key);
    assert_int_equal(item->mid, 0);
    item->mid = mid;
    return item;
}

static void ends(struct scene *scene, const char *key, enum siren_event_kind kind, const char *fault)
{
    struct siren_event event;
    assert_int_equal(siren_collect(scene->siren, &event, 1), 1);
    assert_string_equal(event.key, key);
    assert_int_equal(event.kind, kind);
    assert_string_equal(event.fault, fault);
}

static void nothing_ends(struct scene *scene)
{
    struct siren_event event;
    assert_int_equal(siren_collect(scene->siren, &event, 1), 0);
}

static void the_oldest_goes_out_first_wherever_it_lies(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "a");
    give(&scene, word(SIREN_SOUND, "d", "Z2", 1), "b");
    goes_out(&scene, "a", 1);
    siren_queue_confirm(scene.siren, 1, 0);
    ends(&scene, "a", SIREN_TAKEN, "");
    give(&scene, word(SIREN_SOUND, "d", "Z3", 1), "c"); /* where a lay */
    goes_out(&scene, "b", 2);
    goes_out(&scene, "c", 3);
    assert_null(siren_queue_take(scene.siren));
    tear_down(&scene);
}

static void a_stop_overtakes_the_sound_of_its_event_before_and_after_it_in_its_zone_alone(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 4), "hall");
    give(&scene, word(SIREN_SOUND, "d", "Z2", 4), "yard");
    give(&scene, word(SIREN_STOP, "d", "Z1", 4), "stop");
    ends(&scene, "hall", SIREN_FAILED, "overtaken");
    give(&scene, word(SIREN_SOUND, "d", "Z1", 4), "late");
    ends(&scene, "late", SIREN_FAILED, "overtaken");
    give(&scene, word(SIREN_SPEAK, "d", "Z1", 3), "later"); /* nor does what was older lower the bar */
    ends(&scene, "later", SIREN_FAILED, "overtaken");
    give(&scene, word(SIREN_SOUND, "d", "Z1", 4), "last");
    ends(&scene, "last", SIREN_FAILED, "overtaken");
    nothing_ends(&scene);
    goes_out(&scene, "yard", 1);
    goes_out(&scene, "stop", 2);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 5), "next"); /* a later event sounds again */
    goes_out(&scene, "next", 3);
    tear_down(&scene);
}

static void what_is_in_flight_when_it_is_overtaken_ends_with_its_own_answer_or_is_not_said_again(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "answered");
    goes_out(&scene, "answered", 1);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 2), "lost");
    goes_out(&scene, "lost", 2);
    give(&scene, word(SIREN_STOP, "d", "Z1", 2), "stop");
    goes_out(&scene, "stop", 3);
    nothing_ends(&scene);
    siren_queue_confirm(scene.siren, 1, 0);
    ends(&scene, "answered", SIREN_TAKEN, "");
    siren_queue_lost(scene.siren);
    ends(&scene, "lost", SIREN_FAILED, "overtaken");
    nothing_ends(&scene);
    goes_out(&scene, "stop", 4); /* what was not overtaken waits again */
    assert_null(siren_queue_take(scene.siren));
    tear_down(&scene);
}

/* The numbers of two drills have nothing to do with each other: what was given last counts. */
static void another_drill_overtakes_the_one_before_whatever_their_numbers(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    give(&scene, word(SIREN_STOP, "one", "Z1", 90), "in flight");
    goes_out(&scene, "in flight", 1);
    give(&scene, word(SIREN_STOP, "one", "Z1", 91), "waits");
    give(&scene, word(SIREN_SOUND, "two", "Z1", 1), "two");
    ends(&scene, "waits", SIREN_FAILED, "overtaken");
    siren_queue_lost(scene.siren);
    ends(&scene, "in flight", SIREN_FAILED, "overtaken");
    nothing_ends(&scene);
    goes_out(&scene, "two", 2);
    give(&scene, word(SIREN_SOUND, "one", "Z1", 2), "one again");
    goes_out(&scene, "one again", 3);
    siren_queue_lost(scene.siren);
    ends(&scene, "two", SIREN_FAILED, "overtaken");
    goes_out(&scene, "one again", 4);
    tear_down(&scene);
}

static void a_state_is_retained_and_a_later_one_overtakes_it(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    give(&scene, word(SIREN_STATE, "d", "Z1", 1), "running");
    give(&scene, word(SIREN_STATE, "d", "Z2", 2), "ended"); /* the site's: no zone is in its topic */
    ends(&scene, "running", SIREN_FAILED, "overtaken");
    struct siren_item *state = goes_out(&scene, "ended", 1);
    assert_int_equal(state->is_retained, 1);
    assert_string_equal(state->response, "");
    for (int kind = SIREN_STATE; kind <= SIREN_STOP; kind++) {
        if (kind != SIREN_STATE) {
            give(&scene,
                 word((enum siren_kind)kind, "d",
                      kind == SIREN_SOUND   ? "Z1"
                      : kind == SIREN_SPEAK ? "Z2"
                                            : "Z3",
                      1),
                 "command");
            struct siren_item *command = goes_out(&scene, "command", 2);
            assert_int_equal(command->is_retained, 0);
            assert_memory_equal(command->response, "sibu/v1/plant-a/Z", 17);
            siren_queue_confirm(scene.siren, 2, 0);
            ends(&scene, "command", SIREN_TAKEN, "");
        }
    }
    tear_down(&scene);
}

static void each_lives_no_longer_than_its_alert_and_its_kind(void **unused)
{
    (void)unused;
    static const struct {
        enum siren_kind kind;
        int64_t life_s, lives_s;
    } CASES[] = {{SIREN_SOUND, 3600, 30},
                 {SIREN_SPEAK, 3600, 30},
                 {SIREN_STOP, 3600, 30},
                 {SIREN_SOUND, 5, 5},
                 {SIREN_STATE, 3600, 3600},
                 {SIREN_STATE, 5, 5},
                 {SIREN_STATE, 86400 * 30, 604800},
                 {SIREN_STATE, 604801, 604800}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct scene scene;
        set_up(&scene);
        assert_true(siren_queue_deadline(scene.siren) == INT64_MAX);
        int64_t before_us = clock_monotonic_us();
        assert_int_equal(try_to_give(&scene, word(CASES[i].kind, "d", "Z1", 1), "a", CASES[i].life_s * S), SIBU_OK);
        int64_t deadline_us = siren_queue_deadline(scene.siren);
        assert_true(deadline_us >= before_us + CASES[i].lives_s * S - S / 2);
        assert_true(deadline_us <= clock_monotonic_us() + CASES[i].lives_s * S);
        tear_down(&scene);
    }
}

static void what_is_late_ends_and_says_whether_the_broker_is_to_blame(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    assert_int_equal(try_to_give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "waits", 5 * S), SIBU_OK);
    int64_t first_us = siren_queue_deadline(scene.siren);
    assert_int_equal(try_to_give(&scene, word(SIREN_SOUND, "d", "Z2", 1), "later", 9 * S), SIBU_OK);
    assert_true(siren_queue_deadline(scene.siren) == first_us);
    assert_int_equal(siren_queue_expire(scene.siren, first_us - 1), 0);
    nothing_ends(&scene);
    assert_int_equal(siren_queue_expire(scene.siren, first_us), 0);
    ends(&scene, "waits", SIREN_FAILED, "expired");
    nothing_ends(&scene);
    int64_t second_us = siren_queue_deadline(scene.siren);
    assert_true(second_us > first_us);
    goes_out(&scene, "later", 1);
    siren_queue_lost(scene.siren);
    goes_out(&scene, "later", 2);
    assert_true(siren_queue_deadline(scene.siren) == second_us); /* being sent again gives it no longer life */
    assert_int_equal(siren_queue_expire(scene.siren, second_us), 1);
    ends(&scene, "later", SIREN_FAILED, "unconfirmed");
    assert_null(siren_queue_take(scene.siren));
    tear_down(&scene);
}

static void a_confirmation_ends_what_it_names_and_nothing_else(void **unused)
{
    (void)unused;
    struct scene scene;
    struct siren_event event;
    set_up(&scene);
    static const char *const ZONES[] = {"Z1", "Z2", "Z3"}, *const KEYS[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        give(&scene, word(SIREN_SOUND, "d", ZONES[i], 1), KEYS[i]);
        goes_out(&scene, KEYS[i], i + 1);
    }
    give(&scene, word(SIREN_SOUND, "d", "Z4", 1), "waits");
    siren_queue_confirm(scene.siren, 0, 0); /* what waits has no number */
    siren_queue_confirm(scene.siren, 9, 0);
    nothing_ends(&scene);
    siren_queue_confirm(scene.siren, 2, NOBODY_LISTENS);
    assert_int_equal(siren_collect(scene.siren, &event, 1), 1);
    assert_string_equal(event.key, "b");
    assert_true(event.kind == SIREN_TAKEN && !event.has_listeners);
    siren_queue_confirm(scene.siren, 2, 0); /* once */
    nothing_ends(&scene);
    siren_queue_confirm(scene.siren, 3, REFUSED);
    ends(&scene, "c", SIREN_FAILED, "refused");
    siren_queue_confirm(scene.siren, 1, 0);
    assert_int_equal(siren_collect(scene.siren, &event, 1), 1);
    assert_true(event.kind == SIREN_TAKEN && event.has_listeners);
    tear_down(&scene);
}

static void a_key_is_on_its_way_once(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "a");
    give(&scene, word(SIREN_SOUND, "d", "Z2", 1), "b");
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "a"); /* it keeps its place */
    goes_out(&scene, "a", 1);
    goes_out(&scene, "b", 2);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "a");
    assert_null(siren_queue_take(scene.siren));
    siren_queue_confirm(scene.siren, 1, 0);
    ends(&scene, "a", SIREN_TAKEN, "");
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "a"); /* once it has ended it may be said again */
    goes_out(&scene, "a", 3);
    tear_down(&scene);
}

/* Ends that nobody has collected hold their room, and what devices say never takes it. */
static void there_is_always_room_for_the_ends(void **unused)
{
    (void)unused;
    struct scene scene;
    struct siren_event event;
    struct siren_heard heard = {.kind = SIREN_HEARD_STATUS};
    char key[16];
    size_t said = 0, ended = 0;
    set_up(&scene);
    for (int i = 0; i < SIREN_QUEUE_MAX; i++) {
        (void)snprintf(key, sizeof key, "k%d", i);
        give(&scene, word(SIREN_SOUND, "d", "Z1", 1), key);
        goes_out(&scene, key, i + 1);
    }
    assert_int_equal(try_to_give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "more", 20 * S), SIBU_LIMIT);
    for (int i = 0; i < SIREN_EVENTS_MAX; i++) {
        siren_queue_hear(scene.siren, &heard);
    }
    for (int i = 0; i < SIREN_QUEUE_MAX; i++) {
        siren_queue_confirm(scene.siren, i + 1, 0);
    }
    assert_int_equal(try_to_give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "more", 20 * S), SIBU_LIMIT);
    while (siren_collect(scene.siren, &event, 1) == 1) {
        said += event.kind == SIREN_HEARD;
        ended += event.kind == SIREN_TAKEN;
    }
    assert_int_equal(said, SIREN_EVENTS_MAX - SIREN_QUEUE_MAX);
    assert_int_equal(ended, SIREN_QUEUE_MAX);
    give(&scene, word(SIREN_SOUND, "d", "Z1", 1), "more");
    tear_down(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_goes_out_first_wherever_it_lies),
        cmocka_unit_test(a_stop_overtakes_the_sound_of_its_event_before_and_after_it_in_its_zone_alone),
        cmocka_unit_test(what_is_in_flight_when_it_is_overtaken_ends_with_its_own_answer_or_is_not_said_again),
        cmocka_unit_test(another_drill_overtakes_the_one_before_whatever_their_numbers),
        cmocka_unit_test(a_state_is_retained_and_a_later_one_overtakes_it),
        cmocka_unit_test(each_lives_no_longer_than_its_alert_and_its_kind),
        cmocka_unit_test(what_is_late_ends_and_says_whether_the_broker_is_to_blame),
        cmocka_unit_test(a_confirmation_ends_what_it_names_and_nothing_else),
        cmocka_unit_test(a_key_is_on_its_way_once),
        cmocka_unit_test(there_is_always_room_for_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
