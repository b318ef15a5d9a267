/* How closely people stand, as numbers over a grid: persons per square metre at a moment, and what adds up over moments.
 *
 * Each person is spread over the walkable cells around by a Gaussian kernel, cut off at three times its width and made to
 * add up to one person exactly: walls do not thin a crowd out, and the sum of density times walkable area is the number
 * of people. The kernel is DENSITY_SIGMA_M wide, so that one person alone is reckoned at 0.28 persons/m2 in the open, just
 * within the best level of service; it reaches through walls thinner than itself. Pure, and the same on every machine.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/site.h"
#include "view/motion.h"

#define DENSITY_CELL_M 0.5
#define DENSITY_SIGMA_M 0.75
#define DENSITY_CELLS_MAX 200000 /* of all floors; a larger site gets larger cells */

/* Limits whose time is taken: where level E begins, and what IMO MSC.1/Circ.1533 calls congestion. */
enum density_limit { DENSITY_LIMIT_E, DENSITY_LIMIT_CONGESTED };
#define DENSITY_LIMITS 2
extern const double DENSITY_LIMIT_PERSONS_PER_M2[DENSITY_LIMITS];

struct density_floor {
    struct sibu_box box; /* m; row 0 lies at max_y */
    int32_t width, height; /* cells */
    size_t first; /* of its cells among all */
};
struct density_grid {
    double cell_m, sigma_m;
    struct density_floor *floors; /* owned; by floor of the site */
    uint32_t floor_count;
    size_t cells; /* of all floors */
    float *walkable; /* owned; by cell: the share of it where people can walk, 0..1 */
};

/* SIBU_NO_MEMORY; SIBU_LIMIT where the site is too large even for cells of 64 m. The caller closes it. */
SIBU_MUST_USE enum sibu_status density_grid_open(struct density_grid *out, const struct sibu_site *site,
                                                 struct sibu_fault *fault);
void density_grid_close(struct density_grid *grid);
/* The cell that holds a place of a floor, SIZE_MAX outside the grid. */
size_t density_cell(const struct density_grid *grid, uint32_t floor, double x_m, double y_m);
/* Adds one person to persons_per_m2, one number a cell; nothing where nobody could stand, or the floor is none. */
void density_add(const struct density_grid *grid, uint32_t floor, double x_m, double y_m, float *persons_per_m2);
/* The density of a whole frame. */
void density_take(const struct density_grid *grid, const struct motion_frame *frame, float *persons_per_m2);

/* What adds up over time; one number a cell each. */
struct density_sum {
    float *most; /* owned, the block that holds all of them; persons/m2 */
    float *total; /* persons/m2 times s */
    float *above_s[DENSITY_LIMITS]; /* how long it was above each limit */
    double seconds; /* in all */
};
SIBU_MUST_USE enum sibu_status density_sum_open(struct density_sum *out, size_t cells, struct sibu_fault *fault);
void density_sum_close(struct density_sum *sum);
void density_sum_clear(struct density_sum *sum, size_t cells); /* back to no time at all */
void density_sum_copy(struct density_sum *to, const struct density_sum *from, size_t cells);
/* Goes on by `seconds` during which the density was this. */
void density_sum_add(struct density_sum *sum, const float *persons_per_m2, size_t cells, double seconds);
