/* The forecasts of the drills that run: see expect.h. */
#include "drill/expect.h"

#include <string.h>

#include "base/log.h"
#include "drill/unfolding_read.h"
#include "sibu/forecast_document.h"

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

/* What has unfolded and is filed: an event counts for no forecast before it is in the store. */
static const struct sibu_unfold_event *events_of(const struct live *live, uint32_t *count)
{
    size_t drawn = 0;
    const struct sibu_unfold_event *events =
        live->unfolding && !live->unfolds_late ? unfolding_events(live->unfolding, &drawn) : NULL;
    *count = (uint32_t)(drawn < live->unfolded ? drawn : live->unfolded);
    return events;
}

/* Where the draw cannot be read nothing unfolds either (unfold_live.h says why), and the forecast is for clean air. */
static void add_hazard(const struct hosted *hosted, struct forecast_def *def, struct sibu_field_law *law)
{
    struct unfolding_draw draw;
    struct sibu_fault ignored;
    if (unfolding_read(&draw, hosted->live.drill.draw, def->site, hosted->def->plan->families, &ignored) == SIBU_OK) {
        sibu_field_law_of(draw.family, draw.growth, draw.key, law);
        def->law = law;
        def->origin = draw.origin;
    }
}

/* Begins one that knows of the first `events`. */
static enum sibu_status begin(struct hosted *hosted, uint32_t events, struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    const struct sibu_site *site = hosted->def->plan->sites[live->site].site;
    uint32_t known = 0;
    struct sibu_field_law law;
    struct sibu_placement *who = sibu_array_new(live->count, sizeof *who);
    if (who == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, live->drill.id, "内存不足", "out of memory");
    }
    struct forecast_def def = {.site = site,
                               .who = who,
                               .people = fill_cast(live, site, who),
                               .seed = forecast_seed(live->drill.draw, strlen(live->drill.draw)),
                               .until_s = (double)hosted->def->plan->policy->limit_s,
                               .events = events_of(live, &known),
                               .event_count = events};
    add_hazard(hosted, &def, &law);
    enum sibu_status status = forecast_begin(&hosted->forecast, &def, fault);
    hosted->forecast_events = events;
    sibu_array_free(who);
    return status;
}

/* Which the record has: those of before a restart. */
static enum sibu_status ask(struct hosted *hosted, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    hosted->forecast_next = 0;
    for (uint32_t events = 0; events <= SIBU_UNFOLD_MOST && status == SIBU_OK; events++) {
        const char *bytes = NULL;
        size_t length = 0;
        struct sibu_arena arena = {0};
        char name[SIBU_FORECAST_NAME_BYTES];
        sibu_forecast_name(events, name);
        status = sibu_record_document(hosted->live.record, name, &arena, &bytes, &length, fault);
        hosted->forecast_next = length > 0 ? events + 1 : hosted->forecast_next;
        sibu_arena_clear(&arena);
    }
    hosted->forecast_asked = status == SIBU_OK;
    hosted->forecast_over = hosted->live.expected == 0 || hosted->live.ask == SIBU_ASK_SHELTER;
    return status;
}

/* Whether one is to be begun as soon as none is being made. The first knows of nothing but the draw. */
static int is_due(const struct hosted *hosted)
{
    uint32_t known = 0;
    (void)events_of(&hosted->live, &known);
    return !hosted->forecast_over && hosted->forecast_asked &&
           (hosted->forecast_next == 0 || known >= hosted->forecast_next);
}

static void begin_next(struct hosted *hosted)
{
    uint32_t known = 0;
    struct sibu_fault why;
    (void)events_of(&hosted->live, &known);
    if (begin(hosted, hosted->forecast_next == 0 ? 0 : known, &why) != SIBU_OK) {
        log_fault(clock_now_us(hosted->def->clock), "forecast", &why);
        hosted->forecast_over = 1;
    }
}

static void let_go(struct hosted *hosted)
{
    forecast_close(hosted->forecast);
    hosted->forecast = NULL;
}

/* Keeps what is done; tells what is not done that it is behind. */
static enum sibu_status keep(struct hosted *hosted, struct sibu_fault *fault)
{
    size_t length = 0;
    uint32_t known = 0;
    char name[SIBU_FORECAST_NAME_BYTES];
    (void)events_of(&hosted->live, &known);
    const char *document = forecast_take(hosted->forecast, &length);
    if (document == NULL) {
        if (known > hosted->forecast_events) {
            forecast_hurry(hosted->forecast);
        }
        return SIBU_OK;
    }
    sibu_forecast_name(hosted->forecast_events, name);
    enum sibu_status status = sibu_record_put_document(hosted->live.record, name, document, length, fault);
    if (status == SIBU_OK) {
        hosted->forecast_next = hosted->forecast_events + 1;
        let_go(hosted);
    }
    return status;
}

enum sibu_status expect_step(struct hosted *hosted, struct sibu_fault *fault)
{
    if (hosted->forecast_over || hosted->live.alert_count == 0) {
        return SIBU_OK; /* alerts go first */
    }
    enum sibu_status status = SIBU_OK;
    if (!hosted->forecast_asked) {
        status = ask(hosted, fault);
    } else if (hosted->forecast != NULL) {
        status = keep(hosted, fault);
    }
    return status;
}

/* The one that is being made, of whichever drill; NULL: none is. */
static struct forecast *find_making(const struct drill_host *host)
{
    for (uint32_t i = 0; i < host->count; i++) {
        if (host->drills[i]->forecast != NULL) {
            return host->drills[i]->forecast;
        }
    }
    return NULL;
}

void expect_begin(struct drill_host *host)
{
    struct hosted *next = NULL;
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        if (is_due(hosted) && (next == NULL || hosted->forecast_turn < next->forecast_turn)) {
            next = hosted;
        }
    }
    if (next != NULL && find_making(host) == NULL) {
        next->forecast_turn = ++host->turns;
        begin_next(next);
    }
}

int expect_holds(const struct drill_host *host, struct hosted *hosted, int64_t now_us)
{
    struct forecast *making = find_making(host);
    if (hosted->forecast == NULL && !is_due(hosted)) {
        return 0;
    }
    hosted->forecast_awaited_us = hosted->forecast_awaited_us > 0 ? hosted->forecast_awaited_us : now_us;
    if (making != NULL && now_us - hosted->forecast_awaited_us >= FORECAST_PATIENCE_S * (int64_t)1000000) {
        forecast_hurry(making); /* its own, or the one that it waits for */
    }
    return 1;
}

void expect_forget(struct hosted *hosted)
{
    let_go(hosted);
    hosted->forecast_events = 0;
    hosted->forecast_next = 0;
    hosted->forecast_asked = 0;
    hosted->forecast_over = 0;
    hosted->forecast_awaited_us = 0;
    hosted->forecast_turn = 0;
}
