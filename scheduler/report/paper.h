/* Pages that are being laid out: what is placed where, decided here, painted later (pdf.c), when it is known how many pages there
 * are. Inside report/ only. Depends on: document, typeface.
 *
 * Lengths are points, y downward from the top of a page; A4. Blocks are set one below the other; what does not fit on a page goes
 * to the next, and nothing is cut. Where there is no memory the paper fails and takes nothing more.
 */
#pragma once
#include "report/document.h"
#include "report/typeface.h"

#define PAPER_WIDTH 595.28
#define PAPER_HEIGHT 841.89
#define PAPER_LEFT 54.0
#define PAPER_RIGHT (PAPER_WIDTH - 54.0)
#define PAPER_TOP 66.0
#define PAPER_BOTTOM (PAPER_HEIGHT - 58.0)
#define PAPER_TILES 3 /* key figures beside each other unless said otherwise */
#define PAPER_TILES_MAX 6
#define PAPER_INK 0x16202au
#define PAPER_SOFT 0x4b5763u
#define PAPER_LINE 0xc3cbd3u
#define PAPER_GOOD 0x00795au
#define PAPER_BAD 0xb84a00u
#define PAPER_NONE 0xffffffffu

enum paper_kind { PAPER_LINES, PAPER_BOX, PAPER_DRAWING, PAPER_TAG, PAPER_END_TAG, PAPER_BOOKMARK };
struct paper_thing {
    enum paper_kind kind;
    unsigned page; /* from 0 */
    double x, y, w, h; /* LINES: of their upper left corner; DRAWING: w is its scale, h the size of its letters */
    PangoLayout *layout; /* LINES: owned */
    int first, count; /* LINES: which of the layout's */
    uint32_t fill, edge; /* 0xrrggbb or PAPER_NONE; LINES: fill is the letters' */
    const struct drawing *drawing; /* DRAWING */
    const char *name; /* TAG, END_TAG: which; DRAWING: the choice; BOOKMARK: its words */
    int level; /* BOOKMARK: from 1 */
};
struct paper_page {
    const char *left, *right; /* at its head; of the document that began it */
};
struct paper {
    struct typeface typeface;
    struct paper_thing *things;
    size_t count, capacity;
    struct paper_page *pages;
    size_t page_count, page_capacity;
    struct paper_page head; /* of pages that begin from now on */
    double left, right; /* within which blocks are set now */
    double y; /* where the next block begins */
    int tiles_in_row; /* at most PAPER_TILES_MAX */
    int is_apart; /* blocks are set apart from the rest by a line beside them */
    struct sibu_arena arena;
    int failed;
};

void paper_open(struct paper *out);
void paper_clear(struct paper *paper);
void paper_new_page(struct paper *paper);
/* A new page where less than `height` is left, unless the page is empty. Returns whether it began one. */
int paper_need(struct paper *paper, double height);
double paper_left_over(const struct paper *paper); /* what is left of the page */

/* Places onto the present page. The thing is taken as it is but for its page; a layout changes hands. */
void paper_put(struct paper *paper, const struct paper_thing *thing);
void paper_box(struct paper *paper, const double box[4], uint32_t fill, uint32_t edge);
/* All that stands between belongs together for who cannot see it: "H1", "P", "TD". Ends on the page where it begins. */
void paper_tag(struct paper *paper, const char *name);
void paper_end_tag(struct paper *paper, const char *name);
void paper_bookmark(struct paper *paper, int level, const char *words);

struct paper_style {
    double size;
    int is_bold;
    uint32_t ink;
    double before, after; /* points above and below */
    double with_next; /* so much must fit below it on the same page */
    const char *tag;
};
/* The inline tokens from `from` to `to` (not included) as lines of at most `width`; a small part begins a line of its own. */
PangoLayout *paper_layout(const struct paper *paper, const struct document *document, size_t from, size_t to,
                          const struct paper_style *style, double width);
PangoLayout *paper_words(const struct paper *paper, const char *text, const struct paper_style *style, double width);
/* Sets lines as a block within left and right, over several pages where they must. Takes the layout. */
void paper_set(struct paper *paper, PangoLayout *layout, const struct paper_style *style);
double paper_height_of(PangoLayout *layout);
double paper_width_of(PangoLayout *layout);
/* How many of the layout's lines from `first` on fit into `height`, and how high they are. */
int paper_fitting(PangoLayout *layout, int first, double height, double *used);
