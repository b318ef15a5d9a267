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

/* Which level each block of the floor has; SIBU_FIELD_NOTHING for those of others. */
static void take_levels(const struct layer *layer, size_t point, uint8_t *levels)
{
    const struct report_hazard *hazard = &layer->report->hazard;
    for (uint32_t block = 0; block < sibu_blocks_count(hazard->blocks); block++) {
        struct sibu_field_here here;
        struct sibu_block_view view;
        sibu_blocks_view(hazard->blocks, block, &view);
        if (view.floor == layer->view->floor) {
            sibu_field_course_here(hazard->course, point, block, &here);
            levels[block] = (uint8_t)sibu_field_level(hazard->law.substance, &here);
        }
    }
}

static void draw_block(const struct layer *layer, const struct sibu_box *box)
{
    const struct hazard_map_view *view = layer->view;
    double left = (box->min_x - view->left_m) * view->scale, right = (box->max_x - view->left_m) * view->scale;
    double top = (view->top_m - box->max_y) * view->scale, bottom = (view->top_m - box->min_y) * view->scale;
    drawing_move(layer->out, left, top);
    drawing_to(layer->out, right, top);
    drawing_to(layer->out, right, bottom);
    drawing_to(layer->out, left, bottom);
    drawing_close(layer->out);
}

/* All blocks of a level are one shape: on paper the ground, by which it is cut out, is written anew for each. */
static void draw_level(const struct layer *layer, const uint8_t *levels, enum sibu_field_level level)
{
    const struct sibu_blocks *blocks = layer->report->hazard.blocks;
    int is_begun = 0;
    for (uint32_t block = 0; block < sibu_blocks_count(blocks); block++) {
        struct sibu_block_view view;
        if (levels[block] != (uint8_t)level) {
            continue;
        }
        if (!is_begun) {
            const struct drawing_paint paint = {.role = DRAWING_PLAIN, .fill = hazard_map_colour(level)};
            (void)drawing_path(layer->out, &paint, "");
            is_begun = 1;
        }
        sibu_blocks_view(blocks, block, &view);
        draw_block(layer, &view.box);
    }
}

static void draw_moment(const struct layer *layer, size_t moment, size_t point)
{
    char id[48];
    uint8_t *levels = sibu_array_new(sibu_blocks_count(layer->report->hazard.blocks), 1);
    if (levels == NULL) {
        layer->out->failed = 1;
        return;
    }
    take_levels(layer, point, levels);
    hazard_map_id(layer->view->floor, moment, id);
    drawing_begin(layer->out, &(struct drawing_bounds){
                                  .role = DRAWING_HAZARD, .id = id, .window = layer->view->ground, .is_choice = 1});
    for (int level = SIBU_FIELD_NOTHING + 1; level < SIBU_FIELD_LEVELS; level++) {
        draw_level(layer, levels, (enum sibu_field_level)level);
    }
    drawing_end(layer->out);
    sibu_array_free(levels);
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
