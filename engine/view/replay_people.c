/* Who is in a record: everybody with a row, and whoever an event or the first frame names besides.
 *
 * See replay_events.h. Depends on sibu/record.h.
 */
#include <stdlib.h>
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

static int compare_numbers(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

/* Numbers named anywhere, in a block that the caller frees. */
struct number_list {
    uint32_t *items;
    size_t count;
};

static void keep_number(struct number_list *list, uint32_t number)
{
    if (number != 0 && (list->count == 0 || list->items[list->count - 1] != number)) {
        list->items[list->count++] = number;
    }
}

static void sort_and_unite(struct number_list *list)
{
    qsort(list->items, list->count, sizeof *list->items, compare_numbers);
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || list->items[kept - 1] != list->items[i]) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

struct sources {
    const struct sibu_record_person *rows;
    size_t row_count;
    const struct sibu_record_event *events;
    size_t event_count;
    struct sibu_record_frame frame; /* the first, or count 0 */
};

static enum sibu_status list_numbers(const struct replay *replay, const struct sources *from, struct number_list *list,
                                     struct sibu_fault *fault)
{
    list->items = sibu_array_new(from->row_count + from->event_count + from->frame.count, sizeof *list->items);
    if (list->items == NULL) {
        return no_memory(replay, fault);
    }
    for (size_t i = 0; i < from->row_count; i++) {
        keep_number(list, from->rows[i].number);
    }
    for (size_t i = 0; i < from->event_count; i++) {
        keep_number(list, from->events[i].person);
    }
    for (size_t i = 0; i < from->frame.count; i++) {
        keep_number(list, from->frame.person[i]);
    }
    sort_and_unite(list);
    return list->count <= REPLAY_PEOPLE_MAX ? SIBU_OK : too_many(replay, fault);
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

static enum sibu_status make_people(struct replay *replay, const struct number_list *list, const struct sources *from,
                                    struct sibu_fault *fault)
{
    replay->people = sibu_arena_take(&replay->arena, list->count + 1, sizeof *replay->people);
    if (replay->people == NULL) {
        return no_memory(replay, fault);
    }
    replay->people_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        replay->people[i] = (struct replay_person){.number = list->items[i],
                                                   .id = "",
                                                   .name = "",
                                                   .role = "",
                                                   .zone = SIBU_NONE,
                                                   .muster = SIBU_NONE,
                                                   .exit = SIBU_NONE,
                                                   .expected = from->row_count == 0,
                                                   .times = state_times_none()};
    }
    for (size_t i = 0; i < from->row_count; i++) {
        take_row(replay, &from->rows[i]);
    }
    for (size_t i = 0; i < list->count; i++) {
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
    struct number_list list = {0};
    status = list_numbers(replay, &from, &list, fault);
    if (status == SIBU_OK) {
        status = make_people(replay, &list, &from, fault);
    }
    sibu_array_free(list.items);
    return status;
}
