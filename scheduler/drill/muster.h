/* The muster: who is expected, who has answered, who is there, who is missing; known at every moment.
 *
 * Fed with responses in any order; each counts once, later ones never take a check-in back. Depends on nothing but the
 * rows it is fed. One owner at a time (the drill guards it by its mutex).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/record.h"

struct muster_person {
    int expected;
    int acknowledged, checked_in, need_help, cannot;
    int64_t last_us; /* last sign of life, or 0 */
    int64_t acknowledged_us, checked_in_us; /* when we first had it, or 0 */
    char place[32]; /* assembly point checked in at, or "" */
    char doubt[16]; /* why the check-in is doubtful: "stale", "wrong-point", "forged"; or "" */
};
struct muster {
    struct muster_person *people; /* owned; people[number - 1] */
    size_t count;
};
/* Counts are of expected people. Acknowledged: sent an acknowledgement. Each is in exactly one of checked_in, need_help,
 * cannot and missing, the first that fits in this order: so a person who asked for help and then checked in counts as
 * checked in, and missing are those who neither checked in, nor asked for help, nor said that they cannot take part.
 * Doubtful: of those checked in, whose last check-in is flagged. */
struct muster_counts {
    uint32_t expected, acknowledged, checked_in, missing, need_help, cannot, doubtful;
};

SIBU_MUST_USE enum sibu_status muster_open(struct muster *muster, size_t count, struct sibu_fault *fault);
void muster_close(struct muster *muster);
void muster_expect(struct muster *muster, uint32_t number);
/* Takes one response; numbers out of range and unknown kinds are passed over. */
void muster_take(struct muster *muster, const struct sibu_record_response *response);
/* Flags the check-in that was taken last from this person, or, with "", settles it: a later one without doubt does. */
void muster_doubt(struct muster *muster, uint32_t number, const char *why);
struct muster_counts muster_count(const struct muster *muster);
/* Whether this person is missing, in the sense of the counts. */
int muster_missing(const struct muster_person *person);
