/* See unfold_live.h. */
#include "drill/unfold_live.h"

#include <string.h>

#include "base/log.h"
#include "drill/announce.h"
#include "drill/unfolding.h"

static enum sibu_status open_for(const struct hosted *hosted, struct unfolding **out, struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    struct unfolding_person *people = sibu_array_new(live->count, sizeof *people);
    if (!people) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, live->drill.id, "内存不足", "out of memory");
    }
    for (size_t i = 0; i < live->count; i++) {
        people[i] = (struct unfolding_person){
            .zone = live->people[i].zone, .role = live->people[i].role, .expected = live->muster.people[i].expected};
    }
    const struct unfolding_def def = {.site = hosted->def->plan->sites[live->site].site,
                                      .families = hosted->def->plan->families,
                                      .draw = live->drill.draw,
                                      .t0_us = live->drill.t0_us,
                                      .people = people,
                                      .count = live->count};
    enum sibu_status status = unfolding_open(out, &def, fault);
    sibu_array_free(people);
    return status;
}

/* All answers so far, and how many events of it are filed. */
static enum sibu_status catch_up(struct hosted *hosted, struct unfolding *unfolding, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_record_response *responses = NULL;
    struct sibu_record_event *events = NULL;
    size_t response_count = 0, event_count = 0;
    const struct store_from from = {hosted->live.drill.key, 0};
    enum sibu_status status = store_responses(hosted->def->store, from, &arena, &responses, &response_count, fault);
    if (status == SIBU_OK) {
        status = store_events(hosted->def->store, from, &arena, &events, &event_count, fault);
    }
    for (size_t i = 0; status == SIBU_OK && i < response_count; i++) {
        unfolding_answer(unfolding, responses[i].person, responses[i].kind, responses[i].received_us);
    }
    hosted->live.unfolded = 0;
    hosted->live.minutes_filed = 0;
    for (size_t i = 0; status == SIBU_OK && i < event_count; i++) {
        hosted->live.unfolded += strcmp(events[i].kind, "unfold") == 0;
        hosted->live.minutes_filed += strcmp(events[i].kind, "field") == 0;
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status file_scenario(struct live *live, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_text text = {0};
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(live->record, "scenario", &arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes == NULL) {
        unfolding_scenario(live->unfolding, &text);
        status = sibu_record_put_document(live->record, "scenario", sibu_text_get(&text), text.length, fault);
    }
    sibu_arena_clear(&arena);
    sibu_text_clear(&text);
    return status;
}

/* A drill for which it has not been done. */
static struct hosted *find_wanted(struct drill_host *host)
{
    struct hosted *wanted = NULL;
    pthread_mutex_lock(&host->mutex);
    for (uint32_t i = 0; i < host->count && !wanted; i++) {
        const struct live *live = &host->drills[i]->live;
        wanted = !live->unfolding && !live->unfolds_not && !drill_state_over(live->state) ? host->drills[i] : NULL;
    }
    pthread_mutex_unlock(&host->mutex);
    return wanted;
}

void unfold_prepare(struct drill_host *host)
{
    struct unfolding *unfolding = NULL;
    struct sibu_fault fault;
    struct hosted *hosted = find_wanted(host);
    if (!hosted) {
        return;
    }
    enum sibu_status status = open_for(hosted, &unfolding, &fault); /* this thread alone forgets drills */
    pthread_mutex_lock(&host->mutex);
    if (status == SIBU_OK) {
        hosted->live.unfolding = unfolding;
        status = catch_up(hosted, unfolding, &fault);
    }
    if (status == SIBU_OK) {
        status = file_scenario(&hosted->live, &fault);
    }
    hosted->live.unfolds_not = status != SIBU_OK;
    pthread_mutex_unlock(&host->mutex);
    if (status != SIBU_OK) {
        log_fault(clock_now_us(host->def.clock), "drill", &fault);
    }
}

static enum sibu_status file_event(struct hosted *hosted, const struct sibu_unfold_event *event,
                                   struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    struct sibu_text detail = {0};
    char identifier[CAP_IDENTIFIER_BYTES];
    announce_identifier(live, hosted->def, event->number + 1, identifier);
    unfolding_detail(live->unfolding, event, identifier, &detail);
    struct sibu_record_event row = {.time_us = live->drill.t0_us + (int64_t)(event->time_s * 1e6),
                                    .kind = "unfold",
                                    .place = unfolding_place(live->unfolding, event),
                                    .detail = sibu_text_get(&detail)};
    enum sibu_status status = store_event_put(hosted->def->store, live->drill.key, &row, fault);
    live->unfolded += status == SIBU_OK;
    sibu_text_clear(&detail);
    return status;
}

static enum sibu_status file_minutes(struct hosted *hosted, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    size_t count = 0;
    const struct unfolding_minute *minutes = unfolding_minutes(live->unfolding, &count);
    enum sibu_status status = SIBU_OK;
    for (; live->minutes_filed < count && status == SIBU_OK; live->minutes_filed += status == SIBU_OK) {
        const struct unfolding_minute *minute = &minutes[live->minutes_filed];
        const struct sibu_record_event row = {.time_us = live->drill.t0_us + (int64_t)(minute->time_s * 1e6),
                                              .kind = "field",
                                              .place = "",
                                              .detail = sibu_text_get(&minute->detail)};
        status = store_event_put(hosted->def->store, live->drill.key, &row, fault);
    }
    return status;
}

static enum sibu_status tell(struct hosted *hosted, const struct sibu_unfold_event *event, int64_t now_us,
                             struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    struct unfolding_words words = {0};
    unfolding_say(live->unfolding, event, &words);
    const struct announce_news news = {
        .news = {{sibu_text_get(&words.news[SIBU_ZH]), sibu_text_get(&words.news[SIBU_EN])}},
        .ask = {{sibu_text_get(&words.ask[SIBU_ZH]), sibu_text_get(&words.ask[SIBU_EN])}},
        .lost_exit = event->kind == SIBU_UNFOLD_EXIT_LOST ? unfolding_place(live->unfolding, event) : "",
        .for_all = event->kind == SIBU_UNFOLD_CONTRACTOR_MISSING}; /* groups are counted at the assembly points */
    enum sibu_status status = announce_update(live, hosted->def, &news, now_us, fault);
    unfolding_words_clear(&words);
    return status;
}

/* An update that cannot be written is not worth a drill: nothing unfolds from then on. What the store could not keep is
 * tried again. */
static enum sibu_status go_without(struct hosted *hosted, enum sibu_status status, int64_t now_us,
                                   const struct sibu_fault *fault)
{
    if (status != SIBU_BAD_INPUT && status != SIBU_LIMIT) {
        return status;
    }
    hosted->live.unfolds_not = 1;
    log_fault(now_us, "drill", fault);
    return SIBU_OK;
}

enum sibu_status unfold_go_on(struct hosted *hosted, int64_t now_us, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    size_t count = 0;
    enum sibu_status status = SIBU_OK;
    if (!live->unfolding || live->unfolds_not || drill_state_over(live->state)) {
        return SIBU_OK;
    }
    unfolding_step(live->unfolding, now_us);
    const struct sibu_unfold_event *events = unfolding_events(live->unfolding, &count);
    while (status == SIBU_OK && live->unfolded < count) {
        status = file_event(hosted, &events[live->unfolded], fault);
    }
    status = status == SIBU_OK ? file_minutes(hosted, fault) : status;
    while (status == SIBU_OK && live->alert_count < 1 + live->unfolded) { /* the first alert, and an update for each */
        status = tell(hosted, &events[live->alert_count - 1], now_us, fault);
        notify_wake(hosted->def->notify);
    }
    return go_without(hosted, status, now_us, fault);
}
