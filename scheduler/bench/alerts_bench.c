/* How fast a server delivers an alert to all.
 *
 * Depends on: bench/plant.h, bench/sink.h, and wrk, which posts as much to the same sink over as many connections. The sink
 * that answers at once costs nothing, so there two clients' own work is compared: wrk sends the same bytes again and again
 * and keeps nothing, the server has a person, a link and a key for each, and keeps each delivery before it counts. Gateways
 * take their time as real ones do: there it is compared who keeps more on the way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bench/bench.h"
#include "bench/plant.h"
#include "bench/sink.h"
#include "notify/channel.h"
#include "web/server_state.h"

#define PEOPLE 10000
/* A gateway in the house, and one behind a line: the round trip alone takes the longer. */
static const unsigned SERVICE_MS[] = {5, 20};
#define PATIENCE_US (INT64_C(60) * 1000000)

/* What wrk says of posting `bytes` bytes to the sink for three seconds with as many connections as the notifier has. */
static enum sibu_status ask_wrk(const struct plant *plant, uint16_t port, size_t bytes, double *per_s,
                                struct sibu_fault *fault)
{
    char path[128], command[512], line[256];
    struct sibu_text script = {0};
    sibu_text_addf(&script,
                   "wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", %zu)\n"
                   "wrk.headers[\"Content-Type\"] = \"application/cap+xml\"\n"
                   "wrk.headers[\"Idempotency-Key\"] = \"0123456789abcdefghijkl\"\n"
                   "wrk.headers[\"Link\"] = \"<%s/w/01234567890123456789>; rel=\\\"answer\\\"\"\n"
                   "wrk.headers[\"X-Sibu-Exercise\"] = \"true\"\n",
                   bytes, "http://127.0.0.1:8080");
    (void)snprintf(path, sizeof path, "%s/post.lua", plant->folder);
    enum sibu_status status = file_write(path, sibu_text_get(&script), script.length, 0600, fault);
    sibu_text_clear(&script);
    if (status != SIBU_OK) {
        return status;
    }
    (void)snprintf(command, sizeof command, "wrk -t1 -c%d -d3s -s '%s' http://127.0.0.1:%u/x 2>/dev/null",
                   CHANNEL_SLOTS_MAX, path, (unsigned)port);
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

/* How long the delivery took: from the command to begin, and from the first attempt. */
struct course {
    double all_s, sending_s;
};

static enum sibu_status wait_for_all(struct plant *plant, int64_t begun_us, struct course *out,
                                     struct sibu_fault *fault)
{
    int64_t first_us = 0, now_us = begun_us;
    struct notify_counts counts = notify_counts(plant->server->notify);
    while (counts.accepted < plant->count) {
        clock_rest(500);
        counts = notify_counts(plant->server->notify);
        now_us = clock_monotonic_us();
        first_us = first_us == 0 && counts.attempts > 0 ? now_us : first_us;
        if (now_us - begun_us > PATIENCE_US) {
            return sibu_fault_set(fault, SIBU_IO, "bench", "一分钟内没有发完", "not all were delivered in a minute");
        }
    }
    *out = (struct course){(double)(now_us - begun_us) / 1e6, (double)(now_us - first_us) / 1e6};
    return SIBU_OK;
}

/* The alert goes to all, then wrk sends as much. */
static enum sibu_status measure(struct plant *plant, uint16_t port, struct course *course, double *wrk_per_s,
                                struct sibu_fault *fault)
{
    struct store_alert *alerts = NULL;
    size_t count = 0;
    int64_t begun_us = clock_monotonic_us();
    enum sibu_status status = plant_begin(plant, fault);
    status = status == SIBU_OK ? wait_for_all(plant, begun_us, course, fault) : status;
    status = status == SIBU_OK
                 ? store_alerts(plant->server->store, (struct store_from){1, 0}, &plant->arena, &alerts, &count, fault)
                 : status;
    if (status == SIBU_OK && count == 0) {
        return sibu_fault_set(fault, SIBU_IO, "bench", "没有警报", "there is no alert");
    }
    return status == SIBU_OK ? ask_wrk(plant, port, strlen(alerts[0].xml), wrk_per_s, fault) : status;
}

static enum sibu_status deliver(unsigned service_ms, struct course *course, double *wrk_per_s, struct sibu_fault *fault)
{
    struct plant plant = {.count = 0};
    struct sink *sink = NULL;
    enum sibu_status status = sink_open(&sink, service_ms, fault);
    if (status == SIBU_OK) {
        status = plant_open(&plant, PEOPLE, sink_port(sink), NULL, fault);
        status = status == SIBU_OK ? measure(&plant, sink_port(sink), course, wrk_per_s, fault) : status;
        plant_close(&plant);
    }
    sink_close(sink);
    return status;
}

static void add_rate(struct bench *bench, const char *name, const struct course *course, double wrk_per_s)
{
    double per_s = PEOPLE / course->sending_s;
    struct bench_result result = {.value = per_s,
                                  .unit = "deliveries/s",
                                  .reference = "wrk, as many bytes to the same sink over as many connections",
                                  .reference_value = wrk_per_s,
                                  .ratio = per_s / wrk_per_s,
                                  .threads = 2};
    (void)snprintf(result.name, sizeof result.name, "%s", name);
    bench_add(bench, &result);
}

static enum sibu_status deliver_at_once(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "alerts/sink-at-once";
    struct course course;
    double wrk_per_s = 1.0;
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = deliver(0, &course, &wrk_per_s, fault);
    if (status == SIBU_OK) {
        add_rate(bench, NAME, &course, wrk_per_s);
        bench_add(bench, &(struct bench_result){.name = "alerts/10000",
                                                .value = course.all_s,
                                                .unit = "s",
                                                .reference = "5 s, wanted, from the command to begin the drill",
                                                .reference_value = 5.0,
                                                .ratio = 5.0 / course.all_s,
                                                .threads = 2});
    }
    return status;
}

static enum sibu_status deliver_to_gateway(struct bench *bench, unsigned service_ms, struct sibu_fault *fault)
{
    char name[40];
    struct course course;
    double wrk_per_s = 1.0;
    (void)snprintf(name, sizeof name, "alerts/gateway-%u-ms", service_ms);
    if (*bench->stop || !bench_begins(bench, name)) {
        return SIBU_OK;
    }
    enum sibu_status status = deliver(service_ms, &course, &wrk_per_s, fault);
    if (status == SIBU_OK) {
        add_rate(bench, name, &course, wrk_per_s);
    }
    return status;
}

enum sibu_status bench_alerts(struct bench *bench, struct sibu_fault *fault)
{
    enum sibu_status status = deliver_at_once(bench, fault);
    for (size_t i = 0; i < sizeof SERVICE_MS / sizeof SERVICE_MS[0] && status == SIBU_OK; i++) {
        status = deliver_to_gateway(bench, SERVICE_MS[i], fault);
    }
    return status;
}
