/* The chance of a drill within the next ticks: see odds.h. Depends on: occupancy, memory.
 *
 * As long as nothing starts, the number of starts stays: the chance that nothing starts in [a, b) is the product of
 * 1 - h over it. Products over n ticks at every place are made from those over blocks of n: from a place to its block's
 * end, times from the next block's beginning. (Nothing is divided by a product, since factors may be 0.)
 */
#include <assert.h>

#include "draw/law_frame.h"
#include "draw/odds.h"
#include "sibu/memory.h"

#define EQUAL 1e-12 /* the chance of the last ticks is often a plain fraction, and must not pass it by rounding */

static int exceeds(double chance, double bound)
{
    return chance > bound * (1.0 + EQUAL);
}

static double quiet(const struct occupancy *occupancy, uint32_t tick, uint32_t starts)
{
    return 1.0 - occupancy_at(occupancy, tick, starts)->h;
}

static uint32_t end_of(const struct occupancy *occupancy, uint32_t tick, uint32_t ticks)
{
    return ticks < occupancy->ticks - tick ? tick + ticks : occupancy->ticks;
}

/* The chances of one number of starts; `from_block` is room for a product at each tick. */
static void fill(struct odds_window *window, uint32_t starts, double *from_block)
{
    const struct occupancy *occupancy = window->occupancy;
    const size_t width = occupancy->most + (size_t)1;
    double product = 1.0;
    for (uint32_t t = 0; t < occupancy->ticks; t++) {
        product = (t % window->ticks == 0 ? 1.0 : product) * quiet(occupancy, t, starts);
        from_block[t] = product;
    }
    for (uint32_t t = occupancy->ticks; t-- > 0;) {
        uint32_t end = end_of(occupancy, t, window->ticks);
        int last_of_block = t % window->ticks == window->ticks - 1;
        product = (last_of_block || t + 1 == occupancy->ticks ? 1.0 : product) * quiet(occupancy, t, starts);
        int crosses = (end - 1) / window->ticks != t / window->ticks;
        window->chances[t * width + starts] = 1.0 - (crosses ? product * from_block[end - 1] : product);
    }
}

enum sibu_status odds_window_open(struct odds_window *out, const struct occupancy *occupancy, uint32_t ticks,
                                  struct sibu_fault *fault)
{
    assert(ticks >= 1);
    *out = (struct odds_window){occupancy, ticks < occupancy->ticks ? ticks : occupancy->ticks, NULL};
    out->chances = sibu_array_new((size_t)occupancy->ticks * (occupancy->most + 1), sizeof *out->chances);
    double *from_block = sibu_array_new(occupancy->ticks, sizeof *from_block);
    if (out->chances == NULL || from_block == NULL) {
        sibu_array_free(from_block);
        odds_window_close(out);
        return law_no_memory(fault);
    }
    for (uint32_t k = 0; k <= occupancy->most; k++) {
        fill(out, k, from_block);
    }
    sibu_array_free(from_block);
    return SIBU_OK;
}

void odds_window_close(struct odds_window *window)
{
    sibu_array_free(window->chances);
    *window = (struct odds_window){0};
}

double odds_window_at(const struct odds_window *window, uint32_t tick, uint32_t starts)
{
    assert(tick < window->occupancy->ticks && starts <= window->occupancy->most);
    return window->chances[(size_t)tick * (window->occupancy->most + 1) + starts];
}

/* In a gap that ends at `free_at`: the ticks before it from which enough of the time behind it can be seen. */
static uint32_t ticks_above_in_gap(const struct odds_window *window, uint32_t free_at, uint32_t starts, double chance)
{
    const struct occupancy *occupancy = window->occupancy;
    double product = 1.0;
    if (!exceeds(odds_window_at(window, free_at, starts), chance)) {
        return 0;
    }
    for (uint32_t seen = 1; seen < window->ticks && free_at + seen <= occupancy->ticks; seen++) {
        product *= quiet(occupancy, free_at + seen - 1, starts);
        if (exceeds(1.0 - product, chance)) { /* from n - seen ticks before the end of the gap on */
            uint32_t count = window->ticks - seen;
            return count < occupancy->gap_ticks ? count : occupancy->gap_ticks - 1;
        }
    }
    return 0;
}

double odds_window_time_above(const struct odds_window *window, double chance)
{
    const struct occupancy *occupancy = window->occupancy;
    double time = 0.0;
    for (uint32_t t = 0; t < occupancy->ticks; t++) {
        for (uint32_t k = 0; k <= occupancy->most; k++) {
            const struct occupancy_state *state = occupancy_at(occupancy, t, k);
            time += exceeds(odds_window_at(window, t, k), chance) ? state->q : 0.0;
            if (state->q * state->h > 0.0 && occupancy->gap_ticks < occupancy->ticks - t) {
                time += state->q * state->h * ticks_above_in_gap(window, t + occupancy->gap_ticks, k + 1, chance);
            }
        }
    }
    return time / occupancy->ticks;
}

double odds_window_drills_above(const struct odds_window *window, double chance)
{
    const struct occupancy *occupancy = window->occupancy;
    double drills = 0.0;
    for (uint32_t t = 0; t < occupancy->ticks; t++) {
        for (uint32_t k = 0; k < occupancy->most; k++) {
            const struct occupancy_state *state = occupancy_at(occupancy, t, k);
            drills += exceeds(odds_window_at(window, t, k), chance) ? state->q * state->h : 0.0;
        }
    }
    return drills / occupancy->mean;
}

double odds_window_worst(const struct odds_window *window)
{
    const struct occupancy *occupancy = window->occupancy;
    double worst = 0.0;
    for (uint32_t t = 0; t < occupancy->ticks; t++) {
        for (uint32_t k = 0; k <= occupancy->most; k++) {
            double chance = odds_window_at(window, t, k);
            worst = occupancy_at(occupancy, t, k)->q > 0.0 && chance > worst ? chance : worst;
        }
    }
    return worst;
}

/* Forward, what has met such a state taken out. Before the end of a gap less is seen than at its end, so that free
 * states are enough. */
enum sibu_status odds_window_ever(const struct odds_window *window, double chance, double *out,
                                  struct sibu_fault *fault)
{
    const struct occupancy *occupancy = window->occupancy;
    const size_t width = occupancy->most + (size_t)1;
    double *q = sibu_array_new((size_t)occupancy->ticks * width, sizeof *q);
    double met = 0.0;
    if (q == NULL) {
        return law_no_memory(fault);
    }
    q[0] = 1.0;
    for (uint32_t t = 0; t < occupancy->ticks; t++) {
        for (uint32_t k = 0; k <= occupancy->most; k++) {
            double here = q[t * width + k];
            if (!exceeds(chance, odds_window_at(window, t, k))) {
                met += here;
                continue;
            }
            double started = here * occupancy_at(occupancy, t, k)->h;
            if (t + 1 < occupancy->ticks) {
                q[(t + 1) * width + k] += here - started;
            }
            if (started > 0.0 && occupancy->gap_ticks < occupancy->ticks - t) {
                q[(t + (size_t)occupancy->gap_ticks) * width + k + 1] += started;
            }
        }
    }
    sibu_array_free(q);
    *out = met;
    return SIBU_OK;
}

double odds_min_entropy(const struct occupancy *occupancy, uint32_t tick, uint32_t starts)
{
    double silent = 1.0;
    double likeliest = 0.0;
    for (uint32_t t = tick; t < occupancy->ticks; t++) {
        double h = occupancy_at(occupancy, t, starts)->h;
        likeliest = silent * h > likeliest ? silent * h : likeliest;
        silent *= 1.0 - h;
    }
    return likeliest > 0.0 ? -occupancy_log2(likeliest) : 0.0;
}
