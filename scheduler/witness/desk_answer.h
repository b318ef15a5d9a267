/* A desk's answers as JSON. Private to the desk. Pure. */
#pragma once
#include "draw/receipt.h"
#include "sibu/text.h"
#include "witness/witness.h"

/* {"ok":false,"refused":WORD,"what":...}; `what` may be NULL: the word's own sentence. Returns the HTTP status. */
unsigned desk_answer_no(struct sibu_text *answer, enum witness_verdict verdict, const char *what);
/* What a server needs to ask better. */
struct desk_hint {
    int64_t wait_s; /* > 0: told with "early" */
    uint64_t size; /* told with "old-size" and "smaller" */
};
unsigned desk_answer_hint(struct sibu_text *answer, enum witness_verdict verdict, const struct desk_hint *hint);
unsigned desk_answer_anchor(struct sibu_text *answer, const uint8_t anchor[CHAIN_LINK_BYTES]);
/* The link alone, of a tick that was never asked for and is past. */
unsigned desk_answer_implied(struct sibu_text *answer, const uint8_t link[CHAIN_LINK_BYTES]);
/* The link with cosignature and receipt, signed here. */
unsigned desk_answer_link(struct sibu_text *answer, const struct note_signer *signer, const struct receipt *receipt);
unsigned desk_answer_note(struct sibu_text *answer, const char *note);
unsigned desk_answer_key(struct sibu_text *answer, const struct note_key *key);
