/* Plans being drawn: see plan_sheet.h. */
#include "site/plan_sheet.h"

#include <string.h>

#define ITEMS_MAX ((size_t)4000000)
#define CORNER_STEPS 6

struct sheet *sheet_open(void)
{
    struct sheet *sheet = sibu_array_new(1, sizeof *sheet);
    if (sheet != NULL) {
        sheet->plan.owner = sheet;
    }
    return sheet;
}

void sheet_close(struct sheet *sheet)
{
    if (sheet != NULL) {
        sibu_array_free(sheet->items);
        sibu_arena_clear(&sheet->arena);
        sibu_array_free(sheet);
    }
}

void *sheet_take(struct sheet *sheet, size_t count, size_t item_bytes)
{
    void *piece = sibu_arena_take(&sheet->arena, count, item_bytes);
    sheet->failed |= piece == NULL;
    return piece;
}

struct sibu_point view_point(const struct view *view, struct sibu_point metres)
{
    struct sibu_point point = {view->corner.x + (metres.x - view->corner_m.x) * view->px_per_m,
                               view->corner.y + (view->corner_m.y - metres.y) * view->px_per_m};
    return point;
}

static void add(struct sheet *sheet, const struct sibu_plan_item *item)
{
    void *items = sheet->items;
    if (!sibu_array_reserve(&items, &sheet->capacity, sheet->count + 1, sizeof *item, ITEMS_MAX)) {
        sheet->failed = 1;
        return;
    }
    sheet->items = items;
    sheet->items[sheet->count++] = *item;
}

static void add_paths(struct sheet *sheet, const struct sibu_plan_path *paths, uint32_t count, int closed,
                      struct style style)
{
    struct sibu_plan_item item = {.kind = SIBU_PLAN_PATH,
                                  .fill = closed ? style.fill : 0,
                                  .stroke = style.stroke,
                                  .stroke_width = style.width,
                                  .dash = style.dash,
                                  .closed = closed,
                                  .paths = paths,
                                  .path_count = count};
    if (paths != NULL) {
        add(sheet, &item);
    }
}

static struct sibu_plan_path copy_points(struct sheet *sheet, const struct sibu_point *points, uint32_t count)
{
    struct sibu_plan_path path = {NULL, 0};
    struct sibu_point *copy = sheet_take(sheet, count, sizeof copy[0]);
    if (copy != NULL) {
        memcpy(copy, points, count * sizeof copy[0]);
        path.points = copy;
        path.count = count;
    }
    return path;
}

static void add_points(struct sheet *sheet, const struct sibu_point *points, uint32_t count, int closed,
                       struct style style)
{
    struct sibu_plan_path *path = sheet_take(sheet, 1, sizeof *path);
    if (path != NULL) {
        *path = copy_points(sheet, points, count);
        add_paths(sheet, path, 1, closed, style);
    }
}

void sheet_line(struct sheet *sheet, const struct sibu_point *points, uint32_t count, struct style style)
{
    add_points(sheet, points, count, 0, style);
}

void sheet_area(struct sheet *sheet, const struct sibu_point *points, uint32_t count, struct style style)
{
    add_points(sheet, points, count, 1, style);
}

/* The quarter circle in units of the radius, from (1, 0) to (0, 1) in CORNER_STEPS steps of 15 degrees. */
static const struct sibu_point QUARTER[CORNER_STEPS + 1] = {
    {1.0, 0.0},      {0.965926, 0.258819}, {0.866025, 0.5}, {0.707107, 0.707107},
    {0.5, 0.866025}, {0.258819, 0.965926}, {0.0, 1.0}};

void sheet_box(struct sheet *sheet, struct sibu_box box, double corner_radius, struct style style)
{
    struct sibu_point points[4 * (CORNER_STEPS + 1)];
    uint32_t count = 0;
    double r = corner_radius;
    for (int i = 0; i <= CORNER_STEPS; i++) {
        points[count++] = (struct sibu_point){box.max_x - r + r * QUARTER[i].x, box.max_y - r + r * QUARTER[i].y};
    }
    for (int i = 0; i <= CORNER_STEPS; i++) {
        points[count++] = (struct sibu_point){box.min_x + r - r * QUARTER[i].y, box.max_y - r + r * QUARTER[i].x};
    }
    for (int i = 0; i <= CORNER_STEPS; i++) {
        points[count++] = (struct sibu_point){box.min_x + r - r * QUARTER[i].x, box.min_y + r - r * QUARTER[i].y};
    }
    for (int i = 0; i <= CORNER_STEPS; i++) {
        points[count++] = (struct sibu_point){box.max_x - r + r * QUARTER[i].y, box.min_y + r - r * QUARTER[i].x};
    }
    sheet_area(sheet, points, count, style);
}

void sheet_circle(struct sheet *sheet, struct sibu_point centre, double radius, struct style style)
{
    struct sibu_plan_item item = {.kind = SIBU_PLAN_CIRCLE,
                                  .fill = style.fill,
                                  .stroke = style.stroke,
                                  .stroke_width = style.width,
                                  .dash = style.dash,
                                  .at = centre,
                                  .size = radius};
    add(sheet, &item);
}

void sheet_text(struct sheet *sheet, struct sibu_point at, struct lettering lettering, const char *text)
{
    char *copy = sibu_arena_text(&sheet->arena, text, strlen(text));
    struct sibu_plan_item item = {.kind = SIBU_PLAN_TEXT,
                                  .fill = lettering.colour,
                                  .stroke = lettering.rim,
                                  .stroke_width = lettering.rim == 0 ? 0.0 : 0.25 * lettering.size,
                                  .at = at,
                                  .size = lettering.size,
                                  .anchor = lettering.anchor,
                                  .bold = lettering.bold,
                                  .text = copy};
    sheet->failed |= copy == NULL;
    if (copy != NULL) {
        add(sheet, &item);
    }
}

static struct sibu_plan_path ring_path(struct sheet *sheet, const struct view *view, struct sibu_ring ring)
{
    struct sibu_plan_path path = {NULL, 0};
    struct sibu_point *points = sheet_take(sheet, ring.count, sizeof points[0]);
    for (uint32_t i = 0; points != NULL && i < ring.count; i++) {
        points[i] = view_point(view, ring.points[i]);
    }
    path.points = points;
    path.count = points == NULL ? 0 : ring.count;
    return path;
}

void sheet_polygon(struct sheet *sheet, const struct view *view, const struct sibu_polygon *polygon, struct style style)
{
    struct sibu_plan_path *paths = sheet_take(sheet, polygon->count, sizeof paths[0]);
    for (uint32_t i = 0; paths != NULL && i < polygon->count; i++) {
        paths[i] = ring_path(sheet, view, polygon->rings[i]);
    }
    add_paths(sheet, paths, polygon->count, 1, style);
}

void sheet_site_line(struct sheet *sheet, const struct view *view, const struct sibu_line *line, struct style style)
{
    struct sibu_plan_path *path = sheet_take(sheet, 1, sizeof *path);
    struct sibu_ring ring = {line->points, line->count};
    if (path != NULL) {
        *path = ring_path(sheet, view, ring);
    }
    add_paths(sheet, path, 1, 0, style);
}

void sheet_outside(struct sheet *sheet, const struct view *view, struct sibu_box box, const struct sibu_floor *ground,
                   struct style style)
{
    struct sibu_point corners[4] = {
        {box.min_x, box.min_y}, {box.max_x, box.min_y}, {box.max_x, box.max_y}, {box.min_x, box.max_y}};
    uint32_t count = 1;
    for (uint32_t i = 0; i < ground->walkable_count; i++) {
        count += ground->walkable[i].count;
    }
    struct sibu_plan_path *paths = sheet_take(sheet, count, sizeof paths[0]);
    if (paths == NULL) {
        return;
    }
    paths[0] = copy_points(sheet, corners, 4);
    uint32_t next = 1;
    for (uint32_t i = 0; i < ground->walkable_count; i++) {
        for (uint32_t k = 0; k < ground->walkable[i].count; k++) {
            paths[next++] = ring_path(sheet, view, ground->walkable[i].rings[k]);
        }
    }
    add_paths(sheet, paths, count, 1, style);
}
