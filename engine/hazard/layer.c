/* Smoke under the ceilings. See sibu/layer.h.
 *
 * Depends on: route/ways.h for the lattice, sibu/fire.h. All nodes that have smoke are in a list, in the order in which it
 * reached them. A part of a step takes from one node exactly what it gives to the other, so nothing is lost but by rounding.
 */
#include "sibu/layer.h"

#include <math.h>

#include "route/ways.h"
#include "sibu/plume.h"
#include "sibu/random.h"

#define GRAVITY 9.81
#define AIR_KG_PER_M3 1.2
#define HEAT_KJ_PER_KG_K 1.0
#define ROOM_K 293.0
#define WARMER_K 5.0 /* at least: smoke that has cooled down still creeps along */
#define COOLING_S 120.0 /* in this time the ceiling takes 63 % of the heat above the room's */
#define FROUDE 1.0 /* no faster than so many times sqrt(2 g' d), which is all that the buoyancy can give */
#define DRAG 0.05 /* of the ceiling and of the air below, over a depth of the layer */
#define DEPTH_LEAST_M 0.02 /* of a layer that drags */
#define SHARE_MAX 0.2 /* of what a node has, over one link in one part of a step: there are four */
#define CELL_SHARE 0.2 /* of a cell, that smoke goes in one part of a step */
#define PARTS_MAX 4096u
#define THINNEST_M 1e-9
#define JET_SHARE 0.15 /* of the ceiling's height: the radius in which a plume arrives under it */
#define JET_MAX 128u
#define CONVECTIVE 0.7
#define MOLAR_CARBON_MONOXIDE 28.01
#define MOLAR_CARBON_DIOXIDE 44.01
#define OXYGEN_KG_PER_MJ (1.0 / 13.1) /* what any fire takes from the air (Huggett 1980) */
#define MOLAR_OXYGEN 32.0

enum stuff { STUFF_VOLUME, STUFF_HEAT, STUFF_SOOT, STUFF_MONOXIDE, STUFF_DIOXIDE, STUFF_OXYGEN_USED, STUFFS };

enum listing { UNLISTED, LISTED, SMOKY };

struct cell { /* over one node: m3 a m2, kJ, kg */
    double has[STUFFS], gets[STUFFS];
    double speed[2]; /* of the layer over the link to the east and to the north, m/s */
};
struct sibu_layer {
    struct sibu_layer_def def;
    const struct way_map *map;
    struct cell *cells; /* by node */
    uint8_t *lintel; /* by node: bit per link that leads through a door or an exit */
    uint8_t *listed;
    uint32_t *list;
    size_t list_count;
    double area_m2, time_s, vented_kg;
};

struct sibu_layer_def sibu_layer_default(const struct sibu_ways *ways)
{
    return (struct sibu_layer_def){.ways = ways, .ceiling_m = 3.0, .lintel_m = 2.0};
}

static enum sibu_status check(const struct sibu_layer_def *def, struct sibu_fault *fault)
{
    if (!(def->ceiling_m >= 2.0 && def->ceiling_m <= 50.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "ceiling_m", "层高 %g 米不在 [2, 50] 之内",
                              "a ceiling at %g m is not in [2, 50]", def->ceiling_m);
    }
    if (!(def->lintel_m >= 1.0 && def->lintel_m <= def->ceiling_m)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "lintel_m", "门高 %g 米不在 [1, %g] 之内",
                              "doors of %g m are not in [1, %g]", def->lintel_m, def->ceiling_m);
    }
    return SIBU_OK;
}

/* Whether the link leads through a door or an exit. */
static _Bool has_lintel(const struct way_map *map, uint32_t from, uint32_t to)
{
    const struct way_node *a = &map->nodes[from], *b = &map->nodes[to];
    const struct sibu_point ends[] = {{(double)a->x, (double)a->y}, {(double)b->x, (double)b->y}};
    struct piece_run lines = piece_near(&map->lines, a->floor, a->x, a->y);
    for (size_t k = 0; k < lines.count; k++) {
        double share;
        if (piece_crossed(&lines.items[k], ends[0], ends[1], &share)) {
            return 1;
        }
    }
    return 0;
}

static void find_lintels(struct sibu_layer *layer)
{
    const struct way_map *map = layer->map;
    for (uint32_t node = 0; node < map->node_count; node++) {
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH && !map->calm[node]; link++) {
            uint32_t other = map->links[node][link];
            if (other != WAY_NONE && has_lintel(map, node, other)) {
                layer->lintel[node] = (uint8_t)(layer->lintel[node] | 1u << link);
            }
        }
    }
}

enum sibu_status sibu_layer_open(struct sibu_layer **out, const struct sibu_layer_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = check(def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const size_t nodes = def->ways->map.node_count;
    struct sibu_layer *layer = sibu_array_new(1, sizeof *layer);
    if (layer) {
        layer->def = *def;
        layer->map = &def->ways->map;
        layer->area_m2 = (double)layer->map->cell_m * (double)layer->map->cell_m;
        layer->cells = sibu_array_new(nodes, sizeof *layer->cells);
        layer->lintel = sibu_array_new(nodes, 1);
        layer->listed = sibu_array_new(nodes, 1);
        layer->list = sibu_array_new(nodes, sizeof *layer->list);
    }
    if (!layer || !layer->cells || !layer->lintel || !layer->listed || !layer->list) {
        sibu_layer_close(layer);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "layer", "内存不足，无法计算烟气", "no memory left for the smoke");
    }
    find_lintels(layer);
    *out = layer;
    return SIBU_OK;
}

void sibu_layer_close(struct sibu_layer *layer)
{
    if (layer) {
        sibu_array_free(layer->cells);
        sibu_array_free(layer->lintel);
        sibu_array_free(layer->listed);
        sibu_array_free(layer->list);
        sibu_array_free(layer);
    }
}

static void enlist_one(struct sibu_layer *layer, uint32_t node)
{
    if (!layer->listed[node]) {
        layer->listed[node] = LISTED;
        layer->list[layer->list_count++] = node;
    }
}

/* A node with smoke, and those beside it: it may flow there in the next part. */
static void enlist(struct sibu_layer *layer, uint32_t node)
{
    if (layer->listed[node] == SMOKY) {
        return;
    }
    enlist_one(layer, node);
    layer->listed[node] = SMOKY;
    for (unsigned link = WAY_EAST; link <= WAY_SOUTH; link++) {
        uint32_t other = layer->map->links[node][link];
        if (other != WAY_NONE && layer->map->nodes[other].floor == layer->map->nodes[node].floor) {
            enlist_one(layer, other);
        }
    }
}

static double depth_at(const struct sibu_layer *layer, uint32_t node)
{
    return layer->cells[node].has[STUFF_VOLUME] / layer->area_m2;
}

/* How much warmer than the room the layer is there, K. */
static double warmth_at(const struct sibu_layer *layer, uint32_t node)
{
    const double *has = layer->cells[node].has;
    double kg = has[STUFF_VOLUME] * AIR_KG_PER_M3;
    return kg > THINNEST_M ? has[STUFF_HEAT] / (kg * HEAT_KJ_PER_KG_K) : 0.0;
}

/* What weight is to water its buoyancy is to the layer: g dT / T, m/s2. */
static double lift_at(const struct sibu_layer *layer, uint32_t node)
{
    double warmer = warmth_at(layer, node);
    warmer = warmer > WARMER_K ? warmer : WARMER_K;
    return GRAVITY * warmer / (ROOM_K + warmer);
}

/* The depth that can flow over the link: all of it, or what hangs below the lintel. */
static double free_depth(const struct sibu_layer *layer, uint32_t node, _Bool lintel)
{
    double kept = lintel ? layer->def.ceiling_m - layer->def.lintel_m : 0.0;
    double depth = depth_at(layer, node) - kept;
    return depth > 0.0 ? depth : 0.0;
}

static _Bool is_outside(const struct sibu_layer *layer, uint32_t node)
{
    return layer->map->nodes[node].outside != 0;
}

/* Gives a share of all that is over `from` to `to`, or to the open air. */
static void give(struct sibu_layer *layer, uint32_t from, uint32_t to, double share)
{
    for (int stuff = 0; stuff < STUFFS; stuff++) {
        double part = layer->cells[from].has[stuff] * share;
        layer->cells[from].gets[stuff] -= part;
        if (!is_outside(layer, to)) {
            layer->cells[to].gets[stuff] += part;
        } else if (stuff == STUFF_SOOT) {
            layer->vented_kg += part;
        }
    }
}

struct gap { /* a link between two nodes, and the depths that can flow there */
    uint32_t node, other;
    double depth, beyond;
};

static _Bool find_gap(const struct sibu_layer *layer, uint32_t node, unsigned link, struct gap *gap)
{
    const struct way_map *map = layer->map;
    uint32_t other = map->links[node][link];
    if (other == WAY_NONE || map->nodes[other].floor != map->nodes[node].floor) {
        return 0;
    }
    _Bool lintel = (layer->lintel[node] >> link & 1u) != 0;
    *gap = (struct gap){.node = node,
                        .other = other,
                        .depth = is_outside(layer, node) ? 0.0 : free_depth(layer, node, lintel),
                        .beyond = is_outside(layer, other) ? 0.0 : free_depth(layer, other, lintel)};
    return gap->depth > THINNEST_M || gap->beyond > THINNEST_M;
}

/* The speed over a link after a part of a step: buoyancy drives it, the ceiling holds it back, and it is never more than
 * buoyancy can give. */
static double driven(const struct sibu_layer *layer, const struct gap *gap, double speed, double part_s)
{
    _Bool onwards = gap->depth >= gap->beyond;
    double lift = lift_at(layer, onwards ? gap->node : gap->other), deeper = onwards ? gap->depth : gap->beyond;
    double over = deeper > DEPTH_LEAST_M ? deeper : DEPTH_LEAST_M, most = FROUDE * sqrt(2.0 * lift * deeper);
    speed += part_s * lift * (gap->depth - gap->beyond) / (double)layer->map->cell_m;
    speed /= 1.0 + part_s * DRAG * fabs(speed) / over;
    return speed > most ? most : speed < -most ? -most : speed;
}

/* What flows over a link in a part of a step. */
static void flow(struct sibu_layer *layer, uint32_t node, unsigned link, double part_s)
{
    struct gap gap;
    double *speed = &layer->cells[node].speed[link == WAY_NORTH];
    if (!find_gap(layer, node, link, &gap)) {
        *speed = 0.0;
        return;
    }
    *speed = driven(layer, &gap, *speed, part_s);
    _Bool onwards = *speed > 0.0;
    uint32_t from = onwards ? gap.node : gap.other;
    double depth = onwards ? gap.depth : gap.beyond;
    if (!(depth > THINNEST_M)) {
        return;
    }
    double share = fabs(*speed) * part_s / (double)layer->map->cell_m;
    share = share < SHARE_MAX ? share : SHARE_MAX;
    give(layer, from, onwards ? gap.other : gap.node, share * depth / depth_at(layer, from));
}

/* Takes over what has flowed, and lets the ceiling take its heat. */
static void settle(struct sibu_layer *layer, double part_s)
{
    double lost = 1.0 - sibu_exp(-part_s / COOLING_S);
    for (size_t i = 0, count = layer->list_count; i < count; i++) {
        struct cell *cell = &layer->cells[layer->list[i]];
        for (int stuff = 0; stuff < STUFFS; stuff++) {
            cell->has[stuff] += cell->gets[stuff];
            cell->gets[stuff] = 0.0;
        }
        cell->has[STUFF_HEAT] -= cell->has[STUFF_HEAT] * lost;
        if (cell->has[STUFF_VOLUME] > 0.0) {
            enlist(layer, layer->list[i]);
        }
    }
}

static void spread(struct sibu_layer *layer, double part_s)
{
    for (size_t i = 0; i < layer->list_count; i++) {
        flow(layer, layer->list[i], WAY_EAST, part_s);
        flow(layer, layer->list[i], WAY_NORTH, part_s);
    }
    settle(layer, part_s);
}

struct jet { /* the nodes under whose ceiling a plume arrives */
    uint32_t nodes[JET_MAX];
    size_t count;
};

static _Bool is_in(const struct jet *jet, uint32_t node)
{
    for (size_t i = 0; i < jet->count; i++) {
        if (jet->nodes[i] == node) {
            return 1;
        }
    }
    return 0;
}

/* The node that is added to the jet over this link, or WAY_NONE. */
static uint32_t joins(const struct sibu_layer *layer, const struct jet *jet, uint32_t node, unsigned link)
{
    const struct way_node *first = &layer->map->nodes[jet->nodes[0]];
    uint32_t other = layer->map->links[node][link];
    if (other == WAY_NONE || (layer->lintel[node] >> link & 1u) != 0 || is_in(jet, other)) {
        return WAY_NONE;
    }
    const struct way_node *next = &layer->map->nodes[other];
    double dx = (double)(next->x - first->x), dy = (double)(next->y - first->y);
    double radius = JET_SHARE * layer->def.ceiling_m;
    return next->floor == first->floor && dx * dx + dy * dy <= radius * radius ? other : WAY_NONE;
}

/* A plume's radius is some 0.12 to 0.15 of its height (Heskestad, SFPE Handbook). */
static void find_jet(const struct sibu_layer *layer, uint32_t node, struct jet *jet)
{
    jet->nodes[0] = node;
    jet->count = 1;
    for (size_t i = 0; i < jet->count; i++) {
        for (unsigned link = WAY_EAST; link <= WAY_SOUTH && jet->count < JET_MAX; link++) {
            uint32_t other = joins(layer, jet, jet->nodes[i], link);
            if (other != WAY_NONE) {
                jet->nodes[jet->count++] = other;
            }
        }
    }
}

static double depth_over(const struct sibu_layer *layer, const struct jet *jet)
{
    double sum = 0.0;
    for (size_t i = 0; i < jet->count; i++) {
        sum += depth_at(layer, jet->nodes[i]);
    }
    return sum / (double)jet->count;
}

/* What a fire adds in a part of a step. */
static void burn(struct sibu_layer *layer, const struct sibu_layer_fire *source, double from_s, double part_s)
{
    const struct sibu_fire *fire = &source->fire;
    uint32_t node = way_node_at(layer->map, source->floor, (float)source->x_m, (float)source->y_m);
    double mj = sibu_fire_mj(fire, from_s + part_s - source->lit_s) - sibu_fire_mj(fire, from_s - source->lit_s);
    if (node == WAY_NONE || is_outside(layer, node) || !(mj > 0.0)) {
        return;
    }
    struct jet jet;
    find_jet(layer, node, &jet);
    double above = layer->def.ceiling_m - depth_over(layer, &jet), kw = mj * 1000.0 / part_s;
    double drawn_kg = sibu_fire_plume_kg_per_s(kw, above) * part_s, burnt_kg = mj / fire->combustion_mj_per_kg;
    const double gives[STUFFS] = {[STUFF_VOLUME] = (drawn_kg + burnt_kg) / AIR_KG_PER_M3,
                                  [STUFF_HEAT] = CONVECTIVE * mj * 1000.0,
                                  [STUFF_SOOT] = burnt_kg * fire->soot_yield,
                                  [STUFF_MONOXIDE] = burnt_kg * fire->carbon_monoxide_yield,
                                  [STUFF_DIOXIDE] = burnt_kg * fire->carbon_dioxide_yield,
                                  [STUFF_OXYGEN_USED] = mj * OXYGEN_KG_PER_MJ};
    for (size_t i = 0; i < jet.count; i++) {
        for (int stuff = 0; stuff < STUFFS; stuff++) {
            layer->cells[jet.nodes[i]].has[stuff] += gives[stuff] / (double)jet.count;
        }
        enlist(layer, jet.nodes[i]);
    }
}

/* In how many parts a step is done: so many that smoke goes a small part of a cell in each. */
static unsigned parts_of(const struct sibu_layer *layer, double step_s)
{
    double fastest = 0.5;
    for (size_t i = 0; i < layer->list_count; i++) {
        uint32_t node = layer->list[i];
        double speed = sqrt(2.0 * lift_at(layer, node) * depth_at(layer, node));
        fastest = speed > fastest ? speed : fastest;
    }
    double parts = ceil(step_s * fastest / (CELL_SHARE * (double)layer->map->cell_m));
    return parts < (double)PARTS_MAX ? (unsigned)parts : PARTS_MAX;
}

static enum sibu_status check_fire(const struct sibu_layer *layer, const struct sibu_layer_fire *source,
                                   struct sibu_fault *fault)
{
    if (!isfinite(source->x_m) || !isfinite(source->y_m) || !isfinite(source->lit_s) ||
        source->floor >= layer->map->site->floor_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "fire", "起火的楼层、坐标或时刻无效",
                              "the floor, the place or the time of a fire is not valid");
    }
    return sibu_fire_check(&source->fire, fault);
}

static enum sibu_status check_step(const struct sibu_layer *layer, const struct sibu_layer_fire *fires, size_t count,
                                   double step_s, struct sibu_fault *fault)
{
    if (!(step_s > 0.0 && step_s <= 10.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "step_s", "步长 %g 秒不在 (0, 10] 之内",
                              "the step of %g s is not in (0, 10]", step_s);
    }
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = check_fire(layer, &fires[i], fault);
    }
    return status;
}

enum sibu_status sibu_layer_step(struct sibu_layer *layer, const struct sibu_layer_fire *fires, size_t count,
                                 double step_s, struct sibu_fault *fault)
{
    enum sibu_status status = check_step(layer, fires, count, step_s, fault);
    if (status != SIBU_OK) {
        return status;
    }
    unsigned parts = parts_of(layer, step_s);
    double part_s = step_s / (double)parts;
    for (unsigned part = 0; part < parts; part++) {
        for (size_t i = 0; i < count; i++) {
            burn(layer, &fires[i], layer->time_s + (double)part * part_s, part_s);
        }
        spread(layer, part_s);
    }
    layer->time_s += step_s;
    return SIBU_OK;
}

double sibu_layer_time_s(const struct sibu_layer *layer)
{
    return layer->time_s;
}

/* Parts of the volume, of a gas that weighs so much, in per cent. */
static double percent_of(double kg, double volume_m3, double molar)
{
    return sibu_gas_ppm(kg / volume_m3, molar) * 1e-4;
}

void sibu_layer_air(const struct sibu_layer *layer, uint32_t floor, double x_m, double y_m, double up_m,
                    struct sibu_air *air)
{
    *air = sibu_air_clean();
    uint32_t node =
        floor < layer->map->site->floor_count ? way_node_at(layer->map, floor, (float)x_m, (float)y_m) : WAY_NONE;
    if (node == WAY_NONE || is_outside(layer, node)) {
        return;
    }
    const double *has = layer->cells[node].has;
    if (up_m < layer->def.ceiling_m - depth_at(layer, node) || !(has[STUFF_VOLUME] > THINNEST_M)) {
        return;
    }
    double oxygen = percent_of(has[STUFF_OXYGEN_USED], has[STUFF_VOLUME], MOLAR_OXYGEN);
    air->extinction_per_m = sibu_smoke_extinction(has[STUFF_SOOT] / has[STUFF_VOLUME]);
    air->carbon_monoxide_ppm = 1e4 * percent_of(has[STUFF_MONOXIDE], has[STUFF_VOLUME], MOLAR_CARBON_MONOXIDE);
    air->carbon_dioxide_percent = percent_of(has[STUFF_DIOXIDE], has[STUFF_VOLUME], MOLAR_CARBON_DIOXIDE);
    air->oxygen_percent = oxygen < air->oxygen_percent ? air->oxygen_percent - oxygen : 0.0;
    air->temperature_c += warmth_at(layer, node);
}

double sibu_layer_depth_m(const struct sibu_layer *layer, uint32_t floor, double x_m, double y_m)
{
    uint32_t node =
        floor < layer->map->site->floor_count ? way_node_at(layer->map, floor, (float)x_m, (float)y_m) : WAY_NONE;
    return node == WAY_NONE ? 0.0 : depth_at(layer, node);
}

double sibu_layer_soot_kg(const struct sibu_layer *layer)
{
    double sum = 0.0;
    for (size_t i = 0; i < layer->list_count; i++) {
        sum += layer->cells[layer->list[i]].has[STUFF_SOOT];
    }
    return sum;
}

double sibu_layer_vented_kg(const struct sibu_layer *layer)
{
    return layer->vented_kg;
}
