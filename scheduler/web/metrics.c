/* The text of the metrics: see metrics.h. */
#include "web/metrics.h"

#include <inttypes.h>
#include <string.h>

#define MEBIBYTE INT64_C(1048576)

static void family(struct sibu_text *out, const char *name, const char *type, const char *help)
{
    sibu_text_addf(out, "# TYPE %s %s\n# HELP %s %s\n", name, type, name, help);
}

static void write_requests(const struct metrics *metrics, struct sibu_text *out)
{
    family(out, "sibu_requests", "counter", "HTTP requests answered, by class of status.");
    for (int i = 0; i < METRICS_CLASSES; i++) {
        sibu_text_addf(out, "sibu_requests_total{class=\"%dxx\"} %" PRIu64 "\n", i + 1, metrics->requests[i]);
    }
    family(out, "sibu_streams", "gauge", "Streams of events that are open.");
    sibu_text_addf(out, "sibu_streams %" PRIu32 "\n", metrics->streams);
}

static int64_t sum_of(const struct metrics *metrics, const char *channel, const char *state)
{
    for (size_t i = 0; i < metrics->sum_count; i++) {
        if (strcmp(metrics->sums[i].channel, channel) == 0 && strcmp(metrics->sums[i].state, state) == 0) {
            return metrics->sums[i].count;
        }
    }
    return 0;
}

/* Each way has all states at all times, so that the first item of one is no new line. */
static void write_outbox(const struct metrics *metrics, struct sibu_text *out)
{
    static const char *const STATES[] = {"waiting", "accepted", "given-up", "superseded", "expired", "answered"};
    family(out, "sibu_outbox_items", "gauge", "Messages of drills that are not closed, by way and state.");
    for (size_t i = 0; i < metrics->lane_count; i++) {
        const char *way = metrics->lanes[i].channel;
        for (size_t k = 0; k < sizeof STATES / sizeof STATES[0]; k++) {
            sibu_text_addf(out, "sibu_outbox_items{way=\"%s\",state=\"%s\"} %" PRId64 "\n", way, STATES[k],
                           sum_of(metrics, way, STATES[k]));
        }
    }
}

static void write_deliveries(const struct metrics *metrics, struct sibu_text *out)
{
    family(out, "sibu_deliveries", "counter", "Attempts to deliver that have ended, by way and what came of them.");
    for (size_t i = 0; i < metrics->lane_count; i++) {
        const struct notify_lane *lane = &metrics->lanes[i];
        const uint64_t counts[] = {lane->accepted, lane->later, lane->given_up};
        static const char *const RESULTS[] = {"accepted", "again", "given-up"};
        for (size_t k = 0; k < sizeof RESULTS / sizeof RESULTS[0]; k++) {
            sibu_text_addf(out, "sibu_deliveries_total{way=\"%s\",result=\"%s\"} %" PRIu64 "\n", lane->channel,
                           RESULTS[k], counts[k]);
        }
    }
    family(out, "sibu_way_down", "gauge", "1 while the way's peer does not answer and is left alone.");
    for (size_t i = 0; i < metrics->lane_count; i++) {
        sibu_text_addf(out, "sibu_way_down{way=\"%s\"} %d\n", metrics->lanes[i].channel, metrics->lanes[i].is_down);
    }
}

static void write_answers(const struct tally *tally, struct sibu_text *out)
{
    uint64_t count = 0;
    family(out, "sibu_answers", "counter", "New answers of people in drills, check-ins among them, by kind.");
    for (size_t i = 0; i < TALLY_KINDS; i++) {
        sibu_text_addf(out, "sibu_answers_total{kind=\"%s\"} %" PRIu64 "\n", tally_kind(i), tally->answers[i]);
    }
    family(out, "sibu_store_batch", "histogram", "Answers that one transaction of the store kept.");
    for (size_t i = 0; i < TALLY_BATCH_STEPS; i++) {
        count += tally->batches[i];
        if (i + 1 < TALLY_BATCH_STEPS) {
            sibu_text_addf(out, "sibu_store_batch_bucket{le=\"%d.0\"} %" PRIu64 "\n", 1 << i, count);
        } else {
            sibu_text_addf(out, "sibu_store_batch_bucket{le=\"+Inf\"} %" PRIu64 "\n", count);
        }
    }
    sibu_text_addf(out, "sibu_store_batch_count %" PRIu64 "\nsibu_store_batch_sum %" PRIu64 "\n", count,
                   tally->in_batches);
}

static void write_nodes(const struct metrics *metrics, struct sibu_text *out)
{
    family(out, "sibu_node_lives", "gauge", "1 for each server that lives, of several on one database.");
    for (size_t i = 0; i < metrics->node_count; i++) {
        sibu_text_addf(out, "sibu_node_lives{node=\"%s\"} 1\n", metrics->nodes[i]);
    }
    family(out, "sibu_node_draws", "gauge", "1 where this server is the one that draws.");
    sibu_text_addf(out, "sibu_node_draws %d\n", metrics->draws);
}

void metrics_write(const struct metrics *metrics, struct sibu_text *out)
{
    write_requests(metrics, out);
    write_outbox(metrics, out);
    write_deliveries(metrics, out);
    write_answers(&metrics->tally, out);
    if (metrics->node_count > 0) {
        write_nodes(metrics, out);
    }
    if (metrics->resident_bytes >= 0) {
        family(out, "process_resident_memory_bytes", "gauge", "Memory of the process, in whole mebibytes.");
        sibu_text_addf(out, "# UNIT process_resident_memory_bytes bytes\nprocess_resident_memory_bytes %" PRId64 "\n",
                       (metrics->resident_bytes + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE);
    }
    sibu_text_add(out, "# EOF\n");
}
