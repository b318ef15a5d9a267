/* Forecasts: one evacuation many times over, each time with other people, on all cores; and what can be said of it.
 *
 * The same definition gives the same results on every machine and with any number of threads. Each run has a seed of
 * its own, seed + index, and comes out as the world with that seed alone does.
 */
#pragma once
#include <signal.h>

#include "sibu/answer.h"
#include "sibu/world.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A value and its interval of confidence (95 %). HUGE_VAL: not reached. An end of the interval that the sample is too
 * small to bound is -HUGE_VAL or HUGE_VAL. NAN: nothing to estimate it from. */
struct sibu_estimate {
    double value, low, high;
};
#define SIBU_QUANTILES 5
extern const unsigned SIBU_QUANTILE_PERCENTS[SIBU_QUANTILES]; /* 5, 25, 50, 75, 95 */

struct sibu_summary {
    size_t count; /* of the sample */
    struct sibu_estimate quantiles[SIBU_QUANTILES];
    struct sibu_estimate mean; /* NAN where one value is not finite */
};
/* Estimates from `count` independent values, none NAN, which are sorted in place; HUGE_VAL stands for "later than we
 * looked". Quantiles are order statistics, their intervals exact by the binomial distribution, without an assumption
 * about the values; the mean's is Student's. Sources in quantile.c. */
void sibu_summarise(double *sample, size_t count, struct sibu_summary *out);

/* Who takes part in a run. */
struct sibu_cast_law {
    size_t people; /* at least 1 */
    const struct sibu_placement *who; /* of each; NULL: anywhere in the start areas, with paces drawn by weight */
    double paces[SIBU_PACES]; /* weights, >= 0, not all 0; not used where `who` is given */
};
/* Fills out[law->people] for the run with this seed. */
void sibu_cast_draw(const struct sibu_cast_law *law, uint64_t seed, struct sibu_placement *out);

/* A way that is lost while people walk. */
struct sibu_closure {
    uint32_t exit; /* index in the site */
    double time_s; /* shut from the first step on that begins then or later; not before the one before it in the list */
    const struct sibu_detour *detour; /* with this exit and those before it shut; NULL: the ensemble makes its own */
};

struct sibu_ensemble_def {
    const struct sibu_site *site; /* must outlive the ensemble */
    enum sibu_goal goal;
    const struct sibu_ways *ways; /* of site and goal, for SIBU_WAYS_RADIUS_M; NULL: it makes its own */
    struct sibu_cast_law cast;
    const struct sibu_world_air *air; /* of every run, asked by several threads at once; NULL: clean */
    /* In every run. Who is left without a way counts as stuck. SIBU_BAD_INPUT: there is no such exit, or the times
     * descend. */
    const struct sibu_closure *closures;
    size_t closure_count; /* at most SIBU_CLOSURES_MAX */
    double step_s; /* in [0.01, 0.25]; 0.05 by default */
    double divided_s; /* as in sibu_world_def, likewise the next; both 0 by default */
    int without_digest;
    double until_s; /* a run ends here even where people are left; 3600 by default */
    uint64_t seed; /* of run 0 */
    size_t runs; /* in [1, SIBU_RUNS_MAX]: the most that are made */
    /* As many runs as fit: once `budget_s` have passed on the monotonic clock no run after the first `least_runs` is
     * begun, and once `limit_s` have passed, or on `enough`, none but the first. Runs are begun in order and those under way are finished,
     * so what is given are always the first so many, each the same as ever. 0: no such end. */
    size_t least_runs;
    double budget_s, limit_s;
    const struct sibu_answer_law *answers; /* NULL: everybody walks, nobody acknowledges or checks in */
    double curve_s; /* between the points of the curves; at most SIBU_CURVE_POINTS_MAX until until_s; 0: no curves */
    unsigned threads; /* in [1, 64]; each holds one world at a time */
    const volatile sig_atomic_t *stop; /* read by the calling thread alone; not 0: stop now; NULL: never */
    const volatile sig_atomic_t *enough; /* read likewise; not 0: that will do, begin no more; NULL: never */
    void (*progress)(void *context, size_t done); /* on the calling thread, several times a second; NULL: none */
    void *context; /* the caller's, handed to `progress` */
};
#define SIBU_RUNS_MAX 100000u
#define SIBU_CLOSURES_MAX 16u
#define SIBU_CURVE_POINTS_MAX 2000u
/* No site, one run, one thread, and the paces of a working population of which nothing else is known (our assumption). */
struct sibu_ensemble_def sibu_ensemble_default(void);

/* How many people have done what by when. Acknowledged and checked in by the law of answers, from an alert at time 0;
 * moving: set out; out: crossed an exit for the first time; arrived: in a muster area (nobody where the goal is an exit). */
enum sibu_curve {
    SIBU_CURVE_ACKNOWLEDGED,
    SIBU_CURVE_MOVING,
    SIBU_CURVE_OUT,
    SIBU_CURVE_ARRIVED,
    SIBU_CURVE_CHECKED_IN
};
#define SIBU_CURVES 5

/* What came of one run. Times are HUGE_VAL where the end of the run came first. */
struct sibu_run {
    int finished; /* 0: stopped before its end, and nothing else is set */
    uint64_t seed;
    size_t out, stuck; /* persons; stuck: see sibu_tally_stuck */
    double t50_s, t95_s, last_s; /* half, 95 %, all of the people are out (or have arrived) */
    /* What people met on their way; all 0 in clean air. Persons whom smoke once left no more than SIBU_IN_SMOKE_SHARE of
     * their free speed; whose dose reached SIBU_DOSED and SIBU_OVERCOME; and the highest dose of any. Doses are counted
     * beyond 1 where def.air lets nobody fall. */
    size_t in_smoke, dosed, overcome;
    double most_dose;
    const double *exits, *musters; /* persons by exit and muster area of the site */
    /* By zone; NAN where nobody started in it. Who stays by the law of answers is waited for in neither. */
    const double *clear_s; /* the last of those who started in it has left it for the first time */
    const double *out_s; /* the last of those who started in it is out */
    const uint32_t *curves[SIBU_CURVES]; /* persons up to each of sibu_ensemble_points times; NULL without curves */
    /* By exit, then point: persons out there; by zone, then point: persons checked in who started in it. Points are those
     * of sibu_ensemble_place_grid. NULL without curves, and for runs from SIBU_MEMBERS_MAX on. */
    const uint32_t *by_exit, *by_zone;
    uint8_t digest[32]; /* of the world */
};

/* A twentieth slower: by SIBU_SMOKE_SHARE an extinction of 0.62 /m, where one sees a sign that reflects at 5 m. */
#define SIBU_IN_SMOKE_SHARE 0.95
#define SIBU_DOSED 0.3 /* about one in nine is overcome by then, the sensitive first (ISO 13571:2012) */
#define SIBU_OVERCOME 1.0 /* one in two */

/* So many runs, the first ones, are kept as members: with their courses by place. */
#define SIBU_MEMBERS_MAX 200u

struct sibu_ensemble;
/* Runs it all, and returns when the runs are done, or stopped. Runs under way when it is stopped are dropped. Where
 * one cannot be made (an area too small for its people, no memory) nothing is given and the fault is that of the first
 * such run. The caller closes the ensemble. */
SIBU_MUST_USE enum sibu_status sibu_ensemble_run(struct sibu_ensemble **out, const struct sibu_ensemble_def *def,
                                                 struct sibu_fault *fault);
void sibu_ensemble_close(struct sibu_ensemble *ensemble); /* NULL is allowed */
size_t sibu_ensemble_finished(const struct sibu_ensemble *ensemble); /* runs */
/* All runs, by index: as many as were asked for. Valid until the ensemble is closed. */
const struct sibu_run *sibu_ensemble_runs(const struct sibu_ensemble *ensemble);
/* A hash over seed and digest of all finished runs, by index. */
void sibu_ensemble_digest(const struct sibu_ensemble *ensemble, uint8_t out[32]);

enum sibu_measure {
    SIBU_MEASURE_T50,
    SIBU_MEASURE_T95,
    SIBU_MEASURE_LAST,
    SIBU_MEASURE_EXIT, /* persons; `place` is the exit, likewise below */
    SIBU_MEASURE_MUSTER,
    SIBU_MEASURE_ZONE_CLEAR,
    SIBU_MEASURE_ZONE_OUT,
    SIBU_MEASURE_IN_SMOKE, /* persons; likewise the next two. See sibu_run */
    SIBU_MEASURE_DOSED,
    SIBU_MEASURE_OVERCOME,
    SIBU_MEASURE_MOST_DOSE
};
/* The measure over all finished runs that have it. `place` is 0 where there is only one. */
void sibu_ensemble_summary(const struct sibu_ensemble *ensemble, enum sibu_measure measure, uint32_t place,
                           struct sibu_summary *out);

/* Points of the curves, from time 0 on, def.curve_s apart: up to the first at which in every finished run all has
 * happened that happens until its end. 0 without curves or runs. */
size_t sibu_ensemble_points(const struct sibu_ensemble *ensemble);
/* The grid of runs' by_exit and by_zone: *points of them from time 0 on, every returned number of points of the curves. */
size_t sibu_ensemble_place_grid(const struct sibu_ensemble *ensemble, size_t *points);
/* Persons: the 5 %, 50 % and 95 % quantile over all finished runs, each the value that ceil(n p) of the n runs do not
 * exceed, as in sibu_summarise. */
struct sibu_band {
    uint32_t p5, p50, p95;
};
/* The band of a curve at each point. `out` is the caller's and holds sibu_ensemble_points. */
void sibu_ensemble_band(const struct sibu_ensemble *ensemble, enum sibu_curve curve, struct sibu_band *out);

#ifdef __cplusplus
}
#endif
