/* What the study of stairs measures, for who draws it. */
#pragma once
#include "validate/study.h"

#define STAIR_BANDS 6
#define STAIR_MOST 30 /* people on the stair of 10 m2 at a time; more are not sampled */
/* By direction, down first: samples in the bands' range and inside the bands, when the last was out, and by number of
 * people on the stair the sum of speeds (m/s, in the plan) and of samples. */
enum {
    STAIR_SAMPLES,
    STAIR_INSIDE,
    STAIR_LAST_S,
    STAIR_SUM,
    STAIR_COUNT = STAIR_SUM + STAIR_MOST,
    STAIR_NUMBERS = STAIR_COUNT + STAIR_MOST
};
extern const double STAIR_DENSITY[STAIR_BANDS]; /* 1/m2 */
extern const double STAIR_BAND[STAIR_BANDS][4]; /* down low, high, up low, high, m/s */
/* Mean speed with so many people on the stair, over all seeds; STUDY_NOTHING where that never was. */
double stair_speed(const struct sample *sample, size_t up, size_t count);
