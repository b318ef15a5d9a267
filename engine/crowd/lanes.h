/* The headings that a body weighs against each other, and how far it would get on each.
 *
 * Depends on: nothing. Eight of everything, side by side, so that the compiler takes them all at once.
 */
#pragma once
#include <math.h>
#include <stddef.h>

#define LANES 8
#define LANE_FREE_S 1.5f /* how far ahead one looks, s */
#define LANE_UNCAPPED 1e9f /* m/s: no wall in the way */

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

struct lane_wall {
    float x, y; /* towards it, unit vector */
    float room; /* between it and the body, m */
};

/* Headings around the way (dx, dy), and the one of before (last_x, last_y; may be 0, 0). `wide`: for one who is stuck. */
void lanes_open(struct lanes *lanes, float dx, float dy, const float last[2], int wide);
/* Takes into account one who comes (or stands) there, if the body goes at `speed`. */
void lanes_meet(struct lanes *lanes, const struct other *other, float speed);
/* Takes into account a wall in the direction (x, y), a unit vector, `room` beyond the radius away. */
void lanes_wall(struct lanes *lanes, const struct lane_wall *wall);
/* The heading that brings one on most at `speed`. */
size_t lanes_best(const struct lanes *lanes, float speed);

/* The heading with the greatest gain: none is better unless something is in its way. */
size_t lanes_first(const struct lanes *lanes);
/* Whether this one other is in nobody's way on the heading within LANE_FREE_S: then it takes nothing from it. */
static inline _Bool lane_misses(const struct lanes *lanes, size_t lane, const struct other *other, float speed)
{
    float closing_x = lanes->x[lane] * speed - other->vx, closing_y = lanes->y[lane] * speed - other->vy;
    float b = other->x * closing_x + other->y * closing_y;
    float a = closing_x * closing_x + closing_y * closing_y + 1e-6f;
    float discriminant = b * b - a * other->gap2;
    return !(b > 0.0f) || !(discriminant > 0.0f) || b - sqrtf(discriminant) >= a * LANE_FREE_S;
}

/* Whether the other gets away at least as fast as one could come nearer: it is in no heading's way. */
static inline _Bool lanes_walks_away(const struct other *other, float speed)
{
    float away = other->x * other->vx + other->y * other->vy;
    return away > 0.0f && away * away >= (other->x * other->x + other->y * other->y) * (speed * speed) &&
           !(other->least_s > 0.0f);
}

/* The most that the wall lets one go on the heading, m/s. */
float lane_wall_cap(const struct lanes *lanes, size_t lane, const struct lane_wall *wall);
