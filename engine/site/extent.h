/* How far the coordinates of a file reach, before anything is made of them: gives the frame, and shows units that cannot
 * be what the file says.
 *
 * Depends on: base, geometry.
 */
#pragma once
#include "geometry/box.h"
#include "sibu/json.h"

struct extent {
    struct sibu_box box; /* in the file's own numbers */
    uint32_t positions;
    struct sibu_json_value furthest; /* the position with the largest number in it */
    double furthest_size;
    struct sibu_json_value no_degrees; /* the first that is no longitude and latitude; absent: all are */
};

/* Positions that are no two numbers are passed over: whoever reads them complains. */
struct extent extent_of(struct sibu_json_value features);
