/* What a simulated worker does when the alert comes: drawn once per person, from a stream of the person's own.
 *
 * Pure. The law is the one of the forecast (sibu/answer.h, which says where it comes from), so that a demonstration is
 * measured against what it was expected to be. The shares make its muster incomplete, as real ones are; a trainer may
 * change them on the command line.
 */
#pragma once
#include <stdint.h>

struct mind {
    int walks; /* 0: stays where it is */
    int answers; /* 1: acknowledges */
    int checks_in; /* 1: checks in on arrival */
    int needs_help, cannot; /* says so instead of walking */
    double answer_s; /* from the alert until the phone is answered */
    double scan_s; /* from arrival until the check-in */
};

/* Shares of people, in [0, 1]; the rest acknowledges, walks and checks in. */
struct mind_shares {
    double help, cannot; /* stays and says so */
    double silent; /* walks and checks in, but never touches the phone's first question */
    double forgets; /* walks, but forgets to check in */
    double absent; /* neither hears nor moves nor answers */
};
struct mind_shares mind_default(void);
/* The mind of person `index` under the seed's key. */
struct mind mind_draw(const uint8_t key[32], uint64_t index, const struct mind_shares *shares);
