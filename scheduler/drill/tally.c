/* See tally.h. */
#include "drill/tally.h"

#include <string.h>

static const char *const KINDS[TALLY_KINDS] = {"acknowledge", "need-help", "cannot", "check-in"};

const char *tally_kind(size_t kind)
{
    return KINDS[kind];
}

void tally_answer(struct tally *tally, const char *kind)
{
    for (size_t i = 0; i < TALLY_KINDS; i++) {
        tally->answers[i] += strcmp(kind, KINDS[i]) == 0;
    }
}

void tally_batch(struct tally *tally, size_t count)
{
    size_t step = 0;
    while (step + 1 < TALLY_BATCH_STEPS && count > (size_t)1 << step) {
        step++;
    }
    tally->batches[step]++;
    tally->in_batches += count;
}
