/* Which places can be reached from which: parts of the ground where the middle of a body can be, joined by stairs.
 *
 * The ground shrunk by the radius of a body falls into parts; within a part a body can go anywhere, between two parts of
 * a floor nowhere. A stair joins the part that holds its middle on one floor with the one on the other. So the answer
 * depends on no raster: a door is passable exactly when a body fits through.
 * Depends on: ground. Parts are numbered from 0 over all floors.
 */
#pragma once
#include "site/ground.h"

enum reach_goal { REACH_EXIT, REACH_MUSTER, REACH_GOALS };

struct part {
    uint32_t floor;
    uint32_t parent; /* of a union-find tree; a root is its own */
    struct sibu_polygon polygon;
    struct sibu_box box;
    struct solid solid;
    int reaches[REACH_GOALS]; /* set at the root */
};
struct reach {
    struct part *parts;
    uint32_t count;
};

/* What can be reached from within a shape. */
struct outlook {
    int has_room; /* a body fits in somewhere */
    int open[REACH_GOALS]; /* from somewhere in it the goal is reached */
    double locked_m2[REACH_GOALS]; /* the largest piece where the middle of a body can be and the goal is not reached */
    struct sibu_point at[REACH_GOALS]; /* inside that piece */
};

int reach_open(struct reach *reach, struct draft *draft, const struct ground *ground); /* false: reported */
void reach_close(struct reach *reach, struct draft *draft);
/* The part that holds the point, or SIBU_NONE: a body does not fit there. */
uint32_t reach_part_at(const struct reach *reach, uint32_t floor, struct sibu_point point);
struct outlook reach_from(struct reach *reach, struct draft *draft, uint32_t floor, const struct sibu_polygon *polygon);
