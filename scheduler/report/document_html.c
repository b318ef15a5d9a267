/* See document_html.h. */
#include "report/document_html.h"

#include <string.h>

#include "report/drawing_svg.h"

struct markup {
    const char *name, *attributes; /* of the element, beside its class */
    const char *kind; /* its class, before those of the flags */
    const char *after_open, *after_close;
};

static const struct markup MARKUP[DOCUMENT_ELEMENTS] = {
    [DOCUMENT_HEADER] = {"header", "", "", "\n", "\n"},
    [DOCUMENT_KIND] = {"p", "", "kind", "", "\n"},
    [DOCUMENT_BADGE] = {"b", "", "", "", " "},
    [DOCUMENT_SPAN] = {"span", "", "", "", ""},
    [DOCUMENT_TITLE] = {"h1", "", "", "", "\n"},
    [DOCUMENT_WHEN] = {"p", "", "when", "", "\n"},
    [DOCUMENT_VERDICT] = {"p", "", "verdict", "", "\n"},
    [DOCUMENT_TILES] = {"ul", "", "tiles", "\n", "\n"},
    [DOCUMENT_TILE] = {"li", "", "", "", "\n"},
    [DOCUMENT_FIGURE] = {"b", "", "", "", ""},
    [DOCUMENT_CHAPTER] = {"h2", "", "chapter", "", "\n"},
    [DOCUMENT_SECTION] = {"section", "", "", "\n", "\n"},
    [DOCUMENT_HEADING] = {"h2", "", "", "", "\n"},
    [DOCUMENT_SUBHEADING] = {"h3", "", "", "", "\n"},
    [DOCUMENT_PARAGRAPH] = {"p", "", "", "", "\n"},
    [DOCUMENT_NOTE] = {"p", "", "note", "", "\n"},
    [DOCUMENT_FACTS] = {"dl", "", "", "\n", "\n"},
    [DOCUMENT_COUNTS] = {"dl", "", "counts", "\n", "\n"},
    [DOCUMENT_TERM] = {"dt", "", "", "", ""},
    [DOCUMENT_FACT] = {"dd", "", "", "", "\n"},
    [DOCUMENT_PROOF] = {"div", "", "proof", "", "\n"},
    [DOCUMENT_LIST] = {"ul", "", "plain", "\n", "\n"},
    [DOCUMENT_ITEM] = {"li", "", "", "", "\n"},
    [DOCUMENT_TABLE] = {"table", "", "", "\n", "</div>\n"},
    [DOCUMENT_HEAD] = {"thead", "", "", "<tr>", "\n"},
    [DOCUMENT_BODY] = {"tbody", "", "", "\n", ""},
    [DOCUMENT_ROW] = {"tr", "", "", "", "\n"},
    [DOCUMENT_HEAD_CELL] = {"th", " scope=\"col\"", "", "", ""},
    [DOCUMENT_ROW_HEAD] = {"th", " scope=\"row\"", "", "", ""},
    [DOCUMENT_CELL] = {"td", "", "", "", ""},
    [DOCUMENT_FOLD] = {"details", "", "", "", "\n"},
    [DOCUMENT_FOLD_TITLE] = {"summary", "", "", "", "\n"},
    [DOCUMENT_CHART] = {"figure", "", "of-chart", "", "\n"},
    [DOCUMENT_MAPS] = {"div", "", "maps", "\n", "\n"},
    [DOCUMENT_MAP] = {"figure", "", "", "", "\n"},
    [DOCUMENT_CAPTION] = {"figcaption", "", "", "", ""},
    [DOCUMENT_LEGEND] = {"ul", "", "legend", "", "\n"},
    [DOCUMENT_LEGEND_ITEM] = {"li", "", "", "", ""},
    [DOCUMENT_SCALE] = {"p", "", "scale", "", "\n"},
    [DOCUMENT_SMALL] = {"small", "", "", "", ""},
    [DOCUMENT_CODE] = {"code", "", "", "", ""},
    [DOCUMENT_FOOTER] = {"footer", "", "", "", "\n"},
};

static const struct {
    enum document_flag flag;
    const char *name;
} FLAGS[] = {
    {DOCUMENT_NUMBER, "n"},    {DOCUMENT_BAD, "bad"},           {DOCUMENT_FAINT, "faint"}, {DOCUMENT_STRONG, "strong"},
    {DOCUMENT_TOTAL, "total"}, {DOCUMENT_WORDS, "words"},       {DOCUMENT_WHOM, "whom"},   {DOCUMENT_ALARM, "alarm"},
    {DOCUMENT_FINE, "fine"},   {DOCUMENT_WIDE, "ground-floor"},
};

static void add_class(struct sibu_text *out, const char *kind, const struct document_token *token)
{
    const char *between = " class=\"";
    if (kind[0] != '\0') {
        sibu_text_addf(out, "%s%s", between, kind);
        between = " ";
    }
    for (size_t i = 0; i < sizeof FLAGS / sizeof FLAGS[0]; i++) {
        if ((token->flags & (unsigned)FLAGS[i].flag) != 0) {
            sibu_text_addf(out, "%s%s", between, FLAGS[i].name);
            between = " ";
        }
    }
    sibu_text_add(out, between[1] == '\0' ? "\"" : "");
}

static void add_open(struct sibu_text *out, const struct document_token *token)
{
    const struct markup *markup = &MARKUP[token->element];
    const char *kind = token->element == DOCUMENT_TABLE ? token->text : markup->kind;
    sibu_text_addf(out, token->element == DOCUMENT_TABLE ? "<div class=\"wide\"><%s%s" : "<%s%s", markup->name,
                   markup->attributes);
    add_class(out, kind, token);
    if (token->element == DOCUMENT_TILES) {
        sibu_text_add(out, " aria-label=\"");
        sibu_text_add_xml(out, token->text);
        sibu_text_add(out, "\"");
    }
    sibu_text_addf(out, ">%s", markup->after_open);
}

static void add_close(struct sibu_text *out, enum document_element element)
{
    sibu_text_addf(out, element == DOCUMENT_HEAD ? "</tr></%s>%s" : "</%s>%s", MARKUP[element].name,
                   MARKUP[element].after_close);
}

static void add_picture(struct sibu_text *out, const struct document_picture *picture)
{
    const struct drawing_frame frame = {.kind = picture->kind[0] != '\0' ? picture->kind : NULL,
                                        .id = picture->id,
                                        .title = picture->title,
                                        .description = picture->description[0] != '\0' ? picture->description : NULL,
                                        .choice = picture->choice};
    drawing_svg(out, picture->drawing, &frame);
}

void document_html(struct sibu_text *out, const struct document *document)
{
    out->failed |= document->failed;
    for (size_t i = 0; i < document->count; i++) {
        const struct document_token *token = &document->tokens[i];
        switch (token->mark) {
        case DOCUMENT_OPEN:
            add_open(out, token);
            break;
        case DOCUMENT_CLOSE:
            add_close(out, token->element);
            break;
        case DOCUMENT_TEXT:
            sibu_text_add_xml(out, token->text);
            break;
        case DOCUMENT_BREAK:
            sibu_text_add(out, "<br/>");
            break;
        case DOCUMENT_PICTURE:
            add_picture(out, token->picture);
            break;
        }
    }
}
