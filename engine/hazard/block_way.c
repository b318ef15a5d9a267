/* How far it is from one block to the others. See hazard/block.h.
 */
#include <float.h>

#include "hazard/block.h"

/* A block is looked at again whenever a shorter way to it has been found. A ring of all blocks is long enough, for none
 * stands in it twice: the second half of `queue` says which do. */
void block_ways(const struct sibu_blocks *blocks, uint32_t from, float *out, uint32_t *queue)
{
    uint32_t *waits = queue + blocks->count;
    size_t first = 0, waiting = 1;
    for (size_t i = 0; i < blocks->count; i++) {
        out[i] = FLT_MAX;
        waits[i] = 0;
    }
    out[from] = 0.0f;
    queue[0] = from;
    for (; waiting > 0; waiting--) {
        uint32_t block = queue[first];
        first = (first + 1) % blocks->count;
        waits[block] = 0;
        for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
            struct block_end end = blocks->ends[k];
            float way_m = out[block] + blocks->links[end.link].distance_m;
            if (way_m < out[end.other]) {
                out[end.other] = way_m;
                if (!waits[end.other]) {
                    waits[end.other] = 1;
                    queue[(first + waiting++ - 1) % blocks->count] = end.other;
                }
            }
        }
    }
}
