/* Marching, whole and in part. See way_field.h. */
#include "route/way_field.h"

#include <math.h>
#include <string.h>

static float to_quanta(float seconds)
{
    return floorf(seconds * (1.0f / WAY_QUANTUM_S) + 0.5f) * WAY_QUANTUM_S;
}

float way_step_time(const struct way_map *map, float cost)
{
    float time = to_quanta(cost * map->cell_m);
    return time > WAY_QUANTUM_S ? time : WAY_QUANTUM_S;
}

/* Whether a way may lead from one node over its link to the other. */
static _Bool may_go(const struct way_map *map, _Bool obey_cuts, uint32_t from, uint32_t to, unsigned link)
{
    const struct way_node *nodes = map->nodes;
    return obey_cuts ? !way_is_cut(&nodes[from], link) : !way_leads_in(&nodes[from], &nodes[to], link);
}

void way_step_link(const struct way_map *map, _Bool obey_cuts, uint32_t node, struct way_step *step)
{
    step->leads = 0;
    step->comes = 0;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = map->links[node][link];
        if (other == WAY_NONE) {
            continue;
        }
        _Bool leads = !map->nodes[other].tight && may_go(map, obey_cuts, node, other, link);
        _Bool comes = !map->nodes[node].tight && may_go(map, obey_cuts, other, node, link ^ 1u);
        step->leads = (uint8_t)(step->leads | (unsigned)leads << link);
        step->comes = (uint8_t)(step->comes | (unsigned)comes << link);
    }
}

void way_steps_fill(const struct way_map *map, _Bool obey_cuts, struct way_step *steps)
{
    for (uint32_t i = 0; i < map->node_count; i++) {
        steps[i].time_s = way_step_time(map, map->nodes[i].cost);
        way_step_link(map, obey_cuts, i, &steps[i]);
    }
}

_Bool way_march_open(struct way_march *march, const struct way_map *map, const struct way_step *steps)
{
    *march = (struct way_march){.map = map, .steps = steps};
    march->touched = sibu_array_new(map->node_count, sizeof *march->touched);
    march->mark = sibu_array_new(map->node_count, sizeof *march->mark);
    return way_front_open(&march->front, map->node_count) && march->touched && march->mark;
}

void way_march_close(struct way_march *march)
{
    way_front_close(&march->front);
    sibu_array_free(march->touched);
    sibu_array_free(march->mark);
    *march = (struct way_march){0};
}

/* The length of the neighbour over a link, WAY_FAR where no way may lead there. */
static inline float length_over(const uint32_t links[4], unsigned leads, const struct way_sign *signs, unsigned link)
{
    return leads >> link & 1u ? signs[links[link]].length : WAY_FAR;
}

static inline float lesser(float a, float b)
{
    return a < b ? a : b;
}

/* What is added to the shorter of two neighbours' lengths that differ by `difference` < `step`. Real numbers would give
 * (d + sqrt(2 s^2 - d^2)) / 2. All are whole numbers of quanta, the square under the root is exact, and the slope in d
 * lies between 0 and 1/2: so rounded it rises by 0 or 1 quantum for each of d, which is property 1; the least that it
 * may be is property 2. */
static inline float rise_of(float step, float difference)
{
    double s = (double)step, d = (double)difference;
    double rise = (d + sqrt(2.0 * s * s - d * d)) * 0.5;
    float rounded = (float)(int32_t)(rise * (1.0 / (double)WAY_QUANTUM_S) + 0.5) * WAY_QUANTUM_S;
    float least = difference + WAY_QUANTUM_S;
    return rounded > least ? rounded : least;
}

static inline float length_at(const struct way_march *march, const struct way_sign *signs, uint32_t node)
{
    const uint32_t *links = march->map->links[node];
    struct way_step step = march->steps[node];
    unsigned leads = step.leads;
    float x = lesser(length_over(links, leads, signs, WAY_EAST), length_over(links, leads, signs, WAY_WEST));
    float y = lesser(length_over(links, leads, signs, WAY_NORTH), length_over(links, leads, signs, WAY_SOUTH));
    float low = x < y ? x : y, high = x < y ? y : x;
    float difference = high - low;
    return difference >= step.time_s || low >= WAY_FAR ? low + step.time_s : low + rise_of(step.time_s, difference);
}

static inline void touch(struct way_march *march, uint32_t node)
{
    if (!march->mark[node]) {
        march->mark[node] = 1;
        march->touched[march->touched_count++] = node;
    }
}

/* Gives the node a length if it is shorter than the one it has. */
static inline void improve(struct way_march *march, struct way_sign *signs, uint32_t node, float length)
{
    if (length < signs[node].length) {
        signs[node].length = length;
        way_front_put(&march->front, node, length);
    }
}

static void advance(struct way_march *march, struct way_sign *signs, _Bool note)
{
    uint32_t node = way_front_take(&march->front);
    const uint32_t *links = march->map->links[node];
    float length = signs[node].length;
    unsigned comes = march->steps[node].comes;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        if ((comes >> link & 1u) && signs[links[link]].length > length) {
            improve(march, signs, links[link], length_at(march, signs, links[link]));
        }
    }
    if (note) {
        touch(march, node);
    }
}

static void plant_all(struct way_march *march, const struct way_seed_list *seeds, struct way_sign *signs)
{
    for (size_t i = 0; i < seeds->count; i++) {
        improve(march, signs, seeds->items[i].node, to_quanta(seeds->items[i].length));
    }
}

static void set_direction(struct way_sign *sign, float dx, float dy)
{
    float length = sqrtf(dx * dx + dy * dy);
    float scale = length > 0.0f ? WAY_SIGN_SCALE / length : 0.0f;
    sign->dx = (int16_t)(dx * scale);
    sign->dy = (int16_t)(dy * scale);
}

/* How much shorter the way is from the nearer of two opposite neighbours: towards `plus` it counts positive. */
static inline float fall_of(float own, float plus, float minus)
{
    float nearer = minus < plus ? minus : plus;
    if (!(nearer < own)) {
        return 0.0f;
    }
    return minus < plus ? nearer - own : own - nearer;
}

static void direct(const struct way_march *march, struct way_sign *signs, uint32_t node)
{
    const uint32_t *links = march->map->links[node];
    unsigned leads = march->steps[node].leads;
    float own = signs[node].length;
    if (own >= WAY_FAR) {
        signs[node].dx = 0;
        signs[node].dy = 0;
        return;
    }
    float dx = fall_of(own, length_over(links, leads, signs, WAY_EAST), length_over(links, leads, signs, WAY_WEST));
    float dy = fall_of(own, length_over(links, leads, signs, WAY_NORTH), length_over(links, leads, signs, WAY_SOUTH));
    set_direction(&signs[node], dx, dy);
}

/* Who sees the goal looks straight at it. */
static void direct_seeds(const struct way_seed_list *seeds, struct way_sign *signs)
{
    for (size_t i = 0; i < seeds->count; i++) {
        const struct way_seed *seed = &seeds->items[i];
        if (signs[seed->node].length >= to_quanta(seed->length)) {
            set_direction(&signs[seed->node], seed->dx, seed->dy);
        }
    }
}

void way_field_solve(struct way_march *march, const struct way_seed_list *seeds, struct way_sign *signs)
{
    for (size_t i = 0; i < march->map->node_count; i++) {
        signs[i] = (struct way_sign){.length = WAY_FAR};
    }
    plant_all(march, seeds, signs);
    while (march->front.count > 0) {
        advance(march, signs, 0);
    }
    march->front.lowest = 0;
    for (uint32_t i = 0; i < march->map->node_count; i++) {
        direct(march, signs, i);
    }
    direct_seeds(seeds, signs);
}

/* The length that a node has as a seed, or WAY_FAR. Few nodes are as near as seeds, so it is seldom searched for. */
static float seed_length(const struct way_seed_list *seeds, uint32_t node)
{
    size_t low = 0, high = seeds->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (seeds->items[middle].node < node) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < seeds->count && seeds->items[low].node == node ? to_quanta(seeds->items[low].length) : WAY_FAR;
}

/* Forgets the length of a node that no longer follows from its neighbours or from a seed. */
static void doubt(struct way_march *march, const struct way_seed_list *seeds, struct way_sign *signs, uint32_t node)
{
    float own = signs[node].length;
    if (own >= WAY_FAR || length_at(march, signs, node) <= own || seed_length(seeds, node) <= own) {
        return;
    }
    signs[node].length = WAY_FAR;
    touch(march, node);
}

/* All that followed from the dirty nodes and no longer does. Because a length is greater than those that it follows
 * from, no two lengths can hold each other up. */
static void doubt_all(struct way_march *march, const struct way_seed_list *seeds, const uint32_t *dirty, size_t count,
                      struct way_sign *signs)
{
    for (size_t i = 0; i < count; i++) {
        doubt(march, seeds, signs, dirty[i]);
    }
    for (size_t next = 0; next < march->touched_count; next++) {
        uint32_t node = march->touched[next];
        unsigned comes = march->steps[node].comes;
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            if (comes >> link & 1u) {
                doubt(march, seeds, signs, march->map->links[node][link]);
            }
        }
    }
}

/* Directions of all nodes that have changed, and of those beside them. */
static void direct_touched(struct way_march *march, const struct way_seed_list *seeds, struct way_sign *signs)
{
    size_t changed = march->touched_count;
    for (size_t i = 0; i < changed; i++) {
        uint32_t node = march->touched[i];
        unsigned comes = march->steps[node].comes;
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            if (comes >> link & 1u) {
                touch(march, march->map->links[node][link]);
            }
        }
    }
    for (size_t i = 0; i < march->touched_count; i++) {
        direct(march, signs, march->touched[i]);
        march->mark[march->touched[i]] = 0;
    }
    march->touched_count = 0;
    direct_seeds(seeds, signs);
}

void way_field_mend(struct way_march *march, const struct way_seed_list *seeds, const uint32_t *dirty, size_t count,
                    struct way_sign *signs)
{
    doubt_all(march, seeds, dirty, count, signs);
    for (size_t i = 0, doubted = march->touched_count; i < doubted; i++) {
        improve(march, signs, march->touched[i], length_at(march, signs, march->touched[i]));
    }
    for (size_t i = 0; i < count; i++) {
        improve(march, signs, dirty[i], length_at(march, signs, dirty[i]));
        touch(march, dirty[i]);
    }
    plant_all(march, seeds, signs);
    while (march->front.count > 0) {
        advance(march, signs, 1);
    }
    march->front.lowest = 0;
    direct_touched(march, seeds, signs);
}
