/* One frame out of JuPedSim's tables, by index, into the record's own room. See sibu/record.h.
 *
 * Depends on: query. What a frame holds is checked: numbers ascend, coordinates are finite, floors exist.
 */
#include "record/query.h"

/* Brings the count of frames up to date: a record that is still written grows. */
static enum sibu_status refresh(struct sibu_record *record, struct sibu_fault *fault)
{
    return record->writable || record->sealed ? SIBU_OK : record_load_ends(record, fault);
}

enum sibu_status sibu_record_frames(struct sibu_record *record, size_t *count, double *frames_per_s,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = refresh(record, fault);
    *count = (size_t)record->frame_count;
    *frames_per_s = record->frames_per_s;
    return status;
}

/* Makes one array as long as the others will be; what was in it is kept. */
static int grow(void **items, size_t old, size_t needed, size_t item_bytes)
{
    size_t capacity = old;
    return sibu_array_reserve(items, &capacity, needed, item_bytes, RECORD_PEOPLE_MAX);
}

static int grow_room(struct record_frame_room *room, size_t needed)
{
    if (needed <= room->capacity) {
        return 1;
    }
    void *arrays[] = {room->person, room->x_m, room->y_m, room->heading_x, room->heading_y, room->floor};
    const size_t bytes[] = {sizeof *room->person,    sizeof *room->x_m,       sizeof *room->y_m,
                            sizeof *room->heading_x, sizeof *room->heading_y, sizeof *room->floor};
    size_t capacity = needed < 256 ? 256 : needed + needed / 2;
    capacity = capacity > RECORD_PEOPLE_MAX ? RECORD_PEOPLE_MAX : capacity;
    int fits = needed <= capacity;
    for (size_t i = 0; fits && i < sizeof arrays / sizeof arrays[0]; i++) {
        fits = grow(&arrays[i], room->capacity, capacity, bytes[i]);
    }
    room->person = arrays[0];
    room->x_m = arrays[1];
    room->y_m = arrays[2];
    room->heading_x = arrays[3];
    room->heading_y = arrays[4];
    room->floor = arrays[5];
    room->capacity = fits ? capacity : room->capacity;
    return fits;
}

static float read_coordinate(struct query *query, int column)
{
    return (float)query_real(query, column, -RECORD_COORDINATE_MAX, RECORD_COORDINATE_MAX);
}

/* The rows of the frame, in ascending order of their ids: so that a damaged index cannot go round in circles. */
static enum sibu_status read_people(struct sibu_record *record, int64_t number, size_t *count, struct sibu_fault *fault)
{
    struct record_frame_room *room = &record->room;
    struct query query = query_open(record, QUERY_FRAME_ROWS);
    int has_room = 1;
    uint32_t before = 0;
    *count = 0;
    query_put_integer(&query, number);
    while (has_room && query_next(&query)) {
        uint32_t person = (uint32_t)query_integer(&query, 0, (int64_t)before + 1, RECORD_PEOPLE_MAX);
        has_room = grow_room(room, *count + 1);
        if (has_room && query.code == SQLITE_OK) {
            room->person[*count] = person;
            room->x_m[*count] = read_coordinate(&query, 1);
            room->y_m[*count] = read_coordinate(&query, 2);
            room->heading_x[*count] = read_coordinate(&query, 3);
            room->heading_y[*count] = read_coordinate(&query, 4);
            before = person;
            ++*count;
        }
    }
    enum sibu_status status = query_close(&query, fault);
    return status == SIBU_OK && !has_room ? record_no_memory(record, fault) : status;
}

/* The next change of a floor, in ascending order of people and frames: a damaged index cannot go round in circles. */
struct change {
    int64_t person, since;
};
static int next_change(struct query *query, struct change *change)
{
    if (!query_next(query)) {
        return 0;
    }
    int64_t person = query_integer(query, 0, change->person, RECORD_PEOPLE_MAX);
    int64_t least = person == change->person ? change->since + 1 : INT64_MIN;
    *change = (struct change){person, query_integer(query, 1, least, INT64_MAX - 1)};
    return query->code == SQLITE_OK;
}

/* From `at` on, the first place of a person who is not before `person`. */
static size_t person_at(const struct record_frame_room *room, size_t count, size_t at, int64_t person)
{
    while (at < count && room->person[at] < person) {
        at++;
    }
    return at;
}

/* One walk through the changes of all who are in the frame, both in ascending order of people: a hundred thousand single
 * questions would take longer than the frame's rows. */
static enum sibu_status read_floors(struct sibu_record *record, int64_t number, size_t count, struct sibu_fault *fault)
{
    struct record_frame_room *room = &record->room;
    struct query query = query_open(record, QUERY_FLOORS_OF);
    struct change change = {0, 0};
    size_t at = 0, known = 0; /* known: people before it have their floor */
    query_put_integer(&query, count > 0 ? room->person[0] : 0);
    query_put_integer(&query, count > 0 ? room->person[count - 1] : 0);
    while (next_change(&query, &change)) {
        at = person_at(room, count, at, change.person);
        if (at == count || at > known) {
            break; /* beyond all, or somebody before has none */
        }
        if (room->person[at] == change.person && change.since <= number) {
            room->floor[at] = (uint16_t)query_integer(&query, 2, 0, (int64_t)record->floor_count - 1);
            known = at + 1;
        }
    }
    if (known < count) {
        query_doubt(&query); /* every person in a frame has a first floor */
    }
    return query_close(&query, fault);
}

/* Has the room hold the frame. What a sealed record said once it says again. */
static enum sibu_status have_frame(struct sibu_record *record, int64_t number, struct sibu_fault *fault)
{
    struct record_frame_room *room = &record->room;
    size_t count = 0;
    if (record->sealed && room->held && room->number == number) {
        return SIBU_OK;
    }
    room->held = 0;
    enum sibu_status status = read_people(record, number, &count, fault);
    if (status == SIBU_OK) {
        status = read_floors(record, number, count, fault);
    }
    room->held = status == SIBU_OK;
    room->number = number;
    room->count = count;
    return status;
}

enum sibu_status sibu_record_frame(struct sibu_record *record, size_t frame, struct sibu_record_frame *out,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *out = (struct sibu_record_frame){0};
    if (frame >= (size_t)record->frame_count) {
        status = refresh(record, fault);
    }
    if (status == SIBU_OK && frame >= (size_t)record->frame_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "没有第 %zu 帧，共 %lld 帧",
                              "there is no frame %zu of %lld", frame, (long long)record->frame_count);
    }
    int64_t number = record->first_frame + (int64_t)frame;
    if (status == SIBU_OK) {
        status = have_frame(record, number, fault);
    }
    if (status == SIBU_OK) {
        const struct record_frame_room *room = &record->room;
        *out = (struct sibu_record_frame){(double)number / record->frames_per_s,
                                          room->count,
                                          room->person,
                                          room->x_m,
                                          room->y_m,
                                          room->heading_x,
                                          room->heading_y,
                                          room->floor};
    }
    return status;
}
