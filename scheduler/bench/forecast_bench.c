/* How long the forecast of a drill takes: 100 evacuations of 400 people on a sample site, on two threads, from the
 * finding of the ways to the last run; in clean air, and with a fire that has cost an exit. The reference is what is
 * wanted: three seconds.
 *
 * Depends on: drill/forecast.h, base/file.h.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "bench/bench.h"
#include "drill/forecast.h"

#define PEOPLE 400
#define THREADS 2u
#define REPEATS 3 /* the fastest counts: others only disturb */
#define WANTED_S 3.0
#define UNTIL_S 900.0 /* the longest drill of the sample policies */
#define SITE_BYTES_MAX ((size_t)64 << 20)

static enum sibu_status open_site(struct sibu_site **site, struct sibu_fault *fault)
{
    char path[4096];
    struct sibu_text text = {0};
    file_share("scenarios/sites/metal-works.geojson", path);
    enum sibu_status status = file_read(path, SITE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = sibu_site_open(site, path, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    return status;
}

/* A fire of medium size in the first zone, and the last exit lost after two minutes. */
static const struct sibu_field_law FIRE = {
    .growth_kw_per_s2 = 0.05, .peak_kw = 5000.0, .burning_s = 60.0, .soot_yield = 0.1, .carbon_monoxide_yield = 0.05};

static struct sibu_unfold_event lost_exit(const struct sibu_site *site)
{
    return (struct sibu_unfold_event){
        .kind = SIBU_UNFOLD_EXIT_LOST, .number = 1, .time_s = 120.0, .place = site->exit_count - 1};
}

static struct sibu_field_place middle_of(const struct sibu_site *site)
{
    const struct sibu_zone *zone = &site->zones[0];
    struct sibu_box box = sibu_polygon_box(&zone->polygon);
    return (struct sibu_field_place){
        .zone = 0, .floor = zone->floor, .x_m = 0.5 * (box.min_x + box.max_x), .y_m = 0.5 * (box.min_y + box.max_y)};
}

static enum sibu_status time_runs(const struct forecast_def *wanted, double *seconds, struct sibu_fault *fault)
{
    struct sibu_answer_law answers;
    struct sibu_ensemble *ensemble = NULL;
    struct sibu_ensemble_def def = forecast_ensemble(wanted, &answers);
    def.runs = FORECAST_RUNS_LEAST;
    def.threads = THREADS;
    def.limit_s = 0.0;
    int64_t from_us = clock_monotonic_us();
    struct forecast_ground ground;
    enum sibu_status status = forecast_prepare(&ground, wanted, &def, fault);
    status = status == SIBU_OK ? sibu_ensemble_run(&ensemble, &def, fault) : status;
    double took_s = (double)(clock_monotonic_us() - from_us) * 1e-6;
    sibu_ensemble_close(ensemble);
    forecast_ground_close(&ground);
    *seconds = took_s < *seconds || *seconds <= 0.0 ? took_s : *seconds;
    return status;
}

static enum sibu_status time_one(struct bench *bench, const char *name, const struct forecast_def *wanted,
                                 struct sibu_fault *fault)
{
    double seconds = 0.0;
    enum sibu_status status = SIBU_OK;
    if (*bench->stop || !bench_begins(bench, name)) {
        return SIBU_OK;
    }
    for (int i = 0; i < REPEATS && status == SIBU_OK && !*bench->stop; i++) {
        status = time_runs(wanted, &seconds, fault);
    }
    if (status == SIBU_OK && seconds > 0.0) {
        struct bench_result result = {.value = seconds,
                                      .unit = "s for 100 runs",
                                      .reference = "what is wanted",
                                      .reference_value = WANTED_S,
                                      .ratio = WANTED_S / seconds,
                                      .threads = THREADS};
        (void)snprintf(result.name, sizeof result.name, "%s", name);
        bench_add(bench, &result);
    }
    return status;
}

enum sibu_status bench_forecast(struct bench *bench, struct sibu_fault *fault)
{
    struct sibu_site *site = NULL;
    enum sibu_status status = open_site(&site, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct sibu_unfold_event event = lost_exit(site);
    struct forecast_def wanted = {.site = site, .people = PEOPLE, .seed = 1, .until_s = UNTIL_S};
    status = time_one(bench, "forecast/400", &wanted, fault);
    wanted.law = &FIRE;
    wanted.origin = middle_of(site);
    wanted.events = &event;
    wanted.event_count = 1;
    status = status == SIBU_OK ? time_one(bench, "forecast/400/fire", &wanted, fault) : status;
    sibu_site_close(site);
    return status;
}
