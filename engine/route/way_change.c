/* See way_change.h. */
#include "route/way_change.h"

#include <string.h>

static _Bool copy_goals(struct way_change *change)
{
    const struct sibu_ways *base = change->base;
    size_t nodes = base->map.node_count;
    for (uint32_t goal = 0; goal < base->goal_count; goal++) {
        struct way_seed_list *seeds = &change->ways.seeds[goal];
        seeds->capacity = base->seeds[goal].count;
        seeds->items = sibu_array_new(seeds->capacity, sizeof *seeds->items);
        if (!seeds->items) {
            return 0;
        }
        seeds->count = seeds->capacity;
        memcpy(seeds->items, base->seeds[goal].items, seeds->count * sizeof *seeds->items);
        memcpy(change->ways.signs[goal], base->signs[goal], nodes * sizeof **change->ways.signs);
    }
    return 1;
}

/* The map's and the ways' own parts: everything else is the base's. */
static _Bool copy_parts(struct way_change *change)
{
    const struct sibu_ways *base = change->base;
    struct sibu_ways *ways = &change->ways;
    size_t nodes = base->map.node_count;
    ways->map = base->map;
    ways->kind = base->kind;
    ways->goal_count = base->goal_count;
    ways->depth_m = base->depth_m;
    ways->map.links = sibu_array_new(nodes, sizeof *ways->map.links);
    ways->seeds = sibu_array_new(base->goal_count, sizeof *ways->seeds);
    ways->signs = way_signs_new(base->goal_count, nodes);
    if (!ways->map.links || !ways->seeds || !ways->signs) {
        return 0;
    }
    memcpy(ways->map.links, base->map.links, nodes * sizeof *ways->map.links);
    return copy_goals(change);
}

static size_t seed_total(const struct sibu_ways *ways)
{
    size_t total = 0;
    for (uint32_t goal = 0; goal < ways->goal_count; goal++) {
        total += ways->seeds[goal].count;
    }
    return total;
}

struct way_change *way_change_open(const struct sibu_ways *base)
{
    const struct sibu_site *site = base->map.site;
    struct way_change *change = sibu_array_new(1, sizeof *change);
    if (!change) {
        return NULL;
    }
    change->base = base;
    change->lines.site = site;
    change->lines.doors = sibu_array_new((size_t)site->door_count + 1, 1);
    change->lines.exits = sibu_array_new((size_t)site->exit_count + 1, 1);
    size_t seeds = seed_total(base);
    change->dirty = sibu_array_new(base->map.node_count + seeds, sizeof *change->dirty);
    change->seen = sibu_array_new(seeds, 1);
    if (!change->lines.doors || !change->lines.exits || !change->dirty || !change->seen || !copy_parts(change) ||
        !way_march_open(&change->march, &change->ways.map, base->kind == SIBU_GOAL_EXIT)) {
        way_change_close(change);
        return NULL;
    }
    memset(change->seen, 1, seeds);
    return change;
}

void way_change_close(struct way_change *change)
{
    if (!change) {
        return;
    }
    for (uint32_t goal = 0; change->ways.seeds && goal < change->ways.goal_count; goal++) {
        sibu_array_free(change->ways.seeds[goal].items);
    }
    way_signs_free(change->ways.signs);
    sibu_array_free(change->ways.seeds);
    sibu_array_free(change->ways.map.links);
    sibu_array_free(change->lines.doors);
    sibu_array_free(change->lines.exits);
    sibu_array_free(change->dirty);
    sibu_array_free(change->seen);
    way_march_close(&change->march);
    sibu_arena_clear(&change->walls);
    sibu_array_free(change);
}

/* An exit that opens or shuts has its field solved whole (when shut: nothing in it); all others are mended. */
static void refresh(struct way_change *change, size_t dirty_count, uint32_t whole)
{
    struct sibu_ways *ways = &change->ways;
    for (uint32_t goal = 0; goal < ways->goal_count; goal++) {
        if (goal == whole) {
            way_field_solve(&change->march, &ways->seeds[goal], ways->signs[goal]);
        } else {
            way_field_mend(&change->march, &ways->seeds[goal], change->dirty, dirty_count, ways->signs[goal]);
        }
    }
}

/* Builds the walls as they will be. False: no memory, and nothing has changed. */
static _Bool renew_walls(struct way_change *change)
{
    struct sibu_arena arena = {0};
    struct piece_grid walls = {0};
    if (!way_lines_wall(&change->lines, &change->ways.map, &walls, &arena)) {
        sibu_arena_clear(&arena);
        return 0;
    }
    sibu_arena_clear(&change->walls);
    change->walls = arena;
    change->ways.map.walls = walls;
    return 1;
}

/* Whether the exit is open and seen from the seed's node past all that is shut. */
static _Bool sees_exit(const struct way_change *change, uint32_t exit, const struct way_seed *seed)
{
    const struct way_node *node = &change->ways.map.nodes[seed->node];
    const uint16_t floors[] = {node->floor, node->floor};
    const struct sibu_point ends[] = {
        {(double)node->x, (double)node->y},
        {(double)(node->x + seed->dx * seed->length), (double)(node->y + seed->dy * seed->length)}};
    return !change->lines.exits[exit] && !way_lines_cross(&change->lines, floors, ends);
}

/* Chooses anew from which nodes an exit is in sight: seen[] by seed of the base. Those for which that has changed are
 * added to the dirty ones. */
static size_t reseed_exit(struct way_change *change, uint32_t exit, uint8_t *seen, size_t dirty_count)
{
    const struct way_seed_list *all = &change->base->seeds[exit];
    struct way_seed_list *seeds = &change->ways.seeds[exit];
    seeds->count = 0;
    for (size_t i = 0; i < all->count; i++) {
        _Bool sees = sees_exit(change, exit, &all->items[i]);
        if (sees != seen[i]) {
            change->dirty[dirty_count++] = all->items[i].node;
        }
        seen[i] = sees;
        if (sees) {
            seeds->items[seeds->count++] = all->items[i];
        }
    }
    return dirty_count;
}

static size_t reseed_all(struct way_change *change, size_t dirty_count)
{
    uint8_t *seen = change->seen;
    for (uint32_t goal = 0; change->ways.kind == SIBU_GOAL_EXIT && goal < change->ways.goal_count; goal++) {
        dirty_count = reseed_exit(change, goal, seen, dirty_count);
        seen += change->base->seeds[goal].count;
    }
    return dirty_count;
}

_Bool way_change_line(struct way_change *change, enum piece_kind kind, uint32_t index, _Bool shut)
{
    struct sibu_ways *ways = &change->ways;
    uint8_t *line = kind == PIECE_EXIT ? &change->lines.exits[index] : &change->lines.doors[index];
    if (*line == shut) {
        return 1;
    }
    *line = shut;
    if (!renew_walls(change)) {
        *line = !shut;
        return 0;
    }
    ways->map.shut_count = shut ? ways->map.shut_count + 1 : ways->map.shut_count - 1;
    size_t count = way_lines_link(&change->lines, &change->base->map, &ways->map, kind, index, change->dirty);
    for (size_t i = 0; i < count; i++) {
        way_march_link(&change->march, &ways->map, ways->kind == SIBU_GOAL_EXIT, change->dirty[i]);
    }
    _Bool goal = kind == PIECE_EXIT && ways->kind == SIBU_GOAL_EXIT;
    refresh(change, reseed_all(change, count), goal ? index : UINT32_MAX);
    return 1;
}

void way_change_slow(struct way_change *change, const uint32_t *nodes, const float *slowness, size_t count)
{
    struct sibu_ways *ways = &change->ways;
    size_t changed = 0;
    for (size_t i = 0; i < count; i++) {
        float factor = slowness[i] < WAY_SLOWEST ? slowness[i] : WAY_SLOWEST;
        factor = factor > 1.0f ? factor : 1.0f;
        float time_s = way_step_time(&ways->map, ways->map.nodes[nodes[i]].cost * factor);
        struct way_spot *spot = &change->march.front.spots[nodes[i]];
        if (time_s < spot->time_s || time_s > spot->time_s) {
            spot->time_s = time_s;
            change->dirty[changed++] = nodes[i];
        }
    }
    refresh(change, changed, UINT32_MAX);
}
