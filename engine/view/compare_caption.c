/* See compare_caption.h. */
#include "view/compare_caption.h"

#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "sibu/text.h"
#include "view/clock_say.h"
#include "view/text_cut.h"

#define BETWEEN "  ·  "
#define NAME_LEAST 90 /* pixels at scale 1: of a name that still says something */
#define EDGE 8 /* left of a pill, and right of the widest */
#define PAD 20 /* in a pill, on both sides together */

static void add_with(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *value)
{
    sibu_say_with(out, language, id, &value, 1);
}

/* The name in a path, after so many of its last slashes. */
static const char *tail_of(const char *path, int slashes)
{
    const char *at = path + strlen(path);
    for (; at > path; at--) {
        slashes -= at[-1] == '/';
        if (slashes == 0) {
            break;
        }
    }
    return at;
}

static void say_name(char *out, const struct replay *replay, const struct replay *beside)
{
    const char *name = tail_of(replay->path, 1);
    if (beside != NULL && strcmp(name, tail_of(beside->path, 1)) == 0) {
        name = tail_of(replay->path, 2);
    }
    (void)snprintf(out, COMPARE_CAPTION_BYTES, "%s", name);
}

void compare_caption_say(struct compare_caption *out, const struct replay *replay, const struct replay *beside,
                         const struct view_state *view, const char *letter)
{
    struct sibu_text text = {.max_length = COMPARE_CAPTION_BYTES - 1};
    char iso[32], end[32];
    double time_s = view->playback.time_s;
    sibu_text_addf(&text, "%s  %zu/%zu", letter, replay_curve_at(&replay->gathered, time_s), replay->expected_count);
    if (time_s > replay->to_s) {
        clock_say_short(end, sizeof end, replay->to_s);
        sibu_text_add(&text, BETWEEN);
        add_with(&text, view->language, SIBU_SAY_COMPARE_ENDED, end);
    }
    if (replay_has_calendar(replay)) {
        sibu_time_text(iso, replay->t0_us + (int64_t)replay->ahead_s * 1000000);
        sibu_text_addf(&text, BETWEEN "%.10s %.5s", iso, iso + 11);
    }
    if (!replay->drill || replay_is_real(replay, time_s)) {
        enum sibu_say_id what = replay->drill ? SIBU_SAY_VIEW_BANNER_REAL : SIBU_SAY_VIEW_BANNER_SIMULATION;
        sibu_text_addf(&text, BETWEEN "%s", sibu_say(view->language, what));
    }
    (void)snprintf(out->facts, sizeof out->facts, "%s", sibu_text_get(&text));
    sibu_text_clear(&text);
    say_name(out->name, replay, beside);
}

void compare_caption_line(struct text_kit *kit, const struct text_style *style, int32_t width,
                          const struct compare_caption *caption, char out[COMPARE_CAPTION_BYTES])
{
    char facts[COMPARE_CAPTION_BYTES], name[COMPARE_CAPTION_BYTES];
    int32_t between = text_width(kit, style, BETWEEN), whole = text_width(kit, style, caption->name);
    int32_t least = text_height(kit, style->size) * NAME_LEAST / 16;
    least = caption->name[0] == '\0' ? -between : whole < least ? whole : least;
    (void)snprintf(facts, sizeof facts, "%s", caption->facts);
    while (text_width(kit, style, facts) + between + least > width && text_drop_part(facts, BETWEEN)) {
    }
    int32_t room = width - text_width(kit, style, facts) - between;
    if (caption->name[0] == '\0' || room < least) {
        (void)snprintf(out, COMPARE_CAPTION_BYTES, "%s", facts);
        return;
    }
    text_cut_middle(kit, style, caption->name, room, name, sizeof name);
    (void)snprintf(out, COMPARE_CAPTION_BYTES, "%.180s" BETWEEN "%.200s", facts, name);
}

/* A pill above a plan, in the line of that number from the plan up. */
static void draw_pill(struct canvas *canvas, struct raster_rect plan, int32_t line, const char *words)
{
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, canvas->theme->text};
    int32_t edge = canvas_px(canvas, EDGE), tall = canvas_px(canvas, 22),
            up = line * canvas_px(canvas, COMPARE_CAPTION);
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, PAD), most = plan.width - 2 * edge;
    struct raster_rect box = {plan.x + edge, plan.y - up + canvas_px(canvas, 4), width < most ? width : most, tall};
    raster_fill_round(canvas->raster, raster_rect_inset(box, -canvas_px(canvas, 1)), tall / 2 + 1,
                      canvas->theme->panel_edge);
    canvas_pill(canvas, box, canvas->theme->panel, &style, words);
}

/* In one line; where the plan is narrow and has two lines for itself, facts and name have one each. */
static void draw_caption(struct canvas *canvas, struct raster_rect plan, int32_t line, int32_t lines,
                         const struct compare_caption *caption)
{
    char words[COMPARE_CAPTION_BYTES];
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, 0};
    int32_t room = plan.width - 2 * canvas_px(canvas, EDGE) - canvas_px(canvas, PAD);
    struct compare_caption facts = *caption;
    if (lines > 1) {
        facts.name[0] = '\0';
        text_cut_middle(canvas->text, &style, caption->name, room, words, sizeof words);
        draw_pill(canvas, plan, line - 1, words);
    }
    compare_caption_line(canvas->text, &style, room, &facts, words);
    draw_pill(canvas, plan, line, words);
}

/* The second's words, where it is drawn as outlines with a word for that. */
static void say_other(struct compare_caption *out, const struct view_state *view)
{
    const struct replay *other = compare_other(view);
    char letter[64] = "B";
    if (other == NULL) {
        struct sibu_text text = {.max_length = COMPARE_CAPTION_BYTES - 1};
        char runs[16];
        (void)snprintf(runs, sizeof runs, "%u", view->replay->forecast.runs);
        sibu_text_add(&text, "B  ");
        add_with(&text, view->language, SIBU_SAY_COMPARE_FORECAST_OF, runs);
        (void)snprintf(out->facts, sizeof out->facts, "%s", sibu_text_get(&text));
        out->name[0] = '\0';
        sibu_text_clear(&text);
        return;
    }
    if (view->compare->way == COMPARE_OVER) {
        (void)snprintf(letter, sizeof letter, "B (%.50s)", sibu_say(view->language, SIBU_SAY_COMPARE_OUTLINES));
    }
    compare_caption_say(out, other, view->replay, view, letter);
}

void compare_caption_draw(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    struct compare_boxes boxes = compare_plans(canvas, view, plan);
    struct compare_caption here, there;
    int two = boxes.there.width > 0;
    int32_t lines = boxes.captions / canvas_px(canvas, COMPARE_CAPTION);
    compare_caption_say(&here, view->replay, compare_other(view), view, "A");
    say_other(&there, view);
    draw_caption(canvas, boxes.here, lines, two ? lines : 1, &here);
    draw_caption(canvas, two ? boxes.there : boxes.here, two ? lines : 1, two ? lines : 1, &there);
}
