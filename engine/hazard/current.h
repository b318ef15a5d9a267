/* A gravity current over blocks: what lies on a floor as water does, or hangs under a ceiling as warm smoke does, upside
 * down. Inside hazard/ only.
 *
 * Depends on: hazard/block.h. The shallow-water equations (J. E. Simpson, Gravity Currents, 1997): differences in depth
 * drive it over each link by its weight, or by what buoyancy is instead of it; floor or ceiling hold it back; it is
 * never faster than sqrt(2 g' d), which is all that its weight can give. A part of a step takes from one block exactly
 * what it gives to the other, so nothing is lost but by rounding. Through doors only what lies above `kept_m` flows. What comes
 * out under the sky is gone. All blocks that have any are in a list, in the order in which it reached them.
 *
 * One thread steps it.
 */
#pragma once
#include "hazard/block.h"

#define CURRENT_STUFFS 6 /* the first is its volume, m3; what the others are is the owner's to say */

struct current_cell {
    double has[CURRENT_STUFFS], gets[CURRENT_STUFFS];
};
struct current {
    const struct sibu_blocks *blocks;
    double kept_m;
    struct current_cell *cells; /* by block */
    double *weight; /* by block: g', m/s2; the owner keeps it up to date for the blocks in the list */
    double *speed; /* by link, from its `from` to its `to`, m/s */
    uint8_t *listed;
    uint32_t *list;
    size_t list_count;
    double gone[CURRENT_STUFFS];
};

/* False: no memory. Cleared by current_clear in any case. */
SIBU_MUST_USE _Bool current_open(struct current *current, const struct sibu_blocks *blocks, double kept_m);
void current_clear(struct current *current);
void current_reset(struct current *current); /* as if it had just been opened; weights stay */
/* Adds to a block. Under the sky it is gone at once. */
void current_add(struct current *current, uint32_t block, const double gives[CURRENT_STUFFS]);
/* In how many parts to do a step, so that in each of them little of what a block has leaves it. */
unsigned current_parts(const struct current *current, double step_s);
/* Lets it flow for one part of a step. */
void current_flow(struct current *current, double part_s);

static inline double current_depth_m(const struct current *current, uint32_t block)
{
    return current->cells[block].has[0] / (double)current->blocks->blocks[block].area_m2;
}
/* The sum over all blocks of one of its stuffs. */
double current_sum(const struct current *current, int stuff);
