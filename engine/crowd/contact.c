/* Whom a body could touch before the next thought, once for all passes that follow; and who goes first.
 *
 * Both may move by their longest way, so whoever is not listed stays clear whatever happens.
 */
#include "crowd/contact.h"

#include "crowd/phase.h"

/* Room for contacts at the start, a body: for the densest crowd, but in large ones for a usual one, and it grows. */
#define CONTACTS_SMALL 12u
#define CONTACTS_LARGE 2u
#define LARGE 20000u /* bodies */
#define CONTACTS_MAX 0x7fffffffu

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

_Bool crowd_contacts_reserve(struct crowd *crowd, struct crowd_slice *slice, size_t more)
{
    size_t bodies = crowd->capacity / crowd->slice_count + 1;
    size_t at_start = bodies * (crowd->capacity < LARGE ? CONTACTS_SMALL : CONTACTS_LARGE),
           wanted = slice->contact_count + more;
    if (slice->contacts && wanted <= slice->contact_capacity) {
        return 1;
    }
    void *items = slice->contacts;
    wanted = wanted > at_start ? wanted : at_start;
    if (!sibu_array_reserve(&items, &slice->contact_capacity, wanted, sizeof *slice->contacts, CONTACTS_MAX)) {
        return 0;
    }
    slice->contacts = items;
    return 1;
}

_Bool crowd_add_contacts(struct crowd *crowd, struct crowd_slice *slice, size_t i, const struct around *around)
{
    const struct crowd_bodies *now = &crowd->now;
    if (!crowd_contacts_reserve(crowd, slice, around->count)) {
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
