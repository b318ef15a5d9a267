/* Random stars: see star.h. */
#include "star.h"

#include <math.h>

double star_random(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15U;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

void star_make(struct star *star, uint64_t *state)
{
    uint32_t corners = 3 + (uint32_t)(star_random(state) * (STAR_POINTS - 3));
    star->centre.x = 10000.0 * (star_random(state) - 0.5);
    star->centre.y = 10000.0 * (star_random(state) - 0.5);
    for (uint32_t i = 0; i < corners; i++) {
        double angle = 6.283185307179586 * ((double)i + 0.4 * star_random(state)) / (double)corners;
        double radius = 0.5 + 59.0 * star_random(state) * star_random(state);
        star->points[i].x = star->centre.x + radius * cos(angle);
        star->points[i].y = star->centre.y + radius * sin(angle);
    }
    star->ring.points = star->points;
    star->ring.count = corners;
    star->polygon.rings = &star->ring;
    star->polygon.count = 1;
}
