/* Segments: see segment.h. */
#include "geometry/segment.h"

#include <math.h>

double point_side(struct sibu_point o, struct sibu_point a, struct sibu_point b)
{
    return (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
}

double point_distance(struct sibu_point a, struct sibu_point b)
{
    double x = b.x - a.x;
    double y = b.y - a.y;
    return sqrt(x * x + y * y);
}

double segment_nearest(struct segment segment, struct sibu_point point)
{
    double x = segment.b.x - segment.a.x;
    double y = segment.b.y - segment.a.y;
    double square = x * x + y * y;
    if (!(square > 0.0)) {
        return 0.0;
    }
    double share = ((point.x - segment.a.x) * x + (point.y - segment.a.y) * y) / square;
    return share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
}

struct sibu_point segment_at(struct segment segment, double share)
{
    struct sibu_point point = {segment.a.x + share * (segment.b.x - segment.a.x),
                               segment.a.y + share * (segment.b.y - segment.a.y)};
    return point;
}

double segment_point_distance(struct segment segment, struct sibu_point point)
{
    return point_distance(segment_at(segment, segment_nearest(segment, point)), point);
}

/* The ends of each lie on different sides of the other. Where an end lies on the other, its distance is 0 anyway. */
static int segments_meet(struct segment first, struct segment second)
{
    double a = point_side(first.a, first.b, second.a);
    double b = point_side(first.a, first.b, second.b);
    double c = point_side(second.a, second.b, first.a);
    double d = point_side(second.a, second.b, first.b);
    return ((a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0)) && ((c > 0.0 && d < 0.0) || (c < 0.0 && d > 0.0));
}

double segment_distance(struct segment first, struct segment second)
{
    if (segments_meet(first, second)) {
        return 0.0;
    }
    double distances[4] = {segment_point_distance(first, second.a), segment_point_distance(first, second.b),
                           segment_point_distance(second, first.a), segment_point_distance(second, first.b)};
    double least = distances[0];
    for (int i = 1; i < 4; i++) {
        least = distances[i] < least ? distances[i] : least;
    }
    return least;
}

int segment_crossed(struct segment line, struct segment way, double *share)
{
    double from = point_side(line.a, line.b, way.a);
    double to = point_side(line.a, line.b, way.b);
    if ((from > 0.0) == (to > 0.0)) {
        return 0;
    }
    double first = point_side(way.a, way.b, line.a);
    double second = point_side(way.a, way.b, line.b);
    if ((first > 0.0) == (second > 0.0)) {
        return 0;
    }
    *share = from / (from - to); /* both in [0, 1]: the signs differ, or one is 0 and the other above it */
    return 1;
}
