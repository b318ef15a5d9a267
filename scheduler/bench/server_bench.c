/* How fast a server keeps check-ins, and how fast it delivers an alert to all.
 *
 * Depends on: bench/plant.h, bench/visitor.h, libmicrohttpd for the sink. The references: the same visitors asking the
 * same server for an answer with nothing behind it; and wrk posting the same alert to the same sink.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bench/bench.h"
#include "bench/plant.h"
#include "bench/visitor.h"
#include "web/server_state.h"

#define CHECK_IN_PEOPLE 2000
#define VISITORS 48
#define ASKED 20000
#define CALM_PER_S 1000.0
#define CALM_REQUESTS 5000
#define ALERT_PEOPLE 10000
#define PATIENCE_US (INT64_C(60) * 1000000)

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

static enum sibu_status measure_check_ins(struct bench *bench, struct plant *plant, struct sibu_fault *fault)
{
    struct visit_outcome kept, empty, calm;
    struct check_ins first = {plant, 1}, second = {plant, 2};
    struct visit visit = {server_port(plant->server), VISITORS, ASKED, 0.0, write_check_in, &first};
    enum sibu_status status = plant_begin(plant, fault);
    status = status == SIBU_OK ? visit_server(&visit, &kept, fault) : status;
    status = status == SIBU_OK ? check_all_kept(&kept, fault) : status;
    visit.write = write_empty;
    status = status == SIBU_OK ? visit_server(&visit, &empty, fault) : status;
    visit = (struct visit){visit.port, VISITORS, CALM_REQUESTS, CALM_PER_S, write_check_in, &second};
    status = status == SIBU_OK ? visit_server(&visit, &calm, fault) : status;
    status = status == SIBU_OK ? check_all_kept(&calm, fault) : status;
    if (status == SIBU_OK) {
        bench_add(bench, &(struct bench_result){.name = "checkins/durable",
                                                .value = kept.per_s,
                                                .unit = "check-ins/s",
                                                .reference = "the same server's empty answers",
                                                .reference_value = empty.per_s,
                                                .ratio = kept.per_s / empty.per_s,
                                                .threads = VISITORS});
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

static enum sibu_status bench_check_ins(struct bench *bench, struct sibu_fault *fault)
{
    struct plant plant;
    if (!bench_begins(bench, "checkins/durable")) {
        return SIBU_OK;
    }
    enum sibu_status status = plant_open(&plant, CHECK_IN_PEOPLE, 0, fault);
    if (status == SIBU_OK) {
        status = measure_check_ins(bench, &plant, fault);
    }
    plant_close(&plant);
    return status;
}

/* Takes whatever comes, and says 200. */
static enum MHD_Result swallow(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *piece, size_t *piece_length, void **state)
{
    static const int SEEN = 1;
    (void)url;
    (void)method;
    (void)version;
    (void)piece;
    if (*state == NULL || *piece_length > 0) {
        *state = (void *)(uintptr_t)&SEEN;
        *piece_length = 0;
        return MHD_YES;
    }
    return MHD_queue_response(connection, 200, data);
}

struct sink {
    struct MHD_Daemon *daemon;
    struct MHD_Response *answer;
    uint16_t port;
};

static enum sibu_status sink_open(struct sink *sink, struct sibu_fault *fault)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    sink->answer = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    sink->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, swallow, sink->answer,
                                    MHD_OPTION_SOCK_ADDR, &where, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        sink->daemon != NULL ? MHD_get_daemon_info(sink->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (info == NULL || sink->answer == NULL) {
        return sibu_fault_set(fault, SIBU_IO, "bench", "无法启动接收端", "the sink cannot be started");
    }
    sink->port = info->port;
    return SIBU_OK;
}

static void sink_close(struct sink *sink)
{
    if (sink->daemon != NULL) {
        MHD_stop_daemon(sink->daemon);
    }
    if (sink->answer != NULL) {
        MHD_destroy_response(sink->answer);
    }
}

/* What wrk says of posting `bytes` bytes to the sink for three seconds with as many connections as the notifier has. */
static enum sibu_status ask_wrk(const struct plant *plant, uint16_t port, size_t bytes, double *per_s,
                                struct sibu_fault *fault)
{
    char path[128], command[512], line[256];
    struct sibu_text script = {0};
    sibu_text_addf(&script,
                   "wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", %zu)\n"
                   "wrk.headers[\"Content-Type\"] = \"application/cap+xml\"\n",
                   bytes);
    (void)snprintf(path, sizeof path, "%s/post.lua", plant->folder);
    enum sibu_status status = file_write(path, sibu_text_get(&script), script.length, 0600, fault);
    sibu_text_clear(&script);
    if (status != SIBU_OK) {
        return status;
    }
    (void)snprintf(command, sizeof command, "wrk -t1 -c64 -d3s -s '%s' http://127.0.0.1:%u/x 2>/dev/null", path,
                   (unsigned)port);
    FILE *said = popen(command, "r"); /* both parts are our own words */
    *per_s = 0.0;
    while (said != NULL && fgets(line, sizeof line, said) != NULL) {
        (void)sscanf(line, "Requests/sec: %lf", per_s);
    }
    if (said == NULL || pclose(said) != 0 || *per_s <= 0.0) {
        return sibu_fault_set(fault, SIBU_IO, "wrk", "无法运行：请安装软件包 wrk",
                              "cannot be run: install the package wrk");
    }
    return SIBU_OK;
}

static enum sibu_status wait_for_all(struct plant *plant, int64_t from_us, double *took_s, struct sibu_fault *fault)
{
    while (notify_counts(plant->server->notify).accepted < plant->count) {
        if (clock_monotonic_us() - from_us > PATIENCE_US) {
            return sibu_fault_set(fault, SIBU_IO, "bench", "一分钟内没有发完", "not all were delivered in a minute");
        }
        clock_rest(500);
    }
    *took_s = (double)(clock_monotonic_us() - from_us) / 1e6;
    return SIBU_OK;
}

static enum sibu_status measure_alerts(struct bench *bench, struct plant *plant, uint16_t port,
                                       struct sibu_fault *fault)
{
    struct store_alert *alerts = NULL;
    size_t count = 0;
    double took_s = 1.0, wrk_per_s = 1.0;
    int64_t from_us = clock_monotonic_us();
    enum sibu_status status = plant_begin(plant, fault);
    status = status == SIBU_OK ? wait_for_all(plant, from_us, &took_s, fault) : status;
    status = status == SIBU_OK
                 ? store_alerts(plant->server->store, (struct store_from){1, 0}, &plant->arena, &alerts, &count, fault)
                 : status;
    if (status == SIBU_OK && count > 0) {
        status = ask_wrk(plant, port, strlen(alerts[0].xml), &wrk_per_s, fault);
    }
    if (status == SIBU_OK) {
        double per_s = (double)plant->count / took_s;
        bench_add(bench, &(struct bench_result){.name = "alerts/to-all",
                                                .value = per_s,
                                                .unit = "deliveries/s",
                                                .reference = "wrk, the same alert to the same sink",
                                                .reference_value = wrk_per_s,
                                                .ratio = per_s / wrk_per_s,
                                                .threads = 1});
        bench_add(bench, &(struct bench_result){.name = "alerts/10000",
                                                .value = took_s,
                                                .unit = "s",
                                                .reference = "5 s, wanted",
                                                .reference_value = 5.0,
                                                .ratio = 5.0 / took_s,
                                                .threads = 1});
    }
    return status;
}

static enum sibu_status bench_alerts(struct bench *bench, struct sibu_fault *fault)
{
    struct plant plant = {.count = 0};
    struct sink sink = {0};
    if (!bench_begins(bench, "alerts/to-all")) {
        return SIBU_OK;
    }
    enum sibu_status status = sink_open(&sink, fault);
    if (status == SIBU_OK) {
        status = plant_open(&plant, ALERT_PEOPLE, sink.port, fault);
        if (status == SIBU_OK) {
            status = measure_alerts(bench, &plant, sink.port, fault);
        }
        plant_close(&plant);
    }
    sink_close(&sink);
    return status;
}

enum sibu_status bench_server(struct bench *bench, struct sibu_fault *fault)
{
    enum sibu_status status = bench_check_ins(bench, fault);
    return status == SIBU_OK ? bench_alerts(bench, fault) : status;
}
