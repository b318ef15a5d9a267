/* How closely people stand: around each of them, persons in a circle of 4 m2, the person included, over its area.
 *
 * Walls are not taken off the circle, so along them the true density is higher. Pure. Levels: 1.08 persons/m2, where a walking
 * crowd begins to be dense (Fruin 1971, level of service E); 4 persons/m2, from which a place is congested
 * (IMO MSC.1/Circ.1533).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/memory.h"

#define DENSITY_AREA_M2 4.0
#define DENSITY_LEVELS 2
extern const double DENSITY_FROM_PER_M2[DENSITY_LEVELS]; /* 1.08, 4 */

/* Where people are at one moment. */
struct density_people {
    size_t count;
    const float *x_m, *y_m;
    const uint16_t *floor;
};
/* Room for so many people; starts as all zero. */
struct density_room {
    struct density_cell *cells;
    size_t capacity;
};
/* Fills per_m2[count]; 0 for who is nowhere (further than 4,000 km from the origin). SIBU_NO_MEMORY. The caller clears the
 * room. */
SIBU_MUST_USE enum sibu_status density_reckon(struct density_room *room, const struct density_people *people,
                                              double *per_m2, struct sibu_fault *fault);
void density_clear(struct density_room *room);
