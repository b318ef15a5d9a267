/* The field in which the words of a note are typed. See notes_draw.h. */
#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "view/caption.h"
#include "view/clock_say.h"
#include "view/notes_draw.h"
#include "view/text_wrap.h"
#include "view/widget_ids.h"

#define WIDTH 620 /* at scale 1 */
#define HEIGHT 196
#define SHOWN_BYTES (LINE_EDIT_BYTES + LINE_EDIT_COMPOSING_BYTES)

/* The text with what is being composed in it, and how far the caret is in that. */
static size_t text_shown(const struct line_edit *edit, char out[SHOWN_BYTES])
{
    (void)snprintf(out, SHOWN_BYTES, "%.*s%s%s", (int)edit->caret, edit->bytes, edit->composing,
                   edit->bytes + edit->caret);
    return edit->caret + strlen(edit->composing);
}

static int32_t width_of(struct canvas *canvas, const struct text_style *style, const char *bytes, size_t length)
{
    char part[SHOWN_BYTES];
    (void)snprintf(part, sizeof part, "%.*s", (int)length, bytes);
    return canvas_text_width(canvas, style, part);
}

/* One line of the text: `from`, bytes into it, up to `from + length`. */
struct line {
    const char *text;
    size_t from, length;
};

static void draw_line(struct canvas *canvas, struct raster_rect place, const struct text_style *style,
                      const struct line *line)
{
    char words[SHOWN_BYTES];
    (void)snprintf(words, sizeof words, "%.*s", (int)line->length, line->text + line->from);
    (void)canvas_text(canvas, place, style, words);
}

/* What an input method composes is underlined. */
static void draw_composing(struct canvas *canvas, struct raster_rect place, const struct text_style *style,
                           const struct line *line, const size_t range[2])
{
    size_t from = range[0] > line->from ? range[0] : line->from;
    size_t to = range[1] < line->from + line->length ? range[1] : line->from + line->length;
    if (from < to) {
        int32_t left = width_of(canvas, style, line->text + line->from, from - line->from);
        int32_t right = width_of(canvas, style, line->text + line->from, to - line->from);
        raster_fill_rect(canvas->raster,
                         (struct raster_rect){place.x + left, place.y + place.height - canvas_px(canvas, 2),
                                              right - left, canvas_px(canvas, 2)},
                         canvas->theme->accent);
    }
}

/* The field shows the lines around the caret. */
static void draw_text(struct canvas *canvas, const struct line_edit *edit, struct raster_rect box,
                      struct raster_rect *caret)
{
    char text[SHOWN_BYTES];
    size_t at = text_shown(edit, text), starts[SHOWN_BYTES / 8 + 2], lines = 0, caret_line = 0;
    struct text_style style = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    size_t range[2] = {edit->caret, at}, length = strlen(text);
    int32_t tall = text_height(canvas->text, TEXT_BODY) + canvas_px(canvas, 3);
    size_t rows = (size_t)(box.height / tall), most = sizeof starts / sizeof starts[0] - 2;
    starts[0] = 0;
    do {
        caret_line = starts[lines] <= at ? lines : caret_line;
        starts[lines + 1] = starts[lines] + text_wrap(canvas->text, &style, text + starts[lines], box.width - 2);
        lines++;
    } while (starts[lines] < length && lines < most);
    size_t first = caret_line + 1 > rows ? caret_line + 1 - rows : 0;
    for (size_t i = first; i < lines && i < first + rows; i++) {
        struct line line = {text, starts[i], starts[i + 1] - starts[i]};
        struct raster_rect place = {box.x, box.y + (int32_t)(i - first) * tall, box.width, tall};
        draw_line(canvas, place, &style, &line);
        draw_composing(canvas, place, &style, &line, range);
    }
    *caret = (struct raster_rect){box.x + width_of(canvas, &style, text + starts[caret_line], at - starts[caret_line]),
                                  box.y + (int32_t)(caret_line - first) * tall, canvas_px(canvas, 2), tall};
    raster_fill_rect(canvas->raster, *caret, canvas->theme->accent);
}

static void draw_buttons(struct canvas *canvas, const struct teach *teach, struct raster_rect row)
{
    const struct {
        enum action action;
        enum sibu_say_id label;
    } buttons[] = {{ACTION_NOTE_SAVE, SIBU_SAY_VIEW_DO_NOTE_SAVE},
                   {ACTION_NOTE_CANCEL, SIBU_SAY_VIEW_DO_NOTE_CANCEL},
                   {ACTION_NOTE_DELETE, SIBU_SAY_VIEW_NOTE_DELETE}};
    size_t count = teach->edited != SIBU_NONE ? 3 : 2;
    int32_t width = canvas_px(canvas, 96), step = width + canvas_px(canvas, 8);
    for (size_t i = 0; i < count; i++) {
        struct widget_button button = {.id = WIDGET_TEACH + 0x100u + (uint32_t)buttons[i].action,
                                       .action = buttons[i].action,
                                       .label = sibu_say(canvas->language, buttons[i].label),
                                       .chosen = i == 0};
        (void)widget_button(canvas, (struct raster_rect){row.x + (int32_t)i * step, row.y, width, row.height}, &button);
    }
}

static void draw_title(struct canvas *canvas, const struct teach *teach, struct raster_rect row)
{
    char clock[32];
    const char *value = clock;
    struct sibu_text text = {0};
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    clock_say(clock, sizeof clock, teach->edit_time_s);
    sibu_say_with(&text, canvas->language, SIBU_SAY_VIEW_NOTE_TITLE, &value, 1);
    (void)canvas_text(canvas, row, &style, sibu_text_get(&text));
    sibu_text_clear(&text);
}

void notes_draw_field(struct canvas *canvas, const struct view_state *view, struct raster_rect below,
                      struct raster_rect *caret)
{
    int32_t pad = canvas_px(canvas, 14), most = below.width - 2 * pad, tall = canvas_px(canvas, HEIGHT);
    int32_t width = canvas_px(canvas, WIDTH), button = canvas_px(canvas, 32), title = canvas_px(canvas, 26);
    width = width < most ? width : most;
    struct raster_rect box = {below.x + (below.width - width) / 2, below.y + (below.height - tall) / 2, width, tall};
    raster_fill_rect(canvas->raster, below, canvas->theme->shade);
    raster_fill_round(canvas->raster, box, canvas_px(canvas, 8), canvas->theme->panel);
    struct raster_rect inner = raster_rect_inset(box, pad);
    draw_title(canvas, &view->teach, (struct raster_rect){inner.x, inner.y, inner.width, title});
    struct raster_rect field = {inner.x, inner.y + title + canvas_px(canvas, 4), inner.width,
                                inner.height - title - button - canvas_px(canvas, 14)};
    raster_fill_rect(canvas->raster, field, canvas->theme->focus);
    raster_fill_rect(canvas->raster, raster_rect_inset(field, canvas_px(canvas, 2)), canvas->theme->raised);
    draw_text(canvas, &view->teach.edit, raster_rect_inset(field, canvas_px(canvas, 8)), caret);
    draw_buttons(canvas, &view->teach,
                 (struct raster_rect){inner.x, inner.y + inner.height - button, inner.width, button});
}
