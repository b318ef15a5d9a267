/* Groups: people who set out together, walk to one goal and wait for each other.
 *
 * Depends on: world/world_state.h. One thread a world. A group is ready when the last of its members is. Its slowest
 * walker chooses the goal for all. Who is ahead of the last one slows down until all are together: that families and
 * friends walk as one at the pace of their slowest is what NIST TN 1822 test 2.9 and ISO 20414 test 14 ask for.
 *
 * Nobody waits for ever: not for who is done, stays, or has no way to the goal. One waits for somebody who walks; where
 * the last one is stopped by others, or hardly moves, the rest creep on after a while and then go as they please, until
 * the last one walks again: else groups in a queue would wait for each other. In a crowd one does not stand in the way.
 */
#include <stdio.h>
#include <stdlib.h>

#include "world/world_state.h"

#define TOGETHER_M 1.0f /* two who are so far apart along their way walk as they please, */
#define TOGETHER_EACH_M 0.25f /* and for each further member there is so much more room, */
#define TOGETHER_MAX_M 1.5f /* up to this */
#define APART_M 2.0f /* so much further, and one stands still */
#define BLOCKED_S 3.0f /* who is stopped for so long is blocked: the others creep on, */
#define RELEASED_S 10.0f /* and after this they go */
#define BLOCKED_MAX_S 13.0f /* more is not counted: who walks again is waited for again soon */
#define WALKS 0.5f /* share of the free speed from which somebody walks */
#define ON_STAIRS 0.6f /* share of the free speed, about */
#define LOST_S 30.0f /* who has come no nearer for so long is not waited for */
#define HOLDS_BACK 128 /* slower by so many 255ths of their own accord, somebody does not walk */
#define CREEP 0.25f /* share of the own speed at which one goes on before who is blocked */
#define IN_CROWD 0.5f /* and where many others with the same goal are around */
#define CROWD_OF 10
#define SLOW_MAX 250.0f /* never quite still: a speed of nought has no direction */

struct member {
    uint32_t group, person;
};

static int by_group(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    int order = (a->group > b->group) - (a->group < b->group);
    return order ? order : (a->person > b->person) - (a->person < b->person);
}

static size_t list_members(const struct sibu_world *world, struct member *members)
{
    size_t count = 0;
    for (size_t i = 0; i < world->count; i++) {
        if (world->def.people[i].group > 0) {
            members[count++] = (struct member){.group = world->def.people[i].group, .person = (uint32_t)i};
        }
    }
    qsort(members, count, sizeof *members, by_group);
    return count;
}

static _Bool open_arrays(struct sibu_world *world, size_t members)
{
    struct world_groups *groups = &world->groups;
    groups->items = sibu_arena_take(&world->arena, members, sizeof *groups->items);
    groups->members = sibu_arena_take(&world->arena, members, sizeof *groups->members);
    groups->of = sibu_arena_take(&world->arena, world->count, sizeof *groups->of);
    return groups->items && groups->members && groups->of;
}

static void fill_groups(struct world_groups *groups, const struct member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || members[i].group != members[i - 1].group) {
            groups->items[groups->count++] = (struct world_group){.first = (uint32_t)i};
        }
        groups->items[groups->count - 1].count++;
        groups->members[i] = members[i].person;
        groups->of[members[i].person] = (uint32_t)groups->count;
    }
}

/* The group is ready when the last of those who set out by themselves is, and knows what one of them knows. */
static void share(struct sibu_world *world, const struct world_group *group)
{
    const uint32_t *members = &world->groups.members[group->first];
    double ready_s = -1.0;
    uint64_t known = 0;
    _Bool all = 0;
    for (uint32_t k = 0; k < group->count; k++) {
        const struct sibu_person_def *person = &world->def.people[members[k]];
        ready_s = world_will_start(person->premovement_s) && person->premovement_s > ready_s ? person->premovement_s
                                                                                             : ready_s;
        known |= person->familiar;
        all = all || person->familiar == 0;
    }
    for (uint32_t k = 0; k < group->count; k++) {
        double *premovement_s = &world->people.premovement_s[members[k]];
        *premovement_s = world_will_start(*premovement_s) ? ready_s : *premovement_s;
        if (world->people.familiar) {
            world->people.familiar[members[k]] = all ? 0 : known;
        }
    }
}

static enum sibu_status refuse(const struct sibu_world *world, uint32_t group, struct sibu_fault *fault)
{
    return sibu_fault_set(
        fault, SIBU_BAD_INPUT, world->def.site->id,
        "第 %u 组的成员没有共同的目标：没有大家都能到达的出口或集合点，或者被指定了不同的目标",
        "the members of group %u share no goal: all can reach none, or they were given different ones",
        (unsigned)group);
}

/* The goal that members were given, index + 1; 0: none; UINT32_MAX: different ones. */
static uint32_t given_goal(const struct sibu_world *world, const struct world_group *group)
{
    uint32_t given = 0;
    for (uint32_t k = 0; k < group->count; k++) {
        uint32_t goal = world->def.people[world->groups.members[group->first + k]].goal;
        if (goal > 0 && given > 0 && goal != given) {
            return UINT32_MAX;
        }
        given = goal > 0 ? goal : given;
    }
    return given;
}

static _Bool all_reach(const struct sibu_world *world, const struct world_group *group, uint32_t goal)
{
    for (uint32_t k = 0; k < group->count; k++) {
        uint32_t node = world->crowd.now.self[world->groups.members[group->first + k]].node;
        if (node != WAY_NONE && way_length(world->ways, goal, node) >= WAY_FAR) {
            return 0;
        }
    }
    return 1;
}

static _Bool agree(struct sibu_world *world, struct world_group *group)
{
    uint32_t given = given_goal(world, group);
    if (given > 0) {
        if (given == UINT32_MAX || !all_reach(world, group, given - 1)) {
            return 0;
        }
        group->led = 1;
        for (uint32_t k = 0; k < group->count; k++) {
            struct crowd_self *self = &world->crowd.now.self[world->groups.members[group->first + k]];
            self->goal = (uint16_t)(given - 1);
            self->assigned = 1;
        }
        return 1;
    }
    for (uint32_t goal = 0; goal < world->ways->goal_count; goal++) {
        if (all_reach(world, group, goal)) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status world_open_groups(struct sibu_world *world, struct sibu_fault *fault)
{
    struct member *members = sibu_array_new(world->count, sizeof *members);
    size_t count = members ? list_members(world, members) : 0;
    if (!members || (count > 0 && !open_arrays(world, count))) {
        sibu_array_free(members);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, world->def.site->id, "内存不足", "no memory left");
    }
    fill_groups(&world->groups, members, count);
    sibu_array_free(members);
    for (size_t g = 0; g < world->groups.count; g++) {
        struct world_group *group = &world->groups.items[g];
        share(world, group);
        if (!agree(world, group)) {
            return refuse(world, world->def.people[world->groups.members[group->first]].group, fault);
        }
    }
    return SIBU_OK;
}

_Bool world_walks_along(const struct sibu_world *world, uint32_t person, size_t *body)
{
    uint32_t task = world->tasks.of ? world->tasks.of[person] : 0;
    *body = world->people.body[person];
    return world->people.state[person] == SIBU_PERSON_WALKING &&
           world->crowd.now.goal[*body] < world->ways->goal_count && (task == 0 || !world->tasks.items[task - 1].apart);
}

/* Where a member is in the crowd, or SIZE_MAX where they are not on their way to a goal. */
static size_t walking_body(const struct sibu_world *world, uint32_t person)
{
    size_t body;
    return world_walks_along(world, person, &body) ? body : SIZE_MAX;
}

struct party { /* a group in this step */
    struct sibu_world *world;
    const uint32_t *members;
    uint32_t count, walking;
    size_t slowest; /* body */
    float last; /* the longest way, s at 1 m/s */
    size_t last_body; /* whoever has it; SIZE_MAX: nobody */
    float blocked_s; /* how long they have been stopped */
};

static struct party muster(struct sibu_world *world, const struct world_group *group)
{
    struct party party = {.world = world,
                          .members = &world->groups.members[group->first],
                          .count = group->count,
                          .slowest = SIZE_MAX,
                          .last_body = SIZE_MAX};
    const struct crowd_self *self = world->crowd.now.self;
    for (uint32_t k = 0; k < party.count; k++) {
        size_t body = walking_body(world, party.members[k]);
        if (body == SIZE_MAX) {
            continue;
        }
        party.walking++;
        world->crowd.now.self[body].slow = 0;
        if (party.slowest == SIZE_MAX || self[body].speed < self[party.slowest].speed) {
            party.slowest = body;
        }
    }
    return party;
}

/* All go where the slowest goes, as far as they can. */
static void follow(const struct party *party, _Bool led)
{
    struct crowd *crowd = &party->world->crowd;
    uint16_t goal = crowd->now.goal[party->slowest];
    crowd->now.self[party->slowest].assigned = led;
    for (uint32_t k = 0; k < party->count; k++) {
        size_t body = walking_body(party->world, party->members[k]);
        if (body == SIZE_MAX || body == party->slowest) {
            continue;
        }
        _Bool can = way_length(party->world->ways, goal, crowd->now.self[body].node) < WAY_FAR;
        crowd->now.self[body].assigned = can;
        if (can && crowd->now.goal[body] != goal) {
            crowd_assign(crowd, body, goal);
        }
    }
}

/* Whether the others wait for this body. */
static _Bool is_awaited(const struct crowd_bodies *now, size_t body, uint16_t goal)
{
    return now->goal[body] == goal && now->rank[body] < WAY_FAR && now->patience[body] < LOST_S;
}

static void find_last(struct party *party)
{
    const struct crowd_bodies *now = &party->world->crowd.now;
    uint16_t goal = now->goal[party->slowest];
    for (uint32_t k = 0; k < party->count; k++) {
        size_t body = walking_body(party->world, party->members[k]);
        if (body != SIZE_MAX && is_awaited(now, body, goal) && now->rank[body] > party->last) {
            party->last = now->rank[body];
            party->last_body = body;
        }
    }
}

/* How fast a body would go that nothing stops, m/s. */
static float pace_of(const struct crowd_bodies *now, size_t body)
{
    float used = (float)(UINT8_MAX - now->self[body].slow) / (float)UINT8_MAX;
    return now->self[body].speed * used * (now->stair[body] ? ON_STAIRS : 1.0f);
}

float world_blocked_for(const struct sibu_world *world, size_t body, float *stopped_s)
{
    const struct crowd_bodies *now = &world->crowd.now;
    float vx = now->vx[body], vy = now->vy[body], least = pace_of(now, body) * WALKS;
    float step_s = (float)(world->def.step_s / (double)world->divisions);
    _Bool walks = vx * vx + vy * vy >= least * least && now->self[body].slow < HOLDS_BACK;
    *stopped_s += walks ? -step_s : step_s;
    *stopped_s = *stopped_s < 0.0f ? 0.0f : *stopped_s > BLOCKED_MAX_S ? BLOCKED_MAX_S : *stopped_s;
    return now->patience[body] > *stopped_s ? now->patience[body] : *stopped_s;
}

float world_share_ahead(float ahead, float together, float blocked_s)
{
    if (blocked_s > RELEASED_S) {
        return 1.0f;
    }
    float share = (together + APART_M - ahead) / APART_M, least = blocked_s > BLOCKED_S ? CREEP : 0.0f;
    share = share > least ? share : least;
    return share < 1.0f ? share : 1.0f;
}

void world_slow_down(struct sibu_world *world, size_t body, float share)
{
    uint8_t slow = (uint8_t)((1.0f - share) * SLOW_MAX);
    uint8_t *now = &world->crowd.now.self[body].slow;
    *now = slow > *now ? slow : *now;
}

/* The share of the free speed for one who is `ahead` of the last. */
static float share_ahead(const struct party *party, size_t body, float ahead)
{
    float together = TOGETHER_M + TOGETHER_EACH_M * ((float)party->walking - 2.0f);
    together = together < TOGETHER_MAX_M ? together : TOGETHER_MAX_M;
    float share = world_share_ahead(ahead, together, party->blocked_s);
    _Bool crowded = party->world->crowd.now.company[body] >= party->walking + CROWD_OF;
    return crowded && share < IN_CROWD ? IN_CROWD : share;
}

static void wait_for_last(struct party *party, float *stopped_s)
{
    struct crowd_bodies *now = &party->world->crowd.now;
    find_last(party);
    if (party->last_body == SIZE_MAX) {
        return;
    }
    party->blocked_s = world_blocked_for(party->world, party->last_body, stopped_s);
    for (uint32_t k = 0; k < party->count; k++) {
        size_t body = walking_body(party->world, party->members[k]);
        if (body != SIZE_MAX && now->rank[body] < party->last) {
            world_slow_down(party->world, body, share_ahead(party, body, party->last - now->rank[body]));
        }
    }
}

void world_keep_together(struct sibu_world *world)
{
    for (size_t g = 0; g < world->groups.count; g++) {
        struct party party = muster(world, &world->groups.items[g]);
        if (party.walking > 1) {
            follow(&party, world->groups.items[g].led);
            wait_for_last(&party, &world->groups.items[g].stopped_s);
        } else if (party.walking == 1) {
            world->crowd.now.self[party.slowest].assigned = world->groups.items[g].led;
        }
    }
}
