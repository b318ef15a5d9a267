/* What a body sees before it takes a step: the others in front of it, walls, and what they mean to it.
 *
 * Depends on: crowd/around.h, crowd/lanes.h. Pure.
 */
#pragma once
#include "crowd/around.h"
#include "crowd/lanes.h"

#define VIEW_OTHERS_MAX 96u
#define VIEW_WALLS_MAX 32u /* more are never near one body */

struct view {
    struct piece_run pieces; /* walls that may be near */
    struct lane_wall walls[VIEW_WALLS_MAX];
    size_t wall_count;
    struct other others[VIEW_OTHERS_MAX];
    size_t count;
    int company; /* how many with the same goal are around */
    int faced; /* 1: somebody with another goal is close ahead */
    int stopped; /* 1: somebody close ahead stands and makes no room */
    int led; /* 1: somebody ahead goes first, so waiting is in order */
    float away_x, away_y; /* from the stuck ones to make way for; 0, 0: there are none */
};

/* Walls that could be near the body. */
struct piece_run crowd_walls_near(const struct crowd *crowd, size_t body);
/* Looks at those around, who have been found already. */
void crowd_view(const struct crowd *crowd, size_t body, const struct around *around, struct view *view);
