/* Smoke under the ceilings: a warm layer that a fire feeds, and that spreads from room to room.
 *
 * The layer is reckoned on blocks of the floors: how deep it hangs over each, and what is in it. It flows as
 * shallow water does, upside down: its buoyancy g dT/T stands for weight, differences in depth drive it, the ceiling holds
 * it back (the shallow-water equations of a gravity current; Simpson 1997). Through a door
 * or exit only what hangs below the lintel flows; what flows through an exit is gone. A fire adds the air that its plume
 * draws in up to the layer (sibu/fire.h), with its heat, soot and gases. Ceilings take heat away, not smoke. Nothing else is
 * lost: what has been given off hangs somewhere or has flowed out. Stairs are closed.
 *
 * A layer belongs to one thread while it is stepped; any number may look at it between steps. The same steps give the
 * same bits on every machine.
 */
#pragma once
#include "sibu/blocks.h"
#include "sibu/fire.h"
#include "sibu/hazard.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_layer_def {
    const struct sibu_blocks *blocks; /* of the site; must outlive the layer */
    double ceiling_m; /* over the floor, in [2, 50] */
    double lintel_m; /* height of doors and exits, in [1, ceiling_m] */
};
struct sibu_layer_def sibu_layer_default(const struct sibu_blocks *blocks); /* 3 m, 2 m */

struct sibu_layer;
/* Refuses a definition out of its ranges. The caller closes the layer. */
SIBU_MUST_USE enum sibu_status sibu_layer_open(struct sibu_layer **out, const struct sibu_layer_def *def,
                                               struct sibu_fault *fault);
void sibu_layer_close(struct sibu_layer *layer); /* NULL is allowed */
void sibu_layer_reset(struct sibu_layer *layer); /* as if it had just been opened */

struct sibu_layer_fire {
    struct sibu_fire fire;
    uint32_t block; /* where it burns; SIBU_NONE, or under the sky: it gives no smoke to the layer */
    double lit_s; /* on the layer's clock */
};
/* Steps the layer by step_s, in (0, 10], with these fires. Refuses a
 * step or a fire that is not what it should be; then nothing has changed. */
SIBU_MUST_USE enum sibu_status sibu_layer_step(struct sibu_layer *layer, const struct sibu_layer_fire *fires,
                                               size_t count, double step_s, struct sibu_fault *fault);
double sibu_layer_time_s(const struct sibu_layer *layer);

/* The air at the height `up_m` over a block's floor: in the layer or below it. */
void sibu_layer_air(const struct sibu_layer *layer, uint32_t block, double up_m, struct sibu_air *air);
/* How deep the layer hangs there, m. */
double sibu_layer_depth_m(const struct sibu_layer *layer, uint32_t block);
/* Soot under the ceilings, and soot that has flowed out through exits, kg. */
double sibu_layer_soot_kg(const struct sibu_layer *layer);
double sibu_layer_vented_kg(const struct sibu_layer *layer);

#ifdef __cplusplus
}
#endif
