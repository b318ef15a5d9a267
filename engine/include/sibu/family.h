/* Hazard families: the ingredients that a drill's scenario is drawn from, read from JSON (docs/family.md).
 *
 * A family holds ranges and distributions only. One that fixes a place, a time or an order of events would be a script,
 * and one that stages violence would be a danger: both are refused. A set of families is immutable once open and may
 * be read by any number of threads; it owns all that its pointers lead to.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/random.h"
#include "sibu/site.h"
#include "sibu/substance.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_FAMILIES_MAX 256
#define SIBU_GROWTHS_MAX 16
#define SIBU_QUESTIONS_MAX 32

enum sibu_growth_law { SIBU_GROWTH_UNIFORM = 0, SIBU_GROWTH_LOG_UNIFORM };

/* How a hazard may grow: the value is drawn from [min, max]; its unit is in the name ("growth_kw_per_s2"). */
struct sibu_growth {
    const char *name;
    double min, max; /* finite, min <= max; log-uniform: min > 0 */
    enum sibu_growth_law law;
};

/* What can happen while a drill runs. What an event does, and what people are told then, is the same for all families
 * (sibu/unfold.h, the texts in assets/text): a family says how often at the most, and can tell nobody to do anything. */
enum sibu_unfold_kind {
    SIBU_UNFOLD_EXIT_LOST = 0, /* an exit cannot be used any more */
    SIBU_UNFOLD_ALARM_SILENT, /* the sounder of a zone is out */
    SIBU_UNFOLD_WARDEN_HURT, /* a warden needs help, another takes over */
    SIBU_UNFOLD_SECOND_SOURCE, /* it breaks out at a second place */
    SIBU_UNFOLD_WIND_TURNED,
    SIBU_UNFOLD_CONTRACTOR_MISSING, /* somebody from another firm is not accounted for */
    SIBU_UNFOLD_REPORT_CORRECTED, /* the first report named the wrong place */
    SIBU_UNFOLD_KINDS
};
/* The name as it stands in families and records: "exit-lost", ... */
const char *sibu_unfold_name(enum sibu_unfold_kind kind);
/* Which one a name is: SIBU_UNFOLD_KINDS where it is none. */
enum sibu_unfold_kind sibu_unfold_of(const char *name);

struct sibu_event_rate {
    enum sibu_unfold_kind kind;
    struct sibu_growth per_min; /* events a minute where the state lets all of the rate through; min > 0, max <= 60 */
    uint32_t most; /* in one drill, 1 to SIBU_EVENT_MOST */
};
#define SIBU_EVENT_MOST 5

/* What the alert asks people to do. */
enum sibu_ask {
    SIBU_ASK_EVACUATE = 0,
    SIBU_ASK_SHELTER, /* go or stay indoors, close up, and check in from there; nobody walks out, so nothing unfolds */
    SIBU_ASK_UPWIND, /* evacuate, upwind or across the wind */
    SIBU_ASK_EQUIPPED_RESCUE, /* all leave and keep away; only equipped rescuers may go in */
    SIBU_ASKS
};
/* As it stands in families and records: "evacuate", "shelter", "upwind", "equipped-rescue". */
const char *sibu_ask_name(enum sibu_ask ask);

/* A question: for the discussion afterwards, or, where it names an item of the rating rules (docs/rating.md), for evaluators. */
struct sibu_question {
    struct sibu_name text;
    const char *item; /* "aqt9009.6.1"; "": for the discussion */
};

struct sibu_family {
    const char *id; /* "fire-hot-work" */
    struct sibu_name name;
    struct sibu_name source; /* where the figures come from */
    const char *cap_category; /* as CAP 1.2 has it: "Fire", "CBRNE", ... */
    uint32_t uses; /* where it can arise: bit 1u << enum sibu_use */
    const struct sibu_growth *growths;
    uint32_t growth_count; /* at most SIBU_GROWTHS_MAX */
    const struct sibu_event_rate *events; /* each kind at most once */
    uint32_t event_count;
    double substances[SIBU_SUBSTANCES]; /* of a release: weights, not all 0 where there is one */
    enum sibu_ask ask;
    struct sibu_name headline, instruction, avoid; /* the alert's: {0} the zone's name, {1} the assembly point's */
    const struct sibu_question *questions;
    uint32_t question_count; /* at most SIBU_QUESTIONS_MAX */
};

struct sibu_families {
    const struct sibu_family *items; /* in the order of the files */
    uint32_t count;
    uint8_t hash[32]; /* over the bytes of all files, in their order */
    void *owner; /* the set's own memory */
};

/* The bytes of one family file; `name` stands for the file in faults. */
struct sibu_family_file {
    const char *name;
    const char *bytes;
    size_t length;
};

/* Reads and checks all files (1 to SIBU_FAMILIES_MAX). On failure the first fault is in `*fault`, naming file and JSON
 * pointer, and *out is NULL. Two families with one id are refused. The caller closes the set. */
SIBU_MUST_USE enum sibu_status sibu_families_open(struct sibu_families **out, const struct sibu_family_file *files,
                                                  size_t count, struct sibu_fault *fault);
void sibu_families_close(struct sibu_families *families); /* NULL is allowed */

uint32_t sibu_families_find(const struct sibu_families *families, const char *id); /* SIBU_NONE where there is none */

/* One value of the growth's range, in [min, max]. */
double sibu_growth_draw(const struct sibu_growth *growth, struct sibu_pcg64 *stream);

/* The name of a use as it stands in files: "process", "office", ... */
const char *sibu_use_name(enum sibu_use use);

#ifdef __cplusplus
}
#endif
