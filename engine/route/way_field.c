/* Marching, whole and in part. See way_field.h. */
#include "route/way_field.h"

#include <math.h>
#include <string.h>

#include "route/way_slant.h"

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

void way_march_link(struct way_march *march, const struct way_map *map, _Bool obey_cuts, uint32_t node)
{
    struct way_spot *spot = &march->front.spots[node];
    spot->leads = 0;
    spot->comes = 0;
    spot->tight = map->nodes[node].tight;
    spot->slants = map->slant_of[node] != WAY_NONE;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = map->links[node][link];
        spot->links[link] = node;
        if (other == WAY_NONE) {
            continue;
        }
        _Bool leads = !map->nodes[other].tight && may_go(map, obey_cuts, node, other, link);
        _Bool comes = !map->nodes[node].tight && may_go(map, obey_cuts, other, node, link ^ 1u);
        spot->links[link] = leads ? other : node;
        spot->leads = (uint8_t)(spot->leads | (unsigned)leads << link);
        spot->comes = (uint8_t)(spot->comes | (unsigned)comes << link);
    }
}

/* The neighbours of a node from which a way may lead to it; the node itself for others. Almost always they are those to
 * which one may lead from it; else they are put together in `room`. */
static inline const uint32_t *comers(const struct way_march *march, uint32_t node, uint32_t room[4])
{
    const struct way_spot *spot = &march->front.spots[node];
    if (spot->comes == spot->leads) {
        return spot->links;
    }
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        room[link] = (spot->comes >> link & 1) ? march->links[node][link] : node;
    }
    return room;
}

static inline float lesser(float a, float b)
{
    return a < b ? a : b;
}

/* The shorter length of the two neighbours over `link` and the one opposite. Where no way may lead there the node's own
 * stands for it, without a branch, because nobody can foretell it: what follows from a length is greater, so that changes
 * nothing. */
static inline float nearer_of(const struct way_spot *spot, const struct way_sign *signs, unsigned link)
{
    return lesser(signs[spot->links[link]].length, signs[spot->links[link ^ 1u]].length);
}

/* What is added to the shorter of two neighbours' lengths that differ by `difference`, at most by `step`. Real numbers
 * would give (d + sqrt(2 s^2 - d^2)) / 2, which is s for d = s. All are whole numbers of quanta, the square under the root
 * is exact, and the slope in d lies between 0 and 1/2: so rounded it rises by 0 or 1 quantum for each of d, which is
 * property 1; the least that it may be is property 2. */
static inline float rise_of(float step, float difference)
{
    double s = (double)step, d = (double)difference;
    double rise = (d + sqrt(2.0 * s * s - d * d)) * 0.5;
    float rounded = (float)(int32_t)(rise * (1.0 / (double)WAY_QUANTUM_S) + 0.5) * WAY_QUANTUM_S;
    float least = difference + WAY_QUANTUM_S;
    float greater = rounded > least ? rounded : least;
    return lesser(greater, step);
}

/* The same for the step of open floor looked up, which is sooner done. */
static _Bool open_rises(struct way_march *march, const struct way_map *map)
{
    march->plain_s = way_step_time(map, 1.0f);
    uint32_t count = (uint32_t)(march->plain_s / WAY_QUANTUM_S) + 1;
    march->rises = sibu_array_new(count, sizeof *march->rises);
    for (uint32_t d = 0; march->rises && d < count; d++) {
        march->rises[d] = rise_of(march->plain_s, (float)d * WAY_QUANTUM_S);
    }
    return march->rises != NULL;
}

_Bool way_march_open(struct way_march *march, const struct way_map *map, _Bool obey_cuts)
{
    *march = (struct way_march){.node_count = map->node_count,
                                .links = (const uint32_t(*)[4])map->links,
                                .slant_of = map->slant_of,
                                .slants = (const uint32_t(*)[4])map->slants};
    march->touched = sibu_array_new(map->node_count, sizeof *march->touched);
    march->was = sibu_array_new(map->node_count, sizeof *march->was);
    march->mark = sibu_array_new(map->node_count, sizeof *march->mark);
    if (!way_front_open(&march->front, map->node_count) || !march->touched || !march->was || !march->mark ||
        !open_rises(march, map)) {
        return 0;
    }
    for (uint32_t i = 0; i < map->node_count; i++) {
        march->front.spots[i].time_s = way_step_time(map, map->nodes[i].cost);
        way_march_link(march, map, obey_cuts, i);
    }
    return 1;
}

void way_march_close(struct way_march *march)
{
    way_front_close(&march->front);
    sibu_array_free(march->touched);
    sibu_array_free(march->was);
    sibu_array_free(march->mark);
    sibu_array_free(march->rises);
    *march = (struct way_march){0};
}

/* The length that follows for the node from its neighbours; WAY_FAR, which a little more does not change, from none. No
 * branches: half of the time in marching would go into foretelling them wrongly. */
static inline float length_at(const struct way_march *march, const struct way_sign *signs, uint32_t node)
{
    const struct way_spot *spot = &march->front.spots[node];
    float x = nearer_of(spot, signs, WAY_EAST);
    float y = nearer_of(spot, signs, WAY_NORTH);
    float low = x < y ? x : y, high = x < y ? y : x;
    float step = spot->time_s, difference = lesser(high - low, step);
    _Bool plain = !(step < march->plain_s) && !(step > march->plain_s);
    float length =
        low + (plain ? march->rises[(uint32_t)(difference * (1.0f / WAY_QUANTUM_S))] : rise_of(step, difference));
    return spot->slants ? lesser(length, way_slant_front(march, signs, node).length) : length;
}

/* The shortest length around a node; WAY_FAR, or 0 where a slant may know better, if none is reached. */
static inline float nearest_beside(const struct way_march *march, const struct way_sign *signs, uint32_t node)
{
    const struct way_spot *spot = &march->front.spots[node];
    float x = nearer_of(spot, signs, WAY_EAST);
    float y = nearer_of(spot, signs, WAY_NORTH);
    return spot->slants ? 0.0f : lesser(x, y);
}

static inline void touch(struct way_march *march, uint32_t node)
{
    if (!march->mark[node]) {
        march->mark[node] = 1;
        march->touched[march->touched_count++] = node;
    }
}

/* What is looked at once the node is taken: the neighbours, and where rows have the same length what lies beyond them. A
 * front comes upon nodes in no order that memory foretells. */
static inline void fetch_beside(const struct way_march *march, const struct way_sign *signs, uint32_t node)
{
#ifdef __GNUC__
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = march->front.spots[node].links[link], beyond = 2 * other - node;
        __builtin_prefetch(&march->front.spots[other]);
        __builtin_prefetch(&signs[beyond < march->node_count ? beyond : node]);
    }
#endif
}

/* Gives the node a length if it is shorter than the one it has. */
static inline void improve(struct way_march *march, struct way_sign *signs, uint32_t node, float length)
{
    if (length < signs[node].length) {
        signs[node].length = length;
        fetch_beside(march, signs, node);
        way_front_put(&march->front, node, length);
    }
}

/* The slants of a node that has some. */
static inline const uint32_t *slants_of(const struct way_march *march, uint32_t node)
{
    return march->slants[march->slant_of[node]];
}

static void advance_slants(struct way_march *march, struct way_sign *signs, uint32_t node)
{
    const uint32_t *slants = slants_of(march, node);
    for (unsigned corner = 0; corner < 4; corner++) {
        if (slants[corner] != WAY_NONE && signs[slants[corner]].length > signs[node].length) {
            improve(march, signs, slants[corner], length_at(march, signs, slants[corner]));
        }
    }
}

static inline void advance_to(struct way_march *march, struct way_sign *signs, uint32_t other, float length)
{
    if (signs[other].length > length) {
        improve(march, signs, other, length_at(march, signs, other));
    }
}

static void advance(struct way_march *march, struct way_sign *signs, _Bool note)
{
    uint32_t node = way_front_take(&march->front);
    uint32_t room[4];
    const uint32_t *links = comers(march, node, room);
    float length = signs[node].length;
    advance_to(march, signs, links[WAY_EAST], length);
    advance_to(march, signs, links[WAY_WEST], length);
    advance_to(march, signs, links[WAY_NORTH], length);
    advance_to(march, signs, links[WAY_SOUTH], length);
    if (march->front.spots[node].slants) {
        advance_slants(march, signs, node);
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
    const uint32_t *links = march->front.spots[node].links;
    float own = signs[node].length;
    if (own >= WAY_FAR) {
        signs[node].dx = 0;
        signs[node].dy = 0;
        return;
    }
    if (march->front.spots[node].slants) {
        struct way_front_line front = way_slant_front(march, signs, node);
        if (front.length <= own) {
            set_direction(&signs[node], front.dx, front.dy);
            return;
        }
    }
    float dx = fall_of(own, signs[links[WAY_EAST]].length, signs[links[WAY_WEST]].length);
    float dy = fall_of(own, signs[links[WAY_NORTH]].length, signs[links[WAY_SOUTH]].length);
    set_direction(&signs[node], dx, dy);
}

/* The link to the neighbour from which the way is shortest; no way leads on from there: any. */
static unsigned shortest_link(const struct way_spot *spot, const struct way_sign *signs, uint32_t node)
{
    unsigned best = WAY_EAST;
    float least = WAY_FAR;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = spot->links[link];
        if (other != node && signs[other].length < least) {
            least = signs[other].length;
            best = link;
        }
    }
    return best;
}

/* Ways begin at tight nodes and lead off the wall, but there is room for a body: who is there goes as those do who walk
 * beside them, whichever way the wall runs. Their directions are known. */
static void direct_tight(const struct way_march *march, struct way_sign *signs, uint32_t node)
{
    const struct way_spot *spot = &march->front.spots[node];
    if (signs[node].length < WAY_FAR) {
        uint32_t beside = spot->links[shortest_link(spot, signs, node)];
        signs[node].dx = signs[beside].dx;
        signs[node].dy = signs[beside].dy;
    }
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
    for (size_t i = 0; i < march->node_count; i++) {
        signs[i] = (struct way_sign){.length = WAY_FAR};
    }
    plant_all(march, seeds, signs);
    while (march->front.count > 0) {
        advance(march, signs, 0);
    }
    march->front.lowest = 0;
    for (uint32_t i = 0; i < march->node_count; i++) {
        direct(march, signs, i);
    }
    direct_seeds(seeds, signs);
    for (uint32_t i = 0; i < march->node_count; i++) {
        if (march->front.spots[i].tight) {
            direct_tight(march, signs, i);
        }
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

/* The longest that a seed is: no longer length can be held by one. */
static float longest_seed(const struct way_seed_list *seeds)
{
    float longest = 0.0f;
    for (size_t i = 0; i < seeds->count; i++) {
        float length = to_quanta(seeds->items[i].length);
        longest = length > longest ? length : longest;
    }
    return longest;
}

struct doubt { /* what no longer follows from its neighbours or a seed is forgotten */
    struct way_march *march;
    const struct way_seed_list *seeds;
    struct way_sign *signs;
    float longest; /* seed */
};

static void forget(const struct doubt *doubt, uint32_t node)
{
    float own = doubt->signs[node].length;
    if (own <= doubt->longest && seed_length(doubt->seeds, node) <= own) {
        return;
    }
    doubt->signs[node].length = WAY_FAR;
    doubt->march->was[doubt->march->touched_count] = own;
    touch(doubt->march, node);
}

/* Whether the length of `node` followed from that of the neighbour over `link`, which was `was`. Where the opposite
 * neighbour is as near, it still follows from that one. */
static _Bool followed_from(const struct doubt *doubt, uint32_t node, unsigned link, float was)
{
    const struct way_spot *spot = &doubt->march->front.spots[node];
    if (doubt->signs[spot->links[link ^ 1u]].length <= was) {
        return 0;
    }
    float across = nearer_of(spot, doubt->signs, link ^ 2u);
    return was <= across || was - across < spot->time_s;
}

/* Forgets the nodes at the corners that no longer have what their lengths followed from. */
static void doubt_slants(const struct doubt *doubt, uint32_t node)
{
    const uint32_t *slants = slants_of(doubt->march, node);
    for (unsigned corner = 0; corner < 4; corner++) {
        uint32_t other = slants[corner];
        float length = other == WAY_NONE ? WAY_FAR : doubt->signs[other].length;
        if (length < WAY_FAR && length_at(doubt->march, doubt->signs, other) > length) {
            forget(doubt, other);
        }
    }
}

/* All that followed from the dirty nodes and no longer does. Because a length is greater than those that it follows
 * from, no two lengths can hold each other up. */
static void doubt_all(const struct doubt *doubt, const uint32_t *dirty, size_t count)
{
    struct way_march *march = doubt->march;
    struct way_sign *signs = doubt->signs;
    for (size_t i = 0; i < count; i++) {
        float own = signs[dirty[i]].length;
        if (own < WAY_FAR && length_at(march, signs, dirty[i]) > own) {
            forget(doubt, dirty[i]);
        }
    }
    for (size_t next = 0; next < march->touched_count; next++) {
        uint32_t node = march->touched[next];
        uint32_t room[4];
        const uint32_t *links = comers(march, node, room);
        float was = march->was[next];
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            uint32_t other = links[link];
            float length = signs[other].length;
            _Bool slants = march->front.spots[other].slants;
            if (length > was && length < WAY_FAR &&
                (slants ? length_at(march, signs, other) > length : followed_from(doubt, other, link ^ 1u, was))) {
                forget(doubt, other);
            }
        }
        if (march->front.spots[node].slants) {
            doubt_slants(doubt, node);
        }
    }
}

/* Touches the neighbours of the first `count` touched nodes from which a way leads there. */
static void touch_beside(struct way_march *march, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct way_spot *spot = &march->front.spots[march->touched[i]];
        uint32_t room[4];
        const uint32_t *links = comers(march, march->touched[i], room);
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            touch(march, links[link]);
        }
        for (unsigned corner = 0; spot->slants && corner < 4; corner++) {
            uint32_t other = slants_of(march, march->touched[i])[corner];
            if (other != WAY_NONE) {
                touch(march, other);
            }
        }
    }
}

/* Touches the tight neighbours of the first `count` touched nodes. No way leads to those, but ways come from them: where
 * both are the same, none is tight. */
static void touch_tight(struct way_march *march, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct way_spot *spot = &march->front.spots[march->touched[i]];
        if (spot->comes == spot->leads) {
            continue;
        }
        uint32_t room[4];
        const uint32_t *links = comers(march, march->touched[i], room);
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            if (march->front.spots[links[link]].tight) {
                touch(march, links[link]);
            }
        }
    }
}

/* Directions of all nodes that have changed, of those beside them, and of the tight ones beside those. */
static void direct_touched(struct way_march *march, const struct way_seed_list *seeds, struct way_sign *signs)
{
    size_t tight = 0;
    touch_beside(march, march->touched_count);
    touch_tight(march, march->touched_count);
    for (size_t i = 0; i < march->touched_count; i++) {
        uint32_t node = march->touched[i];
        direct(march, signs, node);
        march->mark[node] = 0;
        march->touched[tight] = node; /* the tight ones stay */
        tight += march->front.spots[node].tight;
    }
    direct_seeds(seeds, signs);
    for (size_t i = 0; i < tight; i++) {
        direct_tight(march, signs, march->touched[i]);
    }
    march->touched_count = 0;
    direct_seeds(seeds, signs);
}

void way_field_mend(struct way_march *march, const struct way_seed_list *seeds, const uint32_t *dirty, size_t count,
                    struct way_sign *signs)
{
    const struct doubt doubt = {.march = march, .seeds = seeds, .signs = signs, .longest = longest_seed(seeds)};
    doubt_all(&doubt, dirty, count);
    for (size_t i = 0, doubted = march->touched_count; i < doubted; i++) {
        uint32_t node = march->touched[i];
        if (nearest_beside(march, signs, node) < WAY_FAR) { /* few of them */
            improve(march, signs, node, length_at(march, signs, node));
        }
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
