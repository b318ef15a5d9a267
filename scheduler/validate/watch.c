/* The witness. See watch.h. */
#include "validate/watch.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"

#define AWAY UINT32_MAX
#define NOBODY_NEAR 10.0

/* The grid lies over all floors of the site: who stands above whom is sorted out when they seem to touch. */
static struct sibu_box box_of(const struct sibu_site *site)
{
    struct sibu_box box = site->floors[0].box;
    for (uint32_t i = 1; i < site->floor_count; i++) {
        const struct sibu_box *more = &site->floors[i].box;
        box.min_x = more->min_x < box.min_x ? more->min_x : box.min_x;
        box.min_y = more->min_y < box.min_y ? more->min_y : box.min_y;
        box.max_x = more->max_x > box.max_x ? more->max_x : box.max_x;
        box.max_y = more->max_y > box.max_y ? more->max_y : box.max_y;
    }
    return box;
}

int watch_open(struct watch *watch, const struct walls *walls, const struct sibu_person_def *people, size_t count)
{
    double radius = 0.1;
    for (size_t i = 0; i < count; i++) {
        radius = people[i].radius_m > radius ? people[i].radius_m : radius;
    }
    struct sibu_box box = box_of(walls->site);
    *watch = (struct watch){.walls = walls, .people = people, .least_wall = NOBODY_NEAR, .least_pair = NOBODY_NEAR};
    watch->cell_m = 2.0 * radius;
    watch->columns = (uint32_t)((box.max_x - box.min_x) / watch->cell_m) + 1;
    watch->rows = (uint32_t)((box.max_y - box.min_y) / watch->cell_m) + 1;
    watch->first = sibu_array_new((size_t)watch->columns * watch->rows + 1, sizeof *watch->first);
    watch->order = sibu_array_new(count + 1, sizeof *watch->order);
    watch->cell = sibu_array_new(count + 1, sizeof *watch->cell);
    return watch->first && watch->order && watch->cell;
}

void watch_close(struct watch *watch)
{
    sibu_array_free(watch->first);
    sibu_array_free(watch->order);
    sibu_array_free(watch->cell);
    watch->first = watch->order = watch->cell = NULL;
}

static void look_at_walls(struct watch *watch, const struct sibu_people_view *people, size_t i)
{
    double distance = walls_distance_m(watch->walls, people->floor[i], (double)people->x_m[i], (double)people->y_m[i]);
    double share = distance / watch->people[i].radius_m;
    watch->least_wall = share < watch->least_wall ? share : watch->least_wall;
}

/* People on different floors can touch where both are on the same stair. */
static int could_touch(const struct watch *watch, const struct sibu_people_view *people, size_t i, size_t k)
{
    if (people->floor[i] == people->floor[k]) {
        return 1;
    }
    const struct sibu_site *site = watch->walls->site;
    for (uint32_t s = 0; s < site->stair_count; s++) {
        const struct sibu_polygon *polygon = &site->stairs[s].polygon;
        uint32_t low = site->stairs[s].floor, high = site->stairs[s].to;
        if ((people->floor[i] == low || people->floor[i] == high) &&
            (people->floor[k] == low || people->floor[k] == high) &&
            sibu_polygon_contains(polygon, (double)people->x_m[i], (double)people->y_m[i]) &&
            sibu_polygon_contains(polygon, (double)people->x_m[k], (double)people->y_m[k])) {
            return 1;
        }
    }
    return 0;
}

static void look_at_pair(struct watch *watch, const struct sibu_people_view *people, size_t i, size_t k)
{
    double dx = (double)people->x_m[i] - (double)people->x_m[k], dy = (double)people->y_m[i] - (double)people->y_m[k];
    double radii = watch->people[i].radius_m + watch->people[k].radius_m;
    double distance2 = dx * dx + dy * dy, least = watch->least_pair * radii;
    if (distance2 < least * least && could_touch(watch, people, i, k)) {
        watch->least_pair = sqrt(distance2) / radii;
    }
}

static uint32_t cell_at(const struct watch *watch, const struct sibu_box *box, double x, double y)
{
    double column = floor((x - box->min_x) / watch->cell_m), row = floor((y - box->min_y) / watch->cell_m);
    column = column < 0.0 ? 0.0 : column >= (double)watch->columns ? (double)watch->columns - 1.0 : column;
    row = row < 0.0 ? 0.0 : row >= (double)watch->rows ? (double)watch->rows - 1.0 : row;
    return (uint32_t)row * watch->columns + (uint32_t)column;
}

/* Sorts everybody who is there by cell. */
static void sort(struct watch *watch, const struct sibu_people_view *people)
{
    struct sibu_box box = box_of(watch->walls->site);
    uint32_t cells = watch->columns * watch->rows;
    memset(watch->first, 0, ((size_t)cells + 1) * sizeof *watch->first);
    for (size_t i = 0; i < people->count; i++) {
        double x = (double)people->x_m[i], y = (double)people->y_m[i];
        if (people->state[i] == SIBU_PERSON_DONE || !isfinite(x) || !isfinite(y)) {
            watch->cell[i] = AWAY;
            watch->least_wall = people->state[i] == SIBU_PERSON_DONE ? watch->least_wall : -NOBODY_NEAR;
            continue;
        }
        watch->cell[i] = cell_at(watch, &box, x, y);
        watch->first[watch->cell[i] + 1]++;
    }
    for (uint32_t cell = 0; cell < cells; cell++) {
        watch->first[cell + 1] += watch->first[cell];
    }
    for (size_t i = people->count; i-- > 0;) {
        if (watch->cell[i] != AWAY) {
            watch->order[--watch->first[watch->cell[i] + 1]] = (uint32_t)i;
        }
    }
}

/* After sorting, first[cell + 1] is where the cell begins, and first[cell + 2] where it ends. */
static uint32_t cell_end(const struct watch *watch, uint32_t cell, uint32_t there)
{
    return cell + 1 < watch->columns * watch->rows ? watch->first[cell + 2] : there;
}

static void look_at_cells(struct watch *watch, const struct sibu_people_view *people, size_t i, uint32_t there)
{
    static const int NEXT[4][2] = {{1, 0}, {-1, 1}, {0, 1}, {1, 1}};
    int64_t column = watch->cell[i] % watch->columns, row = watch->cell[i] / watch->columns;
    for (uint32_t n = watch->first[watch->cell[i] + 1]; n < cell_end(watch, watch->cell[i], there); n++) {
        if (watch->order[n] > i) {
            look_at_pair(watch, people, i, watch->order[n]);
        }
    }
    for (size_t d = 0; d < 4; d++) {
        int64_t x = column + NEXT[d][0], y = row + NEXT[d][1];
        if (x < 0 || x >= (int64_t)watch->columns || y >= (int64_t)watch->rows) {
            continue;
        }
        uint32_t cell = (uint32_t)y * watch->columns + (uint32_t)x;
        for (uint32_t n = watch->first[cell + 1]; n < cell_end(watch, cell, there); n++) {
            look_at_pair(watch, people, i, watch->order[n]);
        }
    }
}

void watch_look(struct watch *watch, const struct sibu_people_view *people)
{
    sort(watch, people);
    uint32_t there = 0;
    for (size_t i = 0; i < people->count; i++) {
        there += watch->cell[i] != AWAY;
    }
    for (size_t i = 0; i < people->count; i++) {
        if (watch->cell[i] != AWAY) {
            look_at_walls(watch, people, i);
            look_at_cells(watch, people, i, there);
        }
    }
}
