/* What the results of a site's drills do to how often it is drilled: by a stated rule, one step at most.
 *
 * The result of a drill is the share of its expected people who checked in before its end, in millionths. The mean of the
 * last few moves the site one step up or down the four values that the policy has for the grades. The step counts from the
 * grade of the site file, so nothing drifts. Pure, whole numbers only: every verifier comes to the same (docs/ledger.md).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define RESULT_KEPT 8 /* results remembered of a site: no rule looks further back */
#define RESULT_WHOLE 1000000 /* everybody checked in */

struct result_rule {
    uint32_t drills; /* the mean is over so many; 0: there is no rule, nothing moves */
    uint32_t poor_below_milli, good_from_milli; /* thousandths, in [0, 1000], the first not above the second */
};

/* The share in millionths, rounded down. expected > 0, checked_in <= expected <= 999,999. */
uint32_t result_share(uint32_t expected, uint32_t checked_in);
/* 1: one step to more drills; -1: to fewer; 0: none, as where there are fewer results than the rule asks for.
 * shares: the oldest first; only the last rule->drills <= RESULT_KEPT of them count. */
int result_move(const struct result_rule *rule, const uint32_t *shares, size_t count);
/* What a step leads to. values: of the grades A to D; grade: 0..3. Filled in: the largest value below the grade's own, its
 * own, the smallest above it; its own where there is none. So a step up is more drills whichever way the grades run. */
void result_steps(const double values[4], size_t grade, double steps[3]);
