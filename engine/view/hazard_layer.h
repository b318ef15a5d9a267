/* The hazard's fields over the plan, in three steps each: how bad it is, how far one sees in its smoke, what dose whoever
 * stayed there would have.
 */
#pragma once
#include "view/area.h"
#include "view/hazard_course.h"
#include "view/view_state.h"

#define HAZARD_STEPS 3
/* The step of a block at a point of the course: 0..2, or -1 where there is too little of it to be shown. Level: noticeable,
 * hindering, dangerous (sibu/field.h). Sight: signs that reflect are seen for less than 30, 10, 5 m. Dose: FED of 0.1,
 * 0.3, 1 or more. */
int hazard_layer_step(const struct hazard_course *hazard, enum layer_area area, size_t point, uint32_t block);
/* Opens the course where it is not. */
SIBU_MUST_USE enum sibu_status hazard_layer_seek(struct hazard_course *hazard, const struct view_state *view,
                                                 struct sibu_fault *fault);
void hazard_layer_draw(struct canvas *canvas, const struct hazard_course *hazard, const struct view_state *view);
/* A sign where it has broken out besides, or really, as far as that has unfolded by now. */
void hazard_layer_sources(struct canvas *canvas, const struct hazard_course *hazard, const struct view_state *view);
void hazard_layer_legend(struct canvas *canvas, const struct hazard_course *hazard, const struct view_state *view,
                         struct raster_rect plan);
