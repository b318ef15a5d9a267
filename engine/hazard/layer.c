/* Smoke under the ceilings. See sibu/layer.h.
 *
 * Depends on: hazard/current.h, which moves it; sibu/fire.h.
 */
#include "sibu/layer.h"

#include <math.h>

#include "hazard/current.h"
#include "sibu/memory.h"
#include "sibu/plume.h"
#include "sibu/random.h"

#define GRAVITY 9.81
#define AIR_KG_PER_M3 1.2
#define HEAT_KJ_PER_KG_K 1.0
#define ROOM_K 293.0
#define WARMER_K 5.0 /* at least: smoke that has cooled down still creeps along */
#define COOLING_S 120.0 /* in this time the ceiling takes 63 % of the heat above the room's */
#define THINNEST_M 1e-9
#define JET_SHARE 0.15f /* of the ceiling's height: the radius in which a plume arrives under it */
#define JET_MAX 128u
#define CONVECTIVE 0.7
#define MOLAR_CARBON_MONOXIDE 28.01
#define MOLAR_CARBON_DIOXIDE 44.01
#define OXYGEN_KG_PER_MJ (1.0 / 13.1) /* what any fire takes from the air (Huggett 1980) */
#define MOLAR_OXYGEN 32.0

/* m3, kJ, kg */
enum stuff { STUFF_VOLUME, STUFF_HEAT, STUFF_SOOT, STUFF_MONOXIDE, STUFF_DIOXIDE, STUFF_OXYGEN_USED, STUFFS };
_Static_assert((int)STUFFS == CURRENT_STUFFS, "a current carries what smoke consists of");

struct sibu_layer {
    struct sibu_layer_def def;
    struct current current;
    double time_s;
};

struct sibu_layer_def sibu_layer_default(const struct sibu_blocks *blocks)
{
    return (struct sibu_layer_def){.blocks = blocks, .ceiling_m = 3.0, .lintel_m = 2.0};
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

enum sibu_status sibu_layer_open(struct sibu_layer **out, const struct sibu_layer_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = check(def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_layer *layer = sibu_array_new(1, sizeof *layer);
    if (!layer || !current_open(&layer->current, def->blocks, def->ceiling_m - def->lintel_m)) {
        sibu_layer_close(layer);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "layer", "内存不足，无法计算烟气", "no memory left for the smoke");
    }
    layer->def = *def;
    *out = layer;
    return SIBU_OK;
}

void sibu_layer_close(struct sibu_layer *layer)
{
    if (layer) {
        current_clear(&layer->current);
        sibu_array_free(layer);
    }
}

void sibu_layer_reset(struct sibu_layer *layer)
{
    current_reset(&layer->current);
    layer->time_s = 0.0;
}

/* How much warmer than the room the layer is there, K. */
static double warmth_at(const struct sibu_layer *layer, uint32_t block)
{
    const double *has = layer->current.cells[block].has;
    double kg = has[STUFF_VOLUME] * AIR_KG_PER_M3;
    return kg > THINNEST_M ? has[STUFF_HEAT] / (kg * HEAT_KJ_PER_KG_K) : 0.0;
}

/* Its buoyancy, which is to it what weight is to water: g dT / T. */
static void weigh(struct sibu_layer *layer)
{
    for (size_t i = 0; i < layer->current.list_count; i++) {
        uint32_t block = layer->current.list[i];
        double warmer = warmth_at(layer, block);
        warmer = warmer > WARMER_K ? warmer : WARMER_K;
        layer->current.weight[block] = GRAVITY * warmer / (ROOM_K + warmer);
    }
}

/* Lets the ceiling take its heat. */
static void cool(struct sibu_layer *layer, double part_s)
{
    double lost = 1.0 - sibu_exp(-part_s / COOLING_S);
    for (size_t i = 0; i < layer->current.list_count; i++) {
        double *has = layer->current.cells[layer->current.list[i]].has;
        has[STUFF_HEAT] -= has[STUFF_HEAT] * lost;
    }
}

struct jet { /* the blocks under whose ceiling a plume arrives */
    uint32_t blocks[JET_MAX];
    size_t count;
};

static _Bool is_in(const struct jet *jet, uint32_t block)
{
    for (size_t i = 0; i < jet->count; i++) {
        if (jet->blocks[i] == block) {
            return 1;
        }
    }
    return 0;
}

/* Whether the block beside one of the jet belongs to it as well. */
static _Bool joins(const struct sibu_layer *layer, const struct jet *jet, struct block_end end)
{
    const struct sibu_blocks *blocks = layer->def.blocks;
    const struct block *first = &blocks->blocks[jet->blocks[0]], *next = &blocks->blocks[end.other];
    float dx = next->x - first->x, dy = next->y - first->y, radius = JET_SHARE * (float)layer->def.ceiling_m;
    return !blocks->links[end.link].is_door && dx * dx + dy * dy <= radius * radius && !is_in(jet, end.other);
}

/* A plume's radius is some 0.12 to 0.15 of its height (Heskestad, SFPE Handbook). */
static void find_jet(const struct sibu_layer *layer, uint32_t block, struct jet *jet)
{
    const struct sibu_blocks *blocks = layer->def.blocks;
    jet->blocks[0] = block;
    jet->count = 1;
    for (size_t i = 0; i < jet->count; i++) {
        uint32_t from = jet->blocks[i];
        for (uint32_t k = blocks->first_end[from]; k < blocks->first_end[from + 1] && jet->count < JET_MAX; k++) {
            if (joins(layer, jet, blocks->ends[k])) {
                jet->blocks[jet->count++] = blocks->ends[k].other;
            }
        }
    }
}

static double depth_over(const struct sibu_layer *layer, const struct jet *jet)
{
    double volume_m3 = 0.0, area_m2 = 0.0;
    for (size_t i = 0; i < jet->count; i++) {
        volume_m3 += layer->current.cells[jet->blocks[i]].has[STUFF_VOLUME];
        area_m2 += (double)layer->def.blocks->blocks[jet->blocks[i]].area_m2;
    }
    return volume_m3 / area_m2;
}

/* What a fire adds in a part of a step. */
static void burn(struct sibu_layer *layer, const struct sibu_layer_fire *source, double from_s, double part_s)
{
    const struct sibu_fire *fire = &source->fire;
    double mj = sibu_fire_mj(fire, from_s + part_s - source->lit_s) - sibu_fire_mj(fire, from_s - source->lit_s);
    if (source->block == SIBU_NONE || layer->def.blocks->blocks[source->block].is_open || !(mj > 0.0)) {
        return;
    }
    struct jet jet;
    find_jet(layer, source->block, &jet);
    double above = layer->def.ceiling_m - depth_over(layer, &jet), kw = mj * 1000.0 / part_s;
    double drawn_kg = sibu_fire_plume_kg_per_s(kw, above) * part_s, burnt_kg = mj / fire->combustion_mj_per_kg;
    double gives[STUFFS] = {[STUFF_VOLUME] = (drawn_kg + burnt_kg) / AIR_KG_PER_M3,
                            [STUFF_HEAT] = CONVECTIVE * mj * 1000.0,
                            [STUFF_SOOT] = burnt_kg * fire->soot_yield,
                            [STUFF_MONOXIDE] = burnt_kg * fire->carbon_monoxide_yield,
                            [STUFF_DIOXIDE] = burnt_kg * fire->carbon_dioxide_yield,
                            [STUFF_OXYGEN_USED] = mj * OXYGEN_KG_PER_MJ};
    for (int stuff = 0; stuff < STUFFS; stuff++) {
        gives[stuff] /= (double)jet.count;
    }
    for (size_t i = 0; i < jet.count; i++) {
        current_add(&layer->current, jet.blocks[i], gives);
    }
}

static enum sibu_status check_fire(const struct sibu_layer *layer, const struct sibu_layer_fire *source,
                                   struct sibu_fault *fault)
{
    if (!isfinite(source->lit_s) || (source->block != SIBU_NONE && source->block >= layer->def.blocks->count)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "fire", "起火的地点或时刻无效",
                              "the place or the time of a fire is not valid");
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
    weigh(layer);
    unsigned parts = current_parts(&layer->current, step_s);
    double part_s = step_s / (double)parts;
    for (unsigned part = 0; part < parts; part++) {
        for (size_t i = 0; i < count; i++) {
            burn(layer, &fires[i], layer->time_s + (double)part * part_s, part_s);
        }
        weigh(layer);
        current_flow(&layer->current, part_s);
        cool(layer, part_s);
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

void sibu_layer_air(const struct sibu_layer *layer, uint32_t block, double up_m, struct sibu_air *air)
{
    const double *has = layer->current.cells[block].has;
    *air = sibu_air_clean();
    if (up_m < layer->def.ceiling_m - sibu_layer_depth_m(layer, block) || !(has[STUFF_VOLUME] > THINNEST_M)) {
        return;
    }
    double oxygen = percent_of(has[STUFF_OXYGEN_USED], has[STUFF_VOLUME], MOLAR_OXYGEN);
    air->extinction_per_m = sibu_smoke_extinction(has[STUFF_SOOT] / has[STUFF_VOLUME]);
    air->carbon_monoxide_ppm = 1e4 * percent_of(has[STUFF_MONOXIDE], has[STUFF_VOLUME], MOLAR_CARBON_MONOXIDE);
    air->carbon_dioxide_percent = percent_of(has[STUFF_DIOXIDE], has[STUFF_VOLUME], MOLAR_CARBON_DIOXIDE);
    air->oxygen_percent = oxygen < air->oxygen_percent ? air->oxygen_percent - oxygen : 0.0;
    air->temperature_c += warmth_at(layer, block);
}

double sibu_layer_depth_m(const struct sibu_layer *layer, uint32_t block)
{
    return current_depth_m(&layer->current, block);
}

double sibu_layer_soot_kg(const struct sibu_layer *layer)
{
    return current_sum(&layer->current, STUFF_SOOT);
}

double sibu_layer_vented_kg(const struct sibu_layer *layer)
{
    return layer->current.gone[STUFF_SOOT];
}
