/* The plans of a site's floors, with zones coloured by how long their people took to the assembly point,
 * and with that time where they have room for it.
 *
 * The drawings hold numbers and no words, so both languages show the same ones. Pure. Depends on: chart_colour, drawing, site.
 */
#pragma once
#include "report/drawing.h"
#include "report/report.h"

/* Whether the floor has anything to show: a zone or an assembly point. */
int site_map_has(const struct report *report, uint32_t floor);
/* Whether assembly points are on the floor: then it is shown at full width. */
int site_map_is_ground(const struct report *report, uint32_t floor);
/* The whole floor: its ground, zones, the hazard's fields as choices, and what stands over them. Zones are numbered from 1 in the
 * site's order, as site_map_number says. No shape has an id of another floor's. */
void site_map_paint(const struct report *report, uint32_t floor, struct drawing *out);
/* The choice that shows the coloured zones; that of a hazard's field: hazard_map_id. */
void site_map_zones_id(uint32_t floor, char out[48]);
/* The shortest and the longest median of the zones: what the colours go from and to. 0 where no zone has one. */
int site_map_range(const struct report *report, double *from_s, double *to_s);
/* The number of the zone on the map; 0 where it is not in the site. */
uint32_t site_map_number(const struct report *report, const char *zone);
