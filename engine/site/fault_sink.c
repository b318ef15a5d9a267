/* The list that faults go to: see fault_sink.h. */
#include "site/fault_sink.h"

#include "sibu/memory.h"

int sink_full(const struct fault_sink *sink)
{
    return sink->no_memory || sink->list->count >= sink->max;
}

struct sibu_fault *sink_next(struct fault_sink *sink)
{
    struct sibu_fault_list *list = sink->list;
    if (sink_full(sink)) {
        return &sink->spare;
    }
    void *items = list->items;
    if (!sibu_array_reserve(&items, &list->capacity, list->count + 1, sizeof list->items[0], FAULTS_MAX)) {
        sink->no_memory = 1;
        return &sink->spare;
    }
    list->items = items;
    return &list->items[list->count++];
}

void sink_add(struct fault_sink *sink, const struct sibu_fault *fault)
{
    *sink_next(sink) = *fault;
}

const char *sink_place(struct fault_sink *sink, struct sibu_json_value value, const char *key)
{
    sibu_json_place(value, key, sink->place);
    return sink->place;
}
