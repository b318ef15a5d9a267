/* Between what the moments of each person lie, and the shares. See evaluation_doubt.h and evaluation_part.h.
 */
#include <string.h>

#include "evaluate/evaluation_part.h"
#include "sibu/json.h"

struct doubting {
    struct evaluation *evaluation;
    const struct evaluation_source *source;
    struct evaluation_bounds *bounds;
};

/* A time that many seconds later, or earlier: records may hold any number. */
static int64_t shifted(int64_t time_us, double seconds)
{
    int64_t by_us = (int64_t)(seconds * 1e6);
    if (by_us > 0) {
        return time_us > INT64_MAX - by_us ? INT64_MAX : time_us + by_us;
    }
    return time_us < INT64_MIN - by_us ? INT64_MIN : time_us + by_us;
}

static void keep_earliest(double *to, double seconds)
{
    if (seconds >= 0.0 && (*to < 0.0 || seconds < *to)) {
        *to = seconds;
    }
}

static void widen(const struct doubting *doubting, size_t index, enum evaluation_moment moment, int64_t least_us,
                  int64_t most_us)
{
    struct evaluation_bounds *bounds = &doubting->bounds[index];
    keep_earliest(&bounds->least_s[moment], evaluation_seconds(doubting->evaluation, least_us));
    keep_earliest(&bounds->most_s[moment], evaluation_seconds(doubting->evaluation, most_us));
}

static void widen_gate(const struct doubting *doubting, size_t index, enum evaluation_moment moment, int64_t seen_us)
{
    widen(doubting, index, moment, shifted(seen_us, -EVALUATION_GATE_S), shifted(seen_us, EVALUATION_GATE_S));
}

static void begin(struct evaluation_bounds *bounds)
{
    for (int moment = EVALUATION_SENT; moment < EVALUATION_MOMENTS; moment++) {
        bounds->least_s[moment] = MEASURE_NEVER;
        bounds->most_s[moment] = MEASURE_NEVER;
    }
}

static void take_deliveries(const struct doubting *doubting)
{
    for (size_t i = 0; i < doubting->source->delivery_count; i++) {
        const struct sibu_record_delivery *delivery = &doubting->source->deliveries[i];
        size_t index = evaluation_index(doubting->source, delivery->person);
        if (index == SIZE_MAX) {
            continue;
        }
        widen(doubting, index, EVALUATION_SENT, delivery->started_us, delivery->started_us);
        if (delivery->fault[0] == '\0') {
            widen(doubting, index, EVALUATION_ALERTED, delivery->started_us, delivery->ended_us);
        }
    }
}

/* When an answer may have been given at the earliest. */
static int64_t given_us(const struct doubting *doubting, const struct sibu_record_response *response, int is_counted)
{
    struct evaluation_doubt *doubt = &doubting->evaluation->doubt;
    int64_t phone_us = response->client_us, least_us = shifted(phone_us, -EVALUATION_PHONE_S);
    int can_be = phone_us != 0 && shifted(phone_us, EVALUATION_PHONE_S) >= doubting->evaluation->t0_us &&
                 least_us <= response->received_us;
    if (is_counted) {
        double held_s = ((double)response->received_us - (double)phone_us) / 1e6;
        doubt->answers++;
        doubt->timed += can_be ? 1 : 0;
        doubt->mistimed += !can_be && phone_us != 0 ? 1 : 0;
        doubt->held_s = can_be && held_s > doubt->held_s ? held_s : doubt->held_s;
    }
    return can_be ? least_us : response->received_us;
}

static void take_responses(const struct doubting *doubting)
{
    static const char *const KINDS[] = {"acknowledge", "check-in", "need-help", "cannot"};
    static const enum evaluation_moment MOMENTS[] = {EVALUATION_ACKNOWLEDGED, EVALUATION_HERE, EVALUATION_HELP,
                                                     EVALUATION_UNABLE};
    for (size_t i = 0; i < doubting->source->response_count; i++) {
        const struct sibu_record_response *response = &doubting->source->responses[i];
        size_t index = evaluation_index(doubting->source, response->person);
        for (size_t k = 0; index != SIZE_MAX && k < sizeof KINDS / sizeof KINDS[0]; k++) {
            if (strcmp(response->kind, KINDS[k]) == 0) {
                int is_counted = doubting->evaluation->people[index].state != EVALUATION_NOT_EXPECTED;
                widen(doubting, index, MOMENTS[k], given_us(doubting, response, is_counted), response->received_us);
            }
        }
    }
}

/* Whether a check-in is flagged. */
static int is_flagged(const struct sibu_record_event *event)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (strstr(event->detail, "doubtful") == NULL ||
        sibu_json_open(&document, "detail", event->detail, strlen(event->detail), &ignored) != SIBU_OK) {
        return 0; /* most have no such word: they need not be read */
    }
    int is = sibu_json_as_bool(sibu_json_member(sibu_json_root(document), "doubtful"));
    sibu_json_close(document);
    return is;
}

/* What gates saw; and whose last check-in is flagged: of them the earliest that is not bounds the check-in from above. */
static void take_events(const struct doubting *doubting)
{
    const struct evaluation *evaluation = doubting->evaluation;
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        size_t index = evaluation_index(doubting->source, event->person);
        if (index == SIZE_MAX) {
            continue;
        }
        if (strcmp(event->kind, "check-in") == 0) {
            doubting->bounds[index].is_doubtful = is_flagged(event);
        } else if (strcmp(event->kind, "start") == 0) {
            widen_gate(doubting, index, EVALUATION_STARTED, event->time_us);
        } else if (strcmp(event->kind, "exit") == 0) {
            widen_gate(doubting, index, EVALUATION_OUT, event->time_us);
        }
    }
}

static void doubt_check_ins(const struct doubting *doubting)
{
    const struct evaluation *evaluation = doubting->evaluation;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        if (doubting->bounds[i].is_doubtful) {
            doubting->bounds[i].most_s[EVALUATION_HERE] = MEASURE_NEVER;
        }
    }
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        size_t index = evaluation_index(doubting->source, event->person);
        if (index != SIZE_MAX && doubting->bounds[index].is_doubtful && strcmp(event->kind, "check-in") == 0 &&
            !is_flagged(event)) {
            keep_earliest(&doubting->bounds[index].most_s[EVALUATION_HERE],
                          evaluation_seconds(evaluation, event->time_us));
        }
    }
}

static void finish_person(const struct doubting *doubting, size_t index)
{
    struct evaluation_doubt *doubt = &doubting->evaluation->doubt;
    struct evaluation_bounds *bounds = &doubting->bounds[index];
    const struct evaluation_person *person = &doubting->evaluation->people[index];
    int is_expected = person->state != EVALUATION_NOT_EXPECTED;
    for (int moment = EVALUATION_HERE; moment <= EVALUATION_UNABLE; moment++) {
        keep_earliest(&bounds->least_s[EVALUATION_KNOWN], bounds->least_s[moment]);
        keep_earliest(&bounds->most_s[EVALUATION_KNOWN], bounds->most_s[moment]);
    }
    bounds->is_unseen = is_expected && person->last_kind[0] == '\0';
    doubt->unseen += bounds->is_unseen ? 1 : 0;
    doubt->doubtful += person->state == EVALUATION_CHECKED_IN && bounds->is_doubtful ? 1 : 0;
    doubt->unexpected += !is_expected && person->last_kind[0] != '\0' ? 1 : 0;
}

/* Of all expected who did it; the most without those who may not have been there. */
static struct evaluation_share share_of(const struct evaluation *evaluation,
                                        double figure_s(const struct evaluation_person *),
                                        enum evaluation_moment moment)
{
    double did = 0.0, least = 0.0, most = 0.0, people = 0.0;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        if (person->state != EVALUATION_NOT_EXPECTED) {
            people += 1.0;
            did += figure_s(person) >= 0.0 ? 1.0 : 0.0;
            least += evaluation->doubt.bounds[i].most_s[moment] >= 0.0 ? 1.0 : 0.0;
            most += evaluation->doubt.bounds[i].least_s[moment] >= 0.0 ? 1.0 : 0.0;
        }
    }
    double there = people - (double)evaluation->doubt.unseen;
    if (people <= 0.0) {
        return (struct evaluation_share){0.0, 0.0, 0.0};
    }
    return (struct evaluation_share){did / people, least / people, there > 0.0 ? most / there : 0.0};
}

static double acknowledged_s(const struct evaluation_person *person)
{
    return person->acknowledged_s;
}

static double here_s(const struct evaluation_person *person)
{
    return person->checked_in_s;
}

static double known_s(const struct evaluation_person *person)
{
    double time_s;
    (void)evaluation_first(person, &time_s);
    return time_s;
}

enum sibu_status evaluation_take_doubt(struct evaluation *out, const struct evaluation_source *source,
                                       struct sibu_fault *fault)
{
    struct doubting doubting = {.evaluation = out, .source = source};
    doubting.bounds = sibu_arena_take(&out->arena, out->people_count, sizeof *doubting.bounds);
    if (doubting.bounds == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < out->people_count; i++) {
        begin(&doubting.bounds[i]);
    }
    take_deliveries(&doubting);
    take_responses(&doubting);
    take_events(&doubting);
    doubt_check_ins(&doubting);
    for (size_t i = 0; i < out->people_count; i++) {
        finish_person(&doubting, i);
    }
    out->doubt.bounds = doubting.bounds;
    out->doubt.acknowledged = share_of(out, acknowledged_s, EVALUATION_ACKNOWLEDGED);
    out->doubt.checked_in = share_of(out, here_s, EVALUATION_HERE);
    out->doubt.accounted = share_of(out, known_s, EVALUATION_KNOWN);
    return SIBU_OK;
}
