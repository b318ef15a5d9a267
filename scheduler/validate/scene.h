/* Scenes: small sites written as GeoJSON and opened like any other, with the ways and the walls that all runs share.
 *
 * Depends on: sibu/site.h, sibu/world.h. Put a scene together on one thread; once open it is only read. A scene that ran
 * out of memory while it was put together fails in scene_open. Lengths in metres.
 */
#pragma once
#include "sibu/site.h"
#include "sibu/world.h"
#include "validate/walls.h"

#define SCENE_FLOORS 4

struct scene {
    struct sibu_text features; /* GeoJSON so far */
    int floors, things; /* how many floors there are; how many features have an id so far */
    double elevation_m[SCENE_FLOORS];
    double turn_rad; /* everything that is put in is turned about the origin by this */
    struct sibu_site *site;
    struct sibu_ways *ways; /* to the exits */
    struct walls walls;
};

/* An empty scene with floors `rise_m` apart. */
void scene_begin(struct scene *scene, int floors, double rise_m);
/* Boxes are min x, min y, max x, max y; lines x, y, x, y. Walkable boxes that touch or overlap are one ground. */
void scene_walk(struct scene *scene, int floor, const double box[4]);
/* An exit counts from 0 in the order in which exits are put in; flow_per_s 0: bodies decide. */
void scene_exit(struct scene *scene, int floor, const double line[4], double flow_per_s);
void scene_door(struct scene *scene, int floor, const double line[4]);
/* A flight over the box from `floor` to the one above, going up in `direction_deg` (0, 90, 180 or 270). */
void scene_stair(struct scene *scene, int floor, const double box[4], int direction_deg);
/* Every site has an assembly point: at least 0.5 x 0.5 m that somebody can walk to. */
void scene_muster(struct scene *scene, int floor, const double box[4]);
/* A room 8 x 5 m as in IMO tests 4, 5 and RiMEA test 5: an exit of 1 m in the middle of the side x = 8, 0.2 m behind it
 * ground to stand on. */
void scene_small_room(struct scene *scene, double flow_per_s);
/* A corridor from (0, 0), `length` by `width`, with the exit across it 2 m before its end. */
void scene_corridor(struct scene *scene, double length, double width);

/* Opens the site and the ways for bodies up to radius_m. Close the scene whether this succeeds or not. */
SIBU_MUST_USE enum sibu_status scene_open(struct scene *scene, double radius_m, struct sibu_fault *fault);
void scene_close(struct scene *scene);
