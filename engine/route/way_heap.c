/* The binary heap of fast marching. See way_heap.h. */
#include "route/way_heap.h"

#include <assert.h>

_Bool way_heap_open(struct way_heap *heap, size_t nodes)
{
    heap->count = 0;
    heap->items = sibu_array_new(nodes, sizeof *heap->items);
    heap->place = sibu_array_new(nodes, sizeof *heap->place);
    return heap->items && heap->place;
}

void way_heap_close(struct way_heap *heap)
{
    sibu_array_free(heap->items);
    sibu_array_free(heap->place);
    *heap = (struct way_heap){0};
}

static _Bool before(struct way_heap_item a, struct way_heap_item b)
{
    return a.length < b.length || (!(b.length < a.length) && a.node < b.node);
}

static void set(struct way_heap *heap, size_t place, struct way_heap_item item)
{
    heap->items[place] = item;
    heap->place[item.node] = (uint32_t)place + 1;
}

static void rise(struct way_heap *heap, size_t place, struct way_heap_item item)
{
    while (place > 0 && before(item, heap->items[(place - 1) / 2])) {
        set(heap, place, heap->items[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    set(heap, place, item);
}

static void sink(struct way_heap *heap, struct way_heap_item item)
{
    size_t place = 0;
    for (size_t child = 1; child < heap->count; child = place * 2 + 1) {
        if (child + 1 < heap->count && before(heap->items[child + 1], heap->items[child])) {
            child++;
        }
        if (!before(heap->items[child], item)) {
            break;
        }
        set(heap, place, heap->items[child]);
        place = child;
    }
    set(heap, place, item);
}

void way_heap_put(struct way_heap *heap, uint32_t node, float length)
{
    struct way_heap_item item = {.length = length, .node = node};
    size_t place = heap->place[node];
    rise(heap, place ? place - 1 : heap->count++, item);
}

uint32_t way_heap_take(struct way_heap *heap)
{
    assert(heap->count > 0);
    uint32_t first = heap->items[0].node;
    heap->place[first] = 0;
    struct way_heap_item last = heap->items[--heap->count];
    if (heap->count > 0) {
        sink(heap, last);
    }
    return first;
}
