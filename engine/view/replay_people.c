/* Who is in a record: everybody with a row, and whoever an event or the first frame names besides.
 *
 * See replay_events.h. Depends on sibu/record.h.
 */
#include <string.h>

#include "view/replay_events.h"

static enum sibu_status too_many(const struct replay *replay, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_LIMIT, replay->path, "记录中超过 %d 人，无法显示",
                          "more than %d people in the record", REPLAY_PEOPLE_MAX);
}

static enum sibu_status no_memory(const struct replay *replay, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法读取人员", "no memory for the people");
}

/* The numbers named anywhere, a bit each: united and in order without sorting them. */
struct number_set {
    uint64_t *bits; /* the caller frees it */
    size_t count;
    int beyond; /* 1: a number that no record has was named */
};
#define WORD_BITS 64u
#define SET_WORDS (REPLAY_PEOPLE_MAX / WORD_BITS + 1)

static void keep_number(struct number_set *set, uint32_t number)
{
    if (number > REPLAY_PEOPLE_MAX) {
        set->beyond = 1;
        return;
    }
    uint64_t *word = &set->bits[number / WORD_BITS], bit = UINT64_C(1) << number % WORD_BITS;
    set->count += number != 0 && (*word & bit) == 0;
    *word |= bit;
}

static int has_number(const struct number_set *set, uint32_t number)
{
    return (int)(set->bits[number / WORD_BITS] >> number % WORD_BITS & 1);
}

struct sources {
    const struct sibu_record_person *rows;
    size_t row_count;
    const struct sibu_record_event *events;
    size_t event_count;
    struct sibu_record_frame frame; /* the first, or count 0 */
};

static enum sibu_status find_numbers(const struct replay *replay, const struct sources *from, struct number_set *set,
                                     struct sibu_fault *fault)
{
    set->bits = sibu_array_new(SET_WORDS, sizeof *set->bits);
    if (set->bits == NULL) {
        return no_memory(replay, fault);
    }
    for (size_t i = 0; i < from->row_count; i++) {
        keep_number(set, from->rows[i].number);
    }
    for (size_t i = 0; i < from->event_count; i++) {
        keep_number(set, from->events[i].person);
    }
    for (size_t i = 0; i < from->frame.count; i++) {
        keep_number(set, from->frame.person[i]);
    }
    return set->beyond ? too_many(replay, fault) : SIBU_OK;
}

static void take_row(struct replay *replay, const struct sibu_record_person *row)
{
    uint32_t index = replay_find(replay, row->number);
    if (index == SIBU_NONE) {
        return;
    }
    struct replay_person *person = &replay->people[index];
    person->id = row->id;
    person->name = row->name;
    person->role = row->role;
    person->zone = sibu_site_find_zone(replay->site, row->zone);
    person->expected = row->expected;
}

static enum sibu_status make_people(struct replay *replay, const struct number_set *set, const struct sources *from,
                                    struct sibu_fault *fault)
{
    replay->people = sibu_arena_take(&replay->arena, set->count + 1, sizeof *replay->people);
    if (replay->people == NULL) {
        return no_memory(replay, fault);
    }
    for (uint32_t number = 1; number <= REPLAY_PEOPLE_MAX && replay->people_count < set->count; number++) {
        if (has_number(set, number)) {
            replay->people[replay->people_count++] = (struct replay_person){.number = number,
                                                                            .id = "",
                                                                            .name = "",
                                                                            .role = "",
                                                                            .zone = SIBU_NONE,
                                                                            .muster = SIBU_NONE,
                                                                            .exit = SIBU_NONE,
                                                                            .expected = from->row_count == 0,
                                                                            .times = state_times_none()};
        }
    }
    for (size_t i = 0; i < from->row_count; i++) {
        take_row(replay, &from->rows[i]);
    }
    for (size_t i = 0; i < replay->people_count; i++) {
        replay->expected_count += replay->people[i].expected != 0;
    }
    return SIBU_OK;
}

enum sibu_status replay_take_people(struct replay *replay, const struct sibu_record_event *events, size_t event_count,
                                    struct sibu_fault *fault)
{
    struct sources from = {.events = events, .event_count = event_count};
    struct sibu_record_person *rows = NULL;
    enum sibu_status status = sibu_record_people(replay->record, &replay->arena, &rows, &from.row_count, fault);
    if (status == SIBU_OK && replay->frame_count > 0) {
        status = sibu_record_frame(replay->record, 0, &from.frame, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    from.rows = rows;
    struct number_set set = {0};
    status = find_numbers(replay, &from, &set, fault);
    if (status == SIBU_OK) {
        status = make_people(replay, &set, &from, fault);
    }
    sibu_array_free(set.bits);
    return status;
}
