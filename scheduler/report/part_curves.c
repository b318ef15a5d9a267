/* The curves, their legend and their table; and the table of measures. See part.h. */
#include <stdio.h>
#include <string.h>

#include "report/chart_colour.h"
#include "report/chart_line.h"
#include "report/forecast.h"
#include "report/part.h"

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

static void describe(const struct part *part, struct sibu_text *out)
{
    const struct evaluation *evaluation = &part->report->evaluation;
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
    sibu_say_with(out, part->language, SIBU_SAY_REPORT_CURVE_DESC, values, 4);
}

static void add_chart(const struct part *part, const struct drawn *curves, int count)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    struct sibu_text description = {0}, limit = {0};
    char id[16];
    describe(part, &description);
    say_count(&limit, part->language, SIBU_SAY_REPORT_CURVE_EXPECTED, evaluation->all.expected);
    (void)snprintf(id, sizeof id, "curves-%s", part_code(part->language));
    struct chart_line chart = {.x_label = sibu_say(part->language, SIBU_SAY_REPORT_AXIS_SINCE_T0),
                               .y_label = sibu_say(part->language, SIBU_SAY_REPORT_AXIS_PEOPLE),
                               .limit_label = sibu_text_get(&limit),
                               .limit = evaluation->all.expected,
                               .until_s = ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6,
                               .height = part->chart_height,
                               .curve_count = count};
    for (int i = 0; i < count; i++) {
        chart.curves[i] = (struct chart_curve){curves[i].curve, curves[i].colour, curves[i].dashes, curves[i].width_px};
    }
    const struct behind behind = behind_of(part->report);
    memcpy(chart.bands, behind.bands, sizeof chart.bands);
    chart.band_count = behind.count;
    struct drawing *drawing = document_draw(part->out);
    chart_line_paint(drawing, &chart);
    document_picture(part->out,
                     &(struct document_picture){.drawing = drawing,
                                                .kind = "chart",
                                                .id = id,
                                                .title = sibu_say(part->language, SIBU_SAY_REPORT_CURVES_TITLE),
                                                .description = sibu_text_get(&description)});
    sibu_text_clear(&description);
    sibu_text_clear(&limit);
}

static void add_band_legend(const struct part *part)
{
    const struct behind behind = behind_of(part->report);
    for (int i = 0; i < behind.count; i++) {
        const struct chart_band *band = &behind.bands[i];
        struct drawing *ornament = part_legend_item(part);
        const struct drawing_paint middle = {
            .role = DRAWING_MIDDLE, .stroke = band->colour, .dashes = band->is_line ? CHART_FIRST_DASHES : NULL};
        if (!band->is_line) {
            drawing_rect(ornament, &(struct drawing_paint){.role = DRAWING_BAND, .fill = band->colour},
                         (const double[]){0.0, 1.0, 36.0, 14.0}, 0.0);
        }
        drawing_line(ornament, &middle, (const double[]){0.0, 8.0}, (const double[]){36.0, 8.0});
        part_legend_words(part, ornament, behind.labels[i]);
    }
}

static void add_legend(const struct part *part, const struct drawn *curves, int count)
{
    part_open(part, DOCUMENT_LEGEND, 0);
    for (int i = 0; i < count; i++) {
        struct drawing *ornament = part_legend_item(part);
        const struct drawing_paint paint = {
            .role = DRAWING_CURVE, .stroke = curves[i].colour, .width = curves[i].width_px, .dashes = curves[i].dashes};
        drawing_line(ornament, &paint, (const double[]){0.0, 8.0}, (const double[]){36.0, 8.0});
        part_legend_words(part, ornament, curves[i].label);
    }
    add_band_legend(part);
    part_close(part, DOCUMENT_LEGEND);
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

static void add_curve_table(const struct part *part, const struct drawn *curves, int count)
{
    enum sibu_say_id heads[5] = {SIBU_SAY_REPORT_SHARE};
    for (int i = 0; i < count; i++) {
        heads[i + 1] = curves[i].label;
    }
    part_open(part, DOCUMENT_FOLD, 0);
    part_sentence(part, DOCUMENT_FOLD_TITLE, SIBU_SAY_REPORT_CURVE_TABLE);
    part_table(part, "", heads, count + 1, PART_NUMBERS_FROM(1));
    for (int tenths = 1; tenths <= SHARES; tenths++) {
        char share[16];
        (void)snprintf(share, sizeof share, "%d %%", tenths * 100 / SHARES);
        part_open(part, DOCUMENT_ROW, 0);
        part_words(part, DOCUMENT_CELL, 0, share);
        for (int i = 0; i < count; i++) {
            part_cell_duration(part, time_of_share(curves[i].curve, part->report->evaluation.all.expected, tenths));
        }
        part_end_row(part);
    }
    part_end_table(part);
    part_close(part, DOCUMENT_FOLD);
}

void part_curves_chart(const struct part *part)
{
    struct drawn curves[4];
    int count = curves_of(&part->report->evaluation, curves);
    part_open(part, DOCUMENT_CHART, 0);
    add_chart(part, curves, count);
    add_legend(part, curves, count);
    part_close(part, DOCUMENT_CHART);
}

void part_curves(const struct part *part)
{
    struct drawn curves[4];
    int count = curves_of(&part->report->evaluation, curves);
    part_section(part, SIBU_SAY_REPORT_CURVES_TITLE);
    part_curves_chart(part);
    part_forecast(part);
    add_curve_table(part, curves, count);
    part_end_section(part);
}

static void add_interval(const struct part *part, const struct measure *measure)
{
    part_open(part, DOCUMENT_CELL, DOCUMENT_NUMBER | DOCUMENT_FAINT);
    if (measure->median_low_s < 0.0) {
        part_say(part, SIBU_SAY_REPORT_DASH);
    } else {
        part_duration(part, measure->median_low_s);
        part_text(part, " – ");
        if (measure->median_high_s < 0.0) {
            part_say(part, SIBU_SAY_REPORT_NOT_REACHED);
        } else {
            part_duration(part, measure->median_high_s);
        }
    }
    part_close(part, DOCUMENT_CELL);
}

/* A row of the table; nothing where the record has no such times. Returns the number of people, 0 without a row. */
static uint32_t add_measure(const struct part *part, enum sibu_say_id name, const struct measure *measure)
{
    if (measure->n == 0) {
        return 0;
    }
    part_row(part, sibu_say(part->language, name));
    part_cell_duration(part, measure->median_s);
    part_cell_duration(part, measure->p90_s);
    part_cell_duration(part, measure->max_s);
    part_cell_count(part, measure->n);
    part_cell_count(part, measure->censored);
    add_interval(part, measure);
    part_end_row(part);
    return measure->n;
}

static const enum sibu_say_id MEASURE_HEADS[] = {
    SIBU_SAY_REPORT_MEASURE,         SIBU_SAY_REPORT_MEDIAN,   SIBU_SAY_REPORT_P90,     SIBU_SAY_REPORT_LONGEST,
    SIBU_SAY_REPORT_PEOPLE_MEASURED, SIBU_SAY_REPORT_CENSORED, SIBU_SAY_REPORT_INTERVAL};

/* The rows asked for. Returns whether one of them has too few people for its longest time to bound 95 %. */
static int add_measures(const struct part *part, int is_brief)
{
    const struct evaluation_group *all = &part->report->evaluation.all;
    const struct {
        enum sibu_say_id name;
        const struct measure *measure;
        int is_main;
    } rows[] = {{SIBU_SAY_REPORT_MEASURE_ALERT, &all->alert, 0},
                {SIBU_SAY_REPORT_MEASURE_ACKNOWLEDGEMENT, &all->acknowledgement, 1},
                {SIBU_SAY_REPORT_MEASURE_ANSWER, &all->answer, 0},
                {SIBU_SAY_REPORT_MEASURE_PRE_MOVEMENT, &all->pre_movement, 0},
                {SIBU_SAY_REPORT_MEASURE_EVACUATION, &all->evacuation, 1},
                {SIBU_SAY_REPORT_MEASURE_MUSTER, &all->muster, 1}};
    int few = 0;
    part_table(part, "", MEASURE_HEADS, 7, PART_NUMBERS_FROM(1));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t people = is_brief && !rows[i].is_main ? 0 : add_measure(part, rows[i].name, rows[i].measure);
        few |= people > 0 && people < ENOUGH_FOR_95;
    }
    part_end_table(part);
    return few;
}

void part_measures(const struct part *part)
{
    part_section(part, SIBU_SAY_REPORT_MEASURES_TITLE);
    int few = add_measures(part, 0);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_REPORT_MEASURES_NOTE);
    if (few) {
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_REPORT_MEASURES_FEW);
    }
    part_end_section(part);
}

void part_measures_brief(const struct part *part)
{
    (void)add_measures(part, 1);
}
