/* The siren's connection against a real broker: what is retained, what expires, what is said when the broker comes back,
 * what a killed process leaves, and that nothing waits for it. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker.h"
#include "notify/siren.h"

#define S INT64_C(1000000)
#define PATIENCE_MS 10000
#define STATE "sibu/v1/plant-a/state"
#define COMMAND "sibu/v1/plant-a/Z1/cmd"
#define OWN_STATUS "sibu/v1/plant-a/dev/sibu/status"

struct scene {
    struct broker broker;
    struct clock clock;
    int wakes[2]; /* a byte for each call */
    struct siren *siren;
};

static void wake(void *data)
{
    const struct scene *scene = data;
    ssize_t put = write(scene->wakes[1], "", 1);
    (void)put;
}

static struct siren *open_siren(struct scene *scene, struct siren_def def)
{
    struct sibu_fault fault;
    struct siren *siren = NULL;
    def.host = "127.0.0.1";
    def.port = scene->broker.port;
    def.site = "plant-a";
    def.clock = &scene->clock;
    assert_int_equal(siren_open(&siren, &def, &fault), SIBU_OK);
    return siren;
}

static void set_up(struct scene *scene, const char *more)
{
    memset(scene, 0, sizeof *scene);
    clock_init_real(&scene->clock);
    assert_int_equal(pipe(scene->wakes), 0);
    broker_make(&scene->broker, more);
}

static void tear_down(struct scene *scene)
{
    siren_close(scene->siren);
    broker_remove(&scene->broker);
    clock_clear(&scene->clock);
    close(scene->wakes[0]);
    close(scene->wakes[1]);
}

static void wait_for_line(struct siren *siren, int is_up, const char *fault)
{
    struct siren_line line = siren_line(siren);
    for (int ms = 0; line.is_up != is_up || strcmp(line.fault, fault) != 0; ms += 2, line = siren_line(siren)) {
        if (ms > PATIENCE_MS) {
            fail_msg("the line is %d %s instead of %d %s", line.is_up, line.fault, is_up, fault);
        }
        clock_rest(2000);
    }
}

static void publish(struct scene *scene, enum siren_kind kind, int64_t event, const char *key, int64_t life_us)
{
    struct sibu_fault fault;
    struct siren_message message = {.kind = kind,
                                    .zone = "Z1",
                                    .drill = "2026-000017",
                                    .phase = "running",
                                    .is_exercise = 1,
                                    .event = event,
                                    .key = key,
                                    .expires_us = clock_now_us(&scene->clock) + life_us,
                                    .text = {"【演练】", "DRILL:"}};
    int64_t began_us = clock_monotonic_us();
    assert_int_equal(siren_publish(scene->siren, &message, &fault), SIBU_OK);
    assert_true(clock_monotonic_us() - began_us < S); /* it never waits for the broker */
}

/* The next event, which has to come. */
static struct siren_event next(struct scene *scene)
{
    struct siren_event event;
    for (int ms = 0; siren_collect(scene->siren, &event, 1) == 0; ms += 2) {
        assert_true(ms < PATIENCE_MS);
        clock_rest(2000);
    }
    return event;
}

static void ends(struct scene *scene, const char *key, enum siren_event_kind kind, const char *fault)
{
    struct siren_event event = next(scene);
    assert_string_equal(event.key, key);
    assert_int_equal(event.kind, kind);
    assert_string_equal(event.fault, fault);
}

static void a_state_is_kept_for_newcomers_until_the_alert_ends(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    set_up(&scene, "");
    broker_start(&scene.broker);
    scene.siren = open_siren(&scene, (struct siren_def){.wake = wake, .wake_data = &scene});
    int64_t asked_us = clock_now_us(&scene.clock);
    publish(&scene, SIREN_STATE, 1, "state-1", 2 * S - 1);
    struct siren_event event = next(&scene);
    assert_int_equal(event.kind, SIREN_TAKEN);
    assert_string_equal(event.key, "state-1");
    assert_true(event.at_us >= asked_us && event.at_us <= clock_now_us(&scene.clock));
    char byte;
    assert_int_equal(read(scene.wakes[0], &byte, 1), 1);
    device_open(&device, &scene.broker, "late", STATE);
    assert_non_null(device_hear(&device, STATE, PATIENCE_MS, &word));
    assert_true(word.is_retained && word.expiry_s >= 1 && word.expiry_s <= 2);
    assert_non_null(strstr(word.payload, "\"phase\":\"running\""));
    device_close(&device);
    int is_there = 1;
    for (int64_t end_us = clock_monotonic_us() + 10 * S; is_there; clock_rest(100000)) {
        assert_true(clock_monotonic_us() < end_us);
        device_open(&device, &scene.broker, "later", STATE);
        is_there = device_hear(&device, STATE, 50, &word) != NULL;
        device_close(&device);
    }
    assert_true(clock_now_us(&scene.clock) >= asked_us + S);
    tear_down(&scene);
}

static void a_command_is_for_now_and_says_where_to_answer(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    set_up(&scene, "");
    broker_start(&scene.broker);
    scene.siren = open_siren(&scene, (struct siren_def){0});
    publish(&scene, SIREN_SOUND, 1, "nobody", 3600 * S);
    struct siren_event event = next(&scene);
    assert_true(event.kind == SIREN_TAKEN && !event.has_listeners);
    device_open(&device, &scene.broker, "horn-1", "sibu/v1/plant-a/#");
    assert_null(device_hear(&device, COMMAND, 50, &word));
    publish(&scene, SIREN_SOUND, 2, "key-2", 3600 * S);
    assert_non_null(device_hear(&device, COMMAND, PATIENCE_MS, &word));
    assert_true(!word.is_retained && word.expiry_s >= 29 && word.expiry_s <= 30);
    assert_string_equal(word.key, "key-2");
    assert_string_equal(word.response, "sibu/v1/plant-a/Z1/ack");
    event = next(&scene);
    assert_true(event.kind == SIREN_TAKEN && event.has_listeners);
    device_say(&device, "sibu/v1/plant-a/dev/horn-1/ack", "not json", NULL); /* passed over */
    device_say(&device, "sibu/v1/plant-a/dev/horn-1/ack", "{\"key\":\"key-2\",\"result\":\"done\"}", NULL);
    event = next(&scene);
    assert_true(event.kind == SIREN_HEARD && event.heard.is_done);
    assert_string_equal(event.heard.device, "horn-1");
    assert_string_equal(event.heard.key, "key-2");
    device_say(&device, word.response, "failed", word.key);
    event = next(&scene);
    assert_true(event.kind == SIREN_HEARD && !event.heard.is_done && strcmp(event.heard.zone, "Z1") == 0);
    device_say(&device, "sibu/v1/plant-a/dev/horn-1/status", "{\"online\":true,\"battery\":7}", NULL);
    event = next(&scene);
    assert_true(event.heard.kind == SIREN_HEARD_STATUS && event.heard.battery_percent == 7);
    device_close(&device);
    tear_down(&scene);
}

static void queued_while_the_broker_is_away_stop_wins_and_the_rest_expires(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    set_up(&scene, "");
    scene.siren = open_siren(&scene, (struct siren_def){0});
    wait_for_line(scene.siren, 0, "connect");
    publish(&scene, SIREN_SOUND, 5, "sound", 20 * S);
    publish(&scene, SIREN_SOUND, 5, "sound", 20 * S); /* again by the outbox: one message */
    publish(&scene, SIREN_STATE, 5, "short", S / 5);
    publish(&scene, SIREN_STOP, 6, "stop", 20 * S);
    ends(&scene, "sound", SIREN_FAILED, "overtaken");
    publish(&scene, SIREN_SPEAK, 6, "speak", 20 * S);
    ends(&scene, "speak", SIREN_FAILED, "overtaken");
    publish(&scene, SIREN_SOUND, 4, "older", 20 * S);
    ends(&scene, "older", SIREN_FAILED, "overtaken");
    ends(&scene, "short", SIREN_FAILED, "expired");
    broker_start(&scene.broker);
    device_open(&device, &scene.broker, "horn-1", COMMAND); /* may come before or after the STOP */
    ends(&scene, "stop", SIREN_TAKEN, "");
    publish(&scene, SIREN_SOUND, 7, "next", 20 * S);
    ends(&scene, "next", SIREN_TAKEN, "");
    while (device_hear(&device, COMMAND, PATIENCE_MS, &word) != NULL && strcmp(word.key, "next") != 0) {
        assert_string_equal(word.key, "stop");
    }
    assert_string_equal(word.key, "next");
    assert_true(word.expiry_s <= 20);
    device_close(&device);
    tear_down(&scene);
}

static void a_broker_that_comes_back_is_used_again(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    set_up(&scene, "");
    broker_start(&scene.broker);
    scene.siren = open_siren(&scene, (struct siren_def){0});
    wait_for_line(scene.siren, 1, "");
    broker_stop(&scene.broker);
    wait_for_line(scene.siren, 0, "connect");
    publish(&scene, SIREN_STATE, 1, "state", 20 * S);
    broker_start(&scene.broker);
    ends(&scene, "state", SIREN_TAKEN, "");
    device_open(&device, &scene.broker, "horn-1", "sibu/v1/plant-a/#");
    assert_non_null(device_hear(&device, STATE, PATIENCE_MS, &word));
    assert_non_null(device_hear(&device, OWN_STATUS, PATIENCE_MS, &word));
    assert_string_equal(word.payload, "online");
    device_close(&device);
    tear_down(&scene);
}

static void a_broker_that_hangs_is_told_and_given_up(void **unused)
{
    (void)unused;
    struct scene scene;
    set_up(&scene, "");
    broker_start(&scene.broker);
    scene.siren = open_siren(&scene, (struct siren_def){0});
    wait_for_line(scene.siren, 1, "");
    assert_int_equal(kill(scene.broker.process, SIGSTOP), 0);
    publish(&scene, SIREN_SOUND, 1, "sound", S / 5);
    ends(&scene, "sound", SIREN_FAILED, "unconfirmed");
    wait_for_line(scene.siren, 0, "silent");
    int64_t began_us = clock_monotonic_us();
    siren_close(scene.siren); /* while it waits for a greeting that does not come */
    scene.siren = NULL;
    assert_true(clock_monotonic_us() - began_us < 2 * S);
    tear_down(&scene);
}

/* A SOUND was handed to a broker that hangs, and dies with it; meanwhile the drill was stopped. */
static void what_was_in_flight_does_not_sound_after_a_stop(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    set_up(&scene, "");
    broker_start(&scene.broker);
    scene.siren = open_siren(&scene, (struct siren_def){0});
    publish(&scene, SIREN_SOUND, 1, "first", 20 * S);
    ends(&scene, "first", SIREN_TAKEN, "");
    assert_int_equal(kill(scene.broker.process, SIGSTOP), 0);
    publish(&scene, SIREN_SOUND, 2, "sound", 20 * S);
    publish(&scene, SIREN_STATE, 2, "witness", S / 5); /* sent after it, so once this one is, the SOUND was */
    ends(&scene, "witness", SIREN_FAILED, "unconfirmed");
    publish(&scene, SIREN_STOP, 3, "stop", 20 * S);
    ends(&scene, "sound", SIREN_FAILED, "overtaken");
    broker_stop(&scene.broker);
    broker_start(&scene.broker);
    device_open(&device, &scene.broker, "horn-1", COMMAND);
    ends(&scene, "stop", SIREN_TAKEN, "");
    publish(&scene, SIREN_SOUND, 4, "next", 20 * S);
    ends(&scene, "next", SIREN_TAKEN, "");
    while (device_hear(&device, COMMAND, PATIENCE_MS, &word) != NULL && strcmp(word.key, "next") != 0) {
        assert_string_equal(word.key, "stop");
    }
    assert_string_equal(word.key, "next");
    device_close(&device);
    tear_down(&scene);
}

#define SPEAKERS 4
#define EACH 50
struct speaker {
    struct scene *scene;
    int number, refused;
};

static void *speak(void *data)
{
    struct speaker *speaker = data;
    for (int i = 0; i < EACH; i++) {
        char key[32], zone[32];
        struct sibu_fault fault;
        (void)snprintf(key, sizeof key, "%d-%d", speaker->number, i);
        (void)snprintf(zone, sizeof zone, "Z%d", speaker->number);
        struct siren_message message = {.kind = SIREN_SOUND,
                                        .zone = zone,
                                        .drill = "d",
                                        .event = 1,
                                        .key = key,
                                        .expires_us = clock_now_us(&speaker->scene->clock) + 20 * S};
        speaker->refused += siren_publish(speaker->scene->siren, &message, &fault) != SIBU_OK;
    }
    return NULL;
}

static void many_threads_may_speak_and_each_message_ends_once(void **unused)
{
    (void)unused;
    struct scene scene;
    pthread_t threads[SPEAKERS];
    struct speaker speakers[SPEAKERS];
    int ended[SPEAKERS][EACH] = {{0}};
    set_up(&scene, "");
    broker_start(&scene.broker);
    scene.siren = open_siren(&scene, (struct siren_def){0});
    for (int i = 0; i < SPEAKERS; i++) {
        speakers[i] = (struct speaker){&scene, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, speak, &speakers[i]), 0);
    }
    for (int i = 0; i < SPEAKERS * EACH; i++) {
        struct siren_event event = next(&scene);
        char *rest = NULL;
        long speaker = strtol(event.key, &rest, 10), number = strtol(rest + 1, NULL, 10);
        assert_int_equal(event.kind, SIREN_TAKEN);
        assert_int_equal(ended[speaker][number]++, 0);
    }
    for (int i = 0; i < SPEAKERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(speakers[i].refused, 0);
    }
    tear_down(&scene);
}

/* Run by itself, as the process that is killed. */
static int be_killed(const char *port)
{
    struct scene scene = {.broker = {.port = (int)strtol(port, NULL, 10)}};
    clock_init_real(&scene.clock);
    struct siren *siren = open_siren(&scene, (struct siren_def){0});
    wait_for_line(siren, 1, "");
    while (pause() != 0) {
    }
    return 0;
}

static void the_broker_says_that_we_are_gone(void **unused)
{
    (void)unused;
    struct scene scene;
    struct device device;
    struct word word;
    char port[16];
    set_up(&scene, "");
    broker_start(&scene.broker);
    (void)snprintf(port, sizeof port, "%d", scene.broker.port);
    device_open(&device, &scene.broker, "panel", OWN_STATUS);
    pid_t process = fork();
    if (process == 0) {
        execl("/proc/self/exe", "notify_siren", port, (char *)NULL);
        _exit(127);
    }
    assert_non_null(device_hear(&device, OWN_STATUS, PATIENCE_MS, &word));
    assert_string_equal(word.payload, "online");
    assert_int_equal(kill(process, SIGKILL), 0);
    assert_int_equal(waitpid(process, NULL, 0), process);
    assert_non_null(device_hear(&device, OWN_STATUS, PATIENCE_MS, &word));
    assert_string_equal(word.payload, "offline");
    scene.siren = open_siren(&scene, (struct siren_def){0});
    assert_non_null(device_hear(&device, OWN_STATUS, PATIENCE_MS, &word));
    assert_string_equal(word.payload, "online");
    siren_close(scene.siren); /* in good order: said as well */
    scene.siren = NULL;
    assert_non_null(device_hear(&device, OWN_STATUS, PATIENCE_MS, &word));
    assert_string_equal(word.payload, "offline");
    device_close(&device);
    tear_down(&scene);
}

static void run(const char *line)
{
    assert_int_equal(system(line), 0);
}

/* A broker with a certificate and a password, in a folder that is made before its configuration is known. */
static void set_up_secure(struct scene *scene)
{
    char folder[] = "/tmp/sibu-siren-XXXXXX", more[512], line[1024];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(
        line, sizeof line,
        "cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=broker "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key -out cert 2>/dev/null && cp cert other && "
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=other "
        "-keyout other-key -out other 2>/dev/null && mosquitto_passwd -b -c users sibu right",
        folder);
    run(line);
    (void)snprintf(more, sizeof more,
                   "certfile %s/cert\nkeyfile %s/key\npassword_file %s/users\nallow_anonymous false\n", folder, folder,
                   folder);
    set_up(scene, more);
    (void)snprintf(line, sizeof line, "mv %s %s/secure && sed -i 's,%s,%s/secure,' %s/conf", folder,
                   scene->broker.folder, folder, scene->broker.folder, scene->broker.folder);
    run(line);
}

static void tls_and_the_password_are_asked_for(void **unused)
{
    (void)unused;
    struct scene scene;
    char good[96], other[96];
    set_up_secure(&scene);
    (void)snprintf(good, sizeof good, "%s/secure/cert", scene.broker.folder);
    (void)snprintf(other, sizeof other, "%s/secure/other", scene.broker.folder);
    broker_start(&scene.broker);
    struct siren_def def = {.tls = SIREN_TLS_FIRST, .ca_file = good, .user = "sibu", .password = "wrong"};
    struct siren *siren = open_siren(&scene, def);
    wait_for_line(siren, 0, "login");
    siren_close(siren);
    def.password = "right";
    scene.siren = open_siren(&scene, def);
    wait_for_line(scene.siren, 1, "");
    publish(&scene, SIREN_STATE, 1, "over-tls", 20 * S);
    ends(&scene, "over-tls", SIREN_TAKEN, "");
    siren_close(scene.siren);
    def.ca_file = other;
    scene.siren = open_siren(&scene, def);
    wait_for_line(scene.siren, 0, "tls");
    tear_down(&scene);
}

static void what_cannot_be_used_or_held_is_refused(void **unused)
{
    (void)unused;
    struct scene scene;
    struct sibu_fault fault;
    set_up(&scene, "");
    static const struct {
        const char *host;
        int port;
        const char *site;
        int keepalive_s;
    } BAD[] = {{"", 1883, "a", 0},  {"a b", 1883, "a", 0}, {"h", 0, "a", 0},     {"h", 65536, "a", 0},
               {"h", 1883, "", 0},  {"h", 1883, "a/b", 0}, {"h", 1883, "a+", 0}, {"h", 1883, "#", 0},
               {"h", 1883, "a", 4}, {"h", 1883, "a", 3601}};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct siren *siren = NULL;
        struct siren_def def = {.host = BAD[i].host,
                                .port = BAD[i].port,
                                .site = BAD[i].site,
                                .keepalive_s = BAD[i].keepalive_s,
                                .clock = &scene.clock};
        assert_int_equal(siren_open(&siren, &def, &fault), SIBU_BAD_INPUT);
        assert_null(siren);
    }
    scene.siren = open_siren(&scene, (struct siren_def){0});
    char key[32];
    struct siren_message message = {.kind = SIREN_STATE,
                                    .drill = "d",
                                    .phase = "p",
                                    .event = 1,
                                    .key = key,
                                    .expires_us = clock_now_us(&scene.clock) + 3600 * S};
    for (int i = 0; i <= SIREN_QUEUE_MAX; i++) {
        (void)snprintf(key, sizeof key, "k%d", i);
        assert_int_equal(siren_publish(scene.siren, &message, &fault), i < SIREN_QUEUE_MAX ? SIBU_OK : SIBU_LIMIT);
    }
    (void)snprintf(key, sizeof key, "k0"); /* is on its way, and needs no more room */
    assert_int_equal(siren_publish(scene.siren, &message, &fault), SIBU_OK);
    tear_down(&scene);
}

int main(int count, char **words)
{
    if (count == 2) {
        return be_killed(words[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_kept_for_newcomers_until_the_alert_ends),
        cmocka_unit_test(a_command_is_for_now_and_says_where_to_answer),
        cmocka_unit_test(queued_while_the_broker_is_away_stop_wins_and_the_rest_expires),
        cmocka_unit_test(a_broker_that_comes_back_is_used_again),
        cmocka_unit_test(a_broker_that_hangs_is_told_and_given_up),
        cmocka_unit_test(what_was_in_flight_does_not_sound_after_a_stop),
        cmocka_unit_test(many_threads_may_speak_and_each_message_ends_once),
        cmocka_unit_test(the_broker_says_that_we_are_gone),
        cmocka_unit_test(tls_and_the_password_are_asked_for),
        cmocka_unit_test(what_cannot_be_used_or_held_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
