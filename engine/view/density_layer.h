/* The densities over the plan: which numbers the layer that is on shows, in which steps, and the drawing of them.
 */
#pragma once
#include "view/area.h"
#include "view/density_course.h"
#include "view/view_state.h"

/* The step of the colours for a value of the layer, -1: so little that the ground stays bare. Values: persons/m2 (the
 * levels of service A to F, from 0.05 on), or seconds above the limit (from 1 s on). */
int density_layer_step(const struct layers *layers, double value);

/* Reads what the layer needs: with people_budget as density_course_seek has it. The course is opened where it is not. */
SIBU_MUST_USE enum sibu_status density_layer_seek(struct density_course *course, const struct view_state *view,
                                                  const struct motion_frame *now, size_t people_budget,
                                                  struct sibu_fault *fault);
/* The layer's value in a cell, of what was sought last. */
double density_layer_value(const struct density_course *course, enum layer_area area, size_t cell);
void density_layer_draw(struct canvas *canvas, const struct density_course *course, const struct view_state *view);
void density_layer_legend(struct canvas *canvas, const struct density_course *course, const struct view_state *view,
                          struct raster_rect plan);
/* 1 while the course does not reach the moment yet. */
int density_layer_is_behind(const struct density_course *course, const struct view_state *view);
