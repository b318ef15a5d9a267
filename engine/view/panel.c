/* See panel.h: clock, counts, assembly points, legend, and how they share the panel's height. */
#include "view/panel.h"

#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "sibu/text.h"
#include "view/clock_say.h"
#include "view/compare_panel.h"

int32_t panel_row(const struct canvas *canvas)
{
    return text_height(canvas->text, TEXT_BODY) + canvas_px(canvas, 3);
}

/* Cuts `height` pixels off the top of what is left. */
static struct raster_rect take_top(struct raster_rect *left, int32_t height)
{
    struct raster_rect top = {left->x, left->y, left->width, height};
    left->y += height;
    left->height -= height;
    return top;
}

static const char *phase_word(const struct view_state *view)
{
    static const enum sibu_say_id WORDS[] = {
        [REPLAY_MARK_DRAWN] = SIBU_SAY_VIEW_PHASE_ALERTING,
        [REPLAY_MARK_ALERTING] = SIBU_SAY_VIEW_PHASE_ALERTING,
        [REPLAY_MARK_RUNNING] = SIBU_SAY_VIEW_PHASE_RUNNING,
        [REPLAY_MARK_ALL_CLEAR] = SIBU_SAY_VIEW_PHASE_ALL_CLEAR,
        [REPLAY_MARK_ABORT] = SIBU_SAY_VIEW_PHASE_ABORT,
        [REPLAY_MARK_REAL_EMERGENCY] = SIBU_SAY_VIEW_PHASE_REAL_EMERGENCY,
        [REPLAY_MARK_MUSTERED] = SIBU_SAY_VIEW_PHASE_MUSTERED,
        [REPLAY_MARK_EVALUATED] = SIBU_SAY_VIEW_PHASE_EVALUATED,
        [REPLAY_MARK_CLOSED] = SIBU_SAY_VIEW_PHASE_CLOSED,
    };
    const struct replay *replay = view->replay;
    enum sibu_say_id word = replay->drill ? SIBU_SAY_VIEW_PHASE_ALERTING : SIBU_SAY_VIEW_PHASE_SIMULATION;
    for (size_t i = 0; i < replay->mark_count && replay->marks[i].time_s <= view->playback.time_s; i++) {
        if (replay->marks[i].kind <= REPLAY_MARK_CLOSED) {
            word = WORDS[replay->marks[i].kind];
        }
    }
    return sibu_say(view->language, word);
}

static int32_t clock_height(const struct canvas *canvas)
{
    return text_height(canvas->text, TEXT_CLOCK) + text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 6);
}

/* What goes on, and when that was by the site's own clocks (by UTC where these are not known): with the date, without
 * it, or neither, as there is room. */
static void phase_line(struct canvas *canvas, const struct view_state *view, int32_t room, char out[160])
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, 0};
    const struct replay *replay = view->replay;
    char iso[32];
    int64_t ahead_us = (int64_t)replay->ahead_s * 1000000;
    const char *phase = phase_word(view), *zone = replay->zone_known ? "" : " UTC";
    (void)snprintf(out, 160, "%.80s", phase);
    if (!replay_has_calendar(replay)) {
        return;
    }
    sibu_time_text(iso, replay->t0_us + ahead_us + (int64_t)(view->playback.time_s * 1e6));
    (void)snprintf(out, 160, "%.80s  ·  %.10s %.8s%s", phase, iso, iso + 11, zone);
    if (canvas_text_width(canvas, &style, out) > room) {
        (void)snprintf(out, 160, "%.80s  ·  %.8s%s", phase, iso + 11, zone);
    }
    if (canvas_text_width(canvas, &style, out) > room) {
        (void)snprintf(out, 160, "%.80s", phase);
    }
}

static void draw_clock(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    char clock[32], line[160];
    struct text_style big = {TEXT_CLOCK, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct text_style small = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    clock_say(clock, sizeof clock, view->playback.time_s);
    phase_line(canvas, view, box.width, line);
    (void)canvas_text(canvas, take_top(&box, text_height(canvas->text, TEXT_CLOCK)), &big, clock);
    (void)canvas_text(canvas, take_top(&box, text_height(canvas->text, TEXT_SMALL)), &small, line);
}

struct figure {
    enum sibu_say_id label;
    size_t count;
    uint32_t colour;
};
#define FIGURES_MAX 6

static size_t drill_figures(const struct canvas *canvas, const struct tally *tally, struct figure out[FIGURES_MAX])
{
    const struct theme *theme = canvas->theme;
    out[0] = (struct figure){SIBU_SAY_WORD_EXPECTED, tally->expected, theme->text};
    out[1] = (struct figure){SIBU_SAY_WORD_ACKNOWLEDGED, tally->acknowledged, theme->text};
    out[2] = (struct figure){SIBU_SAY_WORD_CHECKED_IN, tally->checked_in, theme->text};
    out[3] = (struct figure){SIBU_SAY_WORD_MISSING, tally->missing, theme->text};
    out[4] = (struct figure){SIBU_SAY_WORD_NEEDS_HELP, tally->help, theme->text};
    out[5] = (struct figure){SIBU_SAY_VIEW_CANNOT, tally->cannot, theme->text};
    return tally->cannot > 0 ? 6 : 5;
}

static size_t simulation_figures(const struct canvas *canvas, const struct tally *tally, struct figure out[FIGURES_MAX])
{
    uint32_t colour = canvas->theme->text;
    out[0] = (struct figure){SIBU_SAY_VIEW_ALL_PEOPLE, tally->expected, colour};
    out[1] = (struct figure){SIBU_SAY_VIEW_OUT, tally->safe, colour};
    out[2] = (struct figure){SIBU_SAY_VIEW_STATE_WAITING, tally->by_state[STATE_WAITING], colour};
    out[3] = (struct figure){SIBU_SAY_VIEW_STATE_WALKING, tally->by_state[STATE_WALKING], colour};
    return 4;
}

static size_t figures_of(const struct canvas *canvas, const struct panel_facts *facts, struct figure out[FIGURES_MAX])
{
    return facts->view->replay->drill ? drill_figures(canvas, facts->tally, out)
                                      : simulation_figures(canvas, facts->tally, out);
}

static int32_t figure_height(const struct canvas *canvas)
{
    return text_height(canvas->text, TEXT_FIGURE) + text_height(canvas->text, TEXT_SMALL);
}

static void draw_figure(struct canvas *canvas, struct raster_rect box, const struct figure *figure)
{
    char number[24];
    struct text_style big = {TEXT_FIGURE, FONT_BOLD, TEXT_LEFT, figure->colour};
    struct text_style small = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    (void)snprintf(number, sizeof number, "%zu", figure->count);
    (void)canvas_text(canvas, take_top(&box, text_height(canvas->text, TEXT_SMALL)), &small,
                      sibu_say(canvas->language, figure->label));
    (void)canvas_text(canvas, box, &big, number);
}

static int32_t counts_height(const struct canvas *canvas, const struct panel_facts *facts)
{
    struct figure figures[FIGURES_MAX];
    int32_t rows = ((int32_t)figures_of(canvas, facts, figures) + 1) / 2;
    return rows * figure_height(canvas) + canvas_px(canvas, 16);
}

/* Who is safe, in green from the left; who needs help, in red behind them. */
static void draw_progress(struct canvas *canvas, struct raster_rect box, const struct panel_facts *facts)
{
    const struct tally *tally = facts->tally;
    size_t done = facts->view->replay->drill ? tally->checked_in : tally->safe;
    double whole = tally->expected > 0 ? (double)tally->expected : 1.0;
    int32_t green = (int32_t)((double)done / whole * (double)box.width + 0.5);
    int32_t red = (int32_t)((double)(done + tally->help) / whole * (double)box.width + 0.5);
    int32_t radius = box.height / 2;
    raster_fill_round(canvas->raster, box, radius, canvas->theme->panel_edge);
    raster_fill_round(canvas->raster, (struct raster_rect){box.x, box.y, red, box.height}, radius,
                      canvas->theme->state[STATE_HELP]);
    raster_fill_round(canvas->raster, (struct raster_rect){box.x, box.y, green, box.height}, radius,
                      canvas->theme->state[STATE_CHECKED_IN]);
}

static void draw_counts(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    struct figure figures[FIGURES_MAX];
    size_t count = figures_of(canvas, facts, figures);
    int32_t half = box.width / 2, tall = figure_height(canvas);
    struct raster_rect bar = {box.x, box.y + canvas_px(canvas, 2), box.width, canvas_px(canvas, 9)};
    draw_progress(canvas, bar, facts);
    for (size_t i = 0; i < count; i++) {
        struct raster_rect cell = {box.x + (int32_t)(i % 2) * half,
                                   box.y + canvas_px(canvas, 16) + (int32_t)(i / 2) * tall, half - canvas_px(canvas, 4),
                                   tall};
        draw_figure(canvas, cell, &figures[i]);
    }
}

static int32_t title_height(const struct canvas *canvas)
{
    return panel_row(canvas) + canvas_px(canvas, 6);
}

static void draw_title(struct canvas *canvas, struct raster_rect box, enum sibu_say_id id)
{
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, box.width, canvas_px(canvas, 1)},
                     canvas->theme->panel_edge);
    box.y += canvas_px(canvas, 3);
    box.height -= canvas_px(canvas, 3);
    (void)canvas_text(canvas, box, &style, sibu_say(canvas->language, id));
}

static int32_t musters_height(const struct canvas *canvas, const struct panel_facts *facts)
{
    return title_height(canvas) + (int32_t)facts->view->replay->site->muster_count * panel_row(canvas) +
           canvas_px(canvas, 4);
}

static void draw_musters(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    const struct sibu_site *site = facts->view->replay->site;
    struct text_style left = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    struct text_style right = {TEXT_BODY, FONT_BOLD, TEXT_RIGHT, canvas->theme->text};
    draw_title(canvas, take_top(&box, title_height(canvas)), SIBU_SAY_VIEW_MUSTERS);
    for (uint32_t i = 0; i < site->muster_count; i++) {
        char words[48];
        struct raster_rect row = take_top(&box, panel_row(canvas));
        (void)snprintf(words, sizeof words, "%u / %u", facts->tally->at_muster[i], site->musters[i].capacity_persons);
        int32_t used = canvas_text(canvas, row, &right, words);
        row.width -= used + canvas_px(canvas, 8);
        (void)canvas_text(canvas, row, &left, site->musters[i].name.in[canvas->language]);
    }
}

const char *panel_state_word(enum state state, enum sibu_language language)
{
    static const enum sibu_say_id WORDS[STATES] = {
        [STATE_NO_ANSWER] = SIBU_SAY_VIEW_STATE_NO_ANSWER,   [STATE_WAITING] = SIBU_SAY_VIEW_STATE_WAITING,
        [STATE_WALKING] = SIBU_SAY_VIEW_STATE_WALKING,       [STATE_OUT] = SIBU_SAY_VIEW_STATE_OUT,
        [STATE_CHECKED_IN] = SIBU_SAY_VIEW_STATE_CHECKED_IN, [STATE_HELP] = SIBU_SAY_VIEW_STATE_HELP,
    };
    return sibu_say(language, WORDS[state]);
}

/* A simulation knows three states; a drill all. */
static int state_shown(const struct view_state *view, enum state state)
{
    return view->replay->drill || state == STATE_WAITING || state == STATE_WALKING || state == STATE_OUT;
}

static int32_t legend_height(const struct canvas *canvas, const struct panel_facts *facts)
{
    int32_t rows = facts->view->replay->drill ? 3 : 2;
    return title_height(canvas) + rows * panel_row(canvas) + canvas_px(canvas, 4);
}

static void draw_state(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect cell,
                       enum state state)
{
    char number[24];
    struct text_style left = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    struct text_style right = {TEXT_SMALL, FONT_BOLD, TEXT_RIGHT, canvas->theme->text};
    struct raster_point at = {(cell.x + canvas_px(canvas, 8)) * RASTER_ONE, (cell.y + cell.height / 2) * RASTER_ONE};
    marker_draw(canvas->raster, facts->markers, state, at);
    (void)snprintf(number, sizeof number, "%zu", facts->tally->by_state[state]);
    int32_t used = canvas_text(canvas, cell, &right, number);
    int32_t sign = canvas_px(canvas, 18);
    struct raster_rect words = {cell.x + sign, cell.y, cell.width - sign - used - canvas_px(canvas, 4), cell.height};
    (void)canvas_text(canvas, words, &left, panel_state_word(state, canvas->language));
}

static void draw_legend(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    int32_t shown = 0, half = box.width / 2, row = panel_row(canvas);
    draw_title(canvas, take_top(&box, title_height(canvas)), SIBU_SAY_VIEW_LEGEND);
    for (int state = 0; state < STATES; state++) {
        if (state_shown(facts->view, (enum state)state)) {
            struct raster_rect cell = {box.x + shown % 2 * half, box.y + shown / 2 * row, half - canvas_px(canvas, 6),
                                       row};
            draw_state(canvas, facts, cell, (enum state)state);
            shown++;
        }
    }
}

uint32_t panel_draw(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    int card = facts->view->chosen != SIBU_NONE;
    raster_fill_rect(canvas->raster, box, canvas->theme->panel);
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, canvas_px(canvas, 1), box.height},
                     canvas->theme->panel_edge);
    struct raster_rect left = raster_rect_inset(box, canvas_px(canvas, 12));
    left.y = box.y + canvas_px(canvas, 6);
    left.height = box.height - canvas_px(canvas, 10);
    draw_clock(canvas, facts->view, take_top(&left, clock_height(canvas)));
    if (compare_lists(facts->view)) {
        compare_panel(canvas, facts->view, left);
        return SIBU_NONE;
    }
    draw_counts(canvas, facts, take_top(&left, counts_height(canvas, facts)));
    int32_t least = card ? panel_card_height(canvas, facts) : title_height(canvas) + 3 * panel_row(canvas);
    int32_t unfolded = panel_unfold_height(canvas, facts, left.width);
    if (unfolded > 0 && left.height - unfolded >= least) {
        panel_unfold(canvas, facts, take_top(&left, unfolded));
    }
    if (left.height - legend_height(canvas, facts) >= least) {
        draw_legend(canvas, facts, take_top(&left, legend_height(canvas, facts)));
    }
    if (facts->view->replay->site->muster_count > 0 && left.height - musters_height(canvas, facts) >= least) {
        draw_musters(canvas, facts, take_top(&left, musters_height(canvas, facts)));
    }
    if (card) {
        panel_card(canvas, facts, take_top(&left, panel_card_height(canvas, facts)));
    }
    return left.height >= title_height(canvas) + 2 * panel_row(canvas) ? panel_list(canvas, facts, left) : SIBU_NONE;
}
