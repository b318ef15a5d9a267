/* The connection to the broker as its callers see it: see siren.h. */
#include "notify/siren.h"

#include <assert.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "notify/siren_part.h"
#include "sibu/memory.h"

#define KEEPALIVE_S 15

static enum sibu_status bad_def(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "mqtt", "主机名、端口或保活间隔不可用",
                          "the host, the port or the keepalive is not usable");
}

static int is_host(const char *host)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:_";
    size_t length = strlen(host);
    return length > 0 && length <= 253 && strspn(host, LETTERS) == length;
}

/* A copy of the string in a place of its own; NULL stays NULL, and so becomes "". */
static int keep(struct siren *siren, size_t place, const char **word)
{
    if (*word == NULL || (*word)[0] == '\0') {
        *word = NULL;
        return 1;
    }
    int n = snprintf(siren->words[place], sizeof siren->words[place], "%s", *word);
    *word = siren->words[place];
    return n > 0 && (size_t)n < sizeof siren->words[place];
}

static void name_self(struct siren *siren)
{
    const char *node = siren->def.node != NULL ? siren->def.node : "";
    (void)snprintf(siren->self, sizeof siren->self, SIREN_SELF "%s%s", node[0] != '\0' ? "-" : "", node);
    sibu_text_addf(&siren->status_topic, "sibu/v1/%s/dev/%s/status", siren->def.site, siren->self);
}

static enum sibu_status keep_def(struct siren *siren, const struct siren_def *def, struct sibu_fault *fault)
{
    siren->def = *def;
    siren->def.keepalive_s = def->keepalive_s == 0 ? KEEPALIVE_S : def->keepalive_s;
    if (def->host == NULL || !is_host(def->host) || def->port < 1 || def->port > 65535 || siren->def.keepalive_s < 5 ||
        siren->def.keepalive_s > 3600) {
        return bad_def(fault);
    }
    enum sibu_status status = siren_id_check(def->site, "mqtt site", fault);
    if (status != SIBU_OK) {
        return status;
    }
    const char **words[] = {&siren->def.host, &siren->def.site,     &siren->def.ca_file,
                            &siren->def.user, &siren->def.password, &siren->def.node};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!keep(siren, i, words[i])) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "mqtt", "设置过长，最多 %d 字节",
                                  "a setting is too long, at most %d bytes", (int)sizeof siren->words[0] - 1);
        }
    }
    name_self(siren);
    return SIBU_OK;
}

static int open_pipe(struct siren *siren)
{
    if (pipe(siren->wake_ends) != 0) {
        siren->wake_ends[0] = siren->wake_ends[1] = -1;
        return 0;
    }
    for (int i = 0; i < 2; i++) {
        if (fcntl(siren->wake_ends[i], F_SETFL, O_NONBLOCK) != 0 ||
            fcntl(siren->wake_ends[i], F_SETFD, FD_CLOEXEC) != 0) {
            return 0;
        }
    }
    return 1;
}

static void drop(struct siren *siren)
{
    for (int i = 0; i < 2; i++) {
        if (siren->wake_ends[i] >= 0) {
            close(siren->wake_ends[i]);
        }
    }
    sibu_text_clear(&siren->status_topic);
    pthread_mutex_destroy(&siren->mutex);
    sodium_memzero(siren->words, sizeof siren->words);
    sibu_array_free(siren);
}

static enum sibu_status start(struct siren *siren, struct sibu_fault *fault)
{
    siren->seen = (struct siren_line){.since_us = clock_now_us(siren->def.clock), .fault = ""};
    if (!sibu_text_ok(&siren->status_topic) || !open_pipe(siren) || mosquitto_lib_init() != MOSQ_ERR_SUCCESS) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "mqtt", "内存或文件描述符不足",
                              "memory or file descriptors are short");
    }
    if (pthread_create(&siren->thread, NULL, siren_line_run, siren) != 0) {
        (void)mosquitto_lib_cleanup();
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "mqtt", "无法启动线程", "no thread can be started");
    }
    return SIBU_OK;
}

enum sibu_status siren_open(struct siren **out, const struct siren_def *def, struct sibu_fault *fault)
{
    assert(def->clock != NULL && def->site != NULL);
    *out = NULL;
    struct siren *siren = sibu_array_new(1, sizeof *siren);
    if (siren == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "mqtt", "内存不足", "there is no memory left");
    }
    siren->wake_ends[0] = siren->wake_ends[1] = -1;
    pthread_mutex_init(&siren->mutex, NULL);
    enum sibu_status status = keep_def(siren, def, fault);
    status = status != SIBU_OK ? status : start(siren, fault);
    if (status != SIBU_OK) {
        drop(siren);
        return status;
    }
    *out = siren;
    return SIBU_OK;
}

/* A pipe that is full wakes as well. */
static void wake_thread(struct siren *siren)
{
    ssize_t put = write(siren->wake_ends[1], "", 1);
    (void)put;
}

void siren_close(struct siren *siren)
{
    if (siren == NULL) {
        return;
    }
    pthread_mutex_lock(&siren->mutex);
    siren->is_closing = 1;
    pthread_mutex_unlock(&siren->mutex);
    wake_thread(siren);
    pthread_join(siren->thread, NULL);
    (void)mosquitto_lib_cleanup();
    drop(siren);
}

enum sibu_status siren_publish(struct siren *siren, const struct siren_message *message, struct sibu_fault *fault)
{
    enum sibu_status status = siren_message_check(message, fault);
    if (status != SIBU_OK) {
        return status;
    }
    pthread_mutex_lock(&siren->mutex);
    status = siren_queue_add(siren, message, fault);
    pthread_mutex_unlock(&siren->mutex);
    wake_thread(siren);
    return status;
}

size_t siren_collect(struct siren *siren, struct siren_event *events, size_t most)
{
    size_t count = 0;
    pthread_mutex_lock(&siren->mutex);
    for (; count < most && siren->event_count > 0; count++) {
        events[count] = siren->events[siren->event_first];
        siren->event_first = (siren->event_first + 1) % SIREN_EVENTS_MAX;
        siren->event_count--;
        siren->owed -= events[count].kind != SIREN_HEARD;
    }
    pthread_mutex_unlock(&siren->mutex);
    return count;
}

struct siren_line siren_line(struct siren *siren)
{
    pthread_mutex_lock(&siren->mutex);
    struct siren_line seen = siren->seen;
    pthread_mutex_unlock(&siren->mutex);
    return seen;
}
