/* One floor with its people, in the rectangle where its view's camera stands: what has to be read from the record for a
 * moment, and the drawing of it. The picture draws its own with it, and whoever shows a second one draws that.
 *
 * One thread. The parts are the caller's.
 */
#pragma once
#include "view/canvas.h"
#include "view/density_course.h"
#include "view/ghosts.h"
#include "view/hazard_course.h"
#include "view/marker.h"
#include "view/motion.h"
#include "view/scene.h"
#include "view/tally.h"
#include "view/trail.h"
#include "view/view_state.h"

#define PLAN_MARGIN 44 /* around a fitted plan, at scale 1: room for labels */

struct plan { /* not owned, all for one replay */
    struct scene *scene;
    struct marker_set *markers;
    struct motion *motion;
    struct trail *trail;
    struct density_course *density;
    struct hazard_course *hazard;
    struct tally *tally;
    struct ghosts ghosts; /* people of another record, under these; all zero: none */
};

/* Reads what view's moment and layers need, with people_budget as density_course_seek has it. *behind: 1 where a layer
 * is not reckoned up to the moment yet. */
SIBU_MUST_USE enum sibu_status plan_read(const struct plan *plan, const struct view_state *view, size_t people_budget,
                                         int *behind, struct sibu_fault *fault);
/* Draws the view's floor into the window of its camera, which is placed already. The tally is of the moment. */
SIBU_MUST_USE enum sibu_status plan_draw(const struct plan *plan, struct canvas *canvas, const struct view_state *view,
                                         struct sibu_fault *fault);
/* Draws the legend of the layer that is on into the upper left corner of a box. */
void plan_legend(const struct plan *plan, struct canvas *canvas, const struct view_state *view, struct raster_rect box);
