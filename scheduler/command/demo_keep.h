/* What the demonstration leaves: the record with the walk in it, its evaluation, its report, its picture. And what it says.
 */
#pragma once
#include "command/demo_run.h"

struct demo_results {
    char drill[4200], report[4200], evaluation[4200], picture[4200]; /* paths */
    char site[64], family[64], zone[64], t0[48];
    uint32_t expected, acknowledged, checked_in, missing, need_help, cannot;
    double median_s; /* from T0 to the check-in; negative: not reached */
    char digest[65]; /* of the walk, hexadecimal */
    uint64_t seed;
    double wall_s;
    struct sibu_text told; /* the drill in plain words, in the language of the call; cleared by demo_tell */
};

/* Puts the track into the closed drill's record, evaluates, reports, pictures, seals; everything into the folder `out`. */
SIBU_MUST_USE enum sibu_status demo_keep(struct demo *demo, const char *out, struct demo_results *results,
                                         struct sibu_fault *fault);
/* The answer: JSON as the design says, or words. */
void demo_tell(const struct command_call *call, struct demo_results *results, struct sibu_text *text);
