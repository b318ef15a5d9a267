/* A gas in rooms: it mixes from block to block by the eddies of the air, and is aired out.
 *
 * Each block is well mixed up to its ceiling. Between neighbours it spreads by eddy diffusion over the opening between
 * them; under a roof air is changed at a steady rate, and what gets out under the sky is gone. Nothing else is lost:
 * what was released is in the rooms, has been aired out, or is gone. Stairs are closed.
 *
 * Masses in kg. One thread steps it; any number may look between steps. The same steps give the same bits.
 */
#pragma once
#include "sibu/blocks.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_indoor_def {
    const struct sibu_blocks *blocks; /* must outlive it */
    double ceiling_m; /* in [2, 50] */
    double door_m; /* height of doors and exits, in [1, ceiling_m] */
    double eddy_m2_per_s; /* in (0, 10] */
    double changes_per_h; /* of the air under a roof, in [0, 100] */
};
/* 3 m, 2 m, and our assumptions of an industrial hall: 0.2 m2/s, 3 changes an hour. */
struct sibu_indoor_def sibu_indoor_default(const struct sibu_blocks *blocks);
struct sibu_indoor;
/* Refuses a definition out of its ranges. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_indoor_open(struct sibu_indoor **out, const struct sibu_indoor_def *def,
                                                struct sibu_fault *fault);
void sibu_indoor_close(struct sibu_indoor *indoor); /* NULL is allowed */
void sibu_indoor_reset(struct sibu_indoor *indoor); /* as if it had just been opened */
/* Adds to a block; under the sky it is gone at once. */
void sibu_indoor_release(struct sibu_indoor *indoor, uint32_t block, double kg);
void sibu_indoor_step(struct sibu_indoor *indoor, double step_s); /* in (0, 60] */
double sibu_indoor_kg_per_m3(const struct sibu_indoor *indoor, uint32_t block);
double sibu_indoor_kg(const struct sibu_indoor *indoor); /* in all rooms */
double sibu_indoor_aired_kg(const struct sibu_indoor *indoor); /* aired out, or gone under the sky */

#ifdef __cplusplus
}
#endif
