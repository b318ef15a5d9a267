/* See threat.h. */
#include "scenario/threat.h"

#include <math.h>
#include <string.h>

#include "route/ways.h"
#include "sibu/fire.h"
#include "sibu/memory.h"
#include "sibu/plume.h"

#define CLEAR_M 2.5 /* over the fire, where smoke spreads */
#define DEPTH_M 1.0 /* of the smoke under the ceiling */
#define AIR_KG_PER_M3 1.1 /* of warm smoke */
#define SEEN_M 15.0 /* so far ahead of its edge smoke begins to be a threat */
#define NEAR_M 25.0 /* where nothing spreads, the threat falls to 1/e over this distance */
#define FAINT_KG_PER_M3 1e-5 /* of a gas: some parts per million, as AEGL-2 of the usual ones */
#define STRONG_KG_PER_M3 1e-3 /* a hundred times as much */
#define HEAD_M 1.5
#define PI 3.14159265358979323846
#define NEAREST_TRIES 8

static double drawn(const struct sibu_unfold_def *def, const double *growth, const char *name, double otherwise)
{
    for (uint32_t i = 0; i < def->family->growth_count; i++) {
        if (strcmp(def->family->growths[i].name, name) == 0) {
            return growth[i];
        }
    }
    return otherwise;
}

static enum threat_law law_of(const struct threat *threat)
{
    if (threat->growth_kw_per_s2 > 0.0) {
        return THREAT_FIRE;
    }
    return threat->release_kg_per_s > 0.0 && threat->bearing_deg >= 0.0 ? THREAT_GAS : THREAT_NEAR;
}

/* The node where the place is, or one some metres beside it: it may lie in an obstacle. */
static uint32_t node_near(const struct way_map *map, const struct sibu_unfold_place *place)
{
    uint32_t node = way_node_at(map, place->floor, (float)place->x_m, (float)place->y_m);
    for (int ring = 1; ring <= NEAREST_TRIES && node == WAY_NONE; ring++) {
        for (int k = 0; k < 8 && node == WAY_NONE; k++) {
            double sine, cosine;
            sibu_sincos(PI / 4.0 * (double)k, &sine, &cosine);
            node =
                way_node_at(map, place->floor, (float)(place->x_m + cosine * ring), (float)(place->y_m + sine * ring));
        }
    }
    return node;
}

static void measure(struct threat *threat, uint32_t source)
{
    const struct sibu_ways *ways = threat->def->ways;
    uint32_t exits = threat->def->site->exit_count;
    uint32_t node = node_near(&ways->map, &threat->sources[source].place);
    for (uint32_t exit = 0; exit < exits; exit++) {
        threat->far_m[source * exits + exit] = way_length(ways, exit, node); /* seconds at 1 m/s */
    }
}

_Bool threat_open(struct threat *threat, const struct sibu_unfold_def *def, const double *growth)
{
    *threat = (struct threat){.def = def};
    threat->growth_kw_per_s2 = drawn(def, growth, "growth_kw_per_s2", drawn(def, growth, "fire_growth_kw_per_s2", 0.0));
    threat->peak_kw = drawn(def, growth, "peak_kw", 5000.0);
    threat->release_kg_per_s = drawn(def, growth, "release_kg_per_s", 0.0);
    threat->release_s = drawn(def, growth, "release_s", 600.0);
    threat->height_m = drawn(def, growth, "outlet_height_m", 1.0);
    threat->wind_m_per_s = drawn(def, growth, "wind_m_per_s", 2.0);
    threat->bearing_deg = drawn(def, growth, "wind_bearing_deg", -1.0);
    threat->law = law_of(threat);
    threat->far_m = sibu_array_new((size_t)THREAT_SOURCES_MAX * def->site->exit_count, sizeof *threat->far_m);
    if (!threat->far_m) {
        return 0;
    }
    threat_add(threat, &def->origin, 0.0);
    return 1;
}

void threat_close(struct threat *threat)
{
    sibu_array_free(threat->far_m);
    *threat = (struct threat){0};
}

void threat_add(struct threat *threat, const struct sibu_unfold_place *place, double since_s)
{
    if (threat->source_count < THREAT_SOURCES_MAX) {
        threat->sources[threat->source_count] = (struct threat_source){.place = *place, .since_s = since_s};
        measure(threat, threat->source_count++);
    }
}

void threat_move(struct threat *threat, const struct sibu_unfold_place *place)
{
    threat->sources[0].place = *place;
    measure(threat, 0);
}

void threat_grow(struct threat *threat, double from_s, double to_s)
{
    for (uint32_t i = 0; i < threat->source_count && threat->law == THREAT_FIRE; i++) {
        struct threat_source *source = &threat->sources[i];
        double age = from_s - source->since_s, kw = age > 0.0 ? threat->growth_kw_per_s2 * age * age : 0.0;
        kw = kw < threat->peak_kw ? kw : threat->peak_kw;
        source->smoke_m3 += sibu_fire_plume_kg_per_s(kw, CLEAR_M) * (to_s - from_s) / AIR_KG_PER_M3;
    }
}

static double within(double value)
{
    return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

static double of_smoke(const struct threat_source *source, double far_m)
{
    double edge_m = sqrt(source->smoke_m3 / (PI * DEPTH_M));
    return source->smoke_m3 > 0.0 ? within((edge_m - far_m) / SEEN_M + 1.0) : 0.0;
}

/* The wind comes from the bearing, so it blows the other way; bearings are clockwise from north, which is up. */
static struct sibu_wind wind_of(const struct threat *threat)
{
    double sine, cosine;
    sibu_sincos(threat->bearing_deg * PI / 180.0, &sine, &cosine);
    double speed = threat->wind_m_per_s > SIBU_WIND_LEAST ? threat->wind_m_per_s : SIBU_WIND_LEAST;
    return (struct sibu_wind){
        .speed_m_per_s = speed, .to_x = -sine, .to_y = -cosine, .stability = sibu_stability_of(speed, SIBU_SKY_CLOUD)};
}

static double of_gas(const struct threat *threat, const struct threat_source *source, uint32_t exit, double time_s)
{
    const struct sibu_line *line = &threat->def->site->exits[exit].line;
    struct sibu_wind wind = wind_of(threat);
    double x = (line->points[0].x + line->points[line->count - 1].x) * 0.5 - source->place.x_m;
    double y = (line->points[0].y + line->points[line->count - 1].y) * 0.5 - source->place.y_m;
    double along = x * wind.to_x + y * wind.to_y, across = y * wind.to_x - x * wind.to_y;
    double carried_s = along / wind.speed_m_per_s, age = time_s - source->since_s;
    if (along <= 0.0 || carried_s > age || carried_s + threat->release_s < age) {
        return 0.0;
    }
    double there = sibu_plume_steady(&wind, threat->release_kg_per_s, threat->height_m, along, across, HEAD_M);
    return there > FAINT_KG_PER_M3
               ? within(sibu_log(there / FAINT_KG_PER_M3) / sibu_log(STRONG_KG_PER_M3 / FAINT_KG_PER_M3))
               : 0.0;
}

static double of_source(const struct threat *threat, uint32_t source, uint32_t exit, double time_s)
{
    const struct threat_source *from = &threat->sources[source];
    double far_m = (double)threat->far_m[source * threat->def->site->exit_count + exit];
    if (threat->law == THREAT_GAS) {
        return of_gas(threat, from, exit, time_s);
    }
    return threat->law == THREAT_FIRE ? of_smoke(from, far_m)
           : far_m < 700.0 * NEAR_M   ? sibu_exp(-far_m / NEAR_M)
                                      : 0.0;
}

double threat_at(const struct threat *threat, uint32_t exit, double time_s)
{
    double most = 0.0;
    for (uint32_t i = 0; i < threat->source_count; i++) {
        double here = of_source(threat, i, exit, time_s);
        most = here > most ? here : most;
    }
    return most;
}
