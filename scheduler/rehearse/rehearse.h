/* Thousands of drills drawn and unfolded, and what can be said of them: whether origins cover the areas by their weights,
 * whether any two scenarios are equal, whether events wait as their rates say, whether a guard was ever broken.
 *
 * Depends on: draw/choose.h, rehearse/folk.h, rehearse/areas.h. Everything follows from the seed. One thread.
 */
#pragma once
#include <signal.h>

#include "draw/choose.h"
#include "sibu/unfold.h"

#define REHEARSE_DRILLS_MAX 1000000u

struct rehearse_def {
    const struct sibu_site *site;
    const struct plan *families; /* of plan_open_families */
    size_t drills, people; /* people in each */
    uint64_t seed; /* of drill 0; the others follow */
    const volatile sig_atomic_t *stop; /* not 0: what is done so far is told */
    void (*progress)(void *context, size_t done);
    void *context;
};
struct rehearse_result {
    size_t drills; /* held */
    size_t distinct; /* scenarios, with all that happened */
    double origin_chi2, origin_chi2_p;
    size_t origin_freedom;
    double waiting_ks_p; /* over all kinds: the least of theirs times how many they are, at most 1 */
    double kind_ks_p[SIBU_UNFOLD_KINDS]; /* -1 where too few have happened */
    size_t happened[SIBU_UNFOLD_KINDS], events;
    size_t with_events; /* drills in which something happened */
    size_t guards_broken;
    size_t *families; /* by family of the plan: drills; the caller's to free */
    uint8_t digest[32]; /* over all scenarios */
};
/* SIBU_BAD_INPUT: the site names a family that the plan has not, or nothing can arise in it; SIBU_NO_MEMORY. Clear the
 * result in any case. */
SIBU_MUST_USE enum sibu_status rehearse(const struct rehearse_def *def, struct rehearse_result *out,
                                        struct sibu_fault *fault);
void rehearse_result_clear(struct rehearse_result *result);
