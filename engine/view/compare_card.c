/* The card of the person who is chosen, with the moments of both records beside each other. See compare_panel.h. */
#include <math.h>
#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/clock_say.h"
#include "view/compare_panel.h"
#include "view/widget_ids.h"

#define WORDS_BYTES 200

static const enum sibu_say_id NAMES[MOMENTS] = {
    [MOMENT_ALERTED] = SIBU_SAY_VIEW_MOMENT_ALERTED,       [MOMENT_ACKNOWLEDGED] = SIBU_SAY_VIEW_MOMENT_ACKNOWLEDGED,
    [MOMENT_CANNOT] = SIBU_SAY_VIEW_MOMENT_CANNOT,         [MOMENT_STARTED] = SIBU_SAY_VIEW_MOMENT_STARTED,
    [MOMENT_EXITED] = SIBU_SAY_VIEW_MOMENT_EXITED,         [MOMENT_ARRIVED] = SIBU_SAY_VIEW_MOMENT_ARRIVED,
    [MOMENT_CHECKED_IN] = SIBU_SAY_VIEW_MOMENT_CHECKED_IN, [MOMENT_HELP] = SIBU_SAY_VIEW_MOMENT_HELP,
};

/* The same person's times in the other record; none where there is no such record or person. */
static struct state_times other_times(const struct view_state *view)
{
    const struct replay *other = compare_other(view);
    uint32_t twin = other != NULL ? view->compare->twins[view->chosen] : SIBU_NONE;
    return twin != SIBU_NONE ? other->people[twin].times : state_times_none();
}

static int is_shown(const struct state_times *here, const struct state_times *there, int moment)
{
    return here->at_s[moment] < STATE_NEVER || there->at_s[moment] < STATE_NEVER;
}

static int32_t row_height(const struct canvas *canvas)
{
    return text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 3);
}

int32_t compare_card_height(const struct canvas *canvas, const struct view_state *view)
{
    if (view->chosen == SIBU_NONE) {
        return 0;
    }
    const struct state_times *here = &view->replay->people[view->chosen].times, there = other_times(view);
    int32_t rows = 1;
    for (int moment = 0; moment < MOMENTS; moment++) {
        rows += is_shown(here, &there, moment);
    }
    return canvas_px(canvas, 42) + rows * row_height(canvas);
}

static void clock_words(char out[32], double time_s)
{
    (void)snprintf(out, 32, "–");
    if (time_s < STATE_NEVER) {
        clock_say_short(out, 32, time_s);
    }
}

static void draw_row(struct canvas *canvas, struct raster_rect row, const char *name, const char *const values[3])
{
    int32_t first = row.width * 2 / 5, step = (row.width - first) / 3;
    struct text_style left = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    struct text_style right = {TEXT_SMALL, FONT_REGULAR, TEXT_RIGHT, canvas->theme->text};
    (void)canvas_text(canvas, (struct raster_rect){row.x, row.y, first, row.height}, &left, name);
    for (int32_t i = 0; i < 3; i++) {
        struct raster_rect cell = {row.x + first + i * step, row.y, step, row.height};
        (void)canvas_text(canvas, cell, &right, values[i]);
    }
}

static void draw_moment(struct canvas *canvas, struct raster_rect row, int moment, double here_s, double there_s)
{
    char here[32], there[32], clock[32], off[40] = "";
    clock_words(here, here_s);
    clock_words(there, there_s);
    if (here_s < STATE_NEVER && there_s < STATE_NEVER) {
        clock_say_short(clock, sizeof clock, here_s - there_s);
        (void)snprintf(off, sizeof off, "%s%s", here_s >= there_s ? "+" : "", clock);
    }
    draw_row(canvas, row, sibu_say(canvas->language, NAMES[moment]), (const char *const[3]){here, there, off});
}

static void draw_title(struct canvas *canvas, const struct view_state *view, struct raster_rect row)
{
    const struct replay_person *person = &view->replay->people[view->chosen];
    char words[WORDS_BYTES];
    int32_t side = row.height, gap = canvas_px(canvas, 4);
    struct text_style title = {TEXT_TITLE, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct raster_rect close = {row.x + row.width - side, row.y, side, side};
    struct raster_rect follow = {close.x - side - gap, row.y, side, side};
    (void)widget_button(canvas, close,
                        &(struct widget_button){WIDGET_CLOSE_CARD, ACTION_CLOSE, "", NULL, ICON_CLOSE, 0});
    (void)widget_button(
        canvas, follow,
        &(struct widget_button){WIDGET_FOLLOW, ACTION_FOLLOW, "", NULL, ICON_FOLLOW, view->layers.following});
    if (person->name[0] == '\0' && person->id[0] == '\0') {
        (void)snprintf(words, sizeof words, "#%u", person->number);
    } else {
        (void)snprintf(words, sizeof words, "%.100s%s%.60s", person->name, person->name[0] != '\0' ? "  " : "",
                       person->id);
    }
    (void)canvas_text(canvas, (struct raster_rect){row.x, row.y, follow.x - row.x - gap, row.height}, &title, words);
}

void compare_card(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    const struct state_times *here = &view->replay->people[view->chosen].times, there = other_times(view);
    struct raster_rect ground = {box.x, box.y, box.width, box.height - canvas_px(canvas, 6)};
    int32_t pad = canvas_px(canvas, 10), tall = row_height(canvas);
    raster_fill_round(canvas->raster, ground, canvas_px(canvas, 6), canvas->theme->focus);
    raster_fill_round(canvas->raster, raster_rect_inset(ground, canvas_px(canvas, 2)), canvas_px(canvas, 5),
                      canvas->theme->raised);
    struct raster_rect row = {box.x + pad, box.y + canvas_px(canvas, 5), box.width - 2 * pad, canvas_px(canvas, 24)};
    draw_title(canvas, view, row);
    row.y += canvas_px(canvas, 26);
    row.height = tall;
    draw_row(canvas, row, "", (const char *const[3]){"A", "B", "A − B"});
    for (int moment = 0; moment < MOMENTS; moment++) {
        if (is_shown(here, &there, moment)) {
            row.y += tall;
            draw_moment(canvas, row, moment, here->at_s[moment], there.at_s[moment]);
        }
    }
}
