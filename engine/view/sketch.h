/* A picture as vectors: the shapes that would be drawn on a raster, written down as SVG 1.1 in the order they come.
 *
 * A raster that has a sketch hands its shapes over and leaves its pixels alone, so that a snapshot as SVG shows what the
 * window shows, to be enlarged and edited without loss: plan and people as shapes, words as text. Same calls, same bytes.
 * One thread.
 */
#pragma once
#include "sibu/text.h"
#include "view/marker.h"
#include "view/text_draw.h"

struct sketch {
    struct sibu_text text; /* owned */
    struct raster_rect whole, clip; /* of the picture; of the group that is open */
    unsigned clips; /* how many have been named */
    int in_group;
};

/* Begins a picture of this size with its title and the family of the letters. The caller closes the sketch. */
void sketch_open(struct sketch *sketch, const struct raster *size, const char *title, const char *family);
void sketch_close(struct sketch *sketch);
/* Ends the picture and writes it to a file, replacing what is there. SIBU_IO, or SIBU_NO_MEMORY where something did not
 * fit; then no file is left. */
SIBU_MUST_USE enum sibu_status sketch_write(struct sketch *sketch, const char *path, struct sibu_fault *fault);

/* Where the next shape is written, in the group of the raster's clip; NULL where the clip shows nothing. */
struct sibu_text *sketch_begin(const struct raster *raster);
/* As those of raster.h; `raster` says the clip. */
void sketch_rect(const struct raster *raster, struct raster_rect rect, int32_t radius, uint32_t colour);
void sketch_path(const struct raster *raster, const struct raster_path *path, uint32_t colour);
void sketch_stroke(const struct raster *raster, const struct raster_point *points, uint32_t count,
                   const struct raster_pen *pen);
void sketch_ring(const struct raster *raster, struct raster_point centre, int32_t radius, int32_t thickness,
                 uint32_t colour);

struct sketch_words { /* a line of text as it was laid out */
    const char *bytes; /* UTF-8; what is not is written as U+FFFD, control characters are left out */
    size_t length;
    int cut; /* 1: "…" follows */
    int32_t x, baseline, width, em; /* pixels */
    int bold;
    uint32_t colour;
};
void sketch_text(const struct raster *raster, const struct sketch_words *words);

struct sketch_marker { /* the sign of a person (marker.h); lengths in 16ths of a pixel */
    enum state state;
    int32_t radius, edge;
    uint32_t body_colour, edge_colour;
};
void sketch_person(const struct raster *raster, const struct sketch_marker *marker, struct raster_point centre);
