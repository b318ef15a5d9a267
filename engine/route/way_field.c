/* Fast marching over the nodes of a map. See way_field.h. */
#include "route/way_field.h"

#include <math.h>
#include <string.h>

#include "route/way_heap.h"

struct march {
    const struct way_map *map;
    struct way_sign *signs;
    struct way_heap heap;
    uint8_t *done; /* by node: 1 once its length is final */
    _Bool obey_cuts;
};

/* Whether a way may lead from one node over its link to the other. */
static _Bool may_go(const struct march *march, uint32_t from, uint32_t to, unsigned link)
{
    const struct way_node *nodes = march->map->nodes;
    return march->obey_cuts ? !way_is_cut(&nodes[from], link) : !way_leads_in(&nodes[from], &nodes[to], link);
}

/* The neighbour over a link where the front has passed already and ways may lead through it, else WAY_NONE. */
static uint32_t passed(const struct march *march, uint32_t node, enum way_link link)
{
    uint32_t other = march->map->links[node][link];
    if (other == WAY_NONE || !march->done[other] || march->map->nodes[other].tight) {
        return WAY_NONE;
    }
    return may_go(march, node, other, link) ? other : WAY_NONE;
}

struct upwind { /* the nearer of two opposite neighbours */
    float length; /* WAY_FAR where there is none */
    float sign; /* which of the two: +1 or -1 */
};

static struct upwind upwind_of(const struct march *march, uint32_t node, enum way_link plus, enum way_link minus)
{
    struct upwind best = {.length = WAY_FAR, .sign = 0.0f};
    uint32_t a = passed(march, node, plus), b = passed(march, node, minus);
    if (a != WAY_NONE) {
        best = (struct upwind){.length = march->signs[a].length, .sign = 1.0f};
    }
    if (b != WAY_NONE && march->signs[b].length < best.length) {
        best = (struct upwind){.length = march->signs[b].length, .sign = -1.0f};
    }
    return best;
}

/* The first-order upwind solution of |grad length| = slowness at the node. */
static float solve_node(const struct march *march, uint32_t node, struct upwind *x, struct upwind *y)
{
    float step = march->map->nodes[node].cost * (float)WAY_CELL_M;
    *x = upwind_of(march, node, WAY_EAST, WAY_WEST);
    *y = upwind_of(march, node, WAY_NORTH, WAY_SOUTH);
    float low = x->length < y->length ? x->length : y->length;
    float high = x->length < y->length ? y->length : x->length;
    if (high - low >= step) {
        return low + step;
    }
    float difference = high - low;
    return (low + high + sqrtf(2.0f * step * step - difference * difference)) * 0.5f;
}

static void set_direction(struct way_sign *sign, float dx, float dy)
{
    float length = sqrtf(dx * dx + dy * dy);
    float scale = length > 0.0f ? WAY_SIGN_SCALE / length : 0.0f;
    sign->dx = (int16_t)(dx * scale);
    sign->dy = (int16_t)(dy * scale);
}

static void relax(struct march *march, uint32_t node)
{
    struct upwind x, y;
    float length = solve_node(march, node, &x, &y);
    struct way_sign *sign = &march->signs[node];
    if (length >= sign->length) {
        return;
    }
    sign->length = length;
    float dx = x.length < length ? (length - x.length) * x.sign : 0.0f;
    float dy = y.length < length ? (length - y.length) * y.sign : 0.0f;
    set_direction(sign, dx, dy);
    way_heap_put(&march->heap, node, length);
}

static void advance(struct march *march)
{
    uint32_t node = way_heap_take(&march->heap);
    march->done[node] = 1;
    if (march->map->nodes[node].tight) {
        return;
    }
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = march->map->links[node][link];
        if (other == WAY_NONE || march->done[other]) {
            continue;
        }
        if (may_go(march, other, node, link ^ 1u)) { /* east and west, north and south differ in the last bit */
            relax(march, other);
        }
    }
}

static void plant(struct march *march, const struct way_seed *seed)
{
    struct way_sign *sign = &march->signs[seed->node];
    if (seed->length < sign->length) {
        sign->length = seed->length;
        set_direction(sign, seed->dx, seed->dy);
        way_heap_put(&march->heap, seed->node, seed->length);
    }
}

_Bool way_field_solve(const struct way_map *map, const struct way_seed *seeds, size_t seed_count, _Bool obey_cuts,
                      struct way_sign *signs)
{
    struct march march = {.map = map, .signs = signs, .obey_cuts = obey_cuts};
    march.done = sibu_array_new(map->node_count, sizeof *march.done);
    _Bool opened = way_heap_open(&march.heap, map->node_count);
    if (march.done && opened) {
        for (size_t i = 0; i < map->node_count; i++) {
            signs[i] = (struct way_sign){.length = WAY_FAR};
        }
        for (size_t i = 0; i < seed_count; i++) {
            plant(&march, &seeds[i]);
        }
        while (march.heap.count > 0) {
            advance(&march);
        }
    }
    _Bool done = march.done && opened;
    way_heap_close(&march.heap);
    sibu_array_free(march.done);
    return done;
}
