/* Plans as PNG: see site_png.h. The items are drawn one by one, as plan_svg.c writes them. */
#include "command/site_png.h"

#include <pango/pangocairo.h>

#define SIDE_MAX_PX 16000.0
#define FONTS "WenQuanYi Micro Hei, Noto Sans CJK SC, sans-serif"

struct canvas {
    cairo_t *cairo;
    PangoFontMap *fonts; /* our own, so that it can be given back: the default one stays until the program ends */
    PangoContext *context;
    PangoLayout *layout;
};

static void open_canvas(struct canvas *canvas, cairo_surface_t *surface)
{
    canvas->cairo = cairo_create(surface);
    canvas->fonts = pango_cairo_font_map_new();
    canvas->context = pango_font_map_create_context(canvas->fonts);
    pango_cairo_update_context(canvas->cairo, canvas->context);
    canvas->layout = pango_layout_new(canvas->context);
}

static void close_canvas(const struct canvas *canvas)
{
    g_object_unref(canvas->layout);
    g_object_unref(canvas->context);
    g_object_unref(canvas->fonts);
    cairo_destroy(canvas->cairo);
}

static void use_colour(cairo_t *cairo, uint32_t colour)
{
    cairo_set_source_rgba(cairo, (colour >> 16 & 255u) / 255.0, (colour >> 8 & 255u) / 255.0, (colour & 255u) / 255.0,
                          (colour >> 24) / 255.0);
}

/* Fills and strokes the path that lies ready. */
static void paint(cairo_t *cairo, const struct sibu_plan_item *item)
{
    if (item->fill >> 24 != 0) {
        use_colour(cairo, item->fill);
        cairo_fill_preserve(cairo);
    }
    if (item->stroke >> 24 != 0) {
        use_colour(cairo, item->stroke);
        cairo_set_line_width(cairo, item->stroke_width);
        cairo_set_dash(cairo, &item->dash, item->dash > 0.0 ? 1 : 0, 0.0);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
}

static void draw_path(cairo_t *cairo, const struct sibu_plan_item *item)
{
    for (uint32_t i = 0; i < item->path_count; i++) {
        cairo_new_sub_path(cairo);
        for (uint32_t k = 0; k < item->paths[i].count; k++) {
            cairo_line_to(cairo, item->paths[i].points[k].x, item->paths[i].points[k].y);
        }
        if (item->closed) {
            cairo_close_path(cairo);
        }
    }
    paint(cairo, item);
}

static void draw_circle(cairo_t *cairo, const struct sibu_plan_item *item)
{
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, item->at.x, item->at.y, item->size, 0.0, 6.283185307179586);
    paint(cairo, item);
}

static void choose_font(const struct canvas *canvas, const struct sibu_plan_item *item)
{
    PangoFontDescription *font = pango_font_description_from_string(FONTS);
    pango_font_description_set_absolute_size(font, item->size * PANGO_SCALE);
    pango_font_description_set_weight(font, item->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(canvas->layout, font);
    pango_font_description_free(font);
}

/* The rim first, then the letters over it. The base line lies 0.36 em below the anchor, as in the SVG. */
static void draw_text(const struct canvas *canvas, const struct sibu_plan_item *item)
{
    PangoRectangle extent;
    choose_font(canvas, item);
    pango_layout_set_text(canvas->layout, item->text, -1);
    pango_layout_get_extents(canvas->layout, NULL, &extent);
    double width = (double)extent.width / PANGO_SCALE;
    double baseline = (double)pango_layout_get_baseline(canvas->layout) / PANGO_SCALE;
    double x = item->anchor == SIBU_PLAN_START    ? item->at.x
               : item->anchor == SIBU_PLAN_MIDDLE ? item->at.x - width / 2.0
                                                  : item->at.x - width;
    cairo_move_to(canvas->cairo, x, item->at.y + 0.36 * item->size - baseline);
    pango_cairo_layout_path(canvas->cairo, canvas->layout);
    if (item->stroke >> 24 != 0) {
        use_colour(canvas->cairo, item->stroke);
        cairo_set_line_width(canvas->cairo, item->stroke_width);
        cairo_set_dash(canvas->cairo, NULL, 0, 0.0);
        cairo_stroke_preserve(canvas->cairo);
    }
    use_colour(canvas->cairo, item->fill);
    cairo_fill(canvas->cairo);
}

static void draw_item(const struct canvas *canvas, const struct sibu_plan_item *item)
{
    switch (item->kind) {
    case SIBU_PLAN_PATH:
        draw_path(canvas->cairo, item);
        break;
    case SIBU_PLAN_CIRCLE:
        draw_circle(canvas->cairo, item);
        break;
    case SIBU_PLAN_TEXT:
        draw_text(canvas, item);
        break;
    }
}

static cairo_status_t append(void *text, const unsigned char *bytes, unsigned length)
{
    sibu_text_add_bytes(text, (const char *)bytes, length);
    return sibu_text_ok(text) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static double fitting_scale(const struct sibu_plan *plan, double scale)
{
    double side = plan->width > plan->height ? plan->width : plan->height;
    return side * scale > SIDE_MAX_PX ? SIDE_MAX_PX / side : scale;
}

enum sibu_status site_png(const struct sibu_plan *plan, double scale, struct sibu_text *out, struct sibu_fault *fault)
{
    scale = fitting_scale(plan, scale);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(plan->width * scale), (int)(plan->height * scale));
    struct canvas canvas;
    open_canvas(&canvas, surface);
    cairo_scale(canvas.cairo, scale, scale);
    cairo_set_fill_rule(canvas.cairo, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_set_line_join(canvas.cairo, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < plan->count; i++) {
        draw_item(&canvas, &plan->items[i]);
    }
    cairo_status_t drawn = cairo_status(canvas.cairo);
    close_canvas(&canvas);
    cairo_status_t written = cairo_surface_write_to_png_stream(surface, append, out);
    cairo_surface_destroy(surface);
    if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, plan->title, "无法绘制图片：%s",
                              "the picture can not be drawn: %s",
                              cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : written));
    }
    return SIBU_OK;
}
