/* Everybody with their times, from deliveries, responses and events. See evaluation.h and evaluation_part.h.
 */
#include <string.h>

#include "evaluate/evaluation_part.h"

struct folding {
    struct evaluation *evaluation;
    struct evaluation_source *source;
    struct evaluation_person *people;
    uint8_t *said; /* by index: which of need-help and cannot were said */
};
enum { SAID_HELP = 1, SAID_CANNOT = 2, SAID_HERE = 4 };

size_t evaluation_index(const struct evaluation_source *source, uint32_t number)
{
    if (number >= source->number_count || source->index_of[number] == 0) {
        return SIZE_MAX;
    }
    return source->index_of[number] - 1;
}

static void keep_earliest(double *to, double seconds)
{
    if (seconds >= 0.0 && (*to < 0.0 || seconds < *to)) {
        *to = seconds;
    }
}

static void keep_last(struct evaluation_person *person, int64_t time_us, const char *kind)
{
    if (time_us >= person->last_us) {
        person->last_us = time_us;
        person->last_kind = kind;
    }
}

static void take_response(struct folding *folding, const struct sibu_record_response *response)
{
    size_t index = evaluation_index(folding->source, response->person);
    if (index == SIZE_MAX) {
        return;
    }
    struct evaluation_person *person = &folding->people[index];
    double seconds = evaluation_seconds(folding->evaluation, response->received_us);
    if (strcmp(response->kind, "acknowledge") == 0) {
        person->acknowledged = 1;
        keep_earliest(&person->acknowledged_s, seconds);
    } else if (strcmp(response->kind, "check-in") == 0) {
        folding->said[index] |= SAID_HERE;
        person->muster = response->place;
        keep_earliest(&person->checked_in_s, seconds);
    } else if (strcmp(response->kind, "need-help") == 0) {
        folding->said[index] |= SAID_HELP;
        keep_earliest(&person->help_s, seconds);
    } else if (strcmp(response->kind, "cannot") == 0) {
        folding->said[index] |= SAID_CANNOT;
        keep_earliest(&person->cannot_s, seconds);
    } else {
        return;
    }
    folding->evaluation->late_responses += response->received_us > folding->evaluation->end_us ? 1 : 0;
    keep_last(person, response->received_us, response->kind);
}

static void take_event(struct folding *folding, const struct sibu_record_event *event)
{
    size_t index = evaluation_index(folding->source, event->person);
    if (index == SIZE_MAX) {
        return;
    }
    struct evaluation_person *person = &folding->people[index];
    double seconds = evaluation_seconds(folding->evaluation, event->time_us);
    if (strcmp(event->kind, "start") == 0) {
        folding->source->has_starts = 1;
        keep_earliest(&person->started_s, seconds);
    } else if (strcmp(event->kind, "exit") == 0) {
        folding->source->has_exits = 1;
        if (person->exit[0] == '\0') { /* the first, in the order of the record */
            person->exit = event->place;
        }
        keep_earliest(&person->out_s, seconds);
    } else if (strcmp(event->kind, "door") != 0 && strcmp(event->kind, "arrive") != 0) {
        return; /* what is mirrored from responses has been taken from there */
    }
    keep_last(person, event->time_us, event->kind);
}

static void take_delivery(struct folding *folding, const struct sibu_record_delivery *delivery)
{
    size_t index = evaluation_index(folding->source, delivery->person);
    if (index == SIZE_MAX) {
        return;
    }
    struct evaluation_person *person = &folding->people[index];
    double before_s = person->alerted_s;
    keep_earliest(&person->sent_s, evaluation_seconds(folding->evaluation, delivery->started_us));
    if (delivery->fault[0] == '\0') {
        keep_earliest(&person->alerted_s, evaluation_seconds(folding->evaluation, delivery->ended_us));
        int is_first = before_s < 0.0 ? person->alerted_s >= 0.0 : person->alerted_s < before_s;
        person->channel = is_first ? delivery->channel : person->channel;
    }
}

enum evaluation_outcome evaluation_first(const struct evaluation_person *person, double *time_s)
{
    const double at_s[EVALUATION_OUTCOMES] = {MEASURE_NEVER, person->checked_in_s, person->help_s, person->cannot_s};
    enum evaluation_outcome first = EVALUATION_WAITED_FOR;
    for (int i = EVALUATION_CAME; i < EVALUATION_OUTCOMES; i++) {
        if (at_s[i] >= 0.0 && (first == EVALUATION_WAITED_FOR || at_s[i] < at_s[first])) {
            first = (enum evaluation_outcome)i;
        }
    }
    *time_s = at_s[first];
    return first;
}

static enum evaluation_state judge(int expected, uint8_t said)
{
    if (!expected) {
        return EVALUATION_NOT_EXPECTED;
    }
    if (said & SAID_HERE) {
        return EVALUATION_CHECKED_IN;
    }
    if (said & SAID_HELP) {
        return EVALUATION_NEED_HELP;
    }
    return said & SAID_CANNOT ? EVALUATION_CANNOT : EVALUATION_MISSING;
}

static void begin_person(struct evaluation_person *out, const struct sibu_record_person *from)
{
    *out = (struct evaluation_person){.number = from->number,
                                      .id = from->id,
                                      .zone = from->zone,
                                      .shift = from->shift,
                                      .role = from->role,
                                      .channel = "",
                                      .sent_s = MEASURE_NEVER,
                                      .alerted_s = MEASURE_NEVER,
                                      .acknowledged_s = MEASURE_NEVER,
                                      .started_s = MEASURE_NEVER,
                                      .out_s = MEASURE_NEVER,
                                      .checked_in_s = MEASURE_NEVER,
                                      .help_s = MEASURE_NEVER,
                                      .cannot_s = MEASURE_NEVER,
                                      .exit = "",
                                      .muster = "",
                                      .last_kind = ""};
}

enum sibu_status evaluation_take_people(struct evaluation *out, struct evaluation_source *source,
                                        struct sibu_fault *fault)
{
    struct folding folding = {.evaluation = out, .source = source};
    folding.people = sibu_arena_take(&out->arena, source->people_count, sizeof *folding.people);
    folding.said = sibu_arena_take(&out->arena, source->people_count, 1);
    if (folding.people == NULL || folding.said == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < source->people_count; i++) {
        begin_person(&folding.people[i], &source->people[i]);
    }
    for (size_t i = 0; i < source->delivery_count; i++) {
        take_delivery(&folding, &source->deliveries[i]);
    }
    for (size_t i = 0; i < source->response_count; i++) {
        take_response(&folding, &source->responses[i]);
    }
    for (size_t i = 0; i < out->event_count; i++) {
        take_event(&folding, &out->events[i]);
    }
    for (size_t i = 0; i < source->people_count; i++) {
        folding.people[i].state = judge(source->people[i].expected, folding.said[i]);
    }
    out->people = folding.people;
    out->people_count = source->people_count;
    return SIBU_OK;
}
