/* See paper.h. */
#include "report/paper.h"

#include <string.h>

#define THINGS_MAX ((size_t)1 << 21)
#define PAGES_MAX 20000
#define APART_BY 10.0
#define APART_WIDTH 2.0

void paper_open(struct paper *out)
{
    *out = (struct paper){
        .left = PAPER_LEFT, .right = PAPER_RIGHT, .y = PAPER_TOP, .tiles_in_row = PAPER_TILES, .head = {"", ""}};
    typeface_open(&out->typeface);
}

void paper_clear(struct paper *paper)
{
    for (size_t i = 0; i < paper->count; i++) {
        if (paper->things[i].layout != NULL) {
            g_object_unref(paper->things[i].layout);
        }
    }
    sibu_array_free(paper->things);
    sibu_array_free(paper->pages);
    sibu_arena_clear(&paper->arena);
    typeface_close(&paper->typeface);
    *paper = (struct paper){0};
}

void paper_new_page(struct paper *paper)
{
    void *pages = paper->pages;
    if (!sibu_array_reserve(&pages, &paper->page_capacity, paper->page_count + 1, sizeof *paper->pages, PAGES_MAX)) {
        paper->failed = 1;
        return;
    }
    paper->pages = pages;
    paper->pages[paper->page_count++] = paper->head;
    paper->y = PAPER_TOP;
}

double paper_left_over(const struct paper *paper)
{
    return PAPER_BOTTOM - paper->y;
}

int paper_need(struct paper *paper, double height)
{
    if (height <= paper_left_over(paper) || !(paper->y > PAPER_TOP)) {
        return 0;
    }
    paper_new_page(paper);
    return 1;
}

void paper_put(struct paper *paper, const struct paper_thing *thing)
{
    void *things = paper->things;
    if (paper->failed || paper->page_count == 0 ||
        !sibu_array_reserve(&things, &paper->capacity, paper->count + 1, sizeof *paper->things, THINGS_MAX)) {
        paper->failed = 1;
        if (thing->layout != NULL) {
            g_object_unref(thing->layout);
        }
        return;
    }
    paper->things = things;
    paper->things[paper->count] = *thing;
    paper->things[paper->count++].page = (unsigned)(paper->page_count - 1);
}

void paper_box(struct paper *paper, const double box[4], uint32_t fill, uint32_t edge)
{
    paper_put(paper,
              &(struct paper_thing){
                  .kind = PAPER_BOX, .x = box[0], .y = box[1], .w = box[2], .h = box[3], .fill = fill, .edge = edge});
}

void paper_tag(struct paper *paper, const char *name)
{
    paper_put(paper, &(struct paper_thing){.kind = PAPER_TAG, .name = name});
}

void paper_end_tag(struct paper *paper, const char *name)
{
    paper_put(paper, &(struct paper_thing){.kind = PAPER_END_TAG, .name = name});
}

void paper_bookmark(struct paper *paper, int level, const char *words)
{
    const char *copy = sibu_arena_text(&paper->arena, words, strlen(words));
    paper->failed |= copy == NULL;
    if (copy != NULL) {
        paper_put(paper, &(struct paper_thing){.kind = PAPER_BOOKMARK, .name = copy, .level = level, .y = paper->y});
    }
}

double paper_height_of(PangoLayout *layout)
{
    int height = 0;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

double paper_width_of(PangoLayout *layout)
{
    int width = 0;
    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

static double line_height(PangoLayout *layout, int line)
{
    PangoRectangle extent;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, line), NULL, &extent);
    return (double)extent.height / PANGO_SCALE;
}

int paper_fitting(PangoLayout *layout, int first, double height, double *used)
{
    int lines = pango_layout_get_line_count(layout), count = 0;
    *used = 0.0;
    for (int i = first; i < lines; i++) {
        double more = line_height(layout, i);
        if (*used + more > height) {
            break;
        }
        *used += more;
        count++;
    }
    return count;
}

/* One page's part of a block. */
static void set_lines(struct paper *paper, PangoLayout *layout, const struct paper_thing *lines, double used,
                      const char *tag)
{
    struct paper_thing thing = *lines;
    if (paper->is_apart) {
        paper_box(paper, (const double[]){paper->left - APART_BY, paper->y, APART_WIDTH, used}, PAPER_LINE, PAPER_NONE);
    }
    thing.layout = g_object_ref(layout);
    paper_tag(paper, tag);
    paper_put(paper, &thing);
    paper_end_tag(paper, tag);
    paper->y += used;
}

void paper_set(struct paper *paper, PangoLayout *layout, const struct paper_style *style)
{
    double used = 0.0;
    int lines = pango_layout_get_line_count(layout);
    paper->y += paper->y > PAPER_TOP ? style->before : 0.0;
    (void)paper_need(paper, line_height(layout, 0) + style->with_next);
    for (int first = 0; first < lines && !paper->failed;) {
        int count = paper_fitting(layout, first, paper_left_over(paper), &used);
        if (count == 0 && paper->y > PAPER_TOP) {
            paper_new_page(paper);
            continue;
        }
        const struct paper_thing thing = {.kind = PAPER_LINES,
                                          .x = paper->left,
                                          .y = paper->y,
                                          .first = first,
                                          .count = count > 0 ? count : 1,
                                          .fill = style->ink};
        set_lines(paper, layout, &thing, used, style->tag);
        first += thing.count;
    }
    paper->y += style->after;
    g_object_unref(layout);
}
