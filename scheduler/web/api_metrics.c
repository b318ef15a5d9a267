/* GET /metrics: what metrics.h says, of this server. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "web/metrics.h"
#include "web/route.h"

/* Of the process, by the kernel's own file; -1 where there is none. */
static int64_t resident_bytes(void)
{
    struct sibu_text text = {0};
    struct sibu_fault ignored;
    int64_t all = 0, resident = -1;
    int got = file_read("/proc/self/statm", 4096, &text, &ignored) == SIBU_OK &&
              sscanf(sibu_text_get(&text), "%" SCNd64 " %" SCNd64, &all, &resident) == 2;
    sibu_text_clear(&text);
    return got ? resident * sysconf(_SC_PAGESIZE) : -1;
}

void api_metrics(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct notify_lane lanes[CHANNELS_MAX + 1];
    struct store_outbox_sum *sums = NULL;
    struct metrics metrics = {.streams = streams_count(server->streams),
                              .lanes = lanes,
                              .lane_count = notify_lanes(server->notify, lanes, sizeof lanes / sizeof lanes[0]),
                              .tally = drill_tally(server->drill),
                              .resident_bytes = resident_bytes()};
    if (store_outbox_sums(server->store, &request->arena, &sums, &metrics.sum_count, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    metrics.sums = sums;
    char living[NODES_SEEN_MAX][STORE_NODE_MAX];
    if (server->node != NULL) {
        metrics.node_count = node_living(server->node, living);
        metrics.nodes = (const char(*)[STORE_NODE_MAX])living;
        metrics.draws = node_holds(server->node, NODE_TICK, NULL);
    }
    for (int i = 0; i < METRICS_CLASSES; i++) {
        metrics.requests[i] = http_count(&server->counts, (unsigned)i + 1);
    }
    answer->status = 200;
    answer->type = METRICS_TYPE;
    metrics_write(&metrics, &answer->body);
}
