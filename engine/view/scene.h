/* The plan of the floors that are shown, one at a time. What stands still is drawn once into a layer of its own and copied from there
 * until camera, language or colours change, or another floor was drawn over it; what fills and moves is drawn over it with every picture.
 *
 * One thread. The layer is as large as the picture.
 */
#pragma once
#include "view/canvas.h"
#include "view/label.h"
#include "view/tally.h"
#include "view/view_state.h"

struct scene_key { /* what the layer was drawn for */
    struct camera camera;
    enum sibu_language language;
    const struct theme *theme;
    double scale;
    int32_t width, height;
};
struct scene {
    struct raster layer; /* owned; of all floors that are shown, each in its camera's window */
    struct scene_key *keys; /* owned; by floor: what its part of the layer was drawn for; scale 0: it has none */
    uint32_t floor_count;
    struct label_board board;
    struct raster_rect *muster_labels; /* owned; by assembly point, empty where there is no room */
    struct raster_rect *zone_badges; /* owned; by zone */
    struct raster_rect origin_label;
};

SIBU_MUST_USE enum sibu_status scene_open(struct scene *scene, const struct sibu_site *site, struct sibu_fault *fault);
void scene_close(struct scene *scene);
/* Draws the floor's part of the layer where it is no longer right. */
SIBU_MUST_USE enum sibu_status scene_prepare(struct scene *scene, struct canvas *canvas, const struct view_state *view,
                                             struct sibu_fault *fault);
/* Copies the floor's part of the layer, as far as the clip lets it, and fills the assembly points: what lies under the people. */
void scene_draw(const struct scene *scene, struct canvas *canvas, const struct view_state *view,
                const struct tally *tally);
/* Counts, names and the hazard: what lies over the people. */
void scene_draw_over(const struct scene *scene, struct canvas *canvas, const struct view_state *view,
                     const struct tally *tally);

/* Draws the standing parts of a floor: ground, zones, stairs, walls, doors, exits (scene_plan.c). */
void scene_plan(struct canvas *canvas, const struct camera *camera, const struct sibu_site *site, uint32_t floor);
/* Places and draws the standing names, and the scale (scene_names.c). */
void scene_names(struct scene *scene, struct canvas *canvas, const struct view_state *view);

/* The names of the floor's zones, clear of what stands in them as far as there is room (scene_zones.c). */
void scene_name_zones(struct scene *scene, struct canvas *canvas, const struct view_state *view);
/* Where the name of one of several floors stands in its window. */
struct raster_rect scene_floor_name_box(struct canvas *canvas, const struct view_state *view, uint32_t floor);
/* An assembly point's name without what stands in brackets after it, for where the whole is too long. */
void scene_short_name(const char *name, char *out, size_t size);

/* Crosses out the exits of the floor that are lost by the moment shown (scene_lost.c). */
void scene_lost_exits(struct canvas *canvas, const struct view_state *view);

/* How long the bar of the scale is: the largest of 1, 2, 5, 10, 20, 50 ... m that is no longer than limit_px. */
double scene_bar_m(double px_per_m, double limit_px);
