/* See topic_watch.h. */
#include "notify/topic_watch.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "sibu/memory.h"

#define AGAIN_MS 5000
#define TURN_MS 100 /* how soon the thread sees that it is to end */
#define KEEPALIVE_S 15
#define ANSWER_US INT64_C(10000000) /* how long a broker may take to greet */

struct heard {
    struct sibu_text words;
    int64_t at_us; /* 0: nothing yet */
};
struct topic_watch {
    struct topic_watch_def def;
    struct sibu_arena arena; /* the def's strings */
    struct mosquitto *mosquitto; /* the thread's own; NULL while there is no connection */
    int64_t began_us;
    int is_greeted, is_subscribed, is_lost; /* the thread's own */
    pthread_t thread;
    int has_thread;
    pthread_mutex_t mutex; /* guards what follows */
    struct heard *heard; /* owned */
    int stops;
};

/* Callbacks run inside mosquitto_loop, on the thread. */
static void on_connect(struct mosquitto *mosquitto, void *data, int code, int flags,
                       const mosquitto_property *properties)
{
    struct topic_watch *watch = data;
    (void)mosquitto, (void)flags, (void)properties;
    watch->is_greeted = code == 0;
    watch->is_lost = code != 0;
}

static void on_message(struct mosquitto *mosquitto, void *data, const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
    struct topic_watch *watch = data;
    (void)mosquitto, (void)properties;
    size_t length = message->payloadlen > 0 ? (size_t)message->payloadlen : 0;
    pthread_mutex_lock(&watch->mutex);
    for (size_t i = 0; i < watch->def.count; i++) {
        if (strcmp(watch->def.topics[i], message->topic) == 0) {
            struct heard *heard = &watch->heard[i];
            sibu_text_clear(&heard->words);
            if (length > 0 && length <= TOPIC_WATCH_BYTES_MAX) {
                sibu_text_add_bytes(&heard->words, message->payload, length);
            }
            heard->at_us = clock_monotonic_us();
        }
    }
    pthread_mutex_unlock(&watch->mutex);
}

static int set_up(struct topic_watch *watch, struct mosquitto *mosquitto)
{
    const struct topic_watch_def *def = &watch->def;
    mosquitto_connect_v5_callback_set(mosquitto, on_connect);
    mosquitto_message_v5_callback_set(mosquitto, on_message);
    int status = mosquitto_int_option(mosquitto, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    if (status == MOSQ_ERR_SUCCESS && def->user[0] != '\0') {
        status = mosquitto_username_pw_set(mosquitto, def->user, def->password);
    }
    if (status == MOSQ_ERR_SUCCESS && def->tls) {
        status = def->ca_file[0] != '\0' ? mosquitto_tls_set(mosquitto, def->ca_file, NULL, NULL, NULL, NULL)
                                         : mosquitto_int_option(mosquitto, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
        status = status == MOSQ_ERR_SUCCESS ? mosquitto_tls_opts_set(mosquitto, 1, NULL, NULL) : status;
    }
    return status == MOSQ_ERR_SUCCESS;
}

static void begin(struct topic_watch *watch)
{
    char name[32];
    (void)snprintf(name, sizeof name, "sibu-hears-%08x", (unsigned)randombytes_random());
    watch->is_greeted = watch->is_subscribed = watch->is_lost = 0;
    watch->began_us = clock_monotonic_us();
    watch->mosquitto = mosquitto_new(name, true, watch);
    watch->is_lost =
        watch->mosquitto == NULL || !set_up(watch, watch->mosquitto) ||
        mosquitto_connect_async(watch->mosquitto, watch->def.host, watch->def.port, KEEPALIVE_S) != MOSQ_ERR_SUCCESS;
}

static void subscribe(struct topic_watch *watch)
{
    for (size_t i = 0; i < watch->def.count && !watch->is_lost; i++) {
        watch->is_lost = mosquitto_subscribe(watch->mosquitto, NULL, watch->def.topics[i], 1) != MOSQ_ERR_SUCCESS;
    }
    watch->is_subscribed = 1;
}

static void turn(struct topic_watch *watch)
{
    if (!watch->is_lost && mosquitto_loop(watch->mosquitto, TURN_MS, 1) != MOSQ_ERR_SUCCESS) {
        watch->is_lost = 1;
    }
    if (!watch->is_lost && watch->is_greeted && !watch->is_subscribed) {
        subscribe(watch);
    }
    if (!watch->is_greeted && clock_monotonic_us() - watch->began_us > ANSWER_US) {
        watch->is_lost = 1;
    }
}

static int stops(struct topic_watch *watch)
{
    pthread_mutex_lock(&watch->mutex);
    int stop = watch->stops;
    pthread_mutex_unlock(&watch->mutex);
    return stop;
}

static void rest(struct topic_watch *watch)
{
    int again_ms = watch->def.again_ms > 0 ? watch->def.again_ms : AGAIN_MS;
    int64_t until_us = clock_monotonic_us() + (int64_t)again_ms * 1000;
    while (clock_monotonic_us() < until_us && !stops(watch)) {
        clock_rest(again_ms < TURN_MS ? again_ms * 1000 : TURN_MS * 1000);
    }
}

static void *run(void *data)
{
    struct topic_watch *watch = data;
    while (!stops(watch)) {
        begin(watch);
        while (!watch->is_lost && !stops(watch)) {
            turn(watch);
        }
        if (watch->mosquitto != NULL) {
            mosquitto_destroy(watch->mosquitto);
            watch->mosquitto = NULL;
        }
        rest(watch);
    }
    return NULL;
}

static enum sibu_status copy_def(struct topic_watch *watch, const struct topic_watch_def *def, struct sibu_fault *fault)
{
    const char *const from[] = {def->host, def->user, def->password, def->ca_file};
    const char **const to[] = {&watch->def.host, &watch->def.user, &watch->def.password, &watch->def.ca_file};
    watch->def = *def;
    watch->heard = sibu_array_new(def->count, sizeof *watch->heard);
    int complete = watch->heard != NULL;
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        *to[i] = sibu_arena_text(&watch->arena, from[i], strlen(from[i]));
        complete = complete && *to[i] != NULL;
    }
    return complete ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "mqtt", "内存不足", "out of memory");
}

/* Signals belong to the main thread. */
static int start_thread(struct topic_watch *watch)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    watch->has_thread = pthread_create(&watch->thread, NULL, run, watch) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return watch->has_thread;
}

enum sibu_status topic_watch_open(struct topic_watch **out, const struct topic_watch_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct topic_watch *watch = sibu_array_new(1, sizeof *watch);
    if (watch == NULL || pthread_mutex_init(&watch->mutex, NULL) != 0) {
        sibu_array_free(watch);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "mqtt", "内存不足", "out of memory");
    }
    (void)mosquitto_lib_init();
    enum sibu_status status = copy_def(watch, def, fault);
    if (status == SIBU_OK && !start_thread(watch)) {
        status = sibu_fault_set(fault, SIBU_IO, "mqtt", "无法启动线程", "the thread cannot be started");
    }
    if (status != SIBU_OK) {
        topic_watch_close(watch);
        return status;
    }
    *out = watch;
    return SIBU_OK;
}

void topic_watch_close(struct topic_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    if (watch->has_thread) {
        pthread_mutex_lock(&watch->mutex);
        watch->stops = 1;
        pthread_mutex_unlock(&watch->mutex);
        (void)pthread_join(watch->thread, NULL);
    }
    for (size_t i = 0; watch->heard != NULL && i < watch->def.count; i++) {
        sibu_text_clear(&watch->heard[i].words);
    }
    sibu_array_free(watch->heard);
    sibu_arena_clear(&watch->arena);
    pthread_mutex_destroy(&watch->mutex);
    (void)mosquitto_lib_cleanup();
    sibu_array_free(watch);
}

int topic_watch_last(struct topic_watch *watch, size_t number, struct sibu_text *out, int64_t *heard_us)
{
    sibu_text_clear(out);
    if (watch == NULL || number >= watch->def.count) {
        return 0;
    }
    pthread_mutex_lock(&watch->mutex);
    const struct heard *heard = &watch->heard[number];
    int any = heard->at_us > 0;
    *heard_us = heard->at_us;
    sibu_text_add_bytes(out, sibu_text_get(&heard->words), heard->words.length);
    pthread_mutex_unlock(&watch->mutex);
    return any;
}
