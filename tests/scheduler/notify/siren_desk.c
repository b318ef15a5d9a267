/* The desk between the notifier and the sirens, by a real broker: which connection an alert goes by, how its attempt ends, and
 * what of the devices' words is kept. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker.h"
#include "fixture_message.h"
#include "notify/siren_desk.h"
#include "notify/siren_plan.h"

#define PATIENCE_MS 10000
#define SOON_MS 300
#define HALL "sibu/v1/park/hall/cmd"

/* A broker that is there, and one that is not. */
struct scene {
    struct broker broker, away;
    struct clock clock;
    struct channel items[2]; /* by the one that is away; by the one that is there */
    struct channels channels;
    struct siren_desk *desk;
    struct sibu_arena arena;
};

static void set_up(struct scene *scene, const char *more)
{
    memset(scene, 0, sizeof *scene);
    clock_init_standing(&scene->clock, FIXTURE_T0_US);
    clock_set_speed(&scene->clock, 1);
    broker_make(&scene->away, "");
    broker_make(&scene->broker, more);
    broker_start(&scene->broker);
    for (int i = 0; i < 2; i++) {
        scene->items[i] = (struct channel){.id = i == 0 ? "away" : "horn",
                                           .kind = CHANNEL_MQTT,
                                           .to = CHANNEL_TO_GROUP,
                                           .mqtt = {.host = "127.0.0.1",
                                                    .port = (uint16_t)(i == 0 ? scene->away.port : scene->broker.port),
                                                    .user = "",
                                                    .password = "",
                                                    .ca_file = ""}};
    }
    scene->channels = (struct channels){.items = scene->items, .count = 2};
}

static void open_desk(struct scene *scene, const struct sibu_site *const *sites, size_t count, int patience_ms)
{
    struct sibu_fault fault;
    struct siren_desk_def def = {.channels = &scene->channels,
                                 .sites = sites,
                                 .site_count = count,
                                 .patience_ms = patience_ms,
                                 .clock = &scene->clock};
    assert_int_equal(siren_desk_open(&scene->desk, &def, &fault), SIBU_OK);
}

static void open_park(struct scene *scene, int patience_ms)
{
    static const struct sibu_alarm ALARM = {.id = "A1", .topic = HALL};
    static const struct sibu_site PARK = {.id = "park", .alarms = &ALARM, .alarm_count = 1};
    static const struct sibu_site *const SITES[] = {&PARK};
    open_desk(scene, SITES, 1, patience_ms);
}

static void tear_down(struct scene *scene)
{
    siren_desk_close(scene->desk);
    broker_remove(&scene->broker);
    broker_remove(&scene->away);
    clock_clear(&scene->clock);
    sibu_arena_clear(&scene->arena);
}

static void say(struct scene *scene, size_t slot, int channel, const char *site, enum alert_kind kind)
{
    struct sibu_fault fault;
    struct message message = fixture_message(kind, &scene->arena);
    struct siren_order order = {slot, &scene->items[channel], site, FIXTURE_KEY, &message};
    assert_int_equal(siren_desk_send(scene->desk, &order, &fault), SIBU_OK);
}

/* The next end, which has to come. */
static struct siren_end ends(struct scene *scene, size_t slot, enum outbox_answer answer, const char *fault)
{
    struct siren_end end;
    for (int ms = 0; siren_desk_collect(scene->desk, &end, 1) == 0; ms += 2) {
        assert_true(ms < PATIENCE_MS);
        clock_rest(2000);
    }
    assert_int_equal(end.slot, slot);
    assert_string_equal(end.fault, fault);
    assert_int_equal(end.answer, answer);
    return end;
}

static void each_channel_and_site_has_a_connection_of_its_own(void **unused)
{
    (void)unused;
    static const struct sibu_site PARK = {.id = "park"}, WORKS = {.id = "works"};
    static const struct sibu_site *const SITES[] = {&PARK, &WORKS};
    struct scene scene;
    struct device device;
    struct word word;
    set_up(&scene, "");
    open_desk(&scene, SITES, 2, 2 * SOON_MS);
    device_open(&device, &scene.broker, "panel", "sibu/v1/#");
    say(&scene, 1, 0, "works", ALERT_START);
    say(&scene, 2, 1, "works", ALERT_START);
    (void)ends(&scene, 2, OUTBOX_ACCEPTED, "");
    (void)ends(&scene, 1, OUTBOX_LATER, "connect"); /* of the same key, and not ended by what the other was told */
    assert_non_null(device_hear(&device, "sibu/v1/works/state", PATIENCE_MS, &word));
    assert_non_null(device_hear(&device, "sibu/v1/works/" SIREN_ZONE_ALL "/cmd", PATIENCE_MS, &word));
    assert_null(device_hear(&device, "sibu/v1/park/state", 0, &word));
    device_close(&device);
    tear_down(&scene);
}

static void an_end_that_is_tried_again_is_accepted_again(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    set_up(&scene, "");
    open_park(&scene, PATIENCE_MS);
    say(&scene, 1, 1, "park", ALERT_ALL_CLEAR);
    assert_int_equal(ends(&scene, 1, OUTBOX_ACCEPTED, "").result, SIREN_RESULT_NOBODY);
    device_open(&device, &scene.broker, "horn-1", HALL); /* hears no state, and need not */
    say(&scene, 2, 1, "park", ALERT_ALL_CLEAR); /* its STOP is overtaken by the words of the first try */
    assert_int_equal(ends(&scene, 2, OUTBOX_ACCEPTED, "").result, 0);
    device_close(&device);
    tear_down(&scene);
}

static void what_finds_no_room_is_tried_later(void **unused)
{
    (void)unused;
    char topics[SIREN_PLAN_ZONES_MAX][48];
    struct sibu_alarm alarms[SIREN_PLAN_ZONES_MAX];
    struct sibu_site site = {.id = "park", .alarms = alarms, .alarm_count = SIREN_PLAN_ZONES_MAX};
    const struct sibu_site *sites[] = {&site};
    struct scene scene;
    for (int i = 0; i < SIREN_PLAN_ZONES_MAX; i++) {
        (void)snprintf(topics[i], sizeof topics[i], "sibu/v1/park/Z%d/cmd", i);
        alarms[i] = (struct sibu_alarm){.id = "A", .topic = topics[i]};
    }
    set_up(&scene, "");
    open_desk(&scene, sites, 1, PATIENCE_MS);
    struct sibu_fault fault;
    struct message message = fixture_message(ALERT_REAL_EMERGENCY, &scene.arena);
    struct siren_order order = {1, &scene.items[0], "park", FIXTURE_KEY, &message};
    assert_int_equal(siren_desk_send(scene.desk, &order, &fault), SIBU_OK);
    order.slot = 2;
    order.key = "another-key-of-22-long";
    assert_int_equal(siren_desk_send(scene.desk, &order, &fault), SIBU_OK);
    assert_true(siren_desk_next_us(scene.desk) == 0); /* it has ended, and is to be collected */
    (void)ends(&scene, 2, OUTBOX_LATER, "busy");
    assert_true(siren_desk_next_us(scene.desk) > clock_monotonic_us());
    tear_down(&scene);
}

static void a_broker_that_hangs_has_not_confirmed(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene, "");
    open_park(&scene, SOON_MS);
    assert_true(siren_desk_next_us(scene.desk) == INT64_MAX);
    say(&scene, 1, 1, "park", ALERT_START);
    (void)ends(&scene, 1, OUTBOX_ACCEPTED, "");
    assert_int_equal(kill(scene.broker.process, SIGSTOP), 0);
    say(&scene, 2, 1, "park", ALERT_START);
    (void)ends(&scene, 2, OUTBOX_LATER, "unconfirmed");
    tear_down(&scene);
}

static void what_the_broker_refuses_is_not_tried_again(void **unused)
{
    (void)unused;
    static const char RULES[] = "topic deny " HALL "\ntopic readwrite #\n";
    char path[] = "/tmp/sibu-rules-XXXXXX", more[128];
    struct scene scene;
    int file = mkstemp(path);
    assert_int_equal(write(file, RULES, sizeof RULES - 1), (ssize_t)sizeof RULES - 1);
    assert_int_equal(close(file), 0);
    (void)snprintf(more, sizeof more, "allow_anonymous true\nacl_file %s\n", path);
    set_up(&scene, more);
    assert_int_equal(unlink(path), 0);
    open_park(&scene, PATIENCE_MS);
    say(&scene, 1, 1, "park", ALERT_START);
    (void)ends(&scene, 1, OUTBOX_REFUSED, "refused");
    tear_down(&scene);
}

static void of_what_devices_say_their_answers_alone_are_kept(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    struct siren_end end;
    size_t count = 0;
    set_up(&scene, "");
    open_park(&scene, PATIENCE_MS);
    say(&scene, 1, 1, "park", ALERT_START);
    (void)ends(&scene, 1, OUTBOX_ACCEPTED, ""); /* it listens */
    device_open(&device, &scene.broker, "horn-1", "none");
    device_say(&device, "sibu/v1/park/dev/horn-1/status", "{\"online\":true,\"battery\":7}", NULL);
    device_say(&device, "sibu/v1/park/dev/horn-1/ack", "{\"key\":\"k\",\"result\":\"done\"}", NULL);
    for (int ms = 0; count == 0; ms += 5) {
        assert_true(ms < PATIENCE_MS);
        (void)device_hear(&device, "none", 5, &word);
        (void)siren_desk_collect(scene.desk, &end, 1);
        (void)siren_desk_acks(scene.desk, &count);
    }
    const struct siren_ack *acks = siren_desk_acks(scene.desk, &count);
    assert_int_equal(count, 1);
    assert_string_equal(acks[0].heard.key, "k");
    siren_desk_forget(scene.desk);
    (void)siren_desk_acks(scene.desk, &count);
    assert_int_equal(count, 0);
    device_close(&device);
    tear_down(&scene);
}

/* A signal that the main thread waits for must not be taken, and die of, in a connection's thread. */
static void signals_belong_to_the_main_thread(void **unused)
{
    (void)unused;
    static const struct timespec LIMIT = {.tv_sec = 5};
    struct scene scene;
    sigset_t one, before;
    set_up(&scene, "");
    open_park(&scene, PATIENCE_MS);
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, &one, &before), 0);
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    assert_int_equal(sigtimedwait(&one, NULL, &LIMIT), SIGUSR1);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &before, NULL), 0);
    tear_down(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_channel_and_site_has_a_connection_of_its_own),
        cmocka_unit_test(an_end_that_is_tried_again_is_accepted_again),
        cmocka_unit_test(what_finds_no_room_is_tried_later),
        cmocka_unit_test(a_broker_that_hangs_has_not_confirmed),
        cmocka_unit_test(what_the_broker_refuses_is_not_tried_again),
        cmocka_unit_test(of_what_devices_say_their_answers_alone_are_kept),
        cmocka_unit_test(signals_belong_to_the_main_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
