/* Where everybody is at a moment: the two stored frames around it, and the way between them.
 *
 * Frames are read from the record when needed and never more than two are held, so a record of any length costs the
 * same memory and any moment the same time. A person in both frames is interpolated; one who leaves stays until the
 * next frame; one who comes appears with it; one who changes floor does so at the half.
 */
#pragma once
#include "view/replay.h"

struct motion_frame { /* a copy of a stored frame */
    size_t number; /* SIZE_MAX: holds none */
    size_t count, capacity;
    uint32_t *person; /* owned, as all below: index in the replay's people, or SIBU_NONE */
    uint32_t *order; /* the record's numbers, ascending */
    float *x_m, *y_m, *heading_x, *heading_y;
    uint16_t *floor;
};
struct motion {
    struct motion_frame before, after; /* stored */
    struct motion_frame now; /* interpolated: what to draw */
};

/* A stored frame by its number (below replay->frame_count), into a frame that is all zero but number SIZE_MAX, or was
 * read before. The caller closes it. */
SIBU_MUST_USE enum sibu_status motion_frame_read(struct motion_frame *frame, const struct replay *replay, size_t number,
                                                 struct sibu_fault *fault);
void motion_frame_close(struct motion_frame *frame);

void motion_open(struct motion *motion);
void motion_close(struct motion *motion);
/* Fills motion->now for time_s (held to the first and last frame). Without frames now.count is 0. */
SIBU_MUST_USE enum sibu_status motion_seek(struct motion *motion, const struct replay *replay, double time_s,
                                           struct sibu_fault *fault);
/* The place in motion->now of a person (index in the replay's people); SIZE_MAX: is on no plan now. */
size_t motion_find(const struct motion *motion, uint32_t person);
/* How fast a person walks now, m/s, from one stored frame to the next; below 0 where that cannot be told: no such frames,
 * or another floor in between. */
double motion_speed(const struct motion *motion, const struct replay *replay, uint32_t person);
