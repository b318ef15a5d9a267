/* sibu simulate --runs. See simulate_runs.h. */
#include "command/simulate_runs.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define THREADS_MAX 64
#define PROGRESS_US 200000
#define BAR_CELLS 24u

struct bar {
    const struct command_call *call;
    size_t runs;
    int64_t from_us, shown_us;
};

static unsigned cores(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > THREADS_MAX ? THREADS_MAX : (unsigned)online;
}

static void show(void *context, size_t done)
{
    struct bar *bar = context;
    int64_t now_us = clock_monotonic_us();
    if (now_us < bar->shown_us + PROGRESS_US || !command_shows_progress(bar->call)) {
        return;
    }
    bar->shown_us = now_us;
    char cells[BAR_CELLS + 1] = "", left[64] = "", line[200];
    for (size_t i = 0; i < BAR_CELLS; i++) {
        cells[i] = i < done * BAR_CELLS / bar->runs ? '#' : '.';
    }
    _Bool zh = bar->call->language == SIBU_ZH;
    if (done > 0) {
        double left_s = (double)(now_us - bar->from_us) * 1e-6 / (double)done * (double)(bar->runs - done);
        (void)snprintf(left, sizeof left, zh ? "，约剩 %.0f 秒" : ", about %.0f s left", left_s);
    }
    (void)snprintf(line, sizeof line, zh ? "[%s] 已完成 %zu / %zu 次%s" : "[%s] %zu of %zu runs%s", cells, done,
                   bar->runs, left);
    command_progress(bar->call, line);
}

static size_t stuck_runs(const struct sibu_ensemble *ensemble, size_t runs)
{
    const struct sibu_run *all = sibu_ensemble_runs(ensemble);
    size_t stuck = 0;
    for (size_t i = 0; i < runs; i++) {
        stuck += all[i].finished && all[i].stuck > 0;
    }
    return stuck;
}

static int answer(const struct command_call *call, const struct simulate_runs_result *result)
{
    struct sibu_text text = {0};
    if (call->json) {
        simulate_runs_json(&text, result);
    } else {
        simulate_runs_words(&text, result, call->language);
    }
    int status = command_answer(call, &text);
    return status == 0 && result->stuck_runs > 0 ? sibu_fault_exit_status(SIBU_NO) : status;
}

enum sibu_status simulate_runs(const struct command_call *call, const struct sibu_ensemble_def *def, int *result,
                               struct sibu_fault *fault)
{
    struct bar bar = {.call = call, .runs = def->runs, .from_us = clock_monotonic_us()};
    struct sibu_ensemble_def all = *def;
    all.threads = def->threads ? def->threads : cores();
    all.stop = call->stop;
    all.progress = show;
    all.context = &bar;
    struct sibu_ensemble *ensemble;
    enum sibu_status status = sibu_ensemble_run(&ensemble, &all, fault);
    if (status == SIBU_OK) {
        *result = answer(call, &(struct simulate_runs_result){
                                   .ensemble = ensemble,
                                   .def = &all,
                                   .wall_s = (double)(clock_monotonic_us() - bar.from_us) * 1e-6,
                                   .stuck_runs = stuck_runs(ensemble, all.runs),
                                   .stopped = sibu_ensemble_finished(ensemble) < all.runs,
                               });
        sibu_ensemble_close(ensemble);
    }
    return status;
}
