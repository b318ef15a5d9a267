/* Epochs planned and agreed on, links brought: see server_proof.h. */
#include "web/server_proof.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "draw/note_file.h"
#include "web/server_parties.h"
#include "web/server_state.h"

#define SECOND_US INT64_C(1000000)
#define LAPSE_US (60 * SECOND_US) /* after a second plan that not all answered; doubled by each that follows */
#define LAPSE_LONGEST_US (1800 * SECOND_US)
#define AGREE_US (60 * SECOND_US) /* for others to agree in, before an epoch's first tick comes too near */
#define AGAIN_US (30 * SECOND_US) /* after a plan that came to nothing; real time */
#define RENEW_S (30 * INT64_C(86400)) /* before an epoch's end its follower is agreed on */
#define TIMEOUT_MS 5000
#define TELL_US (60 * SECOND_US) /* the same trouble is told of so often; real time */

/* A leaf of the ledger's tree, in the courier's thread: read by pages. */
static int read_leaf(void *data, uint64_t index, struct tree_hash *out)
{
    struct server *server = data;
    if (index < server->proof.leaves.from || index >= server->proof.leaves.from + server->proof.leaves.count) {
        struct sibu_arena arena = {0};
        struct store_ledger_row *rows = NULL;
        struct store_ledger_part part = {(int64_t)index, SERVER_LEAVES};
        struct sibu_fault ignored;
        size_t count = 0;
        if (store_ledger(server->store, part, &arena, &rows, &count, &ignored) != SIBU_OK) {
            count = 0;
        }
        for (size_t i = 0; i < count; i++) {
            server->proof.leaves.hashes[i] = tree_leaf(rows[i].hash, sizeof rows[i].hash);
        }
        sibu_arena_clear(&arena);
        server->proof.leaves.from = index;
        server->proof.leaves.count = count;
    }
    if (server->proof.leaves.count == 0) {
        return 0;
    }
    *out = server->proof.leaves.hashes[index - server->proof.leaves.from];
    return 1;
}

static void seed_path(const struct server *server, uint64_t epoch, char out[4200])
{
    (void)snprintf(out, 4200, "%s/epoch-%06llu.seed", server->folder, (unsigned long long)epoch);
}

/* The greatest number that a server planned with, this one or one before it: its seed is there, and others may know it with
 * a beginning that has passed meanwhile. With another one they would refuse it. */
static uint64_t last_planned(const struct server *server)
{
    char path[4200];
    uint64_t epoch = book_last_epoch(server->book);
    do {
        seed_path(server, ++epoch, path);
    } while (access(path, F_OK) == 0);
    return epoch - 1;
}

enum sibu_status proof_open(struct server *server, struct sibu_fault *fault)
{
    struct tree_leaves leaves = {read_leaf, server};
    struct courier_parties parties;
    const struct ledger_epoch *epoch = book_epoch(server->book);
    const struct ledger_epoch *next = book_next_epoch(server->book);
    server->proof.fetching = INT64_MIN;
    server->proof.tried = last_planned(server);
    enum sibu_status status = parties_of_policy(server, &parties, fault);
    int shared = parties.witness_count > 0 || parties.has_beacon || (epoch != NULL && ledger_epoch_is_shared(epoch)) ||
                 (next != NULL && ledger_epoch_is_shared(next));
    if (status == SIBU_OK && shared && server->def.seeded) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, server->def.plan->path, "演示用的种子不能与 proof 同用",
                              "a draw from a demonstration's seed has no \"proof\"");
    }
    int opens = shared && server->proof.courier == NULL;
    return status == SIBU_OK && opens ? courier_open(&server->proof.courier, leaves, TIMEOUT_MS, fault) : status;
}

enum sibu_status proof_take_over(struct server *server, struct sibu_fault *fault)
{
    server->proof.plans = 0;
    server->proof.plan_after_us = 0;
    return proof_open(server, fault);
}

void proof_close(struct server *server)
{
    courier_close(server->proof.courier);
    chain_close(server->proof.chain);
    chain_close(server->proof.planned_chain);
}

/* Links of epochs that are over are out; their seeds are of no use to anybody. */
static void remove_old_seeds(struct server *server, uint64_t before)
{
    char path[4200];
    for (uint64_t i = 1; i < before; i++) {
        seed_path(server, i, path);
        (void)unlink(path);
    }
}

static enum sibu_status make_chain(struct server *server, const struct witness_epoch *epoch, int makes_seed,
                                   struct chain **out, struct sibu_fault *fault)
{
    uint8_t seed[NOTE_SEED_BYTES];
    char path[4200];
    seed_path(server, epoch->who.epoch, path);
    enum sibu_status status = makes_seed ? note_seed_open(path, seed, fault) : note_seed_read(path, seed, fault);
    if (status == SIBU_OK) {
        status = chain_open(out, &epoch->who, epoch->ticks, seed, fault);
    }
    sodium_memzero(seed, sizeof seed);
    return status;
}

static struct witness_epoch epoch_of(const struct server *server, const struct ledger_epoch *epoch)
{
    struct witness_epoch out = {.who = server->who,
                                .ticks = epoch->to_tick - epoch->from_tick,
                                .tick_s = book_rules(server->book)->tick_s,
                                .first_tick = epoch->from_tick,
                                .log = server->signer.key};
    out.who.epoch = epoch->epoch;
    return out;
}

/* The chain that was made when the epoch was planned, or, in a server that has started since, the one of its seed. */
static enum sibu_status take_chain(struct server *server, const struct ledger_epoch *epoch, struct sibu_fault *fault)
{
    struct server_proof *proof = &server->proof;
    struct witness_epoch asked = epoch_of(server, epoch);
    if (proof->planned_chain == NULL || proof->planned.who.epoch != epoch->epoch) {
        return make_chain(server, &asked, 0, &proof->chain, fault);
    }
    proof->chain = proof->planned_chain;
    proof->planned_chain = NULL;
    return SIBU_OK;
}

/* The server's chain of the epoch in force. */
static enum sibu_status open_chain(struct server *server, struct sibu_fault *fault)
{
    const struct ledger_epoch *epoch = book_epoch(server->book);
    if (server->proof.chain_epoch == epoch->epoch) {
        return SIBU_OK;
    }
    char path[4200];
    chain_close(server->proof.chain);
    server->proof.chain = NULL;
    server->proof.chain_epoch = 0;
    seed_path(server, epoch->epoch, path);
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        server->proof.lost_epoch = epoch->epoch; /* another epoch is planned, whatever is still in memory */
    }
    enum sibu_status status = take_chain(server, epoch, fault);
    if (status == SIBU_OK) {
        server->proof.chain_epoch = epoch->epoch;
        remove_old_seeds(server, epoch->epoch);
    }
    return status;
}

/* Whether an epoch is wanted that the ledger does not have, and from when at the earliest. */
static int wants_epoch(const struct server *server, const struct ledger_epoch *wanted, int64_t *from)
{
    const struct ledger_epoch *current = book_epoch(server->book);
    const struct ledger_epoch *next = book_next_epoch(server->book);
    const struct ledger_epoch *last = next != NULL ? next : current;
    int64_t tick_s = book_rules(server->book)->tick_s;
    *from = book_epoch_from(server->book, wanted, server->row_us + AGREE_US);
    if (last == NULL) {
        return ledger_epoch_is_shared(wanted);
    }
    int lost = next == NULL && current->epoch == server->proof.lost_epoch && ledger_epoch_is_shared(current);
    if (lost || !ledger_epoch_is_like(last, wanted)) {
        return 1;
    }
    if (!ledger_epoch_is_shared(wanted)) {
        return 0;
    }
    int64_t left_s = (last->to_tick - draw_tick_index(tick_s, server->row_us)) * tick_s;
    int64_t renew_s = (last->to_tick - last->from_tick) * tick_s / 2;
    *from = *from > last->to_tick ? *from : last->to_tick;
    return left_s < (renew_s < RENEW_S ? renew_s : RENEW_S);
}

static enum sibu_status put_epoch(struct server *server, const struct ledger_epoch *epoch, struct sibu_fault *fault)
{
    struct sibu_text body = {0};
    int tries = LEDGER_TRIES;
    enum sibu_status status = SIBU_OK;
    ledger_epoch_body(&body, epoch);
    do { /* others have agreed to it: an officer's row that came first is no reason to give it up */
        status = ledger_put(server, "epoch", &body, fault);
    } while (ledger_again(server, &tries, &status, fault));
    sibu_text_clear(&body);
    return status;
}

static enum sibu_status put_local(struct server *server, struct ledger_epoch *epoch, int64_t from,
                                  struct sibu_fault *fault)
{
    epoch->epoch = book_last_epoch(server->book) + 1;
    epoch->from_tick = from;
    epoch->to_tick = LEDGER_TICK_END;
    return put_epoch(server, epoch, fault);
}

/* Asks the others whether they agree to an epoch that begins there. */
static enum sibu_status plan(struct server *server, const struct courier_parties *parties, int64_t from,
                             struct sibu_fault *fault)
{
    struct server_proof *proof = &server->proof;
    int64_t tick_s = book_rules(server->book)->tick_s;
    int64_t links = BOOK_EPOCH_S_MAX / tick_s < CHAIN_LINKS_MAX ? BOOK_EPOCH_S_MAX / tick_s : CHAIN_LINKS_MAX;
    uint64_t last = book_last_epoch(server->book);
    struct ledger_epoch epoch = {
        .epoch = (last > proof->tried ? last : proof->tried) + 1, .from_tick = from, .to_tick = from + links};
    struct courier_epoch asked = {.parties = *parties, .epoch = epoch_of(server, &epoch)};
    chain_close(proof->planned_chain);
    proof->planned_chain = NULL;
    /* its seed is on the disk before anybody is asked */
    enum sibu_status status = make_chain(server, &asked.epoch, 1, &proof->planned_chain, fault);
    if (status == SIBU_OK) {
        proof->planned = asked.epoch;
        proof->tried = epoch.epoch;
        proof->plans = 1;
        courier_begin(proof->courier, &asked);
    }
    return status;
}

/* All agree: the epoch stands in the ledger. */
static enum sibu_status put_agreed(struct server *server, struct ledger_epoch *epoch, struct sibu_fault *fault)
{
    const struct witness_epoch *planned = &server->proof.planned;
    if (epoch->has_beacon && 2 * epoch->beacon.period_s > planned->tick_s) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, server->def.plan->path,
                              "信标每 %d 秒一轮，太慢：tick_s 至少应为其两倍",
                              "the beacon has a round each %d s: tick_s "
                              "must be at least twice as much",
                              (int)epoch->beacon.period_s);
    }
    epoch->epoch = planned->who.epoch;
    epoch->from_tick = planned->first_tick;
    epoch->to_tick = planned->first_tick + planned->ticks;
    chain_anchor(server->proof.planned_chain, epoch->anchor);
    enum sibu_status status = parties_keep(server, epoch->epoch, fault);
    return status == SIBU_OK ? put_epoch(server, epoch, fault) : status;
}

/* Nobody refused, but not all answered in time. Who did answer keeps the plan, and has room for so many: so the next ones
 * come at growing distances. The first comes at once. */
static void let_plan_lapse(struct server *server)
{
    struct server_proof *proof = &server->proof;
    proof->plans = 0;
    proof->plan_after_us = clock_monotonic_us() + proof->lapse_us;
    proof->lapse_us = proof->lapse_us == 0                     ? LAPSE_US
                      : 2 * proof->lapse_us < LAPSE_LONGEST_US ? 2 * proof->lapse_us
                                                               : LAPSE_LONGEST_US;
}

static void give_plan_up(struct server *server)
{
    server->proof.plans = 0;
    server->proof.plan_after_us = clock_monotonic_us() + AGAIN_US;
}

static enum sibu_status follow_plan(struct server *server, struct sibu_fault *fault)
{
    const struct witness_epoch *planned = &server->proof.planned;
    struct ledger_epoch epoch = {0};
    enum courier_answer answer = courier_begun(server->proof.courier, planned, &epoch);
    int64_t last_us = draw_tick_time_us(planned->tick_s, planned->first_tick) - BOOK_EPOCH_AHEAD_S * SECOND_US;
    if (answer == COURIER_REFUSED) {
        give_plan_up(server);
        return SIBU_OK;
    }
    if (server->row_us > last_us) {
        let_plan_lapse(server);
        return SIBU_OK;
    }
    if (answer == COURIER_ASKING) {
        return SIBU_OK;
    }
    enum sibu_status status = put_agreed(server, &epoch, fault);
    if (status == SIBU_OK) {
        server->proof.plans = 0;
        server->proof.lapse_us = 0;
    } else {
        give_plan_up(server);
    }
    return status;
}

enum sibu_status proof_step(struct server *server, struct sibu_fault *fault)
{
    struct courier_parties parties;
    struct ledger_epoch wanted;
    int64_t from = 0;
    if (server->proof.courier == NULL) {
        return SIBU_OK;
    }
    if (server->proof.plans) {
        return follow_plan(server, fault);
    }
    if (clock_monotonic_us() < server->proof.plan_after_us) {
        return SIBU_OK;
    }
    enum sibu_status status = parties_of_policy(server, &parties, fault);
    parties_epoch(&parties, &wanted);
    if (status == SIBU_OK && wants_epoch(server, &wanted, &from)) {
        status = ledger_epoch_is_shared(&wanted) ? plan(server, &parties, from, fault)
                                                 : put_local(server, &wanted, from, fault);
    }
    if (status != SIBU_OK) {
        give_plan_up(server);
    }
    return status;
}

/* Has the courier ask for the tick that is open. */
static enum sibu_status fetch(struct server *server, struct sibu_fault *fault)
{
    const struct ledger_epoch *epoch = book_epoch(server->book);
    struct courier_tick tick;
    struct tree_head head;
    char note[NOTE_MAX];
    memset(&tick, 0, sizeof tick);
    tick.tick = book_opened(server->book, &head)->tick;
    tick.epoch = epoch_of(server, epoch);
    enum sibu_status status = open_chain(server, fault);
    if (status == SIBU_OK) {
        status = parties_of_epoch(server, epoch, &tick.parties, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    ledger_sign(server, &head, note);
    (void)note_read(&tick.note, note, strlen(note)); /* our own is always one */
    for (size_t i = 0; i < epoch->witness_count; i++) {
        tick.known[i] = book_known(server->book, i + 1);
    }
    if (epoch->has_beacon) {
        tick.beacon = epoch->beacon;
        tick.round = beacon_round_at(&epoch->beacon, draw_tick_time_us(tick.epoch.tick_s, tick.tick));
        tick.round_in_us = clock_real_us_until(server->def.clock, beacon_time_us(&epoch->beacon, tick.round));
        tick.round_in_us = tick.round_in_us < SECOND_US * 3600 ? tick.round_in_us : 0; /* a clock that stands */
    }
    courier_fetch(server->proof.courier, &tick);
    server->proof.fetching = tick.tick;
    return SIBU_OK;
}

int proof_links(struct server *server, int wait_ms, struct ledger_link *out)
{
    int64_t tick = book_opened(server->book, NULL)->tick;
    struct sibu_fault why;
    memset(out, 0, sizeof *out);
    if (server->proof.fetching != tick && fetch(server, &why) != SIBU_OK) {
        if (clock_monotonic_us() >= server->proof.tell_after_us) {
            server->proof.tell_after_us = clock_monotonic_us() + TELL_US;
            log_fault(server->row_us, "draw", &why);
        }
        return 0;
    }
    return courier_fetched(server->proof.courier, tick, wait_ms, out) &&
           chain_link(server->proof.chain, book_link_number(server->book), out->link);
}

int proof_waits(struct server *server, struct sibu_fault *why)
{
    enum book_turn turn = book_turn(server->book);
    int shared = turn == BOOK_TURN_OPEN || turn == BOOK_TURN_LINK;
    int64_t index = draw_tick_index(book_rules(server->book)->tick_s, clock_now_us(server->def.clock));
    if (!shared || book_next_tick(server->book) >= index) {
        return 0;
    }
    if (server->proof.courier == NULL || !courier_trouble(server->proof.courier, why)) {
        (void)sibu_fault_set(why, SIBU_IO, "", "正在补抽错过的时刻", "ticks that were missed are being drawn");
    }
    return 1;
}
