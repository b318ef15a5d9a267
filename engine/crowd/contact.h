/* Contacts: for each body of a slice the others that it could touch within this step. See contact.c.
 *
 * Depends on: crowd/around.h. Each slice has a list of its own, so that threads do not meet.
 */
#pragma once
#include "crowd/around.h"

/* Small crowds get memory of their own at once, so that no step has to ask for it. False: no memory. */
SIBU_MUST_USE _Bool crowd_contacts_open(struct crowd *crowd);
/* Empties the slice's list, for its bodies as they are now. */
void crowd_contacts_begin(const struct crowd *crowd, struct crowd_slice *slice);
/* Makes room for so many more contacts in the slice. False: no memory. */
SIBU_MUST_USE _Bool crowd_contacts_reserve(struct crowd_slice *slice, size_t more);
/* Lists who of those around could touch body i. False: no memory. */
SIBU_MUST_USE _Bool crowd_add_contacts(struct crowd *crowd, struct crowd_slice *slice, size_t i,
                                       const struct around *around);

struct contact_run { /* the contacts of one body */
    const uint32_t *items;
    uint32_t count;
};

static inline struct contact_run crowd_contacts(const struct crowd *crowd, const struct crowd_slice *slice, size_t i)
{
    return (struct contact_run){.items = slice->contacts + crowd->contact_first[i], .count = crowd->contact_count[i]};
}
