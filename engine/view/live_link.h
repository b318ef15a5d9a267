/* The way to the server: one question at a time over HTTP, without waiting (libcurl). Only http and https; no redirects,
 * so the key goes nowhere else; certificates are checked, against CURL_CA_BUNDLE where that names a file.
 *
 * One thread.
 */
#pragma once
#include "sibu/text.h"

#define LIVE_KEY_BYTES 64

struct live_link; /* opaque */

struct live_answer {
    long status; /* of HTTP; 0: there was no answer, and `fault` says why */
    struct sibu_text body; /* owned by the link, until the next question */
    struct sibu_fault fault;
};

/* `server` as "https://plant.example:8443", perhaps with a path; the key goes along with every question. SIBU_BAD_INPUT
 * where that is no such address. The caller closes the link. */
SIBU_MUST_USE enum sibu_status live_link_open(struct live_link **out, const char *server, const char *key,
                                              struct sibu_fault *fault);
void live_link_close(struct live_link *link); /* NULL is allowed */
/* Begins a question; `path` as "/v1/record?have=site". One that is under way is given up. */
SIBU_MUST_USE enum sibu_status live_link_ask(struct live_link *link, const char *path, struct sibu_fault *fault);
int live_link_is_asking(const struct live_link *link);
/* Goes on with it, and waits up to wait_ms for the net. The answer once it is complete, else NULL. */
const struct live_answer *live_link_step(struct live_link *link, int wait_ms);
/* The server's address, for faults. */
const char *live_link_name(const struct live_link *link);
