/* Ways that change: a copy of what changes, over shared ways that stay as they are. Doors and exits are shut and opened,
 * and smoke makes places slow; the fields of all goals are mended at once.
 *
 * Depends on: route/ways.h, route/way_shut.h. One thread at a time; `ways` may be read by any number between changes.
 * The copy holds links, walls, fields, and room to work in: 61 bytes a node and 8 more for each goal. The base must
 * outlive it. With everything open and nothing slow it equals the base bit for bit.
 */
#pragma once
#include "route/way_shut.h"
#include "route/ways.h"

struct way_change {
    const struct sibu_ways *base;
    struct sibu_ways ways; /* what people look along */
    struct way_march march;
    struct way_lines lines;
    uint32_t *dirty; /* nodes that the present change begins at */
    uint8_t *seen; /* by seed of the base, goal after goal: 1 nothing shut hides the exit from it */
    struct sibu_arena walls; /* owns ways.map.walls */
};
#define WAY_SLOWEST 100.0f

/* NULL: no memory. The caller closes it. */
SIBU_MUST_USE struct way_change *way_change_open(const struct sibu_ways *base);
void way_change_close(struct way_change *change); /* NULL is allowed */

/* Shuts the door (PIECE_DOOR) or exit (PIECE_EXIT), which there is, or opens it. An exit that is shut is no goal: its
 * field is WAY_FAR everywhere. False: no memory, and nothing has changed. */
SIBU_MUST_USE _Bool way_change_line(struct way_change *change, enum piece_kind kind, uint32_t index, _Bool shut);

/* Makes walking through each of the nodes (each named once) slowness[i] times as long as it is without smoke: 1 sets
 * it back; taken to [1, WAY_SLOWEST]. Allocates nothing. */
void way_change_slow(struct way_change *change, const uint32_t *nodes, const float *slowness, size_t count);
