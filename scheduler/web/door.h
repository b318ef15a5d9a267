/* What the server keeps in memory of who comes in: waits after failures, how often who has asked, requests that wait for a second person, and the
 * set-up link of this start. Part of the server's state; inside web/ only.
 */
#pragma once
#include <pthread.h>
#include <stdint.h>

#include "web/limiter.h"
#include "web/password.h"
#include "web/rate.h"

#define DOOR_WISHES_MAX 8

/* A drill that one person asked for and another has to say yes to. */
struct door_wish {
    char id[23]; /* "": the place is free */
    int64_t within_s; /* 0: at once */
    char unit[64];
    int64_t account; /* of who asked; 0: the officer's key */
    char who[PASSWORD_NAME_MOST + 1];
    int64_t expires_us;
};
struct door {
    pthread_mutex_t password_mutex; /* held while a password is worked out: one at a time, the other threads serve on */
    pthread_mutex_t mutex; /* guards what follows */
    struct limiter names, addresses;
    struct rate callers, strangers; /* who has signed in or shows the key; and all others, by address */
    struct door_wish wishes[DOOR_WISHES_MAX];
    char set_up[360]; /* the link for the first administrator; "": none is needed */
};
/* False where there is no memory for the locks. */
int door_init(struct door *door);
void door_clear(struct door *door);
