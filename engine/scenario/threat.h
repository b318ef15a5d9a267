/* How much a hazard threatens the exits of a site while it grows. Inside scenario/ only.
 *
 * Depends on: sibu/unfold.h, sibu/fire.h, sibu/plume.h, route/ways.h. Three laws, by what the family has drawn:
 * a fire (growth_kw_per_s2) fills a disc under the ceiling with what its plume entrains, and threatens an exit as the
 * disc's edge comes near it along the ways; a release into the wind (release_kg_per_s, wind_bearing_deg) as the Gaussian
 * plume reaches it; anything else by the distance alone. How near is near is our own assumption, stated in threat.c.
 */
#pragma once
#include "sibu/unfold.h"

#define THREAT_SOURCES_MAX (1u + SIBU_UNFOLD_MOST)

enum threat_law { THREAT_NEAR, THREAT_FIRE, THREAT_GAS };
struct threat_source {
    struct sibu_unfold_place place;
    double since_s;
    double smoke_m3; /* given off so far */
};
struct threat {
    const struct sibu_unfold_def *def;
    enum threat_law law;
    struct threat_source sources[THREAT_SOURCES_MAX];
    uint32_t source_count;
    double growth_kw_per_s2, peak_kw;
    double release_kg_per_s, release_s, height_m, wind_m_per_s, bearing_deg;
    float *far_m; /* by source and exit: how far it is along the ways; WAY_FAR: no way */
};

/* Reads what was drawn, with one source at the def's origin. False: no memory. Cleared by threat_close in any case. */
SIBU_MUST_USE _Bool threat_open(struct threat *threat, const struct sibu_unfold_def *def, const double *growth);
void threat_close(struct threat *threat);
/* One more place where it breaks out. Nothing where there are THREAT_SOURCES_MAX already. */
void threat_add(struct threat *threat, const struct sibu_unfold_place *place, double since_s);
/* The first source is somewhere else after all. */
void threat_move(struct threat *threat, const struct sibu_unfold_place *place);
/* Lets the fires burn from one time to the next. */
void threat_grow(struct threat *threat, double from_s, double to_s);
/* 0 to 1, at a time up to which it has grown. */
double threat_at(const struct threat *threat, uint32_t exit, double time_s);
