/* What comes in during a drill: people's answers, and what gates and readers saw. See drill.h. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "drill/evidence.h"
#include "drill/host.h"

/* One answer on its way into the store. */
struct incoming {
    struct drill_taking *taking;
    struct hosted *hosted; /* NULL: the person is in no drill that it answers */
    int is_known; /* the person takes part in a drill, or what they say was refused */
    struct sibu_record_response response;
    char detail[EVIDENCE_BYTES];
};

/* Whether it may be kept as a place or a key: what no record, page or report could hold is refused before it is stored. */
static int is_word(const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 127) {
            return 0;
        }
    }
    return length == 0 || (length <= SIBU_RECORD_WORD_MAX && sibu_utf8_valid(text, length));
}

static enum sibu_status check_word(const char *text, const char *place, struct sibu_fault *fault)
{
    return is_word(text)
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_BAD_INPUT, place, "要最多 %d 字节的 UTF-8 文本，不含控制字符",
                                "takes UTF-8 of at most %d bytes without control characters", SIBU_RECORD_WORD_MAX);
}

/* 0: no record takes what the answer says; its fault says what. */
static int check_words(struct drill_taking *taking)
{
    taking->status = check_word(taking->answer->place, "/point", &taking->fault);
    if (taking->status == SIBU_OK) {
        taking->status = check_word(taking->answer->key, "/key", &taking->fault);
    }
    return taking->status == SIBU_OK;
}

/* An answer that a phone has kept since another drill is none to this one. */
static int answers(const struct drill_answer *answer, const struct hosted *hosted)
{
    return hosted->live.state == DRILL_EVALUATED
               ? 0
               : answer->drill == NULL || answer->drill[0] == '\0' || strcmp(answer->drill, hosted->live.drill.id) == 0;
}

/* What is to be kept of participant `number`'s answer; with the host's mutex held. */
static void fill_response(struct incoming *one, struct hosted *hosted, uint32_t number)
{
    const struct drill_answer *answer = one->taking->answer;
    const struct live *live = &hosted->live;
    int sheltered = live->ask == SIBU_ASK_SHELTER && strcmp(answer->kind, "check-in") == 0; /* where they work */
    evidence_write(answer, one->detail);
    one->hosted = hosted;
    one->response = (struct sibu_record_response){.received_us = clock_now_us(hosted->def->clock),
                                                  .client_us = answer->client_us,
                                                  .person = number,
                                                  .kind = answer->kind,
                                                  .place = sheltered ? live->people[number - 1].zone : answer->place,
                                                  .key = answer->key};
}

static void find_drill(struct drill_host *host, struct incoming *one)
{
    uint32_t number = 0;
    struct hosted *hosted = host_find_token(host, one->taking->answer->token, &number);
    one->is_known = hosted != NULL;
    if (hosted != NULL && answers(one->taking->answer, hosted)) {
        fill_response(one, hosted, number);
    }
}

/* Who takes part in none that this server knows of may answer one that another has just begun. */
static void find_drills(struct drill_host *host, struct incoming *all, size_t count)
{
    size_t strangers = 0;
    struct sibu_fault fault;
    for (size_t i = 0; i < count; i++) {
        all[i].is_known = !check_words(all[i].taking);
        if (!all[i].is_known) {
            find_drill(host, &all[i]);
            strangers += !all[i].is_known;
        }
    }
    if (strangers == 0 || host->def.node == NULL) {
        return;
    }
    if (host_gather(host, &fault) != SIBU_OK) {
        log_fault(clock_now_us(host->def.clock), "drill", &fault);
    }
    for (size_t i = 0; i < count; i++) {
        if (!all[i].is_known) {
            find_drill(host, &all[i]);
        }
    }
}

/* Whether whoever takes part in no drill is anybody: the store knows all tokens. */
static void judge_stranger(struct drill_host *host, struct incoming *one)
{
    struct drill_taking *taking = one->taking;
    int64_t key = 0;
    taking->status = store_person_key(host->def.store, taking->answer->token, &key, &taking->fault);
    taking->verdict = key == 0 ? DRILL_NOBODY : DRILL_NONE;
}

/* Takes into memory what the store has now. Where others have kept answers before this one they are read there first: a drill
 * is what its answers are in their order. */
static void heed(struct incoming *one, const struct store_keeping *kept)
{
    struct live *live = &one->hosted->live;
    const struct drill_evidence *evidence = one->taking->answer->evidence;
    struct sibu_fault fault;
    if (kept->sequence == live->responses + 1) {
        one->response.received_us = kept->received_us;
        live_take(live, &one->response);
        live->responses = kept->sequence;
        if (strcmp(one->response.kind, "check-in") == 0) {
            muster_doubt(&live->muster, one->response.person,
                         evidence != NULL && evidence->doubtful ? evidence->found : "");
        }
    } else if (kept->sequence > live->responses && live_fold(live, one->hosted->def->store, &fault) != SIBU_OK) {
        one->hosted->is_behind = 1; /* it is kept, and seen with the next step */
        log_fault(clock_now_us(one->hosted->def->clock), "drill", &fault);
    }
}

static void follow(struct incoming *one, const struct store_keeping *kept, struct tally *tally)
{
    one->taking->status = kept->status;
    if (kept->status == SIBU_NO) { /* evaluated or closed, by another server: it answers no drill */
        one->taking->status = SIBU_OK;
        return;
    }
    if (kept->status != SIBU_OK) {
        one->taking->fault = kept->fault;
    }
    one->taking->received_us = kept->received_us;
    one->taking->verdict = kept->is_new ? DRILL_TAKEN : DRILL_KNOWN;
    if (kept->is_new) {
        tally_answer(tally, one->response.kind);
        heed(one, kept);
    }
}

/* Keeps those that answer a drill, in one transaction; with the host's mutex held. */
static void keep_known(struct drill_host *host, struct incoming *all, size_t count, struct store_keeping *keeping)
{
    struct sibu_fault fault;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].hosted != NULL) {
            keeping[kept++] = (struct store_keeping){
                .drill = all[i].hosted->live.drill.key, .response = &all[i].response, .detail = all[i].detail};
        }
    }
    enum sibu_status status = kept > 0 ? store_responses_keep(host->def.store, keeping, kept, &fault) : SIBU_OK;
    if (kept > 0 && status == SIBU_OK) {
        tally_batch(&host->tally, kept);
    }
    for (size_t i = 0, at = 0; i < count; i++) {
        if (all[i].hosted != NULL && status == SIBU_OK) {
            follow(&all[i], &keeping[at++], &host->tally);
        } else if (all[i].hosted != NULL) {
            all[i].taking->status = status;
            all[i].taking->fault = fault;
        }
    }
}

static void fail_all(struct drill_taking *takings, enum sibu_status status, const struct sibu_fault *fault)
{
    for (; takings != NULL; takings = takings->next) {
        takings->status = status;
        takings->fault = *fault;
    }
}

void take_keep(void *data, struct drill_taking *takings, size_t count)
{
    struct drill_host *host = data;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct incoming *all = sibu_arena_take(&arena, count, sizeof *all);
    struct store_keeping *keeping = sibu_arena_take(&arena, count, sizeof *keeping);
    enum sibu_status status = all != NULL && keeping != NULL
                                  ? SIBU_OK
                                  : sibu_fault_set(&fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        all[i].taking = i == 0 ? takings : all[i - 1].taking->next;
    }
    if (status == SIBU_OK) {
        pthread_mutex_lock(&host->mutex);
        find_drills(host, all, count);
        keep_known(host, all, count, keeping);
        pthread_mutex_unlock(&host->mutex);
        for (size_t i = 0; i < count; i++) {
            if (!all[i].is_known) {
                judge_stranger(host, &all[i]);
            }
        }
    } else {
        fail_all(takings, status, &fault);
    }
    sibu_arena_clear(&arena);
}

enum sibu_status drill_take(struct drill_host *host, const struct drill_answer *answer, enum drill_verdict *verdict,
                            int64_t *received_us, struct sibu_fault *fault)
{
    struct drill_taking taking = {.answer = answer, .verdict = DRILL_NONE};
    intake_bring_and_wait(&host->intake, &taking);
    *verdict = taking.verdict;
    *received_us = taking.received_us;
    if (taking.status != SIBU_OK) {
        *fault = taking.fault;
    }
    return taking.status;
}

void drill_take_later(struct drill_host *host, struct drill_taking *taking)
{
    taking->status = SIBU_OK;
    taking->verdict = DRILL_NONE;
    intake_bring(&host->intake, taking);
}

enum sibu_status drill_tick_off(struct drill_host *host, const struct drill_seen *seen, enum drill_verdict *verdict,
                                struct sibu_fault *fault)
{
    const struct drill_evidence warden = {.source = "warden", .found = "", .by = seen->by};
    const struct drill_answer answer = {
        .kind = "check-in", .place = seen->place, .key = "ticked-off-by-warden", .evidence = &warden};
    struct drill_taking taking = {.answer = &answer, .verdict = DRILL_NONE};
    struct incoming one = {.taking = &taking};
    struct store_keeping keeping;
    *verdict = DRILL_NONE;
    enum sibu_status status = check_word(seen->place, "point", fault);
    if (status != SIBU_OK) {
        return status;
    }
    pthread_mutex_lock(&host->mutex);
    struct hosted *hosted = host_find(host, seen->drill);
    if (hosted == NULL && host->def.node != NULL && host_gather(host, fault) == SIBU_OK) {
        hosted = host_find(host, seen->drill); /* another server has just begun it */
    }
    if (hosted != NULL && seen->number >= 1 && seen->number <= hosted->live.count) {
        fill_response(&one, hosted, seen->number);
        keep_known(host, &one, 1, &keeping);
    }
    pthread_mutex_unlock(&host->mutex);
    *verdict = taking.verdict;
    if (taking.status != SIBU_OK) {
        *fault = taking.fault;
    }
    return taking.status;
}

struct tally drill_tally(struct drill_host *host)
{
    pthread_mutex_lock(&host->mutex);
    struct tally tally = host->tally;
    pthread_mutex_unlock(&host->mutex);
    return tally;
}

static int kind_known(const char *kind)
{
    static const char *const KINDS[] = {"start", "door", "exit", "arrive"};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i], kind) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The drill that a sighting belongs to. Rosters of two sites may have the same id: then it must say which site it means. */
static struct hosted *find_seen(const struct drill_host *host, const struct drill_sighting *sighting)
{
    struct hosted *found = NULL;
    const char *site = sighting->site != NULL ? sighting->site : "";
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        if ((site[0] != '\0' && strcmp(site, hosted->live.drill.site) != 0) ||
            live_number_of_id(&hosted->live, sighting->id) == 0) {
            continue;
        }
        if (found != NULL) {
            return NULL;
        }
        found = hosted;
    }
    return found;
}

/* Keeps those of one drill. seen[i]: the drill of the i-th. */
static enum sibu_status sight(struct hosted *hosted, const struct drill_sighting *sightings, struct hosted *const *seen,
                              size_t count, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_record_event *events = sibu_arena_take(&arena, count + 1, sizeof *events);
    if (events == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (seen[i] == hosted) {
            events[known++] = (struct sibu_record_event){.time_us = sightings[i].time_us,
                                                         .kind = sightings[i].kind,
                                                         .person = live_number_of_id(&hosted->live, sightings[i].id),
                                                         .place = sightings[i].place,
                                                         .detail = ""};
        }
    }
    enum sibu_status status =
        known > 0 ? store_events_put(hosted->def->store, hosted->live.drill.key, events, known, fault) : SIBU_OK;
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status sight_all(struct drill_host *host, const struct drill_sighting *sightings, size_t count,
                                  size_t *unknown, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    enum sibu_status status = SIBU_OK;
    struct hosted **seen = sibu_arena_take(&arena, count + 1, sizeof *seen);
    if (seen == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        seen[i] = kind_known(sightings[i].kind) ? find_seen(host, &sightings[i]) : NULL;
        *unknown += seen[i] == NULL;
    }
    for (uint32_t i = 0; i < host->count && status == SIBU_OK; i++) {
        status = sight(host->drills[i], sightings, seen, count, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status drill_sight(struct drill_host *host, const struct drill_sighting *sightings, size_t count,
                             size_t *unknown, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *unknown = 0;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        char place[32];
        (void)snprintf(place, sizeof place, "/%zu/place", i);
        status = check_word(sightings[i].place, place, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    pthread_mutex_lock(&host->mutex);
    struct sibu_fault ignored;
    if (host->count == 0 && host->def.node != NULL) {
        (void)!host_gather(host, &ignored); /* what is not known stays unknown */
    }
    if (host->count > 0) {
        status = sight_all(host, sightings, count, unknown, fault);
    } else {
        status = sibu_fault_set(fault, SIBU_NO, "", "没有演练在进行", "no drill is running");
    }
    pthread_mutex_unlock(&host->mutex);
    return status;
}
