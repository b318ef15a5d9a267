/* A point drawn over an area. See sibu/geometry.h. */
#include "sibu/geometry.h"
#include "sibu/random.h"

#define TRIES_MAX 1000000 /* whoever reads polygons refuses those that fill next to nothing of their box */

struct sibu_point sibu_polygon_draw(const struct sibu_polygon *polygon, struct sibu_pcg64 *stream)
{
    struct sibu_box box = sibu_polygon_box(polygon);
    for (int i = 0; i < TRIES_MAX; i++) {
        double x = sibu_draw_between(stream, box.min_x, box.max_x);
        double y = sibu_draw_between(stream, box.min_y, box.max_y);
        if (sibu_polygon_contains(polygon, x, y)) {
            return (struct sibu_point){x, y};
        }
    }
    return sibu_polygon_centre(polygon);
}
