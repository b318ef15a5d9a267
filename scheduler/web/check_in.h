/* A check-in, and what speaks for it: a code is judged, and whatever is found, the check-in is kept. */
#pragma once
#include "web/server_state.h"

struct check_in {
    struct drill_answer answer; /* token, key, times; place: the point that was said, or "" */
    const char *code; /* as it was scanned; NULL or "": none */
    const char
        *seen; /* the server's own note of when the code's page was opened, see code_seen_write; NULL or "": none */
};
/* As drill_take. The place that is kept is the code's where that is one of this site, else what was said. */
SIBU_MUST_USE enum sibu_status check_in_keep(struct server *server, const struct check_in *given,
                                             enum drill_verdict *verdict, int64_t *received_us,
                                             struct sibu_fault *fault);
/* The same for a request that rests meanwhile. The strings of `given` are copied. */
struct check_in_wait { /* in the request's arena */
    struct server *server;
    struct http_request *request;
    struct drill_answer answer;
    struct drill_evidence evidence;
    struct drill_taking taking; /* what became of it */
};
/* `then` fills the answer; its data is the struct check_in_wait. Else `answer` says what is wrong. */
void check_in_bring(struct server *server, struct http_request *request, const struct check_in *given,
                    void (*then)(void *data, struct http_request *request, struct http_answer *answer),
                    struct http_answer *answer);
/* The code that the screen at a point of the plan shows now; false where no drill runs at its site, or it has no code. */
int check_in_code(struct server *server, const char *site, const char *point, char out[CODE_TEXT_BYTES]);
/* A code that belongs to no drill: printed, or the link of a wall screen. */
int check_in_code_kept(const struct server *server, enum code_kind kind, const char *site, const char *point,
                       char out[CODE_TEXT_BYTES]);
/* Reads the secret of the codes, or makes it at the first start. */
SIBU_MUST_USE enum sibu_status check_in_open(struct server *server, struct sibu_fault *fault);
