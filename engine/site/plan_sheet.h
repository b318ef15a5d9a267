/* A plan while it is being drawn: a list of items that grows, and the memory that they point to.
 *
 * Depends on: base (memory, text), sibu/plan.h. What can not be added marks the sheet as failed; a drawer draws on and
 * whoever opened the sheet asks once at the end. One sheet belongs to one thread.
 */
#pragma once
#include "sibu/memory.h"
#include "sibu/plan.h"

struct sheet {
    struct sibu_plan plan; /* what is handed out; its owner is the sheet */
    struct sibu_plan_item *items;
    size_t count, capacity;
    struct sibu_arena arena;
    int failed;
};

struct style {
    uint32_t fill, stroke; /* 0xAARRGGBB; 0: none */
    double width, dash;
};
struct lettering {
    double size;
    uint32_t colour, rim; /* rim 0: none */
    enum sibu_plan_anchor anchor;
    int bold;
};
/* Where metres lie on the sheet. */
struct view {
    double px_per_m;
    struct sibu_point corner_m; /* the point of the site (left, top) that lies at ... */
    struct sibu_point corner; /* ... this point of the sheet */
};

struct sheet *sheet_open(void); /* NULL: no memory */
void sheet_close(struct sheet *sheet); /* NULL is allowed */
void *sheet_take(struct sheet *sheet, size_t count, size_t item_bytes); /* lives with the sheet; NULL: failed */

struct sibu_point view_point(const struct view *view, struct sibu_point metres);

/* Points of the sheet; copied. */
void sheet_line(struct sheet *sheet, const struct sibu_point *points, uint32_t count, struct style style);
void sheet_area(struct sheet *sheet, const struct sibu_point *points, uint32_t count, struct style style);
void sheet_box(struct sheet *sheet, struct sibu_box box, double corner_radius, struct style style);
void sheet_circle(struct sheet *sheet, struct sibu_point centre, double radius, struct style style);
void sheet_text(struct sheet *sheet, struct sibu_point at, struct lettering lettering, const char *text);
/* Shapes of the site. */
void sheet_polygon(struct sheet *sheet, const struct view *view, const struct sibu_polygon *polygon,
                   struct style style);
void sheet_site_line(struct sheet *sheet, const struct view *view, const struct sibu_line *line, struct style style);
/* Everything in the box that lies in none of the polygons (which do not overlap). */
void sheet_outside(struct sheet *sheet, const struct view *view, struct sibu_box box, const struct sibu_floor *ground,
                   struct style style);
