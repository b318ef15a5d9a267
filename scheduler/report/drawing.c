/* See drawing.h. */
#include "report/drawing.h"

#include <string.h>

#define ITEMS_MAX ((size_t)1 << 22)

void drawing_clear(struct drawing *drawing)
{
    sibu_array_free(drawing->items);
    sibu_array_free(drawing->points);
    sibu_arena_clear(&drawing->arena);
    *drawing = (struct drawing){0};
}

static const char *copy(struct drawing *drawing, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return text;
    }
    const char *copied = sibu_arena_text(&drawing->arena, text, strlen(text));
    drawing->failed |= copied == NULL;
    return copied != NULL ? copied : "";
}

/* A new item with what the paint says, or NULL. */
static struct drawing_item *add(struct drawing *drawing, enum drawing_kind kind, const struct drawing_paint *paint)
{
    void *items = drawing->items;
    if (drawing->failed ||
        !sibu_array_reserve(&items, &drawing->capacity, drawing->count + 1, sizeof *drawing->items, ITEMS_MAX)) {
        drawing->failed = 1;
        return NULL;
    }
    drawing->items = items;
    struct drawing_item *item = &drawing->items[drawing->count++];
    *item = (struct drawing_item){.kind = kind, .paint = *paint, .id = "", .text = "", .of = DRAWING_NOTHING};
    item->paint.fill = copy(drawing, paint->fill);
    item->paint.stroke = copy(drawing, paint->stroke);
    item->paint.dashes = copy(drawing, paint->dashes);
    return item;
}

uint32_t drawing_path(struct drawing *drawing, const struct drawing_paint *paint, const char *id)
{
    struct drawing_item *item = add(drawing, DRAWING_PATH, paint);
    if (item == NULL) {
        return DRAWING_NOTHING;
    }
    item->first = (uint32_t)drawing->point_count;
    item->id = copy(drawing, id);
    return (uint32_t)(drawing->count - 1);
}

static void put_point(struct drawing *drawing, char command, double x, double y)
{
    void *points = drawing->points;
    if (drawing->failed || !sibu_array_reserve(&points, &drawing->point_capacity, drawing->point_count + 1,
                                               sizeof *drawing->points, ITEMS_MAX * 4)) {
        drawing->failed = 1;
        return;
    }
    drawing->points = points;
    drawing->points[drawing->point_count++] = (struct drawing_point){x, y, command};
    drawing->items[drawing->count - 1].count++;
}

void drawing_move(struct drawing *drawing, double x, double y)
{
    put_point(drawing, 'M', x, y);
}

void drawing_to(struct drawing *drawing, double x, double y)
{
    put_point(drawing, 'L', x, y);
}

void drawing_close(struct drawing *drawing)
{
    put_point(drawing, 'Z', 0.0, 0.0);
}

void drawing_line(struct drawing *drawing, const struct drawing_paint *paint, const double from[2], const double to[2])
{
    (void)drawing_path(drawing, paint, "");
    drawing_move(drawing, from[0], from[1]);
    drawing_to(drawing, to[0], to[1]);
}

void drawing_rect(struct drawing *drawing, const struct drawing_paint *paint, const double box[4], double radius)
{
    struct drawing_item *item = add(drawing, DRAWING_RECT, paint);
    if (item != NULL) {
        item->x = box[0];
        item->y = box[1];
        item->w = box[2];
        item->h = box[3];
        item->r = radius;
    }
}

void drawing_circle(struct drawing *drawing, const struct drawing_paint *paint, const double at[2], double radius)
{
    struct drawing_item *item = add(drawing, DRAWING_CIRCLE, paint);
    if (item != NULL) {
        item->x = at[0];
        item->y = at[1];
        item->r = radius;
    }
}

void drawing_text(struct drawing *drawing, const struct drawing_letters *letters, const double at[2], const char *text)
{
    struct drawing_item *item = add(drawing, DRAWING_TEXT, &(struct drawing_paint){.role = letters->role});
    if (item != NULL) {
        item->x = at[0];
        item->y = at[1];
        item->w = letters->size;
        item->h = letters->down_em;
        item->anchor = letters->anchor;
        item->text = copy(drawing, text);
    }
}

void drawing_begin(struct drawing *drawing, const struct drawing_bounds *bounds)
{
    const struct drawing_paint paint = {.role = bounds->role, .width = bounds->width};
    struct drawing_item *item = add(drawing, DRAWING_GROUP, &paint);
    if (item != NULL) {
        item->id = copy(drawing, bounds->id);
        item->of = bounds->window;
        item->is_choice = bounds->is_choice;
    }
}

void drawing_end(struct drawing *drawing)
{
    (void)add(drawing, DRAWING_END, &(struct drawing_paint){.role = DRAWING_PLAIN});
}

void drawing_again(struct drawing *drawing, uint32_t path, enum drawing_role role)
{
    struct drawing_item *item = add(drawing, DRAWING_USE, &(struct drawing_paint){.role = role});
    if (item != NULL) {
        item->of = path;
    }
}

size_t drawing_last_of(const struct drawing *drawing, size_t item)
{
    size_t depth = 0;
    for (size_t i = item; i < drawing->count; i++) {
        depth += drawing->items[i].kind == DRAWING_GROUP;
        depth -= drawing->items[i].kind == DRAWING_END && depth > 0;
        if (depth == 0) {
            return i;
        }
    }
    return drawing->count > 0 ? drawing->count - 1 : 0;
}
