/* What a simulated evacuation comes to: who got out where and when, counted from the events of the world.
 *
 * One thread a tally. Holds no world; the site must outlive it. Clear it with sibu_tally_clear.
 */
#pragma once
#include "sibu/world.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_tally_line { /* one exit, door or muster area */
    size_t count; /* persons; at a door: crossings */
    double first_s, last_s; /* 0 where count is 0 */
};
struct sibu_tally {
    const struct sibu_site *site;
    enum sibu_goal goal;
    struct sibu_tally_line *exits, *doors, *musters; /* in the order of the site */
    double *out_s; /* when each of the first `out` persons was done, ascending */
    size_t people, out;
    uint8_t *has_left; /* by person: 1 once counted at an exit */
    float *x_m, *y_m; /* where everybody was at since_s */
    double since_s;
    uint8_t *idle; /* by person: 1 who has walked all the while and was still within half a metre of there */
};

/* Fails where there is no memory. */
SIBU_MUST_USE enum sibu_status sibu_tally_open(struct sibu_tally *tally, const struct sibu_site *site,
                                               enum sibu_goal goal, size_t people, struct sibu_fault *fault);
void sibu_tally_clear(struct sibu_tally *tally); /* all zero is allowed */
/* Counts the events of the last step. */
void sibu_tally_step(struct sibu_tally *tally, const struct sibu_world *world);
/* How many walk and have not got half a metre further in the last minute that was looked at. */
size_t sibu_tally_stuck(const struct sibu_tally *tally, const struct sibu_world *world);
/* The time by which `share` of all people were out, or -1 where they were not. */
double sibu_tally_quantile_s(const struct sibu_tally *tally, double share);
/* Persons a second between the first and the last; 0 for fewer than two. */
double sibu_tally_flow_per_s(const struct sibu_tally_line *line);

#ifdef __cplusplus
}
#endif
