/* Whom the update of each event reached, how fast, and who answered it. See unfold_read.h.
 *
 * Sorted lists instead of tables of event by person: a record may hold many of both.
 */
#include <stdlib.h>
#include <string.h>

#include "report/unfold_read.h"

/* An update accepted by a person's address. */
struct hit {
    size_t event; /* index */
    uint32_t person; /* number */
    int64_t time_us;
    double reach_s; /* from the event */
    double answer_s; /* from time_us to the acknowledgement; MEASURE_NEVER */
};
struct answer {
    uint32_t person;
    int64_t time_us;
};
/* Where the identifier of an alert leads. */
struct update {
    const char *alert;
    size_t event;
};

struct reach {
    const struct evaluation *evaluation;
    struct report_unfold *events;
    size_t event_count;
    struct update *updates; /* by identifier */
    size_t update_count;
    uint8_t *expected; /* by number */
    size_t number_count;
    struct hit *hits;
    size_t hit_count;
    struct answer *answers;
    size_t answer_count;
};

static int order(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

static int compare_updates(const void *a, const void *b)
{
    return strcmp(((const struct update *)a)->alert, ((const struct update *)b)->alert);
}

static int by_event_and_person(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    if (left->event != right->event) {
        return left->event < right->event ? -1 : 1;
    }
    return left->person != right->person ? order(left->person, right->person) : order(left->time_us, right->time_us);
}

static int by_person_and_time(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    return left->person != right->person ? order(left->person, right->person) : order(left->time_us, right->time_us);
}

static int by_event_and_reach(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    if (left->event != right->event) {
        return left->event < right->event ? -1 : 1;
    }
    return (left->reach_s > right->reach_s) - (left->reach_s < right->reach_s);
}

/* Those who did not answer come last. */
static int by_event_and_answer(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    if (left->event != right->event) {
        return left->event < right->event ? -1 : 1;
    }
    int silent = (left->answer_s < 0.0) - (right->answer_s < 0.0);
    return silent != 0 ? silent : (left->answer_s > right->answer_s) - (left->answer_s < right->answer_s);
}

static int compare_answers(const void *a, const void *b)
{
    const struct answer *left = a, *right = b;
    return left->person != right->person ? order(left->person, right->person) : order(left->time_us, right->time_us);
}

static void sort(void *items, size_t count, size_t item_bytes, int (*compare)(const void *, const void *))
{
    if (count > 1) {
        qsort(items, count, item_bytes, compare);
    }
}

static int counts(const struct reach *reach, uint32_t person, int64_t time_us)
{
    return person < reach->number_count && reach->expected[person] && time_us <= reach->evaluation->end_us;
}

static int take_people(struct reach *reach)
{
    const struct evaluation *evaluation = reach->evaluation;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        size_t needed = (size_t)evaluation->people[i].number + 1;
        reach->number_count = needed > reach->number_count ? needed : reach->number_count;
    }
    reach->expected = sibu_array_new(reach->number_count, 1);
    reach->updates = sibu_array_new(reach->event_count, sizeof *reach->updates);
    if (reach->expected == NULL || reach->updates == NULL) {
        return 0;
    }
    for (size_t i = 0; i < evaluation->people_count; i++) {
        reach->expected[evaluation->people[i].number] = evaluation->people[i].state != EVALUATION_NOT_EXPECTED;
    }
    for (size_t i = 0; i < reach->event_count; i++) {
        if (reach->events[i].alert[0] != '\0') {
            reach->updates[reach->update_count++] = (struct update){reach->events[i].alert, i};
        }
    }
    sort(reach->updates, reach->update_count, sizeof *reach->updates, compare_updates);
    return 1;
}

static void take_hit(struct reach *reach, const struct sibu_record_delivery *delivery)
{
    struct update key = {delivery->alert, 0};
    const struct update *update = bsearch(&key, reach->updates, reach->update_count, sizeof key, compare_updates);
    if (update == NULL || delivery->fault[0] != '\0' || !counts(reach, delivery->person, delivery->ended_us)) {
        return;
    }
    double reach_s = ((double)delivery->ended_us - (double)reach->events[update->event].row.time_us) / 1e6;
    reach->hits[reach->hit_count++] = (struct hit){.event = update->event,
                                                   .person = delivery->person,
                                                   .time_us = delivery->ended_us,
                                                   .reach_s = reach_s > 0.0 ? reach_s : 0.0,
                                                   .answer_s = MEASURE_NEVER};
}

/* Each person is reached once by an update: the first time counts. */
static void keep_first(struct reach *reach)
{
    size_t kept = 0;
    sort(reach->hits, reach->hit_count, sizeof *reach->hits, by_event_and_person);
    for (size_t i = 0; i < reach->hit_count; i++) {
        const struct hit *hit = &reach->hits[i];
        if (kept == 0 || hit->event != reach->hits[kept - 1].event || hit->person != reach->hits[kept - 1].person) {
            reach->hits[kept++] = *hit;
        }
    }
    reach->hit_count = kept;
}

static enum sibu_status take_hits(struct reach *reach, struct sibu_record *record, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    struct sibu_record_delivery *items = NULL;
    size_t count = 0;
    enum sibu_status status = sibu_record_deliveries(record, arena, &items, &count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    reach->hits = sibu_array_new(count, sizeof *reach->hits);
    if (reach->hits == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "delivery", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < count && reach->update_count > 0; i++) {
        take_hit(reach, &items[i]);
    }
    keep_first(reach);
    return SIBU_OK;
}

static enum sibu_status take_answers(struct reach *reach, struct sibu_record *record, struct sibu_arena *arena,
                                     struct sibu_fault *fault)
{
    struct sibu_record_response *items = NULL;
    size_t count = 0;
    enum sibu_status status = sibu_record_responses(record, arena, &items, &count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    reach->answers = sibu_array_new(count, sizeof *reach->answers);
    if (reach->answers == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "response", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].kind, "acknowledge") == 0 && counts(reach, items[i].person, items[i].received_us)) {
            reach->answers[reach->answer_count++] = (struct answer){items[i].person, items[i].received_us};
        }
    }
    sort(reach->answers, reach->answer_count, sizeof *reach->answers, compare_answers);
    return SIBU_OK;
}

/* Both lists by person and time: an acknowledgement answers the last update that had reached its person by then. */
static void match_answers(struct reach *reach)
{
    size_t next = 0;
    sort(reach->hits, reach->hit_count, sizeof *reach->hits, by_person_and_time);
    for (size_t i = 0; i < reach->hit_count; i++) {
        struct hit *hit = &reach->hits[i];
        const struct hit *after = i + 1 < reach->hit_count ? hit + 1 : NULL;
        const struct answer from = {hit->person, hit->time_us};
        while (next < reach->answer_count && compare_answers(&reach->answers[next], &from) < 0) {
            next++;
        }
        const struct answer *answer = next < reach->answer_count ? &reach->answers[next] : NULL;
        int overtaken =
            after != NULL && after->person == hit->person && answer != NULL && answer->time_us >= after->time_us;
        if (answer != NULL && answer->person == hit->person && !overtaken) {
            hit->answer_s = ((double)answer->time_us - (double)hit->time_us) / 1e6;
        }
    }
}

/* Where the hits of the event of hit `from` end; they lie together. */
static size_t end_of_event(const struct reach *reach, size_t from)
{
    size_t to = from;
    while (to < reach->hit_count && reach->hits[to].event == reach->hits[from].event) {
        to++;
    }
    return to;
}

static void sum_up_reached(struct reach *reach)
{
    sort(reach->hits, reach->hit_count, sizeof *reach->hits, by_event_and_reach);
    for (size_t from = 0, to = 0; from < reach->hit_count; from = to) {
        struct report_unfold *event = &reach->events[reach->hits[from].event];
        to = end_of_event(reach, from);
        event->reached = (uint32_t)(to - from);
        event->reach_median_s = reach->hits[from + (to - from - 1) / 2].reach_s;
        event->reach_max_s = reach->hits[to - 1].reach_s;
    }
}

static void sum_up_answers(struct reach *reach)
{
    sort(reach->hits, reach->hit_count, sizeof *reach->hits, by_event_and_answer);
    for (size_t from = 0, to = 0; from < reach->hit_count; from = to) {
        struct report_unfold *event = &reach->events[reach->hits[from].event];
        size_t answered = 0;
        to = end_of_event(reach, from);
        while (from + answered < to && reach->hits[from + answered].answer_s >= 0.0) {
            answered++;
        }
        event->answered = (uint32_t)answered;
        event->answer_median_s = answered > 0 ? reach->hits[from + (answered - 1) / 2].answer_s : MEASURE_NEVER;
    }
}

enum sibu_status unfold_reach(struct report_unfold *events, size_t count, const struct evaluation *evaluation,
                              struct sibu_record *record, struct sibu_fault *fault)
{
    struct reach reach = {.evaluation = evaluation, .events = events, .event_count = count};
    struct sibu_arena arena = {0};
    enum sibu_status status =
        take_people(&reach) ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "event", "内存不足", "out of memory");
    if (status == SIBU_OK) {
        status = take_hits(&reach, record, &arena, fault);
    }
    if (status == SIBU_OK) {
        status = take_answers(&reach, record, &arena, fault);
    }
    if (status == SIBU_OK) {
        match_answers(&reach);
        sum_up_reached(&reach);
        sum_up_answers(&reach);
    }
    sibu_array_free(reach.updates);
    sibu_array_free(reach.expected);
    sibu_array_free(reach.hits);
    sibu_array_free(reach.answers);
    sibu_arena_clear(&arena);
    return status;
}
