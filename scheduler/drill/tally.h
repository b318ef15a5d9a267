/* How much came in, for who watches the server: answers that were new, by kind, and how many of them each transaction kept.
 *
 * Counts since the host was opened; they never decrease, and hold nothing of who answered. Pure; one owner at a time.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define TALLY_KINDS 4
#define TALLY_BATCH_STEPS 7 /* batches of at most 1, 2, 4 ... 32, and larger ones */

struct tally {
    uint64_t answers[TALLY_KINDS]; /* in the order of tally_kind */
    uint64_t batches[TALLY_BATCH_STEPS]; /* by size: each counts in one of them */
    uint64_t in_batches; /* the sizes of all batches together */
};

const char *tally_kind(size_t kind); /* "acknowledge", "need-help", "cannot", "check-in"; kind < TALLY_KINDS */
void tally_answer(struct tally *tally, const char *kind); /* an unknown kind is passed over */
void tally_batch(struct tally *tally, size_t count);
