/* See way_shut.h. */
#include "route/way_shut.h"

#include <math.h>

#define JAMB_M 0.2 /* so far a line reaches beyond its drawn ends */

const struct sibu_line *way_line_of(const struct sibu_site *site, enum piece_kind kind, uint32_t index, uint32_t *floor)
{
    *floor = kind == PIECE_EXIT ? site->exits[index].floor : site->doors[index].floor;
    return kind == PIECE_EXIT ? &site->exits[index].line : &site->doors[index].line;
}

/* Piece k of the line, longer where it is the first or the last. */
static struct piece long_piece(const struct sibu_line *line, uint32_t k)
{
    struct sibu_point a = line->points[k], b = line->points[k + 1];
    double dx = b.x - a.x, dy = b.y - a.y, length = sqrt(dx * dx + dy * dy);
    double share = length > 0.0 ? JAMB_M / length : 0.0;
    double before = k == 0 ? share : 0.0, after = k + 2 == line->count ? share : 0.0;
    return (struct piece){.ax = (float)(a.x - dx * before),
                          .ay = (float)(a.y - dy * before),
                          .bx = (float)(b.x + dx * after),
                          .by = (float)(b.y + dy * after)};
}

static _Bool line_crosses(const struct sibu_line *line, struct sibu_point from, struct sibu_point to)
{
    for (uint32_t k = 0; k + 1 < line->count; k++) {
        struct piece piece = long_piece(line, k);
        double share;
        if (piece_crossed(&piece, from, to, &share)) {
            return 1;
        }
    }
    return 0;
}

/* Whether a line of the kind is shut and crosses the way. */
static _Bool kind_crosses(const struct way_lines *lines, enum piece_kind kind, const uint16_t floors[2],
                          const struct sibu_point ends[2])
{
    uint32_t count = kind == PIECE_EXIT ? lines->site->exit_count : lines->site->door_count;
    const uint8_t *shut = kind == PIECE_EXIT ? lines->exits : lines->doors;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t floor;
        if (!shut[i]) {
            continue;
        }
        const struct sibu_line *line = way_line_of(lines->site, kind, i, &floor);
        if ((floors[0] == floor || floors[1] == floor) && line_crosses(line, ends[0], ends[1])) {
            return 1;
        }
    }
    return 0;
}

_Bool way_lines_cross(const struct way_lines *lines, const uint16_t floors[2], const struct sibu_point ends[2])
{
    return kind_crosses(lines, PIECE_DOOR, floors, ends) || kind_crosses(lines, PIECE_EXIT, floors, ends);
}

/* The same answer from both ends of the link, to the last bit. */
static _Bool is_shut(const struct way_lines *lines, const struct way_map *map, uint32_t from, uint32_t to)
{
    const struct way_node *a = &map->nodes[from < to ? from : to], *b = &map->nodes[from < to ? to : from];
    const uint16_t floors[] = {a->floor, b->floor};
    const struct sibu_point ends[] = {{(double)a->x, (double)a->y}, {(double)b->x, (double)b->y}};
    return way_lines_cross(lines, floors, ends);
}

/* Sets the four links of a node. True: some have changed. */
static _Bool relink(const struct way_lines *lines, const struct way_map *open, struct way_map *map, uint32_t node)
{
    _Bool changed = 0;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = open->links[node][link];
        uint32_t wanted = other == WAY_NONE || is_shut(lines, open, node, other) ? WAY_NONE : other;
        changed = changed || map->links[node][link] != wanted;
        map->links[node][link] = wanted;
    }
    return changed;
}

static struct sibu_box box_of(const struct sibu_line *line, double margin)
{
    struct sibu_box box = {line->points[0].x, line->points[0].y, line->points[0].x, line->points[0].y};
    for (uint32_t k = 1; k < line->count; k++) {
        struct sibu_point at = line->points[k];
        box.min_x = at.x < box.min_x ? at.x : box.min_x;
        box.max_x = at.x > box.max_x ? at.x : box.max_x;
        box.min_y = at.y < box.min_y ? at.y : box.min_y;
        box.max_y = at.y > box.max_y ? at.y : box.max_y;
    }
    return (struct sibu_box){box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

static uint32_t index_at(double value, uint32_t count)
{
    return !(value > 0.0) ? 0 : value >= (double)count ? count - 1 : (uint32_t)value;
}

size_t way_lines_link(const struct way_lines *lines, const struct way_map *open, struct way_map *map,
                      enum piece_kind kind, uint32_t index, uint32_t *dirty)
{
    uint32_t floor;
    const struct sibu_line *line = way_line_of(lines->site, kind, index, &floor);
    struct sibu_box box = box_of(line, JAMB_M + 2.0 * (double)map->cell_m);
    const struct way_floor *table = &map->floors[floor];
    double left = map->origin_x + (double)table->column * (double)map->cell_m;
    double below = map->origin_y + (double)table->row * (double)map->cell_m;
    uint32_t west = index_at((box.min_x - left) * map->cells_per_m, table->columns);
    uint32_t east = index_at((box.max_x - left) * map->cells_per_m, table->columns);
    uint32_t south = index_at((box.min_y - below) * map->cells_per_m, table->rows);
    uint32_t north = index_at((box.max_y - below) * map->cells_per_m, table->rows);
    size_t count = 0;
    for (uint32_t row = south; row <= north; row++) {
        for (uint32_t column = west; column <= east; column++) {
            uint32_t node = table->nodes[(size_t)row * table->columns + column];
            if (node != WAY_NONE && relink(lines, open, map, node)) {
                dirty[count++] = node;
            }
        }
    }
    return count;
}

static _Bool collect_shut(const struct way_lines *lines, enum piece_kind kind, struct piece_list *list)
{
    uint32_t count = kind == PIECE_EXIT ? lines->site->exit_count : lines->site->door_count;
    const uint8_t *shut = kind == PIECE_EXIT ? lines->exits : lines->doors;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t floor;
        const struct sibu_line *line = way_line_of(lines->site, kind, i, &floor);
        struct piece tag = {.kind = (uint16_t)kind, .index = (uint16_t)i};
        if (shut[i] && !piece_add_line(list, floor, line, tag)) {
            return 0;
        }
    }
    return 1;
}

_Bool way_lines_wall(const struct way_lines *lines, const struct way_map *map, struct piece_grid *walls,
                     struct sibu_arena *arena)
{
    struct piece_list list = {0};
    _Bool done = way_walls_collect(lines->site, &list) && collect_shut(lines, PIECE_DOOR, &list) &&
                 collect_shut(lines, PIECE_EXIT, &list) &&
                 piece_grid_open(walls, arena, map->box, lines->site->floor_count, &list);
    sibu_array_free(list.items);
    return done;
}
