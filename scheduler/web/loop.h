/* The threads that drive libmicrohttpd: each a daemon of its own, all on one listening socket.
 *
 * They are ours and not the library's because those of version 0.9.75, with epoll, take up to 128 events at a time and, when exactly
 * so many have come, wait for the next one before they answer any: half a minute at worst, when many phones answer at once. Here
 * the waiting is done outside, and the library is called to do what is there. So a connection that is suspended is resumed by its own
 * thread alone: the library forgets one that is resumed from elsewhere while it looks for what is there.
 * Depends on: libmicrohttpd, POSIX threads, eventfd.
 */
#pragma once
#include <microhttpd.h>
#include <stddef.h>

#include "sibu/fault.h"

#define LOOPS_MAX 64

struct loops;
/* How to start one daemon without threads, with epoll, that listens on `fd`, which is then its own; NULL where that fails. */
typedef struct MHD_Daemon *(*loop_start)(void *data, int fd);

/* `count` in [1, LOOPS_MAX] daemons, each with a thread and a copy of `fd`, which stays the caller's. The caller closes them. */
SIBU_MUST_USE enum sibu_status loops_open(struct loops **out, int fd, size_t count, loop_start start, void *data,
                                          struct sibu_fault *fault);
/* Resumes a suspended connection of one of them; never waits, from any thread. `wake` is the caller's until it is resumed. */
struct loop_wake {
    struct MHD_Connection *connection;
    struct loop_wake *next; /* the loop's */
};
void loops_resume(struct loops *loops, struct loop_wake *wake);
/* Ends the threads, then the daemons with all their connections, all of which have been resumed. NULL is allowed. */
void loops_close(struct loops *loops);
