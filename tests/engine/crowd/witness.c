/* The witness. See witness.h. */
#include "witness.h"

#include <math.h>

#define PROMISE 0.95

void witness_open(struct witness *witness, const struct sibu_world_def *def)
{
    *witness = (struct witness){.def = def, .least_wall = 10.0, .least_pair = 10.0};
}

static double distance_to_segment(struct sibu_point p, struct sibu_point a, struct sibu_point b)
{
    double ux = b.x - a.x, uy = b.y - a.y, length2 = ux * ux + uy * uy;
    double share = length2 > 0.0 ? ((p.x - a.x) * ux + (p.y - a.y) * uy) / length2 : 0.0;
    share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    double dx = a.x + share * ux - p.x, dy = a.y + share * uy - p.y;
    return sqrt(dx * dx + dy * dy);
}

static double distance_to_ring(struct sibu_point p, const struct sibu_ring *ring)
{
    double least = 1e9;
    for (uint32_t i = 0; i < ring->count; i++) {
        double d = distance_to_segment(p, ring->points[i], ring->points[(i + 1) % ring->count]);
        least = d < least ? d : least;
    }
    return least;
}

/* Distance to the nearest wall of the floor; negative outside of its walkable ground. */
static double distance_to_walls(const struct sibu_floor *floor, struct sibu_point p)
{
    double least = 1e9;
    int inside = 0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        const struct sibu_polygon *polygon = &floor->walkable[i];
        inside = inside || sibu_polygon_contains(polygon, p.x, p.y);
        for (uint32_t k = 0; k < polygon->count; k++) {
            double d = distance_to_ring(p, &polygon->rings[k]);
            least = d < least ? d : least;
        }
    }
    return inside ? least : -least;
}

/* People on different floors can touch where both are on the same stair. */
static int could_touch(const struct sibu_site *site, const struct sibu_people_view *people, size_t i, size_t k)
{
    if (people->floor[i] == people->floor[k]) {
        return 1;
    }
    for (uint32_t s = 0; s < site->stair_count; s++) {
        const struct sibu_polygon *polygon = &site->stairs[s].polygon;
        if (sibu_polygon_contains(polygon, (double)people->x_m[i], (double)people->y_m[i]) &&
            sibu_polygon_contains(polygon, (double)people->x_m[k], (double)people->y_m[k])) {
            return 1;
        }
    }
    return 0;
}

static void look_at_pair(struct witness *witness, const struct sibu_people_view *people, size_t i, size_t k)
{
    double dx = (double)people->x_m[i] - (double)people->x_m[k], dy = (double)people->y_m[i] - (double)people->y_m[k];
    if (dx > 1.0 || dx < -1.0 || dy > 1.0 || dy < -1.0) {
        return; /* further apart than two bodies are wide */
    }
    double radii = witness->def->people[i].radius_m + witness->def->people[k].radius_m;
    double share = sqrt(dx * dx + dy * dy) / radii;
    if (share < witness->least_pair && could_touch(witness->def->site, people, i, k)) {
        witness->least_pair = share;
    }
}

void witness_look(struct witness *witness, const struct sibu_world *world)
{
    struct sibu_people_view people = sibu_world_people(world);
    for (size_t i = 0; i < people.count; i++) {
        if (people.state[i] == SIBU_PERSON_DONE) {
            continue;
        }
        struct sibu_point at = {(double)people.x_m[i], (double)people.y_m[i]};
        double wall = distance_to_walls(&witness->def->site->floors[people.floor[i]], at);
        wall /= witness->def->people[i].radius_m;
        witness->least_wall = wall < witness->least_wall ? wall : witness->least_wall;
        for (size_t k = i + 1; k < people.count; k++) {
            if (people.state[k] != SIBU_PERSON_DONE) {
                look_at_pair(witness, &people, i, k);
            }
        }
    }
}

int witness_content(const struct witness *witness)
{
    return witness->least_wall >= PROMISE && witness->least_pair >= PROMISE;
}

double witness_run(struct witness *witness, struct sibu_world *world, double until_s)
{
    while (sibu_world_waiting(world) + sibu_world_walking(world) > 0 && sibu_world_time_s(world) < until_s) {
        sibu_world_step(world);
        witness_look(witness, world);
    }
    return sibu_world_time_s(world);
}
