/* Counting what happens in a simulated evacuation. See sibu/tally.h. */
#include "sibu/tally.h"

#include <math.h>

#include "sibu/memory.h"

#define WATCH_S 60.0 /* who walks and has not got half a metre further in this time is stuck: a queue crawls */
#define WATCH_M 0.5f

enum sibu_status sibu_tally_open(struct sibu_tally *tally, const struct sibu_site *site, enum sibu_goal goal,
                                 size_t people, struct sibu_fault *fault)
{
    *tally = (struct sibu_tally){.site = site, .goal = goal, .people = people};
    tally->exits = sibu_array_new(site->exit_count, sizeof *tally->exits);
    tally->doors = sibu_array_new(site->door_count, sizeof *tally->doors);
    tally->musters = sibu_array_new(site->muster_count, sizeof *tally->musters);
    tally->out_s = sibu_array_new(people, sizeof *tally->out_s);
    tally->has_left = sibu_array_new(people, sizeof *tally->has_left);
    tally->idle = sibu_array_new(people, sizeof *tally->idle);
    tally->x_m = sibu_array_new(people, sizeof *tally->x_m);
    tally->y_m = sibu_array_new(people, sizeof *tally->y_m);
    if (tally->exits && tally->doors && tally->musters && tally->out_s && tally->has_left && tally->idle &&
        tally->x_m && tally->y_m) {
        return SIBU_OK;
    }
    sibu_tally_clear(tally);
    return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足", "no memory left");
}

void sibu_tally_clear(struct sibu_tally *tally)
{
    sibu_array_free(tally->exits);
    sibu_array_free(tally->doors);
    sibu_array_free(tally->musters);
    sibu_array_free(tally->out_s);
    sibu_array_free(tally->has_left);
    sibu_array_free(tally->idle);
    sibu_array_free(tally->x_m);
    sibu_array_free(tally->y_m);
    *tally = (struct sibu_tally){0};
}

static void count_at(struct sibu_tally_line *line, double time_s)
{
    line->first_s = line->count == 0 ? time_s : line->first_s;
    line->last_s = time_s;
    line->count++;
}

static void count_out(struct sibu_tally *tally, double time_s)
{
    if (tally->out < tally->people) {
        tally->out_s[tally->out++] = time_s;
    }
}

static void count_exit(struct sibu_tally *tally, const struct sibu_event *event)
{
    if (tally->has_left[event->person]) {
        return; /* back in and out again: counted once */
    }
    tally->has_left[event->person] = 1;
    count_at(&tally->exits[event->place], event->time_s);
    if (tally->goal == SIBU_GOAL_EXIT) {
        count_out(tally, event->time_s);
    }
}

static void count_event(struct sibu_tally *tally, const struct sibu_event *event)
{
    switch ((enum sibu_event_kind)event->kind) {
    case SIBU_EVENT_DOOR:
        count_at(&tally->doors[event->place], event->time_s);
        break;
    case SIBU_EVENT_EXIT:
        count_exit(tally, event);
        break;
    case SIBU_EVENT_ARRIVE:
        count_at(&tally->musters[event->place], event->time_s);
        count_out(tally, event->time_s);
        break;
    case SIBU_EVENT_START:
    case SIBU_EVENT_STAIR:
    case SIBU_EVENT_OVERCOME:
        break;
    }
}

/* Looks every minute who has not moved since the last time. */
static void watch(struct sibu_tally *tally, const struct sibu_world *world)
{
    double time_s = sibu_world_time_s(world);
    if (time_s < tally->since_s + WATCH_S) {
        return;
    }
    struct sibu_people_view people = sibu_world_people(world);
    for (size_t i = 0; i < people.count; i++) {
        _Bool walks = people.state[i] == SIBU_PERSON_WALKING;
        float dx = people.x_m[i] - tally->x_m[i], dy = people.y_m[i] - tally->y_m[i];
        tally->idle[i] = walks && dx * dx + dy * dy < WATCH_M * WATCH_M;
        /* who has not set out yet is no longer there when the next minute begins */
        tally->x_m[i] = walks ? people.x_m[i] : HUGE_VALF;
        tally->y_m[i] = walks ? people.y_m[i] : HUGE_VALF;
    }
    tally->since_s = time_s;
}

void sibu_tally_step(struct sibu_tally *tally, const struct sibu_world *world)
{
    struct sibu_events events = sibu_world_events(world);
    for (size_t i = 0; i < events.count; i++) {
        count_event(tally, &events.items[i]);
    }
    watch(tally, world);
}

size_t sibu_tally_stuck(const struct sibu_tally *tally, const struct sibu_world *world)
{
    struct sibu_people_view people = sibu_world_people(world);
    size_t stuck = 0;
    for (size_t i = 0; i < people.count; i++) {
        stuck += tally->idle[i] && people.state[i] == SIBU_PERSON_WALKING;
    }
    return stuck;
}

double sibu_tally_quantile_s(const struct sibu_tally *tally, double share)
{
    size_t needed = (size_t)ceil((double)tally->people * share);
    needed = needed < 1 ? 1 : needed;
    return needed <= tally->out ? tally->out_s[needed - 1] : -1.0;
}

double sibu_tally_flow_per_s(const struct sibu_tally_line *line)
{
    double lasts_s = line->last_s - line->first_s;
    return line->count > 1 && lasts_s > 0.0 ? (double)(line->count - 1) / lasts_s : 0.0;
}
