/* Scenes: small sites put together in memory, the same ones for tests, measurements and pictures.
 *
 * Depends on: sibu/site.h. A scene owns all of its site; close it with sibu_array_free. Rooms lie in the plan as drawn
 * in the comments; scene_turn turns a whole scene about the origin before it is used.
 */
#pragma once
#include "sibu/site.h"
#include "sibu/world.h"

#define SCENE_POINTS 512
#define SCENE_SHAPES 64
#define SCENE_THINGS 8

struct scene {
    struct sibu_site site;
    struct sibu_point points[SCENE_POINTS];
    struct sibu_ring rings[SCENE_SHAPES];
    struct sibu_polygon polygons[SCENE_SHAPES];
    struct sibu_floor floors[SCENE_THINGS];
    struct sibu_zone zones[SCENE_THINGS];
    struct sibu_door doors[SCENE_THINGS];
    struct sibu_exit exits[SCENE_THINGS];
    struct sibu_stair stairs[SCENE_THINGS];
    struct sibu_muster musters[SCENE_THINGS];
    struct sibu_start starts[SCENE_THINGS];
    size_t point_count, ring_count, polygon_count;
    char ids[SCENE_SHAPES][8];
    size_t id_count;
};

/* An empty site with `floors` floors, 4 m apart. */
struct scene *scene_open(uint32_t floors);
/* A ring of `count` points, given as x, y, x, y, ... */
void scene_ring(struct scene *scene, size_t count, const double *xy);
/* The last `rings` rings as a polygon: walkable ground of the floor. The first ring is the outer one. */
void scene_walkable(struct scene *scene, uint32_t floor, uint32_t rings);
void scene_door(struct scene *scene, uint32_t floor, const double line[4]);
void scene_exit(struct scene *scene, uint32_t floor, const double line[4]);
void scene_muster(struct scene *scene, uint32_t floor, const double box[4]);
void scene_start(struct scene *scene, uint32_t floor, const double box[4], uint32_t count);
void scene_zone(struct scene *scene, uint32_t floor, const double box[4], enum sibu_use use);
/* A stair over the box from `floor` to the floor above it; direction +x (1) or -x (-1); slope 0.5. */
void scene_stair(struct scene *scene, uint32_t floor, const double box[4], double direction_x);
void scene_turn(struct scene *scene, double radians);
/* Sets what follows from the walkable ground: boxes and areas. Call it last. */
void scene_done(struct scene *scene);

/* A corridor `length` by `width` from (0, 0), with an exit line across it at x = exit_x and a door line at door_x. */
struct scene *scene_corridor(double length, double width, double exit_x);
/* A room of 20 x 20 m, a door of `width` through a wall of 0.2 m in the middle of its east side, an exit line 0.2 m
 * behind it, and ground of 4 m around that. */
struct scene *scene_room(double width);
/* Two floors of 8 x 6 m joined by a stair of 5 m (2 m wide) with an exit on the lower floor. */
struct scene *scene_storeys(void);
/* Three rooms of 10 x 10 m along a corridor 3 m wide, doors of 1 m, pillars in two, a yard with two musters. */
struct scene *scene_works(void);
