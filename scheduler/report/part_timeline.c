/* The drill's events and everybody's answers on one axis of time; its table is the course below it. See part.h. */
#include <math.h>
#include <string.h>

#include "report/chart_colour.h"
#include "report/chart_lanes.h"
#include "report/part_panels.h"

#define SINGLE_MAX 400 /* of one lane: more marks would be a bar */

struct lines { /* what the lanes point to */
    struct chart_lanes chart;
    struct sibu_arena arena;
    const struct part *part;
};

static struct chart_moment *room(struct lines *lines, size_t count)
{
    struct chart_moment *moments = sibu_arena_take(&lines->arena, count + 1, sizeof *moments);
    lines->part->out->failed |= moments == NULL;
    return moments;
}

/* A lane with nothing in it is left out. */
static void add_lane(struct lines *lines, const struct chart_lane *lane)
{
    if (lane->count > 0 && lines->chart.count < CHART_LANES_MAX) {
        lines->chart.lanes[lines->chart.count++] = *lane;
    }
}

static double since_t0(const struct evaluation *evaluation, int64_t time_us)
{
    return ((double)time_us - (double)evaluation->t0_us) / 1e6;
}

static int is_state(const char *kind)
{
    static const char *const KINDS[] = {"drawn", "all-clear", "abort", "real-emergency", "mustered"};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i], kind) == 0) {
            return 1;
        }
    }
    return 0;
}

/* To the end, or until the muster was closed. */
static void add_states(struct lines *lines)
{
    const struct evaluation *evaluation = &lines->part->report->evaluation;
    struct chart_moment *moments = room(lines, evaluation->event_count);
    size_t count = 0;
    lines->chart.until_s = since_t0(evaluation, evaluation->end_us);
    for (size_t i = 0; moments != NULL && i < evaluation->event_count && count < SINGLE_MAX; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        if (is_state(event->kind)) {
            moments[count] = (struct chart_moment){since_t0(evaluation, event->time_us), 1};
            lines->chart.until_s = fmax(lines->chart.until_s, moments[count++].time_s);
        }
    }
    add_lane(lines,
             &(struct chart_lane){sibu_say(lines->part->language, SIBU_SAY_LANE_STATES), moments, count, 1, "#4b5763"});
}

static void add_unfolded(struct lines *lines)
{
    const struct report_unfolding *unfolding = &lines->part->report->unfolding;
    struct chart_moment *moments = room(lines, unfolding->count);
    size_t count = 0;
    for (size_t i = 0; moments != NULL && i < unfolding->count && count < SINGLE_MAX; i++) {
        moments[count++] = (struct chart_moment){unfolding->events[i].at_s, 1};
    }
    add_lane(lines, &(struct chart_lane){sibu_say(lines->part->language, SIBU_SAY_LANE_UNFOLDED), moments, count, 1,
                                         CHART_RED});
}

static double help_of(const struct evaluation_person *person)
{
    return person->help_s;
}

static double cannot_of(const struct evaluation_person *person)
{
    return person->cannot_s;
}

/* What single people said. */
static void add_said(struct lines *lines, enum sibu_say_id label, double (*time_of)(const struct evaluation_person *),
                     const char *colour)
{
    const struct evaluation *evaluation = &lines->part->report->evaluation;
    struct chart_moment *moments = room(lines, evaluation->people_count);
    size_t count = 0;
    for (size_t i = 0; moments != NULL && i < evaluation->people_count; i++) {
        double time_s = time_of(&evaluation->people[i]);
        if (time_s >= 0.0 && time_s <= lines->chart.until_s && count < SINGLE_MAX) {
            moments[count++] = (struct chart_moment){time_s, 1};
        }
    }
    add_lane(lines, &(struct chart_lane){sibu_say(lines->part->language, label), moments, count, 1, colour});
}

/* How many more did it at each step of the curve. */
static void add_curve(struct lines *lines, enum sibu_say_id label, const struct evaluation_curve *curve,
                      const char *colour)
{
    struct chart_moment *moments = room(lines, curve->count);
    uint32_t before = 0;
    for (size_t i = 0; moments != NULL && i < curve->count; i++) {
        moments[i] = (struct chart_moment){curve->points[i].time_s, curve->points[i].people - before};
        before = curve->points[i].people;
    }
    add_lane(lines, &(struct chart_lane){sibu_say(lines->part->language, label), moments,
                                         moments != NULL ? curve->count : 0, 0, colour});
}

void part_timeline(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    struct lines lines = {.part = part, .chart = {.x_label = sibu_say(part->language, SIBU_SAY_REPORT_AXIS_SINCE_T0)}};
    add_states(&lines);
    add_unfolded(&lines);
    add_said(&lines, SIBU_SAY_LANE_HELP, help_of, CHART_RED);
    add_said(&lines, SIBU_SAY_LANE_CANNOT, cannot_of, CHART_PURPLE);
    add_curve(&lines, SIBU_SAY_LANE_ALERTED, &evaluation->alerted, CHART_SKY);
    add_curve(&lines, SIBU_SAY_LANE_ACKNOWLEDGED, &evaluation->acknowledged, CHART_ORANGE);
    add_curve(&lines, SIBU_SAY_LANE_OUT, &evaluation->out, CHART_GREEN);
    add_curve(&lines, SIBU_SAY_LANE_HERE, &evaluation->checked_in, CHART_BLUE);
    if (lines.chart.until_s > 0.0) {
        struct drawing *drawing = document_draw(part->out);
        chart_lanes_paint(drawing, &lines.chart);
        part_chart(part, drawing, "timeline", SIBU_SAY_LANE_TITLE, sibu_say(part->language, SIBU_SAY_LANE_DESC));
    }
    sibu_arena_clear(&lines.arena);
}
