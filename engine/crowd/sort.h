/* Bodies in the order of their cells. See sort.c.
 *
 * Depends on: crowd/crowd.h.
 */
#pragma once
#include "crowd/crowd.h"

#define CROWD_CELL_M 1.5f
#define CROWD_SPAN 512u /* bodies */

/* The cell of the grid of neighbours that holds the point. */
uint32_t crowd_cell_of(const struct crowd *crowd, uint32_t floor, float x, float y);
SIBU_MUST_USE _Bool crowd_cells_open(struct crowd *crowd);
