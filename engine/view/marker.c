/* See marker.h. Shapes: no answer a cross, waiting a ring, walking a disc, out a diamond, checked in a square, needs
 * help a triangle larger than the others. Each has a dark edge, so that it stands out from any ground.
 */
#include "view/marker.h"

#include <stdlib.h>

#include "sibu/memory.h"
#include "view/sketch.h"

#define FINE 16 /* lengths here are 16ths of a pixel */
#define SAMPLES 8 /* a pixel has 8 by 8 samples */

/* Does the shape of `radius` hold the point x right of and y below its centre? */
static int shape_holds(enum state state, int32_t x, int32_t y, int32_t radius)
{
    int32_t ax = abs(x), ay = abs(y);
    switch (state) {
    case STATE_NO_ANSWER:
        return (ax > ay ? ax : ay) <= radius && abs(ax - ay) * 2 <= radius;
    case STATE_OUT:
        return (ax + ay) * 5 <= radius * 6;
    case STATE_CHECKED_IN:
        return (ax > ay ? ax : ay) * 8 <= radius * 7;
    case STATE_HELP:
        return y * 4 <= radius * 3 && y * 5 >= ax * 9 - radius * 5;
    case STATE_WAITING:
    case STATE_WALKING:
    case STATES:
        break;
    }
    return x * x + y * y <= radius * radius;
}

/* A waiting person is a ring: its middle is left open, a third of the radius wide at least. */
static int hole_holds(enum state state, int32_t x, int32_t y, int32_t radius)
{
    int32_t hole = radius * 9 / 16;
    return state == STATE_WAITING && x * x + y * y < hole * hole;
}

static int32_t edge_of(int32_t radius)
{
    int32_t edge = radius / 5;
    return edge < FINE * 3 / 4 ? FINE * 3 / 4 : edge > FINE * 2 ? FINE * 2 : edge;
}

static int32_t body_of(enum state state, int32_t radius)
{
    return state == STATE_HELP ? radius * 3 / 2 : radius;
}

/* One premultiplied pixel from how many of its 64 samples are body and how many edge. */
static uint32_t pixel_of(uint32_t body, uint32_t edge, uint32_t body_colour, uint32_t edge_colour)
{
    const uint32_t all = SAMPLES * SAMPLES;
    uint32_t pixel = ((body + edge) * 255 / all) << 24;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        uint32_t sum = body * (body_colour >> shift & 0xff) + edge * (edge_colour >> shift & 0xff);
        pixel |= sum / all << shift;
    }
    return pixel;
}

struct marker_shape {
    enum state state;
    int32_t radius, edge, centre_x, centre_y;
    uint32_t body_colour, edge_colour;
};

enum part { PART_NONE, PART_EDGE, PART_BODY, PARTS };

static enum part part_at(const struct marker_shape *shape, int32_t x, int32_t y)
{
    int32_t dx = x - shape->centre_x, dy = y - shape->centre_y;
    if (hole_holds(shape->state, dx, dy, shape->radius)) {
        return PART_NONE;
    }
    if (shape_holds(shape->state, dx, dy, shape->radius)) {
        return PART_BODY;
    }
    return shape_holds(shape->state, dx, dy, shape->radius + shape->edge) ? PART_EDGE : PART_NONE;
}

/* True where a pixel lies in one part with all its corners. Small shapes have details finer than a pixel and are
 * always sampled; for large ones this saves nearly all of the work. */
static int one_part(const struct marker_shape *shape, int32_t x, int32_t y)
{
    enum part first = part_at(shape, x, y);
    return shape->radius > 6 * FINE && part_at(shape, x + FINE, y) == first && part_at(shape, x, y + FINE) == first &&
           part_at(shape, x + FINE, y + FINE) == first;
}

static uint32_t sample_pixel(const struct marker_shape *shape, int32_t column, int32_t row)
{
    uint32_t found[PARTS] = {0};
    int32_t x = column * FINE, y = row * FINE;
    if (one_part(shape, x, y)) {
        found[part_at(shape, x, y)] = SAMPLES * SAMPLES;
        return pixel_of(found[PART_BODY], found[PART_EDGE], shape->body_colour, shape->edge_colour);
    }
    for (int32_t sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        found[part_at(shape, x + sample % SAMPLES * 2 + 1, y + sample / SAMPLES * 2 + 1)]++;
    }
    return pixel_of(found[PART_BODY], found[PART_EDGE], shape->body_colour, shape->edge_colour);
}

/* Grows the box to hold a pixel. */
static void hold_pixel(struct raster_rect *box, int32_t x, int32_t y)
{
    if (box->width == 0) {
        *box = (struct raster_rect){x, y, 1, 1};
        return;
    }
    int32_t right = box->x + box->width > x + 1 ? box->x + box->width : x + 1;
    box->x = x < box->x ? x : box->x;
    box->width = right - box->x;
    box->height = y + 1 - box->y; /* rows come in order */
}

/* Returns the part that is not empty. */
static struct raster_rect make_picture(uint32_t *pixels, int32_t side, const struct marker_shape *shape)
{
    struct raster_rect box = {0};
    for (int32_t row = 0; row < side; row++) {
        for (int32_t column = 0; column < side; column++) {
            uint32_t pixel = sample_pixel(shape, column, row);
            pixels[row * side + column] = pixel;
            if (pixel != 0) {
                hold_pixel(&box, column, row);
            }
        }
    }
    return box;
}

/* The number of a state's picture at a phase, made if this is its first use. */
static size_t have_picture(struct marker_set *set, enum state state, int32_t phase_x, int32_t phase_y)
{
    size_t picture = ((size_t)state * MARKER_PHASES + (size_t)phase_y) * MARKER_PHASES + (size_t)phase_x;
    if (set->drawn[picture].width == 0) {
        struct marker_shape shape = {.state = state,
                                     .radius = body_of(state, set->radius),
                                     .edge = edge_of(set->radius),
                                     .centre_x = set->side / 2 * FINE + phase_x * FINE / MARKER_PHASES,
                                     .centre_y = set->side / 2 * FINE + phase_y * FINE / MARKER_PHASES,
                                     .body_colour = theme_of(set->theme)->state[state],
                                     .edge_colour = theme_of(set->theme)->state_edge};
        uint32_t *pixels = set->pixels + picture * (size_t)set->side * (size_t)set->side;
        set->drawn[picture] = make_picture(pixels, set->side, &shape);
    }
    return picture;
}

enum sibu_status marker_make(struct marker_set *set, int32_t radius, enum theme_kind theme, struct sibu_fault *fault)
{
    int32_t most = MARKER_RADIUS_MAX * FINE;
    int32_t wanted = radius < FINE ? FINE : radius > most ? most : radius;
    if (set->radius == wanted && set->theme == theme) {
        return SIBU_OK;
    }
    marker_close(set);
    int32_t reach = body_of(STATE_HELP, wanted) + edge_of(wanted);
    set->side = 2 * (reach / FINE + 2);
    set->pixels = sibu_array_new((size_t)MARKER_PICTURES * (size_t)set->side * (size_t)set->side, sizeof *set->pixels);
    if (set->pixels == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "view", "内存不足，无法绘制人员标记",
                              "no memory for the markers of people");
    }
    set->radius = wanted;
    set->theme = theme;
    return SIBU_OK;
}

void marker_close(struct marker_set *set)
{
    sibu_array_free(set->pixels);
    *set = (struct marker_set){0};
}

/* Division that rounds down, so that markers left of the picture's edge don't jump. */
static int32_t floor_divide(int32_t value, int32_t by)
{
    return value >= 0 ? value / by : -((by - 1 - value) / by);
}

void marker_draw(struct raster *raster, struct marker_set *set, enum state state, struct raster_point centre)
{
    const int32_t phase = RASTER_ONE / MARKER_PHASES;
    if (raster->sketch != NULL) {
        const struct theme *theme = theme_of(set->theme);
        struct sketch_marker marker = {state, set->radius, edge_of(set->radius), theme->state[state],
                                       theme->state_edge};
        sketch_person(raster, &marker, centre);
        return;
    }
    int32_t x = floor_divide(centre.x, RASTER_ONE), y = floor_divide(centre.y, RASTER_ONE);
    size_t picture = have_picture(set, state, (centre.x - x * RASTER_ONE) / phase, (centre.y - y * RASTER_ONE) / phase);
    struct raster_rect drawn = set->drawn[picture];
    const uint32_t *pixels = set->pixels + picture * (size_t)set->side * (size_t)set->side;
    struct raster_sprite sprite = {pixels + drawn.y * set->side + drawn.x, drawn.width, drawn.height, set->side};
    raster_draw_sprite(raster, x - set->side / 2 + drawn.x, y - set->side / 2 + drawn.y, &sprite);
}
