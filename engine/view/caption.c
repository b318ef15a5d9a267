/* See caption.h. */
#include "view/caption.h"

#include <stdio.h>
#include <string.h>

#include "view/text_wrap.h"

#define LINE_BYTES 300

int32_t caption_lines(struct canvas *canvas, struct raster_rect box, const struct text_style *style, const char *text,
                      int draw)
{
    int32_t tall = text_height(canvas->text, style->size), used = 0;
    const char *rest = text;
    for (int line = 0; line < CAPTION_LINES_MAX && *rest != '\0'; line++) {
        char words[LINE_BYTES];
        size_t length = text_wrap(canvas->text, style, rest, box.width);
        int last = line + 1 == CAPTION_LINES_MAX; /* all that is left, cut where it is too long */
        (void)snprintf(words, sizeof words, "%.*s", last ? (int)sizeof words - 1 : (int)length, rest);
        if (draw) {
            (void)canvas_text(canvas, (struct raster_rect){box.x, box.y + used, box.width, tall}, style, words);
        }
        rest += length;
        used += tall;
    }
    return used;
}

int32_t caption_draw(struct canvas *canvas, struct raster_rect box, const struct caption *caption, const char *text)
{
    struct text_style style = {caption->size, FONT_BOLD, TEXT_CENTRE, caption->ink};
    int32_t pad = canvas_px(canvas, 10), edge = canvas_px(canvas, 10), room = box.width - 2 * (pad + edge);
    int32_t most = canvas_px(canvas, 900), width = canvas_text_width(canvas, &style, text);
    if (text[0] == '\0' || room < 1) {
        return 0;
    }
    width = width < room ? width : room;
    width = width < most ? width : most;
    struct raster_rect words = {box.x + (box.width - width) / 2, box.y, width + 1, 0};
    words.height = caption_lines(canvas, words, &style, text, 0);
    words.y = caption->at_bottom ? box.y + box.height - edge - pad - words.height : box.y + edge + pad;
    struct raster_rect ground = raster_rect_inset(words, -pad);
    raster_fill_round(canvas->raster, ground, canvas_px(canvas, 6), caption->ground);
    (void)caption_lines(canvas, words, &style, text, 1);
    return ground.height + edge;
}
