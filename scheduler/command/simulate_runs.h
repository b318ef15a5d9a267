/* sibu simulate --runs: an evacuation many times over, with a progress bar; Ctrl-C keeps what is done.
 *
 * Depends on: sibu/forecast.h, command/command.h.
 */
#pragma once
#include "command/command.h"
#include "sibu/forecast.h"

/* Runs what is defined (threads 0: as many as there are cores; stop and progress are filled in here) and prints the
 * answer. `*result` is the exit status, SIBU_NO where people are stuck in some run. */
SIBU_MUST_USE enum sibu_status simulate_runs(const struct command_call *call, const struct sibu_ensemble_def *def,
                                             int *result, struct sibu_fault *fault);

struct simulate_runs_result {
    const struct sibu_ensemble *ensemble;
    const struct sibu_ensemble_def *def;
    double wall_s;
    size_t stuck_runs; /* runs in which somebody is stuck */
    int stopped;
};
/* The answer as JSON or in words. (simulate_runs_answer.c) */
void simulate_runs_json(struct sibu_text *out, const struct simulate_runs_result *result);
void simulate_runs_words(struct sibu_text *out, const struct simulate_runs_result *result, enum sibu_language language);
