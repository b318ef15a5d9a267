/* A witness's desk: takes a request's text and the time, decides, keeps, and only then answers. Behind it stand the shelf,
 * the key and the chains; before it, HTTP (web/witness_server.h) or a test.
 *
 * Thread safe: one request at a time is decided.
 */
#pragma once
#include "sibu/text.h"
#include "witness/witness.h"

struct desk;
/* Opens the folder, which exists: witness.key and witness.db are made where they are not. name may be NULL (shelf.h). */
SIBU_MUST_USE enum sibu_status desk_open(struct desk **out, const char *folder, const char *name,
                                         struct sibu_fault *fault);
void desk_close(struct desk *desk); /* wipes its secrets; NULL is allowed */
const struct note_key *desk_key_of(const struct desk *desk);

/* Each fills `answer` (the caller's, empty) with one JSON object and returns the HTTP status that belongs to it. */
unsigned desk_key(const struct desk *desk, struct sibu_text *answer);
unsigned desk_head(struct desk *desk, const char *installation, struct sibu_text *answer);
/* now_us: the witness's clock, microseconds since 1970. */
struct desk_request {
    const char *bytes;
    size_t length;
    int64_t now_us;
};
unsigned desk_epoch(struct desk *desk, const struct desk_request *request, struct sibu_text *answer);
unsigned desk_link(struct desk *desk, const struct desk_request *request, struct sibu_text *answer);
