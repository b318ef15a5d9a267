/* Who is near a body: looked up once a step, for its way and for whom it could touch.
 *
 * Depends on: crowd/law.h, crowd/phase.h. Pure.
 */
#pragma once
#include "crowd/law.h"
#include "crowd/phase.h"

/* No more than 250 fit: bodies of the least radius, 0.1 m, as close as they may be, fill a circle to 91 % at most. */
#define AROUND_MAX 256u

struct around {
    uint32_t count;
    uint32_t body[AROUND_MAX]; /* in ascending order on each floor, the own floor first */
};

struct around_rows { /* the runs of bodies that belong to one cell: the same for all bodies in it */
    struct crowd_run runs[CROWD_RUNS_MAX];
    size_t count;
    uint32_t cell; /* UINT32_MAX: none yet */
};

/* Finds all within SIGHT_M of the body, but not the body itself. On a stair, those of its other floor too. `rows` are
 * those of the body before, and become this one's: bodies lie sorted by cell. */
void crowd_look_around(const struct crowd *crowd, size_t body, struct around_rows *rows, struct around *around);
