/* See timeline.h. */
#include "view/timeline.h"

#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "view/clock_say.h"
#include "view/widget_ids.h"

#define TICK_PX 90 /* an axis has a tick about that often, at scale 1 */

struct timeline_scale timeline_scale_of(const struct playback *playback, struct raster_rect track)
{
    double to_s = playback->to_s > playback->from_s ? playback->to_s : playback->from_s + 1.0;
    return (struct timeline_scale){playback->from_s, to_s, track.x, track.width};
}

int32_t timeline_x(const struct timeline_scale *scale, double time_s)
{
    double share = (time_s - scale->from_s) / (scale->to_s - scale->from_s);
    double held = share > 0.0 ? (share < 1.0 ? share : 1.0) : 0.0;
    return scale->x + (int32_t)(held * (double)(scale->width - 1) + 0.5);
}

double timeline_s(const struct timeline_scale *scale, int32_t x)
{
    double share = scale->width > 1 ? (double)(x - scale->x) / (double)(scale->width - 1) : 0.0;
    double held = share > 0.0 ? (share < 1.0 ? share : 1.0) : 0.0;
    return scale->from_s + held * (scale->to_s - scale->from_s);
}

uint32_t timeline_mark_at(const struct timeline_scale *scale, const struct replay *replay, int32_t x, int32_t reach_px)
{
    uint32_t found = SIBU_NONE;
    int32_t best = reach_px + 1;
    for (size_t i = 0; i < replay->mark_count; i++) {
        int32_t off = timeline_x(scale, replay->marks[i].time_s) - x;
        off = off < 0 ? -off : off;
        if (off < best) {
            best = off;
            found = (uint32_t)i;
        }
    }
    return found;
}

const char *timeline_unfold_name(const struct replay_mark *mark, enum sibu_language language)
{
    return sibu_say(language,
                    mark->unfold != NULL ? sibu_unfold_sentence(mark->unfold->what) : SIBU_SAY_MSEL_VIEW_UNREADABLE);
}

static const char *mark_name(const struct replay_mark *mark, enum sibu_language language)
{
    static const enum sibu_say_id NAMES[] = {
        [REPLAY_MARK_DRAWN] = SIBU_SAY_VIEW_MARK_DRAWN,
        [REPLAY_MARK_ALERTING] = SIBU_SAY_VIEW_MARK_ALERTING,
        [REPLAY_MARK_RUNNING] = SIBU_SAY_VIEW_MARK_RUNNING,
        [REPLAY_MARK_ALL_CLEAR] = SIBU_SAY_VIEW_MARK_ALL_CLEAR,
        [REPLAY_MARK_ABORT] = SIBU_SAY_VIEW_MARK_ABORT,
        [REPLAY_MARK_REAL_EMERGENCY] = SIBU_SAY_VIEW_MARK_REAL_EMERGENCY,
        [REPLAY_MARK_MUSTERED] = SIBU_SAY_VIEW_MARK_MUSTERED,
        [REPLAY_MARK_EVALUATED] = SIBU_SAY_VIEW_MARK_EVALUATED,
        [REPLAY_MARK_CLOSED] = SIBU_SAY_VIEW_MARK_CLOSED,
        [REPLAY_MARK_ALERT] = SIBU_SAY_VIEW_MARK_ALERT,
        [REPLAY_MARK_SIMULATION] = SIBU_SAY_VIEW_MARK_SIMULATION,
        [REPLAY_MARK_HELP] = SIBU_SAY_VIEW_MARK_HELP,
    };
    if (mark->kind == REPLAY_MARK_UNFOLD) {
        return timeline_unfold_name(mark, language);
    }
    return mark->kind == REPLAY_MARK_OTHER ? mark->word : sibu_say(language, NAMES[mark->kind]);
}

/* The site's name of a place; where it knows none, the row's own; else the id. */
static const char *place_name(const struct sibu_site *site, const struct replay_mark *mark, enum sibu_language language)
{
    const char *id = mark->place;
    uint32_t index = sibu_site_find_zone(site, id);
    if (index != SIBU_NONE) {
        return site->zones[index].name.in[language];
    }
    index = sibu_site_find_exit(site, id);
    if (index != SIBU_NONE) {
        return site->exits[index].name.in[language];
    }
    index = sibu_site_find_muster(site, id);
    if (index != SIBU_NONE) {
        return site->musters[index].name.in[language];
    }
    return mark->unfold != NULL && mark->unfold->place_name.in[language][0] != '\0'
               ? mark->unfold->place_name.in[language]
               : id;
}

void timeline_mark_words(const struct replay *replay, const struct replay_mark *mark, enum sibu_language language,
                         char *out, size_t size)
{
    const char *name = mark_name(mark, language);
    if (mark->person != SIBU_NONE) {
        const struct replay_person *person = &replay->people[mark->person];
        (void)snprintf(out, size, "%.60s · %.80s %.40s", name, person->name, person->id);
    } else if (mark->place[0] != '\0') {
        (void)snprintf(out, size, "%.60s · %.120s", name, place_name(replay->site, mark, language));
    } else {
        (void)snprintf(out, size, "%.120s", name);
    }
}

static uint32_t mark_colour(const struct theme *theme, enum replay_mark_kind kind)
{
    if (kind == REPLAY_MARK_HELP || kind == REPLAY_MARK_REAL_EMERGENCY || kind == REPLAY_MARK_DRAWN ||
        kind == REPLAY_MARK_UNFOLD) {
        return theme->danger;
    }
    return kind == REPLAY_MARK_ALL_CLEAR ? theme->safe_line : theme->faint;
}

static void draw_axis(struct canvas *canvas, const struct timeline_scale *scale, struct raster_rect track)
{
    int32_t most = track.width / canvas_px(canvas, TICK_PX) + 1;
    double tick_s = clock_tick_s(scale->to_s - scale->from_s, most);
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->faint};
    int32_t half = canvas_px(canvas, TICK_PX) / 2, line = canvas_px(canvas, 1);
    int32_t below = track.y + track.height;
    double first = scale->from_s > 0.0 ? scale->from_s : 0.0;
    for (double at_s = first; at_s <= scale->to_s + 1e-9; at_s += tick_s) {
        int32_t x = timeline_x(scale, at_s);
        char words[32];
        clock_say_short(words, sizeof words, at_s);
        raster_fill_rect(canvas->raster, (struct raster_rect){x, track.y, line, track.height}, canvas->theme->grid);
        raster_fill_rect(canvas->raster, (struct raster_rect){x, below, line, canvas_px(canvas, 3)},
                         canvas->theme->faint);
        struct raster_rect box = {x - half, below + canvas_px(canvas, 2), 2 * half,
                                  text_height(canvas->text, TEXT_SMALL)};
        if (x + canvas_text_width(canvas, &style, words) / 2 < track.x + track.width + canvas_px(canvas, 12)) {
            (void)canvas_text(canvas, box, &style, words);
        }
    }
}

/* How high above the track's bottom a curve stands after `count` of `all`. */
static int32_t curve_height(struct raster_rect track, double count, size_t all)
{
    double share = all > 0 ? count / (double)all : 0.0;
    return (int32_t)((share < 1.0 ? share : 1.0) * (double)(track.height - 3) + 0.5);
}

/* The forecast of those mustered: its band, and the median as a thin line. */
static void draw_forecast(struct canvas *canvas, const struct timeline_scale *scale, struct raster_rect track,
                          const struct replay *replay)
{
    int32_t line = canvas_px(canvas, 1), bottom = track.y + track.height, before = 0;
    for (int32_t x = track.x; x < track.x + track.width; x++) {
        double people[3];
        if (!replay_expected_at(replay, timeline_s(scale, x), people)) {
            return;
        }
        int32_t low = curve_height(track, people[0], replay->expected_count);
        int32_t middle = curve_height(track, people[1], replay->expected_count);
        int32_t high = curve_height(track, people[2], replay->expected_count);
        if (high > 0) {
            raster_fill_rect(canvas->raster, (struct raster_rect){x, bottom - high, 1, high - low + line},
                             (canvas->theme->text & 0xffffffu) | 0x40000000u);
            raster_fill_rect(canvas->raster, (struct raster_rect){x, bottom - middle, 1, line + middle - before},
                             (canvas->theme->text & 0xffffffu) | 0x90000000u);
        }
        before = middle;
    }
}

static void draw_area(struct canvas *canvas, const struct timeline_scale *scale, struct raster_rect track,
                      const struct replay *replay)
{
    uint32_t colour = canvas->theme->curve_in;
    int32_t line = canvas_px(canvas, 2), before = 0;
    for (int32_t x = track.x; x < track.x + track.width; x++) {
        size_t count = replay_curve_at(&replay->gathered, timeline_s(scale, x));
        int32_t height = curve_height(track, (double)count, replay->expected_count);
        int32_t top = track.y + track.height - height;
        if (height > 0) {
            raster_fill_rect(canvas->raster, (struct raster_rect){x, top, 1, height},
                             (colour & 0xffffffu) | 0x48000000u);
            raster_fill_rect(canvas->raster, (struct raster_rect){x, top - line / 2, 1, line + height - before},
                             colour);
        }
        before = height;
    }
}

static void draw_answers(struct canvas *canvas, const struct timeline_scale *scale, struct raster_rect track,
                         const struct replay *replay)
{
    int32_t line = canvas_px(canvas, 2), before = 0;
    for (int32_t x = track.x; x < track.x + track.width && replay->answered.count > 0; x++) {
        size_t count = replay_curve_at(&replay->answered, timeline_s(scale, x));
        int32_t height = curve_height(track, (double)count, replay->expected_count);
        int32_t top = track.y + track.height - height;
        if (height > 0 && (x / canvas_px(canvas, 4) % 2 == 0 || height != before)) {
            raster_fill_rect(canvas->raster, (struct raster_rect){x, top - line / 2, 1, line + height - before},
                             canvas->theme->curve_asked);
        }
        before = height;
    }
}

/* A diamond on a line; what unfolded has a triangle, so that it is told from a call for help without its colour. */
static void draw_mark(struct canvas *canvas, int32_t x, struct raster_rect track, enum replay_mark_kind kind)
{
    uint32_t colour = mark_colour(canvas->theme, kind);
    int32_t size = raster_fixed(4.5 * canvas->scale);
    raster_fill_rect(canvas->raster, (struct raster_rect){x, track.y, canvas_px(canvas, 1), track.height},
                     (colour & 0xffffffu) | 0x90000000u);
    int32_t middle = x * RASTER_ONE + RASTER_ONE / 2, top = (track.y - canvas_px(canvas, 5)) * RASTER_ONE;
    struct raster_point flag[4] = {
        {middle, top - size}, {middle + size, top}, {middle, top + size}, {middle - size, top}};
    struct raster_point warning[3] = {{middle, top - size - size / 3},
                                      {middle + size + size / 3, top + size},
                                      {middle - size - size / 3, top + size}};
    if (kind == REPLAY_MARK_UNFOLD) {
        (void)raster_fill_points(canvas->raster, warning, 3, colour);
    } else {
        (void)raster_fill_points(canvas->raster, flag, 4, colour);
    }
}

/* The plain ones first: an end or a call for help is not hidden by the alert that follows it at once. */
static void draw_marks(struct canvas *canvas, const struct timeline_scale *scale, struct raster_rect track,
                       const struct replay *replay)
{
    for (int coloured = 0; coloured <= 1; coloured++) {
        for (size_t i = 0; i < replay->mark_count; i++) {
            uint32_t colour = mark_colour(canvas->theme, replay->marks[i].kind);
            if ((colour != canvas->theme->faint) == coloured) {
                draw_mark(canvas, timeline_x(scale, replay->marks[i].time_s), track, replay->marks[i].kind);
            }
        }
    }
}

static void draw_head(struct canvas *canvas, int32_t x, struct raster_rect track)
{
    int32_t line = canvas_px(canvas, 2), size = canvas_px(canvas, 7);
    struct raster_rect stem = {x - line / 2, track.y - canvas_px(canvas, 10), line,
                               track.height + canvas_px(canvas, 10)};
    raster_fill_rect(canvas->raster, stem, canvas->theme->accent);
    int32_t middle = x * RASTER_ONE, top = stem.y * RASTER_ONE;
    struct raster_point handle[5] = {{middle - size * RASTER_ONE, top - canvas_px(canvas, 4) * RASTER_ONE},
                                     {middle + size * RASTER_ONE, top - canvas_px(canvas, 4) * RASTER_ONE},
                                     {middle + size * RASTER_ONE, top + canvas_px(canvas, 4) * RASTER_ONE},
                                     {middle, top + canvas_px(canvas, 11) * RASTER_ONE},
                                     {middle - size * RASTER_ONE, top + canvas_px(canvas, 4) * RASTER_ONE}};
    (void)raster_fill_points(canvas->raster, handle, 5, canvas->theme->accent);
}

/* A line of words in a pill over the track, held inside the picture; `level` 0 is the lowest. */
static void draw_hint_line(struct canvas *canvas, struct raster_rect track, int32_t level, const char *text)
{
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, canvas->theme->panel};
    int32_t most = canvas->raster->width - canvas_px(canvas, 8);
    int32_t width = canvas_text_width(canvas, &style, text) + canvas_px(canvas, 20);
    width = width < most ? width : most;
    int32_t left = canvas->widgets->input.x - width / 2, right = canvas->raster->width - width - canvas_px(canvas, 4);
    left = left < canvas_px(canvas, 4) ? canvas_px(canvas, 4) : left > right ? right : left;
    struct raster_rect box = {left, track.y - canvas_px(canvas, 44 + 27 * level), width, canvas_px(canvas, 24)};
    canvas_pill(canvas, box, canvas->theme->text, &style, text);
}

/* Under the pointer: the time, and the event if one is near; over it the words that people got. */
static void draw_hint(struct canvas *canvas, const struct timeline_scale *scale, struct raster_rect track,
                      const struct replay *replay)
{
    char time[32], words[256], text[300];
    int32_t x = canvas->widgets->input.x;
    uint32_t mark = timeline_mark_at(scale, replay, x, canvas_px(canvas, 6));
    clock_say(time, sizeof time, mark == SIBU_NONE ? timeline_s(scale, x) : replay->marks[mark].time_s);
    words[0] = '\0';
    if (mark != SIBU_NONE) {
        timeline_mark_words(replay, &replay->marks[mark], canvas->language, words, sizeof words);
    }
    (void)snprintf(text, sizeof text, "%s%s%s", time, words[0] != '\0' ? "  " : "", words);
    draw_hint_line(canvas, track, 0, text);
    const struct sibu_unfold_row *unfold = mark != SIBU_NONE ? replay->marks[mark].unfold : NULL;
    if (unfold != NULL && unfold->words.in[canvas->language][0] != '\0') {
        draw_hint_line(canvas, track, 1, unfold->words.in[canvas->language]);
    }
}

struct raster_rect timeline_track(const struct canvas *canvas, struct raster_rect box)
{
    int32_t side = canvas_px(canvas, 22), above = canvas_px(canvas, 20), below = canvas_px(canvas, 20);
    return (struct raster_rect){box.x + side, box.y + above, box.width - 2 * side, box.height - above - below};
}

void timeline_draw(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    const struct theme *theme = canvas->theme;
    struct raster_rect track = timeline_track(canvas, box);
    struct timeline_scale scale = timeline_scale_of(&view->playback, track);
    raster_fill_rect(canvas->raster, box, theme->panel);
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, box.width, canvas_px(canvas, 1)},
                     theme->panel_edge);
    raster_fill_rect(canvas->raster, track, theme->raised);
    draw_axis(canvas, &scale, track);
    draw_forecast(canvas, &scale, track, view->replay);
    draw_area(canvas, &scale, track, view->replay);
    draw_answers(canvas, &scale, track, view->replay);
    raster_frame(canvas->raster, raster_rect_inset(track, -canvas_px(canvas, 1)), canvas_px(canvas, 1),
                 theme->panel_edge);
    draw_marks(canvas, &scale, track, view->replay);
    struct raster_rect grip = {track.x, box.y, track.width, box.height - canvas_px(canvas, 18)};
    double share = (view->playback.time_s - scale.from_s) / (scale.to_s - scale.from_s);
    if (widget_drag(canvas, grip, WIDGET_TIMELINE, 0.01, &share)) {
        playback_seek(&view->playback, scale.from_s + share * (scale.to_s - scale.from_s));
    }
    draw_head(canvas, timeline_x(&scale, view->playback.time_s), track);
    if (widget_hovers(canvas, grip)) {
        draw_hint(canvas, &scale, track, view->replay);
    }
}
