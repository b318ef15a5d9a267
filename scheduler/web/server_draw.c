/* The draw as the server runs it: a tick's random bytes, its row in the ledger, and then, where it fires, the drill.
 *
 * Order on disk: 1. the row "tick", or, where others have a part, "open" and then, by all their links, "link"; 2. the drill with
 * its first alert; 3. the row "drill". Where the server dies between 1 and 3, the next start finds the start waiting and files
 * it: as held where the drill is in the store, else as not held. Where it dies between "open" and "link", the next one goes on
 * with that very tick.
 * Nothing is drawn twice, and a drill is never begun late. Nothing here knows anything of a tick that has not come.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "draw/note_file.h"
#include "draw/plan.h"
#include "web/server_state.h"
#include "web/server_turn.h"

#define GIVE_UP_S 3600 /* after another epoch's first tick; a multiple of every tick_s */
#define CATCH_UP_MS 100 /* of real time in one step */
#define FOLLOW_LEASES 3 /* so long a tick may be late before a server that does not draw is not ready */

void server_random(const struct server *server, const char *purpose, int64_t number, uint8_t out[32])
{
    uint8_t key[32];
    struct sibu_hash hash;
    if (!server->def.seeded) {
        randombytes_buf(out, 32);
        return;
    }
    sibu_key_of_seed(key, server->def.seed);
    sibu_hash_init_keyed(&hash, "sibu seeded v1", key);
    sibu_hash_text(&hash, purpose);
    sibu_hash_integer(&hash, (uint64_t)number);
    sibu_hash_done(&hash, out);
}

/* The installation's name: made once from the kernel's entropy, or from the seed of a demonstration. */
static enum sibu_status name_installation(struct server *server, struct sibu_fault *fault)
{
    uint8_t bytes[32];
    char hex[2 * DRAW_INSTALLATION_BYTES + 1];
    struct sibu_arena arena = {0};
    const char *kept = NULL;
    enum sibu_status status = store_setting(server->store, "installation", &arena, &kept, fault);
    if (status == SIBU_OK && kept != NULL && !sibu_unhex(server->who.id, DRAW_INSTALLATION_BYTES, kept)) {
        status = sibu_fault_set(fault, SIBU_IO, "sibu.db", "安装标识已损坏", "the installation's name is damaged");
    } else if (status == SIBU_OK && kept == NULL) {
        server_random(server, "installation", 0, bytes);
        memcpy(server->who.id, bytes, DRAW_INSTALLATION_BYTES);
        sibu_hex(hex, server->who.id, DRAW_INSTALLATION_BYTES);
        status = store_setting_put(server->store, "installation", hex, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* The key of the ledger's heads: made once and kept beside the database, or from the seed of a demonstration. */
static enum sibu_status open_signer(struct server *server, struct sibu_fault *fault)
{
    char path[4200];
    char name[64];
    uint8_t seed[NOTE_SEED_BYTES];
    struct ledger_start start = {.who = server->who};
    enum sibu_status status = SIBU_OK;
    (void)snprintf(path, sizeof path, "%s/ledger.key", server->folder);
    if (server->def.seeded) {
        server_random(server, "ledger key", 0, seed);
    } else {
        status = note_seed_open(path, seed, fault);
    }
    book_origin(&start, name);
    if (status == SIBU_OK && !note_signer_init(&server->signer, name, NOTE_LOG, seed)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是签名密钥", "is no key to sign with");
    }
    sodium_memzero(seed, sizeof seed);
    return status;
}

static enum sibu_status put_start(struct server *server, struct sibu_fault *fault)
{
    struct ledger_start start = {.who = server->who, .seeded = server->def.seeded};
    struct sibu_text body = {0};
    uint64_t epoch = book_start(server->book)->who.epoch;
    start.who.epoch = epoch > 0 ? epoch : 1;
    memcpy(start.key, server->signer.key.public_key, sizeof start.key);
    ledger_start_body(&body, &start);
    enum sibu_status status = ledger_put(server, "start", &body, fault);
    sibu_text_clear(&body);
    return status;
}

/* Whether these rules are those that are in force and stay so, or that wait already. */
static int rules_known(const struct server *server, const struct sibu_text *rules)
{
    int64_t from_tick = 0;
    struct sibu_text known = {0};
    const struct rules *next = book_next_rules(server->book, &from_tick);
    const struct rules *last = next != NULL ? next : book_rules(server->book);
    if (last != NULL) {
        rules_write(&known, last);
    }
    int same = sibu_text_ok(&known) && strcmp(sibu_text_get(&known), sibu_text_get(rules)) == 0;
    sibu_text_clear(&known);
    return same;
}

/* The first rules hold at once, later ones once their time has come. */
static enum sibu_status put_rules(struct server *server, struct sibu_fault *fault)
{
    struct sibu_text rules = {0};
    struct sibu_text body = {0};
    const struct rules *in_force = book_rules(server->book);
    int64_t tick_s = server->def.plan->policy->tick_s;
    int64_t now_us = server->row_us;
    enum sibu_status status = server_rules_text(server, &rules, fault);
    if (status == SIBU_OK && in_force != NULL && in_force->tick_s != tick_s) {
        status =
            sibu_fault_set(fault, SIBU_BAD_INPUT, server->def.plan->path, "tick_s 不能更改：账本是按每 %d 秒一次抽取的",
                           "tick_s cannot be changed: the ledger draws each %d s", (int)in_force->tick_s);
    }
    if (status == SIBU_OK && !rules_known(server, &rules)) {
        int64_t wait_us = in_force != NULL ? in_force->delay_s * 1000000 : 0;
        int64_t from = draw_tick_index(tick_s, now_us + wait_us);
        from += in_force != NULL && draw_tick_time_us(tick_s, from) < now_us + wait_us;
        ledger_rules_body(&body, from, sibu_text_get(&rules));
        status = ledger_put(server, "rules", &body, fault);
    }
    sibu_text_clear(&rules);
    sibu_text_clear(&body);
    return status;
}

static enum sibu_status put_moves(struct server *server, struct sibu_fault *fault)
{
    const struct rules *in_force = book_rules(server->book);
    struct sibu_text rules = {0};
    struct sibu_text body = {0};
    int64_t from_us = server->row_us + in_force->delay_s * 1000000;
    int64_t from = draw_tick_index(in_force->tick_s, from_us);
    from += draw_tick_time_us(in_force->tick_s, from) < from_us;
    enum sibu_status status = server_moves_text(server, &rules, fault);
    if (status == SIBU_OK) {
        ledger_rules_body(&body, from, sibu_text_get(&rules));
        status = ledger_put(server, "rules", &body, fault);
    }
    sibu_text_clear(&rules);
    sibu_text_clear(&body);
    return status;
}

/* Ticks that passed while nobody drew: nothing is drawn for them any more. */
static enum sibu_status put_skip(struct server *server, int64_t to_tick, struct sibu_fault *fault)
{
    struct ledger_skip skip = {book_next_tick(server->book), to_tick};
    struct sibu_text body = {0};
    ledger_skip_body(&body, &skip);
    enum sibu_status status = ledger_put(server, "skip", &body, fault);
    sibu_text_clear(&body);
    return status;
}

/* Periods that are over without the least that the rules ask for. */
static enum sibu_status put_missed(struct server *server, struct sibu_fault *fault)
{
    struct ledger_missed missed;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && book_missed(server->book, &missed) != SIBU_NONE) {
        struct sibu_text body = {0};
        ledger_missed_body(&body, &missed);
        status = ledger_put(server, "missed", &body, fault);
        sibu_text_clear(&body);
    }
    return status;
}

static enum sibu_status put_period(struct server *server, uint32_t law, struct sibu_fault *fault)
{
    struct zone *zone = NULL;
    struct ledger_period period;
    struct sibu_text body = {0};
    enum sibu_status status = plan_zone_open(&zone, book_rules(server->book)->laws[law].timezone, fault);
    if (status == SIBU_OK) {
        status = book_period_make(server->book, law, zone, &period, fault);
    }
    if (status == SIBU_OK) {
        ledger_period_body(&body, &period);
        status = ledger_put(server, "period", &body, fault);
    }
    sibu_text_clear(&body);
    zone_close(zone);
    return status;
}

/* What has to stand in the ledger before the tick: what became of the last start too, where its row could not be kept. */
static enum sibu_status prepare(struct server *server, struct sibu_fault *fault)
{
    struct server_news ignored = {0};
    enum sibu_status status = server_act(server, SERVER_FAILED, &ignored, fault);
    if (status == SIBU_OK) {
        status = server_file_results(server, fault);
    }
    if (status == SIBU_OK) {
        status = put_missed(server, fault);
    }
    for (uint32_t law = book_period_due(server->book); status == SIBU_OK && law != SIBU_NONE;
         law = book_period_due(server->book)) {
        status = put_period(server, law, fault);
    }
    if (status == SIBU_OK && book_moves_due(server->book)) {
        status = server->node == NULL ? put_rules(server, fault) : put_moves(server, fault);
    }
    return status;
}

/* Ticks that nobody will draw any more, up to the one that the clock is in. Those of a shared epoch are drawn later; and
 * nothing is skipped past the beginning of an epoch that waits. */
static enum sibu_status skip(struct server *server, int64_t index, struct sibu_fault *fault)
{
    const struct ledger_epoch *next = book_next_epoch(server->book);
    struct server_news ignored = {0};
    enum book_turn turn = book_turn(server->book);
    int64_t to = index;
    if (turn == BOOK_TURN_OPEN || turn == BOOK_TURN_LINK || (turn == BOOK_TURN_NONE && next == NULL)) {
        return SIBU_OK;
    }
    enum sibu_status status = server_act(server, SERVER_FAILED, &ignored, fault);
    if (status == SIBU_OK) {
        status = server_file_results(server, fault);
    }
    if (next != NULL && next->from_tick < to) {
        to = next->from_tick;
    }
    return status == SIBU_OK && to > book_next_tick(server->book) ? put_skip(server, to, fault) : status;
}

static enum sibu_status open_ledger(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = name_installation(server, fault);
    if (status == SIBU_OK) {
        status = open_signer(server, fault);
    }
    if (status == SIBU_OK) {
        status = book_open(&server->book, fault);
    }
    return status == SIBU_OK ? ledger_read(server, fault) : status;
}

static enum sibu_status act_on_stopped(struct server *server, struct sibu_fault *fault)
{
    struct server_news ignored = {0};
    return server_act(server, SERVER_STOPPED, &ignored, fault);
}

/* Writes rows that follow from the ledger as it stands, and from the next one where others add to it meanwhile. */
static enum sibu_status in_turn(struct server *server,
                                enum sibu_status (*write)(struct server *server, struct sibu_fault *fault),
                                struct sibu_fault *fault)
{
    int tries = LEDGER_TRIES;
    enum sibu_status status = SIBU_OK;
    do {
        status = write(server, fault);
    } while (ledger_again(server, &tries, &status, fault));
    return status;
}

/* Starts that wait are those of a server that stopped, but where another draws. */
static enum sibu_status put_beginning(struct server *server, struct sibu_fault *fault)
{
    int acts = server->node == NULL || server->draws;
    enum sibu_status status = acts ? in_turn(server, act_on_stopped, fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = in_turn(server, put_start, fault);
    }
    if (status == SIBU_OK) {
        status = in_turn(server, server_file_results, fault);
    }
    return status == SIBU_OK ? in_turn(server, put_rules, fault) : status;
}

/* What was missed meanwhile, and the periods of the tick that comes: then surprises can be asked for. */
static enum sibu_status get_ready(struct server *server, struct sibu_fault *fault)
{
    int64_t index = draw_tick_index(book_rules(server->book)->tick_s, server->row_us);
    enum sibu_status status = skip(server, index, fault);
    int is_open = book_turn(server->book) == BOOK_TURN_LINK;
    return status == SIBU_OK && !is_open && index >= book_next_tick(server->book) ? prepare(server, fault) : status;
}

static enum sibu_status begin(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = put_beginning(server, fault);
    if (status == SIBU_OK) {
        status = proof_open(server, fault);
    }
    int draws = server->node == NULL || server->draws;
    return status == SIBU_OK && draws ? in_turn(server, get_ready, fault) : status;
}

enum sibu_status server_draw_open(struct server *server, struct sibu_fault *fault)
{
    ledger_mark_time(server);
    enum sibu_status status = open_ledger(server, fault);
    if (status == SIBU_OK && book_counts(server->book)->rows > 0) {
        status = turn_take(server, fault);
    }
    if (status == SIBU_OK) {
        status = begin(server, fault);
    }
    return turn_leave(server, status, fault);
}

static enum sibu_status draw_alone(struct server *server, int64_t index, struct server_news *news,
                                   struct sibu_fault *fault)
{
    struct ledger_tick tick = {0};
    struct sibu_text body = {0};
    enum sibu_status status = prepare(server, fault);
    if (status != SIBU_OK) {
        return status;
    }
    tick.closed = server_interlocks(server);
    memcpy(tick.plan, server->def.plan->hash, sizeof tick.plan);
    server_random(server, "tick", index, tick.r);
    status = book_draw(server->book, &tick, fault);
    if (status == SIBU_OK) {
        ledger_tick_body(&body, &tick);
        status = ledger_put(server, "tick", &body, fault);
    }
    sibu_text_clear(&body);
    if (status != SIBU_OK) {
        return status;
    }
    news->drew = 1;
    return server_act(server, NULL, news, fault);
}

/* The row that fixes by what the next tick is drawn, before anybody has its links. */
static enum sibu_status open_tick(struct server *server, struct sibu_fault *fault)
{
    struct ledger_open open = {0};
    struct sibu_text body = {0};
    enum sibu_status status = prepare(server, fault);
    if (status != SIBU_OK) {
        return status;
    }
    open.closed = server_interlocks(server);
    memcpy(open.plan, server->def.plan->hash, sizeof open.plan);
    status = book_draw_open(server->book, &open, fault);
    if (status == SIBU_OK) {
        ledger_open_body(&body, &open);
        status = ledger_put(server, "open", &body, fault);
    }
    sibu_text_clear(&body);
    return status;
}

/* The tick is drawn where all its links are there. */
static enum sibu_status draw_together(struct server *server, int wait_ms, struct server_news *news,
                                      struct sibu_fault *fault)
{
    struct ledger_link link;
    struct sibu_text body = {0};
    if (!proof_links(server, wait_ms, &link)) {
        return SIBU_OK;
    }
    ledger_mark_time(server);
    enum sibu_status status = book_draw_link(server->book, &link, fault);
    if (status == SIBU_OK) {
        ledger_link_body(&body, &link);
        status = ledger_put(server, "link", &body, fault);
    }
    sibu_text_clear(&body);
    if (status != SIBU_OK) {
        return status;
    }
    news->drew = 1;
    return server_act(server, NULL, news, fault);
}

/* The links of an epoch that another has taken the place of are waited for no longer than this. */
static int is_given_up(const struct server *server, int64_t index)
{
    const struct ledger_epoch *next = book_next_epoch(server->book);
    return next != NULL && index >= next->from_tick + GIVE_UP_S / book_rules(server->book)->tick_s &&
           next->from_tick > book_next_tick(server->book);
}

/* One step towards the tick that the clock is in. */
static enum sibu_status draw(struct server *server, int64_t index, struct server_news *news, struct sibu_fault *fault)
{
    int behind = book_next_tick(server->book) < index;
    enum sibu_status status = SIBU_OK;
    switch (book_turn(server->book)) {
    case BOOK_TURN_NONE:
        break; /* skip() does what can be done */
    case BOOK_TURN_TICK:
        return draw_alone(server, index, news, fault);
    case BOOK_TURN_OPEN:
    case BOOK_TURN_LINK:
        if (is_given_up(server, index)) {
            return put_skip(server, book_next_epoch(server->book)->from_tick, fault);
        }
        status = book_turn(server->book) == BOOK_TURN_OPEN ? open_tick(server, fault) : SIBU_OK;
        return status == SIBU_OK ? draw_together(server, behind ? CATCH_UP_MS : 0, news, fault) : status;
    }
    return status;
}

/* Draws what is due. What a shared epoch is behind with is caught up tick by tick, for a moment at a time. */
static enum sibu_status draw_due(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    int64_t until_us = clock_monotonic_us() + CATCH_UP_MS * INT64_C(1000);
    enum sibu_status status = proof_step(server, fault);
    int64_t before = INT64_MIN;
    if (status != SIBU_OK) {
        log_fault(server->row_us, "draw", fault); /* what is in force is drawn no less */
        status = SIBU_OK;
        server->overtaken = 0;
    }
    while (status == SIBU_OK && before != book_counts(server->book)->rows) {
        before = book_counts(server->book)->rows;
        int64_t index = draw_tick_index(book_rules(server->book)->tick_s, server->row_us);
        status = skip(server, index, fault);
        if (status == SIBU_OK && index >= book_next_tick(server->book)) {
            status = draw(server, index, news, fault);
        }
        if (clock_monotonic_us() > until_us) {
            break;
        }
        ledger_mark_time(server);
    }
    return status;
}

/* Whether nothing is due that this server could have done alone; and of several, that another could not. */
static int is_up_to_date(struct server *server, enum sibu_status status)
{
    int64_t index = draw_tick_index(book_rules(server->book)->tick_s, server->row_us);
    int64_t next = book_next_tick(server->book);
    enum book_turn turn = book_turn(server->book);
    if (server->node != NULL && !turn_is_ours(server)) {
        int64_t late_us = server->row_us - draw_tick_time_us(book_rules(server->book)->tick_s, next);
        return status == SIBU_OK && (late_us < FOLLOW_LEASES * node_lease_us(server->node) || turn != BOOK_TURN_TICK);
    }
    return index < next || turn == BOOK_TURN_NONE || turn == BOOK_TURN_LINK ||
           (turn == BOOK_TURN_OPEN && status == SIBU_OK);
}

/* One of several servers: draws where it is its turn, and else reads what the one whose turn it is has drawn. */
static enum sibu_status draw_in_turn(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    struct draw_tick tick;
    uint32_t unit = 0;
    enum sibu_status status = turn_take(server, fault);
    if (status == SIBU_OK && server->draws && book_waiting(server->book, &tick, &unit)) {
        status = server_act(server, SERVER_STOPPED, news, fault); /* of a server that died, or overtaken */
    }
    if (status == SIBU_OK && server->draws) {
        status = draw_due(server, news, fault);
    }
    return turn_leave(server, status, fault);
}

enum sibu_status server_draw_step(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    enum sibu_status status = server->node != NULL ? draw_in_turn(server, news, fault) : draw_due(server, news, fault);
    int draws = is_up_to_date(server, status);
    pthread_mutex_unlock(&server->draw_mutex);
    ready_note(&server->ready, draws);
    return status;
}
