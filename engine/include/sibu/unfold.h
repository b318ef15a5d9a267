/* How a drill unfolds: events drawn one by one while it runs, by rates that depend on the state that it is in.
 *
 * Nothing is drawn ahead. Each kind of event (and of exits and zones each one) is a point process of its own with a PCG
 * stream of its own; its rate is what was drawn from the family at T0 times a share that the state lets through. The draw
 * is exact, by thinning (P. A. W. Lewis and G. S. Shedler, Simulation of nonhomogeneous Poisson processes by thinning,
 * 1979): candidates come at the full rate, and each is taken with the share's probability. So the same key and the same
 * states give the same events, on every machine.
 *
 * Guards make shares 0: at most SIBU_UNFOLD_AT_A_TIME events in any SIBU_UNFOLD_APART_S, SIBU_UNFOLD_MOST in a drill and
 * the family's most of each kind; no exit is lost that would leave somebody without a way to another that is open and
 * less threatened; the last warden inside is not hurt; it breaks out nowhere else
 * where the family can arise nowhere else; nothing happens once nobody is inside. What people are told at an
 * event is fixed for its kind: none asks anybody to do anything but keep away and leave.
 *
 * Shares and guards are judged when a step begins and again after each event; between these they stay as they are. What
 * threatens exits is the hazard's field (sibu/field.h), which stands still between steps of its own.
 *
 * An unfolding belongs to one thread. Times in s since T0.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/field.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_UNFOLD_AT_A_TIME 2u
#define SIBU_UNFOLD_APART_S 60.0
#define SIBU_UNFOLD_MOST 5u

/* How far the zones of a site are from its exits: the same for all its drills. */
struct sibu_reach;
SIBU_MUST_USE enum sibu_status sibu_reach_open(struct sibu_reach **out, const struct sibu_site *site,
                                               const struct sibu_ways *ways, struct sibu_fault *fault); /* no memory */
void sibu_reach_close(struct sibu_reach *reach); /* NULL is allowed */

struct sibu_unfold_def {
    const struct sibu_site *site; /* these four must outlive it */
    const struct sibu_ways *ways; /* of the site, to its exits */
    const struct sibu_blocks *blocks; /* of the site, sides 0: see sibu_blocks_open */
    const struct sibu_reach *reach; /* of site and ways, must outlive it; NULL: it finds it itself */
    const struct sibu_family *family;
    const double *growth; /* the values drawn, by growth of the family; read while opening */
    const uint8_t *key; /* 32 bytes: the drill's R */
    struct sibu_field_place origin;
};

/* The drill as it is now. People who have left, or are at an assembly point, are not inside. */
struct sibu_unfold_state {
    const uint32_t *heading; /* by exit: persons inside for whom it is the way out */
    const uint32_t *inside; /* by zone: persons inside who belong there */
    const uint32_t *waiting; /* by zone: of those, who have not set out */
    uint32_t people; /* all who take part */
    uint32_t wardens, wardens_inside, contractors, contractors_inside;
};

struct sibu_unfold_event {
    enum sibu_unfold_kind kind;
    uint32_t number; /* 1.. in the drill */
    double time_s;
    uint32_t place; /* of an exit-lost the exit; of all others the zone; of wind-turned SIBU_NONE */
    uint32_t floor; /* second-source, report-corrected: where; else SIBU_NONE */
    double x_m, y_m;
    double bearing_deg; /* wind-turned: where the wind now comes from */
    double per_min, share; /* the full rate, and what of it the state let through */
    uint32_t heading; /* exit-lost: persons for whom it was the way out */
};

struct sibu_unfold;
/* SIBU_BAD_INPUT: a place outside the site's indexes; SIBU_NO_MEMORY. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_unfold_open(struct sibu_unfold **out, const struct sibu_unfold_def *def,
                                                struct sibu_fault *fault);
void sibu_unfold_close(struct sibu_unfold *unfold); /* NULL is allowed */

/* Goes on to `until_s` (not back; at most 60 s further), the state staying as it is until then. The events of that time
 * are written to out[SIBU_UNFOLD_MOST] in their order; how many returns. What guards forbid after one of them is forbidden
 * at once; the caller changes the state for the next call. */
size_t sibu_unfold_step(struct sibu_unfold *unfold, const struct sibu_unfold_state *state, double until_s,
                        struct sibu_unfold_event out[SIBU_UNFOLD_MOST]);
double sibu_unfold_time_s(const struct sibu_unfold *unfold);

/* The full rate of a kind, events a minute, drawn at T0; 0 where the family has none of it. */
double sibu_unfold_per_min(const struct sibu_unfold *unfold, enum sibu_unfold_kind kind);
/* The integral of the kind's rate over the time so far, a pure number: between two of its events it grows by exponential
 * amounts with mean 1, whatever the states were. `event_integrals` are those at the events of the last step, by event. */
double sibu_unfold_integral(const struct sibu_unfold *unfold, enum sibu_unfold_kind kind);
const double *sibu_unfold_event_integrals(const struct sibu_unfold *unfold);
/* The mean way from a zone to an exit, s at 1 m/s; HUGE_VAL: none leads there. */
double sibu_unfold_way_s(const struct sibu_unfold *unfold, uint32_t zone, uint32_t exit);
/* The hazard's fields at the last full step of theirs. */
const struct sibu_field *sibu_unfold_field(const struct sibu_unfold *unfold);
int sibu_unfold_is_lost(const struct sibu_unfold *unfold, uint32_t exit);

#ifdef __cplusplus
}
#endif
