/* See rehearse.h.
 *
 * Waiting times: in the integral of its rate a kind's events come at intervals that are exponential with mean 1, whatever
 * the rate has done; drills are put one behind the other, and what is left of one at its end goes on in the next (the time
 * change of a point process, e.g. Brown et al., The time-rescaling theorem, Neural Computation 14, 2002).
 */
#include "rehearse/rehearse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rehearse/areas.h"
#include "rehearse/folk.h"
#include "sibu/hash.h"
#include "sibu/memory.h"
#include "validate/statistics.h"

#define STEP_S 1.0
#define LIMIT_S 3600.0
#define WAITS_MAX ((size_t)REHEARSE_DRILLS_MAX * SIBU_UNFOLD_MOST)
#define ENOUGH 20u /* events of a kind, to say anything of their waiting */

struct waits { /* of one kind */
    double *items;
    size_t count, capacity;
    double carried; /* since the last event, over the ends of drills */
};
struct run {
    const struct rehearse_def *def;
    struct rehearse_result *result;
    struct sibu_fault *fault;
    struct sibu_ways *ways;
    struct sibu_blocks *blocks;
    struct sibu_reach *reach;
    struct folk_pool pool;
    struct folk folk;
    struct areas areas;
    struct waits waits[SIBU_UNFOLD_KINDS];
    uint8_t (*hashes)[SIBU_HASH_BYTES]; /* by drill */
};
struct course { /* of one drill */
    const struct draw_result *draw;
    const struct sibu_family *family;
    struct sibu_unfold *unfold;
    struct sibu_unfold_event events[SIBU_UNFOLD_MOST];
    size_t count;
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status check_hazards(const struct rehearse_def *def, struct sibu_fault *fault)
{
    for (uint32_t zone = 0; zone < def->site->zone_count; zone++) {
        for (uint32_t k = 0; k < def->site->zones[zone].hazard_count; k++) {
            const char *family = def->site->zones[zone].hazards[k].family;
            if (sibu_families_find(def->families->families, family) == SIBU_NONE) {
                return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->zones[zone].id, "没有灾种“%s”",
                                      "there is no hazard family \"%s\"", family);
            }
        }
    }
    return SIBU_OK;
}

static enum sibu_status open_run(struct run *run)
{
    const struct rehearse_def *def = run->def;
    enum sibu_status status = check_hazards(def, run->fault);
    if (status == SIBU_OK) {
        status = sibu_ways_open(&run->ways, def->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, run->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_blocks_open(&run->blocks, run->ways, 0.0, run->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_reach_open(&run->reach, def->site, run->ways, run->fault);
    }
    if (status == SIBU_OK) {
        status = folk_pool_open(&run->pool, run->ways, def->site, def->people, run->fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    run->hashes = sibu_array_new(def->drills, sizeof *run->hashes);
    run->result->families = sibu_array_new(def->families->families->count, sizeof *run->result->families);
    return folk_open(&run->folk, &run->pool) && areas_open(&run->areas, def->site) && run->hashes &&
                   run->result->families
               ? SIBU_OK
               : no_memory(run->fault);
}

static void close_run(struct run *run)
{
    folk_close(&run->folk);
    folk_pool_close(&run->pool);
    areas_close(&run->areas);
    sibu_reach_close(run->reach);
    sibu_blocks_close(run->blocks);
    sibu_ways_close(run->ways);
    sibu_array_free(run->hashes);
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        sibu_array_free(run->waits[kind].items);
    }
}

/* Whether the event breaks what sibu/unfold.h promises: judged by what happened, not by what the unfolding says of it. */
static _Bool breaks_guard(const struct run *run, const struct course *course, const struct sibu_unfold_event *event)
{
    uint32_t lately = 0, alike = 0, most = 0;
    for (size_t i = 0; i < course->count; i++) { /* it is the last of them */
        lately += event->time_s - course->events[i].time_s < SIBU_UNFOLD_APART_S;
        alike += course->events[i].kind == event->kind;
    }
    for (uint32_t i = 0; i < course->family->event_count; i++) {
        most = course->family->events[i].kind == event->kind ? course->family->events[i].most : most;
    }
    _Bool last_warden = event->kind == SIBU_UNFOLD_WARDEN_HURT && run->folk.state.wardens_inside < 2;
    return run->folk.inside_count == 0 || lately > SIBU_UNFOLD_AT_A_TIME || course->count > SIBU_UNFOLD_MOST ||
           alike > most || last_warden || !folk_can_leave(&run->folk);
}

static enum sibu_status add_wait(struct run *run, enum sibu_unfold_kind kind, double wait)
{
    struct waits *waits = &run->waits[kind];
    void *items = waits->items;
    if (!sibu_array_reserve(&items, &waits->capacity, waits->count + 1, sizeof *waits->items, WAITS_MAX)) {
        return no_memory(run->fault);
    }
    waits->items = items;
    waits->items[waits->count++] = wait;
    return SIBU_OK;
}

/* The waits of the events of one step, and what each kind carries on. `since` is the integral up to which it is told. */
static enum sibu_status note_event(struct run *run, struct course *course, const struct sibu_unfold_event *event,
                                   double integral, double since[SIBU_UNFOLD_KINDS])
{
    struct waits *waits = &run->waits[event->kind];
    course->events[course->count++] = *event;
    enum sibu_status status = add_wait(run, event->kind, waits->carried + integral - since[event->kind]);
    waits->carried = 0.0;
    since[event->kind] = integral;
    folk_hear(&run->folk, event);
    run->result->happened[event->kind]++;
    run->result->events++;
    run->result->guards_broken += breaks_guard(run, course, event);
    return status;
}

static enum sibu_status unfold_all(struct run *run, struct course *course)
{
    struct sibu_unfold_event events[SIBU_UNFOLD_MOST];
    double since[SIBU_UNFOLD_KINDS] = {0.0};
    enum sibu_status status = SIBU_OK;
    for (double time_s = STEP_S; status == SIBU_OK && run->folk.inside_count > 0 && time_s <= LIMIT_S;
         time_s += STEP_S) {
        size_t count = sibu_unfold_step(course->unfold, &run->folk.state, time_s, events);
        for (size_t i = 0; i < count && status == SIBU_OK; i++) {
            double integral = sibu_unfold_event_integrals(course->unfold)[i];
            status = note_event(run, course, &events[i], integral, since);
        }
        folk_walk(&run->folk, time_s);
    }
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        run->waits[kind].carried += sibu_unfold_integral(course->unfold, (enum sibu_unfold_kind)kind) - since[kind];
    }
    return status;
}

static void hash_number(struct sibu_hash *hash, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    sibu_hash_integer(hash, bits);
}

static void hash_course(const struct course *course, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu scenario v1");
    sibu_hash_integer(&hash, course->draw->zone);
    sibu_hash_integer(&hash, course->draw->family);
    hash_number(&hash, course->draw->x_m);
    hash_number(&hash, course->draw->y_m);
    for (uint32_t i = 0; i < course->family->growth_count; i++) {
        hash_number(&hash, course->draw->growth[i]);
    }
    for (size_t i = 0; i < course->count; i++) {
        sibu_hash_integer(&hash, course->events[i].kind);
        sibu_hash_integer(&hash, course->events[i].place);
        hash_number(&hash, course->events[i].time_s);
        hash_number(&hash, course->events[i].x_m);
        hash_number(&hash, course->events[i].y_m);
    }
    sibu_hash_done(&hash, out);
}

static enum sibu_status hold(struct run *run, const struct plan *plan, size_t number)
{
    uint8_t key[32];
    struct draw_result draw;
    sibu_key_of_seed(key, run->def->seed + number);
    enum sibu_status status = choose_at_site(plan, key, 0, &draw, run->fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct course course = {.draw = &draw, .family = &plan->families->items[draw.family]};
    const struct sibu_unfold_def def = {.site = run->def->site,
                                        .ways = run->ways,
                                        .blocks = run->blocks,
                                        .reach = run->reach,
                                        .family = course.family,
                                        .growth = draw.growth,
                                        .key = key,
                                        .origin = {draw.zone, draw.floor, draw.x_m, draw.y_m}};
    status = sibu_unfold_open(&course.unfold, &def, run->fault);
    if (status == SIBU_OK) {
        areas_add(&run->areas, draw.zone, draw.x_m, draw.y_m);
        run->result->families[draw.family]++;
        folk_gather(&run->folk, key);
        status = unfold_all(run, &course);
        hash_course(&course, run->hashes[number]);
        run->result->with_events += course.count > 0;
    }
    sibu_unfold_close(course.unfold);
    return status;
}

static int compare_hashes(const void *a, const void *b)
{
    return memcmp(a, b, SIBU_HASH_BYTES);
}

static void count_distinct(struct run *run)
{
    struct rehearse_result *result = run->result;
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu rehearse v1");
    sibu_hash_raw(&hash, run->hashes, result->drills * SIBU_HASH_BYTES);
    sibu_hash_done(&hash, result->digest);
    qsort(run->hashes, result->drills, sizeof *run->hashes, compare_hashes);
    for (size_t i = 0; i < result->drills; i++) {
        result->distinct += i == 0 || compare_hashes(run->hashes[i - 1], run->hashes[i]) != 0;
    }
}

static double exponential_below(double x, const void *context)
{
    (void)context;
    return x > 0.0 ? 1.0 - sibu_exp(-x) : 0.0;
}

static void judge_waits(struct run *run)
{
    struct rehearse_result *result = run->result;
    double least = 1.0;
    unsigned kinds = 0;
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        const struct waits *waits = &run->waits[kind];
        const struct sample sample = {.values = waits->items, .seeds = waits->count, .value_count = 1};
        result->kind_ks_p[kind] = -1.0;
        if (waits->count >= ENOUGH) {
            result->kind_ks_p[kind] = statistics_fit(&sample, (const size_t[]){0, 1}, exponential_below, NULL);
            least = result->kind_ks_p[kind] < least ? result->kind_ks_p[kind] : least;
            kinds++;
        }
    }
    double p = least * (double)kinds;
    result->waiting_ks_p = kinds > 0 && p < 1.0 ? p : 1.0;
}

enum sibu_status rehearse(const struct rehearse_def *def, struct rehearse_result *out, struct sibu_fault *fault)
{
    struct run run = {.def = def, .result = out, .fault = fault};
    const struct policy_group all = {.site_count = 1}; /* every family may be drawn */
    const struct plan_group group = {.policy = &all};
    const struct plan_site at = {.site = def->site};
    const struct plan plan = {.groups = &group, .families = def->families->families, .sites = &at, .site_count = 1};
    *out = (struct rehearse_result){.drills = 0};
    enum sibu_status status = open_run(&run);
    while (status == SIBU_OK && out->drills < def->drills && !(def->stop && *def->stop)) {
        status = hold(&run, &plan, out->drills);
        out->drills += status == SIBU_OK;
        if (def->progress) {
            def->progress(def->context, out->drills);
        }
    }
    if (status == SIBU_OK) {
        count_distinct(&run);
        judge_waits(&run);
        out->origin_chi2 = areas_chi2(&run.areas, out->drills, &out->origin_freedom);
        out->origin_chi2_p =
            1.0 - statistics_gamma_below(out->origin_chi2 * 0.5, (double)out->origin_freedom * 0.5, 1.0);
    }
    close_run(&run);
    return status;
}

void rehearse_result_clear(struct rehearse_result *result)
{
    sibu_array_free(result->families);
    *result = (struct rehearse_result){.drills = 0};
}
