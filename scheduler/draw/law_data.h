/* What a law holds: the one struct that law.c, law_solve.c and law_even.c share. Not for other files. */
#pragma once
#include "draw/law_frame.h"

struct law {
    struct law_frame frame;
    enum law_kind kind;
    double theta, floor, mean; /* see law.h */
    /* LAW_MAX_ENTROPY: rows + 1 rows of most + 1 doubles: V(t, 0) .. V(t, most-1) of the open tick, then its x_t. V(t, most)
     * is 1. V does not change over closed ticks, so that row_of[t] is right for each t; the last row is that of t >= T. */
    double *cells;
    /* LAW_EVEN: [rows + 1], the sum of the weights from that row on. */
    int64_t *rest;
};

/* Fill a law whose frame is open: theta where it is not given, the table, the mean. */
SIBU_MUST_USE enum sibu_status law_entropy_fill(struct law *law, const struct law_def *def, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status law_even_fill(struct law *law, const struct law_def *def, struct sibu_fault *fault);

double law_even_hazard(const struct law *law, uint32_t tick, uint32_t starts); /* of an open tick, starts < most */
