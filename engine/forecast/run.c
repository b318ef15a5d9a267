/* One run: people, a world, steps, figures. See run.h. */
#include "forecast/run.h"

#include <math.h>

#include "forecast/clearing.h"
#include "forecast/course.h"
#include "sibu/memory.h"
#include "sibu/tally.h"

struct stage { /* all that a run needs while it lasts */
    struct sibu_world_def def;
    struct sibu_placement *who;
    struct sibu_person_def *people;
    struct sibu_world *world;
    struct sibu_tally tally;
    struct clearing clearing;
    struct course course;
    size_t shut; /* of the closings */
    _Bool ended;
};

static enum sibu_status draw_people(struct stage *stage, const struct sibu_cast_law *law, struct sibu_fault *fault)
{
    stage->who = sibu_array_new(law->people, sizeof *stage->who);
    stage->people = sibu_array_new(law->people, sizeof *stage->people);
    if (!stage->who || !stage->people) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, stage->def.site->id, "内存不足", "no memory left");
    }
    sibu_cast_draw(law, stage->def.seed, stage->who);
    stage->def.people = stage->people;
    stage->def.people_count = law->people;
    return sibu_population_draw_on(stage->def.ways, stage->who, law->people, stage->def.seed, stage->people, fault);
}

static enum sibu_status stage_open(struct stage *stage, const struct sibu_ensemble_def *def, uint64_t seed,
                                   struct sibu_fault *fault)
{
    stage->def = sibu_world_default();
    stage->def.site = def->site;
    stage->def.goal = def->goal;
    stage->def.step_s = def->step_s;
    stage->def.divided_s = def->divided_s;
    stage->def.without_digest = def->without_digest;
    stage->def.ways = def->ways;
    stage->def.air = def->air;
    stage->def.seed = seed;
    enum sibu_status status = draw_people(stage, &def->cast, fault);
    if (status == SIBU_OK) {
        status = course_open(&stage->course, def, seed, stage->people, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_world_open(&stage->world, &stage->def, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_tally_open(&stage->tally, def->site, def->goal, def->cast.people, fault);
    }
    return status == SIBU_OK ? clearing_open(&stage->clearing, &stage->def, fault) : status;
}

/* Where the run's courses are counted: in its slots of the ensemble. */
static void take_slots(struct stage *stage, const struct sibu_ensemble *ensemble, size_t index)
{
    const struct sibu_site *site = stage->def.site;
    size_t places = (size_t)site->exit_count + site->zone_count;
    stage->course.counts = ensemble->counts + index * SIBU_CURVES * ensemble->points;
    if (index < SIBU_MEMBERS_MAX && ensemble->place_points > 0) {
        stage->course.places =
            (struct course_places){.points = ensemble->place_points,
                                   .interval_s = ensemble->def.curve_s * (double)ensemble->place_stride,
                                   .exits = site->exit_count,
                                   .zones = site->zone_count,
                                   .counts = ensemble->place_counts + index * places * ensemble->place_points,
                                   .zone = stage->clearing.zone};
    }
}

static void stage_close(struct stage *stage)
{
    clearing_clear(&stage->clearing);
    course_clear(&stage->course);
    sibu_tally_clear(&stage->tally);
    sibu_world_close(stage->world);
    sibu_array_free(stage->people);
    sibu_array_free(stage->who);
}

static _Bool is_over(const struct stage *stage, double until_s)
{
    return sibu_world_waiting(stage->world) + sibu_world_walking(stage->world) == 0 ||
           sibu_world_time_s(stage->world) + stage->def.step_s > until_s + 1e-9;
}

/* Shuts the exits whose time has come. */
static enum sibu_status shut_exits(struct stage *stage, const struct sibu_ensemble *ensemble, struct sibu_fault *fault)
{
    const struct sibu_ensemble_def *def = &ensemble->def;
    size_t before = stage->shut;
    while (stage->shut < def->closure_count && def->closures[stage->shut].time_s <= sibu_world_time_s(stage->world)) {
        stage->shut++;
    }
    return stage->shut > before ? sibu_world_take_detour(stage->world, ensemble->detours[stage->shut - 1], fault)
                                : SIBU_OK;
}

/* Until the run has come to its end, or has been called off: then it is not `ended`. */
static enum sibu_status play(struct stage *stage, struct sibu_ensemble *ensemble, size_t index,
                             struct sibu_fault *fault)
{
    while (!is_over(stage, ensemble->def.until_s)) {
        if (atomic_load_explicit(&ensemble->limit, memory_order_relaxed) <= index) {
            return SIBU_OK;
        }
        enum sibu_status status = shut_exits(stage, ensemble, fault);
        if (status != SIBU_OK) {
            return status;
        }
        sibu_world_step(stage->world);
        sibu_tally_step(&stage->tally, stage->world);
        clearing_step(&stage->clearing, stage->world);
        course_step(&stage->course, stage->world);
    }
    stage->ended = 1;
    return SIBU_OK;
}

static double reached(double time_s)
{
    return time_s < 0.0 ? HUGE_VAL : time_s;
}

/* Writes the run's arrays, in the order in which they lie. */
static void put_figures(const struct stage *stage, struct sibu_run *run, double *at)
{
    const struct sibu_site *site = stage->def.site;
    run->exits = at;
    for (uint32_t i = 0; i < site->exit_count; i++) {
        *at++ = (double)stage->tally.exits[i].count;
    }
    run->musters = at;
    for (uint32_t i = 0; i < site->muster_count; i++) {
        *at++ = (double)stage->tally.musters[i].count;
    }
    run->clear_s = at;
    for (uint32_t i = 0; i < site->zone_count; i++) {
        *at++ = stage->clearing.zones[i].clear_s;
    }
    run->out_s = at;
    for (uint32_t i = 0; i < site->zone_count; i++) {
        *at++ = stage->clearing.zones[i].out_s;
    }
}

static void put_curves(struct stage *stage, struct sibu_run *run)
{
    struct course *course = &stage->course;
    if (course->points > 0) {
        course_end(course);
        for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
            run->curves[curve] = course->counts + curve * course->points;
        }
        run->by_exit = course->places.counts;
        run->by_zone =
            course->places.counts ? course->places.counts + course->places.exits * course->places.points : NULL;
    }
}

static void put_air(const struct stage *stage, struct sibu_run *run)
{
    const double *doses = sibu_world_doses(stage->world);
    const float *shares = sibu_world_least_shares(stage->world);
    for (size_t i = 0; doses && i < stage->def.people_count; i++) {
        run->in_smoke += (double)shares[i] <= SIBU_IN_SMOKE_SHARE;
        run->dosed += doses[i] >= SIBU_DOSED;
        run->overcome += doses[i] >= SIBU_OVERCOME;
        run->most_dose = doses[i] > run->most_dose ? doses[i] : run->most_dose;
    }
}

static void put_run(const struct stage *stage, struct sibu_run *run, double *figures)
{
    const struct sibu_tally *tally = &stage->tally;
    run->seed = stage->def.seed;
    run->out = tally->out;
    run->stuck = sibu_tally_stuck(tally, stage->world);
    run->t50_s = reached(sibu_tally_quantile_s(tally, 0.50));
    run->t95_s = reached(sibu_tally_quantile_s(tally, 0.95));
    run->last_s = reached(sibu_tally_quantile_s(tally, 1.0));
    put_air(stage, run);
    put_figures(stage, run, figures);
    sibu_world_digest(stage->world, run->digest);
    run->finished = 1;
}

enum sibu_status run_do(struct sibu_ensemble *ensemble, size_t index, struct sibu_fault *fault)
{
    const struct sibu_ensemble_def *def = &ensemble->def;
    size_t figures = (size_t)def->site->exit_count + def->site->muster_count + 2 * (size_t)def->site->zone_count;
    struct stage stage = {0};
    enum sibu_status status = stage_open(&stage, def, def->seed + index, fault);
    take_slots(&stage, ensemble, index);
    if (status == SIBU_OK) {
        status = play(&stage, ensemble, index, fault);
    }
    if (stage.ended) {
        put_curves(&stage, &ensemble->runs[index]);
        put_run(&stage, &ensemble->runs[index], ensemble->figures + index * figures);
    }
    stage_close(&stage);
    return status;
}
