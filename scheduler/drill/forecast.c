/* What is simulated for a forecast, and the thread that does it. See forecast.h. */
#include "drill/forecast.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sibu/forecast_document.h"
#include "sibu/hash.h"
#include "sibu/json.h"
#include "sibu/memory.h"

#define TRIALS 2u
#define THREADS_MAX 64
#define NICENESS 19 /* the lowest right to a core */

struct forecast {
    struct forecast_def def;
    struct sibu_placement *who;
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

static unsigned cores(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > THREADS_MAX ? THREADS_MAX : (unsigned)online;
}

/* Steps are not divided: see divided_s in sibu/world.h. */
static void set_step(struct sibu_ensemble_def *def, double step_s)
{
    def->step_s = step_s;
    def->divided_s = step_s;
}

struct sibu_ensemble_def forecast_ensemble(const struct forecast_def *def, struct sibu_answer_law *answers)
{
    struct sibu_ensemble_def out = sibu_ensemble_default();
    *answers = sibu_answer_law_default();
    out.site = def->site;
    out.goal = SIBU_GOAL_MUSTER;
    out.cast.people = def->people;
    out.cast.who = def->who;
    set_step(&out, FORECAST_COARSE_S);
    out.without_digest = 1;
    out.until_s = def->until_s;
    out.seed = def->seed;
    out.runs = FORECAST_RUNS_MAX;
    out.least_runs = FORECAST_RUNS_LEAST;
    out.budget_s = FORECAST_BUDGET_S;
    out.limit_s = FORECAST_LIMIT_S;
    out.answers = answers;
    out.curve_s = ceil(def->until_s / FORECAST_POINTS_MAX);
    out.threads = cores();
    return out;
}

struct trial { /* sums over the trial's runs, s */
    double half_s, most_s;
};

static enum sibu_status try_step(const struct sibu_ensemble_def *def, double step_s, struct trial *out,
                                 struct sibu_fault *fault)
{
    struct sibu_ensemble_def few = *def;
    struct sibu_ensemble *ensemble = NULL;
    few.runs = TRIALS;
    few.enough = NULL;
    few.budget_s = few.limit_s = few.curve_s = 0.0;
    set_step(&few, step_s);
    *out = (struct trial){0};
    enum sibu_status status = sibu_ensemble_run(&ensemble, &few, fault);
    for (size_t i = 0; status == SIBU_OK && i < TRIALS; i++) {
        out->half_s += sibu_ensemble_runs(ensemble)[i].t50_s;
        out->most_s += sibu_ensemble_runs(ensemble)[i].t95_s;
    }
    sibu_ensemble_close(ensemble);
    return status;
}

/* Two that were never reached agree as well. */
static int agree(double coarse_s, double fine_s)
{
    return (isinf(coarse_s) && isinf(fine_s)) || fabs(coarse_s - fine_s) <= FORECAST_AGREES * fine_s;
}

enum sibu_status forecast_prepare(struct sibu_ensemble_def *def, struct sibu_ways **ways, struct sibu_fault *fault)
{
    struct trial coarse, fine;
    enum sibu_status status = sibu_ways_open(ways, def->site, def->goal, SIBU_WAYS_RADIUS_M, fault);
    def->ways = *ways;
    status = status == SIBU_OK ? try_step(def, FORECAST_COARSE_S, &coarse, fault) : status;
    status = status == SIBU_OK ? try_step(def, FORECAST_FINE_S, &fine, fault) : status;
    if (status == SIBU_OK) {
        int enough = agree(coarse.half_s, fine.half_s) && agree(coarse.most_s, fine.most_s);
        set_step(def, enough ? FORECAST_COARSE_S : FORECAST_FINE_S);
    }
    return status;
}

/* On the forecast's thread, several times a second: whether it has been called off or is to end. */
static void look(void *context, size_t done)
{
    struct forecast *forecast = context;
    (void)done;
    pthread_mutex_lock(&forecast->mutex);
    forecast->stop = forecast->called_off;
    forecast->enough = forecast->hurried;
    pthread_mutex_unlock(&forecast->mutex);
}

static void say_fault(struct sibu_text *out, const struct sibu_fault *fault)
{
    sibu_text_add(out, "{\"format\":1,\"runs\":0,\"fault\":{\"zh\":");
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
    struct sibu_ways *ways = NULL;
    enum sibu_status status = forecast_prepare(&def, &ways, fault);
    if (status == SIBU_OK) {
        status = sibu_ensemble_run(&ensemble, &def, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_forecast_write(&forecast->document, ensemble, &def, fault);
        sibu_ensemble_close(ensemble);
    }
    sibu_ways_close(ways);
    return status;
}

static void *thread_main(void *context)
{
    struct forecast *forecast = context;
    struct sibu_fault fault;
    (void)setpriority(PRIO_PROCESS, 0, NICENESS); /* on Linux that of this thread and of those that it starts */
    if (reckon(forecast, &fault) != SIBU_OK) {
        sibu_text_clear(&forecast->document);
        say_fault(&forecast->document, &fault);
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
