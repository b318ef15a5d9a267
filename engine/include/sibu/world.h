/* One evacuation: a site and its people, advanced in fixed steps; positions and events out.
 *
 * The same definition gives the same bytes on every machine, compiler and number of threads. A world belongs to one
 * thread; any number of worlds may share a site. After the first steps a step allocates nothing.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/hazard.h"
#include "sibu/site.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sibu_goal {
    SIBU_GOAL_EXIT = 0,
    SIBU_GOAL_MUSTER
}; /* done when an exit is crossed; or on arrival in a muster area */
enum sibu_pace { SIBU_PACE_FAST, SIBU_PACE_NORMAL, SIBU_PACE_SLOW, SIBU_PACE_IMPAIRED, SIBU_PACE_WHEELCHAIR };
#define SIBU_PACES 5

/* The ways of a site towards its exits or its muster areas: computed once, then only read. Any number of worlds, on any
 * threads, may share them; each world makes its own where it is given none. */
struct sibu_ways;
#define SIBU_WAYS_RADIUS_M 0.25 /* the radius that fits everybody whom sibu_population_draw makes */
/* For bodies up to `radius_m`, in [0.1, 0.4]. The site must outlive the ways. Fails where the site has no such goal, a
 * goal that nobody can walk to, or is too large. The caller closes them. */
SIBU_MUST_USE enum sibu_status sibu_ways_open(struct sibu_ways **out, const struct sibu_site *site, enum sibu_goal goal,
                                              double radius_m, struct sibu_fault *fault);
void sibu_ways_close(struct sibu_ways *ways); /* NULL is allowed */
/* How long the way is from a place to an exit or muster area (its index in the site): s at 1 m/s on the level, to a few
 * decimetres. HUGE_VAL: no way leads there, or nobody can stand at the place. */
double sibu_ways_length_s(const struct sibu_ways *ways, uint32_t goal, uint32_t floor, double x_m, double y_m);

struct sibu_person_def {
    uint32_t id; /* the caller's number, at least 1, unique in the world */
    uint32_t floor;
    double x_m, y_m; /* at least a radius away from every wall and from others' bodies */
    double speed_m_per_s; /* free speed on the level, in (0, 3] */
    double radius_m; /* in [0.1, 0.4] */
    double premovement_s; /* from time 0 until the first step; negative or infinite: stays where it is */
    /* What follows may all be 0. */
    double down_m_per_s, up_m_per_s; /* free speed along the incline of stairs, in (0, 3]; 0: by the stair's slope */
    uint32_t
        goal; /* index + 1 of the exit or muster area that the person goes to as long as a way leads there; 0: chooses */
    uint64_t familiar; /* bit per goal, for the first 64: those that the person knows; 0: knows all. See choose.c */
    /* Those with the same number set out when the last of them is ready, keep to one goal and wait for each other; 0:
     * alone. */
    uint32_t group;
    /* Index + 1 of the zone that this warden walks through before leaving, sending off who still waits there; 0: none.
     * A warden is in no group and helps nobody. */
    uint32_t sweeps;
    /* Index + 1, in the definition, of the person whom this one fetches; 0: nobody. Who is fetched sets out when the helper
     * is there, if not before, and is carried if their free speed is below 0.2 m/s. */
    uint32_t helps;
};

/* The air that people walk in, as the caller tells it. */
struct sibu_world_air {
    /* Writes down what the air is like at a place on a floor, `time_s` after time 0. Asked about once a second for each
     * person who is not out, in the thread that steps the world; the same question must always get the same answer. */
    void (*look)(void *of, uint32_t floor, double x_m, double y_m, double time_s, struct sibu_air *air);
    void *of;
    struct sibu_smoke smoke; /* how smoke slows people down */
    /* Of sibu_dose_rate_per_s, above 0: who has it falls and walks no more. 1: the median person; HUGE_VAL: doses are
     * added up, and nobody falls. */
    double overcome_dose;
};

struct sibu_world_def {
    const struct sibu_site *site; /* must outlive the world */
    enum sibu_goal goal;
    double step_s; /* in [0.01, 0.25]; 0.05 by default. One longer than `divided_s` is divided into equal parts */
    /* In [0.05, 0.25]; 0: 0.05. Above it is a coarser simulation and a faster one. At 0.25 the times when half and 95 % of
     * 400 people were out of a works changed by 1 %, but 200 at once took 14 % longer through one door of 0.9 m; at 0.1 by
     * 1 %. */
    double divided_s;
    uint64_t seed;
    const struct sibu_person_def *people; /* copied */
    size_t people_count; /* at most 1,000,000 */
    const struct sibu_ways *ways; /* of the same site and goal, must outlive the world; NULL: the world makes its own */
    int plain; /* 1: everybody looks at everybody on the floor; for comparisons: the result is the same to the bit */
    const struct sibu_world_air *air; /* must outlive the world; NULL: clean air */
    unsigned threads; /* that share a step, at most 64; 0: one. The result is the same to the bit */
    int without_digest; /* 1: nothing is hashed while it runs, which saves a tenth of a small world's time */
};
struct sibu_world_def sibu_world_default(void);

/* From SIBU_PERSON_DONE on nobody walks any more. */
enum sibu_person_state { SIBU_PERSON_WAITING, SIBU_PERSON_WALKING, SIBU_PERSON_DONE, SIBU_PERSON_OVERCOME };

/* Everybody, in the order of the definition. Pointers are valid until the next step. */
struct sibu_people_view {
    size_t count;
    const uint32_t *id;
    const float *x_m, *y_m; /* where the person is, or was last */
    const float *heading_x, *heading_y; /* unit vector */
    const uint16_t *floor;
    const uint8_t *state; /* enum sibu_person_state */
};

enum sibu_event_kind {
    SIBU_EVENT_START,
    SIBU_EVENT_DOOR,
    SIBU_EVENT_STAIR,
    SIBU_EVENT_EXIT,
    SIBU_EVENT_ARRIVE,
    SIBU_EVENT_OVERCOME
};
struct sibu_event {
    double time_s; /* since time 0, interpolated inside the step */
    uint32_t person; /* index in the definition */
    uint16_t kind; /* enum sibu_event_kind */
    uint16_t place; /* index of the door, stair, exit or muster; for START and OVERCOME 0 */
};
struct sibu_events {
    const struct sibu_event *items; /* by time, then person; valid until the next step */
    size_t count;
};

struct sibu_world;

/* Refuses, with one clear fault before the first step: a person in a wall or outside, a person whose floor reaches no
 * goal, overlapping bodies, values out of range, a site without a goal. The caller closes the world. */
SIBU_MUST_USE enum sibu_status sibu_world_open(struct sibu_world **out, const struct sibu_world_def *def,
                                               struct sibu_fault *fault);
void sibu_world_close(struct sibu_world *world);
void sibu_world_step(struct sibu_world *world);
/* From the next step on nobody passes the door (or exit) any more, or they do again; all who have set out choose their
 * goal anew, also those with a goal of their own if no way leads to it any more. A closed line is a wall; who stands in it
 * at that moment comes out on the side where their centre is. Whom a closing leaves without any way stays where they
 * are, counted as walking, until a way opens. `door` and `exit` are indexes of the site. SIBU_BAD_INPUT: there is none
 * with that index; SIBU_NO_MEMORY. Either way nothing has changed. Ways that worlds share are left as they are: the
 * world's first closing makes its own copy, 61 bytes a cell of 0.25 x 0.25 m and 8 for each goal. */
SIBU_MUST_USE enum sibu_status sibu_world_set_door(struct sibu_world *world, uint32_t door, int open,
                                                   struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_world_set_exit(struct sibu_world *world, uint32_t exit, int open,
                                                   struct sibu_fault *fault);
/* Ways on which some exits are shut: made once, then only read, for any number of worlds. */
struct sibu_detour;
/* Of these ways, which must outlive it, with the exits (indexes of the site) shut in this order. SIBU_BAD_INPUT: there is
 * none with that index; SIBU_NO_MEMORY. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_detour_open(struct sibu_detour **out, const struct sibu_ways *ways,
                                                const uint32_t *exits, size_t count, struct sibu_fault *fault);
void sibu_detour_close(struct sibu_detour *detour); /* NULL is allowed */
/* The same to the bit as shutting these exits with sibu_world_set_exit, but without a copy of the ways; instead of the
 * detour taken before. It must be of the world's ways and outlive the world. SIBU_BAD_INPUT: it is not, or the world has
 * set a door or exit itself; from then on it cannot. */
SIBU_MUST_USE enum sibu_status sibu_world_take_detour(struct sibu_world *world, const struct sibu_detour *detour,
                                                      struct sibu_fault *fault);
double sibu_world_time_s(const struct sibu_world *world);
struct sibu_people_view sibu_world_people(const struct sibu_world *world);
struct sibu_events sibu_world_events(const struct sibu_world *world); /* of the last step */
size_t sibu_world_waiting(const struct sibu_world *world); /* persons that will yet start */
size_t sibu_world_walking(const struct sibu_world *world);
size_t sibu_world_done(const struct sibu_world *world);
size_t sibu_world_overcome(const struct sibu_world *world); /* by the air, and not out */
const double *sibu_world_doses(const struct sibu_world *world); /* by person; NULL: the air is clean */
/* The least share of the free speed that smoke has left each person so far, 1 where it never slowed them; by person.
 * NULL: the air is clean. Who is out is looked at no more. */
const float *sibu_world_least_shares(const struct sibu_world *world);
/* Where a person (index in the definition) walks to at the moment: the index of an exit or muster area, as the world's
 * goal is. SIBU_NONE: is not walking, sees to a task, or has no way anywhere. */
uint32_t sibu_world_target(const struct sibu_world *world, uint32_t person);
uint64_t sibu_world_agent_steps(const struct sibu_world *world);
/* Bytes that it holds for its people at the moment: all but the ways and what is led along them. */
size_t sibu_world_memory(const struct sibu_world *world);
/* A hash over all positions and events so far; of a world without a digest over nothing. */
void sibu_world_digest(const struct sibu_world *world, uint8_t out[32]);

/* Who is where: people drawn for a site. Bodies keep clear of walls and of each other. */
struct sibu_placement {
    uint32_t zone; /* where to put the person; SIBU_NONE: anywhere in the start areas, by their counts */
    enum sibu_pace pace;
    uint32_t group, sweeps; /* as in sibu_person_def; may be 0 */
};
/* Fills out[count] (the caller's memory; ids 1..count): place, speeds by pace group, radius, pre-movement by the use of
 * the zone (sources in population.c). Who is in a wheelchair and cannot get out without a stair waits for the nearest on
 * the floor who can help. Fails where a zone is too small for its people, naming it. */
SIBU_MUST_USE enum sibu_status sibu_population_draw(const struct sibu_site *site, const struct sibu_placement *who,
                                                    size_t count, uint64_t seed, struct sibu_person_def *out,
                                                    struct sibu_fault *fault);
/* The same for the site of these ways, and much faster for not looking at its floors anew. Ways for SIBU_WAYS_RADIUS_M
 * give the same people to the bit. Any number of threads may draw on the same ways. */
SIBU_MUST_USE enum sibu_status sibu_population_draw_on(const struct sibu_ways *ways, const struct sibu_placement *who,
                                                       size_t count, uint64_t seed, struct sibu_person_def *out,
                                                       struct sibu_fault *fault);
/* How many people the start areas of the site hold by themselves. */
size_t sibu_population_count(const struct sibu_site *site);

#ifdef __cplusplus
}
#endif
