/* The letters of a block: its runs put together into one layout. See paper.h. */
#include <string.h>

#include "report/paper.h"

#define SMALL_SHARE 0.86 /* of the letters around it */
#define CODE_SHARE 0.9
#define FIGURE_SHARE 2.0

/* What is put together: bytes so far, and how they look. */
struct runs {
    struct sibu_text text;
    PangoAttrList *looks;
    double size; /* of its letters, in pango's units */
    size_t opened[DOCUMENT_ELEMENTS]; /* where an inline element began */
    int line_ended; /* the next text begins a line */
};

static void add_look(struct runs *runs, size_t from, PangoAttribute *look)
{
    look->start_index = (guint)from;
    look->end_index = (guint)runs->text.length;
    pango_attr_list_insert(runs->looks, look);
}

static void add_size(struct runs *runs, size_t from, double share)
{
    add_look(runs, from, pango_attr_size_new_absolute((int)(runs->size * share)));
}

static void add_ink(struct runs *runs, size_t from, uint32_t colour)
{
    add_look(runs, from,
             pango_attr_foreground_new((guint16)((colour >> 16 & 255u) * 257u), (guint16)((colour >> 8 & 255u) * 257u),
                                       (guint16)((colour & 255u) * 257u)));
}

static void end_look(struct runs *runs, enum document_element element)
{
    size_t from = runs->opened[element];
    if (element == DOCUMENT_SMALL) {
        add_size(runs, from, SMALL_SHARE);
        add_ink(runs, from, PAPER_SOFT);
        runs->line_ended = 1;
    } else if (element == DOCUMENT_CODE) {
        add_look(runs, from, pango_attr_family_new("DejaVu Sans Mono, WenQuanYi Micro Hei Mono, monospace"));
        add_size(runs, from, CODE_SHARE);
    } else if (element == DOCUMENT_BADGE) {
        add_look(runs, from, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
        sibu_text_add(&runs->text, "  ");
    } else if (element == DOCUMENT_FIGURE) {
        add_look(runs, from, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
        add_size(runs, from, FIGURE_SHARE);
        runs->line_ended = 1;
    } else if (element == DOCUMENT_SPAN) {
        sibu_text_add(&runs->text, " ");
    }
}

/* Bytes of the layout must be those that the looks were counted on: what is not UTF-8 is made so here, before it is counted, and
 * lines end where the document says. */
static void add_text(struct runs *runs, const char *text)
{
    gchar *valid = g_utf8_make_valid(text, -1);
    for (gchar *at = valid; *at != '\0'; at++) {
        *at = (unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at;
    }
    if (runs->line_ended && runs->text.length > 0) {
        sibu_text_add(&runs->text, "\n");
    }
    runs->line_ended = 0;
    sibu_text_add(&runs->text, valid);
    g_free(valid);
}

static void add_token(struct runs *runs, const struct document_token *token)
{
    if (token->mark == DOCUMENT_TEXT) {
        add_text(runs, token->text);
    } else if (token->mark == DOCUMENT_BREAK) {
        runs->line_ended = 1;
    } else if (token->mark == DOCUMENT_OPEN) {
        runs->line_ended |= token->element == DOCUMENT_SMALL;
        if (token->element == DOCUMENT_SMALL && runs->text.length > 0) {
            sibu_text_add(&runs->text, "\n");
            runs->line_ended = 0;
        }
        runs->opened[token->element] = runs->text.length;
    } else if (token->mark == DOCUMENT_CLOSE) {
        end_look(runs, token->element);
    }
}

static void set_width(PangoLayout *layout, double width)
{
    pango_layout_set_width(layout, width >= 0.0 ? (int)(width * PANGO_SCALE) : -1);
}

PangoLayout *paper_words(const struct paper *paper, const char *text, const struct paper_style *style, double width)
{
    const struct typeface_letters letters = {.size = style->size, .is_bold = style->is_bold};
    PangoLayout *layout = typeface_layout(&paper->typeface, &letters, text);
    set_width(layout, width);
    return layout;
}

PangoLayout *paper_layout(const struct paper *paper, const struct document *document, size_t from, size_t to,
                          const struct paper_style *style, double width)
{
    PangoLayout *layout = paper_words(paper, "", style, width);
    struct runs runs = {.looks = pango_attr_list_new()};
    runs.size = pango_font_description_get_size(pango_layout_get_font_description(layout));
    for (size_t i = from; i < to; i++) {
        add_token(&runs, &document->tokens[i]);
    }
    pango_layout_set_text(layout, sibu_text_get(&runs.text), -1);
    pango_layout_set_attributes(layout, runs.looks);
    pango_attr_list_unref(runs.looks);
    sibu_text_clear(&runs.text);
    return layout;
}
