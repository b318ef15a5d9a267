/* See state.h. */
#include "view/state.h"

struct state_times state_times_none(void)
{
    struct state_times times;
    for (int i = 0; i < MOMENTS; i++) {
        times.at_s[i] = STATE_NEVER;
    }
    return times;
}

void state_note(struct state_times *times, enum moment moment, double time_s)
{
    if (time_s < times->at_s[moment]) {
        times->at_s[moment] = time_s;
    }
}

int state_reached(const struct state_times *times, enum moment moment, double time_s)
{
    return times->at_s[moment] <= time_s;
}

enum state state_at(const struct state_times *times, double time_s)
{
    if (state_reached(times, MOMENT_CHECKED_IN, time_s)) {
        return STATE_CHECKED_IN;
    }
    if (state_reached(times, MOMENT_HELP, time_s)) {
        return STATE_HELP;
    }
    if (state_safe(times, time_s)) {
        return STATE_OUT;
    }
    if (state_reached(times, MOMENT_STARTED, time_s)) {
        return STATE_WALKING;
    }
    if (!state_reached(times, MOMENT_ALERTED, time_s) || state_reached(times, MOMENT_ACKNOWLEDGED, time_s) ||
        state_reached(times, MOMENT_CANNOT, time_s)) {
        return STATE_WAITING;
    }
    return STATE_NO_ANSWER;
}

int state_missing(const struct state_times *times, double time_s)
{
    return !state_reached(times, MOMENT_CHECKED_IN, time_s) && !state_reached(times, MOMENT_HELP, time_s) &&
           !state_reached(times, MOMENT_CANNOT, time_s);
}

int state_safe(const struct state_times *times, double time_s)
{
    return state_reached(times, MOMENT_CHECKED_IN, time_s) || state_reached(times, MOMENT_EXITED, time_s) ||
           state_reached(times, MOMENT_ARRIVED, time_s);
}
