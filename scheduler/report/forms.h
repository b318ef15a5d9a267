/* The forms that a report comes in, one by one by name: for whoever writes, signs, serves or checks its files. Pure.
 *
 * Depends on: report, base/beside.h.
 */
#pragma once
#include "report/report.h"

/* Which language a form is in; CSV and JSON are in none. An HTML page has both, and shows one first. */
enum report_tongue { REPORT_IN_NONE, REPORT_IN_ZH, REPORT_IN_EN, REPORT_IN_BOTH };
#define REPORT_TONGUES 4

struct report_form {
    const char *name; /* "html"; also that of the option of `sibu report` */
    const char *ending; /* ".html", "-zones.csv": of a file's name */
    const char *type; /* for HTTP */
    int has_tongue;
    int tells_people; /* 1: people stand in it one by one, so it differs by how they are named */
};
#define REPORT_FORMS 9
extern const struct report_form REPORT_FORM[REPORT_FORMS];

/* NULL: there is none of this name. */
const struct report_form *report_form_find(const char *name);
/* "", "zh", "en", "both". *out is only set where the word is one. */
const char *report_tongue_word(enum report_tongue tongue);
int report_tongue_find(const char *word, enum report_tongue *out);
/* Appends the bytes of the report in this form. SIBU_LIMIT or SIBU_NO_MEMORY where they are too many. */
SIBU_MUST_USE enum sibu_status report_form_make(const struct report *report, const struct report_form *form,
                                                enum report_tongue tongue, struct sibu_text *out,
                                                struct sibu_fault *fault);
/* One form that is wanted, and what came of it. */
struct report_made {
    const struct report_form *form;
    enum report_tongue tongue;
    struct sibu_text text; /* the bytes; the caller clears it */
    enum sibu_status status;
    struct sibu_fault fault;
};
/* Makes all of them, the PDF beside the others where there are two cores; the bytes are those of report_form_make. Returns the first fault in
 * the list's order. */
SIBU_MUST_USE enum sibu_status report_forms_make(const struct report *report, struct report_made *made, size_t count,
                                                 struct sibu_fault *fault);
/* The program and libraries that decide what the bytes are: "sibu 0.1.0, cairo 1.16.0, pango 1.50.12". Others may make other
 * bytes of the same record. */
#define REPORT_MADE_BY_BYTES 121
void report_made_by(char out[REPORT_MADE_BY_BYTES]);
