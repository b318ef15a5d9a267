/* Water on the floor. See sibu/flood.h.
 *
 * Depends on: hazard/current.h, of which only the volume is used.
 */
#include "sibu/flood.h"

#include "hazard/current.h"
#include "sibu/memory.h"

#define GRAVITY 9.81

struct sibu_flood {
    struct current current;
};

enum sibu_status sibu_flood_open(struct sibu_flood **out, const struct sibu_blocks *blocks, struct sibu_fault *fault)
{
    struct sibu_flood *flood = sibu_array_new(1, sizeof *flood);
    *out = NULL;
    if (!flood || !current_open(&flood->current, blocks, 0.0)) {
        sibu_flood_close(flood);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "flood", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < blocks->count; i++) {
        flood->current.weight[i] = GRAVITY;
    }
    *out = flood;
    return SIBU_OK;
}

void sibu_flood_close(struct sibu_flood *flood)
{
    if (flood) {
        current_clear(&flood->current);
        sibu_array_free(flood);
    }
}

void sibu_flood_reset(struct sibu_flood *flood)
{
    current_reset(&flood->current);
}

void sibu_flood_pour(struct sibu_flood *flood, uint32_t block, double m3)
{
    current_add(&flood->current, block, (const double[CURRENT_STUFFS]){m3});
}

void sibu_flood_step(struct sibu_flood *flood, double step_s)
{
    unsigned parts = current_parts(&flood->current, step_s);
    for (unsigned part = 0; part < parts; part++) {
        current_flow(&flood->current, step_s / (double)parts);
    }
}

double sibu_flood_depth_m(const struct sibu_flood *flood, uint32_t block)
{
    return current_depth_m(&flood->current, block);
}

double sibu_flood_m3(const struct sibu_flood *flood)
{
    return current_sum(&flood->current, 0);
}

double sibu_flood_gone_m3(const struct sibu_flood *flood)
{
    return flood->current.gone[0];
}
