/* See hazard_map.h. */
#include "report/hazard_map.h"

#include <stdio.h>

#include "report/hazard_read.h"

const char *hazard_map_colour(enum sibu_field_level level)
{
    static const char *const COLOURS[SIBU_FIELD_LEVELS] = {"none", "#FED976", "#FD8D3C", "#BD0026"};
    return COLOURS[level];
}

void hazard_map_id(uint32_t floor, size_t moment, char out[48])
{
    (void)snprintf(out, 48, "hazard-%u-%zu", (unsigned)floor, moment);
}

struct layer {
    const struct report *report;
    const struct hazard_map_view *view;
    struct drawing *out;
};

static void draw_block(const struct layer *layer, size_t point, uint32_t block, const struct sibu_box *box)
{
    const struct hazard_map_view *view = layer->view;
    struct sibu_field_here here;
    sibu_field_course_here(layer->report->hazard.course, point, block, &here);
    enum sibu_field_level level = sibu_field_level(layer->report->hazard.law.substance, &here);
    if (level != SIBU_FIELD_NOTHING) {
        drawing_rect(layer->out, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = hazard_map_colour(level)},
                     (const double[]){(box->min_x - view->left_m) * view->scale,
                                      (view->top_m - box->max_y) * view->scale, (box->max_x - box->min_x) * view->scale,
                                      (box->max_y - box->min_y) * view->scale},
                     0.0);
    }
}

static void draw_moment(const struct layer *layer, size_t moment, size_t point)
{
    const struct sibu_blocks *blocks = layer->report->hazard.blocks;
    struct sibu_block_view view;
    char id[48];
    hazard_map_id(layer->view->floor, moment, id);
    drawing_begin(layer->out, &(struct drawing_bounds){
                                  .role = DRAWING_HAZARD, .id = id, .window = layer->view->ground, .is_choice = 1});
    for (uint32_t block = 0; block < sibu_blocks_count(blocks); block++) {
        sibu_blocks_view(blocks, block, &view);
        if (view.floor == layer->view->floor) {
            draw_block(layer, point, block, &view.box);
        }
    }
    drawing_end(layer->out);
}

void hazard_map_paint(const struct report *report, const struct hazard_map_view *view, struct drawing *out)
{
    const struct layer layer = {report, view, out};
    size_t points[HAZARD_MAPS_MAX];
    size_t count = report->hazard.known ? hazard_moments(report, points) : 0;
    for (size_t moment = 0; moment < count; moment++) {
        if (hazard_is_on(report, view->floor, points[moment])) {
            draw_moment(&layer, moment, points[moment]);
        }
    }
}
