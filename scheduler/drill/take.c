/* What comes in during a drill: people's answers, and what gates and readers saw. See drill.h. */
#include <stdio.h>
#include <string.h>

#include "drill/host.h"
#include "drill/unfolding.h"

/* Keeps one answer of participant `number`; the caller holds the mutex. */
static enum sibu_status keep(struct hosted *hosted, uint32_t number, const struct drill_answer *answer,
                             enum drill_verdict *verdict, int64_t *received_us, struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    int sheltered = live->ask == SIBU_ASK_SHELTER && strcmp(answer->kind, "check-in") == 0; /* where they work */
    struct sibu_record_response response = {.received_us = clock_now_us(hosted->def->clock),
                                            .client_us = answer->client_us,
                                            .person = number,
                                            .kind = answer->kind,
                                            .place = sheltered ? live->people[number - 1].zone : answer->place,
                                            .key = answer->key};
    int is_new = 0;
    enum sibu_status status =
        store_response_put(hosted->def->store, hosted->live.drill.key, &response, &is_new, received_us, fault);
    if (status == SIBU_OK) {
        *verdict = is_new ? DRILL_TAKEN : DRILL_KNOWN;
        if (is_new) {
            muster_take(&hosted->live.muster, &response);
            if (hosted->live.unfolding) {
                unfolding_answer(hosted->live.unfolding, number, response.kind, *received_us);
            }
        }
    }
    return status;
}

enum sibu_status drill_take(struct drill_host *host, const struct drill_answer *answer, enum drill_verdict *verdict,
                            int64_t *received_us, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_person person;
    enum sibu_status status = store_person_by_token(host->def.store, answer->token, &arena, &person, fault);
    if (status == SIBU_NO) {
        *verdict = DRILL_NOBODY;
        sibu_arena_clear(&arena);
        return SIBU_OK;
    }
    if (status == SIBU_OK) {
        uint32_t number = 0;
        pthread_mutex_lock(&host->mutex);
        struct hosted *hosted = host_find_person(host, person.key, &number);
        if (hosted == NULL) {
            *verdict = DRILL_NONE;
        } else {
            status = keep(hosted, number, answer, verdict, received_us, fault);
        }
        pthread_mutex_unlock(&host->mutex);
    }
    sibu_arena_clear(&arena);
    return status;
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
    enum sibu_status status;
    *unknown = 0;
    pthread_mutex_lock(&host->mutex);
    if (host->count > 0) {
        status = sight_all(host, sightings, count, unknown, fault);
    } else {
        status = sibu_fault_set(fault, SIBU_NO, "", "没有演练在进行", "no drill is running");
    }
    pthread_mutex_unlock(&host->mutex);
    return status;
}
