/* The crowd: bodies on the floors of a site, moved step by step without ever touching walls or each other too much.
 *
 * Depends on: route/ways.h, base/team.h. One caller's thread a crowd, which may bring a team; any number of crowds may
 * share the ways. The crowd knows bodies, not people: names, pre-movement and events are world/'s.
 *
 * A step is a list of phases, each of which reads what the one before wrote: sort, sense, choose, stream, walk: that is a
 * thought, one every CROWD_THOUGHT_S or every step where that is longer; then in each step settle, gate, guard. Bodies lie
 * sorted by cell, so that neighbours are neighbours in memory. Each phase reads old positions and writes new ones, body by
 * body, so that the order of bodies within a phase makes no difference.
 *
 * Invariants, after each step and given at the start: 1. no centre is nearer to a wall than CROWD_KEPT of its radius;
 * 2. no two centres are nearer than CROWD_KEPT of the sum of their radii; 3. no body has crossed a wall.
 * A door that is shut is a wall, but for who stands in its line at that moment: they come out on the side where their
 * centre is, never across, and never nearer to the line than they are.
 */
#pragma once
#include "base/team.h"
#include "route/ways.h"

#define CROWD_KEPT 0.96f /* share of a radius that is never given up; what we promise is 0.95 */
#define CROWD_WAITING UINT16_MAX /* the goal of a body that stands and waits */
#define CROWD_STUCK 1
#define CROWD_RETREATS 2
#define CROWD_PADDING 4u /* bodies that may be read past the last one; and no array is empty */
#define CROWD_FLOW 256.0f /* a cell holds fewer than 128 */
#define CROWD_CONTACTS 5u
#define CROWD_ERRAND 0x8000u /* goals from here up to CROWD_WAITING are none of the ways': the caller leads the body */
#define CROWD_SUBSTEP_S 0.05f /* longer steps are divided, unless a coarser simulation is asked for */
#define CROWD_THOUGHT_S 0.1f /* heading and speed are kept so long, or for the whole of a longer step */

/* What a body's own step needs and others don't look at. */
struct crowd_self {
    uint32_t who; /* the caller's index */
    uint32_t node; /* of the map, where the body stands */
    float speed; /* free speed on the level, m/s */
    float dir_x, dir_y; /* where the way leads, unit vector */
    float best; /* the shortest way to the goal that it has reached, s at 1 m/s */
    uint16_t goal, floor;
    uint8_t slow; /* how much of its free speed it does not use, as it waits for somebody: 255ths */
    uint8_t
        share; /* of this step that the body walks: 0 waiting, below 255 in its first step; who has set out and finds
                      no way anywhere stands with the goal CROWD_WAITING, and keeps its share: 255ths */
    _Bool calm : 1; /* the node is calm; see way_map.h */
    _Bool gone : 1; /* taken out; it is dropped at the next sort */
    _Bool fresh : 1; /* it has set out since the last thought and has still to make up its mind */
    _Bool assigned : 1; /* keeps its goal whatever the time to it */
    _Bool met : 1; /* others come towards it on its way */
    _Bool held : 1; /* its last move was undone; in this step it only makes room */
    _Bool at_door : 1; /* it is about to pass a door or an exit, or in it */
};
_Static_assert(sizeof(struct crowd_self) == 32, "two to a line of cache");
struct crowd_pace { /* free speed along a stair, m/s; 0: by the stair's own factor */
    float down, up;
};
/* What others see: arrays by body. */
struct crowd_bodies {
    float *x, *y; /* m */
    float *vx, *vy; /* in the step before, m/s */
    float *radius; /* m */
    float *rank; /* length of the way to the goal: who is nearer goes first, s at 1 m/s */
    float *patience; /* since it last came nearer to its goal, s; of who stands: above 0 where it is taken along */
    uint16_t *goal; /* CROWD_WAITING: stands */
    uint16_t *stair; /* index + 1 of the stair it is on, or 0 */
    uint8_t *company; /* how many with the same goal are around it, at most 255 */
    /* CROWD_STUCK: gets no further although nobody with the same goal is ahead of it; of who stands: there is no room to
     * make. CROWD_RETREATS: makes way for somebody who is stuck. Else 0. */
    uint8_t *stuck;
    struct crowd_self *self;
};
struct crowd_cells { /* one floor's part of the grid of neighbours */
    float origin_x, origin_y; /* m */
    uint32_t columns, rows, base; /* base: its first cell */
};
struct crowd_span { /* of CROWD_SPAN bodies, before they are sorted: their lowest and highest cell */
    uint32_t low, high;
};
struct crowd_slice { /* bodies that one thread steps at a time, and what it finds out about them */
    size_t from, to; /* bodies from <= i < to; a cell is never divided */
    uint32_t *contacts; /* whom each could touch within this step; see contact.h */
    size_t contact_count, contact_capacity;
    uint32_t *own; /* the slice's own memory for contacts; NULL as long as what is lent has been enough */
    size_t own_capacity;
    size_t busy_count; /* busy[from .. from + busy_count): those with a contact or a wall near */
    _Bool failed; /* no memory for contacts */
    _Bool guilty; /* somebody has to give way */
};
struct crowd_queue { /* how many are on their way to each goal, by the length of the way; see choose.c */
    uint32_t *ahead; /* by goal and CROWD_QUEUE_BINS: how many have a shorter way */
    float *per_s; /* by goal: how many a second it lets through; 0: it has no queue */
};
struct crowd_gates { /* doors and exits that let through so many a second; see gate.c */
    float *credit; /* by door, then exit: passages earned and not spent */
    _Bool any; /* some have a limit */
};
struct crowd_minds { /* by crowd_self.who; the caller's. NULL: nobody has any */
    const uint64_t *familiar; /* bit per goal: those that the person knows; 0: all */
    const uint32_t *taste; /* random: how the person misjudges times */
};
struct crowd {
    const struct sibu_ways *ways;
    struct crowd_minds minds;
    const float
        *hindered; /* by crowd_self.who: the share of the free speed that smoke leaves; the caller's. NULL: all */
    size_t count, capacity;
    struct crowd_bodies now, spare;
    struct crowd_cells *cells;
    uint32_t cell_count;
    uint32_t *first; /* by cell and one more: its first body */
    uint32_t *key; /* by body: its cell, while they are sorted */
    struct crowd_span *spans;
    uint32_t *busy; /* the same memory afterwards: the busy bodies of each slice */
    struct crowd_flow {
        int16_t x, y;
    } * flow; /* by cell with walking bodies: the sum of their ways' directions, times CROWD_FLOW */
    struct crowd_pace *paces; /* by crowd_self.who; NULL where there are no stairs */
    /* Of this step, by body. They lie in the memory of `spare`, which is free between two sorts. */
    float *to_x, *to_y; /* where each body is going to be */
    float *aside_x, *aside_y; /* the other buffer of `to` */
    float *move_m; /* how far it may go in this step */
    float *limit; /* free speed here and now: on stairs it is less, m/s */
    float *plan_x, *plan_y; /* the velocity that it has decided on, m/s */
    uint32_t *contacts; /* room for CROWD_CONTACTS each: slices share it as they share the bodies */
    uint32_t *contact_first; /* in its slice's list */
    uint16_t *contact_count;
    uint16_t *will_choose; /* bodies.goal of the next phase */
    uint8_t *will_stick, *will_company; /* bodies.stuck and .company of the next step */
    uint8_t *level, *suspect; /* of guard.c */
    uint8_t *moved, *moves; /* of settle.c; the same memory */
    struct team *team; /* NULL: one thread */
    struct crowd_slice *slices; /* some for each member of the team */
    unsigned slice_count;
    struct crowd_queue queue;
    struct crowd_gates gates;
    float max_radius, max_speed; /* over all bodies */
    float step_s; /* of the present step */
    unsigned period, since; /* steps from one thought to the next; steps since the last */
    uint64_t thoughts;
    _Bool plain; /* neighbours are looked for on the whole floor */
    struct sibu_arena arena; /* owns all arrays but the slices' own contacts */
};
struct crowd_body { /* one that is put in */
    uint32_t who;
    float x, y, radius, speed, down, up;
    uint16_t floor;
    uint16_t goal; /* kept whatever the time to it; CROWD_WAITING: it chooses when it starts */
};

/* The share of a step, in (0, 1], as a body keeps it. */
static inline uint8_t crowd_share_of(float share)
{
    return (uint8_t)(share * 254.0f + 1.0f);
}

/* Makes an empty crowd with room for `capacity` bodies, stepped by the team, which must outlive it (NULL: by the caller
 * alone). False: no memory; close it all the same. */
SIBU_MUST_USE _Bool crowd_open(struct crowd *crowd, const struct sibu_ways *ways, size_t capacity, struct team *team);
void crowd_close(struct crowd *crowd);
/* How many bytes it holds at the moment. */
size_t crowd_memory(const struct crowd *crowd);
/* Puts a waiting body in; there is room for it, `who` is below the capacity, and it keeps the invariants. */
void crowd_add(struct crowd *crowd, const struct crowd_body *body);
/* Lets a waiting body make up its mind, but nobody sees it yet: those who start together don't follow each other. */
void crowd_decide(struct crowd *crowd, size_t body);
/* Lets a waiting body walk to its goal, or the best there is: `share` of the next step, in (0, 1]. */
void crowd_start(struct crowd *crowd, size_t body, float share);
/* Leads a body on an errand for the next step: `view` is where to, and how far it is still. Until it is started or halted. */
void crowd_lead(struct crowd *crowd, size_t body, const struct way_view *view);
/* Gives a body another free speed: on the level, down and up stairs, m/s. */
void crowd_set_speed(struct crowd *crowd, size_t body, float speed, float down, float up);
/* Lets a walking body stand where it is until it is started again. */
void crowd_halt(struct crowd *crowd, size_t body);
/* Gives a walking body a goal that it keeps. */
void crowd_assign(struct crowd *crowd, size_t body, uint16_t goal);
/* The ways have changed, or others of the same map take their place: all who have set out choose anew, also those with
 * an assigned goal where no way leads to it any more (from then on they choose freely). */
void crowd_reroute(struct crowd *crowd, const struct sibu_ways *ways);
/* Takes a body out at the next step. */
void crowd_remove(struct crowd *crowd, size_t body);

/* Whether the next step begins with a thought: then the bodies are sorted before it. */
_Bool crowd_thinks(const struct crowd *crowd);
/* Drops the bodies that were removed, and sorts the others by cell. */
void crowd_sort(struct crowd *crowd);
/* Finds where everybody will be `step_s` from now: to_x, to_y. False: no memory for contacts; nothing has moved. */
SIBU_MUST_USE _Bool crowd_plan(struct crowd *crowd, float step_s);
/* A body crosses the line of this kind and index on its way: one passage less for others. */
void crowd_pass_gate(struct crowd *crowd, uint16_t kind, uint16_t index);
/* Calls work(crowd, slice) for all slices, in the threads of the team, and waits for them. */
void crowd_each_slice(struct crowd *crowd, void (*work)(struct crowd *crowd, struct crowd_slice *slice));
/* Puts everybody there. */
void crowd_move(struct crowd *crowd);
void crowd_rest(struct crowd *crowd); /* a step in which all stand, as they did in the last one */

/* Whether a body may stand at (x, y), as far as walls go; shut doors left aside. */
_Bool crowd_clear_of_walls(const struct way_map *map, uint32_t floor, float x, float y, float radius);
/* Whether a shut door or exit keeps a body from going straight there. */
_Bool crowd_kept_by_shut(struct piece_run walls, struct sibu_point from, struct sibu_point to, float radius);
/* Whether two bodies may stand so. */
_Bool crowd_clear_of_body(float dx, float dy, float radii);
