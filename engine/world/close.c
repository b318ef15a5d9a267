/* Doors and exits that close and open while people walk.
 *
 * Depends on: world/world_state.h. One thread a world.
 */
#include "crowd/phase.h"
#include "world/world_state.h"

static enum sibu_status no_memory(const struct sibu_world *world, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, world->def.site->id, "内存不足，无法重新计算疏散路线",
                          "no memory left to find the ways anew");
}

/* Who is led looks for another path to the same place; where there is none, their task is over. */
static void reroute_tasks(struct sibu_world *world)
{
    for (size_t i = 0; i < world->tasks.count; i++) {
        struct world_task *task = &world->tasks.items[i];
        if (task->phase != TASK_GOING || task->path.count == 0 ||
            world->people.state[task->person] != SIBU_PERSON_WALKING) {
            continue;
        }
        world->crowd.now.self[world->people.body[task->person]].node =
            crowd_node_of(&world->crowd, world->people.body[task->person]);
        struct path_wish wish = {.node = task->path.target};
        if (task->sweep > 0) { /* any other place of the zone is as good */
            wish = (struct path_wish){.node = WAY_NONE, .marked = world->tasks.sweeps[task->sweep - 1].unseen};
        }
        if (!world_seek(world, task, wish)) {
            world_end_task(world, task);
        }
    }
}

/* The first change of a world makes its own copy of the ways, which may be shared. */
static enum sibu_status set_line(struct sibu_world *world, enum piece_kind kind, uint32_t index, _Bool shut,
                                 struct sibu_fault *fault)
{
    if (!world->change && !shut) {
        return SIBU_OK;
    }
    if (!world->change) {
        world->change = way_change_open(world->ways);
    }
    if (!world->change || !way_change_line(world->change, kind, index, shut)) {
        return no_memory(world, fault);
    }
    world->ways = &world->change->ways;
    crowd_reroute(&world->crowd, world->ways);
    reroute_tasks(world);
    return SIBU_OK;
}

enum sibu_status sibu_world_set_door(struct sibu_world *world, uint32_t door, int open, struct sibu_fault *fault)
{
    if (door >= world->def.site->door_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, world->def.site->id, "没有第 %u 号门（共 %u 个，从 0 数起）",
                              "there is no door number %u (the site has %u, counted from 0)", (unsigned)door,
                              (unsigned)world->def.site->door_count);
    }
    return set_line(world, PIECE_DOOR, door, open == 0, fault);
}

enum sibu_status sibu_world_set_exit(struct sibu_world *world, uint32_t exit, int open, struct sibu_fault *fault)
{
    if (exit >= world->def.site->exit_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, world->def.site->id, "没有第 %u 号出口（共 %u 个，从 0 数起）",
                              "there is no exit number %u (the site has %u, counted from 0)", (unsigned)exit,
                              (unsigned)world->def.site->exit_count);
    }
    return set_line(world, PIECE_EXIT, exit, open == 0, fault);
}
