/* Scenes. See scene.h. */
#include "scene.h"

#include <assert.h>
#include <stdio.h>

#include "sibu/memory.h"
#include "sibu/random.h"

static const char *new_id(struct scene *scene, char letter)
{
    assert(scene->id_count < SCENE_SHAPES);
    char *id = scene->ids[scene->id_count++];
    (void)snprintf(id, sizeof scene->ids[0], "%c%u", letter, (unsigned)(scene->id_count % 100));
    return id;
}

static struct sibu_name name_of(const char *id)
{
    return (struct sibu_name){.in = {id, id}};
}

struct scene *scene_open(uint32_t floors)
{
    assert(floors <= SCENE_THINGS);
    struct scene *scene = sibu_array_new(1, sizeof *scene);
    assert(scene);
    struct sibu_site *site = &scene->site;
    *site = (struct sibu_site){.id = "scene", .name = name_of("scene"), .grade = 'A', .timezone = "Asia/Shanghai"};
    site->floors = scene->floors;
    site->floor_count = floors;
    site->zones = scene->zones;
    site->doors = scene->doors;
    site->exits = scene->exits;
    site->stairs = scene->stairs;
    site->musters = scene->musters;
    site->starts = scene->starts;
    for (uint32_t i = 0; i < floors; i++) {
        scene->floors[i].id = new_id(scene, 'F');
        scene->floors[i].name = name_of(scene->floors[i].id);
        scene->floors[i].elevation_m = 4.0 * (double)i;
    }
    return scene;
}

static struct sibu_point *add_points(struct scene *scene, size_t count, const double *xy)
{
    assert(scene->point_count + count <= SCENE_POINTS);
    struct sibu_point *points = &scene->points[scene->point_count];
    for (size_t i = 0; i < count; i++) {
        points[i] = (struct sibu_point){xy[2 * i], xy[2 * i + 1]};
    }
    scene->point_count += count;
    return points;
}

void scene_ring(struct scene *scene, size_t count, const double *xy)
{
    assert(scene->ring_count < SCENE_SHAPES);
    struct sibu_point *points = add_points(scene, count, xy);
    scene->rings[scene->ring_count++] = (struct sibu_ring){.points = points, .count = (uint32_t)count};
}

static struct sibu_polygon last_rings(const struct scene *scene, uint32_t rings)
{
    assert(rings >= 1 && rings <= scene->ring_count);
    return (struct sibu_polygon){.rings = &scene->rings[scene->ring_count - rings], .count = rings};
}

void scene_walkable(struct scene *scene, uint32_t floor, uint32_t rings)
{
    assert(scene->polygon_count < SCENE_SHAPES);
    struct sibu_floor *at = &scene->floors[floor];
    assert(at->walkable_count == 0 || at->walkable + at->walkable_count == &scene->polygons[scene->polygon_count]);
    scene->polygons[scene->polygon_count] = last_rings(scene, rings);
    if (at->walkable_count == 0) {
        at->walkable = &scene->polygons[scene->polygon_count];
    }
    at->walkable_count++;
    scene->polygon_count++;
}

static struct sibu_line line_of(struct scene *scene, const double line[4])
{
    return (struct sibu_line){.points = add_points(scene, 2, line), .count = 2};
}

static struct sibu_polygon box_of(struct scene *scene, const double box[4])
{
    const double xy[] = {box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]};
    scene_ring(scene, 4, xy);
    return last_rings(scene, 1);
}

void scene_door(struct scene *scene, uint32_t floor, const double line[4])
{
    assert(scene->site.door_count < SCENE_THINGS);
    scene->doors[scene->site.door_count++] =
        (struct sibu_door){.id = new_id(scene, 'D'), .floor = floor, .line = line_of(scene, line)};
}

void scene_exit(struct scene *scene, uint32_t floor, const double line[4])
{
    assert(scene->site.exit_count < SCENE_THINGS);
    const char *id = new_id(scene, 'E');
    scene->exits[scene->site.exit_count++] =
        (struct sibu_exit){.id = id, .name = name_of(id), .floor = floor, .line = line_of(scene, line)};
}

void scene_muster(struct scene *scene, uint32_t floor, const double box[4])
{
    assert(scene->site.muster_count < SCENE_THINGS);
    const char *id = new_id(scene, 'M');
    scene->musters[scene->site.muster_count++] = (struct sibu_muster){
        .id = id, .name = name_of(id), .floor = floor, .polygon = box_of(scene, box), .capacity_persons = 1000};
}

void scene_start(struct scene *scene, uint32_t floor, const double box[4], uint32_t count)
{
    assert(scene->site.start_count < SCENE_THINGS);
    scene->starts[scene->site.start_count++] =
        (struct sibu_start){.floor = floor, .polygon = box_of(scene, box), .count = count};
}

void scene_zone(struct scene *scene, uint32_t floor, const double box[4], enum sibu_use use)
{
    assert(scene->site.zone_count < SCENE_THINGS);
    const char *id = new_id(scene, 'Z');
    scene->zones[scene->site.zone_count++] =
        (struct sibu_zone){.id = id, .name = name_of(id), .floor = floor, .use = use, .polygon = box_of(scene, box)};
}

void scene_stair(struct scene *scene, uint32_t floor, const double box[4], double direction_x)
{
    assert(scene->site.stair_count < SCENE_THINGS);
    scene->stairs[scene->site.stair_count++] = (struct sibu_stair){.id = new_id(scene, 'S'),
                                                                   .floor = floor,
                                                                   .to = floor + 1,
                                                                   .polygon = box_of(scene, box),
                                                                   .direction = {direction_x, 0.0},
                                                                   .slope = 0.5};
}

void scene_turn(struct scene *scene, double radians)
{
    double sine, cosine;
    sibu_sincos(radians, &sine, &cosine);
    for (size_t i = 0; i < scene->point_count; i++) {
        struct sibu_point p = scene->points[i];
        scene->points[i] = (struct sibu_point){p.x * cosine - p.y * sine, p.x * sine + p.y * cosine};
    }
    for (uint32_t i = 0; i < scene->site.stair_count; i++) {
        struct sibu_point d = scene->stairs[i].direction;
        scene->stairs[i].direction = (struct sibu_point){d.x * cosine - d.y * sine, d.x * sine + d.y * cosine};
    }
}

static void widen(struct sibu_box *box, const struct sibu_box *other)
{
    box->min_x = other->min_x < box->min_x ? other->min_x : box->min_x;
    box->min_y = other->min_y < box->min_y ? other->min_y : box->min_y;
    box->max_x = other->max_x > box->max_x ? other->max_x : box->max_x;
    box->max_y = other->max_y > box->max_y ? other->max_y : box->max_y;
}

void scene_done(struct scene *scene)
{
    for (uint32_t i = 0; i < scene->site.floor_count; i++) {
        struct sibu_floor *floor = &scene->floors[i];
        floor->box = sibu_polygon_box(&floor->walkable[0]);
        for (uint32_t k = 1; k < floor->walkable_count; k++) {
            struct sibu_box box = sibu_polygon_box(&floor->walkable[k]);
            widen(&floor->box, &box);
        }
    }
    for (uint32_t i = 0; i < scene->site.zone_count; i++) {
        scene->zones[i].area_m2 = sibu_polygon_area(&scene->zones[i].polygon);
    }
}

struct scene *scene_corridor(double length, double width, double exit_x)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 4, (const double[]){0, 0, length, 0, length, width, 0, width});
    scene_walkable(scene, 0, 1);
    scene_door(scene, 0, (const double[]){length / 2, 0, length / 2, width});
    scene_exit(scene, 0, (const double[]){exit_x, 0, exit_x, width});
    return scene;
}

struct scene *scene_room(double width)
{
    const double south = 10.0 - width / 2, north = 10.0 + width / 2;
    struct scene *scene = scene_open(1);
    scene_ring(scene, 12, (const double[]){0,    0,  20,   0,  20,   south, 20.2, south, 20.2, 5,  24.2, 5,
                                           24.2, 15, 20.2, 15, 20.2, north, 20,   north, 20,   20, 0,    20});
    scene_walkable(scene, 0, 1);
    scene_door(scene, 0, (const double[]){20.1, south, 20.1, north});
    scene_exit(scene, 0, (const double[]){20.4, south - 1.0, 20.4, north + 1.0});
    scene_start(scene, 0, (const double[]){1, 1, 18, 19}, 200);
    return scene;
}

struct scene *scene_storeys(void)
{
    struct scene *scene = scene_open(2);
    scene_ring(scene, 8, (const double[]){0, 0, 8, 0, 8, 2, 13, 2, 13, 4, 8, 4, 8, 6, 0, 6}); /* foot at x = 8 */
    scene_walkable(scene, 0, 1);
    scene_ring(scene, 8, (const double[]){8, 2, 13, 2, 13, 0, 21, 0, 21, 6, 13, 6, 13, 4, 8, 4});
    scene_walkable(scene, 1, 1);
    scene_stair(scene, 0, (const double[]){8, 2, 13, 4}, 1.0);
    scene_exit(scene, 0, (const double[]){1, 0, 1, 6});
    scene_start(scene, 1, (const double[]){14, 0.5, 20.5, 5.5}, 30);
    return scene;
}

struct scene *scene_works(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 32, (const double[]){0,    10.2, 4.5,  10.2, 4.5,  10,   0,    10,   0,    0,    10,   0,    10,
                                           10,   5.5,  10,   5.5,  10.2, 14.7, 10.2, 14.7, 10,   10.2, 10,   10.2, 0,
                                           20.2, 0,    20.2, 10,   15.7, 10,   15.7, 10.2, 21,   10.2, 21,   -10,  40,
                                           -10,  40,   30,   21,   30,   21,   13.2, 15.7, 13.2, 15.7, 13.4, 20.2, 13.4,
                                           20.2, 23.4, 10.2, 23.4, 10.2, 13.4, 14.7, 13.4, 14.7, 13.2, 0,    13.2});
    scene_ring(scene, 4, (const double[]){4, 4, 4, 6, 6, 6, 6, 4});
    scene_ring(scene, 4, (const double[]){14, 4, 14, 6, 16, 6, 16, 4});
    scene_walkable(scene, 0, 3);
    scene_door(scene, 0, (const double[]){4.5, 10.1, 5.5, 10.1});
    scene_exit(scene, 0, (const double[]){20.8, 10.2, 20.8, 13.2});
    scene_muster(scene, 0, (const double[]){30, -8, 38, 0});
    scene_muster(scene, 0, (const double[]){30, 20, 38, 28});
    scene_start(scene, 0, (const double[]){0, 0, 10, 10}, 60);
    scene_start(scene, 0, (const double[]){10.2, 13.4, 20.2, 23.4}, 40);
    scene_zone(scene, 0, (const double[]){0, 0, 10, 10}, SIBU_USE_WORKSHOP);
    scene_zone(scene, 0, (const double[]){10.2, 0, 20.2, 10}, SIBU_USE_OFFICE);
    return scene;
}
