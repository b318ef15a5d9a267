/* One run of a scene. See act.h. */
#include "validate/act.h"

#include <string.h>

#include "sibu/memory.h"

static enum sibu_status no_memory(struct rehearsal *rehearsal)
{
    return sibu_fault_set(&rehearsal->fault, SIBU_NO_MEMORY, "validate", "内存不足", "no memory left");
}

static int open_arrays(struct act *act, const struct cast *cast)
{
    act->start_s = sibu_array_new(act->count, sizeof *act->start_s);
    act->done_s = sibu_array_new(act->count, sizeof *act->done_s);
    act->exit = sibu_array_new(act->count, sizeof *act->exit);
    act->was_x = sibu_array_new(act->count, sizeof *act->was_x);
    act->was_y = sibu_array_new(act->count, sizeof *act->was_y);
    if (!watch_open(&act->watch, &act->scene->walls, cast->people, cast->count) || !act->start_s || !act->done_s ||
        !act->exit || !act->was_x || !act->was_y) {
        return 0;
    }
    for (size_t i = 0; i < act->count; i++) {
        act->start_s[i] = STUDY_NOTHING;
        act->done_s[i] = STUDY_NOTHING;
    }
    return 1;
}

static void keep_places(struct act *act)
{
    memcpy(act->was_x, act->people.x_m, act->count * sizeof *act->was_x);
    memcpy(act->was_y, act->people.y_m, act->count * sizeof *act->was_y);
}

enum sibu_status act_open(struct act *act, struct rehearsal *rehearsal, const struct scene *scene,
                          const struct cast *cast, double step_s)
{
    *act = (struct act){.of = rehearsal, .scene = scene, .count = cast->count, .step_s = step_s};
    struct sibu_world_def def = sibu_world_default();
    def.site = scene->site;
    def.ways = scene->ways;
    def.seed = rehearsal->seed;
    def.step_s = step_s;
    def.people = cast->people;
    def.people_count = cast->count;
    def.air = cast->air;
    enum sibu_status status = SIBU_OK;
    if (cast->failed) {
        status = sibu_fault_set(&rehearsal->fault, SIBU_LIMIT, "validate", "场景放不下 %zu 人",
                                "the scene has no room for its people (%zu so far)", cast->count);
    } else if (!open_arrays(act, cast)) {
        status = no_memory(rehearsal);
    } else {
        status = sibu_world_open(&act->world, &def, &rehearsal->fault);
    }
    if (status != SIBU_OK) {
        act_close(act);
        return status;
    }
    act->people = sibu_world_people(act->world);
    keep_places(act);
    watch_look(&act->watch, &act->people);
    return SIBU_OK;
}

void act_close(struct act *act)
{
    struct rehearsal *of = act->of;
    if (act->world) {
        of->least_wall = act->watch.least_wall < of->least_wall ? act->watch.least_wall : of->least_wall;
        of->least_pair = act->watch.least_pair < of->least_pair ? act->watch.least_pair : of->least_pair;
    }
    sibu_world_close(act->world);
    act->world = NULL;
    watch_close(&act->watch);
    sibu_array_free(act->start_s);
    sibu_array_free(act->done_s);
    sibu_array_free(act->exit);
    sibu_array_free(act->was_x);
    sibu_array_free(act->was_y);
}

static void note_events(struct act *act)
{
    struct sibu_events events = sibu_world_events(act->world);
    for (size_t i = 0; i < events.count; i++) {
        const struct sibu_event *event = &events.items[i];
        if (event->kind == SIBU_EVENT_START) {
            act->start_s[event->person] = event->time_s;
        } else if (event->kind == SIBU_EVENT_EXIT) {
            act->done_s[event->person] = event->time_s;
            act->exit[event->person] = event->place;
        }
    }
}

int act_step(struct act *act, double until_s)
{
    if (*act->of->stop || act->time_s + 0.5 * act->step_s > until_s ||
        sibu_world_waiting(act->world) + sibu_world_walking(act->world) == 0) {
        return 0;
    }
    keep_places(act);
    sibu_world_step(act->world);
    act->time_s = sibu_world_time_s(act->world);
    act->people = sibu_world_people(act->world);
    watch_look(&act->watch, &act->people);
    note_events(act);
    return 1;
}

void act_run(struct act *act, double until_s)
{
    while (act_step(act, until_s)) {
    }
}

int act_walks(const struct act *act, size_t person)
{
    return act->people.state[person] == SIBU_PERSON_WALKING;
}

size_t act_out(const struct act *act, size_t from, size_t to)
{
    size_t out = 0;
    for (size_t i = from; i < to; i++) {
        out += act->people.state[i] == SIBU_PERSON_DONE;
    }
    return out;
}

double act_last_s(const struct act *act, size_t from, size_t to)
{
    double last = 0.0;
    for (size_t i = from; i < to; i++) {
        if (act->people.state[i] != SIBU_PERSON_DONE) {
            return STUDY_NOTHING;
        }
        last = act->done_s[i] > last ? act->done_s[i] : last;
    }
    return last;
}

double act_speed(const struct act *act, size_t person, double x, double y)
{
    double dx = (double)act->people.x_m[person] - (double)act->was_x[person];
    double dy = (double)act->people.y_m[person] - (double)act->was_y[person];
    return (dx * x + dy * y) / act->step_s;
}

enum sibu_status act_whole(struct rehearsal *rehearsal, size_t scene, const struct cast *cast, double until_s,
                           double *last_s)
{
    struct act act;
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[scene], cast, ACT_STEP_S);
    if (status != SIBU_OK) {
        return status;
    }
    act_run(&act, until_s);
    *last_s = act_last_s(&act, 0, act.count);
    act_close(&act);
    return SIBU_OK;
}
