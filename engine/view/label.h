/* Where names stand on the plan: greedily, the more important first, each at that of its free places where it hides the
 * least. What finds no place is not shown: better no name than two on top of each other. Pure.
 */
#pragma once
#include "view/raster.h"

#define LABEL_MAX 512

struct label_board {
    struct raster_rect window; /* labels lie inside */
    struct raster_rect taken[LABEL_MAX];
    uint32_t count;
    struct raster_rect minded[LABEL_MAX]; /* what labels may hide, but rather do not */
    uint32_t minded_count;
};

/* Where a label may stand: anywhere in a room, rather near its middle. */
struct label_room {
    struct raster_rect box;
    struct raster_point middle; /* pixels */
    int (*holds)(const void *of, struct raster_rect label); /* the room's shape; NULL: it is its box */
    const void *of; /* the caller's, for `holds` */
};

void label_clear(struct label_board *board, struct raster_rect window);
/* Takes the box if it is inside the window and free. */
int label_take(struct label_board *board, struct raster_rect box);
/* Keeps a box free of labels, whatever else lies there. */
void label_block(struct label_board *board, struct raster_rect box);
/* What lies in the box is better not hidden; what is beyond LABEL_MAX of them is not minded. */
void label_mind(struct label_board *board, struct raster_rect box);
void label_mind_nothing(struct label_board *board);
/* A box of width by height around the anchor box: above, below, right, left, at its corners, in its middle; of those that are free that
 * which hides the least of what is minded, the first of equals. Above and below it is moved along into the window. Empty
 * where none is free. */
struct raster_rect label_beside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height);
/* The same place, not taken yet. *least: how many pixels of what is minded it hides; INT64_MAX where it is empty. */
struct raster_rect label_best_beside(const struct label_board *board, struct raster_rect anchor, int32_t width,
                                     int32_t height, int64_t *least);
/* A box in the middle of the anchor, or empty. */
struct raster_rect label_inside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height);
/* The free place in the room where a box of this size hides the least of what is minded, and of such the nearest to its
 * middle; empty where there is none. Takes it not: whoever wants it does. *hidden: how much, as above. */
struct raster_rect label_search(const struct label_board *board, const struct label_room *room, int32_t width,
                                int32_t height, int64_t *hidden);
