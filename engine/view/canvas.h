/* What every drawing function needs: where to draw, with which letters, colours, language and size, and what the
 * pointer and keyboard do meanwhile. One thread.
 */
#pragma once
#include "sibu/fault.h"
#include "view/camera.h"
#include "view/raster.h"
#include "view/text_draw.h"
#include "view/theme.h"
#include "view/widget.h"

/* Work space for polygons on their way from metres to pixels. */
struct canvas_shape {
    struct raster_point *points; /* owned */
    size_t point_capacity;
    uint32_t *ends; /* owned */
    size_t end_capacity;
};
struct canvas {
    struct raster *raster;
    struct text_kit *text;
    const struct theme *theme;
    enum sibu_language language;
    double scale; /* 1: for a picture of 1280 by 720; text and panels grow with it */
    struct widget_state *widgets;
    struct canvas_shape shape;
};

void canvas_close(struct canvas *canvas); /* frees the work space */
/* A length given for scale 1, in pixels of this canvas; at least 1 for what is above 0. */
int32_t canvas_px(const struct canvas *canvas, double units);

/* The polygon as seen by the camera. Lives until the next call; count 0 without memory. */
struct raster_path canvas_polygon(struct canvas *canvas, const struct camera *camera,
                                  const struct sibu_polygon *polygon);
void canvas_fill(struct canvas *canvas, const struct camera *camera, const struct sibu_polygon *polygon,
                 uint32_t colour);
/* The outline of all rings; width in units of scale 1. */
void canvas_outline(struct canvas *canvas, const struct camera *camera, const struct sibu_polygon *polygon,
                    double width, uint32_t colour);
void canvas_line(struct canvas *canvas, const struct camera *camera, const struct sibu_line *line, double width,
                 uint32_t colour);
/* The pixels that the polygon's box covers. */
struct raster_rect canvas_box(const struct camera *camera, const struct sibu_polygon *polygon);

/* Text with the canvas's kit; see text_draw_in. */
int32_t canvas_text(struct canvas *canvas, struct raster_rect box, const struct text_style *style, const char *text);
int32_t canvas_text_width(struct canvas *canvas, const struct text_style *style, const char *text);
/* A pill: a rounded ground with text in its middle. */
void canvas_pill(struct canvas *canvas, struct raster_rect box, uint32_t ground, const struct text_style *style,
                 const char *text);
