/* Pictures as vectors: what is drawn is what is written, words stay words, and pixels are left alone.
 */
#include "cmocka_first.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_drill.h"
#include "sibu/memory.h"
#include "view/sketch.h"
#include "view/snapshot.h"

#define PATH "view_sketch.drill"

static struct raster raster;
static struct sketch sketch;

static int begin(void **state)
{
    (void)state;
    struct sibu_fault fault;
    if (raster_open(&raster, 200, 100, &fault) != SIBU_OK) {
        return -1;
    }
    sketch_open(&sketch, &raster, "A & <B>", "Family");
    raster.sketch = &sketch;
    return 0;
}

static int end(void **state)
{
    (void)state;
    sketch_close(&sketch);
    raster_close(&raster);
    return 0;
}

static void assert_written(const char *what)
{
    if (strstr(sibu_text_get(&sketch.text), what) == NULL) {
        fail_msg("no %s in:\n%s", what, sibu_text_get(&sketch.text));
    }
}

static int count_of(const char *text, const char *what)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++) {
        count++;
    }
    return count;
}

static void shapes_are_written_and_pixels_left_alone(void **state)
{
    (void)state;
    const struct raster_point points[] = {{256, 512}, {2560, 512}, {2560, 2624}};
    const struct raster_pen open = {384, 0x80102030u, 0}, closed = {256, 0xff000000u, 1};
    raster_fill_rect(&raster, (struct raster_rect){1, 2, 30, 40}, 0xffaabbccu);
    raster_fill_round(&raster, (struct raster_rect){5, 6, 20, 10}, 4, 0x80ff0000u);
    assert_true(raster_fill_points(&raster, points, 3, 0xff010203u));
    assert_true(raster_stroke(&raster, points, 3, &open));
    assert_true(raster_stroke(&raster, points, 3, &closed));
    raster_disc(&raster, (struct raster_point){2560, 5120}, 1024, 0xff00ff00u);
    raster_ring(&raster, (struct raster_point){2560, 5120}, 1024, 512, 0xff0000ffu);
    assert_written("<title>A &amp; &lt;B&gt;</title>");
    assert_written("<rect x=\"1\" y=\"2\" width=\"30\" height=\"40\" fill=\"#aabbcc\"/>");
    assert_written(
        "<rect x=\"5\" y=\"6\" width=\"20\" height=\"10\" rx=\"4\" fill=\"#ff0000\" fill-opacity=\"0.502\"/>");
    assert_written("d=\"M1.00 2.00L10.00 2.00L10.00 10.25Z\" fill=\"#010203\"/>");
    assert_written("d=\"M1.00 2.00L10.00 2.00L10.00 10.25\" fill=\"none\" stroke-linecap=\"round\" "
                   "stroke-linejoin=\"round\" stroke-width=\"1.50\" stroke=\"#102030\" stroke-opacity=\"0.502\"/>");
    assert_written("10.25Z\" fill=\"none\"");
    assert_written("<circle cx=\"10.00\" cy=\"20.00\" r=\"4.00\" fill=\"#00ff00\"/>");
    assert_written(
        "<circle cx=\"10.00\" cy=\"20.00\" r=\"3.00\" fill=\"none\" stroke-width=\"2.00\" stroke=\"#0000ff\"/>");
    for (size_t i = 0; i < (size_t)200 * 100; i++) {
        assert_int_equal(raster.pixels[i], 0xff000000u);
    }
}

static void the_clip_is_a_group(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct raster_rect before = raster_clip(&raster, (struct raster_rect){10, 10, 50, 40});
    raster_fill_rect(&raster, (struct raster_rect){0, 0, 20, 20}, 0xff111111u);
    raster_fill_rect(&raster, (struct raster_rect){0, 0, 30, 30}, 0xff222222u);
    raster_fill_rect(&raster, (struct raster_rect){60, 10, 5, 5}, 0xff333333u); /* outside: not written */
    (void)raster_clip(&raster, (struct raster_rect){0, 0, 0, 0});
    raster_fill_rect(&raster, (struct raster_rect){0, 0, 9, 9}, 0xff444444u); /* nothing shows */
    (void)raster_clip(&raster, before);
    raster_fill_rect(&raster, (struct raster_rect){0, 0, 40, 40}, 0xff555555u);
    assert_int_equal(sketch_write(&sketch, "view_sketch_clip.svg", &fault), SIBU_OK);
    const char *text = sibu_text_get(&sketch.text);
    assert_written("<clipPath id=\"c1\"><rect x=\"10\" y=\"10\" width=\"50\" height=\"40\"/></clipPath>\n"
                   "<g clip-path=\"url(#c1)\">\n<rect x=\"0\" y=\"0\" width=\"20\"");
    assert_int_equal(count_of(text, "<g "), 1);
    assert_int_equal(count_of(text, "</g>\n<rect x=\"0\" y=\"0\" width=\"40\""), 1);
    assert_null(strstr(text, "#333333"));
    assert_null(strstr(text, "#444444"));
}

static void words_stay_words_whatever_they_hold(void **state)
{
    (void)state;
    static const char WORDS[] = "a<script>\x01\xff&\"王\"";
    struct sketch_words words = {WORDS, sizeof WORDS - 1, 1, 10, 20, 90, 14, 1, 0xff102030u};
    sketch_text(&raster, &words);
    assert_written("<text x=\"10\" y=\"20\" font-size=\"14\" textLength=\"90\" lengthAdjust=\"spacingAndGlyphs\" "
                   "font-weight=\"bold\" fill=\"#102030\" xml:space=\"preserve\">"
                   "a&lt;script&gt;\xef\xbf\xbd&amp;&quot;王&quot;…</text>");
    assert_true(sibu_utf8_valid(sketch.text.bytes, sketch.text.length));
}

static void each_state_has_its_outline(void **state)
{
    (void)state;
    static const char *const OUTLINES[STATES] = {
        [STATE_NO_ANSWER] = "M50.00 45.00L55.00 40.00L60.00 40.00L60.00 45.00L55.00 50.00",
        [STATE_WAITING] = "r=\"7.81\" fill=\"none\" stroke-width=\"4.38\"",
        [STATE_WALKING] = "r=\"10.00\" fill=",
        [STATE_OUT] = "M50.00 38.00L62.00 50.00L50.00 62.00L38.00 50.00Z",
        [STATE_CHECKED_IN] = "M41.25 41.25L58.75 41.25L58.75 58.75L41.25 58.75Z",
        [STATE_HELP] = "M50.00 35.00L64.58 61.25L35.42 61.25Z",
    };
    for (int i = 0; i < STATES; i++) {
        struct sketch_marker marker = {(enum state)i, 160, 16, 0xff00aa00u, 0xff000000u};
        sketch_person(&raster, &marker, (struct raster_point){50 * RASTER_ONE, 50 * RASTER_ONE});
        assert_written(OUTLINES[i]);
    }
}

static char *read_file(const char *path)
{
    size_t size = 4u << 20;
    char *bytes = sibu_array_new(size, 1);
    FILE *file = fopen(path, "rb");
    assert_true(bytes != NULL && file != NULL);
    bytes[fread(bytes, 1, size - 1, file)] = '\0';
    (void)fclose(file);
    return bytes;
}

static void a_snapshot_is_a_picture_of_words_and_people(void **state)
{
    (void)state;
    struct sample_def def = {.people = 60, .frames = 1, .drill = 1};
    struct sibu_fault fault = {0};
    struct arguments shots = {.record = PATH,
                              .width = 800,
                              .height = 600,
                              .language = SIBU_ZH,
                              .snapshots = {{45.0, "view_sketch_a.png"},
                                            {45.0, "view_sketch_a.svg"},
                                            {45.0, "view_sketch_b.png"},
                                            {45.0, "view_sketch_b.svg"},
                                            {60.0, "view_sketch_c.svg"}},
                              .snapshot_count = 5};
    assert_int_equal(sample_drill_write(PATH, &def, &fault), SIBU_OK);
    assert_int_equal(snapshot_run(&shots, &fault), SIBU_OK);
    assert_int_equal(system("cmp -s view_sketch_a.png view_sketch_b.png"), 0); /* the one between leaves no trace */
    assert_int_equal(system("cmp -s view_sketch_a.svg view_sketch_b.svg"), 0);
    assert_int_not_equal(system("cmp -s view_sketch_a.svg view_sketch_c.svg"), 0);
    char *svg = read_file("view_sketch_a.svg");
    assert_non_null(strstr(svg, ">北集合点</text>"));
    assert_non_null(strstr(svg, "T+00:45.0</title>"));
    assert_null(strstr(svg, "<image"));
    char out[16];
    (void)snprintf(out, sizeof out, "#%06x", (unsigned)(theme_of(THEME_LIGHT)->state[STATE_OUT] & 0xffffffu));
    assert_true(count_of(svg, out) > 10); /* people on their way to the assembly points, and one in the legend */
    sibu_array_free(svg);
    shots.snapshots[0].path = "no-such-folder/a.svg";
    assert_int_equal(snapshot_run(&shots, &fault), SIBU_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shapes_are_written_and_pixels_left_alone, begin, end),
        cmocka_unit_test_setup_teardown(the_clip_is_a_group, begin, end),
        cmocka_unit_test_setup_teardown(words_stay_words_whatever_they_hold, begin, end),
        cmocka_unit_test_setup_teardown(each_state_has_its_outline, begin, end),
        cmocka_unit_test(a_snapshot_is_a_picture_of_words_and_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
