/* See paper_table.h. */
#include "report/paper_table.h"

#include <math.h>

#define LETTERS 8.5
#define HEAD_LETTERS 7.6
#define GAP 7.0 /* between columns */
#define PADDING 2.8 /* above and below the words of a row */
#define LOOKED_AT                                                                                                      \
    60 /* rows by which the columns' widths are chosen: later ones are broken into lines where they are longer */
#define WANTED_MAX 230.0 /* no column asks for more */
#define LEAST_TEXT 34.0 /* a column of words is no narrower, where there is room */
#define RULE 0.6
#define KEPT_BELOW (4.5 * LETTERS) /* a strong row may head those below: it does not end a page */

struct cell {
    PangoLayout *layout;
    unsigned flags;
    int is_head;
    int first; /* line from which on it is not placed yet */
};
struct row {
    size_t from, to; /* its tokens */
    unsigned flags;
};
struct table {
    struct paper *paper;
    const struct document *document;
    struct row head;
    int has_head;
    int columns;
    double least[PAPER_COLUMNS_MAX], wanted[PAPER_COLUMNS_MAX]; /* widths */
    double x[PAPER_COLUMNS_MAX], width[PAPER_COLUMNS_MAX];
};

static int is_cell(enum document_element element)
{
    return element == DOCUMENT_CELL || element == DOCUMENT_ROW_HEAD || element == DOCUMENT_HEAD_CELL;
}

static struct paper_style style_of(const struct row *row, const struct document_token *cell)
{
    int is_head = cell->element == DOCUMENT_HEAD_CELL;
    int is_bold =
        is_head || (row->flags & (DOCUMENT_STRONG | DOCUMENT_TOTAL)) != 0 || (cell->flags & DOCUMENT_BAD) != 0;
    uint32_t ink = (cell->flags & DOCUMENT_BAD) != 0                ? PAPER_BAD
                   : is_head || (cell->flags & DOCUMENT_FAINT) != 0 ? PAPER_SOFT
                                                                    : PAPER_INK;
    return (struct paper_style){.size = is_head ? HEAD_LETTERS : LETTERS, .is_bold = is_bold, .ink = ink};
}

/* The cells of a row, unbroken. Returns how many. */
static int open_row(const struct table *table, const struct row *row, struct cell out[PAPER_COLUMNS_MAX])
{
    const struct document_token *tokens = table->document->tokens;
    int count = 0;
    for (size_t i = row->from; i < row->to; i++) {
        if (tokens[i].mark != DOCUMENT_OPEN || !is_cell(tokens[i].element)) {
            continue;
        }
        size_t end = document_end_of(table->document, i);
        if (count == PAPER_COLUMNS_MAX) {
            table->paper->failed = 1;
            break;
        }
        const struct paper_style style = style_of(row, &tokens[i]);
        out[count++] = (struct cell){paper_layout(table->paper, table->document, i + 1, end, &style, -1.0),
                                     tokens[i].flags, tokens[i].element != DOCUMENT_CELL, 0};
        i = end;
    }
    return count;
}

static void close_row(struct cell *cells, int count)
{
    for (int i = 0; i < count; i++) {
        g_object_unref(cells[i].layout);
    }
}

/* The width of the longest word: where lines may be broken between words only. */
static double longest_word(PangoLayout *layout)
{
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_width(layout, 0);
    return paper_width_of(layout);
}

static void look_at(struct table *table, const struct row *row, int is_head)
{
    struct cell cells[PAPER_COLUMNS_MAX];
    int count = open_row(table, row, cells);
    table->columns = count > table->columns ? count : table->columns;
    for (int i = 0; i < count; i++) {
        double wanted = paper_width_of(cells[i].layout);
        double least = (cells[i].flags & DOCUMENT_NUMBER) != 0 && !is_head ? wanted : longest_word(cells[i].layout);
        wanted = is_head ? fmin(wanted, fmax(least, wanted / 3.0 + 8.0)) : wanted; /* heads may take three lines */
        table->least[i] = fmax(table->least[i], least);
        table->wanted[i] = fmax(table->wanted[i], fmin(fmax(wanted, least), WANTED_MAX));
    }
    close_row(cells, count);
}

/* Between what words need and what they want, all columns alike; what is over goes to all by their share. */
static void choose_widths(struct table *table)
{
    double room = table->paper->right - table->paper->left - GAP * (table->columns - 1), least = 0.0, wanted = 0.0;
    for (int i = 0; i < table->columns; i++) {
        table->wanted[i] = fmax(table->wanted[i], LEAST_TEXT / 2.0);
        table->least[i] = fmin(fmax(table->least[i], fmin(table->wanted[i], LEAST_TEXT)), table->wanted[i]);
        least += table->least[i];
        wanted += table->wanted[i];
    }
    double x = table->paper->left;
    for (int i = 0; i < table->columns; i++) {
        double width = least >= room    ? table->least[i] * room / least
                       : wanted <= room ? table->wanted[i] * room / wanted
                                        : table->least[i] + (table->wanted[i] - table->least[i]) * (room - least) /
                                                                fmax(wanted - least, 1.0);
        table->x[i] = x;
        table->width[i] = width;
        x += width + GAP;
    }
}

static double break_cells(const struct table *table, const struct cell *cells, int count)
{
    double height = 0.0;
    for (int i = 0; i < count; i++) {
        pango_layout_set_width(cells[i].layout, (int)(table->width[i] * PANGO_SCALE) + 1);
        height = fmax(height, paper_height_of(cells[i].layout));
    }
    return height;
}

/* The part of a cell that fits. Returns its height. */
static double place_cell(const struct table *table, struct cell *cell, int column, const struct paper_style *style,
                         double room)
{
    double used = 0.0;
    const char *tag = cell->is_head ? "TH" : "TD";
    int count = paper_fitting(cell->layout, cell->first, room, &used);
    paper_tag(table->paper, tag);
    if (count > 0) {
        paper_put(table->paper,
                  &(struct paper_thing){.kind = PAPER_LINES,
                                        .x = table->x[column],
                                        .y = table->paper->y + PADDING,
                                        .w = (cell->flags & DOCUMENT_NUMBER) != 0 ? table->width[column] : 0.0,
                                        .layout = g_object_ref(cell->layout),
                                        .first = cell->first,
                                        .count = count,
                                        .fill = style->ink});
    }
    paper_end_tag(table->paper, tag);
    cell->first += count;
    return used;
}

/* As much of the row as fits on the page. Returns whether anything is left. */
static int place_part(const struct table *table, const struct row *row, struct cell *cells, int count)
{
    struct paper *paper = table->paper;
    double room = paper_left_over(paper) - 2.0 * PADDING, height = 0.0;
    int is_left = 0, column = 0;
    paper_tag(paper, "TR");
    for (size_t i = row->from; i < row->to && column < count; i++) {
        const struct document_token *token = &table->document->tokens[i];
        if (token->mark == DOCUMENT_OPEN && is_cell(token->element)) {
            const struct paper_style style = style_of(row, token);
            height = fmax(height, place_cell(table, &cells[column], column, &style, room));
            is_left |= cells[column].first < pango_layout_get_line_count(cells[column].layout);
            column++;
            i = document_end_of(table->document, i);
        }
    }
    paper_end_tag(paper, "TR");
    paper->y += height + 2.0 * PADDING;
    paper_box(paper, (const double[]){paper->left, paper->y - RULE, paper->right - paper->left, RULE}, PAPER_LINE,
              PAPER_NONE);
    return is_left;
}

static double row_height(const struct table *table, const struct row *row)
{
    struct cell cells[PAPER_COLUMNS_MAX];
    int count = open_row(table, row, cells);
    double height = break_cells(table, cells, count) + 2.0 * PADDING;
    close_row(cells, count);
    return height;
}

static void place_head(const struct table *table)
{
    struct cell cells[PAPER_COLUMNS_MAX];
    if (table->has_head) {
        int count = open_row(table, &table->head, cells);
        (void)break_cells(table, cells, count);
        (void)place_part(table, &table->head, cells, count);
        close_row(cells, count);
    }
}

static void next_page(const struct table *table)
{
    paper_end_tag(table->paper, "Table");
    paper_new_page(table->paper);
    paper_tag(table->paper, "Table");
    place_head(table);
}

/* A row that fits on a page stands on one; a longer one is continued. */
static void place_row(const struct table *table, const struct row *row)
{
    struct cell cells[PAPER_COLUMNS_MAX];
    int count = open_row(table, row, cells);
    double height = break_cells(table, cells, count) + 2.0 * PADDING;
    double below = (row->flags & DOCUMENT_STRONG) != 0 ? KEPT_BELOW : 0.0;
    if (height + below > paper_left_over(table->paper) &&
        (height < (PAPER_BOTTOM - PAPER_TOP) * 0.75 || paper_left_over(table->paper) < 4.0 * LETTERS)) {
        next_page(table);
    }
    while (place_part(table, row, cells, count) && !table->paper->failed) {
        next_page(table);
    }
    close_row(cells, count);
}

/* The next row after a token, before the table's end; 0 where there is none. */
static int next_row(const struct document *document, size_t *token, size_t end, struct row *out)
{
    for (size_t i = *token; i < end; i++) {
        const struct document_token *each = &document->tokens[i];
        if (each->mark == DOCUMENT_OPEN && (each->element == DOCUMENT_ROW || each->element == DOCUMENT_HEAD)) {
            *out = (struct row){i + 1, document_end_of(document, i), each->flags};
            *token = out->to + 1;
            return 1;
        }
    }
    return 0;
}

static void look_at_rows(struct table *table, size_t from, size_t end)
{
    struct row row;
    size_t at = from;
    for (int looked = 0; looked < LOOKED_AT && next_row(table->document, &at, end, &row); looked++) {
        int is_head = table->document->tokens[row.from - 1].element == DOCUMENT_HEAD;
        look_at(table, &row, is_head);
        if (is_head) {
            table->head = row;
            table->has_head = 1;
        }
    }
}

size_t paper_table(struct paper *paper, const struct document *document, size_t token)
{
    struct table table = {.paper = paper, .document = document};
    struct row row;
    size_t end = document_end_of(document, token), at = token + 1;
    look_at_rows(&table, at, end);
    if (table.columns == 0) {
        return end;
    }
    choose_widths(&table);
    paper->y += paper->y > PAPER_TOP ? 4.0 : 0.0;
    (void)paper_need(paper, (table.has_head ? row_height(&table, &table.head) : 0.0) + 5.0 * LETTERS);
    paper_tag(paper, "Table");
    place_head(&table);
    while (next_row(document, &at, end, &row) && !paper->failed) {
        if (row.from != table.head.from || !table.has_head) {
            place_row(&table, &row);
        }
    }
    paper_end_tag(paper, "Table");
    paper->y += 6.0;
    return end;
}
