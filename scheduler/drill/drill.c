/* The drill's life: see drill.h. Decisions are in state.c; here they are carried out, and nothing else. */
#include "drill/drill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/date.h"
#include "drill/announce.h"
#include "drill/expect.h"
#include "drill/host.h"
#include "drill/unfold_live.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* Forgets the drill in memory; the store and the record keep it. */
static void forget(struct drill_host *host)
{
    expect_forget(host);
    live_close(&host->live);
    host->has_drill = 0;
}

/* Takes up the drill that is open in the store. */
static enum sibu_status take_up(struct drill_host *host, struct sibu_fault *fault)
{
    enum sibu_status status = store_drill_current(host->def.store, &host->live.arena, &host->live.drill, fault);
    if (status == SIBU_NO) {
        forget(host);
        return SIBU_OK;
    }
    if (status == SIBU_OK) {
        status = live_open(&host->live, &host->def, fault);
    }
    if (status != SIBU_OK) {
        forget(host);
        return status;
    }
    host->has_drill = 1;
    return SIBU_OK;
}

enum sibu_status drill_host_open(struct drill_host **out, const struct drill_host_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct drill_host *host = sibu_array_new(1, sizeof *host);
    if (host == NULL) {
        return no_memory(fault);
    }
    host->def = *def;
    (void)snprintf(host->folder, sizeof host->folder, "%s", def->folder);
    (void)snprintf(host->base_url, sizeof host->base_url, "%s", def->base_url);
    host->def.folder = host->folder;
    host->def.base_url = host->base_url;
    if (pthread_mutex_init(&host->mutex, NULL) != 0) {
        sibu_array_free(host);
        return no_memory(fault);
    }
    enum sibu_status status = take_up(host, fault);
    if (status != SIBU_OK) {
        drill_host_close(host);
        return status;
    }
    *out = host;
    return SIBU_OK;
}

void drill_host_close(struct drill_host *host)
{
    if (host != NULL) {
        forget(host);
        pthread_mutex_destroy(&host->mutex);
        sibu_array_free(host);
    }
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

/* Tries again to take up what could not be taken up when it began: its people have been told. */
static enum sibu_status take_up_late(struct drill_host *host, struct sibu_fault *fault)
{
    if (!host->is_behind) {
        return SIBU_OK;
    }
    enum sibu_status status = take_up(host, fault);
    host->is_behind = status != SIBU_OK;
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
                                .alert = &first.alert};
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
        status = take_up(host, fault);
        host->is_behind = status != SIBU_OK;
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

enum sibu_status drill_begin(struct drill_host *host, const struct drill_start *start, struct sibu_fault *fault)
{
    pthread_mutex_lock(&host->mutex);
    enum sibu_status status;
    if (host->has_drill) {
        status = sibu_fault_set(fault, SIBU_NO, host->live.drill.id, "已有演练在进行", "a drill is running already");
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
static enum sibu_status end_told(struct drill_host *host, enum drill_state state, const struct sibu_record_event *event,
                                 struct sibu_fault *fault)
{
    struct live *live = &host->live;
    struct announcement end = {0};
    struct sibu_fault unsaid;
    enum sibu_status said = announce_write(live, &host->def, kind_of_end(state), event->time_us, &end, &unsaid);
    enum sibu_status status = store_drill_state(host->def.store, live->drill.key, event->kind, event,
                                                said == SIBU_OK ? &end.alert : NULL, fault);
    if (status == SIBU_OK) {
        live->state = state;
        live->drill.end_us = live->drill.end_us == 0 ? event->time_us : live->drill.end_us;
    }
    if (status == SIBU_OK && said == SIBU_OK) {
        announce_filed(live, &end);
        notify_wake(host->def.notify);
    } else if (status == SIBU_OK) {
        *fault = unsaid;
        status = said;
    }
    announce_clear(&end);
    return status;
}

/* Now, but not before the drill's T0 or its end: the machine's clock may have been set back while no server ran, and nobody
 * could evaluate a drill that ends before it begins. */
static int64_t drill_now_us(const struct drill_host *host)
{
    const struct store_drill *drill = &host->live.drill;
    int64_t least_us = drill->end_us > drill->t0_us ? drill->end_us : drill->t0_us;
    int64_t now_us = clock_now_us(host->def.clock);
    return now_us > least_us ? now_us : least_us;
}

/* Moves to the state, in the store first. `who` becomes part of the event. */
static enum sibu_status move_to(struct drill_host *host, enum drill_state state, const char *who,
                                struct sibu_fault *fault)
{
    struct live *live = &host->live;
    int64_t now_us = drill_now_us(host);
    char detail[96];
    (void)snprintf(detail, sizeof detail, "{\"who\":\"%s\"}", who);
    struct sibu_record_event event = {
        .time_us = now_us, .kind = drill_state_name(state), .place = "", .detail = detail};
    if (drill_state_ended(state)) {
        return end_told(host, state, &event, fault);
    }
    enum sibu_status status = store_drill_state(host->def.store, live->drill.key, event.kind, &event, NULL, fault);
    live->state = status == SIBU_OK ? state : live->state;
    return status;
}

enum sibu_status drill_stop(struct drill_host *host, enum drill_state how, const char *who, struct sibu_fault *fault)
{
    pthread_mutex_lock(&host->mutex);
    enum sibu_status status = take_up_late(host, fault);
    if (status != SIBU_OK) {
        /* said already: nothing can be told before its record can be made */
    } else if (!host->has_drill) {
        status = sibu_fault_set(fault, SIBU_NO, "", "没有演练在进行", "no drill is running");
    } else if (!drill_state_ended(how) || !drill_state_allows(host->live.state, how)) {
        status = sibu_fault_set(fault, SIBU_NO, host->live.drill.id, "演练已经结束", "the drill has ended already");
    } else {
        status = move_to(host, how, who, fault);
    }
    pthread_mutex_unlock(&host->mutex);
    return status;
}

static enum sibu_status read_moment(struct drill_host *host, struct drill_moment *moment, struct sibu_fault *fault)
{
    const struct live *live = &host->live;
    struct muster_counts counts = muster_count(&live->muster);
    size_t waiting = 0;
    int64_t next_us = 0;
    enum sibu_status status = store_outbox_waiting(host->def.store, &waiting, &next_us, fault);
    *moment = (struct drill_moment){.state = live->state,
                                    .now_us = clock_now_us(host->def.clock),
                                    .t0_us = live->drill.t0_us,
                                    .end_us = live->drill.end_us,
                                    .limit_us = host->def.plan->policy->limit_s * 1000000,
                                    .waiting_alerts = waiting,
                                    .expected = counts.expected,
                                    .accounted = counts.checked_in};
    return status;
}

static enum sibu_status step(struct drill_host *host, int *closed, struct sibu_fault *fault)
{
    struct drill_moment moment;
    enum sibu_status status = read_moment(host, &moment, fault);
    if (status != SIBU_OK) {
        return status;
    }
    enum drill_state next = drill_state_next(&moment);
    next = next == DRILL_CLOSED && expect_holds(host, moment.now_us) ? host->live.state : next;
    if (next != host->live.state) {
        const char *who = next == DRILL_ALL_CLEAR
                              ? (moment.now_us - moment.t0_us >= moment.limit_us ? "limit" : "everybody there")
                              : "clock";
        status = move_to(host, next, who, fault);
    }
    if (status == SIBU_OK) {
        status = unfold_go_on(host, moment.now_us, fault);
    }
    if (status == SIBU_OK) {
        status = live_follow(&host->live, host->def.store, fault);
    }
    if (status == SIBU_OK) {
        status = expect_step(host, fault);
    }
    if (status == SIBU_OK && host->live.state == DRILL_CLOSED) {
        *closed = 1;
        forget(host);
    }
    return status;
}

enum sibu_status drill_step(struct drill_host *host, int *closed, struct sibu_fault *fault)
{
    *closed = 0;
    unfold_prepare(host);
    pthread_mutex_lock(&host->mutex);
    enum sibu_status status = take_up_late(host, fault);
    if (status == SIBU_OK && host->has_drill) {
        status = step(host, closed, fault);
    }
    pthread_mutex_unlock(&host->mutex);
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
