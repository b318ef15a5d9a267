/* Calls for help and what ended them; whom wardens were told to look for, and who was found. See evaluation.h and
 * evaluation_part.h.
 */
#include <string.h>

#include "evaluate/evaluation_part.h"
#include "sibu/json.h"

/* By index of the people; 0 where there is none. */
struct calling {
    int64_t call_us, closed_us; /* the first call; the first check-in that is not before it */
    int64_t tick_us; /* the first of a warden's ticks that is not before the call */
};

static void find_calls(const struct evaluation_source *source, struct calling *callings)
{
    for (size_t i = 0; i < source->response_count; i++) {
        const struct sibu_record_response *response = &source->responses[i];
        size_t index = evaluation_index(source, response->person);
        if (index != SIZE_MAX && strcmp(response->kind, "need-help") == 0) {
            int64_t *call_us = &callings[index].call_us;
            *call_us = *call_us == 0 || response->received_us < *call_us ? response->received_us : *call_us;
        }
    }
}

static void keep_first_after(int64_t *to, int64_t time_us, int64_t call_us)
{
    if (call_us != 0 && time_us >= call_us && (*to == 0 || time_us < *to)) {
        *to = time_us;
    }
}

static void find_ends(const struct evaluation *evaluation, const struct evaluation_source *source,
                      struct calling *callings)
{
    for (size_t i = 0; i < source->response_count; i++) {
        const struct sibu_record_response *response = &source->responses[i];
        size_t index = evaluation_index(source, response->person);
        if (index != SIZE_MAX && strcmp(response->kind, "check-in") == 0) {
            keep_first_after(&callings[index].closed_us, response->received_us, callings[index].call_us);
        }
    }
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        size_t index = evaluation_index(source, event->person);
        if (index != SIZE_MAX && callings[index].call_us != 0 && evaluation_is_tick(event, NULL, NULL)) {
            keep_first_after(&callings[index].tick_us, event->time_us, callings[index].call_us);
        }
    }
}

static void count_call(struct evaluation_help *help, const struct calling *calling)
{
    int is_ticked = calling->tick_us != 0 && (calling->closed_us == 0 || calling->tick_us <= calling->closed_us);
    help->calls++;
    help->ticked += is_ticked ? 1 : 0;
    help->checked_in += !is_ticked && calling->closed_us != 0 ? 1 : 0;
    help->open += !is_ticked && calling->closed_us == 0 ? 1 : 0;
}

static enum sibu_status take_help(struct evaluation *out, const struct calling *callings,
                                  struct survival_subject *subjects, struct sibu_fault *fault)
{
    double end_s = evaluation_seconds(out, out->end_us);
    size_t count = 0;
    for (size_t i = 0; i < out->people_count; i++) {
        const struct calling *calling = &callings[i];
        if (calling->call_us == 0) {
            continue;
        }
        count_call(&out->help, calling);
        double from_s = evaluation_seconds(out, calling->call_us);
        int64_t ended_us = calling->closed_us;
        ended_us =
            ended_us == 0 || (calling->tick_us != 0 && calling->tick_us < ended_us) ? calling->tick_us : ended_us;
        double to_s = ended_us != 0 ? evaluation_seconds(out, ended_us) : MEASURE_NEVER;
        if (from_s >= 0.0) {
            subjects[count++] = (struct survival_subject){(to_s >= 0.0 ? to_s : end_s) - from_s, to_s >= 0.0};
        }
    }
    return measure_take(subjects, count, &out->help.closing, fault);
}

/* When wardens were first told who had not answered; MEASURE_NEVER. */
static double find_told(const struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        struct sibu_json *document = NULL;
        struct sibu_fault ignored;
        if (strcmp(event->kind, "alert") != 0 || strstr(event->detail, "wardens") == NULL ||
            sibu_json_open(&document, "detail", event->detail, strlen(event->detail), &ignored) != SIBU_OK) {
            continue;
        }
        struct sibu_json_value to = sibu_json_member(sibu_json_root(document), "to");
        int is = strcmp(sibu_json_as_string(to), "wardens") == 0;
        sibu_json_close(document);
        if (is) {
            return evaluation_seconds(evaluation, event->time_us);
        }
    }
    return MEASURE_NEVER;
}

static int has_answered_before(const struct evaluation_person *person, double time_s)
{
    const double at_s[] = {person->acknowledged_s, person->checked_in_s, person->help_s, person->cannot_s};
    for (size_t i = 0; i < sizeof at_s / sizeof at_s[0]; i++) {
        if (at_s[i] >= 0.0 && at_s[i] < time_s) {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status search(struct evaluation *out, struct survival_subject *subjects, struct sibu_fault *fault)
{
    struct evaluation_search *to = &out->search;
    double end_s = evaluation_seconds(out, out->end_us);
    size_t count = 0;
    to->told_s = find_told(out);
    for (size_t i = 0; i < out->people_count; i++) {
        const struct evaluation_person *person = &out->people[i];
        double found_s;
        if (person->state == EVALUATION_NOT_EXPECTED) {
            continue;
        }
        int is_late = evaluation_first(person, &found_s) == EVALUATION_WAITED_FOR;
        int is_found_late = is_late && person->state != EVALUATION_MISSING;
        to->missing_at_end += is_late ? 1 : 0;
        to->found_after_end += is_found_late ? 1 : 0;
        if (to->told_s < 0.0 || has_answered_before(person, to->told_s)) {
            continue;
        }
        to->found += is_late ? 0 : 1;
        to->found_late += is_found_late ? 1 : 0;
        subjects[count++] = (struct survival_subject){(is_late ? end_s : found_s) - to->told_s, !is_late};
    }
    to->declared = (uint32_t)count;
    to->open = to->declared - to->found - to->found_late;
    return measure_take(subjects, count, &to->finding, fault);
}

enum sibu_status evaluation_take_search(struct evaluation *out, const struct evaluation_source *source,
                                        struct sibu_fault *fault)
{
    struct calling *callings = sibu_array_new(out->people_count, sizeof *callings);
    struct survival_subject *subjects = sibu_array_new(out->people_count, sizeof *subjects);
    enum sibu_status status = callings != NULL && subjects != NULL ? SIBU_OK : evaluation_no_memory(fault);
    if (status == SIBU_OK) {
        find_calls(source, callings);
        find_ends(out, source, callings);
        status = take_help(out, callings, subjects, fault);
    }
    if (status == SIBU_OK) {
        status = search(out, subjects, fault);
    }
    sibu_array_free(callings);
    sibu_array_free(subjects);
    return status;
}
