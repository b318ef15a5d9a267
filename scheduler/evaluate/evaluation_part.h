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
/* The index of a person's number in the lists, or SIZE_MAX where nobody has it. */
size_t evaluation_index(const struct evaluation_source *source, uint32_t number);

/* What clocks and roster leave uncertain of each. After the people. */
SIBU_MUST_USE enum sibu_status evaluation_take_doubt(struct evaluation *out, const struct evaluation_source *source,
                                                     struct sibu_fault *fault);

/* The people of one group, and room for the subjects of one measure. */
struct evaluation_member {
    const char *key; /* what they are grouped by */
    const struct evaluation_person *person;
    const struct evaluation_bounds *bounds; /* of that person */
};
struct evaluation_members {
    const struct evaluation_member *items;
    size_t count;
    struct survival_subject *subjects; /* room for each twice */
    double end_s; /* when everybody who did nothing is censored */
    int has_starts, has_exits; /* of the whole record */
};
/* Counts and measures the members into the group, whose names are set. */
SIBU_MUST_USE enum sibu_status evaluation_measure(struct evaluation_group *group,
                                                  const struct evaluation_members *members, struct sibu_fault *fault);
/* The groups: all, each zone, shift, role and channel; and the missing. */
SIBU_MUST_USE enum sibu_status evaluation_take_groups(struct evaluation *out, const struct evaluation_source *source,
                                                      struct sibu_fault *fault);
/* Calls for help, and the search for the silent. */
SIBU_MUST_USE enum sibu_status evaluation_take_search(struct evaluation *out, const struct evaluation_source *source,
                                                      struct sibu_fault *fault);
/* Whether a warden ticked the event's person off; then *by is a copy of the account's name in the arena, or NULL without
 * memory. An arena of NULL: the name is not wanted. */
int evaluation_is_tick(const struct sibu_record_event *event, struct sibu_arena *arena, const char **by);
/* What wardens ticked off. After the groups. */
SIBU_MUST_USE enum sibu_status evaluation_take_sweeps(struct evaluation *out, const struct evaluation_source *source,
                                                      struct sibu_fault *fault);
/* Exits, assembly points and the curves. */
SIBU_MUST_USE enum sibu_status evaluation_take_lists(struct evaluation *out, struct sibu_fault *fault);
/* Flows through exits. */
SIBU_MUST_USE enum sibu_status evaluation_take_flows(struct evaluation *out, struct sibu_fault *fault);
/* The site, where it can be read. */
SIBU_MUST_USE enum sibu_status evaluation_open_site(struct evaluation *out, struct sibu_record *record,
                                                    struct sibu_fault *fault);
/* The hazard's fields. After the site; evaluation_close_hazard closes both. */
SIBU_MUST_USE enum sibu_status evaluation_open_hazard(struct evaluation *out, struct sibu_record *record,
                                                      struct sibu_fault *fault);
void evaluation_close_hazard(struct evaluation *evaluation);
enum sibu_field_level evaluation_level(const struct evaluation_hazard *hazard, size_t point, uint32_t block);
/* Time needed against time available. After the hazard. */
SIBU_MUST_USE enum sibu_status evaluation_take_margins(struct evaluation *out, const struct evaluation_source *source,
                                                       struct sibu_fault *fault);
/* Adds what everybody in a frame met in `for_s` seconds there, to met[] by index of the people; sums it up. */
void evaluation_meet(const struct evaluation *evaluation, const struct evaluation_source *source,
                     const struct sibu_record_frame *frame, double for_s, struct evaluation_met *met);
void evaluation_sum_met(struct evaluation *out, const struct evaluation_met *met);
/* Densities, where the record holds a trajectory and a site that can be read, and what people met, where the fields are
 * known too. */
SIBU_MUST_USE enum sibu_status evaluation_take_track(struct evaluation *out, struct sibu_record *record,
                                                     const struct evaluation_source *source, struct sibu_fault *fault);
/* The members of the last forecast that could be made. */
SIBU_MUST_USE enum sibu_status evaluation_read_forecast(struct evaluation *out, struct sibu_record *record,
                                                        struct sibu_fault *fault);
/* The drill's curves against them. After groups and lists. */
SIBU_MUST_USE enum sibu_status evaluation_take_comparisons(struct evaluation *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status
evaluation_take_deliveries(struct evaluation *out, const struct evaluation_source *source, struct sibu_fault *fault);
