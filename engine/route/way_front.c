/* The front's memory. See way_front.h. */
#include "route/way_front.h"

#include <string.h>

_Bool way_front_open(struct way_front *front, size_t nodes)
{
    *front = (struct way_front){.lowest = 0};
    front->spots = sibu_array_new(nodes, sizeof *front->spots);
    front->head = sibu_array_new(WAY_FRONT_BUCKETS, sizeof *front->head);
    if (!front->spots || !front->head) {
        return 0;
    }
    for (size_t i = 0; i < nodes; i++) {
        front->spots[i].before = WAY_FRONT_OUT;
    }
    memset(front->head, 0xff, WAY_FRONT_BUCKETS * sizeof *front->head);
    return 1;
}

void way_front_close(struct way_front *front)
{
    sibu_array_free(front->spots);
    sibu_array_free(front->head);
    *front = (struct way_front){0};
}
