/* What a drill's report is made of, and the forms that it comes in: one HTML page, JSON, CSV, plain words.
 *
 * Everything comes from the drill's record: its rows (evaluate/), its documents "site", "draw" and "forecast". No name of a person
 * is in any of it. The same record gives the same bytes. Immutable once open; may be read by many threads.
 * Depends on: evaluate, draw (the hash of the draw), site.
 */
#pragma once
#include "evaluate/evaluation.h"
#include "sibu/catalogue.h"
#include "sibu/forecast_document.h"
#include "sibu/record.h"
#include "sibu/site.h"
#include "sibu/text.h"

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
    char hash[65]; /* of the document's bytes, as the ledger has it */
};

struct report {
    struct evaluation evaluation;
    struct report_draw draw;
    struct sibu_forecast forecast; /* runs 0 where the record holds none that can be read */
    struct sibu_site *site; /* NULL where the record holds none that can be read */
    struct sibu_arena arena;
};

/* Reads the record. A record without the documents has a report without what they tell; one without a drill is refused.
 * The caller closes it. */
SIBU_MUST_USE enum sibu_status report_open(struct report *out, struct sibu_record *record, struct sibu_fault *fault);
void report_close(struct report *report); /* all zero is allowed */

/* One stand-alone page, well-formed as XML too: both languages inside, `first` shown first. No script, nothing from
 * elsewhere. */
void report_html(const struct report *report, enum sibu_language first, struct sibu_text *out);
/* One JSON object, ended by a newline; times in seconds from T0, null where not reached. Keys: docs/report.md. */
void report_json(const struct report *report, struct sibu_text *out);
/* One row a person by number: number, zone, expected, state, alerted_s, acknowledged_s, started_s, out_s, exit,
 * checked_in_s, muster. */
void report_csv(const struct report *report, struct sibu_text *out);
/* The drill in a few plain sentences: how it ended, who came, how fast. */
void report_verdict(const struct report *report, enum sibu_language language, struct sibu_text *out);
/* When and where what was drawn, as a sentence; appends nothing where the record has no draw. */
void report_drawn(const struct report *report, enum sibu_language language, struct sibu_text *out);

/* Names of places in the site, the id itself where the site does not know it. Never NULL. */
const char *report_zone_name(const struct report *report, const char *id, enum sibu_language language);
const char *report_exit_name(const struct report *report, const char *id, enum sibu_language language);
const char *report_muster_name(const struct report *report, const char *id, enum sibu_language language);
