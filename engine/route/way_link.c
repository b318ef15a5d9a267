/* Links between nodes, each checked against the walls themselves: however thin a wall is, no way leads through it.
 *
 * Depends on: route/way_map.h. One thread.
 */
#include "route/way_link.h"

#include <math.h>
#include <string.h>

#define TIGHT_LINK_CLEAR_M 0.05f
#define LOOK_M 0.6f
/* People keep off walls where there is room: a node at the clearance itself costs this much more than an open one. */
#define WALL_COST 0.1f
#define WALL_COST_REACH_M 0.5f
#define STAIR_DIRECTIONLESS 0.5f /* both factors of a stair count for half: the front does not know who comes */

static struct sibu_point place_of(const struct way_node *node)
{
    return (struct sibu_point){(double)node->x, (double)node->y};
}

/* So many looks into the grid of pieces find all that is near a link: it reaches 0.75 m around each. */
static uint32_t looks_along(const struct way_node *a, const struct way_node *b)
{
    float dx = b->x - a->x, dy = b->y - a->y, length = sqrtf(dx * dx + dy * dy);
    return length <= LOOK_M ? 1 : (uint32_t)(length / LOOK_M) + 1;
}

static struct piece_run look_along(const struct piece_grid *grid, uint32_t floor, const struct way_node *a,
                                   const struct way_node *b, float share)
{
    return piece_near(grid, floor, a->x + (b->x - a->x) * share, a->y + (b->y - a->y) * share);
}

static _Bool clear_on_floor(const struct way_map *map, uint32_t floor, const struct way_node *a,
                            const struct way_node *b, float clear_m)
{
    uint32_t looks = looks_along(a, b);
    for (uint32_t k = 0; k < looks; k++) {
        struct piece_run run = look_along(&map->walls, floor, a, b, ((float)k + 0.5f) / (float)looks);
        for (size_t i = 0; i < run.count; i++) {
            if (piece_segment_distance(&run.items[i], place_of(a), place_of(b)) < clear_m) {
                return 0;
            }
        }
    }
    return 1;
}

/* Whether a body can go straight from a to b. Two nodes on different floors are linked only inside one stair. */
static _Bool can_go(const struct way_map *map, const struct way_node *a, const struct way_node *b)
{
    if (a->floor != b->floor && a->stair != b->stair) {
        return 0;
    }
    /* 0.95: a body may be that near a wall, and the middle of a diagonal link round a corner is nearer than its ends. */
    float clear_m = a->tight || b->tight ? TIGHT_LINK_CLEAR_M : map->clearance_m * 0.95f;
    return clear_on_floor(map, a->floor, a, b, clear_m) &&
           (a->floor == b->floor || clear_on_floor(map, b->floor, a, b, clear_m));
}

_Bool way_link_clear(const struct way_map *map, const struct way_node *a, const struct way_node *b)
{
    return can_go(map, a, b);
}

static uint32_t node_in(const struct way_floor *table, uint32_t row, uint32_t column)
{
    return row < table->rows && column < table->columns ? table->nodes[(size_t)row * table->columns + column]
                                                        : WAY_NONE;
}

_Bool way_link_crosses(const struct way_map *map, const struct way_node *a, const struct way_node *b,
                       enum piece_kind kind, uint32_t index)
{
    uint32_t looks = looks_along(a, b);
    for (uint32_t k = 0; k < looks; k++) {
        struct piece_run run = look_along(&map->lines, a->floor, a, b, ((float)k + 0.5f) / (float)looks);
        for (size_t i = 0; i < run.count; i++) {
            double share;
            _Bool wanted = run.items[i].kind == kind && (index == SIBU_NONE || run.items[i].index == index);
            if (wanted && piece_crossed(&run.items[i], place_of(a), place_of(b), &share)) {
                return 1;
            }
        }
    }
    return 0;
}

static void link_pair(struct way_map *map, uint32_t from, uint32_t to, enum way_link forth, enum way_link back)
{
    if (from == WAY_NONE || to == WAY_NONE || !can_go(map, &map->nodes[from], &map->nodes[to])) {
        return;
    }
    map->links[from][forth] = to;
    map->links[to][back] = from;
    if (way_link_crosses(map, &map->nodes[from], &map->nodes[to], PIECE_EXIT, SIBU_NONE)) {
        map->nodes[from].cut |= (uint8_t)(1u << forth);
        map->nodes[to].cut |= (uint8_t)(1u << back);
    }
}

static void link_floor(struct way_map *map, const struct way_floor *table)
{
    for (uint32_t row = 0; row < table->rows; row++) {
        for (uint32_t column = 0; column < table->columns; column++) {
            uint32_t node = node_in(table, row, column);
            link_pair(map, node, node_in(table, row, column + 1), WAY_EAST, WAY_WEST);
            link_pair(map, node, node_in(table, row + 1, column), WAY_NORTH, WAY_SOUTH);
        }
    }
}

static void mark_musters(struct way_map *map)
{
    for (uint32_t m = 0; m < map->site->muster_count; m++) {
        const struct sibu_muster *muster = &map->site->musters[m];
        struct sibu_box box = sibu_polygon_box(&muster->polygon);
        for (size_t i = 0; i < map->node_count; i++) {
            struct way_node *node = &map->nodes[i];
            struct sibu_point at = place_of(node);
            if (node->floor == muster->floor && at.x >= box.min_x && at.x <= box.max_x && at.y >= box.min_y &&
                at.y <= box.max_y && sibu_polygon_contains(&muster->polygon, at.x, at.y)) {
                node->muster = (uint16_t)(m + 1);
            }
        }
    }
}

/* Marks all that can be reached from the muster areas without crossing an exit line: the yard, the road. `reached` has
 * room for every node. */
static void flood_outside(struct way_map *map, uint32_t *reached)
{
    size_t count = 0;
    for (size_t i = 0; i < map->node_count; i++) {
        if (map->nodes[i].muster) {
            map->nodes[i].outside = 1;
            reached[count++] = (uint32_t)i;
        }
    }
    for (size_t next = 0; next < count; next++) {
        const struct way_node *node = &map->nodes[reached[next]];
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            uint32_t other = map->links[reached[next]][link];
            if (other != WAY_NONE && !map->nodes[other].outside && !way_is_cut(node, link)) {
                map->nodes[other].outside = 1;
                reached[count++] = other;
            }
        }
    }
}

/* Seconds per metre at a free speed of 1 m/s. */
static float cost_of(const struct way_map *map, const struct way_node *node)
{
    float cost = 1.0f;
    float near = (WALL_COST_REACH_M - node->clear_m) / (WALL_COST_REACH_M - 0.25f);
    if (near > 0.0f) {
        near = near > 1.0f ? 1.0f : near;
        cost += WALL_COST * near * near;
    }
    if (node->stair) {
        const struct way_stair *stair = &map->stairs[node->stair - 1];
        cost *= STAIR_DIRECTIONLESS / stair->factor_to + STAIR_DIRECTIONLESS / stair->factor_from;
    }
    return cost;
}

_Bool way_link_all(struct way_map *map)
{
    map->links = sibu_array_new(map->node_count, sizeof *map->links);
    if (!map->links) {
        return 0;
    }
    for (size_t i = 0; i < map->node_count; i++) {
        map->nodes[i].cost = cost_of(map, &map->nodes[i]);
    }
    memset(map->links, 0xff, map->node_count * sizeof *map->links);
    for (uint32_t floor = 0; floor < map->site->floor_count; floor++) {
        link_floor(map, &map->floors[floor]);
    }
    mark_musters(map);
    uint32_t *reached = sibu_array_new(map->node_count, sizeof *reached);
    if (!reached) {
        return 0;
    }
    flood_outside(map, reached);
    sibu_array_free(reached);
    return 1;
}
