/* Opening all ways of a site, and looking along them. See ways.h and sibu/world.h. */
#include "route/ways.h"

#include <math.h>

#include "route/way_goal.h"

static enum sibu_status no_memory(const struct sibu_site *site, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足，无法计算疏散路线",
                          "no memory left for the fields of ways");
}

struct way_sign **way_signs_new(uint32_t goals, size_t nodes)
{
    const size_t line = 64 / sizeof(struct way_sign);
    size_t stride = ((nodes + line - 1) / line | 1) * line;
    struct way_sign **signs = sibu_array_new(goals, sizeof *signs);
    struct way_sign *block = sibu_array_new(stride * goals, sizeof *block);
    if (!signs || !block) {
        sibu_array_free(signs);
        sibu_array_free(block);
        return NULL;
    }
    for (uint32_t goal = 0; goal < goals; goal++) {
        signs[goal] = block + goal * stride;
    }
    return signs;
}

void way_signs_free(struct way_sign **signs)
{
    sibu_array_free(signs ? signs[0] : NULL);
    sibu_array_free(signs);
}

static _Bool seed_goal(struct sibu_ways *ways, uint32_t goal, struct way_seed_list *list)
{
    return ways->kind == SIBU_GOAL_EXIT ? way_goal_exit(&ways->map, goal, list)
                                        : way_goal_muster(&ways->map, goal, list, &ways->depth_m[goal]);
}

static const char *goal_id(const struct sibu_ways *ways, uint32_t goal)
{
    const struct sibu_site *site = ways->map.site;
    return ways->kind == SIBU_GOAL_EXIT ? site->exits[goal].id : site->musters[goal].id;
}

/* Finds where the goal's field begins, and solves it. */
static enum sibu_status solve_goal(struct sibu_ways *ways, struct way_march *march, uint32_t goal,
                                   struct sibu_fault *fault)
{
    struct way_seed_list *seeds = &ways->seeds[goal];
    if (!seed_goal(ways, goal, seeds)) {
        return no_memory(ways->map.site, fault);
    }
    if (seeds->count == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, goal_id(ways, goal),
                              "人员无法走到这里：出口应画在通道上，集合点内应有可通行区域",
                              "nobody can walk here: an exit must lie across a way, a muster area on walkable ground");
    }
    way_field_solve(march, seeds, ways->signs[goal]);
    return SIBU_OK;
}

static enum sibu_status solve_goals(struct sibu_ways *ways, struct sibu_fault *fault)
{
    struct way_march march;
    ways->signs = way_signs_new(ways->goal_count, ways->map.node_count);
    ways->seeds = sibu_array_new(ways->goal_count, sizeof *ways->seeds);
    ways->depth_m = sibu_array_new(ways->goal_count, sizeof *ways->depth_m);
    _Bool opened = way_march_open(&march, &ways->map, ways->kind == SIBU_GOAL_EXIT);
    enum sibu_status status = SIBU_OK;
    if (!opened || !ways->signs || !ways->seeds || !ways->depth_m) {
        status = no_memory(ways->map.site, fault);
    }
    for (uint32_t goal = 0; goal < ways->goal_count && status == SIBU_OK; goal++) {
        status = solve_goal(ways, &march, goal, fault);
    }
    way_march_close(&march);
    return status;
}

static enum sibu_status open_goals(struct sibu_ways *ways, struct sibu_fault *fault)
{
    const struct sibu_site *site = ways->map.site;
    ways->goal_count = ways->kind == SIBU_GOAL_EXIT ? site->exit_count : site->muster_count;
    if (ways->goal_count == 0) {
        return ways->kind == SIBU_GOAL_EXIT
                   ? sibu_fault_set(fault, SIBU_BAD_INPUT, site->id, "场地没有出口（exit），人员无处可去",
                                    "the site has no exit: people have nowhere to go")
                   : sibu_fault_set(fault, SIBU_BAD_INPUT, site->id, "场地没有集合点（muster），人员无处可去",
                                    "the site has no muster area: people have nowhere to go");
    }
    return solve_goals(ways, fault);
}

enum sibu_status sibu_ways_open(struct sibu_ways **out, const struct sibu_site *site, enum sibu_goal goal,
                                double radius_m, struct sibu_fault *fault)
{
    *out = NULL;
    struct sibu_ways *ways = sibu_array_new(1, sizeof *ways);
    if (!ways) {
        return no_memory(site, fault);
    }
    ways->kind = goal;
    enum sibu_status status = way_map_open(&ways->map, site, (float)radius_m, fault);
    if (status == SIBU_OK) {
        status = open_goals(ways, fault);
    }
    if (status == SIBU_OK) {
        ways->leads_out = way_mark_out(&ways->map, 1);
        status = ways->leads_out ? SIBU_OK : no_memory(site, fault);
    }
    if (status != SIBU_OK) {
        sibu_ways_close(ways);
        return status;
    }
    *out = ways;
    return SIBU_OK;
}

void sibu_ways_close(struct sibu_ways *ways)
{
    if (!ways) {
        return;
    }
    for (uint32_t goal = 0; ways->seeds && goal < ways->goal_count; goal++) {
        sibu_array_free(ways->seeds[goal].items);
    }
    way_signs_free(ways->signs);
    sibu_array_free(ways->seeds);
    sibu_array_free(ways->depth_m);
    sibu_array_free(ways->leads_out);
    way_map_clear(&ways->map);
    sibu_array_free(ways);
}

double sibu_ways_length_s(const struct sibu_ways *ways, uint32_t goal, uint32_t floor, double x_m, double y_m)
{
    if (goal >= ways->goal_count || floor >= ways->map.site->floor_count) {
        return HUGE_VAL;
    }
    float length = way_length(ways, goal, way_node_at(&ways->map, floor, (float)x_m, (float)y_m));
    return length < WAY_FAR ? (double)length : HUGE_VAL;
}

/* The neighbour over a link that may be looked across, else WAY_NONE. */
static uint32_t open_link(const struct sibu_ways *ways, uint32_t node, unsigned link)
{
    if (node == WAY_NONE || (ways->kind == SIBU_GOAL_EXIT && way_is_cut(&ways->map.nodes[node], link))) {
        return WAY_NONE;
    }
    return ways->map.links[node][link];
}

struct blend { /* a weighted mean of signs */
    float weight, length, dx, dy;
};

static void blend_in(struct blend *blend, const struct way_sign *signs, uint32_t node, float weight)
{
    if (node == WAY_NONE || signs[node].length >= WAY_FAR) {
        return;
    }
    blend->weight += weight;
    blend->length += weight * signs[node].length;
    blend->dx += weight * (float)signs[node].dx;
    blend->dy += weight * (float)signs[node].dy;
}

/* Straight to the line of an exit, from whichever side: the nodes around may lie on the other one already. */
static void look_at_exit(const struct sibu_ways *ways, uint32_t goal, float x, float y, struct way_view *view)
{
    float dx, dy, distance = way_exit_offset(&ways->map.site->exits[goal].line, x, y, &dx, &dy);
    _Bool apart = distance > 1e-3f;
    view->dx = apart ? dx / distance : 0.0f;
    view->dy = apart ? dy / distance : 0.0f;
    view->length = distance;
}

struct around { /* the nodes around a point, and where it is among them: 0 to 1 from the node's own place */
    uint32_t beside_x, beside_y, corner;
    float u, v;
};

static struct around around_calm(const struct way_map *map, uint32_t node, float x, float y)
{
    float offset_x = way_off_middle(map, x, map->origin_x), offset_y = way_off_middle(map, y, map->origin_y);
    uint32_t aside = offset_x < 0.0f ? UINT32_MAX : 1; /* one less, or one more */
    struct around around = {.beside_x = node + aside, .u = fabsf(offset_x), .v = fabsf(offset_y)};
    around.beside_y = map->links[node][offset_y < 0.0f ? WAY_SOUTH : WAY_NORTH];
    around.corner = around.beside_y + aside;
    return around;
}

static struct around around_node(const struct sibu_ways *ways, uint32_t node, float x, float y)
{
    const struct way_map *map = &ways->map;
    float offset_x = (x - map->nodes[node].x) * (float)map->cells_per_m;
    float offset_y = (y - map->nodes[node].y) * (float)map->cells_per_m;
    unsigned link_x = offset_x < 0.0f ? WAY_WEST : WAY_EAST, link_y = offset_y < 0.0f ? WAY_SOUTH : WAY_NORTH;
    float u = fabsf(offset_x), v = fabsf(offset_y);
    struct around around = {.u = u > 1.0f ? 1.0f : u, .v = v > 1.0f ? 1.0f : v};
    around.beside_x = open_link(ways, node, link_x);
    around.beside_y = open_link(ways, node, link_y);
    around.corner = open_link(ways, around.beside_x, link_y);
    around.corner = around.corner != WAY_NONE ? around.corner : open_link(ways, around.beside_y, link_x);
    return around;
}

struct way_view way_look(const struct sibu_ways *ways, uint32_t goal, uint32_t node, float x, float y)
{
    const struct way_sign *signs = ways->signs[goal];
    struct around around = ways->map.calm[node] ? around_calm(&ways->map, node, x, y) : around_node(ways, node, x, y);
    const float u = around.u, v = around.v;
    struct blend blend = {0};
    blend_in(&blend, signs, node, (1.0f - u) * (1.0f - v) + 1e-4f);
    blend_in(&blend, signs, around.beside_x, u * (1.0f - v));
    blend_in(&blend, signs, around.beside_y, (1.0f - u) * v);
    blend_in(&blend, signs, around.corner, u * v);
    if (!(blend.weight > 0.0f)) {
        return (struct way_view){.length = WAY_FAR};
    }
    struct way_view view = {.length = blend.length / blend.weight};
    if (ways->kind == SIBU_GOAL_EXIT && view.length < WAY_EXIT_NEAR) {
        look_at_exit(ways, goal, x, y, &view);
        return view;
    }
    float size = sqrtf(blend.dx * blend.dx + blend.dy * blend.dy) / blend.weight;
    if (size < 0.3f * WAY_SIGN_SCALE) { /* opposed signs, as between two ways round a pillar: take the node's own */
        blend.dx = (float)signs[node].dx;
        blend.dy = (float)signs[node].dy;
        blend.weight = 1.0f;
        size = sqrtf(blend.dx * blend.dx + blend.dy * blend.dy);
    }
    float scale = size > 0.0f ? 1.0f / (size * blend.weight) : 0.0f;
    view.dx = blend.dx * scale;
    view.dy = blend.dy * scale;
    return view;
}
