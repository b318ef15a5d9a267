/* Pages: whatever a document holds stands within the margins, whole, and in order; and the PDF says what it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "report/drawing_pdf.h"
#include "report/paper_flow.h"
#include "report/paper_table.h"
#include "report/pdf.h"

#define NEARLY 0.75 /* points: rounding of pango's units */

static void word(struct document *document, enum document_element element, unsigned flags, const char *text)
{
    document_open(document, element, flags, "");
    document_text(document, text);
    document_close(document, element);
}

/* A word of so many letters without a place to break it. */
static const char *long_word(char *out, size_t length)
{
    memset(out, 'w', length);
    out[length] = '\0';
    return out;
}

static void put_table(struct document *document, int columns, int rows, const char *words)
{
    char number[32];
    document_open(document, DOCUMENT_TABLE, 0, "");
    document_open(document, DOCUMENT_HEAD, 0, "");
    for (int c = 0; c < columns; c++) {
        word(document, DOCUMENT_HEAD_CELL, c > 0 ? DOCUMENT_NUMBER : 0, c == 0 ? "HEAD" : "a rather long head");
    }
    document_close(document, DOCUMENT_HEAD);
    document_open(document, DOCUMENT_BODY, 0, "");
    for (int r = 0; r < rows; r++) {
        document_open(document, DOCUMENT_ROW, 0, "");
        (void)snprintf(number, sizeof number, "row%d.", r);
        word(document, DOCUMENT_ROW_HEAD, 0, number);
        for (int c = 1; c < columns; c++) {
            word(document, DOCUMENT_CELL, c > 1 ? DOCUMENT_NUMBER : 0, c == 1 ? words : "1 min 05 s");
        }
        document_close(document, DOCUMENT_ROW);
    }
    document_close(document, DOCUMENT_BODY);
    document_close(document, DOCUMENT_TABLE);
}

static void put_picture(struct document *document, enum document_element around, unsigned flags, double width,
                        double height)
{
    struct drawing *drawing = document_draw(document);
    drawing->width = width;
    drawing->height = height;
    document_open(document, around, flags, "");
    document_picture(document, &(struct document_picture){.drawing = drawing,
                                                          .kind = around == DOCUMENT_MAP ? "plan" : "chart",
                                                          .id = "p",
                                                          .title = "a picture",
                                                          .description = "what it shows"});
    document_close(document, around);
}

static void assert_within(const struct paper *paper, const struct paper_thing *thing)
{
    double right = thing->x, bottom = thing->y;
    if (thing->kind == PAPER_BOX) {
        right += thing->w;
        bottom += thing->h;
    } else if (thing->kind == PAPER_DRAWING) {
        right += thing->w * thing->drawing->width;
        bottom += thing->w * thing->drawing->height;
    } else if (thing->kind == PAPER_LINES) {
        for (int i = thing->first; i < thing->first + thing->count; i++) {
            PangoRectangle extent;
            pango_layout_line_get_extents(pango_layout_get_line_readonly(thing->layout, i), NULL, &extent);
            double wide = (double)extent.width / PANGO_SCALE;
            double over = thing->w > 0.0 ? thing->w - wide : 0.0;
            assert_true(over > -NEARLY); /* a number does not run into the column before */
            right = thing->x + over + wide > right ? thing->x + over + wide : right;
            bottom += (double)extent.height / PANGO_SCALE;
        }
    } else {
        return;
    }
    assert_true(thing->page < paper->page_count);
    assert_true(thing->x >= PAPER_LEFT - 14.0);
    assert_true(right <= PAPER_RIGHT + NEARLY);
    assert_true(thing->y >= PAPER_TOP - NEARLY);
    assert_true(bottom <= PAPER_BOTTOM + NEARLY);
}

/* How often a word stands on paper: as letters that are placed. */
static int times_placed(const struct paper *paper, const char *wanted)
{
    int count = 0;
    for (size_t i = 0; i < paper->count; i++) {
        const struct paper_thing *thing = &paper->things[i];
        if (thing->kind == PAPER_LINES && thing->first == 0 &&
            strcmp(pango_layout_get_text(thing->layout), wanted) == 0) {
            count++;
        }
    }
    return count;
}

/* Bytes of all letters that are placed, of layouts that hold this text: nothing is left out where a page ends. */
static size_t bytes_placed(const struct paper *paper, const char *text)
{
    size_t bytes = 0;
    for (size_t i = 0; i < paper->count; i++) {
        const struct paper_thing *thing = &paper->things[i];
        if (thing->kind != PAPER_LINES || strcmp(pango_layout_get_text(thing->layout), text) != 0) {
            continue;
        }
        for (int line = thing->first; line < thing->first + thing->count; line++) {
            bytes += (size_t)pango_layout_get_line_readonly(thing->layout, line)->length;
        }
    }
    return bytes;
}

static void assert_all_within(const struct paper *paper)
{
    assert_false(paper->failed);
    for (size_t i = 0; i < paper->count; i++) {
        assert_within(paper, &paper->things[i]);
    }
}

static void put_hostile(struct document *document, const char *giant)
{
    word(document, DOCUMENT_TITLE, 0, giant);
    word(document, DOCUMENT_VERDICT, 0, giant);
    document_open(document, DOCUMENT_TILES, 0, "key figures");
    for (int i = 0; i < 7; i++) {
        word(document, DOCUMENT_TILE, DOCUMENT_ALARM, i == 5 ? giant : "a tile");
    }
    document_close(document, DOCUMENT_TILES);
    document_open(document, DOCUMENT_FACTS, 0, "");
    word(document, DOCUMENT_TERM, 0, giant);
    word(document, DOCUMENT_FACT, 0, giant);
    document_close(document, DOCUMENT_FACTS);
    document_open(document, DOCUMENT_LEGEND, 0, "");
    word(document, DOCUMENT_LEGEND_ITEM, 0, giant);
    word(document, DOCUMENT_LEGEND_ITEM, 0, "short");
    document_close(document, DOCUMENT_LEGEND);
    document_open(document, DOCUMENT_LIST, 0, "");
    word(document, DOCUMENT_ITEM, 0, giant);
    document_close(document, DOCUMENT_LIST);
    put_picture(document, DOCUMENT_CHART, 0, 720.0, 9000.0);
    document_open(document, DOCUMENT_MAPS, 0, "");
    put_picture(document, DOCUMENT_MAP, 0, 3.0, 9000.0);
    put_picture(document, DOCUMENT_MAP, DOCUMENT_WIDE, 90000.0, 3.0);
    put_picture(document, DOCUMENT_MAP, 0, 300.0, 200.0);
    document_close(document, DOCUMENT_MAPS);
}

static void nothing_stands_outside_the_margins(void **state)
{
    (void)state;
    static const size_t LENGTHS[] = {1, 80, 700, 1500};
    static char giant[4096];
    for (size_t i = 0; i < sizeof LENGTHS / sizeof LENGTHS[0]; i++) {
        for (int language = 0; language < SIBU_LANGUAGES; language++) {
            struct document document = {.language = (enum sibu_language)language};
            struct paper paper;
            paper_open(&paper);
            put_hostile(&document, long_word(giant, LENGTHS[i]));
            put_table(&document, 7, 70, giant);
            put_table(&document, PAPER_COLUMNS_MAX, 3, giant);
            paper_flow(&paper, &document, 0);
            assert_all_within(&paper);
            paper_clear(&paper);
            document_clear(&document);
        }
    }
}

/* A chart fills the width of the page, small charts half of it, beside each other and without the ground of a plan. */
static void charts_fill_their_width(void **state)
{
    (void)state;
    struct document document = {0};
    struct paper paper;
    double x[3], width[3];
    size_t drawings = 0, boxes = 0;
    put_picture(&document, DOCUMENT_CHART, 0, 720.0, 406.0);
    document_open(&document, DOCUMENT_MAPS, 0, "");
    for (int i = 0; i < 2; i++) {
        struct drawing *drawing = document_draw(&document);
        drawing->width = 360.0;
        drawing->height = 220.0;
        document_picture(&document,
                         &(struct document_picture){.drawing = drawing, .kind = "panel", .id = "p", .title = "t"});
    }
    document_close(&document, DOCUMENT_MAPS);
    paper_open(&paper);
    paper_flow(&paper, &document, 0);
    for (size_t i = 0; i < paper.count; i++) {
        boxes += paper.things[i].kind == PAPER_BOX ? 1 : 0;
        if (paper.things[i].kind == PAPER_DRAWING) {
            assert_true(drawings < 3);
            x[drawings] = paper.things[i].x;
            width[drawings++] = paper.things[i].w * paper.things[i].drawing->width;
        }
    }
    assert_int_equal(drawings, 3);
    assert_int_equal(boxes, 0);
    assert_true(width[0] > PAPER_RIGHT - PAPER_LEFT - NEARLY && width[0] < PAPER_RIGHT - PAPER_LEFT + NEARLY);
    assert_true(width[1] > 0.45 * width[0] && x[2] > x[1] + width[1]);
    assert_true(x[2] + width[2] < PAPER_RIGHT + NEARLY);
    paper_clear(&paper);
    document_clear(&document);
}

static void the_heads_of_a_table_stand_on_each_of_its_pages(void **state)
{
    (void)state;
    struct document document = {.language = SIBU_EN};
    struct paper paper;
    paper_open(&paper);
    put_table(&document, 4, 150, "words");
    paper_flow(&paper, &document, 0);
    assert_all_within(&paper);
    assert_true(paper.page_count >= 3);
    assert_int_equal(times_placed(&paper, "HEAD"), (int)paper.page_count);
    for (int row = 0; row < 150; row++) {
        char name[32];
        (void)snprintf(name, sizeof name, "row%d.", row);
        assert_int_equal(times_placed(&paper, name), 1);
    }
    paper_clear(&paper);
    document_clear(&document);
}

static void a_row_longer_than_a_page_is_continued_to_its_end(void **state)
{
    (void)state;
    static char giant[20001];
    struct document document = {.language = SIBU_EN};
    struct paper paper;
    paper_open(&paper);
    put_table(&document, 3, 1, long_word(giant, 20000));
    paper_flow(&paper, &document, 0);
    assert_all_within(&paper);
    assert_true(paper.page_count >= 3);
    assert_int_equal(bytes_placed(&paper, giant), 20000);
    paper_clear(&paper);
    document_clear(&document);
}

static void a_paragraph_longer_than_a_page_is_continued_to_its_end(void **state)
{
    (void)state;
    static char giant[20001];
    struct document document = {.language = SIBU_ZH};
    struct paper paper;
    paper_open(&paper);
    word(&document, DOCUMENT_PARAGRAPH, 0, long_word(giant, 20000));
    paper_flow(&paper, &document, 0);
    assert_all_within(&paper);
    assert_true(paper.page_count >= 3);
    assert_int_equal(bytes_placed(&paper, giant), 20000);
    paper_clear(&paper);
    document_clear(&document);
}

static void a_heading_stands_on_the_page_of_what_it_heads(void **state)
{
    (void)state;
    for (int lines = 0; lines < 60; lines++) {
        struct document document = {.language = SIBU_EN};
        struct paper paper;
        unsigned heading = 0, picture = 0;
        paper_open(&paper);
        for (int i = 0; i < lines; i++) {
            word(&document, DOCUMENT_PARAGRAPH, 0, "a line");
        }
        word(&document, DOCUMENT_HEADING, 0, "heading");
        put_picture(&document, DOCUMENT_CHART, 0, 720.0, 406.0);
        paper_flow(&paper, &document, 0);
        for (size_t i = 0; i < paper.count; i++) {
            const struct paper_thing *thing = &paper.things[i];
            heading = thing->kind == PAPER_BOOKMARK ? thing->page : heading;
            picture = thing->kind == PAPER_DRAWING ? thing->page : picture;
        }
        assert_int_equal(heading, picture);
        paper_clear(&paper);
        document_clear(&document);
    }
}

/* A chapter's head, its note, its first section's head and the picture stand together; sections are marked below chapters. */
static void a_chapter_stands_on_the_page_of_its_first_section(void **state)
{
    (void)state;
    for (int lines = 0; lines < 60; lines++) {
        struct document document = {.language = SIBU_EN};
        struct paper paper;
        unsigned pages[3] = {0, 0, 0}, picture = 0;
        paper_open(&paper);
        word(&document, DOCUMENT_HEADING, 0, "before all chapters");
        for (int i = 0; i < lines; i++) {
            word(&document, DOCUMENT_PARAGRAPH, 0, "a line");
        }
        word(&document, DOCUMENT_CHAPTER, 0, "chapter");
        word(&document, DOCUMENT_NOTE, 0, "note");
        word(&document, DOCUMENT_HEADING, 0, "heading");
        put_picture(&document, DOCUMENT_CHART, 0, 720.0, 406.0);
        paper_flow(&paper, &document, 0);
        for (size_t i = 0, marks = 0; i < paper.count; i++) {
            const struct paper_thing *thing = &paper.things[i];
            picture = thing->kind == PAPER_DRAWING ? thing->page : picture;
            if (thing->kind == PAPER_BOOKMARK) {
                assert_int_equal(thing->level, marks == 2 ? 2 : 1);
                pages[marks++] = thing->page;
            }
        }
        assert_int_equal(pages[1], picture);
        assert_int_equal(pages[2], picture);
        paper_clear(&paper);
        document_clear(&document);
    }
}

static unsigned page_of(const struct paper *paper, const char *words)
{
    for (size_t i = 0; i < paper->count; i++) {
        const struct paper_thing *thing = &paper->things[i];
        if (thing->kind == PAPER_LINES && strcmp(pango_layout_get_text(thing->layout), words) == 0) {
            return thing->page;
        }
    }
    fail_msg("not placed: %s", words);
    return 0;
}

/* A strong row heads those below: it is never the last of a page. */
static void a_strong_row_stands_with_the_next_one(void **state)
{
    (void)state;
    for (int before = 0; before < 80; before++) {
        struct document document = {.language = SIBU_EN};
        struct paper paper;
        paper_open(&paper);
        document_open(&document, DOCUMENT_TABLE, 0, "");
        document_open(&document, DOCUMENT_BODY, 0, "");
        for (int row = 0; row < before + 2; row++) {
            document_open(&document, DOCUMENT_ROW, row == before ? DOCUMENT_STRONG : 0, "");
            word(&document, DOCUMENT_CELL, 0, row < before ? "a row" : row == before ? "strong" : "next");
            document_close(&document, DOCUMENT_ROW);
        }
        document_close(&document, DOCUMENT_BODY);
        document_close(&document, DOCUMENT_TABLE);
        paper_flow(&paper, &document, 0);
        assert_int_equal(page_of(&paper, "strong"), page_of(&paper, "next"));
        paper_clear(&paper);
        document_clear(&document);
    }
}

static double top_of(const struct paper *paper, const char *words)
{
    for (size_t i = 0; i < paper->count; i++) {
        const struct paper_thing *thing = &paper->things[i];
        if (thing->kind == PAPER_LINES && strcmp(pango_layout_get_text(thing->layout), words) == 0) {
            return thing->y;
        }
    }
    fail_msg("not placed: %s", words);
    return 0.0;
}

/* Six key figures stand in one row where the page is asked for that, in two otherwise; within the margins either way. */
static void key_figures_stand_in_as_many_rows_as_asked(void **state)
{
    (void)state;
    static const int IN_ROW[] = {PAPER_TILES, PAPER_TILES_MAX};
    static char giant[100];
    for (size_t i = 0; i < 2; i++) {
        struct document document = {.language = SIBU_ZH};
        struct paper paper;
        paper_open(&paper);
        paper.tiles_in_row = IN_ROW[i];
        document_open(&document, DOCUMENT_TILES, 0, "key figures");
        word(&document, DOCUMENT_TILE, 0, "first");
        for (int k = 1; k < 5; k++) {
            word(&document, DOCUMENT_TILE, 0, long_word(giant, 90));
        }
        word(&document, DOCUMENT_TILE, 0, "sixth");
        document_close(&document, DOCUMENT_TILES);
        paper_flow(&paper, &document, 0);
        assert_all_within(&paper);
        assert_int_equal(top_of(&paper, "first") < top_of(&paper, "sixth"), IN_ROW[i] == PAPER_TILES);
        paper_clear(&paper);
        document_clear(&document);
    }
}

/* The bytes of a small document as PDF. */
static void write_small(struct sibu_text *out, const char *text)
{
    const struct pdf_about about = {"A title", "a subject", INT64_C(1795415400000000), SIBU_ZH};
    struct document document = {.language = SIBU_ZH};
    struct paper paper;
    struct sibu_fault fault;
    paper_open(&paper);
    word(&document, DOCUMENT_HEADING, 0, text);
    put_table(&document, 3, 90, text);
    paper_flow(&paper, &document, 0);
    assert_int_equal(pdf_write(&paper, 1, &about, out, &fault), SIBU_OK);
    paper_clear(&paper);
    document_clear(&document);
}

static int holds(const struct sibu_text *pdf, const char *words)
{
    size_t length = strlen(words);
    for (size_t i = 0; i + length <= pdf->length; i++) {
        if (memcmp(pdf->bytes + i, words, length) == 0) {
            return 1;
        }
    }
    return 0;
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    struct sibu_text first = {0}, second = {0}, other = {0};
    write_small(&first, "演练");
    write_small(&second, "演练");
    write_small(&other, "演习");
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_true(first.length != other.length || memcmp(first.bytes, other.bytes, first.length) != 0);
    assert_true(holds(&first, "20261123063000"));
    sibu_text_clear(&first);
    sibu_text_clear(&second);
    sibu_text_clear(&other);
}

static void the_catalogue_says_language_and_tags(void **state)
{
    (void)state;
    struct sibu_text pdf = {0};
    write_small(&pdf, "\xff\x01 not \n text");
    assert_true(holds(&pdf, "/Type /Catalog /Lang (zh-CN) /MarkInfo << /Marked true >>"));
    assert_true(holds(&pdf, "/DisplayDocTitle true"));
    sibu_text_clear(&pdf);
}

static void what_cairo_did_not_write_stays_as_it_is(void **state)
{
    (void)state;
    static const char *const OTHERS[] = {
        "", "x", "%PDF-1.5\ntrailer\n<< /Size 3 /Root 1 0 R /Info 2 0 R >>\nstartxref\n9\n",
        "\n1 0 obj\n<< /Type /Catalog\n/Size 3 /Root 1 0 R /Info 2 0 R startxref\n9\n"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        struct sibu_text pdf = {0};
        sibu_text_add(&pdf, OTHERS[i]);
        assert_false(pdf_add_catalogue(&pdf, SIBU_EN));
        assert_string_equal(sibu_text_get(&pdf), OTHERS[i]);
        sibu_text_clear(&pdf);
    }
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y)
{
    uint32_t value;
    cairo_surface_flush(surface);
    const unsigned char *bytes = cairo_image_surface_get_data(surface);
    memcpy(&value, bytes + (size_t)y * (size_t)cairo_image_surface_get_stride(surface) + (size_t)x * 4, sizeof value);
    return value;
}

/* A plan shows a part of a site: what reaches beyond is cut, and covers no neighbour. */
static void a_picture_stays_in_its_place(void **state)
{
    (void)state;
    struct drawing drawing = {.width = 10.0, .height = 10.0};
    struct typeface typeface;
    const struct drawing_paint paint = {.fill = "#ff0000", .stroke = "none"};
    const struct drawing_place place = {.x = 20.0, .y = 20.0, .scale = 2.0, .letters = 8.0, .choice = ""};
    drawing_rect(&drawing, &paint, (const double[]){-5.0, -5.0, 20.0, 20.0}, 0.0);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 60, 60);
    cairo_t *paper = cairo_create(surface);
    typeface_open(&typeface);
    drawing_pdf(paper, &typeface, &drawing, &place);
    assert_int_equal(pixel(surface, 30, 30), 0xffff0000u);
    static const int OUTSIDE[][2] = {{30, 15}, {15, 30}, {30, 45}, {45, 30}};
    for (size_t i = 0; i < sizeof OUTSIDE / sizeof OUTSIDE[0]; i++) {
        assert_int_equal(pixel(surface, OUTSIDE[i][0], OUTSIDE[i][1]), 0);
    }
    typeface_close(&typeface);
    cairo_destroy(paper);
    cairo_surface_destroy(surface);
    drawing_clear(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_stands_outside_the_margins),
        cmocka_unit_test(charts_fill_their_width),
        cmocka_unit_test(the_heads_of_a_table_stand_on_each_of_its_pages),
        cmocka_unit_test(a_row_longer_than_a_page_is_continued_to_its_end),
        cmocka_unit_test(a_paragraph_longer_than_a_page_is_continued_to_its_end),
        cmocka_unit_test(a_heading_stands_on_the_page_of_what_it_heads),
        cmocka_unit_test(a_chapter_stands_on_the_page_of_its_first_section),
        cmocka_unit_test(a_strong_row_stands_with_the_next_one),
        cmocka_unit_test(key_figures_stand_in_as_many_rows_as_asked),
        cmocka_unit_test(a_picture_stays_in_its_place),
        cmocka_unit_test(the_same_document_gives_the_same_bytes),
        cmocka_unit_test(the_catalogue_says_language_and_tags),
        cmocka_unit_test(what_cairo_did_not_write_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
