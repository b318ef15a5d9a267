/* Measuring areas. See window.h. */
#include "validate/window.h"

static double area_m2(const struct window *window)
{
    return (window->box[2] - window->box[0]) * (window->box[3] - window->box[1]);
}

size_t window_look(struct window *window, const struct act *act, unsigned level)
{
    size_t count = 0;
    for (size_t i = 0; i < act->count; i++) {
        double x = (double)act->people.x_m[i], y = (double)act->people.y_m[i];
        count += act->people.state[i] != SIBU_PERSON_DONE && act->people.floor[i] == level && x >= window->box[0] &&
                 x < window->box[2] && y >= window->box[1] && y < window->box[3];
    }
    size_t slot = window->steps++ % WINDOW_STEPS;
    window->sum += (double)count - window->recent[slot];
    window->recent[slot] = (double)count;
    window->all += (double)count;
    window->peak = window->steps >= WINDOW_STEPS && window->sum > window->peak ? window->sum : window->peak;
    return count;
}

double window_peak(const struct window *window)
{
    return window->peak / WINDOW_STEPS / area_m2(window);
}

double window_mean(const struct window *window)
{
    return window->steps > 0 ? window->all / (double)window->steps / area_m2(window) : 0.0;
}
