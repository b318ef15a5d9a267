/* What a drill asks of the store, as a function of how many people take part.
 *
 * Depends on: bench/plant.h, bench/database.h, bench/sink.h, bench/visitor.h. Each drill has a server and a database of its own: the
 * alert goes to everybody's gateway, everybody acknowledges and checks in, the drill ends by that, everybody is told, the grace
 * passes, and it is closed. What the server asks at each of its steps, whatever happens, is measured by itself and taken off. Counted by the database: statements, transactions, rows, bytes written ahead, bytes that stay.
 */
#include <stdio.h>

#include "bench/bench.h"
#include "bench/database.h"
#include "bench/plant.h"
#include "bench/sink.h"
#include "bench/visitor.h"
#include "web/server_state.h"

#define SIZES 3
#define KINDS 5
#define VISITORS 64
#define PATIENCE_US (INT64_C(120) * 1000000)
#define STEP_US 20000
#define STEPS 100 /* counted by themselves */
#define ALERTS 2 /* the alert, and that it is over */
#define TRIES 6
#define AHEAD_US (INT64_C(61) * 1000000) /* over the grace after a drill's end */

static const size_t PEOPLE[SIZES] = {100, 1000, 10000};
static const char *const KIND_NAMES[KINDS] = {"statements", "transactions", "rows", "wal-bytes", "table-bytes"};
static const char *const KIND_UNITS[KINDS] = {"statements", "commits", "rows", "bytes", "bytes"};

struct figures { /* of a drill with so many people */
    double work[KINDS], step[KINDS];
    uint32_t alerts;
};
struct course { /* of a drill */
    struct plant *plant;
    struct sibu_arena arena;
    double steps;
    uint32_t alerts; /* filed so far */
    int is_over, is_closed;
};
struct answers {
    const struct plant *plant;
    const char *path, *member; /* "/v1/answer", "\"answer\":\"acknowledge\"" */
};

static size_t write_answer(const void *data, size_t number, char *out, size_t size)
{
    const struct answers *of = data;
    char body[256];
    int length = snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"bench-%s-%zu\",%s}",
                          of->plant->people[number].token, of->path + 4, number, of->member);
    return (size_t)snprintf(
        out, size, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
        of->path, length, body);
}

static enum sibu_status answer_all(const struct plant *plant, const char *path, const char *member,
                                   struct sibu_fault *fault)
{
    struct visit_outcome outcome;
    const struct answers answers = {plant, path, member};
    const struct visit visit = {.port = server_port(plant->server),
                                .visitors = VISITORS,
                                .requests = plant->count,
                                .write = write_answer,
                                .data = &answers};
    enum sibu_status status = visit_server(&visit, &outcome, fault);
    return status == SIBU_OK && outcome.refused > 0
               ? sibu_fault_set(fault, SIBU_IO, "bench", "有 %zu 个请求被拒绝（%u）",
                                "%zu requests were refused with %u", outcome.refused, outcome.refused_with)
               : status;
}

static enum sibu_status step(struct course *course, struct sibu_fault *fault)
{
    struct server_news news;
    struct sibu_fault ignored;
    struct drill_view view;
    enum sibu_status status = server_step(course->plant->server, &news, fault);
    course->steps++;
    course->is_closed |= news.closed;
    if (status == SIBU_OK && !course->is_closed &&
        drill_glance(course->plant->server->drill, "", &course->arena, &view, &ignored) == SIBU_OK && view.running) {
        course->is_over = view.over;
        course->alerts = view.alert_count;
    }
    return status;
}

/* Everybody has every alert that there is. */
static int is_told(const struct course *course)
{
    return course->alerts > 0 &&
           notify_counts(course->plant->server->notify).accepted >= course->alerts * course->plant->count;
}

enum wanted { TOLD, OVER_AND_TOLD, CLOSED };
static enum sibu_status step_until(struct course *course, enum wanted wanted, struct sibu_fault *fault)
{
    int64_t limit_us = clock_monotonic_us() + PATIENCE_US;
    for (;;) {
        enum sibu_status status = step(course, fault);
        int is_there = wanted == CLOSED ? course->is_closed : is_told(course) && (wanted == TOLD || course->is_over);
        if (status != SIBU_OK || is_there) {
            return status;
        }
        if (clock_monotonic_us() > limit_us) {
            return sibu_fault_set(fault, SIBU_IO, "bench", "两分钟内没有完成", "not done in two minutes");
        }
        clock_rest(STEP_US);
    }
}

/* Up to its end: all are told, have answered, and are told that it is over. */
static enum sibu_status hold_drill(struct course *course, struct sibu_fault *fault)
{
    struct plant *plant = course->plant;
    enum sibu_status status = plant_begin(plant, fault);
    status = status == SIBU_OK ? step_until(course, TOLD, fault) : status;
    status = status == SIBU_OK ? answer_all(plant, "/v1/answer", "\"answer\":\"acknowledge\"", fault) : status;
    status = status == SIBU_OK ? answer_all(plant, "/v1/check-in", "\"point\":\"yard\"", fault) : status;
    return status == SIBU_OK ? step_until(course, OVER_AND_TOLD, fault) : status;
}

/* A session writes its statistics down with its next transaction, a second after the last time: so one step more, which is counted. */
static enum sibu_status read_work(const struct database *database, struct course *course, double out[KINDS],
                                  struct sibu_fault *fault)
{
    struct database_work work = {0};
    clock_rest(1500000);
    enum sibu_status status = step(course, fault);
    status = status == SIBU_OK ? database_work(database, &work, fault) : status;
    const double NUMBERS[KINDS] = {work.statements, work.transactions, work.rows, work.wal_bytes, work.table_bytes};
    for (size_t i = 0; i < KINDS; i++) {
        out[i] = NUMBERS[i];
    }
    return status;
}

/* What a step costs in which nothing happens: out[kind]. */
static enum sibu_status measure_steps(const struct database *database, struct course *course, double out[KINDS],
                                      struct sibu_fault *fault)
{
    double before[KINDS] = {0.0};
    enum sibu_status status = read_work(database, course, before, fault);
    double first = course->steps;
    for (int i = 0; i < STEPS && status == SIBU_OK; i++) {
        status = step(course, fault);
    }
    status = status == SIBU_OK ? read_work(database, course, out, fault) : status;
    for (size_t i = 0; i < KINDS; i++) {
        out[i] = (out[i] - before[i]) / (course->steps - first);
    }
    return status;
}

/* Closes the drill once the grace has passed. */
static enum sibu_status close_drill(struct course *course, struct sibu_fault *fault)
{
    struct clock *clock = &course->plant->clock;
    clock_set_us(clock, clock_now_us(clock) + AHEAD_US);
    return step_until(course, CLOSED, fault);
}

/* work[kind]: the drill's, without what its steps cost by the clock; a step's in step_work. */
static enum sibu_status measure_in(const struct database *database, struct course *course, struct figures *out,
                                   struct sibu_fault *fault)
{
    double before[KINDS] = {0.0};
    enum sibu_status status = read_work(database, course, before, fault);
    course->steps = 0;
    status = status == SIBU_OK ? hold_drill(course, fault) : status;
    status = status == SIBU_OK ? measure_steps(database, course, out->step, fault) : status;
    status = status == SIBU_OK ? close_drill(course, fault) : status;
    status = status == SIBU_OK ? read_work(database, course, out->work, fault) : status;
    for (size_t i = 0; i < KINDS; i++) {
        out->work[i] -= before[i] + course->steps * out->step[i];
    }
    out->alerts = course->alerts;
    return status;
}

static enum sibu_status measure_once(struct bench *bench, size_t people, struct figures *out, struct sibu_fault *fault)
{
    struct database database;
    struct plant plant = {.count = 0};
    struct course course = {.plant = &plant};
    struct sink *sink = NULL;
    enum sibu_status status = database_open(&database, bench->store, fault);
    status = status == SIBU_OK ? sink_open(&sink, 0, fault) : status;
    if (status == SIBU_OK) {
        status = plant_open(&plant, people, sink_port(sink), database.url, fault);
        status = status == SIBU_OK ? measure_in(&database, &course, out, fault) : status;
        plant_close(&plant);
    }
    sibu_arena_clear(&course.arena);
    sink_close(sink);
    database_close(&database);
    return status;
}

/* A drill in which something unfolded has told everybody once more: it is held again. */
static enum sibu_status measure(struct bench *bench, size_t people, struct figures *out, struct sibu_fault *fault)
{
    for (int i = 0; i < TRIES; i++) {
        enum sibu_status status = measure_once(bench, people, out, fault);
        if (status != SIBU_OK || out->alerts == ALERTS) {
            return status;
        }
    }
    return sibu_fault_set(fault, SIBU_IO, "bench", "每次演练都有新情况", "something unfolded in every drill");
}

/* The line y = constant + slope * people that lies nearest, deviations counted in parts of y: else the largest would decide. */
static void fit(const double y[SIZES], double *constant, double *slope)
{
    double w = 0.0, wx = 0.0, wxx = 0.0, wy = 0.0, wxy = 0.0;
    for (size_t i = 0; i < SIZES; i++) {
        double weight = 1.0 / (y[i] * y[i]), x = (double)PEOPLE[i];
        w += weight;
        wx += weight * x;
        wxx += weight * x * x;
        wy += weight * y[i];
        wxy += weight * x * y[i];
    }
    *slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
    *constant = (wy - *slope * wx) / w;
}

static void add_kind(struct bench *bench, size_t kind, const struct figures of[SIZES])
{
    double y[SIZES], constant = 0.0, slope = 0.0;
    struct bench_result result = {.unit = KIND_UNITS[kind], .threads = VISITORS};
    for (size_t i = 0; i < SIZES; i++) {
        y[i] = of[i].work[kind];
    }
    fit(y, &constant, &slope);
    for (size_t i = 0; i < SIZES; i++) {
        (void)snprintf(result.name, sizeof result.name, "city/drill/%s/%zu", KIND_NAMES[kind], PEOPLE[i]);
        result.reference = "the line nearest to all three: a drill's own and each person's";
        result.value = y[i];
        result.reference_value = constant + slope * (double)PEOPLE[i];
        result.ratio = result.reference_value / y[i];
        bench_add(bench, &result);
    }
    (void)snprintf(result.name, sizeof result.name, "city/drill/%s/person", KIND_NAMES[kind]);
    result.reference = "the same from 100 to 1,000 people; as much where it grows in a line";
    result.value = (y[2] - y[1]) / (double)(PEOPLE[2] - PEOPLE[1]);
    result.reference_value = (y[1] - y[0]) / (double)(PEOPLE[1] - PEOPLE[0]);
    result.ratio = result.reference_value / result.value;
    bench_add(bench, &result);
    (void)snprintf(result.name, sizeof result.name, "city/drill/%s/own", KIND_NAMES[kind]);
    result.reference = "a person's, of that line";
    result.value = constant;
    result.reference_value = slope;
    result.ratio = slope / constant;
    bench_add(bench, &result);
    (void)snprintf(result.name, sizeof result.name, "city/drill/%s/step", KIND_NAMES[kind]);
    result.reference = "the same with 100 people";
    result.value = of[SIZES - 1].step[kind];
    result.reference_value = of[0].step[kind];
    result.ratio = result.value > 0.0 ? result.reference_value / result.value : 1.0;
    bench_add(bench, &result);
}

enum sibu_status bench_operations(struct bench *bench, struct sibu_fault *fault)
{
    struct figures of[SIZES];
    enum sibu_status status = SIBU_OK;
    if (*bench->stop || !bench_begins(bench, "city/drill")) {
        return SIBU_OK;
    }
    for (size_t i = 0; i < SIZES && status == SIBU_OK; i++) {
        status = *bench->stop ? SIBU_NO : measure(bench, PEOPLE[i], &of[i], fault);
    }
    for (size_t kind = 0; kind < KINDS && status == SIBU_OK; kind++) {
        if (of[0].work[kind] > 0.0) { /* statements of another's database may not be counted */
            add_kind(bench, kind, of);
        }
    }
    return *bench->stop ? SIBU_OK : status;
}
