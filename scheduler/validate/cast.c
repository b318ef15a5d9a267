/* The people of a run. See cast.h. */
#include "validate/cast.h"

#include <math.h>

#include "sibu/memory.h"

#define PEOPLE_MAX 1000000u
#define MARGIN_M (CAST_RADIUS_M + 0.005) /* from the edges of the box */
#define APART 1.02 /* people stand at least so many diameters apart */
#define ROW 0.8660254037844386 /* distance of two rows of a hexagonal lattice, in pitches */

void cast_clear(struct cast *cast)
{
    sibu_array_free(cast->people);
    *cast = (struct cast){0};
}

struct sibu_person_def *cast_one(struct cast *cast, uint32_t floor, double x, double y, double speed_m_per_s)
{
    void *people = cast->people;
    if (!sibu_array_reserve(&people, &cast->capacity, cast->count + 1, sizeof *cast->people, PEOPLE_MAX)) {
        cast->failed = 1;
        return NULL;
    }
    cast->people = people;
    struct sibu_person_def *person = &cast->people[cast->count++];
    *person = (struct sibu_person_def){.id = (uint32_t)cast->count,
                                       .floor = floor,
                                       .x_m = x,
                                       .y_m = y,
                                       .speed_m_per_s = speed_m_per_s,
                                       .radius_m = CAST_RADIUS_M};
    return person;
}

struct lattice {
    double x, y, width, height; /* of where centres may be */
    double pitch;
};

static size_t in_row(const struct lattice *lattice, size_t row)
{
    double width = lattice->width - (row % 2 == 1 ? 0.5 * lattice->pitch : 0.0);
    return width < 0.0 ? 0 : (size_t)floor(width / lattice->pitch + 1e-9) + 1;
}

static size_t rows_of(const struct lattice *lattice)
{
    return (size_t)floor(lattice->height / (lattice->pitch * ROW) + 1e-9) + 1;
}

static size_t places_of(const struct lattice *lattice)
{
    size_t count = 0;
    for (size_t row = 0; row < rows_of(lattice); row++) {
        count += in_row(lattice, row);
    }
    return count;
}

/* The widest lattice with room for `count`; its pitch is below `least` where there is none. */
static struct lattice lattice_for(const double box[4], size_t count, double least)
{
    struct lattice lattice = {.x = box[0] + MARGIN_M, .y = box[1] + MARGIN_M};
    lattice.width = box[2] - box[0] - 2.0 * MARGIN_M;
    lattice.height = box[3] - box[1] - 2.0 * MARGIN_M;
    lattice.pitch = sqrt((box[2] - box[0]) * (box[3] - box[1]) / (double)count) * 1.5;
    while (lattice.pitch >= least && places_of(&lattice) < count) {
        lattice.pitch *= 0.995;
    }
    return lattice;
}

/* Where a place of the lattice lies when the lattice is stretched over the whole box. */
static void place_at(const struct lattice *lattice, size_t row, size_t column, double at[2])
{
    size_t rows = rows_of(lattice);
    double step_y = rows > 1 ? lattice->height / (double)(rows - 1) : 0.0;
    at[0] = lattice->x + ((double)column + (row % 2 == 1 ? 0.5 : 0.0)) * lattice->pitch;
    at[1] = lattice->y + (double)row * step_y;
}

static double held(double value, double low, double size)
{
    return value < low ? low : value > low + size ? low + size : value;
}

static void put_at(struct cast *cast, struct sibu_pcg64 *stream, const struct lattice *lattice, uint32_t floor,
                   const double at[2])
{
    double slack = (lattice->pitch - 2.0 * APART * CAST_RADIUS_M) * 0.35;
    slack = slack > 0.0 ? slack : 0.0;
    double x = at[0] + slack * sibu_draw_between(stream, -1.0, 1.0);
    double y = at[1] + slack * sibu_draw_between(stream, -1.0, 1.0);
    (void)cast_one(cast, floor, held(x, lattice->x, lattice->width), held(y, lattice->y, lattice->height), 1.0);
}

size_t cast_fill(struct cast *cast, struct sibu_pcg64 *stream, uint32_t floor, const double box[4], size_t count,
                 const double speeds[2])
{
    const size_t first = cast->count;
    struct lattice lattice = lattice_for(box, count, 2.0 * CAST_RADIUS_M);
    size_t places = places_of(&lattice), wanted = count;
    cast->failed = cast->failed || places < count;
    for (size_t row = 0; wanted > 0 && places >= wanted && row < rows_of(&lattice); row++) {
        for (size_t column = 0; column < in_row(&lattice, row); column++, places--) {
            if (sibu_pcg64_below(stream, places) < wanted) { /* so every choice of places is equally likely */
                double at[2];
                place_at(&lattice, row, column, at);
                put_at(cast, stream, &lattice, floor, at);
                wanted--;
            }
        }
    }
    for (size_t i = first; i < cast->count; i++) {
        cast->people[i].speed_m_per_s = sibu_draw_between(stream, speeds[0], speeds[1]);
    }
    return first;
}

void cast_turn(struct cast *cast, double radians)
{
    double sine, cosine;
    sibu_sincos(radians, &sine, &cosine);
    for (size_t i = 0; i < cast->count; i++) {
        struct sibu_person_def *person = &cast->people[i];
        double x = person->x_m, y = person->y_m;
        person->x_m = x * cosine - y * sine;
        person->y_m = x * sine + y * cosine;
    }
}
