/* How fast a server keeps check-ins; how fast it delivers an alert is alerts_bench.c.
 *
 * Depends on: bench/plant.h, bench/visitor.h. The reference: the same visitors asking the same server for an answer with
 * nothing behind it.
 */
#include <stdio.h>

#include "bench/bench.h"
#include "bench/plant.h"
#include "bench/visitor.h"
#include "web/server_state.h"

#define CHECK_IN_PEOPLE 2000
#define VISITORS 512 /* as many as answer in the same second; one wait for the disk serves many of them */
#define ROUNDS 6 /* of check-ins, then of empty answers, by turns: what else the machine does meets both */
#define ASKED_A_ROUND 10000
#define CALM_PER_S 1000.0
#define CALM_REQUESTS 5000

struct check_ins {
    const struct plant *plant;
    size_t round; /* no key twice */
};

static size_t write_check_in(const void *data, size_t number, char *out, size_t size)
{
    const struct check_ins *of = data;
    char body[256];
    const struct store_person *person = &of->plant->people[number % of->plant->count];
    int length = snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"bench-%zu-%zu\",\"point\":\"yard\"}",
                          person->token, of->round, number);
    return (size_t)snprintf(out, size,
                            "POST /v1/check-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                            "Content-Length: %d\r\n\r\n%s",
                            length, body);
}

static size_t write_empty(const void *data, size_t number, char *out, size_t size)
{
    (void)data;
    (void)number;
    return (size_t)snprintf(out, size, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
}

static enum sibu_status check_all_kept(const struct visit_outcome *outcome, struct sibu_fault *fault)
{
    return outcome->refused == 0 ? SIBU_OK
                                 : sibu_fault_set(fault, SIBU_IO, "bench", "有 %zu 个请求被拒绝",
                                                  "%zu requests were refused", outcome->refused);
}

/* What the drill's rows say: each was a check-in of its own. */
static enum sibu_status check_all_in_store(const struct plant *plant, size_t wanted, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_drill *drills = NULL;
    struct sibu_record_response *responses = NULL;
    size_t drill_count = 0, count = 0;
    enum sibu_status status = store_drills_open(plant->server->store, &arena, &drills, &drill_count, fault);
    if (status == SIBU_OK && drill_count == 1) {
        const struct store_from from = {.drill = drills[0].key};
        status = store_responses(plant->server->store, from, &arena, &responses, &count, fault);
    }
    sibu_arena_clear(&arena);
    if (status == SIBU_OK && count != wanted) {
        return sibu_fault_set(fault, SIBU_IO, "bench", "数据库中有 %zu 次签到，应有 %zu 次",
                              "the database has %zu check-ins and should have %zu", count, wanted);
    }
    return status;
}

/* One round; adds to *took_s how long it took. */
static enum sibu_status visit_once(const struct plant *plant, const struct check_ins *check_ins, double *took_s,
                                   struct sibu_fault *fault)
{
    struct visit_outcome outcome;
    const struct visit visit = {server_port(plant->server),
                                VISITORS,
                                ASKED_A_ROUND,
                                0.0,
                                check_ins != NULL ? write_check_in : write_empty,
                                check_ins,
                                {0}};
    enum sibu_status status = visit_server(&visit, &outcome, fault);
    status = status == SIBU_OK ? check_all_kept(&outcome, fault) : status;
    if (status == SIBU_OK) {
        *took_s += ASKED_A_ROUND / outcome.per_s;
    }
    return status;
}

static enum sibu_status measure_rate(struct bench *bench, struct plant *plant, struct sibu_fault *fault)
{
    double kept_s = 0.0, empty_s = 0.0;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < ROUNDS && status == SIBU_OK; i++) {
        const struct check_ins check_ins = {plant, i};
        status = visit_once(plant, &check_ins, &kept_s, fault);
        status = status == SIBU_OK ? visit_once(plant, NULL, &empty_s, fault) : status;
    }
    if (status == SIBU_OK) {
        bench_add(bench, &(struct bench_result){.name = "checkins/durable",
                                                .value = ROUNDS * ASKED_A_ROUND / kept_s,
                                                .unit = "check-ins/s",
                                                .reference = "the same server's empty answers",
                                                .reference_value = ROUNDS * ASKED_A_ROUND / empty_s,
                                                .ratio = empty_s / kept_s,
                                                .threads = VISITORS});
    }
    return status;
}

static enum sibu_status measure_calm(struct bench *bench, struct plant *plant, struct sibu_fault *fault)
{
    struct visit_outcome calm;
    const struct check_ins check_ins = {plant, ROUNDS};
    const struct visit visit = {
        server_port(plant->server), VISITORS, CALM_REQUESTS, CALM_PER_S, write_check_in, &check_ins, {0}};
    enum sibu_status status = visit_server(&visit, &calm, fault);
    status = status == SIBU_OK ? check_all_kept(&calm, fault) : status;
    if (status == SIBU_OK) {
        bench_add(bench, &(struct bench_result){.name = "checkins/p99-at-1000",
                                                .value = calm.p99_ms,
                                                .unit = "ms",
                                                .reference = "50 ms, wanted",
                                                .reference_value = 50.0,
                                                .ratio = 50.0 / calm.p99_ms,
                                                .threads = VISITORS});
    }
    return status;
}

static enum sibu_status measure_check_ins(struct bench *bench, struct plant *plant, struct sibu_fault *fault)
{
    enum sibu_status status = plant_begin(plant, fault);
    status = status == SIBU_OK ? measure_rate(bench, plant, fault) : status;
    status = status == SIBU_OK ? measure_calm(bench, plant, fault) : status;
    return status == SIBU_OK ? check_all_in_store(plant, ROUNDS * ASKED_A_ROUND + CALM_REQUESTS, fault) : status;
}

static enum sibu_status bench_check_ins(struct bench *bench, struct sibu_fault *fault)
{
    struct plant plant;
    if (!bench_begins(bench, "checkins/durable")) {
        return SIBU_OK;
    }
    enum sibu_status status = plant_open(&plant, CHECK_IN_PEOPLE, 0, NULL, fault);
    if (status == SIBU_OK) {
        status = measure_check_ins(bench, &plant, fault);
    }
    plant_close(&plant);
    return status;
}

enum sibu_status bench_server(struct bench *bench, struct sibu_fault *fault)
{
    enum sibu_status status = bench_check_ins(bench, fault);
    return status == SIBU_OK ? bench_alerts(bench, fault) : status;
}
