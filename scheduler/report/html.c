/* The page: its parts in each of the languages, in a frame (html_frame.h). See report.h. */
#include "report/document_html.h"
#include "report/drawing_svg.h"
#include "report/html_frame.h"
#include "report/part.h"
#include "report/plans.h"

static void add_body(const struct report *report, const struct plans *plans, enum sibu_language language,
                     struct sibu_text *out)
{
    struct document document = {.language = language};
    const struct part part = {report, language, &document, plans->floors, 0.0};
    part_all(&part);
    html_frame_article(out, language);
    document_html(out, &document);
    html_frame_end_article(out);
    document_clear(&document);
}

/* What the plans of both languages show, once and hidden. */
static void add_shapes(const struct plans *plans, struct sibu_text *out)
{
    sibu_text_add(out, "<svg class=\"shapes\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>");
    drawing_svg_hatch(out);
    for (uint32_t floor = 0; floor < plans->count; floor++) {
        drawing_svg_shapes(out, &plans->floors[floor]);
    }
    sibu_text_add(out, "</defs></svg>\n");
}

void report_html(const struct report *report, enum sibu_language first, struct sibu_text *out)
{
    struct plans plans;
    struct sibu_text title = {0};
    plans_open(&plans, report);
    out->failed |= plans.failed;
    say_title(&title, report, first);
    html_frame_begin(out, first, sibu_text_get(&title));
    sibu_text_clear(&title);
    if (report->site != NULL) {
        add_shapes(&plans, out);
    }
    html_frame_switch(out, first);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        add_body(report, &plans, (enum sibu_language)i, out);
    }
    html_frame_end(out);
    plans_clear(&plans);
}
