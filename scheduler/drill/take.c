/* What comes in during a drill: people's answers, and what gates and readers saw. See drill.h. */
#include <stdio.h>
#include <string.h>

#include "drill/host.h"
#include "drill/unfolding.h"

/* Keeps one answer of participant `number`; the caller holds the mutex. */
static enum sibu_status keep(struct drill_host *host, uint32_t number, const struct drill_answer *answer,
                             enum drill_verdict *verdict, int64_t *received_us, struct sibu_fault *fault)
{
    const struct live *live = &host->live;
    int sheltered = live->ask == SIBU_ASK_SHELTER && strcmp(answer->kind, "check-in") == 0; /* where they work */
    struct sibu_record_response response = {.received_us = clock_now_us(host->def.clock),
                                            .client_us = answer->client_us,
                                            .person = number,
                                            .kind = answer->kind,
                                            .place = sheltered ? live->people[number - 1].zone : answer->place,
                                            .key = answer->key};
    int is_new = 0;
    enum sibu_status status =
        store_response_put(host->def.store, host->live.drill.key, &response, &is_new, received_us, fault);
    if (status == SIBU_OK) {
        *verdict = is_new ? DRILL_TAKEN : DRILL_KNOWN;
        if (is_new) {
            muster_take(&host->live.muster, &response);
            if (host->live.unfolding) {
                unfolding_answer(host->live.unfolding, number, response.kind, *received_us);
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
        pthread_mutex_lock(&host->mutex);
        uint32_t number = host->has_drill ? live_number(&host->live, person.key) : 0;
        if (number == 0) {
            *verdict = DRILL_NONE;
        } else {
            status = keep(host, number, answer, verdict, received_us, fault);
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

static enum sibu_status sight(struct drill_host *host, const struct drill_sighting *sightings, size_t count,
                              size_t *unknown, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_record_event *events = sibu_arena_take(&arena, count + 1, sizeof *events);
    if (events == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = kind_known(sightings[i].kind) ? live_number_of_id(&host->live, sightings[i].id) : 0;
        if (number == 0) {
            ++*unknown;
            continue;
        }
        events[known++] = (struct sibu_record_event){.time_us = sightings[i].time_us,
                                                     .kind = sightings[i].kind,
                                                     .person = number,
                                                     .place = sightings[i].place,
                                                     .detail = ""};
    }
    enum sibu_status status =
        known > 0 ? store_events_put(host->def.store, host->live.drill.key, events, known, fault) : SIBU_OK;
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status drill_sight(struct drill_host *host, const struct drill_sighting *sightings, size_t count,
                             size_t *unknown, struct sibu_fault *fault)
{
    enum sibu_status status;
    *unknown = 0;
    pthread_mutex_lock(&host->mutex);
    if (host->has_drill) {
        status = sight(host, sightings, count, unknown, fault);
    } else {
        status = sibu_fault_set(fault, SIBU_NO, "", "没有演练在进行", "no drill is running");
    }
    pthread_mutex_unlock(&host->mutex);
    return status;
}
