/* See canvas.h. */
#include "view/canvas.h"

#include "sibu/memory.h"

#define POINTS_MAX 4000000

void canvas_close(struct canvas *canvas)
{
    sibu_array_free(canvas->shape.points);
    sibu_array_free(canvas->shape.ends);
    canvas->shape = (struct canvas_shape){0};
}

int32_t canvas_px(const struct canvas *canvas, double units)
{
    int32_t px = (int32_t)(units * canvas->scale + 0.5);
    return px < 1 && units > 0.0 ? 1 : px;
}

static int reserve(struct canvas_shape *shape, size_t points, size_t rings)
{
    void *items = shape->points;
    if (!sibu_array_reserve(&items, &shape->point_capacity, points, sizeof *shape->points, POINTS_MAX)) {
        return 0;
    }
    shape->points = items;
    items = shape->ends;
    if (!sibu_array_reserve(&items, &shape->end_capacity, rings, sizeof *shape->ends, POINTS_MAX)) {
        return 0;
    }
    shape->ends = items;
    return 1;
}

struct raster_path canvas_polygon(struct canvas *canvas, const struct camera *camera,
                                  const struct sibu_polygon *polygon)
{
    size_t total = 0;
    for (uint32_t ring = 0; ring < polygon->count; ring++) {
        total += polygon->rings[ring].count;
    }
    struct canvas_shape *shape = &canvas->shape;
    if (!reserve(shape, total, polygon->count)) {
        return (struct raster_path){0};
    }
    uint32_t at = 0;
    for (uint32_t ring = 0; ring < polygon->count; ring++) {
        for (uint32_t i = 0; i < polygon->rings[ring].count; i++) {
            struct sibu_point point = polygon->rings[ring].points[i];
            shape->points[at++] = camera_fixed(camera, point.x, point.y);
        }
        shape->ends[ring] = at;
    }
    return (struct raster_path){shape->points, shape->ends, polygon->count};
}

void canvas_fill(struct canvas *canvas, const struct camera *camera, const struct sibu_polygon *polygon,
                 uint32_t colour)
{
    struct raster_path path = canvas_polygon(canvas, camera, polygon);
    (void)raster_fill_path(canvas->raster, &path, colour);
}

static int32_t pen_width(const struct canvas *canvas, double width)
{
    return raster_fixed(width * canvas->scale);
}

void canvas_outline(struct canvas *canvas, const struct camera *camera, const struct sibu_polygon *polygon,
                    double width, uint32_t colour)
{
    struct raster_path path = canvas_polygon(canvas, camera, polygon);
    struct raster_pen pen = {pen_width(canvas, width), colour, 1};
    uint32_t start = 0;
    for (uint32_t ring = 0; ring < path.ring_count; ring++) {
        (void)raster_stroke(canvas->raster, path.points + start, path.ends[ring] - start, &pen);
        start = path.ends[ring];
    }
}

void canvas_line(struct canvas *canvas, const struct camera *camera, const struct sibu_line *line, double width,
                 uint32_t colour)
{
    struct raster_pen pen = {pen_width(canvas, width), colour, 0};
    if (!reserve(&canvas->shape, line->count, 1)) {
        return;
    }
    for (uint32_t i = 0; i < line->count; i++) {
        canvas->shape.points[i] = camera_fixed(camera, line->points[i].x, line->points[i].y);
    }
    (void)raster_stroke(canvas->raster, canvas->shape.points, line->count, &pen);
}

struct raster_rect canvas_box(const struct camera *camera, const struct sibu_polygon *polygon)
{
    struct sibu_box box = sibu_polygon_box(polygon);
    struct raster_point top_left = camera_fixed(camera, box.min_x, box.max_y);
    struct raster_point bottom_right = camera_fixed(camera, box.max_x, box.min_y);
    int32_t x = top_left.x / RASTER_ONE, y = top_left.y / RASTER_ONE;
    return (struct raster_rect){x, y, bottom_right.x / RASTER_ONE - x, bottom_right.y / RASTER_ONE - y};
}

int32_t canvas_text(struct canvas *canvas, struct raster_rect box, const struct text_style *style, const char *text)
{
    return text_draw_in(canvas->text, canvas->raster, box, style, text);
}

int32_t canvas_text_width(struct canvas *canvas, const struct text_style *style, const char *text)
{
    return text_width(canvas->text, style, text);
}

void canvas_pill(struct canvas *canvas, struct raster_rect box, uint32_t ground, const struct text_style *style,
                 const char *text)
{
    raster_fill_round(canvas->raster, box, canvas_px(canvas, 5), ground);
    struct raster_rect inner = {box.x + canvas_px(canvas, 5), box.y, box.width - 2 * canvas_px(canvas, 5), box.height};
    (void)canvas_text(canvas, inner, style, text);
}
