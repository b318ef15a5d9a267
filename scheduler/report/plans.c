/* See plans.h. */
#include "report/plans.h"

#include "report/site_map.h"

void plans_open(struct plans *out, const struct report *report)
{
    *out = (struct plans){0};
    if (report->site == NULL) {
        return;
    }
    out->floors = sibu_array_new(report->site->floor_count, sizeof *out->floors);
    out->failed = out->floors == NULL;
    for (uint32_t floor = 0; !out->failed && floor < report->site->floor_count; floor++) {
        if (site_map_has(report, floor)) {
            site_map_paint(report, floor, &out->floors[floor]);
        }
        out->count = floor + 1;
    }
}

void plans_clear(struct plans *plans)
{
    for (uint32_t floor = 0; floor < plans->count; floor++) {
        drawing_clear(&plans->floors[floor]);
    }
    sibu_array_free(plans->floors);
    *plans = (struct plans){0};
}
