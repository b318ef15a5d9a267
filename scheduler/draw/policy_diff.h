/* What another policy file says otherwise, member by member; and that it reaches for nothing that the first did not.
 *
 * Pure. Any thread. Depends on: sibu/json.h, policy.
 */
#pragma once
#include "draw/policy.h"

struct policy_change {
    const char *pointer; /* RFC 6901: "/windows/0/to" */
    const char *before, *after; /* as JSON; "" where there is nothing */
};
struct policy_diff {
    const struct policy_change *changes; /* in the order of the second file, then what it leaves out; in the arena */
    size_t count;
};
#define POLICY_DIFF_MAX 2000 /* changes that are listed */

struct policy_text {
    const char *bytes;
    size_t length;
};
/* Compares two policy files. SIBU_LIMIT where more differs than is listed. */
SIBU_MUST_USE enum sibu_status policy_diff_make(const struct policy_text *before, const struct policy_text *after,
                                                struct sibu_arena *arena, struct policy_diff *out,
                                                struct sibu_fault *fault);
/* A policy that comes over the network names no file, address or party that the one in force does not name: who has the
 * machine says what it reads and whom it asks. Nor does it change tick_s, by which the ledger counts. SIBU_BAD_INPUT, naming
 * the first member that does. */
SIBU_MUST_USE enum sibu_status policy_diff_check(const struct policy *before, const struct policy *after,
                                                 const struct policy_diff *diff, struct sibu_fault *fault);
