/* What the rules find in one drill: each thing that was looked at, what was measured there, and how grave it is.
 *
 * A look that the drill could not measure (too few people, no sensor, a drill that was broken off) is not in the list:
 * it says neither that something is wrong nor that it is mended. Pure but for the record.
 * Depends on: evaluation, finding_rules, forecast_time.
 */
#pragma once
#include "evaluate/evaluation.h"
#include "evaluate/finding_rules.h"
#include "evaluate/forecast_time.h"
#include "sibu/catalogue.h"

#define FINDING_CHANNELS_MAX 32 /* channels told apart in one record */

struct finding_look {
    enum finding_kind kind;
    const char *place; /* id of a zone, exit or channel; "": the whole site */
    double value; /* what was measured, in the kind's unit */
    int never; /* 1: the drill ended before, and the value is the least that it can have been */
    uint32_t count, of; /* people: whom it concerns, and of how many */
    double other; /* forecast: the forecast's time in s; exit-unused: the exit's share of the width; else 0 */
    enum finding_severity severity; /* FINDING_NONE: measured, and nothing to be found */
};
struct finding_looks {
    const struct finding_look *items; /* by kind, then place */
    size_t count;
    int judged; /* 0: the drill was broken off or still runs, and nothing was looked at */
    struct grade_figures figures; /* for the grade */
    struct sibu_arena arena;
};
/* Looks at the drill by the rules. `site` may be NULL: exits are not judged then. Strings live as long as the evaluation
 * and the looks. The caller closes them. */
struct finding_source {
    const struct evaluation *evaluation;
    struct sibu_record *record;
    const struct sibu_site *site;
    const struct finding_rules *rules;
};
SIBU_MUST_USE enum sibu_status finding_look_all(struct finding_looks *out, const struct finding_source *source,
                                                struct sibu_fault *fault);
void finding_looks_close(struct finding_looks *looks); /* all zero is allowed */

/* The finding as one sentence with its evidence, figures with their units. `site` may be NULL: ids are said then. */
void finding_say(const struct finding_look *look, const struct sibu_site *site, enum sibu_language language,
                 struct sibu_text *out);
/* The rule that made it so grave, short: "Rule slow-muster: major above 900 s". Of a look that is a finding by these rules. */
void finding_say_rule(const struct finding_look *look, const struct finding_rules *rules, enum sibu_language language,
                      struct sibu_text *out);
/* What to do about a finding of this kind, where nobody knows better. */
enum sibu_say_id finding_say_advice(enum finding_kind kind);
/* "minor" and so on in words. */
enum sibu_say_id finding_say_severity(enum finding_severity severity);
/* "zone Z1", "exit East gate": where it is; the whole site where place is "". */
void finding_say_place(enum finding_kind kind, const char *place, const struct sibu_site *site,
                       enum sibu_language language, struct sibu_text *out);
