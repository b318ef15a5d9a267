/* How closely people stood in each zone over the whole record: persons per square metre of its walkable ground.
 *
 * The record is read at up to ZONE_COURSE_SAMPLES moments evenly apart (ZONE_COURSE_SAMPLES / 2 at least, where
 * it has as many frames), one after the other, as far as each call's
 * budget goes; people are counted in the zone of the half metre that they stand on (cells of density.h). Owned by one
 * picture; one thread.
 */
#pragma once
#include "view/density.h"

#define ZONE_COURSE_SAMPLES 240

struct zone_course {
    const struct replay *of; /* what it is made from; NULL: nothing yet */
    struct density_grid grid;
    uint32_t *zone; /* owned, as all below; by cell of the grid: index of the zone, or SIBU_NONE */
    double *area_m2; /* by zone */
    uint32_t *people; /* by sample, then zone */
    double *peak; /* by zone: the most so far, persons/m2 */
    uint32_t *order; /* zones with people, the most crowded first */
    size_t shown; /* how many those are */
    size_t samples, done; /* in all; read */
    double first_s, apart_s; /* of the samples */
    size_t stride, frames; /* from sample to sample; of the record */
    struct motion_frame frame; /* work space */
};

/* Reads on for a replay while fewer than `people_budget` persons have been read (SIZE_MAX: to the end). */
SIBU_MUST_USE enum sibu_status zone_course_take(struct zone_course *course, const struct replay *replay,
                                                size_t people_budget, struct sibu_fault *fault);
/* Its replay was read anew at the same place in memory, with the same site, and may have become longer: what was read stays. */
SIBU_MUST_USE enum sibu_status zone_course_grow(struct zone_course *course, struct sibu_fault *fault);
void zone_course_close(struct zone_course *course); /* all zero is allowed */
/* Persons per square metre at a moment, between two samples in proportion; NaN where that is not read or has none. */
double zone_course_at(const struct zone_course *course, uint32_t zone, double time_s);
