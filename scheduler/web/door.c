/* See door.h. */
#include "web/door.h"

#include <string.h>

#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)

/* A name's wait stays short, so that nobody can keep an officer out of their account for long. Behind one address may be a
 * whole plant, so it has more tries, and then waits longer. */
static const struct limiter_rule NAME_RULE = {4, 60 * SECOND_US, 24 * HOUR_US};
static const struct limiter_rule ADDRESS_RULE = {12, 900 * SECOND_US, HOUR_US};

/* Tokens: a look at the board takes one, and it looks twice a second. Nobody's address may be that of a proxy or a whole plant. */
static const struct rate_rule CALLER_RATE = {2000, 100};
static const struct rate_rule STRANGER_RATE = {4000, 200};

int door_init(struct door *door)
{
    memset(door, 0, sizeof *door);
    door->names.rule = NAME_RULE;
    door->addresses.rule = ADDRESS_RULE;
    door->callers.rule = CALLER_RATE;
    door->strangers.rule = STRANGER_RATE;
    if (pthread_mutex_init(&door->mutex, NULL) != 0) {
        return 0;
    }
    if (pthread_mutex_init(&door->password_mutex, NULL) != 0) {
        (void)pthread_mutex_destroy(&door->mutex);
        return 0;
    }
    return 1;
}

void door_clear(struct door *door)
{
    (void)pthread_mutex_destroy(&door->mutex);
    (void)pthread_mutex_destroy(&door->password_mutex);
}
