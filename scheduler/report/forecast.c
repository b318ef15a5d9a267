/* What happened beside what was to be expected. See forecast.h. */
#include "report/forecast.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "report/say.h"
#include "sibu/memory.h"
#include "sibu/unfold.h"

/* The one that knows of so many events; without runs where there is none that can be read: the report does without. */
static enum sibu_status read_one(struct report *report, struct sibu_record *record, uint32_t events,
                                 struct sibu_forecast *out, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    struct sibu_arena arena = {0};
    const char *bytes = NULL;
    size_t length = 0;
    char name[SIBU_FORECAST_NAME_BYTES];
    sibu_forecast_name(events, name);
    *out = (struct sibu_forecast){0};
    enum sibu_status status = sibu_record_document(record, name, &arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL &&
        sibu_forecast_read(out, bytes, length, &report->arena, &ignored) != SIBU_OK) {
        *out = (struct sibu_forecast){0};
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status forecast_read(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    uint32_t events = SIBU_UNFOLD_MOST + 1;
    while (events > 0 && status == SIBU_OK && report->forecast.runs == 0) {
        status = read_one(report, record, --events, &report->forecast, fault);
    }
    return status == SIBU_OK && events > 0 ? read_one(report, record, 0, &report->first_forecast, fault) : status;
}

/* Compares the curve, as it stood at each of the forecast's times, with its band. */
static struct sibu_departure compare(const struct report *report, enum sibu_curve curve,
                                     const struct evaluation_curve *seen)
{
    uint32_t counts[SIBU_CURVE_POINTS_MAX + 1];
    const struct sibu_forecast *forecast = &report->forecast;
    double until_s = ((double)report->evaluation.end_us - (double)report->evaluation.t0_us) / 1e6;
    size_t points = 0, at = 0;
    uint32_t people = 0;
    while (points < forecast->points && forecast->times_s[points] <= until_s) {
        for (; at < seen->count && seen->points[at].time_s <= forecast->times_s[points]; at++) {
            people = seen->points[at].people;
        }
        counts[points++] = people;
    }
    return sibu_forecast_compare(forecast, curve, counts, points);
}

int forecast_lines(const struct report *report, struct forecast_line out[3])
{
    const struct evaluation *evaluation = &report->evaluation;
    const struct forecast_line all[] = {
        {.curve = SIBU_CURVE_ACKNOWLEDGED, .seen = &evaluation->acknowledged},
        {.curve = SIBU_CURVE_OUT, .seen = &evaluation->out},
        {.curve = SIBU_CURVE_CHECKED_IN, .seen = &evaluation->checked_in},
    };
    int count = 0;
    for (size_t i = 0; i < 3 && report->forecast.runs > 0; i++) {
        if (all[i].curve != SIBU_CURVE_OUT || all[i].seen->count > 0) {
            out[count] = all[i];
            out[count].departure = compare(report, all[i].curve, all[i].seen);
            count++;
        }
    }
    return count;
}

static void say_first(const struct sibu_departure *departure, enum sibu_language language, struct sibu_text *out)
{
    struct sibu_text when = {0};
    say_duration(&when, language, departure->first_s);
    const char *const values[] = {sibu_text_get(&when)};
    sibu_say_with(out, language, departure->first_below ? SIBU_SAY_REPORT_FORECAST_FELL : SIBU_SAY_REPORT_FORECAST_ROSE,
                  values, 1);
    sibu_text_clear(&when);
}

static void say_most(const struct sibu_departure *departure, enum sibu_language language, struct sibu_text *out)
{
    struct sibu_text when = {0}, apart = {0};
    char people[16];
    say_duration(&when, language, departure->most_s);
    (void)snprintf(people, sizeof people, "%" PRIu32, departure->most);
    enum sibu_say_id id = departure->most_below ? SIBU_SAY_REPORT_FORECAST_LATE : SIBU_SAY_REPORT_FORECAST_BEYOND;
    if (isfinite(departure->apart_s)) {
        say_duration(&apart, language, departure->apart_s);
        id = departure->most_below ? id : SIBU_SAY_REPORT_FORECAST_EARLY;
    }
    const char *const values[] = {people, sibu_text_get(&when), sibu_text_get(&apart)};
    sibu_say_with(out, language, id, values, isfinite(departure->apart_s) ? 3 : 2);
    sibu_text_clear(&when);
    sibu_text_clear(&apart);
}

static void say_made(const struct sibu_forecast *forecast, enum sibu_language language, struct sibu_text *out)
{
    char runs[16], events[16];
    (void)snprintf(runs, sizeof runs, "%" PRIu32, forecast->runs);
    (void)snprintf(events, sizeof events, "%" PRIu32, forecast->events);
    const char *const values[] = {runs, events};
    int again = forecast->events > 0;
    sibu_say_with(out, language, again ? SIBU_SAY_REPORT_FORECAST_AGAIN : SIBU_SAY_REPORT_FORECAST_MADE, values,
                  again ? 2 : 1);
}

void forecast_say(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    struct forecast_line lines[3];
    int count = forecast_lines(report, lines);
    if (count == 0) {
        return;
    }
    const struct sibu_departure *departure = &lines[count - 1].departure; /* the check-ins stand last */
    say_made(&report->forecast, language, out);
    if (!departure->left) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_REPORT_FORECAST_STAYED));
        return;
    }
    say_first(departure, language, out);
    say_most(departure, language, out);
}

void forecast_departure_json(const struct sibu_departure *departure, struct sibu_text *out)
{
    if (!departure->left) {
        sibu_text_add(out, "null");
        return;
    }
    sibu_text_addf(out,
                   "{\"first_s\":%.9g,\"first_side\":\"%s\",\"most_people\":%" PRIu32
                   ",\"most_s\":%.9g,\"most_side\":\"%s\",\"apart_s\":",
                   departure->first_s, departure->first_below ? "below" : "above", departure->most, departure->most_s,
                   departure->most_below ? "below" : "above");
    if (isfinite(departure->apart_s)) {
        sibu_text_addf(out, "%.9g}", departure->apart_s);
    } else {
        sibu_text_add(out, "null}");
    }
}

static void add_line(struct sibu_text *out, const struct sibu_forecast *forecast, const struct forecast_line *line)
{
    sibu_text_addf(out, ",\"%s\":{\"departure\":", sibu_curve_name(line->curve));
    forecast_departure_json(&line->departure, out);
    sibu_text_add(out, ",\"band_s_people\":[");
    for (size_t k = 0; k < forecast->points; k++) {
        const struct sibu_band *band = &forecast->curves[line->curve][k];
        sibu_text_addf(out, "%s[%.9g,%" PRIu32 ",%" PRIu32 ",%" PRIu32 "]", k > 0 ? "," : "", forecast->times_s[k],
                       band->p5, band->p50, band->p95);
    }
    sibu_text_add(out, "]}");
}

static void add_spread(struct sibu_text *out, const char *key, const struct sibu_spread *spread)
{
    sibu_text_addf(out, ",\"%s\":{\"p5\":%.9g,\"p50\":%.9g,\"p95\":%.9g}", key, spread->p5, spread->p50, spread->p95);
}

static void add_air(struct sibu_text *out, const struct sibu_forecast_air *air)
{
    if (!air->known) {
        sibu_text_add(out, ",\"air\":null");
        return;
    }
    const char *name[SIBU_LANGUAGES];
    sibu_smoke_name(air->smoke.law, name);
    sibu_text_add(out, ",\"air\":{\"smoke_law\":");
    sibu_text_add_json(out, name[SIBU_EN]);
    sibu_text_addf(out, ",\"least\":%.9g,\"sign_constant\":%.9g", air->smoke.least, air->smoke.sign_constant);
    add_spread(out, "in_smoke", &air->in_smoke);
    add_spread(out, "dosed", &air->dosed);
    add_spread(out, "overcome", &air->overcome);
    add_spread(out, "most_dose", &air->most_dose);
    sibu_text_add(out, "}");
}

void forecast_json(const struct report *report, struct sibu_text *out)
{
    struct forecast_line lines[3];
    int count = forecast_lines(report, lines);
    if (count == 0) {
        return;
    }
    sibu_text_addf(out, ",\"forecast\":{\"runs\":%" PRIu32 ",\"people\":%" PRIu32 ",\"events\":%" PRIu32,
                   report->forecast.runs, report->forecast.people, report->forecast.events);
    add_air(out, &report->forecast.air);
    for (int i = 0; i < count; i++) {
        add_line(out, &report->forecast, &lines[i]);
    }
    sibu_text_add(out, "}");
}
