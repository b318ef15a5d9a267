/* The ground of each floor: walkable and stair polygons united, obstacles cut out.
 *
 * Depends on: draft, GEOS (1 mm grid). Closed by ground_close before the draft's shapes are.
 */
#pragma once
#include "site/draft.h"

#define BODY_RADIUS_M 0.2

struct floor_ground {
    struct solid walkable; /* where people can be */
    struct solid covered; /* all that was drawn as walkable, stair or obstacle */
};
struct ground {
    struct floor_ground *floors; /* one for each floor of the draft */
    uint32_t count;
};

/* Computes it, and puts it into the floors of the draft. False: reported. */
int ground_open(struct ground *ground, struct draft *draft);
void ground_close(struct ground *ground, struct draft *draft);
/* What can be walked on in the box, from the features alone and without the stair `but` (SIBU_NONE: with all). */
GEOSGeometry *ground_near(struct draft *draft, uint32_t floor, struct sibu_box box, uint32_t but);
