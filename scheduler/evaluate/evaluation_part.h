/* The steps of an evaluation, one after the other. Inside evaluate/ only.
 */
#pragma once
#include "evaluate/evaluation.h"

/* What the record says, and where each person's number leads. */
struct evaluation_source {
    const char *place; /* of the record, for faults */
    const struct sibu_record_person *people;
    size_t people_count;
    const struct sibu_record_delivery *deliveries;
    size_t delivery_count;
    const struct sibu_record_response *responses;
    size_t response_count;
    uint32_t *index_of; /* by number: index in people plus one, 0 where nobody has it */
    size_t number_count; /* of index_of */
    int has_starts, has_exits; /* whether anybody was seen to start, or to leave */
};

enum sibu_status evaluation_no_memory(struct sibu_fault *fault);
/* Seconds from T0, at least 0; MEASURE_NEVER where it was after the end. */
double evaluation_seconds(const struct evaluation *evaluation, int64_t time_us);

/* T0, end, people with their times and states, from the rows. */
SIBU_MUST_USE enum sibu_status evaluation_take_people(struct evaluation *out, struct evaluation_source *source,
                                                      struct sibu_fault *fault);
/* The groups: all, and each zone. */
SIBU_MUST_USE enum sibu_status evaluation_take_groups(struct evaluation *out, const struct evaluation_source *source,
                                                      struct sibu_fault *fault);
/* Exits, assembly points, the missing and the curves. */
SIBU_MUST_USE enum sibu_status evaluation_take_lists(struct evaluation *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status
evaluation_take_deliveries(struct evaluation *out, const struct evaluation_source *source, struct sibu_fault *fault);
