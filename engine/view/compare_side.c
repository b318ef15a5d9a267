/* The second plan: its record read, its view in step, its drawing. See compare.h. */
#include "view/compare.h"

#include "sibu/catalogue.h"

#define GAP 4 /* between two plans, at scale 1 */
#define ONE_LINE 440 /* from this width on, a caption of one line says what it must */

static struct plan plan_of(struct compare_side *side)
{
    return (struct plan){.scene = &side->scene,
                         .markers = &side->markers,
                         .motion = &side->motion,
                         .trail = &side->trail,
                         .density = &side->density,
                         .hazard = &side->hazard,
                         .tally = &side->tally};
}

static int is_shown(const struct view_state *view)
{
    return compare_other(view) != NULL && (view->compare->way == COMPARE_BESIDE || view->compare->way == COMPARE_OVER);
}

/* The other site's floor that is shown: of the same id, else as many levels up. */
static uint32_t floor_of(const struct view_state *view)
{
    const struct view_state *other = &view->compare->view;
    const struct sibu_site *site = other->replay->site;
    uint32_t floor = compare_floor_of(view->replay->site, view->floor, site);
    uint32_t level = view_state_level(view);
    return floor != SIBU_NONE ? floor : other->floors_up[level < site->floor_count ? level : site->floor_count - 1];
}

/* All but the camera, which is placed when its window is known. Its clock is not held to the record's end: whoever
 * had gathered by then still has. */
static void keep_in_step(struct view_state *view)
{
    struct view_state *other = &view->compare->view;
    other->playback.time_s = view->playback.time_s;
    other->language = view->language;
    other->theme = view->theme;
    other->layers = view->layers;
    other->layers.following = 0;
    other->chosen = view->chosen != SIBU_NONE ? view->compare->twins[view->chosen] : SIBU_NONE;
    other->floor = floor_of(view);
}

enum sibu_status compare_read(struct view_state *view, size_t people_budget, int *behind, struct sibu_fault *fault)
{
    if (!is_shown(view)) {
        return SIBU_OK;
    }
    struct compare *compare = view->compare;
    struct compare_side *side = &compare->side;
    const struct plan plan = plan_of(side);
    int other_behind = 0;
    keep_in_step(view);
    enum sibu_status status = plan_read(&plan, &compare->view, people_budget, &other_behind, fault);
    *behind |= other_behind;
    if (status == SIBU_OK) {
        tally_take(&side->tally, &compare->other, &side->motion, view->playback.time_s);
    }
    return status;
}

struct ghosts compare_ghosts(const struct view_state *view)
{
    if (!is_shown(view) || view->compare->way != COMPARE_OVER) {
        return (struct ghosts){0};
    }
    const struct compare *compare = view->compare;
    return (struct ghosts){
        .now = &compare->side.motion.now, .site = compare->other.site, .chosen = compare->view.chosen};
}

/* How many lines the captions above a plan have: two plans side by side in little room have one for facts and one for the
 * name, a single plan has one for each record. */
static int32_t caption_lines(const struct canvas *canvas, const struct view_state *view,
                             const struct compare_boxes *boxes)
{
    if (!compare_is_on(view) || boxes->there.width == 0) {
        return compare_is_on(view) ? 2 : 0;
    }
    int side_by_side = boxes->there.x > boxes->here.x;
    return side_by_side && boxes->here.width < canvas_px(canvas, ONE_LINE) ? 2 : 1;
}

static struct raster_rect below_captions(struct raster_rect box, int32_t taken)
{
    return (struct raster_rect){box.x, box.y + taken, box.width, box.height - taken};
}

struct compare_boxes compare_plans(const struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    struct sibu_box seen = view->cameras[view->floor].plan;
    struct compare_boxes boxes = {.here = plan};
    if (compare_has_one_floor(view)) {
        double aspect = (seen.max_x - seen.min_x) / (seen.max_y - seen.min_y);
        boxes = compare_boxes_of(plan, aspect, canvas_px(canvas, GAP));
    }
    boxes.captions = caption_lines(canvas, view, &boxes) * canvas_px(canvas, COMPARE_CAPTION);
    boxes.here = below_captions(boxes.here, boxes.captions);
    boxes.there = boxes.there.width > 0 ? below_captions(boxes.there, boxes.captions) : boxes.there;
    return boxes;
}

int compare_has_one_floor(const struct view_state *view)
{
    return is_shown(view) && view->compare->way == COMPARE_BESIDE;
}

void compare_keep_one_floor(struct view_state *view)
{
    if (compare_has_one_floor(view) && view->floors != FLOORS_TABS) {
        view_state_set_floors(view, FLOORS_TABS);
        teach_say(&view->teach, SIBU_SAY_COMPARE_ONE_FLOOR, "");
    }
}

/* The line between two plans. */
static void draw_between(struct canvas *canvas, const struct compare_boxes *boxes)
{
    struct raster_rect here = boxes->here;
    int32_t gap = canvas_px(canvas, GAP), taken = boxes->captions;
    struct raster_rect upright = {here.x + here.width, here.y - taken, gap, here.height + taken};
    struct raster_rect level = {here.x, here.y + here.height, here.width, gap};
    raster_fill_rect(canvas->raster, boxes->there.x > here.x ? upright : level, canvas->theme->panel_edge);
}

int32_t compare_margin(const struct canvas *canvas, const struct view_state *view, const struct compare_boxes *boxes)
{
    int32_t margin = canvas_px(canvas, PLAN_MARGIN), wide = boxes->here.width / 12, tall = boxes->here.height / 8;
    if (!compare_is_on(view)) {
        return margin;
    }
    margin = margin < wide ? margin : wide;
    return margin < tall ? margin : tall;
}

enum sibu_status compare_draw(struct canvas *canvas, struct view_state *view, const struct compare_boxes *boxes,
                              struct sibu_fault *fault)
{
    struct view_state *other = &view->compare->view;
    const struct plan plan = plan_of(&view->compare->side);
    struct camera *camera = view_state_camera(other);
    *camera =
        compare_camera(&view->cameras[view->floor], camera->plan, boxes->there, compare_margin(canvas, view, boxes));
    draw_between(canvas, boxes);
    enum sibu_status status = plan_draw(&plan, canvas, other, fault);
    plan_legend(&plan, canvas, other, boxes->there);
    return status;
}
