/* Making blocks: nodes are gathered square by square, slivers go to their neighbours, then links are measured.
 *
 * See sibu/blocks.h and hazard/block.h. The order of blocks is that of their first nodes, so that it is the same everywhere.
 */
#include "hazard/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/memory.h"
#include "sibu/random.h"

#define BLOCK_M_MAX 1000.0
#define USUAL_M_MAX 640.0
#define SLIVER_SHARE 0.25f /* of a square: what is smaller joins a neighbour that is larger */
#define NEAR_RINGS 8 /* of a metre each */
#define EIGHTH (3.14159265358979323846 / 4.0)

struct gathering {
    struct sibu_blocks *blocks;
    double block_m;
    uint8_t *open; /* by node: 1 under the sky */
    uint8_t *door; /* by node: bit per link that leads through a door or an exit */
    uint32_t *queue; /* of nodes, then of blocks */
    struct block_link *found; /* links, each as often as node links make it up */
    size_t found_count;
};

static _Bool crosses_line(const struct way_map *map, uint32_t from, uint32_t to)
{
    const struct way_node *a = &map->nodes[from], *b = &map->nodes[to];
    const struct sibu_point ends[] = {{(double)a->x, (double)a->y}, {(double)b->x, (double)b->y}};
    struct piece_run lines = piece_near(&map->lines, a->floor, a->x, a->y);
    for (size_t k = 0; k < lines.count; k++) {
        double share;
        if (piece_crossed(&lines.items[k], ends[0], ends[1], &share)) {
            return 1;
        }
    }
    return 0;
}

static void find_doors(struct gathering *at)
{
    const struct way_map *map = at->blocks->map;
    for (uint32_t node = 0; node < map->node_count; node++) {
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH && !map->calm[node]; link++) {
            uint32_t other = map->links[node][link];
            if (other != WAY_NONE && crosses_line(map, node, other)) {
                at->door[node] = (uint8_t)(at->door[node] | 1u << link);
            }
        }
    }
}

static void open_zone(struct gathering *at, const struct sibu_zone *zone)
{
    const struct way_map *map = at->blocks->map;
    struct sibu_box box = sibu_polygon_box(&zone->polygon);
    for (uint32_t node = 0; node < map->node_count; node++) {
        const struct way_node *here = &map->nodes[node];
        double x = (double)here->x, y = (double)here->y;
        if (here->floor == zone->floor && x >= box.min_x && x <= box.max_x && y >= box.min_y && y <= box.max_y &&
            sibu_polygon_contains(&zone->polygon, x, y)) {
            at->open[node] = 1;
        }
    }
}

static void find_sky(struct gathering *at)
{
    const struct way_map *map = at->blocks->map;
    for (uint32_t node = 0; node < map->node_count; node++) {
        at->open[node] = map->nodes[node].outside;
    }
    for (uint32_t zone = 0; zone < map->site->zone_count; zone++) {
        if (map->site->zones[zone].use == SIBU_USE_OUTDOOR) {
            open_zone(at, &map->site->zones[zone]);
        }
    }
}

static int64_t square_of(const struct gathering *at, uint32_t node)
{
    const struct way_map *map = at->blocks->map;
    double column = floor(((double)map->nodes[node].x - map->origin_x) / at->block_m);
    double row = floor(((double)map->nodes[node].y - map->origin_y) / at->block_m);
    return (int64_t)row * INT32_MAX + (int64_t)column;
}

/* Whether both belong to the same block, if they are of the same square. */
static _Bool together(const struct gathering *at, uint32_t node, unsigned link)
{
    const struct way_map *map = at->blocks->map;
    uint32_t other = map->links[node][link];
    return other != WAY_NONE && (at->door[node] >> link & 1u) == 0 &&
           map->nodes[other].floor == map->nodes[node].floor && at->open[other] == at->open[node];
}

static void gather_one(struct gathering *at, uint32_t first, uint32_t block)
{
    const struct way_map *map = at->blocks->map;
    const int64_t square = square_of(at, first);
    size_t count = 1;
    at->queue[0] = first;
    at->blocks->of_node[first] = block;
    for (size_t i = 0; i < count; i++) {
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            uint32_t other = map->links[at->queue[i]][link];
            if (together(at, at->queue[i], link) && at->blocks->of_node[other] == SIBU_NONE &&
                square_of(at, other) == square) {
                at->blocks->of_node[other] = block;
                at->queue[count++] = other;
            }
        }
    }
}

static uint32_t gather(struct gathering *at)
{
    uint32_t count = 0;
    memset(at->blocks->of_node, 0xff, at->blocks->map->node_count * sizeof *at->blocks->of_node);
    for (uint32_t node = 0; node < at->blocks->map->node_count; node++) {
        if (at->blocks->of_node[node] == SIBU_NONE) {
            gather_one(at, node, count++);
        }
    }
    return count;
}

static int compare_links(const void *a, const void *b)
{
    const struct block_link *one = a, *other = b;
    if (one->from != other->from) {
        return one->from < other->from ? -1 : 1;
    }
    if (one->to != other->to) {
        return one->to < other->to ? -1 : 1;
    }
    return (int)one->is_door - (int)other->is_door;
}

/* All node links from one block to another, each found once: eastwards and northwards. */
static void find_links(struct gathering *at)
{
    const struct way_map *map = at->blocks->map;
    at->found_count = 0;
    for (uint32_t node = 0; node < map->node_count; node++) {
        for (unsigned link = WAY_EAST; link <= WAY_NORTH; link += WAY_NORTH - WAY_EAST) {
            uint32_t other = map->links[node][link];
            if (other == WAY_NONE || map->nodes[other].floor != map->nodes[node].floor) {
                continue;
            }
            uint32_t a = at->blocks->of_node[node], b = at->blocks->of_node[other];
            if (a != b) {
                at->found[at->found_count++] = (struct block_link){.from = a < b ? a : b,
                                                                   .to = a < b ? b : a,
                                                                   .width_m = map->cell_m,
                                                                   .is_door = !together(at, node, link)};
            }
        }
    }
    qsort(at->found, at->found_count, sizeof *at->found, compare_links);
    size_t count = 0;
    for (size_t i = 0; i < at->found_count; i++) {
        if (count > 0 && compare_links(&at->found[count - 1], &at->found[i]) == 0) {
            at->found[count - 1].width_m += at->found[i].width_m;
        } else {
            at->found[count++] = at->found[i];
        }
    }
    at->found_count = count;
}

static void weigh(struct gathering *at, float *area_m2, uint32_t count)
{
    const struct way_map *map = at->blocks->map;
    memset(area_m2, 0, count * sizeof *area_m2);
    for (uint32_t node = 0; node < map->node_count; node++) {
        area_m2[at->blocks->of_node[node]] += map->cell_m * map->cell_m;
    }
}

static _Bool is_larger(const float *area_m2, uint32_t a, uint32_t b)
{
    return area_m2[a] > area_m2[b] || (!(area_m2[a] < area_m2[b]) && a < b);
}

/* Slivers join the larger neighbour to which they open widest; chains of them end, for each joins a larger one. */
static void choose_hosts(const struct gathering *at, const float *area_m2, uint32_t *host, float *widest)
{
    float least = SLIVER_SHARE * (float)(at->block_m * at->block_m);
    for (size_t i = 0; i < at->found_count; i++) {
        const struct block_link *link = &at->found[i];
        uint32_t small = is_larger(area_m2, link->from, link->to) ? link->to : link->from;
        if (!link->is_door && area_m2[small] < least && link->width_m > widest[small]) {
            widest[small] = link->width_m;
            host[small] = small == link->to ? link->from : link->to;
        }
    }
}

/* Numbers what is left anew, in the order of the first nodes. Returns how many there are. */
static uint32_t number_anew(struct gathering *at, uint32_t *host, uint32_t *name)
{
    uint32_t count = 0;
    for (uint32_t node = 0; node < at->blocks->map->node_count; node++) {
        uint32_t block = at->blocks->of_node[node];
        while (host[block] != block) {
            block = host[block];
        }
        if (name[block] == SIBU_NONE) {
            name[block] = count++;
        }
        at->blocks->of_node[node] = name[block];
    }
    return count;
}

static uint32_t join_slivers(struct gathering *at, uint32_t count, struct sibu_arena *arena)
{
    float *area_m2 = sibu_arena_take(arena, count + 1, sizeof *area_m2);
    float *widest = sibu_arena_take(arena, count + 1, sizeof *widest);
    uint32_t *host = sibu_arena_take(arena, count + 1, sizeof *host);
    uint32_t *name = sibu_arena_take(arena, count + 1, sizeof *name);
    if (!area_m2 || !widest || !host || !name) {
        return SIBU_NONE;
    }
    for (uint32_t block = 0; block < count; block++) {
        host[block] = block;
        name[block] = SIBU_NONE;
    }
    weigh(at, area_m2, count);
    find_links(at);
    choose_hosts(at, area_m2, host, widest);
    return number_anew(at, host, name);
}

static void widen(struct block *block, const struct way_node *node, float half_m)
{
    _Bool first = !(block->area_m2 > 0.0f);
    block->least_x = first || node->x - half_m < block->least_x ? node->x - half_m : block->least_x;
    block->least_y = first || node->y - half_m < block->least_y ? node->y - half_m : block->least_y;
    block->most_x = first || node->x + half_m > block->most_x ? node->x + half_m : block->most_x;
    block->most_y = first || node->y + half_m > block->most_y ? node->y + half_m : block->most_y;
}

/* The middle of each block's nodes, then the node nearest to it. */
static void find_middles(struct sibu_blocks *blocks, double (*sum)[2], float *nearest)
{
    const struct way_map *map = blocks->map;
    const float cell_m2 = map->cell_m * map->cell_m;
    for (uint32_t node = 0; node < map->node_count; node++) {
        uint32_t block = blocks->of_node[node];
        widen(&blocks->blocks[block], &map->nodes[node], map->cell_m * 0.5f);
        blocks->blocks[block].area_m2 += cell_m2;
        sum[block][0] += (double)map->nodes[node].x;
        sum[block][1] += (double)map->nodes[node].y;
    }
    for (uint32_t node = 0; node < map->node_count; node++) {
        struct block *block = &blocks->blocks[blocks->of_node[node]];
        const double *at = sum[blocks->of_node[node]], nodes = (double)(block->area_m2 / cell_m2);
        float dx = map->nodes[node].x - (float)(at[0] / nodes), dy = map->nodes[node].y - (float)(at[1] / nodes);
        float away = dx * dx + dy * dy, *least = &nearest[blocks->of_node[node]];
        if (block->zone == SIBU_NONE || away < *least) { /* zone: SIBU_NONE until a node has been seen */
            *least = away;
            block->x = map->nodes[node].x;
            block->y = map->nodes[node].y;
            block->zone = node;
        }
    }
}

static uint32_t zone_at(const struct sibu_site *site, const struct block *block)
{
    for (uint32_t zone = 0; zone < site->zone_count; zone++) {
        if (site->zones[zone].floor == block->floor &&
            sibu_polygon_contains(&site->zones[zone].polygon, (double)block->x, (double)block->y)) {
            return zone;
        }
    }
    return SIBU_NONE;
}

static _Bool describe(struct gathering *at, struct sibu_arena *arena)
{
    struct sibu_blocks *blocks = at->blocks;
    double(*sum)[2] = sibu_arena_take(arena, blocks->count + 1, sizeof *sum);
    float *nearest = sibu_arena_take(arena, blocks->count + 1, sizeof *nearest);
    if (!sum || !nearest) {
        return 0;
    }
    for (size_t i = 0; i < blocks->count; i++) {
        blocks->blocks[i].zone = SIBU_NONE;
        blocks->blocks[i].room = SIBU_NONE;
    }
    find_middles(blocks, sum, nearest);
    for (size_t i = 0; i < blocks->count; i++) {
        struct block *block = &blocks->blocks[i];
        uint32_t node = block->zone;
        block->floor = blocks->map->nodes[node].floor;
        block->is_open = at->open[node];
        block->zone = zone_at(blocks->map->site, block);
    }
    return 1;
}

static float apart(const struct block *a, const struct block *b)
{
    float dx = a->x - b->x, dy = a->y - b->y;
    return sqrtf(dx * dx + dy * dy);
}

/* Copies the links, with their lengths, and sorts out whose they are. */
static _Bool keep_links(struct gathering *at)
{
    struct sibu_blocks *blocks = at->blocks;
    blocks->link_count = at->found_count;
    blocks->links = sibu_array_new(blocks->link_count + 1, sizeof *blocks->links);
    blocks->ends = sibu_array_new(2 * blocks->link_count + 1, sizeof *blocks->ends);
    blocks->first_end = sibu_array_new(blocks->count + 2, sizeof *blocks->first_end);
    if (!blocks->links || !blocks->ends || !blocks->first_end) {
        return 0;
    }
    memcpy(blocks->links, at->found, blocks->link_count * sizeof *blocks->links);
    uint32_t *first = blocks->first_end;
    for (size_t i = 0; i < blocks->link_count; i++) {
        struct block_link *link = &blocks->links[i];
        float length = apart(&blocks->blocks[link->from], &blocks->blocks[link->to]);
        link->distance_m = length > blocks->map->cell_m ? length : blocks->map->cell_m;
        first[link->from + 2]++;
        first[link->to + 2]++;
    }
    for (size_t i = 2; i < blocks->count + 2; i++) {
        first[i] += first[i - 1];
    }
    for (uint32_t i = 0; i < blocks->link_count; i++) { /* filling moves each first to the next one's */
        const struct block_link *link = &blocks->links[i];
        blocks->ends[first[link->from + 1]++] = (struct block_end){.other = link->to, .link = i};
        blocks->ends[first[link->to + 1]++] = (struct block_end){.other = link->from, .link = i};
    }
    return 1;
}

static void name_room(struct sibu_blocks *blocks, uint32_t *queue, uint32_t first, uint32_t room)
{
    size_t count = 1;
    queue[0] = first;
    blocks->blocks[first].room = room;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = blocks->first_end[queue[i]]; k < blocks->first_end[queue[i] + 1]; k++) {
            struct block_end end = blocks->ends[k];
            if (!blocks->links[end.link].is_door && blocks->blocks[end.other].room == SIBU_NONE) {
                blocks->blocks[end.other].room = room;
                queue[count++] = end.other;
            }
        }
    }
}

static void name_rooms(struct gathering *at)
{
    uint32_t rooms = 0;
    for (uint32_t block = 0; block < at->blocks->count; block++) {
        if (at->blocks->blocks[block].room == SIBU_NONE) {
            name_room(at->blocks, at->queue, block, rooms++);
        }
    }
}

static _Bool build(struct gathering *at, struct sibu_arena *arena)
{
    struct sibu_blocks *blocks = at->blocks;
    const size_t nodes = blocks->map->node_count;
    at->open = sibu_arena_take(arena, nodes + 1, 1);
    at->door = sibu_arena_take(arena, nodes + 1, 1);
    at->queue = sibu_arena_take(arena, nodes + 1, sizeof *at->queue);
    at->found = sibu_arena_take(arena, 2 * nodes + 1, sizeof *at->found);
    blocks->of_node = sibu_array_new(nodes + 1, sizeof *blocks->of_node);
    if (!at->open || !at->door || !at->queue || !at->found || !blocks->of_node) {
        return 0;
    }
    find_doors(at);
    find_sky(at);
    uint32_t count = join_slivers(at, gather(at), arena);
    blocks->count = count == SIBU_NONE ? 0 : count;
    blocks->blocks = sibu_array_new(blocks->count + 1, sizeof *blocks->blocks);
    if (count == SIBU_NONE || !blocks->blocks || !describe(at, arena)) {
        return 0;
    }
    find_links(at);
    if (!keep_links(at)) {
        return 0;
    }
    name_rooms(at);
    return 1;
}

static enum sibu_status open_with(struct sibu_blocks **out, const struct way_map *map, double block_m,
                                  struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_blocks *blocks = sibu_array_new(1, sizeof *blocks);
    _Bool built = 0;
    if (blocks) {
        double cell_m = (double)map->cell_m;
        blocks->map = map;
        struct gathering at = {.blocks = blocks, .block_m = block_m > cell_m ? block_m : cell_m};
        built = build(&at, &arena);
    }
    sibu_arena_clear(&arena);
    if (!built) {
        sibu_blocks_close(blocks);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "blocks", "内存不足", "out of memory");
    }
    *out = blocks;
    return SIBU_OK;
}

static enum sibu_status open_on(struct sibu_blocks **out, const struct way_map *map, double block_m,
                                struct sibu_fault *fault)
{
    double side_m = block_m > 0.0 ? block_m : SIBU_BLOCK_M;
    enum sibu_status status = open_with(out, map, side_m, fault);
    while (status == SIBU_OK && !(block_m > 0.0) && (*out)->count > SIBU_BLOCKS_USUAL && side_m < USUAL_M_MAX) {
        sibu_blocks_close(*out);
        *out = NULL;
        side_m *= 2.0;
        status = open_with(out, map, side_m, fault);
    }
    return status;
}

static enum sibu_status check_side(double block_m, struct sibu_fault *fault)
{
    return block_m >= 0.0 && block_m <= BLOCK_M_MAX
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_BAD_INPUT, "block_m", "边长 %g 米不在 [0, 1000] 之内",
                                "squares of %g m are not in [0, 1000]", block_m);
}

enum sibu_status sibu_blocks_open(struct sibu_blocks **out, const struct sibu_ways *ways, double block_m,
                                  struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = check_side(block_m, fault);
    return status == SIBU_OK ? open_on(out, &ways->map, block_m, fault) : status;
}

enum sibu_status sibu_blocks_open_site(struct sibu_blocks **out, const struct sibu_site *site, double block_m,
                                       struct sibu_fault *fault)
{
    struct way_map map = {0};
    *out = NULL;
    enum sibu_status status = check_side(block_m, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = way_map_open(&map, site, (float)SIBU_WAYS_RADIUS_M, fault);
    status = status == SIBU_OK ? open_on(out, &map, block_m, fault) : status;
    if (status != SIBU_OK) {
        way_map_clear(&map);
        return status;
    }
    (*out)->own = map;
    (*out)->map = &(*out)->own;
    return SIBU_OK;
}

void sibu_blocks_close(struct sibu_blocks *blocks)
{
    if (blocks) {
        sibu_array_free(blocks->blocks);
        sibu_array_free(blocks->links);
        sibu_array_free(blocks->ends);
        sibu_array_free(blocks->first_end);
        sibu_array_free(blocks->of_node);
        way_map_clear(&blocks->own);
        sibu_array_free(blocks);
    }
}

size_t sibu_blocks_count(const struct sibu_blocks *blocks)
{
    return blocks->count;
}

void sibu_blocks_view(const struct sibu_blocks *blocks, uint32_t block, struct sibu_block_view *out)
{
    const struct block *at = &blocks->blocks[block];
    *out = (struct sibu_block_view){
        .box = {(double)at->least_x, (double)at->least_y, (double)at->most_x, (double)at->most_y},
        .x_m = (double)at->x,
        .y_m = (double)at->y,
        .floor = at->floor,
        .zone = at->zone,
        .is_open = at->is_open};
}

uint32_t sibu_blocks_at(const struct sibu_blocks *blocks, uint32_t floor, double x_m, double y_m)
{
    uint32_t node =
        floor < blocks->map->site->floor_count ? way_node_at(blocks->map, floor, (float)x_m, (float)y_m) : WAY_NONE;
    return node == WAY_NONE ? SIBU_NONE : blocks->of_node[node];
}

uint32_t block_near(const struct sibu_blocks *blocks, uint32_t floor, double x_m, double y_m)
{
    uint32_t block = sibu_blocks_at(blocks, floor, x_m, y_m);
    for (int ring = 1; ring <= NEAR_RINGS && block == SIBU_NONE; ring++) {
        for (int k = 0; k < 8 && block == SIBU_NONE; k++) {
            double sine, cosine;
            sibu_sincos(EIGHTH * (double)k, &sine, &cosine);
            block = sibu_blocks_at(blocks, floor, x_m + cosine * ring, y_m + sine * ring);
        }
    }
    return block;
}
