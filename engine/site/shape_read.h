/* Geometries of GeoJSON (RFC 7946) into points, lines and polygons in metres, and whether they are proper shapes.
 *
 * Depends on: draft (its frame must be set). Each function reports what is wrong and then returns false.
 */
#pragma once
#include "site/draft.h"

int read_polygon(struct draft *draft, struct sibu_json_value feature, struct sibu_polygon *out);
int read_line(struct draft *draft, struct sibu_json_value feature, struct sibu_line *out);
int read_point(struct draft *draft, struct sibu_json_value feature, struct sibu_point *out);
/* Whether the geometry is of the type; says nothing when it is not. */
int geometry_is(struct sibu_json_value feature, const char *type);
