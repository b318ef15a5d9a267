/* See ruler.h. */
#include "view/ruler.h"

#include <math.h>

void ruler_toggle(struct ruler *ruler)
{
    *ruler = (struct ruler){.on = !ruler->on};
}

void ruler_add(struct ruler *ruler, uint32_t floor, struct sibu_point at_m)
{
    if (ruler->count > 0 && ruler->floor != floor) {
        ruler->count = 0;
    }
    ruler->floor = floor;
    if (ruler->count < RULER_POINTS_MAX) {
        ruler->points[ruler->count++] = at_m;
    }
}

void ruler_take_back(struct ruler *ruler)
{
    ruler->count -= ruler->count > 0;
}

double ruler_piece_m(const struct ruler *ruler, size_t piece)
{
    if (piece + 1 >= ruler->count) {
        return 0.0;
    }
    double dx = ruler->points[piece + 1].x - ruler->points[piece].x;
    double dy = ruler->points[piece + 1].y - ruler->points[piece].y;
    return sqrt(dx * dx + dy * dy);
}

double ruler_length_m(const struct ruler *ruler)
{
    double length_m = 0.0;
    for (size_t i = 0; i + 1 < ruler->count; i++) {
        length_m += ruler_piece_m(ruler, i);
    }
    return length_m;
}
