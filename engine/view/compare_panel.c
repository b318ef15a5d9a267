/* See compare_panel.h. */
#include "view/compare_panel.h"

#include <math.h>
#include <stdio.h>

#include "sibu/catalogue.h"
#include "sibu/text.h"
#include "view/clock_say.h"
#include "view/compare_difference.h"
#include "view/panel.h"
#include "view/widget_ids.h"

#define WORDS_BYTES 200
#define TABLE_ROWS 3

void compare_why_words(char *out, size_t size, const struct late *late, enum sibu_language language)
{
    static const enum sibu_say_id WORDS[LATE_CAUSES] = {
        [LATE_ALERT] = SIBU_SAY_COMPARE_WHY_ALERT,
        [LATE_ANSWER] = SIBU_SAY_COMPARE_WHY_ANSWER,
        [LATE_START] = SIBU_SAY_COMPARE_WHY_START,
        [LATE_BLOCKED] = SIBU_SAY_COMPARE_WHY_BLOCKED,
        [LATE_OTHER_EXIT] = SIBU_SAY_COMPARE_WHY_OTHER_EXIT,
        [LATE_DETOUR] = SIBU_SAY_COMPARE_WHY_DETOUR,
        [LATE_SLOWER] = SIBU_SAY_COMPARE_WHY_SLOWER,
        [LATE_WAY] = SIBU_SAY_COMPARE_WHY_WAY,
        [LATE_YARD] = SIBU_SAY_COMPARE_WHY_YARD,
        [LATE_CHECK_IN] = SIBU_SAY_COMPARE_WHY_CHECK_IN,
        [LATE_SINCE] = SIBU_SAY_COMPARE_WHY_SINCE,
        [LATE_HELP] = SIBU_SAY_COMPARE_WHY_HELP,
        [LATE_CANNOT] = SIBU_SAY_COMPARE_WHY_CANNOT,
        [LATE_UNREACHED] = SIBU_SAY_COMPARE_WHY_UNREACHED,
        [LATE_SILENT] = SIBU_SAY_COMPARE_WHY_SILENT,
        [LATE_STAYED] = SIBU_SAY_COMPARE_WHY_STAYED,
        [LATE_INSIDE] = SIBU_SAY_COMPARE_WHY_INSIDE,
        [LATE_UNCHECKED] = SIBU_SAY_COMPARE_WHY_UNCHECKED,
    };
    struct sibu_text text = {.max_length = WORDS_BYTES - 1};
    char part[32];
    const char *value = part;
    clock_say_short(part, sizeof part, late->part_s);
    sibu_say_with(&text, language, WORDS[late->cause], &value, 1);
    (void)snprintf(out, size, "%s", sibu_text_get(&text));
    sibu_text_clear(&text);
}

void compare_late_words(char *out, size_t size, const struct late *late, const struct replay *here,
                        enum sibu_language language)
{
    char clock[32];
    if (!(late->late_s < STATE_NEVER)) {
        (void)snprintf(out, size, "%s",
                       sibu_say(language, here->drill ? SIBU_SAY_COMPARE_NEVER : SIBU_SAY_COMPARE_NEVER_OUT));
        return;
    }
    clock_say_short(clock, sizeof clock, late->late_s);
    (void)snprintf(out, size, "+%s", clock);
}

double compare_share_s(const struct replay *replay, double share)
{
    size_t wanted = (size_t)ceil(share * (double)replay->expected_count - 1e-9);
    if (wanted == 0 || wanted > replay->gathered.count) {
        return STATE_NEVER;
    }
    return replay->gathered.times_s[wanted - 1];
}

/* A row of the table: what it is, A, B, A - B. */
struct table_row {
    char cells[4][48];
};

static void clock_cell(char out[48], double time_s)
{
    if (time_s < STATE_NEVER) {
        clock_say_short(out, 48, time_s);
    } else {
        (void)snprintf(out, 48, "–");
    }
}

static void time_row(struct table_row *row, const char *name, double here_s, double there_s)
{
    (void)snprintf(row->cells[0], sizeof row->cells[0], "%.40s", name);
    clock_cell(row->cells[1], here_s);
    clock_cell(row->cells[2], there_s);
    row->cells[3][0] = '\0';
    if (here_s < STATE_NEVER && there_s < STATE_NEVER) {
        char clock[32];
        clock_say_short(clock, sizeof clock, here_s - there_s);
        (void)snprintf(row->cells[3], sizeof row->cells[3], "%s%s", here_s >= there_s ? "+" : "", clock);
    }
}

/* When the other record, or the forecast's median, had so many. */
static double there_share_s(const struct view_state *view, double share)
{
    const struct replay *other = compare_other(view), *here = view->replay;
    double persons = ceil(share * (double)here->expected_count - 1e-9);
    return other != NULL ? compare_share_s(other, share)
                         : compare_forecast_time(&here->forecast, SIBU_CURVE_CHECKED_IN, 1, persons);
}

/* Persons; where the records have other numbers of people, shares of them. */
static void now_row(struct table_row *row, const struct view_state *view)
{
    const struct replay *other = compare_other(view);
    const struct replay *mine = view->replay;
    double time_s = view->playback.time_s, expected[3] = {0.0, 0.0, 0.0};
    double here = (double)replay_curve_at(&mine->gathered, time_s);
    (void)replay_expected_at(mine, time_s, expected);
    double there = other != NULL ? (double)replay_curve_at(&other->gathered, time_s) : expected[1];
    int in_shares = other != NULL && other->expected_count != mine->expected_count;
    if (in_shares) {
        here *= mine->expected_count > 0 ? 100.0 / (double)mine->expected_count : 0.0;
        there *= other->expected_count > 0 ? 100.0 / (double)other->expected_count : 0.0;
    }
    const char *unit = in_shares ? " %" : "";
    (void)snprintf(row->cells[0], sizeof row->cells[0], "%.40s", sibu_say(view->language, SIBU_SAY_COMPARE_TABLE_NOW));
    (void)snprintf(row->cells[1], sizeof row->cells[1], "%.0f%s", here, unit);
    (void)snprintf(row->cells[2], sizeof row->cells[2], "%.0f%s", there, unit);
    (void)snprintf(row->cells[3], sizeof row->cells[3], "%+.0f%s", floor(here + 0.5) - floor(there + 0.5), unit);
}

static void draw_cells(struct canvas *canvas, struct raster_rect row, const struct table_row *cells,
                       enum font_weight weight)
{
    int32_t first = row.width * 2 / 5, step = (row.width - first) / 3;
    struct text_style name = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    struct text_style value = {TEXT_SMALL, weight, TEXT_RIGHT, canvas->theme->text};
    (void)canvas_text(canvas, (struct raster_rect){row.x, row.y, first, row.height}, &name, cells->cells[0]);
    for (int32_t i = 0; i < 3; i++) {
        struct raster_rect cell = {row.x + first + i * step, row.y, step, row.height};
        (void)canvas_text(canvas, cell, &value, cells->cells[i + 1]);
    }
}

static void draw_table(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    const struct replay *here = view->replay;
    struct table_row rows[TABLE_ROWS + 1] = {{{"", "A", "B", "A − B"}}};
    now_row(&rows[1], view);
    time_row(&rows[2], sibu_say(view->language, SIBU_SAY_COMPARE_TABLE_HALF), compare_share_s(here, 0.5),
             there_share_s(view, 0.5));
    time_row(&rows[3], sibu_say(view->language, SIBU_SAY_COMPARE_TABLE_NINE), compare_share_s(here, 0.9),
             there_share_s(view, 0.9));
    int32_t tall = panel_row(canvas);
    for (int32_t i = 0; i <= TABLE_ROWS; i++) {
        draw_cells(canvas, (struct raster_rect){box.x, box.y + i * tall, box.width, tall}, &rows[i],
                   i == 0 ? FONT_BOLD : FONT_REGULAR);
    }
}

static void draw_header(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    char words[WORDS_BYTES];
    int32_t side = box.height - canvas_px(canvas, 4);
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, box.width, canvas_px(canvas, 1)},
                     canvas->theme->panel_edge);
    (void)snprintf(words, sizeof words, "%s  %zu", sibu_say(canvas->language, SIBU_SAY_COMPARE_LIST),
                   view->compare->late.count);
    struct raster_rect next = {box.x + box.width - side, box.y + canvas_px(canvas, 3), side, side};
    struct raster_rect previous = {next.x - side - canvas_px(canvas, 4), next.y, side, side};
    (void)widget_button(canvas, previous,
                        &(struct widget_button){WIDGET_COMPARE + 2, ACTION_PREVIOUS_LATE, "", NULL, ICON_UP, 0});
    (void)widget_button(canvas, next,
                        &(struct widget_button){WIDGET_COMPARE + 3, ACTION_NEXT_LATE, "", NULL, ICON_DOWN, 0});
    (void)canvas_text(canvas, (struct raster_rect){box.x, box.y, previous.x - box.x, box.height}, &style, words);
}

static void row_name(const struct replay_person *person, char out[WORDS_BYTES])
{
    if (person->name[0] != '\0' || person->id[0] != '\0') {
        (void)snprintf(out, WORDS_BYTES, "%.150s", person->name[0] != '\0' ? person->name : person->id);
    } else {
        (void)snprintf(out, WORDS_BYTES, "#%u", person->number);
    }
}

static int draw_late(struct canvas *canvas, const struct view_state *view, struct raster_rect row, size_t index)
{
    const struct late *late = &view->compare->late.items[index];
    uint32_t id = WIDGET_LATE_ROWS + (uint32_t)index;
    char words[WORDS_BYTES];
    int pressed = widget_press(canvas, row, id);
    if (view->chosen == late->person || widget_hovers(canvas, row)) {
        raster_fill_round(canvas->raster, row, canvas_px(canvas, 4), canvas->theme->hover);
    }
    if (canvas->widgets->focus == id) {
        raster_frame(canvas->raster, row, canvas_px(canvas, 2), canvas->theme->focus);
    }
    int32_t pad = canvas_px(canvas, 4), upper = panel_row(canvas);
    struct raster_rect line = {row.x + pad, row.y, row.width - 2 * pad, upper};
    struct text_style name = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    struct text_style time = {TEXT_BODY, FONT_BOLD, TEXT_RIGHT, canvas->theme->text};
    struct text_style why = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    compare_late_words(words, sizeof words, late, view->replay, canvas->language);
    int32_t used = canvas_text(canvas, line, &time, words);
    row_name(&view->replay->people[late->person], words);
    (void)canvas_text(canvas, (struct raster_rect){line.x, line.y, line.width - used - pad, upper}, &name, words);
    line = (struct raster_rect){line.x, row.y + upper, line.width, row.height - upper};
    if (late->beyond) {
        struct text_style beyond = {TEXT_SMALL, FONT_BOLD, TEXT_RIGHT, canvas->theme->text};
        line.width -= canvas_text(canvas, line, &beyond, sibu_say(canvas->language, SIBU_SAY_COMPARE_BEYOND)) + pad;
    }
    compare_why_words(words, sizeof words, late, canvas->language);
    (void)canvas_text(canvas, line, &why, words);
    return pressed;
}

/* A line under the list's title, or in place of the list. */
static void draw_line(struct canvas *canvas, const struct view_state *view, struct raster_rect row)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    struct sibu_text text = {.max_length = WORDS_BYTES - 1};
    char number[24];
    const char *value = number;
    (void)snprintf(number, sizeof number, "%zu", view->compare->late.strangers);
    if (view->compare->late.strangers > 0) {
        sibu_say_with(&text, canvas->language, SIBU_SAY_COMPARE_STRANGERS, &value, 1);
    } else {
        sibu_text_add(&text, sibu_say(canvas->language, SIBU_SAY_COMPARE_LIST_NONE));
    }
    (void)canvas_text(canvas, row, &style, sibu_text_get(&text));
    sibu_text_clear(&text);
}

static void draw_list(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    struct compare *compare = view->compare;
    int32_t title = panel_row(canvas) + canvas_px(canvas, 6), upper = panel_row(canvas);
    int32_t tall = upper + text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 4);
    draw_header(canvas, view, (struct raster_rect){box.x, box.y, box.width, title});
    box = (struct raster_rect){box.x, box.y + title, box.width, box.height - title};
    if (compare->late.strangers > 0 || compare->late.count == 0) {
        draw_line(canvas, view, (struct raster_rect){box.x, box.y, box.width, upper});
        box = (struct raster_rect){box.x, box.y + upper, box.width, box.height - upper};
    }
    size_t rows = box.height > 0 ? (size_t)(box.height / tall) : 0, count = compare->late.count;
    size_t last_first = count > rows ? count - rows : 0, pressed = SIZE_MAX;
    compare->list_first = compare->list_first < last_first ? compare->list_first : (uint32_t)last_first;
    for (size_t i = 0; i < rows && compare->list_first + i < count; i++) {
        struct raster_rect row = {box.x, box.y + (int32_t)i * tall, box.width, tall};
        if (draw_late(canvas, view, row, compare->list_first + i)) {
            pressed = compare->list_first + i;
        }
    }
    if (pressed != SIZE_MAX) {
        compare_go(view, pressed);
    }
}

/* The list keeps room for two rows; the card, then the table, stand above it where there is more. */
void compare_panel(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    int32_t gap = canvas_px(canvas, 8), row = panel_row(canvas);
    int32_t least = 5 * row + canvas_px(canvas, 14), card = compare_card_height(canvas, view);
    int32_t table = (TABLE_ROWS + 1) * row + gap;
    if (box.height - card - table >= least) {
        draw_table(canvas, view, (struct raster_rect){box.x, box.y + gap / 2, box.width, table});
        box = (struct raster_rect){box.x, box.y + table, box.width, box.height - table};
    }
    if (card > 0) {
        compare_card(canvas, view, (struct raster_rect){box.x, box.y, box.width, card});
        box = (struct raster_rect){box.x, box.y + card, box.width, box.height - card};
    }
    if (box.height >= 3 * row) {
        draw_list(canvas, view, box);
    }
}
