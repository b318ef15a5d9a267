/* The front of the marching: nodes by length, the shortest first, equal ones by node, so that the order is always the
 * same. A binary heap that knows where each node stands in it.
 *
 * Depends on: sibu/memory.h. One thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"

struct way_heap {
    struct way_heap_item {
        float length;
        uint32_t node;
    } * items;
    uint32_t *place; /* by node: its place in items + 1, or 0 */
    size_t count;
};

SIBU_MUST_USE _Bool way_heap_open(struct way_heap *heap, size_t nodes);
void way_heap_close(struct way_heap *heap);
void way_heap_put(struct way_heap *heap, uint32_t node, float length); /* or moves it forward where it is already in */
uint32_t way_heap_take(struct way_heap *heap); /* the first; count > 0 */
