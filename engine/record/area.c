/* Walkable ground as WKT: see area.h. Parts are found by joining pieces along stairs. */
#include "record/area.h"

/* The piece of the floor that holds the point, or NULL. */
static struct area_piece *piece_at(struct area *area, uint32_t floor, struct sibu_point point)
{
    for (uint32_t i = 0; i < area->count; i++) {
        struct area_piece *piece = &area->pieces[i];
        if (piece->floor == floor && sibu_polygon_contains(piece->polygon, point.x, point.y)) {
            return piece;
        }
    }
    return NULL;
}

static void join(struct area *area, const struct area_piece *a, const struct area_piece *b)
{
    if (a == NULL || b == NULL || a->part == b->part) {
        return;
    }
    uint32_t into = a->part < b->part ? a->part : b->part;
    uint32_t from = a->part < b->part ? b->part : a->part;
    for (uint32_t i = 0; i < area->count; i++) {
        if (area->pieces[i].part == from) {
            area->pieces[i].part = into;
        }
    }
}

static double part_area(const struct area *area, uint32_t part)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < area->count; i++) {
        sum += area->pieces[i].part == part ? sibu_polygon_area(area->pieces[i].polygon) : 0.0;
    }
    return sum;
}

static uint32_t largest_part(const struct area *area)
{
    uint32_t best = 0;
    double best_m2 = -1.0;
    for (uint32_t i = 0; i < area->count; i++) {
        double m2 = area->pieces[i].part == i ? part_area(area, i) : -1.0;
        if (m2 > best_m2) {
            best = i;
            best_m2 = m2;
        }
    }
    return best;
}

enum sibu_status area_open(struct area *out, const struct sibu_site *site, struct sibu_arena *arena,
                           struct sibu_fault *fault)
{
    size_t count = 0;
    for (uint32_t i = 0; i < site->floor_count; i++) {
        count += site->floors[i].walkable_count;
    }
    *out = (struct area){.pieces = sibu_arena_take(arena, count, sizeof *out->pieces)};
    if (out->pieces == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        for (uint32_t k = 0; k < site->floors[i].walkable_count; k++) {
            out->pieces[out->count] =
                (struct area_piece){.floor = i, .polygon = &site->floors[i].walkable[k], .part = out->count};
            out->count++;
        }
    }
    for (uint32_t i = 0; i < site->stair_count; i++) {
        const struct sibu_stair *stair = &site->stairs[i];
        struct sibu_point middle = sibu_polygon_centre(&stair->polygon);
        join(out, piece_at(out, stair->floor, middle), piece_at(out, stair->to, middle));
    }
    out->part = largest_part(out);
    return SIBU_OK;
}

static void add_ring(struct sibu_text *out, const struct sibu_ring *ring)
{
    sibu_text_add(out, "(");
    for (uint32_t i = 0; i <= ring->count; i++) { /* WKT repeats the first point */
        const struct sibu_point *point = &ring->points[i % ring->count];
        sibu_text_addf(out, "%s%.10g %.10g", i > 0 ? ", " : "", point->x, point->y);
    }
    sibu_text_add(out, ")");
}

static void add_polygon(struct sibu_text *out, const struct sibu_polygon *polygon)
{
    sibu_text_add(out, "(");
    for (uint32_t i = 0; i < polygon->count; i++) {
        sibu_text_add(out, i > 0 ? ", " : "");
        add_ring(out, &polygon->rings[i]);
    }
    sibu_text_add(out, ")");
}

static int is_kept(const struct area *area, uint32_t piece, uint32_t floor)
{
    return area->pieces[piece].floor == floor && area->pieces[piece].part == area->part;
}

void area_wkt(const struct area *area, uint32_t floor, struct sibu_text *out)
{
    uint32_t kept = 0, written = 0;
    for (uint32_t i = 0; i < area->count; i++) {
        kept += is_kept(area, i, floor) ? 1 : 0;
    }
    if (kept == 0) {
        return;
    }
    sibu_text_add(out, kept > 1 ? "MULTIPOLYGON (" : "POLYGON ");
    for (uint32_t i = 0; i < area->count; i++) {
        if (is_kept(area, i, floor)) {
            sibu_text_add(out, written++ > 0 ? ", " : "");
            add_polygon(out, area->pieces[i].polygon);
        }
    }
    sibu_text_add(out, kept > 1 ? ")" : "");
}

uint32_t area_ground(const struct area *area)
{
    uint32_t best = 0;
    double best_m2 = -1.0;
    for (uint32_t i = 0; i < area->count; i++) {
        double m2 = 0.0;
        for (uint32_t k = i; k < area->count && area->pieces[k].floor == area->pieces[i].floor; k++) {
            m2 += is_kept(area, k, area->pieces[i].floor) ? sibu_polygon_area(area->pieces[k].polygon) : 0.0;
        }
        if (m2 > best_m2) {
            best = area->pieces[i].floor;
            best_m2 = m2;
        }
    }
    return best;
}
