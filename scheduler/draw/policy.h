/* The rules of the draw: how often drills may start, when, when never, and for whom. Read from JSON (docs/policy.md).
 *
 * A policy holds groups of sites; each group has rules of its own, which begin as those of the policy. A policy without
 * groups is one group, "all". A policy is immutable once open, owns all that its pointers lead to, and may be read by
 * any number of threads. Weights are whole thousandths, so that sums over a period are exact on every machine.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/law.h"
#include "draw/note.h"
#include "draw/result.h"
#include "draw/weights.h"
#include "draw/zone.h"
#include "sibu/memory.h"
#include "sibu/site.h"

#define POLICY_SITES_MAX 4000
#define POLICY_GROUPS_MAX 200
#define POLICY_WINDOWS_MAX 64
#define POLICY_NEVERS_MAX 400
#define POLICY_CALENDARS_MAX 16
#define POLICY_SHIFTS_MAX 63
#define POLICY_INTERLOCKS_MAX 32
#define POLICY_TOLD_MAX 32
#define POLICY_WITNESSES_MAX 4
#define POLICY_BEACON_URLS_MAX 3
#define POLICY_STARTS_MAX 64 /* of a period */
#define POLICY_CONCURRENT_MAX 64 /* drills at one time */
#define POLICY_BUDGETS_MAX 1000
#define POLICY_BUDGET_MAX 10000 /* drills of one budget */

/* Over what least and most count; POLICY_ANY: a half-year, and no least. */
enum policy_period { POLICY_HALF_YEAR = 0, POLICY_QUARTER, POLICY_MONTH, POLICY_ANY };
const char *policy_period_name(enum policy_period period); /* "half-year", "quarter", "month", "any" */

struct policy_window { /* as written */
    uint8_t days; /* bit 0 Monday .. bit 6 Sunday: the days it begins on */
    int32_t from_minute, to_minute; /* of the day; to <= from: it ends on the next day */
    int64_t weight_milli; /* 1 .. 1,000,000 */
};
struct policy_never {
    int64_t from_days, to_days; /* dates on the wall clock, both included (date.h) */
    struct sibu_name reason; /* "" where none is given */
};
struct policy_shift {
    const char *id;
    uint8_t days; /* the days it begins on */
    int32_t from_minute, to_minute; /* of the day; to <= from: it ends on the next day */
    int always; /* 1: on at all times, the rest is 0 */
};
struct policy_site {
    const char *site, *roster; /* paths as written, seen from the policy's folder */
    uint32_t group; /* index */
};
struct policy_family {
    const char *id;
    double weight; /* beside the zones' own weights of hazards; 1 where only ids are listed */
};
/* What must not be disturbed: no drill starts while it is closed. Of file, url and topic at most one is not "". */
enum policy_reading { /* what is open */
                      POLICY_WORD, /* the first word "open" */
                      POLICY_NUMBER, /* JSON in which the number at `pointer` lies in [min, max] */
                      POLICY_REGISTER, /* a permit register, CSV or JSON, in which nothing goes on now */
                      POLICY_WARDENS /* at least `wardens` of them on shift, wherever anybody is */
};
struct policy_interlock {
    const char *id;
    enum policy_reading reading;
    const char *file; /* the path as written, seen from the policy's folder */
    const char *url; /* http or https */
    const char *topic; /* at the broker of the channels file */
    int64_t age_s; /* how long what a topic has said last counts */
    const char *pointer; /* RFC 6901 */
    double min, max;
    uint32_t wardens;
};
/* Who is told at T0 that it is a drill, and not before. */
struct policy_told {
    struct sibu_name who;
    const char *how; /* "tel 119"; "" where it is not said */
};

/* The rules of one group. */
struct policy_rules {
    enum law_kind law;
    enum policy_period period;
    uint32_t least, most; /* drills in a period; least is 0 where the period is POLICY_ANY */
    double mean[4]; /* expected drills in a period, by the site's grade 'A'..'D' */
    int32_t gap_days; /* no draw starts a drill for so many times 24 h after a start; in [0, 180] */
    int together; /* 1: one draw for the group, the site is drawn by grade weight; 0: one for each site */
    uint32_t most_per_month; /* drills held in the whole group in a calendar month; 0: no such limit */
    uint32_t concurrent; /* drills that may run at one time in the group; 0: as many as in the whole installation */
    const struct policy_window *windows;
    uint32_t window_count;
    const struct weights_segment *segments; /* the windows, without overlaps */
    uint32_t segment_count;
    const struct policy_never *nevers; /* as written; may overlap */
    uint32_t never_count;
    const struct weights_days *nevers_merged; /* ascending, disjoint, not touching */
    uint32_t never_merged_count;
    const char *const *calendars; /* paths of iCalendar files, as written */
    uint32_t calendar_count;
    double grade_weights[4]; /* 'A'..'D' */
    struct result_rule results; /* drills 0: results move nothing */
    int graded; /* 1: sites have the grade that their drills give them (docs/grades.md), not that of the site file */
    const char *timezone; /* of windows and nevers; "": that of the group's first site */
    const struct policy_family *allowed; /* or NULL: all families may be drawn */
    uint32_t allowed_count;
    const struct policy_interlock *interlocks;
    uint32_t interlock_count;
    const struct policy_told *told;
    uint32_t told_count;
    const char *preset; /* "": none was named */
};
struct policy_group {
    const char *id;
    struct sibu_name name;
    struct policy_rules rules;
    uint32_t first_site, site_count; /* in policy.sites */
};

struct policy_witness {
    const char *url;
    struct note_key key;
    const char *token_file; /* as written, seen from the policy's folder; "": none */
};
/* Whose links and rounds make the draw (docs/proof.md); none of both: the local mode. */
struct policy_proof {
    struct policy_witness witnesses[POLICY_WITNESSES_MAX];
    uint32_t witness_count;
    int has_beacon;
    uint8_t chain[32];
    const char *urls[POLICY_BEACON_URLS_MAX];
    size_t url_count;
};

/* Drills at all sites of a branch of the organisation together, in a calendar month, quarter or half-year. */
struct policy_budget {
    const char *branch; /* its id; "": the whole */
    uint32_t months; /* 1, 3 or 6 */
    uint32_t most; /* held at the most, a ceiling of the draw; 0: no limit */
    uint32_t least; /* that its sites' own rules have to see to; 0: none. The draw does not know it */
};

struct policy {
    int64_t tick_s; /* a divisor of 3600, in [10, 3600] */
    int64_t limit_s; /* a drill that nobody ends closes itself, in [60, 14400] */
    int64_t delay_s; /* how long a change of rules waits before it is in force; at least 86,400 */
    uint32_t concurrent; /* drills that may run at one time in the whole installation, in [1, 64] */
    const struct policy_shift *shifts; /* "always" is among them */
    uint32_t shift_count;
    struct policy_proof proof;
    const char *families; /* folder, as written; "": those that come with Sibu */
    const char *organisation; /* file, as written; "": none, everything stands at the top */
    const struct policy_budget *budgets;
    uint32_t budget_count;
    const struct policy_group *groups;
    uint32_t group_count;
    const struct policy_site *sites; /* by groups */
    uint32_t site_count;
    uint8_t hash[32]; /* of the file's bytes */
    struct sibu_arena arena; /* owns everything above */
};

/* Reads and checks. Besides the values' ranges it refuses windows of no length, overlapping windows of different weights,
 * never-times that end before they begin, least above most, and a mean that does not lie between them. What depends on
 * calendar and time zone is told by `policy check` once the plan is open (outlook.h). The fault names the JSON pointer, and *out is
 * NULL then. The caller closes it. */
SIBU_MUST_USE enum sibu_status policy_open(struct policy **out, const char *name, const char *bytes, size_t length,
                                           struct sibu_fault *fault);
void policy_close(struct policy *policy); /* NULL is allowed */

uint32_t policy_find_shift(const struct policy *policy, const char *id); /* SIBU_NONE where there is none */
/* Is the shift on at this moment on the wall clock of `zone` (the site's)? */
int policy_shift_on(const struct policy *policy, const struct zone *zone, uint32_t shift, int64_t time_us);
/* The weight that the rules give a hazard family: 0 where it may not be drawn. */
double policy_family_weight(const struct policy_rules *rules, const char *family);
