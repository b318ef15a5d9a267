/* See drive.h. */
#include "drill/drive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "drill/expect.h"
#include "sibu/forecast_document.h"
#include "sibu/json.h"

#define RENEWALS 3 /* of a lease: two may fail */
#define OLDER_MOST 100 /* records of earlier claims that are looked for */

int drive_is(const struct hosted *hosted)
{
    return hosted->def->node == NULL || hosted->claim.fence > 0;
}

const struct store_claim *drive_claim(const struct hosted *hosted)
{
    return hosted->def->node == NULL ? NULL : &hosted->claim;
}

struct store_stand drive_stand(const struct hosted *hosted, int64_t events)
{
    const struct live *live = &hosted->live;
    return (struct store_stand){.state = drill_state_name(live->state),
                                .alerts = live->alert_count < LIVE_ALERTS_MAX ? (int64_t)live->alert_count : -1,
                                .events = events};
}

int drive_is_free(const struct drill_host_def *def, const struct store_standing *standing)
{
    return def->node != NULL && (standing->driver[0] == '\0' || strcmp(standing->driver, def->node) == 0);
}

void drive_record_path(const struct drill_host_def *def, const char *id, const struct store_claim *claim,
                       char out[4200])
{
    if (claim == NULL || claim->fence == 0) {
        (void)snprintf(out, 4200, "%s/%s.drill", def->folder, id);
    } else {
        (void)snprintf(out, 4200, "%s/%s-%" PRId64 ".drill", def->folder, id, claim->fence);
    }
}

static void claim_name(const char *id, char out[STORE_CLAIM_NAME_MAX])
{
    (void)snprintf(out, STORE_CLAIM_NAME_MAX, "drill/%s", id);
}

/* What another server's file may hold in the middle of being written is not taken for a document. */
static int is_whole(const char *name, const char *bytes, size_t length)
{
    struct sibu_json *json = NULL;
    struct sibu_fault ignored;
    int is = bytes != NULL && sibu_json_open(&json, name, bytes, length, &ignored) == SIBU_OK;
    if (is) {
        sibu_json_close(json);
    }
    return is;
}

/* Copies a document that the record has not. */
static enum sibu_status copy_document(struct sibu_record *from, struct sibu_record *to, const char *name,
                                      struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_fault ignored;
    const char *bytes = NULL, *own = NULL;
    size_t length = 0, own_length = 0;
    enum sibu_status status = sibu_record_document(to, name, &arena, &own, &own_length, fault);
    if (status == SIBU_OK && own == NULL &&
        sibu_record_document(from, name, &arena, &bytes, &length, &ignored) == SIBU_OK &&
        is_whole(name, bytes, length)) {
        status = sibu_record_put_document(to, name, bytes, length, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status copy_documents(const char *path, struct sibu_record *to, struct sibu_fault *fault)
{
    struct sibu_record *from = NULL;
    struct sibu_fault ignored;
    if (access(path, F_OK) != 0 || sibu_record_open(&from, path, &ignored) != SIBU_OK) {
        return SIBU_OK;
    }
    enum sibu_status status = copy_document(from, to, "scenario", fault);
    for (uint32_t events = 0; events <= SIBU_UNFOLD_MOST && status == SIBU_OK; events++) {
        char name[SIBU_FORECAST_NAME_BYTES];
        sibu_forecast_name(events, name);
        status = copy_document(from, to, name, fault);
    }
    sibu_record_close(from);
    return status;
}

/* Nobody reads it any more, and one that was being made is made by nobody. Who stood still with it open goes on in a file
 * without a name. */
static void remove_record(const char *path)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm", "-journal", ".making", ".making-journal"};
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++) {
        char file[4300];
        (void)snprintf(file, sizeof file, "%s%s", path, SUFFIXES[i]);
        (void)unlink(file);
    }
}

/* A record at live->drill.record, with what the one before has and the store has not. */
static enum sibu_status fill(struct live *live, const struct drill_host_def *def, const char *before,
                             struct sibu_fault *fault)
{
    enum sibu_status status = live_open_record(live, def, fault);
    if (status == SIBU_OK && strcmp(live->drill.record, before) != 0) {
        status = copy_documents(before, live->record, fault);
    }
    return status == SIBU_OK ? live_follow(live, def->store, fault) : status;
}

/* What those before left who were followed or died while they made theirs. */
static void remove_older(const struct live *live, const struct drill_host_def *def, const struct store_claim *claim)
{
    struct store_claim older = *claim;
    for (older.fence--; older.fence > 0 && claim->fence - older.fence <= OLDER_MOST; older.fence--) {
        char path[4200];
        drive_record_path(def, live->drill.id, &older, path);
        remove_record(path);
    }
}

/* The drill has this record from now on. Where it was followed meanwhile the file is nobody's. */
static enum sibu_status move_record(const struct live *live, const struct drill_host_def *def,
                                    const struct store_claim *claim, const char *before, struct sibu_fault *fault)
{
    if (strcmp(live->drill.record, before) == 0) {
        return SIBU_OK;
    }
    enum sibu_status status = store_record_move(def->store, claim, live->drill.key, live->drill.record, fault);
    if (status == SIBU_OK || status == SIBU_NO) {
        remove_record(status == SIBU_OK ? before : live->drill.record);
    }
    if (status == SIBU_OK) {
        remove_older(live, def, claim);
    }
    return status;
}

/* The record at the claim's own path, with all that the store has; the drill's row names it when it is complete. */
static enum sibu_status build(struct live *live, const struct drill_host_def *def, const struct store_claim *claim,
                              struct sibu_fault *fault)
{
    char path[4200];
    const char *before = live->drill.record;
    drive_record_path(def, live->drill.id, claim, path);
    enum sibu_status status = live_set_record(live, path, fault);
    if (status == SIBU_OK) {
        status = fill(live, def, before, fault);
    }
    if (status == SIBU_OK) {
        status = move_record(live, def, claim, before, fault);
    }
    if (status != SIBU_OK) {
        sibu_record_close(live->record);
        live->record = NULL;
        live->drill.record = before;
    }
    return status;
}

/* Goes on following it. */
static void lose(struct hosted *hosted)
{
    expect_forget(hosted);
    sibu_record_close(hosted->live.record);
    hosted->live.record = NULL;
    hosted->live.alerts_in_record = 0;
    hosted->is_to_evaluate = 0;
    hosted->is_told_scenario = 0;
    hosted->claim = (struct store_claim){.fence = 0};
}

static enum sibu_status renew(struct hosted *hosted, struct sibu_fault *fault)
{
    int64_t now_us = clock_monotonic_us();
    enum sibu_status status = store_claim_renew(hosted->def->store, &hosted->claim, hosted->def->lease_us, fault);
    if (status == SIBU_OK) {
        hosted->renewed_us = now_us;
    } else if (status == SIBU_NO) {
        log_fault(clock_now_us(hosted->def->clock), "drill", fault);
        lose(hosted);
    }
    return status == SIBU_NO ? SIBU_OK : status;
}

static enum sibu_status take(struct hosted *hosted, struct sibu_fault *fault)
{
    char name[STORE_CLAIM_NAME_MAX];
    claim_name(hosted->live.drill.id, name);
    hosted->is_free = 0;
    hosted->renewed_us = clock_monotonic_us();
    enum sibu_status status =
        store_claim_take(hosted->def->store, name, hosted->def->node, hosted->def->lease_us, &hosted->claim, fault);
    return status == SIBU_NO ? SIBU_OK : status; /* another was faster */
}

static enum sibu_status build_hosted(struct hosted *hosted, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = build(&hosted->live, hosted->def, &hosted->claim, fault);
    if (status == SIBU_OK) {
        status = sibu_record_document(hosted->live.record, "scenario", &arena, &bytes, &length, fault);
    }
    hosted->is_told_scenario = bytes != NULL;
    sibu_arena_clear(&arena);
    return status;
}

/* What others wrote before the claim was taken is read behind it: the record before may be another than at the last look. */
static enum sibu_status build_missing(struct hosted *hosted, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    struct sibu_arena arena = {0};
    struct store_drill now;
    enum sibu_status status = store_drill_by_id(hosted->def->store, live->drill.id, &arena, &now, fault);
    if (status == SIBU_OK) {
        live->drill.unfolded_us = now.unfolded_us;
        status = live_set_record(live, now.record, fault);
    }
    sibu_arena_clear(&arena);
    status = status == SIBU_OK ? live_fold(live, hosted->def->store, fault) : status;
    return status == SIBU_OK ? build_hosted(hosted, fault) : status;
}

static enum sibu_status drive(struct hosted *hosted, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (hosted->is_gone || hosted->live.state == DRILL_CLOSED) {
        return SIBU_OK;
    }
    if (hosted->claim.fence == 0 && hosted->is_free) {
        status = take(hosted, fault);
    } else if (hosted->claim.fence > 0 &&
               clock_monotonic_us() - hosted->renewed_us >= hosted->def->lease_us / RENEWALS) {
        status = renew(hosted, fault);
    }
    if (status == SIBU_OK && hosted->claim.fence > 0 && hosted->live.record == NULL) {
        status = build_missing(hosted, fault);
    }
    return status;
}

enum sibu_status drive_all(struct drill_host *host, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < host->count && host->def.node != NULL; i++) {
        struct sibu_fault why;
        enum sibu_status driven = drive(host->drills[i], &why);
        if (driven == SIBU_NO) {
            drive_refused(host->drills[i]);
        } else if (status == SIBU_OK && driven != SIBU_OK) {
            status = driven;
            *fault = why;
        }
    }
    return status;
}

void drive_refused(struct hosted *hosted)
{
    struct sibu_fault why;
    hosted->is_behind = 1;
    if (hosted->claim.fence > 0 && renew(hosted, &why) != SIBU_OK) {
        log_fault(clock_now_us(hosted->def->clock), "drill", &why); /* the next step asks again */
    }
}

enum sibu_status drive_begun(struct hosted *hosted, const struct store_claim *claim, struct sibu_fault *fault)
{
    hosted->claim = *claim;
    hosted->is_free = 0;
    hosted->renewed_us = 0; /* at the next step */
    return build_hosted(hosted, fault);
}

void drive_give_up(struct hosted *hosted)
{
    struct sibu_fault why;
    const struct store_claim claim = hosted->claim;
    if (claim.fence == 0) {
        return;
    }
    lose(hosted);
    if (store_claim_give_up(hosted->def->store, &claim, &why) != SIBU_OK) {
        log_fault(clock_now_us(hosted->def->clock), "drill", &why); /* its lease passes */
    }
}

void drive_closed(struct drill_host *host, struct hosted *hosted)
{
    if (hosted->claim.fence == 0) {
        return;
    }
    if (host->ending_count == POLICY_CONCURRENT_MAX) {
        drive_ended(host, 0);
    }
    host->ending[host->ending_count++] = hosted->claim;
}

static void forget_ending(struct drill_host *host, uint32_t index)
{
    host->ending_count--;
    memmove(&host->ending[index], &host->ending[index + 1], (host->ending_count - index) * sizeof host->ending[0]);
}

void drive_ended(struct drill_host *host, uint32_t index)
{
    struct sibu_fault why;
    const struct store_claim claim = host->ending[index];
    forget_ending(host, index);
    if (store_claim_give_up(host->def.store, &claim, &why) != SIBU_OK) {
        log_fault(clock_now_us(host->def.clock), "drill", &why); /* its lease passes */
    }
}

/* The claim under which this server finishes the drill: the one that it closed it under, or a new one. */
static enum sibu_status claim_end(struct drill_host *host, const char *id, struct store_claim **out,
                                  struct sibu_fault *fault)
{
    char name[STORE_CLAIM_NAME_MAX];
    struct store_claim claim;
    claim_name(id, name);
    for (uint32_t i = 0; i < host->ending_count; i++) {
        if (strcmp(host->ending[i].name, name) == 0) {
            enum sibu_status status = store_claim_renew(host->def.store, &host->ending[i], host->def.lease_us, fault);
            *out = &host->ending[i];
            if (status == SIBU_NO) {
                forget_ending(host, i);
            }
            return status;
        }
    }
    enum sibu_status status =
        store_claim_take(host->def.store, name, host->def.node, host->def.lease_us, &claim, fault);
    if (status == SIBU_OK && host->ending_count == POLICY_CONCURRENT_MAX) {
        drive_ended(host, 0);
    }
    if (status == SIBU_OK) {
        host->ending[host->ending_count] = claim;
        *out = &host->ending[host->ending_count++];
    }
    return status;
}

enum sibu_status drive_complete(struct drill_host *host, struct live *live, struct sibu_fault *fault)
{
    struct store_claim *claim = NULL;
    enum sibu_status status = claim_end(host, live->drill.id, &claim, fault);
    if (status == SIBU_OK) {
        status = live_open(live, &host->def, fault);
    }
    return status == SIBU_OK ? build(live, &host->def, claim, fault) : status;
}
