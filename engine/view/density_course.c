/* See density_course.h. */
#include "view/density_course.h"

#include "sibu/memory.h"

#define CELLS_A_PERSON 64 /* adding up so many cells takes as long as reading a person */
#define APART_LEAST 8 /* steps: nearer marks save nothing */

/* Frames from one step to the next, and the seconds that this is. */
static size_t stride_of(const struct replay *replay, double *step_s)
{
    double frames = replay->frames_per_s * DENSITY_STEP_S;
    size_t stride = frames > 1.0 ? (size_t)(frames + 0.5) : 1;
    *step_s = (double)stride / replay->frames_per_s;
    return stride;
}

static size_t steps_of(const struct replay *replay, size_t stride)
{
    return replay->frame_count == 0 ? 0 : (replay->frame_count - 1) / stride + 1;
}

enum sibu_status density_course_open(struct density_course *out, const struct replay *replay, struct sibu_fault *fault)
{
    double step_s;
    *out = (struct density_course){.frame = {.number = SIZE_MAX}};
    if (replay->frame_count > 0) {
        out->apart = steps_of(replay, stride_of(replay, &step_s)) / DENSITY_MARKS + 1;
    }
    out->apart = out->apart > APART_LEAST ? out->apart : APART_LEAST;
    enum sibu_status status = density_grid_open(&out->grid, replay->site, fault);
    if (status == SIBU_OK) {
        status = density_sum_open(&out->sum, out->grid.cells, fault);
    }
    if (status == SIBU_OK) {
        out->now = sibu_array_new(out->grid.cells + 1, sizeof *out->now);
        status = out->now != NULL ? SIBU_OK
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法计算人员密度",
                                                   "no memory for the density of people");
    }
    if (status != SIBU_OK) {
        density_course_close(out);
    }
    return status;
}

void density_course_close(struct density_course *course)
{
    for (size_t i = 0; i < DENSITY_MARKS; i++) {
        density_sum_close(&course->marks[i]);
    }
    density_sum_close(&course->sum);
    density_grid_close(&course->grid);
    motion_frame_close(&course->frame);
    sibu_array_free(course->now);
    *course = (struct density_course){0};
}

/* To the latest mark at or before the steps that are due, where that is a better place to go on from. */
static void begin_well(struct density_course *course)
{
    size_t mark = course->due / course->apart;
    mark = mark < DENSITY_MARKS ? mark : DENSITY_MARKS;
    while (mark > 0 && course->marks[mark - 1].most == NULL) {
        mark--;
    }
    if (course->done <= course->due && course->done >= mark * course->apart) {
        return;
    }
    if (mark > 0) {
        density_sum_copy(&course->sum, &course->marks[mark - 1], course->grid.cells);
    } else {
        density_sum_clear(&course->sum, course->grid.cells);
    }
    course->done = mark * course->apart;
}

static enum sibu_status set_mark(struct density_course *course, struct sibu_fault *fault)
{
    size_t mark = course->done / course->apart;
    if (course->done % course->apart != 0 || mark > DENSITY_MARKS || course->marks[mark - 1].most != NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = density_sum_open(&course->marks[mark - 1], course->grid.cells, fault);
    if (status == SIBU_OK) {
        density_sum_copy(&course->marks[mark - 1], &course->sum, course->grid.cells);
    }
    return status;
}

enum sibu_status density_course_seek(struct density_course *course, const struct replay *replay, double time_s,
                                     size_t people_budget, struct sibu_fault *fault)
{
    double step_s = 0.0;
    enum sibu_status status = SIBU_OK;
    course->due = 0;
    if (replay->frame_count == 0) {
        return SIBU_OK;
    }
    size_t stride = stride_of(replay, &step_s), steps = steps_of(replay, stride), read = 0;
    double place = (time_s - replay->first_frame_s) / step_s;
    if (place >= 0.0) {
        course->due = place < (double)steps ? (size_t)place + 1 : steps;
        course->due = course->due < steps ? course->due : steps;
    }
    begin_well(course);
    while (status == SIBU_OK && course->done < course->due && read < people_budget) {
        status = motion_frame_read(&course->frame, replay, course->done * stride, fault);
        if (status == SIBU_OK) {
            read += course->frame.count + course->grid.cells / CELLS_A_PERSON + 1;
            density_take(&course->grid, &course->frame, course->now);
            density_sum_add(&course->sum, course->now, course->grid.cells, step_s);
            course->done++;
            status = set_mark(course, fault);
        }
    }
    return status;
}
