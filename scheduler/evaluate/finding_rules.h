/* The rules by which drills are judged, as data: what is a finding and how grave it is, who mends it by when, to whom it
 * goes when it is overdue, and how grades move. One JSON file (docs/findings.md) that an organisation may replace.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "evaluate/grade.h"
#include "sibu/fault.h"
#include "sibu/memory.h"
#include "sibu/record.h"
#include "sibu/site.h"
#include "sibu/text.h"

#define FINDING_RULES_FILE "findings.json" /* in the data folder; else that of scenarios/ */
#define FINDING_RULES_DOCUMENT "finding-rules" /* of a record: the file's bytes, put there at T0 */
#define FINDING_RULES_PATH_BYTES 4200
#define FINDING_RULES_BYTES_MAX ((size_t)256 << 10)
#define FINDING_LEVELS_MAX 8

enum finding_kind {
    FINDING_UNREACHED, /* share of those alerted on a channel (place "": on any) who were not reached */
    FINDING_LATE, /* share of those reached on a channel whose alert took longer than EVALUATION_LATE_S */
    FINDING_SLOW_ANSWER, /* s from T0 until half of a zone's people had acknowledged */
    FINDING_SLOW_MUSTER, /* s from T0 until nine tenths of a zone's people had checked in */
    FINDING_MISSING, /* people of a zone of whom nothing was known at the end */
    FINDING_EXIT_OVERLOADED, /* people a second and metre of an exit in its busiest minute */
    FINDING_EXIT_UNUSED, /* by how much of its share of the exits' width an exit was not used */
    FINDING_HELP, /* people of a zone who asked for help and were not at an assembly point at the end */
    FINDING_WARDENS, /* share of a zone's wardens who did not acknowledge */
    FINDING_FORECAST, /* time to the people that the forecast has at nine tenths, as a multiple of the forecast's */
    FINDING_ROSTER, /* people who checked in and were not expected, as a share of those expected */
    FINDING_KINDS
};
enum finding_severity { FINDING_NONE, FINDING_MINOR, FINDING_MAJOR, FINDING_CRITICAL, FINDING_SEVERITIES };

/* "unreached", "slow-answer" ...; "none", "minor", "major", "critical". */
const char *finding_kind_name(enum finding_kind kind);
const char *finding_severity_name(enum finding_severity severity);
/* In which unit a kind's value and its limits are. */
enum finding_unit { FINDING_UNIT_SHARE, FINDING_UNIT_S, FINDING_UNIT_PEOPLE, FINDING_UNIT_FLOW, FINDING_UNIT_TIMES };
enum finding_unit finding_unit_of(enum finding_kind kind);
const char *finding_unit_name(enum finding_unit unit); /* "share", "s", "people", "people/(s*m)", "times" */
/* FINDING_KINDS, and FINDING_NONE, where there is none of this name. */
enum finding_kind finding_kind_of(const char *name);
enum finding_severity finding_severity_of(const char *name);

struct finding_rule {
    int judges; /* 0: the file has no rule of this kind, and nothing is looked at */
    uint32_t people; /* with fewer than these it rests on too little, and is not judged; at least 1 */
    double above[FINDING_SEVERITIES]; /* the measured value is that grave above this; negative: never that grave */
    struct sibu_name owner; /* who mends it, where the officer names nobody else */
};
struct finding_level {
    int32_t days; /* after the due time */
    struct sibu_name to;
};
struct finding_rules {
    struct finding_rule kinds[FINDING_KINDS];
    int32_t days[FINDING_SEVERITIES]; /* to mend it in; of FINDING_NONE 0 */
    struct finding_level levels[FINDING_LEVELS_MAX]; /* by ascending days */
    size_t level_count;
    struct grade_rule grades;
    struct sibu_arena arena; /* owns the names */
};

/* Reads and checks. `name` stands for the file in faults. The caller closes it. */
SIBU_MUST_USE enum sibu_status finding_rules_open(struct finding_rules *out, const char *name, const char *bytes,
                                                  size_t length, struct sibu_fault *fault);
/* The file in the data folder, or where there is none (or folder is NULL) that which comes with Sibu. */
SIBU_MUST_USE enum sibu_status finding_rules_load(struct finding_rules *out, const char *folder,
                                                  struct sibu_fault *fault);
/* The bytes of that file, appended to `out`, and where they lay. */
SIBU_MUST_USE enum sibu_status finding_rules_read(struct sibu_text *out, char path[FINDING_RULES_PATH_BYTES],
                                                  const char *folder, struct sibu_fault *fault);
/* Those that the record has held since T0. *known is 0, and nothing is to be closed, where it has none that can be read. */
SIBU_MUST_USE enum sibu_status finding_rules_of_record(struct finding_rules *out, int *known,
                                                       struct sibu_record *record, struct sibu_fault *fault);
void finding_rules_close(struct finding_rules *rules); /* all zero is allowed */

/* How grave this value is by the rule. */
enum finding_severity finding_judge(const struct finding_rule *rule, double value);
