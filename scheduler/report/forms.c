/* The table of forms: see forms.h. */
#include "report/forms.h"

#include <cairo.h>
#include <pango/pango.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/beside.h"

enum { HTML, PDF, SUMMARY, JSON, CSV, ZONES, EXITS, DELIVERIES, MSEL };

#define TYPE_CSV "text/csv; charset=utf-8"

const struct report_form REPORT_FORM[REPORT_FORMS] = {
    [HTML] = {"html", ".html", "text/html; charset=utf-8", 1, 1},
    [PDF] = {"pdf", ".pdf", "application/pdf", 1, 1},
    [SUMMARY] = {"summary", "-summary.pdf", "application/pdf", 1, 0},
    [JSON] = {"json", ".json", "application/json; charset=utf-8", 0, 1},
    [CSV] = {"csv", ".csv", TYPE_CSV, 0, 1},
    [ZONES] = {"zones", "-zones.csv", TYPE_CSV, 0, 0},
    [EXITS] = {"exits", "-exits.csv", TYPE_CSV, 0, 0},
    [DELIVERIES] = {"deliveries", "-deliveries.csv", TYPE_CSV, 0, 0},
    [MSEL] = {"msel", "-msel.csv", TYPE_CSV, 0, 0},
};

static const char *const TONGUES[REPORT_TONGUES] = {"", "zh", "en", "both"};

const struct report_form *report_form_find(const char *name)
{
    for (size_t i = 0; i < REPORT_FORMS; i++) {
        if (strcmp(REPORT_FORM[i].name, name) == 0) {
            return &REPORT_FORM[i];
        }
    }
    return NULL;
}

const char *report_tongue_word(enum report_tongue tongue)
{
    return TONGUES[tongue];
}

int report_tongue_find(const char *word, enum report_tongue *out)
{
    for (size_t i = 0; i < REPORT_TONGUES; i++) {
        if (strcmp(TONGUES[i], word) == 0) {
            *out = (enum report_tongue)i;
            return 1;
        }
    }
    return 0;
}

static enum sibu_status make_paper(const struct report *report, enum report_tongue tongue, int is_summary,
                                   struct sibu_text *out, struct sibu_fault *fault)
{
    const struct report_paper paper = {.in = {[SIBU_ZH] = tongue != REPORT_IN_EN, [SIBU_EN] = tongue != REPORT_IN_ZH},
                                       .is_summary = is_summary};
    return report_pdf(report, &paper, out, fault);
}

enum sibu_status report_form_make(const struct report *report, const struct report_form *form,
                                  enum report_tongue tongue, struct sibu_text *out, struct sibu_fault *fault)
{
    static void (*const TABLES[REPORT_FORMS])(const struct report *, struct sibu_text *) = {
        [JSON] = report_json,
        [CSV] = report_csv,
        [ZONES] = report_csv_zones,
        [EXITS] = report_csv_exits,
        [DELIVERIES] = report_csv_deliveries,
        [MSEL] = report_msel,
    };
    size_t index = (size_t)(form - REPORT_FORM);
    if (index == PDF || index == SUMMARY) {
        return make_paper(report, tongue, index == SUMMARY, out, fault);
    }
    if (index == HTML) {
        report_html(report, tongue == REPORT_IN_EN ? SIBU_EN : SIBU_ZH, out);
    } else {
        TABLES[index](report, out);
    }
    return sibu_text_ok(out) ? SIBU_OK
                             : sibu_fault_set(fault, SIBU_LIMIT, form->name, "报告太大", "the report is too large");
}

struct making {
    const struct report *report;
    struct report_made *made;
    size_t count;
    atomic_size_t next; /* the first that nobody makes yet */
};

static void make_next(void *of)
{
    struct making *making = of;
    for (size_t i = atomic_fetch_add(&making->next, 1); i < making->count; i = atomic_fetch_add(&making->next, 1)) {
        struct report_made *made = &making->made[i];
        made->status = report_form_make(making->report, made->form, made->tongue, &made->text, &made->fault);
    }
}

enum sibu_status report_forms_make(const struct report *report, struct report_made *made, size_t count,
                                   struct sibu_fault *fault)
{
    struct making making = {.report = report, .made = made, .count = count};
    if (count > 1) {
        beside_do(make_next, make_next, &making);
    } else {
        make_next(&making);
    }
    for (size_t i = 0; i < count; i++) {
        if (made[i].status != SIBU_OK) {
            *fault = made[i].fault;
            return made[i].status;
        }
    }
    return SIBU_OK;
}

void report_made_by(char out[REPORT_MADE_BY_BYTES])
{
    (void)snprintf(out, REPORT_MADE_BY_BYTES, "sibu %s, cairo %.20s, pango %.20s", SIBU_REPORT_VERSION,
                   cairo_version_string(), pango_version_string());
}
