/* Parts of the report by what they say of figures given by hand, and of figures that are not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "report/document_html.h"
#include "report/part.h"

typedef void part_writer(const struct part *part);

/* What the part writes, as HTML. The caller clears it. */
static struct sibu_text written(part_writer *write, const struct report *report, enum sibu_language language)
{
    struct document document = {.language = language};
    const struct part part = {report, language, &document, NULL, 0.0};
    struct sibu_text out = {0};
    write(&part);
    document_html(&out, &document);
    assert_true(sibu_text_ok(&out));
    document_clear(&document);
    return out;
}

static size_t count_of(const struct sibu_text *text, const char *words)
{
    size_t count = 0;
    for (const char *at = strstr(sibu_text_get(text), words); at != NULL; at = strstr(at + 1, words)) {
        count++;
    }
    return count;
}

static void assert_says(part_writer *write, const struct report *report, enum sibu_language language,
                        const char *const *words)
{
    struct sibu_text out = written(write, report, language);
    for (; *words != NULL; words++) {
        if (strstr(sibu_text_get(&out), *words) == NULL) {
            fail_msg("not said: %s\n%s", *words, sibu_text_get(&out));
        }
    }
    sibu_text_clear(&out);
}

static void assert_silent(part_writer *write, const struct report *report)
{
    struct sibu_text out = written(write, report, SIBU_EN);
    assert_string_equal(sibu_text_get(&out), "");
    sibu_text_clear(&out);
}

/* 0:10 + 1:00 + 2:00 needed against 2:30 is short by 0:40, and stands first; a place with too few people has no bar. */
static void margins_stand_with_what_is_short(void **state)
{
    (void)state;
    static const struct evaluation_margin MARGINS[] = {
        {.kind = "exit",
         .id = "E1",
         .aset_s = 100,
         .people = 7,
         .caught = 0,
         .is_few = 1,
         .alarm_s = -1,
         .pre_s = -1,
         .move_s = -1},
        {.kind = "zone",
         .id = "Z1",
         .aset_s = 400,
         .people = 80,
         .has_rset = 1,
         .alarm_s = 20,
         .pre_s = 40,
         .move_s = 60,
         .rset_s = 120,
         .margin_s = 280},
        {.kind = "zone",
         .id = "Z2",
         .aset_s = 150,
         .people = 90,
         .caught = 17,
         .has_rset = 1,
         .alarm_s = 10,
         .pre_s = 60,
         .move_s = 120,
         .rset_s = 190,
         .margin_s = -40},
    };
    static const struct evaluation_flow FLOW = {.id = "E1"};
    struct report report = {.evaluation = {.margins = MARGINS, .margin_count = 3, .flows = &FLOW, .flow_count = 1}};
    assert_silent(part_margin, &report); /* the fields are not known */
    report.evaluation.hazard.is_known = 1;
    /* the axis has 666 units to 400 s, from 24 on: 10 s are 16.65, less the gap; the mark at 150 s is 4 wide */
    assert_says(part_margin, &report, SIBU_EN,
                (const char *const[]){"0:40 short</text>", "4:40 to spare</text>", ">Z2</text>",
                                      "x=\"24.0\" y=\"34.0\" width=\"15.2\"", "x=\"271.8\" y=\"29.0\" width=\"4.0\"",
                                      "<td class=\"n bad\">0:40 short</td><td class=\"n bad\">17</td>",
                                      "<td class=\"n\">fewer than 59 people</td><td class=\"n\">0</td>", NULL});
    assert_says(part_margin, &report, SIBU_ZH, (const char *const[]){"差 0:40", "余 4:40", "不足 59 人", NULL});
    struct sibu_text out = written(part_margin, &report, SIBU_EN);
    assert_true(strstr(sibu_text_get(&out), ">Z2</text>") < strstr(sibu_text_get(&out), ">Z1</text>"));
    assert_null(strstr(sibu_text_get(&out), ">E1</text>")); /* no bar */
    assert_non_null(strstr(sibu_text_get(&out), ">E1</th>"));
    sibu_text_clear(&out);
    report.evaluation.margin_count = 0;
    assert_says(part_margin, &report, SIBU_EN, (const char *const[]){"became dangerous during the drill", NULL});
}

static void crowding_is_told_or_said_to_be_unknown(void **state)
{
    (void)state;
    static const struct evaluation_density PLACES[] = {
        {"zone", "Z1", {12.0, 0.0}, {40.0, 0.0}, 1.75},
        {"zone", "Z2", {0.0, 0.0}, {0.0, 0.0}, 0.0},
        {"exit", "E1", {95.0, 30.0}, {700.0, 90.0}, 4.5},
    };
    static struct sibu_site site;
    struct report report = {.site = &site};
    assert_says(part_crowd, &report, SIBU_EN, (const char *const[]){"crowding could not be measured", NULL});
    report.evaluation.density = (struct evaluation_densities){1, 1.0, PLACES, 3};
    report.evaluation.exposure = (struct evaluation_exposure){.is_measured = 1,
                                                              .people = 404,
                                                              .dosed = 71,
                                                              .overcome = 3,
                                                              .most_dose = 639571.4,
                                                              .sight_below_10_m = 55,
                                                              .sight_below_5_m = 44};
    assert_says(part_crowd, &report, SIBU_EN,
                (const char *const[]){">E1</th><td class=\"n\">4.50</td><td class=\"n\">95</td><td class=\"n\">700</td>"
                                      "<td class=\"n\">30</td><td class=\"n\">90</td>",
                                      ">1\302\240min\302\24035\302\240s</text>", "<td class=\"n\">71</td>",
                                      "<td class=\"n\">&gt; 10</td>", "<td class=\"n\">55</td>", NULL});
    struct sibu_text out = written(part_crowd, &report, SIBU_EN);
    assert_null(strstr(sibu_text_get(&out), "Z2")); /* never above the first level */
    assert_int_equal(count_of(&out, "class=\"mark\""), 1); /* above the second in one of them */
    sibu_text_clear(&out);
    report.site = NULL;
    assert_silent(part_crowd, &report);
}

/* Of 20 runs p can be 0.048; of 14 it cannot, and that is said instead. */
static void a_drill_among_runs_is_put_into_words(void **state)
{
    (void)state;
    static const uint32_t COUNTS[] = {0, 50};
    static const struct sibu_band BAND[] = {{0, 0, 0}, {40, 60, 70}};
    struct comparison figures = {.points = 2, .counts = COUNTS, .band = BAND, .runs = 20, .p = 0.5};
    struct evaluation_comparison rows[] = {{"zone", "Z1", SIBU_CURVE_CHECKED_IN, figures},
                                           {"zone", "Z2", SIBU_CURVE_CHECKED_IN, figures},
                                           {"", "", SIBU_CURVE_ACKNOWLEDGED, figures}};
    rows[1].figures.p = 1.0 / 21.0;
    rows[1].figures.area_person_s = -7200.0; /* 60 people: 2 min each */
    rows[1].figures.has_shift = 1;
    rows[1].figures.shift_s = -90.0;
    rows[1].figures.departure = (struct sibu_departure){.left = 1, .first_s = 84.0, .first_below = 1};
    struct report report = {.evaluation = {.comparisons = rows, .comparison_count = 3}};
    assert_says(part_comparison, &report, SIBU_EN,
                (const char *const[]){"3 curves are compared with 20 runs of the last forecast: 1 left the band",
                                      "1 lie so far from the median", "By chance there would be 0.2",
                                      "zone: Z2</th><td>1:24, below</td><td class=\"n\">\342\210\2227200</td><td "
                                      "class=\"n\">2\302\240min\302\24000\302\240s later</td><td class=\"n\">"
                                      "1\302\240min\302\24030\302\240s earlier</td><td class=\"n bad\">0.048</td>",
                                      "stayed inside", NULL});
    struct sibu_text out = written(part_comparison, &report, SIBU_ZH);
    const char *all = strstr(sibu_text_get(&out), "全体：已确认"), *first = strstr(sibu_text_get(&out), "区域：Z2");
    assert_true(all != NULL && first > all && strstr(sibu_text_get(&out), "区域：Z1") > first);
    sibu_text_clear(&out);
    rows[0].figures.runs = rows[1].figures.runs = rows[2].figures.runs = 14;
    assert_says(part_comparison, &report, SIBU_EN, (const char *const[]){"p cannot be below 0.067", NULL});
    report.evaluation.comparison_count = 0;
    assert_silent(part_comparison, &report);
}

static void wardens_have_numbers_and_no_names(void **state)
{
    (void)state;
    static const struct evaluation_sweep_zone ZONE = {"Z1", 12, 65.0, 185.25, -1.0};
    static const struct evaluation_sweep SWEEPS[] = {
        {"", 12, 65, 185, &ZONE, 1}, {"key", 12, 65, 185, &ZONE, 1}, {"wang.lei", 12, 65, 185, &ZONE, 1}};
    struct report report = {.evaluation = {.sweeps = SWEEPS, .sweep_count = 3, .search = {.told_s = -1.0}}};
    assert_says(part_help, &report, SIBU_EN,
                (const char *const[]){">warden 3</th><td>Z1</td><td class=\"n\">12</td><td class=\"n\">1:05.0</td><td "
                                      "class=\"n\">3:05.3</td><td class=\"n\">\342\200\223</td>",
                                      ">unknown</th>", ">the safety officer</th>", "Nobody asked for help.",
                                      "Wardens were not told to look for anybody.", NULL});
    struct sibu_text out = written(part_help, &report, SIBU_ZH);
    assert_null(strstr(sibu_text_get(&out), "wang"));
    assert_non_null(strstr(sibu_text_get(&out), "3 号引导员"));
    sibu_text_clear(&out);
    report.evaluation.sweep_count = 0;
    report.evaluation.help = (struct evaluation_help){.calls = 9, .ticked = 5, .checked_in = 3, .open = 1};
    report.evaluation.help.closing.median_s = 75.0;
    report.evaluation.search = (struct evaluation_search){
        .told_s = 300.0, .declared = 31, .found = 22, .found_late = 6, .open = 3, .finding = {.median_s = -1.0}};
    assert_says(part_help, &report, SIBU_EN,
                (const char *const[]){"<td class=\"n\">9</td>", "<td class=\"n\">1\302\240min\302\24015\302\240s</td>",
                                      "<td class=\"n\">31</td>", "<td class=\"n\">22</td>", "No warden ticked", NULL});
}

static void groups_stand_by_kind_where_there_are_several(void **state)
{
    (void)state;
    struct evaluation_group groups[] = {{.kind = "shift", .id = "day", .expected = 9},
                                        {.kind = "role", .id = "warden", .expected = 2},
                                        {.kind = "role", .id = "worker", .expected = 7, .missing = 1},
                                        {.kind = "channel", .id = "", .expected = 1},
                                        {.kind = "channel", .id = "mqtt", .expected = 8}};
    groups[2].accounted = (struct measure){.median_s = 125, .median_low_s = 100, .median_high_s = -1, .p90_s = 300};
    struct report report = {.evaluation = {.groups = groups, .group_count = 5}};
    assert_says(part_groups, &report, SIBU_EN,
                (const char *const[]){">worker</th><td class=\"n\">7</td><td class=\"n bad\">1</td>", ">2:05</td>",
                                      ">1:40\342\200\223\342\200\223</td>", ">5:00</td>", ">not reached</th>",
                                      ">mqtt</th>", NULL});
    struct sibu_text out = written(part_groups, &report, SIBU_ZH);
    assert_int_equal(count_of(&out, "<table"), 2); /* one shift is everybody */
    assert_null(strstr(sibu_text_get(&out), ">day<"));
    sibu_text_clear(&out);
    report.evaluation.group_count = 2;
    assert_silent(part_groups, &report);
}

/* 40 windows of 10 s: all of them as columns; two together in the table, so that it has no more than 30 rows. */
static void flows_are_put_together_and_nobody_is_lost(void **state)
{
    (void)state;
    uint32_t windows[40], few[] = {0, 3};
    for (size_t i = 0; i < 40; i++) {
        windows[i] = 7;
    }
    const struct evaluation_flow flows[] = {{"E1", 3, 12, 19, 0.3, 12, few, 2},
                                            {"E2", 280, 0.5, 399, 0.94, 61, windows, 40}};
    struct report report = {.evaluation = {.flows = flows, .flow_count = 2, .flow_window_s = 10.0}};
    struct sibu_text out = written(part_flow, &report, SIBU_EN);
    assert_int_equal(count_of(&out, "<td class=\"n\">14</td>"), 20);
    assert_int_equal(count_of(&out, "<rect"), 41); /* 40 and the one window of the other exit */
    assert_int_equal(count_of(&out, "E2: 280 people, at most 0.9 a second"), 2); /* title and caption */
    assert_true(strstr(sibu_text_get(&out), "E2: 280") < strstr(sibu_text_get(&out), "E1: 3"));
    assert_int_equal(count_of(&out, "people in each 10\302\240s"), 2);
    sibu_text_clear(&out);
    report.evaluation.flow_count = 0;
    assert_silent(part_flow, &report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(margins_stand_with_what_is_short),
        cmocka_unit_test(crowding_is_told_or_said_to_be_unknown),
        cmocka_unit_test(a_drill_among_runs_is_put_into_words),
        cmocka_unit_test(wardens_have_numbers_and_no_names),
        cmocka_unit_test(groups_stand_by_kind_where_there_are_several),
        cmocka_unit_test(flows_are_put_together_and_nobody_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
