/* See live_bar.h. */
#include "view/live_bar.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/caption.h"
#include "view/clock_say.h"
#include "view/widget_ids.h"

#define SIDE 32 /* of a button, at scale 1 */
#define GAP 6
#define EDGE 10
#define WORDS_BYTES 400
#define LOST_SAID_S 3.0 /* a short pause is no loss of connection */
#define BEHIND_SAID_S 1.0

static void fill(char out[WORDS_BYTES], enum sibu_language language, enum sibu_say_id id, const char *value)
{
    struct sibu_text words = {.max_length = WORDS_BYTES};
    sibu_say_with(&words, language, id, &value, 1);
    (void)snprintf(out, WORDS_BYTES, "%s", sibu_text_get(&words));
    sibu_text_clear(&words);
}

/* A pill with words, from box.x on. Returns where the next thing may stand. */
static int32_t draw_words(struct canvas *canvas, struct raster_rect box, uint32_t ground, uint32_t ink,
                          const char *words)
{
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, ink};
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 20);
    box.width = width < box.width ? width : box.width;
    canvas_pill(canvas, box, ground, &style, words);
    return box.x + box.width + canvas_px(canvas, GAP);
}

static struct raster_rect rest_of(struct raster_rect box, int32_t x)
{
    return (struct raster_rect){x, box.y, box.x + box.width - x, box.height};
}

static int32_t draw_button(struct canvas *canvas, struct raster_rect box, const struct widget_button *button)
{
    (void)widget_button(canvas, box, button);
    return box.x + box.width + canvas_px(canvas, GAP);
}

/* A dot before the word, red while the picture is the present. */
static int32_t draw_live(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    const char *word = sibu_say(canvas->language, SIBU_SAY_LIVE_BUTTON);
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, 0};
    box.width = canvas_text_width(canvas, &style, word) + canvas_px(canvas, 44);
    struct widget_button button = {.id = WIDGET_LIVE + ACTION_LIVE,
                                   .action = ACTION_LIVE,
                                   .label = "",
                                   .note = word,
                                   .chosen = view->live.following};
    int32_t next = draw_button(canvas, box, &button);
    uint32_t dot = view->live.following ? canvas->theme->danger : canvas->theme->faint;
    struct raster_point centre = {(box.x + canvas_px(canvas, 15)) * RASTER_ONE, (box.y + box.height / 2) * RASTER_ONE};
    raster_disc(canvas->raster, centre, raster_fixed(6.0 * canvas->scale), canvas->theme->panel);
    raster_disc(canvas->raster, centre, raster_fixed(5.0 * canvas->scale), dot);
    return next;
}

static int32_t draw_sound(struct canvas *canvas, int muted, struct raster_rect box)
{
    box.width = box.height;
    return draw_button(canvas, box,
                       &(struct widget_button){.id = WIDGET_LIVE + ACTION_MUTE,
                                               .action = ACTION_MUTE,
                                               .label = "",
                                               .icon = muted ? ICON_SOUND_OFF : ICON_SOUND,
                                               .chosen = 0});
}

/* What has to be said in so many words, the worst first. */
static void draw_news(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    const struct theme *theme = canvas->theme;
    char time[32], words[WORDS_BYTES];
    double behind_s = live_show_behind_s(&view->live, &view->playback);
    if (view->live.lost_for_s >= LOST_SAID_S) {
        clock_say_short(time, sizeof time, view->live.lost_for_s);
        fill(words, canvas->language, SIBU_SAY_LIVE_LOST, time);
        box = rest_of(box, draw_words(canvas, box, theme->danger, theme->danger_text, words));
    }
    if (behind_s >= BEHIND_SAID_S) {
        clock_say_short(time, sizeof time, behind_s);
        fill(words, canvas->language, SIBU_SAY_LIVE_BEHIND, time);
        box = rest_of(box, draw_words(canvas, box, theme->accent, theme->accent_text, words));
    }
    if (view->live.over) {
        box = rest_of(
            box, draw_words(canvas, box, theme->raised, theme->text, sibu_say(canvas->language, SIBU_SAY_LIVE_OVER)));
    }
    if (view->live.has_no_sound) {
        (void)draw_words(canvas, box, theme->raised, theme->faint, sibu_say(canvas->language, SIBU_SAY_LIVE_SILENT));
    }
}

void live_bar(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    int32_t edge = canvas_px(canvas, EDGE), side = canvas_px(canvas, SIDE);
    if (!view->live.on) {
        return;
    }
    struct raster_rect box = {plan.x + edge, plan.y + edge, plan.width - 2 * edge, side};
    struct raster_rect before = raster_clip(canvas->raster, plan);
    box = rest_of(box, draw_live(canvas, view, box));
    box = rest_of(box, draw_sound(canvas, view->live.muted, box));
    draw_news(canvas, view, box);
    (void)raster_clip(canvas->raster, before);
}

/* ---- Waiting ---- */

static void draw_wait_buttons(struct canvas *canvas, int muted)
{
    int32_t side = canvas_px(canvas, SIDE), edge = canvas_px(canvas, EDGE), step = side + canvas_px(canvas, GAP);
    int32_t wider = canvas_px(canvas, 10);
    struct raster_rect box = {canvas->raster->width - 4 * step - edge - wider, edge, side, side};
    (void)draw_sound(canvas, muted, box);
    box.x += step;
    box.width += wider;
    const char *other = canvas->language == SIBU_ZH ? "EN" : "中文";
    struct widget_button button = {
        .id = WIDGET_BANNER + ACTION_LANGUAGE, .action = ACTION_LANGUAGE, .label = other, .icon = ICON_NONE};
    (void)widget_button(canvas, box, &button);
    box.x += wider;
    box.width = side;
    static const struct {
        enum action action;
        enum icon icon;
    } OTHERS[] = {{ACTION_THEME, ICON_THEME}, {ACTION_FULL_SCREEN, ICON_FULL_SCREEN}};
    for (size_t i = 0; i < 2; i++) {
        box.x += step;
        button = (struct widget_button){.id = WIDGET_BANNER + (uint32_t)OTHERS[i].action,
                                        .action = OTHERS[i].action,
                                        .label = "",
                                        .icon = OTHERS[i].icon};
        (void)widget_button(canvas, box, &button);
    }
}

void live_bar_wait(struct canvas *canvas, const struct live_wait_facts *facts)
{
    const struct theme *theme = canvas->theme;
    int32_t width = canvas->raster->width, height = canvas->raster->height, line = canvas_px(canvas, 40);
    struct text_style title = {TEXT_FIGURE, FONT_BOLD, TEXT_CENTRE, theme->text};
    struct text_style body = {TEXT_BODY, FONT_REGULAR, TEXT_CENTRE, theme->text};
    raster_fill_rect(canvas->raster, (struct raster_rect){0, 0, width, height}, theme->panel);
    struct raster_rect box = {0, height / 2 - line, width, line};
    (void)canvas_text(canvas, box, &title, sibu_say(canvas->language, facts->title));
    box.y += line;
    if (facts->what != SIBU_SAY_COUNT) {
        (void)canvas_text(canvas, box, &body, sibu_say(canvas->language, facts->what));
    }
    box.y += line;
    body.colour = theme->faint;
    (void)canvas_text(canvas, box, &body, facts->server);
    box.y += line;
    if (facts->trouble[0] != '\0') {
        struct text_style bold = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, theme->danger_text};
        int32_t wide = canvas_text_width(canvas, &bold, facts->trouble) + canvas_px(canvas, 24);
        wide = wide < width ? wide : width;
        canvas_pill(canvas, (struct raster_rect){(width - wide) / 2, box.y, wide, canvas_px(canvas, 28)}, theme->danger,
                    &bold, facts->trouble);
    }
    box.y += line;
    box.height = height - box.y;
    struct caption look = {TEXT_BODY, theme->text, theme->panel, 0};
    (void)caption_draw(canvas, box, &look, facts->news);
    draw_wait_buttons(canvas, facts->muted);
}
