/* See scene.h: the layer and when it is drawn anew. */
#include "view/scene.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"

enum sibu_status scene_open(struct scene *scene, const struct sibu_site *site, struct sibu_fault *fault)
{
    *scene = (struct scene){.muster_labels = sibu_array_new(site->muster_count, sizeof *scene->muster_labels),
                            .zone_badges = sibu_array_new(site->zone_count, sizeof *scene->zone_badges),
                            .keys = sibu_array_new(site->floor_count, sizeof *scene->keys),
                            .floor_count = site->floor_count};
    if (scene->keys == NULL || scene->muster_labels == NULL || scene->zone_badges == NULL) {
        scene_close(scene);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足，无法绘制平面图", "no memory for the plan");
    }
    return SIBU_OK;
}

void scene_close(struct scene *scene)
{
    raster_close(&scene->layer);
    sibu_array_free(scene->keys);
    sibu_array_free(scene->muster_labels);
    sibu_array_free(scene->zone_badges);
    *scene = (struct scene){0};
}

static int same_number(double a, double b)
{
    return !(a < b) && !(a > b);
}

static int same_camera(const struct camera *a, const struct camera *b)
{
    return same_number(a->centre.x, b->centre.x) && same_number(a->centre.y, b->centre.y) &&
           same_number(a->px_per_m, b->px_per_m) && same_number(a->lean, b->lean) && same_number(a->flat, b->flat) &&
           a->window.x == b->window.x && a->window.y == b->window.y && a->window.width == b->window.width &&
           a->window.height == b->window.height;
}

static int same_key(const struct scene_key *a, const struct scene_key *b)
{
    return same_camera(&a->camera, &b->camera) && a->language == b->language && a->theme == b->theme &&
           same_number(a->scale, b->scale) && a->width == b->width && a->height == b->height;
}

/* What lay in this part of the layer is drawn over. */
static void forget(struct scene *scene, struct raster_rect part)
{
    for (uint32_t i = 0; i < scene->floor_count; i++) {
        if (raster_rect_meet(scene->keys[i].camera.window, part)) {
            scene->keys[i] = (struct scene_key){0};
        }
    }
}

static enum sibu_status fit_layer(struct scene *scene, const struct canvas *canvas, struct sibu_fault *fault)
{
    if (scene->layer.width == canvas->raster->width && scene->layer.height == canvas->raster->height) {
        return SIBU_OK;
    }
    raster_close(&scene->layer);
    forget(scene, raster_whole(canvas->raster));
    return raster_open(&scene->layer, canvas->raster->width, canvas->raster->height, fault);
}

static void draw_standing(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct camera *camera = &view->cameras[view->floor];
    struct raster_rect before = raster_clip(canvas->raster, camera->window);
    scene_plan(canvas, camera, view->replay->site, view->floor);
    scene_names(scene, canvas, view);
    (void)raster_clip(canvas->raster, before);
}

enum sibu_status scene_prepare(struct scene *scene, struct canvas *canvas, const struct view_state *view,
                               struct sibu_fault *fault)
{
    const struct camera *camera = &view->cameras[view->floor];
    struct scene_key key = {*camera,       view->language,        canvas->theme,
                            canvas->scale, canvas->raster->width, canvas->raster->height};
    if (canvas->raster->sketch != NULL) { /* vectors are not copied: into the picture at once, and the layer is stale */
        forget(scene, camera->window);
        draw_standing(scene, canvas, view);
        return SIBU_OK;
    }
    if (same_key(&scene->keys[view->floor], &key)) {
        return SIBU_OK;
    }
    enum sibu_status status = fit_layer(scene, canvas, fault);
    if (status != SIBU_OK) {
        return status;
    }
    forget(scene, camera->window);
    scene->keys[view->floor] = key;
    struct raster *picture = canvas->raster;
    canvas->raster = &scene->layer;
    draw_standing(scene, canvas, view);
    canvas->raster = picture;
    return SIBU_OK;
}

double scene_bar_m(double px_per_m, double limit_px)
{
    static const double STEPS[] = {1.0, 2.0, 5.0};
    double best_m = 0.1;
    double ten = 0.1;
    for (int power = 0; power < 6; power++, ten *= 10.0) {
        for (int i = 0; i < 3; i++) {
            best_m = STEPS[i] * ten * px_per_m <= limit_px ? STEPS[i] * ten : best_m;
        }
    }
    return best_m;
}
