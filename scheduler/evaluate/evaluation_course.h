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
#include "sibu/field_course.h"

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

/* The hazard's fields, reckoned again from the record. */
struct evaluation_hazard {
    int is_known; /* 0: the record has no site, place or law of fields that can be read; nothing else is set */
    struct sibu_field_law law;
    struct sibu_blocks *blocks; /* owned by the evaluation, likewise the course */
    struct sibu_field_course *course; /* up to the end of the drill, at most an hour */
    const double
        *reached_s; /* [zone * SIBU_FIELD_LEVELS + level]: when any place of it first reached that; or MEASURE_NEVER */
    struct sibu_arena arena; /* owns that */
};

/* What somebody would have met on the way, had the hazard been there: at the positions that the record knows. */
struct evaluation_met {
    int is_known; /* 0: the record knows none of this person */
    double dose; /* fractional effective dose (sibu_dose_rate_per_s), until the drill's end */
    double
        least_sight_m; /* the shortest distance at which a sign that reflects could be seen; at most SIBU_SEES_MOST_M */
};
struct evaluation_exposure { /* counts are of expected people */
    int is_measured; /* 0: no positions or no fields are known, and nothing else is set */
    double every_s; /* positions were looked at so often */
    const struct evaluation_met *met; /* by index of the people */
    uint32_t people; /* of whom positions are known */
    uint32_t dosed, overcome; /* whose dose reached SIBU_DOSED, SIBU_OVERCOME */
    double most_dose;
    uint32_t sight_below_10_m, sight_below_5_m;
};

/* The time that people needed against the time that the hazard left them, where a zone, or the place before an exit, became
 * dangerous (SIBU_FIELD_DANGEROUS) before the end. Of the expected people of the zone, or those who came through the exit. */
struct evaluation_margin {
    const char *kind, *id; /* "zone", "exit" */
    double aset_s; /* available: from T0 until it became dangerous */
    uint32_t people;
    uint32_t caught; /* of them, not seen to be out by then */
    int is_few; /* 1: fewer than MEASURE_P95_N_MIN, so that no 95 % can be given */
    double alarm_s, pre_s,
        move_s; /* 95 %: T0 to alert, to the first step, to the exit; MEASURE_NEVER: few, or not reached */
    int has_rset; /* 1: all three are there */
    double rset_s, margin_s; /* required: their sum; available less required */
};

/* How a curve of the drill lay to the runs of its forecast. */
struct evaluation_comparison {
    const char *kind; /* "": of all people; "exit": out there; "zone": checked in, of its people */
    const char *id; /* of the exit or zone, or "" */
    enum sibu_curve curve;
    struct comparison figures;
};
