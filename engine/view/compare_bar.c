/* See compare_bar.h. */
#include "view/compare_bar.h"

#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "sibu/text.h"
#include "view/clock_say.h"
#include "view/widget_ids.h"

#define WORDS_BYTES 400

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
    tabs->width -= on ? draw_button(canvas, tabs, &list) : 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void add_with(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *value)
{
    sibu_say_with(out, language, id, &value, 1);
}

void compare_caption(char *out, size_t size, const struct replay *replay, const struct view_state *view,
                     const char *letter)
{
    struct sibu_text text = {.max_length = WORDS_BYTES - 1};
    char iso[32], end[32];
    double time_s = view->playback.time_s;
    sibu_text_addf(&text, "%s  %zu/%zu", letter, replay_curve_at(&replay->gathered, time_s), replay->expected_count);
    if (time_s > replay->to_s) {
        clock_say_short(end, sizeof end, replay->to_s);
        sibu_text_add(&text, "  ·  ");
        add_with(&text, view->language, SIBU_SAY_COMPARE_ENDED, end);
    }
    if (replay_has_calendar(replay)) {
        sibu_time_text(iso, replay->t0_us + (int64_t)replay->ahead_s * 1000000);
        sibu_text_addf(&text, "  ·  %.10s %.5s", iso, iso + 11);
    }
    if (!replay->drill || replay_is_real(replay, time_s)) {
        sibu_text_addf(
            &text, "  ·  %s",
            sibu_say(view->language, replay->drill ? SIBU_SAY_VIEW_BANNER_REAL : SIBU_SAY_VIEW_BANNER_SIMULATION));
    }
    sibu_text_addf(&text, "  ·  %.80s", base_name(replay->path));
    (void)snprintf(out, size, "%s", sibu_text_get(&text));
    sibu_text_clear(&text);
}

/* A pill above a plan, in the line of that number from the plan up. */
static void draw_caption(struct canvas *canvas, struct raster_rect plan, int32_t line, const char *words)
{
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, canvas->theme->text};
    int32_t edge = canvas_px(canvas, 8), tall = canvas_px(canvas, 22), up = line * canvas_px(canvas, 26);
    int32_t most = plan.width - canvas_px(canvas, 64), width = canvas_text_width(canvas, &style, words);
    width += canvas_px(canvas, 20);
    struct raster_rect box = {plan.x + edge, plan.y - up + canvas_px(canvas, 4), width < most ? width : most, tall};
    raster_fill_round(canvas->raster, raster_rect_inset(box, -canvas_px(canvas, 1)), tall / 2 + 1,
                      canvas->theme->panel_edge);
    canvas_pill(canvas, box, canvas->theme->panel, &style, words);
}

/* The second's words, where it is drawn as outlines with a word for that. */
static void other_words(const struct view_state *view, char out[WORDS_BYTES])
{
    const struct replay *other = compare_other(view);
    char letter[64] = "B";
    if (other == NULL) {
        struct sibu_text text = {.max_length = WORDS_BYTES - 1};
        char runs[16];
        (void)snprintf(runs, sizeof runs, "%u", view->replay->forecast.runs);
        sibu_text_add(&text, "B  ");
        add_with(&text, view->language, SIBU_SAY_COMPARE_FORECAST_OF, runs);
        (void)snprintf(out, WORDS_BYTES, "%s", sibu_text_get(&text));
        sibu_text_clear(&text);
        return;
    }
    if (view->compare->way == COMPARE_OVER) {
        (void)snprintf(letter, sizeof letter, "B (%.50s)", sibu_say(view->language, SIBU_SAY_COMPARE_OUTLINES));
    }
    compare_caption(out, WORDS_BYTES, other, view, letter);
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
    char words[WORDS_BYTES];
    if (compare_is_on(view)) {
        struct compare_boxes boxes = compare_plans(canvas, view, plan);
        int two = boxes.there.width > 0;
        compare_caption(words, sizeof words, view->replay, view, "A");
        draw_caption(canvas, boxes.here, two ? 1 : 2, words);
        other_words(view, words);
        draw_caption(canvas, two ? boxes.there : boxes.here, 1, words);
    } else if (compare_note_of(view) != COMPARE_NOTE_NONE) {
        draw_note(canvas, view, plan);
    }
}
