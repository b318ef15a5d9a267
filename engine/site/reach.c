/* Parts of the ground and what they reach: see reach.h. */
#include "site/reach.h"

#include "geometry/box.h"
#include "geometry/polygon.h"

#define SHRINK_M (BODY_RADIUS_M - 0.001) /* so that a passage of exactly two radii is one */
#define PART_AREA_MIN_M2 1e-6
#define PIECE_AREA_MIN_M2 0.01 /* for the middle of a body; smaller corners are the rounding of the outline */

static uint32_t root_of(struct reach *reach, uint32_t part)
{
    while (reach->parts[part].parent != part) {
        reach->parts[part].parent = reach->parts[reach->parts[part].parent].parent;
        part = reach->parts[part].parent;
    }
    return part;
}

uint32_t reach_part_at(const struct reach *reach, uint32_t floor, struct sibu_point point)
{
    for (uint32_t i = 0; i < reach->count; i++) {
        const struct part *part = &reach->parts[i];
        if (part->floor == floor && box_holds(part->box, point) &&
            sibu_polygon_contains(&part->polygon, point.x, point.y)) {
            return i;
        }
    }
    return SIBU_NONE;
}

static void join_stairs(struct reach *reach, const struct draft *draft)
{
    for (uint32_t i = 0; i < draft->counts[KIND_STAIR]; i++) {
        const struct sibu_stair *stair = &draft->stairs[i];
        struct sibu_point middle = sibu_polygon_centre(&stair->polygon);
        uint32_t lower = reach_part_at(reach, stair->floor, middle);
        uint32_t upper = reach_part_at(reach, stair->to, middle);
        if (lower != SIBU_NONE && upper != SIBU_NONE) {
            reach->parts[root_of(reach, lower)].parent = root_of(reach, upper);
        }
    }
}

static int meets(struct draft *draft, const struct part *part, const GEOSGeometry *shape)
{
    return shape != NULL && GEOSPreparedIntersects_r(draft->shapes.handle, part->solid.prepared, shape) == 1;
}

/* Marks everything that is joined with a part that meets the shape. Takes the shape. */
static void mark(struct reach *reach, struct draft *draft, uint32_t floor, GEOSGeometry *shape, enum reach_goal goal)
{
    for (uint32_t i = 0; i < reach->count; i++) {
        if (reach->parts[i].floor == floor && meets(draft, &reach->parts[i], shape)) {
            reach->parts[root_of(reach, i)].reaches[goal] = 1;
        }
    }
    shape_free(&draft->shapes, shape);
}

static void mark_goals(struct reach *reach, struct draft *draft)
{
    for (uint32_t i = 0; i < draft->counts[KIND_EXIT]; i++) {
        mark(reach, draft, draft->exits[i].floor, shape_of_line(&draft->shapes, &draft->exits[i].line), REACH_EXIT);
    }
    for (uint32_t i = 0; i < draft->counts[KIND_MUSTER]; i++) {
        mark(reach, draft, draft->musters[i].floor, shape_of_polygon(&draft->shapes, &draft->musters[i].polygon),
             REACH_MUSTER);
    }
}

/* The polygons of each floor's shrunk ground, and how many there are in all. */
static uint32_t shrink(struct draft *draft, const struct ground *ground, struct polygon_list *lists)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ground->count; i++) {
        GEOSGeometry *shrunk = shape_grown(&draft->shapes, ground->floors[i].walkable.shape, -SHRINK_M);
        lists[i] = shape_polygons(&draft->shapes, shrunk, &draft->scratch, PART_AREA_MIN_M2);
        shape_free(&draft->shapes, shrunk);
        count += lists[i].count;
    }
    return count;
}

static void add_parts(struct reach *reach, struct draft *draft, struct polygon_list list, uint32_t floor)
{
    for (uint32_t i = 0; i < list.count; i++) {
        struct part *part = &reach->parts[reach->count];
        part->floor = floor;
        part->parent = reach->count++;
        part->polygon = list.items[i];
        part->box = sibu_polygon_box(&list.items[i]);
        part->solid = solid_make(&draft->shapes, shape_of_polygon(&draft->shapes, &list.items[i]));
    }
}

int reach_open(struct reach *reach, struct draft *draft, const struct ground *ground)
{
    struct polygon_list *lists = sibu_arena_take(&draft->scratch, ground->count, sizeof lists[0]);
    reach->count = 0;
    reach->parts = NULL;
    if (lists != NULL) {
        uint32_t count = shrink(draft, ground, lists);
        reach->parts = sibu_arena_take(&draft->scratch, count, sizeof reach->parts[0]);
    }
    if (reach->parts == NULL || draft->shapes.failed) {
        draft_no_memory(draft);
        return 0;
    }
    for (uint32_t i = 0; i < ground->count; i++) {
        add_parts(reach, draft, lists[i], i);
    }
    if (draft->shapes.failed) {
        draft_no_memory(draft);
        return 0;
    }
    join_stairs(reach, draft);
    mark_goals(reach, draft);
    return 1;
}

void reach_close(struct reach *reach, struct draft *draft)
{
    for (uint32_t i = 0; i < reach->count; i++) {
        solid_free(&draft->shapes, &reach->parts[i].solid);
    }
    reach->count = 0;
}

/* Adds what the part means for the shape. Most parts reach all goals, and then it is enough that they meet. */
static void look_from(struct outlook *outlook, struct draft *draft, const struct part *part, const struct part *root,
                      const GEOSGeometry *shape)
{
    int all = 1;
    outlook->has_room = 1;
    for (int goal = 0; goal < REACH_GOALS; goal++) {
        outlook->open[goal] |= root->reaches[goal];
        all = all && root->reaches[goal];
    }
    if (all) {
        return;
    }
    GEOSGeometry *piece = shape_overlap(&draft->shapes, part->solid.shape, shape);
    double area = shape_area(&draft->shapes, piece);
    for (int goal = 0; goal < REACH_GOALS && area > PIECE_AREA_MIN_M2; goal++) {
        if (!root->reaches[goal] && area > outlook->locked_m2[goal]) {
            outlook->locked_m2[goal] = area;
            outlook->at[goal] = shape_inside(&draft->shapes, piece);
        }
    }
    shape_free(&draft->shapes, piece);
}

struct outlook reach_from(struct reach *reach, struct draft *draft, uint32_t floor, const struct sibu_polygon *polygon)
{
    struct outlook outlook = {0};
    struct sibu_box box = sibu_polygon_box(polygon);
    GEOSGeometry *shape = shape_of_polygon(&draft->shapes, polygon);
    for (uint32_t i = 0; i < reach->count; i++) {
        const struct part *part = &reach->parts[i];
        if (part->floor == floor && box_meets(part->box, box) && meets(draft, part, shape)) {
            look_from(&outlook, draft, part, &reach->parts[root_of(reach, i)], shape);
        }
    }
    shape_free(&draft->shapes, shape);
    return outlook;
}
