/* The floors of a site in blocks: what smoke, gas and water are reckoned on.
 *
 * A block is what hangs together of a floor inside one square of a lattice, on one side of all doors and exits, and either
 * under a roof or in the open: beyond the exits, and in zones whose use is outdoor. Where squares are as small as a cell
 * of the ways, blocks are cells; where they are huge, blocks are rooms. Immutable once open: any number of threads may
 * share them.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_site; /* sibu/site.h */
struct sibu_ways; /* sibu/world.h */
struct sibu_blocks;
#define SIBU_BLOCK_M 5.0 /* for drills */
#define SIBU_BLOCKS_USUAL 4000u

/* Squares with sides of block_m, in (0, 1000]; no smaller than the ways' cells. 0: SIBU_BLOCK_M, or so often the double of it
 * that there are at most SIBU_BLOCKS_USUAL blocks (or sides of 640 m). The ways must outlive them.
 * SIBU_BAD_INPUT, SIBU_NO_MEMORY. The caller closes them. */
SIBU_MUST_USE enum sibu_status sibu_blocks_open(struct sibu_blocks **out, const struct sibu_ways *ways, double block_m,
                                                struct sibu_fault *fault);
/* The same for a site alone, which must outlive them: much quicker than making ways for it. SIBU_LIMIT: it is too large. */
SIBU_MUST_USE enum sibu_status sibu_blocks_open_site(struct sibu_blocks **out, const struct sibu_site *site,
                                                     double block_m, struct sibu_fault *fault);
void sibu_blocks_close(struct sibu_blocks *blocks); /* NULL is allowed */
size_t sibu_blocks_count(const struct sibu_blocks *blocks);
struct sibu_block_view {
    struct sibu_box box; /* around all its places, m; boxes of neighbours touch, those of slivers' hosts overlap */
    double x_m, y_m; /* a place of it, about in the middle */
    uint32_t floor, zone; /* zone: SIBU_NONE in none */
    int is_open; /* 1: under the sky */
};
void sibu_blocks_view(const struct sibu_blocks *blocks, uint32_t block, struct sibu_block_view *out);
/* The block that holds a place, or SIBU_NONE where nobody can stand. */
uint32_t sibu_blocks_at(const struct sibu_blocks *blocks, uint32_t floor, double x_m, double y_m);

#ifdef __cplusplus
}
#endif
