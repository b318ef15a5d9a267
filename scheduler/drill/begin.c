/* How a drill begins: its number, its people, its first alert. See drill.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "draw/date.h"
#include "drill/announce.h"
#include "drill/drive.h"
#include "drill/spread.h"

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

#define NUMBERS_TRIED 1000

static enum sibu_status is_given(struct drill_host *host, const char *id, int *is, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_drill drill;
    enum sibu_status status = store_drill_by_id(host->def.store, id, &arena, &drill, fault);
    *is = status == SIBU_OK;
    sibu_arena_clear(&arena);
    return status == SIBU_NO ? SIBU_OK : status;
}

/* *is_free: no drill has this number, and this server alone may give it, under the claim that the drill is driven under. Looked
 * for before, so that the claim of an own drill stays as it is, and after, since only then nobody else can give it. */
static enum sibu_status claim_number(struct drill_host *host, const char *id, int *is_free, struct sibu_fault *fault)
{
    char name[STORE_CLAIM_NAME_MAX];
    struct store_claim claim = {.fence = 0};
    int given = 0;
    (void)snprintf(name, sizeof name, "drill/%s", id);
    *is_free = 0;
    enum sibu_status status = is_given(host, id, &given, fault);
    if (status != SIBU_OK || given) {
        return status;
    }
    status = store_claim_take(host->def.store, name, host->def.node, host->def.lease_us, &claim, fault);
    if (status != SIBU_OK) {
        return status == SIBU_NO ? SIBU_OK : status;
    }
    status = is_given(host, id, &given, fault);
    if (status == SIBU_OK && given) {
        return store_claim_give_up(host->def.store, &claim, fault);
    }
    if (status == SIBU_OK) {
        *is_free = 1;
        pthread_mutex_lock(&host->mutex);
        host->opening = claim;
        pthread_mutex_unlock(&host->mutex);
    }
    return status;
}

enum sibu_status drill_number(struct drill_host *host, uint32_t site, int64_t t0_us, char id[24],
                              struct sibu_fault *fault)
{
    int64_t last_us = 0;
    size_t drills = 0;
    enum sibu_status status = store_last_start(host->def.store, NULL, &last_us, &drills, fault);
    int32_t offset_s = zone_offset_s(host->def.plan->sites[site].zone, t0_us);
    int64_t days = (t0_us / 1000000 + offset_s) / 86400;
    int is_free = 0;
    for (size_t tried = 1; status == SIBU_OK && !is_free && tried <= NUMBERS_TRIED; tried++) {
        (void)snprintf(id, 24, "%04d-%06zu", (int)date_of_days(days).year, drills + tried);
        is_free = host->def.node == NULL;
        status = is_free ? SIBU_OK : claim_number(host, id, &is_free, fault);
    }
    return status == SIBU_OK && !is_free
               ? sibu_fault_set(fault, SIBU_IO, id, "没有可用的演练编号", "no number for the drill is to be had")
               : status;
}

/* It is driven here, or where fewer are. */
static enum sibu_status drive_or_hand(struct drill_host *host, struct hosted *hosted, const struct store_claim *claim,
                                      struct sibu_fault *fault)
{
    struct sibu_fault why;
    int handed = 0;
    if (spread_drill(&host->def, claim, &handed, &why) != SIBU_OK) {
        log_fault(clock_now_us(host->def.clock), "drill", &why); /* it can be driven here as well */
    }
    hosted->is_free = 0;
    return handed ? SIBU_OK : drive_begun(hosted, claim, fault);
}

/* The drill that has just been opened. */
static enum sibu_status take_up(struct drill_host *host, const struct drill_start *start, struct sibu_fault *fault)
{
    const struct store_claim claim = host->opening;
    host->opening = (struct store_claim){.fence = 0};
    enum sibu_status status = host_gather(host, fault);
    struct hosted *hosted = host_find(host, start->id);
    return hosted != NULL && claim.fence > 0 ? drive_or_hand(host, hosted, &claim, fault) : status;
}

/* The claim under which it is opened: that of its number, or, where it was numbered otherwise, one that is taken now. */
static enum sibu_status claim_opening(struct drill_host *host, const char *id, struct sibu_fault *fault)
{
    char name[STORE_CLAIM_NAME_MAX];
    (void)snprintf(name, sizeof name, "drill/%s", id);
    if (host->def.node == NULL || (host->opening.fence > 0 && strcmp(host->opening.name, name) == 0)) {
        return SIBU_OK;
    }
    return store_claim_take(host->def.store, name, host->def.node, host->def.lease_us, &host->opening, fault);
}

/* Puts the drill into the store with its first alert, and then takes it up from there as after a restart: one way into
 * memory, not two. */
static enum sibu_status file_drill(struct drill_host *host, const struct drill_start *start, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    char record[4200];
    struct store_participant *people = NULL;
    size_t count = 0;
    enum sibu_status status = claim_opening(host, start->id, fault);
    if (status == SIBU_OK) {
        status = list_participants(host, start, arena, &people, &count, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct announcement first = {0};
    drive_record_path(&host->def, start->id, &host->opening, record);
    struct store_drill drill = {.id = start->id,
                                .site = host->def.plan->sites[start->site].site->id,
                                .family = start->family,
                                .zone = start->zone,
                                .state = drill_state_name(DRILL_ALERTING),
                                .t0_us = start->t0_us,
                                .record = record,
                                .draw = start->document,
                                .alert = &first.alert,
                                .claim = host->def.node != NULL ? &host->opening : NULL,
                                .turn = start->claim};
    const struct live draft = {.drill = drill, .site = start->site};
    status = announce_rehearse(&draft, &host->def, start->t0_us, fault); /* before anything is filed */
    if (status == SIBU_OK) {
        status = announce_write(&draft, &host->def, ALERT_START, start->t0_us, &first, fault);
    }
    if (status == SIBU_OK) {
        status = store_drill_open(host->def.store, &drill, people, count, fault);
    }
    announce_clear(&first);
    return status == SIBU_OK ? take_up(host, start, fault) : status;
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
        if (host->drills[i]->live.site == site && !host->drills[i]->is_gone) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status drill_begin(struct drill_host *host, const struct drill_start *start, struct sibu_fault *fault)
{
    const char *site = host->def.plan->sites[start->site].site->id;
    struct sibu_fault ignored;
    enum sibu_status status;
    pthread_mutex_lock(&host->mutex);
    (void)!host_gather_late(host, &ignored); /* the store refuses what memory does not know of */
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
