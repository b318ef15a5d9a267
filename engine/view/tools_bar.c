/* See tools_bar.h. */
#include "view/tools_bar.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/caption.h"
#include "view/clock_say.h"
#include "view/compare.h"
#include "view/layout.h"
#include "view/widget_ids.h"

struct tool {
    enum action action;
    enum icon icon;
    int on;
};

static void draw_tools(struct canvas *canvas, struct raster_rect first, const struct tool *tools, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct widget_button button = {.id = WIDGET_TEACH + (uint32_t)tools[i].action,
                                       .action = tools[i].action,
                                       .label = "",
                                       .icon = tools[i].icon,
                                       .chosen = tools[i].on};
        (void)widget_button(canvas, first, &button);
        first.x += first.width + canvas_px(canvas, 2);
    }
}

void tools_bar(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    const struct teach *teach = &view->teach;
    const struct tool tools[LAYOUT_TOOLS] = {
        {ACTION_NOTE, ICON_NOTE, 0},
        {ACTION_NOTE_LIST, ICON_NOTES, teach->list_open},
        {ACTION_RULER, ICON_RULER, teach->ruler.on},
        {ACTION_SNAPSHOT, ICON_SNAPSHOT, 0},
        {ACTION_SNAPSHOT_VECTOR, ICON_VECTOR, 0},
        {ACTION_FILM, teach->filming ? ICON_STOP : ICON_FILM, teach->filming},
    };
    int32_t side = canvas_px(canvas, 28);
    raster_fill_rect(canvas->raster, box, canvas->theme->panel);
    draw_tools(canvas, (struct raster_rect){box.x + canvas_px(canvas, 4), box.y + (box.height - side) / 2, side, side},
               tools, sizeof tools / sizeof tools[0]);
}

static void draw_count(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                       struct raster_rect box)
{
    char done[24], all[24];
    const char *values[2] = {done, all};
    struct sibu_text text = {0};
    int drill = view->replay->drill;
    struct text_style big = {TEXT_FIGURE, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct text_style small = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    (void)snprintf(done, sizeof done, "%zu", drill ? tally->checked_in : tally->safe);
    (void)snprintf(all, sizeof all, "%zu", tally->expected);
    sibu_say_with(&text, canvas->language, SIBU_SAY_VIEW_PRESENT_COUNT, values, 2);
    int32_t tall = text_height(canvas->text, TEXT_FIGURE);
    (void)canvas_text(canvas, (struct raster_rect){box.x, box.y, box.width, tall}, &big, sibu_text_get(&text));
    (void)canvas_text(canvas,
                      (struct raster_rect){box.x, box.y + tall, box.width, text_height(canvas->text, TEXT_BODY)},
                      &small, sibu_say(canvas->language, drill ? SIBU_SAY_WORD_CHECKED_IN : SIBU_SAY_VIEW_OUT));
    sibu_text_clear(&text);
}

static void draw_card(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                      struct raster_rect plan)
{
    char clock[32];
    struct text_style style = {TEXT_CLOCK, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    int32_t pad = canvas_px(canvas, 12), tall = text_height(canvas->text, TEXT_CLOCK);
    struct raster_rect box = {plan.x + pad, plan.y + pad, canvas_px(canvas, 210), tall};
    box.height = tall + text_height(canvas->text, TEXT_FIGURE) + text_height(canvas->text, TEXT_BODY) + pad;
    if (view->teach.list_open || compare_is_on(view)) { /* the left is taken: by notes, or by the records' names */
        box.x = plan.x + plan.width - box.width - pad;
    }
    raster_fill_round(canvas->raster, box, canvas_px(canvas, 8), (canvas->theme->panel & 0xffffffu) | 0xe8000000u);
    clock_say(clock, sizeof clock, view->playback.time_s);
    box = raster_rect_inset(box, pad / 2);
    (void)canvas_text(canvas, (struct raster_rect){box.x + pad / 2, box.y, box.width - pad, tall}, &style, clock);
    box.x += pad / 2;
    box.y += tall;
    box.width -= pad;
    draw_count(canvas, view, tally, box);
}

void tools_present(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                   struct raster_rect plan)
{
    int forward = view->playback.playing && view->playback.direction > 0;
    const struct tool tools[] = {
        {ACTION_PREVIOUS_EVENT, ICON_PREVIOUS, 0},
        {ACTION_PLAY, forward ? ICON_PAUSE : ICON_PLAY, 0},
        {ACTION_NEXT_EVENT, ICON_NEXT, 0},
        {ACTION_SLOWER, ICON_MINUS, 0},
        {ACTION_FASTER, ICON_PLUS, 0},
        {ACTION_FLOOR_DOWN, ICON_DOWN, 0},
        {ACTION_FLOOR_UP, ICON_UP, 0},
    };
    int32_t side = canvas_px(canvas, 32), step = side + canvas_px(canvas, 2);
    size_t count = view->replay->site->floor_count > 1 ? 7 : 5;
    draw_card(canvas, view, tally, plan);
    struct raster_rect first = {plan.x + plan.width - (int32_t)count * step - canvas_px(canvas, 10),
                                plan.y + plan.height - side - canvas_px(canvas, 12), side, side};
    draw_tools(canvas, first, tools, count);
}

/* How far a film is. */
static int32_t draw_film(struct canvas *canvas, const struct teach *teach, struct raster_rect plan,
                         const struct caption *look)
{
    char share[16];
    const char *value = share;
    struct sibu_text text = {0};
    (void)snprintf(share, sizeof share, "%zu", teach->filmed * 100 / (teach->film_count + 1));
    sibu_say_with(&text, canvas->language, SIBU_SAY_VIEW_FILM_PROGRESS, &value, 1);
    int32_t used = caption_draw(canvas, plan, look, sibu_text_get(&text));
    sibu_text_clear(&text);
    return used;
}

int32_t tools_said(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    const struct teach *teach = &view->teach;
    struct caption look = {TEXT_BODY, canvas->theme->text, canvas->theme->panel, 0};
    if (teach->still) {
        return 0;
    }
    int32_t film = teach->filming ? draw_film(canvas, teach, plan, &look) : 0;
    plan.y += film;
    plan.height -= film;
    return film + caption_draw(canvas, plan, &look, teach->said[canvas->language]);
}
