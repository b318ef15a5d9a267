/* What is simulated for a forecast, and the thread that does it. See forecast.h. */
#include "drill/forecast.h"

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

#include "sibu/forecast_document.h"
#include "sibu/hash.h"
#include "sibu/json.h"
#include "sibu/memory.h"

#define NICENESS 19 /* the lowest right to a core */

struct forecast {
    struct forecast_def def;
    struct sibu_placement *who;
    struct sibu_field_law law;
    struct sibu_unfold_event events[SIBU_UNFOLD_MOST];
    struct sibu_answer_law answers;
    pthread_t thread;
    int has_thread, has_mutex;
    volatile sig_atomic_t stop, enough; /* belong to the thread */
    struct sibu_text document; /* the thread's until `done`, then nobody changes it */
    pthread_mutex_t mutex; /* guards what follows */
    int called_off, hurried, done;
};

/* R in the document, 64 hexadecimal digits; false where it has none. */
static int find_root(const char *draw, size_t length, uint8_t root[32])
{
    struct sibu_json *json = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&json, "draw", draw, length, &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value tick = sibu_json_member(sibu_json_root(json), "tick");
    int found = sibu_unhex(root, 32, sibu_json_as_string(sibu_json_member(tick, "R")));
    sibu_json_close(json);
    return found;
}

uint64_t forecast_seed(const char *draw, size_t length)
{
    uint8_t root[32] = {0}, out[SIBU_HASH_BYTES];
    struct sibu_hash hash;
    int found = find_root(draw, length, root);
    sibu_hash_init(&hash, "sibu forecast v1");
    sibu_hash_field(&hash, found ? (const char *)root : draw, found ? sizeof root : length);
    sibu_hash_done(&hash, out);
    uint64_t seed = 0;
    for (size_t i = 0; i < 6; i++) { /* 48 bits: exact in any reader of JSON, with room for the runs' own seeds */
        seed = seed << 8 | out[i];
    }
    return seed;
}

/* On the forecast's thread, several times a second: whether it has been called off or is to end. */
static void look(void *context, size_t done)
{
    struct forecast *forecast = context;
    pthread_mutex_lock(&forecast->mutex);
    forecast->stop = forecast->called_off;
    forecast->enough = forecast->hurried && done >= FORECAST_RUNS_FEW;
    pthread_mutex_unlock(&forecast->mutex);
}

static void say_fault(struct sibu_text *out, size_t events, const struct sibu_fault *fault)
{
    sibu_text_addf(out, "{\"format\":1,\"events\":%zu,\"runs\":0", events);
    sibu_text_add(out, ",\"fault\":{\"zh\":");
    sibu_text_add_json(out, fault->what[SIBU_ZH]);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, fault->what[SIBU_EN]);
    sibu_text_add(out, "}}");
}

static enum sibu_status reckon(struct forecast *forecast, struct sibu_fault *fault)
{
    struct sibu_ensemble_def def = forecast_ensemble(&forecast->def, &forecast->answers);
    struct sibu_ensemble *ensemble = NULL;
    def.stop = &forecast->stop;
    def.enough = &forecast->enough;
    def.progress = look;
    def.context = forecast;
    struct forecast_ground ground;
    enum sibu_status status = forecast_prepare(&ground, &forecast->def, &def, fault);
    if (status == SIBU_OK) {
        status = sibu_ensemble_run(&ensemble, &def, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_forecast_write(&forecast->document, ensemble, &def, (uint32_t)forecast->def.event_count, fault);
        sibu_ensemble_close(ensemble);
    }
    forecast_ground_close(&ground);
    return status;
}

static void *thread_main(void *context)
{
    struct forecast *forecast = context;
    struct sibu_fault fault;
    (void)setpriority(PRIO_PROCESS, 0, NICENESS); /* on Linux that of this thread and of those that it starts */
    if (reckon(forecast, &fault) != SIBU_OK) {
        sibu_text_clear(&forecast->document);
        say_fault(&forecast->document, forecast->def.event_count, &fault);
    }
    pthread_mutex_lock(&forecast->mutex);
    forecast->done = 1;
    pthread_mutex_unlock(&forecast->mutex);
    return NULL;
}

static enum sibu_status start(struct forecast *forecast, struct sibu_fault *fault)
{
    forecast->has_mutex = pthread_mutex_init(&forecast->mutex, NULL) == 0;
    forecast->has_thread = forecast->has_mutex && pthread_create(&forecast->thread, NULL, thread_main, forecast) == 0;
    return forecast->has_thread
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_IO, forecast->def.site->id, "无法启动线程", "no thread could be started");
}

/* The caller's lists need not outlive the call. */
static void copy_hazard(struct forecast *forecast, const struct forecast_def *def)
{
    if (def->law) {
        forecast->law = *def->law;
        forecast->def.law = &forecast->law;
    }
    if (def->event_count > 0) {
        memcpy(forecast->events, def->events, def->event_count * sizeof *def->events);
    }
    forecast->def.events = forecast->events;
}

enum sibu_status forecast_begin(struct forecast **out, const struct forecast_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct forecast *forecast = sibu_array_new(1, sizeof *forecast);
    struct sibu_placement *who = def->who ? sibu_array_new(def->people, sizeof *who) : NULL;
    if (!forecast || (def->who && !who)) {
        sibu_array_free(forecast);
        sibu_array_free(who);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足", "out of memory");
    }
    if (who) {
        memcpy(who, def->who, def->people * sizeof *who);
    }
    forecast->def = *def;
    forecast->def.who = who;
    forecast->who = who;
    copy_hazard(forecast, def);
    enum sibu_status status = start(forecast, fault);
    if (status != SIBU_OK) {
        forecast_close(forecast);
        return status;
    }
    *out = forecast;
    return SIBU_OK;
}

const char *forecast_take(struct forecast *forecast, size_t *length)
{
    pthread_mutex_lock(&forecast->mutex);
    int done = forecast->done;
    pthread_mutex_unlock(&forecast->mutex);
    *length = done ? forecast->document.length : 0;
    return done ? sibu_text_get(&forecast->document) : NULL;
}

void forecast_hurry(struct forecast *forecast)
{
    pthread_mutex_lock(&forecast->mutex);
    forecast->hurried = 1;
    pthread_mutex_unlock(&forecast->mutex);
}

void forecast_close(struct forecast *forecast)
{
    if (!forecast) {
        return;
    }
    if (forecast->has_thread) {
        pthread_mutex_lock(&forecast->mutex);
        forecast->called_off = 1;
        pthread_mutex_unlock(&forecast->mutex);
        (void)pthread_join(forecast->thread, NULL);
    }
    if (forecast->has_mutex) {
        (void)pthread_mutex_destroy(&forecast->mutex);
    }
    sibu_text_clear(&forecast->document);
    sibu_array_free(forecast->who);
    sibu_array_free(forecast);
}
