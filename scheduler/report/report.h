/* What a drill's report is made of, and the forms that it comes in: one HTML page, PDF, JSON, CSV, plain words.
 *
 * Everything comes from the drill's record: its rows (evaluate/), its documents "site", "draw" and "forecast". No name of a person
 * is in any of it unless it is asked for (names.h). The same record gives the same bytes. Immutable once open; may be read by many threads.
 * Depends on: evaluate, draw (the hash of the draw), site.
 */
#pragma once
#include "draw/head.h"
#include "evaluate/earlier.h"
#include "evaluate/evaluation.h"
#include "evaluate/finding.h"
#include "evaluate/rating.h"
#include "report/names.h"
#include "report/trend_lines.h"
#include "sibu/catalogue.h"
#include "sibu/field_course.h"
#include "sibu/forecast_document.h"
#include "sibu/record.h"
#include "sibu/site.h"
#include "sibu/text.h"
#include "sibu/unfold_row.h"

/* The document "draw" (docs/ledger.md). Strings are "" and numbers 0 where it does not say. */
struct report_draw {
    const char *drill, *site, *family, *zone, *floor; /* ids */
    const char *t0; /* "2026-11-23T14:30:00+08:00" */
    struct sibu_name site_name, family_name, zone_name;
    int has_point;
    double x_m, y_m; /* origin of the hazard */
    int has_tick;
    int64_t tick; /* number in the ledger */
    const char *u, *threshold; /* 16 hexadecimal digits */
    int surprise, seeded;
    int32_t offset_s; /* of the site's wall clock at T0, east of UTC; read from t0 */
    int has_ledger;
    struct tree_head ledger; /* the ledger's head when the drill began */
    char hash[65]; /* of the document's bytes, as the ledger has it */
};

/* One event that unfolded while the drill ran, and whom its update reached. People are those expected, times end with
 * the drill. */
struct report_unfold {
    struct sibu_unfold_row row;
    double at_s; /* since T0 */
    const char *alert; /* CAP identifier of the update that told of it; "" where the record has none */
    uint32_t reached; /* whose address accepted the update */
    double reach_median_s, reach_max_s; /* from the event to that, of those reached; MEASURE_NEVER where nobody was */
    uint32_t answered; /* of them, who acknowledged after it, and before the next update reached them */
    double answer_median_s; /* from the update's acceptance to the acknowledgement, of those; or MEASURE_NEVER */
};
struct report_unfolding {
    const struct report_unfold *events; /* by time */
    size_t count, unreadable; /* unreadable: rows left out, as they are not what they should be */
    struct sibu_fault first_unreadable; /* why the first of them was */
};

/* The document "scenario": from which ingredients the events were drawn. */
struct report_ingredient {
    const char *key, *value; /* "growth_kw_per_s2", "0.0117" */
    int is_number; /* 1: value is a number as JSON has it; 0: a word */
};
struct report_rate {
    enum sibu_unfold_kind what;
    double per_min; /* drawn at T0: events a minute at the most */
    int64_t most; /* events in one drill */
};
struct report_scenario {
    int known; /* 0: the record has none that can be read */
    const char *family, *zone; /* ids */
    int shelters; /* 1: people were asked to shelter, not to leave */
    int has_point;
    double x_m, y_m;
    const struct report_ingredient *growth;
    size_t growth_count;
    const struct report_rate *rates;
    size_t rate_count, rates_unreadable;
    const char *families_hash;
};

/* The hazard's fields: those of the evaluation (hazard_read.h). */
struct report_hazard {
    int known; /* 0: the record has no law of fields that can be read */
    struct sibu_field_law law;
    const struct sibu_blocks *blocks;
    const struct sibu_field_course *course;
    const double *reached_s; /* by zone, then level */
};

/* The rating, by rules that the record has held since T0 or by others (rate.h). */
struct report_rating {
    struct rating_rules *rules; /* owned; NULL: there is no rating */
    int from_elsewhere; /* 1: not the record's own */
    struct rating_facts facts;
    const struct rating_answer *answers; /* of evaluators, by time; the caller's */
    size_t answer_count;
    struct rating rating;
};

/* What must be mended, by rules that the record has held since T0 or by others (find.h). */
struct report_findings {
    int known; /* 0: there are no rules, and nothing was looked at */
    int from_elsewhere; /* 1: the rules are not the record's own */
    struct finding_rules rules; /* owned */
    struct finding_looks looks; /* all that was looked at; owned */
    const struct finding_look *const *found; /* of these, what is to be mended; the gravest first */
    size_t count;
};

/* How people are named (names.h); filled by report_name, in the report's arena. All zero: by their roster ids. */
struct report_listed { /* somebody's place in the order of pseudonyms */
    const char *id;
    size_t index;
};
struct report_lost {
    const char *id;
    const struct evaluation_person *person;
};
struct report_naming {
    enum report_names mode;
    const char **ids; /* pseudonyms, by index in evaluation.people */
    const char **names; /* likewise, where names are shown */
    const char **accounts; /* pseudonyms, by index in evaluation.sweeps */
    const struct report_listed *listed; /* by pseudonym */
};

struct report {
    struct evaluation evaluation;
    struct report_draw draw;
    struct report_unfolding unfolding;
    struct report_scenario scenario;
    struct report_hazard hazard;
    struct sibu_forecast forecast; /* the last; runs 0 where the record holds none that can be read */
    struct sibu_forecast first_forecast; /* made at T0; runs 0 where that is the last, or cannot be read */
    const struct sibu_site *site; /* the evaluation's; NULL where the record holds none that can be read */
    struct report_rating rating;
    struct report_findings findings;
    struct earlier earlier; /* what was known at T0 of the site's earlier drills; known 0: the record does not say */
    struct report_trend trend; /* this drill among them */
    struct report_naming naming;
    struct sibu_arena arena;
};

/* Reads the record. A record without the documents has a report without what they tell; one without a drill is refused.
 * The caller closes it. */
SIBU_MUST_USE enum sibu_status report_open(struct report *out, struct sibu_record *record, struct sibu_fault *fault);
void report_close(struct report *report); /* all zero is allowed */

/* Rates by these rules instead of the record's own; they are the report's from here on, also where this fails. */
SIBU_MUST_USE enum sibu_status report_rate(struct report *report, struct rating_rules *rules, struct sibu_fault *fault);
/* Rates with what evaluators said, by time; all of it must outlive the report. */
SIBU_MUST_USE enum sibu_status report_take_answers(struct report *report, const struct rating_answer *answers,
                                                   size_t count, struct sibu_fault *fault);
/* Looks by these rules instead of the record's own, at the record that the report was opened from; they are the report's from
 * here on, also where this fails. */
SIBU_MUST_USE enum sibu_status report_find(struct report *report, struct sibu_record *record,
                                           struct finding_rules *rules, struct sibu_fault *fault);
/* The rating in plain words, a line each: schemes, groups, items with the figures they rest on. */
void report_rating_words(const struct report *report, enum sibu_language language, struct sibu_text *out);

/* One stand-alone page, well-formed as XML too: both languages inside, `first` shown first. No script, nothing from
 * elsewhere. */
void report_html(const struct report *report, enum sibu_language first, struct sibu_text *out);
/* The same on paper, A4, in the languages asked for, Chinese first; at least one. Fails for want of memory. */
struct report_paper {
    int in[SIBU_LANGUAGES];
    int is_summary; /* one page in each language: verdict, key figures, what stands out, the curve, the main times */
};
SIBU_MUST_USE enum sibu_status report_pdf(const struct report *report, const struct report_paper *wanted,
                                          struct sibu_text *out, struct sibu_fault *fault);
/* One JSON object, ended by a newline; times in seconds from T0, null where not reached. Keys: docs/report.md. */
void report_json(const struct report *report, struct sibu_text *out);
/* One row a person by number: number, zone, expected, state, alerted_s, acknowledged_s, started_s, out_s, exit,
 * checked_in_s, muster; where names are shown id and name behind them; where they are pseudonyms these are in place of the numbers,
 * and the rows in their order. */
void report_csv(const struct report *report, struct sibu_text *out);
/* One row a zone, and a last one over all with an empty id: its names, the people, and of each measure n, censored, p10, median and
 * its 95 % interval, p90, max. One row an exit, then one an assembly point. One row a figure of the deliveries. Columns:
 * docs/report.md. The first two begin with a byte order mark. */
void report_csv_zones(const struct report *report, struct sibu_text *out);
void report_csv_exits(const struct report *report, struct sibu_text *out);
void report_csv_deliveries(const struct report *report, struct sibu_text *out);
/* The list of the events that unfolded, one row each, with a byte order mark, as spreadsheets want Chinese: number, time
 * (ISO 8601 in the site's zone), t_s, event, place, words_zh, words_en, rate_per_min, share, heading, reached. */
void report_msel(const struct report *report, struct sibu_text *out);
/* The drill in a few plain sentences: how it ended, who came, how fast. */
void report_verdict(const struct report *report, enum sibu_language language, struct sibu_text *out);
/* When and where what was drawn, as a sentence; appends nothing where the record has no draw. */
void report_drawn(const struct report *report, enum sibu_language language, struct sibu_text *out);

/* Names of places in the site, the id itself where the site does not know it; where people checked in may be a zone, in which they
 * sheltered. Never NULL. */
const char *report_zone_name(const struct report *report, const char *id, enum sibu_language language);
const char *report_exit_name(const struct report *report, const char *id, enum sibu_language language);
const char *report_muster_name(const struct report *report, const char *id, enum sibu_language language);
