/* Whom a body could touch before the next thought, once for all passes that follow; and who goes first.
 *
 * Both may move by their longest way, so whoever is not listed stays clear whatever happens.
 */
#include "crowd/contact.h"

#include <string.h>

#include "crowd/phase.h"

#define CONTACTS_MAX 0x7fffffffu
#define CONTACTS_DENSE 12u /* each, in the densest crowd */
#define LARGE 20000u /* bodies */

/* Of two with different goals. Until one of them loses patience they just walk round each other. */
static int first_of_opponents(const struct crowd_bodies *bodies, size_t a, size_t b)
{
    const float patient_s = 1.5f;
    if (bodies->patience[a] < patient_s && bodies->patience[b] < patient_s) {
        return 0;
    }
    _Bool stuck_a = bodies->stuck[a] == CROWD_STUCK, stuck_b = bodies->stuck[b] == CROWD_STUCK;
    if (stuck_a != stuck_b) {
        return stuck_a ? 1 : -1; /* who stands in a queue anyway makes way for who heads one */
    }
    int more = (int)bodies->company[a] - (int)bodies->company[b]; /* the few make way for the many */
    more = more ? more : (int)bodies->goal[b] - (int)bodies->goal[a];
    return (more > 0) - (more < 0);
}

int crowd_first_of_others(const struct crowd_bodies *bodies, size_t a, size_t b)
{
    _Bool waits_a = bodies->goal[a] == CROWD_WAITING, waits_b = bodies->goal[b] == CROWD_WAITING;
    if (waits_a || waits_b) {
        /* who stands steps aside, where that is any use */
        return (int)(waits_b && !crowd_stands_fast(bodies, b)) - (int)(waits_a && !crowd_stands_fast(bodies, a));
    }
    return first_of_opponents(bodies, a, b);
}

_Bool crowd_contacts_open(struct crowd *crowd)
{
    size_t wanted = (crowd->capacity / crowd->slice_count + 1) * CONTACTS_DENSE;
    for (unsigned s = 0; s < crowd->slice_count && crowd->capacity < LARGE; s++) {
        struct crowd_slice *slice = &crowd->slices[s];
        void *items = slice->own;
        if (!sibu_array_reserve(&items, &slice->own_capacity, wanted, sizeof *slice->own, CONTACTS_MAX)) {
            return 0;
        }
        slice->own = items;
    }
    return 1;
}

void crowd_contacts_begin(const struct crowd *crowd, struct crowd_slice *slice)
{
    size_t lent = CROWD_CONTACTS * (slice->to - slice->from);
    _Bool own = slice->own_capacity > lent;
    slice->contacts = own ? slice->own : crowd->contacts + CROWD_CONTACTS * slice->from;
    slice->contact_capacity = own ? slice->own_capacity : lent;
    slice->contact_count = 0;
}

/* More than what is lent: from now on the slice has memory of its own, with room for the densest crowd. */
static _Bool move_to_own(struct crowd_slice *slice, size_t wanted)
{
    void *items = slice->own;
    size_t dense = CONTACTS_DENSE * (slice->to - slice->from);
    wanted = wanted > dense ? wanted : dense;
    _Bool moves = slice->contacts != slice->own;
    if (!sibu_array_reserve(&items, &slice->own_capacity, wanted, sizeof *slice->own, CONTACTS_MAX)) {
        return 0;
    }
    slice->own = items;
    if (moves) {
        memcpy(slice->own, slice->contacts, slice->contact_count * sizeof *slice->own);
    }
    slice->contacts = slice->own;
    slice->contact_capacity = slice->own_capacity;
    return 1;
}

_Bool crowd_contacts_reserve(struct crowd_slice *slice, size_t more)
{
    size_t wanted = slice->contact_count + more;
    return wanted <= slice->contact_capacity || move_to_own(slice, wanted);
}

_Bool crowd_add_contacts(struct crowd *crowd, struct crowd_slice *slice, size_t i, const struct around *around)
{
    const struct crowd_bodies *now = &crowd->now;
    if (!crowd_contacts_reserve(slice, around->count)) {
        return 0;
    }
    const float steps = (float)crowd->period; /* until they are looked for again */
    const float x = now->x[i], y = now->y[i], own = now->radius[i] + crowd->move_m[i] * steps;
    uint32_t *items = slice->contacts + slice->contact_count;
    uint32_t count = 0;
    for (uint32_t n = 0; n < around->count; n++) {
        uint32_t k = around->body[n];
        float dx = now->x[k] - x, dy = now->y[k] - y, reach = own + now->radius[k] + crowd->move_m[k] * steps;
        items[count] = k;
        count += dx * dx + dy * dy < reach * reach;
    }
    crowd->contact_first[i] = (uint32_t)slice->contact_count;
    crowd->contact_count[i] = (uint16_t)count;
    slice->contact_count += count;
    return 1;
}
