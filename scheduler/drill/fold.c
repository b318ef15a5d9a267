/* A drill in memory is what its rows in the store say, taken in their order: at its begin, after a restart, and while other
 * servers add to them. See live.h.
 */
#include <stdio.h>
#include <string.h>

#include "drill/evidence.h"
#include "drill/live.h"
#include "drill/unfold_check.h"
#include "drill/unfolding.h"

void live_take(struct live *live, const struct sibu_record_response *response)
{
    muster_take(&live->muster, response);
    if (live->unfolding != NULL) {
        unfolding_answer(live->unfolding, response->person, response->kind, response->received_us);
    }
}

static enum sibu_status fold_responses(struct live *live, struct store *store, struct sibu_arena *arena,
                                       struct sibu_fault *fault)
{
    struct sibu_record_response *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_responses(store, (struct store_from){live->drill.key, live->responses}, arena, &items, &count, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        live_take(live, &items[i]);
        live->responses++;
    }
    return status;
}

/* Which check-ins are flagged, and how much has unfolded: the events say so. Those of the own answers are known before they are
 * read here; the last one of a person counts either way. */
static void take_event(struct live *live, const struct sibu_record_event *event)
{
    if (strcmp(event->kind, "check-in") == 0) {
        char why[EVIDENCE_DOUBT_BYTES];
        evidence_doubt(event->detail, why);
        muster_doubt(&live->muster, event->person, why);
    }
    live->unfold_rows += strcmp(event->kind, "unfold") == 0;
    live->field_rows += strcmp(event->kind, "field") == 0;
    live->unfolded = live->unfolded > live->unfold_rows ? live->unfolded : live->unfold_rows;
    live->minutes_filed = live->minutes_filed > live->field_rows ? live->minutes_filed : live->field_rows;
    live->has_gap = live->has_gap || strcmp(event->kind, UNFOLD_GAP) == 0;
    live->events++;
}

static enum sibu_status fold_events(struct live *live, struct store *store, struct sibu_arena *arena,
                                    struct sibu_fault *fault)
{
    struct sibu_record_event *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_events(store, (struct store_from){live->drill.key, live->events}, arena, &items, &count, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        take_event(live, &items[i]);
    }
    return status;
}

static enum sibu_status fold_alerts(struct live *live, struct store *store, struct sibu_arena *arena,
                                    struct sibu_fault *fault)
{
    struct store_alert *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_alerts(store, (struct store_from){live->drill.key, live->alert_count}, arena, &items, &count, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        live_remember(live, &items[i]);
    }
    return status;
}

void live_remember(struct live *live, const struct store_alert *alert)
{
    if (live->alert_count < LIVE_ALERTS_MAX) {
        struct live_alert *kept = &live->alerts[live->alert_count++];
        (void)snprintf(kept->identifier, sizeof kept->identifier, "%s", alert->identifier);
        kept->sent_us = alert->sent_us;
        kept->expires_us = alert->expires_us;
        live->wardens_told = live->wardens_told || alert->to_wardens;
    }
}

enum sibu_status live_fold(struct live *live, struct store *store, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    enum sibu_status status = fold_responses(live, store, &arena, fault);
    if (status == SIBU_OK) {
        status = fold_events(live, store, &arena, fault);
    }
    if (status == SIBU_OK) {
        status = fold_alerts(live, store, &arena, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status live_set_state(struct live *live, const char *state, const char *ended, struct sibu_fault *fault)
{
    if (!drill_state_of(state, &live->state)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, live->drill.id, "未知的演练状态“%s”",
                              "unknown state of a drill \"%s\"", state);
    }
    if (!drill_state_of(ended, &live->ended)) {
        live->ended = live->state;
    }
    return SIBU_OK;
}

enum sibu_status live_set_record(struct live *live, const char *path, struct sibu_fault *fault)
{
    if (strcmp(live->drill.record, path) == 0) {
        return SIBU_OK;
    }
    const char *kept = sibu_arena_text(&live->arena, path, strlen(path));
    live->drill.record = kept != NULL ? kept : live->drill.record;
    return kept != NULL ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status move_to(struct live *live, const struct store_standing *standing, struct sibu_fault *fault)
{
    enum sibu_status status = live_set_state(live, standing->state, standing->ended, fault);
    if (status == SIBU_OK) {
        status = live_set_record(live, standing->record, fault);
    }
    live->drill.end_us = standing->end_us;
    live->drill.unfolded_us = standing->unfolded_us;
    return status;
}

/* Rows before the state: who sees that a drill is over sees the answers that it was over after. */
enum sibu_status live_catch_up(struct live *live, const struct store_standing *standing, struct store *store,
                               struct sibu_fault *fault)
{
    int is_behind = standing->events > live->events || standing->responses > live->responses ||
                    standing->alerts > live->alert_count;
    enum sibu_status status = is_behind ? live_fold(live, store, fault) : SIBU_OK;
    return status == SIBU_OK ? move_to(live, standing, fault) : status;
}
