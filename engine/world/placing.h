/* Finding free places to stand: inside an area, clear of walls and of everybody placed before, with a way out.
 *
 * Depends on: route/ways.h, sibu/random.h, sibu/world.h. One thread.
 */
#pragma once
#include "route/ways.h"
#include "sibu/random.h"
#include "sibu/world.h"

struct placing_body { /* one who has a place */
    float x, y, radius;
    uint32_t next; /* in the same bucket; index + 1, or 0 */
};
struct placing {
    const struct sibu_site *site;
    uint8_t key[32];
    const struct way_map *map;
    struct way_map own_map; /* empty where the map is shared */
    const uint8_t *leads_out; /* by node: 1 where a way leads to an exit or a muster area */
    uint8_t *own_leads_out; /* NULL where it is the ways' */
    uint8_t *level; /* by node: 1 where such a way takes no stair; NULL until asked for */
    uint32_t *bucket; /* by floor and cell: index + 1 of its newest body */
    uint32_t columns, rows;
    struct placing_body *bodies;
    size_t count;
};
struct placing_area {
    uint32_t floor;
    const struct sibu_polygon *polygon;
    const char *id; /* named in faults */
    uint32_t index;
};

/* `ways`: those of the site, whose map is used; NULL: it makes a map. Close it also after a fault. */
SIBU_MUST_USE enum sibu_status placing_open(struct placing *placing, const struct sibu_site *site,
                                            const struct sibu_ways *ways, const uint8_t key[32], size_t people,
                                            struct sibu_fault *fault);
void placing_close(struct placing *placing);
/* Gives the person (id and radius are set) a floor and a place in the area. SIBU_BAD_INPUT: there is no free place. */
SIBU_MUST_USE enum sibu_status placing_put(struct placing *placing, const struct placing_area *area,
                                           struct sibu_person_def *person, struct sibu_fault *fault);
/* Finds out where ways take no stair: placing->level. False: no memory. */
SIBU_MUST_USE _Bool placing_find_level(struct placing *placing);
