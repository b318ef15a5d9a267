/* What a world refuses before its first step, each with one clear sentence.
 *
 * Depends on: world/world_state.h, crowd/phase.h. One thread.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "crowd/phase.h"
#include "world/world_state.h"

#define PEOPLE_MAX 1000000u
#define THREADS_MAX 64u

static void person_place(char place[240], const struct sibu_world_def *def, size_t i)
{
    (void)snprintf(place, 240, "%s: person %u", def->site->id, (unsigned)def->people[i].id);
}

static enum sibu_status check_body(const struct sibu_person_def *person, const char *place, struct sibu_fault *fault)
{
    if (!(person->radius_m >= 0.1 && person->radius_m <= 0.4)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "身体半径 %g 米不在 [0.1, 0.4] 之内",
                              "the body radius of %g m is not in [0.1, 0.4]", person->radius_m);
    }
    if (!(person->down_m_per_s >= 0.0 && person->down_m_per_s <= 3.0 && person->up_m_per_s >= 0.0 &&
          person->up_m_per_s <= 3.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "楼梯上的速度 %g 或 %g 米/秒不在 (0, 3] 之内",
                              "the speed on stairs of %g or %g m/s is not in (0, 3]", person->down_m_per_s,
                              person->up_m_per_s);
    }
    return SIBU_OK;
}

static enum sibu_status check_numbers(const struct sibu_world_def *def, size_t i, struct sibu_fault *fault)
{
    const struct sibu_person_def *person = &def->people[i];
    char place[240];
    person_place(place, def, i);
    if (person->id == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "编号必须从 1 起", "the number must be at least 1");
    }
    if (person->floor >= def->site->floor_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "没有第 %u 号楼层（共 %u 层）",
                              "there is no floor number %u (the site has %u)", (unsigned)person->floor,
                              (unsigned)def->site->floor_count);
    }
    if (!(person->speed_m_per_s > 0.0 && person->speed_m_per_s <= 3.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "步行速度 %g 米/秒不在 (0, 3] 之内",
                              "the walking speed of %g m/s is not in (0, 3]", person->speed_m_per_s);
    }
    if (isnan(person->premovement_s) || !isfinite(person->x_m) || !isfinite(person->y_m)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "坐标或响应时间不是有效数字",
                              "the place or the pre-movement time is not a number");
    }
    return check_body(person, place, fault);
}

/* What a person refers to by number. */
static enum sibu_status check_indexes(const struct sibu_world_def *def, size_t i, struct sibu_fault *fault)
{
    const struct sibu_person_def *person = &def->people[i];
    uint32_t goals = def->goal == SIBU_GOAL_MUSTER ? def->site->muster_count : def->site->exit_count;
    char place[240];
    person_place(place, def, i);
    if (person->goal > goals) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "没有第 %u 个出口或集合点（共 %u 个）",
                              "there is no exit or muster area number %u (the site has %u)", (unsigned)person->goal,
                              (unsigned)goals);
    }
    if (person->sweeps > def->site->zone_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "没有第 %u 个区域可供清查",
                              "there is no zone number %u to sweep", (unsigned)person->sweeps);
    }
    if (person->helps > def->people_count || person->helps == i + 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "不能帮助第 %u 人", "cannot help person number %u",
                              (unsigned)person->helps);
    }
    if (person->sweeps > 0 && (person->helps > 0 || person->group > 0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "清查区域的人最后离开，不能同时帮助别人或属于一个小组",
                              "who sweeps a zone leaves last: they cannot help somebody or be in a group as well");
    }
    return SIBU_OK;
}

/* Nobody may help somebody who, over others, helps them: all would look for each other. Each helps one at most, so
 * whoever does not come to an end after as many steps as there are people goes round in a circle. */
static enum sibu_status check_helpers(const struct sibu_world_def *def, struct sibu_fault *fault)
{
    uint32_t *round = sibu_array_new(def->people_count, sizeof *round); /* in which each was seen; 0: not yet */
    if (!round) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足", "no memory left");
    }
    size_t circle = def->people_count;
    for (size_t i = 0; i < def->people_count && circle == def->people_count; i++) {
        size_t at = i;
        while (round[at] == 0 && def->people[at].helps > 0) {
            round[at] = (uint32_t)i + 1;
            at = def->people[at].helps - 1;
        }
        circle = round[at] == i + 1 ? at : circle;
    }
    sibu_array_free(round);
    if (circle == def->people_count) {
        return SIBU_OK;
    }
    char place[240];
    person_place(place, def, circle);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "帮助关系成了一个圈：这个人最终在帮助自己",
                          "people help each other in a circle: in the end this person helps themselves");
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static enum sibu_status check_unique(const struct sibu_world_def *def, struct sibu_fault *fault)
{
    uint32_t *ids = sibu_array_new(def->people_count, sizeof *ids);
    if (!ids) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足", "no memory left");
    }
    for (size_t i = 0; i < def->people_count; i++) {
        ids[i] = def->people[i].id;
    }
    qsort(ids, def->people_count, sizeof *ids, by_number);
    uint32_t twice = 0;
    for (size_t i = 1; i < def->people_count && !twice; i++) {
        twice = ids[i] == ids[i - 1] ? ids[i] : 0;
    }
    sibu_array_free(ids);
    if (twice) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "编号 %u 的人员出现了两次",
                              "the person number %u is there twice", (unsigned)twice);
    }
    return SIBU_OK;
}

static enum sibu_status check_air(const struct sibu_world_def *def, struct sibu_fault *fault)
{
    const struct sibu_world_air *air = def->air;
    if (!air) {
        return SIBU_OK;
    }
    if (!air->look || !(air->overcome_dose > 0.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "空气没有来源，或致倒剂量 %g 不大于 0",
                              "nobody tells what the air is like, or the dose of %g that overcomes is not above 0",
                              air->overcome_dose);
    }
    if (!((unsigned)air->smoke.law < SIBU_SMOKE_LAWS && air->smoke.least >= 0.0 && air->smoke.sign_constant > 0.0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id,
                              "烟气中的步行定律无效（第 %u 号，下限 %g，常数 %g）",
                              "there is no such law of walking in smoke (number %u, at least %g, constant %g)",
                              (unsigned)air->smoke.law, air->smoke.least, air->smoke.sign_constant);
    }
    return SIBU_OK;
}

static enum sibu_status check_steps(const struct sibu_world_def *def, struct sibu_fault *fault)
{
    if (!(def->step_s >= 0.01 && def->step_s <= 0.25)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "时间步长 %g 秒不在 [0.01, 0.25] 之内",
                              "the step of %g s is not in [0.01, 0.25]", def->step_s);
    }
    if (!(def->divided_s >= 0.0 && def->divided_s <= 0.25) || (def->divided_s > 0.0 && def->divided_s < 0.05)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "子步长 %g 秒不在 [0.05, 0.25] 之内",
                              "the longest undivided step of %g s is not in [0.05, 0.25]", def->divided_s);
    }
    return SIBU_OK;
}

enum sibu_status world_check_def(const struct sibu_world_def *def, struct sibu_fault *fault)
{
    enum sibu_status status = check_steps(def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (def->threads > THREADS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, def->site->id, "%u 个线程超过上限 %u 个",
                              "%u threads are more than the limit of %u", def->threads, THREADS_MAX);
    }
    if (def->people_count > PEOPLE_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, def->site->id, "%zu 人超过上限 %u 人",
                              "%zu people are more than the limit of %u", def->people_count, PEOPLE_MAX);
    }
    for (size_t i = 0; i < def->people_count; i++) {
        status = check_numbers(def, i, fault);
        if (status == SIBU_OK) {
            status = check_indexes(def, i, fault);
        }
        if (status != SIBU_OK) {
            return status;
        }
    }
    status = check_air(def, fault);
    status = status == SIBU_OK ? check_helpers(def, fault) : status;
    return status == SIBU_OK ? check_unique(def, fault) : status;
}

/* The node's own place is walkable, so whoever has no wall between it and themselves is inside as well. */
static _Bool stands_inside(const struct way_map *map, uint32_t floor, uint32_t node, float x, float y)
{
    if (node == WAY_NONE) {
        return 0;
    }
    const struct way_node *at = &map->nodes[node];
    return !piece_wall_between(piece_near(&map->walls, floor, x, y), x, y, at->x, at->y);
}

static enum sibu_status check_place(const struct sibu_world *world, size_t i, struct sibu_fault *fault)
{
    const struct way_map *map = &world->ways->map;
    const struct crowd_bodies *now = &world->crowd.now;
    const struct crowd_self *self = &now->self[i];
    char place[240];
    person_place(place, &world->def, self->who);
    if (!stands_inside(map, self->floor, self->node, now->x[i], now->y[i]) ||
        !crowd_clear_of_walls(map, self->floor, now->x[i], now->y[i], now->radius[i])) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "(%.2f, %.2f) 在墙内、场地外，或离墙不到一个身体半径",
                              "(%.2f, %.2f) is in a wall, outside, or less than a body radius from a wall",
                              (double)now->x[i], (double)now->y[i]);
    }
    if (self->assigned && way_length(world->ways, self->goal, self->node) >= WAY_FAR) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, place, "从 (%.2f, %.2f) 没有通路到达指定的第 %u 个出口或集合点",
            "no way leads from (%.2f, %.2f) to exit or muster area number %u, which the person was given",
            (double)now->x[i], (double)now->y[i], (unsigned)self->goal + 1);
    }
    float least = WAY_FAR;
    for (uint32_t goal = 0; goal < world->ways->goal_count; goal++) {
        float length = way_length(world->ways, goal, self->node);
        least = length < least ? length : least;
    }
    if (least >= WAY_FAR) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "从 (%.2f, %.2f)（楼层 %s）没有通路到达任何出口或集合点",
                              "no way leads from (%.2f, %.2f) on floor %s to an exit or muster area", (double)now->x[i],
                              (double)now->y[i], world->def.site->floors[self->floor].id);
    }
    return SIBU_OK;
}

static size_t overlapped_by(const struct sibu_world *world, size_t i)
{
    const struct crowd_bodies *now = &world->crowd.now;
    struct crowd_run runs[CROWD_RUNS_MAX];
    size_t count = crowd_runs(&world->crowd, i, runs);
    for (size_t r = 0; r < count; r++) {
        for (uint32_t k = runs[r].from; k < runs[r].to; k++) {
            _Bool meets = k != i && (!runs[r].stair || now->stair[k] == runs[r].stair);
            if (meets &&
                !crowd_clear_of_body(now->x[k] - now->x[i], now->y[k] - now->y[i], now->radius[i] + now->radius[k])) {
                return k;
            }
        }
    }
    return i;
}

enum sibu_status world_check_places(struct sibu_world *world, struct sibu_fault *fault)
{
    crowd_sort(&world->crowd);
    for (size_t i = 0; i < world->crowd.count; i++) {
        enum sibu_status status = check_place(world, i, fault);
        if (status != SIBU_OK) {
            return status;
        }
        size_t other = overlapped_by(world, i);
        if (other != i) {
            char place[240];
            person_place(place, &world->def, world->crowd.now.self[i].who);
            return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "与 %u 号人员站在同一处（身体重叠）",
                                  "stands where person %u stands: their bodies overlap",
                                  (unsigned)world->def.people[world->crowd.now.self[other].who].id);
        }
    }
    return SIBU_OK;
}
