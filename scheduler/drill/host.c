/* A host and the drills in it: opened, taken up from the store, found, forgotten. See host.h and drill.h. */
#include "drill/host.h"

#include <stdio.h>
#include <string.h>

#include "drill/drive.h"
#include "drill/expect.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static void close_hosted(struct hosted *hosted)
{
    expect_forget(hosted);
    live_close(&hosted->live);
    sibu_array_free(hosted);
}

void host_forget(struct drill_host *host, uint32_t index)
{
    close_hosted(host->drills[index]);
    host->count--;
    memmove(&host->drills[index], &host->drills[index + 1], (host->count - index) * sizeof host->drills[0]);
}

static struct hosted *find_id(const struct drill_host *host, const char *id)
{
    for (uint32_t i = 0; i < host->count; i++) {
        if (strcmp(host->drills[i]->live.drill.id, id) == 0) {
            return host->drills[i];
        }
    }
    return NULL;
}

struct hosted *host_find(const struct drill_host *host, const char *which)
{
    struct hosted *numbered = find_id(host, which);
    if (numbered != NULL) {
        return numbered->is_gone ? NULL : numbered;
    }
    for (uint32_t i = 0; i < host->count; i++) {
        if (!host->drills[i]->is_gone && strcmp(host->drills[i]->live.drill.site, which) == 0) {
            return host->drills[i];
        }
    }
    return NULL;
}

struct hosted *host_find_person(const struct drill_host *host, int64_t person_key, uint32_t *number)
{
    for (uint32_t i = 0; i < host->count; i++) {
        *number = live_number(&host->drills[i]->live, person_key);
        if (*number > 0 && !host->drills[i]->is_gone) {
            return host->drills[i];
        }
    }
    *number = 0;
    return NULL;
}

struct hosted *host_find_token(const struct drill_host *host, const char *token, uint32_t *number)
{
    for (uint32_t i = 0; i < host->count; i++) {
        *number = live_number_of_token(&host->drills[i]->live, token);
        if (*number > 0 && !host->drills[i]->is_gone) {
            return host->drills[i];
        }
    }
    *number = 0;
    return NULL;
}

/* The drill with this number, from the store. Of several servers only the one that drives it has its record. */
static enum sibu_status take_up(struct drill_host *host, const struct store_standing *standing,
                                struct sibu_fault *fault)
{
    if (host->count == POLICY_CONCURRENT_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, standing->id, "同时进行的演练太多", "too many drills run at one time");
    }
    struct hosted *hosted = sibu_array_new(1, sizeof *hosted);
    if (hosted == NULL) {
        return no_memory(fault);
    }
    hosted->def = &host->def;
    enum sibu_status status =
        store_drill_by_id(host->def.store, standing->id, &hosted->live.arena, &hosted->live.drill, fault);
    if (status == SIBU_OK) {
        status = live_open(&hosted->live, &host->def, fault);
    }
    if (status == SIBU_OK && host->def.node == NULL) {
        status = live_open_record(&hosted->live, &host->def, fault);
    }
    if (status != SIBU_OK) {
        close_hosted(hosted);
        return status;
    }
    hosted->is_free = drive_is_free(&host->def, standing);
    host->drills[host->count++] = hosted;
    return SIBU_OK;
}

/* What others have told is sent by whoever is there. */
static enum sibu_status catch_up(struct hosted *hosted, const struct store_standing *standing, struct sibu_fault *fault)
{
    uint32_t alerts = hosted->live.alert_count;
    enum sibu_status status = live_catch_up(&hosted->live, standing, hosted->def->store, fault);
    hosted->is_free = drive_is_free(hosted->def, standing);
    if (hosted->claim.fence > 0 && !hosted->is_free) {
        hosted->renewed_us = 0; /* another drives it: the next step asks */
    }
    hosted->is_behind = status != SIBU_OK;
    if (hosted->live.alert_count > alerts) {
        notify_wake(hosted->def->notify);
    }
    return status;
}

static enum sibu_status gather_one(struct drill_host *host, const struct store_standing *standing,
                                   struct sibu_fault *fault)
{
    struct hosted *hosted = find_id(host, standing->id);
    return hosted != NULL ? catch_up(hosted, standing, fault) : take_up(host, standing, fault);
}

/* Those that another server has closed: the store has them among the open ones no more. */
static void mark_gone(struct drill_host *host, const struct store_standing *items, size_t count)
{
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        size_t at = 0;
        while (at < count && items[at].drill != hosted->live.drill.key) {
            at++;
        }
        hosted->is_gone = at == count && hosted->live.state != DRILL_CLOSED;
    }
}

enum sibu_status host_gather(struct drill_host *host, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_standing *open = NULL;
    size_t count = 0;
    enum sibu_status status = store_standings(host->def.store, &arena, &open, &count, fault);
    if (status == SIBU_OK) {
        mark_gone(host, open, count);
    }
    for (size_t i = 0; i < count; i++) {
        struct sibu_fault why;
        enum sibu_status taken = gather_one(host, &open[i], &why);
        if (status == SIBU_OK && taken != SIBU_OK) {
            status = taken;
            *fault = why;
        }
    }
    sibu_arena_clear(&arena);
    host->is_behind = status != SIBU_OK;
    return status;
}

enum sibu_status host_gather_late(struct drill_host *host, struct sibu_fault *fault)
{
    int is_behind = host->is_behind || host->def.node != NULL;
    for (uint32_t i = 0; i < host->count; i++) {
        is_behind = is_behind || host->drills[i]->is_behind;
    }
    return is_behind ? host_gather(host, fault) : SIBU_OK;
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
    if (def->node != NULL) {
        (void)snprintf(host->node, sizeof host->node, "%s", def->node);
        host->def.node = host->node;
    }
    if (pthread_mutex_init(&host->mutex, NULL) != 0) {
        sibu_array_free(host);
        return no_memory(fault);
    }
    const struct intake_def intake = {take_keep, host};
    enum sibu_status status = intake_open(&host->intake, &intake, fault);
    if (status != SIBU_OK) {
        pthread_mutex_destroy(&host->mutex);
        sibu_array_free(host);
        return status;
    }
    status = host_gather(host, fault);
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
        intake_close(&host->intake);
        while (host->count > 0) {
            drive_give_up(host->drills[host->count - 1]);
            host_forget(host, host->count - 1);
        }
        while (host->ending_count > 0) {
            drive_ended(host, host->ending_count - 1);
        }
        pthread_mutex_destroy(&host->mutex);
        sibu_array_free(host);
    }
}
