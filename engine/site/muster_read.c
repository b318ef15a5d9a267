/* Reads assembly points and start areas: where people go to, and where simulated people come from. See feature_read.h. */
#include "site/feature_read.h"
#include "site/property.h"
#include "site/shape_read.h"

#define CAPACITY_MAX 100000
#define COUNT_MAX 1000000
#define DENSITY_MIN 1e-6
#define DENSITY_MAX 4.0

int read_muster(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_muster muster = {0};
    int64_t capacity = 0;
    int good = read_id(draft, properties, &muster.id);
    good = read_name(draft, properties, &muster.name) && good;
    good = read_floor(draft, properties, "floor", &muster.floor) && good;
    good =
        draft_take(draft, sibu_json_integer(properties, "capacity", 1, CAPACITY_MAX, &capacity, &draft->fault)) && good;
    good = read_polygon(draft, feature, &muster.polygon) && good;
    muster.capacity_persons = (uint32_t)capacity;
    draft->musters[draft->counts[KIND_MUSTER]] = muster;
    return good;
}

static int read_count(struct draft *draft, struct sibu_json_value properties, uint32_t *out)
{
    int64_t count = 0;
    int good = draft_take(draft, sibu_json_integer(properties, "count", 1, COUNT_MAX, &count, &draft->fault));
    *out = (uint32_t)count;
    return good;
}

/* Either a count or a density; a density is turned into a count when the walkable ground is known (start_check.c). */
static int read_people(struct draft *draft, struct sibu_json_value properties, struct sibu_start *start,
                       double *density)
{
    int has_count = sibu_json_member(properties, "count").node != NULL;
    int has_density = sibu_json_member(properties, "density").node != NULL;
    if (has_count == has_density) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, NULL),
                       "起始区需要 \"count\"（人数）或 \"density\"（每平方米人数），二者取一",
                       "a start area has either \"count\" (persons) or \"density\" (persons per m2)");
        return 0;
    }
    if (has_count) {
        return read_count(draft, properties, &start->count);
    }
    return draft_take(draft, sibu_json_number(properties, "density", DENSITY_MIN, DENSITY_MAX, density, &draft->fault));
}

int read_start(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_start start = {0};
    double density = 0.0;
    int good = read_floor(draft, properties, "floor", &start.floor);
    good = read_people(draft, properties, &start, &density) && good;
    good = read_polygon(draft, feature, &start.polygon) && good;
    draft->starts[draft->counts[KIND_START]] = start;
    draft->start_densities[draft->counts[KIND_START]] = density;
    return good;
}
