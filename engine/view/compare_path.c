/* See compare_path.h. */
#include "view/compare_path.h"

#include <math.h>

#include "sibu/memory.h"

struct place { /* where somebody was seen last */
    float x_m, y_m;
};

static void add_step(double *metres, struct place *last, const struct motion_frame *frame, size_t i)
{
    double dx = (double)frame->x_m[i] - (double)last->x_m, dy = (double)frame->y_m[i] - (double)last->y_m;
    *metres = *metres < 0.0 ? 0.0 : *metres + sqrt(dx * dx + dy * dy);
    *last = (struct place){frame->x_m[i], frame->y_m[i]};
}

/* About one frame a second. */
static size_t step_of(const struct replay *replay)
{
    return replay->frames_per_s > 1.0 ? (size_t)(replay->frames_per_s + 0.5) : 1;
}

static enum sibu_status add_frames(const struct replay *replay, const double *until_s, double *metres,
                                   struct place *last, struct sibu_fault *fault)
{
    struct motion_frame frame = {.number = SIZE_MAX};
    size_t step = step_of(replay);
    enum sibu_status status = SIBU_OK;
    for (size_t number = 0; number < replay->frame_count && status == SIBU_OK; number += step) {
        double time_s = replay->first_frame_s + (double)number / replay->frames_per_s;
        status = motion_frame_read(&frame, replay, number, fault);
        for (size_t i = 0; status == SIBU_OK && i < frame.count; i++) {
            uint32_t person = frame.person[i];
            if (person != SIBU_NONE && time_s <= until_s[person]) {
                add_step(&metres[person], &last[person], &frame, i);
            }
        }
    }
    motion_frame_close(&frame);
    return status;
}

enum sibu_status compare_path(const struct replay *replay, const double *until_s, double *metres,
                              struct sibu_fault *fault)
{
    for (size_t i = 0; i < replay->people_count; i++) {
        metres[i] = -1.0;
    }
    size_t frames = replay->frame_count / step_of(replay) + 1;
    if (replay->frame_count == 0 || (double)replay->people_count * (double)frames > (double)COMPARE_PATH_MOST) {
        return SIBU_OK;
    }
    struct place *last = sibu_array_new(replay->people_count, sizeof *last);
    if (last == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法计算路程",
                              "no memory to measure the ways");
    }
    enum sibu_status status = add_frames(replay, until_s, metres, last, fault);
    sibu_array_free(last);
    return status;
}
