/* One frame out of JuPedSim's tables, by index, into the record's own room. See sibu/record.h.
 *
 * Depends on: query, page_read, floor_read. What a frame holds is checked: numbers ascend, coordinates are finite, floors exist.
 */
#include "record/floor_read.h"
#include "record/frame_room.h"
#include "record/page_read.h"
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
        has_room = frame_room_grow(room, *count + 1);
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

/* Has the room hold the frame. What a sealed record said once it says again. */
static enum sibu_status have_frame(struct sibu_record *record, int64_t number, struct sibu_fault *fault)
{
    struct record_frame_room *room = &record->room;
    size_t count = 0;
    if (record->sealed && room->held && room->number == number) {
        return SIBU_OK;
    }
    room->held = 0;
    enum sibu_status status = SIBU_OK;
    if (!page_read_frame(record, number, &count)) {
        status = read_people(record, number, &count, fault);
    }
    if (status == SIBU_OK) {
        status = floor_read(record, number, count, fault);
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
