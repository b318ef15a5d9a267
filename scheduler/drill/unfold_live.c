/* See unfold_live.h. */
#include "drill/unfold_live.h"

#include <string.h>

#include "base/log.h"
#include "drill/announce.h"
#include "drill/drive.h"
#include "drill/unfold_check.h"
#include "drill/unfolding.h"

#define SECOND_US INT64_C(1000000)

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

/* All answers so far. */
static enum sibu_status catch_up(struct hosted *hosted, struct unfolding *unfolding, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_record_response *responses = NULL;
    size_t count = 0;
    const struct store_from from = {hosted->live.drill.key, 0};
    enum sibu_status status = store_responses(hosted->def->store, from, &arena, &responses, &count, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        unfolding_answer(unfolding, responses[i].person, responses[i].kind, responses[i].received_us);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status file_scenario(struct hosted *hosted, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
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

/* Where nothing unfolds any more its record needs to know all the same what it was that could, and what of it nobody was there to
 * tell: who took the drill up when it was over, or ended it in the same step, has drawn nothing yet. */
static int is_wanted(const struct hosted *hosted)
{
    const struct live *live = &hosted->live;
    int is_for_record = hosted->def->node != NULL && live->record != NULL && !hosted->is_told_scenario;
    int is_to_settle = drive_is(hosted) && !live->is_settled && live->state < DRILL_EVALUATED;
    return !live->unfolding && !live->unfolds_not && !hosted->is_gone &&
           (!drill_state_over(live->state) || is_for_record || is_to_settle);
}

/* A drill for which it has not been done. */
static struct hosted *find_wanted(struct drill_host *host)
{
    struct hosted *wanted = NULL;
    pthread_mutex_lock(&host->mutex);
    for (uint32_t i = 0; i < host->count && !wanted; i++) {
        wanted = is_wanted(host->drills[i]) ? host->drills[i] : NULL;
    }
    pthread_mutex_unlock(&host->mutex);
    return wanted;
}

static enum sibu_status tell_scenario(struct hosted *hosted, struct sibu_fault *fault)
{
    if (hosted->is_told_scenario || hosted->live.record == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = file_scenario(hosted, fault);
    hosted->is_told_scenario = status == SIBU_OK;
    return status;
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
        status = catch_up(hosted, unfolding, &fault);
    }
    int is_open = status == SIBU_OK;
    hosted->live.unfolding = is_open ? unfolding : NULL;
    hosted->live.unfolds_late = drill_state_over(hosted->live.state);
    if (is_open) {
        status = tell_scenario(hosted, &fault);
    }
    hosted->live.unfolds_not =
        status != SIBU_OK && status != SIBU_IO; /* what the store could not tell is asked again */
    pthread_mutex_unlock(&host->mutex);
    if (!is_open) {
        unfolding_close(unfolding);
    }
    if (status != SIBU_OK) {
        log_fault(clock_now_us(host->def.clock), "drill", &fault);
    }
}

/* The event and the update that tells of it, in one transaction: neither is ever there without the other. */
static enum sibu_status file_event(struct hosted *hosted, const struct sibu_unfold_event *event, int64_t now_us,
                                   struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    struct sibu_text detail = {0};
    struct unfolding_words words = {0};
    char identifier[CAP_IDENTIFIER_BYTES];
    announce_identifier(live, hosted->def, live->alert_count + 1, identifier);
    unfolding_detail(live->unfolding, event, identifier, &detail);
    unfolding_say(live->unfolding, event, &words);
    const struct sibu_record_event row = {.time_us = live->drill.t0_us + (int64_t)(event->time_s * 1e6),
                                          .kind = "unfold",
                                          .place = unfolding_place(live->unfolding, event),
                                          .detail = sibu_text_get(&detail)};
    const struct announce_news news = {
        .news = {{sibu_text_get(&words.news[SIBU_ZH]), sibu_text_get(&words.news[SIBU_EN])}},
        .ask = {{sibu_text_get(&words.ask[SIBU_ZH]), sibu_text_get(&words.ask[SIBU_EN])}},
        .lost_exit = event->kind == SIBU_UNFOLD_EXIT_LOST ? unfolding_place(live->unfolding, event) : "",
        .of = &row,
        .for_all = event->kind == SIBU_UNFOLD_CONTRACTOR_MISSING}; /* groups are counted at the assembly points */
    enum sibu_status status = announce_update(hosted, &news, now_us, fault);
    live->unfolded += status == SIBU_OK;
    unfolding_words_clear(&words);
    sibu_text_clear(&detail);
    return status;
}

static enum sibu_status file_minutes(struct hosted *hosted, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    size_t count = 0;
    const struct unfolding_minute *minutes = unfolding_minutes(live->unfolding, &count);
    const struct store_stand stand = drive_stand(hosted, -1);
    enum sibu_status status = SIBU_OK;
    for (; live->minutes_filed < count && status == SIBU_OK; live->minutes_filed += status == SIBU_OK) {
        const struct unfolding_minute *minute = &minutes[live->minutes_filed];
        const struct sibu_record_event row = {.time_us = live->drill.t0_us + (int64_t)(minute->time_s * 1e6),
                                              .kind = "field",
                                              .place = "",
                                              .detail = sibu_text_get(&minute->detail)};
        const struct store_event_filing filing = {live->drill.key, &row, 1, drive_claim(hosted), &stand};
        status = store_events_file(hosted->def->store, &filing, fault);
    }
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

/* Up to when it may be drawn: all answers before that are known. Who drives among several says so in the store first, and reads
 * the answers that others have kept; who follows goes where the driver has gone. */
static enum sibu_status find_until(struct hosted *hosted, int64_t now_us, int64_t *until_us, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    const int64_t t0_us = live->drill.t0_us;
    *until_us = now_us;
    if (hosted->def->node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = SIBU_OK;
    int64_t second_us = t0_us + (now_us - t0_us) / SECOND_US * SECOND_US;
    if (drive_is(hosted) && second_us > t0_us && second_us > live->drill.unfolded_us) {
        status = store_unfolded_put(hosted->def->store, drive_claim(hosted), live->drill.key, second_us, fault);
        live->drill.unfolded_us = status == SIBU_OK ? second_us : live->drill.unfolded_us;
    }
    *until_us = live->drill.unfolded_us;
    return status == SIBU_OK && drive_is(hosted) ? live_fold(live, hosted->def->store, fault) : status;
}

static enum sibu_status file_all(struct hosted *hosted, int64_t now_us, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    size_t count = 0;
    const struct sibu_unfold_event *events = unfolding_events(live->unfolding, &count);
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && live->unfolded < count) {
        status = file_event(hosted, &events[live->unfolded], now_us, fault);
        notify_wake(hosted->def->notify);
    }
    return status == SIBU_OK ? file_minutes(hosted, fault) : status;
}

/* The first moment of what the drill's time has drawn and the store does not have; INT64_MAX: it has all. */
static int64_t first_missing(const struct live *live)
{
    size_t events_count = 0, minutes_count = 0;
    const struct sibu_unfold_event *events = unfolding_events(live->unfolding, &events_count);
    const struct unfolding_minute *minutes = unfolding_minutes(live->unfolding, &minutes_count);
    int64_t event_us = INT64_MAX, minute_us = INT64_MAX;
    if (live->unfolded < events_count) {
        event_us = live->drill.t0_us + (int64_t)(events[live->unfolded].time_s * 1e6);
    }
    if (live->minutes_filed < minutes_count) {
        minute_us = live->drill.t0_us + (int64_t)(minutes[live->minutes_filed].time_s * 1e6);
    }
    return event_us < minute_us ? event_us : minute_us;
}

static enum sibu_status file_gap(struct hosted *hosted, int64_t from_us, struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    const struct sibu_record_event row = {
        .time_us = from_us, .kind = UNFOLD_GAP, .place = "", .detail = "{\"what\":\"no server drove the drill\"}"};
    const struct store_stand stand = drive_stand(hosted, -1);
    const struct store_event_filing filing = {live->drill.key, &row, 1, drive_claim(hosted), &stand};
    return store_events_file(hosted->def->store, &filing, fault);
}

/* It is over. What nobody was told of in time is not told any more; the record says from when on that was so. Answers that are
 * still kept come behind the end, so this is drawn once and for all. */
static enum sibu_status settle(struct hosted *hosted, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    enum sibu_status status = SIBU_OK;
    if (live->is_settled || !drive_is(hosted)) {
        return SIBU_OK;
    }
    if (hosted->def->node != NULL && live->drill.unfolded_us < live->drill.end_us) {
        status =
            store_unfolded_put(hosted->def->store, drive_claim(hosted), live->drill.key, live->drill.end_us, fault);
        live->drill.unfolded_us = status == SIBU_OK ? live->drill.end_us : live->drill.unfolded_us;
    }
    if (status == SIBU_OK) {
        status = live_fold(live, hosted->def->store, fault);
    }
    if (status == SIBU_OK) {
        unfolding_step(live->unfolding, live->drill.end_us);
        int64_t from_us = first_missing(live);
        int is_known = from_us >= live->drill.end_us - UNFOLD_SLACK_S * SECOND_US || live->has_gap;
        status = is_known ? SIBU_OK : file_gap(hosted, from_us, fault);
    }
    live->is_settled = status == SIBU_OK;
    return status;
}

int unfold_is_settled(const struct hosted *hosted)
{
    return hosted->live.unfolds_not || hosted->live.is_settled || (!hosted->live.unfolding && !is_wanted(hosted));
}

enum sibu_status unfold_go_on(struct hosted *hosted, int64_t now_us, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    int64_t until_us = 0;
    if (!live->unfolding || live->unfolds_not) {
        return SIBU_OK;
    }
    enum sibu_status status = tell_scenario(hosted, fault);
    if (status == SIBU_OK && drill_state_over(live->state)) {
        return go_without(hosted, settle(hosted, fault), now_us, fault);
    }
    status = status == SIBU_OK ? find_until(hosted, now_us, &until_us, fault) : status;
    if (status == SIBU_OK) {
        unfolding_step(live->unfolding, until_us);
        status = drive_is(hosted) ? file_all(hosted, now_us, fault) : SIBU_OK;
    }
    return go_without(hosted, status, now_us, fault);
}
