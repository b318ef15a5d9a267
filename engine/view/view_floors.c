/* The floors of a view: which are seen, and how their cameras go along with each other. See view_state.h and floors.h. */
#include <math.h>

#include "view/view_state.h"

#define SCALE_LEAST 0.01 /* px/m, in a window that has no room at all */
#define MARGIN_SHARE 0.4 /* of a single floor's margin, around each of several */
#define YARD_SHARE 2.0 /* a floor so many times larger than all others together is mostly yard */

static void widen(struct sibu_box *box, struct sibu_box by)
{
    box->min_x = by.min_x < box->min_x ? by.min_x : box->min_x;
    box->min_y = by.min_y < box->min_y ? by.min_y : box->min_y;
    box->max_x = by.max_x > box->max_x ? by.max_x : box->max_x;
    box->max_y = by.max_y > box->max_y ? by.max_y : box->max_y;
}

struct sibu_box view_state_box(const struct sibu_site *site, uint32_t floor)
{
    struct sibu_box box = site->floors[floor].box;
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (site->musters[i].floor == floor) {
            widen(&box, sibu_polygon_box(&site->musters[i].polygon));
        }
    }
    if (!(box.max_x > box.min_x) || !(box.max_y > box.min_y)) {
        return (struct sibu_box){0.0, 0.0, 1.0, 1.0}; /* a floor without any area still has a camera */
    }
    return box;
}

static double area_of(struct sibu_box box)
{
    return (box.max_x - box.min_x) * (box.max_y - box.min_y);
}

/* All floors but one (SIBU_NONE: all). The site has another. */
static struct sibu_box box_without(const struct sibu_site *site, uint32_t without)
{
    struct sibu_box box = view_state_box(site, without == 0 ? 1 : 0);
    for (uint32_t i = 0; i < site->floor_count; i++) {
        if (i != without) {
            widen(&box, view_state_box(site, i));
        }
    }
    return box;
}

/* How far a floor reaches north or south of a line, m. */
static double reach_of(const struct sibu_site *site, uint32_t floor, double y_m)
{
    struct sibu_box box = view_state_box(site, floor);
    return fmax(box.max_y - y_m, y_m - box.min_y);
}

/* What there is to see of several floors in one scale. One above the other they share a middle, and each is given the height
 * that it needs around it: where one floor is mostly yard, the middle is that of the building, for all the others stand
 * there. */
static struct sibu_box box_of(const struct sibu_site *site, enum floors_mode mode)
{
    uint32_t largest = 0;
    struct sibu_box all = box_without(site, SIBU_NONE);
    if (mode != FLOORS_STACKED) {
        return all;
    }
    for (uint32_t i = 1; i < site->floor_count; i++) {
        largest = area_of(view_state_box(site, i)) > area_of(view_state_box(site, largest)) ? i : largest;
    }
    struct sibu_box rest = box_without(site, largest);
    int yard = area_of(view_state_box(site, largest)) > YARD_SHARE * area_of(rest);
    double middle = yard ? (rest.min_y + rest.max_y) / 2.0 : (all.min_y + all.max_y) / 2.0;
    double reach = fmax(all.max_y - middle, middle - all.min_y);
    return (struct sibu_box){all.min_x, middle - reach, all.max_x, middle + reach};
}

void view_state_set_floors(struct view_state *view, enum floors_mode mode)
{
    const struct sibu_site *site = view->replay->site;
    view->floors = site->floor_count < 2 ? FLOORS_TABS : mode;
    struct sibu_box all = view->floors == FLOORS_TABS ? view_state_box(site, 0) : box_of(site, view->floors);
    for (uint32_t i = 0; i < site->floor_count; i++) {
        struct sibu_box box = view->floors == FLOORS_TABS ? view_state_box(site, i) : all;
        struct camera camera = camera_fit(box, (struct raster_rect){0, 0, 100, 100}, 0);
        view->cameras[i] =
            view->floors == FLOORS_STACKED ? camera_aslant(&camera, FLOORS_LEAN, FLOORS_FLAT, 0) : camera;
    }
}

static int same_rect(struct raster_rect a, struct raster_rect b)
{
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

/* The heights that floors need one above the other, and the scale at which all of them are seen. */
static double share_height(struct view_state *view, int32_t margin_px)
{
    double tall[FLOORS_SHOWN_MAX], all = 0.0;
    struct sibu_box box = view->cameras[view->floor].plan;
    double middle = (box.min_y + box.max_y) / 2.0;
    for (size_t k = 0; k < view->cell_count; k++) {
        uint32_t floor = view->floors_up[view->cells[k].level];
        tall[k] = 2.0 * reach_of(view->replay->site, floor, middle);
        all += tall[k];
    }
    floors_share_height(view->cells, view->cell_count, view->plan, tall, margin_px);
    double high = (double)(view->plan.height - (int32_t)view->cell_count * margin_px) / (all * FLOORS_FLAT);
    double wide =
        (double)(view->plan.width - 2 * margin_px) / (box.max_x - box.min_x + FLOORS_LEAN * (box.max_y - box.min_y));
    return fmax(fmin(high, wide), SCALE_LEAST);
}

/* Moves a floor's camera into its window. `scale`: at which all is seen, px/m; 0: as the window has it. */
static void move_camera(struct camera *camera, struct raster_rect window, int32_t margin_px, double scale)
{
    int fitted = camera_is_fitted(camera);
    if (!same_rect(camera->window, window)) {
        *camera = camera_moved_window(camera, window, margin_px);
    }
    if (scale > 0.0) {
        camera_fit_at(camera, scale, fitted);
    }
}

void view_state_place(struct view_state *view, struct raster_rect plan, int32_t margin_px)
{
    const struct sibu_site *site = view->replay->site;
    struct sibu_box box = view->cameras[view->floor].plan;
    double wide = (box.max_x - box.min_x) / (box.max_y - box.min_y);
    view->plan = plan;
    view->cell_count = floors_lay_out(view->floors, site->floor_count, view_state_level(view), wide, plan, view->cells);
    int32_t margin = view->cell_count > 1 ? (int32_t)(margin_px * MARGIN_SHARE) : margin_px;
    double scale = view->cell_count > 1 && view->floors == FLOORS_STACKED ? share_height(view, margin) : 0.0;
    for (uint32_t i = 0; i < site->floor_count; i++) {
        struct raster_rect window = plan;
        for (size_t k = 0; k < view->cell_count; k++) {
            window = view->floors_up[view->cells[k].level] == i ? view->cells[k].window : window;
        }
        move_camera(&view->cameras[i], window, margin, scale);
    }
    for (size_t k = 0; view->cell_count > 1 && k < view->cell_count; k++) {
        uint32_t floor = view->floors_up[view->cells[k].level];
        if (floor != view->floor) {
            camera_go_along(&view->cameras[floor], view_state_camera(view));
        }
    }
}

uint32_t view_state_floor_at(const struct view_state *view, int32_t x, int32_t y)
{
    for (size_t i = 0; i < view->cell_count; i++) {
        if (raster_rect_holds(view->cells[i].window, x, y)) {
            return view->floors_up[view->cells[i].level];
        }
    }
    return SIBU_NONE;
}
