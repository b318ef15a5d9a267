/* The curves, their legend and their table; and the table of measures. See html_part.h. */
#include <stdio.h>
#include <string.h>

#include "report/chart_colour.h"
#include "report/chart_line.h"
#include "report/forecast.h"
#include "report/html_part.h"

#define SHARES 10 /* rows of the curves' table: 10 %, 20 % ... */
#define ENOUGH_FOR_95 59 /* 1 - 0.95^59 > 0.95: from here on the largest of n bounds 95 % with 95 % confidence */

struct drawn {
    const struct evaluation_curve *curve;
    enum sibu_say_id label;
    const char *colour, *dashes;
    double width_px;
};

/* The curves that have anything to show, in the order in which they lie. */
static int curves_of(const struct evaluation *evaluation, struct drawn out[4])
{
    const struct drawn all[] = {
        {&evaluation->alerted, SIBU_SAY_REPORT_CURVE_ALERTED, CHART_SKY, "2 5", 2.5},
        {&evaluation->acknowledged, SIBU_SAY_REPORT_CURVE_ACKNOWLEDGED, CHART_ORANGE, "9 4", 2.5},
        {&evaluation->out, SIBU_SAY_REPORT_CURVE_OUT, CHART_PURPLE, "14 4 3 4", 2.5},
        {&evaluation->checked_in, SIBU_SAY_REPORT_CURVE_HERE, CHART_BLUE, "", 3.5},
    };
    int count = 0;
    for (size_t i = 0; i < 4; i++) {
        if (all[i].curve->count > 0 || i == 1 || i == 3) {
            out[count++] = all[i];
        }
    }
    return count;
}

struct behind { /* what is drawn behind the curves */
    struct chart_band bands[CHART_BANDS_MAX];
    enum sibu_say_id labels[CHART_BANDS_MAX];
    int count;
};

static void put_behind(struct behind *out, const struct sibu_forecast *forecast, enum sibu_curve curve, int is_line)
{
    static const enum sibu_say_id LABELS[2][2] = {{SIBU_SAY_REPORT_BAND_HERE, SIBU_SAY_REPORT_BAND_OUT},
                                                  {SIBU_SAY_REPORT_FIRST_HERE, SIBU_SAY_REPORT_FIRST_OUT}};
    int is_out = curve == SIBU_CURVE_OUT;
    out->bands[out->count] = (struct chart_band){.times_s = forecast->times_s,
                                                 .people = forecast->curves[curve],
                                                 .count = forecast->points,
                                                 .colour = is_out ? CHART_PURPLE : CHART_BLUE,
                                                 .is_line = is_line};
    out->labels[out->count++] = LABELS[is_line][is_out];
}

/* Behind the curves of those out, where any were seen, and of those checked in: the band of the last forecast, and where
 * that was made again the median of the first. */
static struct behind behind_of(const struct report *report)
{
    struct forecast_line lines[3];
    struct behind out = {0};
    int line_count = forecast_lines(report, lines);
    for (int i = 0; i < line_count; i++) {
        if (lines[i].curve != SIBU_CURVE_ACKNOWLEDGED) {
            put_behind(&out, &report->forecast, lines[i].curve, 0);
        }
    }
    for (int i = 0; i < line_count && report->first_forecast.runs > 0; i++) {
        if (lines[i].curve != SIBU_CURVE_ACKNOWLEDGED) {
            put_behind(&out, &report->first_forecast, lines[i].curve, 1);
        }
    }
    return out;
}

static void describe(const struct page *page, struct sibu_text *out)
{
    const struct evaluation *evaluation = &page->report->evaluation;
    const struct evaluation_curve *const curves[] = {&evaluation->alerted, &evaluation->acknowledged,
                                                     &evaluation->checked_in};
    char numbers[4][16];
    const char *const values[] = {numbers[0], numbers[1], numbers[2], numbers[3]};
    for (size_t i = 0; i < 3; i++) {
        const struct evaluation_curve *curve = curves[i];
        unsigned people = curve->count > 0 ? (unsigned)curve->points[curve->count - 1].people : 0;
        (void)snprintf(numbers[i], sizeof numbers[i], "%u", people);
    }
    (void)snprintf(numbers[3], sizeof numbers[3], "%u", (unsigned)evaluation->all.expected);
    sibu_say_with(out, page->language, SIBU_SAY_REPORT_CURVE_DESC, values, 4);
}

static void add_chart(const struct page *page, const struct drawn *curves, int count)
{
    const struct evaluation *evaluation = &page->report->evaluation;
    struct sibu_text description = {0}, limit = {0};
    char id[16];
    describe(page, &description);
    say_count(&limit, page->language, SIBU_SAY_REPORT_CURVE_EXPECTED, evaluation->all.expected);
    (void)snprintf(id, sizeof id, "curves-%s", html_code(page->language));
    struct chart_line chart = {.id = id,
                               .title = sibu_say(page->language, SIBU_SAY_REPORT_CURVES_TITLE),
                               .description = sibu_text_get(&description),
                               .x_label = sibu_say(page->language, SIBU_SAY_REPORT_AXIS_SINCE_T0),
                               .y_label = sibu_say(page->language, SIBU_SAY_REPORT_AXIS_PEOPLE),
                               .limit_label = sibu_text_get(&limit),
                               .limit = evaluation->all.expected,
                               .until_s = ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6,
                               .curve_count = count};
    for (int i = 0; i < count; i++) {
        chart.curves[i] = (struct chart_curve){curves[i].curve, curves[i].colour, curves[i].dashes, curves[i].width_px};
    }
    const struct behind behind = behind_of(page->report);
    memcpy(chart.bands, behind.bands, sizeof chart.bands);
    chart.band_count = behind.count;
    chart_line_draw(page->out, &chart);
    sibu_text_clear(&description);
    sibu_text_clear(&limit);
}

static void add_band_legend(const struct page *page)
{
    const struct behind behind = behind_of(page->report);
    for (int i = 0; i < behind.count; i++) {
        const struct chart_band *band = &behind.bands[i];
        html_add(page, "<li><svg viewBox=\"0 0 36 16\" aria-hidden=\"true\">");
        if (!band->is_line) {
            sibu_text_addf(page->out, "<path class=\"band\" fill=\"%s\" d=\"M0 1H36V15H0Z\"/>", band->colour);
        }
        sibu_text_addf(page->out, "<path class=\"middle\" stroke=\"%s\" stroke-dasharray=\"%s\" d=\"M0 8H36\"/></svg>",
                       band->colour, band->is_line ? CHART_FIRST_DASHES : "none");
        html_say(page, behind.labels[i]);
        html_add(page, "</li>");
    }
}

static void add_legend(const struct page *page, const struct drawn *curves, int count)
{
    html_add(page, "<ul class=\"legend\">");
    for (int i = 0; i < count; i++) {
        sibu_text_addf(page->out,
                       "<li><svg viewBox=\"0 0 36 16\" aria-hidden=\"true\"><path class=\"curve\" stroke=\"%s\""
                       " stroke-width=\"%.1f\" stroke-dasharray=\"%s\" d=\"M0 8H36\"/></svg>",
                       curves[i].colour, curves[i].width_px, curves[i].dashes[0] != '\0' ? curves[i].dashes : "none");
        html_say(page, curves[i].label);
        html_add(page, "</li>");
    }
    add_band_legend(page);
    html_add(page, "</ul>\n");
}

/* When the curve first had that share of the expected; MEASURE_NEVER where it never had. */
static double time_of_share(const struct evaluation_curve *curve, uint32_t expected, int tenths)
{
    for (size_t i = 0; i < curve->count && expected > 0; i++) {
        if ((uint64_t)curve->points[i].people * SHARES >= (uint64_t)expected * (uint64_t)tenths) {
            return curve->points[i].time_s;
        }
    }
    return MEASURE_NEVER;
}

static void add_curve_table(const struct page *page, const struct drawn *curves, int count)
{
    enum sibu_say_id heads[5] = {SIBU_SAY_REPORT_SHARE};
    for (int i = 0; i < count; i++) {
        heads[i + 1] = curves[i].label;
    }
    html_add(page, "<details><summary>");
    html_say(page, SIBU_SAY_REPORT_CURVE_TABLE);
    html_add(page, "</summary>\n");
    html_table(page, heads, count + 1, 1);
    for (int tenths = 1; tenths <= SHARES; tenths++) {
        sibu_text_addf(page->out, "<tr><td>%d %%</td>", tenths * 100 / SHARES);
        for (int i = 0; i < count; i++) {
            html_cell_duration(page, time_of_share(curves[i].curve, page->report->evaluation.all.expected, tenths));
        }
        html_add(page, "</tr>\n");
    }
    html_end_table(page);
    html_add(page, "</details>\n");
}

void html_curves(const struct page *page)
{
    struct drawn curves[4];
    int count = curves_of(&page->report->evaluation, curves);
    html_section(page, SIBU_SAY_REPORT_CURVES_TITLE);
    html_add(page, "<figure style=\"margin:0\">");
    add_chart(page, curves, count);
    add_legend(page, curves, count);
    html_add(page, "</figure>\n");
    html_forecast(page);
    add_curve_table(page, curves, count);
    html_end_section(page);
}

static void add_interval(const struct page *page, const struct measure *measure)
{
    html_add(page, "<td class=\"n faint\">");
    if (measure->median_low_s < 0.0) {
        html_say(page, SIBU_SAY_REPORT_DASH);
    } else {
        html_duration(page, measure->median_low_s);
        html_add(page, " – ");
        if (measure->median_high_s < 0.0) {
            html_say(page, SIBU_SAY_REPORT_NOT_REACHED);
        } else {
            html_duration(page, measure->median_high_s);
        }
    }
    html_add(page, "</td>");
}

/* A row of the table; nothing where the record has no such times. Returns the number of people, 0 without a row. */
static uint32_t add_measure(const struct page *page, enum sibu_say_id name, const struct measure *measure)
{
    if (measure->n == 0) {
        return 0;
    }
    html_add(page, "<tr><th scope=\"row\">");
    html_say(page, name);
    html_add(page, "</th>");
    html_cell_duration(page, measure->median_s);
    html_cell_duration(page, measure->p90_s);
    html_cell_duration(page, measure->max_s);
    html_cell_count(page, measure->n);
    html_cell_count(page, measure->censored);
    add_interval(page, measure);
    html_add(page, "</tr>\n");
    return measure->n;
}

static void add_note(const struct page *page, enum sibu_say_id id)
{
    html_add(page, "<p class=\"note\">");
    html_say(page, id);
    html_add(page, "</p>\n");
}

void html_measures(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {
        SIBU_SAY_REPORT_MEASURE,         SIBU_SAY_REPORT_MEDIAN,   SIBU_SAY_REPORT_P90,     SIBU_SAY_REPORT_LONGEST,
        SIBU_SAY_REPORT_PEOPLE_MEASURED, SIBU_SAY_REPORT_CENSORED, SIBU_SAY_REPORT_INTERVAL};
    static const enum sibu_say_id NAMES[] = {
        SIBU_SAY_REPORT_MEASURE_ALERT,        SIBU_SAY_REPORT_MEASURE_ACKNOWLEDGEMENT, SIBU_SAY_REPORT_MEASURE_ANSWER,
        SIBU_SAY_REPORT_MEASURE_PRE_MOVEMENT, SIBU_SAY_REPORT_MEASURE_EVACUATION,      SIBU_SAY_REPORT_MEASURE_MUSTER};
    const struct evaluation_group *all = &page->report->evaluation.all;
    const struct measure *const measures[] = {&all->alert,        &all->acknowledgement, &all->answer,
                                              &all->pre_movement, &all->evacuation,      &all->muster};
    int few = 0;
    html_section(page, SIBU_SAY_REPORT_MEASURES_TITLE);
    html_table(page, HEADS, 7, 1);
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        uint32_t people = add_measure(page, NAMES[i], measures[i]);
        few |= people > 0 && people < ENOUGH_FOR_95;
    }
    html_end_table(page);
    add_note(page, SIBU_SAY_REPORT_MEASURES_NOTE);
    if (few) {
        add_note(page, SIBU_SAY_REPORT_MEASURES_FEW);
    }
    html_end_section(page);
}
