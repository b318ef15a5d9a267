/* See label.h. */
#include "view/label.h"

#define GAP 3 /* pixels between a label and its anchor */

void label_clear(struct label_board *board, struct raster_rect window)
{
    board->window = window;
    board->count = 0;
}

void label_block(struct label_board *board, struct raster_rect box)
{
    if (board->count < LABEL_MAX) {
        board->taken[board->count++] = box;
    }
}

int label_take(struct label_board *board, struct raster_rect box)
{
    struct raster_rect seen = raster_rect_cut(box, board->window);
    if (seen.width != box.width || seen.height != box.height || board->count >= LABEL_MAX) {
        return 0;
    }
    for (uint32_t i = 0; i < board->count; i++) {
        if (raster_rect_meet(board->taken[i], box)) {
            return 0;
        }
    }
    label_block(board, box);
    return 1;
}

struct raster_rect label_inside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height)
{
    struct raster_rect box = {anchor.x + (anchor.width - width) / 2, anchor.y + (anchor.height - height) / 2, width,
                              height};
    return label_take(board, box) ? box : (struct raster_rect){0};
}

struct raster_rect label_beside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height)
{
    int32_t middle_x = anchor.x + (anchor.width - width) / 2;
    int32_t middle_y = anchor.y + (anchor.height - height) / 2;
    struct raster_rect places[] = {
        {middle_x, anchor.y - height - GAP, width, height},
        {middle_x, anchor.y + anchor.height + GAP, width, height},
        {anchor.x + anchor.width + GAP, middle_y, width, height},
        {anchor.x - width - GAP, middle_y, width, height},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (label_take(board, places[i])) {
            return places[i];
        }
    }
    return label_inside(board, anchor, width, height);
}
