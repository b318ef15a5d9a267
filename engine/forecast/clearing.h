/* When the zones of a site were cleared: of those who started in each, when the last had left it, and when the last
 * was out. Who stays for good (an infinite pre-movement) is waited for in neither.
 *
 * Depends on: sibu/world.h. One thread. Clear it with clearing_clear.
 */
#pragma once
#include "sibu/world.h"

struct clearing_zone {
    size_t inside, in; /* of those who started here: have not left yet; are not out yet */
    double clear_s, out_s; /* when these became 0; HUGE_VAL until then; NAN where nobody started here */
};
struct clearing {
    const struct sibu_site *site;
    enum sibu_goal goal;
    size_t people;
    uint32_t *zone; /* by person: where they started; SIBU_NONE: nowhere, or they stay */
    uint8_t *left; /* by person: 1 who has left it */
    struct clearing_zone *zones;
};

SIBU_MUST_USE enum sibu_status clearing_open(struct clearing *clearing, const struct sibu_world_def *def,
                                             struct sibu_fault *fault);
void clearing_clear(struct clearing *clearing);
/* Looks at who has left, and who is out, after a step. Leaving is seen at the end of a step, by those who have set out. */
void clearing_step(struct clearing *clearing, const struct sibu_world *world);
