/* Takes whatever comes: see sink.h. The clock thread wakes requests in the order in which they came: all wait as long. By poll: with
 * epoll the library's own thread rests for a second where it has taken as many events as it takes at once (web/loop.h). */
#include "bench/sink.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "sibu/memory.h"

#define WAITING_MAX 1024 /* requests; more are answered at once */
#define GRAIN_US 250 /* as a server's timer, the clock wakes those that are due together */
#define CONNECTION_BYTES ((size_t)8192) /* which the library clears for each request */

/* A request that waits for its answer. */
struct guest {
    struct MHD_Connection *connection;
    int64_t due_us;
};
struct sink {
    struct MHD_Daemon *daemon;
    struct MHD_Response *answer;
    uint16_t port;
    int64_t service_us;
    pthread_t clock;
    int has_clock;

    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t came;
    struct guest guests[WAITING_MAX]; /* a ring */
    size_t first, count;
    int stops;
};

/* What a robot that signs reckons of each message: DingTalk's key is the secret, its text the time in ms and the secret. */
static void reckon_signature(void)
{
    static const char SECRET[] = "SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abc";
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char text[128];
    crypto_auth_hmacsha256_state state;
    (void)snprintf(text, sizeof text, "%lld\n%s", (long long)(clock_world_us() / 1000), SECRET);
    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)SECRET, sizeof SECRET - 1);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
    (void)crypto_auth_hmacsha256_final(&state, mac);
}

/* Puts the answer off; false where it is to be given now. The request's state is the sink once its head has come, and its guests once it
 * has been one. */
static int put_off(struct sink *sink, void **state, struct MHD_Connection *connection)
{
    int is_put_off = 0;
    if (sink->service_us == 0 || *state == sink->guests) {
        return 0;
    }
    *state = sink->guests;
    reckon_signature();
    pthread_mutex_lock(&sink->mutex);
    if (sink->count < WAITING_MAX && !sink->stops) {
        MHD_suspend_connection(connection);
        sink->guests[(sink->first + sink->count++) % WAITING_MAX] =
            (struct guest){connection, clock_monotonic_us() + sink->service_us};
        pthread_cond_signal(&sink->came);
        is_put_off = 1;
    }
    pthread_mutex_unlock(&sink->mutex);
    return is_put_off;
}

static enum MHD_Result serve(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *piece, size_t *piece_length, void **state)
{
    struct sink *sink = data;
    (void)url;
    (void)method;
    (void)version;
    (void)piece;
    if (*state == NULL) {
        *state = sink;
        return MHD_YES;
    }
    if (*piece_length > 0) {
        *piece_length = 0;
        return MHD_YES;
    }
    return put_off(sink, state, connection) ? MHD_YES : MHD_queue_response(connection, 200, sink->answer);
}

/* Waits until one waits; false at the end, when none does any more. */
static int wait_for_one(struct sink *sink, int64_t *due_us)
{
    pthread_mutex_lock(&sink->mutex);
    while (sink->count == 0 && !sink->stops) {
        pthread_cond_wait(&sink->came, &sink->mutex);
    }
    int has_one = sink->count > 0;
    *due_us = sink->guests[sink->first].due_us;
    pthread_mutex_unlock(&sink->mutex);
    return has_one;
}

static int take_due(struct sink *sink, int64_t now_us, struct guest *guest)
{
    pthread_mutex_lock(&sink->mutex);
    *guest = sink->guests[sink->first];
    int is_due = sink->count > 0 && guest->due_us <= now_us;
    if (is_due) {
        sink->first = (sink->first + 1) % WAITING_MAX;
        sink->count--;
    }
    pthread_mutex_unlock(&sink->mutex);
    return is_due;
}

static void *run_clock(void *data)
{
    struct sink *sink = data;
    int64_t due_us = 0;
    while (wait_for_one(sink, &due_us)) {
        struct guest guest;
        int64_t left_us = due_us - clock_monotonic_us();
        clock_rest(left_us > GRAIN_US ? left_us : GRAIN_US);
        int64_t now_us = clock_monotonic_us();
        while (take_due(sink, now_us, &guest)) {
            MHD_resume_connection(guest.connection);
        }
    }
    return NULL;
}

static int start(struct sink *sink)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    sink->answer = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    sink->daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, serve, sink,
                                    MHD_OPTION_SOCK_ADDR, &where, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
                                    MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        sink->daemon != NULL ? MHD_get_daemon_info(sink->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    sink->has_clock = pthread_create(&sink->clock, NULL, run_clock, sink) == 0;
    sink->port = info != NULL ? info->port : 0;
    return sink->answer != NULL && info != NULL && sink->has_clock;
}

enum sibu_status sink_open(struct sink **out, unsigned service_ms, struct sibu_fault *fault)
{
    struct sink *sink = sibu_array_new(1, sizeof *sink);
    *out = NULL;
    if (sink == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "bench", "内存不足", "there is no memory left");
    }
    sink->service_us = (int64_t)service_ms * 1000;
    pthread_mutex_init(&sink->mutex, NULL);
    pthread_cond_init(&sink->came, NULL);
    if (!start(sink)) {
        sink_close(sink);
        return sibu_fault_set(fault, SIBU_IO, "bench", "无法启动接收端", "the sink cannot be started");
    }
    *out = sink;
    return SIBU_OK;
}

uint16_t sink_port(const struct sink *sink)
{
    return sink->port;
}

void sink_close(struct sink *sink)
{
    if (sink == NULL) {
        return;
    }
    pthread_mutex_lock(&sink->mutex);
    sink->stops = 1;
    pthread_cond_signal(&sink->came);
    pthread_mutex_unlock(&sink->mutex);
    if (sink->has_clock) {
        pthread_join(sink->clock, NULL); /* no request is put off any more, and the server stops only with none */
    }
    if (sink->daemon != NULL) {
        MHD_stop_daemon(sink->daemon);
    }
    if (sink->answer != NULL) {
        MHD_destroy_response(sink->answer);
    }
    pthread_cond_destroy(&sink->came);
    pthread_mutex_destroy(&sink->mutex);
    sibu_array_free(sink);
}
