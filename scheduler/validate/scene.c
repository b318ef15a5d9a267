/* Scenes. See scene.h. */
#include "validate/scene.h"

#include <string.h>

#include "sibu/random.h"

void scene_begin(struct scene *scene, int floors, double rise_m)
{
    memset(scene, 0, sizeof *scene);
    scene->floors = floors;
    for (int i = 0; i < floors; i++) {
        scene->elevation_m[i] = rise_m * (double)i;
    }
}

static void add_point(struct scene *scene, const char *before, double x, double y)
{
    double sine, cosine;
    sibu_sincos(scene->turn_rad, &sine, &cosine);
    sibu_text_addf(&scene->features, "%s[%.6f,%.6f]", before, x * cosine - y * sine, x * sine + y * cosine);
}

static void add_box(struct scene *scene, const double box[4])
{
    sibu_text_add(&scene->features, "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[");
    add_point(scene, "", box[0], box[1]);
    add_point(scene, ",", box[2], box[1]);
    add_point(scene, ",", box[2], box[3]);
    add_point(scene, ",", box[0], box[3]);
    add_point(scene, ",", box[0], box[1]);
    sibu_text_add(&scene->features, "]]}}");
}

static void add_line(struct scene *scene, const double line[4])
{
    sibu_text_add(&scene->features, "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
    add_point(scene, "", line[0], line[1]);
    add_point(scene, ",", line[2], line[3]);
    sibu_text_add(&scene->features, "]}}");
}

static void begin_feature(struct scene *scene, const char *kind, int floor)
{
    sibu_text_addf(&scene->features, "%s{\"type\":\"Feature\",\"properties\":{\"kind\":\"%s\",\"floor\":\"F%d\"",
                   scene->features.length > 0 ? ",\n" : "", kind, floor);
}

static void add_id(struct scene *scene, char letter)
{
    int number = ++scene->things;
    sibu_text_addf(&scene->features, ",\"id\":\"%c%d\",\"name\":{\"zh\":\"%c%d\",\"en\":\"%c%d\"}", letter, number,
                   letter, number, letter, number);
}

void scene_walk(struct scene *scene, int floor, const double box[4])
{
    begin_feature(scene, "walkable", floor);
    sibu_text_add(&scene->features, "},");
    add_box(scene, box);
}

void scene_exit(struct scene *scene, int floor, const double line[4], double flow_per_s)
{
    begin_feature(scene, "exit", floor);
    add_id(scene, 'E');
    if (flow_per_s > 0.0) {
        sibu_text_addf(&scene->features, ",\"flow\":%.6f", flow_per_s);
    }
    sibu_text_add(&scene->features, "},");
    add_line(scene, line);
}

void scene_door(struct scene *scene, int floor, const double line[4])
{
    begin_feature(scene, "door", floor);
    add_id(scene, 'D');
    sibu_text_add(&scene->features, "},");
    add_line(scene, line);
}

void scene_stair(struct scene *scene, int floor, const double box[4], int direction_deg)
{
    double length = direction_deg % 180 == 0 ? box[2] - box[0] : box[3] - box[1];
    double slope = (scene->elevation_m[floor + 1] - scene->elevation_m[floor]) / length;
    begin_feature(scene, "stair", floor);
    add_id(scene, 'S');
    sibu_text_addf(&scene->features, ",\"to\":\"F%d\",\"direction\":%.6f,\"slope\":%.6f},", floor + 1,
                   (double)direction_deg + scene->turn_rad * (180.0 / 3.14159265358979324), slope);
    add_box(scene, box);
}

void scene_muster(struct scene *scene, int floor, const double box[4])
{
    int persons = (int)(3.0 * (box[2] - box[0]) * (box[3] - box[1])); /* a site allows four on a square metre */
    begin_feature(scene, "muster", floor);
    add_id(scene, 'M');
    sibu_text_addf(&scene->features, ",\"capacity\":%d},", persons > 1 ? persons : 1);
    add_box(scene, box);
}

void scene_small_room(struct scene *scene, double flow_per_s)
{
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 8.0, 5.0});
    scene_walk(scene, 0, (const double[]){8.0, 2.0, 8.2, 3.0});
    scene_walk(scene, 0, (const double[]){8.2, 0.0, 11.0, 5.0});
    scene_exit(scene, 0, (const double[]){8.1, 2.0, 8.1, 3.0}, flow_per_s);
    scene_muster(scene, 0, (const double[]){9.0, 1.0, 10.5, 4.0});
}

void scene_corridor(struct scene *scene, double length, double width)
{
    double exit_x = length - 2.0;
    scene_walk(scene, 0, (const double[]){0.0, 0.0, length, width});
    scene_exit(scene, 0, (const double[]){exit_x, 0.0, exit_x, width}, 0.0);
    scene_muster(scene, 0, (const double[]){exit_x + 0.5, 0.0, length, width});
}

static void add_file(const struct scene *scene, struct sibu_text *file)
{
    sibu_text_add(file,
                  "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"scene\",\"name\":{\"zh\":\"scene\","
                  "\"en\":\"scene\"},\"grade\":\"A\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\","
                  "\"units_confirmed\":true,\"floors\":[");
    for (int i = 0; i < scene->floors; i++) {
        sibu_text_addf(file, "%s{\"id\":\"F%d\",\"name\":{\"zh\":\"F%d\",\"en\":\"F%d\"},\"elevation\":%.6f}",
                       i > 0 ? "," : "", i, i, i, scene->elevation_m[i]);
    }
    sibu_text_add(file, "]},\"features\":[");
    sibu_text_add_bytes(file, sibu_text_get(&scene->features), scene->features.length);
    sibu_text_add(file, "]}");
}

enum sibu_status scene_open(struct scene *scene, double radius_m, struct sibu_fault *fault)
{
    struct sibu_text file = {0};
    add_file(scene, &file);
    enum sibu_status status = SIBU_NO_MEMORY;
    if (!sibu_text_ok(&file) || !sibu_text_ok(&scene->features)) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "scene", "内存不足", "no memory left");
    } else {
        status = sibu_site_open(&scene->site, "scene", sibu_text_get(&file), file.length, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_ways_open(&scene->ways, scene->site, SIBU_GOAL_EXIT, radius_m, fault);
    }
    if (status == SIBU_OK && !walls_open(&scene->walls, scene->site)) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "scene", "内存不足", "no memory left");
    }
    sibu_text_clear(&file);
    sibu_text_clear(&scene->features);
    return status;
}

void scene_close(struct scene *scene)
{
    walls_close(&scene->walls);
    sibu_ways_close(scene->ways);
    sibu_site_close(scene->site);
    sibu_text_clear(&scene->features);
    scene->ways = NULL;
    scene->site = NULL;
}
