/* One round of asking: see courier_part.h. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "witness/courier_part.h"

#define SECOND_US INT64_C(1000000)
#define BACK_OFF_S_MAX 30
#define REFUSED_S 60

static struct ask_witness whom(const struct courier *courier, const struct courier_witness *witness)
{
    return (struct ask_witness){.url = witness->url,
                                .token = witness->token[0] != '\0' ? witness->token : NULL,
                                .timeout_ms = courier->timeout_ms,
                                .key = witness->key};
}

/* Whoever looks at the clock of a log line wants the kernel's. */
static int64_t now_us(void)
{
    struct clock clock;
    clock_init_real(&clock);
    int64_t now = clock_now_us(&clock);
    clock_clear(&clock);
    return now;
}

/* Notes how a try went. `wait_s` 0: as failures say. */
static void note_turn(struct courier *courier, struct courier_turn *turn, enum sibu_status status, int64_t wait_s,
                      const struct sibu_fault *fault)
{
    if (status == SIBU_OK) {
        if (turn->failures > 1) {
            log_line(now_us(), "info", "draw", "what the draw waited for is there");
        }
        turn->is_done = 1;
        return;
    }
    int shift = turn->failures < 5 ? turn->failures : 5;
    int64_t back_off_s = INT64_C(1) << shift;
    back_off_s = back_off_s < BACK_OFF_S_MAX ? back_off_s : BACK_OFF_S_MAX;
    turn->failures++;
    turn->next_us = clock_monotonic_us() + (wait_s > 0 ? wait_s : back_off_s) * SECOND_US;
    if (turn->failures == 2) { /* one failure in passing is nothing to tell of */
        log_fault(now_us(), "draw", fault);
    }
    pthread_mutex_lock(&courier->mutex);
    courier->has_trouble = 1;
    courier->trouble = *fault;
    pthread_mutex_unlock(&courier->mutex);
}

/* Whether all have answered; if not, *next_us is when the first of them is asked again. */
static int all_done(struct courier *courier, const struct courier_turn *turns, size_t count, int64_t *next_us)
{
    int done = 1;
    *next_us = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!turns[i].is_done) {
            done = 0;
            *next_us = turns[i].next_us < *next_us ? turns[i].next_us : *next_us;
        }
    }
    if (done) {
        pthread_mutex_lock(&courier->mutex);
        courier->has_trouble = 0;
        pthread_mutex_unlock(&courier->mutex);
    }
    return done;
}

static int is_due(const struct courier_turn *turn)
{
    return !turn->is_done && turn->next_us <= clock_monotonic_us();
}

/* Whether an errand is wanted still: the end has not come, and no later one stands there. A party may hang for as long as the
 * timeout; who gave the errand up does not wait for all the others too. */
static int is_wanted(struct courier *courier, const uint64_t *latest, uint64_t number)
{
    pthread_mutex_lock(&courier->mutex);
    int wanted = !courier->stops && *latest == number;
    pthread_mutex_unlock(&courier->mutex);
    return wanted;
}

static int wants_tick(struct courier *courier, const struct courier_fetching *fetch)
{
    return is_wanted(courier, &courier->fetch.number, fetch->number);
}

static int wants_epoch(struct courier *courier, const struct courier_beginning *begin)
{
    return is_wanted(courier, &courier->begin.number, begin->number);
}

/* The tree that this witness has signed; of no leaves where it is not known. */
static struct tree *tree_of(struct courier *courier, const struct note_key *key)
{
    for (size_t i = 0; i < sizeof courier->trees / sizeof courier->trees[0]; i++) {
        if (memcmp(courier->trees[i].key, key->public_key, sizeof courier->trees[i].key) == 0) {
            return &courier->trees[i].tree;
        }
    }
    struct courier_tree *fresh = &courier->trees[courier->oldest];
    courier->oldest = (courier->oldest + 1) % (sizeof courier->trees / sizeof courier->trees[0]);
    memset(fresh, 0, sizeof *fresh);
    memcpy(fresh->key, key->public_key, sizeof fresh->key);
    return &fresh->tree;
}

/* Grows the tree to this size, or shrinks it by making it anew. False where a leaf cannot be had. */
static int bring_to(const struct courier *courier, struct tree *tree, uint64_t size)
{
    struct tree_hash leaf;
    if (tree->size > size) {
        memset(tree, 0, sizeof *tree);
    }
    while (tree->size < size) {
        if (!courier->leaves.leaf(courier->leaves.data, tree->size, &leaf)) {
            return 0;
        }
        tree_add(tree, &leaf);
    }
    return 1;
}

/* One witness asked for one tick. */
struct asking {
    struct courier *courier;
    const struct courier_fetching *fetch;
    const struct courier_tick *tick; /* that is wanted */
    size_t i; /* the witness's place */
    struct tree *tree; /* that it has signed last */
    struct ask_given *given;
};

static enum sibu_status cannot_read(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, "ledger", "读不出账本的行", "rows of the ledger cannot be read");
}

/* Asks with the proof that begins at the tree. */
static enum sibu_status ask_from(const struct asking *asking, struct ask_refusal *refusal, struct sibu_fault *fault)
{
    const struct courier_tick *tick = asking->tick;
    struct ask_witness witness = whom(asking->courier, &tick->parties.witnesses[asking->i]);
    struct witness_ask ask = {
        .who = tick->epoch.who, .tick = tick->tick, .old_size = asking->tree->size, .note = tick->note};
    struct ask_link link = {.epoch = &tick->epoch, .ask = &ask, .known = tick->known[asking->i]};
    *refusal = (struct ask_refusal){.verdict = WITNESS_FAILED};
    if (!tree_prove_growth(asking->tree, &asking->courier->leaves, tick->note.checkpoint.head.size, &ask.growth)) {
        return cannot_read(fault);
    }
    return ask_link(&witness, &link, asking->given, refusal, fault);
}

static enum sibu_status ask_one(const struct asking *asking, int64_t *wait_s, struct sibu_fault *fault)
{
    uint64_t size = asking->tick->note.checkpoint.head.size;
    struct ask_refusal refusal;
    if (asking->tree->size > size) {
        memset(asking->tree, 0, sizeof *asking->tree);
    }
    enum sibu_status status = ask_from(asking, &refusal, fault);
    if (status != SIBU_OK && refusal.verdict == WITNESS_OLD_SIZE && refusal.size <= size &&
        wants_tick(asking->courier, asking->fetch)) {
        status = bring_to(asking->courier, asking->tree, refusal.size) ? ask_from(asking, &refusal, fault)
                                                                       : cannot_read(fault);
    }
    if (status == SIBU_OK && !asking->given->is_implied) {
        (void)bring_to(asking->courier, asking->tree, size); /* else it is made anew at the next tick */
    }
    *wait_s = status == SIBU_NO || status == SIBU_BAD_INPUT ? REFUSED_S : refusal.wait_s;
    return status;
}

/* A link without a receipt proves nothing about what came first: the ledger here is an older one than the witness saw. */
static enum sibu_status check_given(const struct courier_witness *witness, const struct ask_given *given,
                                    struct sibu_fault *fault)
{
    return !given->is_implied
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO, witness->url, "见证人已经见过更长的账本：这里的账本被退回到了旧的状态",
                                "the witness has seen a longer ledger: the one here was put back");
}

static void try_witness(struct courier *courier, struct courier_fetching *fetch, size_t i)
{
    const struct courier_witness *witness = &fetch->wanted.parties.witnesses[i];
    struct ask_given given;
    struct sibu_fault fault;
    int64_t wait_s = 0;
    struct asking asking = {courier, fetch, &fetch->wanted, i, tree_of(courier, &witness->key), &given};
    enum sibu_status status = ask_one(&asking, &wait_s, &fault);
    if (status == SIBU_OK) {
        status = check_given(witness, &given, &fault);
        wait_s = REFUSED_S;
    }
    if (status == SIBU_OK) {
        struct ledger_given *out = &fetch->found.witnesses[i];
        memcpy(out->link, given.link, sizeof out->link);
        memcpy(out->receipt, given.receipt, sizeof out->receipt);
        out->time_s = given.time_s;
    }
    note_turn(courier, &fetch->turns[i], status, wait_s, &fault);
}

static enum sibu_status open_beacon(const struct courier *courier, const struct courier_parties *parties,
                                    struct beacon_fetch **out, struct sibu_fault *fault)
{
    struct beacon_source source = {.url_count = parties->url_count, .timeout_ms = courier->timeout_ms};
    for (size_t i = 0; i < parties->url_count; i++) {
        source.urls[i] = parties->urls[i];
    }
    memcpy(source.hash, parties->chain, sizeof source.hash);
    return beacon_fetch_open(out, &source, fault);
}

static void try_beacon(struct courier *courier, struct courier_fetching *fetch, struct courier_turn *turn)
{
    struct beacon_fetch *beacon = NULL;
    struct beacon_round round;
    struct sibu_fault fault;
    enum sibu_status status = open_beacon(courier, &fetch->wanted.parties, &beacon, &fault);
    if (status == SIBU_OK) {
        status = beacon_fetch_round(beacon, &fetch->wanted.beacon, fetch->wanted.round, &round, &fault);
    }
    beacon_fetch_close(beacon);
    if (status == SIBU_OK) {
        struct ledger_link *out = &fetch->found;
        out->round = round.round;
        out->signature_bytes = fetch->wanted.beacon.signature_bytes;
        out->previous_bytes = round.previous_bytes;
        memcpy(out->signature, round.signature, sizeof out->signature);
        memcpy(out->previous, round.previous, sizeof out->previous);
    }
    note_turn(courier, turn, status, status == SIBU_NO ? 1 : 0, &fault); /* not out yet: it will be in a moment */
}

void courier_try_tick(struct courier *courier, struct courier_fetching *fetch)
{
    size_t count = fetch->wanted.parties.witness_count;
    for (size_t i = 0; i < count; i++) {
        if (is_due(&fetch->turns[i]) && wants_tick(courier, fetch)) {
            try_witness(courier, fetch, i);
        }
    }
    if (fetch->wanted.round > 0 && is_due(&fetch->turns[count]) && wants_tick(courier, fetch)) {
        try_beacon(courier, fetch, &fetch->turns[count]);
    }
    fetch->is_whole = all_done(courier, fetch->turns, count + (fetch->wanted.round > 0), &fetch->next_us);
}

static void try_anchor(struct courier *courier, struct courier_beginning *begin, size_t i)
{
    const struct courier_witness *witness = &begin->wanted.parties.witnesses[i];
    struct ask_witness asked = whom(courier, witness);
    struct ask_refusal refusal;
    struct sibu_fault fault;
    enum sibu_status status =
        ask_epoch(&asked, &begin->wanted.epoch, begin->found.witnesses[i].anchor, &refusal, &fault);
    begin->found.witnesses[i].key = witness->key;
    if (status == SIBU_NO && (refusal.verdict == WITNESS_OTHER_EPOCH || refusal.verdict == WITNESS_LATE_EPOCH)) {
        begin->answer = COURIER_REFUSED;
    }
    note_turn(courier, &begin->turns[i], status, status == SIBU_NO || status == SIBU_BAD_INPUT ? REFUSED_S : 0, &fault);
}

static void try_info(struct courier *courier, struct courier_beginning *begin, struct courier_turn *turn)
{
    struct beacon_fetch *beacon = NULL;
    struct sibu_fault fault;
    enum sibu_status status = open_beacon(courier, &begin->wanted.parties, &beacon, &fault);
    if (status == SIBU_OK) {
        status = beacon_fetch_info(beacon, &begin->found.beacon, &fault);
    }
    beacon_fetch_close(beacon);
    note_turn(courier, turn, status, 0, &fault);
}

void courier_try_epoch(struct courier *courier, struct courier_beginning *begin)
{
    size_t count = begin->wanted.parties.witness_count;
    for (size_t i = 0; i < count && begin->answer == COURIER_ASKING; i++) {
        if (is_due(&begin->turns[i]) && wants_epoch(courier, begin)) {
            try_anchor(courier, begin, i);
        }
    }
    if (begin->wanted.parties.has_beacon && is_due(&begin->turns[count]) && wants_epoch(courier, begin)) {
        try_info(courier, begin, &begin->turns[count]);
    }
    int done = all_done(courier, begin->turns, count + (begin->wanted.parties.has_beacon != 0), &begin->next_us);
    begin->answer = done && begin->answer == COURIER_ASKING ? COURIER_AGREED : begin->answer;
}
