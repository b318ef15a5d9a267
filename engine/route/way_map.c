/* Making the map: its box, walls, lines and stairs; the nodes and links are way_lattice.c and way_link.c.
 *
 * Depends on: route/way_lattice.h, route/way_link.h. One thread.
 */
#include "route/way_map.h"

#include <math.h>

#include "route/way_calm.h"
#include "route/way_lattice.h"
#include "route/way_link.h"
#include "route/way_slant.h"

#define BOX_MARGIN_M 1.0
#define CELLS_MAX 67108864.0 /* over all floors: 1 km2 on four floors */
/* What a lattice may take until a coarser one is made: 400 x 400 m with 40 exits still have cells of 0.25 m, 1 km2 with 50
 * has cells of 1 m. */
#define FIELDS_MAX_BYTES 1073741824.0
#define BYTES_A_NODE 56.0
#define BYTES_A_GOAL 8.0
#define STAIR_LENGTH_MIN_M 1.2 /* shorter, people on its two floors would not see each other in time */

/* Speed on a stair as a share of the free speed on the level, along the slope: the usual factors after Fruin (1971)
 * and Weidmann (1993). */
#define STAIR_DOWN 0.7
#define STAIR_UP 0.5

static struct sibu_box box_of(const struct sibu_site *site)
{
    struct sibu_box box = site->floors[0].box;
    for (uint32_t i = 1; i < site->floor_count; i++) {
        const struct sibu_box *other = &site->floors[i].box;
        box.min_x = other->min_x < box.min_x ? other->min_x : box.min_x;
        box.min_y = other->min_y < box.min_y ? other->min_y : box.min_y;
        box.max_x = other->max_x > box.max_x ? other->max_x : box.max_x;
        box.max_y = other->max_y > box.max_y ? other->max_y : box.max_y;
    }
    box.min_x -= BOX_MARGIN_M;
    box.min_y -= BOX_MARGIN_M;
    box.max_x += BOX_MARGIN_M;
    box.max_y += BOX_MARGIN_M;
    return box;
}

static enum sibu_status no_memory(const struct sibu_site *site, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足，无法建立路线网格",
                          "no memory left for the grid of ways");
}

static double cell_count(const struct way_map *map)
{
    double cells = 0.0;
    for (uint32_t i = 0; i < map->site->floor_count; i++) {
        struct sibu_box box = map->site->floors[i].box;
        cells +=
            ((box.max_x - box.min_x) * map->cells_per_m + 1.0) * ((box.max_y - box.min_y) * map->cells_per_m + 1.0);
    }
    return cells;
}

static void set_cell(struct way_map *map, double cell_m)
{
    map->cell_m = (float)cell_m;
    map->cells_per_m = 1.0 / cell_m;
}

/* The finest lattice whose fields fit, and whether there is one. */
static enum sibu_status choose_cell(struct way_map *map, struct sibu_fault *fault)
{
    const struct sibu_site *site = map->site;
    double goals = (double)(site->exit_count > site->muster_count ? site->exit_count : site->muster_count);
    double whole = (map->box.max_x - map->box.min_x) * (map->box.max_y - map->box.min_y) /
                   (PIECE_CELL_M * PIECE_CELL_M) * (double)site->floor_count;
    set_cell(map, WAY_CELL_M);
    while ((double)map->cell_m < WAY_CELL_MAX_M &&
           cell_count(map) * (BYTES_A_NODE + goals * BYTES_A_GOAL) > FIELDS_MAX_BYTES) {
        set_cell(map, (double)map->cell_m * 2.0);
    }
    if (!(cell_count(map) <= CELLS_MAX && whole <= CELLS_MAX)) {
        return sibu_fault_set(fault, SIBU_LIMIT, map->site->id,
                              "场地过大，路线网格放不下：请检查坐标单位，或拆分为几个场地",
                              "the site is too large for the grid of ways: check the unit of its coordinates, or split "
                              "it into several sites");
    }
    return SIBU_OK;
}

static _Bool leads_through(const struct way_map *map, uint32_t door)
{
    for (uint32_t i = 0; i < map->node_count; i++) {
        const struct way_node *node = &map->nodes[i];
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH && !node->tight; link++) {
            uint32_t other = map->links[i][link];
            if (other != WAY_NONE && !map->nodes[other].tight &&
                way_link_crosses(map, node, &map->nodes[other], PIECE_DOOR, door)) {
                return 1;
            }
        }
    }
    return 0;
}

/* On a coarse lattice a narrow door may be lost: then the site is refused, rather than people being shut in. */
static enum sibu_status check_doors(const struct way_map *map, struct sibu_fault *fault)
{
    for (uint32_t door = 0; (double)map->cell_m > WAY_CELL_M && door < map->site->door_count; door++) {
        if (!leads_through(map, door)) {
            return sibu_fault_set(fault, SIBU_LIMIT, map->site->doors[door].id,
                                  "场地过大，只能使用 %g 米的路线网格，而此门太窄，网格无法通过：请拆分场地",
                                  "the site is so large that its grid of ways has cells of %g m, and this door is too "
                                  "narrow for them: split the site",
                                  (double)map->cell_m);
        }
    }
    return SIBU_OK;
}

static enum sibu_status open_stair(struct way_map *map, uint32_t index, struct sibu_fault *fault)
{
    const struct sibu_stair *stair = &map->site->stairs[index];
    const struct sibu_ring *ring = &stair->polygon.rings[0];
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (uint32_t i = 0; i < ring->count; i++) {
        double along = ring->points[i].x * stair->direction.x + ring->points[i].y * stair->direction.y;
        low = along < low ? along : low;
        high = along > high ? along : high;
    }
    if (!(high - low >= STAIR_LENGTH_MIN_M)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, stair->id, "楼梯平面长度只有 %.2f 米，至少应为 %.1f 米",
                              "the stair is only %.2f m long in the plan; it must be at least %.1f m", high - low,
                              STAIR_LENGTH_MIN_M);
    }
    double rise = map->site->floors[stair->to].elevation_m - map->site->floors[stair->floor].elevation_m;
    double plan = 1.0 / sqrt(1.0 + stair->slope * stair->slope); /* from speed along the slope to speed in the plan */
    map->stairs[index] = (struct way_stair){
        .middle = (float)((low + high) / 2.0),
        .direction_x = (float)stair->direction.x,
        .direction_y = (float)stair->direction.y,
        .factor_to = (float)((rise >= 0.0 ? STAIR_UP : STAIR_DOWN) * plan),
        .factor_from = (float)((rise >= 0.0 ? STAIR_DOWN : STAIR_UP) * plan),
        .plan_share = (float)plan,
        .rises = rise >= 0.0,
        .floor = (uint16_t)stair->floor,
        .to = (uint16_t)stair->to,
    };
    return SIBU_OK;
}

static enum sibu_status open_stairs(struct way_map *map, struct sibu_fault *fault)
{
    map->stairs = sibu_arena_take(&map->arena, map->site->stair_count, sizeof *map->stairs);
    if (!map->stairs) {
        return no_memory(map->site, fault);
    }
    for (uint32_t i = 0; i < map->site->stair_count; i++) {
        enum sibu_status status = open_stair(map, i, fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    return SIBU_OK;
}

_Bool way_walls_collect(const struct sibu_site *site, struct piece_list *list)
{
    for (uint32_t floor = 0; floor < site->floor_count; floor++) {
        for (uint32_t i = 0; i < site->floors[floor].walkable_count; i++) {
            const struct sibu_polygon *polygon = &site->floors[floor].walkable[i];
            for (uint32_t k = 0; k < polygon->count; k++) {
                if (!piece_add_ring(list, floor, &polygon->rings[k])) {
                    return 0;
                }
            }
        }
    }
    return 1;
}

static _Bool collect_lines(const struct sibu_site *site, struct piece_list *list)
{
    for (uint32_t i = 0; i < site->door_count; i++) {
        struct piece tag = {.kind = PIECE_DOOR, .index = (uint16_t)i};
        if (!piece_add_line(list, site->doors[i].floor, &site->doors[i].line, tag)) {
            return 0;
        }
    }
    for (uint32_t i = 0; i < site->exit_count; i++) {
        struct piece tag = {.kind = PIECE_EXIT, .index = (uint16_t)i};
        if (!piece_add_line(list, site->exits[i].floor, &site->exits[i].line, tag)) {
            return 0;
        }
    }
    return 1;
}

static _Bool open_pieces(struct way_map *map)
{
    struct piece_list walls = {0}, lines = {0};
    uint32_t floors = map->site->floor_count;
    _Bool done = way_walls_collect(map->site, &walls) && collect_lines(map->site, &lines) &&
                 piece_grid_open(&map->walls, &map->arena, map->box, floors, &walls) &&
                 piece_grid_open(&map->lines, &map->arena, map->box, floors, &lines);
    sibu_array_free(walls.items);
    sibu_array_free(lines.items);
    return done;
}

static _Bool open_floors(struct way_map *map)
{
    map->floors = sibu_arena_take(&map->arena, map->site->floor_count, sizeof *map->floors);
    if (!map->floors) {
        return 0;
    }
    for (uint32_t i = 0; i < map->site->floor_count; i++) {
        struct sibu_box box = map->site->floors[i].box;
        struct way_floor *table = &map->floors[i];
        table->column = (int32_t)floor((box.min_x - map->origin_x) * map->cells_per_m);
        table->row = (int32_t)floor((box.min_y - map->origin_y) * map->cells_per_m);
        table->columns = (uint32_t)((int32_t)floor((box.max_x - map->origin_x) * map->cells_per_m) - table->column + 1);
        table->rows = (uint32_t)((int32_t)floor((box.max_y - map->origin_y) * map->cells_per_m) - table->row + 1);
        table->nodes = sibu_arena_take(&map->arena, (size_t)table->columns * table->rows, sizeof *table->nodes);
        if (!table->nodes) {
            return 0;
        }
    }
    return 1;
}

enum sibu_status way_map_open(struct way_map *map, const struct sibu_site *site, float clearance_m,
                              struct sibu_fault *fault)
{
    *map = (struct way_map){.site = site, .clearance_m = clearance_m};
    map->box = box_of(site);
    map->origin_x = map->box.min_x;
    map->origin_y = map->box.min_y;
    enum sibu_status status = choose_cell(map, fault);
    if (status == SIBU_OK) {
        status = open_stairs(map, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    if (!open_pieces(map) || !open_floors(map) || !way_lattice_fill(map) || !way_link_all(map) ||
        !way_adopt_corners(map) || !way_calm_find(map) || !way_slants_find(map)) {
        return no_memory(site, fault);
    }
    return check_doors(map, fault);
}

void way_map_clear(struct way_map *map)
{
    sibu_array_free(map->nodes);
    sibu_array_free(map->links);
    sibu_arena_clear(&map->arena);
    *map = (struct way_map){0};
}

uint16_t way_stair_floor(const struct way_stair *stair, float x, float y)
{
    return x * stair->direction_x + y * stair->direction_y > stair->middle ? stair->to : stair->floor;
}

/* The square of the distance to the node, HUGE_VAL where a shut line stands between. */
static float open_distance2(const struct way_map *map, struct piece_run walls, uint32_t node, struct sibu_point from)
{
    const struct way_node *at = &map->nodes[node];
    struct sibu_point to = {(double)at->x, (double)at->y};
    for (size_t i = 0; i < walls.count; i++) {
        double share;
        if (piece_crossed(&walls.items[i], from, to, &share)) {
            return HUGE_VALF;
        }
    }
    float dx = at->x - (float)from.x, dy = at->y - (float)from.y;
    return dx * dx + dy * dy;
}

uint32_t way_node_this_side(const struct way_map *map, uint32_t floor, uint32_t node, float x, float y)
{
    struct piece_run walls = piece_near(&map->walls, floor, x, y);
    struct sibu_point from = {(double)x, (double)y};
    if (walls.count == 0 || (node != WAY_NONE && open_distance2(map, walls, node, from) < HUGE_VALF)) {
        return node;
    }
    uint32_t best = node;
    float least = HUGE_VALF;
    for (int k = 0; k < 9; k++) {
        uint32_t other =
            way_node_at(map, floor, x + (float)(k % 3 - 1) * map->cell_m, y + (float)(k / 3 - 1) * map->cell_m);
        float distance2 = other == WAY_NONE ? HUGE_VALF : open_distance2(map, walls, other, from);
        if (distance2 < least) {
            least = distance2;
            best = other;
        }
    }
    return best;
}
