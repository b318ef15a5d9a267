/* An independent witness of a world: checks with geometry of its own, after every step, that nobody is outside, in a
 * wall, or in somebody else.
 *
 * Depends on: sibu/world.h only. What it allows is what is promised: 5 % of the radii.
 */
#pragma once
#include "sibu/world.h"

struct witness {
    const struct sibu_world_def *def;
    double least_wall; /* the smallest distance from a wall seen, as a share of the radius; negative: outside */
    double least_pair; /* the smallest distance of two centres seen, as a share of the sum of their radii */
};

void witness_open(struct witness *witness, const struct sibu_world_def *def);
void witness_look(struct witness *witness, const struct sibu_world *world);
/* Whether all that was seen keeps the promise. */
int witness_content(const struct witness *witness);
/* Steps the world until all are done, or until_s; looks at every step. The time when it ended. */
double witness_run(struct witness *witness, struct sibu_world *world, double until_s);
