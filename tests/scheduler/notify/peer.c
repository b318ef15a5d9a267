/* See peer.h. One thread of libmicrohttpd serves all requests; the mutex guards what the test reads. */
#include "peer.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <microhttpd.h>

#define REQUESTS_MAX 2000
#define SLOW_MAX 64
#define LARGE_BYTES ((size_t)1 << 20)

struct peer {
    struct MHD_Daemon *daemon;
    uint16_t port;
    pthread_mutex_t mutex;
    struct peer_request requests[REQUESTS_MAX];
    size_t count;
    struct MHD_Connection *slow[SLOW_MAX];
    size_t slow_count;
    int released;
};

uint64_t peer_hash(const char *bytes, size_t length)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211U;
    }
    return hash;
}

static void copy_header(struct MHD_Connection *connection, const char *name, char *out, size_t bytes)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    (void)snprintf(out, bytes, "%s", value == NULL ? "" : value);
}

/* How often the path was asked for before. */
static size_t count_before(const struct peer *peer, const char *path)
{
    size_t count = 0;
    for (size_t i = 0; i < peer->count; i++) {
        count += strcmp(peer->requests[i].path, path) == 0;
    }
    return count;
}

static enum MHD_Result answer_with(struct MHD_Connection *connection, unsigned status, size_t bytes)
{
    static char page[LARGE_BYTES];
    struct MHD_Response *response = MHD_create_response_from_buffer(bytes, page, MHD_RESPMEM_PERSISTENT);
    if (status == 429) {
        (void)MHD_add_response_header(response, "Retry-After", "1");
    }
    if (status == 302) {
        (void)MHD_add_response_header(response, "Location", "/ok/redirected");
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static int begins(const char *path, const char *word)
{
    return strncmp(path, word, strlen(word)) == 0;
}

/* Answers as the path says; the caller holds the mutex. */
static enum MHD_Result behave(struct peer *peer, struct MHD_Connection *connection, const char *path, size_t before)
{
    static const struct {
        const char *word;
        unsigned status;
        size_t bytes;
    } WORDS[] = {
        {"/ok", 200, 2}, {"/fail", 503, 2}, {"/gone", 410, 2}, {"/redirect", 302, 0}, {"/large", 200, LARGE_BYTES}};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (begins(path, WORDS[i].word)) {
            return answer_with(connection, WORDS[i].status, WORDS[i].bytes);
        }
    }
    if (begins(path, "/busy")) {
        return answer_with(connection, before == 0 ? 429 : 200, 0);
    }
    if (begins(path, "/slow") && !peer->released && peer->slow_count < SLOW_MAX) {
        peer->slow[peer->slow_count++] = connection;
        MHD_suspend_connection(connection);
        return MHD_YES;
    }
    return begins(path, "/slow") ? answer_with(connection, 200, 0) : MHD_NO;
}

/* What belongs to one request while its body comes in. */
struct incoming {
    struct peer_request request;
    char body[20000];
    size_t bytes;
    int is_kept;
    size_t before;
};

static void keep(struct peer *peer, struct MHD_Connection *connection, const char *path, struct incoming *incoming)
{
    struct peer_request *request = &incoming->request;
    (void)snprintf(request->path, sizeof request->path, "%s", path);
    copy_header(connection, "Idempotency-Key", request->key, sizeof request->key);
    copy_header(connection, "Link", request->link, sizeof request->link);
    copy_header(connection, "Content-Type", request->type, sizeof request->type);
    copy_header(connection, "X-Sibu-Exercise", request->exercise, sizeof request->exercise);
    request->body_bytes = incoming->bytes;
    request->body_hash = peer_hash(incoming->body, incoming->bytes);
    incoming->before = count_before(peer, path);
    incoming->is_kept = 1;
    if (peer->count < REQUESTS_MAX) {
        peer->requests[peer->count++] = *request;
    }
}

static enum MHD_Result serve(void *data, struct MHD_Connection *connection, const char *path, const char *method,
                             const char *version, const char *bytes, size_t *length, void **state)
{
    struct peer *peer = data;
    struct incoming *incoming = *state;
    (void)method;
    (void)version;
    if (incoming == NULL) {
        *state = calloc(1, sizeof *incoming);
        return *state == NULL ? MHD_NO : MHD_YES;
    }
    if (*length > 0) {
        size_t room = sizeof incoming->body - incoming->bytes;
        size_t taken = *length < room ? *length : room;
        memcpy(incoming->body + incoming->bytes, bytes, taken);
        incoming->bytes += taken;
        *length = 0;
        return MHD_YES;
    }
    pthread_mutex_lock(&peer->mutex);
    if (!incoming->is_kept) {
        keep(peer, connection, path, incoming);
    }
    enum MHD_Result result = behave(peer, connection, path, incoming->before);
    pthread_mutex_unlock(&peer->mutex);
    return result;
}

static void forget(void *data, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
    (void)data;
    (void)connection;
    (void)code;
    free(*state);
    *state = NULL;
}

struct peer *peer_open(void)
{
    struct peer *peer = calloc(1, sizeof *peer);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_non_null(peer);
    pthread_mutex_init(&peer->mutex, NULL);
    peer->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, serve,
                                    peer, MHD_OPTION_SOCK_ADDR, &here, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
                                    MHD_OPTION_CONNECTION_LIMIT, 500U, MHD_OPTION_END);
    assert_non_null(peer->daemon);
    peer->port = MHD_get_daemon_info(peer->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return peer;
}

void peer_release(struct peer *peer)
{
    pthread_mutex_lock(&peer->mutex);
    peer->released = 1;
    for (size_t i = 0; i < peer->slow_count; i++) {
        MHD_resume_connection(peer->slow[i]);
    }
    peer->slow_count = 0;
    pthread_mutex_unlock(&peer->mutex);
}

void peer_close(struct peer *peer)
{
    peer_release(peer);
    MHD_stop_daemon(peer->daemon);
    pthread_mutex_destroy(&peer->mutex);
    free(peer);
}

uint16_t peer_port(const struct peer *peer)
{
    return peer->port;
}

void peer_address(const struct peer *peer, const char *path, char out[128])
{
    (void)snprintf(out, 128, "http://127.0.0.1:%u%s", (unsigned)peer->port, path);
}

size_t peer_count(struct peer *peer)
{
    pthread_mutex_lock(&peer->mutex);
    size_t count = peer->count;
    pthread_mutex_unlock(&peer->mutex);
    return count;
}

struct peer_request peer_request(struct peer *peer, size_t index)
{
    pthread_mutex_lock(&peer->mutex);
    assert_true(index < peer->count);
    struct peer_request request = peer->requests[index];
    pthread_mutex_unlock(&peer->mutex);
    return request;
}

static int bind_loopback(uint16_t *port)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&here, &length), 0);
    *port = ntohs(here.sin_port);
    return listener;
}

int peer_mute_open(uint16_t *port)
{
    int listener = bind_loopback(port);
    assert_int_equal(listen(listener, 128), 0); /* the kernel accepts, and nobody reads */
    return listener;
}

void peer_mute_close(int listener)
{
    close(listener);
}

uint16_t peer_closed_port(void)
{
    uint16_t port = 0;
    int listener = bind_loopback(&port);
    close(listener);
    return port;
}
