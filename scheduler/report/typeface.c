/* See typeface.h. */
#include "report/typeface.h"

/* In English names may be Chinese and the reverse, so each has the other's letters behind its own. Quotation marks are as wide as
 * an ideograph in the first, so the second has letters of its own. */
static const char *const FAMILIES[SIBU_LANGUAGES] = {"WenQuanYi Micro Hei, Noto Sans CJK SC, sans-serif",
                                                     "DejaVu Sans, sans-serif, WenQuanYi Micro Hei, Noto Sans CJK SC"};
static const double SIZES[SIBU_LANGUAGES] = {1.0, 0.9}; /* so that both look as large */
#define CODE_FAMILIES "DejaVu Sans Mono, WenQuanYi Micro Hei Mono, monospace"

void typeface_open(struct typeface *out)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    out->fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(out->fonts), 72.0); /* a point is a unit */
    out->context = pango_font_map_create_context(out->fonts);
    pango_cairo_context_set_font_options(out->context, options);
    pango_context_set_round_glyph_positions(out->context, FALSE);
    cairo_font_options_destroy(options);
}

void typeface_close(struct typeface *typeface)
{
    g_object_unref(typeface->context);
    g_object_unref(typeface->fonts);
    *typeface = (struct typeface){0};
}

void typeface_speak(struct typeface *typeface, enum sibu_language language)
{
    typeface->language = language;
    pango_context_set_language(typeface->context, pango_language_from_string(language == SIBU_ZH ? "zh-cn" : "en"));
}

static void put_text(PangoLayout *layout, const char *text)
{
    gchar *valid = g_utf8_make_valid(text, -1);
    for (gchar *at = valid; *at != '\0'; at++) {
        *at = ((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7f ? ' ' : *at;
    }
    pango_layout_set_text(layout, valid, -1);
    g_free(valid);
}

PangoLayout *typeface_layout(const struct typeface *typeface, const struct typeface_letters *letters, const char *text)
{
    PangoLayout *layout = pango_layout_new(typeface->context);
    PangoFontDescription *font =
        pango_font_description_from_string(letters->is_code ? CODE_FAMILIES : FAMILIES[typeface->language]);
    pango_font_description_set_absolute_size(font, letters->size * SIZES[typeface->language] * PANGO_SCALE);
    pango_font_description_set_weight(font, letters->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    put_text(layout, text);
    return layout;
}
