/* What happened in a record: the times of each person, the marks of the timeline, the curves.
 *
 * See replay_events.h. Words of events are those of docs/record.md; unknown ones become marks of their own when they
 * concern nobody in particular, and are passed over when they concern a person: a newer Sibu may say more.
 */
#include "view/replay_events.h"

#include <stdlib.h>
#include <string.h>

struct person_word {
    const char *word;
    enum moment moment;
};
static const struct person_word PERSON_WORDS[] = {
    {"acknowledged", MOMENT_ACKNOWLEDGED},
    {"need-help", MOMENT_HELP},
    {"cannot", MOMENT_CANNOT},
    {"check-in", MOMENT_CHECKED_IN},
    {"start", MOMENT_STARTED},
    {"exit", MOMENT_EXITED},
    {"arrive", MOMENT_ARRIVED},
};
static const char *const MARK_WORDS[] = {
    [REPLAY_MARK_DRAWN] = "drawn",           [REPLAY_MARK_ALERTING] = "alerting",
    [REPLAY_MARK_RUNNING] = "running",       [REPLAY_MARK_ALL_CLEAR] = "all-clear",
    [REPLAY_MARK_ABORT] = "abort",           [REPLAY_MARK_REAL_EMERGENCY] = "real-emergency",
    [REPLAY_MARK_MUSTERED] = "mustered",     [REPLAY_MARK_EVALUATED] = "evaluated",
    [REPLAY_MARK_CLOSED] = "closed",         [REPLAY_MARK_ALERT] = "alert",
    [REPLAY_MARK_SIMULATION] = "simulation", [REPLAY_MARK_HELP] = "need-help",
    [REPLAY_MARK_UNFOLD] = "unfold",
};
#define MARK_WORD_COUNT (sizeof MARK_WORDS / sizeof MARK_WORDS[0])
_Static_assert(MARK_WORD_COUNT == REPLAY_MARK_OTHER, "each known kind of mark has its word");

static enum moment moment_of(const char *word)
{
    for (size_t i = 0; i < sizeof PERSON_WORDS / sizeof PERSON_WORDS[0]; i++) {
        if (strcmp(PERSON_WORDS[i].word, word) == 0) {
            return PERSON_WORDS[i].moment;
        }
    }
    return MOMENTS;
}

static enum replay_mark_kind mark_of(const char *word)
{
    for (size_t i = 0; i < MARK_WORD_COUNT; i++) {
        if (strcmp(MARK_WORDS[i], word) == 0) {
            return (enum replay_mark_kind)i;
        }
    }
    return REPLAY_MARK_OTHER;
}

/* T0 is when the drill was drawn; in a record without a draw, the first event. */
static int64_t find_t0(const struct sibu_record_event *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(events[i].kind, "drawn") == 0) {
            return events[i].time_us;
        }
    }
    int64_t first_us = count > 0 ? events[0].time_us : 0;
    for (size_t i = 1; i < count; i++) {
        first_us = events[i].time_us < first_us ? events[i].time_us : first_us;
    }
    return first_us;
}

static double since_t0(const struct replay *replay, int64_t time_us)
{
    return ((double)time_us - (double)replay->t0_us) / 1e6;
}

static void take_place(const struct replay *replay, struct replay_person *person, enum moment moment, const char *place)
{
    if (place[0] == '\0') {
        return;
    }
    if (moment == MOMENT_EXITED && person->exit == SIBU_NONE) {
        person->exit = sibu_site_find_exit(replay->site, place);
    }
    if (moment == MOMENT_CHECKED_IN || (moment == MOMENT_ARRIVED && person->muster == SIBU_NONE)) {
        person->muster = sibu_site_find_muster(replay->site, place);
    }
}

static void take_moment(struct replay *replay, const struct sibu_record_event *event)
{
    uint32_t index = replay_find(replay, event->person);
    enum moment moment = moment_of(event->kind);
    if (index == SIBU_NONE || moment == MOMENTS) {
        return;
    }
    struct replay_person *person = &replay->people[index];
    state_note(&person->times, moment, since_t0(replay, event->time_us));
    take_place(replay, person, moment, event->place);
    replay->drill = replay->drill || moment == MOMENT_ACKNOWLEDGED || moment == MOMENT_CHECKED_IN;
}

/* An event of the whole drill is a mark, and so is somebody's call for help. That a minute has passed is none, nor what servers
 * say of themselves. */
static int is_mark(const struct sibu_record_event *event)
{
    return (event->person == 0 && strcmp(event->kind, "field") != 0 && strcmp(event->kind, "undriven") != 0) ||
           strcmp(event->kind, MARK_WORDS[REPLAY_MARK_HELP]) == 0;
}

static int take_mark(struct replay *replay, const struct sibu_record_event *event, size_t row)
{
    struct replay_mark *mark = &replay->marks[replay->mark_count++];
    *mark = (struct replay_mark){.time_s = since_t0(replay, event->time_us),
                                 .kind = mark_of(event->kind),
                                 .word = event->kind,
                                 .place = event->place,
                                 .person = replay_find(replay, event->person)};
    replay->drill = replay->drill || mark->kind == REPLAY_MARK_DRAWN || mark->kind == REPLAY_MARK_ALERTING;
    return mark->kind != REPLAY_MARK_UNFOLD || replay_take_unfold(replay, mark, event, row);
}

static int compare_marks(const void *a, const void *b)
{
    const struct replay_mark *first = a, *second = b;
    return (first->time_s > second->time_s) - (first->time_s < second->time_s);
}

static int compare_times(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static int in_order(const struct replay_curve *curve)
{
    size_t i = 1;
    while (i < curve->count && curve->times_s[i - 1] <= curve->times_s[i]) {
        i++;
    }
    return i >= curve->count;
}

/* The times at which the expected people reached one of two moments, whichever came first. */
static int make_curve(struct replay *replay, struct replay_curve *curve, enum moment one, enum moment other)
{
    curve->times_s = sibu_arena_take(&replay->arena, replay->people_count + 1, sizeof *curve->times_s);
    if (curve->times_s == NULL) {
        return 0;
    }
    for (size_t i = 0; i < replay->people_count; i++) {
        const double *at_s = replay->people[i].times.at_s;
        double time_s = at_s[one] < at_s[other] ? at_s[one] : at_s[other];
        if (replay->people[i].expected && time_s < STATE_NEVER) {
            curve->times_s[curve->count++] = time_s;
        }
    }
    if (!in_order(curve)) { /* who was named first did it first: often */
        qsort(curve->times_s, curve->count, sizeof *curve->times_s, compare_times);
    }
    return 1;
}

static int make_curves(struct replay *replay)
{
    enum moment one = replay->drill ? MOMENT_CHECKED_IN : MOMENT_EXITED;
    enum moment other = replay->drill ? MOMENT_CHECKED_IN : MOMENT_ARRIVED;
    return make_curve(replay, &replay->gathered, one, other) &&
           make_curve(replay, &replay->answered, MOMENT_ACKNOWLEDGED, MOMENT_ACKNOWLEDGED);
}

static int make_marks(struct replay *replay, const struct sibu_record_event *events, size_t count)
{
    size_t marks = 0;
    for (size_t i = 0; i < count; i++) {
        marks += is_mark(&events[i]) != 0;
    }
    replay->marks = sibu_arena_take(&replay->arena, marks + 1, sizeof *replay->marks);
    replay->mark_times_s = sibu_arena_take(&replay->arena, marks + 1, sizeof *replay->mark_times_s);
    if (replay->marks == NULL || replay->mark_times_s == NULL || !replay_open_exits(replay)) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_mark(&events[i]) && !take_mark(replay, &events[i], i + 1)) {
            return 0;
        }
    }
    qsort(replay->marks, replay->mark_count, sizeof *replay->marks, compare_marks);
    for (size_t i = 0; i < replay->mark_count; i++) {
        replay->mark_times_s[i] = replay->marks[i].time_s;
    }
    return 1;
}

static enum sibu_status take_times(struct replay *replay, const struct sibu_record_event *events, size_t count,
                                   struct sibu_fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        double time_s = since_t0(replay, events[i].time_us);
        if (time_s < -REPLAY_SPAN_MAX_S || time_s > REPLAY_SPAN_MAX_S) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, replay->path,
                                  "第 %zu 个事件的时间离 T0 超过 400 天，记录已损坏",
                                  "event %zu lies more than 400 days from T0: the record is damaged", i + 1);
        }
        replay->from_s = time_s < replay->from_s ? time_s : replay->from_s;
        replay->to_s = time_s > replay->to_s ? time_s : replay->to_s;
        take_moment(replay, &events[i]);
    }
    return SIBU_OK;
}

enum sibu_status replay_take_events(struct replay *replay, const struct sibu_record_event *events, size_t event_count,
                                    struct sibu_fault *fault)
{
    replay->t0_us = find_t0(events, event_count);
    enum sibu_status status = take_times(replay, events, event_count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (!make_marks(replay, events, event_count) || !make_curves(replay) ||
        !replay_take_aims(replay, events, event_count)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法读取事件",
                              "no memory for the events");
    }
    return SIBU_OK;
}

/* The first alert that was sent, or STATE_NEVER. */
static double first_alert(const struct replay *replay)
{
    for (size_t i = 0; i < replay->mark_count; i++) {
        if (replay->marks[i].kind == REPLAY_MARK_ALERT) {
            return replay->marks[i].time_s;
        }
    }
    return STATE_NEVER;
}

/* Reached is who has a delivery that was accepted. Who is expected and has no delivery written down at all (a
 * loudspeaker, word of mouth) is taken to have heard the alert when it was sent; whose deliveries failed is not. */
static enum sibu_status note_deliveries(struct replay *replay, const struct sibu_record_delivery *items, size_t count,
                                        struct sibu_fault *fault)
{
    uint8_t *tried = sibu_array_new(replay->people_count, sizeof *tried);
    if (tried == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法读取送达记录",
                              "no memory for the deliveries");
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t index = replay_find(replay, items[i].person);
        if (index == SIBU_NONE) {
            continue;
        }
        tried[index] = 1;
        if (items[i].fault[0] == '\0') {
            state_note(&replay->people[index].times, MOMENT_ALERTED, since_t0(replay, items[i].ended_us));
        }
    }
    double alert_s = first_alert(replay);
    for (size_t i = 0; i < replay->people_count; i++) {
        if (!tried[i] && replay->people[i].expected) {
            state_note(&replay->people[i].times, MOMENT_ALERTED, alert_s);
        }
    }
    sibu_array_free(tried);
    return SIBU_OK;
}

enum sibu_status replay_take_deliveries(struct replay *replay, struct sibu_fault *fault)
{
    struct sibu_record_delivery *items = NULL;
    size_t count = 0;
    enum sibu_status status = sibu_record_deliveries(replay->record, &replay->arena, &items, &count, fault);
    return status == SIBU_OK ? note_deliveries(replay, items, count, fault) : status;
}
