/* Open lines of straight pieces: how long, and where a way crosses them. See sibu/geometry.h. */
#include "geometry/segment.h"
#include "sibu/geometry.h"

double sibu_line_length(const struct sibu_line *line)
{
    double length = 0.0;
    for (uint32_t i = 1; i < line->count; i++) {
        length += point_distance(line->points[i - 1], line->points[i]);
    }
    return length;
}

int sibu_line_crossed(const struct sibu_line *line, struct sibu_point a, struct sibu_point b, double *share)
{
    struct segment way = {a, b};
    int crossed = 0;
    for (uint32_t i = 1; i < line->count; i++) {
        struct segment piece = {line->points[i - 1], line->points[i]};
        double here = 0.0;
        if (segment_crossed(piece, way, &here) && (!crossed || here < *share)) {
            crossed = 1;
            *share = here;
        }
    }
    return crossed;
}
