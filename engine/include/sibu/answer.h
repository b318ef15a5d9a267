/* How people answer an alert: who acknowledges it and when, who stays, who checks in. One law, stated here alone, for the
 * forecast of a drill and for simulated phones.
 *
 * Pure. The law has no source but judgement: we know of no published measurement of how fast a workforce answers an alert
 * on its phones. The shares are those of a well-run plant; half answer within 20 s of the alert and one in twenty after
 * 75 s; a scan at the assembly point takes 6 s, one in twenty 16 s. When people set out is another law (world/population.c).
 */
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_answer_law {
    /* Shares of people, in [0, 1], together at most 1; the rest acknowledges, walks and checks in. */
    double help, cannot; /* stays and says so instead of acknowledging */
    double silent; /* walks and checks in, but never acknowledges */
    double forgets; /* acknowledges and walks, but forgets to check in */
    double absent; /* neither hears nor moves nor answers */
    /* Seconds are lognormal: ln of the median, and the deviation of ln, at least 0. */
    double answer_mu, answer_sigma; /* from the alert until the phone is answered */
    double scan_mu, scan_sigma; /* from arrival at the assembly point until the check-in */
};
struct sibu_answer_law sibu_answer_law_default(void);

struct sibu_answer { /* what one person does; flags are 0 or 1 */
    int walks; /* 0: stays where it is */
    int acknowledges, checks_in, needs_help, cannot;
    double answer_s; /* from the alert until the phone is answered, by whomever answers it */
    double scan_s; /* from arrival until the check-in */
};
/* Draws the answer of person `index` under a seed's key (sibu_key_of_seed), from a stream of the person's own. */
struct sibu_answer sibu_answer_draw(const struct sibu_answer_law *law, const uint8_t key[32], uint64_t index);

#ifdef __cplusplus
}
#endif
