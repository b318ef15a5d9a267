/* A drill's fields, kept point by point. See sibu/field_course.h.
 *
 * Depends on: sibu/field.h. What is kept of a block is as small as it can be: a large site has thousands of them, at a
 * hundred points of time.
 */
#include "sibu/field_course.h"

#include <math.h>

#include "sibu/memory.h"

#define UNTIL_MOST_S 7200.0

struct kept { /* one block at one point */
    float extinction_per_m, smoke_free_m, kw_per_m2, ppm, kpa, water_m;
    float oxygen_percent, carbon_dioxide_percent, carbon_monoxide_ppm, temperature_c, toxic_per_s;
};
struct sibu_field_course {
    const struct sibu_blocks *blocks;
    size_t points;
    uint32_t exits;
    struct kept *kept; /* by point, then block */
    double *threats; /* by point, then exit */
    uint32_t *exit_blocks; /* by exit */
};

static struct kept look_at(const struct sibu_field *field, uint32_t block)
{
    struct sibu_field_here here;
    struct sibu_air air;
    sibu_field_here(field, block, &here, &air);
    return (struct kept){.extinction_per_m = (float)here.extinction_per_m,
                         .smoke_free_m = (float)here.smoke_free_m,
                         .kw_per_m2 = (float)here.kw_per_m2,
                         .ppm = (float)here.ppm,
                         .kpa = (float)here.kpa,
                         .water_m = (float)here.water_m,
                         .oxygen_percent = (float)air.oxygen_percent,
                         .carbon_dioxide_percent = (float)air.carbon_dioxide_percent,
                         .carbon_monoxide_ppm = (float)air.carbon_monoxide_ppm,
                         .temperature_c = (float)air.temperature_c,
                         .toxic_per_s = (float)air.toxic_per_s};
}

static void keep(struct sibu_field_course *course, const struct sibu_field *field, size_t point)
{
    const size_t blocks = sibu_blocks_count(course->blocks);
    for (uint32_t block = 0; block < blocks; block++) {
        course->kept[point * blocks + block] = look_at(field, block);
    }
    for (uint32_t exit = 0; exit < course->exits; exit++) {
        course->threats[point * course->exits + exit] = sibu_field_threat(field, exit);
    }
}

static void apply(struct sibu_field *field, const struct sibu_unfold_event *event)
{
    const struct sibu_field_place place = {
        .zone = event->place, .floor = event->floor, .x_m = event->x_m, .y_m = event->y_m};
    if (event->kind == SIBU_UNFOLD_SECOND_SOURCE) {
        sibu_field_add(field, &place);
    } else if (event->kind == SIBU_UNFOLD_WIND_TURNED) {
        sibu_field_turn(field, event->bearing_deg);
    } else if (event->kind == SIBU_UNFOLD_REPORT_CORRECTED) {
        sibu_field_move(field, &place);
    }
}

/* An event counts from the step on within which it happened, as in a drill (scenario/unfold.c). */
static void run(struct sibu_field_course *course, struct sibu_field *field, const struct sibu_unfold_event *events,
                size_t count)
{
    size_t next = 0;
    for (uint32_t exit = 0; exit < course->exits; exit++) {
        course->exit_blocks[exit] = sibu_field_exit_block(field, exit);
    }
    keep(course, field, 0);
    for (size_t point = 1; point < course->points; point++) {
        for (; next < count && events[next].time_s < SIBU_FIELD_STEP_S * (double)point; next++) {
            apply(field, &events[next]);
        }
        sibu_field_step(field);
        keep(course, field, point);
    }
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "field", "内存不足", "out of memory");
}

enum sibu_status sibu_field_course_open(struct sibu_field_course **out, const struct sibu_field_def *def,
                                        const struct sibu_unfold_event *events, size_t count, double until_s,
                                        struct sibu_fault *fault)
{
    *out = NULL;
    if (!(until_s >= 0.0 && until_s <= UNTIL_MOST_S)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "until_s", "时长 %g 秒不在 [0, 7200] 之内",
                              "%g s are not in [0, 7200]", until_s);
    }
    struct sibu_field *field = NULL;
    struct sibu_field_course *course = sibu_array_new(1, sizeof *course);
    if (!course) {
        return no_memory(fault);
    }
    course->blocks = def->blocks;
    course->exits = def->site->exit_count;
    course->points = (size_t)floor(until_s / SIBU_FIELD_STEP_S) + 1;
    course->kept = sibu_array_new(course->points, (sibu_blocks_count(def->blocks) + 1) * sizeof *course->kept);
    course->threats = sibu_array_new(course->points, ((size_t)course->exits + 1) * sizeof *course->threats);
    course->exit_blocks = sibu_array_new((size_t)course->exits + 1, sizeof *course->exit_blocks);
    _Bool all = course->kept && course->threats && course->exit_blocks;
    enum sibu_status status = all ? sibu_field_open(&field, def, fault) : no_memory(fault);
    if (status == SIBU_OK) {
        run(course, field, events, count);
    }
    sibu_field_close(field);
    if (status != SIBU_OK) {
        sibu_field_course_close(course);
        return status;
    }
    *out = course;
    return SIBU_OK;
}

void sibu_field_course_close(struct sibu_field_course *course)
{
    if (course) {
        sibu_array_free(course->kept);
        sibu_array_free(course->threats);
        sibu_array_free(course->exit_blocks);
        sibu_array_free(course);
    }
}

size_t sibu_field_course_points(const struct sibu_field_course *course)
{
    return course->points;
}

static const struct kept *kept_at(const struct sibu_field_course *course, size_t point, uint32_t block)
{
    return &course->kept[point * sibu_blocks_count(course->blocks) + block];
}

void sibu_field_course_here(const struct sibu_field_course *course, size_t point, uint32_t block,
                            struct sibu_field_here *out)
{
    const struct kept *kept = kept_at(course, point, block);
    *out = (struct sibu_field_here){.extinction_per_m = (double)kept->extinction_per_m,
                                    .smoke_free_m = (double)kept->smoke_free_m,
                                    .kw_per_m2 = (double)kept->kw_per_m2,
                                    .ppm = (double)kept->ppm,
                                    .kpa = (double)kept->kpa,
                                    .water_m = (double)kept->water_m};
}

double sibu_field_course_threat(const struct sibu_field_course *course, size_t point, uint32_t exit)
{
    return course->threats[point * course->exits + exit];
}

uint32_t sibu_field_course_exit_block(const struct sibu_field_course *course, uint32_t exit)
{
    return course->exit_blocks[exit];
}

void sibu_field_course_look(void *of, uint32_t storey, double x_m, double y_m, double time_s, struct sibu_air *air)
{
    const struct sibu_field_course *course = of;
    uint32_t block = sibu_blocks_at(course->blocks, storey, x_m, y_m);
    if (block == SIBU_NONE) {
        return;
    }
    double step = time_s > 0.0 ? floor(time_s / SIBU_FIELD_STEP_S) : 0.0;
    size_t point = step < (double)course->points ? (size_t)step : course->points - 1;
    const struct kept *kept = kept_at(course, point, block);
    air->extinction_per_m = (double)kept->extinction_per_m;
    air->oxygen_percent = (double)kept->oxygen_percent;
    air->carbon_dioxide_percent = (double)kept->carbon_dioxide_percent;
    air->carbon_monoxide_ppm = (double)kept->carbon_monoxide_ppm;
    air->temperature_c = (double)kept->temperature_c;
    air->radiation_kw_per_m2 = (double)kept->kw_per_m2;
    air->toxic_per_s = (double)kept->toxic_per_s;
    air->water_m = (double)kept->water_m;
}
