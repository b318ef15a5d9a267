/* See label.h. */
#include "view/label.h"

#define GAP 3 /* pixels between a label and its anchor */
#define COLUMNS 24 /* places that are tried beside each other in a room */
#define ROWS 16
#define STEP_LEAST 2 /* pixels */

void label_clear(struct label_board *board, struct raster_rect window)
{
    board->window = window;
    board->count = 0;
    board->minded_count = 0;
}

void label_block(struct label_board *board, struct raster_rect box)
{
    if (board->count < LABEL_MAX) {
        board->taken[board->count++] = box;
    }
}

void label_mind(struct label_board *board, struct raster_rect box)
{
    if (board->minded_count < LABEL_MAX) {
        board->minded[board->minded_count++] = box;
    }
}

void label_mind_nothing(struct label_board *board)
{
    board->minded_count = 0;
}

static int is_free(const struct label_board *board, struct raster_rect box)
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
    return 1;
}

int label_take(struct label_board *board, struct raster_rect box)
{
    int free = is_free(board, box);
    if (free) {
        label_block(board, box);
    }
    return free;
}

/* How many pixels of what is minded the box hides. */
static int64_t hidden_by(const struct label_board *board, struct raster_rect box)
{
    int64_t hidden = 0;
    for (uint32_t i = 0; i < board->minded_count; i++) {
        struct raster_rect cut = raster_rect_cut(board->minded[i], box);
        hidden += cut.width > 0 && cut.height > 0 ? (int64_t)cut.width * cut.height : 0;
    }
    return hidden;
}

struct raster_rect label_inside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height)
{
    struct raster_rect box = {anchor.x + (anchor.width - width) / 2, anchor.y + (anchor.height - height) / 2, width,
                              height};
    return label_take(board, box) ? box : (struct raster_rect){0};
}

static int32_t held(int32_t value, int32_t low, int32_t high)
{
    return value > high ? high : value < low ? low : value;
}

struct raster_rect label_best_beside(const struct label_board *board, struct raster_rect anchor, int32_t width,
                                     int32_t height, int64_t *least)
{
    struct raster_rect window = board->window, best = {0};
    int32_t middle_x = anchor.x + (anchor.width - width) / 2;
    int32_t middle_y = anchor.y + (anchor.height - height) / 2;
    int32_t along_x = held(middle_x, window.x, window.x + window.width - width);
    along_x = raster_rect_meet(anchor, window) ? along_x : middle_x;
    int32_t above = anchor.y - height - GAP, below = anchor.y + anchor.height + GAP;
    int32_t right = anchor.x + anchor.width + GAP, left = anchor.x - width - GAP;
    int32_t flush_x = anchor.x + anchor.width - width, flush_y = anchor.y + anchor.height - height;
    const struct raster_point places[] = {
        {along_x, above},  {along_x, below},  {right, middle_y}, {left, middle_y}, /* in the middle of an edge */
        {anchor.x, above}, {anchor.x, below}, {flush_x, above},  {flush_x, below}, /* at a corner */
        {right, anchor.y}, {right, flush_y},  {left, anchor.y},  {left, flush_y},  {middle_x, middle_y},
    };
    *least = INT64_MAX;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct raster_rect box = {places[i].x, places[i].y, width, height};
        int64_t hidden = is_free(board, box) ? hidden_by(board, box) : INT64_MAX;
        if (hidden < *least) {
            *least = hidden;
            best = box;
        }
    }
    return best;
}

struct raster_rect label_beside(struct label_board *board, struct raster_rect anchor, int32_t width, int32_t height)
{
    int64_t hidden;
    struct raster_rect best = label_best_beside(board, anchor, width, height, &hidden);
    if (best.width > 0) {
        label_block(board, best);
    }
    return best;
}

static int32_t step_of(int32_t length, int32_t places)
{
    int32_t step = length / places;
    return step < STEP_LEAST ? STEP_LEAST : step;
}

static int64_t off_middle(const struct label_room *room, struct raster_rect box)
{
    int64_t dx = box.x + box.width / 2 - room->middle.x, dy = box.y + box.height / 2 - room->middle.y;
    return dx * dx + dy * dy;
}

struct best { /* the best place so far */
    struct raster_rect box;
    int64_t hidden, off;
};

static void try_place(const struct label_board *board, const struct label_room *room, struct raster_rect box,
                      struct best *best)
{
    int64_t off = off_middle(room, box);
    if (best->hidden == 0 && off >= best->off) {
        return;
    }
    int64_t hidden = hidden_by(board, box);
    int better = hidden < best->hidden || (hidden == best->hidden && off < best->off);
    if (better && is_free(board, box) && (room->holds == NULL || room->holds(room->of, box))) {
        *best = (struct best){box, hidden, off};
    }
}

struct raster_rect label_search(const struct label_board *board, const struct label_room *room, int32_t width,
                                int32_t height, int64_t *hidden)
{
    struct raster_rect seen = raster_rect_cut(room->box, board->window);
    struct best best = {.hidden = INT64_MAX, .off = INT64_MAX};
    struct raster_rect middle = {room->middle.x - width / 2, room->middle.y - height / 2, width, height};
    int32_t step_x = step_of(seen.width - width, COLUMNS), step_y = step_of(seen.height - height, ROWS);
    if (raster_rect_holds(seen, middle.x, middle.y) &&
        raster_rect_holds(seen, middle.x + width - 1, middle.y + height - 1)) {
        try_place(board, room, middle, &best);
    }
    for (int32_t y = seen.y; y + height <= seen.y + seen.height; y += step_y) {
        for (int32_t x = seen.x; x + width <= seen.x + seen.width; x += step_x) {
            try_place(board, room, (struct raster_rect){x, y, width, height}, &best);
        }
    }
    *hidden = best.hidden;
    return best.box;
}
