/* A record as the viewer needs it: its site, its people with the times of what happened to each, the marks of the
 * timeline, the curves. Positions stay in the file and are read frame by frame (motion.h).
 *
 * Depends on sibu/record.h and sibu/site.h. A replay belongs to one thread and does not change once open, but for the
 * record's own reading position. Times are seconds since T0.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/forecast_document.h"
#include "sibu/record.h"
#include "sibu/site.h"
#include "sibu/unfold_row.h"
#include "view/state.h"

#define REPLAY_PEOPLE_MAX 1000000
#define REPLAY_SPAN_MAX_S (400.0 * 86400.0) /* what lies further from T0 is damage */

struct replay_person {
    uint32_t number; /* in the record */
    const char *id, *name, *role; /* "" where the record does not say */
    uint32_t zone; /* index in the site, or SIBU_NONE */
    uint32_t muster; /* where checked in, else where arrived; or SIBU_NONE */
    uint32_t exit; /* the first one crossed, or SIBU_NONE */
    int expected; /* counts in the muster */
    struct state_times times;
};

/* What the marks on the timeline stand for. */
enum replay_mark_kind {
    REPLAY_MARK_DRAWN,
    REPLAY_MARK_ALERTING,
    REPLAY_MARK_RUNNING,
    REPLAY_MARK_ALL_CLEAR,
    REPLAY_MARK_ABORT,
    REPLAY_MARK_REAL_EMERGENCY,
    REPLAY_MARK_MUSTERED,
    REPLAY_MARK_EVALUATED,
    REPLAY_MARK_CLOSED, /* up to here: the drill's own states */
    REPLAY_MARK_ALERT,
    REPLAY_MARK_SIMULATION,
    REPLAY_MARK_HELP,
    REPLAY_MARK_UNFOLD, /* an event that was drawn while the drill ran */
    REPLAY_MARK_OTHER, /* an event of a later version */
    REPLAY_MARK_KINDS
};
struct replay_mark {
    double time_s;
    enum replay_mark_kind kind;
    const char *word; /* the kind as it stands in the record */
    const char *place; /* id, or "" */
    uint32_t person; /* index in people, or SIBU_NONE */
    const struct sibu_unfold_row *unfold; /* of REPLAY_MARK_UNFOLD: what the row tells; NULL where it cannot be read */
};

/* Where the drawn hazard arises. */
struct replay_origin {
    int known;
    uint32_t floor; /* index; SIBU_NONE where the record's floor is none of the site's */
    struct sibu_point at_m;
    uint32_t zone; /* index, or SIBU_NONE */
    struct sibu_name family;
};

/* From a moment on somebody wanted to go to a place. */
struct replay_aim {
    double time_s;
    uint32_t person; /* index in people */
    uint32_t place; /* of the site: an exit, or exit_count + an assembly point */
    size_t row; /* the event's, for those of one moment */
};

/* When people reached something: ascending times, a step of the curve each. */
struct replay_curve {
    double *times_s;
    size_t count;
};

struct replay {
    struct sibu_record *record; /* owned */
    struct sibu_site *site; /* owned */
    struct sibu_arena arena; /* owns all below */
    const char *path;
    int64_t t0_us; /* UTC */
    int zone_known; /* 1: the draw says how far the site's clocks are ahead of UTC */
    int32_t ahead_s;
    double from_s, to_s; /* all events and frames lie within */
    int drill; /* 1: people were alerted and could answer; 0: a simulation */
    struct replay_person *people; /* by number */
    size_t people_count, expected_count;
    struct replay_mark *marks; /* by time */
    double *mark_times_s; /* the same, times alone */
    size_t mark_count;
    double *exit_lost_s; /* by exit of the site: since when nobody can use it; STATE_NEVER where that never was */
    struct replay_curve gathered; /* checked in (drill), out (simulation) */
    struct replay_curve answered; /* acknowledged (drill) */
    struct sibu_forecast forecast; /* runs 0 where the record holds none that can be read */
    struct replay_origin origin;
    struct replay_aim *aims; /* by person, then time */
    size_t aim_count; /* 0: the record does not say where people wanted to go */
    size_t frame_count;
    double frames_per_s, first_frame_s;
};

/* Opens the record at `path`, which must outlive the replay. Refuses what is not a record, is damaged or newer, or has
 * no site. On failure *out is all zero. The caller closes it. */
SIBU_MUST_USE enum sibu_status replay_open(struct replay *out, const char *path, struct sibu_fault *fault);
void replay_close(struct replay *replay); /* all zero is allowed */

/* The index of the person with this number in `people`, or SIBU_NONE. */
uint32_t replay_find(const struct replay *replay, uint32_t number);
/* How many of a curve's steps lie at or before time_s. */
size_t replay_curve_at(const struct replay_curve *curve, double time_s);
/* How many were expected to have checked in at time_s: the quantiles of 5, 50 and 95 % between the forecast's times. False
 * where the record has no forecast. */
int replay_expected_at(const struct replay *replay, double time_s, double out[3]);
/* Where a person wanted to go at time_s, as in replay_aim; SIBU_NONE where the record does not say. */
uint32_t replay_aim_at(const struct replay *replay, uint32_t person, double time_s);
/* Where the person went later: the exit not crossed yet, then the assembly point; SIBU_NONE where that is not known. */
uint32_t replay_went_at(const struct replay *replay, uint32_t person, double time_s);
/* Whether T0 is a date that can be shown, of the years 2000 to 9998: a record without a calendar begins at 0. */
int replay_has_calendar(const struct replay *replay);
/* Which banner is true at time_s: 1 from the moment on when the drill was broken off for a real emergency. */
int replay_is_real(const struct replay *replay, double time_s);
