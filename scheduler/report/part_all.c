/* The whole report, part by part. See part.h. */
#include "report/part.h"

void part_all(const struct part *part)
{
    part_head(part);
    part_facts(part);
    part_drawn(part);
    part_course(part);
    part_unfold(part);
    part_hazard(part);
    part_curves(part);
    part_measures(part);
    part_trend(part);
    part_doubt(part);
    part_zones(part);
    part_places(part);
    part_missing(part);
    part_deliveries(part);
    part_limits(part);
    part_sentence(part, DOCUMENT_FOOTER, SIBU_SAY_REPORT_FOOTER);
}
