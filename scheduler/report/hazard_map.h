/* The hazard's fields over the plans of the floors: shapes that a plan can show over one. Inside report/ only. Pure.
 */
#pragma once
#include "report/drawing.h"
#include "report/report.h"

/* How a plan shows a floor: site metres (x, y) stand at ((x - left_m) * scale, (top_m - y) * scale). */
struct hazard_map_view {
    uint32_t floor;
    uint32_t ground; /* the path that the fields are cut out by */
    double left_m, top_m, scale;
};
/* A group that is a choice for each moment of hazard_moments where something is to be seen on the floor. */
void hazard_map_paint(const struct report *report, const struct hazard_map_view *view, struct drawing *out);
/* The id of the group for a floor at the moment with this index. */
void hazard_map_id(uint32_t floor, size_t moment, char out[48]);
/* The colour of a level above SIBU_FIELD_NOTHING: steps of ColorBrewer's YlOrRd. */
const char *hazard_map_colour(enum sibu_field_level level);
