/* The sheet: every function with its key, made from the table that the keys are read from, each to be pressed. See
 * bars.h. */
#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/bars.h"
#include "view/widget_ids.h"

struct sheet {
    struct raster_rect box; /* the whole sheet */
    int32_t title, row; /* heights */
    size_t rows, columns; /* of a page */
    int pages;
};

static size_t count_shown(void)
{
    size_t count, shown = 0;
    const struct key *keys = keys_table(&count);
    for (size_t i = 0; i < count; i++) {
        shown += keys[i].label != NULL;
    }
    return shown;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

#define ROW_LEAST 17 /* pixels at scale 1, so that a line is not cut */

/* Two columns, or three where there is room; as many pages as are needed for rows that can be read. */
static struct sheet sheet_of(const struct canvas *canvas, struct raster_rect below)
{
    struct sheet sheet = {.title = canvas_px(canvas, 46)};
    int32_t pad = canvas_px(canvas, 10), column = canvas_px(canvas, 390), wide = below.width - 2 * pad;
    int32_t tall = below.height - sheet.title - 3 * pad;
    size_t shown = count_shown(), most = (size_t)(tall / canvas_px(canvas, ROW_LEAST));
    sheet.columns = wide >= 3 * column ? 3 : 2;
    size_t page = most * sheet.columns;
    sheet.pages = (int)((shown + page - 1) / page);
    size_t here = (shown + (size_t)sheet.pages - 1) / (size_t)sheet.pages;
    sheet.rows = (here + sheet.columns - 1) / sheet.columns;
    int32_t rows = (int32_t)sheet.rows;
    sheet.row = smaller(canvas_px(canvas, 25), tall / rows);
    int32_t width = smaller((int32_t)sheet.columns * column, wide);
    int32_t height = sheet.title + rows * sheet.row + pad;
    sheet.box =
        (struct raster_rect){below.x + (below.width - width) / 2, below.y + (below.height - height) / 2, width, height};
    return sheet;
}

static struct raster_rect row_box(const struct canvas *canvas, const struct sheet *sheet, size_t place)
{
    int32_t column = sheet->box.width / (int32_t)sheet->columns, pad = canvas_px(canvas, 10);
    return (struct raster_rect){sheet->box.x + (int32_t)(place / sheet->rows) * column + pad,
                                sheet->box.y + sheet->title + (int32_t)(place % sheet->rows) * sheet->row,
                                column - 2 * pad, sheet->row};
}

/* Returns 1 where it was pressed. */
static int draw_row(struct canvas *canvas, struct raster_rect box, const struct key *key, uint32_t id)
{
    int32_t keys = canvas_px(canvas, box.width < canvas_px(canvas, 340) ? 84 : 104), pad = canvas_px(canvas, 8);
    int32_t gap = pad + keys + canvas_px(canvas, 12);
    struct text_style label = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, canvas->theme->text};
    struct text_style what = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    struct raster_rect cap = {box.x + pad, box.y + 2, keys, box.height - 4};
    int pressed = widget_press(canvas, box, id), hovers = widget_hovers(canvas, box);
    if (hovers) {
        raster_fill_round(canvas->raster, box, canvas_px(canvas, 4), canvas->theme->hover);
    }
    raster_fill_round(canvas->raster, cap, canvas_px(canvas, 4), hovers ? canvas->theme->raised : canvas->theme->hover);
    (void)canvas_text(canvas, cap, &label, key->label);
    (void)canvas_text(canvas, (struct raster_rect){box.x + gap, box.y, box.width - gap, box.height}, &what,
                      sibu_say(canvas->language, key->what));
    if (canvas->widgets->focus == id) {
        raster_frame(canvas->raster, box, canvas_px(canvas, 2), canvas->theme->focus);
    }
    return pressed;
}

static void draw_title(struct canvas *canvas, const struct sheet *sheet, int page)
{
    char words[120];
    int32_t pad = canvas_px(canvas, 18), side = canvas_px(canvas, 28);
    struct text_style title = {TEXT_TITLE, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct raster_rect box = {sheet->box.x + pad, sheet->box.y, sheet->box.width - 2 * pad, sheet->title};
    const char *name = sibu_say(canvas->language, SIBU_SAY_VIEW_KEYS_TITLE);
    (void)snprintf(words, sizeof words, sheet->pages > 1 ? "%.80s  %d / %d" : "%.80s", name, page, sheet->pages);
    (void)canvas_text(canvas, box, &title, words);
    struct raster_rect close = {box.x + box.width - side, box.y + (box.height - side) / 2, side, side};
    struct raster_rect next = {close.x - side - canvas_px(canvas, 4), close.y, side, side};
    if (sheet->pages > 1) {
        (void)widget_button(canvas, next,
                            &(struct widget_button){WIDGET_NEXT_SHEET, ACTION_HELP, "", NULL, ICON_FORWARD, 0});
    }
    (void)widget_button(canvas, close,
                        &(struct widget_button){WIDGET_CLOSE_SHEET, ACTION_CLOSE, "", NULL, ICON_CLOSE, 0});
}

/* Which functions a page shows, by their place among those that are shown at all: from first[0] to before first[1]. */
static void page_range(const struct sheet *sheet, int page, size_t first[2])
{
    size_t here = sheet->rows * sheet->columns;
    page = page < sheet->pages ? page : sheet->pages;
    first[0] = (size_t)(page - 1) * here;
    first[1] = first[0] + here;
}

struct raster_rect bars_sheet_row(const struct canvas *canvas, struct raster_rect below, int page, size_t key)
{
    size_t count, place = 0, range[2];
    const struct key *keys = keys_table(&count);
    struct sheet sheet = sheet_of(canvas, below);
    page_range(&sheet, page, range);
    for (size_t i = 0; i < key; i++) {
        place += keys[i].label != NULL;
    }
    int is_here = keys[key].label != NULL && place >= range[0] && place < range[1];
    return is_here ? row_box(canvas, &sheet, place - range[0]) : (struct raster_rect){0};
}

int bars_sheet(struct canvas *canvas, struct raster_rect below, int page, enum action *chosen)
{
    size_t count, place = 0, range[2];
    const struct key *keys = keys_table(&count);
    struct sheet sheet = sheet_of(canvas, below);
    page_range(&sheet, page, range);
    raster_fill_rect(canvas->raster, below, canvas->theme->shade);
    raster_fill_round(canvas->raster, sheet.box, canvas_px(canvas, 8), canvas->theme->panel);
    draw_title(canvas, &sheet, page < sheet.pages ? page : sheet.pages);
    *chosen = ACTION_NONE;
    for (size_t i = 0; i < count; i++) {
        if (keys[i].label == NULL) {
            continue;
        }
        if (place >= range[0] && place < range[1] &&
            draw_row(canvas, row_box(canvas, &sheet, place - range[0]), &keys[i], WIDGET_SHEET + (uint32_t)i)) {
            *chosen = keys[i].action;
        }
        place++;
    }
    return sheet.pages;
}
