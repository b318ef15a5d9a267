/* The frame of coordinates: see frame.h. */
#include "site/frame.h"

#include <math.h>
#include <stdio.h>

#include "sibu/random.h"

#define EARTH_M 6378137.0 /* WGS 84: equatorial radius */
#define SQUARED_ECCENTRICITY 6.69437999014e-3 /* WGS 84: e2 */
#define DEGREE 0.017453292519943295

struct frame frame_metres(void)
{
    struct frame frame = {0, {0.0, 0.0}, {1.0, 1.0}};
    return frame;
}

/* Radii of curvature: J. P. Snyder, Map Projections: A Working Manual (USGS 1395), equations 4-19 and 4-20. */
struct frame frame_geographic(struct sibu_point origin)
{
    double sine = 0.0;
    double cosine = 1.0;
    sibu_sincos(origin.y * DEGREE, &sine, &cosine);
    double w = 1.0 - SQUARED_ECCENTRICITY * sine * sine;
    double normal = EARTH_M / sqrt(w);
    double meridian = normal * (1.0 - SQUARED_ECCENTRICITY) / w;
    struct frame frame = {1, origin, {normal * cosine * DEGREE, meridian * DEGREE}};
    return frame;
}

static double to_millimetre(double value)
{
    return floor(value * 1000.0 + 0.5) / 1000.0;
}

struct sibu_point frame_project(const struct frame *frame, double x, double y)
{
    struct sibu_point point = {to_millimetre((x - frame->origin.x) * frame->metres.x),
                               to_millimetre((y - frame->origin.y) * frame->metres.y)};
    return point;
}

void frame_text(const struct frame *frame, struct sibu_point point, char out[64])
{
    if (frame->geographic) {
        snprintf(out, 64, "(%.7f, %.7f)", frame->origin.x + point.x / frame->metres.x,
                 frame->origin.y + point.y / frame->metres.y);
    } else {
        snprintf(out, 64, "(%.7g, %.7g)", point.x, point.y);
    }
}
