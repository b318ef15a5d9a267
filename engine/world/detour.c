/* Ways with exits shut, made once and shared by worlds. See sibu/world.h.
 *
 * Depends on: world/world_state.h, route/way_change.h.
 */
#include "sibu/memory.h"
#include "world/world_state.h"

static enum sibu_status check_exits(const struct sibu_site *site, const uint32_t *exits, size_t count,
                                    struct sibu_fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (exits[i] >= site->exit_count) {
            return world_no_exit(site, exits[i], fault);
        }
    }
    return SIBU_OK;
}

enum sibu_status sibu_detour_open(struct sibu_detour **out, const struct sibu_ways *ways, const uint32_t *exits,
                                  size_t count, struct sibu_fault *fault)
{
    const struct sibu_site *site = ways->map.site;
    *out = NULL;
    enum sibu_status status = check_exits(site, exits, count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_detour *detour = sibu_array_new(1, sizeof *detour);
    _Bool made = detour && (detour->change = way_change_open(ways)) != NULL;
    for (size_t i = 0; i < count && made; i++) {
        made = way_change_line(detour->change, PIECE_EXIT, exits[i], 1);
    }
    if (!made) {
        sibu_detour_close(detour);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足，无法重新计算疏散路线",
                              "no memory left to find the ways anew");
    }
    *out = detour;
    return SIBU_OK;
}

void sibu_detour_close(struct sibu_detour *detour)
{
    if (detour) {
        way_change_close(detour->change);
        sibu_array_free(detour);
    }
}
