/* A drill's fields, stepped. See sibu/field.h.
 *
 * Depends on: hazard/block.h, the models of engine/hazard. All that is drawn is in the law; what unfolds is
 * told. What has been told is kept, so that the fields can be reckoned anew when the first place turns out to be another.
 */
#include "sibu/field.h"

#include <float.h>
#include <math.h>

#include "hazard/block.h"
#include "sibu/blast.h"
#include "sibu/flood.h"
#include "sibu/hash.h"
#include "sibu/indoor.h"
#include "sibu/layer.h"
#include "sibu/memory.h"
#include "sibu/plume.h"
#include "sibu/random.h"

#define PART_S 1.0 /* smoke and water are stepped in */
#define PUFF_S 2.5 /* of a release outdoors */
#define CEILING_M 3.0 /* as sibu_layer_default has it */
#define COMBUSTION_MJ_PER_KG 25.0 /* between wood and plastics */
#define BURNS_ON_S 7200.0 /* at its peak: longer than a drill */
#define RADIANT 0.3 /* the share of a fire's heat that is radiated (SFPE Handbook: 0.2 to 0.4) */
#define NEAREST_M 1.0
#define PI 3.14159265358979323846
#define NEAR_M 25.0 /* where nothing spreads, the threat falls to 1/e over this way */
#define NEAR_SPREADING_M 10.0 /* where something does */
#define NEAR_MOST 30.0 /* so many times that: nothing */
#define SMOKE_HIGH_M 2.5
#define SMOKE_LOW_M 1.5
#define SMOKE_THIN_PER_M 0.1 /* one sees 30 m through it: no threat */
#define HEAT_KW_PER_M2 2.5 /* bearable for minutes (ISO 13571) */
#define WATER_M 0.5
#define AEGL_FAINT 0.1
#define EXIT_ASIDE_M 0.5
#define PUFFS 1024u

struct source {
    struct sibu_field_place place;
    uint32_t block; /* where it is, or near; SIBU_NONE: nowhere near */
    double since_s;
};
struct turn {
    double time_s, from_deg;
};
struct sibu_field {
    struct sibu_field_def def;
    struct source sources[SIBU_FIELD_SOURCES_MAX];
    struct turn turns[SIBU_FIELD_SOURCES_MAX];
    uint32_t source_count, turn_count;
    double time_s, early_s; /* early_s: on the layer's clock, T0 */
    struct sibu_wind wind;
    struct sibu_layer *layer; /* these four: NULL where the law has none of it */
    struct sibu_indoor *indoor;
    struct sibu_flood *flood;
    struct sibu_plume *plume;
    float *far_m; /* by source and exit: how far it is on foot; FLT_MAX: not on the same floor, or no way */
    float *ways_m; /* by block, and `queue` twice that: for measuring */
    uint32_t *queue;
    uint32_t *inside; /* by exit: the block before it */
    double *threat; /* by exit */
};

/* The wind comes from the bearing, so it blows the other way. */
static struct sibu_wind wind_of(double m_per_s, double from_deg)
{
    double sine, cosine, speed = m_per_s > SIBU_WIND_LEAST ? m_per_s : SIBU_WIND_LEAST;
    sibu_sincos(from_deg * PI / 180.0, &sine, &cosine);
    return (struct sibu_wind){
        .speed_m_per_s = speed, .to_x = -sine, .to_y = -cosine, .stability = sibu_stability_of(speed, SIBU_SKY_CLOUD)};
}

/* Where somebody can get there from a source: the way between their blocks, at least as far as it is straight. */
static void measure(struct sibu_field *field, uint32_t source)
{
    const uint32_t exits = field->def.site->exit_count;
    const struct source *from = &field->sources[source];
    if (from->block != SIBU_NONE) {
        block_ways(field->def.blocks, from->block, field->ways_m, field->queue);
    }
    for (uint32_t exit = 0; exit < exits; exit++) {
        const struct sibu_line *line = &field->def.site->exits[exit].line;
        double dx = (line->points[0].x + line->points[line->count - 1].x) * 0.5 - from->place.x_m;
        double dy = (line->points[0].y + line->points[line->count - 1].y) * 0.5 - from->place.y_m;
        float straight_m = (float)sqrt(dx * dx + dy * dy), way_m = FLT_MAX;
        if (from->block != SIBU_NONE && field->inside[exit] != SIBU_NONE) {
            way_m = field->ways_m[field->inside[exit]];
        }
        field->far_m[source * exits + exit] = way_m > straight_m ? way_m : straight_m;
    }
}

static void put_source(struct sibu_field *field, uint32_t index, const struct sibu_field_place *place, double since_s)
{
    field->sources[index] =
        (struct source){.place = *place,
                        .block = block_near(field->def.blocks, place->floor, place->x_m, place->y_m),
                        .since_s = since_s};
    measure(field, index);
}

/* How much a block looks like the inside of an exit: a roof counts for more than a zone. */
static int insideness(const struct sibu_field *field, uint32_t block)
{
    const struct block *at = block == SIBU_NONE ? NULL : &field->def.blocks->blocks[block];
    return at ? 1 + (at->zone != SIBU_NONE) + 2 * !at->is_open : 0;
}

/* The block before an exit: one of the two to both sides of its middle. */
static uint32_t find_inside(const struct sibu_field *field, uint32_t exit)
{
    const struct sibu_exit *at = &field->def.site->exits[exit];
    struct sibu_point a = at->line.points[0], b = at->line.points[at->line.count - 1];
    double dx = b.x - a.x, dy = b.y - a.y, length = sqrt(dx * dx + dy * dy);
    uint32_t found = SIBU_NONE;
    for (int side = -1; side <= 1 && length > 0.0; side += 2) {
        uint32_t block =
            sibu_blocks_at(field->def.blocks, at->floor, (a.x + b.x) * 0.5 - side * dy / length * EXIT_ASIDE_M,
                           (a.y + b.y) * 0.5 + side * dx / length * EXIT_ASIDE_M);
        found = insideness(field, block) > insideness(field, found) ? block : found;
    }
    return found;
}

static enum sibu_status open_models(struct sibu_field *field, struct sibu_fault *fault)
{
    const struct sibu_field_law *law = &field->def.law;
    enum sibu_status status = SIBU_OK;
    if (law->growth_kw_per_s2 > 0.0) {
        struct sibu_layer_def layer = sibu_layer_default(field->def.blocks);
        status = sibu_layer_open(&field->layer, &layer, fault);
    }
    if (status == SIBU_OK && law->release_kg_per_s > 0.0) {
        struct sibu_indoor_def indoor = sibu_indoor_default(field->def.blocks);
        indoor.changes_per_h *= law->airing_share;
        field->plume = sibu_plume_open(PUFFS);
        status = field->plume ? sibu_indoor_open(&field->indoor, &indoor, fault)
                              : sibu_fault_set(fault, SIBU_NO_MEMORY, "plume", "内存不足", "out of memory");
    }
    if (status == SIBU_OK && law->water_m3_per_s > 0.0) {
        status = sibu_flood_open(&field->flood, field->def.blocks, fault);
    }
    return status;
}

static struct sibu_fire fire_of(const struct sibu_field_law *law)
{
    struct sibu_fire fire = sibu_fire_default();
    fire.growth_kw_per_s2 = law->growth_kw_per_s2;
    fire.peak_kw = law->peak_kw;
    fire.peak_s = BURNS_ON_S;
    fire.combustion_mj_per_kg = COMBUSTION_MJ_PER_KG;
    fire.soot_yield = law->soot_yield;
    fire.carbon_monoxide_yield = law->carbon_monoxide_yield;
    return fire;
}

/* When a source was lit, s since T0: the first had burned before it was found. */
static double lit_s(const struct sibu_field *field, uint32_t source)
{
    return source == 0 ? -field->def.law.burning_s : field->sources[source].since_s;
}

/* Steps the smoke; on its own clock T0 is early_s. */
static void step_smoke(struct sibu_field *field, double for_s)
{
    struct sibu_layer_fire fires[SIBU_FIELD_SOURCES_MAX];
    struct sibu_fault ignored; /* the law was checked when the field was opened */
    for (uint32_t i = 0; i < field->source_count; i++) {
        fires[i] = (struct sibu_layer_fire){.fire = fire_of(&field->def.law),
                                            .block = field->sources[i].block,
                                            .lit_s = field->early_s + lit_s(field, i)};
    }
    for (double done = 0.0; field->layer && done < for_s; done += PART_S) {
        if (sibu_layer_step(field->layer, fires, field->source_count, PART_S, &ignored) != SIBU_OK) {
            return;
        }
    }
}

/* How long a release goes on within a part of a step that begins then, s. */
static double flows_s(const struct sibu_field *field, const struct source *source, double begins_s)
{
    double from = source->since_s > begins_s ? source->since_s : begins_s;
    double until = source->since_s + field->def.law.release_s, end = begins_s + PUFF_S;
    until = until < end ? until : end;
    return until > from ? until - from : 0.0;
}

static void release(struct sibu_field *field, const struct source *source, double begins_s)
{
    double kg = flows_s(field, source, begins_s) * field->def.law.release_kg_per_s;
    const double place[3] = {source->place.x_m, source->place.y_m, field->def.law.height_m};
    if (!(kg > 0.0) || source->block == SIBU_NONE) {
        return;
    }
    if (field->def.blocks->blocks[source->block].is_open) {
        sibu_plume_flow(field->plume, &field->wind, place, kg / PUFF_S, PUFF_S);
    } else {
        sibu_indoor_release(field->indoor, source->block, kg);
    }
}

static void step_gas(struct sibu_field *field)
{
    for (double done = 0.0; done < SIBU_FIELD_STEP_S; done += PUFF_S) {
        sibu_plume_step(field->plume, &field->wind, PUFF_S);
        for (uint32_t i = 0; i < field->source_count; i++) {
            release(field, &field->sources[i], field->time_s + done);
        }
    }
    sibu_indoor_step(field->indoor, SIBU_FIELD_STEP_S);
}

static void step_water(struct sibu_field *field)
{
    for (double done = 0.0; done < SIBU_FIELD_STEP_S; done += PART_S) {
        for (uint32_t i = 0; i < field->source_count; i++) {
            if (field->sources[i].block != SIBU_NONE) {
                sibu_flood_pour(field->flood, field->sources[i].block, field->def.law.water_m3_per_s * PART_S);
            }
        }
        sibu_flood_step(field->flood, PART_S);
    }
}

/* Heat that falls on a place from a fire that can be seen from there: as from a point. */
static double heat_at(const struct sibu_field *field, const struct block *block)
{
    const struct sibu_fire fire = fire_of(&field->def.law);
    double sum = 0.0;
    for (uint32_t i = 0; i < field->source_count && field->layer; i++) {
        const struct source *source = &field->sources[i];
        const struct block *from = source->block == SIBU_NONE ? NULL : &field->def.blocks->blocks[source->block];
        if (from && from->room == block->room) {
            double dx = (double)block->x - source->place.x_m, dy = (double)block->y - source->place.y_m;
            double square = dx * dx + dy * dy;
            square = square > NEAREST_M * NEAREST_M ? square : NEAREST_M * NEAREST_M;
            sum += RADIANT * sibu_fire_kw(&fire, field->time_s - lit_s(field, i)) / (4.0 * PI * square);
        }
    }
    return sum;
}

static double ppm_at(const struct sibu_field *field, uint32_t index)
{
    const struct block *block = &field->def.blocks->blocks[index];
    const double place[3] = {(double)block->x, (double)block->y, SIBU_FIELD_HEAD_M};
    double kg_per_m3 =
        block->is_open ? sibu_plume_at(field->plume, place) : sibu_indoor_kg_per_m3(field->indoor, index);
    return sibu_gas_ppm(kg_per_m3, sibu_substance_facts(field->def.law.substance)->molar_g_per_mol);
}

static double kpa_at(const struct sibu_field *field, const struct block *block)
{
    double most = 0.0;
    for (uint32_t i = 0; i < field->source_count; i++) {
        const struct source *source = &field->sources[i];
        double dx = (double)block->x - source->place.x_m, dy = (double)block->y - source->place.y_m;
        double here = source->place.floor == block->floor
                          ? sibu_blast_kpa(field->def.law.blast_mj, sqrt(dx * dx + dy * dy))
                          : 0.0;
        most = here > most ? here : most;
    }
    return most;
}

/* The smoke there: how much is free below it, and the air at head height. */
static void look_at_smoke(const struct sibu_field *field, uint32_t block, struct sibu_field_here *out,
                          struct sibu_air *air)
{
    struct sibu_air above;
    sibu_layer_air(field->layer, block, CEILING_M, &above);
    sibu_layer_air(field->layer, block, SIBU_FIELD_HEAD_M, air);
    out->extinction_per_m = air->extinction_per_m;
    if (above.extinction_per_m > SMOKE_THIN_PER_M) {
        double depth_m = sibu_layer_depth_m(field->layer, block);
        out->smoke_free_m = depth_m < CEILING_M ? CEILING_M - depth_m : 0.0;
    }
}

void sibu_field_here(const struct sibu_field *field, uint32_t block, struct sibu_field_here *out, struct sibu_air *air)
{
    const struct block *at = &field->def.blocks->blocks[block];
    struct sibu_air breathed = sibu_air_clean();
    *out = (struct sibu_field_here){.smoke_free_m = HUGE_VAL, .kw_per_m2 = heat_at(field, at)};
    if (field->layer) {
        look_at_smoke(field, block, out, &breathed);
    }
    out->ppm = field->plume ? ppm_at(field, block) : 0.0;
    out->kpa = field->def.law.blast_mj > 0.0 ? kpa_at(field, at) : 0.0;
    out->water_m = field->flood ? sibu_flood_depth_m(field->flood, block) : 0.0;
    if (air) {
        *air = breathed;
        air->radiation_kw_per_m2 = out->kw_per_m2;
        air->toxic_per_s = field->plume ? sibu_substance_load_per_s(field->def.law.substance, out->ppm) : 0.0;
        air->water_m = out->water_m;
    }
}

static double within(double value)
{
    return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static double of_gas(const struct sibu_field *field, double ppm)
{
    const struct sibu_substance_facts *facts = sibu_substance_facts(field->def.law.substance);
    double faint = AEGL_FAINT * facts->aegl2_ppm;
    return ppm > faint ? within(sibu_log(ppm / faint) / sibu_log(facts->aegl3_ppm / faint)) : 0.0;
}

static double of_nearness(const struct sibu_field *field, uint32_t exit)
{
    _Bool spreads = field->layer || field->plume || field->flood || field->def.law.blast_mj > 0.0;
    double scale = spreads ? NEAR_SPREADING_M : NEAR_M, most = 0.0;
    for (uint32_t i = 0; i < field->source_count; i++) {
        double far_m = (double)field->far_m[i * field->def.site->exit_count + exit];
        most = far_m < NEAR_MOST * scale ? greater(most, sibu_exp(-far_m / scale)) : most;
    }
    return most;
}

static double threat_of(const struct sibu_field *field, uint32_t exit)
{
    struct sibu_field_here here;
    double near = of_nearness(field, exit);
    if (field->inside[exit] == SIBU_NONE) {
        return near;
    }
    sibu_field_here(field, field->inside[exit], &here, NULL);
    double smoke = within((SMOKE_HIGH_M - here.smoke_free_m) / (SMOKE_HIGH_M - SMOKE_LOW_M));
    double blast = within((here.kpa - SIBU_BLAST_FROM_KPA[SIBU_BLAST_GLASS]) /
                          (SIBU_BLAST_FROM_KPA[SIBU_BLAST_COLLAPSE] - SIBU_BLAST_FROM_KPA[SIBU_BLAST_GLASS]));
    double most = greater(greater(near, smoke), greater(within(here.kw_per_m2 / HEAT_KW_PER_M2), blast));
    most = field->plume ? greater(most, of_gas(field, here.ppm)) : most;
    return greater(most, within(here.water_m / WATER_M));
}

static void judge(struct sibu_field *field)
{
    for (uint32_t exit = 0; exit < field->def.site->exit_count; exit++) {
        field->threat[exit] = threat_of(field, exit);
    }
}

static void reset_models(struct sibu_field *field)
{
    if (field->layer) {
        sibu_layer_reset(field->layer);
    }
    if (field->plume) {
        sibu_plume_reset(field->plume);
        sibu_indoor_reset(field->indoor);
    }
    if (field->flood) {
        sibu_flood_reset(field->flood);
    }
}

/* At T0, with the first source where it is: what burned before is already under the ceiling. */
static void begin(struct sibu_field *field)
{
    uint32_t sources = field->source_count;
    field->time_s = 0.0;
    field->wind = wind_of(field->def.law.wind_m_per_s, field->def.law.wind_from_deg);
    field->early_s = ceil(field->def.law.burning_s / PART_S) * PART_S;
    field->source_count = 1; /* the others came later */
    if (field->layer) {
        step_smoke(field, field->early_s);
    }
    field->source_count = sources;
}

enum sibu_status sibu_field_open(struct sibu_field **out, const struct sibu_field_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    const struct sibu_site *site = def->site;
    if (def->origin.zone >= site->zone_count || def->origin.floor >= site->floor_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, site->id, "事发地点不在场地内",
                              "the place where it broke out is not in the site");
    }
    struct sibu_field *field = sibu_array_new(1, sizeof *field);
    if (field) {
        field->def = *def;
        field->ways_m = sibu_array_new(def->blocks->count + 1, sizeof *field->ways_m);
        field->queue = sibu_array_new(2 * def->blocks->count + 1, sizeof *field->queue);
        field->far_m = sibu_array_new((size_t)SIBU_FIELD_SOURCES_MAX * site->exit_count + 1, sizeof *field->far_m);
        field->inside = sibu_array_new((size_t)site->exit_count + 1, sizeof *field->inside);
        field->threat = sibu_array_new((size_t)site->exit_count + 1, sizeof *field->threat);
    }
    if (!field || !field->ways_m || !field->queue || !field->far_m || !field->inside || !field->threat) {
        sibu_field_close(field);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足", "out of memory");
    }
    for (uint32_t exit = 0; exit < site->exit_count; exit++) {
        field->inside[exit] = find_inside(field, exit);
    }
    put_source(field, field->source_count++, &def->origin, 0.0);
    enum sibu_status status = open_models(field, fault);
    if (status != SIBU_OK) {
        sibu_field_close(field);
        return status;
    }
    begin(field);
    judge(field);
    *out = field;
    return SIBU_OK;
}

void sibu_field_close(struct sibu_field *field)
{
    if (field) {
        sibu_layer_close(field->layer);
        sibu_indoor_close(field->indoor);
        sibu_flood_close(field->flood);
        sibu_plume_close(field->plume);
        sibu_array_free(field->ways_m);
        sibu_array_free(field->queue);
        sibu_array_free(field->far_m);
        sibu_array_free(field->inside);
        sibu_array_free(field->threat);
        sibu_array_free(field);
    }
}

static void advance(struct sibu_field *field)
{
    if (field->layer) {
        step_smoke(field, SIBU_FIELD_STEP_S);
    }
    if (field->plume) {
        step_gas(field);
    }
    if (field->flood) {
        step_water(field);
    }
    field->time_s += SIBU_FIELD_STEP_S;
}

void sibu_field_step(struct sibu_field *field)
{
    advance(field);
    judge(field);
}

double sibu_field_time_s(const struct sibu_field *field)
{
    return field->time_s;
}

void sibu_field_add(struct sibu_field *field, const struct sibu_field_place *place)
{
    if (field->source_count < SIBU_FIELD_SOURCES_MAX) {
        put_source(field, field->source_count++, place, field->time_s);
        judge(field);
    }
}

void sibu_field_turn(struct sibu_field *field, double wind_from_deg)
{
    if (field->turn_count < SIBU_FIELD_SOURCES_MAX) {
        field->turns[field->turn_count++] = (struct turn){.time_s = field->time_s, .from_deg = wind_from_deg};
        field->wind = wind_of(field->def.law.wind_m_per_s, wind_from_deg);
        judge(field);
    }
}

/* Steps to a time again, as it went the first time: a turn or a source counts from the step on that began when it came. */
static void repeat(struct sibu_field *field, double until_s)
{
    uint32_t sources = field->source_count, turn = 0;
    field->source_count = 1;
    while (field->time_s < until_s) {
        while (field->source_count < sources && field->sources[field->source_count].since_s <= field->time_s) {
            field->source_count++;
        }
        for (; turn < field->turn_count && field->turns[turn].time_s <= field->time_s; turn++) {
            field->wind = wind_of(field->def.law.wind_m_per_s, field->turns[turn].from_deg);
        }
        advance(field);
    }
    field->source_count = sources;
    if (field->turn_count > 0) {
        field->wind = wind_of(field->def.law.wind_m_per_s, field->turns[field->turn_count - 1].from_deg);
    }
}

void sibu_field_move(struct sibu_field *field, const struct sibu_field_place *place)
{
    double until_s = field->time_s;
    put_source(field, 0, place, 0.0);
    reset_models(field);
    begin(field);
    repeat(field, until_s);
    judge(field);
}

uint32_t sibu_field_sources(const struct sibu_field *field)
{
    return field->source_count;
}

const struct sibu_field_place *sibu_field_source(const struct sibu_field *field, uint32_t index)
{
    return &field->sources[index].place;
}

double sibu_field_threat(const struct sibu_field *field, uint32_t exit)
{
    return field->threat[exit];
}

uint32_t sibu_field_exit_block(const struct sibu_field *field, uint32_t exit)
{
    return field->inside[exit];
}

void sibu_field_digest(const struct sibu_field *field, uint8_t out[32])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu field v1");
    sibu_hash_field(&hash, &field->time_s, sizeof field->time_s);
    for (uint32_t block = 0; block < field->def.blocks->count; block++) {
        struct sibu_field_here here;
        sibu_field_here(field, block, &here, NULL);
        const double values[] = {here.extinction_per_m, here.smoke_free_m, here.kw_per_m2, here.ppm, here.kpa,
                                 here.water_m};
        sibu_hash_field(&hash, values, sizeof values);
    }
    sibu_hash_done(&hash, out);
}
