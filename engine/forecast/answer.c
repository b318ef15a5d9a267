/* Drawing how people answer. See sibu/answer.h.
 *
 * Depends on: sibu/random.h. Pure.
 */
#include "sibu/answer.h"

#include "sibu/random.h"

enum kind { HELP, CANNOT, SILENT, FORGETS, ABSENT, ALL, KINDS };

struct sibu_answer_law sibu_answer_law_default(void)
{
    return (struct sibu_answer_law){
        .help = 0.01,
        .cannot = 0.01,
        .silent = 0.04,
        .forgets = 0.02,
        .absent = 0.01,
        .answer_mu = 2.995732273553991, /* ln 20 */
        .answer_sigma = 0.8,
        .scan_mu = 1.791759469228055, /* ln 6 */
        .scan_sigma = 0.6,
    };
}

struct sibu_answer sibu_answer_draw(const struct sibu_answer_law *law, const uint8_t key[32], uint64_t index)
{
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, key, "mind", index);
    double rest = 1.0 - law->help - law->cannot - law->silent - law->forgets - law->absent;
    const double weights[KINDS] = {[HELP] = law->help,       [CANNOT] = law->cannot, [SILENT] = law->silent,
                                   [FORGETS] = law->forgets, [ABSENT] = law->absent, [ALL] = rest > 0.0 ? rest : 0.0};
    size_t kind = sibu_draw_weighted(&stream, weights, KINDS);
    struct sibu_answer answer = {.walks = kind == SILENT || kind == FORGETS || kind == ALL,
                                 .acknowledges = kind == FORGETS || kind == ALL,
                                 .checks_in = kind == SILENT || kind == ALL,
                                 .needs_help = kind == HELP,
                                 .cannot = kind == CANNOT};
    answer.answer_s = sibu_draw_lognormal(&stream, law->answer_mu, law->answer_sigma);
    answer.scan_s = sibu_draw_lognormal(&stream, law->scan_mu, law->scan_sigma);
    return answer;
}
