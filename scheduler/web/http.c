/* HTTP over libmicrohttpd: see http.h.
 *
 * libmicrohttpd calls handle() first with the head, then once for each piece of the body, then once with none left: the
 * struct exchange carries the request from call to call and is freed when libmicrohttpd says that the request is over. Where
 * the request rests its connection is suspended; once it is woken libmicrohttpd calls handle() again. So it is too while the crew
 * fills an answer that takes its time.
 */
#include "web/http.h"

#include <inttypes.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "web/crew.h"
#include "web/deadline.h"
#include "web/loop.h"
#include "web/tls_shown.h"

/* The largest body: an officer's list of 10,000 addresses fits. A worker's answer has a few hundred bytes. */
#define BODY_BYTES_MAX ((size_t)4 << 20)
/* A body over its limit is read and dropped, so that whoever sent it reads the answer; but not for ever. */
#define DROPPED_BYTES_MAX ((size_t)16 << 20)
/* 10,000 open streams, and everything else; fewer where the system gives fewer files. */
#define CONNECTIONS_MAX 12000
#define FILES_BESIDE 256 /* that are no connections: the store, records, alerts on their way */
#define IDLE_SECONDS 30
/* Of each connection: its request's head and its answer's. All of it is cleared after each answer, so more would cost time. */
#define CONNECTION_BYTES 16384
/* However they trickle: all of a request; and an answer that is no stream, a report over a poor line. */
#define REQUEST_MS 60000
#define ANSWER_MS 600000
#define CREW 8 /* at once: a password's hash takes 64 MiB */
#define STREAM_TYPE "text/event-stream; charset=utf-8"
/* A browser that was here once comes over TLS for a year. */
#define STRICT_TRANSPORT "max-age=31536000"

struct http_server {
    struct MHD_Daemon *secure; /* over TLS, with threads of its own; or NULL */
    struct loops *loops; /* in the clear; or NULL */
    size_t loop_count;
    struct crew *crew; /* NULL: no answer takes its time */
    struct deadlines *deadlines;
    struct http_handler handler;
    struct tls_shown *shown; /* over TLS; NULL: in the clear */
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t woken;
    size_t resting; /* requests that rest, or whose answer has not been filled yet */
    int ends;
};
struct line { /* a connection */
    struct deadline *deadline;
    struct tls_hold *hold;
};
struct http_rest { /* a request that rests; in the thread of its connection alone */
    struct http_server *server;
    struct loop_wake wake;
    int rests; /* 1: it is among those that the server counts */
    struct http_handler then; /* all zero: not asked for */
};
struct exchange {
    struct http_rest rest;
    struct crew_job job;
    struct http_answer filled; /* by the crew; status 0: it is not, or it has been sent */
    struct http_request request;
    struct sibu_text body;
    size_t body_bytes_max;
    size_t dropped; /* bytes of a body that is too large; 0: it is not */
    int head_only; /* HEAD: libmicrohttpd leaves the body away, but not the end of a stream */
};

/* What every answer carries: nothing is cached, framed, sniffed or run inline. */
static void add_headers(const struct http_server *server, struct MHD_Response *response,
                        const struct http_answer *answer)
{
    if (server->shown != NULL) {
        (void)MHD_add_response_header(response, "Strict-Transport-Security", STRICT_TRANSPORT);
    }
    (void)MHD_add_response_header(response, "Content-Type",
                                  answer->type != NULL ? answer->type : "application/json; charset=utf-8");
    char kept[40];
    (void)snprintf(kept, sizeof kept, "public, max-age=%d", answer->keeps_s);
    (void)MHD_add_response_header(response, "Cache-Control",
                                  answer->keeps_s > 0        ? kept
                                  : answer->modified != NULL ? "private, no-cache"
                                                             : "no-store");
    (void)MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    (void)MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    (void)MHD_add_response_header(
        response, "Content-Security-Policy",
        answer->file != NULL
            ? "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
            : "default-src 'none'; script-src 'self'; connect-src 'self'; manifest-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    if (answer->file != NULL) {
        char named[300];
        (void)snprintf(named, sizeof named, "inline; filename=\"%.250s\"", answer->file);
        (void)MHD_add_response_header(response, "Content-Disposition", named);
    }
    if (answer->retry_s > 0) {
        (void)snprintf(kept, sizeof kept, "%" PRId64, answer->retry_s);
        (void)MHD_add_response_header(response, "Retry-After", kept);
    }
    const char *const others[][2] = {{"ETag", answer->etag},
                                     {"Location", answer->location},
                                     {"Last-Modified", answer->modified},
                                     {"Set-Cookie", answer->cookie},
                                     {"Allow", answer->allow}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i][1] != NULL) {
            (void)MHD_add_response_header(response, others[i][0], others[i][1]);
        }
    }
}

/* Of a connection; NULL: there was no memory for one. */
static struct deadline *deadline_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    const struct line *line = info != NULL ? info->socket_context : NULL;
    return line != NULL ? line->deadline : NULL;
}

static ssize_t read_stream(void *data, uint64_t place, char *out, size_t room)
{
    (void)place;
    ssize_t count = stream_read(data, out, room);
    return count >= 0 ? count : (ssize_t)MHD_CONTENT_READER_END_OF_STREAM;
}

static void end_stream(void *data)
{
    stream_end(data);
}

static void suspend_connection(void *data)
{
    const struct http_rest *rest = data;
    MHD_suspend_connection(rest->wake.connection);
}

static void resume_connection(void *data)
{
    struct http_rest *rest = data;
    if (rest->server->loops != NULL) {
        loops_resume(rest->server->loops, &rest->wake);
    } else {
        MHD_resume_connection(rest->wake.connection);
    }
}

/* Whether it may rest; else the answer says why not. */
static int begin_rest(struct http_request *request, struct http_answer *answer)
{
    struct http_server *server = request->rest->server;
    pthread_mutex_lock(&server->mutex);
    request->rest->rests = !server->ends;
    server->resting += server->ends ? 0 : 1;
    pthread_mutex_unlock(&server->mutex);
    if (!request->rest->rests) {
        http_answer_no(answer, 503, "the server is about to end");
        return 0;
    }
    MHD_suspend_connection(request->connection);
    return 1;
}

int http_rest(struct http_request *request, const struct http_handler *then, struct http_answer *answer)
{
    if (request->rest == NULL || request->rest->rests) { /* of a program that tries the readers; or with the crew */
        http_answer_no(answer, 503, "no connection");
        return 0;
    }
    request->rest->then = *then; /* before: it may be woken at once */
    if (!begin_rest(request, answer)) {
        request->rest->then.answer = NULL;
        return 0;
    }
    return 1;
}

void http_wake(struct http_request *request)
{
    resume_connection(request->rest);
}

/* It is answered, or nobody is there to be answered. */
static void end_rest(struct http_rest *rest)
{
    struct http_server *server = rest->server;
    rest->then.answer = NULL;
    if (rest->rests) {
        rest->rests = 0;
        pthread_mutex_lock(&server->mutex);
        server->resting--;
        if (server->resting == 0 && server->ends) {
            pthread_cond_signal(&server->woken);
        }
        pthread_mutex_unlock(&server->mutex);
    }
}

/* libmicrohttpd cannot end while a connection is suspended: what rests comes to its end first. */
static void wait_for_resting(struct http_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->ends = 1;
    while (server->resting > 0) {
        pthread_cond_wait(&server->woken, &server->mutex);
    }
    pthread_mutex_unlock(&server->mutex);
}

/* An open answer: libmicrohttpd asks for the next piece whenever the connection is not suspended. */
static enum MHD_Result send_stream(const struct http_request *request, struct http_answer *answer)
{
    const struct stream_line line = {request->rest, suspend_connection, resume_connection};
    stream_connect(answer->stream, &line);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, read_stream, answer->stream, end_stream);
    if (response == NULL) {
        stream_end(answer->stream);
        return MHD_NO;
    }
    answer->type = STREAM_TYPE;
    add_headers(request->rest->server, response, answer);
    (void)MHD_add_response_header(response, "X-Accel-Buffering", "no"); /* else a proxy keeps it to itself */
    enum MHD_Result result = MHD_queue_response(request->connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_answer(const struct http_request *request, struct http_answer *answer)
{
    if (!sibu_text_ok(&answer->body)) {
        http_answer_no(answer, 503, "out of memory");
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.length, (void *)(uintptr_t)sibu_text_get(&answer->body), MHD_RESPMEM_MUST_COPY);
    sibu_text_clear(&answer->body);
    if (response == NULL) {
        return MHD_NO;
    }
    add_headers(request->rest->server, response, answer);
    deadline_answer(request->rest->server->deadlines, deadline_of(request->connection));
    enum MHD_Result result = MHD_queue_response(request->connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static size_t limit_of(const struct http_handler *handler, struct http_request *request)
{
    size_t most = handler->body_bytes_max;
    if (handler->limit != NULL && request->path != NULL && request->method != NULL) {
        most = handler->limit(handler->data, request);
    }
    return most > 0 && most < BODY_BYTES_MAX ? most : BODY_BYTES_MAX;
}

static void count_answer(const struct http_server *server, unsigned status)
{
    struct http_counts *counts = server->handler.counts;
    if (counts != NULL && status >= 100 && status < 600) {
        atomic_fetch_add_explicit(&counts->by_class[status / 100], 1, memory_order_relaxed);
    }
}

static struct exchange *open_exchange(struct http_server *server, struct MHD_Connection *connection, const char *url,
                                      const char *method)
{
    struct exchange *exchange = sibu_array_new(1, sizeof *exchange);
    if (exchange == NULL) {
        return NULL;
    }
    exchange->request.arena.max_bytes = (size_t)64 << 20;
    exchange->request.connection = connection;
    exchange->request.rest = &exchange->rest;
    exchange->rest.server = server;
    exchange->rest.wake.connection = connection;
    exchange->request.path = sibu_arena_text(&exchange->request.arena, url, strlen(url));
    exchange->head_only = strcmp(method, "HEAD") == 0;
    method = exchange->head_only ? "GET" : method;
    exchange->request.method = sibu_arena_text(&exchange->request.arena, method, strlen(method));
    exchange->body_bytes_max = limit_of(&server->handler, &exchange->request);
    exchange->body.max_length = exchange->body_bytes_max;
    return exchange;
}

/* Sends what was filled, which is empty then. */
static enum MHD_Result send_filled(struct exchange *exchange, struct http_answer *answer)
{
    count_answer(exchange->rest.server, answer->status);
    if (answer->stream != NULL && exchange->head_only) {
        stream_end(answer->stream);
        answer->stream = NULL;
        answer->type = STREAM_TYPE;
    }
    if (answer->stream == NULL) {
        return send_answer(&exchange->request, answer);
    }
    enum MHD_Result result = send_stream(&exchange->request, answer);
    answer->stream = NULL;
    sibu_text_clear(&answer->body);
    sibu_text_clear(&exchange->body); /* it stays open for hours: it keeps no more than it needs */
    sibu_arena_clear(&exchange->request.arena);
    return result;
}

/* One of the crew fills the answer, and the connection goes on. */
static void fill(void *data)
{
    struct exchange *exchange = data;
    const struct http_handler *handler = &exchange->rest.server->handler;
    exchange->filled.status = 500;
    handler->answer(handler->data, &exchange->request, &exchange->filled);
    resume_connection(&exchange->rest);
}

/* Whether the crew has it; else the answer says why not. */
static int hand_over(struct exchange *exchange, struct http_answer *answer)
{
    if (!begin_rest(&exchange->request, answer)) {
        return 0;
    }
    exchange->job = (struct crew_job){.run = fill, .data = exchange};
    crew_take(exchange->rest.server->crew, &exchange->job);
    return 1;
}

/* What the crew has filled is sent. */
static enum MHD_Result take_over(struct exchange *exchange)
{
    struct http_answer answer = exchange->filled;
    exchange->filled = (struct http_answer){0};
    enum MHD_Result result = send_filled(exchange, &answer);
    end_rest(&exchange->rest);
    return result;
}

static int is_quick(const struct http_server *server, const struct http_request *request)
{
    return server->crew == NULL || server->handler.is_quick(server->handler.data, request);
}

static enum MHD_Result answer_exchange(const struct http_server *server, struct exchange *exchange)
{
    struct http_answer answer = {.status = 500};
    deadline_rest(deadline_of(exchange->request.connection));
    exchange->request.body = sibu_text_get(&exchange->body);
    exchange->request.body_length = exchange->body.length;
    if (exchange->dropped > 0 || !sibu_text_ok(&exchange->body)) {
        char what[80];
        (void)snprintf(what, sizeof what, "the body is too large: this takes at most %zu bytes",
                       exchange->body_bytes_max);
        http_answer_no(&answer, 413, what);
    } else if (exchange->request.path == NULL || exchange->request.method == NULL) {
        http_answer_no(&answer, 503, "out of memory");
    } else if (is_quick(server, &exchange->request)) {
        server->handler.answer(server->handler.data, &exchange->request, &answer);
    } else if (hand_over(exchange, &answer)) {
        return MHD_YES;
    }
    if (exchange->rest.then.answer != NULL) {
        return MHD_YES; /* nothing is sent until it is woken */
    }
    return send_filled(exchange, &answer);
}

/* What rested is answered. */
static enum MHD_Result finish_exchange(struct exchange *exchange)
{
    struct http_answer answer = {.status = 500};
    exchange->rest.then.answer(exchange->rest.then.data, &exchange->request, &answer);
    count_answer(exchange->rest.server, answer.status);
    enum MHD_Result result = send_answer(&exchange->request, &answer);
    end_rest(&exchange->rest);
    return result;
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *piece_length, void **state)
{
    (void)version;
    struct exchange *exchange = *state;
    if (exchange == NULL) {
        exchange = open_exchange(data, connection, url, method);
        *state = exchange;
        return exchange != NULL ? MHD_YES : MHD_NO;
    }
    if (exchange->filled.status != 0) {
        return take_over(exchange);
    }
    if (exchange->rest.then.answer != NULL) {
        return finish_exchange(exchange);
    }
    if (*piece_length > 0) {
        if (exchange->body.length + *piece_length > exchange->body_bytes_max) {
            exchange->dropped += *piece_length;
        } else {
            sibu_text_add_bytes(&exchange->body, piece, *piece_length);
        }
        *piece_length = 0;
        return exchange->dropped <= DROPPED_BYTES_MAX ? MHD_YES : MHD_NO;
    }
    return answer_exchange(data, exchange);
}

static void request_over(void *data, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    (void)why;
    const struct http_server *server = data;
    struct exchange *exchange = *state;
    deadline_next(server->deadlines, deadline_of(connection));
    if (exchange != NULL) {
        end_rest(&exchange->rest);
        if (exchange->filled.stream != NULL) { /* who asked has gone away */
            stream_end(exchange->filled.stream);
        }
        sibu_text_clear(&exchange->filled.body);
        sibu_text_clear(&exchange->body);
        sibu_arena_clear(&exchange->request.arena);
        sibu_array_free(exchange);
        *state = NULL;
    }
}

/* Nothing has been read of it yet. Without memory it has no end by time, and shows what the server began with. */
static struct line *begin_line(const struct http_server *server, struct MHD_Connection *connection)
{
    struct line *line = sibu_array_new(1, sizeof *line);
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (line != NULL && fd != NULL) {
        line->deadline = deadline_begin(server->deadlines, fd->connect_fd);
    }
    if (line != NULL && server->shown != NULL) {
        const union MHD_ConnectionInfo *session =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
        line->hold = session != NULL ? tls_shown_take(server->shown, session->tls_session) : NULL;
    }
    return line;
}

static void end_line(const struct http_server *server, struct line *line)
{
    if (line != NULL) {
        deadline_end(server->deadlines, line->deadline);
        tls_shown_give(server->shown, line->hold);
        sibu_array_free(line);
    }
}

static void connection_changed(void *data, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode what)
{
    const struct http_server *server = data;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        end_line(server, *context);
        *context = NULL;
    } else {
        *context = begin_line(server, connection);
    }
}

/* libmicrohttpd's own complaints (a peer that hangs up) are of no use to an operator. */
static void keep_quiet(void *data, const char *format, va_list values)
{
    (void)data;
    (void)format;
    (void)values;
}

/* As many files as the system lets this process have, and how many connections that is. */
static unsigned connections_max(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 512;
    }
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0 && getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 512;
    }
    rlim_t most = files.rlim_cur > 2 * FILES_BESIDE ? files.rlim_cur - FILES_BESIDE : FILES_BESIDE;
    return most < CONNECTIONS_MAX ? (unsigned)most : CONNECTIONS_MAX;
}

/* With what both ways of listening have; `more` and what it points to lives until the daemon has begun. */
static struct MHD_Daemon *start_daemon(struct http_server *server, int fd, unsigned flags, unsigned connections,
                                       const struct MHD_OptionItem *more)
{
    return MHD_start_daemon(flags | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, handle, server,
                            MHD_OPTION_EXTERNAL_LOGGER, keep_quiet, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
                            MHD_OPTION_NOTIFY_COMPLETED, request_over, server, MHD_OPTION_NOTIFY_CONNECTION,
                            connection_changed, server, MHD_OPTION_CONNECTION_LIMIT, connections,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)CONNECTION_BYTES, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
}

static struct MHD_Daemon *start_loop(void *data, int fd)
{
    struct http_server *server = data;
    const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    return start_daemon(server, fd, MHD_USE_EPOLL, connections_max() / (unsigned)server->loop_count, none);
}

/* By poll: with epoll a thread of this library goes round without a rest while a peer's greeting is half there. */
static struct MHD_Daemon *start_secure(struct http_server *server, int fd, unsigned threads, const struct tls *tls)
{
    const struct MHD_OptionItem more[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, threads, NULL},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)sibu_text_get(&tls->certificate)},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)sibu_text_get(&tls->key)},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL}};
    return start_daemon(server, fd, MHD_USE_TLS | MHD_USE_POLL_INTERNAL_THREAD, connections_max(), more);
}

/* Takes the socket where it goes well. */
static enum sibu_status start(struct http_server *server, int fd, unsigned threads, const struct tls *tls,
                              struct sibu_fault *fault)
{
    server->loop_count = threads;
    if (tls == NULL) {
        enum sibu_status status = loops_open(&server->loops, fd, threads, start_loop, server, fault);
        if (status == SIBU_OK) {
            close(fd); /* each of them has a copy */
        }
        return status;
    }
    server->secure = start_secure(server, fd, threads, tls);
    return server->secure != NULL
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_IO, "HTTP", "服务线程无法启动", "the server's threads cannot be started");
}

static void free_server(struct http_server *server)
{
    crew_close(server->crew);
    deadlines_close(server->deadlines);
    tls_shown_close(server->shown);
    pthread_cond_destroy(&server->woken);
    pthread_mutex_destroy(&server->mutex);
    sibu_array_free(server);
}

enum sibu_status http_open(struct http_server **out, int fd, unsigned threads, const struct tls *tls,
                           struct http_handler handler, struct sibu_fault *fault)
{
    *out = NULL;
    struct http_server *server = sibu_array_new(1, sizeof *server);
    if (server == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    server->handler = handler;
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->woken, NULL);
    enum sibu_status status =
        deadlines_open(&server->deadlines, handler.request_ms > 0 ? handler.request_ms : REQUEST_MS, ANSWER_MS, fault);
    status = status == SIBU_OK && tls != NULL ? tls_shown_open(&server->shown, tls, fault) : status;
    status = status == SIBU_OK && handler.is_quick != NULL ? crew_open(&server->crew, CREW, fault) : status;
    status = status == SIBU_OK ? start(server, fd, threads, tls, fault) : status;
    if (status != SIBU_OK) {
        free_server(server);
        return status;
    }
    *out = server;
    return SIBU_OK;
}

enum sibu_status http_renew(struct http_server *server, const struct tls *tls, struct sibu_fault *fault)
{
    return tls_shown_renew(server->shown, tls, fault);
}

void http_close(struct http_server *server)
{
    if (server != NULL) {
        wait_for_resting(server);
        loops_close(server->loops);
        if (server->secure != NULL) {
            MHD_stop_daemon(server->secure);
        }
        free_server(server);
    }
}
