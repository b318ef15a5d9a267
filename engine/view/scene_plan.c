/* The standing parts of a floor: ground, zones, stairs, walls, doors, exits. See scene.h. */
#include <math.h>

#include "view/scene.h"

#define TREAD_M 0.3 /* depth of a step, as drawn */
#define CROSSINGS_MAX 16

/* Walls are where nobody walks: all within a floor's outline is first solid, then the ground is laid on it. */
static void draw_ground(struct canvas *canvas, const struct camera *camera, const struct sibu_floor *floor)
{
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        struct sibu_polygon outline = {floor->walkable[i].rings, 1};
        canvas_fill(canvas, camera, &outline, canvas->theme->solid);
        canvas_outline(canvas, camera, &outline, 5.0, canvas->theme->solid);
    }
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        canvas_fill(canvas, camera, &floor->walkable[i], canvas->theme->ground);
    }
}

static void draw_walls(struct canvas *canvas, const struct camera *camera, const struct sibu_floor *floor)
{
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        canvas_outline(canvas, camera, &floor->walkable[i], 1.5, canvas->theme->wall);
    }
}

static void draw_zones(struct canvas *canvas, const struct camera *camera, const struct sibu_site *site, uint32_t floor)
{
    for (uint32_t i = 0; i < site->zone_count; i++) {
        const struct sibu_zone *zone = &site->zones[i];
        if (zone->floor == floor && (int)zone->use >= 0 && (int)zone->use < THEME_USES) {
            canvas_fill(canvas, camera, &zone->polygon, canvas->theme->use[zone->use]);
            canvas_outline(canvas, camera, &zone->polygon, 1.0, canvas->theme->zone_edge);
        }
    }
}

/* How far a point lies along a direction. */
static double along(struct sibu_point point, struct sibu_point direction)
{
    return point.x * direction.x + point.y * direction.y;
}

/* Where the line of all points `at` along `direction` meets the ring: distances along `side`, ascending. */
static int cross_ring(struct sibu_ring ring, struct sibu_point direction, double at, double crossings[CROSSINGS_MAX])
{
    struct sibu_point side = {-direction.y, direction.x};
    int count = 0;
    for (uint32_t i = 0; i < ring.count && count < CROSSINGS_MAX; i++) {
        struct sibu_point a = ring.points[i], b = ring.points[(i + 1) % ring.count];
        double from = along(a, direction) - at, to = along(b, direction) - at;
        if ((from < 0.0) == (to < 0.0)) {
            continue;
        }
        double share = from / (from - to);
        double found = along(a, side) + share * (along(b, side) - along(a, side));
        int place = count++;
        for (; place > 0 && crossings[place - 1] > found; place--) {
            crossings[place] = crossings[place - 1];
        }
        crossings[place] = found;
    }
    return count;
}

static void draw_tread(struct canvas *canvas, const struct camera *camera, const struct sibu_stair *stair, double at)
{
    struct sibu_point direction = stair->direction, side = {-direction.y, direction.x};
    double crossings[CROSSINGS_MAX];
    int count = cross_ring(stair->polygon.rings[0], direction, at, crossings);
    for (int i = 0; i + 1 < count; i += 2) {
        struct sibu_point ends[2];
        for (int e = 0; e < 2; e++) {
            ends[e] = (struct sibu_point){direction.x * at + side.x * crossings[i + e],
                                          direction.y * at + side.y * crossings[i + e]};
        }
        struct sibu_line line = {ends, 2};
        canvas_line(canvas, camera, &line, 1.0, canvas->theme->stair);
    }
}

static void stair_extent(const struct sibu_stair *stair, double extent[2])
{
    const struct sibu_ring *ring = &stair->polygon.rings[0];
    extent[0] = extent[1] = along(ring->points[0], stair->direction);
    for (uint32_t i = 1; i < ring->count; i++) {
        double at = along(ring->points[i], stair->direction);
        extent[0] = at < extent[0] ? at : extent[0];
        extent[1] = at > extent[1] ? at : extent[1];
    }
}

/* An arrow along the flight, to where it is higher. */
static void draw_arrow(struct canvas *canvas, const struct camera *camera, const struct sibu_site *site,
                       const struct sibu_stair *stair)
{
    struct sibu_point middle = sibu_polygon_centre(&stair->polygon);
    double extent[2];
    stair_extent(stair, extent);
    double half = (extent[1] - extent[0]) * 0.3;
    double way = site->floors[stair->to].elevation_m >= site->floors[stair->floor].elevation_m ? half : -half;
    struct sibu_point up = {stair->direction.x * way, stair->direction.y * way};
    struct sibu_point tip = {middle.x + up.x, middle.y + up.y};
    struct sibu_point shaft[2] = {{middle.x - up.x, middle.y - up.y}, tip};
    struct sibu_point head[3] = {{tip.x - up.x * 0.5 - up.y * 0.35, tip.y - up.y * 0.5 + up.x * 0.35},
                                 tip,
                                 {tip.x - up.x * 0.5 + up.y * 0.35, tip.y - up.y * 0.5 - up.x * 0.35}};
    struct sibu_line lines[2] = {{shaft, 2}, {head, 3}};
    for (int i = 0; i < 2; i++) {
        canvas_line(canvas, camera, &lines[i], 2.0, canvas->theme->zone_text);
    }
}

static void draw_stair(struct canvas *canvas, const struct camera *camera, const struct sibu_site *site,
                       const struct sibu_stair *stair)
{
    double extent[2];
    stair_extent(stair, extent);
    double apart_m = TREAD_M;
    while (apart_m * camera->px_per_m < 4.0 * canvas->scale) {
        apart_m *= 2.0; /* far away, every second tread */
    }
    canvas_fill(canvas, camera, &stair->polygon, canvas->theme->use[SIBU_USE_STORAGE]);
    if ((extent[1] - extent[0]) / apart_m < 500.0) {
        for (double at = extent[0] + apart_m; at < extent[1]; at += apart_m) {
            draw_tread(canvas, camera, stair, at);
        }
    }
    canvas_outline(canvas, camera, &stair->polygon, 1.0, canvas->theme->stair);
    draw_arrow(canvas, camera, site, stair);
}

static void draw_lines(struct canvas *canvas, const struct camera *camera, const struct sibu_site *site, uint32_t floor)
{
    for (uint32_t i = 0; i < site->door_count; i++) {
        if (site->doors[i].floor == floor) {
            canvas_line(canvas, camera, &site->doors[i].line, 3.0, canvas->theme->door);
        }
    }
    for (uint32_t i = 0; i < site->exit_count; i++) {
        if (site->exits[i].floor == floor) {
            canvas_line(canvas, camera, &site->exits[i].line, 7.0, canvas->theme->ground);
            canvas_line(canvas, camera, &site->exits[i].line, 5.0, canvas->theme->safe_line);
        }
    }
}

void scene_plan(struct canvas *canvas, const struct camera *camera, const struct sibu_site *site, uint32_t floor)
{
    raster_fill_rect(canvas->raster, camera->window, canvas->theme->backdrop);
    draw_ground(canvas, camera, &site->floors[floor]);
    draw_zones(canvas, camera, site, floor);
    for (uint32_t i = 0; i < site->stair_count; i++) {
        if (site->stairs[i].floor == floor || site->stairs[i].to == floor) {
            draw_stair(canvas, camera, site, &site->stairs[i]);
        }
    }
    draw_walls(canvas, camera, &site->floors[floor]);
    draw_lines(canvas, camera, site, floor);
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (site->musters[i].floor == floor) {
            canvas_outline(canvas, camera, &site->musters[i].polygon, 2.0, canvas->theme->safe_line);
        }
    }
}
