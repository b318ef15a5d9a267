/* Water on the floor: it comes in at a place and spreads as shallow water does, through doors over no sill.
 *
 * On blocks, with the same law as smoke under a ceiling (hazard/current.h). What runs out under the sky is gone; stairs are closed.
 * Nothing else is lost. One thread steps it; any number may look between steps. The same steps give the same bits.
 */
#pragma once
#include "sibu/blocks.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_flood;
/* The blocks must outlive it. SIBU_NO_MEMORY. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_flood_open(struct sibu_flood **out, const struct sibu_blocks *blocks,
                                               struct sibu_fault *fault);
void sibu_flood_close(struct sibu_flood *flood); /* NULL is allowed */
void sibu_flood_reset(struct sibu_flood *flood); /* as if it had just been opened */
void sibu_flood_pour(struct sibu_flood *flood, uint32_t block, double m3); /* under the sky it runs off at once */
void sibu_flood_step(struct sibu_flood *flood, double step_s); /* in (0, 10] */
double sibu_flood_depth_m(const struct sibu_flood *flood, uint32_t block);
double sibu_flood_m3(const struct sibu_flood *flood); /* on all floors */
double sibu_flood_gone_m3(const struct sibu_flood *flood); /* run off under the sky */

#ifdef __cplusplus
}
#endif
