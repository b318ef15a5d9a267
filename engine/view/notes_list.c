/* The list of notes, over the plan. See notes_draw.h. */
#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/clock_say.h"
#include "view/notes_draw.h"
#include "view/widget_ids.h"

#define WIDTH 330 /* at scale 1 */
#define ROW 30
#define TITLE 40

struct raster_rect notes_list_box(const struct canvas *canvas, struct raster_rect plan)
{
    int32_t edge = canvas_px(canvas, 10), width = canvas_px(canvas, WIDTH);
    int32_t most = plan.width - 2 * edge;
    return (struct raster_rect){plan.x + edge, plan.y + edge, width < most ? width : most, plan.height - 2 * edge};
}

static void draw_words(struct canvas *canvas, const struct note *note, struct raster_rect row)
{
    char clock[32], words[NOTE_BYTES];
    struct text_style time = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct text_style text = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT,
                              note->text[0] != '\0' ? canvas->theme->text : canvas->theme->faint};
    int32_t clock_width = canvas_px(canvas, 74);
    clock_say(clock, sizeof clock, note->time_s);
    notes_words(note, canvas->language, words, sizeof words);
    (void)canvas_text(canvas, (struct raster_rect){row.x + canvas_px(canvas, 6), row.y, clock_width, row.height}, &time,
                      clock);
    row.x += clock_width + canvas_px(canvas, 8);
    row.width -= clock_width + canvas_px(canvas, 12);
    (void)canvas_text(canvas, row, &text, words);
}

/* The chosen row has buttons at its right; what is left of it is the row. */
static struct raster_rect draw_row_buttons(struct canvas *canvas, struct raster_rect row)
{
    static const struct {
        enum action action;
        enum icon icon;
    } BUTTONS[] = {{ACTION_NOTE_DELETE, ICON_CLOSE}, {ACTION_NOTE_EDIT, ICON_EDIT}};
    int32_t side = row.height - canvas_px(canvas, 2);
    for (size_t i = 0; i < 2; i++) {
        struct raster_rect place = {row.x + row.width - side, row.y + canvas_px(canvas, 1), side, side};
        struct widget_button button = {.id = WIDGET_TEACH + 0x80u + (uint32_t)BUTTONS[i].action,
                                       .action = BUTTONS[i].action,
                                       .label = "",
                                       .icon = BUTTONS[i].icon};
        (void)widget_button(canvas, place, &button);
        row.width -= side + canvas_px(canvas, 3);
    }
    return row;
}

static void draw_row(struct canvas *canvas, struct view_state *view, struct raster_rect row, uint32_t index)
{
    int chosen = view->teach.note == index;
    if (chosen || widget_hovers(canvas, row)) {
        raster_fill_round(canvas->raster, row, canvas_px(canvas, 4), canvas->theme->hover);
    }
    if (canvas->widgets->focus == WIDGET_NOTES + index) {
        raster_frame(canvas->raster, row, canvas_px(canvas, 2), canvas->theme->focus);
    }
    struct raster_rect words = chosen ? draw_row_buttons(canvas, row) : row;
    if (widget_press(canvas, words, WIDGET_NOTES + index)) {
        teach_go_to(view, index);
    }
    draw_words(canvas, &view->teach.notes.items[index], words);
}

static void draw_title(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    char words[160];
    int32_t side = canvas_px(canvas, 28), pad = canvas_px(canvas, 10), top = box.y + canvas_px(canvas, 6);
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    (void)snprintf(words, sizeof words, "%.100s  %zu", sibu_say(canvas->language, SIBU_SAY_VIEW_NOTES),
                   view->teach.notes.count);
    (void)canvas_text(canvas, (struct raster_rect){box.x + pad, top, box.width - 2 * (side + pad), side}, &style,
                      words);
    struct raster_rect close = {box.x + box.width - side - canvas_px(canvas, 6), top, side, side};
    struct raster_rect add = {close.x - side - canvas_px(canvas, 4), top, side, side};
    (void)widget_button(
        canvas, add, &(struct widget_button){WIDGET_TEACH + 0x80u + ACTION_NOTE, ACTION_NOTE, "", NULL, ICON_PLUS, 0});
    (void)widget_button(
        canvas, close,
        &(struct widget_button){WIDGET_TEACH + 0x80u + ACTION_NOTE_LIST, ACTION_NOTE_LIST, "", NULL, ICON_CLOSE, 0});
}

/* Where the list begins, so that the chosen row is seen and no room is wasted. */
static void hold_first(struct teach *teach, uint32_t rows)
{
    uint32_t count = (uint32_t)teach->notes.count, most = count > rows ? count - rows : 0;
    teach->list_first = teach->list_first < most ? teach->list_first : most;
}

void notes_draw_list(struct canvas *canvas, struct view_state *view, struct raster_rect plan)
{
    struct teach *teach = &view->teach;
    if (!teach->list_open) {
        return;
    }
    struct raster_rect room = notes_list_box(canvas, plan), box = room;
    int32_t row = canvas_px(canvas, ROW), title = canvas_px(canvas, TITLE), pad = canvas_px(canvas, 6);
    int32_t fitting = (room.height - title - pad) / row;
    uint32_t rows = fitting > 1 ? (uint32_t)fitting : 1u, count = (uint32_t)teach->notes.count;
    uint32_t shown = count < rows ? count : rows;
    hold_first(teach, rows);
    box.height = title + (int32_t)(shown > 0 ? shown : 1u) * row + pad;
    raster_fill_round(canvas->raster, raster_rect_inset(box, -canvas_px(canvas, 1)), canvas_px(canvas, 7),
                      canvas->theme->panel_edge);
    raster_fill_round(canvas->raster, box, canvas_px(canvas, 6), canvas->theme->panel);
    draw_title(canvas, view, box);
    struct raster_rect place = {box.x + pad, box.y + title, box.width - 2 * pad, row};
    if (count == 0) {
        struct text_style faint = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
        place.x += pad;
        (void)canvas_text(canvas, place, &faint, sibu_say(canvas->language, SIBU_SAY_VIEW_NOTES_NONE));
    }
    for (uint32_t i = teach->list_first; i < count && i < teach->list_first + shown; i++, place.y += row) {
        draw_row(canvas, view, place, i);
    }
    if (widget_hovers(canvas, box)) {
        canvas->widgets->over = 1; /* the plan under it does not answer */
    }
}
