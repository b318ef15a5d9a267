/* What an evaluation tells of the course of a drill besides its measures: calls for help, the search for the silent, wardens'
 * sweeps, flows, densities, and the drill among the runs of its forecast. Part of evaluation.h, which says how times are
 * counted.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "evaluate/comparison.h"
#include "evaluate/density.h"
#include "evaluate/measure.h"

/* Calls for help of everybody, expected or not: a person's first. */
struct evaluation_help {
    uint32_t calls; /* people who called; also after the end */
    uint32_t ticked, checked_in; /* whose call ended when a warden saw them; when they checked in themselves; ever */
    uint32_t open; /* neither */
    struct measure closing; /* call to that, of those who called before the end */
};

/* Those whom the wardens were told to look for: expected people who had not answered in any way by then. */
struct evaluation_search {
    double told_s; /* MEASURE_NEVER: wardens were told nothing, and nothing but the last two is set */
    uint32_t declared;
    uint32_t found, found_late, open; /* accounted for by the end; after it; never */
    struct measure finding; /* being declared to evaluation_first */
    uint32_t missing_at_end; /* expected people not accounted for when the drill ended, declared or not */
    uint32_t found_after_end; /* of these, accounted for later */
};

/* What one warden ticked off. Times of ticks after the end are none. */
struct evaluation_sweep_zone {
    const char *zone; /* of the people */
    uint32_t ticks;
    double first_s, last_s;
    double complete_s; /* when all expected people of the zone were accounted for, by whomever */
};
struct evaluation_sweep {
    const char *by; /* account's name, "key" for the officer's key, "" where it is not known */
    uint32_t ticks;
    double first_s, last_s;
    const struct evaluation_sweep_zone *zones; /* by id */
    size_t zone_count;
};

#define EVALUATION_FLOW_S 10.0
#define EVALUATION_WINDOWS_MAX 720u
/* Every crossing of an exit that was seen until the end, by whomever. */
struct evaluation_flow {
    const char *id;
    uint32_t crossings;
    double first_s, last_s;
    double most_per_s, most_s; /* the highest flow over any EVALUATION_FLOW_S, and when these began */
    const uint32_t *windows; /* crossings in each flow_window_s from T0 on, up to the last */
    size_t window_count;
};

/* How closely people stood in a zone, or within 3 m of an exit: by density.h around each of them. By DENSITY_LEVELS. */
struct evaluation_density {
    const char *kind, *id; /* "zone", "exit" */
    double above_s[DENSITY_LEVELS]; /* how long anybody stood in more */
    double person_s[DENSITY_LEVELS]; /* the same of each person, summed up */
    double most_per_m2; /* 0 where it never was above the first level */
};
struct evaluation_densities {
    int is_measured; /* 0: the record does not know where people were, and nothing else is set */
    double every_s; /* positions were looked at so often */
    const struct evaluation_density *places; /* zones, then exits, as in the site */
    size_t place_count;
};

/* How a curve of the drill lay to the runs of its forecast. */
struct evaluation_comparison {
    const char *kind; /* "": of all people; "exit": out there; "zone": checked in, of its people */
    const char *id; /* of the exit or zone, or "" */
    enum sibu_curve curve;
    struct comparison figures;
};
