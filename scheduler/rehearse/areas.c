/* See areas.h. */
#include "rehearse/areas.h"

#include <math.h>

#include "sibu/memory.h"

#define EXPECTED_LEAST 5.0

/* A coordinate of a point: 0 x, 1 y. */
static double along(struct sibu_point point, int axis)
{
    return axis == 0 ? point.x : point.y;
}

/* The part of the ring on one side of a line across the axis: `sign` 1 above, -1 below. Room for 2 * count points. */
static uint32_t cut(const struct sibu_point *ring, uint32_t count, const double line[3], struct sibu_point *out)
{
    int axis = line[0] > 0.5;
    double at = line[1], sign = line[2];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct sibu_point a = ring[i], b = ring[(i + 1) % count];
        double from = (along(a, axis) - at) * sign, to = (along(b, axis) - at) * sign;
        if (from >= 0.0) {
            out[kept++] = a;
        }
        if ((from > 0.0 && to < 0.0) || (from < 0.0 && to > 0.0)) {
            double share = from / (from - to);
            out[kept++] = (struct sibu_point){a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
        }
    }
    return kept;
}

static double signed_area(const struct sibu_point *ring, uint32_t count)
{
    double twice = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        struct sibu_point a = ring[i], b = ring[(i + 1) % count];
        twice += a.x * b.y - b.x * a.y;
    }
    return twice * 0.5;
}

/* Holes are clockwise: theirs is negative. */
static double ring_inside(const struct sibu_ring *ring, const struct sibu_box *box)
{
    const double lines[4][3] = {
        {0.0, box->min_x, 1.0}, {0.0, box->max_x, -1.0}, {1.0, box->min_y, 1.0}, {1.0, box->max_y, -1.0}};
    size_t room = (size_t)ring->count * 16 + 16;
    struct sibu_point *now = sibu_array_new(room, sizeof *now), *next = sibu_array_new(room, sizeof *next);
    double area = 0.0;
    if (now && next) {
        uint32_t count = ring->count;
        for (uint32_t i = 0; i < count; i++) {
            now[i] = ring->points[i];
        }
        for (int k = 0; k < 4; k++) {
            count = cut(now, count, lines[k], next);
            struct sibu_point *swap = now;
            now = next;
            next = swap;
        }
        area = signed_area(now, count);
    }
    sibu_array_free(now);
    sibu_array_free(next);
    return area;
}

double areas_inside(const struct sibu_polygon *polygon, const struct sibu_box *box)
{
    double area = 0.0;
    for (uint32_t i = 0; i < polygon->count; i++) {
        area += ring_inside(&polygon->rings[i], box);
    }
    return area;
}

static struct sibu_box part_of(const struct sibu_box *box, uint32_t part)
{
    double middle_x = (box->min_x + box->max_x) * 0.5, middle_y = (box->min_y + box->max_y) * 0.5;
    struct sibu_box out = *box;
    *((part & 1u) != 0 ? &out.min_x : &out.max_x) = middle_x;
    *((part & 2u) != 0 ? &out.min_y : &out.max_y) = middle_y;
    return out;
}

static double weight_of(const struct sibu_zone *zone)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < zone->hazard_count; i++) {
        sum += zone->hazards[i].weight;
    }
    return sum;
}

_Bool areas_open(struct areas *areas, const struct sibu_site *site)
{
    size_t parts = (size_t)site->zone_count * AREAS_PARTS + 1;
    double whole = 0.0;
    *areas = (struct areas){.site = site};
    areas->shares = sibu_array_new(parts, sizeof *areas->shares);
    areas->counts = sibu_array_new(parts, sizeof *areas->counts);
    if (!areas->shares || !areas->counts) {
        return 0;
    }
    for (uint32_t i = 0; i < site->zone_count * AREAS_PARTS; i++) {
        const struct sibu_zone *zone = &site->zones[i / AREAS_PARTS];
        struct sibu_box box = sibu_polygon_box(&zone->polygon), part = part_of(&box, i % AREAS_PARTS);
        areas->shares[i] = areas_inside(&zone->polygon, &part) * weight_of(zone);
        whole += areas->shares[i];
    }
    for (uint32_t i = 0; i < site->zone_count * AREAS_PARTS; i++) {
        areas->shares[i] /= whole > 0.0 ? whole : 1.0;
    }
    return 1;
}

void areas_close(struct areas *areas)
{
    sibu_array_free(areas->shares);
    sibu_array_free(areas->counts);
    *areas = (struct areas){0};
}

void areas_add(struct areas *areas, uint32_t zone, double x_m, double y_m)
{
    struct sibu_box box = sibu_polygon_box(&areas->site->zones[zone].polygon);
    uint32_t east = x_m >= (box.min_x + box.max_x) * 0.5, north = y_m >= (box.min_y + box.max_y) * 0.5;
    areas->counts[zone * AREAS_PARTS + north * 2 + east]++;
}

double areas_chi2(const struct areas *areas, size_t origins, size_t *freedom)
{
    double chi2 = 0.0, few_expected = 0.0, few_counted = 0.0;
    size_t terms = 0;
    for (uint32_t i = 0; i < areas->site->zone_count * AREAS_PARTS; i++) {
        double expected = areas->shares[i] * (double)origins, counted = (double)areas->counts[i];
        if (expected < EXPECTED_LEAST) {
            few_expected += expected;
            few_counted += counted;
            continue;
        }
        chi2 += (counted - expected) * (counted - expected) / expected;
        terms++;
    }
    if (few_expected > 0.0) {
        chi2 += (few_counted - few_expected) * (few_counted - few_expected) / few_expected;
        terms++;
    } else if (few_counted > 0.0) {
        chi2 = HUGE_VAL; /* where none can be */
    }
    *freedom = terms > 1 ? terms - 1 : 1;
    return chi2;
}
