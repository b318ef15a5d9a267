/* One answer of GET /v1/record, read: what is new of a drill that runs (docs: the server's /openapi.json).
 *
 * The bytes come from outside and are checked in full: sizes and ranges as a record takes them, names of documents out of
 * those that a viewer wants, everything else refused. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/record.h"

#define LIVE_PART_DOCUMENTS 8 /* site, scenario, and forecasts */
#define LIVE_PART_ROWS 20000 /* of events or deliveries, in one answer */
#define LIVE_ID_BYTES 64

struct live_document {
    const char *name, *text;
};
struct live_part {
    int is_drill; /* 0: no drill is told of, and nothing but `running` is filled */
    const char *id, *site, *state; /* in the arena, as all below */
    int64_t t0_us, now_us; /* UTC; of the server's clock */
    const char *draw; /* the document "draw" for a record: the place, the hazard and T0 as the server told them */
    struct live_document documents[LIVE_PART_DOCUMENTS];
    size_t document_count;
    struct sibu_record_person *people; /* NULL: they were not told this time */
    size_t people_count;
    struct sibu_record_event *events;
    struct sibu_record_delivery *deliveries;
    size_t event_count, delivery_count;
    int more; /* the server has more already */
    const char **running; /* numbers of the drills that run, in the order in which they began */
    size_t running_count;
};

/* Reads the answer `bytes`, which `name` stands for in faults. SIBU_BAD_INPUT: it is not as the API says. */
SIBU_MUST_USE enum sibu_status live_part_read(struct live_part *out, const char *name, const char *bytes, size_t length,
                                              struct sibu_arena *arena, struct sibu_fault *fault);
