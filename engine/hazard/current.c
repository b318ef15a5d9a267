/* See hazard/current.h. */
#include "hazard/current.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"

#define FROUDE 1.0 /* no faster than so many times sqrt(2 g' d) */
#define DRAG 0.05 /* of floor or ceiling and of the air beyond, over a depth of the current */
#define DEPTH_LEAST_M 0.02 /* of a current that drags */
#define SHARE_MAX 0.2 /* of what a block has, over one link in one part of a step */
#define SPEED_LEAST 0.5 /* that parts are made for */
#define PARTS_MAX 4096u
#define THINNEST_M 1e-9

enum listing { UNLISTED, LISTED, FILLED };

_Bool current_open(struct current *current, const struct sibu_blocks *blocks, double kept_m)
{
    *current = (struct current){.blocks = blocks, .kept_m = kept_m};
    current->cells = sibu_array_new(blocks->count + 1, sizeof *current->cells);
    current->weight = sibu_array_new(blocks->count + 1, sizeof *current->weight);
    current->speed = sibu_array_new(blocks->link_count + 1, sizeof *current->speed);
    current->listed = sibu_array_new(blocks->count + 1, 1);
    current->list = sibu_array_new(blocks->count + 1, sizeof *current->list);
    return current->cells && current->weight && current->speed && current->listed && current->list;
}

void current_clear(struct current *current)
{
    sibu_array_free(current->cells);
    sibu_array_free(current->weight);
    sibu_array_free(current->speed);
    sibu_array_free(current->listed);
    sibu_array_free(current->list);
    *current = (struct current){0};
}

void current_reset(struct current *current)
{
    memset(current->cells, 0, current->blocks->count * sizeof *current->cells);
    memset(current->speed, 0, current->blocks->link_count * sizeof *current->speed);
    memset(current->listed, 0, current->blocks->count);
    memset(current->gone, 0, sizeof current->gone);
    current->list_count = 0;
}

static void enlist_one(struct current *current, uint32_t block)
{
    if (!current->listed[block]) {
        current->listed[block] = LISTED;
        current->list[current->list_count++] = block;
    }
}

/* A block that has some, and those beside it: it may flow there in the next part. */
static void enlist(struct current *current, uint32_t block)
{
    const struct sibu_blocks *blocks = current->blocks;
    if (current->listed[block] == FILLED) {
        return;
    }
    enlist_one(current, block);
    current->listed[block] = FILLED;
    for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
        enlist_one(current, blocks->ends[k].other);
    }
}

void current_add(struct current *current, uint32_t block, const double gives[CURRENT_STUFFS])
{
    double *has = current->blocks->blocks[block].is_open ? current->gone : current->cells[block].has;
    for (int stuff = 0; stuff < CURRENT_STUFFS; stuff++) {
        has[stuff] += gives[stuff];
    }
    if (has != current->gone) {
        enlist(current, block);
    }
}

/* The depth that can flow over a link: all of it, or what lies above the sill. */
static double free_depth(const struct current *current, uint32_t block, const struct block_link *link)
{
    double depth = current_depth_m(current, block) - (link->is_door ? current->kept_m : 0.0);
    return depth > 0.0 ? depth : 0.0;
}

/* Gives a share of all that is in `from` to `to`, or to the open air. */
static void give(struct current *current, uint32_t from, uint32_t to, double share)
{
    double *gets = current->blocks->blocks[to].is_open ? current->gone : current->cells[to].gets;
    for (int stuff = 0; stuff < CURRENT_STUFFS; stuff++) {
        double part = current->cells[from].has[stuff] * share;
        current->cells[from].gets[stuff] -= part;
        gets[stuff] += part;
    }
}

/* The speed over a link after a part of a step. */
static double driven(const struct current *current, const struct block_link *link, const double depths[2],
                     double part_s, double speed)
{
    _Bool onwards = depths[0] >= depths[1];
    double weight = current->weight[onwards ? link->from : link->to], deeper = onwards ? depths[0] : depths[1];
    double over = deeper > DEPTH_LEAST_M ? deeper : DEPTH_LEAST_M, most = FROUDE * sqrt(2.0 * weight * deeper);
    speed += part_s * weight * (depths[0] - depths[1]) / (double)link->distance_m;
    speed /= 1.0 + part_s * DRAG * fabs(speed) / over;
    return speed > most ? most : speed < -most ? -most : speed;
}

static void flow_over(struct current *current, uint32_t index, double part_s)
{
    const struct block_link *link = &current->blocks->links[index];
    double depths[2] = {free_depth(current, link->from, link), free_depth(current, link->to, link)};
    double *speed = &current->speed[index];
    if (!(depths[0] > THINNEST_M || depths[1] > THINNEST_M)) {
        *speed = 0.0;
        return;
    }
    *speed = driven(current, link, depths, part_s, *speed);
    uint32_t from = *speed > 0.0 ? link->from : link->to;
    double depth = *speed > 0.0 ? depths[0] : depths[1];
    if (!(depth > THINNEST_M)) {
        return;
    }
    double share = fabs(*speed) * part_s * (double)link->width_m / (double)current->blocks->blocks[from].area_m2;
    share = share < SHARE_MAX ? share : SHARE_MAX;
    give(current, from, *speed > 0.0 ? link->to : link->from, share * depth / current_depth_m(current, from));
}

/* Takes over what has flowed. */
static void settle(struct current *current)
{
    for (size_t i = 0, count = current->list_count; i < count; i++) {
        struct current_cell *cell = &current->cells[current->list[i]];
        for (int stuff = 0; stuff < CURRENT_STUFFS; stuff++) {
            cell->has[stuff] += cell->gets[stuff];
            cell->gets[stuff] = 0.0;
        }
        if (cell->has[0] > 0.0) {
            enlist(current, current->list[i]);
        }
    }
}

/* Each link once: from the block that it is written with, for both are in the list where one of them has any. */
void current_flow(struct current *current, double part_s)
{
    const struct sibu_blocks *blocks = current->blocks;
    for (size_t i = 0; i < current->list_count; i++) {
        uint32_t block = current->list[i];
        for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
            if (blocks->ends[k].other > block) {
                flow_over(current, blocks->ends[k].link, part_s);
            }
        }
    }
    settle(current);
}

/* How much of itself a block may lose in a second: over the link by which it loses most. */
static double loss_per_s(const struct current *current, uint32_t block)
{
    const struct sibu_blocks *blocks = current->blocks;
    double fastest = sqrt(2.0 * current->weight[block] * current_depth_m(current, block)), most = 0.0;
    fastest = fastest > SPEED_LEAST ? fastest : SPEED_LEAST;
    for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
        double loss = fastest * (double)blocks->links[blocks->ends[k].link].width_m;
        most = loss > most ? loss : most;
    }
    return most / (double)blocks->blocks[block].area_m2;
}

unsigned current_parts(const struct current *current, double step_s)
{
    double most = 0.0;
    for (size_t i = 0; i < current->list_count; i++) {
        double loss = loss_per_s(current, current->list[i]);
        most = loss > most ? loss : most;
    }
    double parts = ceil(step_s * most / SHARE_MAX);
    return parts < 1.0 ? 1 : parts < (double)PARTS_MAX ? (unsigned)parts : PARTS_MAX;
}

double current_sum(const struct current *current, int stuff)
{
    double sum = 0.0;
    for (size_t i = 0; i < current->list_count; i++) {
        sum += current->cells[current->list[i]].has[stuff];
    }
    return sum;
}
