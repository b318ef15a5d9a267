/* Where and what: site, zone, hazard family, origin and growth of a drill that starts now, all from the tick's R.
 *
 * Each choice has a stream of its own, keyed with R, so that none shifts another and none exists before the tick:
 * "site" by grade weight among the group's sites with anybody on shift and no drill, where the group was drawn; "zone" by area times the sum of its
 * allowed hazards' weights; "family" by the zone's weights; "origin" uniform over the zone's polygon (from its box, until
 * a point lies inside); "growth" k the value of the k-th range. Pure; allocates only the document's text.
 */
#pragma once
#include <stdint.h>

#include "draw/plan.h"
#include "draw/tick.h"
#include "draw/tree.h"
#include "sibu/text.h"

struct draw_result {
    uint32_t site; /* index into the plan's sites */
    uint32_t zone, floor; /* indexes into the site */
    uint32_t family; /* index into the plan's families */
    double x_m, y_m; /* origin of the hazard */
    double growth[SIBU_GROWTHS_MAX]; /* one value for each range of the family, in its order */
};

struct choose_among {
    uint32_t group; /* index into the plan's groups */
    int64_t time_us; /* who is on shift then */
    const uint8_t *left_out; /* of each site of the plan: 1: it cannot be had; NULL: all can */
    const double *weights; /* of each: what the rules in force give it; NULL: by the policy's grade weights */
};
/* The site, where a whole group was drawn. SIBU_NO: nobody is on shift at any of its sites that can be had; then the drill
 * cannot be held. */
SIBU_MUST_USE enum sibu_status choose_in_group(const struct plan *plan, const uint8_t R[32],
                                               const struct choose_among *among, uint32_t *site,
                                               struct sibu_fault *fault);

/* The rest, once the site is given. */
SIBU_MUST_USE enum sibu_status choose_at_site(const struct plan *plan, const uint8_t R[32], uint32_t site,
                                              struct draw_result *out, struct sibu_fault *fault);

/* What the document says besides. */
struct draw_facts {
    const char *drill; /* "2026-000017" */
    int64_t t0_us;
    const struct draw_installation *who;
    int seeded; /* 1: r came from a seed and not from the kernel: a demonstration, not a surprise */
    struct tree_head ledger; /* of the rows that were there when the drill began */
};

/* Appends the record's document "draw": one JSON object (docs/ledger.md). */
void choose_document(struct sibu_text *out, const struct plan *plan, const struct draw_tick *tick,
                     const struct draw_result *result, const struct draw_facts *facts);
