/* How the shapes of a drawing look: the class that a page's style knows, and colours and lines on paper. Pure.
 */
#pragma once
#include "report/drawing.h"

struct drawing_look {
    const char *name; /* class in a page; "" for none */
    const char *fill, *stroke; /* on paper, where the shape says none: "#rrggbb", "none" */
    double fill_share, stroke_share; /* how much they cover, 0 to 1 */
    double width; /* of the stroke */
    const char *dashes; /* "6 4"; "" */
};
const struct drawing_look *drawing_look(enum drawing_role role);
