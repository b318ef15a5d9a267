/* Phase: which goal. Everybody thinks it over about once a second, a tenth of them at a time; at once where the way to
 * their goal is closed.
 *
 * The time to a goal is the longer of the walk and the queue: all who are nearer to it go before, and it lets through
 * so many a second. One keeps a goal unless another is 10 % better (Ehtamo et al., as in FDS+Evac).
 *
 * What people make of it. 1. They misjudge the time to each goal by up to 5 %, each in their own way, always the same.
 * 2. A goal that those around head to seems up to 10 % nearer (that people follow their neighbours is observed by
 * Kinateder, Comunale and Warren, Exit choice in an emergency evacuation scenario is influenced by exit familiarity and
 * neighbor behavior, Safety Science 106 (2018); the strength is ours, small beside walk and queue). 3. Who does not know
 * all goals takes those known, or an unknown one in plain sight where the known ones take half as long again (people
 * leave by the way that they know: Sime, Movement toward the familiar, Environment and Behavior 17 (1985)); where none
 * of these can be reached, any.
 */
#include <math.h>

#include "crowd/phase.h"
#include "crowd/queue.h"
#include "crowd/sort.h"

#define BINS 512u
#define BIN_S 1.0f /* length of way in a bin, s at 1 m/s; the last bin holds all that is longer */
#define FLOW_PER_M_S 1.6f /* persons through a metre of open door in a second: between IMO's 1.33 and 1.9 measured */
#define INERTIA 0.9f
#define CHOICE 10u /* thoughts from one choice to the next: about a second */
#define MISJUDGED 0.05f
#define FOLLOWED 0.1f
#define UNKNOWN 1.5f
#define SIGN_SIGHT_M 30.0f /* EN 1838: a lit exit sign 0.15 m high is recognised from 200 times its height */
#define STRAIGHT 1.15f /* a way so little longer than the straight line has no wall in it */
#define STRAIGHT_S 1.0f
#define AROUND_M 4.5f /* whom one follows */
#define FOLLOWED_MAX 16u /* of more, every second, third, ... counts */
#define FAMILIAR_BITS 64u

struct around { /* where some of the people around go to; and where the body is from its node, m */
    uint16_t goal[FOLLOWED_MAX];
    size_t count;
    float off_x, off_y;
};

_Bool crowd_queue_open(struct crowd *crowd)
{
    const struct sibu_ways *ways = crowd->ways;
    crowd->queue.ahead = sibu_arena_take(&crowd->arena, (size_t)ways->goal_count * BINS, sizeof(uint32_t));
    crowd->queue.per_s = sibu_arena_take(&crowd->arena, ways->goal_count, sizeof(float));
    if (!crowd->queue.ahead || !crowd->queue.per_s) {
        return 0;
    }
    for (uint32_t goal = 0; ways->kind == SIBU_GOAL_EXIT && goal < ways->goal_count; goal++) {
        const struct sibu_exit *exit = &ways->map.site->exits[goal];
        float flow = (float)sibu_line_length(&exit->line) * FLOW_PER_M_S;
        float limit = (float)exit->flow_per_s;
        crowd->queue.per_s[goal] = limit > 0.0f && limit < flow ? limit : flow;
    }
    return 1;
}

static uint32_t bin_of(float length)
{
    return length < (float)(BINS - 1) * BIN_S ? (uint32_t)(length / BIN_S) : BINS - 1;
}

/* Whether k can be in sight of body i: else its way to its goal differs by more than what lies between them. */
static _Bool near_by_way(const struct crowd *crowd, size_t i, size_t k, float distance2)
{
    float own = way_length(crowd->ways, crowd->now.goal[k], crowd->now.self[i].node);
    return fabsf(own - crowd->now.rank[k]) <= STRAIGHT * sqrtf(distance2) + STRAIGHT_S;
}

static void look_at(const struct crowd *crowd, size_t i, size_t k, struct around *around)
{
    const struct crowd_bodies *now = &crowd->now;
    float x = now->x[k] - now->x[i], y = now->y[k] - now->y[i], distance2 = x * x + y * y;
    if (k != i && now->goal[k] < crowd->ways->goal_count && distance2 < AROUND_M * AROUND_M &&
        around->count < FOLLOWED_MAX && (now->rank[k] >= WAY_FAR || near_by_way(crowd, i, k, distance2))) {
        around->goal[around->count++] = now->goal[k];
    }
}

struct row { /* of cells: bodies from <= k < to */
    uint32_t from, to;
};
#define ROWS_MAX 7u

/* The rows of cells around the body, and how many bodies they hold. */
static size_t rows_around(const struct crowd *crowd, size_t i, struct row rows[ROWS_MAX], uint32_t *bodies)
{
    float x = crowd->now.x[i], y = crowd->now.y[i];
    uint32_t floor = crowd->now.self[i].floor, before = UINT32_MAX;
    size_t count = 0;
    *bodies = 0;
    for (int row = -3; row <= 3; row++) {
        float at_y = y + (float)row * CROWD_CELL_M;
        uint32_t west = crowd_cell_of(crowd, floor, x - AROUND_M, at_y);
        uint32_t east = crowd_cell_of(crowd, floor, x + AROUND_M, at_y);
        if (west != before) { /* at the edge of the floor rows are the same */
            rows[count] = (struct row){.from = crowd->first[west], .to = crowd->first[east + 1]};
            *bodies += rows[count].to - rows[count].from;
            count++;
        }
        before = west;
    }
    return count;
}

static void look_around(const struct crowd *crowd, size_t i, struct around *around)
{
    struct row rows[ROWS_MAX];
    uint32_t bodies;
    size_t count = rows_around(crowd, i, rows, &bodies);
    uint32_t stride = bodies / FOLLOWED_MAX + 1, next = 0, seen = 0;
    around->count = 0;
    for (size_t r = 0; r < count; r++) {
        uint32_t size = rows[r].to - rows[r].from;
        for (; next < seen + size; next += stride) {
            look_at(crowd, i, rows[r].from + next - seen, around);
        }
        seen += size;
    }
}

static float share_for(const struct around *around, uint32_t goal)
{
    uint32_t heads = 0;
    for (size_t k = 0; k < around->count; k++) {
        heads += around->goal[k] == goal;
    }
    return around->count > 0 ? (float)heads / (float)around->count : 0.0f;
}

/* In [-1, 1): a hash of the person's number and the goal (the mixing steps of MurmurHash3 by Austin Appleby). */
static float misjudgement(const struct crowd *crowd, uint32_t who, uint32_t goal)
{
    uint32_t bits = crowd->minds.taste[who] + goal * 0x9e3779b9u;
    bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
    bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
    bits ^= bits >> 16;
    return (float)(bits >> 8) * (1.0f / (float)(1 << 23)) - 1.0f;
}

/* How far it is to a goal through the air; WAY_FAR where it is on another floor. */
static float straight_to(const struct crowd *crowd, size_t i, uint32_t goal)
{
    const struct sibu_site *site = crowd->ways->map.site;
    float x = crowd->now.x[i], y = crowd->now.y[i], dx, dy;
    uint32_t floor = crowd->now.self[i].floor;
    if (crowd->ways->kind == SIBU_GOAL_EXIT) {
        return site->exits[goal].floor == floor ? way_exit_offset(&site->exits[goal].line, x, y, &dx, &dy) : WAY_FAR;
    }
    if (site->musters[goal].floor != floor) {
        return WAY_FAR;
    }
    float depth = way_depth_inside(&site->musters[goal].polygon, x, y);
    return crowd->ways->depth_m[goal] - depth;
}

static _Bool is_known(const struct crowd *crowd, uint32_t who, uint32_t goal)
{
    uint64_t familiar = crowd->minds.familiar ? crowd->minds.familiar[who] : 0;
    return familiar == 0 || (goal < FAMILIAR_BITS && (familiar >> goal & 1u) != 0);
}

/* What the goal's time counts for the person: more where they don't know it, WAY_FAR where they don't see it either. */
static float strangeness(const struct crowd *crowd, size_t i, uint32_t goal, float length)
{
    if (is_known(crowd, crowd->now.self[i].who, goal)) {
        return 1.0f;
    }
    float straight = straight_to(crowd, i, goal);
    return straight <= SIGN_SIGHT_M && length <= straight * STRAIGHT + STRAIGHT_S ? UNKNOWN : WAY_FAR;
}

static void find_offset(const struct crowd *crowd, size_t i, struct around *around)
{
    const struct way_map *map = &crowd->ways->map;
    const struct crowd_self *self = &crowd->now.self[i];
    const float x = crowd->now.x[i], y = crowd->now.y[i];
    if (self->calm) {
        around->off_x = way_off_middle(map, x, map->origin_x) * map->cell_m;
        around->off_y = way_off_middle(map, y, map->origin_y) * map->cell_m;
    } else {
        around->off_x = x - map->nodes[self->node].x;
        around->off_y = y - map->nodes[self->node].y;
    }
}

/* The way from where the body is, told by its node's sign alone: there are many goals, and memory is slow. */
static float length_from(const struct crowd *crowd, size_t i, uint32_t goal, const struct around *around)
{
    const struct way_sign *sign = &crowd->ways->signs[goal][crowd->now.self[i].node];
    float nearer = (float)sign->dx * around->off_x + (float)sign->dy * around->off_y;
    float length = sign->length - nearer * (1.0f / WAY_SIGN_SCALE);
    return length > 0.0f ? length : 0.0f;
}

/* The longer of walk and queue. */
static float seconds_to(const struct crowd *crowd, const struct crowd_self *self, uint32_t goal, float length)
{
    float walk = length / self->speed, per_s = crowd->queue.per_s[goal];
    if (!(per_s > 0.0f)) {
        return walk;
    }
    float wait = (float)crowd->queue.ahead[goal * BINS + bin_of(length)] / per_s;
    return walk > wait ? walk : wait;
}

/* The time as it seems to the person; WAY_FAR where it is no goal for them. */
static float seems_to(const struct crowd *crowd, size_t i, uint32_t goal, const struct around *around)
{
    const struct crowd_self *self = &crowd->now.self[i];
    float length = length_from(crowd, i, goal, around);
    float strange = length >= WAY_FAR ? WAY_FAR : strangeness(crowd, i, goal, length);
    if (strange >= WAY_FAR) {
        return WAY_FAR;
    }
    float error = crowd->minds.taste ? MISJUDGED * misjudgement(crowd, self->who, goal) : 0.0f;
    float pull = FOLLOWED * share_for(around, goal);
    return seconds_to(crowd, self, goal, length) * strange * (1.0f + error) * (1.0f - pull);
}

/* The length of a way that seems longer than `seconds` whatever else is true of its goal. */
static float too_long(const struct crowd_self *self, float seconds)
{
    return seconds * self->speed * (1.0f / ((1.0f - MISJUDGED) * (1.0f - FOLLOWED)));
}

/* The nearest by its way alone: for those who can reach nothing that they know. CROWD_WAITING: there is none. */
static uint16_t nearest_goal(const struct crowd *crowd, size_t body)
{
    uint16_t best = CROWD_WAITING;
    float least = WAY_FAR;
    for (uint32_t goal = 0; goal < crowd->ways->goal_count; goal++) {
        float length = way_length(crowd->ways, goal, crowd->now.self[body].node);
        if (length < least) {
            least = length;
            best = (uint16_t)goal;
        }
    }
    return best;
}

uint16_t crowd_best_goal(const struct crowd *crowd, size_t body)
{
    const struct crowd_self *self = &crowd->now.self[body];
    struct around around;
    look_around(crowd, body, &around);
    find_offset(crowd, body, &around);
    uint16_t best = self->goal;
    float least = best < crowd->ways->goal_count ? seems_to(crowd, body, best, &around) * INERTIA : WAY_FAR;
    _Bool any = least < WAY_FAR * INERTIA;
    for (uint32_t goal = 0; goal < crowd->ways->goal_count; goal++) {
        if (goal == self->goal || length_from(crowd, body, goal, &around) >= too_long(self, least)) {
            continue; /* most goals, where there are many */
        }
        float seconds = seems_to(crowd, body, goal, &around);
        any = any || seconds < WAY_FAR;
        if (seconds < least) {
            least = seconds;
            best = (uint16_t)goal;
        }
    }
    return any ? best : nearest_goal(crowd, body);
}

void crowd_choose_anew(struct crowd *crowd, size_t body, _Bool keep)
{
    struct crowd_self *self = &crowd->now.self[body];
    if (!keep || way_length(crowd->ways, self->goal, self->node) >= WAY_FAR) {
        self->assigned = 0;
        self->goal = CROWD_WAITING;
        self->goal = crowd_best_goal(crowd, body);
    }
    self->best = WAY_FAR;
    crowd->now.goal[body] = self->goal;
}

/* Counts anew who is ahead of whom: a histogram of lengths for each goal, summed up from the goal. */
static void count_queues(struct crowd *crowd)
{
    uint32_t *ahead = crowd->queue.ahead;
    for (size_t i = 0; i < (size_t)crowd->ways->goal_count * BINS; i++) {
        ahead[i] = 0;
    }
    for (size_t i = 0; i < crowd->count; i++) {
        if (crowd->now.goal[i] < crowd->ways->goal_count && crowd->now.rank[i] < WAY_FAR) {
            ahead[crowd->now.goal[i] * BINS + bin_of(crowd->now.rank[i])]++;
        }
    }
    for (uint32_t goal = 0; goal < crowd->ways->goal_count; goal++) {
        uint32_t sum = 0;
        for (uint32_t bin = 0; bin < BINS; bin++) {
            uint32_t here = ahead[goal * BINS + bin];
            ahead[goal * BINS + bin] = sum;
            sum += here;
        }
    }
}

/* Whether the body thinks about its goal in this step: when it is its turn, or when its goal cannot be reached. Who has
 * been given a goal thinks of another only then. Who stands because no way leads anywhere looks again at its turn. */
static _Bool thinks(const struct crowd *crowd, size_t i)
{
    const struct crowd_self *self = &crowd->now.self[i];
    _Bool walks = crowd->now.goal[i] < crowd->ways->goal_count;
    _Bool stranded = crowd->now.goal[i] == CROWD_WAITING && self->share > 0;
    _Bool chooses = stranded || (crowd->ways->goal_count > 1 && walks && !self->assigned);
    return (walks && crowd->now.rank[i] >= WAY_FAR) || (chooses && (crowd->thoughts + self->who) % CHOICE == 0);
}

/* Says that the ways of this body to all goals will be asked for soon. */
static void tell_early(const struct crowd *crowd, size_t body)
{
    for (uint32_t goal = 0; goal < crowd->ways->goal_count; goal++) {
        __builtin_prefetch(&crowd->ways->signs[goal][crowd->now.self[body].node]);
    }
}

/* Whoever thinks does so when the next one has been found, because the memory of the ways is slow. */
static void choose_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    size_t last = slice->to;
    for (size_t i = slice->from; i < slice->to; i++) {
        crowd->will_choose[i] = crowd->now.self[i].goal;
        if (!thinks(crowd, i)) {
            continue;
        }
        tell_early(crowd, i);
        if (last < slice->to) {
            crowd->will_choose[last] = crowd_best_goal(crowd, last);
        }
        last = i;
    }
    if (last < slice->to) {
        crowd->will_choose[last] = crowd_best_goal(crowd, last);
    }
}

static void adopt_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    for (size_t i = slice->from; i < slice->to; i++) {
        struct crowd_self *self = &crowd->now.self[i];
        if (crowd->will_choose[i] != self->goal) {
            self->goal = crowd->will_choose[i];
            self->best = WAY_FAR;
            crowd->now.goal[i] = self->goal;
        }
    }
}

void crowd_choose(struct crowd *crowd)
{
    if (crowd->ways->goal_count > 1 && crowd->thoughts % CHOICE == 0) {
        count_queues(crowd);
    }
    crowd_each_slice(crowd, choose_slice);
    crowd_each_slice(crowd, adopt_slice);
}
