/* The fields of the drill's hazard, reckoned again from its record: the law and the place in the document "scenario", and
 * what has unfolded since (docs/record.md, sibu/field.h). Reckoned once, for the first HAZARD_MOST_S; then only read.
 *
 * A record without such a document, or with one that is not sound, has no fields: is_known is 0, and that is no fault. At
 * a moment the fields are as they stood then: who looks at the time before an event sees nothing of it.
 */
#pragma once
#include "sibu/field_course.h"
#include "view/density.h"
#include "view/replay.h"

#define HAZARD_MOST_S 3600.0 /* later, the fields stay as they are then */

struct hazard_course {
    int is_open, is_known;
    struct sibu_field_law law;
    struct sibu_blocks *blocks; /* owned, as all below */
    struct sibu_field_course *course;
    struct density_grid grid; /* to paint on */
    uint32_t *block; /* by cell of the grid; SIBU_NONE where nobody can stand */
    size_t points; /* SIBU_FIELD_STEP_S apart, from T0 on */
    size_t block_count;
    float *dose; /* by point, then block: FED of whoever was there from T0 to the point's time */
};

SIBU_MUST_USE enum sibu_status hazard_course_open(struct hazard_course *out, const struct replay *replay,
                                                  struct sibu_fault *fault); /* no memory, or the record fails */
void hazard_course_close(struct hazard_course *hazard); /* all zero is allowed */
/* The point that holds at time_s; the last one counts on. SIZE_MAX before T0, when there was no hazard, and where it is
 * not known. */
size_t hazard_course_point(const struct hazard_course *hazard, double time_s);
