/* The drill's life: see drill.h. Decisions are in state.c; here they are carried out, and nothing else. */
#include "drill/drill.h"

#include <string.h>

#include "base/log.h"
#include "drill/drive.h"
#include "drill/expect.h"
#include "drill/move.h"
#include "drill/silent.h"
#include "drill/unfold_live.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
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
        return move_to(hosted, (struct turn){DRILL_CLOSED, "clock", 1, -1}, fault);
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
    if (next == DRILL_EVALUATED && hosted->live.record == NULL) {
        return SIBU_OK; /* it could not be made yet, which has been told */
    }
    if (next == DRILL_EVALUATED) {
        enum sibu_status status = unfold_go_on(hosted, moment->now_us, fault);
        if (status != SIBU_OK || !unfold_is_settled(hosted)) {
            return status; /* in the next step */
        }
        return expect_holds(host, hosted, moment->now_us) ? SIBU_OK : ask_evaluation(hosted, fault);
    }
    return move_to(hosted, (struct turn){next, who_steps(moment, next), 1, -1}, fault);
}

static enum sibu_status step_own(struct drill_host *host, struct hosted *hosted, struct sibu_fault *fault)
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
    if (status != SIBU_OK || hosted->live.record == NULL) {
        return status;
    }
    status = live_follow(&hosted->live, hosted->def->store, fault);
    return status == SIBU_OK ? expect_step(hosted, fault) : status;
}

/* A write is refused where others have moved the drill on, or drive it: then it is asked again by how it stands. */
static enum sibu_status refused(struct hosted *hosted, enum sibu_status status, const struct sibu_fault *fault)
{
    if (status != SIBU_NO) {
        return status;
    }
    log_fault(clock_now_us(hosted->def->clock), "drill", fault);
    drive_refused(hosted);
    return SIBU_OK;
}

static enum sibu_status step(struct drill_host *host, struct hosted *hosted, struct sibu_fault *fault)
{
    if (hosted->is_gone) {
        return SIBU_OK;
    }
    if (!drive_is(hosted)) {
        return unfold_go_on(hosted, clock_now_us(host->def.clock), fault);
    }
    return refused(hosted, step_own(host, hosted, fault), fault);
}

/* Each by itself: what goes wrong with one keeps no other from going on. The first fault is told. */
static enum sibu_status step_all(struct drill_host *host, int *closed, struct sibu_fault *fault)
{
    struct sibu_fault undriven;
    enum sibu_status status = host_gather_late(host, fault);
    enum sibu_status driven = drive_all(host, &undriven);
    if (status == SIBU_OK && driven != SIBU_OK) {
        status = driven;
        *fault = undriven;
    }
    for (uint32_t i = 0; i < host->count;) {
        struct sibu_fault why;
        enum sibu_status stepped = step(host, host->drills[i], &why);
        if (status == SIBU_OK && stepped != SIBU_OK) {
            status = stepped;
            *fault = why;
        }
        if (stepped == SIBU_OK && host->drills[i]->live.state == DRILL_CLOSED && !host->drills[i]->is_gone) {
            ++*closed;
            drive_closed(host, host->drills[i]);
            host_forget(host, i);
        } else if (host->drills[i]->is_gone) {
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
    *is = 0;
    if (hosted->live.record == NULL) {
        return SIBU_OK; /* another server drives it by now */
    }
    const struct sibu_record_counts *then = &hosted->rows;
    enum sibu_status status = live_follow(&hosted->live, hosted->def->store, fault);
    if (status == SIBU_OK) {
        status = sibu_record_count(hosted->live.record, &now, fault);
    }
    *is = status == SIBU_OK && hosted->live.state == DRILL_MUSTERED && now.events == then->events &&
          now.deliveries == then->deliveries && now.responses == then->responses;
    return status;
}

/* The evaluation goes into the record before the event says so; where others may still bring an answer meanwhile, behind it: a
 * document is put once, and whoever finishes the record makes one that is missing. Where it could not be made the drill is
 * closed without, and the fault is told. */
static enum sibu_status settle(struct hosted *hosted, const struct sibu_text *text, struct sibu_fault *fault)
{
    int is = 0, is_made = fault->status == SIBU_OK, is_first = hosted->def->node == NULL;
    const int64_t events = (int64_t)hosted->rows.events;
    struct sibu_fault unevaluated = *fault;
    enum sibu_status status = is_of_all(hosted, &is, fault);
    if (status != SIBU_OK || !is) {
        return status; /* the next step asks again */
    }
    if (is_made && is_first) {
        status = drill_put_evaluation(hosted->live.record, text, fault);
    }
    if (status == SIBU_OK) {
        const struct turn turn = {is_made ? DRILL_EVALUATED : DRILL_CLOSED, "system", 1, events};
        status = move_to(hosted, turn, fault);
    }
    if (status == SIBU_OK && is_made && !is_first) {
        status = drill_put_evaluation(hosted->live.record, text, fault);
    }
    if (status == SIBU_OK && !is_made) {
        *fault = unevaluated;
        return fault->status;
    }
    return refused(hosted, status, fault);
}

/* In the clock's thread, which alone forgets drills; with the mutex only where nothing takes long. */
static enum sibu_status evaluate(struct drill_host *host, struct hosted *hosted, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    *fault = (struct sibu_fault){.status = SIBU_OK};
    pthread_mutex_lock(&host->mutex);
    const char *path = hosted->live.drill.record; /* lives as long as the drill in memory */
    pthread_mutex_unlock(&host->mutex);
    enum sibu_status status = host->def.evaluate(path, &text, fault);
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

/* 1 where its record is sealed. */
static int is_sealed(const char *path)
{
    struct sibu_record *record = NULL;
    uint8_t fingerprint[32];
    struct sibu_fault ignored;
    int is = sibu_record_open(&record, path, &ignored) == SIBU_OK &&
             sibu_record_fingerprint(record, fingerprint, &ignored) == SIBU_OK;
    sibu_record_close(record);
    return is;
}

static enum sibu_status complete_alone(const struct drill_host *host, struct live *live, struct sibu_fault *fault)
{
    enum sibu_status status = live_open(live, &host->def, fault);
    if (status == SIBU_OK) {
        status = live_open_record(live, &host->def, fault);
    }
    return status == SIBU_OK ? live_follow(live, host->def.store, fault) : status;
}

enum sibu_status drill_complete(struct drill_host *host, const char *id, struct sibu_fault *fault)
{
    struct live live = {0};
    enum sibu_status status = store_drill_by_id(host->def.store, id, &live.arena, &live.drill, fault);
    if (status == SIBU_OK && host->def.node == NULL) {
        status = complete_alone(host, &live, fault);
    } else if (status == SIBU_OK && !is_sealed(live.drill.record)) {
        pthread_mutex_lock(&host->mutex);
        status = drive_complete(host, &live, fault);
        pthread_mutex_unlock(&host->mutex);
    }
    live_close(&live);
    return status;
}

void drill_ended(struct drill_host *host, const char *id)
{
    pthread_mutex_lock(&host->mutex);
    for (uint32_t i = host->ending_count; i > 0; i--) {
        if (strcmp(host->ending[i - 1].name + strlen("drill/"), id) == 0) {
            drive_ended(host, i - 1);
        }
    }
    pthread_mutex_unlock(&host->mutex);
}
