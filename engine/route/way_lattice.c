/* Which cells have a node. Each cell is looked at in 5 x 5 samples, so that a door of 0.8 m survives at any angle.
 *
 * Depends on: route/way_map.h, sibu/geometry.h. One thread.
 */
#include "route/way_lattice.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLES 5u /* a side */
#define TIGHT_CLEAR_MIN_M 0.09f /* the smallest body may stand this near a wall */
#define NODES_MAX 0x7fffffffu

struct scan { /* one floor, row by row */
    struct way_map *map;
    uint32_t floor;
    double *crossings; /* room for every edge of the floor */
    uint8_t *inside; /* SAMPLES rows of SAMPLES * columns samples of the present row of cells */
    size_t capacity; /* of map->nodes */
};

static size_t edge_count(const struct sibu_floor *floor)
{
    size_t count = 0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        for (uint32_t k = 0; k < floor->walkable[i].count; k++) {
            count += floor->walkable[i].rings[k].count;
        }
    }
    return count;
}

static size_t ring_crossings(const struct sibu_ring *ring, double y, double *out)
{
    size_t count = 0;
    for (uint32_t i = 0; i < ring->count; i++) {
        struct sibu_point a = ring->points[i], b = ring->points[i + 1 < ring->count ? i + 1 : 0];
        if ((a.y > y) != (b.y > y)) {
            out[count++] = a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
        }
    }
    return count;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static size_t row_crossings(const struct sibu_floor *floor, double y, double *out)
{
    size_t count = 0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        for (uint32_t k = 0; k < floor->walkable[i].count; k++) {
            count += ring_crossings(&floor->walkable[i].rings[k], y, out + count);
        }
    }
    qsort(out, count, sizeof *out, by_value);
    return count;
}

static double sample_step(const struct scan *scan)
{
    return (double)scan->map->cell_m / (double)SAMPLES;
}

static double sample_x(const struct scan *scan, uint32_t index)
{
    double column = (double)scan->map->floors[scan->floor].column;
    return scan->map->origin_x + column * (double)scan->map->cell_m + ((double)index + 0.5) * sample_step(scan);
}

static double sample_y(const struct scan *scan, uint32_t row, uint32_t index)
{
    double cell = (double)(scan->map->floors[scan->floor].row + (int32_t)row);
    return scan->map->origin_y + cell * (double)scan->map->cell_m + ((double)index + 0.5) * sample_step(scan);
}

/* Marks the samples of one line that are inside the walkable area: those with an odd number of edges to their left. */
static void mark_line(struct scan *scan, double y, uint8_t *line, size_t samples)
{
    size_t count = row_crossings(&scan->map->site->floors[scan->floor], y, scan->crossings);
    size_t next = 0;
    for (uint32_t i = 0; i < samples; i++) {
        double x = sample_x(scan, i);
        while (next < count && scan->crossings[next] <= x) {
            next++;
        }
        line[i] = next & 1u;
    }
}

static void mark_row(struct scan *scan, uint32_t row)
{
    size_t samples = (size_t)scan->map->floors[scan->floor].columns * SAMPLES;
    for (uint32_t k = 0; k < SAMPLES; k++) {
        mark_line(scan, sample_y(scan, row, k), scan->inside + k * samples, samples);
    }
}

static uint16_t stair_at(const struct way_map *map, uint32_t floor, double x, double y)
{
    for (uint32_t i = 0; i < map->site->stair_count; i++) {
        const struct sibu_stair *stair = &map->site->stairs[i];
        if ((stair->floor == floor || stair->to == floor) && sibu_polygon_contains(&stair->polygon, x, y)) {
            return (uint16_t)(i + 1);
        }
    }
    return 0;
}

/* Looks at one sample: how clear it is. A sample in the half of a stair that is another floor's is left to that one. */
static _Bool sample_node(const struct scan *scan, double x, double y, struct way_node *node)
{
    const struct way_map *map = scan->map;
    *node = (struct way_node){.x = (float)x, .y = (float)y, .floor = (uint16_t)scan->floor};
    node->stair = stair_at(map, scan->floor, x, y);
    if (node->stair && way_stair_floor(&map->stairs[node->stair - 1], node->x, node->y) != scan->floor) {
        return 0;
    }
    float clear = piece_clearance(&map->walls, scan->floor, node->x, node->y);
    node->clear_m = clear < WAY_CLEAR_MAX_M ? clear : WAY_CLEAR_MAX_M;
    node->tight = node->clear_m < map->clearance_m;
    return node->clear_m >= TIGHT_CLEAR_MIN_M;
}

static uint8_t is_inside(const struct scan *scan, uint32_t column, uint32_t k)
{
    size_t samples = (size_t)scan->map->floors[scan->floor].columns * SAMPLES;
    return scan->inside[(k / SAMPLES) * samples + (size_t)column * SAMPLES + k % SAMPLES];
}

/* The node of one cell: its middle where that is clear, else its clearest sample. False where nobody can stand. */
static _Bool cell_node(const struct scan *scan, uint32_t row, uint32_t column, struct way_node *best)
{
    const uint32_t middle = SAMPLES * SAMPLES / 2;
    struct way_node node;
    best->clear_m = 0.0f;
    for (uint32_t n = 0; n < SAMPLES * SAMPLES; n++) {
        uint32_t k = n == 0 ? middle : n <= middle ? n - 1 : n; /* the middle first, then the others in order */
        double x = sample_x(scan, column * SAMPLES + k % SAMPLES), y = sample_y(scan, row, k / SAMPLES);
        if (is_inside(scan, column, k) && sample_node(scan, x, y, &node) && node.clear_m > best->clear_m) {
            *best = node;
        }
        if (n == 0 && best->clear_m >= scan->map->clearance_m) {
            return 1;
        }
    }
    return best->clear_m > 0.0f;
}

static void put_node(struct way_map *map, uint32_t floor, int32_t column, int32_t row, uint32_t node)
{
    struct way_floor *table = &map->floors[floor];
    int32_t c = column - table->column, r = row - table->row;
    if (c >= 0 && r >= 0 && (uint32_t)c < table->columns && (uint32_t)r < table->rows) {
        table->nodes[(size_t)r * table->columns + (size_t)c] = node;
    }
}

static _Bool add_node(struct scan *scan, uint32_t row, uint32_t column, const struct way_node *node)
{
    struct way_map *map = scan->map;
    const struct way_floor *table = &map->floors[scan->floor];
    void *items = map->nodes;
    if (!sibu_array_reserve(&items, &scan->capacity, map->node_count + 1, sizeof *map->nodes, NODES_MAX)) {
        return 0;
    }
    map->nodes = items;
    map->nodes[map->node_count] = *node;
    int32_t c = table->column + (int32_t)column, r = table->row + (int32_t)row;
    put_node(map, scan->floor, c, r, (uint32_t)map->node_count);
    if (node->stair) {
        const struct way_stair *stair = &map->stairs[node->stair - 1];
        put_node(map, stair->floor == scan->floor ? stair->to : stair->floor, c, r, (uint32_t)map->node_count);
    }
    map->node_count++;
    return 1;
}

static _Bool scan_row(struct scan *scan, uint32_t row)
{
    const struct way_floor *table = &scan->map->floors[scan->floor];
    struct way_node node;
    mark_row(scan, row);
    for (uint32_t column = 0; column < table->columns; column++) {
        _Bool taken = table->nodes[(size_t)row * table->columns + column] != WAY_NONE;
        if (!taken && cell_node(scan, row, column, &node) && !add_node(scan, row, column, &node)) {
            return 0;
        }
    }
    return 1;
}

static _Bool scan_floor(struct scan *scan)
{
    const struct way_floor *table = &scan->map->floors[scan->floor];
    size_t samples = (size_t)table->columns * SAMPLES;
    scan->crossings = sibu_array_new(edge_count(&scan->map->site->floors[scan->floor]), sizeof *scan->crossings);
    scan->inside = sibu_array_new(samples, SAMPLES);
    _Bool done = scan->crossings && scan->inside;
    for (uint32_t row = 0; done && row < table->rows; row++) {
        done = scan_row(scan, row);
    }
    sibu_array_free(scan->crossings);
    sibu_array_free(scan->inside);
    return done;
}

_Bool way_lattice_fill(struct way_map *map)
{
    struct scan scan = {.map = map};
    for (uint32_t floor = 0; floor < map->site->floor_count; floor++) {
        struct way_floor *table = &map->floors[floor];
        memset(table->nodes, 0xff, (size_t)table->columns * table->rows * sizeof *table->nodes);
    }
    for (scan.floor = 0; scan.floor < map->site->floor_count; scan.floor++) {
        if (!scan_floor(&scan)) {
            return 0;
        }
    }
    return 1;
}
