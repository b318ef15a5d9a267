/* How fast one, two and three servers on one PostgreSQL keep check-ins.
 *
 * Depends on: bench/city.h, bench/visitor.h. The reference: pgbench on the same database server, by turns with the check-ins: as many
 * connections as there are visitors, each transaction the INSERT of one row. Both wait for the disk before they answer. A check-in is
 * two rows (the answer and its event) and an HTTP request; a server keeps in one transaction what has come meanwhile.
 */
#include <stdio.h>

#include "bench/bench.h"
#include "bench/city.h"
#include "bench/sink.h"
#include "bench/visitor.h"

#define PEOPLE_A_SITE 500
#define VISITORS 256 /* and as many connections of pgbench */
#define ROUNDS 3
#define ASKED_A_ROUND 20000
#define PGBENCH_S 4

struct check_ins {
    const struct city *city;
    size_t round; /* no key twice */
};

static size_t write_check_in(const void *data, size_t number, char *out, size_t size)
{
    const struct check_ins *of = data;
    char body[256];
    /* Neighbours are at different sites, so that every server has answers of every drill. One person of each never comes: else the
     * drill would end by that. */
    size_t a_site = of->city->count / CITY_SITES;
    size_t index = number % CITY_SITES * a_site + 1 + number / CITY_SITES % (a_site - 1);
    int length = snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"bench-%zu-%zu\",\"point\":\"yard\"}",
                          of->city->people[index].token, of->round, number);
    return (size_t)snprintf(out, size,
                            "POST /v1/check-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                            "Content-Length: %d\r\n\r\n%s",
                            length, body);
}

/* The same number of visitors, whatever the number of servers. */
static enum sibu_status visit_all(const struct city *city, size_t round, double *took_s, struct sibu_fault *fault)
{
    struct visit_outcome outcome;
    const struct check_ins check_ins = {city, round};
    struct visit visit = {.port = city->nodes[0].port,
                          .visitors = VISITORS,
                          .requests = ASKED_A_ROUND,
                          .write = write_check_in,
                          .data = &check_ins};
    for (size_t i = 1; i < city->node_count; i++) {
        visit.others[i - 1] = city->nodes[i].port;
    }
    enum sibu_status status = visit_server(&visit, &outcome, fault);
    if (status == SIBU_OK && outcome.refused > 0) {
        return sibu_fault_set(fault, SIBU_IO, "bench", "有 %zu 个请求被拒绝", "%zu requests were refused",
                              outcome.refused);
    }
    *took_s += status == SIBU_OK ? ASKED_A_ROUND / outcome.per_s : 0.0;
    return status;
}

static enum sibu_status measure(struct bench *bench, const struct city *city, struct sibu_fault *fault)
{
    double took_s = 0.0, rates = 0.0;
    struct bench_result result = {.unit = "check-ins/s",
                                  .reference = "pgbench, inserts of one row, as many connections, by turns",
                                  .threads = VISITORS};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < ROUNDS && status == SIBU_OK && !*bench->stop; i++) {
        double per_s = 0.0;
        status = visit_all(city, city->node_count * ROUNDS + i, &took_s, fault);
        status = status == SIBU_OK ? database_pgbench(city->database, VISITORS, PGBENCH_S, &per_s, fault) : status;
        rates += per_s;
    }
    if (status == SIBU_OK && !*bench->stop) {
        (void)snprintf(result.name, sizeof result.name, "city/check-ins/%zu", city->node_count);
        result.value = ROUNDS * ASKED_A_ROUND / took_s;
        result.reference_value = rates / ROUNDS;
        result.ratio = result.value / result.reference_value;
        bench_add(bench, &result);
    }
    return status;
}

/* What the drills' rows say: each was a check-in of its own. */
static enum sibu_status check_all_kept(const struct city *city, size_t wanted, struct sibu_fault *fault)
{
    double rows = 0.0;
    enum sibu_status status = database_number(city->database, "SELECT count(*) FROM response", &rows, fault);
    if (status == SIBU_OK && (size_t)rows != wanted) {
        return sibu_fault_set(fault, SIBU_IO, "bench", "数据库中有 %zu 次签到，应有 %zu 次",
                              "the database has %zu check-ins and should have %zu", (size_t)rows, wanted);
    }
    return status;
}

static enum sibu_status measure_nodes(struct bench *bench, struct city *city, const int asked[CITY_NODES_MAX],
                                      struct sibu_fault *fault)
{
    size_t kept = 0;
    enum sibu_status status = city_begin(city, fault);
    for (size_t i = 0; i < CITY_NODES_MAX && status == SIBU_OK && !*bench->stop; i++) {
        status = i > 0 ? city_add_node(city, fault) : status;
        if (status == SIBU_OK && asked[i]) {
            status = measure(bench, city, fault);
            kept += (size_t)ROUNDS * ASKED_A_ROUND;
        }
    }
    return status == SIBU_OK && !*bench->stop ? check_all_kept(city, kept, fault) : status;
}

static enum sibu_status bench_check_ins(struct bench *bench, struct sibu_fault *fault)
{
    static const char *const NAMES[CITY_NODES_MAX] = {"city/check-ins/1", "city/check-ins/2", "city/check-ins/3"};
    int asked[CITY_NODES_MAX], any = 0;
    struct database database;
    struct sink *sink = NULL;
    struct city city = {.count = 0};
    for (size_t i = 0; i < CITY_NODES_MAX; i++) {
        asked[i] = !*bench->stop && bench_begins(bench, NAMES[i]);
        any |= asked[i];
    }
    if (!any) {
        return SIBU_OK;
    }
    enum sibu_status status = database_open(&database, bench->store, fault);
    status = status == SIBU_OK ? sink_open(&sink, 0, fault) : status;
    if (status == SIBU_OK) {
        status = city_open(&city, &database, (struct city_people){PEOPLE_A_SITE, sink_port(sink)}, fault);
        status = status == SIBU_OK ? measure_nodes(bench, &city, asked, fault) : status;
        city_close(&city);
    }
    sink_close(sink);
    database_close(&database);
    return *bench->stop ? SIBU_OK : status;
}

enum sibu_status bench_city(struct bench *bench, struct sibu_fault *fault)
{
    char programs[256];
    if (bench->only[0] == '\0' && bench->store == NULL && !database_programs(programs)) {
        return SIBU_OK; /* one plant needs no PostgreSQL, and whoever measures all of it need not install it */
    }
    enum sibu_status status = bench_check_ins(bench, fault);
    return status == SIBU_OK ? bench_operations(bench, fault) : status;
}
