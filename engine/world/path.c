/* Paths. See path.h. The search is Dijkstra's over the eight neighbours of a node, so a path is at most 8 % longer than
 * the shortest; walking it one cuts its corners, as far as there is room for the body.
 */
#include "world/path.h"

#include <math.h>

#define SIGHT_STEP_M 0.5f /* no longer than what piece_near knows of */
#define WALK_STEP_M 0.25f
#define AHEAD_NODES 16u /* 4 m: so far ahead a corner is cut */
#define REACHED_M 0.3f
#define DIAGONAL 1.41421356f

_Bool path_finder_open(struct path_finder *finder, size_t nodes)
{
    *finder = (struct path_finder){0};
    _Bool opened = way_heap_open(&finder->heap, nodes);
    finder->length = sibu_array_new(nodes, sizeof *finder->length);
    finder->from = sibu_array_new(nodes, sizeof *finder->from);
    finder->seen_in = sibu_array_new(nodes, sizeof *finder->seen_in);
    return opened && finder->length && finder->from && finder->seen_in;
}

void path_finder_close(struct path_finder *finder)
{
    way_heap_close(&finder->heap);
    sibu_array_free(finder->length);
    sibu_array_free(finder->from);
    sibu_array_free(finder->seen_in);
    *finder = (struct path_finder){0};
}

static _Bool is_wanted(struct path_wish wish, uint32_t node)
{
    return wish.node != WAY_NONE ? node == wish.node : wish.marked[node] != 0;
}

/* The neighbour over a link that may be walked, else WAY_NONE. */
static uint32_t next_over(const struct sibu_ways *ways, uint32_t node, unsigned link)
{
    if (node == WAY_NONE || (ways->kind == SIBU_GOAL_EXIT && way_is_cut(&ways->map.nodes[node], link))) {
        return WAY_NONE;
    }
    return ways->map.links[node][link];
}

static void reach(struct path_finder *finder, uint32_t node, uint32_t from, float length)
{
    if (finder->seen_in[node] == finder->search && finder->length[node] <= length) {
        return;
    }
    finder->seen_in[node] = finder->search;
    finder->length[node] = length;
    finder->from[node] = from;
    way_heap_put(&finder->heap, node, length);
}

/* One may stand at a tight node, but not walk through it. */
static void reach_over(struct path_finder *finder, const struct sibu_ways *ways, struct path_wish wish, uint32_t from,
                       uint32_t node, float cells)
{
    if (node == WAY_NONE || (ways->map.nodes[node].tight && !is_wanted(wish, node))) {
        return;
    }
    float cost = ways->map.nodes[node].cost * ways->map.cell_m * cells;
    reach(finder, node, from, finder->length[from] + cost);
}

static void spread(struct path_finder *finder, const struct sibu_ways *ways, struct path_wish wish, uint32_t node)
{
    static const unsigned SIDES[2] = {WAY_NORTH, WAY_SOUTH}, ENDS[2] = {WAY_EAST, WAY_WEST};
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        reach_over(finder, ways, wish, node, next_over(ways, node, link), 1.0f);
    }
    for (unsigned k = 0; k < 4; k++) {
        unsigned along = ENDS[k % 2], across = SIDES[k / 2];
        uint32_t one = next_over(ways, next_over(ways, node, along), across);
        uint32_t other = next_over(ways, next_over(ways, node, across), along);
        if (one == other) { /* both ways round the corner are open */
            reach_over(finder, ways, wish, node, one, DIAGONAL);
        }
    }
}

/* Writes down the path that ends at `last`. */
static void trace(const struct path_finder *finder, uint32_t start, uint32_t last, struct path *path)
{
    uint32_t length = 1;
    for (uint32_t node = last; node != start; node = finder->from[node]) {
        length++;
    }
    path->count = length < PATH_NODES ? length : PATH_NODES;
    path->beyond = length - path->count;
    path->at = 0;
    path->target = last;
    uint32_t node = last;
    for (uint32_t k = length; k > 0; k--) {
        if (k <= path->count) {
            path->nodes[k - 1] = node;
        }
        node = finder->from[node];
    }
}

_Bool path_find(struct path_finder *finder, const struct sibu_ways *ways, uint32_t start, struct path_wish wish,
                struct path *path)
{
    uint32_t found = WAY_NONE;
    finder->search++;
    reach(finder, start, start, 0.0f);
    while (finder->heap.count > 0) {
        uint32_t node = way_heap_take(&finder->heap);
        if (found == WAY_NONE && is_wanted(wish, node)) {
            found = node;
        } else if (found == WAY_NONE) {
            spread(finder, ways, wish, node);
        } /* else the rest of the heap is only emptied */
    }
    if (found != WAY_NONE) {
        trace(finder, start, found, path);
    }
    return found != WAY_NONE;
}

_Bool path_sees(const struct way_map *map, uint32_t floor, struct sibu_point from, struct sibu_point to)
{
    float x = (float)from.x, y = (float)from.y, dx = (float)to.x - x, dy = (float)to.y - y;
    int steps = (int)(sqrtf(dx * dx + dy * dy) / SIGHT_STEP_M) + 1;
    dx /= (float)steps;
    dy /= (float)steps;
    for (int k = 0; k < steps; k++) {
        if (piece_wall_between(piece_near(&map->walls, floor, x, y), x, y, x + dx, y + dy)) {
            return 0;
        }
        x += dx;
        y += dy;
    }
    return 1;
}

/* Whether a body has room to walk straight from (x, y) to the node: its first step may be near a wall. */
static _Bool is_straight(const struct way_map *map, uint32_t floor, float x, float y, uint32_t node)
{
    const struct way_node *to = &map->nodes[node];
    float dx = to->x - x, dy = to->y - y, distance = sqrtf(dx * dx + dy * dy);
    int steps = (int)(distance / WALK_STEP_M) + 1;
    if (!path_sees(map, floor, (struct sibu_point){(double)x, (double)y},
                   (struct sibu_point){(double)to->x, (double)to->y})) {
        return 0;
    }
    for (int k = 2; k < steps; k++) {
        float share = (float)k / (float)steps;
        uint32_t on = way_node_at(map, floor, x + dx * share, y + dy * share);
        if (on == WAY_NONE || map->nodes[on].tight) {
            return 0;
        }
    }
    return way_node_at(map, floor, to->x, to->y) == node;
}

struct way_view path_look(struct path *path, const struct way_map *map, uint32_t floor, float x, float y)
{
    uint32_t last = path->at + AHEAD_NODES < path->count ? path->at + AHEAD_NODES : path->count - 1;
    for (uint32_t k = last; k > path->at; k--) {
        if (is_straight(map, floor, x, y, path->nodes[k])) {
            path->at = k;
            break;
        }
    }
    const struct way_node *to = &map->nodes[path->nodes[path->at]];
    float dx = to->x - x, dy = to->y - y, distance = sqrtf(dx * dx + dy * dy);
    struct way_view view = {.length = distance + (float)(path->count - 1 - path->at + path->beyond) * map->cell_m};
    if (distance > REACHED_M || path->at + 1 < path->count) {
        view.dx = distance > 0.0f ? dx / distance : 1.0f;
        view.dy = distance > 0.0f ? dy / distance : 0.0f;
    }
    return view;
}
