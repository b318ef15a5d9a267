/* The hazard's fields over the plans of the floors: shapes that site_map_show lays over one. Inside report/ only. Pure.
 */
#pragma once
#include "report/report.h"

/* All of them, into the page's hidden shapes: for each moment of hazard_moments and each floor where something is to be seen. */
void hazard_map_shapes(const struct report *report, struct sibu_text *out);
/* The id of the shape for a floor at the moment with this index. */
void hazard_map_id(uint32_t floor, size_t moment, char out[48]);
/* The colour of a level above SIBU_FIELD_NOTHING: steps of ColorBrewer's YlOrRd. */
const char *hazard_map_colour(enum sibu_field_level level);
