/* See notes_draw.h: flags on the timeline and words over the plan. */
#include "view/notes_draw.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/caption.h"
#include "view/clock_say.h"
#include "view/timeline.h"

#define FLAG_PX 9 /* wide and high, at scale 1 */

void notes_words(const struct note *note, enum sibu_language language, char *out, size_t size)
{
    (void)snprintf(out, size, "%s",
                   note->text[0] != '\0' ? note->text : sibu_say(language, SIBU_SAY_VIEW_NOTE_BOOKMARK));
}

/* A pennant on a pole: no other mark of the timeline has that shape. */
static void draw_flag(struct canvas *canvas, int32_t x, struct raster_rect track, int chosen)
{
    int32_t size = canvas_px(canvas, FLAG_PX), top = track.y - canvas_px(canvas, 14);
    uint32_t colour = chosen ? canvas->theme->focus : canvas->theme->accent;
    raster_fill_rect(canvas->raster, (struct raster_rect){x, top, canvas_px(canvas, 2), track.y + track.height - top},
                     colour);
    struct raster_point pennant[3] = {{x * RASTER_ONE, top * RASTER_ONE},
                                      {(x + size) * RASTER_ONE, top * RASTER_ONE + size * RASTER_ONE / 2},
                                      {x * RASTER_ONE, (top + size) * RASTER_ONE}};
    (void)raster_fill_points(canvas->raster, pennant, 3, colour);
}

/* The note whose flag is under the pointer, or SIBU_NONE; the later one where two overlap, as it is drawn. */
static uint32_t flag_under(const struct canvas *canvas, const struct view_state *view,
                           const struct timeline_scale *scale, struct raster_rect track)
{
    const struct widget_input *input = &canvas->widgets->input;
    int32_t size = canvas_px(canvas, FLAG_PX), reach = canvas_px(canvas, 2);
    struct raster_rect strip = {track.x - reach, track.y - canvas_px(canvas, 16), track.width + size + reach,
                                size + canvas_px(canvas, 4)};
    uint32_t found = SIBU_NONE;
    for (size_t i = 0; i < view->teach.notes.count && widget_hovers(canvas, strip); i++) {
        int32_t off = input->x - timeline_x(scale, view->teach.notes.items[i].time_s);
        if (off >= -reach && off <= size) {
            found = (uint32_t)i;
        }
    }
    return found;
}

static void draw_hint(struct canvas *canvas, const struct note *note, struct raster_rect track)
{
    char clock[32], words[NOTE_BYTES], text[NOTE_BYTES + 40];
    int32_t tall = canvas_px(canvas, 160);
    struct caption look = {TEXT_BODY, canvas->theme->text, canvas->theme->panel, 1};
    clock_say(clock, sizeof clock, note->time_s);
    notes_words(note, canvas->language, words, sizeof words);
    (void)snprintf(text, sizeof text, "%s  %s", clock, words);
    int32_t width = canvas_px(canvas, 420), left = canvas->widgets->input.x - width / 2;
    int32_t most = canvas->raster->width - width;
    left = left > most ? most : left;
    struct raster_rect box = {left < 0 ? 0 : left, track.y - canvas_px(canvas, 38) - tall, width, tall};
    (void)caption_draw(canvas, box, &look, text);
}

void notes_draw_flags(struct canvas *canvas, struct view_state *view, struct raster_rect timeline)
{
    struct raster_rect track = timeline_track(canvas, timeline);
    struct timeline_scale scale = timeline_scale_of(&view->playback, track);
    const struct notes *notes = &view->teach.notes;
    for (size_t i = 0; i < notes->count; i++) {
        draw_flag(canvas, timeline_x(&scale, notes->items[i].time_s), track,
                  !view->teach.still && view->teach.note == i);
    }
    uint32_t under = flag_under(canvas, view, &scale, track);
    if (under == SIBU_NONE) {
        return;
    }
    if (canvas->widgets->input.up) {
        teach_go_to(view, under);
    }
    draw_hint(canvas, &notes->items[under], track);
}

void notes_draw_spoken(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    const struct notes *notes = &view->teach.notes;
    double speed = view->playback.speed > 1.0 ? view->playback.speed : 1.0;
    uint32_t note = notes_spoken_at(notes, view->playback.time_s, TEACH_SPOKEN_S * speed);
    struct caption look = {TEXT_TITLE, (canvas->theme->text & 0xffffffu) | 0xe0000000u, canvas->theme->panel, 1};
    if (note == SIBU_NONE || view->teach.editing) {
        return;
    }
    plan.height -= canvas_px(canvas, 34); /* the scale bar */
    (void)caption_draw(canvas, plan, &look, notes->items[note].text);
}
