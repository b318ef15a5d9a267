/* The front's memory. See way_front.h. */
#include "route/way_front.h"

_Bool way_front_open(struct way_front *front, size_t nodes)
{
    *front = (struct way_front){.lowest = 0};
    front->spots = sibu_array_new(nodes, sizeof *front->spots);
    front->buckets = sibu_array_new(WAY_FRONT_BUCKETS, sizeof *front->buckets);
    if (!front->spots || !front->buckets) {
        return 0;
    }
    for (size_t i = 0; i < nodes; i++) {
        front->spots[i].after = WAY_FRONT_OUT;
    }
    for (size_t i = 0; i < WAY_FRONT_BUCKETS; i++) {
        front->buckets[i] = (struct way_bucket){WAY_FRONT_NONE, WAY_FRONT_NONE};
    }
    return 1;
}

void way_front_close(struct way_front *front)
{
    sibu_array_free(front->spots);
    sibu_array_free(front->buckets);
    *front = (struct way_front){0};
}
