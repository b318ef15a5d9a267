/* Charts by their numbers: where marks stand, where values are drawn, what colours are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/chart_axis.h"
#include "report/chart_bar.h"
#include "report/chart_colour.h"
#include "report/chart_line.h"
#include "report/drawing_svg.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9)) {
        fail_msg("%.12g is not %.12g", value, expected);
    }
}

struct expected_axis {
    double most;
    int marks;
    double to, step;
};

static void counts_have_round_steps(void **state)
{
    (void)state;
    static const struct expected_axis AXES[] = {
        {0, 6, 1, 1},          {1, 6, 1, 1},          {6, 6, 6, 1},           {7, 6, 8, 2},
        {13, 6, 15, 5},        {61, 6, 80, 20},       {363, 6, 400, 100},     {1000, 6, 1000, 200},
        {3001, 6, 4000, 1000}, {1e6, 6, 1e6, 200000}, {(double)NAN, 6, 1, 1}, {-5, 6, 1, 1},
    };
    for (size_t i = 0; i < sizeof AXES / sizeof AXES[0]; i++) {
        struct chart_axis axis = chart_axis_count(AXES[i].most, AXES[i].marks);
        assert_near(axis.from, 0);
        assert_near(axis.to, AXES[i].to);
        assert_near(axis.step, AXES[i].step);
        assert_true(chart_axis_marks(&axis) <= AXES[i].marks + 1);
    }
}

static void times_have_the_steps_of_clocks(void **state)
{
    (void)state;
    static const struct expected_axis AXES[] = {
        {0.2, 7, 1, 1},         {7, 7, 7, 1},         {8, 7, 8, 2},          {300, 7, 300, 60},
        {620, 7, 620, 120},     {1200, 7, 1200, 300}, {7200, 7, 7200, 1800}, {1e9, 7, 1e9, 28800.0 * 8192},
        {(double)NAN, 7, 1, 1},
    };
    for (size_t i = 0; i < sizeof AXES / sizeof AXES[0]; i++) {
        struct chart_axis axis = chart_axis_time(AXES[i].most, AXES[i].marks);
        assert_near(axis.to, AXES[i].to);
        assert_near(axis.step, AXES[i].step);
        assert_true(chart_axis_marks(&axis) <= AXES[i].marks + 1);
    }
}

static void values_lie_between_the_ends(void **state)
{
    (void)state;
    struct chart_axis axis = chart_axis_count(363, 6);
    axis.from_px = 340;
    axis.to_px = 40;
    assert_near(chart_axis_at(&axis, 0), 340);
    assert_near(chart_axis_at(&axis, 100), 265);
    assert_near(chart_axis_at(&axis, 400), 40);
    assert_near(chart_axis_at(&axis, 1e9), 40);
    assert_near(chart_axis_at(&axis, -3), 340);
    assert_near(chart_axis_at(&axis, (double)NAN), 340);
    assert_int_equal(chart_axis_marks(&axis), 5);
    assert_near(chart_axis_mark(&axis, 3), 300);
}

static void colours_are_those_of_viridis(void **state)
{
    (void)state;
    static const struct {
        double share;
        const char *colour;
        int dark;
    } COLOURS[] = {{0, "#440154", 1},  {0.5, "#21908d", 1}, {1, "#fde725", 0},
                   {-1, "#440154", 1}, {7, "#fde725", 0},   {(double)NAN, "#440154", 1}};
    for (size_t i = 0; i < sizeof COLOURS / sizeof COLOURS[0]; i++) {
        char colour[8];
        chart_viridis(COLOURS[i].share, colour);
        assert_string_equal(colour, COLOURS[i].colour);
        assert_int_equal(chart_viridis_is_dark(COLOURS[i].share), COLOURS[i].dark);
    }
}

static void curves_step_up_at_their_points(void **state)
{
    (void)state;
    static const struct evaluation_point POINTS[] = {{60, 1}, {60.01, 2}, {60.02, 3}, {120, 4}};
    static const struct evaluation_curve CURVE = {POINTS, 4};
    struct sibu_text out = {0};
    struct chart_line chart = {.id = "c",
                               .title = "a < b & \"c\"",
                               .description = "d",
                               .x_label = "x",
                               .y_label = "y",
                               .limit_label = "4",
                               .until_s = 240,
                               .limit = 4,
                               .curves = {{&CURVE, "#000000", "", 2.0}},
                               .curve_count = 1};
    chart_line_draw(&out, &chart);
    /* 0 s at 66, 240 s at 694: 60 s at 223, 120 s at 380; 0 people at 336, 4 at 46. The second point falls into the dot of
     * the first and is left to the third. */
    assert_non_null(strstr(sibu_text_get(&out), "d=\"M66.0 336.0H223.0V263.5H223.1V118.5H380.0V46.0H694.0\""));
    assert_non_null(strstr(sibu_text_get(&out), "a &lt; b &amp; &quot;c&quot;"));
    sibu_text_clear(&out);
}

static void a_band_lies_between_its_edges(void **state)
{
    (void)state;
    static const struct evaluation_curve CURVE = {NULL, 0};
    static const double TIMES_S[] = {0, 60, 120, 300};
    static const struct sibu_band BAND[] = {{0, 0, 0}, {1, 2, 3}, {2, 3, 4}, {4, 4, 4}};
    struct sibu_text out = {0};
    struct chart_line chart = {.id = "c",
                               .title = "t",
                               .description = "d",
                               .x_label = "x",
                               .y_label = "y",
                               .limit_label = "4",
                               .until_s = 240,
                               .limit = 4,
                               .curves = {{&CURVE, "#000000", "", 2.0}},
                               .curve_count = 1,
                               .bands = {{TIMES_S, BAND, 4, "#123456", 0}},
                               .band_count = 1};
    chart_line_draw(&out, &chart);
    /* The point at 300 s lies behind the end; 1 person is at 263.5, 2 at 191, 3 at 118.5. */
    const char *band = strstr(sibu_text_get(&out), "<path class=\"band\" fill=\"#123456\" d=\"M66.0 336.0L223.0 263.5"
                                                   "L380.0 191.0H694.0V46.0H380.0L223.0 118.5L66.0 336.0Z\"");
    assert_non_null(band);
    assert_non_null(strstr(band, "stroke=\"#123456\" d=\"M66.0 336.0L223.0 191.0L380.0 118.5H694.0\""));
    assert_non_null(strstr(band, "class=\"curve\"")); /* the curves are drawn over it */
    sibu_text_clear(&out);
}

static void bars_are_as_long_as_their_share(void **state)
{
    (void)state;
    static const struct chart_bar BARS[] = {{"most", "200", 200, 0}, {"half", "100", 100, 150}, {"none", "0", 0, 5000}};
    const struct chart_bars chart = {.colour = "#123456", .bars = BARS, .all = 3, .count = 3};
    struct drawing drawing = {0};
    struct sibu_text out = {0};
    chart_bars_paint(&drawing, &chart);
    drawing_svg(&out, &drawing, &(struct drawing_frame){.kind = "chart", .id = "b", .title = "t", .description = "d"});
    const char *svg = sibu_text_get(&out);
    assert_non_null(strstr(svg, "fill=\"#123456\" x=\"0.0\" y=\"34.0\" width=\"720.0\""));
    assert_non_null(strstr(svg, "fill=\"#123456\" x=\"0.0\" y=\"92.0\" width=\"360.0\""));
    assert_non_null(strstr(svg, "fill=\"#123456\" x=\"0.0\" y=\"150.0\" width=\"0.0\""));
    assert_non_null(strstr(svg, "class=\"mark\" x=\"538.5\"")); /* 150 of 200 */
    assert_null(strstr(strstr(svg, "class=\"mark\"") + 1, "class=\"mark\"")); /* 5000 is out of sight */
    sibu_text_clear(&out);
    drawing_clear(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_round_steps),         cmocka_unit_test(times_have_the_steps_of_clocks),
        cmocka_unit_test(values_lie_between_the_ends),     cmocka_unit_test(colours_are_those_of_viridis),
        cmocka_unit_test(curves_step_up_at_their_points),  cmocka_unit_test(a_band_lies_between_its_edges),
        cmocka_unit_test(bars_are_as_long_as_their_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
