/* A drill's fields from T0 on, kept: what walkers of a forecast breathe, and what reports and pictures show.
 *
 * Made at once from a law and from what has unfolded; then only read, by any number of threads.
 */
#pragma once
#include "sibu/field.h"
#include "sibu/unfold.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_field_course;
/* The fields up to until_s, in [0, 7200], with these events, in their order (others than second-source, report-corrected, wind-turned do
 * not change them). The def's blocks must outlive it. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_field_course_open(struct sibu_field_course **out, const struct sibu_field_def *def,
                                                      const struct sibu_unfold_event *events, size_t count,
                                                      double until_s, struct sibu_fault *fault);
void sibu_field_course_close(struct sibu_field_course *course); /* NULL is allowed */
size_t sibu_field_course_points(const struct sibu_field_course *course); /* SIBU_FIELD_STEP_S apart, from time 0 on */
/* The field in a block at a point, see sibu_field_here; to some seven digits. */
void sibu_field_course_here(const struct sibu_field_course *course, size_t point, uint32_t block,
                            struct sibu_field_here *out);
double sibu_field_course_threat(const struct sibu_field_course *course, size_t point, uint32_t exit);
uint32_t sibu_field_course_exit_block(const struct sibu_field_course *course, uint32_t exit);
/* For sibu_world_air: `of` is a course. The last point counts on. */
void sibu_field_course_look(void *of, uint32_t floor, double x_m, double y_m, double time_s, struct sibu_air *air);
#ifdef __cplusplus
}
#endif
