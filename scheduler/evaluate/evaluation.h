/* A drill in numbers: who was expected, what they did and how long it took. Reads a record and nothing else.
 *
 * T0 is the time of the event "drawn". The end is the first all-clear, abort or real-emergency, else "closed"; while
 * none of them is there, the last time found in the record. Times are seconds from T0 by the server's clock (responses:
 * when they were on disk; walking: when a gate or a simulated phone's walk saw it). What came after the end counts in
 * the muster (people are safe then too), but in no time: it is censored at the end.
 * Depends on: record, measure, comparison. Immutable once open; may be read by many threads.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "evaluate/evaluation_course.h"
#include "evaluate/evaluation_doubt.h"
#include "evaluate/measure.h"
#include "sibu/record.h"

#define EVALUATION_LATE_S 30.0 /* an alert accepted later than this after T0 is late */

/* Each expected person is in exactly one: the first that fits in this order. */
enum evaluation_state {
    EVALUATION_CHECKED_IN,
    EVALUATION_NEED_HELP,
    EVALUATION_CANNOT,
    EVALUATION_MISSING,
    EVALUATION_NOT_EXPECTED
};
/* "checked-in", "need-help", "cannot", "missing", "not-expected". */
const char *evaluation_state_name(enum evaluation_state state);

/* Times are seconds from T0, up to the end of the drill; MEASURE_NEVER where there is none. */
struct evaluation_person {
    uint32_t number;
    const char *id, *zone, *shift, *role;
    const char *channel; /* of the delivery by which the person was first alerted, or "" */
    enum evaluation_state state;
    int acknowledged; /* ever, also after the end */
    double sent_s; /* first attempt to deliver an alert began */
    double alerted_s; /* first alert accepted by the person's address */
    double acknowledged_s, started_s, out_s, checked_in_s; /* answer; first step; first exit; at the assembly point */
    double help_s, cannot_s; /* first asked for help; first said that they cannot take part */
    const char *exit, *muster; /* ids of the first exit and the last check-in, or "" */
    int64_t last_us; /* last sign of life (an answer, or seen by a gate), or 0 */
    const char *last_kind; /* of which kind: "acknowledge", "door", ...; or "" */
};

/* What first made it known how a person fares. Each ends the waiting for the others: they are competing events. */
enum evaluation_outcome {
    EVALUATION_WAITED_FOR, /* nothing, until the drill ended */
    EVALUATION_CAME, /* at an assembly point, by the own word or a warden's */
    EVALUATION_ASKED_FOR_HELP,
    EVALUATION_STAYED /* said that they cannot take part */
};
#define EVALUATION_OUTCOMES 4
/* Which came first (of equals the first in this order), and when; *time_s is MEASURE_NEVER for EVALUATION_WAITED_FOR. */
enum evaluation_outcome evaluation_first(const struct evaluation_person *person, double *time_s);

#define EVALUATION_MEASURES 10
/* What an evaluation counts and measures, for all and for each zone, shift, role and channel. Counts are of expected
 * people. */
struct evaluation_group {
    const char *kind; /* "zone", "shift", "role", "channel"; "" for all */
    const char *id; /* of the zone and so on, as in the record, where "" is one too: people without */
    const char *zone; /* id of a zone's group; "" for the others */
    uint32_t expected, alerted, acknowledged, checked_in, need_help, cannot, missing;
    uint32_t first[EVALUATION_OUTCOMES]; /* by evaluation_first */
    double
        complete_s; /* when the last of them was accounted for; MEASURE_NEVER while one was not, or there is nobody */
    struct measure sent; /* T0 to the first attempt to deliver */
    struct measure delivery; /* first attempt to the first accepted delivery, of those to whom one was made */
    struct measure alert; /* T0 to the first accepted delivery */
    struct measure acknowledgement; /* T0 to the acknowledgement */
    struct measure answer; /* first accepted delivery to the acknowledgement, of those who were alerted */
    struct measure pre_movement; /* T0 to the first step; n 0 where the record has no such events */
    struct measure movement; /* first step to first exit, of those seen to start; n 0 where the record lacks either */
    struct measure evacuation; /* T0 to the first exit; n 0 where the record has no such events */
    struct measure muster; /* T0 to the check-in */
    struct measure accounted; /* T0 to evaluation_first: a check-in, a call for help or a "cannot" */
    struct measure_span span[EVALUATION_MEASURES]; /* what clocks and roster leave uncertain of them, in this order */
};

/* How many people a place saw: an exit (first exit of each person), an assembly point (where each person checked in). */
struct evaluation_place {
    const char *id;
    uint32_t people;
    double first_s, last_s; /* MEASURE_NEVER where all of them came after the end */
};

/* People so far, one point for each time at which it rises. */
struct evaluation_point {
    double time_s;
    uint32_t people;
};
struct evaluation_curve {
    const struct evaluation_point *points;
    size_t count;
};

struct evaluation_deliveries {
    uint32_t attempts, accepted, failed; /* of all alerts of the drill, its end's too */
    uint32_t retries; /* attempts after the first */
    uint32_t duplicates; /* accepted again by somebody who had accepted the same alert */
    uint32_t reached, late, unreached; /* expected people, by the end of the drill; late are among the reached */
};

struct evaluation {
    int64_t t0_us, end_us;
    const char *end; /* "all-clear", "abort", "real-emergency", "closed"; "" while the drill runs */
    double all_clear_s, mustered_s; /* T0 to the first such event, also where that is after the end; or MEASURE_NEVER */
    struct evaluation_group all;
    const struct evaluation_group *zones; /* by id */
    size_t zone_count;
    const struct evaluation_group *groups; /* shifts, roles, channels, in this order; each kind by id */
    size_t group_count;
    struct evaluation_help help;
    struct evaluation_search search;
    const struct evaluation_sweep *sweeps; /* by warden */
    size_t sweep_count;
    const struct evaluation_person *people; /* everybody, in the record's order */
    size_t people_count;
    const struct evaluation_person *const *missing; /* by zone, then number */
    size_t missing_count;
    const struct evaluation_place *exits, *musters; /* by id */
    size_t exit_count, muster_count;
    struct evaluation_curve alerted, acknowledged, out, checked_in; /* of expected people, up to the end */
    struct evaluation_deliveries deliveries;
    struct evaluation_doubt doubt;
    double flow_window_s; /* EVALUATION_FLOW_S, or more in a very long drill */
    const struct evaluation_flow *flows; /* by exit's id; none where no exit was seen */
    size_t flow_count;
    struct evaluation_densities density;
    struct sibu_site *site; /* owned; NULL where the record holds none that can be read */
    struct evaluation_hazard hazard;
    struct evaluation_exposure exposure;
    const struct evaluation_margin *margins; /* zones, then exits, as in the site; none where no exit was seen */
    size_t margin_count;
    uint32_t late_responses; /* received after the end */
    struct sibu_members members; /* of the last forecast that could be made; points 0 where it keeps none */
    /* Acknowledged, out (where exits were seen), checked in; exits by id (likewise), zones by id. 0 without members; by place only
     * where the forecast keeps runs by place. */
    const struct evaluation_comparison *comparisons;
    size_t comparison_count;
    const struct sibu_record_event *events; /* as in the record */
    size_t event_count;
    struct sibu_arena arena; /* owns all that is pointed to */
};

/* Evaluates. SIBU_BAD_INPUT where the record holds no drill (no event "drawn"). The caller closes it. */
SIBU_MUST_USE enum sibu_status evaluation_open(struct evaluation *out, struct sibu_record *record,
                                               struct sibu_fault *fault);
/* The same without what takes long: flows, densities, site, hazard, exposure, margins, members and comparisons are as in a record that
 * has none. For whoever looks at many drills. */
SIBU_MUST_USE enum sibu_status evaluation_open_brief(struct evaluation *out, struct sibu_record *record,
                                                     struct sibu_fault *fault);
void evaluation_close(struct evaluation *evaluation); /* all zero is allowed */
