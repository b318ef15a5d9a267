/* HTTP as the pages and the API see it: a request with its parts read, an answer to fill. libmicrohttpd stands behind it.
 *
 * The head and body of a request are limited, the whole body is there before a handler is called, and what a handler
 * needs lives in the request's arena. Handlers run in the threads that have the connections, those that take their time in a crew's (crew.h): what they share
 * guards itself.
 */
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/memory.h"
#include "sibu/text.h"
#include "web/stream.h"
#include "web/tls.h"

struct caller;
struct http_request {
    const char *method; /* "GET", "POST", "PUT"; what asks for the head alone is a GET to handlers */
    const char *path; /* decoded, begins with / */
    const char *body; /* body_length bytes and a NUL */
    size_t body_length;
    struct sibu_arena arena; /* freed after the answer */
    void *connection; /* libmicrohttpd's */
    struct http_rest *rest; /* http.c's own */
    const struct caller *caller; /* who asks (web/session.h); NULL until route.c has found out */
    const char *address; /* from where, as the audit trail has it; set with the caller */
};
/* All zero but for status is a valid, empty answer. */
struct http_answer {
    unsigned status;
    const char *type; /* NULL: application/json; charset=utf-8 */
    struct sibu_text body; /* freed after it is sent */
    const char *location; /* for 303, in the request's arena; or NULL */
    const char *cookie; /* a Set-Cookie value, in the request's arena; or NULL */
    const char *allow; /* for 405: the methods that there are, in the request's arena; or NULL */
    const char *etag, *modified; /* of what may be asked for again by them, in the request's arena; or NULL */
    const char *file; /* what is handed out is a file of this name (ASCII), a page in it has its own style; or NULL */
    int keeps_s; /* how long whoever asked may keep it; 0: not at all */
    int64_t retry_s; /* after how long it may be tried again; 0: nothing is said of it */
    struct stream *stream; /* a stream of events in place of the body, ended by whoever reads it; or NULL */
};

/* The value of a header, or of a query's argument, or NULL. Lives as long as the request. */
const char *http_header(const struct http_request *request, const char *name);
const char *http_query(const struct http_request *request, const char *name);
const char *http_cookie(const struct http_request *request, const char *name);
/* The value of a field of an application/x-www-form-urlencoded or multipart/form-data body, decoded into the arena, or NULL;
 * NULL too where it is no UTF-8. */
const char *http_form(struct http_request *request, const char *name);

/* The address of who asks. Behind a proxy on this machine it is the one that the proxy has added to X-Forwarded-For. */
const char *http_address(struct http_request *request, int behind_proxy);

/* Fills a JSON answer {"ok":false,"what":...} from a fault: 400 bad input, 413 limit, 503 the outside failed. */
void http_answer_fault(struct http_answer *answer, const struct sibu_fault *fault);
/* {"ok":false,"what":what} with the status given. */
void http_answer_no(struct http_answer *answer, unsigned status, const char *what);

/* How many requests were answered, by the first digit of the status. All zero at first; any thread. */
struct http_counts {
    atomic_uint_least64_t by_class[6];
};
uint64_t http_count(const struct http_counts *counts, unsigned digit); /* digit in [1, 5] */

struct http_server;
struct http_handler {
    void (*answer)(void *data, struct http_request *request, struct http_answer *answer); /* fills status and body */
    void *data;
    size_t body_bytes_max; /* a larger body is refused with 413; 0: 4 MiB, and never more */
    size_t (*limit)(void *data, struct http_request *request); /* instead, asked when only the head is there; or NULL */
    /* Whether the request's answer keeps the thread of its connection for less than a few ms, or rests: all others are filled
     * by a crew's threads. Asked when the body is there. NULL: all do. */
    int (*is_quick)(void *data, const struct http_request *request);
    struct http_counts *counts; /* the caller's; NULL: nobody counts */
    int request_ms; /* in which all of a request must have come, or its connection ends; 0: a minute */
};
/* Lets a request rest whose answer has to wait: its connection is left alone, and no thread waits for it. A handler that got
 * true hands the request to whoever brings what it waits for, leaves its answer as it is and returns; http_wake, called once
 * and from any thread, then has `then` fill an answer, no stream, in a thread of the pool. What is needed meanwhile lives in
 * the request's arena and owns nothing: where the peer has gone away `then` may not be called. False: the server is about to
 * end, and `answer` says so (503). */
int http_rest(struct http_request *request, const struct http_handler *then, struct http_answer *answer);
void http_wake(struct http_request *request);
/* Takes address:port (port 0: a free one) and listens; requests wait until http_open. *fd is the caller's until then. */
SIBU_MUST_USE enum sibu_status http_listen(const char *address, uint16_t port, int *fd, uint16_t *taken,
                                           struct sibu_fault *fault);
/* Answers what comes in on the listening socket, which is now the server's. `threads` in [1, 64]. `tls` NULL: in the clear;
 * else over TLS alone, and each answer tells browsers to keep to that. The caller closes the server. */
SIBU_MUST_USE enum sibu_status http_open(struct http_server **out, int fd, unsigned threads, const struct tls *tls,
                                         struct http_handler handler, struct sibu_fault *fault);
/* Shows another certificate to whoever connects from now on; connections that are there go on with theirs. For a server that
 * answers over TLS. Any thread. Where it fails nothing is changed. */
SIBU_MUST_USE enum sibu_status http_renew(struct http_server *server, const struct tls *tls, struct sibu_fault *fault);
/* Stops listening, waits for requests under way and for those that rest, frees. NULL is allowed. */
void http_close(struct http_server *server);
