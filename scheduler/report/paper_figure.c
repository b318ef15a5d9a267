/* See paper_figure.h. */
#include "report/paper_figure.h"

#include <math.h>
#include <string.h>

#define CHART_LETTERS 13.0 /* in units of a chart, which is 720 wide */
#define HEIGHT_MAX 560.0
#define SMALL_HEIGHT_MAX 300.0 /* of plans beside each other */
#define GAP 12.0
#define BACKGROUND 0xe9edf0u
#define ORNAMENT_SCALE 0.62
#define TILE_GAP 8.0
#define TILE_PADDING 7.0

static const struct paper_style SMALL = {8.5, 0, PAPER_SOFT, 2.0, 4.0, 0.0, "Caption"};
static const struct paper_style PLAIN = {8.5, 0, PAPER_INK, 0.0, 0.0, 0.0, "P"};

/* What stands beside or below a picture is a name: one of more lines than this ends in three dots. */
#define LINES_MAX 6

static PangoLayout *shortened(PangoLayout *layout)
{
    pango_layout_set_height(layout, -LINES_MAX);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    return layout;
}

/* Places the lines at a point and leaves the page's own place as it is. */
static void put_lines(struct paper *paper, PangoLayout *layout, double x, double y, uint32_t ink, const char *tag)
{
    paper_tag(paper, tag);
    paper_put(paper, &(struct paper_thing){.kind = PAPER_LINES,
                                           .x = x,
                                           .y = y,
                                           .layout = layout,
                                           .count = pango_layout_get_line_count(layout),
                                           .fill = ink});
    paper_end_tag(paper, tag);
}

static void put_drawing(struct paper *paper, const struct document_picture *picture, double x, double y, double scale)
{
    paper_put(paper, &(struct paper_thing){.kind = PAPER_DRAWING,
                                           .x = x,
                                           .y = y,
                                           .w = scale,
                                           .h = CHART_LETTERS,
                                           .drawing = picture->drawing,
                                           .name = picture->choice});
}

static double fitting_scale(const struct drawing *drawing, double width, double height)
{
    double across = width / fmax(drawing->width, 1.0), down = height / fmax(drawing->height, 1.0);
    return across < down ? across : down;
}

void paper_chart(struct paper *paper, const struct document_picture *picture, int with_words)
{
    double scale = fitting_scale(picture->drawing, paper->right - paper->left, HEIGHT_MAX),
           height = picture->drawing->height * scale;
    paper->y += paper->y > PAPER_TOP ? 4.0 : 0.0;
    (void)paper_need(paper, height + 30.0);
    paper_tag(paper, "Figure");
    put_drawing(paper, picture, paper->left, paper->y, scale);
    paper_end_tag(paper, "Figure");
    paper->y += height;
    if (with_words && picture->description[0] != '\0') {
        paper_set(paper, paper_words(paper, picture->description, &SMALL, paper->right - paper->left), &SMALL);
    }
}

struct map {
    const struct document_picture *picture;
    double width, scale, height; /* of its place; height with the words */
    PangoLayout *words;
};

static struct map measure(struct paper *paper, const struct document_picture *picture, int is_wide)
{
    double whole = paper->right - paper->left, width = is_wide ? whole : (whole - GAP) / 2.0;
    double scale = fitting_scale(picture->drawing, width, is_wide ? HEIGHT_MAX : SMALL_HEIGHT_MAX);
    struct map map = {picture, width, scale, 0.0, shortened(paper_words(paper, picture->title, &SMALL, width))};
    map.height = picture->drawing->height * scale + paper_height_of(map.words) + 3.0;
    return map;
}

static void place_map(struct paper *paper, const struct map *map, double x)
{
    double wide = map->picture->drawing->width * map->scale, high = map->picture->drawing->height * map->scale;
    if (strcmp(map->picture->kind, "plan") == 0) {
        paper_box(paper, (const double[]){x, paper->y, wide, high}, BACKGROUND, PAPER_NONE);
    }
    paper_tag(paper, "Figure");
    put_drawing(paper, map->picture, x, paper->y, map->scale);
    paper_end_tag(paper, "Figure");
    put_lines(paper, map->words, x, paper->y + high + 2.0, SMALL.ink, "Caption");
}

/* One beside the other, where two fit. */
static void place_maps(struct paper *paper, const struct map *maps, int count)
{
    double height = 0.0, x = paper->left;
    for (int i = 0; i < count; i++) {
        height = fmax(height, maps[i].height);
    }
    (void)paper_need(paper, height);
    for (int i = 0; i < count; i++) {
        place_map(paper, &maps[i], x);
        x += maps[i].width + GAP;
    }
    paper->y += height + (count > 0 ? 8.0 : 0.0);
}

size_t paper_maps(struct paper *paper, const struct document *document, size_t token)
{
    size_t end = document_end_of(document, token);
    struct map waiting[2];
    int count = 0, is_wide = 0;
    paper->y += 4.0;
    for (size_t i = token; i < end; i++) {
        const struct document_token *each = &document->tokens[i];
        if (each->mark == DOCUMENT_OPEN && each->element == DOCUMENT_MAP) {
            is_wide = (each->flags & DOCUMENT_WIDE) != 0;
        }
        if (each->mark != DOCUMENT_PICTURE) {
            continue;
        }
        if (is_wide) {
            place_maps(paper, waiting, count);
            count = 0;
        }
        waiting[count++] = measure(paper, each->picture, is_wide);
        if (is_wide || count == 2) {
            place_maps(paper, waiting, count);
            count = 0;
        }
    }
    place_maps(paper, waiting, count);
    return end;
}

/* The ornament of an element, or NULL. */
static const struct document_picture *ornament_of(const struct document *document, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (document->tokens[i].mark == DOCUMENT_PICTURE) {
            return document->tokens[i].picture;
        }
    }
    return NULL;
}

static double ornament_width(const struct document_picture *ornament)
{
    return ornament == NULL ? 0.0 : ornament->drawing->width * ORNAMENT_SCALE + 5.0;
}

static void place_ornament(struct paper *paper, const struct document_picture *ornament, double x, double line)
{
    if (ornament != NULL) {
        put_drawing(paper, ornament, x, paper->y + (line - ornament->drawing->height * ORNAMENT_SCALE) / 2.0,
                    ORNAMENT_SCALE);
    }
}

/* Items stand in lines, each begun where the one before ends. */
size_t paper_legend(struct paper *paper, const struct document *document, size_t token)
{
    size_t end = document_end_of(document, token);
    double x = paper->left, line = 0.0;
    paper->y += 2.0;
    for (size_t i = token + 1; i < end; i++) {
        if (document->tokens[i].mark != DOCUMENT_OPEN || document->tokens[i].element != DOCUMENT_LEGEND_ITEM) {
            continue;
        }
        size_t last = document_end_of(document, i);
        const struct document_picture *ornament = ornament_of(document, i, last);
        double before = ornament_width(ornament), room = paper->right - paper->left - before;
        PangoLayout *words = paper_layout(paper, document, i + 1, last, &PLAIN, -1.0);
        if (x + before + paper_width_of(words) > paper->right && x > paper->left) {
            x = paper->left;
            paper->y += line + 2.0;
            line = 0.0;
        }
        pango_layout_set_width(words, (int)(room * PANGO_SCALE));
        (void)shortened(words);
        if (paper_need(paper, paper_height_of(words))) {
            x = paper->left;
        }
        line = fmax(line, paper_height_of(words));
        double after = x + before + paper_width_of(words) + GAP;
        place_ornament(paper, ornament, x, paper_height_of(words));
        put_lines(paper, words, x + before, paper->y, PLAIN.ink, "P");
        x = after;
        i = last;
    }
    paper->y += line + 8.0;
    return end;
}

size_t paper_scale(struct paper *paper, const struct document *document, size_t token)
{
    size_t end = document_end_of(document, token);
    double x = paper->left, line = 0.0;
    (void)paper_need(paper, 30.0);
    for (size_t i = token + 1; i < end; i++) {
        const struct document_token *each = &document->tokens[i];
        if (each->mark == DOCUMENT_TEXT) {
            PangoLayout *words = paper_words(paper, each->text, &PLAIN, -1.0);
            double wide = paper_width_of(words);
            line = paper_height_of(words);
            put_lines(paper, words, x, paper->y, PLAIN.ink, "P");
            x += wide + 6.0;
        } else if (each->mark == DOCUMENT_PICTURE) {
            place_ornament(paper, each->picture, x, line);
            x += ornament_width(each->picture) + 1.0;
        }
    }
    paper->y += line + 2.0;
    return end;
}

struct tile {
    PangoLayout *words;
    uint32_t fill, edge, ink;
};

static struct tile tile_of(struct paper *paper, const struct document *document, size_t token, double width)
{
    unsigned flags = document->tokens[token].flags;
    int is_bad = (flags & DOCUMENT_ALARM) != 0;
    const struct paper_style style = {
        .size = paper->tiles_in_row > PAPER_TILES ? 8.0 : 9.5, .ink = PAPER_INK, .tag = "P"};
    size_t end = document_end_of(document, token);
    PangoLayout *words = paper_layout(paper, document, token + 1, end, &style, width - 2.0 * TILE_PADDING);
    uint32_t good = (flags & DOCUMENT_FINE) != 0 ? PAPER_GOOD : PAPER_INK;
    return (struct tile){shortened(words), is_bad ? 0xfdf1e7u : PAPER_NONE, is_bad ? PAPER_BAD : PAPER_LINE,
                         is_bad ? PAPER_BAD : good};
}

static void place_tiles(struct paper *paper, const struct tile *tiles, int count, double width)
{
    double height = 0.0;
    for (int i = 0; i < count; i++) {
        height = fmax(height, paper_height_of(tiles[i].words) + 2.0 * TILE_PADDING);
    }
    (void)paper_need(paper, height);
    for (int i = 0; i < count; i++) {
        double x = paper->left + (width + TILE_GAP) * i;
        paper_box(paper, (const double[]){x, paper->y, width, height}, tiles[i].fill, tiles[i].edge);
        put_lines(paper, tiles[i].words, x + TILE_PADDING, paper->y + TILE_PADDING, tiles[i].ink, "P");
    }
    paper->y += height + TILE_GAP;
}

size_t paper_tiles(struct paper *paper, const struct document *document, size_t token)
{
    size_t end = document_end_of(document, token);
    double width = (paper->right - paper->left - TILE_GAP * (paper->tiles_in_row - 1)) / paper->tiles_in_row;
    struct tile tiles[PAPER_TILES_MAX];
    int count = 0;
    paper->y += 4.0;
    for (size_t i = token + 1; i < end; i++) {
        if (document->tokens[i].mark == DOCUMENT_OPEN && document->tokens[i].element == DOCUMENT_TILE) {
            tiles[count++] = tile_of(paper, document, i, width);
        }
        if (count == paper->tiles_in_row) {
            place_tiles(paper, tiles, count, width);
            count = 0;
        }
    }
    if (count > 0) {
        place_tiles(paper, tiles, count, width);
    }
    return end;
}

#define LOOK_AHEAD 24

/* What stands for itself: a heading before it does not head the picture behind it. */
static int is_end(const struct document_token *token)
{
    return token->mark == DOCUMENT_OPEN && (token->element == DOCUMENT_TABLE || token->element == DOCUMENT_PARAGRAPH ||
                                            token->element == DOCUMENT_NOTE || token->element == DOCUMENT_HEADING);
}

/* The height of a picture with what stands around it; 0 for an ornament. */
static double figure_height(const struct paper *paper, const struct document_picture *picture, int is_wide)
{
    double width = paper->right - paper->left;
    double scale = 0.0, around = 40.0;
    if (strcmp(picture->kind, "chart") != 0) {
        scale = fitting_scale(picture->drawing, is_wide ? width : (width - GAP) / 2.0,
                              is_wide ? HEIGHT_MAX : SMALL_HEIGHT_MAX);
        around = 60.0;
    } else {
        scale = fitting_scale(picture->drawing, width, HEIGHT_MAX);
    }
    return picture->kind[0] == '\0' ? 0.0 : picture->drawing->height * scale + around;
}

double paper_next_figure(const struct paper *paper, const struct document *document, size_t token)
{
    double height = 0.0;
    int is_wide = 0;
    for (size_t i = token + 1; i < document->count && i < token + LOOK_AHEAD && !(height > 0.0); i++) {
        const struct document_token *each = &document->tokens[i];
        if (is_end(each)) {
            break;
        }
        is_wide |= each->mark == DOCUMENT_OPEN && (each->flags & DOCUMENT_WIDE) != 0;
        height = each->mark == DOCUMENT_PICTURE ? figure_height(paper, each->picture, is_wide) : 0.0;
    }
    return height;
}
