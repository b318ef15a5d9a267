/* The channel "http": the alert itself, as CAP XML, posted to each person's own address.
 *
 * Pure. Any thread.
 */
#pragma once
#include "notify/http_call.h"
#include "sibu/fault.h"
#include "sibu/memory.h"

struct cap_post {
    const char *url; /* of the person */
    const char *xml;
    const char *key; /* Idempotency-Key */
    const char *answer_url; /* the person's own page, sent as a Link with rel="answer" */
    int is_exercise; /* X-Sibu-Exercise */
};
/* Fills *out from the arena; it points to what `post` points to, too. SIBU_NO_MEMORY; SIBU_LIMIT where the address of the
 * answer is longer than 2000 bytes. */
SIBU_MUST_USE enum sibu_status cap_post_write(const struct cap_post *post, struct sibu_arena *arena,
                                              struct http_call *out, struct sibu_fault *fault);
