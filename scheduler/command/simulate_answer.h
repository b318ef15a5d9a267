/* The answer of `sibu simulate`, as JSON with the keys of DESIGN.md or in words.
 *
 * Depends on: sibu/tally.h, sibu/text.h. Pure.
 */
#pragma once
#include "sibu/tally.h"
#include "sibu/text.h"

struct simulate_result {
    const struct sibu_tally *tally;
    const struct sibu_world *world;
    double wall_s; /* spent in steps */
    int stopped; /* 1: by Ctrl-C, before it was over */
};

void simulate_answer_json(struct sibu_text *out, const struct simulate_result *result);
void simulate_answer_words(struct sibu_text *out, const struct simulate_result *result, enum sibu_language language);
