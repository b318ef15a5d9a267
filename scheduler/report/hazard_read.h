/* The hazard's fields of a drill, reckoned again from its record: the scenario's law and what unfolded. Inside report/
 * only. Pure but for the record.
 */
#pragma once
#include "report/report.h"

/* Fills in report->hazard, from the site and the unfolding that have been read. A record without a law of fields, or whose law
 * cannot be read, has an unknown hazard. Fails as the record does, or for want of memory. */
SIBU_MUST_USE enum sibu_status hazard_read(struct report *report, struct sibu_record *record, struct sibu_fault *fault);
void hazard_clear(struct report_hazard *hazard);

/* When any place of a zone first reached a level, s since T0; MEASURE_NEVER. */
double hazard_reaches_s(const struct report *report, uint32_t zone, enum sibu_field_level level);
/* At which point of the course an exit was most threatened, and how much. */
size_t hazard_worst(const struct report *report, uint32_t exit, double *threat);
/* The points that maps show: a minute after T0, and the end. Returns how many, none where there is nothing to see. */
#define HAZARD_MAPS_MAX 2
size_t hazard_moments(const struct report *report, size_t points[HAZARD_MAPS_MAX]);
/* Whether anything is to be seen on the floor at any of these points. */
int hazard_is_on(const struct report *report, uint32_t floor, size_t point);
