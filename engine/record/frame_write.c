/* Where people were, into JuPedSim's tables: one row a person and frame, and a floor only where it changes.
 *
 * Depends on: query. Frame numbers are time * frames a second, rounded, and follow each other without a gap.
 */
#include <math.h>
#include <string.h>

#include "record/query.h"

static enum sibu_status wrong(const struct sibu_record *record, const struct sibu_record_frame *frame, uint32_t person,
                              struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path,
                          "%.3f 秒的一帧有误（人员 %u）：编号须递增，坐标须有限，楼层须存在",
                          "the frame at %.3f s is wrong at person %u: numbers ascend, coordinates are finite, floors "
                          "exist",
                          frame->time_s, (unsigned)person);
}

static int lies_on_earth(float value)
{
    return (double)value >= -RECORD_COORDINATE_MAX && (double)value <= RECORD_COORDINATE_MAX;
}

static int person_right(const struct sibu_record *record, const struct sibu_record_frame *frame, size_t i)
{
    uint32_t before = i == 0 ? 0 : frame->person[i - 1];
    return frame->person[i] > before && frame->person[i] <= RECORD_PEOPLE_MAX && lies_on_earth(frame->x_m[i]) &&
           lies_on_earth(frame->y_m[i]) && lies_on_earth(frame->heading_x[i]) && lies_on_earth(frame->heading_y[i]) &&
           frame->floor[i] < record->floor_count;
}

static enum sibu_status check_frame(const struct sibu_record *record, const struct sibu_record_frame *frame,
                                    int64_t *number, struct sibu_fault *fault)
{
    double at = floor(frame->time_s * record->frames_per_s + 0.5);
    if (!(at >= 0.0) || at > (double)RECORD_FRAME_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "帧的时间 %g 秒无效", "a frame at %g s cannot be",
                              frame->time_s);
    }
    *number = (int64_t)at;
    int64_t next = record->first_frame + record->frame_count;
    if (record->frame_count > 0 && *number != next) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "帧须连续：应为 %.3f 秒的一帧，给出的是 %.3f 秒",
                              "frames follow each other: the one at %.3f s was next, not the one at %.3f s",
                              (double)next / record->frames_per_s, frame->time_s);
    }
    for (size_t i = 0; i < frame->count; i++) {
        if (!person_right(record, frame, i)) {
            return wrong(record, frame, frame->person[i], fault);
        }
    }
    return SIBU_OK;
}

/* The floor that most people are on; the first of equals. */
static enum sibu_status busiest_floor(const struct sibu_record *record, const struct sibu_record_frame *frame,
                                      uint32_t *floor, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    size_t *people = sibu_arena_take(&arena, record->floor_count, sizeof *people);
    if (people == NULL) {
        return record_no_memory(record, fault);
    }
    for (size_t i = 0; i < frame->count; i++) {
        people[frame->floor[i]]++;
    }
    *floor = 0;
    for (uint32_t i = 1; i < record->floor_count; i++) {
        *floor = people[i] > people[*floor] ? i : *floor;
    }
    sibu_arena_clear(&arena);
    return SIBU_OK;
}

/* The floor of the person in the frames so far, plus one; 0 where there is none. */
static enum sibu_status floor_so_far(struct sibu_record *record, uint32_t person, uint32_t *out,
                                     struct sibu_fault *fault)
{
    struct query query = query_open(record, QUERY_FLOOR_AT);
    query_put_integer(&query, person);
    query_put_integer(&query, RECORD_FRAME_MAX);
    *out = query_next(&query) ? (uint32_t)query_integer(&query, 0, 0, RECORD_FLOORS_MAX) + 1 : 0;
    return query_close(&query, fault);
}

static enum sibu_status put_floor_change(struct sibu_record *record, uint32_t person, int64_t frame, uint16_t floor,
                                         struct sibu_fault *fault)
{
    void *items = record->last_floor;
    if (!sibu_array_reserve(&items, &record->last_floor_capacity, person + 1u, sizeof *record->last_floor,
                            RECORD_PEOPLE_MAX + 1)) {
        return record_no_memory(record, fault);
    }
    record->last_floor = items;
    uint32_t before = record->last_floor[person];
    if (before == (uint32_t)floor + 1) {
        return SIBU_OK;
    }
    enum sibu_status status = before == 0 ? floor_so_far(record, person, &before, fault) : SIBU_OK;
    record->last_floor[person] = (uint16_t)(floor + 1);
    if (status != SIBU_OK || before == (uint32_t)floor + 1) {
        return status;
    }
    struct query query = query_open(record, QUERY_PUT_FLOOR_CHANGE);
    query_put_integer(&query, person);
    query_put_integer(&query, frame);
    query_put_integer(&query, floor);
    return query_run(&query, fault);
}

static enum sibu_status put_people(struct sibu_record *record, const struct sibu_record_frame *frame, int64_t number,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < frame->count && status == SIBU_OK; i++) {
        struct query query = query_open(record, QUERY_PUT_TRAJECTORY);
        query_put_integer(&query, number);
        query_put_integer(&query, frame->person[i]);
        query_put_real(&query, (double)frame->x_m[i]);
        query_put_real(&query, (double)frame->y_m[i]);
        query_put_real(&query, (double)frame->heading_x[i]);
        query_put_real(&query, (double)frame->heading_y[i]);
        status = query_run(&query, fault);
        if (status == SIBU_OK) {
            status = put_floor_change(record, frame->person[i], number, frame->floor[i], fault);
        }
    }
    return status;
}

static enum sibu_status put_frame(struct sibu_record *record, const struct sibu_record_frame *frame, int64_t number,
                                  struct sibu_fault *fault)
{
    uint32_t floor = 0;
    enum sibu_status status = busiest_floor(record, frame, &floor, fault);
    if (status == SIBU_OK) {
        struct query query = query_open(record, QUERY_PUT_FRAME);
        query_put_integer(&query, number);
        query_put_integer(&query, record->floor_geometry[floor]);
        status = query_run(&query, fault);
    }
    if (status == SIBU_OK) {
        status = put_people(record, frame, number, fault);
    }
    if (status == SIBU_OK) {
        record->first_frame = record->frame_count == 0 ? number : record->first_frame;
        record->frame_count++;
    }
    return status;
}

enum sibu_status sibu_record_put_frame(struct sibu_record *record, const struct sibu_record_frame *frame,
                                       struct sibu_fault *fault)
{
    int own = 0;
    int64_t number = 0;
    enum sibu_status status = record_put_begin(record, &own, fault);
    if (status == SIBU_OK) {
        status = check_frame(record, frame, &number, fault);
    }
    if (status == SIBU_OK) {
        status = put_frame(record, frame, number, fault);
    }
    return record_put_done(record, own, status, fault);
}
