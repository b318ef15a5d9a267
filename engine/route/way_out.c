/* Which nodes lead out. See ways.h.
 *
 * Depends on: route/way_map.h, sibu/memory.h. One thread.
 */
#include "route/ways.h"
#include "sibu/memory.h"

/* Marks every node from which a goal can be reached: from nodes near the goals along the links. */
static void spread(const struct way_map *map, uint8_t *marks, uint32_t *front, size_t count, _Bool stairs)
{
    while (count > 0) {
        uint32_t node = front[--count];
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
            uint32_t other = map->links[node][link];
            if (other != WAY_NONE && !marks[other] && !map->nodes[other].tight &&
                (stairs || map->nodes[other].stair == 0)) {
                marks[other] = 1;
                front[count++] = other;
            }
        }
    }
}

static _Bool is_goal(const struct way_map *map, uint32_t node)
{
    return !map->nodes[node].tight && (map->nodes[node].cut || map->nodes[node].muster);
}

uint8_t *way_mark_out(const struct way_map *map, _Bool stairs)
{
    uint32_t *front = sibu_array_new(map->node_count, sizeof *front);
    uint8_t *marks = sibu_array_new(map->node_count, 1);
    size_t count = 0;
    for (uint32_t node = 0; front && marks && node < map->node_count; node++) {
        if (is_goal(map, node)) {
            marks[node] = 1;
            front[count++] = node;
        }
    }
    if (front && marks) {
        spread(map, marks, front, count, stairs);
    } else {
        sibu_array_free(marks);
        marks = NULL;
    }
    sibu_array_free(front);
    return marks;
}
