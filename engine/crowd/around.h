/* Who is near a body: looked up once a step, for its way and for whom it could touch.
 *
 * Depends on: crowd/law.h. Pure.
 */
#pragma once
#include "crowd/law.h"

/* No more than these fit: bodies of the least radius, 0.1 m, as close as they may be, fill a circle to 91 % at most. */
#define AROUND_MAX 272u

struct around {
    uint32_t count;
    uint32_t body[AROUND_MAX]; /* in ascending order on each floor, the own floor first */
    float x[AROUND_MAX], y[AROUND_MAX]; /* offset, m */
};

/* Finds all within SIGHT_M of the body, but not the body itself. On a stair, those of its other floor too. */
void crowd_look_around(const struct crowd *crowd, size_t body, struct around *around);
