/* Which nodes are calm: what most bodies stand on in open ground, and where a step needs to look up least.
 *
 * Depends on: route/way_map.h. One thread.
 */
#include "route/way_calm.h"

static _Bool row_is_regular(const struct way_map *map, uint32_t node)
{
    const uint32_t *links = map->links[node];
    return links[WAY_EAST] == node + 1 && node > 0 && links[WAY_WEST] == node - 1;
}

static _Bool is_plain(const struct way_node *node)
{
    return node->stair == 0 && node->muster == 0 && node->cut == 0 && !node->tight;
}

/* The node and the two beside it, all plain and in their order. */
static _Bool row_is_plain(const struct way_map *map, uint32_t node)
{
    return node != WAY_NONE && row_is_regular(map, node) && is_plain(&map->nodes[node]) &&
           is_plain(&map->nodes[node - 1]) && is_plain(&map->nodes[node + 1]);
}

static _Bool is_empty(const struct piece_grid *grid, uint32_t floor, const struct way_node *node, float half)
{
    for (uint32_t row = piece_row(grid, node->y - half); row <= piece_row(grid, node->y + half); row++) {
        for (uint32_t column = piece_column(grid, node->x - half); column <= piece_column(grid, node->x + half);
             column++) {
            size_t bucket = piece_bucket(grid, floor, row, column);
            if (grid->first[bucket] != grid->first[bucket + 1]) {
                return 0;
            }
        }
    }
    return 1;
}

/* Whether the node stands in the middle of its cell, as nodes with room do. */
static _Bool is_central(const struct way_map *map, const struct way_node *node)
{
    float off_x = way_off_middle(map, node->x, map->origin_x), off_y = way_off_middle(map, node->y, map->origin_y);
    return off_x < 1e-3f && off_x > -1e-3f && off_y < 1e-3f && off_y > -1e-3f;
}

static _Bool is_calm(const struct way_map *map, uint32_t node)
{
    const struct way_node *at = &map->nodes[node];
    const float half = map->cell_m * 0.51f;
    return row_is_plain(map, node) && row_is_plain(map, map->links[node][WAY_NORTH]) &&
           row_is_plain(map, map->links[node][WAY_SOUTH]) && is_central(map, at) &&
           is_empty(&map->walls, at->floor, at, half) && is_empty(&map->lines, at->floor, at, half);
}

_Bool way_calm_find(struct way_map *map)
{
    map->calm = sibu_arena_take(&map->arena, map->node_count, sizeof *map->calm);
    if (!map->calm) {
        return 0;
    }
    for (uint32_t node = 0; node < map->node_count; node++) {
        map->calm[node] = is_calm(map, node);
    }
    return 1;
}
