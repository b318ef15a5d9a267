/* What another plan of a site would change: floors, zones, exits, doors, stairs, assembly points and alarms that come, go or differ.
 * Each is known by its kind and its id. What no drill uses (features of simulations, notes) is left out.
 *
 * Pure. Any thread. Depends on: sibu/site.h.
 */
#pragma once
#include "sibu/memory.h"
#include "sibu/site.h"

enum site_part { SITE_FLOOR = 0, SITE_ZONE, SITE_EXIT, SITE_DOOR, SITE_STAIR, SITE_MUSTER, SITE_ALARM };
#define SITE_PARTS 7
enum site_field {
    SITE_NAME = 0,
    SITE_LEVEL, /* the floor, or of a stair the floors; of a floor its elevation */
    SITE_SHAPE, /* by more than a few millimetres; of a floor: where people can walk */
    SITE_USE,
    SITE_HAZARDS, /* which may arise there, and their weights */
    SITE_AMOUNT, /* the flow of a door or exit, a stair's slope, a capacity, how far an alarm is heard */
    SITE_TOPIC
};
#define SITE_FIELDS 7
/* Of the site as a whole; bits of site_diff.whole. */
#define SITE_WHOLE_NAME 1U
#define SITE_WHOLE_GRADE 2U
#define SITE_WHOLE_ZONE 4U /* the time zone */

struct site_change {
    enum site_part part;
    const char *id;
    const struct sibu_name *name; /* as it is after, or was; NULL: it has none */
    int was, is; /* 0, 1: it comes; 1, 0: it goes; 1, 1: it differs */
    unsigned fields; /* bit f: the enum site_field f differs; 0 where it comes or goes */
    double before, after; /* m2; of exits and doors m; 0 of alarms, and where it is not */
};
struct site_diff {
    const struct site_change *changes; /* by part, then id; in the caller's arena; names are the sites' */
    size_t count;
    size_t come[SITE_PARTS], leave[SITE_PARTS], change[SITE_PARTS];
    double before_m2, after_m2; /* where people can walk, all floors */
    unsigned whole;
};
/* Compares two plans, which must outlive the answer. False: no memory. */
SIBU_MUST_USE int site_diff_make(const struct sibu_site *before, const struct sibu_site *after,
                                 struct sibu_arena *arena, struct site_diff *out);
/* "zone", "exit", …; "shape", "hazards", …, as programs read them. Static. */
const char *site_part_name(enum site_part part);
const char *site_field_name(enum site_field field);
