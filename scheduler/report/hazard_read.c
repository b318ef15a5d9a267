/* See hazard_read.h. */
#include "report/hazard_read.h"

#define FIRST_MAP_S 60.0

static enum sibu_field_level level_at(const struct report_hazard *hazard, size_t point, uint32_t block)
{
    struct sibu_field_here here;
    sibu_field_course_here(hazard->course, point, block, &here);
    return sibu_field_level(hazard->law.substance, &here);
}

void hazard_read(struct report *report)
{
    const struct evaluation_hazard *from = &report->evaluation.hazard;
    report->hazard = (struct report_hazard){.known = 0};
    if (report->site && from->is_known) {
        report->hazard = (struct report_hazard){1, from->law, from->blocks, from->course, from->reached_s};
    }
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
