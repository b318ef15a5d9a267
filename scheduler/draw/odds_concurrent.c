/* The cost of a limit on drills at one time: see odds_concurrent.h. Depends on: law_frame, memory.
 *
 * Of each site it is only asked whether it started within the ticks behind: at most once, where its gap is longer than a
 * drill (with a shorter one the sum of the chances is a bound, like the rest). Only counts below c are listed.
 */
#include "draw/odds_concurrent.h"

#include <assert.h>
#include <string.h>

#include "draw/law_frame.h"
#include "sibu/memory.h"

#define MOST_MAX 64
#define NOTHING 1e-18

/* The chances of 0 .. c - 1 sites, and the expected number of all. */
struct few {
    double p[MOST_MAX];
    double mean;
    uint32_t most;
};

/* One more site, that counts with the chance p. */
static void add_site(struct few *few, double p)
{
    for (uint32_t i = few->most; i-- > 0;) {
        few->p[i] = few->p[i] * (1.0 - p) + (i > 0 ? few->p[i - 1] * p : 0.0);
    }
    few->mean += p;
}

/* The chances of 0 .. c - 1 among n sites that count with the chance p each, p < 1. */
static void few_of(double to[MOST_MAX], uint32_t most, uint32_t n, double p)
{
    double term = 1.0;
    for (uint32_t i = 0; i < n; i++) {
        term *= 1.0 - p;
    }
    for (uint32_t i = 0; i < most; i++) {
        to[i] = i <= n ? term : 0.0;
        term *= i < n ? (double)(n - i) / (double)(i + 1) * (p / (1.0 - p)) : 0.0;
    }
}

static void add_sites(struct few *few, uint32_t n, double p)
{
    double one[MOST_MAX];
    double sum[MOST_MAX] = {0.0};
    if (!(p < 0.5)) { /* by steps: p / (1 - p) would be too much */
        for (uint32_t i = 0; i < n; i++) {
            add_site(few, p < 1.0 ? p : 1.0);
        }
        return;
    }
    few_of(one, few->most, n, p);
    for (uint32_t i = 0; i < few->most; i++) {
        for (uint32_t k = 0; i + k < few->most; k++) {
            sum[i + k] += few->p[i] * one[k];
        }
    }
    memcpy(few->p, sum, few->most * sizeof *sum);
    few->mean += n * p;
}

static struct few count_running(const struct odds_concurrent_def *def, const double *running)
{
    struct few few = {.p = {1.0}, .most = def->most};
    for (size_t i = 0; i < def->count; i++) {
        if (running[i] > 0.0) {
            add_sites(&few, def->laws[i].sites, running[i]);
        }
    }
    return few;
}

/* Expected sites beyond c. */
static double beyond(const struct few *few)
{
    double sum = few->mean - few->most;
    for (uint32_t i = 0; i < few->most; i++) {
        sum += few->p[i] * (double)(few->most - i);
    }
    return sum > 0.0 ? sum : 0.0;
}

static double reached(const struct few *few)
{
    double sum = 1.0;
    for (uint32_t i = 0; i < few->most; i++) {
        sum -= few->p[i];
    }
    return sum > 0.0 ? sum : 0.0;
}

/* Chernoff's bound on c or more, (e mean / c)^c, says that there is nothing to be reckoned. */
static int is_rare(const struct odds_concurrent_def *def, const double *running)
{
    double mean = 0.0;
    double bound = 1.0;
    for (size_t i = 0; i < def->count; i++) {
        mean += running[i] * def->laws[i].sites;
    }
    for (uint32_t i = 0; i < def->most; i++) {
        bound *= 2.7182818284590452354 * mean / def->most;
    }
    return mean < def->most && bound < NOTHING;
}

/* The chance that a site has started in [from, to). */
static void fill(const struct odds_concurrent_def *def, size_t from, size_t to, double *running)
{
    for (size_t i = 0; i < def->count; i++) {
        running[i] = 0.0;
        for (size_t t = from; t < to; t++) {
            running[i] += def->laws[i].p[t];
        }
    }
}

static void reckon_tick(const struct odds_concurrent_def *def, size_t tick, double *running,
                        struct odds_concurrent *out)
{
    size_t from = tick + 1 > def->length ? tick + 1 - def->length : 0;
    fill(def, from, tick + 1, running);
    if (is_rare(def, running)) {
        return;
    }
    struct few with = count_running(def, running);
    fill(def, from, tick, running);
    struct few without = count_running(def, running);
    double lost = beyond(&with) - beyond(&without);
    out->lost += lost > 0.0 ? lost : 0.0;
    out->full += reached(&without) / (double)def->ticks;
}

enum sibu_status odds_concurrent_reckon(const struct odds_concurrent_def *def, struct odds_concurrent *out,
                                        struct sibu_fault *fault)
{
    assert(def->most >= 1 && def->most <= MOST_MAX && def->length >= 1 && def->ticks >= 1);
    uint64_t sites = 0;
    *out = (struct odds_concurrent){0};
    for (size_t i = 0; i < def->count; i++) {
        sites += def->laws[i].sites;
    }
    if (sites <= def->most) { /* none is kept back */
        return SIBU_OK;
    }
    double *running = sibu_array_new(def->count, sizeof *running);
    if (running == NULL) {
        return law_no_memory(fault);
    }
    for (size_t t = 0; t < def->ticks; t++) {
        reckon_tick(def, t, running, out);
    }
    sibu_array_free(running);
    return SIBU_OK;
}
