/* People on the plan: a marker for each, by state; the one chosen ringed; and who is under the pointer.
 */
#pragma once
#include "view/canvas.h"
#include "view/marker.h"
#include "view/motion.h"
#include "view/view_state.h"

/* A body's radius as drawn, in 16ths of a pixel: true to scale (0.22 m), but never too small to see its shape. */
int32_t people_radius(const struct canvas *canvas, const struct camera *camera);
/* Draws everybody of the floor that is shown, who needs help last, uppermost. */
SIBU_MUST_USE enum sibu_status people_draw(struct canvas *canvas, struct marker_set *markers,
                                           const struct view_state *view, const struct motion_frame *now,
                                           struct sibu_fault *fault);
/* The person nearest to a pixel, at most `reach_px` away, on the floor that is shown; or SIBU_NONE. */
uint32_t people_at(const struct view_state *view, const struct motion_frame *now, struct sibu_point px,
                   double reach_px);
