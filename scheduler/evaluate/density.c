/* See density.h. People are sorted into squares as wide as the circle's radius; a circle lies in nine of them. */
#include "evaluate/density.h"

#include <math.h>
#include <stdlib.h>

const double DENSITY_FROM_PER_M2[DENSITY_LEVELS] = {1.08, 4.0};

static const double RADIUS_M = 1.1283791670955126; /* sqrt(DENSITY_AREA_M2 / pi) */
static const double FAR_M = 4e6;
#define SQUARES_HALF (1 << 22) /* of one side: more than FAR_M holds */
#define ROW_BITS 24

struct density_cell {
    uint64_t key; /* floor, row, column */
    uint32_t person;
};

static uint64_t key_of(uint16_t floor, int64_t column, int64_t row)
{
    return (uint64_t)floor << 2 * ROW_BITS | (uint64_t)(row + SQUARES_HALF) << ROW_BITS |
           (uint64_t)(column + SQUARES_HALF);
}

static int64_t square_of(double at_m)
{
    return (int64_t)floor(at_m / RADIUS_M);
}

static int compare_cells(const void *a, const void *b)
{
    const struct density_cell *left = a, *right = b;
    if (left->key != right->key) {
        return left->key < right->key ? -1 : 1;
    }
    return (left->person > right->person) - (left->person < right->person);
}

/* The first cell that is not before the key. */
static size_t find(const struct density_cell *cells, size_t count, uint64_t key)
{
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (cells[middle].key < key) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* People in the circle around one, of those that are sorted. */
static uint32_t count_around(const struct density_cell *cells, size_t count, const struct density_people *people,
                             uint32_t person)
{
    double x_m = (double)people->x_m[person], y_m = (double)people->y_m[person];
    uint32_t inside = 0;
    for (int64_t row = square_of(y_m) - 1; row <= square_of(y_m) + 1; row++) {
        uint64_t last = key_of(people->floor[person], square_of(x_m) + 1, row);
        size_t at = find(cells, count, key_of(people->floor[person], square_of(x_m) - 1, row));
        for (; at < count && cells[at].key <= last; at++) {
            double dx = (double)people->x_m[cells[at].person] - x_m, dy = (double)people->y_m[cells[at].person] - y_m;
            inside += dx * dx + dy * dy <= RADIUS_M * RADIUS_M ? 1 : 0;
        }
    }
    return inside;
}

enum sibu_status density_reckon(struct density_room *room, const struct density_people *people, double *per_m2,
                                struct sibu_fault *fault)
{
    void *cells = room->cells;
    size_t known = 0;
    if (!sibu_array_reserve(&cells, &room->capacity, people->count, sizeof *room->cells, UINT32_MAX)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    room->cells = cells;
    for (uint32_t i = 0; i < people->count; i++) {
        double x_m = (double)people->x_m[i], y_m = (double)people->y_m[i];
        per_m2[i] = 0.0;
        if (fabs(x_m) < FAR_M && fabs(y_m) < FAR_M) {
            room->cells[known++] = (struct density_cell){key_of(people->floor[i], square_of(x_m), square_of(y_m)), i};
        }
    }
    qsort(room->cells, known, sizeof *room->cells, compare_cells);
    for (size_t i = 0; i < known; i++) {
        uint32_t person = room->cells[i].person;
        per_m2[person] = (double)count_around(room->cells, known, people, person) / DENSITY_AREA_M2;
    }
    return SIBU_OK;
}

void density_clear(struct density_room *room)
{
    sibu_array_free(room->cells);
    *room = (struct density_room){0};
}
