/* From the coordinates of the file to metres and back.
 *
 * "metres" are taken as they are. "wgs84" is put on the plane that touches the WGS 84 ellipsoid at the origin: x east
 * with the radius of curvature of the parallel, y north with that of the meridian (equirectangular). Both are rounded to
 * 1 mm. Depends on: random (sincos). Pure.
 */
#pragma once
#include <stddef.h>

#include "sibu/geometry.h"

struct frame {
    int geographic; /* 0: metres */
    struct sibu_point origin; /* longitude, latitude in degrees */
    struct sibu_point metres; /* in one degree of longitude, of latitude, at the origin */
};

struct frame frame_metres(void);
struct frame frame_geographic(struct sibu_point origin); /* latitude within +-89 */
struct sibu_point frame_project(const struct frame *frame, double x, double y); /* file to metres */
/* The point as the file would write it, "(12.5, 3)" or "(121.4737012, 31.2304011)": for faults. */
void frame_text(const struct frame *frame, struct sibu_point point, char out[64]);
