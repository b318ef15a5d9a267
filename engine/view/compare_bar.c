/* See compare_bar.h. */
#include "view/compare_bar.h"

#include "sibu/catalogue.h"
#include "view/compare_caption.h"
#include "view/widget_ids.h"

#define LIST_FROM 200 /* at scale 1: in less room a tab is worth more than this button */

static int32_t draw_button(struct canvas *canvas, struct raster_rect *tabs, const struct widget_button *button)
{
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, 0};
    int32_t side = canvas_px(canvas, 28), width = canvas_text_width(canvas, &style, button->label);
    width += canvas_px(canvas, 16);
    struct raster_rect place = {tabs->x + tabs->width - width, tabs->y + (tabs->height - side) / 2, width, side};
    (void)widget_button(canvas, place, button);
    return width + canvas_px(canvas, 4);
}

void compare_buttons(struct canvas *canvas, const struct view_state *view, struct raster_rect *tabs)
{
    if (view->compare == NULL || view->compare->kind == COMPARE_NOTHING) {
        return;
    }
    int on = compare_is_on(view);
    raster_fill_rect(canvas->raster, *tabs, canvas->theme->panel);
    tabs->width -= canvas_px(canvas, 10);
    struct widget_button way = {.id = WIDGET_COMPARE,
                                .action = ACTION_COMPARE,
                                .label = sibu_say(canvas->language, SIBU_SAY_COMPARE_BUTTON),
                                .chosen = on};
    tabs->width -= draw_button(canvas, tabs, &way);
    struct widget_button list = {.id = WIDGET_COMPARE + 1,
                                 .action = ACTION_COMPARE_LIST,
                                 .label = sibu_say(canvas->language, SIBU_SAY_COMPARE_BUTTON_LIST),
                                 .chosen = compare_lists(view)};
    if (on && tabs->width > canvas_px(canvas, LIST_FROM)) {
        tabs->width -= draw_button(canvas, tabs, &list);
    }
}

const char *compare_note_words(const struct view_state *view)
{
    static const enum sibu_say_id WORDS[] = {
        [COMPARE_NOTE_NOTHING] = SIBU_SAY_COMPARE_NOTE_NOTHING,
        [COMPARE_NOTE_SAME] = SIBU_SAY_COMPARE_NOTE_SAME,
        [COMPARE_NOTE_OTHER_SITE] = SIBU_SAY_COMPARE_NOTE_OTHER_SITE,
        [COMPARE_NOTE_CHANGED_SITE] = SIBU_SAY_COMPARE_NOTE_CHANGED_SITE,
        [COMPARE_NOTE_UNLIKE] = SIBU_SAY_COMPARE_NOTE_UNLIKE,
        [COMPARE_NOTE_NO_GHOSTS] = SIBU_SAY_COMPARE_NOTE_NO_GHOSTS,
        [COMPARE_NOTE_CURVES] = SIBU_SAY_COMPARE_NOTE_CURVES,
    };
    enum compare_note note = compare_note_of(view);
    return note == COMPARE_NOTE_NONE ? "" : sibu_say(view->language, WORDS[note]);
}

/* With nothing to compare with there is no strip to say so in. */
static void draw_note(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    const char *words = compare_note_words(view);
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, canvas->theme->panel};
    int32_t most = plan.width - canvas_px(canvas, 100), tall = canvas_px(canvas, 24);
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 22);
    width = width < most ? width : most;
    struct raster_rect box = {plan.x + (plan.width - width) / 2, plan.y + plan.height - tall - canvas_px(canvas, 6),
                              width, tall};
    canvas_pill(canvas, box, canvas->theme->text, &style, words);
}

void compare_captions(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    if (compare_is_on(view)) {
        compare_caption_draw(canvas, view, plan);
    } else if (compare_note_of(view) != COMPARE_NOTE_NONE) {
        draw_note(canvas, view, plan);
    }
}
