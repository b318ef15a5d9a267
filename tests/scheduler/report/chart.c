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
#include "report/chart_columns.h"
#include "report/chart_lanes.h"
#include "report/chart_line.h"
#include "report/chart_wait.h"
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

/* Two of three come, at 60 and 120 s, the third is not seen: S is 1, 2/3, 1/3 over 240 s from 66 to 694; 1 lies at 46, 0 at 336. */
static void shares_go_down_and_end_with_the_mark_of_the_censored(void **state)
{
    (void)state;
    static const struct survival_step STEPS[] = {{60, 3, 1, 2.0 / 3.0, 0.27, 0.1, 0.9},
                                                 {120, 2, 1, 1.0 / 3.0, 0.27, 0, 0.8}};
    struct waiting waiting = {.people = 3, .steps = STEPS, .count = 2, .censored = 1, .end_s = 240};
    struct chart_waits chart = {.size = CHART_WHOLE,
                                .x_label = "x",
                                .y_label = "y",
                                .until_s = 240,
                                .curves = {{&waiting, "#123456", "", 2.0, 0}},
                                .count = 1};
    struct drawing drawing = {0};
    struct sibu_text out = {0};
    chart_waits_paint(&drawing, &chart);
    drawing_svg(&out, &drawing, &(struct drawing_frame){.kind = "chart", .id = "w", .title = "t", .description = "d"});
    const char *svg = sibu_text_get(&out);
    assert_non_null(strstr(svg, "stroke-width=\"2.0\" d=\"M66.0 46.0H223.0V142.7H380.0V239.3H694.0\""));
    /* along the upper edge, 0.9 at 75 and 0.8 at 104, back along the lower one */
    assert_non_null(
        strstr(svg, "class=\"band\" fill=\"#123456\" d=\"M66.0 46.0H223.0V75.0H380.0V104.0H694.0V336.0H380.0V307.0"
                    "H223.0V46.0Z\""));
    assert_non_null(strstr(svg, "stroke-width=\"2.5\" d=\"M694.0 231.3V247.3\""));
    sibu_text_clear(&out);
    drawing_clear(&drawing);
    waiting.censored = 0;
    chart_waits_paint(&drawing, &chart);
    drawing_svg(&out, &drawing, &(struct drawing_frame){.kind = "chart", .id = "w", .title = "t", .description = "d"});
    assert_null(strstr(sibu_text_get(&out), "stroke-width=\"2.5\""));
    sibu_text_clear(&out);
    drawing_clear(&drawing);
}

/* Ten thousand steps are drawn as some hundred, and the last is where the curve ends. */
static void curves_of_many_people_are_thinned_out(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    static struct survival_step steps[MANY];
    for (int i = 0; i < MANY; i++) {
        double share = 1.0 - (double)(i + 1) / (MANY + 2500.0);
        steps[i] = (struct survival_step){0.06 * i, 1, 1, share, 0, share, share};
    }
    const struct waiting waiting = {.people = MANY, .steps = steps, .count = MANY, .end_s = 600};
    const struct chart_waits chart = {.size = CHART_WHOLE,
                                      .x_label = "x",
                                      .y_label = "y",
                                      .until_s = 600,
                                      .curves = {{&waiting, "#123456", "", 2.0, 1}},
                                      .count = 1};
    struct drawing drawing = {0};
    chart_waits_paint(&drawing, &chart);
    const struct drawing_item *curve = &drawing.items[drawing.count - 1];
    assert_true(curve->count > 400 && curve->count < 1300); /* two points a step */
    assert_near(drawing.points[curve->first + curve->count - 1].y, 336.0 - 0.2 * 290.0);
    drawing_clear(&drawing);
}

/* 30 people in the second of three stretches of 10 s: from 224.67 on, as high as its measure of 40 says. */
static void columns_stand_in_their_stretch_of_time(void **state)
{
    (void)state;
    static const uint32_t PEOPLE[] = {0, 30, 10};
    struct chart_columns chart = {.size = CHART_PANEL,
                                  .x_label = "x",
                                  .y_label = "y",
                                  .until_s = 30,
                                  .values = PEOPLE,
                                  .count = 3,
                                  .each_s = 10,
                                  .most = 40,
                                  .colour = "#123456",
                                  .lost_s = 12,
                                  .lost_label = "lost"};
    struct drawing drawing = {0};
    struct sibu_text out = {0};
    chart_columns_paint(&drawing, &chart);
    drawing_svg(&out, &drawing, &(struct drawing_frame){.kind = "panel", .id = "c", .title = "t", .description = "d"});
    const char *svg = sibu_text_get(&out);
    assert_non_null(strstr(svg, "fill=\"#123456\" x=\"146.0\" y=\"65.0\" width=\"99.4\" height=\"105.0\""));
    assert_null(strstr(strstr(strstr(svg, "#123456") + 1, "#123456") + 1, "#123456")); /* nobody is no column */
    assert_non_null(strstr(svg, "class=\"limit\" d=\"M166.0 30.0V170.0\""));
    sibu_text_clear(&out);
    drawing_clear(&drawing);
    chart.lost_s = 31; /* after the last crossing */
    chart_columns_paint(&drawing, &chart);
    drawing_svg(&out, &drawing, &(struct drawing_frame){.kind = "panel", .id = "c", .title = "t", .description = "d"});
    assert_null(strstr(sibu_text_get(&out), "limit"));
    sibu_text_clear(&out);
    drawing_clear(&drawing);
}

/* A chart that is less high keeps its width, its letters' room below, and its measure. */
static void a_lower_chart_keeps_its_width(void **state)
{
    (void)state;
    static const struct evaluation_point POINTS[] = {{60, 1}, {120, 4}};
    static const struct evaluation_curve CURVE = {POINTS, 2};
    const struct chart_line chart = {.x_label = "x",
                                     .y_label = "y",
                                     .limit_label = "4",
                                     .until_s = 240,
                                     .height = 250,
                                     .limit = 4,
                                     .curves = {{&CURVE, "#000000", "", 2.0}},
                                     .curve_count = 1};
    struct drawing drawing = {0};
    chart_line_paint(&drawing, &chart);
    assert_near(drawing.width, 720.0);
    assert_near(drawing.height, 250.0);
    const struct drawing_item *curve = &drawing.items[drawing.count - 1];
    assert_near(drawing.points[curve->first].y, 180.0); /* 0 */
    assert_near(drawing.points[curve->first + curve->count - 1].y, 46.0); /* 4 of 4 */
    drawing_clear(&drawing);
}

/* Marks and columns stand where their time is; what is outside the axis is nowhere, and the fullest column is as high as its lane. */
static void lanes_hold_what_is_on_the_axis(void **state)
{
    (void)state;
    static const struct chart_moment SINGLE[] = {{-1.0, 1}, {0.0, 1}, {50.0, 1}, {101.0, 1}};
    static const struct chart_moment MANY[] = {{10.0, 5}, {10.1, 3}, {60.0, 2}, {101.0, 90}};
    const struct chart_lanes chart = {
        "time", 100.0, {{"one", SINGLE, 4, 1, "#111111"}, {"many", MANY, 4, 0, "#222222"}}, 2};
    struct drawing drawing = {.items = NULL};
    double marks[8], columns[8], heights[8];
    int mark_count = 0, column_count = 0;
    chart_lanes_paint(&drawing, &chart);
    assert_false(drawing.failed);
    for (size_t i = 0; i < drawing.count; i++) {
        const struct drawing_item *item = &drawing.items[i];
        if (item->kind == DRAWING_PATH && item->paint.role == DRAWING_PLAIN && mark_count < 8) {
            marks[mark_count++] = drawing.points[item->first].x;
        } else if (item->kind == DRAWING_RECT && column_count < 8) {
            heights[column_count] = item->h;
            columns[column_count++] = item->x;
        }
    }
    assert_int_equal(mark_count, 2);
    assert_int_equal(column_count, 2);
    assert_near(marks[0], 14.0);
    assert_near(marks[1], (14.0 + 694.0) / 2.0);
    assert_near(columns[0], 14.0 + 3.0 * 22.0); /* 10 s are 68 units: the 23rd stretch of 3 */
    assert_near(columns[1], 14.0 + 3.0 * 136.0);
    assert_near(heights[0], 18.0);
    assert_near(heights[1], 6.0);
    assert_near(drawing.height, 8.0 + 2.0 * 44.0 + 70.0);
    drawing_clear(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_round_steps),
        cmocka_unit_test(times_have_the_steps_of_clocks),
        cmocka_unit_test(values_lie_between_the_ends),
        cmocka_unit_test(colours_are_those_of_viridis),
        cmocka_unit_test(curves_step_up_at_their_points),
        cmocka_unit_test(a_band_lies_between_its_edges),
        cmocka_unit_test(bars_are_as_long_as_their_share),
        cmocka_unit_test(shares_go_down_and_end_with_the_mark_of_the_censored),
        cmocka_unit_test(curves_of_many_people_are_thinned_out),
        cmocka_unit_test(columns_stand_in_their_stretch_of_time),
        cmocka_unit_test(a_lower_chart_keeps_its_width),
        cmocka_unit_test(lanes_hold_what_is_on_the_axis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
