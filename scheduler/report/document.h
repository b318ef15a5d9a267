/* The report as a document: what stands in it in which order, in one language, as a list of marks that open and close, of texts
 * and of pictures. Two writers read it: document_html.h and pdf.h. Nothing in it knows of either.
 *
 * Texts are UTF-8, plain (each writer escapes for itself), and copied. What finds no memory marks the document as failed and
 * nothing more is taken. Nothing here is thread safe.
 */
#pragma once
#include "report/drawing.h"
#include "sibu/text.h"

enum document_element {
    DOCUMENT_HEADER, /* BAD: people are missing or asked for help */
    DOCUMENT_KIND, /* a line that says what this is */
    DOCUMENT_BADGE,
    DOCUMENT_SPAN,
    DOCUMENT_TITLE,
    DOCUMENT_WHEN,
    DOCUMENT_VERDICT,
    DOCUMENT_TILES, /* key figures; its text says so */
    DOCUMENT_TILE, /* ALARM or FINE */
    DOCUMENT_FIGURE, /* the number in a tile */
    DOCUMENT_CHAPTER, /* the heading of the sections behind it, up to the next */
    DOCUMENT_SECTION,
    DOCUMENT_HEADING,
    DOCUMENT_SUBHEADING,
    DOCUMENT_PARAGRAPH,
    DOCUMENT_NOTE,
    DOCUMENT_FACTS, /* terms with what they are */
    DOCUMENT_COUNTS, /* terms with numbers */
    DOCUMENT_TERM,
    DOCUMENT_FACT,
    DOCUMENT_PROOF, /* set apart */
    DOCUMENT_LIST,
    DOCUMENT_ITEM,
    DOCUMENT_TABLE, /* its text: which kind, or "" */
    DOCUMENT_HEAD, /* its row of heads */
    DOCUMENT_BODY,
    DOCUMENT_ROW, /* STRONG, TOTAL */
    DOCUMENT_HEAD_CELL, /* NUMBER */
    DOCUMENT_ROW_HEAD,
    DOCUMENT_CELL, /* NUMBER, FAINT, BAD, WORDS, WHOM */
    DOCUMENT_FOLD, /* shown when asked for */
    DOCUMENT_FOLD_TITLE,
    DOCUMENT_CHART, /* a picture with its legend */
    DOCUMENT_MAPS,
    DOCUMENT_MAP, /* WIDE */
    DOCUMENT_CAPTION,
    DOCUMENT_LEGEND,
    DOCUMENT_LEGEND_ITEM, /* an ornament and its words */
    DOCUMENT_SCALE, /* words, an ornament, words */
    DOCUMENT_SMALL, /* a line of its own, in small letters */
    DOCUMENT_CODE,
    DOCUMENT_FOOTER,
    DOCUMENT_ELEMENTS
};

enum document_flag {
    DOCUMENT_NUMBER = 1,
    DOCUMENT_FAINT = 2,
    DOCUMENT_BAD = 4,
    DOCUMENT_STRONG = 8,
    DOCUMENT_TOTAL = 16,
    DOCUMENT_WORDS = 32,
    DOCUMENT_WHOM = 64,
    DOCUMENT_ALARM = 128,
    DOCUMENT_FINE = 256,
    DOCUMENT_WIDE = 512
};

struct document_picture {
    const struct drawing *drawing;
    const char *kind; /* "chart", "plan"; "" is an ornament */
    const char *id; /* unique in a page, where there is a description */
    const char *title, *description; /* for who cannot see it; description "": the title alone */
    const char *choice; /* of the drawing's choices, or "" */
};

enum document_mark { DOCUMENT_OPEN, DOCUMENT_CLOSE, DOCUMENT_TEXT, DOCUMENT_BREAK, DOCUMENT_PICTURE };
struct document_token {
    enum document_mark mark;
    enum document_element element; /* OPEN, CLOSE */
    unsigned flags; /* OPEN */
    const char *text; /* TEXT; OPEN where its element says so, else "" */
    const struct document_picture *picture;
};
struct document {
    enum sibu_language language;
    struct document_token *tokens;
    size_t count, capacity;
    struct document_drawing *drawings; /* owned; newest first */
    struct sibu_arena arena;
    struct drawing spare; /* takes nothing: what is given where there is no memory for a drawing */
    int failed;
};

void document_clear(struct document *document);
void document_open(struct document *document, enum document_element element, unsigned flags, const char *text);
void document_close(struct document *document, enum document_element element);
void document_text(struct document *document, const char *text);
void document_break(struct document *document);
/* Takes copies of the picture's texts; the drawing lives as long as the document where it came from document_draw. */
void document_picture(struct document *document, const struct document_picture *picture);
/* An empty drawing that belongs to the document. Never NULL: where there is no memory, one that takes nothing. */
struct drawing *document_draw(struct document *document);
/* Where the element ends that is opened by this token. */
size_t document_end_of(const struct document *document, size_t token);
