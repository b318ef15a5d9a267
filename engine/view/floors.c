/* See floors.h. */
#include "view/floors.h"

#include <string.h>

static const char *const WORDS[] = {[FLOORS_TABS] = "tabs", [FLOORS_SIDE] = "side", [FLOORS_STACKED] = "stacked"};

enum floors_mode floors_next(enum floors_mode mode, uint32_t floor_count)
{
    return floor_count < 2 || mode == FLOORS_STACKED ? FLOORS_TABS : (enum floors_mode)((int)mode + 1);
}

int floors_show(enum floors_mode *mode, const char *word)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(word, WORDS[i]) == 0) {
            *mode = (enum floors_mode)i;
            return 1;
        }
    }
    return 0;
}

const char *floors_words(void)
{
    return "tabs, side, stacked";
}

/* How large something `wide` times wider than tall comes out in a cell: its height. */
static double height_in(double wide, int32_t width, int32_t height)
{
    double by_width = width / wide;
    return by_width < height ? by_width : (double)height;
}

/* In how many columns `count` plans come out largest; of equals the fewest. */
static int32_t best_columns(int32_t count, double wide, struct raster_rect plan)
{
    int32_t best = 1;
    double largest = 0.0;
    for (int32_t columns = 1; columns <= count; columns++) {
        int32_t rows = (count + columns - 1) / columns;
        double height = height_in(wide, plan.width / columns, plan.height / rows);
        if (height > largest * 1.001) {
            largest = height;
            best = columns;
        }
    }
    return best;
}

/* The place in row `row` and column `column` of the plan; all of them together fill it. */
static struct raster_rect cell_at(struct raster_rect plan, int32_t columns, int32_t rows, int32_t column, int32_t row)
{
    int32_t left = plan.width * column / columns, right = plan.width * (column + 1) / columns;
    int32_t top = plan.height * row / rows, bottom = plan.height * (row + 1) / rows;
    return (struct raster_rect){plan.x + left, plan.y + top, right - left, bottom - top};
}

size_t floors_lay_out(enum floors_mode mode, uint32_t floor_count, uint32_t level, double wide, struct raster_rect plan,
                      struct floors_cell out[FLOORS_SHOWN_MAX])
{
    if (mode == FLOORS_TABS || floor_count < 2) {
        out[0] = (struct floors_cell){level, plan};
        return 1;
    }
    uint32_t count = floor_count < FLOORS_SHOWN_MAX ? floor_count : FLOORS_SHOWN_MAX;
    uint32_t first = level > count / 2 ? level - count / 2 : 0;
    first = first + count > floor_count ? floor_count - count : first;
    int32_t columns = mode == FLOORS_STACKED ? 1 : best_columns((int32_t)count, wide, plan);
    int32_t rows = ((int32_t)count + columns - 1) / columns;
    for (int32_t i = 0; i < (int32_t)count; i++) {
        int32_t row = mode == FLOORS_STACKED ? rows - 1 - i : i / columns;
        out[i] = (struct floors_cell){first + (uint32_t)i, cell_at(plan, columns, rows, i % columns, row)};
    }
    return count;
}

void floors_share_height(struct floors_cell *cells, size_t count, struct raster_rect plan, const double *tall,
                         int32_t pad_px)
{
    double all = 0.0, above = 0.0;
    int32_t left = plan.height - (int32_t)count * pad_px;
    for (size_t i = 0; i < count; i++) {
        all += tall[i];
    }
    int32_t top = plan.y;
    for (size_t up = 1; up <= count; up++) {
        above += tall[count - up];
        int32_t bottom = plan.y + (int32_t)up * pad_px + (int32_t)((double)left * (above / all) + 0.5);
        bottom = up == count ? plan.y + plan.height : bottom;
        cells[count - up].window = (struct raster_rect){plan.x, top, plan.width, bottom - top};
        top = bottom;
    }
}
