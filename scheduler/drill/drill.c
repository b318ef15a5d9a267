/* The drill's life: see drill.h. Decisions are in state.c; here they are carried out, and nothing else. */
#include "drill/drill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/date.h"
#include "drill/announce.h"
#include "drill/expect.h"
#include "drill/host.h"
#include "drill/silent.h"
#include "drill/unfold_live.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const struct roster_person *const *)a)[0]->id, ((const struct roster_person *const *)b)[0]->id);
}

/* Everybody of the site, numbered in the order of the store; expected are those whose shift is on at T0. */
static enum sibu_status list_participants(const struct drill_host *host, const struct drill_start *start,
                                          struct sibu_arena *arena, struct store_participant **out, size_t *count,
                                          struct sibu_fault *fault)
{
    const struct plan_site *site = &host->def.plan->sites[start->site];
    struct store_person *people = NULL;
    enum sibu_status status = store_people(host->def.store, site->site->id, arena, &people, count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct roster_person **by_id = sibu_arena_take(arena, site->roster->count + 1, sizeof *by_id);
    struct store_participant *items = sibu_arena_take(arena, *count + 1, sizeof *items);
    if (by_id == NULL || items == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < site->roster->count; i++) {
        by_id[i] = &site->roster->people[i];
    }
    qsort(by_id, site->roster->count, sizeof *by_id, compare_ids);
    for (size_t i = 0; i < *count; i++) {
        struct roster_person wanted = {.id = people[i].id};
        const struct roster_person *key = &wanted;
        const struct roster_person *const *found =
            bsearch(&key, by_id, site->roster->count, sizeof *by_id, compare_ids);
        int expected = found != NULL &&
                       plan_expects(host->def.plan, start->site, (size_t)(*found - site->roster->people), start->t0_us);
        items[i] = (struct store_participant){.person = people[i].key, .number = (uint32_t)i + 1, .expected = expected};
    }
    *out = items;
    return SIBU_OK;
}

enum sibu_status drill_number(const struct drill_host *host, uint32_t site, int64_t t0_us, char id[24],
                              struct sibu_fault *fault)
{
    int64_t last_us = 0;
    size_t drills = 0;
    enum sibu_status status = store_last_start(host->def.store, NULL, &last_us, &drills, fault);
    if (status == SIBU_OK) {
        int32_t offset_s = zone_offset_s(host->def.plan->sites[site].zone, t0_us);
        int64_t days = (t0_us / 1000000 + offset_s) / 86400;
        (void)snprintf(id, 24, "%04d-%06zu", (int)date_of_days(days).year, drills + 1);
    }
    return status;
}

/* Puts the drill into the store with its first alert, and then takes it up from there as after a restart: one way into
 * memory, not two. */
static enum sibu_status file_drill(struct drill_host *host, const struct drill_start *start, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    char record[4200];
    struct store_participant *people = NULL;
    size_t count = 0;
    enum sibu_status status = list_participants(host, start, arena, &people, &count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct announcement first = {0};
    (void)snprintf(record, sizeof record, "%s/%s.drill", host->folder, start->id);
    struct store_drill drill = {.id = start->id,
                                .site = host->def.plan->sites[start->site].site->id,
                                .family = start->family,
                                .zone = start->zone,
                                .state = drill_state_name(DRILL_ALERTING),
                                .t0_us = start->t0_us,
                                .record = record,
                                .draw = start->document,
                                .alert = &first.alert,
                                .claim = start->claim};
    const struct live draft = {.drill = drill, .site = start->site};
    status = announce_rehearse(&draft, &host->def, start->t0_us, fault); /* before anything is filed */
    if (status == SIBU_OK) {
        status = announce_write(&draft, &host->def, ALERT_START, start->t0_us, &first, fault);
    }
    if (status == SIBU_OK) {
        status = store_drill_open(host->def.store, &drill, people, count, fault);
    }
    announce_clear(&first);
    if (status == SIBU_OK) {
        status = host_take_up(host, fault);
    }
    return status;
}

static enum sibu_status begin(struct drill_host *host, const struct drill_start *start, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    enum sibu_status status = file_drill(host, start, &arena, fault);
    sibu_arena_clear(&arena);
    if (status == SIBU_OK) {
        notify_wake(host->def.notify);
    }
    return status;
}

static int is_busy(const struct drill_host *host, uint32_t site)
{
    for (uint32_t i = 0; i < host->count; i++) {
        if (host->drills[i]->live.site == site) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status drill_begin(struct drill_host *host, const struct drill_start *start, struct sibu_fault *fault)
{
    const char *site = host->def.plan->sites[start->site].site->id;
    enum sibu_status status;
    pthread_mutex_lock(&host->mutex);
    if (is_busy(host, start->site)) {
        status = sibu_fault_set(fault, SIBU_NO, site, "这里已有演练在进行", "a drill is running here already");
    } else if (host->count == POLICY_CONCURRENT_MAX) {
        status = sibu_fault_set(fault, SIBU_NO, site, "同时进行的演练太多", "too many drills run at one time");
    } else {
        status = begin(host, start, fault);
    }
    pthread_mutex_unlock(&host->mutex);
    return status;
}

static enum alert_kind kind_of_end(enum drill_state state)
{
    if (state == DRILL_REAL_EMERGENCY) {
        return ALERT_REAL_EMERGENCY;
    }
    return state == DRILL_ABORT ? ALERT_ABORT : ALERT_ALL_CLEAR;
}

/* What the message could not say is no reason to go on with a drill: it ends all the same, and the fault is told. */
static enum sibu_status end_told(struct hosted *hosted, enum drill_state state, const struct sibu_record_event *event,
                                 struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    struct announcement end = {0};
    struct sibu_fault unsaid;
    enum sibu_status said = announce_write(live, hosted->def, kind_of_end(state), event->time_us, &end, &unsaid);
    enum sibu_status status = store_drill_state(hosted->def->store, live->drill.key, event->kind, event,
                                                said == SIBU_OK ? &end.alert : NULL, fault);
    if (status == SIBU_OK) {
        live->state = state;
        live->ended = state;
        live->drill.end_us = live->drill.end_us == 0 ? event->time_us : live->drill.end_us;
    }
    if (status == SIBU_OK && said == SIBU_OK) {
        announce_filed(live, &end);
        notify_wake(hosted->def->notify);
    } else if (status == SIBU_OK) {
        *fault = unsaid;
        status = said;
    }
    announce_clear(&end);
    return status;
}

/* Now, but not before the drill's T0 or its end: the machine's clock may have been set back while no server ran, and nobody
 * could evaluate a drill that ends before it begins. */
static int64_t drill_now_us(const struct hosted *hosted)
{
    const struct store_drill *drill = &hosted->live.drill;
    int64_t least_us = drill->end_us > drill->t0_us ? drill->end_us : drill->t0_us;
    int64_t now_us = clock_now_us(hosted->def->clock);
    return now_us > least_us ? now_us : least_us;
}

/* Moves to the state, in the store first. `who` becomes part of the event. */
static enum sibu_status move_to(struct hosted *hosted, enum drill_state state, const char *who,
                                struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    int64_t now_us = drill_now_us(hosted);
    char detail[96];
    (void)snprintf(detail, sizeof detail, "{\"who\":\"%s\"}", who);
    struct sibu_record_event event = {
        .time_us = now_us, .kind = drill_state_name(state), .place = "", .detail = detail};
    if (drill_state_ended(state)) {
        return end_told(hosted, state, &event, fault);
    }
    enum sibu_status status = store_drill_state(hosted->def->store, live->drill.key, event.kind, &event, NULL, fault);
    live->state = status == SIBU_OK ? state : live->state;
    return status;
}

/* The drills that can still end so; those that were asked for where `which` is not "". */
struct stopping {
    struct hosted *drills[POLICY_CONCURRENT_MAX];
    uint32_t count;
};
static void list_stopping(const struct drill_host *host, const char *which, enum drill_state how, struct stopping *out)
{
    const struct hosted *only = which[0] != '\0' ? host_find(host, which) : NULL;
    out->count = 0;
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        int asked = which[0] == '\0' || hosted == only;
        if (asked && hosted->live.ended != how && drill_state_allows(hosted->live.state, how)) {
            out->drills[out->count++] = hosted;
        }
    }
}

static enum sibu_status refuse_choice(const struct stopping *stopping, struct sibu_fault *fault)
{
    char names[200] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < stopping->count && length < sizeof names; i++) {
        const struct store_drill *drill = &stopping->drills[i]->live.drill;
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s (%s)", i > 0 ? ", " : "", drill->id,
                                   drill->site);
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "drill", "有多次演练在进行，请指明编号或场所：%s",
                          "several drills are running, name one by its number or site: %s", names);
}

static enum sibu_status stop(struct drill_host *host, const struct drill_end *end, struct sibu_fault *fault)
{
    const char *which = end->drill != NULL ? end->drill : "";
    struct stopping stopping;
    enum sibu_status status = SIBU_OK;
    list_stopping(host, which, end->how, &stopping);
    if (which[0] != '\0' ? host_find(host, which) == NULL : host->count == 0) {
        return sibu_fault_set(fault, SIBU_NO, which, "没有演练在进行", "no drill is running");
    }
    if (!drill_state_ended(end->how) || stopping.count == 0) {
        return sibu_fault_set(fault, SIBU_NO, which, "演练已经结束", "the drill has ended already");
    }
    if (stopping.count > 1 && end->how != DRILL_REAL_EMERGENCY) {
        return refuse_choice(&stopping, fault);
    }
    for (uint32_t i = 0; i < stopping.count; i++) {
        struct sibu_fault why;
        enum sibu_status moved = move_to(stopping.drills[i], end->how, end->who, &why);
        if (status == SIBU_OK && moved != SIBU_OK) {
            status = moved;
            *fault = why;
        }
    }
    return status;
}

enum sibu_status drill_stop(struct drill_host *host, const struct drill_end *end, struct sibu_fault *fault)
{
    struct sibu_fault behind;
    pthread_mutex_lock(&host->mutex);
    enum sibu_status late = host_take_up_late(host, &behind);
    enum sibu_status status = stop(host, end, fault);
    pthread_mutex_unlock(&host->mutex);
    /* Nothing can be told of a drill before its record can be made: that goes before "no drill is running". */
    int all = end->drill == NULL || end->drill[0] == '\0';
    if (late != SIBU_OK && (status == SIBU_NO || (status == SIBU_OK && all))) {
        *fault = behind;
        return late;
    }
    return status;
}

/* Whose muster can be closed: that of `which`, or of any. */
static struct hosted *find_mustering(const struct drill_host *host, const char *which)
{
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        if ((which[0] == '\0' || hosted == host_find(host, which)) &&
            drill_state_allows(hosted->live.state, DRILL_MUSTERED)) {
            return hosted;
        }
    }
    return NULL;
}

enum sibu_status drill_close_muster(struct drill_host *host, const char *which, const char *who,
                                    struct sibu_fault *fault)
{
    const char *named = which != NULL ? which : "";
    enum sibu_status status;
    pthread_mutex_lock(&host->mutex);
    struct hosted *hosted = find_mustering(host, named);
    status = hosted != NULL ? move_to(hosted, DRILL_MUSTERED, who, fault)
                            : sibu_fault_set(fault, SIBU_NO, named, "没有已结束而仍在清点的演练",
                                             "there is no drill that has ended and still musters");
    pthread_mutex_unlock(&host->mutex);
    return status;
}

static enum sibu_status read_moment(struct hosted *hosted, struct drill_moment *moment, struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    struct muster_counts counts = muster_count(&live->muster);
    size_t waiting = 0;
    enum sibu_status status = store_outbox_waiting_of(hosted->def->store, live->drill.key, &waiting, fault);
    *moment = (struct drill_moment){.state = live->state,
                                    .now_us = clock_now_us(hosted->def->clock),
                                    .t0_us = live->drill.t0_us,
                                    .end_us = live->drill.end_us,
                                    .limit_us = hosted->def->plan->policy->limit_s * 1000000,
                                    .waiting_alerts = waiting,
                                    .expected = counts.expected,
                                    .accounted = counts.checked_in};
    return status;
}

/* Who makes the step, where nobody has asked for it. */
static const char *who_steps(const struct drill_moment *moment, enum drill_state next)
{
    int everybody = moment->expected > 0 && moment->accounted >= moment->expected;
    if (next == DRILL_ALL_CLEAR) {
        return moment->now_us - moment->t0_us >= moment->limit_us ? "limit" : "everybody there";
    }
    return next == DRILL_MUSTERED && everybody ? "everybody there" : "clock";
}

/* Its record gets all that the store has, and is then evaluated, by drill_step, where nobody is held up by it. */
static enum sibu_status ask_evaluation(struct hosted *hosted, struct sibu_fault *fault)
{
    enum sibu_status status = live_follow(&hosted->live, hosted->def->store, fault);
    if (status == SIBU_OK && hosted->def->evaluate == NULL) {
        return move_to(hosted, DRILL_CLOSED, "clock", fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_count(hosted->live.record, &hosted->rows, fault);
    }
    hosted->is_to_evaluate = status == SIBU_OK;
    return status; /* tried again: what people have answered is not to be left out */
}

/* What the drill does by itself now. */
static enum sibu_status move_on(struct drill_host *host, struct hosted *hosted, const struct drill_moment *moment,
                                struct sibu_fault *fault)
{
    enum drill_state next = drill_state_next(moment);
    if (next == hosted->live.state) {
        return SIBU_OK;
    }
    if (next == DRILL_EVALUATED) {
        return expect_holds(host, hosted, moment->now_us) ? SIBU_OK : ask_evaluation(hosted, fault);
    }
    return move_to(hosted, next, who_steps(moment, next), fault);
}

static enum sibu_status step(struct drill_host *host, struct hosted *hosted, struct sibu_fault *fault)
{
    struct drill_moment moment;
    enum sibu_status status = read_moment(hosted, &moment, fault);
    if (status == SIBU_OK) {
        status = move_on(host, hosted, &moment, fault);
    }
    if (status == SIBU_OK) {
        status = silent_tell(hosted, moment.now_us, fault);
    }
    if (status == SIBU_OK) {
        status = unfold_go_on(hosted, moment.now_us, fault);
    }
    if (status == SIBU_OK) {
        status = live_follow(&hosted->live, hosted->def->store, fault);
    }
    return status == SIBU_OK ? expect_step(hosted, fault) : status;
}

/* Each by itself: what goes wrong with one keeps no other from going on. The first fault is told. */
static enum sibu_status step_all(struct drill_host *host, int *closed, struct sibu_fault *fault)
{
    enum sibu_status status = host_take_up_late(host, fault);
    for (uint32_t i = 0; i < host->count;) {
        struct sibu_fault why;
        enum sibu_status stepped = step(host, host->drills[i], &why);
        if (status == SIBU_OK && stepped != SIBU_OK) {
            status = stepped;
            *fault = why;
        }
        if (stepped == SIBU_OK && host->drills[i]->live.state == DRILL_CLOSED) {
            ++*closed;
            host_forget(host, i);
        } else {
            i++;
        }
    }
    expect_begin(host);
    return status;
}

enum sibu_status drill_put_evaluation(struct sibu_record *record, const struct sibu_text *text,
                                      struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(record, "evaluation", &arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes == NULL) {
        status = sibu_record_put_document(record, "evaluation", sibu_text_get(text), text->length, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* Whether the evaluation is of all that is there by now: the drill may have been opened again, and people may have
 * answered. */
static enum sibu_status is_of_all(struct hosted *hosted, int *is, struct sibu_fault *fault)
{
    struct sibu_record_counts now;
    const struct sibu_record_counts *then = &hosted->rows;
    enum sibu_status status = live_follow(&hosted->live, hosted->def->store, fault);
    if (status == SIBU_OK) {
        status = sibu_record_count(hosted->live.record, &now, fault);
    }
    *is = status == SIBU_OK && hosted->live.state == DRILL_MUSTERED && now.events == then->events &&
          now.deliveries == then->deliveries && now.responses == then->responses;
    return status;
}

/* The evaluation goes into the record before the event says so. Where it could not be made the drill is closed without, and
 * the fault is told. */
static enum sibu_status settle(struct hosted *hosted, const struct sibu_text *text, struct sibu_fault *fault)
{
    int is = 0, is_made = fault->status == SIBU_OK;
    struct sibu_fault unevaluated = *fault;
    enum sibu_status status = is_of_all(hosted, &is, fault);
    if (status != SIBU_OK || !is) {
        return status; /* the next step asks again */
    }
    if (is_made) {
        status = drill_put_evaluation(hosted->live.record, text, fault);
        return status == SIBU_OK ? move_to(hosted, DRILL_EVALUATED, "system", fault) : status;
    }
    status = move_to(hosted, DRILL_CLOSED, "system", fault);
    if (status == SIBU_OK) {
        *fault = unevaluated;
    }
    return fault->status;
}

/* In the clock's thread, which alone forgets drills; with the mutex only where nothing takes long. */
static enum sibu_status evaluate(struct drill_host *host, struct hosted *hosted, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    *fault = (struct sibu_fault){.status = SIBU_OK};
    enum sibu_status status = host->def.evaluate(hosted->live.drill.record, &text, fault);
    if (status == SIBU_OK && !sibu_text_ok(&text)) {
        status = no_memory(fault);
    }
    fault->status = status;
    pthread_mutex_lock(&host->mutex);
    hosted->is_to_evaluate = 0;
    status = settle(hosted, &text, fault);
    pthread_mutex_unlock(&host->mutex);
    sibu_text_clear(&text);
    return status;
}

/* Those that are to be; with the mutex held. */
static uint32_t list_evaluations(const struct drill_host *host, struct hosted *out[POLICY_CONCURRENT_MAX])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < host->count; i++) {
        if (host->drills[i]->is_to_evaluate) {
            out[count++] = host->drills[i];
        }
    }
    return count;
}

enum sibu_status drill_step(struct drill_host *host, int *closed, struct sibu_fault *fault)
{
    struct hosted *due[POLICY_CONCURRENT_MAX];
    *closed = 0;
    unfold_prepare(host);
    pthread_mutex_lock(&host->mutex);
    enum sibu_status status = step_all(host, closed, fault);
    uint32_t count = list_evaluations(host, due);
    pthread_mutex_unlock(&host->mutex);
    for (uint32_t i = 0; i < count; i++) {
        struct sibu_fault why;
        enum sibu_status evaluated = evaluate(host, due[i], &why);
        if (status == SIBU_OK && evaluated != SIBU_OK) {
            status = evaluated;
            *fault = why;
        }
    }
    return status;
}

enum sibu_status drill_complete(const struct drill_host *host, const char *id, struct sibu_fault *fault)
{
    struct live live = {0};
    uint8_t fingerprint[32];
    enum sibu_status status = store_drill_by_id(host->def.store, id, &live.arena, &live.drill, fault);
    if (status == SIBU_OK) {
        status = live_open(&live, &host->def, fault);
    }
    if (status == SIBU_OK && sibu_record_fingerprint(live.record, fingerprint, fault) == SIBU_NO) {
        status = live_follow(&live, host->def.store, fault);
    }
    live_close(&live);
    return status;
}
