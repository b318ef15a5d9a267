/* The drill's check-ins beside its forecast: see forecast_time.h. */
#include "evaluate/forecast_time.h"

#include "sibu/forecast_document.h"
#include "sibu/unfold.h"

/* The forecast that knows of so many events; without runs where there is none that can be read. */
static enum sibu_status read_one(struct sibu_forecast *out, struct sibu_record *record, uint32_t events,
                                 struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    char name[SIBU_FORECAST_NAME_BYTES];
    sibu_forecast_name(events, name);
    enum sibu_status status = sibu_record_document(record, name, arena, &bytes, &length, fault);
    if (status != SIBU_OK || bytes == NULL || sibu_forecast_read(out, bytes, length, arena, &ignored) != SIBU_OK) {
        *out = (struct sibu_forecast){0};
    }
    return status;
}

static enum sibu_status read_last(struct sibu_forecast *out, struct sibu_record *record, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *out = (struct sibu_forecast){0};
    for (uint32_t events = SIBU_UNFOLD_MOST + 1; events > 0 && status == SIBU_OK && out->runs == 0; events--) {
        status = read_one(out, record, events - 1, arena, fault);
    }
    return status;
}

static void set_mark(struct forecast_time *out, const struct sibu_forecast *forecast)
{
    const struct sibu_band *band = forecast->curves[SIBU_CURVE_CHECKED_IN];
    uint32_t last = band[forecast->points - 1].p50;
    size_t at = 0;
    out->target = (9 * last + 9) / 10; /* FORECAST_TIME_SHARE of them, rounded up */
    out->forecast_people = forecast->people;
    while (at + 1 < forecast->points && band[at].p50 < out->target) {
        at++;
    }
    out->forecast_s = forecast->times_s[at];
    out->forecast_by_then = band[at].p50;
    out->known = last > 0 && out->forecast_s > 0.0;
}

static void measure(struct forecast_time *out, const struct evaluation *evaluation)
{
    const struct evaluation_curve *curve = &evaluation->checked_in;
    out->measured_s = MEASURE_NEVER;
    out->end_s = ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6;
    for (size_t i = curve->count; i-- > 0;) {
        if (curve->points[i].people >= out->target) {
            out->measured_s = curve->points[i].time_s;
        }
        if (curve->points[i].time_s <= out->forecast_s && out->by_then == 0) {
            out->by_then = curve->points[i].people;
        }
    }
}

enum sibu_status forecast_time_read(struct forecast_time *out, const struct evaluation *evaluation,
                                    struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_forecast forecast;
    *out = (struct forecast_time){0};
    enum sibu_status status = read_last(&forecast, record, &arena, fault);
    if (status == SIBU_OK && forecast.runs > 0) {
        set_mark(out, &forecast);
        measure(out, evaluation);
    }
    sibu_arena_clear(&arena);
    return status;
}

double forecast_time_ratio(const struct forecast_time *time, int *never)
{
    *never = time->measured_s < 0.0;
    double measured_s = *never ? time->end_s : time->measured_s;
    if (!time->known || (*never && measured_s < time->forecast_s)) {
        return -1.0;
    }
    return measured_s / time->forecast_s;
}
