/* The people of a run: who stands where, and how fast they walk.
 *
 * Depends on: sibu/world.h, sibu/random.h. A cast that has no room for its people, or no memory, is marked as failed, and
 * the run that it is put into is refused. One thread.
 */
#pragma once
#include "sibu/random.h"
#include "sibu/world.h"

#define CAST_RADIUS_M 0.2 /* of everybody, where a test says nothing else */

struct cast {
    struct sibu_person_def *people; /* owned */
    size_t count, capacity;
    const struct sibu_world_air *air; /* that they are in; NULL: clean */
    int failed;
};

void cast_clear(struct cast *cast);
/* One person at a place; the definition may be changed afterwards. NULL where the cast has failed. */
struct sibu_person_def *cast_one(struct cast *cast, uint32_t floor, double x, double y, double speed_m_per_s);
/* `count` people in a box, as evenly as can be with some disorder: a random choice of the places of a hexagonal lattice,
 * each moved a little. Everybody starts at once, with a speed uniform in `speeds`. Returns the index of the first. */
size_t cast_fill(struct cast *cast, struct sibu_pcg64 *stream, uint32_t floor, const double box[4], size_t count,
                 const double speeds[2]);
/* Turns everybody about the origin. */
void cast_turn(struct cast *cast, double radians);
