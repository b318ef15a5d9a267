/* Finds things in a site by id or by place. See sibu/site.h. */
#include <string.h>

#include "sibu/site.h"
#include "site/frame.h"

uint32_t sibu_site_find_zone(const struct sibu_site *site, const char *id)
{
    for (uint32_t i = 0; i < site->zone_count; i++) {
        if (strcmp(site->zones[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

uint32_t sibu_site_find_exit(const struct sibu_site *site, const char *id)
{
    for (uint32_t i = 0; i < site->exit_count; i++) {
        if (strcmp(site->exits[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

uint32_t sibu_site_find_muster(const struct sibu_site *site, const char *id)
{
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (strcmp(site->musters[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

uint32_t sibu_site_zone_at(const struct sibu_site *site, uint32_t floor, double x, double y)
{
    for (uint32_t i = 0; i < site->zone_count; i++) {
        if (site->zones[i].floor == floor && sibu_polygon_contains(&site->zones[i].polygon, x, y)) {
            return i;
        }
    }
    return SIBU_NONE;
}

int sibu_site_walkable(const struct sibu_site *site, uint32_t floor, double x, double y)
{
    if (floor >= site->floor_count) {
        return 0;
    }
    const struct sibu_floor *ground = &site->floors[floor];
    for (uint32_t i = 0; i < ground->walkable_count; i++) {
        if (sibu_polygon_contains(&ground->walkable[i], x, y)) {
            return 1;
        }
    }
    return 0;
}

struct sibu_point sibu_site_degrees(const struct sibu_site *site, struct sibu_point point)
{
    const struct sibu_point origin = {site->origin_longitude_deg, site->origin_latitude_deg};
    if (!site->geographic) {
        return point;
    }
    struct frame frame = frame_geographic(origin);
    return (struct sibu_point){origin.x + point.x / frame.metres.x, origin.y + point.y / frame.metres.y};
}
