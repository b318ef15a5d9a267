/* A witness's desk: see desk.h.
 *
 * A request is decided inside one transaction of the shelf, and what is given leaves this file after it was committed.
 */
#include "witness/desk.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "draw/note_file.h"
#include "sibu/memory.h"
#include "witness/desk_answer.h"
#include "witness/request.h"
#include "witness/shelf.h"

#define CHAINS 16 /* kept made; others are made anew from their seed, in a fraction of a second */
#define SECOND_US INT64_C(1000000)

struct desk_chain {
    struct draw_installation who;
    struct chain *chain; /* owned; NULL: free */
    uint64_t used; /* when, in requests */
};
struct desk {
    pthread_mutex_t mutex; /* guards all but the key */
    struct note_signer signer;
    struct shelf *shelf;
    struct desk_chain chains[CHAINS];
    uint64_t requests;
};

static enum sibu_status open_key(struct desk *desk, const char *folder, const char *name, struct sibu_fault *fault)
{
    char path[4200];
    uint8_t seed[NOTE_SEED_BYTES];
    (void)snprintf(path, sizeof path, "%s/witness.key", folder);
    enum sibu_status status = note_seed_open(path, seed, fault);
    if (status == SIBU_OK && !note_signer_init(&desk->signer, name, NOTE_COSIGNATURE, seed)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, "--name", "名称应为 1 至 100 个可见 ASCII 字符，不含空格和 +",
                                "takes 1 to 100 printable ASCII characters without blank and +");
    }
    sodium_memzero(seed, sizeof seed);
    return status;
}

static enum sibu_status open_parts(struct desk *desk, const char *folder, const char *name, struct sibu_fault *fault)
{
    char kept[NOTE_NAME_MAX + 1];
    if (sodium_init() < 0) {
        return sibu_fault_set(fault, SIBU_IO, "libsodium", "系统不提供随机数", "the system gives no entropy");
    }
    if (name != NULL && !note_name_is_good(name)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--name", "名称应为 1 至 100 个可见 ASCII 字符，不含空格和 +",
                              "takes 1 to 100 printable ASCII characters without blank and +");
    }
    enum sibu_status status = shelf_open(&desk->shelf, folder, name, kept, fault);
    return status == SIBU_OK ? open_key(desk, folder, kept, fault) : status;
}

enum sibu_status desk_open(struct desk **out, const char *folder, const char *name, struct sibu_fault *fault)
{
    *out = NULL;
    struct desk *desk = sibu_array_new(1, sizeof *desk);
    if (desk == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, folder, "内存不足", "out of memory");
    }
    pthread_mutex_init(&desk->mutex, NULL);
    enum sibu_status status = open_parts(desk, folder, name, fault);
    if (status != SIBU_OK) {
        desk_close(desk);
        return status;
    }
    *out = desk;
    return SIBU_OK;
}

void desk_close(struct desk *desk)
{
    if (desk == NULL) {
        return;
    }
    for (size_t i = 0; i < CHAINS; i++) {
        chain_close(desk->chains[i].chain);
    }
    shelf_close(desk->shelf);
    note_signer_clear(&desk->signer);
    pthread_mutex_destroy(&desk->mutex);
    sibu_array_free(desk);
}

const struct note_key *desk_key_of(const struct desk *desk)
{
    return &desk->signer.key;
}

static void lock(struct desk *desk)
{
    int failed = pthread_mutex_lock(&desk->mutex);
    assert(failed == 0);
    (void)failed;
    desk->requests++;
}

static void unlock(struct desk *desk)
{
    int failed = pthread_mutex_unlock(&desk->mutex);
    assert(failed == 0);
    (void)failed;
}

static int same_who(const struct draw_installation *a, const struct draw_installation *b)
{
    return a->epoch == b->epoch && memcmp(a->id, b->id, sizeof a->id) == 0;
}

/* The place of this epoch's chain, or the one that was used longest ago, emptied. */
static struct desk_chain *place_of(struct desk *desk, const struct draw_installation *who)
{
    struct desk_chain *oldest = &desk->chains[0];
    for (size_t i = 0; i < CHAINS; i++) {
        struct desk_chain *place = &desk->chains[i];
        if (place->chain != NULL && same_who(&place->who, who)) {
            return place;
        }
        if (place->used < oldest->used) {
            oldest = place;
        }
    }
    chain_close(oldest->chain);
    oldest->chain = NULL;
    return oldest;
}

static enum sibu_status chain_of(struct desk *desk, const struct shelf_epoch *kept, const struct chain **out,
                                 struct sibu_fault *fault)
{
    struct desk_chain *place = place_of(desk, &kept->epoch.who);
    enum sibu_status status = SIBU_OK;
    if (place->chain == NULL) {
        status = chain_open(&place->chain, &kept->epoch.who, kept->epoch.ticks, kept->seed, fault);
        place->who = kept->epoch.who;
    }
    place->used = desk->requests;
    *out = place->chain;
    return status;
}

static unsigned answer_fault(struct sibu_text *answer, enum witness_verdict verdict, const struct sibu_fault *fault)
{
    char what[600];
    (void)snprintf(what, sizeof what, "%s: %s", fault->place, fault->what[SIBU_EN]);
    /* a stranger need not hear where our files lie */
    return desk_answer_no(answer, verdict, verdict == WITNESS_UNREAD ? what : NULL);
}

unsigned desk_key(const struct desk *desk, struct sibu_text *answer)
{
    return desk_answer_key(answer, &desk->signer.key);
}

unsigned desk_head(struct desk *desk, const char *installation, struct sibu_text *answer)
{
    uint8_t id[DRAW_INSTALLATION_BYTES];
    struct sibu_fault fault;
    struct shelf_log log;
    if (installation == NULL || !request_read_installation(installation, id)) {
        return desk_answer_no(answer, WITNESS_UNREAD, "installation: takes 32 hexadecimal digits");
    }
    lock(desk);
    enum sibu_status status = shelf_find_log(desk->shelf, id, &log, &fault);
    unlock(desk);
    if (status != SIBU_OK) {
        return answer_fault(answer, WITNESS_FAILED, &fault);
    }
    if (!log.found || log.note[0] == '\0') {
        return desk_answer_no(answer, WITNESS_NO_EPOCH, "no head of this installation was cosigned");
    }
    return desk_answer_note(answer, log.note);
}

/* Looks up what is kept, decides, keeps a new epoch with a seed of the kernel. */
static enum sibu_status settle_epoch(struct desk *desk, const struct witness_epoch *asked, int64_t now_us,
                                     enum witness_verdict *verdict, struct sibu_fault *fault)
{
    struct shelf_epoch same;
    struct shelf_log log;
    struct witness_shelf_view view = {0};
    enum sibu_status status = shelf_find_epoch(desk->shelf, &asked->who, &same, fault);
    sodium_memzero(same.seed, sizeof same.seed);
    if (status == SIBU_OK) {
        status = shelf_find_log(desk->shelf, asked->who.id, &log, fault);
    }
    if (status == SIBU_OK) {
        status = shelf_count(desk->shelf, asked->log.name, &view.epochs, &view.origin_is_taken, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    view.same = same.found ? &same.epoch : NULL;
    view.log = log.found ? &log.key : NULL;
    *verdict = witness_decide_epoch(&view, asked, now_us);
    if (*verdict == WITNESS_GIVE) {
        uint8_t seed[CHAIN_LINK_BYTES];
        randombytes_buf(seed, sizeof seed);
        status = shelf_add_epoch(desk->shelf, asked, seed, fault);
        sodium_memzero(seed, sizeof seed);
    }
    return status;
}

/* The anchor of an epoch that is kept. */
static enum sibu_status find_anchor(struct desk *desk, const struct draw_installation *who,
                                    uint8_t anchor[CHAIN_LINK_BYTES], struct sibu_fault *fault)
{
    struct shelf_epoch kept;
    const struct chain *chain = NULL;
    enum sibu_status status = shelf_find_epoch(desk->shelf, who, &kept, fault);
    if (status == SIBU_OK) {
        status = chain_of(desk, &kept, &chain, fault);
    }
    if (status == SIBU_OK) {
        chain_anchor(chain, anchor);
    }
    sodium_memzero(kept.seed, sizeof kept.seed);
    return status;
}

static enum sibu_status take_epoch(struct desk *desk, const struct witness_epoch *asked, int64_t now_us,
                                   enum witness_verdict *verdict, struct sibu_fault *fault)
{
    enum sibu_status status = shelf_begin(desk->shelf, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = settle_epoch(desk, asked, now_us, verdict, fault);
    return shelf_end(desk->shelf, status, fault);
}

unsigned desk_epoch(struct desk *desk, const struct desk_request *request, struct sibu_text *answer)
{
    struct witness_epoch asked;
    struct sibu_fault fault;
    enum witness_verdict verdict = WITNESS_FAILED;
    uint8_t anchor[CHAIN_LINK_BYTES];
    if (request_read_epoch(request->bytes, request->length, &asked, &fault) != SIBU_OK) {
        return answer_fault(answer, WITNESS_UNREAD, &fault);
    }
    lock(desk);
    enum sibu_status status = take_epoch(desk, &asked, request->now_us, &verdict, &fault);
    if (status == SIBU_OK && (verdict == WITNESS_GIVE || verdict == WITNESS_AGAIN)) {
        status = find_anchor(desk, &asked.who, anchor, &fault);
    }
    unlock(desk);
    if (status != SIBU_OK) {
        return answer_fault(answer, WITNESS_FAILED, &fault);
    }
    if (verdict == WITNESS_GIVE || verdict == WITNESS_AGAIN) {
        return desk_answer_anchor(answer, anchor);
    }
    return desk_answer_no(answer, verdict, NULL);
}

/* A link's request on its way: what is known, and what came out. */
struct link_case {
    struct witness_ask ask;
    struct shelf_epoch epoch;
    struct shelf_log log;
    struct shelf_given given;
    enum witness_verdict verdict;
    struct desk_hint hint;
    struct receipt receipt;
};

/* The note that is kept as the last head: the log's own lines and ours. */
static void write_kept_note(const struct desk *desk, const struct link_case *link, char out[NOTE_MAX])
{
    struct note note = {.checkpoint = link->ask.note.checkpoint};
    char line[NOTE_LINE_MAX];
    for (size_t i = 0; i < link->ask.note.count && note.count == 0; i++) {
        const struct note_line *theirs = &link->ask.note.lines[i];
        if (strcmp(theirs->name, link->log.key.name) == 0 &&
            memcmp(theirs->blob, link->log.key.id, sizeof link->log.key.id) == 0) {
            note.lines[note.count++] = *theirs;
        }
    }
    note_sign(&desk->signer, &note.checkpoint, link->receipt.time_s, line);
    int added = note_add_line(&note, line);
    assert(added);
    (void)added;
    note_write(out, &note);
}

static enum sibu_status look_up(struct desk *desk, struct link_case *link, int64_t *last_tick, struct sibu_fault *fault)
{
    enum sibu_status status = shelf_find_epoch(desk->shelf, &link->ask.who, &link->epoch, fault);
    if (status == SIBU_OK) {
        status = shelf_find_log(desk->shelf, link->ask.who.id, &link->log, fault);
    }
    if (status == SIBU_OK) {
        status = shelf_find_given(desk->shelf, &link->ask.who, link->ask.tick, &link->given, last_tick, fault);
    }
    return status;
}

/* Decides, and keeps what will be given: nothing else may happen to a new link before that. */
static enum sibu_status settle_link(struct desk *desk, struct link_case *link, int64_t now_us, struct sibu_fault *fault)
{
    struct witness_past past = {.epoch = &link->epoch.epoch};
    enum sibu_status status = look_up(desk, link, &past.last_tick, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (!link->epoch.found) {
        link->verdict = WITNESS_NO_EPOCH;
        return SIBU_OK;
    }
    past.last = link->log.head;
    past.last_moment_s = link->log.moment_s;
    past.given = link->given.found ? &link->given.given : NULL;
    link->verdict = witness_decide_link(&past, &link->ask, now_us, &link->hint.wait_s);
    link->hint.size = past.last.size;
    link->receipt.time_s = link->given.found ? link->given.given.time_s : now_us / SECOND_US;
    if (link->verdict != WITNESS_GIVE) {
        return SIBU_OK;
    }
    char note[NOTE_MAX];
    struct witness_given given = {.tick = link->ask.tick,
                                  .head = link->ask.note.checkpoint.head,
                                  .time_s = link->receipt.time_s,
                                  .moment_s = witness_tick_s(&link->epoch.epoch, link->ask.tick)};
    write_kept_note(desk, link, note);
    return shelf_add_given(desk->shelf, &link->ask.who, &given, note, fault);
}

static int is_yes(enum witness_verdict verdict)
{
    return verdict == WITNESS_GIVE || verdict == WITNESS_AGAIN || verdict == WITNESS_IMPLIED;
}

static enum sibu_status take_link(struct desk *desk, struct link_case *link, int64_t now_us, struct sibu_fault *fault)
{
    const struct chain *chain = NULL;
    enum sibu_status status = shelf_begin(desk->shelf, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = settle_link(desk, link, now_us, fault);
    status = shelf_end(desk->shelf, status, fault);
    if (status != SIBU_OK || !is_yes(link->verdict)) {
        return status;
    }
    status = chain_of(desk, &link->epoch, &chain, fault);
    if (status == SIBU_OK) {
        int given = chain_link(chain, witness_link_number(&link->epoch.epoch, link->ask.tick), link->receipt.link);
        assert(given);
        (void)given;
    }
    return status;
}

unsigned desk_link(struct desk *desk, const struct desk_request *request, struct sibu_text *answer)
{
    struct link_case link = {.verdict = WITNESS_FAILED};
    struct sibu_fault fault;
    if (request_read_link(request->bytes, request->length, &link.ask, &fault) != SIBU_OK) {
        return answer_fault(answer, WITNESS_UNREAD, &fault);
    }
    lock(desk);
    enum sibu_status status = take_link(desk, &link, request->now_us, &fault);
    unlock(desk);
    sodium_memzero(link.epoch.seed, sizeof link.epoch.seed);
    if (status != SIBU_OK) {
        return answer_fault(answer, WITNESS_FAILED, &fault);
    }
    if (link.verdict == WITNESS_IMPLIED) {
        return desk_answer_implied(answer, link.receipt.link);
    }
    if (!is_yes(link.verdict)) {
        return desk_answer_hint(answer, link.verdict, &link.hint);
    }
    link.receipt.who = link.ask.who;
    link.receipt.tick = link.ask.tick;
    link.receipt.checkpoint = link.ask.note.checkpoint;
    return desk_answer_link(answer, &desk->signer, &link.receipt);
}
