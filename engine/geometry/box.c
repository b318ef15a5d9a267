/* Boxes: see box.h. */
#include "geometry/box.h"

#include <float.h>

struct sibu_box box_nothing(void)
{
    struct sibu_box box = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    return box;
}

int box_is_nothing(struct sibu_box box)
{
    return box.min_x > box.max_x || box.min_y > box.max_y;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

struct sibu_box box_of(const struct sibu_point *points, uint32_t count)
{
    struct sibu_box box = box_nothing();
    for (uint32_t i = 0; i < count; i++) {
        struct sibu_box point = {points[i].x, points[i].y, points[i].x, points[i].y};
        box = box_join(box, point);
    }
    return box;
}

struct sibu_box box_join(struct sibu_box a, struct sibu_box b)
{
    struct sibu_box box = {least(a.min_x, b.min_x), least(a.min_y, b.min_y), most(a.max_x, b.max_x),
                           most(a.max_y, b.max_y)};
    return box;
}

struct sibu_box box_grow(struct sibu_box box, double by_m)
{
    struct sibu_box grown = {box.min_x - by_m, box.min_y - by_m, box.max_x + by_m, box.max_y + by_m};
    return grown;
}

int box_holds(struct sibu_box box, struct sibu_point point)
{
    return point.x >= box.min_x && point.x <= box.max_x && point.y >= box.min_y && point.y <= box.max_y;
}

int box_meets(struct sibu_box a, struct sibu_box b)
{
    return a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y && b.min_y <= a.max_y;
}

double box_width(struct sibu_box box)
{
    return box.max_x - box.min_x;
}

double box_height(struct sibu_box box)
{
    return box.max_y - box.min_y;
}
