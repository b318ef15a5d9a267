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
#define LEAST_S 1.0 /* the plain way's measurement lasts at least so long */
#define LEAST_STEPS 4u
#define STRETCH_S 0.2
#define REPEATS 15 /* the fastest counts: others only disturb */
#define TURNS 40 /* steps with one thread and with two, by turns */
#define ROUNDS 4 /* of these turns: of each step the fastest counts */
#define UNTIL_S 10.0 /* of the people's time: then the stage no longer is what its name says, and begins anew */
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
        if (sibu_world_time_s(world) >= UNTIL_S) {
            break;
        }
    }
    return (double)(sibu_world_agent_steps(world) - before) / seconds;
}

/* Begins anew where the world has come to the end of its time. */
static enum sibu_status ready(struct sibu_world **world, const struct sibu_world_def *def, struct sibu_fault *fault)
{
    if (*world && sibu_world_time_s(*world) < UNTIL_S) {
        return SIBU_OK;
    }
    sibu_world_close(*world);
    enum sibu_status status = sibu_world_open(world, def, fault);
    for (int i = 0; i < (def->plain ? 1 : WARM_STEPS) && status == SIBU_OK; i++) {
        sibu_world_step(*world);
    }
    return status;
}

static enum sibu_status rate(const struct bench *bench, const struct sibu_world_def *of, double *best,
                             struct sibu_fault *fault)
{
    struct sibu_world *world = NULL;
    struct sibu_ways *ways = NULL;
    struct sibu_world_def def = *of;
    enum sibu_status status = sibu_ways_open(&ways, def.site, def.goal, SIBU_WAYS_RADIUS_M, fault);
    def.ways = ways;
    *best = 0.0;
    for (int i = 0; i < (def.plain ? 1 : REPEATS) && status == SIBU_OK && !*bench->stop; i++) {
        status = ready(&world, &def, fault);
        double found = status == SIBU_OK ? stretch(world, def.plain ? LEAST_S : STRETCH_S) : 0.0;
        *best = found > *best ? found : *best;
    }
    sibu_world_close(world);
    sibu_ways_close(ways);
    return status;
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

static _Bool say_the_same(struct sibu_world *const worlds[2])
{
    uint8_t digests[2][32];
    sibu_world_digest(worlds[0], digests[0]);
    sibu_world_digest(worlds[1], digests[1]);
    return memcmp(digests[0], digests[1], sizeof digests[0]) == 0;
}

struct turns { /* of a world with one thread and one with two */
    double least_s[2][TURNS]; /* by world and step: the fastest of all rounds */
    uint64_t agent_steps;
};

static double step_s(struct sibu_world *world)
{
    int64_t from_us = clock_monotonic_us();
    sibu_world_step(world);
    return seconds_since(from_us);
}

/* Step by step in turn, so that what else the machine does slows both. */
static enum sibu_status take_turns(const struct bench *bench, struct sibu_world *const worlds[2], struct turns *turns,
                                   struct sibu_fault *fault)
{
    uint64_t before = 0;
    for (int turn = -WARM_STEPS; turn < TURNS && !*bench->stop; turn++) {
        before = turn == 0 ? sibu_world_agent_steps(worlds[0]) : before;
        for (int k = 0; k < 2; k++) {
            double seconds = step_s(worlds[k]);
            if (turn >= 0 && seconds < turns->least_s[k][turn]) {
                turns->least_s[k][turn] = seconds;
            }
        }
        if (!say_the_same(worlds)) {
            return sibu_fault_set(fault, SIBU_NO, "crowd/threads/2", "两个线程与一个线程的结果不同",
                                  "two threads say something else than one");
        }
    }
    turns->agent_steps = sibu_world_agent_steps(worlds[0]) - before;
    return SIBU_OK;
}

static enum sibu_status one_round(const struct bench *bench, const struct stage *stage, const struct sibu_ways *ways,
                                  struct turns *turns, struct sibu_fault *fault)
{
    struct sibu_world *worlds[2] = {NULL, NULL};
    enum sibu_status status = SIBU_OK;
    for (unsigned k = 0; k < 2 && status == SIBU_OK; k++) {
        struct sibu_world_def def = def_of(stage, k + 1, FAST);
        def.ways = ways;
        status = sibu_world_open(&worlds[k], &def, fault);
    }
    status = status == SIBU_OK ? take_turns(bench, worlds, turns, fault) : status;
    sibu_world_close(worlds[0]);
    sibu_world_close(worlds[1]);
    return status;
}

/* Agent-steps a second with one and with two threads. */
static enum sibu_status two_rates(const struct bench *bench, const struct stage *stage, double rates[2],
                                  struct sibu_fault *fault)
{
    struct turns turns = {.agent_steps = 0};
    struct sibu_ways *ways = NULL;
    for (int turn = 0; turn < TURNS; turn++) {
        turns.least_s[0][turn] = turns.least_s[1][turn] = 1e9;
    }
    enum sibu_status status = sibu_ways_open(&ways, stage->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, fault);
    for (int round = 0; round < ROUNDS && status == SIBU_OK && !*bench->stop; round++) {
        status = one_round(bench, stage, ways, &turns, fault);
    }
    sibu_ways_close(ways);
    for (int k = 0; k < 2; k++) {
        double seconds = 0.0;
        for (int turn = 0; turn < TURNS; turn++) {
            seconds += turns.least_s[k][turn];
        }
        rates[k] = *bench->stop ? 0.0 : (double)turns.agent_steps / seconds;
    }
    return status;
}

/* Two threads beside one, and whether they say the same. */
static enum sibu_status threads(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "crowd/threads/2";
    struct stage stage = {0};
    double rates[2] = {0.0, 0.0};
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_open_floor(&stage, 99856, fault);
    status = status == SIBU_OK ? two_rates(bench, &stage, rates, fault) : status;
    stage_close(&stage);
    if (status == SIBU_OK && rates[0] > 0.0) {
        struct bench_result result = {.value = rates[1],
                                      .unit = "agent-steps/s",
                                      .reference = "the same with one thread",
                                      .reference_value = rates[0],
                                      .ratio = rates[1] / rates[0],
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

/* The milliseconds that it takes until everybody has new ways after one of the hall's doors has closed or opened: the
 * mean of these changes, in the fastest of a few rounds. Each changes the ways of a quarter of the hall to all exits. The
 * first round begins with copying the ways, and is left out. */
static enum sibu_status refresh(struct sibu_world *world, const struct sibu_site *site, double *best_ms,
                                struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *best_ms = 1e9;
    for (int round = 0; round <= REPEATS && status == SIBU_OK; round++) {
        int64_t from_us = clock_monotonic_us();
        for (unsigned change = 0; change < 2 * site->door_count && status == SIBU_OK; change++) {
            status = sibu_world_set_door(world, change / 2, change % 2 != 0, fault);
        }
        double found = seconds_since(from_us) * 1e3 / (2.0 * site->door_count);
        *best_ms = round > 0 && found < *best_ms ? found : *best_ms;
    }
    return status;
}

/* What it takes to find all ways anew, as one does who cannot mend them. */
static enum sibu_status solve_all(const struct sibu_site *site, double *best_ms, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *best_ms = 1e9;
    for (int i = 0; i < REPEATS && status == SIBU_OK; i++) {
        struct sibu_ways *ways = NULL;
        int64_t from_us = clock_monotonic_us();
        status = sibu_ways_open(&ways, site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, fault);
        double found = seconds_since(from_us) * 1e3;
        *best_ms = found < *best_ms ? found : *best_ms;
        sibu_ways_close(ways);
    }
    return status;
}

static enum sibu_status fields(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "crowd/fields/100x100m-8-exits";
    struct stage stage = {0};
    struct sibu_world *world = NULL;
    double ms[2] = {0.0, 0.0};
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_hall(&stage, fault);
    struct sibu_world_def def = def_of(&stage, 1, FAST);
    status = status == SIBU_OK ? sibu_world_open(&world, &def, fault) : status;
    status = status == SIBU_OK ? refresh(world, stage.site, &ms[0], fault) : status;
    status = status == SIBU_OK ? solve_all(stage.site, &ms[1], fault) : status;
    sibu_world_close(world);
    stage_close(&stage);
    if (status == SIBU_OK) {
        struct bench_result result = {.value = ms[0],
                                      .unit = "ms a change",
                                      .reference = "all ways found anew",
                                      .reference_value = ms[1],
                                      .ratio = ms[1] / ms[0],
                                      .threads = 1};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    return status;
}

/* Bytes a person while they walk, in the densest crowd of the stages that is not small. */
static enum sibu_status memory(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "crowd/memory/99856";
    struct stage stage = {0};
    struct sibu_world *world = NULL;
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = stage_open_floor(&stage, 99856, fault);
    struct sibu_world_def def = def_of(&stage, 1, FAST);
    status = status == SIBU_OK ? sibu_world_open(&world, &def, fault) : status;
    for (int i = 0; i < WARM_STEPS && status == SIBU_OK; i++) {
        sibu_world_step(world);
    }
    if (status == SIBU_OK) {
        struct bench_result result = {.value = (double)sibu_world_memory(world) / (double)stage.count,
                                      .unit = "bytes a person",
                                      .reference = "what is wanted",
                                      .reference_value = 200.0,
                                      .threads = 1};
        result.ratio = result.reference_value / result.value;
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    sibu_world_close(world);
    stage_close(&stage);
    return status;
}

enum sibu_status bench_crowd(struct bench *bench, struct sibu_fault *fault)
{
    enum sibu_status status = open_floors(bench, fault);
    status = status == SIBU_OK ? rooms(bench, fault) : status;
    status = status == SIBU_OK ? door(bench, fault) : status;
    status = status == SIBU_OK ? threads(bench, fault) : status;
    status = status == SIBU_OK ? fields(bench, fault) : status;
    return status == SIBU_OK ? memory(bench, fault) : status;
}
