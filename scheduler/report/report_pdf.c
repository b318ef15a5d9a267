/* The report as a PDF, from the same document as the page. See report.h and report_pages.h. */
#include "base/beside.h"
#include "report/paper_flow.h"
#include "report/part.h"
#include "report/pdf.h"
#include "report/plans.h"
#include "report/report_pages.h"

/* Heights of the chart that are tried until all stands on one page, where its width is 720. */
static const double SUMMARY_CHARTS[] = {300.0, 250.0, 210.0, 170.0, 140.0};

/* The pages of one language. */
struct side {
    const struct report *report;
    const struct plans *plans;
    enum sibu_language language;
    int is_summary;
    int is_one_of_two; /* its bookmarks stand under one of the language */
    double chart_height; /* 0: as a whole page has it */
    struct document document; /* lives until the pages are painted: those show its drawings */
    struct paper *paper;
};

struct report_pages {
    const struct report *report;
    struct plans plans;
    struct side sides[SIBU_LANGUAGES];
    struct paper papers[SIBU_LANGUAGES];
    size_t count; /* of both */
};

static const char *keep(struct paper *paper, const struct sibu_text *text)
{
    const char *copy = sibu_arena_text(&paper->arena, sibu_text_get(text), text->length);
    paper->failed |= copy == NULL || !sibu_text_ok(text);
    return copy != NULL ? copy : "";
}

static void put_head(struct side *side)
{
    const struct report_draw *draw = &side->report->draw;
    const char *const values[] = {draw->drill};
    struct sibu_text title = {0}, number = {0};
    say_title(&title, side->report, side->language);
    if (draw->drill[0] != '\0') {
        sibu_say_with(&number, side->language, SIBU_SAY_REPORT_DRILL_NUMBER, values, 1);
    }
    side->paper->head = (struct paper_page){keep(side->paper, &title), keep(side->paper, &number)};
    sibu_text_clear(&title);
    sibu_text_clear(&number);
}

static void lay_out(struct side *side)
{
    const struct part part = {side->report, side->language, &side->document, side->plans->floors, side->chart_height};
    paper_open(side->paper);
    side->paper->failed = side->plans->failed;
    side->paper->tiles_in_row = side->is_summary ? PAPER_TILES_MAX : PAPER_TILES;
    side->document.language = side->language;
    if (side->is_summary) {
        part_summary(&part);
    } else {
        part_all(&part);
    }
    put_head(side);
    paper_flow(side->paper, &side->document, side->is_one_of_two);
}

static void close_pages(struct side *side)
{
    document_clear(&side->document);
    paper_clear(side->paper);
}

/* A summary has one page in each language: where it would have more, the chart is less high. */
static void choose_chart(struct side *side)
{
    int is_whole = 0;
    for (size_t i = 0; i < sizeof SUMMARY_CHARTS / sizeof SUMMARY_CHARTS[0] && !is_whole; i++) {
        side->chart_height = SUMMARY_CHARTS[i];
        lay_out(side);
        is_whole = side->paper->page_count <= 1 || side->paper->failed;
        close_pages(side);
    }
}

static void make_side(struct side *side)
{
    if (side->is_summary) {
        choose_chart(side);
    }
    lay_out(side);
}

static void make_first(void *of)
{
    struct report_pages *pages = of;
    make_side(&pages->sides[0]);
}

static void make_second(void *of)
{
    struct report_pages *pages = of;
    make_side(&pages->sides[1]);
}

static void add_side(struct report_pages *pages, const struct report_paper *wanted, enum sibu_language language)
{
    pages->sides[pages->count] = (struct side){.report = pages->report,
                                               .plans = &pages->plans,
                                               .language = language,
                                               .is_summary = wanted->is_summary,
                                               .is_one_of_two = wanted->in[SIBU_ZH] && wanted->in[SIBU_EN],
                                               .paper = &pages->papers[pages->count]};
    pages->count++;
}

struct report_pages *report_pages_open(const struct report *report, const struct report_paper *wanted)
{
    struct report_pages *pages = sibu_array_new(1, sizeof *pages);
    if (pages == NULL) {
        return NULL;
    }
    *pages = (struct report_pages){.report = report};
    plans_open(&pages->plans, report);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        if (wanted->in[i]) {
            add_side(pages, wanted, (enum sibu_language)i);
        }
    }
    if (pages->count > 1) {
        beside_do(make_first, make_second, pages);
    } else {
        make_first(pages);
    }
    return pages;
}

enum sibu_status report_pages_paint(const struct report_pages *pages, struct sibu_text *out, struct sibu_fault *fault)
{
    enum sibu_language first = pages->sides[0].language;
    struct sibu_text title = {0};
    say_title(&title, pages->report, first);
    const struct pdf_about about = {sibu_text_get(&title), pages->report->draw.drill, pages->report->evaluation.end_us,
                                    first};
    enum sibu_status status = pdf_write(pages->papers, pages->count, &about, out, fault);
    sibu_text_clear(&title);
    return status;
}

void report_pages_close(struct report_pages *pages)
{
    for (size_t i = 0; pages != NULL && i < pages->count; i++) {
        close_pages(&pages->sides[i]);
    }
    if (pages != NULL) {
        plans_clear(&pages->plans);
    }
    sibu_array_free(pages);
}

enum sibu_status report_pdf(const struct report *report, const struct report_paper *wanted, struct sibu_text *out,
                            struct sibu_fault *fault)
{
    struct report_pages *pages = report_pages_open(report, wanted);
    enum sibu_status status = pages != NULL ? report_pages_paint(pages, out, fault)
                                            : sibu_fault_set(fault, SIBU_NO_MEMORY, "pdf", "内存不足", "out of memory");
    report_pages_close(pages);
    return status;
}
