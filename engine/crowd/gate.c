/* Phase: doors and exits that let through so many a second and no more.
 *
 * A gate earns its flow second by second and saves up one passage at most. Who would cross it while it has none to give
 * stays where it is; of several the nearest to the goal goes first. A passage is spent when somebody has really crossed
 * (crowd_pass_gate), because the guard may still stop them.
 */
#include <string.h>

#include "crowd/gate.h"
#include "crowd/phase.h"

#define COMERS_MAX 64u /* who would cross limited gates in one step; more than that wait for the next */

struct comer {
    float *credit;
    float rank;
    uint32_t who;
    size_t body;
};

static float flow_of(const struct sibu_site *site, uint16_t kind, uint16_t index)
{
    return (float)(kind == PIECE_EXIT ? site->exits[index].flow_per_s : site->doors[index].flow_per_s);
}

static float *credit_of(const struct crowd *crowd, uint16_t kind, uint16_t index)
{
    return &crowd->gates.credit[kind == PIECE_EXIT ? crowd->ways->map.site->door_count + index : index];
}

_Bool crowd_gates_open(struct crowd *crowd)
{
    const struct sibu_site *site = crowd->ways->map.site;
    for (uint32_t i = 0; i < site->door_count; i++) {
        crowd->gates.any = crowd->gates.any || site->doors[i].flow_per_s > 0.0;
    }
    for (uint32_t i = 0; i < site->exit_count; i++) {
        crowd->gates.any = crowd->gates.any || site->exits[i].flow_per_s > 0.0;
    }
    size_t count = (size_t)site->door_count + site->exit_count;
    crowd->gates.credit = sibu_arena_take(&crowd->arena, count + 1, sizeof *crowd->gates.credit);
    return crowd->gates.credit != NULL;
}

static void earn(struct crowd *crowd, uint16_t kind, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        float flow = flow_of(crowd->ways->map.site, kind, (uint16_t)i);
        float *credit = credit_of(crowd, kind, (uint16_t)i);
        float most = flow * crowd->step_s > 1.0f ? flow * crowd->step_s : 1.0f;
        *credit += flow * crowd->step_s;
        *credit = *credit > most ? most : *credit;
    }
}

/* The limited gate that body i would cross, or NULL. */
static float *gate_ahead(const struct crowd *crowd, size_t i)
{
    const struct crowd_bodies *now = &crowd->now;
    struct piece_run run = piece_near(&crowd->ways->map.lines, now->self[i].floor, now->x[i], now->y[i]);
    struct sibu_point from = {(double)now->x[i], (double)now->y[i]};
    struct sibu_point to = {(double)crowd->to_x[i], (double)crowd->to_y[i]};
    for (size_t k = 0; k < run.count; k++) {
        double share;
        uint16_t kind = run.items[k].kind, index = run.items[k].index;
        if (flow_of(crowd->ways->map.site, kind, index) > 0.0f && piece_crossed(&run.items[k], from, to, &share)) {
            return credit_of(crowd, kind, index);
        }
    }
    return NULL;
}

static void stop(struct crowd *crowd, size_t i)
{
    crowd->to_x[i] = crowd->now.x[i];
    crowd->to_y[i] = crowd->now.y[i];
    crowd->now.patience[i] = 0.0f; /* it waits its turn: nobody has to make way for it */
}

static void queue_up(struct comer *comers, size_t count, struct comer comer)
{
    size_t at = count;
    while (at > 0 && (comers[at - 1].rank > comer.rank ||
                      (!(comers[at - 1].rank < comer.rank) && comers[at - 1].who > comer.who))) {
        comers[at] = comers[at - 1];
        at--;
    }
    comers[at] = comer;
}

static size_t find_comers(struct crowd *crowd, struct comer *comers)
{
    size_t count = 0;
    for (size_t i = 0; i < crowd->count; i++) {
        float *credit = gate_ahead(crowd, i);
        if (credit && count < COMERS_MAX) {
            queue_up(
                comers, count++,
                (struct comer){.credit = credit, .rank = crowd->now.rank[i], .who = crowd->now.self[i].who, .body = i});
        } else if (credit) {
            stop(crowd, i);
        }
    }
    return count;
}

void crowd_gate(struct crowd *crowd)
{
    if (!crowd->gates.any) {
        return;
    }
    struct comer comers[COMERS_MAX];
    earn(crowd, PIECE_DOOR, crowd->ways->map.site->door_count);
    earn(crowd, PIECE_EXIT, crowd->ways->map.site->exit_count);
    size_t count = find_comers(crowd, comers);
    for (size_t n = 0; n < count; n++) {
        size_t before = 0; /* let through by the same gate in this very step */
        for (size_t m = 0; m < n; m++) {
            before += comers[m].credit == comers[n].credit;
        }
        if (*comers[n].credit < (float)(before + 1)) {
            stop(crowd, comers[n].body);
        }
    }
}

void crowd_pass_gate(struct crowd *crowd, uint16_t kind, uint16_t index)
{
    if (flow_of(crowd->ways->map.site, kind, index) > 0.0f) {
        *credit_of(crowd, kind, index) -= 1.0f;
    }
}
