/* The camera: which part of a floor is seen, and how large. From metres (y up) to pixels (y down) and back.
 *
 * Depends on sibu/geometry.h. Pure; nothing here fails.
 */
#pragma once
#include "sibu/geometry.h"
#include "view/raster.h"

#define CAMERA_PX_PER_M_MAX 400.0

struct camera {
    struct sibu_point centre; /* the point of the plan in the middle of the window, m */
    double px_per_m;
    struct raster_rect window; /* where on the screen */
    struct sibu_box plan; /* what there is to see, m; not empty */
    double fit_px_per_m; /* at which all of it is seen */
    /* Seen aslant: north goes up by `flat` of its length (0: straight from above, all of it) and right by `lean` of it. East
     * is true to scale either way. */
    double lean, flat;
};

/* A camera that sees all of `plan` with `margin_px` around it. */
struct camera camera_fit(struct sibu_box plan, struct raster_rect window, int32_t margin_px);
/* The same camera seen aslant (0, 0: straight from above again), fitted anew. */
struct camera camera_aslant(const struct camera *camera, double lean, double flat, int32_t margin_px);
/* The same view in a window of another size: a fitted camera stays fitted, another keeps its centre and scale. */
struct camera camera_moved_window(const struct camera *camera, struct raster_rect window, int32_t margin_px);
/* From now on all is held to be seen at this scale; a camera that is `fitted` takes it. */
void camera_fit_at(struct camera *camera, double px_per_m, int fitted);
/* Larger (factor > 1) or smaller, with what lies under the pixel staying there. Between half the fit and
 * CAMERA_PX_PER_M_MAX. */
void camera_zoom(struct camera *camera, double x_px, double y_px, double factor);
/* Moves the plan by pixels; its middle of view never leaves the plan's box. */
void camera_pan(struct camera *camera, double dx_px, double dy_px);
/* Puts a point of the plan in the middle. */
void camera_centre(struct camera *camera, struct sibu_point at);
int camera_is_fitted(const struct camera *camera);
/* Makes one camera look at the same place, as closely, as another. */
void camera_go_along(struct camera *camera, const struct camera *with);

struct raster_point camera_fixed(const struct camera *camera, double x_m, double y_m); /* 256ths of a pixel */
struct sibu_point camera_px(const struct camera *camera, double x_m, double y_m);
struct sibu_point camera_m(const struct camera *camera, double x_px, double y_px);
