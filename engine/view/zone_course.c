/* See zone_course.h. */
#include "view/zone_course.h"

#include <math.h>

#include "sibu/memory.h"

static enum sibu_status no_memory(const struct replay *replay, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法计算各区域的人员密度",
                          "no memory for the densities of zones");
}

/* Which zone each cell belongs to, by its middle, and how much walkable ground each zone has. */
static void measure_zones(struct zone_course *course, const struct sibu_site *site)
{
    const struct density_grid *grid = &course->grid;
    for (uint32_t f = 0; f < grid->floor_count; f++) {
        const struct density_floor *floor = &grid->floors[f];
        for (size_t i = 0; i < (size_t)floor->width * (size_t)floor->height; i++) {
            double column = (double)(i % (size_t)floor->width), row = (double)(i / (size_t)floor->width);
            size_t cell = floor->first + i;
            uint32_t zone = grid->walkable[cell] > 0.0F
                                ? sibu_site_zone_at(site, f, floor->box.min_x + (column + 0.5) * grid->cell_m,
                                                    floor->box.max_y - (row + 0.5) * grid->cell_m)
                                : SIBU_NONE;
            course->zone[cell] = zone;
            if (zone != SIBU_NONE) {
                course->area_m2[zone] += (double)grid->walkable[cell] * grid->cell_m * grid->cell_m;
            }
        }
    }
}

/* As many frames from sample to sample as a power of two: so that of a record that grows samples can be left out, and those
 * that stay are where they would be in the longer one. */
static void choose_samples(struct zone_course *course, const struct replay *replay)
{
    course->stride = 1;
    while (replay->frame_count / course->stride > ZONE_COURSE_SAMPLES) {
        course->stride *= 2;
    }
    course->samples = (replay->frame_count + course->stride - 1) / course->stride;
    course->frames = replay->frame_count;
    course->first_s = replay->first_frame_s;
    course->apart_s = replay->frame_count > 0 ? (double)course->stride / replay->frames_per_s : 1.0;
}

static enum sibu_status open_for(struct zone_course *course, const struct replay *replay, struct sibu_fault *fault)
{
    size_t zones = replay->site->zone_count;
    zone_course_close(course);
    enum sibu_status status = density_grid_open(&course->grid, replay->site, fault);
    if (status != SIBU_OK) {
        return status;
    }
    choose_samples(course, replay);
    course->zone = sibu_array_new(course->grid.cells, sizeof *course->zone);
    course->area_m2 = sibu_array_new(zones, sizeof *course->area_m2);
    course->people = sibu_array_new(course->samples * zones, sizeof *course->people);
    course->peak = sibu_array_new(zones, sizeof *course->peak);
    course->order = sibu_array_new(zones, sizeof *course->order);
    if (course->zone == NULL || course->area_m2 == NULL || course->people == NULL || course->peak == NULL ||
        course->order == NULL) {
        zone_course_close(course);
        return no_memory(replay, fault);
    }
    course->of = replay;
    course->frame.number = SIZE_MAX;
    measure_zones(course, replay->site);
    return SIBU_OK;
}

void zone_course_close(struct zone_course *course)
{
    density_grid_close(&course->grid);
    sibu_array_free(course->zone);
    sibu_array_free(course->area_m2);
    sibu_array_free(course->people);
    sibu_array_free(course->peak);
    sibu_array_free(course->order);
    motion_frame_close(&course->frame);
    *course = (struct zone_course){0};
}

/* A zone that reached a new peak moves up among those that are shown. */
static void put_in_order(struct zone_course *course, uint32_t zone)
{
    size_t at = 0;
    while (at < course->shown && course->order[at] != zone) {
        at++;
    }
    course->shown += at == course->shown;
    for (; at > 0 && course->peak[course->order[at - 1]] < course->peak[zone]; at--) {
        course->order[at] = course->order[at - 1];
    }
    course->order[at] = zone;
}

static void count_people(struct zone_course *course, size_t zones)
{
    uint32_t *people = course->people + course->done * zones;
    for (size_t i = 0; i < course->frame.count; i++) {
        size_t cell = density_cell(&course->grid, course->frame.floor[i], (double)course->frame.x_m[i],
                                   (double)course->frame.y_m[i]);
        if (cell != SIZE_MAX && course->zone[cell] != SIBU_NONE) {
            people[course->zone[cell]]++;
        }
    }
    for (uint32_t z = 0; z < zones; z++) {
        double density = people[z] > 0 && course->area_m2[z] > 0.0 ? people[z] / course->area_m2[z] : 0.0;
        if (density > course->peak[z]) {
            course->peak[z] = density;
            put_in_order(course, z);
        }
    }
    course->done++;
}

enum sibu_status zone_course_take(struct zone_course *course, const struct replay *replay, size_t people_budget,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = course->of == replay ? SIBU_OK : open_for(course, replay, fault);
    size_t read = 0;
    while (status == SIBU_OK && course->done < course->samples && read < people_budget) {
        status = motion_frame_read(&course->frame, replay, course->done * course->stride, fault);
        if (status == SIBU_OK) {
            read += course->frame.count + 1;
            count_people(course, replay->site->zone_count);
        }
    }
    return status;
}

enum sibu_status zone_course_grow(struct zone_course *course, struct sibu_fault *fault)
{
    struct zone_course longer = *course;
    if (course->of == NULL) {
        return SIBU_OK;
    }
    size_t zones = course->of->site->zone_count;
    if (course->of->frame_count < course->frames || fabs(course->of->first_frame_s - course->first_s) > 1e-9) {
        zone_course_close(course); /* it did not grow: from its beginning */
        return SIBU_OK;
    }
    choose_samples(&longer, course->of);
    size_t fewer = longer.stride / course->stride;
    longer.people = sibu_array_new(longer.samples * zones, sizeof *longer.people);
    if (longer.people == NULL) {
        return no_memory(course->of, fault);
    }
    longer.done = (course->done + fewer - 1) / fewer;
    for (size_t i = 0; i < longer.done * zones; i++) {
        longer.people[i] = course->people[i / zones * fewer * zones + i % zones];
    }
    sibu_array_free(course->people);
    *course = longer;
    return SIBU_OK;
}

static double sample(const struct zone_course *course, uint32_t zone, size_t at)
{
    return course->people[at * course->of->site->zone_count + zone] / course->area_m2[zone];
}

double zone_course_at(const struct zone_course *course, uint32_t zone, double time_s)
{
    double place = (time_s - course->first_s) / course->apart_s;
    if (!(course->area_m2[zone] > 0.0) || !(place >= 0.0) || place >= (double)course->done) {
        return (double)NAN;
    }
    size_t at = (size_t)place, next = at + 1 < course->done ? at + 1 : at;
    double from = sample(course, zone, at);
    return from + (place - floor(place)) * (sample(course, zone, next) - from);
}
