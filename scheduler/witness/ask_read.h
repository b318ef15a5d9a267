/* A witness's answers, read and checked. Private to the asking. Pure but for the document's memory. */
#pragma once
#include "sibu/text.h"
#include "witness/ask.h"

/* What came back. `bytes` is the caller's. */
struct ask_answer {
    const char *url; /* for faults */
    long http_status;
    const char *bytes;
    size_t length;
};
SIBU_MUST_USE enum sibu_status ask_read_key(const struct ask_answer *answer, struct note_key *out,
                                            struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status ask_read_anchor(const struct ask_answer *answer, uint8_t anchor[CHAIN_LINK_BYTES],
                                               struct ask_refusal *refusal, struct sibu_fault *fault);
/* Checks the link against what is known, cosignature and receipt against the key. */
SIBU_MUST_USE enum sibu_status ask_read_link(const struct ask_answer *answer, const struct note_key *key,
                                             const struct ask_link *link, struct ask_given *out,
                                             struct ask_refusal *refusal, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status ask_read_head(const struct ask_answer *answer, const struct note_key *key,
                                             struct note *out, struct sibu_fault *fault);
