/* See motion.h. */
#include "view/motion.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"

void motion_frame_close(struct motion_frame *frame)
{
    sibu_array_free(frame->person);
    sibu_array_free(frame->order);
    sibu_array_free(frame->x_m);
    sibu_array_free(frame->y_m);
    sibu_array_free(frame->heading_x);
    sibu_array_free(frame->heading_y);
    sibu_array_free(frame->floor);
    *frame = (struct motion_frame){.number = SIZE_MAX};
}

void motion_open(struct motion *motion)
{
    *motion =
        (struct motion){.before = {.number = SIZE_MAX}, .after = {.number = SIZE_MAX}, .now = {.number = SIZE_MAX}};
}

void motion_close(struct motion *motion)
{
    motion_frame_close(&motion->before);
    motion_frame_close(&motion->after);
    motion_frame_close(&motion->now);
}

/* Room for `count` people. What the frame held is lost. */
static int make_room(struct motion_frame *frame, size_t count)
{
    if (count <= frame->capacity) {
        return 1;
    }
    motion_frame_close(frame);
    size_t capacity = count + count / 4;
    frame->person = sibu_array_new(capacity, sizeof *frame->person);
    frame->order = sibu_array_new(capacity, sizeof *frame->order);
    frame->x_m = sibu_array_new(capacity, sizeof *frame->x_m);
    frame->y_m = sibu_array_new(capacity, sizeof *frame->y_m);
    frame->heading_x = sibu_array_new(capacity, sizeof *frame->heading_x);
    frame->heading_y = sibu_array_new(capacity, sizeof *frame->heading_y);
    frame->floor = sibu_array_new(capacity, sizeof *frame->floor);
    if (frame->person == NULL || frame->order == NULL || frame->x_m == NULL || frame->y_m == NULL ||
        frame->heading_x == NULL || frame->heading_y == NULL || frame->floor == NULL) {
        motion_frame_close(frame);
        return 0;
    }
    frame->capacity = capacity;
    return 1;
}

static enum sibu_status no_room(const struct replay *replay, size_t count, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, count > REPLAY_PEOPLE_MAX ? SIBU_LIMIT : SIBU_NO_MEMORY, replay->path,
                          "无法读取 %zu 人的一帧", "cannot read a frame of %zu people", count);
}

enum sibu_status motion_frame_read(struct motion_frame *to, const struct replay *replay, size_t number,
                                   struct sibu_fault *fault)
{
    struct sibu_record_frame from;
    to->number = SIZE_MAX;
    enum sibu_status status = sibu_record_frame(replay->record, number, &from, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (from.count > REPLAY_PEOPLE_MAX || !make_room(to, from.count)) {
        return no_room(replay, from.count, fault);
    }
    if (from.count > 0) { /* a frame of nobody has no arrays */
        memcpy(to->order, from.person, from.count * sizeof *to->order);
        memcpy(to->x_m, from.x_m, from.count * sizeof *to->x_m);
        memcpy(to->y_m, from.y_m, from.count * sizeof *to->y_m);
        memcpy(to->heading_x, from.heading_x, from.count * sizeof *to->heading_x);
        memcpy(to->heading_y, from.heading_y, from.count * sizeof *to->heading_y);
        memcpy(to->floor, from.floor, from.count * sizeof *to->floor);
    }
    for (size_t i = 0; i < from.count; i++) {
        to->person[i] = replay_find(replay, from.person[i]);
    }
    to->count = from.count;
    to->number = number;
    return SIBU_OK;
}

static void swap_stored(struct motion *motion)
{
    struct motion_frame kept = motion->before;
    motion->before = motion->after;
    motion->after = kept;
}

/* Has `before` and `after` hold these two stored frames; in the usual case, the next step either way, one is there. */
static enum sibu_status have_frames(struct motion *motion, const struct replay *replay, size_t first, size_t second,
                                    struct sibu_fault *fault)
{
    if (motion->after.number == first || motion->before.number == second) {
        swap_stored(motion);
    }
    enum sibu_status status = SIBU_OK;
    if (motion->before.number != first) {
        status = motion_frame_read(&motion->before, replay, first, fault);
    }
    if (status == SIBU_OK && second != first && motion->after.number != second) {
        status = motion_frame_read(&motion->after, replay, second, fault);
    }
    return status;
}

/* A person on the way from place i of frame a to place j of frame b. */
struct leg {
    const struct motion_frame *a, *b;
    size_t i, j;
};

static void put_between(struct motion_frame *now, const struct leg *leg, float share)
{
    const struct motion_frame *a = leg->a, *b = leg->b;
    size_t i = leg->i, j = leg->j, to = now->count++;
    int later = share >= 0.5F;
    int stays = a->floor[i] != b->floor[j] && !later; /* no gliding across the plan of a floor that is not there yet */
    float rest = 1.0F - share;
    now->person[to] = a->person[i];
    now->order[to] = a->order[i];
    now->floor[to] = later ? b->floor[j] : a->floor[i];
    now->heading_x[to] = later ? b->heading_x[j] : a->heading_x[i];
    now->heading_y[to] = later ? b->heading_y[j] : a->heading_y[i];
    now->x_m[to] = stays ? a->x_m[i] : a->x_m[i] * rest + b->x_m[j] * share;
    now->y_m[to] = stays ? a->y_m[i] : a->y_m[i] * rest + b->y_m[j] * share;
}

/* Both frames are in ascending order of numbers: one walk through both. Whoever is not in `after` stays in place. */
static void interpolate(struct motion_frame *now, const struct motion_frame *before, const struct motion_frame *after,
                        float share)
{
    size_t j = 0;
    now->count = 0;
    for (size_t i = 0; i < before->count; i++) {
        while (j < after->count && after->order[j] < before->order[i]) {
            j++;
        }
        int in_both = j < after->count && after->order[j] == before->order[i];
        struct leg leg = {before, in_both ? after : before, i, in_both ? j : i};
        put_between(now, &leg, in_both ? share : 0.0F);
    }
}

enum sibu_status motion_seek(struct motion *motion, const struct replay *replay, double time_s,
                             struct sibu_fault *fault)
{
    motion->now.count = 0;
    if (replay->frame_count == 0) {
        return SIBU_OK;
    }
    double last = (double)(replay->frame_count - 1);
    double place = (time_s - replay->first_frame_s) * replay->frames_per_s;
    place = place > 0.0 ? (place < last ? place : last) : 0.0;
    size_t first = (size_t)place;
    size_t second =
        first + 1 < replay->frame_count ? first + 1 : first; /* at a frame itself, too: how fast people walk is told */
    enum sibu_status status = have_frames(motion, replay, first, second, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (!make_room(&motion->now, motion->before.count)) {
        return no_room(replay, motion->before.count, fault);
    }
    interpolate(&motion->now, &motion->before, second == first ? &motion->before : &motion->after,
                (float)(place - floor(place)));
    return SIBU_OK;
}

static size_t find_in(const struct motion_frame *frame, uint32_t person)
{
    for (size_t i = 0; person != SIBU_NONE && i < frame->count; i++) {
        if (frame->person[i] == person) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t motion_find(const struct motion *motion, uint32_t person)
{
    return find_in(&motion->now, person);
}

double motion_speed(const struct motion *motion, const struct replay *replay, uint32_t person)
{
    const struct motion_frame *before = &motion->before, *after = &motion->after;
    if (before->number == SIZE_MAX || after->number != before->number + 1) {
        return -1.0;
    }
    size_t i = find_in(before, person), j = find_in(after, person);
    if (i == SIZE_MAX || j == SIZE_MAX || before->floor[i] != after->floor[j]) {
        return -1.0;
    }
    double dx = (double)after->x_m[j] - (double)before->x_m[i], dy = (double)after->y_m[j] - (double)before->y_m[i];
    return sqrt(dx * dx + dy * dy) * replay->frames_per_s;
}
