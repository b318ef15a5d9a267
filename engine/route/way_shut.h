/* Lines that are shut: which links they cut, and the walls that they are.
 *
 * Depends on: route/way_map.h. One thread.
 */
#pragma once
#include "route/way_map.h"

struct way_lines { /* which of a site's lines are shut: bytes by index */
    const struct sibu_site *site;
    uint8_t *doors, *exits;
};

/* The line of a door (PIECE_DOOR) or exit (PIECE_EXIT), and the floor that it is on. */
const struct sibu_line *way_line_of(const struct sibu_site *site, enum piece_kind kind, uint32_t index,
                                    uint32_t *floor);

/* Whether a shut line crosses the straight way between two places, each on its floor. */
_Bool way_lines_cross(const struct way_lines *lines, const uint16_t floors[2], const struct sibu_point ends[2]);

/* Cuts or restores the links of `map` around the line, so that those of `open` remain which no shut line crosses. A line
 * counts a little longer than it is drawn, because a way does not slip through between its end and the jamb. The nodes
 * whose links have changed go to dirty[] (room for every node); how many they are returns. */
size_t way_lines_link(const struct way_lines *lines, const struct way_map *open, struct way_map *map,
                      enum piece_kind kind, uint32_t index, uint32_t *dirty);

/* Makes the grid of walls with all shut lines among them. False: no memory; clear the arena. */
SIBU_MUST_USE _Bool way_lines_wall(const struct way_lines *lines, const struct way_map *map, struct piece_grid *walls,
                                   struct sibu_arena *arena);
