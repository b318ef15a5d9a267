/* See bars.h. */
#include "view/bars.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/clock_say.h"
#include "view/widget_ids.h"

#define WORDS_BYTES 256
#define TAB_LEAST 76 /* narrowest tab, at scale 1: the id of a floor and how many people are there */

struct bar_button {
    enum action action;
    enum icon icon;
};

/* A row of square buttons from the left of the box on. Returns the pixels used. */
static int32_t draw_row(struct canvas *canvas, struct raster_rect box, const struct bar_button *buttons, size_t count,
                        uint32_t first_id)
{
    int32_t step = box.height + canvas_px(canvas, 4);
    for (size_t i = 0; i < count; i++) {
        struct raster_rect place = {box.x + (int32_t)i * step, box.y, box.height, box.height};
        struct widget_button button = {first_id + (uint32_t)buttons[i].action,
                                       buttons[i].action,
                                       buttons[i].action == ACTION_HELP ? "?" : "",
                                       NULL,
                                       buttons[i].icon,
                                       0};
        (void)widget_button(canvas, place, &button);
    }
    return (int32_t)count * step;
}

/* Which banner is true: a drill, a simulation, or not a drill any more. Always in both languages. */
static enum sibu_say_id banner_words(const struct view_state *view)
{
    if (replay_is_real(view->replay, view->playback.time_s)) {
        return SIBU_SAY_VIEW_BANNER_REAL;
    }
    return view->replay->drill ? SIBU_SAY_VIEW_BANNER_DRILL : SIBU_SAY_VIEW_BANNER_SIMULATION;
}

static void scenario_words(const struct view_state *view, char out[WORDS_BYTES])
{
    const struct replay *replay = view->replay;
    const struct replay_origin *origin = &replay->origin;
    const char *site = replay->site->name.in[view->language];
    const char *family = origin->known ? origin->family.in[view->language] : "";
    const char *zone =
        origin->known && origin->zone != SIBU_NONE ? replay->site->zones[origin->zone].name.in[view->language] : "";
    (void)snprintf(out, WORDS_BYTES, "%.80s%s%.80s%s%.80s", site, family[0] != '\0' ? "  ·  " : "", family,
                   zone[0] != '\0' ? "  ·  " : "", zone);
}

static void draw_banner_buttons(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    static const struct bar_button BUTTONS[] = {{ACTION_THEME, ICON_THEME},
                                                {ACTION_PRESENT, ICON_PRESENT},
                                                {ACTION_FULL_SCREEN, ICON_FULL_SCREEN},
                                                {ACTION_HELP, ICON_NONE}};
    int32_t step = box.height + canvas_px(canvas, 4);
    struct raster_rect language = {box.x, box.y, box.height + canvas_px(canvas, 10), box.height};
    const char *other = view->language == SIBU_ZH ? "EN" : "中文";
    (void)widget_button(
        canvas, language,
        &(struct widget_button){WIDGET_BANNER + ACTION_LANGUAGE, ACTION_LANGUAGE, other, NULL, ICON_NONE, 0});
    box.x += step + canvas_px(canvas, 10);
    (void)draw_row(canvas, box, BUTTONS, sizeof BUTTONS / sizeof BUTTONS[0], WIDGET_BANNER);
}

void bars_banner(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    int real = replay_is_real(view->replay, view->playback.time_s);
    uint32_t ground = real ? canvas->theme->danger : canvas->theme->drill;
    uint32_t ink = real ? canvas->theme->danger_text : canvas->theme->drill_text;
    char caption[WORDS_BYTES], words[WORDS_BYTES];
    enum sibu_say_id id = banner_words(view);
    int32_t pad = canvas_px(canvas, 14), side = canvas_px(canvas, 28);
    int32_t buttons = 5 * (side + canvas_px(canvas, 4)) + canvas_px(canvas, 16);
    struct text_style bold = {TEXT_TITLE, FONT_BOLD, TEXT_LEFT, ink};
    struct text_style plain = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, ink};
    raster_fill_rect(canvas->raster, box, ground);
    (void)snprintf(caption, sizeof caption, "%.100s  %.100s", sibu_say(SIBU_ZH, id), sibu_say(SIBU_EN, id));
    struct raster_rect left = {box.x + pad, box.y, box.width - buttons - 2 * pad, box.height};
    int32_t used = canvas_text(canvas, left, &bold, caption) + 2 * pad;
    scenario_words(view, words);
    left.x += used;
    left.width -= used;
    (void)canvas_text(canvas, left, &plain, words);
    draw_banner_buttons(canvas, view,
                        (struct raster_rect){box.x + box.width - buttons, box.y + (box.height - side) / 2, side, side});
}

static void floor_note(const struct view_state *view, const struct tally *tally, uint32_t floor, char out[24])
{
    (void)snprintf(out, 24, "%u", tally->on_floor[floor]);
    if (view->replay->frame_count == 0) {
        out[0] = '\0';
    }
}

/* What a tab takes with this label, in bold, as if it were the chosen one. */
static int32_t tab_width(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                         uint32_t floor, const char *label)
{
    char note[24];
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, 0};
    floor_note(view, tally, floor, note);
    return canvas_text_width(canvas, &style, label) + canvas_text_width(canvas, &style, note) + canvas_px(canvas, 30);
}

/* The floor's name where it fits, else its id. */
static const char *tab_label(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                             uint32_t floor, int32_t limit)
{
    const struct sibu_floor *it = &view->replay->site->floors[floor];
    const char *name = it->name.in[canvas->language];
    return tab_width(canvas, view, tally, floor, name) <= limit ? name : it->id;
}

/* The widest that tabs may be so that all of them fit: the long ones give way first. */
static int32_t tab_limit(struct canvas *canvas, const struct view_state *view, const struct tally *tally, int32_t room)
{
    uint32_t count = view->replay->site->floor_count;
    int32_t limit = canvas_px(canvas, 260), least = canvas_px(canvas, TAB_LEAST);
    for (; limit > least; limit -= canvas_px(canvas, 4)) {
        int32_t used = 0;
        for (uint32_t i = 0; i < count && used <= room; i++) {
            const char *label = tab_label(canvas, view, tally, i, limit);
            int32_t width = tab_width(canvas, view, tally, i, label);
            used += (width < limit ? width : limit) + canvas_px(canvas, 4);
        }
        if (used <= room) {
            break;
        }
    }
    return limit;
}

/* Which tabs are shown, as levels [out[0], out[1]): all, or in a tower those around the floor that is seen. */
static void tab_range(const struct canvas *canvas, const struct view_state *view, int32_t limit, int32_t room,
                      uint32_t out[2])
{
    uint32_t count = view->replay->site->floor_count, level = view_state_level(view);
    uint32_t fitting = (uint32_t)(room / (limit + canvas_px(canvas, 4)));
    out[0] = 0;
    out[1] = count;
    if (limit > canvas_px(canvas, TAB_LEAST) || fitting >= count) {
        return;
    }
    fitting = fitting > 0 ? fitting : 1;
    out[0] = level > fitting / 2 ? level - fitting / 2 : 0;
    out[0] = out[0] + fitting > count ? count - fitting : out[0];
    out[1] = out[0] + fitting;
}

void bars_floors(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                 struct raster_rect box)
{
    int32_t side = canvas_px(canvas, 28), x = box.x + canvas_px(canvas, 10);
    int32_t room = box.width - 2 * canvas_px(canvas, 8), limit = tab_limit(canvas, view, tally, room);
    uint32_t range[2];
    tab_range(canvas, view, limit, room, range);
    raster_fill_rect(canvas->raster, box, canvas->theme->panel);
    for (uint32_t i = range[0]; i < range[1]; i++) {
        char note[24];
        uint32_t floor = view->floors_up[i];
        const char *label = tab_label(canvas, view, tally, floor, limit);
        int32_t width = tab_width(canvas, view, tally, floor, label);
        width = width < limit ? width : limit;
        floor_note(view, tally, floor, note);
        struct widget_button tab = {.id = WIDGET_FLOORS + floor,
                                    .action = (enum action)(ACTION_FLOOR_FIRST + floor),
                                    .label = label,
                                    .note = note,
                                    .chosen = floor == view->floor};
        (void)widget_button(canvas, (struct raster_rect){x, box.y + (box.height - side) / 2, width, side}, &tab);
        x += width + canvas_px(canvas, 4);
    }
}

static void draw_times(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    char now[32], end[32], words[80];
    clock_say(now, sizeof now, view->playback.time_s);
    clock_say_short(end, sizeof end, view->playback.to_s);
    (void)snprintf(words, sizeof words, "%s / %s", now, end);
    struct text_style style = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    (void)canvas_text(canvas, box, &style, words);
}

/* The band of the forecast, and what it is, from x on where there is room for it. */
static void draw_band_name(struct canvas *canvas, struct raster_rect box, int32_t x)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    const char *name = sibu_say(canvas->language, SIBU_SAY_VIEW_FORECAST);
    int32_t line = canvas_px(canvas, 20), gap = canvas_px(canvas, 6), thick = canvas_px(canvas, 8);
    int32_t width = canvas_text_width(canvas, &style, name);
    if (x + line + gap + width > box.x + box.width) {
        return;
    }
    raster_fill_rect(canvas->raster, (struct raster_rect){x, box.y + (box.height - thick) / 2, line, thick},
                     (canvas->theme->text & 0xffffffu) | 0x40000000u);
    (void)canvas_text(canvas, (struct raster_rect){x + line + gap, box.y, width, box.height}, &style, name);
}

/* What the two curves of the timeline mean, where there is room for it. */
static void draw_curve_names(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    const struct {
        enum sibu_say_id name;
        uint32_t colour;
        int broken;
    } curves[] = {{view->replay->drill ? SIBU_SAY_WORD_CHECKED_IN : SIBU_SAY_VIEW_OUT, canvas->theme->curve_in, 0},
                  {SIBU_SAY_WORD_ACKNOWLEDGED, canvas->theme->curve_asked, 1}};
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    int32_t line = canvas_px(canvas, 20), gap = canvas_px(canvas, 6), dash = canvas_px(canvas, 4);
    int32_t x = box.x;
    for (size_t i = 0; i < (view->replay->drill ? 2u : 1u); i++) {
        const char *name = sibu_say(canvas->language, curves[i].name);
        int32_t width = canvas_text_width(canvas, &style, name);
        if (x + line + gap + width > box.x + box.width) {
            return;
        }
        for (int32_t at = 0; at < line; at += curves[i].broken ? 2 * dash : dash) {
            raster_fill_rect(canvas->raster,
                             (struct raster_rect){x + at, box.y + box.height / 2, dash, canvas_px(canvas, 2)},
                             curves[i].colour);
        }
        (void)canvas_text(canvas, (struct raster_rect){x + line + gap, box.y, width, box.height}, &style, name);
        x += line + 3 * gap + width;
    }
    if (view->replay->forecast.runs > 0) {
        draw_band_name(canvas, box, x);
    }
}

#define SPEED_WIDE 250 /* at scale 1: two buttons, the slider between them and the speed */
#define SPEED_NARROW 124 /* without the slider */

/* The speed in words; a press makes it 1 again. */
static void draw_speed_words(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    char words[32];
    double speed = view->playback.speed;
    (void)snprintf(words, sizeof words, speed < 10.0 ? "×%.3g" : "×%.0f", speed);
    struct widget_button button = {
        .id = WIDGET_CONTROLS + ACTION_SPEED_ONE, .action = ACTION_SPEED_ONE, .label = words};
    (void)widget_button(canvas, box, &button);
}

static void draw_speed(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    static const struct bar_button SLOWER = {ACTION_SLOWER, ICON_MINUS}, FASTER = {ACTION_FASTER, ICON_PLUS};
    int32_t side = box.height, words_width = canvas_px(canvas, 52);
    (void)draw_row(canvas, box, &SLOWER, 1, WIDGET_CONTROLS);
    struct raster_rect bar = {box.x + side + canvas_px(canvas, 12), box.y,
                              box.width - 2 * side - words_width - canvas_px(canvas, 28), box.height};
    double share = playback_speed_share(view->playback.speed);
    if (bar.width > side && widget_slider(canvas, bar, WIDGET_SPEED, 0.08, &share)) {
        playback_speed(&view->playback, playback_speed_of(share));
    }
    struct raster_rect right = {box.x + box.width - side - words_width - canvas_px(canvas, 4), box.y, side, side};
    (void)draw_row(canvas, right, &FASTER, 1, WIDGET_CONTROLS);
    draw_speed_words(canvas, view, (struct raster_rect){box.x + box.width - words_width, box.y, words_width, side});
}

/* The time, what the curves mean and the speed, right of the buttons: in a narrow window the slider gives way to the time. */
static void draw_clock_and_speed(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    int32_t times = canvas_px(canvas, 158), speed = canvas_px(canvas, SPEED_WIDE), pad = canvas_px(canvas, 12);
    speed = box.width - speed - pad < times ? canvas_px(canvas, SPEED_NARROW) : speed;
    int32_t room = box.width - speed - pad;
    draw_times(canvas, view, (struct raster_rect){box.x, box.y, room < times ? room : times, box.height});
    draw_curve_names(canvas, view, (struct raster_rect){box.x + times, box.y, room - times, box.height});
    draw_speed(canvas, view, (struct raster_rect){box.x + box.width - speed, box.y, speed, box.height});
}

void bars_controls(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    const struct playback *playback = &view->playback;
    int forward = playback->playing && playback->direction > 0, backward = playback->playing && playback->direction < 0;
    const struct bar_button buttons[] = {
        {ACTION_START, ICON_START},
        {ACTION_PREVIOUS_EVENT, ICON_PREVIOUS},
        {ACTION_BACK_SECOND, ICON_BACK},
        {ACTION_REVERSE, backward ? ICON_PAUSE : ICON_REVERSE},
        {ACTION_PLAY, forward ? ICON_PAUSE : ICON_PLAY},
        {ACTION_FORWARD_SECOND, ICON_FORWARD},
        {ACTION_NEXT_EVENT, ICON_NEXT},
        {ACTION_END, ICON_END},
    };
    int32_t side = canvas_px(canvas, 32), pad = canvas_px(canvas, 12), top = box.y + (box.height - side) / 2 - 2;
    raster_fill_rect(canvas->raster, box, canvas->theme->panel);
    int32_t used = draw_row(canvas, (struct raster_rect){box.x + pad, top, side, side}, buttons,
                            sizeof buttons / sizeof buttons[0], WIDGET_CONTROLS);
    draw_clock_and_speed(canvas, view,
                         (struct raster_rect){box.x + pad + used + pad, top, box.width - used - 3 * pad, side});
}

/* The key of an action as it stands on the sheet, or NULL. */
static const struct key *key_of(enum action action)
{
    size_t count;
    const struct key *keys = keys_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (keys[i].action == action && keys[i].label != NULL) {
            return &keys[i];
        }
    }
    return NULL;
}

void bars_tip(struct canvas *canvas)
{
    const struct key *key = key_of(canvas->widgets->tip);
    struct raster_rect beside = canvas->widgets->tip_beside;
    if (canvas->widgets->tip == ACTION_NONE || key == NULL) {
        return;
    }
    char words[WORDS_BYTES];
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->panel};
    (void)snprintf(words, sizeof words, "%.150s  (%.30s)", sibu_say(canvas->language, key->what), key->label);
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 18), height = canvas_px(canvas, 24);
    int32_t right = canvas->raster->width - width - canvas_px(canvas, 4);
    int32_t x = beside.x + (beside.width - width) / 2;
    x = x > right ? right : x < canvas_px(canvas, 4) ? canvas_px(canvas, 4) : x;
    int32_t y = beside.y + beside.height + canvas_px(canvas, 6);
    if (y + height > canvas->raster->height) {
        y = beside.y - height - canvas_px(canvas, 6);
    }
    canvas_pill(canvas, (struct raster_rect){x, y, width, height}, canvas->theme->text, &style, words);
}
