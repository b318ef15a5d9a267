/* A drawing on paper. Inside report/ only. Depends on: drawing, drawing_look, typeface, cairo.
 */
#pragma once
#include "report/drawing.h"
#include "report/typeface.h"

/* Where on the page, and how. */
struct drawing_place {
    double x, y; /* points */
    double scale; /* points to a unit of the drawing */
    double letters; /* size of letters that say none, in units */
    const char *choice; /* id of the group to show of those that are a choice; "" for none */
};
void drawing_pdf(cairo_t *paper, const struct typeface *typeface, const struct drawing *drawing,
                 const struct drawing_place *place);
/* Red, green, blue from "#rrggbb", each 0 to 1; black where it is not that. */
void drawing_colour(const char *colour, double out[3]);
