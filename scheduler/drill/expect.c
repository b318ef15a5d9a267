/* The forecast of the drill that runs: see expect.h. */
#include "drill/expect.h"

#include <string.h>

#include "base/log.h"

static enum sibu_pace pace_of(const char *name)
{
    for (int pace = 0; pace < SIBU_PACES; pace++) {
        if (strcmp(roster_pace_name((enum sibu_pace)pace), name) == 0) {
            return (enum sibu_pace)pace;
        }
    }
    return SIBU_PACE_NORMAL;
}

/* Those who are expected, each where they work. Returns how many. */
static size_t fill_cast(const struct live *live, const struct sibu_site *site, struct sibu_placement *who)
{
    size_t count = 0;
    for (size_t i = 0; i < live->count; i++) {
        if (live->muster.people[i].expected) {
            who[count++] = (struct sibu_placement){.zone = sibu_site_find_zone(site, live->people[i].zone),
                                                   .pace = pace_of(live->people[i].pace)};
        }
    }
    return count;
}

static enum sibu_status begin(struct drill_host *host, struct sibu_fault *fault)
{
    const struct live *live = &host->live;
    const struct sibu_site *site = host->def.plan->sites[live->site].site;
    struct sibu_placement *who = sibu_array_new(live->count, sizeof *who);
    if (who == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, live->drill.id, "内存不足", "out of memory");
    }
    struct forecast_def def = {.site = site,
                               .who = who,
                               .people = fill_cast(live, site, who),
                               .seed = forecast_seed(live->drill.draw, strlen(live->drill.draw)),
                               .until_s = (double)host->def.plan->policy->limit_s};
    enum sibu_status status = forecast_begin(&host->forecast, &def, fault);
    sibu_array_free(who);
    return status;
}

/* Begins where it is time and the record has none. */
static enum sibu_status begin_once(struct drill_host *host, struct sibu_fault *fault)
{
    const char *bytes = NULL;
    size_t length = 0;
    struct sibu_arena arena = {0};
    enum sibu_status status = sibu_record_document(host->live.record, "forecast", &arena, &bytes, &length, fault);
    sibu_arena_clear(&arena);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_fault why;
    host->forecast_settled = length > 0 || host->live.expected == 0;
    if (!host->forecast_settled && begin(host, &why) != SIBU_OK) {
        log_fault(clock_now_us(host->def.clock), "forecast", &why);
        host->forecast_settled = 1;
    }
    return SIBU_OK;
}

enum sibu_status expect_step(struct drill_host *host, struct sibu_fault *fault)
{
    if (host->forecast_settled || host->live.alert_count == 0) {
        return SIBU_OK; /* alerts go first */
    }
    if (host->forecast == NULL) {
        return begin_once(host, fault);
    }
    size_t length = 0;
    const char *document = forecast_take(host->forecast, &length);
    if (document == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_record_put_document(host->live.record, "forecast", document, length, fault);
    if (status == SIBU_OK) {
        expect_forget(host);
        host->forecast_settled = 1;
    }
    return status;
}

int expect_holds(struct drill_host *host, int64_t now_us)
{
    if (host->forecast == NULL) {
        return 0;
    }
    host->forecast_awaited_us = host->forecast_awaited_us > 0 ? host->forecast_awaited_us : now_us;
    if (now_us - host->forecast_awaited_us >= FORECAST_PATIENCE_S * (int64_t)1000000) {
        forecast_hurry(host->forecast);
    }
    return 1;
}

void expect_forget(struct drill_host *host)
{
    forecast_close(host->forecast);
    host->forecast = NULL;
    host->forecast_settled = 0;
    host->forecast_awaited_us = 0;
}
