/* The headings that a body weighs against each other, and how far it would get on each.
 *
 * Depends on: nothing. Eight of everything, side by side, so that the compiler takes them all at once.
 */
#pragma once
#include <stddef.h>

#define LANES 8
#define LANE_FREE_S 1.5f /* how far ahead one looks, s */

struct lanes {
    float x[LANES], y[LANES]; /* headings, unit vectors */
    float gain[LANES]; /* share of the speed on this heading that brings one on; with a little for habit */
    float free_s[LANES]; /* time until something is in the way, at most LANE_FREE_S */
    float cap[LANES]; /* the most that walls let one go on it, m/s */
};
struct other { /* somebody near, as seen from the body */
    float x, y; /* offset, m */
    float vx, vy; /* m/s */
    float reach; /* sum of the radii, m */
    float gap2; /* square of the distance less the square of the reach, >= 0 */
    float least_s; /* so long one goes on at least: more than 0 for those who make room */
};

/* Headings around the way (dx, dy), and the one of before (last_x, last_y; may be 0, 0). `wide`: for one who is stuck. */
void lanes_open(struct lanes *lanes, float dx, float dy, const float last[2], int wide);
/* Takes into account one who comes (or stands) there, if the body goes at `speed`. */
void lanes_meet(struct lanes *lanes, const struct other *other, float speed);
/* Takes into account a wall at `distance` in the direction (nx, ny) for a body of `radius`. */
void lanes_wall(struct lanes *lanes, float nx, float ny, float distance, float radius);
/* The heading that brings one on most at `speed`. */
size_t lanes_best(const struct lanes *lanes, float speed);
