/* Corners: where a body may stand but no way begins.
 *
 * A body a radius off both walls of a corner is in a cell whose node is tight, and so are those to its sides, because
 * ways keep the clearance of the widest. Such a cell is given to the node next to it, over the corner too, from which a
 * way leads on. Depends on: route/way_link.h. One thread.
 */
#include <math.h>
#include <string.h>

#include "route/way_link.h"

/* Whether a way may begin at the node: it is not tight, or one beside it isn't. */
static _Bool leads_on(const struct way_map *map, uint32_t node)
{
    _Bool leads = !map->nodes[node].tight;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH && !leads; link++) {
        uint32_t other = map->links[node][link];
        leads = other != WAY_NONE && !map->nodes[other].tight;
    }
    return leads;
}

static float distance2(const struct way_node *a, const struct way_node *b)
{
    float dx = b->x - a->x, dy = b->y - a->y;
    return dx * dx + dy * dy;
}

/* The nearest node of the eight cells around from which a way leads on, on the same ground, with no wall between; the
 * node itself where there is none. `cells` is the table before any cell was given away. */
static uint32_t nearest(const struct way_map *map, const struct way_floor *table, const uint32_t *cells, uint32_t cell)
{
    uint32_t own = cells[cell], best = own;
    const struct way_node *at = &map->nodes[own];
    int64_t column = cell % table->columns, row = cell / table->columns;
    float least = HUGE_VALF;
    for (int k = 0; k < 9; k++) {
        int64_t x = column + k % 3 - 1, y = row + k / 3 - 1;
        _Bool there = x >= 0 && y >= 0 && x < (int64_t)table->columns && y < (int64_t)table->rows;
        uint32_t other = there ? cells[(size_t)y * table->columns + (size_t)x] : WAY_NONE;
        if (other == WAY_NONE || !leads_on(map, other)) {
            continue;
        }
        const struct way_node *to = &map->nodes[other];
        float apart2 = distance2(at, to);
        if (to->floor == at->floor && to->stair == at->stair && apart2 < least &&
            !piece_wall_between(piece_near(&map->walls, at->floor, at->x, at->y), at->x, at->y, to->x, to->y)) {
            least = apart2;
            best = other;
        }
    }
    return best;
}

_Bool way_adopt_corners(struct way_map *map)
{
    for (uint32_t level = 0; level < map->site->floor_count; level++) {
        struct way_floor *table = &map->floors[level];
        size_t count = (size_t)table->columns * table->rows;
        uint32_t *cells = sibu_array_new(count, sizeof *cells);
        if (!cells) {
            return 0;
        }
        memcpy(cells, table->nodes, count * sizeof *cells);
        for (uint32_t cell = 0; cell < count; cell++) {
            if (cells[cell] != WAY_NONE && !leads_on(map, cells[cell])) {
                table->nodes[cell] = nearest(map, table, cells, cell);
            }
        }
        sibu_array_free(cells);
    }
    return 1;
}
