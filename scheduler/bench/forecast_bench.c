/* How long the forecast of a drill takes: 100 evacuations of 400 people on a sample site, on two threads, from the
 * finding of the ways to the last run. The reference is what is wanted: three seconds.
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

static enum sibu_status time_runs(const struct sibu_site *site, double *seconds, struct sibu_fault *fault)
{
    struct sibu_answer_law answers;
    struct sibu_ensemble *ensemble = NULL;
    const struct forecast_def wanted = {.site = site, .people = PEOPLE, .seed = 1, .until_s = UNTIL_S};
    struct sibu_ensemble_def def = forecast_ensemble(&wanted, &answers);
    def.runs = FORECAST_RUNS_LEAST;
    def.threads = THREADS;
    def.limit_s = 0.0;
    int64_t from_us = clock_monotonic_us();
    struct sibu_ways *ways = NULL;
    enum sibu_status status = forecast_prepare(&def, &ways, fault);
    status = status == SIBU_OK ? sibu_ensemble_run(&ensemble, &def, fault) : status;
    double took_s = (double)(clock_monotonic_us() - from_us) * 1e-6;
    sibu_ensemble_close(ensemble);
    sibu_ways_close(ways);
    *seconds = took_s < *seconds || *seconds <= 0.0 ? took_s : *seconds;
    return status;
}

enum sibu_status bench_forecast(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "forecast/400";
    struct sibu_site *site = NULL;
    double seconds = 0.0;
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = open_site(&site, fault);
    for (int i = 0; i < REPEATS && status == SIBU_OK && !*bench->stop; i++) {
        status = time_runs(site, &seconds, fault);
    }
    sibu_site_close(site);
    if (status == SIBU_OK && seconds > 0.0) {
        struct bench_result result = {.value = seconds,
                                      .unit = "s for 100 runs",
                                      .reference = "what is wanted",
                                      .reference_value = WANTED_S,
                                      .ratio = WANTED_S / seconds,
                                      .threads = THREADS};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    return status;
}
