/* What a world holds between two steps. Only world/ sees this; everybody else sees sibu/world.h.
 *
 * Depends on: crowd/crowd.h, world/task.h. One thread a world.
 *
 * Invariants: 1. a person is in the crowd from the start until done; 2. waiting + walking + done + overcome = count, if
 * who never starts counts as waiting; 3. events are
 * those of the last step, by time, then person.
 */
#pragma once
#include "crowd/crowd.h"
#include "route/way_change.h"
#include "sibu/hash.h"
#include "sibu/world.h"
#include "world/task.h"

struct world_people { /* arrays in the order of the definition */
    uint32_t *id;
    float *x, *y, *heading_x, *heading_y;
    uint16_t *floor;
    uint8_t *state; /* enum sibu_person_state */
    double *premovement_s;
    float *deep; /* how deep into a muster area the person goes: share of the way from its edge to its middle;
                    NULL where the goals are exits */
    uint32_t *body; /* where in the crowd */
    uint32_t *taste; /* random: see crowd_minds */
    uint64_t *familiar; /* NULL: everybody knows every goal */
};
struct world_group { /* its members: world_groups.members[first] and after it */
    uint32_t first, count;
    _Bool led; /* a member was given a goal: it is everybody's */
    float stopped_s; /* of its last member: see world_blocked_for */
};
struct world_groups {
    struct world_group *items;
    size_t count;
    uint32_t *members; /* by group, then person */
    uint32_t *of; /* by person: index + 1, or 0; NULL: there are no groups */
};
struct world_breath { /* by person; NULL where the air is clean */
    float *share, *least_share; /* of the free speed that the air leaves now; that smoke left at the slowest so far */
    double *dose, *rate_per_s;
};
struct sibu_detour {
    struct way_change *change; /* only read, once it is open */
};
struct sibu_world {
    struct sibu_world_def def; /* without the people, who are the caller's */
    size_t count;
    struct sibu_ways *own_ways; /* NULL: shared */
    struct way_change *change; /* NULL until a door or exit is closed */
    const struct sibu_detour *detour; /* NULL: none was taken */
    const struct sibu_ways *ways; /* those of `change` or `detour`, where there is one */
    struct team *team; /* NULL: one thread */
    uint8_t (*block_hashes)[SIBU_HASH_BYTES]; /* see digest.c */
    struct crowd crowd;
    struct world_people people;
    struct world_breath breath;
    struct world_groups groups;
    struct world_tasks tasks;
    uint32_t *starting; /* who will start, by time */
    size_t started, starting_count;
    size_t waiting, walking, done, overcome; /* waiting: who will yet start */
    struct sibu_event *events;
    size_t event_count, event_capacity;
    unsigned divisions; /* of a step */
    uint64_t steps; /* divisions done */
    uint64_t agent_steps;
    _Bool still; /* nobody has set out yet, and in the last step nobody moved */
    struct sibu_hash hash;
    struct sibu_arena arena; /* owns the arrays of people */
};

/* Refuses definitions that make no sense; see sibu_world_open. */
SIBU_MUST_USE enum sibu_status world_check_def(const struct sibu_world_def *def, struct sibu_fault *fault);
/* Refuses people in walls, on each other, or without a way; all bodies are in the crowd. */
SIBU_MUST_USE enum sibu_status world_check_places(struct sibu_world *world, struct sibu_fault *fault);

/* The fault of an exit that the site has not. */
enum sibu_status world_no_exit(const struct sibu_site *site, uint32_t exit, struct sibu_fault *fault);

/* Memory for what people breathe, where the air is told of. False: there is none. */
SIBU_MUST_USE _Bool world_open_breath(struct sibu_world *world);
/* What the air does to everybody in the step that begins at time_s. */
void world_breathe(struct sibu_world *world, double time_s, double step_s);

/* Finds the groups: their members set out together, to the goal that one of them was given. Everybody is in the crowd, in
 * the order of the definition. Refuses a group that shares no goal. */
SIBU_MUST_USE enum sibu_status world_open_groups(struct sibu_world *world, struct sibu_fault *fault);
/* Lets groups keep to one goal, and wait for those behind. */
void world_keep_together(struct sibu_world *world);
/* Lets a person who waits set out at `time_s`, in the step that ends at `end_s`, and the group with them. */
void world_start(struct sibu_world *world, uint32_t person, double time_s, double end_s);

/* How much of the free speed somebody uses who is `ahead` (s at 1 m/s) of one to wait for, and further than `together`:
 * nothing from 2 m further on; but a little where the other has been blocked for `blocked_s`, and all if for long. */
float world_share_ahead(float ahead, float together, float blocked_s);
/* How long a body that others wait for has been blocked. `stopped_s` is kept for it from step to step: it grows while the
 * body does not walk, and shrinks while it does. */
float world_blocked_for(const struct sibu_world *world, size_t body, float *stopped_s);
/* A body goes at this share of its free speed, or at less if it does already. */
void world_slow_down(struct sibu_world *world, size_t body, float share);
/* Whether the person walks to a goal, together with their group; `body` is where in the crowd. */
_Bool world_walks_along(const struct sibu_world *world, uint32_t person, size_t *body);

/* Lists who has a task; see task.h. False: no memory. */
SIBU_MUST_USE _Bool world_open_tasks(struct sibu_world *world);
/* Somebody with a task sets out: their body for the `share` of this step. */
void world_begin_task(struct sibu_world *world, struct world_task *task, double time_s, float share);
/* Leads all who have a task, in the step from `time_s` to `end_s`. */
void world_do_tasks(struct sibu_world *world, double time_s, double end_s);
/* Lets helpers and those whom they have fetched keep together. */
void world_accompany(struct sibu_world *world);
/* The task is done: the person leaves. */
void world_end_task(struct sibu_world *world, struct world_task *task);
/* Leads the person on along the path of the task; whether there is still some way to go. */
_Bool world_follow_path(struct sibu_world *world, struct world_task *task);
/* Looks for a path and leads the person along it. False: there is none. */
_Bool world_seek(struct sibu_world *world, struct world_task *task, struct path_wish wish);

SIBU_MUST_USE _Bool world_open_sweeps(struct sibu_world *world);
void world_begin_sweep(struct sibu_world *world, struct world_task *task, double time_s);
void world_sweep(struct sibu_world *world, struct world_task *task, double time_s, double end_s);
void world_begin_help(struct sibu_world *world, struct world_task *task, double time_s);
void world_help(struct sibu_world *world, struct world_task *task, double time_s, double end_s);

/* Hashes what people and events are after a step; see digest.c. */
size_t world_digest_blocks(size_t people);
void world_digest_step(struct sibu_world *world);

/* Writes down what happened to body `i` on its way in this step that began at `time_s`; takes it out where it is done. */
void world_notice(struct sibu_world *world, size_t i, double time_s);
/* Whether a person with this pre-movement ever sets out by themselves. */
_Bool world_will_start(double premovement_s);
/* Counts a waiting person as walking. */
void world_set_out(struct sibu_world *world, uint32_t person);
void world_add_event(struct sibu_world *world, struct sibu_event event);
void world_sort_events(struct sibu_world *world);
