/* The walkable area of a floor as well-known text (OGC 06-103r4), in metres to the millimetre. See sibu/site.h. */
#include "sibu/site.h"

static void add_point(struct sibu_text *out, struct sibu_point point)
{
    sibu_text_addf(out, "%.10g %.10g", point.x, point.y);
}

/* Closed, as WKT wants it: the first point stands again at the end. */
static void add_ring(struct sibu_text *out, struct sibu_ring ring)
{
    sibu_text_add(out, "(");
    for (uint32_t i = 0; i < ring.count; i++) {
        add_point(out, ring.points[i]);
        sibu_text_add(out, ", ");
    }
    add_point(out, ring.points[0]);
    sibu_text_add(out, ")");
}

static void add_polygon(struct sibu_text *out, const struct sibu_polygon *polygon)
{
    sibu_text_add(out, "(");
    for (uint32_t i = 0; i < polygon->count; i++) {
        sibu_text_add(out, i == 0 ? "" : ", ");
        add_ring(out, polygon->rings[i]);
    }
    sibu_text_add(out, ")");
}

void sibu_site_wkt(const struct sibu_site *site, uint32_t floor, struct sibu_text *out)
{
    const struct sibu_floor *ground = &site->floors[floor];
    if (ground->walkable_count == 0) {
        sibu_text_add(out, "POLYGON EMPTY");
        return;
    }
    int several = ground->walkable_count > 1;
    sibu_text_add(out, several ? "MULTIPOLYGON (" : "POLYGON ");
    for (uint32_t i = 0; i < ground->walkable_count; i++) {
        sibu_text_add(out, i == 0 ? "" : ", ");
        add_polygon(out, &ground->walkable[i]);
    }
    sibu_text_add(out, several ? ")" : "");
}
