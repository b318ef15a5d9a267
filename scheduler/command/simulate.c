/* sibu simulate: an evacuation without a drill. See DESIGN.md for what it answers.
 *
 * Depends on: sibu/forecast.h, command/simulate_record.h, command/simulate_answer.h, command/simulate_runs.h.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "command/command.h"
#include "command/simulate_answer.h"
#include "command/simulate_drills.h"
#include "command/simulate_record.h"
#include "command/simulate_runs.h"
#include "sibu/catalogue.h"
#include "sibu/memory.h"

#define SITE_BYTES_MAX ((size_t)64 << 20)
#define PROGRESS_US 200000

static const struct command_option OPTIONS[] = {
    {"people", "N", {"人数（默认按场地的起始区）", "how many people (default: as the site's start areas say)"}},
    {"seed", "N", {"随机种子（默认 1），同一种子结果相同", "seed (default 1); the same seed gives the same run"}},
    {"dt", "S", {"时间步长，秒（默认 0.05）", "length of a step in seconds (default 0.05)"}},
    {"until", "S", {"最多模拟多少秒（默认 3600）", "stop after so many simulated seconds (default 3600)"}},
    {"goal",
     "exit|muster",
     {"走到出口为止，或走到集合点（默认 exit）", "until an exit is crossed, or a muster area reached (default exit)"}},
    {"runs",
     "N",
     {"用 N 个相继的种子各模拟一次，给出分位数及置信区间（默认 1）",
      "run it with N seeds, one after the other, and give quantiles with confidence (default 1)"}},
    {"drills",
     "N",
     {"抽取 N 次演练并让情景展开（人员自由行走），检验抽取与展开是否公正、安全",
      "draw N drills and let them unfold (people walk freely): is the draw fair, and what unfolds safe?"}},
    {"threads", "N", {"线程数（默认全部处理器核）；结果相同", "threads (default: all cores); the result is the same"}},
    {"record", "FILE", {"把轨迹写入新的记录文件", "write the trajectories to a new record file"}},
    {NULL, NULL, {NULL, NULL}},
};

struct simulation {
    const struct command_call *call;
    const char *path;
    struct sibu_text file;
    struct sibu_site *site;
    struct sibu_world_def def;
    struct sibu_ways *ways;
    struct sibu_placement *who;
    struct sibu_person_def *people;
    size_t count;
    size_t runs, drills; /* drills: 0, or so many drawn and unfolded */
    unsigned threads; /* 0: not given */
    double until_s;
    struct sibu_world *world;
    struct sibu_tally tally;
    struct simulate_record record;
    double wall_s;
};

static enum sibu_status read_goal(struct simulation *run, struct sibu_fault *fault)
{
    const char *goal = command_value(run->call, "goal");
    run->def.goal = goal && strcmp(goal, "muster") == 0 ? SIBU_GOAL_MUSTER : SIBU_GOAL_EXIT;
    if (goal && strcmp(goal, "muster") != 0 && strcmp(goal, "exit") != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--goal", "只能是 exit 或 muster", "is either exit or muster");
    }
    return SIBU_OK;
}

static enum sibu_status read_drills(struct simulation *run, struct sibu_fault *fault)
{
    int64_t drills = 0;
    enum sibu_status status =
        command_integer(run->call, "drills", (const int64_t[]){1, REHEARSE_DRILLS_MAX}, 0, &drills, fault);
    run->drills = (size_t)drills;
    if (status == SIBU_OK && drills > 0 && (run->runs > 1 || command_value(run->call, "record"))) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--drills", "%s%.0s", "%.0s%s",
                              sibu_say(SIBU_ZH, SIBU_SAY_SIMULATE_DRILLS_NO_RECORD),
                              sibu_say(SIBU_EN, SIBU_SAY_SIMULATE_DRILLS_NO_RECORD));
    }
    return status;
}

static enum sibu_status read_runs(struct simulation *run, struct sibu_fault *fault)
{
    int64_t runs = 1, threads = 0;
    enum sibu_status status = command_integer(run->call, "runs", (const int64_t[]){1, SIBU_RUNS_MAX}, 1, &runs, fault);
    if (status == SIBU_OK) {
        status = command_integer(run->call, "threads", (const int64_t[]){1, 64}, 0, &threads, fault);
    }
    run->runs = (size_t)runs;
    run->threads = (unsigned)threads;
    run->def.threads = run->threads;
    if (status == SIBU_OK && runs > 1 && command_value(run->call, "record")) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--record", "只能记录一次模拟，不能与 --runs 同用",
                              "keeps one run only: leave --runs out");
    }
    if (status == SIBU_OK) {
        status = read_drills(run, fault);
    }
    return status == SIBU_OK ? read_goal(run, fault) : status;
}

static enum sibu_status read_options(struct simulation *run, struct sibu_fault *fault)
{
    int64_t people = 0, seed = 1;
    enum sibu_status status =
        command_integer(run->call, "people", (const int64_t[]){1, 1000000}, (int64_t)run->count, &people, fault);
    if (status == SIBU_OK) {
        status = command_integer(run->call, "seed", (const int64_t[]){0, INT64_MAX}, 1, &seed, fault);
    }
    if (status == SIBU_OK) {
        status =
            command_number(run->call, "dt", (const double[]){0.01, 0.25}, run->def.step_s, &run->def.step_s, fault);
    }
    if (status == SIBU_OK) {
        status = command_number(run->call, "until", (const double[]){0.0, 86400.0}, 3600.0, &run->until_s, fault);
    }
    run->count = (size_t)people;
    run->def.seed = (uint64_t)seed;
    return status == SIBU_OK ? read_runs(run, fault) : status;
}

static enum sibu_status read_site(struct simulation *run, struct sibu_fault *fault)
{
    enum sibu_status status = file_read(run->path, SITE_BYTES_MAX, &run->file, fault);
    if (status == SIBU_OK) {
        status = sibu_site_open(&run->site, run->path, sibu_text_get(&run->file), run->file.length, fault);
    }
    if (status == SIBU_OK) {
        run->def.site = run->site;
        run->count = sibu_population_count(run->site);
    }
    return status;
}

static enum sibu_status check_count(const struct simulation *run, struct sibu_fault *fault)
{
    if (run->count == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, run->path,
                              "场地的起始区（start）中没有人：请在场地文件中填写 count",
                              "nobody starts here: give the site's start areas a count");
    }
    return SIBU_OK;
}

static enum sibu_status draw_people(struct simulation *run, struct sibu_fault *fault)
{
    run->who = sibu_array_new(run->count, sizeof *run->who);
    run->people = sibu_array_new(run->count, sizeof *run->people);
    if (!run->who || !run->people) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, run->path, "内存不足", "no memory left");
    }
    struct sibu_cast_law cast = sibu_ensemble_default().cast;
    cast.people = run->count;
    sibu_cast_draw(&cast, run->def.seed, run->who);
    run->def.people = run->people;
    run->def.people_count = run->count;
    enum sibu_status status = sibu_ways_open(&run->ways, run->site, run->def.goal, SIBU_WAYS_RADIUS_M, fault);
    run->def.ways = run->ways;
    return status == SIBU_OK
               ? sibu_population_draw_on(run->ways, run->who, run->count, run->def.seed, run->people, fault)
               : status;
}

static enum sibu_status open_record(struct simulation *run, struct sibu_fault *fault)
{
    const char *path = command_value(run->call, "record");
    if (!path) {
        return SIBU_OK;
    }
    const struct simulate_cast cast = {.people = run->people, .who = run->who, .count = run->count};
    return simulate_record_open(&run->record, path, &run->file, &run->def, &cast, fault);
}

static enum sibu_status open_input(struct simulation *run, struct sibu_fault *fault)
{
    enum sibu_status status = read_site(run, fault);
    if (status == SIBU_OK) {
        status = read_options(run, fault);
    }
    return status == SIBU_OK ? check_count(run, fault) : status;
}

static enum sibu_status open_all(struct simulation *run, struct sibu_fault *fault)
{
    enum sibu_status status = draw_people(run, fault);
    if (status == SIBU_OK) {
        status = sibu_world_open(&run->world, &run->def, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_tally_open(&run->tally, run->site, run->def.goal, run->count, fault);
    }
    return status == SIBU_OK ? open_record(run, fault) : status;
}

static void close_all(struct simulation *run)
{
    simulate_record_close(&run->record);
    sibu_tally_clear(&run->tally);
    sibu_world_close(run->world);
    sibu_ways_close(run->ways);
    sibu_array_free(run->people);
    sibu_array_free(run->who);
    sibu_site_close(run->site);
    sibu_text_clear(&run->file);
}

static void show_progress(const struct simulation *run, int64_t *shown_us)
{
    int64_t now_us = clock_monotonic_us();
    if (now_us < *shown_us + PROGRESS_US || !command_shows_progress(run->call)) {
        return;
    }
    *shown_us = now_us;
    char line[160];
    (void)snprintf(line, sizeof line,
                   run->call->language == SIBU_ZH ? "模拟时间 %.0f 秒，已撤离 %zu / %zu 人"
                                                  : "%.0f s simulated, %zu of %zu people out",
                   sibu_world_time_s(run->world), sibu_world_done(run->world), run->count);
    command_progress(run->call, line);
}

static _Bool goes_on(const struct simulation *run)
{
    return !*run->call->stop && sibu_world_waiting(run->world) + sibu_world_walking(run->world) > 0 &&
           sibu_world_time_s(run->world) + run->def.step_s <= run->until_s + 1e-9;
}

static enum sibu_status run_all(struct simulation *run, struct sibu_fault *fault)
{
    int64_t shown_us = 0;
    enum sibu_status status = simulate_record_step(&run->record, run->world, fault);
    while (status == SIBU_OK && goes_on(run)) {
        int64_t from_us = clock_monotonic_us();
        sibu_world_step(run->world);
        run->wall_s += (double)(clock_monotonic_us() - from_us) * 1e-6;
        sibu_tally_step(&run->tally, run->world);
        status = simulate_record_step(&run->record, run->world, fault);
        show_progress(run, &shown_us);
    }
    return status == SIBU_OK ? simulate_record_seal(&run->record, fault) : status;
}

static int answer(const struct simulation *run)
{
    struct sibu_text text = {0};
    const struct simulate_result result = {
        .tally = &run->tally, .world = run->world, .wall_s = run->wall_s, .stopped = *run->call->stop != 0};
    if (run->call->json) {
        simulate_answer_json(&text, &result);
    } else {
        simulate_answer_words(&text, &result, run->call->language);
    }
    int status = command_answer(run->call, &text);
    return status == 0 && !result.stopped && sibu_tally_stuck(&run->tally, run->world) > 0
               ? sibu_fault_exit_status(SIBU_NO)
               : status;
}

static enum sibu_status run_one(struct simulation *run, int *result, struct sibu_fault *fault)
{
    enum sibu_status status = open_all(run, fault);
    if (status == SIBU_OK) {
        status = run_all(run, fault);
    }
    if (status == SIBU_OK) {
        *result = answer(run);
    }
    return status;
}

static enum sibu_status run_many(struct simulation *run, int *result, struct sibu_fault *fault)
{
    struct sibu_ensemble_def def = sibu_ensemble_default();
    def.site = run->site;
    def.goal = run->def.goal;
    def.cast.people = run->count;
    def.step_s = run->def.step_s;
    def.until_s = run->until_s;
    def.seed = run->def.seed;
    def.runs = run->runs;
    def.threads = run->threads;
    return simulate_runs(run->call, &def, result, fault);
}

static enum sibu_status run_drills(const struct simulation *run, int *result, struct sibu_fault *fault)
{
    const struct rehearse_def def = {
        .site = run->site, .drills = run->drills, .people = run->count, .seed = run->def.seed};
    return simulate_drills(run->call, &def, result, fault);
}

static int run_simulate(struct command_call *call)
{
    struct simulation run = {.call = call, .path = call->arguments[0], .def = sibu_world_default()};
    struct sibu_fault fault;
    int result = 0;
    enum sibu_status status = open_input(&run, &fault);
    if (status == SIBU_OK && run.drills > 0) {
        status = run_drills(&run, &result, &fault);
    } else if (status == SIBU_OK) {
        status = run.runs > 1 ? run_many(&run, &result, &fault) : run_one(&run, &result, &fault);
    }
    if (status != SIBU_OK) {
        result = command_fail(call, &fault);
    }
    close_all(&run);
    return result;
}

const struct command COMMAND_SIMULATE = {
    .name = "simulate",
    .arguments = "SITE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"模拟一次疏散（不是演练）", "simulate an evacuation, without a drill"},
    .options = OPTIONS,
    .run = run_simulate,
};
