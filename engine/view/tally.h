/* How things stand at a moment, in numbers: people by state, the muster, each assembly point, each zone, each floor.
 *
 * Depends on the replay and, for floors, on where people are (motion). Pure but for the tally's own memory.
 */
#pragma once
#include "view/motion.h"
#include "view/replay.h"

struct tally {
    size_t people; /* all but those who were not expected and of whom nothing is known */
    size_t by_state[STATES];
    /* Of the expected: as in the muster of the live drill, checked_in + help + cannot + missing = expected. */
    size_t expected, acknowledged, checked_in, help, cannot, missing;
    size_t safe; /* expected people who are checked in, out, or arrived */
    uint32_t *at_muster; /* owned; for each assembly point of the site: checked in (drill) or arrived (simulation) */
    uint32_t *zone_people, *zone_inside; /* owned; by the roster's zone: all, and those not safe yet */
    uint32_t *on_floor; /* owned; drawn people per floor, from the frames */
    uint32_t *missing_people; /* owned; indexes of those to be listed, who need help first */
    size_t missing_count;
};

SIBU_MUST_USE enum sibu_status tally_open(struct tally *tally, const struct replay *replay, struct sibu_fault *fault);
void tally_close(struct tally *tally);
void tally_take(struct tally *tally, const struct replay *replay, const struct motion *motion, double time_s);
/* Is this person to be looked for at time_s: in a drill whoever is expected and missing or needs help, in a simulation
 * whoever is not out. */
int tally_is_missing(const struct replay *replay, const struct replay_person *person, double time_s);
