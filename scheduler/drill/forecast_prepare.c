/* What stands before a forecast's runs: their definition, the ways, the fields of the hazard, and the length of their
 * steps. See forecast.h.
 */
#include <math.h>
#include <unistd.h>

#include "drill/forecast.h"

#define TRIALS 2u
#define THREADS_MAX 64
#define FIELDS_MOST_S 7200.0 /* as long as fields are kept; a drill that is longer has the last ones on */

static unsigned cores(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > THREADS_MAX ? THREADS_MAX : (unsigned)online;
}

/* Steps are not divided: see divided_s in sibu/world.h. */
static void set_step(struct sibu_ensemble_def *def, double step_s)
{
    def->step_s = step_s;
    def->divided_s = step_s;
}

struct sibu_ensemble_def forecast_ensemble(const struct forecast_def *def, struct sibu_answer_law *answers)
{
    struct sibu_ensemble_def out = sibu_ensemble_default();
    *answers = sibu_answer_law_default();
    out.site = def->site;
    out.goal = SIBU_GOAL_MUSTER;
    out.cast.people = def->people;
    out.cast.who = def->who;
    set_step(&out, FORECAST_COARSE_S);
    out.without_digest = 1;
    out.until_s = def->until_s;
    out.seed = def->seed;
    out.runs = FORECAST_RUNS_MAX;
    out.least_runs = FORECAST_RUNS_LEAST;
    out.budget_s = FORECAST_BUDGET_S;
    out.limit_s = FORECAST_LIMIT_S;
    out.answers = answers;
    out.curve_s = ceil(def->until_s / FORECAST_POINTS_MAX);
    out.threads = cores();
    return out;
}

struct trial { /* sums over the trial's runs, s */
    double half_s, most_s;
};

static enum sibu_status try_step(const struct sibu_ensemble_def *def, double step_s, struct trial *out,
                                 struct sibu_fault *fault)
{
    struct sibu_ensemble_def few = *def;
    struct sibu_ensemble *ensemble = NULL;
    few.runs = TRIALS;
    few.enough = NULL;
    few.budget_s = few.limit_s = few.curve_s = 0.0;
    set_step(&few, step_s);
    *out = (struct trial){0};
    enum sibu_status status = sibu_ensemble_run(&ensemble, &few, fault);
    for (size_t i = 0; status == SIBU_OK && i < TRIALS; i++) {
        out->half_s += sibu_ensemble_runs(ensemble)[i].t50_s;
        out->most_s += sibu_ensemble_runs(ensemble)[i].t95_s;
    }
    sibu_ensemble_close(ensemble);
    return status;
}

/* Two that were never reached agree as well. */
static int agree(double coarse_s, double fine_s)
{
    return (isinf(coarse_s) && isinf(fine_s)) || fabs(coarse_s - fine_s) <= FORECAST_AGREES * fine_s;
}

/* The exits lost so far. */
static enum sibu_status add_closures(struct forecast_ground *ground, const struct forecast_def *of,
                                     struct sibu_fault *fault)
{
    uint32_t exits[SIBU_UNFOLD_MOST];
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < of->event_count && status == SIBU_OK; i++) {
        if (of->events[i].kind == SIBU_UNFOLD_EXIT_LOST) {
            size_t n = ground->closure_count++;
            exits[n] = of->events[i].place;
            status = sibu_detour_open(&ground->detours[n], ground->ways, exits, n + 1, fault);
            ground->closures[n] =
                (struct sibu_closure){.exit = exits[n], .time_s = of->events[i].time_s, .detour = ground->detours[n]};
        }
    }
    return status;
}

static enum sibu_status add_air(struct forecast_ground *ground, const struct forecast_def *of, struct sibu_fault *fault)
{
    if (of->law == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_blocks_open(&ground->blocks, ground->ways, 0.0, fault);
    const struct sibu_field_def field = {
        .site = of->site, .blocks = ground->blocks, .law = *of->law, .origin = of->origin};
    double until_s = of->until_s < FIELDS_MOST_S ? of->until_s : FIELDS_MOST_S;
    if (status == SIBU_OK) {
        status = sibu_field_course_open(&ground->course, &field, of->events, of->event_count, until_s, fault);
    }
    ground->air = (struct sibu_world_air){.look = sibu_field_course_look,
                                          .of = ground->course,
                                          .smoke = sibu_smoke_default(SIBU_SMOKE_SHARE),
                                          .overcome_dose = HUGE_VAL};
    return status;
}

static enum sibu_status choose_step(struct sibu_ensemble_def *def, struct sibu_fault *fault)
{
    struct trial coarse, fine;
    enum sibu_status status = try_step(def, FORECAST_COARSE_S, &coarse, fault);
    status = status == SIBU_OK ? try_step(def, FORECAST_FINE_S, &fine, fault) : status;
    if (status == SIBU_OK) {
        int enough = agree(coarse.half_s, fine.half_s) && agree(coarse.most_s, fine.most_s);
        set_step(def, enough ? FORECAST_COARSE_S : FORECAST_FINE_S);
    }
    return status;
}

enum sibu_status forecast_prepare(struct forecast_ground *ground, const struct forecast_def *of,
                                  struct sibu_ensemble_def *def, struct sibu_fault *fault)
{
    *ground = (struct forecast_ground){0};
    enum sibu_status status = sibu_ways_open(&ground->ways, def->site, def->goal, SIBU_WAYS_RADIUS_M, fault);
    status = status == SIBU_OK ? add_closures(ground, of, fault) : status;
    status = status == SIBU_OK ? add_air(ground, of, fault) : status;
    def->ways = ground->ways;
    def->air = ground->course ? &ground->air : NULL;
    def->closures = ground->closures;
    def->closure_count = ground->closure_count;
    return status == SIBU_OK ? choose_step(def, fault) : status;
}

void forecast_ground_close(struct forecast_ground *ground)
{
    sibu_field_course_close(ground->course);
    sibu_blocks_close(ground->blocks);
    for (size_t i = 0; i < SIBU_UNFOLD_MOST; i++) {
        sibu_detour_close(ground->detours[i]);
    }
    sibu_ways_close(ground->ways);
    *ground = (struct forecast_ground){0};
}
