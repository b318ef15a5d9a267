/* A measuring area: how densely it is filled, and when most. One thread. Depends on: validate/act.h.
 */
#pragma once
#include "validate/act.h"

#define WINDOW_STEPS 100 /* of the moving mean: 5 s at 0.05 s a step */

struct window {
    double box[4]; /* min x, min y, max x, max y */
    double recent[WINDOW_STEPS]; /* people in each of the last steps, a ring */
    double sum; /* over the ring */
    double peak; /* of the sum */
    double all; /* people, summed over all steps */
    size_t steps;
};

/* Counts who is in it now on the floor, and adds that to the means. Returns how many there are. */
size_t window_look(struct window *window, const struct act *act, unsigned level);
/* The largest mean density over 5 s, 1/m2. */
double window_peak(const struct window *window);
/* The mean density over all steps looked at, 1/m2. */
double window_mean(const struct window *window);
