/* The report as a PDF, from the same document as the page. See report.h. */
#include "base/beside.h"
#include "report/paper_flow.h"
#include "report/part.h"
#include "report/pdf.h"
#include "report/plans.h"

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
    side->paper->head = (struct paper_page){keep(side->paper, &title), keep(side->paper, &number), side->language};
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

static void make_first(void *sides)
{
    make_side(sides);
}

static void make_second(void *sides)
{
    make_side((struct side *)sides + 1);
}

enum sibu_status report_pdf(const struct report *report, const struct report_paper *wanted, struct sibu_text *out,
                            struct sibu_fault *fault)
{
    struct side sides[SIBU_LANGUAGES] = {{.report = NULL}};
    struct paper papers[SIBU_LANGUAGES];
    struct plans plans;
    struct sibu_text title = {0};
    size_t count = 0;
    plans_open(&plans, report);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        if (wanted->in[i]) {
            sides[count] = (struct side){.report = report,
                                         .plans = &plans,
                                         .language = (enum sibu_language)i,
                                         .is_summary = wanted->is_summary,
                                         .is_one_of_two = wanted->in[SIBU_ZH] && wanted->in[SIBU_EN],
                                         .paper = &papers[count]};
            count++;
        }
    }
    if (count > 1) {
        beside_do(make_first, make_second, sides);
    } else {
        make_first(sides);
    }
    say_title(&title, report, sides[0].language);
    const struct pdf_about about = {sibu_text_get(&title), report->draw.drill, report->evaluation.end_us,
                                    sides[0].language};
    enum sibu_status status = pdf_write(papers, count, &about, out, fault);
    for (size_t i = 0; i < count; i++) {
        close_pages(&sides[i]);
    }
    plans_clear(&plans);
    sibu_text_clear(&title);
    return status;
}
