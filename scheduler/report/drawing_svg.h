/* A drawing as SVG inside an HTML page. Pure. Depends on: drawing.
 *
 * Letters' size and the colours of paper and ink come from the page's style, so that one drawing serves screen, phone, dark
 * and print.
 */
#pragma once
#include "report/drawing.h"
#include "sibu/text.h"

/* How it stands in the page. */
struct drawing_frame {
    const char *kind; /* class of the element: "chart", "plan"; NULL: an ornament, hidden from who cannot see it */
    const char *id; /* unique in the page, where there is a description */
    const char *title, *description; /* for who cannot see it; description NULL: the title alone, as a label */
    const char *choice; /* id of the group to show of those that are a choice; NULL: none */
};
void drawing_svg(struct sibu_text *out, const struct drawing *drawing, const struct drawing_frame *frame);
/* The shapes with an id of a shared drawing, for the page's hidden definitions. */
void drawing_svg_shapes(struct sibu_text *out, const struct drawing *drawing);
/* The fill DRAWING_HATCH, once in a page that uses it. */
void drawing_svg_hatch(struct sibu_text *out);
