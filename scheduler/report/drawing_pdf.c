/* See drawing_pdf.h. */
#include "report/drawing_pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/drawing_look.h"

#define GROUPS_MAX 8
#define HATCH_PERIOD 14.0 /* as in drawing_svg_hatch */
#define HATCH_WIDTH 5.0
#define HATCH_COLOUR "#D55E00"
#define TURN 6.283185307179586
#define DASHES_MAX 8

struct painter {
    cairo_t *paper;
    const struct typeface *typeface;
    const struct drawing *drawing;
    const struct drawing_item *groups[GROUPS_MAX]; /* that are open; deeper ones are drawn but have no say */
    size_t depth;
    double letters;
};

void drawing_colour(const char *colour, double out[3])
{
    unsigned long value = colour[0] == '#' ? strtoul(colour + 1, NULL, 16) : 0;
    out[0] = (double)(value >> 16 & 255u) / 255.0;
    out[1] = (double)(value >> 8 & 255u) / 255.0;
    out[2] = (double)(value & 255u) / 255.0;
}

static void use_colour(cairo_t *paper, const char *colour, double share)
{
    double parts[3];
    drawing_colour(colour, parts);
    cairo_set_source_rgba(paper, parts[0], parts[1], parts[2], share);
}

static void use_dashes(cairo_t *paper, const char *dashes)
{
    double lengths[DASHES_MAX];
    int count = 0;
    const char *at = dashes;
    char *end = NULL;
    for (double length = strtod(at, &end); end != at && count < DASHES_MAX; length = strtod(at, &end)) {
        lengths[count++] = length;
        at = end;
    }
    cairo_set_dash(paper, lengths, count, 0.0);
}

/* Stripes over the path that lies ready, which stays. */
static void fill_hatch(cairo_t *paper)
{
    double box[4];
    cairo_path_t *path = cairo_copy_path(paper);
    cairo_save(paper);
    use_colour(paper, "#ffffff", 1.0);
    cairo_fill_preserve(paper);
    cairo_clip(paper);
    cairo_clip_extents(paper, &box[0], &box[1], &box[2], &box[3]);
    double height = box[3] - box[1];
    use_colour(paper, HATCH_COLOUR, 1.0);
    cairo_set_line_width(paper, HATCH_WIDTH);
    cairo_set_dash(paper, NULL, 0, 0.0);
    for (double x = floor((box[0] - height) / HATCH_PERIOD) * HATCH_PERIOD; x < box[2]; x += HATCH_PERIOD * sqrt(2.0)) {
        cairo_move_to(paper, x, box[3]);
        cairo_line_to(paper, x + height, box[1]);
    }
    cairo_stroke(paper);
    cairo_restore(paper);
    cairo_append_path(paper, path);
    cairo_path_destroy(path);
}

/* What the innermost open group says of its shapes. */
static const struct drawing_item *group_of(const struct painter *painter)
{
    return painter->depth > 0 && painter->depth <= GROUPS_MAX ? painter->groups[painter->depth - 1] : NULL;
}

static void fill(const struct painter *painter, const struct drawing_paint *paint, const struct drawing_look *look)
{
    const struct drawing_item *group = group_of(painter);
    const char *colour = paint->fill != NULL ? paint->fill : look->fill;
    double share = look->fill_share;
    if (paint->role == DRAWING_PLAIN && group != NULL) {
        share = drawing_look(group->paint.role)->fill_share;
    }
    if (strcmp(colour, DRAWING_HATCH) == 0) {
        fill_hatch(painter->paper);
    } else if (strcmp(colour, "none") != 0) {
        use_colour(painter->paper, colour, share);
        cairo_fill_preserve(painter->paper);
    }
}

static void stroke(const struct painter *painter, const struct drawing_paint *paint, const struct drawing_look *look)
{
    const struct drawing_item *group = group_of(painter);
    const char *colour = paint->stroke != NULL ? paint->stroke : look->stroke;
    double width = paint->width > 0.0 ? paint->width : group != NULL ? group->paint.width : 0.0;
    if (strcmp(colour, "none") != 0) {
        use_colour(painter->paper, colour, look->stroke_share);
        cairo_set_line_width(painter->paper, width > 0.0 ? width : look->width);
        use_dashes(painter->paper, paint->dashes != NULL ? paint->dashes : look->dashes);
        cairo_stroke_preserve(painter->paper);
    }
}

/* Fills and strokes the path that lies ready. */
static void finish(const struct painter *painter, const struct drawing_paint *paint)
{
    const struct drawing_look *look = drawing_look(paint->role);
    fill(painter, paint, look);
    stroke(painter, paint, look);
    cairo_new_path(painter->paper);
}

static void trace(const struct painter *painter, const struct drawing_item *item)
{
    cairo_new_path(painter->paper);
    for (uint32_t i = item->first; i < item->first + item->count; i++) {
        const struct drawing_point *point = &painter->drawing->points[i];
        if (point->command == 'M') {
            cairo_move_to(painter->paper, point->x, point->y);
        } else if (point->command == 'L') {
            cairo_line_to(painter->paper, point->x, point->y);
        } else {
            cairo_close_path(painter->paper);
        }
    }
}

static void draw_rect(const struct painter *painter, const struct drawing_item *item)
{
    double r = item->r * 2.0 < item->w ? item->r : item->w / 2.0, right = item->x + item->w, bottom = item->y + item->h;
    cairo_new_path(painter->paper);
    if (r > 0.0) {
        cairo_arc(painter->paper, right - r, item->y + r, r, -TURN / 4.0, 0.0);
        cairo_arc(painter->paper, right - r, bottom - r, r, 0.0, TURN / 4.0);
        cairo_arc(painter->paper, item->x + r, bottom - r, r, TURN / 4.0, TURN / 2.0);
        cairo_arc(painter->paper, item->x + r, item->y + r, r, TURN / 2.0, TURN * 0.75);
        cairo_close_path(painter->paper);
    } else {
        cairo_rectangle(painter->paper, item->x, item->y, item->w, item->h);
    }
    finish(painter, &item->paint);
}

/* The rim first, then the letters over it, as letters: they can be searched and copied. */
static void draw_text(const struct painter *painter, const struct drawing_item *item)
{
    const struct drawing_look *look = drawing_look(item->paint.role);
    int is_bold = item->paint.role == DRAWING_STRONG || item->paint.role >= DRAWING_NUMBER;
    const struct typeface_letters letters = {.size = item->w > 0.0 ? item->w : painter->letters, .is_bold = is_bold};
    PangoLayout *layout = typeface_layout(painter->typeface, &letters, item->text);
    int width = 0;
    pango_layout_get_size(layout, &width, NULL);
    double before = item->anchor == DRAWING_START ? 0.0 : item->anchor == DRAWING_MIDDLE_OF ? 0.5 : 1.0;
    double x = item->x - before * (double)width / PANGO_SCALE;
    double y = item->y + item->h * letters.size - (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
    cairo_new_path(painter->paper);
    cairo_move_to(painter->paper, x, y);
    if (strcmp(look->stroke, "none") != 0) {
        pango_cairo_layout_path(painter->paper, layout);
        use_colour(painter->paper, look->stroke, look->stroke_share);
        cairo_set_dash(painter->paper, NULL, 0, 0.0);
        cairo_set_line_width(painter->paper, look->width * letters.size);
        cairo_stroke(painter->paper);
        cairo_move_to(painter->paper, x, y);
    }
    use_colour(painter->paper, look->fill, 1.0);
    pango_cairo_show_layout(painter->paper, layout);
    cairo_new_path(painter->paper);
    g_object_unref(layout);
}

/* What is seen through a window is painted apart and then fills the window's path. As a clip cairo would write that path anew
 * for each thing seen through it. */
static void begin_group(struct painter *painter, const struct drawing_item *item)
{
    cairo_save(painter->paper);
    if (painter->depth < GROUPS_MAX) {
        painter->groups[painter->depth] = item;
        if (item->of != DRAWING_NOTHING) {
            cairo_push_group(painter->paper);
        }
    }
    painter->depth++;
}

static void end_group(struct painter *painter)
{
    const struct drawing_item *group = group_of(painter);
    if (group != NULL && group->of != DRAWING_NOTHING) {
        cairo_pop_group_to_source(painter->paper);
        trace(painter, &painter->drawing->items[group->of]);
        cairo_fill(painter->paper);
    }
    cairo_restore(painter->paper);
    painter->depth -= painter->depth > 0;
}

static void draw_again(const struct painter *painter, const struct drawing_item *item)
{
    trace(painter, &painter->drawing->items[item->of]);
    finish(painter, &item->paint);
}

static void draw_item(struct painter *painter, const struct drawing_item *item)
{
    switch (item->kind) {
    case DRAWING_PATH:
        trace(painter, item);
        finish(painter, &item->paint);
        break;
    case DRAWING_RECT:
        draw_rect(painter, item);
        break;
    case DRAWING_CIRCLE:
        cairo_new_path(painter->paper);
        cairo_arc(painter->paper, item->x, item->y, item->r, 0.0, TURN);
        finish(painter, &item->paint);
        break;
    case DRAWING_TEXT:
        draw_text(painter, item);
        break;
    case DRAWING_GROUP:
        begin_group(painter, item);
        break;
    case DRAWING_END:
        end_group(painter);
        break;
    case DRAWING_USE:
        draw_again(painter, item);
        break;
    }
}

void drawing_pdf(cairo_t *paper, const struct typeface *typeface, const struct drawing *drawing,
                 const struct drawing_place *place)
{
    struct painter painter = {.paper = paper, .typeface = typeface, .drawing = drawing, .letters = place->letters};
    cairo_save(paper);
    cairo_translate(paper, place->x, place->y);
    cairo_scale(paper, place->scale, place->scale);
    cairo_new_path(paper);
    cairo_rectangle(paper, 0.0, 0.0, drawing->width, drawing->height); /* as a browser cuts it */
    cairo_clip(paper);
    cairo_set_fill_rule(paper, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_set_line_join(paper, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < drawing->count; i++) {
        const struct drawing_item *item = &drawing->items[i];
        if (item->is_choice && strcmp(item->id, place->choice) != 0) {
            i = drawing_last_of(drawing, i);
        } else {
            draw_item(&painter, item);
        }
    }
    cairo_restore(paper);
}
