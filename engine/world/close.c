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

static enum sibu_status mixed(const struct sibu_world *world, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, world->def.site->id,
                          "绕行路线不属于本场疏散的路线，或已另行关闭了门或出口",
                          "a detour of other ways, or of a world in which doors or exits were shut one by one");
}

static void go_by(struct sibu_world *world, const struct sibu_ways *ways)
{
    world->ways = ways;
    crowd_reroute(&world->crowd, ways);
    reroute_tasks(world);
}

/* The first change of a world makes its own copy of the ways, which may be shared. */
static enum sibu_status set_line(struct sibu_world *world, enum piece_kind kind, uint32_t index, _Bool shut,
                                 struct sibu_fault *fault)
{
    if (world->detour) {
        return mixed(world, fault);
    }
    if (!world->change && !shut) {
        return SIBU_OK;
    }
    if (!world->change) {
        world->change = way_change_open(world->ways);
    }
    if (!world->change || !way_change_line(world->change, kind, index, shut)) {
        return no_memory(world, fault);
    }
    go_by(world, &world->change->ways);
    return SIBU_OK;
}

enum sibu_status sibu_world_take_detour(struct sibu_world *world, const struct sibu_detour *detour,
                                        struct sibu_fault *fault)
{
    const struct sibu_ways *base = world->own_ways ? world->own_ways : world->def.ways;
    if (world->change || detour->change->base != base) {
        return mixed(world, fault);
    }
    world->detour = detour;
    go_by(world, &detour->change->ways);
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

enum sibu_status world_no_exit(const struct sibu_site *site, uint32_t exit, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, site->id, "没有第 %u 号出口（共 %u 个，从 0 数起）",
                          "there is no exit number %u (the site has %u, counted from 0)", (unsigned)exit,
                          (unsigned)site->exit_count);
}

enum sibu_status sibu_world_set_exit(struct sibu_world *world, uint32_t exit, int open, struct sibu_fault *fault)
{
    if (exit >= world->def.site->exit_count) {
        return world_no_exit(world->def.site, exit, fault);
    }
    return set_line(world, PIECE_EXIT, exit, open == 0, fault);
}
