/* One whole picture of the viewer: all that is needed to draw it, and the drawing. The window and the snapshot both show
 * exactly this.
 *
 * One thread. Needs no display.
 */
#pragma once
#include "view/canvas.h"
#include "view/density_course.h"
#include "view/hazard_course.h"
#include "view/layout.h"
#include "view/marker.h"
#include "view/motion.h"
#include "view/scene.h"
#include "view/tally.h"
#include "view/trail.h"
#include "view/view_state.h"

struct picture {
    struct raster frame; /* owned, as all below: what was drawn last */
    struct canvas canvas;
    struct widget_state widgets;
    struct text_kit *text;
    struct layout layout;
    double least_scale; /* of the layout (layout_of) */
    struct scene scene;
    struct marker_set people_markers, legend_markers;
    struct motion motion;
    struct trail trail;
    struct density_course density;
    struct hazard_course hazard;
    struct curves_course curves;
    size_t people_budget; /* for layers that read the record from its start, a picture; see density_course_seek */
    struct raster_rect caret; /* of the text being typed in the picture drawn last; width 0: none is */
    int behind; /* 1: the picture drawn last shows a layer that is not reckoned up to the moment yet */
    struct tally tally; /* of the moment drawn last */
};

/* Opens for a picture of this size. The picture must stay where it is in memory. The caller closes it. */
SIBU_MUST_USE enum sibu_status picture_open(struct picture *picture, const struct replay *replay, int32_t width,
                                            int32_t height, struct sibu_fault *fault);
/* The same with a text kit that is open (NULL: it is opened): the picture owns it from now on, also after a fault. */
SIBU_MUST_USE enum sibu_status picture_open_with(struct picture *picture, struct text_kit *text,
                                                 const struct replay *replay, int32_t width, int32_t height,
                                                 struct sibu_fault *fault);
/* The picture's text kit, for one that takes its place: opening ten fonts takes long. Nothing more is drawn with this one. */
struct text_kit *picture_take_text(struct picture *picture);
/* The replay was read anew, at the same place in memory and with the same site: what was reckoned from it is reckoned again,
 * the fields of the hazard only where `fields` says so. */
SIBU_MUST_USE enum sibu_status picture_renew(struct picture *picture, const struct replay *replay, int fields,
                                             struct sibu_fault *fault);
void picture_close(struct picture *picture);
SIBU_MUST_USE enum sibu_status picture_resize(struct picture *picture, int32_t width, int32_t height,
                                              struct sibu_fault *fault);
/* Sets the least scale of text and panels, as layout_of has it; 1 after opening. */
SIBU_MUST_USE enum sibu_status picture_set_scale(struct picture *picture, double least, struct sibu_fault *fault);
/* Draws the moment that `view` shows into picture->frame. Widgets may move its playback or choose a person; what else
 * they ask for is in picture->widgets.fired. */
SIBU_MUST_USE enum sibu_status picture_draw(struct picture *picture, struct view_state *view, struct sibu_fault *fault);
