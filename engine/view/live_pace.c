/* See live_pace.h. */
#include "view/live_pace.h"

#define RATE_MOST 1000.0
#define APART_S 0.5 /* answers closer together say nothing of how fast the server's clock runs */

void live_pace_asked(struct live_pace *pace, double now_s)
{
    pace->asked_s = pace->waits ? pace->asked_s : now_s;
    pace->waits = 1;
}

void live_pace_good(struct live_pace *pace, double now_s, int more)
{
    pace->failures = 0;
    pace->waits = 0;
    pace->next_s = more ? now_s : now_s + LIVE_PACE_S;
}

void live_pace_failed(struct live_pace *pace, double now_s)
{
    double wait_s = LIVE_PACE_S;
    for (unsigned i = 0; i < pace->failures && wait_s < LIVE_PACE_MOST_S; i++) {
        wait_s *= 2.0;
    }
    pace->failures += pace->failures < 1000;
    pace->next_s = now_s + (wait_s < LIVE_PACE_MOST_S ? wait_s : LIVE_PACE_MOST_S);
}

double live_pace_lost_for(const struct live_pace *pace, double now_s)
{
    return pace->waits && now_s > pace->asked_s ? now_s - pace->asked_s : 0.0;
}

void live_clock_hear(struct live_clock *clock, double server_s, double at_s)
{
    double apart_s = at_s - clock->at_s;
    if (!clock->is_set) {
        *clock = (struct live_clock){.is_set = 1, .server_s = server_s, .at_s = at_s, .rate = 1.0, .shown_s = server_s};
        return;
    }
    if (apart_s >= APART_S) {
        double rate = (server_s - clock->server_s) / apart_s;
        clock->rate = !(rate > 0.0) ? 0.0 : rate < RATE_MOST ? rate : RATE_MOST;
        clock->server_s = server_s;
        clock->at_s = at_s;
    }
    clock->shown_s = server_s > clock->shown_s ? server_s : clock->shown_s;
}

void live_clock_stand(struct live_clock *clock, double end_s)
{
    clock->stands = 1;
    clock->server_s = clock->shown_s = end_s;
}

double live_clock_at(struct live_clock *clock, double now_s)
{
    double since_s = now_s - clock->at_s;
    since_s = since_s > 0.0 ? since_s : 0.0;
    since_s = since_s < LIVE_AHEAD_S ? since_s : LIVE_AHEAD_S;
    double present_s = clock->server_s + (clock->stands ? 0.0 : since_s * clock->rate);
    clock->shown_s = present_s > clock->shown_s ? present_s : clock->shown_s;
    return clock->shown_s;
}
