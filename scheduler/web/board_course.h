/* The course of a running drill as a chart: who has answered and who has checked in, over the time since T0, before the band
 * that was forecast for the check-ins. SVG without style or script. Pure.
 */
#pragma once
#include "drill/course.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

/* SIBU_NO_MEMORY, or what is wrong with the forecast. Uses the arena. */
SIBU_MUST_USE enum sibu_status board_course_draw(struct sibu_text *out, struct sibu_arena *arena,
                                                 const struct drill_view *drill, const struct drill_course *course,
                                                 enum sibu_language language, struct sibu_fault *fault);
