/* The walk: see walk.h. */
#include "phones/walk.h"

#include <math.h>
#include <string.h>

#define FRAMES_MAX ((size_t)TRACK_FRAMES_PER_S * 4 * 3600)

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* Those who do not walk stay where they are for ever: an infinite pre-movement time. */
static void apply_minds(const struct walk *walk, int shelters, struct sibu_person_def *people)
{
    for (size_t i = 0; i < walk->count; i++) {
        if (shelters || !walk->people[i].mind.walks) {
            people[i].premovement_s = (double)INFINITY;
        }
    }
}

static enum sibu_status open_world(struct walk *walk, const struct walk_def *def, const struct sibu_placement *who,
                                   struct sibu_fault *fault)
{
    struct sibu_person_def *people = sibu_array_new(walk->count, sizeof *people);
    if (people == NULL) {
        return no_memory(fault);
    }
    enum sibu_status status = sibu_population_draw(walk->site, who, walk->count, def->seed, people, fault);
    if (status == SIBU_OK) {
        apply_minds(walk, def->shelters, people);
        struct sibu_world_def world = sibu_world_default();
        world.site = walk->site;
        world.goal = SIBU_GOAL_MUSTER;
        world.seed = def->seed;
        world.people = people;
        world.people_count = walk->count;
        status = sibu_world_open(&walk->world, &world, fault);
    }
    sibu_array_free(people);
    return status;
}

static void fill_people(struct walk *walk, const struct walk_def *def, struct sibu_placement *who)
{
    uint8_t key[32];
    sibu_key_of_seed(key, def->seed);
    for (size_t i = 0; i < def->count; i++) {
        walk->people[i] = (struct walker){
            .id = def->ids[i], .token = def->tokens[i], .mind = mind_draw(key, i, &def->shares), .muster = SIBU_NONE};
        who[i] = (struct sibu_placement){.zone = sibu_site_find_zone(walk->site, def->zones[i]), .pace = def->paces[i]};
    }
}

enum sibu_status walk_open(struct walk *walk, const struct walk_def *def, struct sibu_fault *fault)
{
    memset(walk, 0, sizeof *walk);
    walk->count = def->count;
    walk->t0_us = def->t0_us;
    enum sibu_status status = sibu_site_open(&walk->site, "site", def->site_bytes, def->site_length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_placement *who = sibu_array_new(def->count, sizeof *who);
    walk->people = sibu_array_new(def->count, sizeof *walk->people);
    walk->lost = sibu_array_new((size_t)walk->site->exit_count + 1, 1);
    if (who == NULL || walk->people == NULL || walk->lost == NULL) {
        status = no_memory(fault);
    } else {
        fill_people(walk, def, who);
        status = open_world(walk, def, who, fault);
    }
    sibu_array_free(who);
    if (status != SIBU_OK) {
        walk_close(walk);
    }
    return status;
}

void walk_close(struct walk *walk)
{
    sibu_world_close(walk->world);
    sibu_site_close(walk->site);
    sibu_array_free(walk->people);
    sibu_array_free(walk->lost);
    sibu_array_free(walk->frames);
    sibu_arena_clear(&walk->track_memory);
    memset(walk, 0, sizeof *walk);
}

enum sibu_status walk_lose_exit(struct walk *walk, const char *id, struct sibu_fault *fault)
{
    uint32_t exit = sibu_site_find_exit(walk->site, id);
    if (exit == SIBU_NONE || walk->lost[exit]) {
        return SIBU_OK;
    }
    walk->lost[exit] = 1;
    return sibu_world_set_exit(walk->world, exit, 0, fault);
}

static int take_arrays(struct walk *walk, struct track_frame *frame)
{
    frame->x_m = sibu_arena_take(&walk->track_memory, walk->count, sizeof *frame->x_m);
    frame->y_m = sibu_arena_take(&walk->track_memory, walk->count, sizeof *frame->y_m);
    frame->heading_x = sibu_arena_take(&walk->track_memory, walk->count, sizeof *frame->heading_x);
    frame->heading_y = sibu_arena_take(&walk->track_memory, walk->count, sizeof *frame->heading_y);
    frame->floor = sibu_arena_take(&walk->track_memory, walk->count, sizeof *frame->floor);
    return frame->x_m != NULL && frame->y_m != NULL && frame->heading_x != NULL && frame->heading_y != NULL &&
           frame->floor != NULL;
}

static enum sibu_status keep_frame(struct walk *walk, struct sibu_fault *fault)
{
    struct sibu_people_view people = sibu_world_people(walk->world);
    struct track_frame frame = {.time_s = (double)walk->frame_count / TRACK_FRAMES_PER_S};
    if (!sibu_array_reserve((void **)&walk->frames, &walk->frame_capacity, walk->frame_count + 1, sizeof frame,
                            FRAMES_MAX) ||
        !take_arrays(walk, &frame)) {
        return no_memory(fault);
    }
    memcpy(frame.x_m, people.x_m, walk->count * sizeof *frame.x_m);
    memcpy(frame.y_m, people.y_m, walk->count * sizeof *frame.y_m);
    memcpy(frame.heading_x, people.heading_x, walk->count * sizeof *frame.heading_x);
    memcpy(frame.heading_y, people.heading_y, walk->count * sizeof *frame.heading_y);
    memcpy(frame.floor, people.floor, walk->count * sizeof *frame.floor);
    walk->frames[walk->frame_count++] = frame;
    return SIBU_OK;
}

enum sibu_status walk_step(struct walk *walk, struct sibu_events *events, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    /* A little slack: the time of step n is n * step_s, and rounding must not put a frame off. */
    if (sibu_world_time_s(walk->world) + 1e-6 >= (double)walk->frame_count / TRACK_FRAMES_PER_S) {
        status = keep_frame(walk, fault);
    }
    sibu_world_step(walk->world);
    *events = sibu_world_events(walk->world);
    return status;
}
