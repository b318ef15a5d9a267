/* See density.h. */
#include "view/density.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"
#include "sibu/random.h"
#include "view/canvas.h"

#define CELL_MOST_M 64.0
#define REACH 3.0 /* of the kernel, in its widths */
#define KERNEL_MAX 16 /* cells, either way from end to end */
#define LEAST_WALKABLE 0.02F /* a sliver smaller than this is wall */

const double DENSITY_LIMIT_PERSONS_PER_M2[DENSITY_LIMITS] = {1.08, 4.0};

/* Lays the grids of all floors one behind the other; returns the cells of all, or more than DENSITY_CELLS_MAX. */
static size_t lay_out(struct density_grid *grid, const struct sibu_site *site)
{
    size_t cells = 0;
    for (uint32_t i = 0; i < site->floor_count; i++) {
        struct density_floor *floor = &grid->floors[i];
        floor->box = site->floors[i].box;
        double width = ceil((floor->box.max_x - floor->box.min_x) / grid->cell_m);
        double height = ceil((floor->box.max_y - floor->box.min_y) / grid->cell_m);
        if (!(width > 0.0 && height > 0.0)) {
            width = height = 0.0; /* a floor without ground */
        }
        if (width * height + (double)cells > DENSITY_CELLS_MAX || width > RASTER_SIZE_MAX || height > RASTER_SIZE_MAX) {
            return DENSITY_CELLS_MAX + 1;
        }
        floor->width = (int32_t)width;
        floor->height = (int32_t)height;
        floor->first = cells;
        cells += (size_t)floor->width * (size_t)floor->height;
    }
    return cells;
}

/* How much of each cell is walkable: the floor drawn white on black, one pixel a cell. */
static enum sibu_status measure_floor(struct density_grid *grid, const struct sibu_site *site, uint32_t index,
                                      struct sibu_fault *fault)
{
    const struct density_floor *floor = &grid->floors[index];
    struct canvas canvas = {0};
    struct raster raster;
    if (floor->width == 0) {
        return SIBU_OK;
    }
    enum sibu_status status = raster_open(&raster, floor->width, floor->height, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct camera camera = {.px_per_m = 1.0 / grid->cell_m, .window = {0, 0, floor->width, floor->height}};
    camera.centre = (struct sibu_point){floor->box.min_x + floor->width * grid->cell_m / 2.0,
                                        floor->box.max_y - floor->height * grid->cell_m / 2.0};
    canvas.raster = &raster;
    for (uint32_t i = 0; i < site->floors[index].walkable_count; i++) {
        canvas_fill(&canvas, &camera, &site->floors[index].walkable[i], 0xffffffffu);
    }
    for (size_t i = 0; i < (size_t)floor->width * (size_t)floor->height; i++) {
        float share = (float)(raster.pixels[i] & 0xffu) / 255.0F;
        grid->walkable[floor->first + i] = share >= LEAST_WALKABLE ? share : 0.0F;
    }
    canvas_close(&canvas);
    raster_close(&raster);
    return SIBU_OK;
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "density", "内存不足，无法计算人员密度",
                          "no memory for the density of people");
}

static enum sibu_status make_cells(struct density_grid *grid, const struct sibu_site *site, struct sibu_fault *fault)
{
    grid->floors = sibu_array_new(site->floor_count, sizeof *grid->floors);
    if (grid->floors == NULL) {
        return no_memory(fault);
    }
    grid->cell_m = DENSITY_CELL_M;
    while ((grid->cells = lay_out(grid, site)) > DENSITY_CELLS_MAX && grid->cell_m < CELL_MOST_M) {
        grid->cell_m *= 2.0;
    }
    if (grid->cells > DENSITY_CELLS_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "density", "厂区太大，无法计算人员密度",
                              "the site is too large for the density of people");
    }
    grid->sigma_m = grid->cell_m > DENSITY_SIGMA_M ? grid->cell_m : DENSITY_SIGMA_M;
    grid->walkable = sibu_array_new(grid->cells + 1, sizeof *grid->walkable);
    return grid->walkable != NULL ? SIBU_OK : no_memory(fault);
}

enum sibu_status density_grid_open(struct density_grid *out, const struct sibu_site *site, struct sibu_fault *fault)
{
    *out = (struct density_grid){.floor_count = site->floor_count};
    enum sibu_status status = make_cells(out, site, fault);
    for (uint32_t i = 0; status == SIBU_OK && i < site->floor_count; i++) {
        status = measure_floor(out, site, i, fault);
    }
    if (status != SIBU_OK) {
        density_grid_close(out);
    }
    return status;
}

void density_grid_close(struct density_grid *grid)
{
    sibu_array_free(grid->floors);
    sibu_array_free(grid->walkable);
    *grid = (struct density_grid){0};
}

size_t density_cell(const struct density_grid *grid, uint32_t floor, double x_m, double y_m)
{
    if (floor >= grid->floor_count) {
        return SIZE_MAX;
    }
    const struct density_floor *it = &grid->floors[floor];
    double column = (x_m - it->box.min_x) / grid->cell_m, row = (it->box.max_y - y_m) / grid->cell_m;
    if (!(column >= 0.0 && column < it->width && row >= 0.0 && row < it->height)) {
        return SIZE_MAX;
    }
    return it->first + (size_t)row * (size_t)it->width + (size_t)column;
}

/* The kernel along one axis: the cells [first, first + count), and its value in the middle of each. */
struct strip {
    int32_t first, count;
    double value[KERNEL_MAX];
};

/* `at`: the place in cells from the grid's edge; `cells`: how many the grid has this way. */
static struct strip strip_of(const struct density_grid *grid, double at, int32_t cells)
{
    double sigma = grid->sigma_m / grid->cell_m, reach = REACH * sigma;
    double low = ceil(at - reach - 0.5), high = floor(at + reach - 0.5);
    low = low > 0.0 ? low : 0.0;
    high = high < (double)(cells - 1) ? high : (double)(cells - 1);
    struct strip strip = {.first = 0};
    if (!(high >= low)) {
        return strip;
    }
    strip.first = (int32_t)low;
    strip.count = (int32_t)(high - low) + 1 < KERNEL_MAX ? (int32_t)(high - low) + 1 : KERNEL_MAX;
    for (int32_t i = 0; i < strip.count; i++) {
        double off = ((double)(strip.first + i) + 0.5 - at) / sigma;
        strip.value[i] = sibu_exp(-0.5 * off * off);
    }
    return strip;
}

void density_add(const struct density_grid *grid, uint32_t floor, double x_m, double y_m, float *persons_per_m2)
{
    if (floor >= grid->floor_count || !isfinite(x_m) || !isfinite(y_m)) {
        return;
    }
    const struct density_floor *it = &grid->floors[floor];
    struct strip across = strip_of(grid, (x_m - it->box.min_x) / grid->cell_m, it->width);
    struct strip down = strip_of(grid, (it->box.max_y - y_m) / grid->cell_m, it->height);
    double whole = 0.0; /* the walkable area under the kernel */
    for (int32_t row = 0; row < down.count; row++) {
        size_t at = it->first + (size_t)(down.first + row) * (size_t)it->width + (size_t)across.first;
        for (int32_t i = 0; i < across.count; i++) {
            whole += down.value[row] * across.value[i] * (double)grid->walkable[at + (size_t)i];
        }
    }
    whole *= grid->cell_m * grid->cell_m;
    if (!(whole > 0.0)) {
        return;
    }
    for (int32_t row = 0; row < down.count; row++) {
        size_t at = it->first + (size_t)(down.first + row) * (size_t)it->width + (size_t)across.first;
        for (int32_t i = 0; i < across.count; i++) {
            if (grid->walkable[at + (size_t)i] > 0.0F) {
                persons_per_m2[at + (size_t)i] += (float)(down.value[row] * across.value[i] / whole);
            }
        }
    }
}

void density_take(const struct density_grid *grid, const struct motion_frame *frame, float *persons_per_m2)
{
    memset(persons_per_m2, 0, grid->cells * sizeof *persons_per_m2);
    for (size_t i = 0; i < frame->count; i++) {
        density_add(grid, frame->floor[i], (double)frame->x_m[i], (double)frame->y_m[i], persons_per_m2);
    }
}

enum sibu_status density_sum_open(struct density_sum *out, size_t cells, struct sibu_fault *fault)
{
    *out = (struct density_sum){.most = sibu_array_new((2 + DENSITY_LIMITS) * cells + 1, sizeof *out->most)};
    if (out->most == NULL) {
        return no_memory(fault);
    }
    out->total = out->most + cells;
    for (int limit = 0; limit < DENSITY_LIMITS; limit++) {
        out->above_s[limit] = out->most + (size_t)(2 + limit) * cells;
    }
    return SIBU_OK;
}

void density_sum_close(struct density_sum *sum)
{
    sibu_array_free(sum->most);
    *sum = (struct density_sum){0};
}

void density_sum_clear(struct density_sum *sum, size_t cells)
{
    memset(sum->most, 0, (2 + DENSITY_LIMITS) * cells * sizeof *sum->most);
    sum->seconds = 0.0;
}

void density_sum_copy(struct density_sum *to, const struct density_sum *from, size_t cells)
{
    memcpy(to->most, from->most, (2 + DENSITY_LIMITS) * cells * sizeof *to->most);
    to->seconds = from->seconds;
}

void density_sum_add(struct density_sum *sum, const float *persons_per_m2, size_t cells, double seconds)
{
    float step = (float)seconds;
    for (size_t i = 0; i < cells; i++) {
        float here = persons_per_m2[i];
        sum->most[i] = here > sum->most[i] ? here : sum->most[i];
        sum->total[i] += here * step;
        for (int limit = 0; limit < DENSITY_LIMITS; limit++) {
            sum->above_s[limit][i] += (double)here > DENSITY_LIMIT_PERSONS_PER_M2[limit] ? step : 0.0F;
        }
    }
    sum->seconds += seconds;
}
