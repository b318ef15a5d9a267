/* The drill's states: see state.h. Depends on nothing. */
#include "drill/state.h"

#include <stddef.h>
#include <string.h>

static const char *const NAMES[DRILL_STATES] = {"alerting",       "running",  "all-clear", "abort",
                                                "real-emergency", "mustered", "evaluated", "closed"};

/* ALLOWED[from] has a bit for each state that may follow. */
static const uint8_t ALLOWED[DRILL_STATES] = {
    [DRILL_ALERTING] = 1u << DRILL_RUNNING | 1u << DRILL_ALL_CLEAR | 1u << DRILL_ABORT | 1u << DRILL_REAL_EMERGENCY,
    [DRILL_RUNNING] = 1u << DRILL_ALL_CLEAR | 1u << DRILL_ABORT | 1u << DRILL_REAL_EMERGENCY,
    [DRILL_ALL_CLEAR] = 1u << DRILL_REAL_EMERGENCY | 1u << DRILL_MUSTERED,
    [DRILL_ABORT] = 1u << DRILL_REAL_EMERGENCY | 1u << DRILL_MUSTERED,
    [DRILL_REAL_EMERGENCY] = 1u << DRILL_MUSTERED,
    [DRILL_MUSTERED] = 1u << DRILL_REAL_EMERGENCY | 1u << DRILL_EVALUATED | 1u << DRILL_CLOSED,
    [DRILL_EVALUATED] = 1u << DRILL_CLOSED,
};

/* How long after its end a drill still takes late answers, and waits for its last messages to go out. */
static const int64_t GRACE_US = 60 * (int64_t)1000000;
static const int64_t PATIENCE_US = 600 * (int64_t)1000000;
/* After this long the alerting counts as done, even where some phone cannot be reached. */
static const int64_t ALERTING_US = 60 * (int64_t)1000000;

const char *drill_state_name(enum drill_state state)
{
    return NAMES[state];
}

int drill_state_of(const char *name, enum drill_state *state)
{
    for (size_t i = 0; i < DRILL_STATES; i++) {
        if (strcmp(NAMES[i], name) == 0) {
            *state = (enum drill_state)i;
            return 1;
        }
    }
    return 0;
}

int drill_state_allows(enum drill_state from, enum drill_state to)
{
    return (ALLOWED[from] >> to & 1) != 0;
}

int drill_state_ended(enum drill_state state)
{
    return state == DRILL_ALL_CLEAR || state == DRILL_ABORT || state == DRILL_REAL_EMERGENCY;
}

int drill_state_over(enum drill_state state)
{
    return state >= DRILL_ALL_CLEAR;
}

static int everybody_there(const struct drill_moment *moment)
{
    return moment->expected > 0 && moment->accounted >= moment->expected;
}

static enum drill_state next_while_running(const struct drill_moment *moment)
{
    int64_t age_us = moment->now_us - moment->t0_us;
    if (age_us >= moment->limit_us) {
        return DRILL_ALL_CLEAR;
    }
    if (everybody_there(moment)) {
        return DRILL_ALL_CLEAR; /* everybody is at an assembly point: there is nothing left to wait for */
    }
    if (moment->state == DRILL_ALERTING && (moment->waiting_alerts == 0 || age_us >= ALERTING_US)) {
        return DRILL_RUNNING;
    }
    return moment->state;
}

enum drill_state drill_state_next(const struct drill_moment *moment)
{
    if (moment->state >= DRILL_EVALUATED) {
        return DRILL_CLOSED;
    }
    if (!drill_state_over(moment->state)) {
        return next_while_running(moment);
    }
    int64_t since_us = moment->now_us - moment->end_us;
    if (moment->state != DRILL_MUSTERED) {
        return everybody_there(moment) || since_us >= GRACE_US ? DRILL_MUSTERED : moment->state;
    }
    int told = moment->waiting_alerts == 0 || since_us >= PATIENCE_US;
    return since_us >= GRACE_US && told ? DRILL_EVALUATED : DRILL_MUSTERED;
}
