/* How fast the crowd is. The reference is the same model reckoned plainly: everybody looks at everybody on the floor, in
 * one thread (sibu_world_def.plain), which gives the same bytes.
 *
 * Depends on: sibu/world.h, bench/stage.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "bench/stage.h"

#define WARM_STEPS 20
#define LEAST_S 0.6 /* a measurement lasts at least so long */
#define LEAST_STEPS 4u
#define REPEATS 3 /* the fastest counts: others only disturb */
#define PLAIN_PEOPLE_MAX 10000u
#define REFERENCE "the same model, everybody looking at everybody, one thread"

enum way { FAST, PLAIN };

static double seconds_since(int64_t from_us)
{
    return (double)(clock_monotonic_us() - from_us) * 1e-6;
}

static struct sibu_world_def def_of(const struct stage *stage, unsigned threads, enum way way)
{
    struct sibu_world_def def = sibu_world_default();
    def.site = stage->site;
    def.people = stage->people;
    def.people_count = stage->count;
    def.threads = threads;
    def.plain = way == PLAIN;
    return def;
}

/* Agent-steps a second of one stretch. */
static double stretch(struct sibu_world *world, double least_s)
{
    uint64_t before = sibu_world_agent_steps(world);
    int64_t from_us = clock_monotonic_us();
    double seconds = 0.0;
    for (unsigned steps = 0; steps < LEAST_STEPS || seconds < least_s; steps++) {
        sibu_world_step(world);
        seconds = seconds_since(from_us);
        if (sibu_world_walking(world) == 0) {
            break;
        }
    }
    return (double)(sibu_world_agent_steps(world) - before) / seconds;
}

static enum sibu_status rate(const struct bench *bench, const struct sibu_world_def *def, double *best,
                             struct sibu_fault *fault)
{
    struct sibu_world *world = NULL;
    enum sibu_status status = sibu_world_open(&world, def, fault);
    *best = 0.0;
    if (status != SIBU_OK) {
        return status;
    }
    for (int i = 0; i < (def->plain ? 1 : WARM_STEPS); i++) {
        sibu_world_step(world);
    }
    for (int i = 0; i < (def->plain ? 1 : REPEATS) && !*bench->stop; i++) {
        double found = stretch(world, def->plain ? LEAST_S : LEAST_S / REPEATS);
        *best = found > *best ? found : *best;
    }
    sibu_world_close(world);
    return SIBU_OK;
}

static void add_rate(struct bench *bench, const char *name, const double rates[2], unsigned threads)
{
    struct bench_result result = {.value = rates[FAST],
                                  .unit = "agent-steps/s",
                                  .reference = REFERENCE,
                                  .reference_value = rates[PLAIN],
                                  .ratio = rates[PLAIN] > 0.0 ? rates[FAST] / rates[PLAIN] : 0.0,
                                  .threads = threads};
    (void)snprintf(result.name, sizeof result.name, "%s", name);
    bench_add(bench, &result);
}

/* The plain way is measured where it comes to an end, and stands for the larger floors as well. */
static enum sibu_status open_floor(struct bench *bench, size_t people, double *plain, struct sibu_fault *fault)
{
    char name[64];
    struct stage stage = {0};
    double rates[2] = {0.0, *plain};
    (void)snprintf(name, sizeof name, "crowd/open-floor/%zu", people);
    if (*bench->stop || !bench_begins(bench, name)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_open_floor(&stage, people, fault);
    struct sibu_world_def def = def_of(&stage, 1, FAST);
    status = status == SIBU_OK ? rate(bench, &def, &rates[FAST], fault) : status;
    if (status == SIBU_OK && (people <= PLAIN_PEOPLE_MAX || !(*plain > 0.0))) {
        stage_close(&stage);
        status = stage_open_floor(&stage, people < PLAIN_PEOPLE_MAX ? people : PLAIN_PEOPLE_MAX, fault);
        def = def_of(&stage, 1, PLAIN);
        status = status == SIBU_OK ? rate(bench, &def, &rates[PLAIN], fault) : status;
        *plain = rates[PLAIN];
    }
    stage_close(&stage);
    if (status == SIBU_OK && rates[FAST] > 0.0) {
        add_rate(bench, name, rates, 1);
    }
    return status;
}

static enum sibu_status open_floors(struct bench *bench, struct sibu_fault *fault)
{
    static const size_t SIZES[] = {1024, 10000, 99856, 1000000};
    double plain = 0.0;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < sizeof SIZES / sizeof SIZES[0]; i++) {
        status = open_floor(bench, SIZES[i], &plain, fault);
    }
    return status;
}

static enum sibu_status rooms(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "crowd/rooms/100";
    struct stage stage = {0};
    double rates[2] = {0.0, 0.0};
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_rooms(&stage, 10, fault);
    for (int way = FAST; status == SIBU_OK && way <= PLAIN; way++) {
        struct sibu_world_def def = def_of(&stage, 1, (enum way)way);
        status = rate(bench, &def, &rates[way], fault);
    }
    stage_close(&stage);
    if (status == SIBU_OK) {
        add_rate(bench, NAME, rates, 1);
    }
    return status;
}

/* Two threads beside one, and whether they say the same. */
static enum sibu_status threads(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "crowd/threads/2";
    struct stage stage = {0};
    double rates[3] = {0.0, 0.0, 0.0};
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_open_floor(&stage, 99856, fault);
    for (unsigned count = 1; status == SIBU_OK && count <= 2; count++) {
        struct sibu_world_def def = def_of(&stage, count, FAST);
        status = rate(bench, &def, &rates[count], fault);
    }
    stage_close(&stage);
    if (status == SIBU_OK && rates[1] > 0.0) {
        struct bench_result result = {.value = rates[2],
                                      .unit = "agent-steps/s",
                                      .reference = "the same with one thread",
                                      .reference_value = rates[1],
                                      .ratio = rates[2] / rates[1],
                                      .threads = 2};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    return status;
}

/* The seconds that it takes to empty the room, from the first step on. */
static enum sibu_status empty(const struct stage *stage, enum way way, double *seconds, struct sibu_fault *fault)
{
    struct sibu_world *world = NULL;
    struct sibu_world_def def = def_of(stage, 1, way);
    enum sibu_status status = sibu_world_open(&world, &def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    int64_t from_us = clock_monotonic_us();
    while (sibu_world_walking(world) + sibu_world_waiting(world) > 0 && sibu_world_time_s(world) < 600.0) {
        sibu_world_step(world);
    }
    *seconds = seconds_since(from_us);
    sibu_world_close(world);
    return SIBU_OK;
}

static enum sibu_status door(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "crowd/door/200";
    struct stage stage = {0};
    double seconds[2] = {1e9, 0.0};
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_door(&stage, 1.0, fault);
    for (int i = 0; status == SIBU_OK && i < REPEATS; i++) {
        double found = 0.0;
        status = empty(&stage, FAST, &found, fault);
        seconds[FAST] = found < seconds[FAST] ? found : seconds[FAST];
    }
    status = status == SIBU_OK ? empty(&stage, PLAIN, &seconds[PLAIN], fault) : status;
    stage_close(&stage);
    if (status == SIBU_OK) {
        struct bench_result result = {.value = seconds[FAST],
                                      .unit = "s until empty",
                                      .reference = REFERENCE,
                                      .reference_value = seconds[PLAIN],
                                      .ratio = seconds[PLAIN] / seconds[FAST],
                                      .threads = 1};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    return status;
}

enum sibu_status bench_crowd(struct bench *bench, struct sibu_fault *fault)
{
    enum sibu_status status = open_floors(bench, fault);
    status = status == SIBU_OK ? rooms(bench, fault) : status;
    status = status == SIBU_OK ? door(bench, fault) : status;
    return status == SIBU_OK ? threads(bench, fault) : status;
}
