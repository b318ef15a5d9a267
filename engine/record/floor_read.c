/* See floor_read.h. Depends on: query, sibu/memory.h. */
#include "record/floor_read.h"

#include "record/query.h"
#include "sibu/memory.h"

#define CHANGES_MAX 2000000 /* 32 MB; a record with more of them is asked for each frame */

/* The next change of a floor, in ascending order of people and frames: a damaged index cannot go round in circles. */
static int next_change(struct query *query, int64_t *person, int64_t *since)
{
    if (!query_next(query)) {
        return 0;
    }
    int64_t now = query_integer(query, 0, *person, RECORD_PEOPLE_MAX);
    *since = query_integer(query, 1, now == *person ? *since + 1 : INT64_MIN, INT64_MAX - 1);
    *person = now;
    return query->code == SQLITE_OK;
}

/* One walk through the changes of all who are in the frame, both in ascending order of people: a hundred thousand single
 * questions would take longer than the frame's rows. */
struct walk {
    struct record_frame_room *room;
    size_t count;
    int64_t number; /* of the frame */
    size_t at,
        known; /* people before `known` have their floor; `at` is the first who is not before the last change's */
};

/* Goes on to the change's person. 0: beyond all, or somebody before has no floor. */
static int walk_to(struct walk *walk, int64_t person)
{
    while (walk->at < walk->count && walk->room->person[walk->at] < person) {
        walk->at++;
    }
    return walk->at < walk->count && walk->at <= walk->known;
}

/* Whether a change since then is about the person that the walk has come to, at the frame's time. */
static int walk_takes(const struct walk *walk, int64_t person, int64_t since)
{
    return walk->room->person[walk->at] == person && since <= walk->number;
}

static void walk_put(struct walk *walk, uint16_t floor)
{
    walk->room->floor[walk->at] = floor;
    walk->known = walk->at + 1;
}

static enum sibu_status ask_changes(struct sibu_record *record, struct walk *walk, struct sibu_fault *fault)
{
    struct query query = query_open(record, QUERY_FLOORS_OF);
    int64_t person = 0, since = 0;
    query_put_integer(&query, walk->count > 0 ? walk->room->person[0] : 0);
    query_put_integer(&query, walk->count > 0 ? walk->room->person[walk->count - 1] : 0);
    while (next_change(&query, &person, &since) && walk_to(walk, person)) {
        if (walk_takes(walk, person, since)) {
            walk_put(walk, (uint16_t)query_integer(&query, 2, 0, (int64_t)record->floor_count - 1));
        }
    }
    if (walk->known < walk->count) {
        query_doubt(&query); /* every person in a frame has a first floor */
    }
    return query_close(&query, fault);
}

/* Adds a change to those held; false without room. */
static int keep_change(struct record_changes *changes, struct record_change change)
{
    void *items = changes->items;
    if (!sibu_array_reserve(&items, &changes->capacity, changes->count + 1, sizeof change, CHANGES_MAX)) {
        return 0;
    }
    changes->items = items;
    changes->items[changes->count++] = change;
    return 1;
}

/* Has all changes in memory, if there is room and nothing about them is wrong; else the frame's own are asked for, and
 * the answer says what is wrong. */
static int hold_changes(struct sibu_record *record)
{
    struct record_changes *changes = &record->changes;
    if (!record->at_rest || changes->asked) {
        return changes->held;
    }
    struct sibu_fault ignored;
    struct query query = query_open(record, QUERY_CHANGES);
    int64_t person = 0, since = 0;
    int has_room = 1;
    while (has_room && next_change(&query, &person, &since)) {
        uint16_t floor = (uint16_t)query_integer(&query, 2, 0, (int64_t)record->floor_count - 1);
        has_room = keep_change(changes, (struct record_change){since, (uint32_t)person, floor});
    }
    changes->held = query_close(&query, &ignored) == SIBU_OK && has_room;
    changes->asked = 1;
    return changes->held;
}

/* The first change of this person or one after. */
static size_t change_of(const struct record_changes *changes, uint32_t person)
{
    size_t low = 0, high = changes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (changes->items[middle].person < person) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum sibu_status take_changes(struct sibu_record *record, struct walk *walk, struct sibu_fault *fault)
{
    const struct record_changes *changes = &record->changes;
    for (size_t i = walk->count > 0 ? change_of(changes, walk->room->person[0]) : changes->count;
         i < changes->count && walk_to(walk, changes->items[i].person); i++) {
        if (walk_takes(walk, changes->items[i].person, changes->items[i].since)) {
            walk_put(walk, changes->items[i].floor);
        }
    }
    return walk->known == walk->count ? SIBU_OK : record_damaged(record, "floor_change", fault);
}

enum sibu_status floor_read(struct sibu_record *record, int64_t number, size_t count, struct sibu_fault *fault)
{
    struct walk walk = {&record->room, count, number, 0, 0};
    return hold_changes(record) ? take_changes(record, &walk, fault) : ask_changes(record, &walk, fault);
}

void floor_changes_clear(struct record_changes *changes)
{
    sibu_array_free(changes->items);
    *changes = (struct record_changes){0};
}
