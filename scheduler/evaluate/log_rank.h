/* Do groups of people differ in how long something took them? The log-rank test, with censoring.
 *
 * At every time of an event the events are compared with how many each group would have had by its share of those at
 * risk. Mantel 1966, Peto and Peto 1972; the variance is hypergeometric, as in Klein and Moeschberger, Survival
 * Analysis (2003), section 7.3. Pure.
 */
#pragma once
#include "evaluate/survival.h"
#include "sibu/fault.h"

#define LOG_RANK_GROUPS_MAX 64

/* One group: its people, and what the test says of it. */
struct log_rank_group {
    const struct survival_subject *subjects; /* any order */
    size_t count; /* 0 is allowed: says nothing */
    uint32_t observed; /* out: its events */
    double expected; /* out: how many it would have had, were all groups alike */
};

struct log_rank {
    double chi2; /* 0 where there is nothing to compare */
    uint32_t degrees; /* of freedom: the groups that can differ, less one; 0 where there is nothing to compare */
    double p; /* chance of a chi2 at least as large were all groups alike; 1 where there is nothing to compare */
};

/* Tests 2 to LOG_RANK_GROUPS_MAX groups; more or fewer are SIBU_BAD_INPUT. */
SIBU_MUST_USE enum sibu_status log_rank_test(struct log_rank_group *groups, size_t group_count, struct log_rank *out,
                                             struct sibu_fault *fault);
