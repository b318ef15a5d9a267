/* The states of a drill and the ways between them. Pure: values in, a verdict out.
 *
 *   alerting ──> running ──> all-clear ──────┐
 *      │            ├──────> abort ──────────┼──> mustered ──> evaluated ──> closed
 *      └────────────┴──────> real-emergency ─┘
 *
 * Invariants: 1. a drill starts in alerting, with its event "drawn" at T0; 2. nothing leads back but a real emergency; 3. an
 * end can be told from alerting too; 4. a real emergency overtakes every other end, once: it may follow all-clear, abort and
 * mustered, which it opens again; 5. a drill that cannot be evaluated is closed all the same; 6. closed is final.
 */
#pragma once
#include <stdint.h>

enum drill_state {
    DRILL_ALERTING,
    DRILL_RUNNING,
    DRILL_ALL_CLEAR,
    DRILL_ABORT,
    DRILL_REAL_EMERGENCY,
    DRILL_MUSTERED, /* everybody expected is accounted for, or no longer waited for */
    DRILL_EVALUATED, /* the evaluation is in the record: nothing is taken any more */
    DRILL_CLOSED
};
#define DRILL_STATES 8

/* The word for the state in the store, the record and the API ("all-clear"). */
const char *drill_state_name(enum drill_state state);
/* The reverse; false where the word is none. */
int drill_state_of(const char *name, enum drill_state *state);
/* Whether the drill may go from one state to the other. */
int drill_state_allows(enum drill_state from, enum drill_state to);
/* All clear, abort and real emergency: the ways in which a drill's time ends. */
int drill_state_ended(enum drill_state state);
/* Whether its time has ended: in one of these, or after it. Late answers still come in until it is evaluated. */
int drill_state_over(enum drill_state state);

/* What a drill should do by itself now. */
struct drill_moment {
    enum drill_state state;
    int64_t now_us, t0_us, end_us; /* end 0 while it has not ended */
    int64_t limit_us; /* from T0: then all clear by itself */
    uint64_t waiting_alerts; /* deliveries not finished yet */
    uint32_t expected, accounted; /* people; accounted: checked in */
};
/* The state that the drill should be in at that moment: the same, or the next one. */
enum drill_state drill_state_next(const struct drill_moment *moment);
