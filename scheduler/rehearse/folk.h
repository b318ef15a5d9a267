/* People who answer a drill as people do, but walk freely: as much as an unfolding has to know of them.
 *
 * Depends on: sibu/unfold.h, sibu/world.h. The pool is drawn once from the population of the site; each drill takes people
 * out of it at random. One thread.
 */
#pragma once
#include "sibu/unfold.h"
#include "sibu/world.h"

struct folk_origin { /* one of the pool */
    uint32_t zone;
    double premovement_s, speed_m_per_s;
};
struct folk_pool {
    const struct sibu_site *site;
    struct folk_origin *items;
    double *far_s; /* by item and exit: the way at 1 m/s, HUGE_VAL where there is none */
    size_t count;
};
/* Draws `people` persons in the zones of the site, by their areas. The ways lead to the site's exits. Clear it in any
 * case. Faults: those of sibu_population_draw_on. */
SIBU_MUST_USE enum sibu_status folk_pool_open(struct folk_pool *pool, const struct sibu_ways *ways,
                                              const struct sibu_site *site, size_t people, struct sibu_fault *fault);
void folk_pool_close(struct folk_pool *pool);

enum folk_role { FOLK_WORKER, FOLK_WARDEN, FOLK_CONTRACTOR };
struct folk_person {
    uint32_t origin; /* in the pool */
    uint32_t exit; /* on the way to it, or SIBU_NONE: none can be reached */
    double set_out_s, out_s;
    uint8_t role, out;
};
struct folk {
    const struct folk_pool *pool;
    struct folk_person *people;
    uint32_t *heading, *inside, *waiting; /* of the state */
    uint8_t *lost; /* by exit */
    struct sibu_unfold_state state;
    uint32_t inside_count;
};
SIBU_MUST_USE _Bool folk_open(struct folk *folk,
                              const struct folk_pool *pool); /* 0: no memory; close it all the same */
void folk_close(struct folk *folk);
/* Everybody anew, from the drill's key. */
void folk_gather(struct folk *folk, const uint8_t key[32]);
/* Who is out by then, and the state. */
void folk_walk(struct folk *folk, double time_s);
/* What they do when they hear of the event. */
void folk_hear(struct folk *folk, const struct sibu_unfold_event *event);
/* Whether everybody who is inside has a way to an exit that is not lost. */
_Bool folk_can_leave(const struct folk *folk);
