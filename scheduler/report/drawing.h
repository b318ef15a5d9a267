/* A picture as a list of shapes, written as SVG (drawing_svg.h) and onto paper (drawing_pdf.h): one list, two writers.
 *
 * Lengths are in units of the picture, y downward. What a shape is (its role) decides how it looks: in SVG the class that the
 * page's style knows, on paper the look of drawing_look.h; what a shape says itself (colour, width, dashes) comes before that.
 * Texts are UTF-8 and copied. A shape that finds no memory marks the drawing as failed and nothing more is taken; so a painter
 * paints freely and the writer asks once. Nothing here is thread safe.
 */
#pragma once
#include <stdint.h>

#include "sibu/memory.h"

enum drawing_role {
    DRAWING_PLAIN, /* as it says itself */
    DRAWING_GRID,
    DRAWING_TICK,
    DRAWING_LIMIT,
    DRAWING_CURVE,
    DRAWING_BAND,
    DRAWING_MIDDLE,
    DRAWING_TRACK,
    DRAWING_MARK,
    DRAWING_GROUND,
    DRAWING_WALLS,
    DRAWING_ZONE,
    DRAWING_ZONE_EMPTY,
    DRAWING_HAZARD,
    DRAWING_MUSTER,
    DRAWING_EXIT,
    DRAWING_ORIGIN, /* a group: ring and cross */
    DRAWING_RING,
    DRAWING_STROKES,
    DRAWING_LOST, /* a group: sign, way, edge, cross and time */
    DRAWING_SIGN,
    DRAWING_WAY,
    DRAWING_EDGE,
    DRAWING_CROSS,
    DRAWING_LABEL, /* from here on, of texts */
    DRAWING_STRONG,
    DRAWING_TICKS_TEXT,
    DRAWING_NUMBER,
    DRAWING_NUMBER_LIGHT,
    DRAWING_NUMBER_FAINT,
    DRAWING_MUSTER_ID,
    DRAWING_WHEN,
    DRAWING_ROLES
};

#define DRAWING_HATCH "hatch" /* a fill: stripes of orange on white */

struct drawing_paint {
    enum drawing_role role;
    const char *fill, *stroke; /* "#rrggbb", "none" or DRAWING_HATCH; NULL: the role's */
    double width; /* of the stroke; 0: the role's, or the group's */
    const char *dashes; /* "6 4"; NULL: the role's */
};

enum drawing_kind { DRAWING_PATH, DRAWING_RECT, DRAWING_CIRCLE, DRAWING_TEXT, DRAWING_GROUP, DRAWING_END, DRAWING_USE };
enum drawing_anchor { DRAWING_START, DRAWING_MIDDLE_OF, DRAWING_ENDS };
#define DRAWING_NOTHING UINT32_MAX

struct drawing_point {
    double x, y;
    char command; /* 'M' begins a line, 'L' goes on, 'Z' closes it (x and y unused) */
};
struct drawing_item {
    enum drawing_kind kind;
    struct drawing_paint paint;
    const char *id; /* "", or what the shape is called where it is shown again */
    uint32_t first, count; /* PATH: its points */
    double x, y, w, h, r; /* RECT; CIRCLE: x, y, r; TEXT: x, y, size in w (0: the page's), dy in em in h */
    const char *text;
    enum drawing_anchor anchor;
    uint32_t of; /* USE: the item that is shown again; GROUP: the path that it is cut out by, or DRAWING_NOTHING */
    int is_choice; /* GROUP: shown only in a view that chooses it by its id */
};
struct drawing {
    double width, height; /* of the picture */
    int digits; /* of coordinates in SVG: 0 or 1 */
    int shared; /* 1: shapes with an id stand in the page once, and pictures refer to them */
    struct drawing_item *items;
    size_t count, capacity;
    struct drawing_point *points;
    size_t point_count, point_capacity;
    struct sibu_arena arena; /* texts */
    int failed;
};

void drawing_clear(struct drawing *drawing); /* frees; all zero is an empty drawing */

/* A path: begun, its points, ended by the next shape. Returns its index. */
uint32_t drawing_path(struct drawing *drawing, const struct drawing_paint *paint, const char *id);
void drawing_move(struct drawing *drawing, double x, double y);
void drawing_to(struct drawing *drawing, double x, double y);
void drawing_close(struct drawing *drawing);
void drawing_line(struct drawing *drawing, const struct drawing_paint *paint, const double from[2], const double to[2]);
/* box: x, y, width, height. */
void drawing_rect(struct drawing *drawing, const struct drawing_paint *paint, const double box[4], double radius);
void drawing_circle(struct drawing *drawing, const struct drawing_paint *paint, const double at[2], double radius);

struct drawing_letters {
    enum drawing_role role;
    enum drawing_anchor anchor;
    double size; /* 0: as the page's charts have it */
    double down_em; /* the base line lies that much below the point, of the letters' size */
};
void drawing_text(struct drawing *drawing, const struct drawing_letters *letters, const double at[2], const char *text);

struct drawing_bounds { /* of a group */
    enum drawing_role role;
    const char *id; /* "" */
    uint32_t window; /* the path that it is cut out by, or DRAWING_NOTHING */
    double width; /* of its strokes that have none; 0: none */
    int is_choice;
};
void drawing_begin(struct drawing *drawing, const struct drawing_bounds *bounds);
void drawing_end(struct drawing *drawing);
/* The path with that index again, in another role. */
void drawing_again(struct drawing *drawing, uint32_t path, enum drawing_role role);
/* Where the group ends that begins at this item; the item itself for any other. */
size_t drawing_last_of(const struct drawing *drawing, size_t item);
