/* See hazard_map.h. */
#include "report/hazard_map.h"

#include <stdio.h>

#include "report/hazard_read.h"
#include "report/site_map.h"

const char *hazard_map_colour(enum sibu_field_level level)
{
    static const char *const COLOURS[SIBU_FIELD_LEVELS] = {"none", "#FED976", "#FD8D3C", "#BD0026"};
    return COLOURS[level];
}

void hazard_map_id(uint32_t floor, size_t moment, char out[48])
{
    (void)snprintf(out, 48, "hazard-%u-%zu", (unsigned)floor, moment);
}

static void draw_block(const struct report *report, size_t point, uint32_t block, struct sibu_text *out)
{
    struct sibu_block_view view;
    struct sibu_field_here here;
    sibu_blocks_view(report->hazard.blocks, block, &view);
    sibu_field_course_here(report->hazard.course, point, block, &here);
    enum sibu_field_level level = sibu_field_level(report->hazard.law.substance, &here);
    if (level != SIBU_FIELD_NOTHING) {
        sibu_text_addf(out, "<rect fill=\"%s\"", hazard_map_colour(level));
        site_map_box(report, view.floor, &view.box, out);
        sibu_text_add(out, "/>");
    }
}

static void draw_floor(const struct report *report, uint32_t floor, size_t moment, size_t point, struct sibu_text *out)
{
    struct sibu_block_view view;
    char id[48];
    hazard_map_id(floor, moment, id);
    sibu_text_addf(out, "<g id=\"%s\" class=\"hazard\" clip-path=\"url(#window-%u)\">", id, (unsigned)floor);
    for (uint32_t block = 0; block < sibu_blocks_count(report->hazard.blocks); block++) {
        sibu_blocks_view(report->hazard.blocks, block, &view);
        if (view.floor == floor) {
            draw_block(report, point, block, out);
        }
    }
    sibu_text_add(out, "</g>\n");
}

void hazard_map_shapes(const struct report *report, struct sibu_text *out)
{
    size_t points[HAZARD_MAPS_MAX];
    size_t count = report->hazard.known ? hazard_moments(report, points) : 0;
    for (size_t moment = 0; moment < count; moment++) {
        for (uint32_t floor = 0; floor < report->site->floor_count; floor++) {
            if (site_map_has(report, floor) && hazard_is_on(report, floor, points[moment])) {
                draw_floor(report, floor, moment, points[moment], out);
            }
        }
    }
}
