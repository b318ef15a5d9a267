/* The table of forms: see forms.h. */
#include "report/forms.h"

#include <cairo.h>
#include <pango/pango.h>
#include <stdio.h>
#include <string.h>

#include "base/beside.h"
#include "report/report_pages.h"

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

static struct report_paper paper_in(enum report_tongue tongue, int is_summary)
{
    return (struct report_paper){.in = {[SIBU_ZH] = tongue != REPORT_IN_EN, [SIBU_EN] = tongue != REPORT_IN_ZH},
                                 .is_summary = is_summary};
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
        const struct report_paper paper = paper_in(tongue, index == SUMMARY);
        return report_pdf(report, &paper, out, fault);
    }
    if (index == HTML) {
        report_html(report, tongue == REPORT_IN_EN ? SIBU_EN : SIBU_ZH, out);
    } else {
        TABLES[index](report, out);
    }
    return sibu_text_ok(out) ? SIBU_OK
                             : sibu_fault_set(fault, SIBU_LIMIT, form->name, "报告太大", "the report is too large");
}

/* The PDF takes longest: all that can be is laid out by both threads, then one paints it while the other makes the rest. */
struct making {
    const struct report *report;
    struct report_made *made;
    size_t count;
    struct report_made *pdf; /* NULL: it is not wanted */
    struct report_pages *pages; /* of it; NULL: no memory */
};

static void paint_pdf(void *of)
{
    struct making *making = of;
    struct report_made *pdf = making->pdf;
    pdf->status = making->pages != NULL
                      ? report_pages_paint(making->pages, &pdf->text, &pdf->fault)
                      : sibu_fault_set(&pdf->fault, SIBU_NO_MEMORY, pdf->form->name, "内存不足", "out of memory");
}

static void make_rest(void *of)
{
    struct making *making = of;
    for (size_t i = 0; i < making->count; i++) {
        struct report_made *made = &making->made[i];
        if (made != making->pdf) {
            made->status = report_form_make(making->report, made->form, made->tongue, &made->text, &made->fault);
        }
    }
}

static void make_beside_pdf(struct making *making)
{
    const struct report_paper paper = paper_in(making->pdf->tongue, 0);
    making->pages = report_pages_open(making->report, &paper);
    beside_do(make_rest, paint_pdf, making);
    report_pages_close(making->pages);
}

enum sibu_status report_forms_make(const struct report *report, struct report_made *made, size_t count,
                                   struct sibu_fault *fault)
{
    struct making making = {.report = report, .made = made, .count = count};
    for (size_t i = 0; i < count; i++) {
        making.pdf = made[i].form == &REPORT_FORM[PDF] ? &made[i] : making.pdf;
    }
    if (making.pdf != NULL) {
        make_beside_pdf(&making);
    } else {
        make_rest(&making);
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
