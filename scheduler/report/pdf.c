/* See pdf.h. */
#include "report/pdf.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <string.h>

#include "report/drawing_pdf.h"

#define LEVELS_MAX 4
#define HEAD_AT 30.0
#define FOOT_AT (PAPER_HEIGHT - 40.0)
#define RULE_AT 48.0

struct painter {
    const struct paper *paper; /* that is painted now */
    size_t before, all; /* pages: before this paper's, and of all papers */
    cairo_surface_t *surface;
    cairo_t *cairo;
    int bookmarks[LEVELS_MAX]; /* the last of each level */
};

static cairo_status_t append(void *text, const unsigned char *bytes, unsigned length)
{
    sibu_text_add_bytes(text, (const char *)bytes, length);
    return sibu_text_ok(text) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void use_colour(cairo_t *cairo, uint32_t colour)
{
    cairo_set_source_rgb(cairo, (colour >> 16 & 255u) / 255.0, (colour >> 8 & 255u) / 255.0, (colour & 255u) / 255.0);
}

static void paint_lines(const struct painter *painter, const struct paper_thing *thing)
{
    double y = thing->y;
    use_colour(painter->cairo, thing->fill);
    for (int i = thing->first; i < thing->first + thing->count; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(thing->layout, i);
        PangoRectangle extent;
        pango_layout_line_get_extents(line, NULL, &extent);
        double over = thing->w > 0.0 ? thing->w - (double)extent.width / PANGO_SCALE : 0.0;
        cairo_move_to(painter->cairo, thing->x + over, y - (double)extent.y / PANGO_SCALE);
        pango_cairo_show_layout_line(painter->cairo, line);
        y += (double)extent.height / PANGO_SCALE;
    }
}

static void paint_box(const struct painter *painter, const struct paper_thing *thing)
{
    cairo_rectangle(painter->cairo, thing->x, thing->y, thing->w, thing->h);
    if (thing->fill != PAPER_NONE) {
        use_colour(painter->cairo, thing->fill);
        cairo_fill_preserve(painter->cairo);
    }
    if (thing->edge != PAPER_NONE) {
        use_colour(painter->cairo, thing->edge);
        cairo_set_line_width(painter->cairo, 0.8);
        cairo_stroke_preserve(painter->cairo);
    }
    cairo_new_path(painter->cairo);
}

static void paint_drawing(const struct painter *painter, const struct paper_thing *thing)
{
    const struct drawing_place place = {thing->x, thing->y, thing->w, thing->h, thing->name};
    drawing_pdf(painter->cairo, &painter->paper->typeface, thing->drawing, &place);
}

static void add_bookmark(struct painter *painter, const struct paper_thing *thing)
{
    char target[80];
    int level = thing->level < LEVELS_MAX ? thing->level : LEVELS_MAX - 1;
    (void)snprintf(target, sizeof target, "page=%zu pos=[%d %d]", painter->before + thing->page + 1, (int)PAPER_LEFT,
                   (int)thing->y);
    painter->bookmarks[level] = cairo_pdf_surface_add_outline(painter->surface, painter->bookmarks[level - 1],
                                                              thing->name, target, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

static void paint_thing(struct painter *painter, const struct paper_thing *thing)
{
    switch (thing->kind) {
    case PAPER_LINES:
        paint_lines(painter, thing);
        break;
    case PAPER_BOX:
        paint_box(painter, thing);
        break;
    case PAPER_DRAWING:
        paint_drawing(painter, thing);
        break;
    case PAPER_TAG:
        cairo_tag_begin(painter->cairo, thing->name, NULL);
        break;
    case PAPER_END_TAG:
        cairo_tag_end(painter->cairo, thing->name);
        break;
    case PAPER_BOOKMARK:
        add_bookmark(painter, thing);
        break;
    }
}

/* One line at the edge of the page; `share` of what is left over stands before it. */
static void paint_edge(const struct painter *painter, const char *words, double y, double share)
{
    static const struct typeface_letters LETTERS = {.size = 8.0};
    PangoLayout *layout = typeface_layout(&painter->paper->typeface, &LETTERS, words);
    pango_layout_set_width(layout, (int)((PAPER_RIGHT - PAPER_LEFT) * 0.7 * PANGO_SCALE));
    pango_layout_set_height(layout, -1);
    pango_layout_set_ellipsize(layout,
                               PANGO_ELLIPSIZE_END); /* a title that is too long stands whole on the first page */
    double over = PAPER_RIGHT - PAPER_LEFT - paper_width_of(layout);
    use_colour(painter->cairo, PAPER_SOFT);
    cairo_move_to(painter->cairo, PAPER_LEFT + over * share, y);
    pango_cairo_show_layout(painter->cairo, layout);
    g_object_unref(layout);
}

static void paint_edges(const struct painter *painter, size_t page)
{
    const struct paper_page *of = &painter->paper->pages[page];
    char number[48];
    (void)snprintf(number, sizeof number, "%zu / %zu", painter->before + page + 1, painter->all);
    paint_edge(painter, of->left, HEAD_AT, 0.0);
    paint_edge(painter, of->right, HEAD_AT, 1.0);
    paint_edge(painter, number, FOOT_AT, 0.5);
    use_colour(painter->cairo, PAPER_LINE);
    cairo_rectangle(painter->cairo, PAPER_LEFT, RULE_AT, PAPER_RIGHT - PAPER_LEFT, 0.6);
    cairo_fill(painter->cairo);
}

/* The paper's typeface speaks the language of its pages, and is not made to speak another: all that is laid out would be laid out
 * anew. */
static void paint_pages(struct painter *painter)
{
    size_t next = 0;
    for (size_t page = 0; page < painter->paper->page_count; page++) {
        paint_edges(painter, page);
        for (; next < painter->paper->count && painter->paper->things[next].page == page; next++) {
            paint_thing(painter, &painter->paper->things[next]);
        }
        cairo_show_page(painter->cairo);
    }
}

static void put_about(cairo_surface_t *surface, const struct pdf_about *about)
{
    char made[32];
    sibu_time_text(made, about->made_us);
    made[19] = 'Z'; /* to the second */
    made[20] = '\0';
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, "Sibu");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Sibu");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, about->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, made);
}

static int paint_papers(struct painter *painter, const struct paper *papers, size_t count)
{
    int is_whole = 1;
    for (size_t i = 0; i < count; i++) {
        painter->all += papers[i].page_count;
        is_whole &= !papers[i].failed;
    }
    for (size_t i = 0; i < count && is_whole; i++) {
        painter->paper = &papers[i];
        paint_pages(painter);
        painter->before += papers[i].page_count;
    }
    return is_whole;
}

enum sibu_status pdf_write(const struct paper *papers, size_t count, const struct pdf_about *about,
                           struct sibu_text *out, struct sibu_fault *fault)
{
    struct sibu_text pdf = {0};
    struct painter painter = {.before = 0};
    painter.surface = cairo_pdf_surface_create_for_stream(append, &pdf, PAPER_WIDTH, PAPER_HEIGHT);
    painter.cairo = cairo_create(painter.surface);
    put_about(painter.surface, about);
    int is_whole = paint_papers(&painter, papers, count);
    cairo_status_t status = cairo_status(painter.cairo);
    cairo_destroy(painter.cairo);
    cairo_surface_finish(painter.surface);
    status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(painter.surface) : status;
    cairo_surface_destroy(painter.surface);
    is_whole &= sibu_text_ok(&pdf);
    if (status == CAIRO_STATUS_SUCCESS && is_whole) {
        (void)pdf_add_catalogue(&pdf, about->language);
        sibu_text_add_bytes(out, sibu_text_get(&pdf), pdf.length);
    }
    sibu_text_clear(&pdf);
    if (status == CAIRO_STATUS_SUCCESS && is_whole) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "pdf", "无法生成 PDF：%s", "the PDF can not be made: %s",
                          is_whole ? cairo_status_to_string(status) : "no memory");
}
