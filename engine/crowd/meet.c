/* Phase: for each body the others that it could touch before the step is over, once for all passes that follow.
 *
 * Both may move by their longest way, so whoever is not listed stays clear whatever happens.
 */
#include "crowd/phase.h"

#define CONTACTS_AT_START 16u /* a body: more than stand around it in the densest crowd */
#define CONTACTS_MAX 0x7fffffffu

/* Of two with different goals. Until one of them loses patience they just walk round each other. */
static int first_of_opponents(const struct crowd_bodies *bodies, size_t a, size_t b)
{
    const float patient_s = 1.5f;
    if (bodies->patience[a] < patient_s && bodies->patience[b] < patient_s) {
        return 0;
    }
    if (bodies->stuck[a] != bodies->stuck[b]) {
        return bodies->stuck[a] ? 1 : -1; /* who stands in a queue anyway makes way for who heads one */
    }
    int more = (int)bodies->company[a] - (int)bodies->company[b]; /* the few make way for the many */
    more = more ? more : (int)bodies->goal[b] - (int)bodies->goal[a];
    return (more > 0) - (more < 0);
}

int crowd_first(const struct crowd_bodies *bodies, size_t a, size_t b)
{
    _Bool waits_a = bodies->goal[a] == CROWD_WAITING, waits_b = bodies->goal[b] == CROWD_WAITING;
    if (waits_a || waits_b) {
        return (int)waits_b - (int)waits_a; /* who stands steps aside */
    }
    if (bodies->goal[a] != bodies->goal[b]) {
        return first_of_opponents(bodies, a, b);
    }
    float later = bodies->rank[b] - bodies->rank[a];
    return later > 0.0f ? 1 : later < 0.0f ? -1 : a < b ? 1 : -1;
}

static _Bool add_contact(struct crowd_contacts *contacts, size_t count, uint32_t other, size_t bodies)
{
    if (count >= contacts->capacity) {
        void *items = contacts->items;
        size_t wanted = count + 1 > bodies * CONTACTS_AT_START ? count + 1 : bodies * CONTACTS_AT_START;
        if (!sibu_array_reserve(&items, &contacts->capacity, wanted, sizeof *contacts->items, CONTACTS_MAX)) {
            return 0;
        }
        contacts->items = items;
    }
    contacts->items[count] = other;
    return 1;
}

static _Bool meet_run(struct crowd *crowd, size_t i, struct crowd_run run, size_t *count)
{
    const struct crowd_bodies *now = &crowd->now;
    float x = now->x[i], y = now->y[i], own = now->radius[i] + crowd->move_m[i];
    for (uint32_t k = run.from; k < run.to; k++) {
        float dx = now->x[k] - x, dy = now->y[k] - y;
        float reach = own + now->radius[k] + crowd->move_m[k];
        if (dx * dx + dy * dy >= reach * reach || k == i || (run.stair && now->stair[k] != run.stair)) {
            continue;
        }
        if (!add_contact(&crowd->contacts, *count, k, crowd->capacity)) {
            return 0;
        }
        ++*count;
    }
    return 1;
}

_Bool crowd_meet(struct crowd *crowd)
{
    size_t count = 0;
    for (size_t i = 0; i < crowd->count; i++) {
        struct crowd_run runs[CROWD_RUNS_MAX];
        size_t run_count = crowd_runs(crowd, i, runs);
        crowd->contacts.first[i] = (uint32_t)count;
        for (size_t r = 0; r < run_count; r++) {
            if (!meet_run(crowd, i, runs[r], &count)) {
                return 0;
            }
        }
    }
    crowd->contacts.first[crowd->count] = (uint32_t)count;
    return 1;
}
