/* The plans of a site's floors as SVG, with zones coloured by how long their people took to the assembly point.
 *
 * The drawings hold numbers and no words, so both languages of a page show the same ones: site_map_shapes puts them into
 * the page once, site_map_show shows one of them. Pure. Depends on: chart_colour, site.
 */
#pragma once
#include "report/report.h"

/* Whether the floor has anything to show: a zone or an assembly point. */
int site_map_has(const struct report *report, uint32_t floor);
/* Whether assembly points are on the floor: then it is shown at full width. */
int site_map_is_ground(const struct report *report, uint32_t floor);
/* All floors as hidden shapes. Zones are numbered from 1 in the site's order, as site_map_number says. */
void site_map_shapes(const struct report *report, struct sibu_text *out);
/* Shows one; `title` for who cannot see it; on its ground the shape with this id, or where
 * that is NULL the coloured zones. */
void site_map_show(const struct report *report, uint32_t floor, const char *title, const char *shape,
                   struct sibu_text *out);
/* A box in the floor's drawing, as attributes of a rectangle. */
void site_map_box(const struct report *report, uint32_t floor, const struct sibu_box *box, struct sibu_text *out);
/* The shortest and the longest median of the zones: what the colours go from and to. 0 where no zone has one. */
int site_map_range(const struct report *report, double *from_s, double *to_s);
/* The number of the zone on the map; 0 where it is not in the site. */
uint32_t site_map_number(const struct report *report, const char *zone);
