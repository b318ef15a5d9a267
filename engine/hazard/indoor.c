/* A gas in rooms. See sibu/indoor.h.
 *
 * Depends on: hazard/block.h. All blocks that have gas are in a list, in the order in which it reached them. A part of a
 * step takes from one block exactly what it gives to the other, so nothing is lost but by rounding. Parts are as short as
 * the blocks in the list want it: a corner where air comes in and out fast costs nothing until gas is there.
 */
#include "sibu/indoor.h"

#include <math.h>
#include <string.h>

#include "hazard/block.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define SECONDS_PER_H 3600.0
#define SHARE_MAX 0.2 /* of what a block has, that leaves it over all its links in a part of a step */
#define LEAST_KG 1e-12 /* so little does not go further */

struct sibu_indoor {
    struct sibu_indoor_def def;
    double *kg, *gets; /* by block */
    uint8_t *listed;
    uint32_t *list;
    size_t list_count;
    double aired_kg;
    double *loss_per_s; /* by block: what it gives away to all its neighbours, as a share of what it has */
    double fastest_per_s; /* the most of them in the list */
};

struct sibu_indoor_def sibu_indoor_default(const struct sibu_blocks *blocks)
{
    return (struct sibu_indoor_def){
        .blocks = blocks, .ceiling_m = 3.0, .door_m = 2.0, .eddy_m2_per_s = 0.2, .changes_per_h = 3.0};
}

static enum sibu_status check(const struct sibu_indoor_def *def, struct sibu_fault *fault)
{
    if (!(def->ceiling_m >= 2.0 && def->ceiling_m <= 50.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "ceiling_m", "层高 %g 米不在 [2, 50] 之内",
                              "a ceiling at %g m is not in [2, 50]", def->ceiling_m);
    }
    if (!(def->door_m >= 1.0 && def->door_m <= def->ceiling_m)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "door_m", "门高 %g 米不在 [1, %g] 之内",
                              "doors of %g m are not in [1, %g]", def->door_m, def->ceiling_m);
    }
    if (!(def->eddy_m2_per_s > 0.0 && def->eddy_m2_per_s <= 10.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "eddy_m2_per_s", "涡流扩散系数 %g 平方米每秒不在 (0, 10] 之内",
                              "eddies that spread %g m2/s are not in (0, 10]", def->eddy_m2_per_s);
    }
    if (!(def->changes_per_h >= 0.0 && def->changes_per_h <= 100.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "changes_per_h", "每小时换气 %g 次不在 [0, 100] 之内",
                              "%g changes of air an hour are not in [0, 100]", def->changes_per_h);
    }
    return SIBU_OK;
}

static double volume_m3(const struct sibu_indoor *indoor, uint32_t block)
{
    return (double)indoor->def.blocks->blocks[block].area_m2 * indoor->def.ceiling_m;
}

/* Air that a link exchanges, m3/s. */
static double exchange(const struct sibu_indoor *indoor, const struct block_link *link)
{
    double height_m = link->is_door ? indoor->def.door_m : indoor->def.ceiling_m;
    return indoor->def.eddy_m2_per_s * (double)link->width_m * height_m / (double)link->distance_m;
}

static void find_loss(struct sibu_indoor *indoor)
{
    const struct sibu_blocks *blocks = indoor->def.blocks;
    for (uint32_t block = 0; block < blocks->count; block++) {
        double sum = 0.0;
        for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
            sum += exchange(indoor, &blocks->links[blocks->ends[k].link]);
        }
        indoor->loss_per_s[block] = sum / volume_m3(indoor, block);
    }
}

enum sibu_status sibu_indoor_open(struct sibu_indoor **out, const struct sibu_indoor_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = check(def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const size_t count = def->blocks->count;
    struct sibu_indoor *indoor = sibu_array_new(1, sizeof *indoor);
    if (indoor) {
        indoor->def = *def;
        indoor->kg = sibu_array_new(count + 1, sizeof *indoor->kg);
        indoor->gets = sibu_array_new(count + 1, sizeof *indoor->gets);
        indoor->listed = sibu_array_new(count + 1, 1);
        indoor->list = sibu_array_new(count + 1, sizeof *indoor->list);
        indoor->loss_per_s = sibu_array_new(count + 1, sizeof *indoor->loss_per_s);
    }
    if (!indoor || !indoor->kg || !indoor->gets || !indoor->listed || !indoor->list || !indoor->loss_per_s) {
        sibu_indoor_close(indoor);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "indoor", "内存不足，无法计算室内气体",
                              "no memory left for the gas in rooms");
    }
    find_loss(indoor);
    *out = indoor;
    return SIBU_OK;
}

void sibu_indoor_close(struct sibu_indoor *indoor)
{
    if (indoor) {
        sibu_array_free(indoor->kg);
        sibu_array_free(indoor->gets);
        sibu_array_free(indoor->listed);
        sibu_array_free(indoor->list);
        sibu_array_free(indoor->loss_per_s);
        sibu_array_free(indoor);
    }
}

void sibu_indoor_reset(struct sibu_indoor *indoor)
{
    const size_t count = indoor->def.blocks->count;
    memset(indoor->kg, 0, count * sizeof *indoor->kg);
    memset(indoor->listed, 0, count);
    indoor->list_count = 0;
    indoor->fastest_per_s = 0.0;
    indoor->aired_kg = 0.0;
}

static void enlist(struct sibu_indoor *indoor, uint32_t block)
{
    if (!indoor->listed[block]) {
        indoor->listed[block] = 1;
        indoor->list[indoor->list_count++] = block;
        double loss = indoor->loss_per_s[block];
        indoor->fastest_per_s = loss > indoor->fastest_per_s ? loss : indoor->fastest_per_s;
    }
}

void sibu_indoor_release(struct sibu_indoor *indoor, uint32_t block, double kg)
{
    if (indoor->def.blocks->blocks[block].is_open) {
        indoor->aired_kg += kg;
    } else {
        indoor->kg[block] += kg;
        enlist(indoor, block);
    }
}

/* From one block to another, by what each has; it goes both ways, and the difference is what counts. */
static void mix(struct sibu_indoor *indoor, uint32_t from, uint32_t to, double air_m3)
{
    double kg = indoor->kg[from] / volume_m3(indoor, from) * air_m3;
    if (!(kg > LEAST_KG)) {
        return;
    }
    indoor->gets[from] -= kg;
    if (indoor->def.blocks->blocks[to].is_open) {
        indoor->aired_kg += kg;
    } else {
        indoor->gets[to] += kg;
        enlist(indoor, to);
    }
}

static void step_part(struct sibu_indoor *indoor, double part_s)
{
    const struct sibu_blocks *blocks = indoor->def.blocks;
    double aired = 1.0 - sibu_exp(-indoor->def.changes_per_h / SECONDS_PER_H * part_s);
    for (size_t i = 0, count = indoor->list_count; i < count; i++) {
        uint32_t block = indoor->list[i];
        for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
            struct block_end end = blocks->ends[k];
            mix(indoor, block, end.other, exchange(indoor, &blocks->links[end.link]) * part_s);
        }
    }
    for (size_t i = 0; i < indoor->list_count; i++) {
        uint32_t block = indoor->list[i];
        double kg = indoor->kg[block] + indoor->gets[block];
        indoor->gets[block] = 0.0;
        indoor->aired_kg += kg * aired;
        indoor->kg[block] = kg - kg * aired;
    }
}

/* Gas that reaches a block within a part can leave it in the next one only, so what that block wants is known by then. */
void sibu_indoor_step(struct sibu_indoor *indoor, double step_s)
{
    double left_s = step_s;
    while (left_s > 0.0 && indoor->list_count > 0) {
        double parts = ceil(left_s * indoor->fastest_per_s / SHARE_MAX);
        double part_s = parts > 1.0 ? left_s / parts : left_s;
        step_part(indoor, part_s);
        left_s -= part_s;
    }
}

double sibu_indoor_kg_per_m3(const struct sibu_indoor *indoor, uint32_t block)
{
    return indoor->kg[block] / volume_m3(indoor, block);
}

double sibu_indoor_kg(const struct sibu_indoor *indoor)
{
    double sum = 0.0;
    for (size_t i = 0; i < indoor->list_count; i++) {
        sum += indoor->kg[indoor->list[i]];
    }
    return sum;
}

double sibu_indoor_aired_kg(const struct sibu_indoor *indoor)
{
    return indoor->aired_kg;
}
