/* What a world holds between two steps. Only world/ sees this; everybody else sees sibu/world.h.
 *
 * Depends on: crowd/crowd.h. One thread a world.
 *
 * Invariants: 1. a person is in the crowd from the start until done; 2. waiting + walking + done = count; 3. events are
 * those of the last step, by time, then person.
 */
#pragma once
#include "crowd/crowd.h"
#include "sibu/hash.h"
#include "sibu/world.h"

struct world_people { /* arrays in the order of the definition */
    uint32_t *id;
    float *x, *y, *heading_x, *heading_y;
    uint16_t *floor;
    uint8_t *state; /* enum sibu_person_state */
    double *premovement_s;
    float *deep; /* how deep into a muster area the person goes: share of the way from its edge to its middle */
    uint32_t *body; /* where in the crowd */
};
struct sibu_world {
    struct sibu_world_def def; /* without the people, who are the caller's */
    size_t count;
    struct sibu_ways *own_ways; /* NULL: shared */
    const struct sibu_ways *ways;
    struct crowd crowd;
    struct world_people people;
    uint32_t *starting; /* who will start, by time */
    size_t started, starting_count;
    size_t waiting, walking, done; /* waiting: who will yet start */
    struct sibu_event *events;
    size_t event_count, event_capacity;
    unsigned divisions; /* of a step */
    uint64_t steps; /* divisions done */
    uint64_t agent_steps;
    struct sibu_hash hash;
    struct sibu_arena arena; /* owns the arrays of people */
};

/* Refuses definitions that make no sense; see sibu_world_open. */
SIBU_MUST_USE enum sibu_status world_check_def(const struct sibu_world_def *def, struct sibu_fault *fault);
/* Refuses people in walls, on each other, or without a way; all bodies are in the crowd. */
SIBU_MUST_USE enum sibu_status world_check_places(struct sibu_world *world, struct sibu_fault *fault);

/* Writes down what happened to body `i` on its way in this step that began at `time_s`; takes it out where it is done. */
void world_notice(struct sibu_world *world, size_t i, double time_s);
/* Whether a person with this pre-movement ever sets out by themselves. */
_Bool world_will_start(double premovement_s);
/* Counts a waiting person as walking. */
void world_set_out(struct sibu_world *world, uint32_t person);
void world_add_event(struct sibu_world *world, struct sibu_event event);
void world_sort_events(struct sibu_world *world);
