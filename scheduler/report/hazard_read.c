/* See hazard_read.h. */
#include "report/hazard_read.h"

#include <string.h>

#define UNTIL_MOST_S 3600.0
#define FIRST_MAP_S 60.0

static int read_law(struct sibu_field_law *out, const char *bytes, size_t length)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "scenario", bytes, length, &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value law = sibu_json_member(sibu_json_root(document), "field");
    int read = sibu_json_kind(law) == SIBU_JSON_OBJECT && sibu_field_law_read(law, out, &ignored) == SIBU_OK;
    sibu_json_close(document);
    return read;
}

/* What unfolded, as the fields need it: rows whose place the site does not know are left out. */
static size_t list_events(const struct report *report, struct sibu_unfold_event *out)
{
    size_t count = 0;
    for (size_t i = 0; i < report->unfolding.count; i++) {
        const struct sibu_unfold_row *row = &report->unfolding.events[i].row;
        uint32_t zone = row->has_point ? sibu_site_find_zone(report->site, row->place) : SIBU_NONE;
        if (zone != SIBU_NONE || row->has_bearing) {
            out[count++] =
                (struct sibu_unfold_event){.kind = row->what,
                                           .time_s = report->unfolding.events[i].at_s,
                                           .place = zone,
                                           .floor = zone == SIBU_NONE ? SIBU_NONE : report->site->zones[zone].floor,
                                           .x_m = row->x_m,
                                           .y_m = row->y_m,
                                           .bearing_deg = row->bearing_deg};
        }
    }
    return count;
}

static double until_s(const struct report *report)
{
    double seconds = (double)(report->evaluation.end_us - report->evaluation.t0_us) / 1e6;
    return seconds < 0.0 ? 0.0 : seconds > UNTIL_MOST_S ? UNTIL_MOST_S : seconds;
}

static enum sibu_field_level level_at(const struct report_hazard *hazard, size_t point, uint32_t block)
{
    struct sibu_field_here here;
    sibu_field_course_here(hazard->course, point, block, &here);
    return sibu_field_level(hazard->law.substance, &here);
}

/* Notes the levels that a block has at a point, where they are the first of their zone. */
static void note_block(struct report_hazard *hazard, size_t point, uint32_t block)
{
    struct sibu_block_view view;
    sibu_blocks_view(hazard->blocks, block, &view);
    if (view.zone == SIBU_NONE) {
        return;
    }
    for (int level = (int)level_at(hazard, point, block); level > SIBU_FIELD_NOTHING; level--) {
        double *reached_s = &hazard->reached_s[view.zone * SIBU_FIELD_LEVELS + (size_t)level];
        *reached_s = *reached_s < 0.0 ? SIBU_FIELD_STEP_S * (double)point : *reached_s;
    }
}

static enum sibu_status find_reached(struct report *report, struct sibu_fault *fault)
{
    struct report_hazard *hazard = &report->hazard;
    size_t count = (size_t)report->site->zone_count * SIBU_FIELD_LEVELS;
    hazard->reached_s = sibu_arena_take(&report->arena, count + 1, sizeof *hazard->reached_s);
    if (!hazard->reached_s) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        hazard->reached_s[i] = MEASURE_NEVER;
    }
    for (size_t point = 0; point < sibu_field_course_points(hazard->course); point++) {
        for (uint32_t block = 0; block < sibu_blocks_count(hazard->blocks); block++) {
            note_block(hazard, point, block);
        }
    }
    return SIBU_OK;
}

static enum sibu_status reckon(struct report *report, const struct sibu_field_law *law, uint32_t zone,
                               struct sibu_fault *fault)
{
    struct report_hazard *hazard = &report->hazard;
    struct sibu_arena scratch = {0};
    struct sibu_unfold_event *events = sibu_arena_take(&scratch, report->unfolding.count + 1, sizeof *events);
    if (!events) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    enum sibu_status status = sibu_blocks_open_site(&hazard->blocks, report->site, 0.0, fault);
    if (status == SIBU_OK) {
        const struct sibu_field_def def = {
            .site = report->site,
            .blocks = hazard->blocks,
            .law = *law,
            .origin = {zone, report->site->zones[zone].floor, report->scenario.x_m, report->scenario.y_m}};
        status =
            sibu_field_course_open(&hazard->course, &def, events, list_events(report, events), until_s(report), fault);
    }
    sibu_arena_clear(&scratch);
    return status == SIBU_OK ? find_reached(report, fault) : status;
}

enum sibu_status hazard_read(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_fault why;
    const char *bytes = NULL;
    size_t length = 0;
    report->hazard = (struct report_hazard){.known = 0};
    uint32_t zone = report->site && report->scenario.known && report->scenario.has_point
                        ? sibu_site_find_zone(report->site, report->scenario.zone)
                        : SIBU_NONE;
    enum sibu_status status = sibu_record_document(record, "scenario", &arena, &bytes, &length, fault);
    int has_law = status == SIBU_OK && bytes && zone != SIBU_NONE && read_law(&report->hazard.law, bytes, length);
    sibu_arena_clear(&arena);
    if (!has_law) {
        return status;
    }
    status = reckon(report, &report->hazard.law, zone, &why);
    if (status == SIBU_NO_MEMORY) {
        *fault = why;
        return status;
    }
    report->hazard.known = status == SIBU_OK; /* a site without ways has no fields */
    return SIBU_OK;
}

void hazard_clear(struct report_hazard *hazard)
{
    sibu_field_course_close(hazard->course);
    sibu_blocks_close(hazard->blocks);
    *hazard = (struct report_hazard){.known = 0};
}

double hazard_reaches_s(const struct report *report, uint32_t zone, enum sibu_field_level level)
{
    return report->hazard.reached_s[zone * SIBU_FIELD_LEVELS + (size_t)level];
}

size_t hazard_worst(const struct report *report, uint32_t exit, double *threat)
{
    size_t worst = 0, points = sibu_field_course_points(report->hazard.course);
    *threat = 0.0;
    for (size_t point = 0; point < points; point++) {
        double here = sibu_field_course_threat(report->hazard.course, point, exit);
        if (here > *threat) {
            *threat = here;
            worst = point;
        }
    }
    return worst;
}

int hazard_is_on(const struct report *report, uint32_t floor, size_t point)
{
    struct sibu_block_view view;
    for (uint32_t block = 0; block < sibu_blocks_count(report->hazard.blocks); block++) {
        sibu_blocks_view(report->hazard.blocks, block, &view);
        if (view.floor == floor && level_at(&report->hazard, point, block) != SIBU_FIELD_NOTHING) {
            return 1;
        }
    }
    return 0;
}

size_t hazard_moments(const struct report *report, size_t points[HAZARD_MAPS_MAX])
{
    size_t last = sibu_field_course_points(report->hazard.course) - 1;
    size_t first = (size_t)(FIRST_MAP_S / SIBU_FIELD_STEP_S), count = 0;
    int any = 0;
    for (uint32_t floor = 0; floor < report->site->floor_count && !any; floor++) {
        any = hazard_is_on(report, floor, last);
    }
    if (any && first < last) {
        points[count++] = first;
    }
    if (any) {
        points[count++] = last;
    }
    return count;
}
