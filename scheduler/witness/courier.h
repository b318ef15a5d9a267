/* What brings the contributions of others: a thread that asks witnesses and a beacon, again and again, until all have
 * answered. It has one tick and one epoch to ask for at a time; the tick goes first.
 *
 * Nothing is believed that is not checked (ask.h, beacon.h), and nothing stands in for what does not come. The same requests
 * go out at each tick, whatever it will bring. Who does not answer is asked again after 1 s, 2 s, 4 s ... 30 s, who refuses
 * each minute, who says "early" when he said; real time. Both that and its end is logged once.
 *
 * Thread safe. The courier owns copies of all that it is given, but for what `leaves` reads.
 */
#pragma once
#include "chance/beacon_fetch.h"
#include "draw/ledger_proof.h"
#include "witness/ask.h"
#include "witness/token.h"

#define COURIER_URL_MAX 512
#define COURIER_TOKEN_MAX (WITNESS_TOKEN_MAX + 1)

struct courier;

struct courier_witness {
    char url[COURIER_URL_MAX];
    char token[COURIER_TOKEN_MAX]; /* "": none */
    struct note_key key;
};
/* Whom to ask. */
struct courier_parties {
    struct courier_witness witnesses[LEDGER_WITNESSES_MAX];
    size_t witness_count;
    int has_beacon;
    uint8_t chain[BEACON_HASH_BYTES];
    char urls[BEACON_URLS_MAX][COURIER_URL_MAX]; /* of the beacon */
    size_t url_count;
};

/* `leaves` gives the leaves of the ledger's tree, for proofs; it is asked in the courier's thread, while the courier lives.
 * Starts the thread; the caller closes it. */
SIBU_MUST_USE enum sibu_status courier_open(struct courier **out, struct tree_leaves leaves, int timeout_ms,
                                            struct sibu_fault *fault);
/* Waits for the request under way, timeout_ms at most, and joins. NULL is allowed. */
void courier_close(struct courier *courier);

/* A tick that is open. */
struct courier_tick {
    struct courier_parties parties;
    struct witness_epoch epoch;
    int64_t tick;
    struct note note; /* the head of the tick, signed */
    struct chain_known known[LEDGER_WITNESSES_MAX]; /* the witnesses' links that are known */
    struct beacon_chain beacon;
    int64_t round; /* 0: no beacon */
    int64_t round_in_us; /* real time until it is out: it is not asked for earlier */
};
/* Asks for it from now on, and for no other; a request under way for another is the last of its errand. */
void courier_fetch(struct courier *courier, const struct courier_tick *tick);
/* Whether everything of the tick is there: then witnesses, round, signature and previous of the row are filled in. Waits for it
 * for wait_ms of real time, at most; 0: does not wait. */
int courier_fetched(struct courier *courier, int64_t tick, int wait_ms, struct ledger_link *out);

/* An epoch that is to begin. */
struct courier_epoch {
    struct courier_parties parties;
    struct witness_epoch epoch;
};
void courier_begin(struct courier *courier, const struct courier_epoch *epoch);
enum courier_answer {
    COURIER_ASKING,
    COURIER_AGREED, /* anchors, and what the beacon says of itself, are filled in */
    COURIER_REFUSED /* this number or beginning will never do: ask with another */
};
enum courier_answer courier_begun(struct courier *courier, const struct witness_epoch *epoch, struct ledger_epoch *out);

/* Whether somebody does not answer or refuses: what the last trouble was. */
int courier_trouble(struct courier *courier, struct sibu_fault *fault);
