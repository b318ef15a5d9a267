/* Places by throwing darts, and where these miss too often, by going over the area on a fine grid. See placing.h. */
#include "world/placing.h"

#include <assert.h>

#define BUCKET_M 0.5f
#define BODY_GAP_M 0.02f /* left between two bodies */
#define DARTS 300
#define GRID_M 0.1

static enum sibu_status no_memory(const struct sibu_site *site, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足，无法安排人员位置",
                          "no memory left to find places for people");
}

_Bool placing_find_level(struct placing *placing)
{
    placing->level = way_mark_out(placing->map, 0);
    return placing->level != NULL;
}

enum sibu_status placing_open(struct placing *placing, const struct sibu_site *site, const struct sibu_ways *ways,
                              const uint8_t key[32], size_t people, struct sibu_fault *fault)
{
    *placing = (struct placing){.site = site};
    for (size_t i = 0; i < sizeof placing->key; i++) {
        placing->key[i] = key[i];
    }
    placing->map = ways ? &ways->map : &placing->own_map;
    enum sibu_status status = ways ? SIBU_OK : way_map_open(&placing->own_map, site, (float)SIBU_WAYS_RADIUS_M, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct sibu_box *box = &placing->map->box;
    placing->columns = (uint32_t)((box->max_x - box->min_x) / (double)BUCKET_M) + 1;
    placing->rows = (uint32_t)((box->max_y - box->min_y) / (double)BUCKET_M) + 1;
    size_t buckets = (size_t)placing->columns * placing->rows * site->floor_count;
    placing->bucket = sibu_array_new(buckets, sizeof *placing->bucket);
    placing->bodies = sibu_array_new(people, sizeof *placing->bodies);
    placing->own_leads_out = ways ? NULL : way_mark_out(placing->map, 1);
    placing->leads_out = ways ? ways->leads_out : placing->own_leads_out;
    if (!placing->bucket || !placing->bodies || !placing->leads_out) {
        return no_memory(site, fault);
    }
    return SIBU_OK;
}

void placing_close(struct placing *placing)
{
    way_map_clear(&placing->own_map);
    sibu_array_free(placing->own_leads_out);
    sibu_array_free(placing->level);
    sibu_array_free(placing->bucket);
    sibu_array_free(placing->bodies);
    *placing = (struct placing){0};
}

static uint32_t index_along(double offset, uint32_t count)
{
    uint32_t index = offset > 0.0 ? (uint32_t)(offset / (double)BUCKET_M) : 0;
    return index < count ? index : count - 1;
}

static uint32_t *bucket_at(const struct placing *placing, uint32_t floor, uint32_t row, uint32_t column)
{
    return &placing->bucket[((size_t)floor * placing->rows + row) * placing->columns + column];
}

static _Bool hits(const struct placing *placing, uint32_t first, float x, float y, float radius)
{
    for (uint32_t k = first; k; k = placing->bodies[k - 1].next) {
        const struct placing_body *body = &placing->bodies[k - 1];
        float dx = body->x - x, dy = body->y - y, least = body->radius + radius + BODY_GAP_M;
        if (dx * dx + dy * dy < least * least) {
            return 1;
        }
    }
    return 0;
}

static _Bool is_free(const struct placing *placing, uint32_t floor, float x, float y, float radius)
{
    uint32_t column = index_along((double)x - placing->map->box.min_x, placing->columns);
    uint32_t row = index_along((double)y - placing->map->box.min_y, placing->rows);
    uint32_t reach = (uint32_t)(2.0 * SIBU_WAYS_RADIUS_M / (double)BUCKET_M) + 1;
    for (uint32_t r = row > reach ? row - reach : 0; r <= row + reach && r < placing->rows; r++) {
        for (uint32_t c = column > reach ? column - reach : 0; c <= column + reach && c < placing->columns; c++) {
            if (hits(placing, *bucket_at(placing, floor, r, c), x, y, radius)) {
                return 0;
            }
        }
    }
    return 1;
}

/* Whether somebody can stand there and get out from there. Nobody is put on a stair. */
static _Bool is_good(const struct placing *placing, const struct placing_area *area, float x, float y, float radius)
{
    const struct way_map *map = placing->map;
    uint32_t node = way_node_at(map, area->floor, x, y);
    if (node == WAY_NONE || !placing->leads_out[node] || map->nodes[node].stair) {
        return 0;
    }
    const struct way_node *at = &map->nodes[node];
    struct piece_run walls = piece_near(&map->walls, area->floor, x, y);
    return piece_clearance(&map->walls, area->floor, x, y) >= radius &&
           !piece_wall_between(walls, x, y, at->x, at->y) &&
           sibu_polygon_contains(area->polygon, (double)x, (double)y) && is_free(placing, area->floor, x, y, radius);
}

static void take(struct placing *placing, uint32_t floor, struct sibu_person_def *person, float x, float y)
{
    uint32_t *bucket = bucket_at(placing, floor, index_along((double)y - placing->map->box.min_y, placing->rows),
                                 index_along((double)x - placing->map->box.min_x, placing->columns));
    placing->bodies[placing->count] =
        (struct placing_body){.x = x, .y = y, .radius = (float)person->radius_m, .next = *bucket};
    *bucket = (uint32_t)++placing->count;
    person->floor = floor;
    person->x_m = (double)x;
    person->y_m = (double)y;
}

static _Bool put_by_darts(struct placing *placing, const struct placing_area *area, struct sibu_person_def *person,
                          struct sibu_pcg64 *stream)
{
    struct sibu_box box = sibu_polygon_box(area->polygon);
    for (int i = 0; i < DARTS; i++) {
        float x = (float)sibu_draw_between(stream, box.min_x, box.max_x);
        float y = (float)sibu_draw_between(stream, box.min_y, box.max_y);
        if (is_good(placing, area, x, y, (float)person->radius_m)) {
            take(placing, area->floor, person, x, y);
            return 1;
        }
    }
    return 0;
}

/* Goes over the area point by point from a point drawn at random, and takes the first free one. */
static _Bool put_by_grid(struct placing *placing, const struct placing_area *area, struct sibu_person_def *person,
                         struct sibu_pcg64 *stream)
{
    struct sibu_box box = sibu_polygon_box(area->polygon);
    uint64_t columns = (uint64_t)((box.max_x - box.min_x) / GRID_M) + 1;
    uint64_t rows = (uint64_t)((box.max_y - box.min_y) / GRID_M) + 1, all = columns * rows;
    uint64_t from = sibu_pcg64_below(stream, all);
    for (uint64_t n = 0; n < all; n++) {
        uint64_t k = (from + n) % all;
        float x = (float)(box.min_x + (double)(k % columns) * GRID_M);
        float y = (float)(box.min_y + (double)(k / columns) * GRID_M);
        if (is_good(placing, area, x, y, (float)person->radius_m)) {
            take(placing, area->floor, person, x, y);
            return 1;
        }
    }
    return 0;
}

enum sibu_status placing_put(struct placing *placing, const struct placing_area *area, struct sibu_person_def *person,
                             struct sibu_fault *fault)
{
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, placing->key, "place", person->id);
    if (put_by_darts(placing, area, person, &stream) || put_by_grid(placing, area, person, &stream)) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, area->id,
                          "第 %u 个区域放不下这么多人：第 %u 人已无处可站（须离墙、离人并有通路）",
                          "area number %u is too small for its people: there is no free place with a way out for "
                          "person %u",
                          (unsigned)area->index + 1, (unsigned)person->id);
}
