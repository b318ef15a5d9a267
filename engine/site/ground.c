/* The ground of each floor: see ground.h. */
#include "site/ground.h"

#include <float.h>

#include "geometry/box.h"

#define PATCH_AREA_MIN_M2 0.01 /* slivers that nobody can stand on */

static const struct sibu_box EVERYWHERE = {-DBL_MAX, -DBL_MAX, DBL_MAX, DBL_MAX};

static void add_patches(struct draft *draft, struct shape_list *list, const struct patch *patches, uint32_t count,
                        uint32_t floor, struct sibu_box box)
{
    for (uint32_t i = 0; i < count; i++) {
        if (patches[i].floor == floor && box_meets(sibu_polygon_box(&patches[i].polygon), box)) {
            shape_list_add(&draft->shapes, list, shape_of_polygon(&draft->shapes, &patches[i].polygon));
        }
    }
}

/* A stair belongs to the ground of both its floors. */
static void add_stairs(struct draft *draft, struct shape_list *list, uint32_t floor, struct sibu_box box, uint32_t but)
{
    for (uint32_t i = 0; i < draft->counts[KIND_STAIR]; i++) {
        const struct sibu_stair *stair = &draft->stairs[i];
        if (i != but && (stair->floor == floor || stair->to == floor) &&
            box_meets(sibu_polygon_box(&stair->polygon), box)) {
            shape_list_add(&draft->shapes, list, shape_of_polygon(&draft->shapes, &stair->polygon));
        }
    }
}

GEOSGeometry *ground_near(struct draft *draft, uint32_t floor, struct sibu_box box, uint32_t but)
{
    struct shapes *shapes = &draft->shapes;
    struct shape_list solid = {NULL, 0, 0};
    struct shape_list cut = {NULL, 0, 0};
    add_patches(draft, &solid, draft->walkables, draft->counts[KIND_WALKABLE], floor, box);
    add_stairs(draft, &solid, floor, box, but);
    add_patches(draft, &cut, draft->obstacles, draft->counts[KIND_OBSTACLE], floor, box);
    GEOSGeometry *whole = shape_union(shapes, &solid);
    GEOSGeometry *holes = shape_union(shapes, &cut);
    GEOSGeometry *left = shape_minus(shapes, whole, holes);
    shape_free(shapes, whole);
    shape_free(shapes, holes);
    return left;
}

static GEOSGeometry *covered(struct draft *draft, uint32_t floor)
{
    struct shape_list all = {NULL, 0, 0};
    add_patches(draft, &all, draft->walkables, draft->counts[KIND_WALKABLE], floor, EVERYWHERE);
    add_stairs(draft, &all, floor, EVERYWHERE, SIBU_NONE);
    add_patches(draft, &all, draft->obstacles, draft->counts[KIND_OBSTACLE], floor, EVERYWHERE);
    return shape_union(&draft->shapes, &all);
}

/* From the features to the floor's polygons, and from these back to a shape: so the checks see what the site will hold. */
static void fill_floor(struct draft *draft, struct floor_ground *ground, uint32_t index)
{
    struct sibu_floor *floor = &draft->floors[index];
    GEOSGeometry *exact = ground_near(draft, index, EVERYWHERE, SIBU_NONE);
    GEOSGeometry *snapped = shape_snapped(&draft->shapes, exact);
    struct polygon_list list = shape_polygons(&draft->shapes, snapped, draft->arena, PATCH_AREA_MIN_M2);
    shape_free(&draft->shapes, snapped);
    shape_free(&draft->shapes, exact);
    ground->walkable = solid_make(&draft->shapes, shape_of_polygons(&draft->shapes, list.items, list.count));
    ground->covered = solid_make(&draft->shapes, covered(draft, index));
    floor->walkable = list.items;
    floor->walkable_count = list.count;
    floor->box = list.count == 0 ? (struct sibu_box){0.0, 0.0, 0.0, 0.0} : box_nothing();
    for (uint32_t i = 0; i < list.count; i++) {
        floor->box = box_join(floor->box, sibu_polygon_box(&list.items[i]));
    }
}

int ground_open(struct ground *ground, struct draft *draft)
{
    ground->count = 0;
    ground->floors = sibu_arena_take(&draft->scratch, draft->floor_count, sizeof ground->floors[0]);
    if (ground->floors == NULL) {
        draft_no_memory(draft);
        return 0;
    }
    for (uint32_t i = 0; i < draft->floor_count; i++) {
        ground->count = i + 1;
        fill_floor(draft, &ground->floors[i], i);
    }
    if (draft->shapes.failed) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, draft->root, "features"),
                       "无法合并可通行区域：形状过于复杂或内存不足",
                       "the walkable areas can not be united: their shapes are too odd, or there is no memory");
        return 0;
    }
    return 1;
}

void ground_close(struct ground *ground, struct draft *draft)
{
    for (uint32_t i = 0; i < ground->count; i++) {
        solid_free(&draft->shapes, &ground->floors[i].walkable);
        solid_free(&draft->shapes, &ground->floors[i].covered);
    }
    ground->count = 0;
}
