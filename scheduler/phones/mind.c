/* Simulated workers' minds: see mind.h. */
#include "phones/mind.h"

#include "sibu/answer.h"

struct mind_shares mind_default(void)
{
    struct sibu_answer_law law = sibu_answer_law_default();
    return (struct mind_shares){
        .help = law.help, .cannot = law.cannot, .silent = law.silent, .forgets = law.forgets, .absent = law.absent};
}

struct mind mind_draw(const uint8_t key[32], uint64_t index, const struct mind_shares *shares)
{
    struct sibu_answer_law law = sibu_answer_law_default();
    law.help = shares->help;
    law.cannot = shares->cannot;
    law.silent = shares->silent;
    law.forgets = shares->forgets;
    law.absent = shares->absent;
    struct sibu_answer answer = sibu_answer_draw(&law, key, index);
    return (struct mind){.walks = answer.walks,
                         .answers = answer.acknowledges,
                         .checks_in = answer.checks_in,
                         .needs_help = answer.needs_help,
                         .cannot = answer.cannot,
                         .answer_s = answer.answer_s,
                         .scan_s = answer.scan_s};
}
