/* Arenas: many small pieces, freed together. See sibu/memory.h.
 *
 * Depends on: sibu_array_new. A block is the header below followed by its pieces.
 * Invariants: 1. the newest block is first in the list; 2. within a block [0, used) is granted or skipped, the rest is zero;
 * 3. used_bytes is the sum of what was granted, rounded up, since the last clear, and never passes max_bytes.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "sibu/memory.h"

#define PIECE ((size_t)16) /* every piece begins on such a boundary */
#define FIRST_BLOCK ((size_t)976) /* with its header at hand (array.c); doubled from block to block */
#define LARGEST_BLOCK ((size_t)1024 * 1024)
/* Pieces that have a block to themselves begin at different places in it, as if they lay one behind the other: items of
 * the same index in several arrays would else all fall to the same few lines of the processor's cache. */
#define CACHE_WAY ((size_t)4096)

struct sibu_arena_block {
    struct sibu_arena_block *older;
    size_t used, size;
    _Alignas(16) unsigned char pieces[];
};

static size_t next_block_size(const struct sibu_arena *arena, size_t bytes)
{
    size_t size = arena->blocks == NULL ? FIRST_BLOCK : arena->blocks->size * 2;
    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    return size < bytes ? bytes : size;
}

static struct sibu_arena_block *block_for(struct sibu_arena *arena, size_t bytes)
{
    struct sibu_arena_block *newest = arena->blocks;
    if (newest != NULL && newest->size - newest->used >= bytes) {
        return newest;
    }
    size_t size = next_block_size(arena, bytes);
    size_t skipped = size == bytes ? arena->used_bytes % CACHE_WAY / PIECE * PIECE : 0;
    struct sibu_arena_block *block = sibu_array_new(1, sizeof *block + size + skipped);
    if (block != NULL) {
        block->size = size + skipped;
        block->used = skipped;
        block->older = newest;
        arena->blocks = block;
    }
    return block;
}

void *sibu_arena_take(struct sibu_arena *arena, size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / 4 / item_bytes) {
        return NULL;
    }
    size_t bytes = (count * item_bytes + PIECE - 1) / PIECE * PIECE;
    if (bytes == 0) {
        bytes = PIECE;
    }
    if (arena->max_bytes != 0 && bytes > arena->max_bytes - arena->used_bytes) {
        return NULL;
    }
    struct sibu_arena_block *block = block_for(arena, bytes);
    if (block == NULL) {
        return NULL;
    }
    void *piece = block->pieces + block->used;
    block->used += bytes;
    arena->used_bytes += bytes;
    assert(block->used <= block->size);
    return piece;
}

char *sibu_arena_text(struct sibu_arena *arena, const char *bytes, size_t length)
{
    if (length == SIZE_MAX) {
        return NULL;
    }
    char *copy = sibu_arena_take(arena, length + 1, 1);
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

void sibu_arena_clear(struct sibu_arena *arena)
{
    struct sibu_arena_block *block = arena->blocks;
    while (block != NULL) {
        struct sibu_arena_block *older = block->older;
        sibu_array_free(block);
        block = older;
    }
    arena->blocks = NULL;
    arena->used_bytes = 0;
}
