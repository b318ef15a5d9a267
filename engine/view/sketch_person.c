/* People in a sketch: the shapes that marker.c samples, as outlines. See sketch.h. */
#include "view/sketch.h"

#define FINE 16.0 /* 16ths of a pixel */

struct corner { /* in shares of the radius, right of and below the centre */
    double x, y;
};
/* A cross, a square on its tip, a square, a triangle. */
static const struct corner CROSS[] = {{0, -0.5}, {0.5, -1},  {1, -1},  {1, -0.5}, {0.5, 0}, {1, 0.5},
                                      {1, 1},    {0.5, 1},   {0, 0.5}, {-0.5, 1}, {-1, 1},  {-1, 0.5},
                                      {-0.5, 0}, {-1, -0.5}, {-1, -1}, {-0.5, -1}};
static const struct corner DIAMOND[] = {{0, -1.2}, {1.2, 0}, {0, 1.2}, {-1.2, 0}};
static const struct corner SQUARE[] = {{-0.875, -0.875}, {0.875, -0.875}, {0.875, 0.875}, {-0.875, 0.875}};
static const struct corner TRIANGLE[] = {{0, -1.5}, {1.4583, 1.125}, {-1.4583, 1.125}}; /* of 1.5 times the radius */

struct outline {
    const struct corner *corners; /* NULL: round */
    size_t count;
};

static struct outline outline_of(enum state state)
{
    switch (state) {
    case STATE_NO_ANSWER:
        return (struct outline){CROSS, sizeof CROSS / sizeof CROSS[0]};
    case STATE_OUT:
        return (struct outline){DIAMOND, 4};
    case STATE_CHECKED_IN:
        return (struct outline){SQUARE, 4};
    case STATE_HELP:
        return (struct outline){TRIANGLE, 3};
    case STATE_WAITING:
    case STATE_WALKING:
    case STATES:
        break;
    }
    return (struct outline){NULL, 0};
}

/* The body's edge is a line around it, half under it. */
static void add_shape(struct sibu_text *out, const struct sketch_marker *marker, struct outline outline,
                      struct raster_point centre)
{
    double x = (double)centre.x / RASTER_ONE, y = (double)centre.y / RASTER_ONE, radius = marker->radius / FINE;
    sibu_text_add(out, "<path d=\"");
    for (size_t i = 0; i < outline.count; i++) {
        sibu_text_addf(out, "%c%.2f %.2f", i == 0 ? 'M' : 'L', x + outline.corners[i].x * radius,
                       y + outline.corners[i].y * radius);
    }
    sibu_text_addf(out, "Z\" fill=\"#%06x\" stroke=\"#%06x\" stroke-width=\"%.2f\"/>\n",
                   (unsigned)(marker->body_colour & 0xffffffu), (unsigned)(marker->edge_colour & 0xffffffu),
                   marker->edge / FINE);
}

void sketch_person(const struct raster *raster, const struct sketch_marker *marker, struct raster_point centre)
{
    struct outline outline = outline_of(marker->state);
    int32_t radius = marker->radius * (RASTER_ONE / 16), edge = marker->edge * (RASTER_ONE / 16);
    if (outline.corners == NULL) {
        int32_t hole = marker->state == STATE_WAITING ? radius * 9 / 16 : 0;
        sketch_ring(raster, centre, radius + edge, hole > 0 ? edge : radius + edge, marker->edge_colour);
        sketch_ring(raster, centre, radius, radius - hole, marker->body_colour);
        return;
    }
    struct sibu_text *text = sketch_begin(raster);
    if (text != NULL) {
        add_shape(text, marker, outline, centre);
    }
}
