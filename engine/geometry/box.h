/* Boxes along the axes: the smallest that holds some points, and whether two meet.
 *
 * Depends on: sibu/geometry.h. Pure. A box with min above max holds nothing: box_nothing() is where joining starts.
 */
#pragma once
#include "sibu/geometry.h"

struct sibu_box box_nothing(void);
int box_is_nothing(struct sibu_box box);
struct sibu_box box_of(const struct sibu_point *points, uint32_t count);
struct sibu_box box_join(struct sibu_box a, struct sibu_box b);
struct sibu_box box_grow(struct sibu_box box, double by_m); /* outwards on all four sides */
int box_holds(struct sibu_box box, struct sibu_point point); /* the border belongs to it */
int box_meets(struct sibu_box a, struct sibu_box b); /* touching counts */
double box_width(struct sibu_box box);
double box_height(struct sibu_box box);
