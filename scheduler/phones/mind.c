/* Simulated workers' minds: see mind.h. */
#include "phones/mind.h"

#include "sibu/random.h"

/* ln of the median in seconds, and the spread: half answer within 20 s of the alert, one in twenty after 75 s; a scan
 * takes 6 s, one in twenty 16 s. */
static const double ANSWER_MU = 2.995732273553991;
static const double ANSWER_SIGMA = 0.8;
static const double SCAN_MU = 1.791759469228055;
static const double SCAN_SIGMA = 0.6;

struct mind_shares mind_default(void)
{
    return (struct mind_shares){.help = 0.01, .cannot = 0.01, .silent = 0.04, .forgets = 0.02, .absent = 0.01};
}

struct mind mind_draw(const uint8_t key[32], uint64_t index, const struct mind_shares *shares)
{
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, key, "mind", index);
    double rest = 1.0 - shares->help - shares->cannot - shares->silent - shares->forgets - shares->absent;
    const double weights[] = {shares->help,    shares->cannot, shares->silent,
                              shares->forgets, shares->absent, rest > 0.0 ? rest : 0.0};
    size_t kind = sibu_draw_weighted(&stream, weights, sizeof weights / sizeof weights[0]);
    struct mind mind = {.walks = kind >= 2 && kind != 4,
                        .answers = kind == 3 || kind == 5,
                        .checks_in = kind == 2 || kind == 5,
                        .needs_help = kind == 0,
                        .cannot = kind == 1};
    mind.answer_s = sibu_draw_lognormal(&stream, ANSWER_MU, ANSWER_SIGMA);
    mind.scan_s = sibu_draw_lognormal(&stream, SCAN_MU, SCAN_SIGMA);
    return mind;
}
