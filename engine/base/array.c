/* Blocks and growable arrays: one of the two files of Sibu that ask the C library for memory. See sibu/memory.h.
 *
 * Depends on: posix_memalign, calloc and free. Every block is zeroed. A large one begins on a cache line, so that arrays
 * of floats can be walked with aligned vector instructions; a small one is of those that the C library has at hand for
 * each thread, which costs a tenth. What has to be aligned to more than 16 bytes has a size of a multiple of that.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/memory.h"

#define ALIGNMENT ((size_t)64)
#define AT_HAND ((size_t)1024) /* bytes; glibc keeps freed blocks of up to 1032 bytes for the thread */

void *sibu_array_new(size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > (SIZE_MAX / 2 - ALIGNMENT) / item_bytes) {
        return NULL;
    }
    size_t bytes = count * item_bytes;
    void *block = NULL;
    if (bytes <= AT_HAND && (bytes == 0 || item_bytes % (2 * _Alignof(max_align_t)) != 0)) {
        return calloc(1, bytes == 0 ? 1 : bytes);
    }
    /* not aligned_alloc: it would round the size up, and the address sanitizer miss what is read past the end */
    if (posix_memalign(&block, ALIGNMENT, bytes) != 0) {
        return NULL;
    }
    memset(block, 0, bytes);
    return block;
}

bool sibu_array_reserve(void **items, size_t *capacity, size_t needed, size_t item_bytes, size_t max)
{
    assert(item_bytes > 0);
    if (needed <= *capacity && *items != NULL) {
        return 1;
    }
    if (needed > max) {
        return 0;
    }
    size_t larger = *capacity + *capacity / 2;
    if (larger < needed) {
        larger = needed;
    }
    if (larger > max) {
        larger = max;
    }
    void *grown = sibu_array_new(larger, item_bytes);
    if (grown == NULL) {
        return 0;
    }
    if (*items != NULL) {
        memcpy(grown, *items, *capacity * item_bytes);
    }
    sibu_array_free(*items);
    *items = grown;
    *capacity = larger;
    return 1;
}

void sibu_array_free(void *items)
{
    free(items);
}
