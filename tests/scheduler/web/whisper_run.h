/* Worlds that go on from one image of a running server until a drill begins, and what could be seen of each of their ticks
 * from outside the draw. */
#pragma once
#include <stdint.h>

#define RUN_TICK_S 600
#define RUN_HOUR 6 /* ticks */
#define RUN_WINDOW 36 /* ticks of a surprise: six hours */
#define RUN_TICKS_MAX 36 /* then a world ends, drill or not */
#define RUN_WORLDS_MAX 200
#define RUN_PAGES 6

/* One tick, and the step that drew it. */
struct sample {
    int64_t rows; /* that the step wrote */
    int64_t row_bytes; /* of the last one's body */
    int64_t db, wal, shm, others; /* bytes there are after the step; others: all but the database's, `log` aside */
    int64_t log; /* bytes on stderr */
    int64_t sent; /* bytes, messages and connections that the process gave to sockets */
    int64_t pages[RUN_PAGES]; /* bytes of /healthz, /v1/muster, /v1/statistics, a worker's page,
                                 /v1/reachability and /v1/record, before the step */
    int64_t calls; /* system calls of the step, where they are traced */
    uint64_t path; /* a hash of which calls, in which order */
    int64_t nanoseconds; /* of the step, by the monotonic clock */
    int64_t work; /* nanoseconds in which the thread had a processor meanwhile */
};
struct world {
    int ticks; /* drawn; the last one is T0 where a drill began */
    int began;
    int done;
    struct sample samples[RUN_TICKS_MAX];
};
/* In memory that all processes of the run share. */
struct run {
    int by_surprise; /* 1: a surprise is armed in the image; 0: the law draws */
    int traced;
    int refused; /* 1: the kernel lets nobody trace here */
    int count; /* of worlds; `starts` of them have a drill */
    int starts;
    struct world *at; /* the step that is under way; NULL: none */
    struct world worlds[RUN_WORLDS_MAX];
};

struct run_def {
    int by_surprise, traced;
    int starts; /* wanted */
};
struct run *run_open(const struct run_def *def);
void run_close(struct run *run);
