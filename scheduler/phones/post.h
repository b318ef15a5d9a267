/* Requests that go out without anybody waiting for them: libcurl's multi interface behind a queue.
 *
 * A request that gets no answer, or a 5xx, is sent again with the same body after a growing pause, until it is answered.
 * One thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

struct post;
/* `server` is the beginning of every address; `key` the officer's, sent where a request asks for it. Both are copied. */
SIBU_MUST_USE enum sibu_status post_open(struct post **out, const char *server, const char *key,
                                         struct sibu_fault *fault);
void post_close(struct post *post); /* NULL is allowed; what is under way is dropped */

struct post_request {
    const char *method, *path, *body; /* copied */
    int authorized;
};
SIBU_MUST_USE enum sibu_status post_add(struct post *post, const struct post_request *request,
                                        struct sibu_fault *fault);
/* Moves everything on that can move now; waits at most wait_ms for something to happen. */
SIBU_MUST_USE enum sibu_status post_step(struct post *post, int wait_ms, struct sibu_fault *fault);

struct post_counts {
    size_t waiting; /* not answered yet */
    uint64_t accepted, refused; /* answered 2xx; answered 4xx */
};
struct post_counts post_counts(const struct post *post);

/* One request at once, waiting for its answer; the caller clears `answer`. SIBU_IO where none comes. */
SIBU_MUST_USE enum sibu_status post_now(struct post *post, const struct post_request *request, long *http_status,
                                        struct sibu_text *answer, struct sibu_fault *fault);
