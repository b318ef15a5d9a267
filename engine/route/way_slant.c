/* See way_slant.h. */
#include "route/way_slant.h"

#include <math.h>
#include <string.h>

#include "route/way_link.h"

#define ROOT_2 1.41421356f
#define TURN_MAX 0.70710678f /* difference of the two lengths over a step, from which the front comes from the corner */

static const uint8_t LINK_X[] = {WAY_EAST, WAY_WEST, WAY_EAST, WAY_WEST}; /* by corner */
static const uint8_t LINK_Y[] = {WAY_NORTH, WAY_NORTH, WAY_SOUTH, WAY_SOUTH};
static const float SIDE_X[] = {1.0f, -1.0f, 1.0f, -1.0f};
static const float SIDE_Y[] = {1.0f, 1.0f, -1.0f, -1.0f};

static _Bool is_led_to(const struct way_map *map, uint32_t node, unsigned link)
{
    uint32_t other = map->links[node][link];
    return other != WAY_NONE && !map->nodes[other].tight;
}

static _Bool lacks_a_neighbour(const struct way_map *map, uint32_t node)
{
    return !is_led_to(map, node, WAY_EAST) || !is_led_to(map, node, WAY_WEST) || !is_led_to(map, node, WAY_NORTH) ||
           !is_led_to(map, node, WAY_SOUTH);
}

/* The node at the corner, over a neighbour to which one can walk; or WAY_NONE. */
static uint32_t corner_of(const struct way_map *map, uint32_t node, unsigned corner)
{
    unsigned x = LINK_X[corner], y = LINK_Y[corner];
    if (is_led_to(map, node, x) && is_led_to(map, map->links[node][x], y)) {
        return map->links[map->links[node][x]][y];
    }
    if (is_led_to(map, node, y) && is_led_to(map, map->links[node][y], x)) {
        return map->links[map->links[node][y]][x];
    }
    return WAY_NONE;
}

static _Bool is_far_from_lines(const struct way_map *map, const struct way_node *node)
{
    return piece_near(&map->lines, node->floor, node->x, node->y).count == 0;
}

static _Bool is_plain(const struct way_map *map, const struct way_node *node)
{
    return node->stair == 0 && !node->tight && is_far_from_lines(map, node);
}

/* The same from both ends. */
static _Bool is_slant(const struct way_map *map, uint32_t node, uint32_t other)
{
    const struct way_node *a = &map->nodes[node < other ? node : other], *b = &map->nodes[node < other ? other : node];
    return (lacks_a_neighbour(map, node) || lacks_a_neighbour(map, other)) && is_plain(map, a) && is_plain(map, b) &&
           a->floor == b->floor && way_link_clear(map, a, b);
}

/* Writes the node's slants; how many there are. */
static unsigned find_slants(const struct way_map *map, uint32_t node, uint32_t slants[4])
{
    unsigned count = 0;
    for (unsigned corner = WAY_NORTH_EAST; corner <= WAY_SOUTH_WEST; corner++) {
        uint32_t other = map->nodes[node].tight ? WAY_NONE : corner_of(map, node, corner);
        slants[corner] = other != WAY_NONE && is_slant(map, node, other) ? other : WAY_NONE;
        count += slants[corner] != WAY_NONE;
    }
    return count;
}

_Bool way_slants_find(struct way_map *map)
{
    uint32_t slants[4], count = 0;
    map->slant_of = sibu_arena_take(&map->arena, map->node_count, sizeof *map->slant_of);
    for (uint32_t node = 0; map->slant_of && node < map->node_count; node++) {
        map->slant_of[node] = find_slants(map, node, slants) > 0 ? count++ : WAY_NONE;
    }
    map->slants = sibu_arena_take(&map->arena, (size_t)count + 1, sizeof *map->slants);
    if (!map->slant_of || !map->slants) {
        return 0;
    }
    for (uint32_t node = 0; node < map->node_count; node++) {
        if (map->slant_of[node] != WAY_NONE) {
            (void)find_slants(map, node, map->slants[map->slant_of[node]]);
        }
    }
    return 1;
}

static float to_quanta(float seconds)
{
    return floorf(seconds * (1.0f / WAY_QUANTUM_S) + 0.5f) * WAY_QUANTUM_S;
}

struct leg { /* from the node over one neighbour's side to the corner beside that neighbour */
    float step_s; /* from the node to the neighbour */
    float side, corner; /* their lengths */
};

/* What follows from a front that is straight between the neighbour and the corner; *turn: how far it has turned from the
 * neighbour to the corner, 0 to 1. Rises with either length: each of the two below does, so their lesser does. */
static float front_between(const struct leg *leg, float *turn)
{
    float most = TURN_MAX * leg->step_s, difference = leg->side - leg->corner;
    difference = difference > 0.0f ? difference : 0.0f;
    difference = difference < most ? difference : most;
    float across = sqrtf(leg->step_s * leg->step_s - difference * difference);
    float between = leg->side + to_quanta(across), straight = leg->corner + to_quanta(leg->step_s * ROOT_2);
    *turn = straight < between ? 1.0f : difference / across;
    return straight < between ? straight : between;
}

/* Tries both triangles of a corner: over the neighbour to the side, and over the one above or below. */
static void try_corner(const struct way_march *march, const struct way_sign *signs, uint32_t node, unsigned corner,
                       struct way_front_line *best)
{
    const struct way_spot *spot = &march->front.spots[node];
    const float length = signs[march->slants[march->slant_of[node]][corner]].length;
    for (unsigned upright = 0; upright < 2; upright++) {
        unsigned link = upright ? LINK_Y[corner] : LINK_X[corner];
        _Bool leads = (spot->leads >> link & 1) != 0;
        const struct leg leg = {
            .step_s = spot->time_s, .side = leads ? signs[spot->links[link]].length : WAY_FAR, .corner = length};
        float turn, follows = front_between(&leg, &turn);
        if (follows < best->length) {
            best->length = follows;
            best->dx = SIDE_X[corner] * (upright ? turn : 1.0f);
            best->dy = SIDE_Y[corner] * (upright ? 1.0f : turn);
        }
    }
}

struct way_front_line way_slant_front(const struct way_march *march, const struct way_sign *signs, uint32_t node)
{
    struct way_front_line best = {.length = WAY_FAR};
    const uint32_t *slants = march->slants[march->slant_of[node]];
    for (unsigned corner = WAY_NORTH_EAST; corner <= WAY_SOUTH_WEST; corner++) {
        if (slants[corner] != WAY_NONE && signs[slants[corner]].length < WAY_FAR) {
            try_corner(march, signs, node, corner, &best);
        }
    }
    return best;
}
