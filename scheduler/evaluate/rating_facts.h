/* What a rating needs to know of a drill besides its evaluation: how it was drawn, what people said and when, what was known
 * before T0. Read from the record alone.
 *
 * Depends on: evaluation, record. Immutable once open; many threads may read it.
 */
#pragma once
#include "evaluate/evaluation.h"

enum rating_drawn {
    RATING_DRAWN_UNKNOWN, /* the record has no draw that can be read */
    RATING_DRAWN_BY_CHANCE, /* by the policy's tick: gate o, with u below the threshold that stands beside it */
    RATING_DRAWN_IN_WINDOW, /* a surprise that an officer armed, and whose moment was drawn (gate s); likewise */
    RATING_DRAWN_AT_ONCE, /* an officer started it (gate n): that officer knew */
    RATING_DRAWN_SEEDED /* a demonstration: whoever has the seed could know */
};

struct rating_facts {
    enum rating_drawn drawn;
    int has_ledger; /* the draw document names the ledger's head */
    uint32_t told_before; /* expected people with a delivery that began, an answer or an alert before T0 */
    /* By person, in the evaluation's order: seconds from T0, up to the end; MEASURE_NEVER where it was not, or later. */
    const double *accounted_s; /* checked in, or asked for help, or said that they cannot: the first of these */
    const double *help_s; /* asked for help */
    const double *helped_s; /* the first check-in behind the call for help */
    uint32_t devices_done, devices_failed; /* answers of sirens, lamps and panels */
    struct sibu_arena arena; /* owns all that is pointed to */
};

/* Reads the record that `evaluation` was made of. A draw document that is missing or is not what it should be gives
 * RATING_DRAWN_UNKNOWN; SIBU_IO and SIBU_NO_MEMORY are faults. The caller closes it. */
SIBU_MUST_USE enum sibu_status rating_facts_open(struct rating_facts *out, const struct evaluation *evaluation,
                                                 struct sibu_record *record, struct sibu_fault *fault);
void rating_facts_close(struct rating_facts *facts); /* all zero is allowed */
