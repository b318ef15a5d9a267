/* An evaluation from a record: reads the rows, finds T0 and the end, and lets each part take its numbers. See
 * evaluation.h.
 */
#include "evaluate/evaluation.h"

#include <string.h>

#include "base/beside.h"
#include "evaluate/evaluation_part.h"

const char *evaluation_state_name(enum evaluation_state state)
{
    static const char *const NAMES[] = {"checked-in", "need-help", "cannot", "missing", "not-expected"};
    return NAMES[state];
}

enum sibu_status evaluation_no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

double evaluation_seconds(const struct evaluation *evaluation, int64_t time_us)
{
    if (time_us > evaluation->end_us) {
        return MEASURE_NEVER;
    }
    return time_us <= evaluation->t0_us ? 0.0 : ((double)time_us - (double)evaluation->t0_us) / 1e6;
}

static enum sibu_status read_rows(struct evaluation *out, struct sibu_record *record, struct evaluation_source *source,
                                  struct sibu_fault *fault)
{
    struct sibu_record_person *people = NULL;
    struct sibu_record_event *events = NULL;
    struct sibu_record_delivery *deliveries = NULL;
    struct sibu_record_response *responses = NULL;
    enum sibu_status status = sibu_record_people(record, &out->arena, &people, &source->people_count, fault);
    if (status == SIBU_OK) {
        status = sibu_record_events(record, &out->arena, &events, &out->event_count, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_deliveries(record, &out->arena, &deliveries, &source->delivery_count, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_responses(record, &out->arena, &responses, &source->response_count, fault);
    }
    source->people = people;
    source->deliveries = deliveries;
    source->responses = responses;
    out->events = events;
    return status;
}

static const struct sibu_record_event *find_event(const struct evaluation *evaluation, const char *const *kinds)
{
    for (size_t i = 0; i < evaluation->event_count; i++) {
        for (size_t k = 0; kinds[k] != NULL; k++) {
            if (strcmp(evaluation->events[i].kind, kinds[k]) == 0) {
                return &evaluation->events[i];
            }
        }
    }
    return NULL;
}

/* To the first event of a kind, also where that is after the end. */
static double seconds_to(const struct evaluation *evaluation, const char *kind)
{
    const char *const kinds[] = {kind, NULL};
    const struct sibu_record_event *event = find_event(evaluation, kinds);
    return event == NULL || event->time_us < evaluation->t0_us
               ? MEASURE_NEVER
               : ((double)event->time_us - (double)evaluation->t0_us) / 1e6;
}

static int64_t last_time(const struct evaluation *evaluation, const struct evaluation_source *source)
{
    int64_t last_us = evaluation->t0_us;
    for (size_t i = 0; i < evaluation->event_count; i++) {
        last_us = evaluation->events[i].time_us > last_us ? evaluation->events[i].time_us : last_us;
    }
    for (size_t i = 0; i < source->response_count; i++) {
        last_us = source->responses[i].received_us > last_us ? source->responses[i].received_us : last_us;
    }
    for (size_t i = 0; i < source->delivery_count; i++) {
        last_us = source->deliveries[i].ended_us > last_us ? source->deliveries[i].ended_us : last_us;
    }
    return last_us;
}

/* T0 and the end. A real emergency overtakes every other name of the end, but not the time of an earlier one. */
static enum sibu_status take_times(struct evaluation *out, const struct evaluation_source *source,
                                   struct sibu_fault *fault)
{
    static const char *const DRAWN[] = {"drawn", NULL};
    static const char *const ENDS[] = {"all-clear", "abort", "real-emergency", NULL};
    static const char *const REAL[] = {"real-emergency", NULL};
    static const char *const CLOSED[] = {"closed", NULL};
    const struct sibu_record_event *drawn = find_event(out, DRAWN);
    const struct sibu_record_event *end = find_event(out, ENDS);
    const struct sibu_record_event *real = find_event(out, REAL);
    if (drawn == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "event", "记录中没有演练（没有“drawn”事件），无法评估",
                              "the record holds no drill (no event \"drawn\"), so there is nothing to evaluate");
    }
    end = end == NULL ? find_event(out, CLOSED) : end;
    out->t0_us = drawn->time_us;
    out->end_us = end != NULL ? end->time_us : last_time(out, source);
    out->end = real != NULL ? real->kind : end != NULL ? end->kind : "";
    out->all_clear_s = seconds_to(out, "all-clear");
    out->mustered_s = seconds_to(out, "mustered");
    if (out->end_us < out->t0_us || out->end_us - out->t0_us > INT64_C(400) * 86400 * 1000000) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "event", "演练的结束时间早于 T0，或晚于 T0 400 天以上",
                              "the drill ends before T0, or more than 400 days after it");
    }
    return SIBU_OK;
}

static enum sibu_status index_people(struct evaluation *out, struct evaluation_source *source, struct sibu_fault *fault)
{
    source->number_count = 1;
    for (size_t i = 0; i < source->people_count; i++) {
        size_t needed = (size_t)source->people[i].number + 1;
        source->number_count = needed > source->number_count ? needed : source->number_count;
    }
    source->index_of = sibu_arena_take(&out->arena, source->number_count, sizeof *source->index_of);
    if (source->index_of == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < source->people_count; i++) {
        source->index_of[source->people[i].number] = (uint32_t)i + 1;
    }
    return SIBU_OK;
}

/* An evaluation being made. What people did, and what the hazard did, are reckoned side by side: neither knows of the other. */
struct taking {
    struct evaluation *out;
    struct sibu_record *record; /* only the hazard's side reads it */
    struct evaluation_source source;
    enum sibu_status people_status, hazard_status;
    struct sibu_fault people_fault, hazard_fault;
};

static enum sibu_status take_people(struct evaluation *out, struct evaluation_source *source, struct sibu_fault *fault)
{
    enum sibu_status status = evaluation_take_people(out, source, fault);
    if (status == SIBU_OK) {
        status = evaluation_take_doubt(out, source, fault);
    }
    if (status == SIBU_OK) {
        status = evaluation_take_groups(out, source, fault);
    }
    if (status == SIBU_OK) {
        status = evaluation_take_search(out, source, fault);
    }
    if (status == SIBU_OK) {
        status = evaluation_take_sweeps(out, source, fault);
    }
    if (status == SIBU_OK) {
        status = evaluation_take_lists(out, fault);
    }
    return status == SIBU_OK ? evaluation_take_deliveries(out, source, fault) : status;
}

static void people_side(void *of)
{
    struct taking *taking = of;
    taking->people_status = take_people(taking->out, &taking->source, &taking->people_fault);
    if (taking->people_status == SIBU_OK) {
        taking->people_status = evaluation_take_flows(taking->out, &taking->people_fault);
    }
}

static void hazard_side(void *of)
{
    struct taking *taking = of;
    taking->hazard_status = evaluation_open_site(taking->out, taking->record, &taking->hazard_fault);
    if (taking->hazard_status == SIBU_OK) {
        taking->hazard_status = evaluation_open_hazard(taking->out, taking->record, &taking->hazard_fault);
    }
}

static enum sibu_status take_both(struct taking *taking, struct sibu_fault *fault)
{
    beside_do(hazard_side, people_side, taking);
    if (taking->people_status != SIBU_OK) {
        *fault = taking->people_fault;
        return taking->people_status;
    }
    if (taking->hazard_status != SIBU_OK) {
        *fault = taking->hazard_fault;
    }
    return taking->hazard_status;
}

/* What needs both: where people were, what they met, and the forecast. */
static enum sibu_status take_more(struct taking *taking, struct sibu_fault *fault)
{
    struct evaluation *out = taking->out;
    enum sibu_status status = evaluation_take_track(out, taking->record, &taking->source, fault);
    if (status == SIBU_OK) {
        status = evaluation_take_margins(out, &taking->source, fault);
    }
    if (status == SIBU_OK) {
        status = evaluation_read_forecast(out, taking->record, fault);
    }
    return status == SIBU_OK ? evaluation_take_comparisons(out, fault) : status;
}

static enum sibu_status take_all(struct taking *taking, int is_brief, struct sibu_fault *fault)
{
    enum sibu_status status = read_rows(taking->out, taking->record, &taking->source, fault);
    if (status == SIBU_OK) {
        status = take_times(taking->out, &taking->source, fault);
    }
    if (status == SIBU_OK) {
        status = index_people(taking->out, &taking->source, fault);
    }
    if (status == SIBU_OK) {
        status = is_brief ? take_people(taking->out, &taking->source, fault) : take_both(taking, fault);
    }
    return status == SIBU_OK && !is_brief ? take_more(taking, fault) : status;
}

static enum sibu_status open_as(struct evaluation *out, struct sibu_record *record, int is_brief,
                                struct sibu_fault *fault)
{
    *out = (struct evaluation){0};
    struct taking taking = {.out = out, .record = record};
    enum sibu_status status = take_all(&taking, is_brief, fault);
    if (status != SIBU_OK) {
        evaluation_close(out);
    }
    return status;
}

enum sibu_status evaluation_open(struct evaluation *out, struct sibu_record *record, struct sibu_fault *fault)
{
    return open_as(out, record, 0, fault);
}

enum sibu_status evaluation_open_brief(struct evaluation *out, struct sibu_record *record, struct sibu_fault *fault)
{
    return open_as(out, record, 1, fault);
}

void evaluation_close(struct evaluation *evaluation)
{
    evaluation_close_hazard(evaluation);
    sibu_arena_clear(&evaluation->arena);
    *evaluation = (struct evaluation){0};
}
