/* See drawing_svg.h. */
#include "report/drawing_svg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/drawing_look.h"

struct writer {
    struct sibu_text *out;
    const struct drawing *drawing;
};

/* Not "-0", which is another byte for the same place. */
static double shown(double value)
{
    return fabs(value) < 0.05 ? 0.0 : value;
}

static void add_number(const struct writer *writer, const char *name, double value)
{
    sibu_text_addf(writer->out, " %s=\"%.*f\"", name, writer->drawing->digits, shown(value));
}

static void add_paint(const struct writer *writer, const struct drawing_paint *paint)
{
    if (paint->fill != NULL) {
        sibu_text_addf(writer->out, strcmp(paint->fill, DRAWING_HATCH) == 0 ? " fill=\"url(#%s)\"" : " fill=\"%s\"",
                       paint->fill);
    }
    if (paint->stroke != NULL) {
        sibu_text_addf(writer->out, " stroke=\"%s\"", paint->stroke);
    }
    if (paint->width > 0.0) {
        sibu_text_addf(writer->out, " stroke-width=\"%.1f\"", paint->width);
    }
    if (paint->dashes != NULL && paint->dashes[0] != '\0') {
        sibu_text_addf(writer->out, " stroke-dasharray=\"%s\"", paint->dashes);
    }
}

/* The beginning of an element with its class, its id and its paint. */
static void add_element(const struct writer *writer, const char *name, const struct drawing_item *item)
{
    /* what is shown again gets its class where that happens */
    const char *role = item->kind == DRAWING_PATH && item->id[0] != '\0' ? "" : drawing_look(item->paint.role)->name;
    sibu_text_addf(writer->out, "<%s", name);
    if (item->id[0] != '\0') {
        sibu_text_addf(writer->out, " id=\"%s\"", item->id);
    }
    if (role[0] != '\0') {
        sibu_text_addf(writer->out, " class=\"%s\"", role);
    }
    add_paint(writer, &item->paint);
}

/* Where a line goes straight across or down, one number is enough. */
static void add_points(const struct writer *writer, const struct drawing_item *item)
{
    char before[2][32] = {"", ""}, now[2][32];
    sibu_text_add(writer->out, " d=\"");
    for (uint32_t i = item->first; i < item->first + item->count; i++) {
        const struct drawing_point *point = &writer->drawing->points[i];
        (void)snprintf(now[0], sizeof now[0], "%.*f", writer->drawing->digits, shown(point->x));
        (void)snprintf(now[1], sizeof now[1], "%.*f", writer->drawing->digits, shown(point->y));
        if (point->command == 'Z') {
            sibu_text_add(writer->out, "Z");
        } else if (point->command == 'L' && strcmp(now[1], before[1]) == 0) {
            sibu_text_addf(writer->out, "H%s", now[0]);
        } else if (point->command == 'L' && strcmp(now[0], before[0]) == 0) {
            sibu_text_addf(writer->out, "V%s", now[1]);
        } else {
            sibu_text_addf(writer->out, "%c%s %s", point->command, now[0], now[1]);
        }
        memcpy(before, now, sizeof before);
    }
    sibu_text_add(writer->out, "\"");
}

static void add_path(const struct writer *writer, const struct drawing_item *item)
{
    add_element(writer, "path", item);
    if (item->id[0] != '\0') { /* a shape that others are cut out by: what lies in its holes is outside */
        sibu_text_add(writer->out, " fill-rule=\"evenodd\" clip-rule=\"evenodd\"");
    }
    add_points(writer, item);
    sibu_text_add(writer->out, "/>");
    if (item->id[0] != '\0') {
        sibu_text_addf(writer->out, "<clipPath id=\"window-%s\"><use href=\"#%s\"/></clipPath>", item->id, item->id);
    }
}

static void add_rect(const struct writer *writer, const struct drawing_item *item)
{
    add_element(writer, "rect", item);
    add_number(writer, "x", item->x);
    add_number(writer, "y", item->y);
    add_number(writer, "width", item->w);
    add_number(writer, "height", item->h);
    if (item->r > 0.0) {
        sibu_text_addf(writer->out, " rx=\"%.0f\"", item->r);
    }
    sibu_text_add(writer->out, "/>");
}

static void add_circle(const struct writer *writer, const struct drawing_item *item)
{
    add_element(writer, "circle", item);
    add_number(writer, "cx", item->x);
    add_number(writer, "cy", item->y);
    add_number(writer, "r", item->r);
    sibu_text_add(writer->out, "/>");
}

static void add_text(const struct writer *writer, const struct drawing_item *item)
{
    static const char *const ANCHORS[] = {"", "x", "end"};
    const char *role = drawing_look(item->paint.role)->name, *anchor = ANCHORS[item->anchor];
    anchor = item->paint.role >= DRAWING_NUMBER ? "" : anchor; /* numbers on plans are centred by their class */
    sibu_text_addf(writer->out, "<text class=\"%s%s%s\"", role, role[0] != '\0' && anchor[0] != '\0' ? " " : "",
                   anchor);
    add_number(writer, "x", item->x);
    add_number(writer, "y", item->y);
    if (item->h < 0.0 || item->h > 0.0) {
        sibu_text_addf(writer->out, " dy=\"%.3gem\"", item->h);
    }
    if (item->w > 0.0) {
        sibu_text_addf(writer->out, " style=\"font-size:%.0fpx\"", item->w);
    }
    sibu_text_add(writer->out, ">");
    sibu_text_add_xml(writer->out, item->text);
    sibu_text_add(writer->out, "</text>");
}

static void add_group(const struct writer *writer, const struct drawing_item *item)
{
    add_element(writer, "g", item);
    if (item->of != DRAWING_NOTHING) {
        sibu_text_addf(writer->out, " clip-path=\"url(#window-%s)\"", writer->drawing->items[item->of].id);
    }
    sibu_text_add(writer->out, ">");
}

static void add_use(const struct writer *writer, enum drawing_role role, const char *id)
{
    const char *name = drawing_look(role)->name;
    sibu_text_add(writer->out, "<use");
    if (name[0] != '\0') {
        sibu_text_addf(writer->out, " class=\"%s\"", name);
    }
    sibu_text_addf(writer->out, " href=\"#%s\"/>", id);
}

static void add_item(const struct writer *writer, const struct drawing_item *item)
{
    switch (item->kind) {
    case DRAWING_PATH:
        add_path(writer, item);
        break;
    case DRAWING_RECT:
        add_rect(writer, item);
        break;
    case DRAWING_CIRCLE:
        add_circle(writer, item);
        break;
    case DRAWING_TEXT:
        add_text(writer, item);
        break;
    case DRAWING_GROUP:
        add_group(writer, item);
        break;
    case DRAWING_END:
        sibu_text_add(writer->out, "</g>");
        break;
    case DRAWING_USE:
        add_use(writer, item->paint.role, writer->drawing->items[item->of].id);
        break;
    }
}

static void add_all(const struct writer *writer, size_t from, size_t last)
{
    for (size_t i = from; i <= last && i < writer->drawing->count; i++) {
        add_item(writer, &writer->drawing->items[i]);
    }
}

static void add_head(const struct writer *writer, const struct drawing_frame *frame)
{
    const struct drawing *drawing = writer->drawing;
    sibu_text_addf(writer->out, frame->kind != NULL ? "<svg class=\"%s\"" : "<svg", frame->kind);
    sibu_text_addf(writer->out, " viewBox=\"0 0 %.0f %.0f\"", drawing->width, drawing->height);
    if (frame->kind == NULL) {
        sibu_text_add(writer->out, " aria-hidden=\"true\">");
    } else if (frame->description == NULL) {
        sibu_text_add(writer->out, " role=\"img\" aria-label=\"");
        sibu_text_add_xml(writer->out, frame->title);
        sibu_text_add(writer->out, "\">");
    } else {
        sibu_text_addf(writer->out,
                       " role=\"img\" aria-labelledby=\"%s-t\" aria-describedby=\"%s-d\"><title id=\"%s-t\">",
                       frame->id, frame->id, frame->id);
        sibu_text_add_xml(writer->out, frame->title);
        sibu_text_addf(writer->out, "</title><desc id=\"%s-d\">", frame->id);
        sibu_text_add_xml(writer->out, frame->description);
        sibu_text_add(writer->out, "</desc>");
    }
}

void drawing_svg(struct sibu_text *out, const struct drawing *drawing, const struct drawing_frame *frame)
{
    const struct writer writer = {out, drawing};
    out->failed |= drawing->failed;
    add_head(&writer, frame);
    for (size_t i = 0; i < drawing->count; i++) {
        const struct drawing_item *item = &drawing->items[i];
        size_t last = drawing_last_of(drawing, i);
        int is_left_out = item->is_choice && (frame->choice == NULL || strcmp(frame->choice, item->id) != 0);
        if (!is_left_out && drawing->shared && item->id[0] != '\0') {
            add_use(&writer, item->kind == DRAWING_PATH ? item->paint.role : DRAWING_PLAIN, item->id);
        } else if (!is_left_out) {
            add_all(&writer, i, last);
        }
        i = last;
    }
    sibu_text_add(out, "</svg>");
}

void drawing_svg_shapes(struct sibu_text *out, const struct drawing *drawing)
{
    const struct writer writer = {out, drawing};
    out->failed |= drawing->failed;
    for (size_t i = 0; i < drawing->count; i++) {
        size_t last = drawing_last_of(drawing, i);
        if (drawing->items[i].id[0] != '\0') {
            add_all(&writer, i, last);
            sibu_text_add(out, "\n");
        }
        i = last;
    }
}

void drawing_svg_hatch(struct sibu_text *out)
{
    sibu_text_add(out, "<pattern id=\"" DRAWING_HATCH "\" width=\"14\" height=\"14\" patternUnits=\"userSpaceOnUse\""
                       " patternTransform=\"rotate(45)\"><rect width=\"14\" height=\"14\" fill=\"#fff\"/>"
                       "<rect width=\"5\" height=\"14\" fill=\"#D55E00\"/></pattern>\n");
}
