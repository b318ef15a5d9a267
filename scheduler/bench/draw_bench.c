/* How long it takes to open the laws of 3,000 sites, one after the other: a half-year of 10-minute ticks, up to 8 drills,
 * each site with its own weights by night and on weekends, so that no tick is closed. The reference finds theta by halving,
 * each time through a whole table, for a few of these sites, and stands for all.
 *
 * Depends on: draw/law.h, memory.
 */
#include <stdio.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "draw/law.h"
#include "sibu/memory.h"

#define SITES 3000u
#define TICKS 26280u
#define DAY_TICKS 144u
#define GAP (14u * DAY_TICKS)
#define MOST 8u
#define REFERENCE_SITES 3u
#define HALVINGS 60
#define AGREE 1e-10

/* One cell of the reference: the sum over all calendars from here on, and over their numbers of starts. */
struct cell {
    double value, moment;
};

struct stretch {
    int64_t *weights; /* [TICKS] */
    struct cell *cells; /* [(TICKS + 1) * (MOST + 1)] */
};

static void set_weights(int64_t *weights, unsigned site)
{
    for (unsigned t = 0; t < TICKS; t++) {
        unsigned day = t / DAY_TICKS % 7;
        unsigned hour = t % DAY_TICKS / 6;
        unsigned work = day < 5 && hour >= 8 && hour < 18;
        weights[t] = work ? 1000 : 50 + (site * 7 + day + hour) % 400;
    }
}

static struct law_def def_of(const int64_t *weights)
{
    return (struct law_def){.kind = LAW_MAX_ENTROPY,
                            .weights_milli = weights,
                            .ticks = TICKS,
                            .gap_ticks = GAP,
                            .least = 1,
                            .most = MOST,
                            .mean = 2.0};
}

static enum sibu_status open_laws(const struct bench *bench, const struct stretch *stretch, double *seconds,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *seconds = 0.0;
    for (unsigned site = 0; site < SITES && status == SIBU_OK && !*bench->stop; site++) {
        struct law *law = NULL;
        struct law_def def = def_of(stretch->weights);
        set_weights(stretch->weights, site);
        int64_t from_us = clock_monotonic_us();
        status = law_open(&law, &def, fault);
        law_close(law);
        *seconds += (double)(clock_monotonic_us() - from_us) * 1e-6;
    }
    return status;
}

/* The mean with this theta, through the whole table. */
static double plain_mean(const struct stretch *stretch, double theta)
{
    for (unsigned t = TICKS; t-- > 0;) {
        const double x = theta * (double)stretch->weights[t];
        struct cell *row = stretch->cells + (size_t)t * (MOST + 1);
        const struct cell *next = row + MOST + 1;
        const struct cell *after = stretch->cells + (size_t)(t + GAP < TICKS ? t + GAP : TICKS) * (MOST + 1);
        for (unsigned k = 0; k < MOST; k++) {
            row[k].value = next[k].value + x * after[k + 1].value;
            row[k].moment = next[k].moment + x * (after[k + 1].moment + after[k + 1].value);
        }
        row[MOST] = next[MOST];
    }
    return stretch->cells[0].moment / stretch->cells[0].value;
}

static double plain_theta(const struct stretch *stretch)
{
    double low = 0.0;
    double high = 1e-3;
    for (unsigned k = 0; k <= MOST; k++) {
        stretch->cells[(size_t)TICKS * (MOST + 1) + k] = (struct cell){k >= 1 ? 1.0 : 0.0, 0.0};
    }
    for (int i = 0; i < HALVINGS; i++) {
        double middle = low + (high - low) / 2.0;
        if (plain_mean(stretch, middle) < 2.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* Seconds for all sites, from a few of them; and whether both ways find the same. */
static enum sibu_status plain_laws(const struct bench *bench, const struct stretch *stretch, double *seconds,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *seconds = 0.0;
    for (unsigned site = 0; site < REFERENCE_SITES && status == SIBU_OK && !*bench->stop; site++) {
        struct law *law = NULL;
        struct law_def def = def_of(stretch->weights);
        set_weights(stretch->weights, site);
        int64_t from_us = clock_monotonic_us();
        double theta = plain_theta(stretch);
        *seconds += (double)(clock_monotonic_us() - from_us) * 1e-6 * SITES / REFERENCE_SITES;
        status = law_open(&law, &def, fault);
        double off = status == SIBU_OK ? law_theta(law) / theta - 1.0 : 0.0;
        if (off > AGREE || off < -AGREE) {
            status = sibu_fault_set(fault, SIBU_NO, "draw/v-3000", "两种算法得出的 θ 不同",
                                    "the two ways find another theta");
        }
        law_close(law);
    }
    return status;
}

enum sibu_status bench_draw(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "draw/v-3000";
    struct stretch stretch;
    double seconds[2] = {0.0, 0.0};
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    stretch.weights = sibu_array_new(TICKS, sizeof *stretch.weights);
    stretch.cells = sibu_array_new((TICKS + (size_t)1) * (MOST + 1), sizeof *stretch.cells);
    enum sibu_status status = stretch.weights != NULL && stretch.cells != NULL
                                  ? SIBU_OK
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, NAME, "内存不足", "out of memory");
    status = status == SIBU_OK ? open_laws(bench, &stretch, &seconds[0], fault) : status;
    status = status == SIBU_OK ? plain_laws(bench, &stretch, &seconds[1], fault) : status;
    sibu_array_free(stretch.weights);
    sibu_array_free(stretch.cells);
    if (status == SIBU_OK && !*bench->stop) {
        struct bench_result result = {.value = seconds[0],
                                      .unit = "s for 3000 laws",
                                      .reference =
                                          "theta by halving, each time through a whole table; 3 laws times 1000",
                                      .reference_value = seconds[1],
                                      .ratio = seconds[1] / seconds[0],
                                      .threads = 1};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    return status;
}
