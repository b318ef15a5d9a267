/* A witness over HTTP: see witness_server.h. */
#include "web/witness_server.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

#include "sibu/hash.h"
#include "sibu/memory.h"
#include "web/http.h"
#include "witness/request.h"

#define THREADS 2

struct witness_server {
    struct witness_server_def def;
    struct http_server *http;
};

/* The kernel's time, asked anew each time: a witness's machine may sleep, or have its clock set right after the start. */
static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void hash_token(const char *token, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu token v1");
    sibu_hash_text(&hash, token);
    sibu_hash_done(&hash, out);
}

/* Hashes are compared, so that the time it takes says nothing of the token. */
static int may_ask(const struct witness_server *server, const struct http_request *request)
{
    static const char BEARER[] = "Bearer ";
    if (server->def.token == NULL) {
        return 1;
    }
    const char *shown = http_header(request, "Authorization");
    if (shown == NULL || strncmp(shown, BEARER, sizeof BEARER - 1) != 0) {
        return 0;
    }
    uint8_t theirs[SIBU_HASH_BYTES], ours[SIBU_HASH_BYTES];
    hash_token(shown + sizeof BEARER - 1, theirs);
    hash_token(server->def.token, ours);
    return sodium_memcmp(theirs, ours, sizeof ours) == 0;
}

static void answer_key(struct witness_server *server, struct http_request *request, struct http_answer *answer)
{
    (void)request;
    answer->status = desk_key(server->def.desk, &answer->body);
}

static void answer_head(struct witness_server *server, struct http_request *request, struct http_answer *answer)
{
    answer->status = desk_head(server->def.desk, http_query(request, "installation"), &answer->body);
}

static void answer_epoch(struct witness_server *server, struct http_request *request, struct http_answer *answer)
{
    struct desk_request asked = {request->body, request->body_length, now_us()};
    answer->status = desk_epoch(server->def.desk, &asked, &answer->body);
}

static void answer_link(struct witness_server *server, struct http_request *request, struct http_answer *answer)
{
    struct desk_request asked = {request->body, request->body_length, now_us()};
    answer->status = desk_link(server->def.desk, &asked, &answer->body);
}

static const struct path {
    const char *method, *path;
    int is_open; /* 1: for anybody */
    void (*answer)(struct witness_server *server, struct http_request *request, struct http_answer *answer);
} PATHS[] = {
    {"GET", "/v1/key", 1, answer_key},
    {"GET", "/v1/head", 1, answer_head},
    {"POST", "/v1/epoch", 0, answer_epoch},
    {"POST", "/v1/link", 0, answer_link},
};

static void answer_request(void *data, struct http_request *request, struct http_answer *answer)
{
    struct witness_server *server = data;
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        if (strcmp(PATHS[i].path, request->path) != 0) {
            continue;
        }
        if (strcmp(PATHS[i].method, request->method) != 0) {
            http_answer_no(answer, 405, "not with this method");
        } else if (!PATHS[i].is_open && !may_ask(server, request)) {
            http_answer_no(answer, 401, "show the witness's token: Authorization: Bearer TOKEN");
        } else {
            PATHS[i].answer(server, request, answer);
        }
        return;
    }
    http_answer_no(answer, 404, "there is nothing here");
}

enum sibu_status witness_server_open(struct witness_server **out, const struct witness_server_def *def,
                                     struct sibu_fault *fault)
{
    *out = NULL;
    struct witness_server *server = sibu_array_new(1, sizeof *server);
    if (server == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    server->def = *def;
    struct http_handler handler = {.answer = answer_request, .data = server, .body_bytes_max = REQUEST_BYTES_MAX};
    enum sibu_status status = http_open(&server->http, def->fd, THREADS, NULL, handler, fault);
    if (status != SIBU_OK) {
        witness_server_close(server);
        return status;
    }
    *out = server;
    return SIBU_OK;
}

void witness_server_close(struct witness_server *server)
{
    if (server != NULL) {
        http_close(server->http);
        sibu_array_free(server);
    }
}
