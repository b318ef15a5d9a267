/* Drawing what happens. See sibu/unfold.h.
 *
 * Candidates of all processes are gone through in the order of their times; two at the same time in the order of their
 * processes. A candidate that is not taken leaves nothing behind but the two numbers that its stream has given.
 */
#include <string.h>

#include "scenario/unfold_law.h"
#include "sibu/memory.h"

#define TURN_LEAST_DEG 40.0
#define TURN_MOST_DEG 140.0

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static void add_process(struct sibu_unfold *unfold, enum sibu_unfold_kind kind, uint32_t place)
{
    struct unfold_process *process = &unfold->processes[unfold->process_count++];
    uint64_t index = place == SIBU_NONE ? 0 : place;
    process->kind = kind;
    process->place = place;
    process->per_s = unfold->per_min[kind] / 60.0;
    sibu_pcg64_open(&process->stream, unfold->def.key, sibu_unfold_name(kind), index);
    process->next_s = sibu_draw_exponential(&process->stream, 1.0 / process->per_s);
}

static uint32_t places_of(const struct sibu_site *site, enum sibu_unfold_kind kind)
{
    return kind == SIBU_UNFOLD_EXIT_LOST ? site->exit_count : kind == SIBU_UNFOLD_ALARM_SILENT ? site->zone_count : 1;
}

static void draw_rates(struct sibu_unfold *unfold)
{
    const struct sibu_family *family = unfold->def.family;
    for (uint32_t i = 0; i < family->event_count; i++) {
        const struct sibu_event_rate *event = &family->events[i];
        struct sibu_pcg64 stream;
        sibu_pcg64_open(&stream, unfold->def.key, "event rate", event->kind);
        unfold->per_min[event->kind] = sibu_growth_draw(&event->per_min, &stream);
        unfold->most[event->kind] = event->most;
    }
}

static void add_processes(struct sibu_unfold *unfold)
{
    const struct sibu_site *site = unfold->def.site;
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        uint32_t places = places_of(site, (enum sibu_unfold_kind)kind);
        for (uint32_t place = 0; unfold->per_min[kind] > 0.0 && place < places; place++) {
            _Bool at = kind == SIBU_UNFOLD_EXIT_LOST || kind == SIBU_UNFOLD_ALARM_SILENT;
            add_process(unfold, (enum sibu_unfold_kind)kind, at ? place : SIBU_NONE);
        }
    }
}

static _Bool take_memory(struct sibu_unfold *unfold)
{
    const struct sibu_site *site = unfold->def.site;
    size_t processes = (size_t)site->exit_count + site->zone_count + SIBU_UNFOLD_KINDS;
    unfold->processes = sibu_array_new(processes, sizeof *unfold->processes);
    unfold->lost = sibu_array_new((size_t)site->exit_count + 1, 1);
    unfold->silent = sibu_array_new((size_t)site->zone_count + 1, 1);
    return unfold->processes && unfold->lost && unfold->silent;
}

static enum sibu_status open_field(struct sibu_unfold *unfold, struct sibu_fault *fault)
{
    const struct sibu_unfold_def *def = &unfold->def;
    sibu_field_law_of(def->family, def->growth, def->key, &unfold->law);
    unfold->wind_from_deg = unfold->law.wind_from_deg;
    unfold->def.growth = NULL; /* the caller's, and needed no more */
    return sibu_field_open(
        &unfold->field,
        &(struct sibu_field_def){.site = def->site, .blocks = def->blocks, .law = unfold->law, .origin = def->origin},
        fault);
}

enum sibu_status sibu_unfold_open(struct sibu_unfold **out, const struct sibu_unfold_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct sibu_unfold *unfold = sibu_array_new(1, sizeof *unfold);
    if (!unfold) {
        return no_memory(fault);
    }
    unfold->def = *def;
    enum sibu_status status = take_memory(unfold) ? open_field(unfold, fault) : no_memory(fault);
    if (status == SIBU_OK && !def->reach) {
        status = sibu_reach_open(&unfold->own_reach, def->site, def->ways, fault);
    }
    unfold->reach = def->reach ? def->reach : unfold->own_reach;
    if (status != SIBU_OK) {
        sibu_unfold_close(unfold);
        return status;
    }
    draw_rates(unfold);
    add_processes(unfold);
    *out = unfold;
    return SIBU_OK;
}

void sibu_unfold_close(struct sibu_unfold *unfold)
{
    if (!unfold) {
        return;
    }
    sibu_field_close(unfold->field);
    sibu_array_free(unfold->processes);
    sibu_array_free(unfold->lost);
    sibu_array_free(unfold->silent);
    sibu_reach_close(unfold->own_reach);
    sibu_array_free(unfold);
}

/* The integrals over a time in which the shares are those of `judged_s`. */
static void integrate(struct sibu_unfold *unfold, const struct sibu_unfold_state *state, double judged_s, double for_s)
{
    for (size_t i = 0; i < unfold->process_count && for_s > 0.0; i++) {
        const struct unfold_process *process = &unfold->processes[i];
        unfold->integral[process->kind] += process->per_s * unfold_share(unfold, state, process, judged_s) * for_s;
    }
}

static struct unfold_process *next_candidate(struct sibu_unfold *unfold, double until_s)
{
    struct unfold_process *next = NULL;
    for (size_t i = 0; i < unfold->process_count; i++) {
        struct unfold_process *process = &unfold->processes[i];
        if (process->next_s < until_s && (!next || process->next_s < next->next_s)) {
            next = process;
        }
    }
    return next;
}

/* Another zone in which the family can arise, and a point over its area. */
static struct sibu_field_place draw_place(const struct sibu_unfold *unfold, struct sibu_pcg64 *stream)
{
    const struct sibu_site *site = unfold->def.site;
    double share = sibu_draw_unit(stream) * unfold_weight_elsewhere(unfold), sum = 0.0;
    uint32_t chosen = unfold->def.origin.zone;
    for (uint32_t zone = 0; zone < site->zone_count && !(share < sum); zone++) {
        double weight = unfold_weight(unfold, zone);
        chosen = weight > 0.0 ? zone : chosen;
        sum += weight;
    }
    struct sibu_point inside = sibu_polygon_draw(&site->zones[chosen].polygon, stream);
    return (struct sibu_field_place){
        .zone = chosen, .floor = site->zones[chosen].floor, .x_m = inside.x, .y_m = inside.y};
}

static void set_place(struct sibu_unfold_event *event, const struct sibu_field_place *place)
{
    event->place = place->zone;
    event->floor = place->floor;
    event->x_m = place->x_m;
    event->y_m = place->y_m;
}

static void turn_wind(struct sibu_unfold *unfold, struct sibu_pcg64 *stream, struct sibu_unfold_event *event)
{
    double turn = sibu_draw_between(stream, TURN_LEAST_DEG, TURN_MOST_DEG);
    double bearing = unfold->wind_from_deg + (sibu_draw_unit(stream) < 0.5 ? turn : 360.0 - turn);
    unfold->wind_from_deg = bearing >= 360.0 ? bearing - 360.0 : bearing;
    event->bearing_deg = unfold->wind_from_deg;
    sibu_field_turn(unfold->field, event->bearing_deg);
}

/* What the event does to the unfolding itself, and where it is. */
static void take_effect(struct sibu_unfold *unfold, struct unfold_process *process, struct sibu_unfold_event *event)
{
    struct sibu_field_place place;
    switch (process->kind) {
    case SIBU_UNFOLD_EXIT_LOST:
        unfold->lost[process->place] = 1;
        break;
    case SIBU_UNFOLD_ALARM_SILENT:
        unfold->silent[process->place] = 1;
        break;
    case SIBU_UNFOLD_SECOND_SOURCE:
        place = draw_place(unfold, &process->stream);
        sibu_field_add(unfold->field, &place);
        set_place(event, &place);
        break;
    case SIBU_UNFOLD_REPORT_CORRECTED:
        place = draw_place(unfold, &process->stream);
        sibu_field_move(unfold->field, &place);
        set_place(event, &place);
        break;
    case SIBU_UNFOLD_WIND_TURNED:
        turn_wind(unfold, &process->stream, event);
        break;
    case SIBU_UNFOLD_KINDS:
        break;
    case SIBU_UNFOLD_WARDEN_HURT:
    case SIBU_UNFOLD_CONTRACTOR_MISSING:
        event->place = unfold->def.origin.zone;
        break;
    }
}

static void take(struct sibu_unfold *unfold, const struct sibu_unfold_state *state, struct unfold_process *process,
                 struct sibu_unfold_event *event)
{
    event->kind = process->kind;
    event->number = unfold->number + 1;
    event->time_s = process->next_s;
    event->place = process->place;
    event->floor = SIBU_NONE;
    event->per_min = unfold->per_min[process->kind];
    event->heading = process->kind == SIBU_UNFOLD_EXIT_LOST ? state->heading[process->place] : 0;
    take_effect(unfold, process, event);
    unfold->happened[process->kind]++;
    unfold->times_s[unfold->number++] = event->time_s;
}

size_t sibu_unfold_step(struct sibu_unfold *unfold, const struct sibu_unfold_state *state, double until_s,
                        struct sibu_unfold_event out[SIBU_UNFOLD_MOST])
{
    size_t count = 0;
    double from_s = unfold->time_s, judged_s = from_s;
    for (struct unfold_process *next = next_candidate(unfold, until_s); next; next = next_candidate(unfold, until_s)) {
        double share = unfold_share(unfold, state, next, judged_s), at_s = next->next_s;
        if (sibu_draw_unit(&next->stream) < share) {
            integrate(unfold, state, judged_s, at_s - judged_s);
            out[count] = (struct sibu_unfold_event){.share = share};
            unfold->event_integrals[count] = unfold->integral[next->kind];
            take(unfold, state, next, &out[count++]);
            judged_s = at_s;
        }
        next->next_s = at_s + sibu_draw_exponential(&next->stream, 1.0 / next->per_s);
    }
    integrate(unfold, state, judged_s, until_s - judged_s);
    unfold->time_s = until_s > from_s ? until_s : from_s;
    while (sibu_field_time_s(unfold->field) + SIBU_FIELD_STEP_S <= unfold->time_s) {
        sibu_field_step(unfold->field);
    }
    return count;
}

double sibu_unfold_time_s(const struct sibu_unfold *unfold)
{
    return unfold->time_s;
}

double sibu_unfold_per_min(const struct sibu_unfold *unfold, enum sibu_unfold_kind kind)
{
    return unfold->per_min[kind];
}

double sibu_unfold_integral(const struct sibu_unfold *unfold, enum sibu_unfold_kind kind)
{
    return unfold->integral[kind];
}

const double *sibu_unfold_event_integrals(const struct sibu_unfold *unfold)
{
    return unfold->event_integrals;
}

double sibu_unfold_way_s(const struct sibu_unfold *unfold, uint32_t zone, uint32_t exit)
{
    return unfold_way(unfold, zone, exit)->mean_s;
}

const struct sibu_field *sibu_unfold_field(const struct sibu_unfold *unfold)
{
    return unfold->field;
}

int sibu_unfold_is_lost(const struct sibu_unfold *unfold, uint32_t exit)
{
    return unfold->lost[exit];
}
