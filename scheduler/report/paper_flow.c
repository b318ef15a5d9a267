/* See paper_flow.h. */
#include "report/paper_flow.h"

#include <math.h>
#include <string.h>

#include "report/paper_figure.h"
#include "report/paper_table.h"

#define TERMS_SHARE 0.3 /* of the width: terms beside what they are */
#define GAP 10.0
#define APART_BY 14.0

/* How the elements that are blocks of letters are set; size 0: not such a block. */
static const struct paper_style STYLES[DOCUMENT_ELEMENTS] = {
    [DOCUMENT_KIND] = {9.5, 0, PAPER_SOFT, 0.0, 2.0, 80.0, "P"},
    [DOCUMENT_TITLE] = {19.0, 1, PAPER_INK, 0.0, 2.0, 80.0, "H1"},
    [DOCUMENT_WHEN] = {10.0, 0, PAPER_SOFT, 0.0, 6.0, 20.0, "P"},
    [DOCUMENT_VERDICT] = {12.5, 0, PAPER_INK, 2.0, 8.0, 0.0, "P"},
    [DOCUMENT_CHAPTER] = {16.0, 1, PAPER_INK, 24.0, 2.0, 110.0, "H2"},
    [DOCUMENT_HEADING] = {13.0, 1, PAPER_INK, 18.0, 5.0, 78.0, "H2"},
    [DOCUMENT_SUBHEADING] = {10.0, 1, PAPER_INK, 8.0, 3.0, 64.0, "H3"},
    [DOCUMENT_PARAGRAPH] = {9.5, 0, PAPER_INK, 2.0, 4.0, 0.0, "P"},
    [DOCUMENT_NOTE] = {8.5, 0, PAPER_SOFT, 3.0, 4.0, 0.0, "P"},
    [DOCUMENT_ITEM] = {9.5, 0, PAPER_INK, 1.0, 2.0, 0.0, "P"},
    [DOCUMENT_FOLD_TITLE] = {9.0, 1, PAPER_SOFT, 6.0, 2.0, 60.0, "P"},
    [DOCUMENT_CAPTION] = {8.5, 0, PAPER_SOFT, 1.0, 4.0, 0.0, "Caption"},
    [DOCUMENT_FOOTER] = {8.5, 0, PAPER_SOFT, 14.0, 0.0, 0.0, "P"},
};
static const struct paper_style TERM = {9.5, 0, PAPER_SOFT, 0.0, 0.0, 0.0, "P"};
static const struct paper_style FACT = {9.5, 0, PAPER_INK, 0.0, 3.0, 0.0, "P"};

struct flow {
    struct paper *paper;
    const struct document *document;
    int shift;
    int is_chaptered; /* 1: what is set stands in a chapter */
};

static double width_of(const struct paper *paper)
{
    return paper->right - paper->left;
}

/* A point before the words of an item. */
static void put_point(struct paper *paper)
{
    double y = paper->y + STYLES[DOCUMENT_ITEM].before + 5.2;
    paper_box(paper, (const double[]){paper->left - 8.0, y, 2.6, 2.6}, PAPER_SOFT, PAPER_NONE);
}

static int is_heading(enum document_element element)
{
    return element == DOCUMENT_CHAPTER || element == DOCUMENT_HEADING || element == DOCUMENT_SUBHEADING ||
           element == DOCUMENT_TITLE;
}

/* How high the picture is that the heading heads; of a chapter, that of its first section with the heading of it. */
static double next_figure(const struct flow *flow, enum document_element element, size_t end)
{
    const struct document *document = flow->document;
    for (size_t i = end; element == DOCUMENT_CHAPTER && i < document->count; i++) {
        if (document->tokens[i].mark == DOCUMENT_OPEN && document->tokens[i].element == DOCUMENT_HEADING) {
            return STYLES[DOCUMENT_CHAPTER].with_next +
                   paper_next_figure(flow->paper, document, document_end_of(document, i));
        }
    }
    return paper_next_figure(flow->paper, document, end);
}

static void mark_heading(struct flow *flow, enum document_element element, const char *words)
{
    if (element == DOCUMENT_CHAPTER) {
        flow->is_chaptered = 1;
        paper_bookmark(flow->paper, 1 + flow->shift, words);
    } else if (element == DOCUMENT_HEADING) {
        paper_bookmark(flow->paper, 1 + flow->shift + flow->is_chaptered, words);
    } else if (element == DOCUMENT_TITLE && flow->shift > 0) {
        paper_bookmark(flow->paper, 1, words);
    }
}

static size_t set_block(struct flow *flow, size_t token)
{
    struct paper *paper = flow->paper;
    enum document_element element = flow->document->tokens[token].element;
    size_t end = document_end_of(flow->document, token);
    double left = paper->left;
    if (element == DOCUMENT_ITEM) {
        paper->left += 12.0;
        (void)paper_need(paper, 20.0);
        put_point(paper);
    }
    PangoLayout *layout = paper_layout(paper, flow->document, token + 1, end, &STYLES[element], width_of(paper));
    if (is_heading(element)) {
        double next = fmax(STYLES[element].with_next, next_figure(flow, element, end));
        (void)paper_need(paper, STYLES[element].before + next + paper_height_of(layout));
        mark_heading(flow, element, pango_layout_get_text(layout));
    }
    paper_set(paper, layout, &STYLES[element]);
    paper->left = left;
    return end;
}

/* A term and, beside it, what it is. Returns the token that closes the latter. */
static size_t set_fact(const struct flow *flow, size_t token)
{
    struct paper *paper = flow->paper;
    size_t term_end = document_end_of(flow->document, token), fact = term_end + 1;
    size_t end = document_end_of(flow->document, fact);
    double left = paper->left, wide = width_of(paper) * TERMS_SHARE;
    PangoLayout *term = paper_layout(paper, flow->document, token + 1, term_end, &TERM, wide - GAP);
    double high = paper_height_of(term);
    (void)paper_need(paper, high);
    double y = paper->y;
    size_t page = paper->page_count;
    paper_set(paper, term, &TERM);
    double below = paper->y;
    if (page == paper->page_count) { /* a term longer than a page has what it is below its end */
        paper->y = y;
    }
    paper->left += wide;
    page = paper->page_count;
    paper_set(paper, paper_layout(paper, flow->document, fact + 1, end, &FACT, width_of(paper)), &FACT);
    paper->left = left;
    paper->y = page == paper->page_count ? fmax(paper->y, below + FACT.after) : paper->y;
    return end;
}

static void begin_proof(struct paper *paper, int is_begun)
{
    paper->left += is_begun ? APART_BY : -APART_BY;
    paper->is_apart = is_begun;
    paper->y += 6.0;
}

/* Returns the token up to which was set. */
static size_t set_element(struct flow *flow, size_t token)
{
    struct paper *paper = flow->paper;
    enum document_element element = flow->document->tokens[token].element;
    if (STYLES[element].size > 0.0) {
        return set_block(flow, token);
    }
    if (element == DOCUMENT_TERM) {
        return set_fact(flow, token);
    }
    if (element == DOCUMENT_TABLE) {
        return paper_table(paper, flow->document, token);
    }
    if (element == DOCUMENT_TILES) {
        return paper_tiles(paper, flow->document, token);
    }
    if (element == DOCUMENT_MAPS) {
        return paper_maps(paper, flow->document, token);
    }
    if (element == DOCUMENT_LEGEND) {
        return paper_legend(paper, flow->document, token);
    }
    if (element == DOCUMENT_SCALE) {
        return paper_scale(paper, flow->document, token);
    }
    if (element == DOCUMENT_PROOF) {
        begin_proof(paper, 1);
    }
    return token;
}

/* Whether the next token is a picture that says the same: then the words stand below that. */
static int is_told_next(const struct document *document, size_t token)
{
    const struct document_token *next = &document->tokens[token + 1 < document->count ? token + 1 : token];
    return next != &document->tokens[token] && next->mark == DOCUMENT_PICTURE &&
           strcmp(next->picture->description, document->tokens[token].picture->description) == 0;
}

void paper_flow(struct paper *paper, const struct document *document, int shift)
{
    struct flow flow = {paper, document, shift, 0};
    paper->failed |= document->failed;
    typeface_speak(&paper->typeface, document->language);
    paper_new_page(paper);
    for (size_t i = 0; i < document->count && !paper->failed; i++) {
        const struct document_token *token = &document->tokens[i];
        if (token->mark == DOCUMENT_OPEN) {
            i = set_element(&flow, i);
        } else if (token->mark == DOCUMENT_PICTURE) {
            paper_chart(paper, token->picture, !is_told_next(document, i));
        } else if (token->mark == DOCUMENT_CLOSE && token->element == DOCUMENT_PROOF) {
            begin_proof(paper, 0);
        }
    }
}
