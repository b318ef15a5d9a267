/* How many floors the plan shows at once, and where each stands in it: one by tabs, side by side, or one above the other.
 *
 * Several floors share one scale and one middle, so that what lies above each other stands at the same place of each:
 * moving or enlarging one moves all. One above the other they are seen aslant, north leaning to the right, so that tall
 * buildings find room; the highest is uppermost, and a stair is above itself. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "view/raster.h"

enum floors_mode { FLOORS_TABS, FLOORS_SIDE, FLOORS_STACKED };
#define FLOORS_SHOWN_MAX 12 /* at once; of a taller building those around the floor that was chosen */
#define FLOORS_LEAN 0.45 /* of a length northwards that is seen to the right, one above the other */
#define FLOORS_FLAT 0.5 /* ... and upwards */

struct floors_cell {
    uint32_t level; /* 0: the lowest floor */
    struct raster_rect window; /* pixels, inside the plan */
};

/* The next mode, round and round; a site of one floor has no other than FLOORS_TABS. */
enum floors_mode floors_next(enum floors_mode mode, uint32_t floor_count);
/* Turns on the mode that a word names: "tabs", "side", "stacked". False where there is none of that name. */
int floors_show(enum floors_mode *mode, const char *word);
const char *floors_words(void); /* the names that floors_show knows, with a comma between them */

/* Where the floors stand in `plan`: how many are shown, and where. `level` is the floor chosen, always among them;
 * `wide` how many times wider than tall a floor is, above 0: side by side, cells follow it so that plans come out
 * largest. */
size_t floors_lay_out(enum floors_mode mode, uint32_t floor_count, uint32_t level, double wide, struct raster_rect plan,
                      struct floors_cell out[FLOORS_SHOWN_MAX]);
/* Cells that stand one above the other, of heights that their floors need: each `pad_px` and, of what is left of the plan,
 * its part by tall[i], above 0, in any unit. */
void floors_share_height(struct floors_cell *cells, size_t count, struct raster_rect plan, const double *tall,
                         int32_t pad_px);
