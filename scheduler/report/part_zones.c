/* Zone by zone: the coloured plans and the table that their numbers lead to. See part.h. */
#include <stdio.h>
#include <string.h>

#include "report/chart_axis.h"
#include "report/chart_colour.h"
#include "report/part.h"
#include "report/site_map.h"
#include "report/site_map_lost.h"

#define SCALE_STEPS 48
#define SCALE_WIDTH 144.0
#define SCALE_HEIGHT 13.0

static const struct drawing *scale_of(const struct part *part)
{
    struct drawing *drawing = document_draw(part->out);
    const double step = SCALE_WIDTH / SCALE_STEPS;
    char colour[8];
    drawing->width = SCALE_WIDTH;
    drawing->height = SCALE_HEIGHT;
    for (int i = 0; i < SCALE_STEPS; i++) {
        chart_viridis(1.0 - (double)i / (SCALE_STEPS - 1), colour);
        drawing_rect(drawing, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = colour},
                     (const double[]){step * i, 0.0, i + 1 < SCALE_STEPS ? 2.0 * step : step, SCALE_HEIGHT},
                     0.0); /* no gaps */
    }
    return drawing;
}

static void add_scale(const struct part *part)
{
    double from_s, to_s;
    if (!site_map_range(part->report, &from_s, &to_s)) {
        return;
    }
    part_open(part, DOCUMENT_SCALE, 0);
    part_open(part, DOCUMENT_SPAN, 0);
    part_duration(part, from_s);
    part_close(part, DOCUMENT_SPAN);
    document_picture(part->out, &(struct document_picture){.drawing = scale_of(part)});
    part_open(part, DOCUMENT_SPAN, 0);
    part_duration(part, to_s);
    part_close(part, DOCUMENT_SPAN);
    part_close(part, DOCUMENT_SCALE);
}

#define EDGE "#8a949e"

static void add_box(const struct part *part, const struct drawing_paint *paint, const double box[4],
                    enum sibu_say_id label)
{
    struct drawing *ornament = part_legend_item(part);
    drawing_rect(ornament, paint, box, 0.0);
    part_legend_words(part, ornament, label);
}

static void add_origin(const struct part *part)
{
    struct drawing *ornament = part_legend_item(part);
    drawing_begin(ornament,
                  &(struct drawing_bounds){.role = DRAWING_ORIGIN, .id = "", .window = DRAWING_NOTHING, .width = 2.0});
    drawing_circle(ornament, &(struct drawing_paint){.role = DRAWING_RING}, (const double[]){18.0, 8.0}, 5.0);
    drawing_line(ornament, &(struct drawing_paint){.role = DRAWING_STROKES}, (const double[]){10.0, 8.0},
                 (const double[]){26.0, 8.0});
    drawing_line(ornament, &(struct drawing_paint){.role = DRAWING_STROKES}, (const double[]){18.0, 0.0},
                 (const double[]){18.0, 16.0});
    drawing_end(ornament);
    part_legend_words(part, ornament, SIBU_SAY_REPORT_MAP_ORIGIN);
}

static void add_lost(const struct part *part)
{
    struct drawing *ornament = part_legend_item(part);
    site_map_lost_sign(ornament, (const double[]){9.0, 2.0, 18.0, 12.0});
    drawing_end(ornament);
    part_legend_words(part, ornament, SIBU_SAY_MSEL_MAP_LOST);
}

static void add_exit_sign(const struct part *part)
{
    struct drawing *ornament = part_legend_item(part);
    drawing_line(ornament, &(struct drawing_paint){.role = DRAWING_EXIT, .width = 5.0}, (const double[]){6.0, 8.0},
                 (const double[]){30.0, 8.0});
    part_legend_words(part, ornament, SIBU_SAY_REPORT_MAP_EXIT);
}

static void add_legend(const struct part *part)
{
    static const double WHOLE[] = {1.0, 1.0, 34.0, 14.0};
    static const double WITHIN[] = {2.0, 2.0, 32.0, 12.0};
    part_open(part, DOCUMENT_LEGEND, 0);
    add_box(part, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = DRAWING_HATCH, .stroke = EDGE}, WHOLE,
            SIBU_SAY_REPORT_MAP_NEVER);
    add_box(part, &(struct drawing_paint){.role = DRAWING_GROUND, .stroke = EDGE}, WHOLE, SIBU_SAY_REPORT_MAP_NOBODY);
    add_exit_sign(part);
    add_box(part, &(struct drawing_paint){.role = DRAWING_MUSTER}, WITHIN, SIBU_SAY_REPORT_MAP_MUSTER);
    if (part->report->draw.has_point) {
        add_origin(part);
    }
    if (site_map_lost_any(part->report)) {
        add_lost(part);
    }
    part_close(part, DOCUMENT_LEGEND);
}

static void add_map(const struct part *part, uint32_t floor)
{
    const struct sibu_site *site = part->report->site;
    const char *const values[] = {site->floors[floor].name.in[part->language]};
    struct sibu_text title = {0};
    char choice[48];
    site_map_zones_id(floor, choice);
    sibu_say_with(&title, part->language, SIBU_SAY_REPORT_MAP_DESC, values, 1);
    part_open(part, DOCUMENT_MAP, site_map_is_ground(part->report, floor) ? DOCUMENT_WIDE : 0);
    document_picture(part->out, &(struct document_picture){.drawing = &part->plans[floor],
                                                           .kind = "plan",
                                                           .title = sibu_text_get(&title),
                                                           .choice = choice});
    part_words(part, DOCUMENT_CAPTION, 0, values[0]);
    part_close(part, DOCUMENT_MAP);
    sibu_text_clear(&title);
}

static void add_maps(const struct part *part)
{
    if (part->plans == NULL) {
        return;
    }
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_REPORT_MAP_TITLE);
    add_scale(part);
    part_open(part, DOCUMENT_MAPS, 0);
    for (uint32_t i = 0; i < part->report->site->floor_count; i++) {
        if (site_map_has(part->report, i)) {
            add_map(part, i);
        }
    }
    part_close(part, DOCUMENT_MAPS);
    add_legend(part);
}

static void add_bad_count(const struct part *part, uint32_t count)
{
    part_number(part, DOCUMENT_CELL, count > 0 ? DOCUMENT_NUMBER | DOCUMENT_BAD : DOCUMENT_NUMBER | DOCUMENT_FAINT,
                count);
}

/* "2:38", which leaves room for ten columns. */
static void add_clock(const struct part *part, double seconds)
{
    struct sibu_text time = {0};
    if (seconds < 0.0) {
        sibu_text_add(&time, sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    } else {
        chart_say_time(&time, seconds);
    }
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, sibu_text_get(&time));
    sibu_text_clear(&time);
}

static void add_group(const struct part *part, const struct evaluation_group *group)
{
    int total = group->zone[0] == '\0';
    uint32_t number = total ? 0 : site_map_number(part->report, group->zone);
    char shown[16] = "";
    if (number > 0) {
        (void)snprintf(shown, sizeof shown, "%u", (unsigned)number);
    }
    part_open(part, DOCUMENT_ROW, total ? DOCUMENT_TOTAL : 0);
    part_words(part, DOCUMENT_CELL, total ? DOCUMENT_NUMBER : DOCUMENT_NUMBER | DOCUMENT_FAINT, shown);
    part_words(part, DOCUMENT_ROW_HEAD, 0,
               total ? sibu_say(part->language, SIBU_SAY_WORD_ALL)
                     : report_zone_name(part->report, group->zone, part->language));
    part_cell_count(part, group->expected);
    part_cell_count(part, group->checked_in);
    add_bad_count(part, group->missing);
    add_bad_count(part, group->need_help);
    add_clock(part, group->muster.median_s);
    add_clock(part, group->muster.p90_s);
    part_cell_count(part, group->acknowledged);
    add_clock(part, group->acknowledgement.median_s);
    part_end_row(part);
}

/* In the site's order, so that the numbers run; zones that the site does not know come last, by id. */
static void add_groups(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    uint32_t zone_count = part->report->site != NULL ? part->report->site->zone_count : 0;
    for (uint32_t number = 1; number <= zone_count; number++) {
        for (size_t i = 0; i < evaluation->zone_count; i++) {
            if (strcmp(evaluation->zones[i].zone, part->report->site->zones[number - 1].id) == 0) {
                add_group(part, &evaluation->zones[i]);
            }
        }
    }
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        if (site_map_number(part->report, evaluation->zones[i].zone) == 0) {
            add_group(part, &evaluation->zones[i]);
        }
    }
    add_group(part, &evaluation->all);
}

void part_zones(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_ZONE_NUMBER,       SIBU_SAY_REPORT_ZONE,
                                             SIBU_SAY_REPORT_TILE_EXPECTED,     SIBU_SAY_REPORT_TILE_CHECKED_IN,
                                             SIBU_SAY_REPORT_TILE_MISSING,      SIBU_SAY_REPORT_TILE_HELP,
                                             SIBU_SAY_REPORT_ZONE_HERE,         SIBU_SAY_REPORT_ZONE_HERE_P90,
                                             SIBU_SAY_REPORT_TILE_ACKNOWLEDGED, SIBU_SAY_REPORT_ZONE_ACKNOWLEDGED};
    if (part->report->evaluation.zone_count == 0) {
        return;
    }
    part_section(part, SIBU_SAY_REPORT_ZONES_TITLE);
    add_maps(part);
    part_table(part, "", HEADS, 10, 1u | PART_NUMBERS_FROM(2));
    add_groups(part);
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_REPORT_ZONES_NOTE);
    part_end_section(part);
}
