/* See sketch.h. Everything goes through sketch_begin, which opens the group of the clip that holds. */
#include "view/sketch.h"

#include <stdio.h>

#include "base/utf8.h"

static double px(int32_t fixed)
{
    return (double)fixed / RASTER_ONE;
}

void sketch_open(struct sketch *sketch, const struct raster *size, const char *title, const char *family)
{
    struct sibu_text *text = &sketch->text;
    *sketch = (struct sketch){.whole = raster_whole(size), .clip = raster_whole(size)};
    sibu_text_addf(text,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%d\" height=\"%d\" "
                   "viewBox=\"0 0 %d %d\" font-family=\"'",
                   (int)size->width, (int)size->height, (int)size->width, (int)size->height);
    sibu_text_add_xml(text, family);
    sibu_text_add(text, "', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif\">\n<title>");
    sibu_text_add_xml(text, title);
    sibu_text_add(text, "</title>\n");
}

void sketch_close(struct sketch *sketch)
{
    sibu_text_clear(&sketch->text);
    *sketch = (struct sketch){0};
}

static void end_group(struct sketch *sketch)
{
    if (sketch->in_group) {
        sibu_text_add(&sketch->text, "</g>\n");
        sketch->in_group = 0;
    }
    sketch->clip = sketch->whole;
}

static int same_rect(struct raster_rect a, struct raster_rect b)
{
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

struct sibu_text *sketch_begin(const struct raster *raster)
{
    struct sketch *sketch = raster->sketch;
    struct raster_rect clip = raster->clip;
    if (clip.width <= 0 || clip.height <= 0) {
        return NULL;
    }
    if (!same_rect(clip, sketch->clip)) {
        end_group(sketch);
        if (!same_rect(clip, sketch->whole)) {
            unsigned number = ++sketch->clips;
            sibu_text_addf(&sketch->text,
                           "<clipPath id=\"c%u\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>\n"
                           "<g clip-path=\"url(#c%u)\">\n",
                           number, (int)clip.x, (int)clip.y, (int)clip.width, (int)clip.height, number);
            sketch->in_group = 1;
            sketch->clip = clip;
        }
    }
    return &sketch->text;
}

/* fill="#rrggbb" or stroke="#rrggbb", and how much of it shows. */
static void add_colour(struct sibu_text *text, const char *what, uint32_t colour)
{
    uint32_t alpha = colour >> 24;
    sibu_text_addf(text, " %s=\"#%06x\"", what, (unsigned)(colour & 0xffffffu));
    if (alpha != 255) {
        sibu_text_addf(text, " %s-opacity=\"%.3f\"", what, (double)alpha / 255.0);
    }
}

void sketch_rect(const struct raster *raster, struct raster_rect rect, int32_t radius, uint32_t colour)
{
    struct sibu_text *text = raster_rect_meet(rect, raster->clip) ? sketch_begin(raster) : NULL;
    if (text == NULL) {
        return;
    }
    sibu_text_addf(text, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", (int)rect.x, (int)rect.y,
                   (int)rect.width, (int)rect.height);
    if (radius > 0) {
        sibu_text_addf(text, " rx=\"%d\"", (int)radius);
    }
    add_colour(text, "fill", colour);
    sibu_text_add(text, "/>\n");
}

static void add_points(struct sibu_text *text, const struct raster_point *points, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sibu_text_addf(text, "%c%.2f %.2f", i == 0 ? 'M' : 'L', px(points[i].x), px(points[i].y));
    }
}

void sketch_path(const struct raster *raster, const struct raster_path *path, uint32_t colour)
{
    struct sibu_text *text = sketch_begin(raster);
    uint32_t start = 0;
    if (text == NULL) {
        return;
    }
    sibu_text_add(text, "<path fill-rule=\"evenodd\" d=\"");
    for (uint32_t ring = 0; ring < path->ring_count; ring++) {
        add_points(text, path->points + start, path->ends[ring] - start);
        sibu_text_add(text, "Z");
        start = path->ends[ring];
    }
    sibu_text_add(text, "\"");
    add_colour(text, "fill", colour);
    sibu_text_add(text, "/>\n");
}

void sketch_stroke(const struct raster *raster, const struct raster_point *points, uint32_t count,
                   const struct raster_pen *pen)
{
    struct sibu_text *text = sketch_begin(raster);
    if (text == NULL) {
        return;
    }
    sibu_text_add(text, "<path d=\"");
    add_points(text, points, count);
    sibu_text_addf(text, "%s\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke-width=\"%.2f\"",
                   pen->closed ? "Z" : "", px(pen->width));
    add_colour(text, "stroke", pen->colour);
    sibu_text_add(text, "/>\n");
}

void sketch_ring(const struct raster *raster, struct raster_point centre, int32_t radius, int32_t thickness,
                 uint32_t colour)
{
    struct sibu_text *text = sketch_begin(raster);
    if (text == NULL) {
        return;
    }
    int32_t middle = thickness < radius ? radius - thickness / 2 : radius;
    sibu_text_addf(text, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"", px(centre.x), px(centre.y), px(middle));
    if (thickness < radius) {
        sibu_text_addf(text, " fill=\"none\" stroke-width=\"%.2f\"", px(thickness));
    }
    add_colour(text, thickness < radius ? "stroke" : "fill", colour);
    sibu_text_add(text, "/>\n");
}

/* Character by character, so that no byte of a record's text can be anything but text. */
static void add_bytes(struct sibu_text *text, const char *bytes, size_t length)
{
    for (size_t at = 0, used; at < length; at += used) {
        char one[8];
        uint32_t code = utf8_decode(bytes + at, length - at, &used);
        if (code >= 0x20) {
            (void)snprintf(one, sizeof one, "%.*s", code == UTF8_BAD ? 3 : (int)used,
                           code == UTF8_BAD ? "\xef\xbf\xbd" : bytes + at);
            sibu_text_add_xml(text, one);
        }
    }
}

void sketch_text(const struct raster *raster, const struct sketch_words *words)
{
    struct sibu_text *text = words->length > 0 || words->cut ? sketch_begin(raster) : NULL;
    if (text == NULL) {
        return;
    }
    sibu_text_addf(text, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"",
                   (int)words->x, (int)words->baseline, (int)words->em, (int)words->width);
    if (words->bold) {
        sibu_text_add(text, " font-weight=\"bold\"");
    }
    add_colour(text, "fill", words->colour);
    sibu_text_add(text, " xml:space=\"preserve\">");
    add_bytes(text, words->bytes, words->length);
    sibu_text_add(text, words->cut ? "…</text>\n" : "</text>\n");
}

enum sibu_status sketch_write(struct sketch *sketch, const char *path, struct sibu_fault *fault)
{
    end_group(sketch);
    sibu_text_add(&sketch->text, "</svg>\n");
    if (!sibu_text_ok(&sketch->text)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, path, "图片太大", "the picture is too large");
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return sibu_fault_set(fault, SIBU_IO, path, "无法写入图片", "cannot write the picture");
    }
    int whole = fwrite(sketch->text.bytes, 1, sketch->text.length, file) == sketch->text.length;
    whole = fclose(file) == 0 && whole;
    if (!whole) {
        (void)remove(path);
        return sibu_fault_set(fault, SIBU_IO, path, "无法写入图片，磁盘可能已满",
                              "cannot write the picture, the disk may be full");
    }
    return SIBU_OK;
}
