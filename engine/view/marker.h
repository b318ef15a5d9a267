/* Markers: the small pictures of people, one shape and colour for each state, made when first needed, then copied.
 *
 * A set holds a picture for each state at 4 by 4 quarter-pixel offsets, so that slow walkers glide. Made by counting
 * 8 by 8 samples a pixel in whole numbers: the same on every CPU. A set belongs to one thread.
 */
#pragma once
#include "sibu/fault.h"
#include "view/raster.h"
#include "view/state.h"
#include "view/theme.h"

#define MARKER_PHASES 4
#define MARKER_RADIUS_MAX 40 /* pixels */
#define MARKER_PICTURES (STATES * MARKER_PHASES * MARKER_PHASES)

struct marker_set {
    uint32_t *pixels; /* owned: MARKER_PICTURES pictures of side * side */
    struct raster_rect drawn[MARKER_PICTURES]; /* the part of each picture that is not empty; width 0: not made yet */
    int32_t side; /* pixels */
    int32_t radius; /* of a disc's body, in 16ths of a pixel; 0: nothing made yet */
    enum theme_kind theme;
};

/* Starts the set anew where radius (16ths of a pixel, 16..16 * MARKER_RADIUS_MAX) or theme differ from what it has. */
SIBU_MUST_USE enum sibu_status marker_make(struct marker_set *set, int32_t radius, enum theme_kind theme,
                                           struct sibu_fault *fault);
void marker_close(struct marker_set *set);
/* Draws the marker of a state around `centre`. The set must have been started. */
void marker_draw(struct raster *raster, struct marker_set *set, enum state state, struct raster_point centre);
