/* How a server asks its witnesses: HTTP/JSON over libcurl, one request at a time, in the caller's thread.
 *
 * Nothing that comes back is believed: answers have at most 8 KiB, redirects are not followed, proxies of the environment
 * not used, certificates verified; a link must lead to one that is known, cosignature and receipt must be of the key that
 * was agreed on. Any number of threads.
 */
#pragma once
#include "draw/receipt.h"
#include "witness/witness.h"

#define ASK_ANSWER_BYTES_MAX 8192

/* Who is asked. The pointers are the caller's. */
struct ask_witness {
    const char *url; /* "http://10.0.0.7:8091", without a slash at the end */
    const char *token; /* shown as a bearer; NULL: none */
    int timeout_ms; /* for the whole of a request, > 0 */
    struct note_key key; /* as told by its holder, and pinned; ask_key does not use it */
};

/* Each returns SIBU_OK; SIBU_NO where the witness refuses for good; SIBU_IO where another try may succeed (no answer, or
 * WITNESS_EARLY); SIBU_BAD_INPUT where the answer is none or is not true. `fault` names the witness. */
struct ask_refusal {
    enum witness_verdict verdict; /* WITNESS_FAILED where there was no answer */
    int64_t wait_s; /* with WITNESS_EARLY: whole seconds until it may be asked again */
    uint64_t size; /* with WITNESS_OLD_SIZE and WITNESS_SMALLER: where the proof must begin */
};
/* The witness's public key, to be compared with what its holder says, and pinned. */
SIBU_MUST_USE enum sibu_status ask_key(const struct ask_witness *witness, struct note_key *out,
                                       struct sibu_fault *fault);
/* Opens the epoch, or finds it as it was opened before. */
SIBU_MUST_USE enum sibu_status ask_epoch(const struct ask_witness *witness, const struct witness_epoch *epoch,
                                         uint8_t anchor[CHAIN_LINK_BYTES], struct ask_refusal *refusal,
                                         struct sibu_fault *fault);

struct ask_link {
    const struct witness_epoch *epoch;
    const struct witness_ask *ask; /* for a tick of that epoch */
    struct chain_known known; /* a link of this witness that is known, before the one asked for; number 0: the anchor */
};
struct ask_given {
    uint8_t link[CHAIN_LINK_BYTES];
    int is_implied; /* 1: asked for too late; the link is right, but nothing was signed */
    char cosignature[NOTE_LINE_MAX]; /* a note line with its \n; "" where it is implied */
    char receipt[RECEIPT_CODE_MAX]; /* receipt.h; "" where it is implied */
    int64_t time_s; /* of both; 0 where it is implied */
};
SIBU_MUST_USE enum sibu_status ask_link(const struct ask_witness *witness, const struct ask_link *link,
                                        struct ask_given *out, struct ask_refusal *refusal, struct sibu_fault *fault);
/* The last head that the witness cosigned for this installation, with both signatures: the cosignature is checked, the log's
 * is the caller's to check. SIBU_NO where there is none. */
SIBU_MUST_USE enum sibu_status ask_head(const struct ask_witness *witness, const uint8_t id[DRAW_INSTALLATION_BYTES],
                                        struct note *out, struct sibu_fault *fault);
