/* What can be watched of a running server, as OpenMetrics text 1.0.
 *
 * Labels hold ways, states and kinds from fixed lists, and ids of servers: no person, no token, no address. Nothing here moves by what was drawn
 * before a drill begins: the draw's rows and ticks are not counted, alerts are filed at T0 and not before, and memory is told
 * in whole mebibytes. Pure; the caller owns all.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "drill/tally.h"
#include "notify/notify.h"
#include "sibu/text.h"
#include "store/store_outbox.h"

#define METRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define METRICS_CLASSES 5 /* of HTTP statuses: 1xx to 5xx */

struct metrics {
    uint64_t requests[METRICS_CLASSES]; /* answered, by the first digit of the status */
    uint32_t streams; /* of events, open now */
    const struct notify_lane *lanes;
    size_t lane_count;
    const struct store_outbox_sum *sums;
    size_t sum_count;
    struct tally tally;
    const char (*nodes)[STORE_NODE_MAX]; /* ids of the servers that live, where there are several */
    size_t node_count; /* 0: there is one, and nothing of this is told */
    int draws; /* then: whether this is the one that draws */
    int64_t resident_bytes; /* -1: not known, and left out */
};
void metrics_write(const struct metrics *metrics, struct sibu_text *out);
