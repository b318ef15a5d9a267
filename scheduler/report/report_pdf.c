/* The report as a PDF, from the same document as the page. See report.h. */
#include "report/paper_flow.h"
#include "report/part.h"
#include "report/pdf.h"
#include "report/plans.h"

/* Heights of the chart that are tried until all stands on one page, where its width is 720. */
static const double SUMMARY_CHARTS[] = {300.0, 250.0, 210.0, 170.0, 140.0};

struct making {
    const struct report *report;
    struct plans plans;
    struct paper paper;
    double chart_heights[SIBU_LANGUAGES];
    struct document documents[SIBU_LANGUAGES]; /* live until the pages are painted: those show their drawings */
};

static const char *keep(struct making *making, const struct sibu_text *text)
{
    const char *copy = sibu_arena_text(&making->paper.arena, sibu_text_get(text), text->length);
    making->paper.failed |= copy == NULL || !sibu_text_ok(text);
    return copy != NULL ? copy : "";
}

static void put_head(struct making *making, enum sibu_language language)
{
    const struct report_draw *draw = &making->report->draw;
    const char *const values[] = {draw->drill};
    struct sibu_text title = {0}, number = {0};
    say_title(&title, making->report, language);
    if (draw->drill[0] != '\0') {
        sibu_say_with(&number, language, SIBU_SAY_REPORT_DRILL_NUMBER, values, 1);
    }
    making->paper.head = (struct paper_page){keep(making, &title), keep(making, &number), language};
    sibu_text_clear(&title);
    sibu_text_clear(&number);
}

static void lay_out(struct making *making, const struct report_paper *wanted)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        enum sibu_language language = (enum sibu_language)i;
        if (!wanted->in[i]) {
            continue;
        }
        struct document *document = &making->documents[i];
        const struct part part = {making->report, language, document, making->plans.floors, making->chart_heights[i]};
        document->language = language;
        if (wanted->is_summary) {
            part_summary(&part);
        } else {
            part_all(&part);
        }
        put_head(making, language);
        paper_flow(&making->paper, document, wanted->in[SIBU_ZH] && wanted->in[SIBU_EN]);
    }
}

static void close_pages(struct making *making)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        document_clear(&making->documents[i]);
    }
    paper_clear(&making->paper);
}

static void open_pages(struct making *making, const struct report_paper *wanted)
{
    paper_open(&making->paper);
    making->paper.failed = making->plans.failed;
    making->paper.tiles_in_row = wanted->is_summary ? PAPER_TILES_MAX : PAPER_TILES;
    lay_out(making, wanted);
}

/* A summary has one page in each language: where it would have more, the chart is less high. */
static void choose_chart(struct making *making, enum sibu_language language)
{
    struct report_paper one = {.is_summary = 1};
    int is_whole = 0;
    one.in[language] = 1;
    for (size_t i = 0; i < sizeof SUMMARY_CHARTS / sizeof SUMMARY_CHARTS[0] && !is_whole; i++) {
        making->chart_heights[language] = SUMMARY_CHARTS[i];
        open_pages(making, &one);
        is_whole = making->paper.page_count <= 1 || making->paper.failed;
        close_pages(making);
    }
}

static void choose_charts(struct making *making, const struct report_paper *wanted)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        making->chart_heights[i] = 0.0; /* as a whole page has it */
        if (wanted->is_summary && wanted->in[i]) {
            choose_chart(making, (enum sibu_language)i);
        }
    }
}

enum sibu_status report_pdf(const struct report *report, const struct report_paper *wanted, struct sibu_text *out,
                            struct sibu_fault *fault)
{
    struct making making = {.report = report};
    enum sibu_language first = wanted->in[SIBU_ZH] ? SIBU_ZH : SIBU_EN;
    struct sibu_text title = {0};
    plans_open(&making.plans, report);
    choose_charts(&making, wanted);
    open_pages(&making, wanted);
    say_title(&title, report, first);
    const struct pdf_about about = {sibu_text_get(&title), report->draw.drill, report->evaluation.end_us, first};
    enum sibu_status status = pdf_write(&making.paper, &about, out, fault);
    close_pages(&making);
    plans_clear(&making.plans);
    sibu_text_clear(&title);
    return status;
}
