/* How far zones are from exits. See sibu/unfold.h.
 *
 * Depends on: route/ways.h.
 */
#include <math.h>

#include "route/ways.h"
#include "scenario/unfold_law.h"
#include "sibu/memory.h"

#define SAMPLES 6 /* to a side: places of a zone from which a way must lead */

static struct unfold_way way_of(const struct sibu_ways *ways, const struct sibu_zone *zone, uint32_t exit)
{
    struct sibu_box box = sibu_polygon_box(&zone->polygon);
    double sum = 0.0;
    unsigned places = 0, reached = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        double x = box.min_x + (box.max_x - box.min_x) * ((double)(i % SAMPLES) + 0.5) / SAMPLES;
        double y = box.min_y + (box.max_y - box.min_y) * ((double)(i / SAMPLES) + 0.5) / SAMPLES;
        uint32_t node = sibu_polygon_contains(&zone->polygon, x, y)
                            ? way_node_at(&ways->map, zone->floor, (float)x, (float)y)
                            : WAY_NONE;
        float length = way_length(ways, exit, node);
        places += node != WAY_NONE;
        reached += length < WAY_FAR;
        sum += length < WAY_FAR ? (double)length : 0.0;
    }
    return (struct unfold_way){.mean_s = reached > 0 ? sum / reached : HUGE_VAL,
                               .from_all = places > 0 && reached == places};
}

enum sibu_status sibu_reach_open(struct sibu_reach **out, const struct sibu_site *site, const struct sibu_ways *ways,
                                 struct sibu_fault *fault)
{
    struct sibu_reach *reach = sibu_array_new(1, sizeof *reach);
    *out = NULL;
    if (reach) {
        reach->exits = site->exit_count;
        reach->ways = sibu_array_new((size_t)site->zone_count * site->exit_count + 1, sizeof *reach->ways);
    }
    if (!reach || !reach->ways) {
        sibu_reach_close(reach);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足", "out of memory");
    }
    for (uint32_t zone = 0; zone < site->zone_count; zone++) {
        for (uint32_t exit = 0; exit < site->exit_count; exit++) {
            reach->ways[zone * site->exit_count + exit] = way_of(ways, &site->zones[zone], exit);
        }
    }
    *out = reach;
    return SIBU_OK;
}

void sibu_reach_close(struct sibu_reach *reach)
{
    if (reach) {
        sibu_array_free(reach->ways);
        sibu_array_free(reach);
    }
}
