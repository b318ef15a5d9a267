/* A drill's curve of people against those of a forecast's runs: where it left their band, by how much it was behind or
 * ahead, and how often a run is as far from the middle by chance.
 *
 * Looked at at the runs' times, up to the end of the drill. Pure. Depends on: sibu/forecast_document.h.
 */
#pragma once
#include "sibu/forecast_document.h"

#define COMPARISON_SHIFT_MAX_S 1800 /* further apart in time nothing is looked for */

/* What a drill is compared with. */
struct comparison_def {
    const double *times_s; /* ascending from 0; `points` of them */
    size_t points;
    const uint32_t *runs; /* [run_count][points]: persons up to each time; NULL: nobody in any run */
    uint32_t run_count; /* at least 1 */
    double end_s; /* of the drill */
};

struct comparison {
    size_t
        points; /* compared at the first so many times; fewer than 2: the drill was too short, and no figure is set */
    const double *times_s;
    const uint32_t *counts; /* of the drill at each */
    const struct sibu_band *band; /* over the runs at each: the value that ceil(n p) of n runs do not exceed */
    uint32_t runs;
    struct sibu_departure departure;
    /* Drill less median, integrated by the trapezoid rule: person-seconds, less than 0 where the drill was behind. */
    double area_person_s;
    /* By how many whole seconds the median must come later (less than 0: earlier) to lie closest to the drill's curve:
     * least squares at the times, straight lines between the median's; of equals the least shift. */
    int has_shift; /* 0: nobody came in one of them, or they are nowhere close */
    double shift_s;
    /* (1 + runs at least as far from the median as the drill) / (runs + 1), far by the area whatever its sign: how often
     * as much is seen where the drill is a run like the others. */
    double p;
};

/* `seen_s`: when each person was seen to do it, ascending. What it makes lives in the arena. SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status comparison_take(struct comparison *out, const struct comparison_def *def,
                                               const double *seen_s, size_t seen, struct sibu_arena *arena,
                                               struct sibu_fault *fault);
