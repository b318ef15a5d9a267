/* Memory: blocks that one owner frees, growable arrays, and arenas that are freed whole.
 *
 * malloc stands in engine/base/array.c and engine/base/arena.c only. Everything given out is zeroed. Nothing here is
 * thread safe: an arena or array belongs to one thread at a time.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A zeroed block of count * item_bytes, or NULL (no memory, or the product overflows). It is aligned to 64 bytes where it has
 * more than 1 KiB, else to 16 or to what an item's size is a multiple of.
 * The caller frees it with sibu_array_free. count 0 gives a valid block. */
void *sibu_array_new(size_t count, size_t item_bytes);

/* Makes room for `needed` items in the array `*items` (NULL at first), growing by half at least; what is new is
 * zeroed. `*capacity` is kept in items. Refuses more than `max` items. On failure nothing changes and false returns. */
SIBU_MUST_USE bool sibu_array_reserve(void **items, size_t *capacity, size_t needed, size_t item_bytes, size_t max);

/* Frees what sibu_array_new or sibu_array_reserve gave. NULL is allowed. */
void sibu_array_free(void *items);

/* Grants pieces that live until the arena is cleared. All zero is a valid, empty arena without a limit. */
struct sibu_arena {
    struct sibu_arena_block *blocks; /* owned; newest first */
    size_t used_bytes; /* granted since the last clear */
    size_t max_bytes; /* 0: no limit */
};

/* A zeroed piece of count * item_bytes, aligned to 16 bytes, or NULL. */
void *sibu_arena_take(struct sibu_arena *arena, size_t count, size_t item_bytes);

/* A copy of the string (NUL added) that lives as long as the arena, or NULL. */
char *sibu_arena_text(struct sibu_arena *arena, const char *bytes, size_t length);

/* Frees every piece. The arena is as new. */
void sibu_arena_clear(struct sibu_arena *arena);

#ifdef __cplusplus
}
#endif
