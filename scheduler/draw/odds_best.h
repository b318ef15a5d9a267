/* The least that preparation can be made to buy: the exact optimum of caught(x) (odds.h) over all laws with the same open
 * ticks, gap, least, most and mean. No law is made of it; it is what a law's figures stand beside.
 *
 * A law is what it holds at each state: y0 without and y1 with a start. Against an adversary who pays c for each tick that
 * he is prepared, L(c) = min of sum max(0, y1 - c (y0 + y1)) with sum y1 = mean, and caught(x) = min over c of
 * (c x T + L(c)) / mean. With lambda on the mean, L(c) is a dynamic program: the hazard of a state is 0, c or 1 in it.
 *
 * Time: some 200 prices, 10 passes each over open ticks * most cells: a tenth of a second for a half-year of hours, 8 drills.
 */
#pragma once
#include <stddef.h>

#include "draw/law.h"

/* Of `def` its kind, theta and floor do not matter, and of its weights only which are 0. Fills caught[i] for the shares
 * of time shares[i] in (0, 1), to 1e-6. */
SIBU_MUST_USE enum sibu_status odds_best_caught(const struct law_def *def, const double *shares, double *caught,
                                                size_t count, struct sibu_fault *fault);
