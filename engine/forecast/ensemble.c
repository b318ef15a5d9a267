/* Opening, running and closing an ensemble. The threads are worker.c, a run is run.c, what is said of all summary.c.
 *
 * Depends on: forecast/ensemble_state.h, pthread.
 */
#include <signal.h>
#include <string.h>
#include <time.h>

#include "forecast/course.h"
#include "forecast/ensemble_state.h"
#include "sibu/memory.h"

#define THREADS_MAX 64u
#define PLACE_COUNTS_MAX 4000000u /* about, of the members by place */

struct sibu_ensemble_def sibu_ensemble_default(void)
{
    return (struct sibu_ensemble_def){
        .goal = SIBU_GOAL_EXIT,
        .cast.paces =
            {[SIBU_PACE_FAST] = 0.20, [SIBU_PACE_NORMAL] = 0.65, [SIBU_PACE_SLOW] = 0.13, [SIBU_PACE_IMPAIRED] = 0.02},
        .step_s = 0.05,
        .until_s = 3600.0,
        .seed = 1,
        .runs = 1,
        .threads = 1,
    };
}

static enum sibu_status check_def(const struct sibu_ensemble_def *def, struct sibu_fault *fault)
{
    if (def->runs < 1 || def->runs > SIBU_RUNS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "%zu 次模拟不在 [1, %u] 之内",
                              "%zu runs are not in [1, %u]", def->runs, SIBU_RUNS_MAX);
    }
    if (def->threads < 1 || def->threads > THREADS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "%u 个线程不在 [1, %u] 之内",
                              "%u threads are not in [1, %u]", def->threads, THREADS_MAX);
    }
    if (def->cast.people < 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "没有人参加", "nobody takes part");
    }
    double points = def->curve_s > 0.0 ? def->until_s / def->curve_s : 0.0;
    if (!(def->curve_s >= 0.0) || !(points >= 0.0 && points < SIBU_CURVE_POINTS_MAX)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "曲线的点数不在 [0, %u] 之内",
                              "the number of points of a curve is not in [0, %u]", SIBU_CURVE_POINTS_MAX);
    }
    return SIBU_OK;
}

static enum sibu_status check_closures(const struct sibu_ensemble_def *def, struct sibu_fault *fault)
{
    _Bool fine = def->closure_count <= SIBU_CLOSURES_MAX;
    for (size_t i = 0; i < def->closure_count && fine; i++) {
        fine = def->closures[i].time_s >= (i > 0 ? def->closures[i - 1].time_s : 0.0);
    }
    return fine
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "关闭出口的时间须从 0 起依次不减，且不超过 %u 次",
                                "exits must be shut in the order of their times, from 0 on, and no more than %u",
                                SIBU_CLOSURES_MAX);
}

static enum sibu_status no_memory(const struct sibu_ensemble *ensemble, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, ensemble->def.site->id, "内存不足，放不下 %zu 次模拟的结果",
                          "no memory left for the results of %zu runs", ensemble->def.runs);
}

/* Mutex and condition; the latter waits by the monotonic clock, which nobody sets. */
static _Bool open_locks(struct sibu_ensemble *ensemble)
{
    pthread_condattr_t kind;
    if (pthread_condattr_init(&kind) != 0) {
        return 0;
    }
    _Bool open =
        pthread_condattr_setclock(&kind, CLOCK_MONOTONIC) == 0 && pthread_cond_init(&ensemble->changed, &kind) == 0;
    (void)pthread_condattr_destroy(&kind);
    if (open && pthread_mutex_init(&ensemble->mutex, NULL) != 0) {
        (void)pthread_cond_destroy(&ensemble->changed);
        open = 0;
    }
    return open;
}

/* One for each closing, with all exits shut up to it: they are the same in every run. */
static enum sibu_status find_detours(struct sibu_ensemble *ensemble, struct sibu_fault *fault)
{
    const struct sibu_ensemble_def *def = &ensemble->def;
    enum sibu_status status = SIBU_OK;
    uint32_t exits[SIBU_CLOSURES_MAX];
    for (size_t i = 0; i < def->closure_count && status == SIBU_OK; i++) {
        exits[i] = def->closures[i].exit;
        if (!def->closures[i].detour) {
            status = sibu_detour_open(&ensemble->own_detours[i], def->ways, exits, i + 1, fault);
        }
        ensemble->detours[i] = def->closures[i].detour ? def->closures[i].detour : ensemble->own_detours[i];
    }
    return status;
}

/* The finer the grid by place, the fewer places there are. */
static _Bool fill_places(struct sibu_ensemble *ensemble)
{
    const struct sibu_ensemble_def *def = &ensemble->def;
    size_t kept = def->runs < SIBU_MEMBERS_MAX ? def->runs : SIBU_MEMBERS_MAX;
    size_t places = (size_t)def->site->exit_count + def->site->zone_count;
    ensemble->place_stride = SIBU_MEMBERS_MAX * places * ensemble->points / PLACE_COUNTS_MAX + 1;
    ensemble->place_points = ensemble->points > 0 ? (ensemble->points - 1) / ensemble->place_stride + 1 : 0;
    ensemble->place_counts = sibu_array_new(kept, places * ensemble->place_points * sizeof *ensemble->place_counts);
    return ensemble->place_counts != NULL;
}

static enum sibu_status fill(struct sibu_ensemble *ensemble, struct sibu_fault *fault)
{
    struct sibu_ensemble_def *def = &ensemble->def;
    const struct sibu_site *site = def->site;
    size_t figures = (size_t)site->exit_count + site->muster_count + 2 * (size_t)site->zone_count;
    ensemble->runs = sibu_array_new(def->runs, sizeof *ensemble->runs);
    ensemble->sample = sibu_array_new(def->runs, sizeof *ensemble->sample);
    ensemble->figures = sibu_array_new(def->runs, figures * sizeof *ensemble->figures);
    ensemble->points = course_points(def->curve_s, def->until_s);
    ensemble->counts = sibu_array_new(def->runs, SIBU_CURVES * ensemble->points * sizeof *ensemble->counts);
    if (!ensemble->runs || !ensemble->sample || !ensemble->figures || !ensemble->counts || !fill_places(ensemble)) {
        return no_memory(ensemble, fault);
    }
    atomic_init(&ensemble->limit, def->runs);
    ensemble->begin = def->runs;
    if (def->ways) {
        return find_detours(ensemble, fault);
    }
    enum sibu_status status = sibu_ways_open(&ensemble->own_ways, site, def->goal, SIBU_WAYS_RADIUS_M, fault);
    def->ways = ensemble->own_ways;
    return status == SIBU_OK ? find_detours(ensemble, fault) : status;
}

/* Signals are for the caller's thread, which looks at the flag that they set. Returns how many were started. */
static unsigned start_threads(struct sibu_ensemble *ensemble, pthread_t threads[THREADS_MAX])
{
    size_t wanted = ensemble->def.threads < ensemble->def.runs ? ensemble->def.threads : ensemble->def.runs;
    sigset_t all, before;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&ensemble->mutex);
    while (ensemble->working < wanted &&
           pthread_create(&threads[ensemble->working], NULL, worker_main, ensemble) == 0) {
        ensemble->working++;
    }
    unsigned started = ensemble->working;
    pthread_mutex_unlock(&ensemble->mutex);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static enum sibu_status run_all(struct sibu_ensemble *ensemble, struct sibu_fault *fault)
{
    pthread_t threads[THREADS_MAX];
    unsigned started = start_threads(ensemble, threads);
    if (started == 0) {
        return sibu_fault_set(fault, SIBU_IO, ensemble->def.site->id, "无法启动线程", "no thread could be started");
    }
    worker_wait(ensemble);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    if (ensemble->def.progress) {
        ensemble->def.progress(ensemble->def.context, ensemble->finished);
    }
    if (ensemble->fault.status != SIBU_OK) {
        *fault = ensemble->fault;
    }
    return ensemble->fault.status;
}

enum sibu_status sibu_ensemble_run(struct sibu_ensemble **out, const struct sibu_ensemble_def *def,
                                   struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = check_def(def, fault);
    if (status == SIBU_OK) {
        status = check_closures(def, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_ensemble *ensemble = sibu_array_new(1, sizeof *ensemble);
    if (!ensemble) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足", "no memory left");
    }
    ensemble->def = *def;
    (void)clock_gettime(CLOCK_MONOTONIC, &ensemble->began);
    if (!open_locks(ensemble)) {
        sibu_array_free(ensemble);
        return sibu_fault_set(fault, SIBU_IO, def->site->id, "无法启动线程", "no thread could be started");
    }
    status = fill(ensemble, fault);
    if (status == SIBU_OK) {
        status = run_all(ensemble, fault);
    }
    if (status != SIBU_OK) {
        sibu_ensemble_close(ensemble);
        return status;
    }
    *out = ensemble;
    return SIBU_OK;
}

void sibu_ensemble_close(struct sibu_ensemble *ensemble)
{
    if (!ensemble) {
        return;
    }
    (void)pthread_mutex_destroy(&ensemble->mutex);
    (void)pthread_cond_destroy(&ensemble->changed);
    for (size_t i = 0; i < SIBU_CLOSURES_MAX; i++) {
        sibu_detour_close(ensemble->own_detours[i]);
    }
    sibu_ways_close(ensemble->own_ways);
    sibu_array_free(ensemble->runs);
    sibu_array_free(ensemble->sample);
    sibu_array_free(ensemble->figures);
    sibu_array_free(ensemble->counts);
    sibu_array_free(ensemble->place_counts);
    sibu_array_free(ensemble);
}
