/* The hazard's fields of a drill, reckoned again from its record: the scenario's law and what unfolded. Inside report/
 * only. Pure but for the record.
 */
#pragma once
#include "report/report.h"

/* Fills in report->hazard, which borrows the fields of the evaluation. After the site. Where the evaluation does not know them,
 * neither does the report. */
void hazard_read(struct report *report);

/* When any place of a zone first reached a level, s since T0; MEASURE_NEVER. */
double hazard_reaches_s(const struct report *report, uint32_t zone, enum sibu_field_level level);
/* At which point of the course an exit was most threatened, and how much. */
size_t hazard_worst(const struct report *report, uint32_t exit, double *threat);
/* The points that maps show: a minute after T0, and the end. Returns how many, none where there is nothing to see. */
#define HAZARD_MAPS_MAX 2
size_t hazard_moments(const struct report *report, size_t points[HAZARD_MAPS_MAX]);
/* Whether anything is to be seen on the floor at any of these points. */
int hazard_is_on(const struct report *report, uint32_t floor, size_t point);
