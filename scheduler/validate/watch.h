/* The witness: looks at every step of every run whether anybody is outside, in a wall, or in somebody else.
 *
 * Knows nothing of the engine but positions, and uses geometry of its own. Depends on: validate/walls.h, sibu/world.h.
 */
#pragma once
#include "sibu/world.h"
#include "validate/walls.h"

#define WATCH_PROMISE 0.95 /* share of a radius, or of the sum of two, that is never given up */

struct watch {
    const struct walls *walls;
    const struct sibu_person_def *people; /* as the world was given them */
    double least_wall; /* the smallest distance from a wall seen, in radii; negative: outside, or no place at all */
    double least_pair; /* the smallest distance of two people, in sums of their radii */
    double cell_m; /* of the grid of people: nobody touches further than the next cell */
    uint32_t columns, rows;
    uint32_t *first; /* by cell, and one more */
    uint32_t *order; /* people by cell */
    uint32_t *cell; /* by person; UINT32_MAX: not there */
};

/* The definition's people and the walls must outlive it. False: no memory; close it all the same. */
SIBU_MUST_USE int watch_open(struct watch *watch, const struct walls *walls, const struct sibu_person_def *people,
                             size_t count);
void watch_close(struct watch *watch);
void watch_look(struct watch *watch, const struct sibu_people_view *people);
