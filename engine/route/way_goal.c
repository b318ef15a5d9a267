/* Seeds of the fields. See way_goal.h. */
#include "route/way_goal.h"

#include <math.h>

#include "route/ways.h"

#define EXIT_SIGHT_M 0.5f
#define EXIT_END_M 0.3f /* people aim this far from the ends of a line: there the jambs are */
#define MUSTER_DEEP 0.9f /* share of the greatest depth from which a node is deep */

static _Bool add_seed(struct way_seed_list *list, struct way_seed seed)
{
    void *items = list->items;
    if (!sibu_array_reserve(&items, &list->capacity, list->count + 1, sizeof *list->items, 0x7fffffffu)) {
        return 0;
    }
    list->items = items;
    list->items[list->count++] = seed;
    return 1;
}

/* The piece of an exit's line that people aim at: without its ends, unless it is too short for that. */
static struct piece aim_of(const struct sibu_line *line, uint32_t k)
{
    struct sibu_point a = line->points[k], b = line->points[k + 1];
    double length = sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
    double cut = length > 0.0 ? (double)EXIT_END_M / length : 0.0;
    cut = cut > 0.45 ? 0.45 : cut;
    double from = k == 0 ? cut : 0.0, to = k + 2 == line->count ? 1.0 - cut : 1.0;
    return (struct piece){.ax = (float)(a.x + (b.x - a.x) * from),
                          .ay = (float)(a.y + (b.y - a.y) * from),
                          .bx = (float)(a.x + (b.x - a.x) * to),
                          .by = (float)(a.y + (b.y - a.y) * to)};
}

float way_exit_offset(const struct sibu_line *line, float x, float y, float *dx, float *dy)
{
    float least = WAY_FAR;
    for (uint32_t k = 0; k + 1 < line->count; k++) {
        struct piece aim = aim_of(line, k);
        float to_x, to_y, distance2 = piece_offset(&aim, x, y, &to_x, &to_y);
        if (distance2 < least) {
            least = distance2;
            *dx = to_x;
            *dy = to_y;
        }
    }
    return sqrtf(least);
}

/* The seed of one node, length WAY_FAR where it does not see the line from near. */
static struct way_seed exit_seed(const struct way_map *map, const struct sibu_exit *exit, uint32_t node)
{
    const struct way_node *at = &map->nodes[node];
    struct piece_run walls = piece_near(&map->walls, at->floor, at->x, at->y);
    float sight = map->cell_m > EXIT_SIGHT_M ? map->cell_m : EXIT_SIGHT_M;
    struct way_seed best = {.node = node, .length = WAY_FAR};
    for (uint32_t k = 0; k + 1 < exit->line.count; k++) {
        struct piece aim = aim_of(&exit->line, k);
        float dx, dy;
        float distance = sqrtf(piece_offset(&aim, at->x, at->y, &dx, &dy));
        if (distance > sight || distance >= best.length ||
            piece_wall_between(walls, at->x, at->y, at->x + dx, at->y + dy) ||
            piece_wall_between(piece_near(&map->walls, at->floor, at->x + dx, at->y + dy), at->x, at->y, at->x + dx,
                               at->y + dy)) {
            continue;
        }
        best.length = distance;
        best.dx = distance > 0.0f ? dx / distance : 0.0f;
        best.dy = distance > 0.0f ? dy / distance : 0.0f;
    }
    return best;
}

_Bool way_goal_exit(const struct way_map *map, uint32_t exit, struct way_seed_list *list)
{
    const struct sibu_exit *line = &map->site->exits[exit];
    for (uint32_t node = 0; node < map->node_count; node++) {
        if (map->nodes[node].floor != line->floor || map->nodes[node].tight) {
            continue;
        }
        struct way_seed seed = exit_seed(map, line, node);
        if (seed.length < WAY_FAR && !add_seed(list, seed)) {
            return 0;
        }
    }
    return 1;
}

float way_depth_inside(const struct sibu_polygon *polygon, float x, float y)
{
    float least = WAY_FAR;
    for (uint32_t k = 0; k < polygon->count; k++) {
        const struct sibu_ring *ring = &polygon->rings[k];
        for (uint32_t i = 0; i < ring->count; i++) {
            struct sibu_point a = ring->points[i], b = ring->points[i + 1 < ring->count ? i + 1 : 0];
            struct piece edge = {.ax = (float)a.x, .ay = (float)a.y, .bx = (float)b.x, .by = (float)b.y};
            float dx, dy, distance2 = piece_offset(&edge, x, y, &dx, &dy);
            least = distance2 < least ? distance2 : least;
        }
    }
    float depth = sqrtf(least);
    return sibu_polygon_contains(polygon, (double)x, (double)y) ? depth : -depth;
}

/* How deep a node is in the muster area; negative where it is not in it or no way may lead there. */
static float muster_depth(const struct way_map *map, uint32_t muster, uint32_t node)
{
    const struct way_node *at = &map->nodes[node];
    if (at->muster != muster + 1 || at->tight) {
        return -1.0f;
    }
    return way_depth_inside(&map->site->musters[muster].polygon, at->x, at->y);
}

_Bool way_goal_muster(const struct way_map *map, uint32_t muster, struct way_seed_list *list, float *depth_m)
{
    *depth_m = 0.0f;
    for (uint32_t node = 0; node < map->node_count; node++) {
        float depth = muster_depth(map, muster, node);
        *depth_m = depth > *depth_m ? depth : *depth_m;
    }
    for (uint32_t node = 0; node < map->node_count; node++) {
        float depth = muster_depth(map, muster, node);
        if (depth >= 0.0f && depth >= *depth_m * MUSTER_DEEP && !add_seed(list, (struct way_seed){.node = node})) {
            return 0;
        }
    }
    return 1;
}
