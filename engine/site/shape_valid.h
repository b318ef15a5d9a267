/* Whether rings and polygons are proper: no crossing of themselves, holes inside and apart.
 *
 * Depends on: draft, GEOS. Reports what is wrong, with the place where it is, and then returns false.
 */
#pragma once
#include "site/draft.h"

/* `rings` is the array of rings in the file, for the pointer in the fault. */
int polygon_is_valid(struct draft *draft, struct sibu_json_value rings, const struct sibu_polygon *polygon);
