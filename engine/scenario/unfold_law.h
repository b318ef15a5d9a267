/* The processes of an unfolding, and what of their rates the state lets through. Inside scenario/ only.
 *
 * Depends on: sibu/unfold.h, sibu/random.h. unfold.c draws, unfold_law.c judges.
 */
#pragma once
#include "sibu/random.h"
#include "sibu/unfold.h"

struct unfold_process { /* one kind of event, at one exit or zone where the kind has one */
    enum sibu_unfold_kind kind;
    uint32_t place; /* exit or zone, or SIBU_NONE */
    double per_s; /* the full rate */
    double next_s; /* when its next candidate comes */
    struct sibu_pcg64 stream;
};
struct unfold_way { /* from a zone to an exit */
    double mean_s; /* at 1 m/s, over the places from which a way leads; HUGE_VAL: from none */
    _Bool from_all; /* a way leads from all places of the zone where one can be */
};
struct sibu_reach {
    uint32_t exits;
    struct unfold_way *ways; /* by zone and exit */
};
struct sibu_unfold {
    struct sibu_unfold_def def;
    double *growth;
    struct sibu_field_law law;
    struct sibu_field *field;
    double wind_from_deg;
    double per_min[SIBU_UNFOLD_KINDS]; /* drawn; 0: none */
    uint32_t most[SIBU_UNFOLD_KINDS], happened[SIBU_UNFOLD_KINDS], number;
    double times_s[SIBU_UNFOLD_MOST]; /* of the events so far */
    struct unfold_process *processes;
    size_t process_count;
    uint8_t *lost; /* by exit: 1 */
    uint8_t *silent; /* by zone: 1 */
    struct sibu_reach *own_reach;
    const struct sibu_reach *reach;
    double integral[SIBU_UNFOLD_KINDS], event_integrals[SIBU_UNFOLD_MOST];
    double time_s;
};

/* What of the process's rate the state lets through at `time_s`, 0 to 1; 0 where a guard forbids it. */
double unfold_share(const struct sibu_unfold *unfold, const struct sibu_unfold_state *state,
                    const struct unfold_process *process, double time_s);
/* Where it can break out besides: the family's weight in the zone times its area; 0 where it has broken out already. And the
 * sum over all zones. */
double unfold_weight(const struct sibu_unfold *unfold, uint32_t zone);
double unfold_weight_elsewhere(const struct sibu_unfold *unfold);
static inline const struct unfold_way *unfold_way(const struct sibu_unfold *unfold, uint32_t zone, uint32_t exit)
{
    return &unfold->reach->ways[zone * unfold->reach->exits + exit];
}
