/* Where names stand on the plan: greedily, the more important first, each at the first of its places that is free.
 * What finds no place is not shown: better no name than two on top of each other. Pure.
 */
#pragma once
#include "view/raster.h"

#define LABEL_MAX 512

struct label_board {
    struct raster_rect window; /* labels lie inside */
    struct raster_rect taken[LABEL_MAX];
    uint32_t count;
};

void label_clear(struct label_board *board, struct raster_rect window);
/* Takes the box if it is inside the window and free. */
int label_take(struct label_board *board, struct raster_rect box);
/* Keeps a box free of labels, whatever else lies there. */
void label_block(struct label_board *board, struct raster_rect box);
/* A box of width by height around the anchor box: above, below, right, left, or in its middle, the first that is free.
 * Empty where none is. */
struct raster_rect label_beside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height);
/* A box in the middle of the anchor, or empty. */
struct raster_rect label_inside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height);
