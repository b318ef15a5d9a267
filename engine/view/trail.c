/* See trail.h. */
#include "view/trail.h"

#include <stdlib.h>

#define WIDTH 1.6 /* of a line, in units of scale 1 */
#define WIDTH_CHOSEN 3.5
#define ALPHA 0x90000000u
#define STILL (RASTER_ONE / 2) /* points nearer than this are one */
#define POINTS_MAX (TRAIL_SAMPLES + 1)

void trail_open(struct trail *trail)
{
    *trail = (struct trail){0};
    for (size_t i = 0; i < TRAIL_SAMPLES; i++) {
        trail->samples[i].number = SIZE_MAX;
    }
}

void trail_close(struct trail *trail)
{
    for (size_t i = 0; i < TRAIL_SAMPLES; i++) {
        motion_frame_close(&trail->samples[i]);
    }
    trail_open(trail);
}

const struct motion_frame *trail_sample(const struct trail *trail, size_t back)
{
    return &trail->samples[(trail->newest / trail->step - back) % TRAIL_SAMPLES];
}

enum sibu_status trail_seek(struct trail *trail, const struct replay *replay, double time_s, double span_s,
                            struct sibu_fault *fault)
{
    trail->count = 0;
    if (replay->frame_count == 0 || time_s < replay->first_frame_s) {
        return SIBU_OK;
    }
    double last = (double)(replay->frame_count - 1), place = (time_s - replay->first_frame_s) * replay->frames_per_s;
    size_t now = (size_t)(place < last ? place : last);
    size_t span = (size_t)(span_s * replay->frames_per_s);
    trail->step = span / (TRAIL_SAMPLES - 1) + 1;
    trail->newest = now / trail->step * trail->step;
    enum sibu_status status = SIBU_OK;
    for (size_t number = trail->newest; status == SIBU_OK && number + span >= now; number -= trail->step) {
        struct motion_frame *sample = &trail->samples[number / trail->step % TRAIL_SAMPLES];
        if (sample->number != number) {
            status = motion_frame_read(sample, replay, number, fault);
        }
        trail->count += status == SIBU_OK;
        if (number < trail->step) {
            break;
        }
    }
    return status;
}

/* A line in the making: the points of one person, newest first, as long as the person was on the floor. */
struct line {
    struct raster_point points[POINTS_MAX];
    uint32_t count;
    struct raster_pen pen;
};

static void flush(struct canvas *canvas, struct line *line)
{
    if (line->count > 1) {
        (void)raster_stroke(canvas->raster, line->points, line->count, &line->pen);
    }
    line->count = 0;
}

static void add_point(struct line *line, struct raster_point at)
{
    if (line->count > 0) {
        struct raster_point before = line->points[line->count - 1];
        int64_t x = (int64_t)at.x - before.x, y = (int64_t)at.y - before.y; /* from one end of the plane to the other */
        if (llabs(x) < STILL && llabs(y) < STILL) {
            return;
        }
    }
    line->points[line->count++] = at;
}

struct walker { /* whose trail is drawn, and where each sample was left by the one before */
    const struct trail *trail;
    const struct view_state *view;
    size_t places[TRAIL_SAMPLES];
};

/* Adds where the person was, or ends the line where that was nowhere or on another floor. */
static void add_of(struct canvas *canvas, struct line *line, const struct walker *walker,
                   const struct motion_frame *frame, size_t i)
{
    if (frame->floor[i] == walker->view->floor) {
        add_point(line, camera_fixed(&walker->view->cameras[walker->view->floor], (double)frame->x_m[i],
                                     (double)frame->y_m[i]));
    } else {
        flush(canvas, line);
    }
}

/* The place of a number in a sample, found by going on from the last one; count where it is not there. */
static size_t place_of(struct walker *walker, size_t back, uint32_t order)
{
    const struct motion_frame *sample = trail_sample(walker->trail, back);
    size_t i = walker->places[back];
    while (i < sample->count && sample->order[i] < order) {
        i++;
    }
    walker->places[back] = i;
    return i < sample->count && sample->order[i] == order ? i : sample->count;
}

static void draw_one(struct canvas *canvas, struct walker *walker, const struct motion_frame *now, size_t i,
                     struct raster_pen pen)
{
    struct line line = {.pen = pen};
    add_of(canvas, &line, walker, now, i);
    for (size_t back = 0; back < walker->trail->count; back++) {
        const struct motion_frame *sample = trail_sample(walker->trail, back);
        size_t place = place_of(walker, back, now->order[i]);
        if (place < sample->count) {
            add_of(canvas, &line, walker, sample, place);
        }
    }
    flush(canvas, &line);
}

static struct raster_pen pen_of(const struct canvas *canvas, const struct view_state *view, uint32_t person)
{
    enum state state =
        person == SIBU_NONE ? STATE_WALKING : state_at(&view->replay->people[person].times, view->playback.time_s);
    uint32_t colour = (canvas->theme->state[state] & 0xffffffu) | ALPHA;
    return (struct raster_pen){raster_fixed(WIDTH * canvas->scale), colour, 0};
}

static void draw_chosen(struct canvas *canvas, struct walker *walker, const struct motion_frame *now, size_t i)
{
    int32_t width = raster_fixed(WIDTH_CHOSEN * canvas->scale);
    struct walker again = {walker->trail, walker->view, {0}};
    draw_one(canvas, walker, now, i, (struct raster_pen){2 * width, canvas->theme->ground, 0});
    draw_one(canvas, &again, now, i, (struct raster_pen){width, canvas->theme->focus, 0});
}

void trail_draw(struct canvas *canvas, const struct trail *trail, const struct view_state *view,
                const struct motion_frame *now)
{
    struct walker walker = {trail, view, {0}};
    for (size_t i = 0; i < now->count; i++) {
        if (now->person[i] == SIBU_NONE || now->person[i] != view->chosen) {
            draw_one(canvas, &walker, now, i, pen_of(canvas, view, now->person[i]));
        }
    }
    walker = (struct walker){trail, view, {0}};
    for (size_t i = 0; i < now->count; i++) {
        if (now->person[i] != SIBU_NONE && now->person[i] == view->chosen) {
            draw_chosen(canvas, &walker, now, i);
        }
    }
}
