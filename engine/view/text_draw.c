/* See text_draw.h. The glyphs stand in an open-addressing table of a fixed size, their coverage in one array; when
 * either is full everything is forgotten and made again as needed, which a change of scale does too.
 *
 * Depends on SDL2_ttf and fontconfig. Invariant: table entries with `used` point into `bytes`, below `byte_count`.
 */
#include "view/text_draw.h"

#include <SDL_ttf.h>
#include <string.h>

#include "base/utf8.h"
#include "sibu/memory.h"
#include "view/sketch.h"

#define TABLE_SIZE 8192 /* a power of two */
#define TABLE_FULL (TABLE_SIZE * 3 / 4)
#define BYTES_MAX (48u << 20)
#define ELLIPSIS 0x2026u
#define REPLACEMENT 0xfffdu

static const int POINTS[TEXT_SIZES] = {12, 14, 17, 24, 34}; /* at scale 1: pixels of the em square */

struct glyph {
    uint32_t code;
    uint8_t used, size, weight;
    int32_t width, height, left, advance; /* pixels; left: from the pen to the mask's left edge */
    size_t start; /* in bytes */
};
struct text_kit {
    TTF_Font *fonts[TEXT_SIZES][FONT_WEIGHTS]; /* owned */
    struct font_place places[FONT_WEIGHTS];
    double scale;
    struct glyph *table; /* owned; TABLE_SIZE */
    size_t glyph_count;
    uint8_t *bytes; /* owned */
    size_t byte_count, byte_capacity;
};

static void forget_glyphs(struct text_kit *kit)
{
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        kit->table[i].used = 0;
    }
    kit->glyph_count = 0;
    kit->byte_count = 0;
}

static void close_fonts(struct text_kit *kit)
{
    for (int size = 0; size < TEXT_SIZES; size++) {
        for (int weight = 0; weight < FONT_WEIGHTS; weight++) {
            if (kit->fonts[size][weight] != NULL) {
                TTF_CloseFont(kit->fonts[size][weight]);
                kit->fonts[size][weight] = NULL;
            }
        }
    }
}

static enum sibu_status open_font(struct text_kit *kit, int size, int weight, struct sibu_fault *fault)
{
    const struct font_place *place = &kit->places[weight];
    int pixels = (int)(POINTS[size] * kit->scale + 0.5);
    TTF_Font *font = TTF_OpenFontIndex(place->path, pixels, place->index);
    if (font == NULL) {
        return sibu_fault_set(fault, SIBU_IO, place->path, "无法打开字体：%s", "cannot open the font: %s",
                              TTF_GetError());
    }
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
    kit->fonts[size][weight] = font;
    return SIBU_OK;
}

static enum sibu_status open_fonts(struct text_kit *kit, double scale, struct sibu_fault *fault)
{
    close_fonts(kit);
    forget_glyphs(kit);
    kit->scale = scale;
    for (int size = 0; size < TEXT_SIZES; size++) {
        for (int weight = 0; weight < FONT_WEIGHTS; weight++) {
            enum sibu_status status = open_font(kit, size, weight, fault);
            if (status != SIBU_OK) {
                return status;
            }
        }
    }
    return SIBU_OK;
}

static enum sibu_status fill_kit(struct text_kit *kit, double scale, struct sibu_fault *fault)
{
    for (int weight = 0; weight < FONT_WEIGHTS; weight++) {
        enum sibu_status status = font_find((enum font_weight)weight, &kit->places[weight], fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    return open_fonts(kit, scale, fault);
}

enum sibu_status text_open(struct text_kit **out, double scale, struct sibu_fault *fault)
{
    *out = NULL;
    if (TTF_Init() != 0) {
        return sibu_fault_set(fault, SIBU_IO, "SDL2_ttf", "无法启动文字绘制：%s", "text drawing did not start: %s",
                              TTF_GetError());
    }
    struct text_kit *kit = sibu_array_new(1, sizeof *kit);
    struct glyph *table = sibu_array_new(TABLE_SIZE, sizeof *table);
    if (kit == NULL || table == NULL) {
        sibu_array_free(kit);
        sibu_array_free(table);
        TTF_Quit();
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "SDL2_ttf", "内存不足，无法绘制文字",
                              "no memory for drawing text");
    }
    kit->table = table;
    enum sibu_status status = fill_kit(kit, scale, fault);
    if (status != SIBU_OK) {
        text_close(kit);
        return status;
    }
    *out = kit;
    return SIBU_OK;
}

void text_close(struct text_kit *kit)
{
    if (kit == NULL) {
        return;
    }
    close_fonts(kit);
    sibu_array_free(kit->table);
    sibu_array_free(kit->bytes);
    sibu_array_free(kit);
    TTF_Quit();
}

enum sibu_status text_rescale(struct text_kit *kit, double scale, struct sibu_fault *fault)
{
    return scale < kit->scale || scale > kit->scale ? open_fonts(kit, scale, fault) : SIBU_OK;
}

int32_t text_height(const struct text_kit *kit, enum text_size size)
{
    return kit != NULL ? TTF_FontHeight(kit->fonts[size][FONT_REGULAR]) : 0;
}

/* How far the strokes of a face without a bold of its own are widened to the right, in 256ths of a pixel. (SDL2_ttf's
 * own way of thickening cuts a pixel off the feet of large digits.) */
static int32_t thickening(const struct text_kit *kit, const struct glyph *glyph)
{
    if (glyph->weight != FONT_BOLD || kit->places[FONT_BOLD].bold) {
        return 0;
    }
    return (int32_t)(POINTS[glyph->size] * kit->scale * 256.0 / 18.0);
}

/* The coverage at `column` of a row that is widened to the right by `thick` 256ths of a pixel. */
static uint8_t thick_cover(const uint32_t *row, int width, int column, int32_t thick)
{
    uint32_t most = 0;
    for (int32_t back = 0; back <= (thick + 255) / 256; back++) {
        int from = column - (int)back;
        if (from < 0 || from >= width) {
            continue;
        }
        int32_t left = thick - (back - 1) * 256; /* of the widening, when it comes this far */
        uint32_t cover = (row[from] >> 24) * (uint32_t)(back == 0 || left > 256 ? 256 : left) / 256;
        most = cover > most ? cover : most;
    }
    return (uint8_t)most;
}

/* Copies the alpha of a glyph's surface (32 bits a pixel, alpha highest) into the kit's bytes, thickened. */
static int keep_surface(struct text_kit *kit, const SDL_Surface *surface, struct glyph *glyph)
{
    int32_t thick = thickening(kit, glyph);
    int width = surface->w + (thick + 255) / 256;
    void *bytes = kit->bytes;
    size_t area = (size_t)width * (size_t)surface->h;
    if (!sibu_array_reserve(&bytes, &kit->byte_capacity, kit->byte_count + area, 1, BYTES_MAX)) {
        return 0;
    }
    kit->bytes = bytes;
    glyph->start = kit->byte_count;
    glyph->width = width;
    glyph->height = surface->h;
    for (int row = 0; row < surface->h; row++) {
        const uint32_t *from = (const void *)((const uint8_t *)surface->pixels + (ptrdiff_t)row * surface->pitch);
        for (int column = 0; column < width; column++) {
            kit->bytes[kit->byte_count++] = thick_cover(from, surface->w, column, thick);
        }
    }
    return 1;
}

/* Draws a glyph for the first time. One that cannot be drawn stays as an empty place of its width. */
static void make_glyph(struct text_kit *kit, struct glyph *glyph)
{
    TTF_Font *font = kit->fonts[glyph->size][glyph->weight];
    int left = 0, advance = 0;
    if (TTF_GlyphMetrics32(font, glyph->code, &left, NULL, NULL, NULL, &advance) != 0) {
        return;
    }
    glyph->advance = advance + (thickening(kit, glyph) + 128) / 256;
    glyph->left = left < 0 ? left : 0;
    SDL_Surface *surface = TTF_RenderGlyph32_Blended(font, glyph->code, (SDL_Color){255, 255, 255, 255});
    if (surface == NULL) {
        return;
    }
    if (surface->format->BytesPerPixel != 4 || !keep_surface(kit, surface, glyph)) {
        glyph->width = 0;
    }
    SDL_FreeSurface(surface);
}

static const struct glyph *glyph_of(struct text_kit *kit, const struct text_style *style, uint32_t code)
{
    uint32_t key = (code * 16u + (uint32_t)style->size * 2u + (uint32_t)style->weight) * 2654435769u;
    size_t slot = key >> 19; /* the upper 13 bits: TABLE_SIZE */
    for (;; slot = (slot + 1) % TABLE_SIZE) {
        struct glyph *glyph = &kit->table[slot];
        if (!glyph->used) {
            break;
        }
        if (glyph->code == code && glyph->size == style->size && glyph->weight == style->weight) {
            return glyph;
        }
    }
    if (kit->glyph_count >= TABLE_FULL || kit->byte_count > BYTES_MAX / 2) {
        forget_glyphs(kit);
    }
    struct glyph *glyph = &kit->table[slot];
    *glyph = (struct glyph){.code = code, .used = 1, .size = (uint8_t)style->size, .weight = (uint8_t)style->weight};
    kit->glyph_count++;
    make_glyph(kit, glyph);
    return glyph;
}

/* The character at text[*at], below `length`, and moves *at behind it. */
static uint32_t next_code(const char *text, size_t length, size_t *at)
{
    size_t used;
    uint32_t code = utf8_decode(text + *at, length - *at, &used);
    *at += used;
    return code == UTF8_BAD ? REPLACEMENT : code;
}

/* How many bytes of the text fit in `limit` pixels; *width is what they take. */
static size_t fitting(struct text_kit *kit, const struct text_style *style, const char *text, int32_t limit,
                      int32_t *width)
{
    size_t length = strnlen(text, TEXT_LENGTH_MAX);
    size_t at = 0;
    *width = 0;
    while (at < length) {
        size_t next = at;
        uint32_t code = next_code(text, length, &next);
        int32_t advance = code < 0x20 ? 0 : glyph_of(kit, style, code)->advance;
        if (*width + advance > limit) {
            break;
        }
        *width += advance;
        at = next;
    }
    return at;
}

int32_t text_width(struct text_kit *kit, const struct text_style *style, const char *text)
{
    int32_t width = 0;
    if (kit != NULL) {
        (void)fitting(kit, style, text, INT32_MAX / 2, &width);
    }
    return width;
}

static int32_t draw_glyph(struct text_kit *kit, struct raster *raster, struct raster_point at_px,
                          const struct text_style *style, uint32_t code)
{
    const struct glyph *glyph = glyph_of(kit, style, code);
    struct raster_mask mask = {kit->bytes + glyph->start, glyph->width, glyph->height, glyph->width};
    if (glyph->width > 0) {
        raster_draw_mask(raster, at_px.x + glyph->left, at_px.y, &mask, style->colour);
    }
    return glyph->advance;
}

const char *text_family(const struct text_kit *kit)
{
    const char *family = TTF_FontFaceFamilyName(kit->fonts[TEXT_BODY][FONT_REGULAR]);
    return family != NULL ? family : "sans-serif";
}

struct line { /* the part of a text that is shown, and where */
    const char *text;
    size_t length;
    int cut;
    int32_t x, y, width; /* y: of the line's upper end */
};

static void draw_line(struct text_kit *kit, struct raster *raster, const struct text_style *style,
                      const struct line *line)
{
    int32_t x = line->x;
    for (size_t at = 0; at < line->length;) {
        uint32_t code = next_code(line->text, line->length, &at);
        x += code < 0x20 ? 0 : draw_glyph(kit, raster, (struct raster_point){x, line->y}, style, code);
    }
    if (line->cut) {
        (void)draw_glyph(kit, raster, (struct raster_point){x, line->y}, style, ELLIPSIS);
    }
}

static void sketch_line(const struct text_kit *kit, const struct raster *raster, const struct text_style *style,
                        const struct line *line)
{
    struct sketch_words words = {.bytes = line->text,
                                 .length = line->length,
                                 .cut = line->cut,
                                 .x = line->x,
                                 .baseline = line->y + TTF_FontAscent(kit->fonts[style->size][style->weight]),
                                 .width = line->width,
                                 .em = (int32_t)(POINTS[style->size] * kit->scale + 0.5),
                                 .bold = style->weight == FONT_BOLD,
                                 .colour = style->colour};
    sketch_text(raster, &words);
}

int32_t text_draw_in(struct text_kit *kit, struct raster *raster, struct raster_rect box,
                     const struct text_style *style, const char *text)
{
    int32_t width;
    if (kit == NULL) {
        return 0;
    }
    size_t end = fitting(kit, style, text, box.width, &width);
    int cut = text[end] != '\0';
    if (cut) {
        int32_t dots = glyph_of(kit, style, ELLIPSIS)->advance;
        end = fitting(kit, style, text, box.width - dots, &width);
        width += dots;
    }
    int32_t spare = box.width - width;
    int32_t x = box.x + (style->align == TEXT_LEFT ? 0 : style->align == TEXT_CENTRE ? spare / 2 : spare);
    int32_t y = box.y + (box.height - text_height(kit, style->size)) / 2;
    struct line line = {text, end, cut && box.width >= width, x, y, width};
    if (raster->sketch != NULL) {
        sketch_line(kit, raster, style, &line);
    } else {
        draw_line(kit, raster, style, &line);
    }
    return width;
}
